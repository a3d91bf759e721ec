//! Optimizers, schedules and losses: a name and some settings each, in links, scripts and fields.

use std::ops::RangeInclusive;

use serde::{Serialize, Serializer, ser::SerializeMap};

use super::parse::{named, number};
use crate::nn::{LayerSpec, Loss, Named, Optimizer, Schedule};

/// A setting within a part.
pub struct Setting<'a> {
    /// Keras's name of it.
    pub name: &'static str,
    /// What it is, to be read or changed.
    pub value: Value<'a>,
}

/// The value of a [`Setting`].
pub enum Value<'a> {
    /// A number and what is allowed.
    Number(&'a mut f32, RangeInclusive<f32>),
    /// On or off.
    Flag(&'a mut bool),
}

impl Value<'_> {
    /// The value as text.
    #[must_use]
    pub fn text(&self) -> String {
        match self {
            Self::Number(value, _) => value.to_string(),
            Self::Flag(on) => on.to_string(),
        }
    }

    /// Takes the value from text.
    ///
    /// # Errors
    /// Says what is allowed; the value stays then.
    pub fn read(&mut self, text: &str) -> Result<(), String> {
        match self {
            Self::Number(value, range) => **value = number(text, range)?,
            Self::Flag(on) => {
                **on = text
                    .parse()
                    .map_err(|_| format!("“{text}” is not true or false"))?;
            }
        }
        Ok(())
    }
}

/// Something that is chosen by name and has settings of its own.
pub trait Part: Copy + 'static {
    /// Every kind, with its usual settings.
    const KINDS: &'static [Self];

    /// The name of this kind.
    fn kind(self) -> &'static str;

    /// Its settings.
    fn settings(&mut self) -> Vec<Setting<'_>>;

    /// The part of a name, with its usual settings.
    ///
    /// # Errors
    /// Lists the names.
    fn of(name: &str) -> Result<Self, String> {
        named(name, Self::KINDS, Self::kind)
    }

    /// Changes the setting of a name.
    ///
    /// # Errors
    /// When there is no such setting, or the value is not allowed.
    fn set(&mut self, name: &str, text: &str) -> Result<(), String> {
        let kind = self.kind();
        let mut settings = self.settings();
        match settings.iter_mut().find(|s| s.name == name) {
            Some(setting) => setting.value.read(text),
            None => Err(format!("“{name}” is not a setting of {kind}")),
        }
    }

    /// The value of a setting, if there is one of that name.
    fn get(mut self, name: &str) -> Option<String> {
        let settings = self.settings();
        let setting = settings.iter().find(|s| s.name == name)?;
        Some(setting.value.text())
    }

    /// The number of a setting, if there is one of that name.
    fn number(self, name: &str) -> Option<f32> {
        self.get(name)?.parse().ok()
    }

    /// The same with the number of a setting changed, where there is one of that name.
    #[must_use]
    fn with(mut self, name: &str, value: f32) -> Self {
        for setting in self.settings() {
            if let (true, Value::Number(number, _)) = (setting.name == name, setting.value) {
                *number = value;
            }
        }
        self
    }

    /// The first number that is not allowed, by name and with what is allowed.
    ///
    /// # Errors
    /// The setting's name and what is allowed.
    fn validate(mut self) -> Result<(), (&'static str, String)> {
        for Setting { name, value } in self.settings() {
            if let Value::Number(value, range) = value
                && !range.contains(value)
            {
                let (low, high) = (range.start(), range.end());
                return Err((name, format!("must be from {low} to {high}, not {value}")));
            }
        }
        Ok(())
    }

    /// The part as a link has it: `adam`, or `adam:beta_1=0.8,epsilon=0.001` with what is not usual.
    fn write(mut self) -> String {
        let kind = self.kind();
        let usual = Self::of(kind).ok();
        let other: Vec<_> = self
            .settings()
            .iter()
            .map(|s| (s.name, s.value.text()))
            .filter(|(name, text)| usual.and_then(|u| u.get(name)).as_ref() != Some(text))
            .map(|(name, text)| format!("{name}={text}"))
            .collect();
        if other.is_empty() {
            kind.into()
        } else {
            format!("{kind}:{}", other.join(","))
        }
    }

    /// The part that [`write`](Self::write) wrote.
    ///
    /// # Errors
    /// Says what is wrong and what is allowed.
    fn read(text: &str) -> Result<Self, String> {
        let (kind, settings) = text.split_once(':').unwrap_or((text, ""));
        let mut part = Self::of(kind)?;
        for pair in settings.split(',').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair
                .split_once('=')
                .ok_or_else(|| format!("“{pair}” is not of the form name=value"))?;
            part.set(name, value)
                .map_err(|why| format!("{name}: {why}"))?;
        }
        Ok(part)
    }
}

/// What a setting is called on the page.
#[must_use]
pub fn label(name: &str) -> &'static str {
    match name {
        "momentum" => "Momentum",
        "nesterov" => "Nesterov",
        "rho" => "Rho",
        "centered" => "Centred",
        "beta_1" => "Beta 1",
        "beta_2" => "Beta 2",
        "epsilon" => "Epsilon",
        "weight_decay" => "Weight decay",
        "initial_accumulator_value" => "First sum",
        "epochs" => "Over epochs",
        "factor" => "Factor",
        _ => "Delta",
    }
}

/// The first setting that differs between two parts of one kind, in a sentence; `None` where another
/// kind was chosen, or nothing differs.
pub fn changed<P: Part>(before: P, mut now: P) -> Option<String> {
    let same = before.kind() == now.kind();
    let settings = now.settings().into_iter().filter(|_| same);
    let other = |s: &Setting<'_>| before.get(s.name).is_some_and(|was| was != s.value.text());
    settings.into_iter().find(other).map(|s| {
        let name = label(s.name);
        match s.value {
            Value::Number(value, _) => format!("{name}: {value}."),
            Value::Flag(on) => format!("{name}: {}.", if *on { "on" } else { "off" }),
        }
    })
}

/// For scripts and files: the name and all settings beside it.
///
/// # Errors
/// Those of the serialiser.
pub fn serialize<P: Part, S: Serializer>(part: &P, serializer: S) -> Result<S::Ok, S::Error> {
    let mut part = *part;
    let mut map = serializer.serialize_map(None)?;
    map.serialize_entry("name", part.kind())?;
    for Setting { name, value } in part.settings() {
        match value {
            Value::Number(value, _) => map.serialize_entry(name, value)?,
            Value::Flag(on) => map.serialize_entry(name, on)?,
        }
    }
    map.end()
}

/// The same where nothing but the name is usual: then the name alone.
///
/// # Errors
/// Those of the serialiser.
pub fn serialize_loss<S: Serializer>(loss: &Loss, serializer: S) -> Result<S::Ok, S::Error> {
    if Loss::ALL.contains(loss) {
        return serializer.serialize_str(loss.name());
    }
    serialize(loss, serializer)
}

/// Layers; that they learn is not said.
///
/// # Errors
/// Those of the serialiser.
pub fn serialize_layers<S: Serializer>(
    layers: &[LayerSpec],
    serializer: S,
) -> Result<S::Ok, S::Error> {
    #[derive(Serialize)]
    struct Layer {
        units: usize,
        activation: &'static str,
        #[serde(skip_serializing_if = "Option::is_none")]
        trainable: Option<bool>,
    }
    serializer.collect_seq(layers.iter().map(|layer| Layer {
        units: layer.units,
        activation: layer.activation.name(),
        trainable: (!layer.trainable).then_some(false),
    }))
}

/// Momentum and the other shares of what was stay below this.
pub const MAX_SHARE: f32 = 0.9999;
/// How many epochs a schedule may span.
pub const SCHEDULE_EPOCHS: RangeInclusive<f32> = 1.0..=100_000.0;

fn setting<'a>(name: &'static str, value: &'a mut f32, low: f32, high: f32) -> Setting<'a> {
    let value = Value::Number(value, low..=high);
    Setting { name, value }
}

fn share<'a>(name: &'static str, value: &'a mut f32) -> Setting<'a> {
    setting(name, value, 0.0, MAX_SHARE)
}

fn flag<'a>(name: &'static str, value: &'a mut bool) -> Setting<'a> {
    let value = Value::Flag(value);
    Setting { name, value }
}

fn epsilon(value: &mut f32) -> Setting<'_> {
    setting("epsilon", value, 1e-12, 1.0)
}

impl Part for Optimizer {
    const KINDS: &'static [Self] = Self::ALL;

    fn kind(self) -> &'static str {
        self.name()
    }

    fn settings(&mut self) -> Vec<Setting<'_>> {
        match self {
            Self::Sgd { momentum, nesterov } => {
                vec![share("momentum", momentum), flag("nesterov", nesterov)]
            }
            Self::Adagrad {
                initial_accumulator_value: start,
                epsilon: e,
            } => vec![
                setting("initial_accumulator_value", start, 0.0, 100.0),
                epsilon(e),
            ],
            Self::Rmsprop {
                rho,
                momentum,
                epsilon: e,
                centered,
            } => vec![
                share("rho", rho),
                share("momentum", momentum),
                epsilon(e),
                flag("centered", centered),
            ],
            Self::Adam {
                beta_1,
                beta_2,
                epsilon: e,
            }
            | Self::Nadam {
                beta_1,
                beta_2,
                epsilon: e,
            } => vec![share("beta_1", beta_1), share("beta_2", beta_2), epsilon(e)],
            Self::Adamw {
                weight_decay,
                beta_1,
                beta_2,
                epsilon: e,
            } => vec![
                setting("weight_decay", weight_decay, 0.0, 1.0),
                share("beta_1", beta_1),
                share("beta_2", beta_2),
                epsilon(e),
            ],
        }
    }
}

impl Part for Schedule {
    const KINDS: &'static [Self] = Self::ALL;

    fn kind(self) -> &'static str {
        self.name()
    }

    fn settings(&mut self) -> Vec<Setting<'_>> {
        fn span(epochs: &mut f32) -> Setting<'_> {
            setting(
                "epochs",
                epochs,
                *SCHEDULE_EPOCHS.start(),
                *SCHEDULE_EPOCHS.end(),
            )
        }
        match self {
            Self::Constant => Vec::new(),
            Self::Step { epochs, factor } | Self::Exponential { epochs, factor } => {
                vec![span(epochs), setting("factor", factor, 0.001, 1.0)]
            }
            Self::Cosine { epochs } | Self::OneCycle { epochs } => vec![span(epochs)],
        }
    }
}

impl Part for Loss {
    const KINDS: &'static [Self] = Self::ALL;

    fn kind(self) -> &'static str {
        self.name()
    }

    fn settings(&mut self) -> Vec<Setting<'_>> {
        match self {
            Self::Huber { delta } => vec![setting("delta", delta, 0.001, 1000.0)],
            _ => Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_part_reads_what_it_writes() {
        for &optimizer in Optimizer::KINDS {
            assert_eq!(Optimizer::read(&optimizer.write()), Ok(optimizer));
            assert_eq!(optimizer.write(), optimizer.name());
        }
        let adam = Optimizer::of("adam").unwrap().with("beta_1", 0.5);
        assert_eq!(adam.write(), "adam:beta_1=0.5");
        assert_eq!(Optimizer::read("adam:beta_1=0.5"), Ok(adam));
        let sgd = Optimizer::read("sgd:momentum=0.9,nesterov=true").unwrap();
        assert_eq!(sgd.write(), "sgd:momentum=0.9,nesterov=true");
        for &schedule in Schedule::KINDS {
            let schedule = schedule.with("epochs", 30.0);
            assert_eq!(Schedule::read(&schedule.write()), Ok(schedule));
        }
        let huber = Loss::Huber { delta: 0.5 };
        assert_eq!(Loss::read(&huber.write()), Ok(huber));
    }

    #[test]
    fn scripts_and_files_see_names_with_settings_beside_them() {
        let experiment = |loss, schedule, trainable| {
            let mut e = crate::lab::Experiment {
                loss,
                schedule,
                ..Default::default()
            };
            e.layers.truncate(1);
            e.layers[0].trainable = trainable;
            let json = serde_json::to_value(e).unwrap();
            ["loss", "schedule", "optimizer", "layers"].map(|field| json[field].to_string())
        };
        let sgd = r#"{"momentum":0.0,"name":"sgd","nesterov":false}"#;
        let usual = experiment(Loss::Huber { delta: 1.0 }, Schedule::Constant, true);
        let layer = r#"[{"activation":"tanh","units":4}]"#;
        assert_eq!(usual, [r#""huber""#, r#"{"name":"constant"}"#, sgd, layer]);
        let cycle = Schedule::OneCycle { epochs: 8.0 };
        let other = experiment(Loss::Huber { delta: 2.5 }, cycle, false);
        let layer = r#"[{"activation":"tanh","trainable":false,"units":4}]"#;
        let (huber, cycle) = (
            r#"{"delta":2.5,"name":"huber"}"#,
            r#"{"epochs":8.0,"name":"one_cycle"}"#,
        );
        assert_eq!(other, [huber, cycle, sgd, layer]);
    }

    #[test]
    fn what_is_wrong_is_named() {
        for (text, words) in [
            ("adam:beta_3=1", "beta_3"),
            ("adam:beta_1=2", "beta_1"),
            ("adam:beta_1", "name=value"),
            ("sgd:nesterov=maybe", "true or false"),
            ("lion", "adamw"),
        ] {
            let why = Optimizer::read(text).unwrap_err();
            assert!(why.contains(words), "{why}");
        }
    }
}
