//! The table of settings: one row says what a setting of the experiment is, and everything that
//! knows settings follows from it: links, files and scripts, what is allowed, the fields of the
//! page, what an edit is called, and whether it acts on the run at hand.

use strum::{EnumMessage, IntoStaticStr, VariantArray};

use super::{
    classes,
    experiment::Experiment,
    fixed, net,
    parse::{among, flag, named, number, whole},
    parts::{Part, Setting as Inner, Value},
    wrong::{Span, Wrong},
};
use crate::{
    data::{Coding, DataSpec, Feature, Features},
    nn::{Initializer, LearningRule, Loss, Named, Optimizer, Schedule},
};

/// A setting of the experiment. Which samples are learnt is no setting: that comes before them.
///
/// The order is that of links: some settings stand on those before them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, VariantArray, IntoStaticStr, EnumMessage)]
#[strum(serialize_all = "snake_case")]
pub enum Key {
    /// How a truth table's inputs are coded.
    Coding,
    /// How many samples are drawn.
    Points,
    /// How far they stray.
    Noise,
    /// The share of them that is for training.
    TrainShare,
    /// Which random sample.
    Draw,
    /// Which classes take part.
    Classes,
    /// How many training samples of each.
    PerClass,
    /// By how much points are turned.
    Turn,
    /// What the network sees of a point.
    Features,
    /// Whether inputs are brought to one scale.
    Standardize,
    /// The layers, with units and activation.
    Layers,
    /// The layers that do not learn.
    Frozen,
    /// The single weights and biases that do not learn.
    Fixed,
    /// How kernels start.
    Initializer,
    /// How weights learn from errors.
    Rule,
    /// What backprop makes small.
    Loss,
    /// How a gradient becomes a step.
    Optimizer,
    /// Length of a step.
    LearningRate,
    /// How that length changes.
    Schedule,
    /// Weight of the kernels' sizes.
    L1,
    /// Weight of their squares.
    L2,
    /// Share of the hidden units that are left out.
    Dropout,
    /// Epochs without a lower test loss before training stops.
    Patience,
    /// Samples per step.
    BatchSize,
    /// Whether each epoch has an order of its own.
    Shuffle,
    /// Decides initial weights and the order of samples.
    Seed,
}

/// When a change of a setting takes effect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Acts {
    /// From the next step on: the run goes on.
    Live,
    /// From the start: the run begins again.
    FromStart,
}

/// How the arrow keys go through a number.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Steps {
    /// 1, 3, 10, 30, …
    Thirds,
    /// By so much.
    By(f64),
}

impl Steps {
    /// The next number above or below, as far as it is allowed.
    #[must_use]
    pub fn next(self, number: f64, up: bool, span: Span) -> f64 {
        let next = match (self, up) {
            (Self::By(step), true) => number + step,
            (Self::By(step), false) => number - step,
            (Self::Thirds, _) => third(number, up).unwrap_or(span.low),
        };
        next.clamp(span.low, span.high)
    }
}

/// The next number above or below among 1e-8, 3e-8, 1e-7, … 1e7, 3e7; nothing below the first, and
/// the last above it.
fn third(number: f64, up: bool) -> Option<f64> {
    let mut last = None;
    for power in -8..8 {
        for digit in [1.0, 3.0] {
            let third = (digit * 10f64.powi(power) * 1e9).round() / 1e9;
            let is_next = if up {
                third > number * 1.001
            } else {
                third >= number * 0.999
            };
            if is_next {
                return if up { Some(third) } else { last };
            }
            last = Some(third);
        }
    }
    last
}

/// What a setting can be, and how it is read and written as text.
#[derive(Clone, Copy)]
pub enum Kind {
    /// A number.
    Number(Number),
    /// On or off.
    Flag(fn(&Experiment) -> bool, fn(&mut Experiment, bool)),
    /// One of a list of names.
    Choice(Choice),
    /// One of a list of names, with settings of its own.
    Part(PartKind),
    /// A form of its own.
    Form(Form),
}

/// A number among the settings.
#[derive(Clone, Copy)]
pub struct Number {
    /// What is allowed.
    pub span: Span,
    /// Whether only whole numbers are.
    pub whole: bool,
    /// How the arrow keys go through it.
    pub steps: Steps,
    /// Whether it can be off, which is `null` in scripts and “none” in links.
    pub optional: bool,
    get: fn(&Experiment) -> Option<String>,
    set: fn(&mut Experiment, Option<f64>),
}

/// A choice among names.
#[derive(Clone, Copy)]
pub struct Choice {
    /// Names and labels, in the order of the page.
    pub all: fn() -> Vec<(&'static str, &'static str)>,
    get: fn(&Experiment) -> &'static str,
    set: fn(&mut Experiment, &str) -> Result<(), Wrong>,
}

/// A choice among names with settings of their own.
#[derive(Clone, Copy)]
pub struct PartKind {
    /// Names and labels, in the order of the page.
    pub all: fn() -> Vec<(&'static str, &'static str)>,
    /// Whether a script may leave the settings out and give the name alone, if they are the usual.
    plain: bool,
    name: fn(&Experiment) -> &'static str,
    inner: fn(&mut Experiment) -> Vec<Inner<'_>>,
    get: fn(&Experiment) -> String,
    set: fn(&mut Experiment, &str) -> Result<(), Wrong>,
    set_inner: fn(&mut Experiment, &str, &str) -> Result<(), Wrong>,
}

/// A setting whose text is of a form of its own.
#[derive(Clone, Copy)]
pub struct Form {
    get: fn(&Experiment) -> String,
    set: fn(&mut Experiment, &str) -> Result<(), Wrong>,
}

/// A setting within a [part](PartKind), as it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct InnerSetting {
    /// Keras's name of it.
    pub name: &'static str,
    /// What it is called on the page.
    pub label: &'static str,
    /// What it is, as text.
    pub text: String,
    /// What numbers are allowed; none of what is on or off.
    pub span: Option<Span>,
}

/// What is known of a setting.
pub struct Setting {
    /// The setting.
    pub key: Key,
    /// What links call it.
    pub link: &'static str,
    /// Where scripts and files have it: `learning_rate`, `data.noise`.
    pub path: &'static str,
    /// What the page calls it.
    pub label: &'static str,
    /// What it is, in a phrase.
    pub help: &'static str,
    /// When it takes effect.
    pub acts: Acts,
    /// What it can be.
    pub kind: Kind,
}

/// No number: what a setting that can be off is then, in a link.
pub const NONE: &str = "none";

fn listed<T: Named>() -> Vec<(&'static str, &'static str)> {
    T::ALL.iter().map(|one| (one.name(), one.label())).collect()
}

macro_rules! numbers {
    ($low:expr, $high:expr, $whole:expr, $steps:expr, $($field:ident).+ as $type:ty) => {
        Kind::Number(Number {
            span: Span::new($low, $high),
            whole: $whole,
            steps: $steps,
            optional: false,
            get: |e| Some(e.$($field).+.to_string()),
            set: |e, number| {
                if let Some(number) = number {
                    e.$($field).+ = number as $type;
                }
            },
        })
    };
}

macro_rules! choice {
    ($type:ty, $($field:ident).+) => {
        Kind::Choice(Choice {
            all: listed::<$type>,
            get: |e| e.$($field).+.name(),
            set: |e, text| named(text).map(|one: $type| e.$($field).+ = one),
        })
    };
}

macro_rules! part {
    ($type:ty, $field:ident, $plain:expr) => {
        Kind::Part(PartKind {
            all: listed::<$type>,
            plain: $plain,
            name: |e| Named::name(e.$field),
            inner: |e| e.$field.settings(),
            get: |e| e.$field.write(),
            set: |e, text| <$type>::read(text).map(|part| e.$field = part),
            set_inner: |e, name, text| e.$field.set(name, text),
        })
    };
}

const POINTS: Span = Span::new(
    *DataSpec::POINTS.start() as f64,
    *DataSpec::POINTS.end() as f64,
);
const NOISE: Span = Span::new(*DataSpec::NOISE.start(), *DataSpec::NOISE.end());
const SHARE: Span = Span::new(*DataSpec::TRAIN_SHARE.start(), *DataSpec::TRAIN_SHARE.end());
const PER_CLASS: Span = Span::new(
    *DataSpec::PER_CLASS.start() as f64,
    *DataSpec::PER_CLASS.end() as f64,
);
const TURN: Span = Span::new(*DataSpec::TURN.start(), *DataSpec::TURN.end());
/// Seeds and draws are 32 bits wide.
const SEEDS: f64 = u32::MAX as f64;
use Acts::{FromStart, Live};

/// The table, in the order of [`Key`].
static SETTINGS: [Setting; Key::VARIANTS.len()] = [
    Setting {
        key: Key::Coding,
        link: "coding",
        path: "data.coding",
        label: "Inputs coded",
        help: "What stands for off and on in a truth table",
        acts: FromStart,
        kind: choice!(Coding, data.coding),
    },
    Setting {
        key: Key::Points,
        link: "points",
        path: "data.points",
        label: "Points",
        help: "How many samples are drawn, for training and testing together",
        acts: FromStart,
        kind: numbers!(
            POINTS.low,
            POINTS.high,
            true,
            Steps::By(1.0),
            data.points as usize
        ),
    },
    Setting {
        key: Key::Noise,
        link: "noise",
        path: "data.noise",
        label: "Noise",
        help: "How far samples stray, as a share of the plane’s half-width",
        acts: FromStart,
        kind: numbers!(
            NOISE.low,
            NOISE.high,
            false,
            Steps::By(0.01),
            data.noise as f64
        ),
    },
    Setting {
        key: Key::TrainShare,
        link: "train",
        path: "data.train_share",
        label: "For training",
        help: "The share of the samples that is trained on; the rest is held back for testing",
        acts: FromStart,
        kind: numbers!(
            SHARE.low,
            SHARE.high,
            false,
            Steps::By(0.05),
            data.train_share as f64
        ),
    },
    Setting {
        key: Key::Draw,
        link: "draw",
        path: "data.draw",
        label: "Data draw",
        help: "Which random sample, and which random split",
        acts: FromStart,
        kind: numbers!(0.0, SEEDS, true, Steps::By(1.0), data.draw as u32),
    },
    Setting {
        key: Key::Classes,
        link: "classes",
        path: "data.classes",
        label: "Classes",
        help: "Which classes take part",
        acts: FromStart,
        kind: Kind::Form(Form {
            get: classes::write,
            set: classes::read,
        }),
    },
    Setting {
        key: Key::PerClass,
        link: "per_class",
        path: "data.per_class",
        label: "Samples per class",
        help: "Training samples of each class, at most; 0 for all",
        acts: FromStart,
        kind: Kind::Number(Number {
            span: PER_CLASS,
            whole: true,
            steps: Steps::By(1.0),
            optional: true,
            get: |e| e.data.per_class.map(|samples| samples.to_string()),
            set: |e, samples| e.data.per_class = samples.map(|samples| samples as usize),
        }),
    },
    Setting {
        key: Key::Turn,
        link: "turn",
        path: "data.turn",
        label: "Turn",
        help: "Degrees by which points are turned",
        acts: FromStart,
        kind: numbers!(
            TURN.low,
            TURN.high,
            false,
            Steps::By(15.0),
            data.turn as f64
        ),
    },
    Setting {
        key: Key::Features,
        link: "inputs",
        path: "features",
        label: "Inputs",
        help: "What the network sees of a point",
        acts: FromStart,
        kind: Kind::Form(Form {
            get: |e| {
                e.features
                    .iter()
                    .map(Named::name)
                    .collect::<Vec<_>>()
                    .join(",")
            },
            set: |e, text| features(text, e).map(|features| e.features = features),
        }),
    },
    Setting {
        key: Key::Standardize,
        link: "standardize",
        path: "standardize",
        label: "Standardise inputs",
        help: "Brings each input to mean 0 and deviation 1 over the training samples",
        acts: FromStart,
        kind: Kind::Flag(|e| e.standardize, |e, on| e.standardize = on),
    },
    Setting {
        key: Key::Layers,
        link: "net",
        path: "layers",
        label: "Layers",
        help: "Units and activation of each layer",
        acts: FromStart,
        kind: Kind::Form(Form {
            get: net::write,
            set: |e, text| net::read(text, e),
        }),
    },
    Setting {
        key: Key::Frozen,
        link: "frozen",
        path: "layers",
        label: "Frozen layers",
        help: "Layers whose weights stay as they are",
        acts: Live,
        kind: Kind::Form(Form {
            get: net::write_frozen,
            set: |e, text| net::read_frozen(e, text),
        }),
    },
    Setting {
        key: Key::Fixed,
        link: "fixed",
        path: "fixed",
        label: "Frozen weights",
        help: "Single weights and biases that stay as they are",
        acts: Live,
        kind: Kind::Form(Form {
            get: fixed::write,
            set: fixed::read,
        }),
    },
    Setting {
        key: Key::Initializer,
        link: "init",
        path: "initializer",
        label: "Initial weights",
        help: "The distribution from which kernels are drawn",
        acts: FromStart,
        kind: choice!(Initializer, initializer),
    },
    Setting {
        key: Key::Rule,
        link: "rule",
        path: "rule",
        label: "Learning rule",
        help: "How weights learn from errors",
        acts: FromStart,
        kind: choice!(LearningRule, rule),
    },
    Setting {
        key: Key::Loss,
        link: "loss",
        path: "loss",
        label: "Loss",
        help: "What backprop makes small",
        acts: FromStart,
        kind: part!(Loss, loss, true),
    },
    Setting {
        key: Key::Optimizer,
        link: "optimizer",
        path: "optimizer",
        label: "Optimizer",
        help: "How a gradient becomes a step",
        acts: Live,
        kind: part!(Optimizer, optimizer, false),
    },
    Setting {
        key: Key::LearningRate,
        link: "lr",
        path: "learning_rate",
        label: "Learning rate",
        help: "Length of a step",
        acts: Live,
        kind: numbers!(1e-6, 100.0, false, Steps::Thirds, learning_rate as f32),
    },
    Setting {
        key: Key::Schedule,
        link: "schedule",
        path: "schedule",
        label: "Schedule",
        help: "How the learning rate changes as training goes on",
        acts: Live,
        kind: part!(Schedule, schedule, false),
    },
    Setting {
        key: Key::L1,
        link: "l1",
        path: "l1",
        label: "L1",
        help: "Weight of the sum of the kernels’ sizes beside the loss",
        acts: Live,
        kind: numbers!(0.0, 10.0, false, Steps::Thirds, l1 as f32),
    },
    Setting {
        key: Key::L2,
        link: "l2",
        path: "l2",
        label: "L2",
        help: "Weight of the sum of the kernels’ squares beside the loss",
        acts: Live,
        kind: numbers!(0.0, 10.0, false, Steps::Thirds, l2 as f32),
    },
    Setting {
        key: Key::Dropout,
        link: "dropout",
        path: "dropout",
        label: "Dropout",
        help: "Share of the hidden units that each sample is learnt without",
        acts: Live,
        kind: numbers!(0.0, 0.9, false, Steps::Thirds, dropout as f32),
    },
    Setting {
        key: Key::Patience,
        link: "patience",
        path: "patience",
        label: "Patience",
        help: "Epochs without a lower test loss before training stops; 0 to go on",
        acts: Live,
        kind: Kind::Number(Number {
            span: Span::new(1.0, 100_000.0),
            whole: true,
            steps: Steps::By(1.0),
            optional: true,
            get: |e| e.patience.map(|epochs| epochs.to_string()),
            set: |e, epochs| e.patience = epochs.map(|epochs| epochs as u32),
        }),
    },
    Setting {
        key: Key::BatchSize,
        link: "batch",
        path: "batch_size",
        label: "Batch size",
        help: "Samples per step of backprop",
        acts: Live,
        kind: numbers!(1.0, 50_000.0, true, Steps::By(1.0), batch_size as usize),
    },
    Setting {
        key: Key::Shuffle,
        link: "shuffle",
        path: "shuffle",
        label: "Shuffle",
        help: "Shows the samples in a new order each epoch; else in the table’s",
        acts: Live,
        kind: Kind::Flag(|e| e.shuffle, |e, on| e.shuffle = on),
    },
    Setting {
        key: Key::Seed,
        link: "seed",
        path: "seed",
        label: "Seed",
        help: "Decides initial weights and the order of samples",
        acts: FromStart,
        kind: numbers!(0.0, SEEDS, true, Steps::By(1.0), seed as u32),
    },
];

impl Key {
    /// Every setting, in the order of links.
    pub fn all() -> impl Iterator<Item = &'static Setting> {
        SETTINGS.iter()
    }

    /// What is known of it.
    #[must_use]
    pub fn setting(self) -> &'static Setting {
        &SETTINGS[self as usize]
    }
}

impl Setting {
    /// The setting that links call so.
    #[must_use]
    pub fn of_link(link: &str) -> Option<&'static Self> {
        SETTINGS.iter().find(|s| s.link == link)
    }

    /// What it is in an experiment, as text.
    #[must_use]
    pub fn text(&self, e: &Experiment) -> String {
        match self.kind {
            Kind::Number(number) => (number.get)(e).unwrap_or_else(|| NONE.into()),
            Kind::Flag(get, _) => get(e).to_string(),
            Kind::Choice(choice) => (choice.get)(e).into(),
            Kind::Part(part) => (part.get)(e),
            Kind::Form(form) => (form.get)(e),
        }
    }

    /// Puts what a text says into an experiment.
    ///
    /// # Errors
    /// Says what is allowed; the experiment stays then.
    pub fn set(&self, e: &mut Experiment, text: &str) -> Result<(), Wrong> {
        match self.kind {
            Kind::Number(number) => {
                let value = number.read(text)?;
                (number.set)(e, value);
                Ok(())
            }
            Kind::Flag(_, set) => {
                set(e, flag(text)?);
                Ok(())
            }
            Kind::Choice(choice) => (choice.set)(e, text),
            Kind::Part(part) => (part.set)(e, text),
            Kind::Form(form) => (form.set)(e, text),
        }
    }

    /// Puts the setting `name` within this part; nothing else has any.
    ///
    /// # Errors
    /// Says what is allowed; the experiment stays then.
    pub fn set_inner(&self, e: &mut Experiment, name: &str, text: &str) -> Result<(), Wrong> {
        match self.kind {
            Kind::Part(part) => (part.set_inner)(e, name, text),
            Kind::Number(_) | Kind::Flag(..) | Kind::Choice(_) | Kind::Form(_) => {
                Err(Wrong::NoSuchSetting(name.into(), self.link))
            }
        }
    }

    /// The name that is chosen, without settings of its own; nothing where none is chosen by name.
    #[must_use]
    pub fn chosen(&self, e: &Experiment) -> Option<&'static str> {
        match self.kind {
            Kind::Choice(choice) => Some((choice.get)(e)),
            Kind::Part(part) => Some((part.name)(e)),
            Kind::Number(_) | Kind::Flag(..) | Kind::Form(_) => None,
        }
    }

    /// The names that can be chosen, with their labels; none where nothing is chosen by name.
    #[must_use]
    pub fn choices(&self) -> Vec<(&'static str, &'static str)> {
        match self.kind {
            Kind::Choice(choice) => (choice.all)(),
            Kind::Part(part) => (part.all)(),
            Kind::Number(_) | Kind::Flag(..) | Kind::Form(_) => Vec::new(),
        }
    }

    /// The settings within this part, as they stand; nothing else has any.
    #[must_use]
    pub fn inner(&self, e: &Experiment) -> Vec<InnerSetting> {
        let Kind::Part(part) = self.kind else {
            return Vec::new();
        };
        // Settings are listed for reading and changing alike, so a copy is asked.
        let mut copy = e.only_parts();
        (part.inner)(&mut copy)
            .into_iter()
            .map(|Inner { name, label, value }| InnerSetting {
                name,
                label,
                text: value.text(),
                span: match value {
                    Value::Number(_, span) => Some(span),
                    Value::Flag(_) => None,
                },
            })
            .collect()
    }

    /// Whether scripts and files have the bare name of the part as it stands.
    #[must_use]
    pub fn is_plain(&self, e: &Experiment) -> bool {
        match self.kind {
            Kind::Part(part) => part.plain && (part.get)(e) == (part.name)(e),
            Kind::Number(_) | Kind::Flag(..) | Kind::Choice(_) | Kind::Form(_) => true,
        }
    }

    /// What numbers are allowed; nothing where it is no number.
    #[must_use]
    pub fn number(&self) -> Option<Number> {
        match self.kind {
            Kind::Number(number) => Some(number),
            Kind::Flag(..) | Kind::Choice(_) | Kind::Part(_) | Kind::Form(_) => None,
        }
    }

    /// Holds the setting against what is allowed.
    ///
    /// # Errors
    /// The name of the setting within this one, if it is there, and what is allowed.
    pub fn validate(&self, e: &Experiment) -> Result<(), (Option<&'static str>, Wrong)> {
        match self.kind {
            Kind::Number(number) => {
                let text = (number.get)(e).unwrap_or_else(|| NONE.into());
                number.read(&text).map(drop).map_err(|wrong| (None, wrong))
            }
            Kind::Part(part) => {
                let mut copy = e.only_parts();
                let settings = (part.inner)(&mut copy);
                validate_inner(settings).map_err(|(name, wrong)| (Some(name), wrong))
            }
            Kind::Flag(..) | Kind::Choice(_) | Kind::Form(_) => Ok(()),
        }
    }
}

impl Number {
    /// The number that a text writes; `None` for one that is off.
    fn read(self, text: &str) -> Result<Option<f64>, Wrong> {
        if self.optional && text == NONE {
            return Ok(None);
        }
        let number = if self.whole {
            whole(text, self.span)? as f64
        } else {
            number(text, self.span)?
        };
        Ok(Some(number))
    }
}

fn validate_inner(settings: Vec<Inner<'_>>) -> Result<(), (&'static str, Wrong)> {
    for Inner { name, value, .. } in settings {
        if let Value::Number(_, span) = &value {
            number(&value.text(), *span).map_err(|wrong| (name, wrong))?;
        }
    }
    Ok(())
}

fn features(text: &str, e: &Experiment) -> Result<Features, Wrong> {
    let known: Vec<Feature> = e.data.features();
    let list = text
        .split(',')
        .map(|name| among(name, &known))
        .collect::<Result<Vec<_>, _>>()?;
    Ok(Features::try_from(list)?)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn every_setting_has_its_row() {
        for (row, &key) in Key::all().zip(Key::VARIANTS) {
            assert_eq!(row.key, key);
            assert_eq!(key.setting().key, key);
        }
        let links: HashSet<_> = Key::all().map(|s| s.link).collect();
        let labels: HashSet<_> = Key::all().map(|s| s.label).collect();
        assert_eq!(
            (links.len(), labels.len()),
            (SETTINGS.len(), SETTINGS.len())
        );
    }

    #[test]
    fn every_setting_reads_what_it_writes() {
        let e = Experiment::default();
        for setting in Key::all() {
            let mut other = e.clone();
            assert_eq!(setting.set(&mut other, &setting.text(&e)), Ok(()));
            assert_eq!(other, e, "{}", setting.link);
            assert_eq!(setting.validate(&e), Ok(()));
        }
    }

    #[test]
    fn what_is_refused_changes_nothing() {
        for setting in Key::all() {
            let mut e = Experiment::default();
            assert!(
                setting.set(&mut e, "no such thing").is_err(),
                "{}",
                setting.link
            );
            assert_eq!(e, Experiment::default());
        }
    }

    #[test]
    fn numbers_are_those_that_were_typed() {
        let mut e = Experiment::default();
        for text in ["0.03", "0.1", "0.000001", "100", "0.3"] {
            Key::LearningRate.setting().set(&mut e, text).unwrap();
            assert_eq!(Key::LearningRate.setting().text(&e), text);
        }
    }

    #[test]
    fn steps_go_up_and_down_within_what_is_allowed() {
        let rates = Span::new(1e-6, 100.0);
        for (from, down, up) in [
            (0.03, 0.01, 0.1),
            (0.05, 0.03, 0.1),
            (100.0, 30.0, 100.0),
            (1e-6, 1e-6, 3e-6),
        ] {
            let next = |up| Steps::Thirds.next(from, up, rates);
            assert_eq!((next(false), next(true)), (down, up), "{from}");
        }
        let share = Span::new(0.0, 0.9);
        assert_eq!(Steps::Thirds.next(1e-8, false, share), 0.0);
        assert_eq!(Steps::Thirds.next(0.3, true, share), 0.9);
        let units = Span::new(1.0, 32.0);
        let by_one = |from, up| Steps::By(1.0).next(from, up, units);
        assert_eq!(
            [by_one(1.0, false), by_one(4.0, true), by_one(32.0, true)],
            [1.0, 5.0, 32.0]
        );
    }

    #[test]
    fn a_setting_within_a_part_is_set_alone() {
        let mut e = Experiment::default();
        let optimizer = Key::Optimizer.setting();
        optimizer.set(&mut e, "adam").unwrap();
        optimizer.set_inner(&mut e, "beta_1", "0.5").unwrap();
        assert_eq!(optimizer.text(&e), "adam:beta_1=0.5");
        let names: Vec<_> = optimizer.inner(&e).iter().map(|s| s.name).collect();
        assert_eq!(names, ["beta_1", "beta_2", "epsilon"]);
        assert!(optimizer.set_inner(&mut e, "momentum", "0.5").is_err());
        assert!(Key::Seed.setting().set_inner(&mut e, "x", "1").is_err());
    }
}
