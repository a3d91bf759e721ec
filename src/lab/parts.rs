//! Optimizers, schedules and losses: a name and some settings each, in links, scripts and fields.

use super::{
    parse::{flag, named, number, within},
    wrong::{Span, Wrong},
};
use crate::{
    data::decimal::{read_f32, read_f64},
    nn::{Loss, Named, Optimizer, Schedule},
};

/// A setting within a part.
pub struct Setting<'a> {
    /// Keras's name of it.
    pub name: &'static str,
    /// What it is called on the page.
    pub label: &'static str,
    /// What it is, to be read or changed.
    pub value: Value<'a>,
}

/// The value of a [`Setting`].
pub enum Value<'a> {
    /// A number and what is allowed.
    Number(&'a mut f32, Span),
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
    pub fn read(&mut self, text: &str) -> Result<(), Wrong> {
        match self {
            Self::Number(value, span) => **value = number(text, *span)? as f32,
            Self::Flag(on) => **on = flag(text)?,
        }
        Ok(())
    }
}

/// Something that is chosen by name and has settings of its own.
pub trait Part: Named {
    /// Its settings.
    fn settings(&mut self) -> Vec<Setting<'_>>;

    /// Changes the setting of a name.
    ///
    /// # Errors
    /// When there is no such setting, or the value is not allowed.
    fn set(&mut self, name: &str, text: &str) -> Result<(), Wrong> {
        let kind = Named::name(*self);
        let mut settings = self.settings();
        match settings.iter_mut().find(|s| s.name == name) {
            Some(setting) => setting.value.read(text),
            None => Err(Wrong::NoSuchSetting(name.into(), kind)),
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
        read_f32(&self.get(name)?)
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

    /// Whether every number is allowed.
    ///
    /// # Errors
    /// The name of the first setting that is not as it must be, and what is allowed.
    fn validate(mut self) -> Result<(), (&'static str, Wrong)> {
        for Setting { name, value, .. } in self.settings() {
            if let Value::Number(_, span) = &value {
                let number = read_f64(&value.text()).unwrap_or(f64::NAN);
                within(number, *span).map_err(|wrong| (name, wrong))?;
            }
        }
        Ok(())
    }

    /// The part as a link has it: `adam`, or `adam:beta_1=0.8,epsilon=0.001` with what is not usual.
    fn write(mut self) -> String {
        let kind = Named::name(self);
        let usual = Self::from_name(kind);
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
    fn read(text: &str) -> Result<Self, Wrong> {
        let (kind, settings) = text.split_once(':').unwrap_or((text, ""));
        let mut part: Self = named(kind)?;
        for pair in settings.split(',').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair
                .split_once('=')
                .ok_or_else(|| Wrong::NotAPair(pair.into()))?;
            part.set(name, value)
                .map_err(|wrong| Wrong::Within(name.into(), Box::new(wrong)))?;
        }
        Ok(part)
    }
}

/// Momentum and the other shares of what was stay below this.
const MAX_SHARE: f64 = 0.9999;
/// How many epochs a schedule may span.
pub const SCHEDULE_EPOCHS: Span = Span::new(1.0, 100_000.0);

fn setting<'a>(
    name: &'static str,
    label: &'static str,
    value: &'a mut f32,
    span: Span,
) -> Setting<'a> {
    let value = Value::Number(value, span);
    Setting { name, label, value }
}

fn share<'a>(name: &'static str, label: &'static str, value: &'a mut f32) -> Setting<'a> {
    setting(name, label, value, Span::new(0.0, MAX_SHARE))
}

fn switch<'a>(name: &'static str, label: &'static str, value: &'a mut bool) -> Setting<'a> {
    let value = Value::Flag(value);
    Setting { name, label, value }
}

fn momentum(value: &mut f32) -> Setting<'_> {
    share("momentum", "Momentum", value)
}

fn beta_1(value: &mut f32) -> Setting<'_> {
    share("beta_1", "Beta 1", value)
}

fn beta_2(value: &mut f32) -> Setting<'_> {
    share("beta_2", "Beta 2", value)
}

fn epsilon(value: &mut f32) -> Setting<'_> {
    setting("epsilon", "Epsilon", value, Span::new(1e-12, 1.0))
}

fn weight_decay(value: &mut f32) -> Setting<'_> {
    setting("weight_decay", "Weight decay", value, Span::new(0.0, 1.0))
}

fn first_sum(value: &mut f32) -> Setting<'_> {
    let name = "initial_accumulator_value";
    setting(name, "First sum", value, Span::new(0.0, 100.0))
}

fn over_epochs(value: &mut f32) -> Setting<'_> {
    setting("epochs", "Over epochs", value, SCHEDULE_EPOCHS)
}

fn factor(value: &mut f32) -> Setting<'_> {
    setting("factor", "Factor", value, Span::new(0.001, 1.0))
}

impl Part for Optimizer {
    fn settings(&mut self) -> Vec<Setting<'_>> {
        match self {
            Self::Sgd {
                momentum: m,
                nesterov,
            } => vec![momentum(m), switch("nesterov", "Nesterov", nesterov)],
            Self::Adagrad {
                initial_accumulator_value: start,
                epsilon: e,
            } => vec![first_sum(start), epsilon(e)],
            Self::Rmsprop {
                rho,
                momentum: m,
                epsilon: e,
                centered,
            } => vec![
                share("rho", "Rho", rho),
                momentum(m),
                epsilon(e),
                switch("centered", "Centred", centered),
            ],
            Self::Adam {
                beta_1: b1,
                beta_2: b2,
                epsilon: e,
            }
            | Self::Nadam {
                beta_1: b1,
                beta_2: b2,
                epsilon: e,
            } => vec![beta_1(b1), beta_2(b2), epsilon(e)],
            Self::Adamw {
                weight_decay: decay,
                beta_1: b1,
                beta_2: b2,
                epsilon: e,
            } => vec![weight_decay(decay), beta_1(b1), beta_2(b2), epsilon(e)],
        }
    }
}

impl Part for Schedule {
    fn settings(&mut self) -> Vec<Setting<'_>> {
        match self {
            Self::Constant => Vec::new(),
            Self::Step { epochs, factor: f } | Self::Exponential { epochs, factor: f } => {
                vec![over_epochs(epochs), factor(f)]
            }
            Self::Cosine { epochs } | Self::OneCycle { epochs } => vec![over_epochs(epochs)],
        }
    }
}

impl Part for Loss {
    fn settings(&mut self) -> Vec<Setting<'_>> {
        let delta = self.huber_delta().into_iter();
        let row = |delta| setting("delta", "Delta", delta, Span::new(0.001, 1000.0));
        delta.map(row).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_part_reads_what_it_writes() {
        for &optimizer in Optimizer::ALL {
            assert_eq!(Optimizer::read(&optimizer.write()), Ok(optimizer));
            assert_eq!(optimizer.write(), Named::name(optimizer));
        }
        let adam = Optimizer::from_name("adam").unwrap().with("beta_1", 0.5);
        assert_eq!(adam.write(), "adam:beta_1=0.5");
        assert_eq!(Optimizer::read("adam:beta_1=0.5"), Ok(adam));
        let sgd = Optimizer::read("sgd:momentum=0.9,nesterov=true").unwrap();
        assert_eq!(sgd.write(), "sgd:momentum=0.9,nesterov=true");
        for &schedule in Schedule::ALL {
            let schedule = schedule.with("epochs", 30.0);
            assert_eq!(Schedule::read(&schedule.write()), Ok(schedule));
        }
        let huber = Loss::Huber { delta: 0.5 };
        assert_eq!(Loss::read(&huber.write()), Ok(huber));
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
            let why = Optimizer::read(text).unwrap_err().to_string();
            assert!(why.contains(words), "{why}");
        }
    }
}
