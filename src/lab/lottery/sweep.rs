//! A setting that has several values, one after another.

use strum::{EnumMessage, IntoStaticStr, VariantArray};

use crate::{
    lab::{
        depth::{Shape, shapes},
        experiment::Experiment,
        field::FieldError,
        settings::{Key, Kind, Steps},
        wrong::{Span, Wrong},
    },
    nn::{
        Activation::{self, Elu, Gelu, LeakyRelu, Relu, Sigmoid, Swish, Tanh},
        LayerSpec, LearningRule, Named,
    },
};

/// A setting that can be swept, by the name that scripts have for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, VariantArray, IntoStaticStr, EnumMessage)]
#[strum(serialize_all = "snake_case")]
pub enum Swept {
    /// The units of every hidden layer.
    #[strum(message = "Hidden units")]
    Units,
    /// The hidden layers, by the units of each.
    #[strum(message = "Hidden layers")]
    Layers,
    /// The activation of every hidden layer.
    #[strum(message = "Activation")]
    Activation,
    /// The length of a step.
    #[strum(message = "Learning rate")]
    LearningRate,
    /// Samples per step.
    #[strum(message = "Batch size")]
    BatchSize,
    /// How a gradient becomes a step.
    #[strum(message = "Optimizer")]
    Optimizer,
    /// How kernels start.
    #[strum(message = "Initial weights")]
    Initializer,
}

/// A setting with its values, as texts.
#[derive(Clone, Debug, PartialEq)]
pub struct Sweep {
    /// The setting.
    pub of: Swept,
    /// Its values, in the order of the wall's rows.
    pub values: Vec<String>,
}

/// Values at most.
pub const VALUES: usize = 20;

impl Swept {
    /// The settings that make a difference to an experiment.
    #[must_use]
    pub fn of(e: &Experiment) -> Vec<Self> {
        let fits = |swept: &&Self| match swept {
            Self::Units | Self::Activation => !e.hidden().is_empty(),
            Self::Layers | Self::BatchSize | Self::Optimizer => e.rule == LearningRule::Backprop,
            Self::LearningRate | Self::Initializer => true,
        };
        Self::ALL.iter().filter(fits).copied().collect()
    }

    /// The setting of the table that it is; none of what belongs to a layer.
    fn key(self) -> Option<Key> {
        match self {
            Self::Units | Self::Layers | Self::Activation => None,
            Self::LearningRate => Some(Key::LearningRate),
            Self::BatchSize => Some(Key::BatchSize),
            Self::Optimizer => Some(Key::Optimizer),
            Self::Initializer => Some(Key::Initializer),
        }
    }

    /// Puts what a text says into an experiment.
    ///
    /// # Errors
    /// Says what is allowed.
    pub fn put(self, e: &mut Experiment, text: &str) -> Result<(), Wrong> {
        let before = e.clone();
        let hidden = e.layers.len().saturating_sub(1);
        match self.key() {
            Some(key) => key.setting().set(e, text)?,
            None if self == Self::Units => {
                let units = units(text, e.units())?;
                e.layers[..hidden].iter_mut().for_each(|l| l.units = units);
            }
            None if self == Self::Layers => {
                let activation = e.hidden().first().map_or(Tanh, |layer| layer.activation);
                let allowed = e.units();
                let layer = |text| Ok(LayerSpec::new(units(text, allowed)?, activation));
                let layers: Result<Vec<_>, Wrong> = text.split('-').map(layer).collect();
                e.layers.splice(..hidden, layers?);
            }
            None => {
                let activation = activation(text)?;
                let layers = e.layers[..hidden].iter_mut();
                layers.for_each(|l| l.activation = activation);
            }
        }
        e.release(&before);
        Ok(())
    }

    /// What a value is called on the page.
    #[must_use]
    pub fn label_of(self, text: &str) -> String {
        let listed = |of: &Key| {
            let choices = of.setting().choices().into_iter();
            let name = text.split(':').next().unwrap_or_default();
            choices.into_iter().find(|(known, _)| *known == name)
        };
        match self.key().as_ref().and_then(listed) {
            Some((_, label)) => label.into(),
            None if self == Self::Activation => {
                Activation::from_name(text).map_or_else(|| text.into(), |a| a.label().into())
            }
            None if self == Self::Layers => text.replace('-', ", "),
            None => text.into(),
        }
    }

    /// The values that are usually compared, with the experiment's own among them.
    #[must_use]
    pub fn usual(self, e: &Experiment, samples: usize) -> Vec<String> {
        let numbers = |mut numbers: Vec<usize>| {
            numbers.sort_unstable();
            numbers.dedup();
            numbers.iter().map(usize::to_string).collect()
        };
        match self {
            Self::Units => {
                let own = e.hidden().first().map(|layer| layer.units);
                numbers([1, 2, 3, 4, 6, 8].into_iter().chain(own).collect())
            }
            Self::Layers => {
                let (inputs, outputs) = (e.inputs(), e.output().units);
                let all = shapes(inputs, outputs, e.network().parameters().len());
                all.into_iter().map(Shape::text).collect()
            }
            Self::BatchSize => {
                let all = samples.max(1);
                let usual = [1, 4, 16, 64].into_iter().filter(|size| *size < all);
                numbers(usual.chain([e.batch_size.min(all), all]).collect())
            }
            Self::LearningRate => rates(f64::from(e.learning_rate)),
            Self::Activation => names(&[Sigmoid, Tanh, Relu, LeakyRelu, Elu, Gelu, Swish]),
            Self::Optimizer => names(crate::nn::Optimizer::ALL),
            Self::Initializer => names(crate::nn::Initializer::ALL),
        }
    }
}

fn names(all: &[impl Named]) -> Vec<String> {
    all.iter().map(|one| one.name().into()).collect()
}

/// Learning rates around one, each about three times the one before.
fn rates(own: f64) -> Vec<String> {
    let span = match Key::LearningRate.setting().kind {
        Kind::Number(number) => number.span,
        Kind::Flag(..) | Kind::Choice(_) | Kind::Part(_) | Kind::Form(_) => Span::new(own, own),
    };
    let mut rates = vec![own];
    for _ in 0..3 {
        let (low, high) = (rates[0], rates[rates.len() - 1]);
        rates.insert(0, Steps::Thirds.next(low, false, span));
        rates.push(Steps::Thirds.next(high, true, span));
    }
    rates.dedup();
    rates
        .iter()
        .map(|rate| (*rate as f32).to_string())
        .collect()
}

fn units(text: &str, allowed: Span) -> Result<usize, Wrong> {
    let refused = || Wrong::NotWhole(text.into(), allowed);
    let units: usize = text.parse().map_err(|_| refused())?;
    if allowed.contains(units as f64) {
        Ok(units)
    } else {
        Err(Wrong::OutOfRange(text.into(), allowed))
    }
}

fn activation(text: &str) -> Result<Activation, Wrong> {
    let hidden = |a: &Activation| *a != Activation::Softmax;
    let known = || Activation::ALL.iter().copied().filter(hidden);
    known().find(|a| a.name() == text).ok_or_else(|| {
        let names = known().map(Named::name).collect();
        Wrong::NotOneOf(text.into(), names)
    })
}

impl Sweep {
    /// Reads values as a person lists them: between spaces, commas or semicolons.
    #[must_use]
    pub fn listed(of: Swept, text: &str) -> Self {
        let values = text.split([' ', ',', ';', '\n', '\t']);
        let values = values.map(str::trim).filter(|value| !value.is_empty());
        Self {
            of,
            values: values.map(str::to_owned).collect(),
        }
    }

    /// Holds every value against what is allowed.
    ///
    /// # Errors
    /// Names the first that is wrong, in the words of scripts.
    pub fn validate(&self, e: &Experiment) -> Result<(), FieldError> {
        let known = Swept::of(e);
        if !known.contains(&self.of) {
            let names = known.into_iter().map(Named::name).collect();
            let wrong = Wrong::NotOneOf(self.of.name().into(), names);
            return Err(FieldError::new("sweep.of", wrong));
        }
        let count = self.values.len();
        if !(1..=VALUES).contains(&count) {
            let wrong = Wrong::OutOfRange(format!("{count} values"), Span::new(1.0, VALUES as f64));
            return Err(FieldError::new("sweep.values", wrong));
        }
        for text in &self.values {
            let wrong = |wrong| {
                FieldError::new("sweep.values", Wrong::Within(text.clone(), Box::new(wrong)))
            };
            let mut swept = e.clone();
            self.of.put(&mut swept, text).map_err(wrong)?;
            swept.validate()?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::{DataSpec, Dataset};

    fn sweep(of: Swept, text: &str) -> Sweep {
        Sweep::listed(of, text)
    }

    #[test]
    fn the_usual_values_are_allowed_for_every_preset() {
        for &dataset in Dataset::ALL.iter().filter(|d| d.is_generated()) {
            let e = Experiment::preset(DataSpec {
                dataset,
                ..DataSpec::default()
            });
            for of in Swept::of(&e) {
                for samples in [4, 280] {
                    let values = of.usual(&e, samples);
                    assert!(values.len() > 1, "{dataset:?} {of:?} {values:?}");
                    let sweep = Sweep { of, values };
                    assert_eq!(sweep.validate(&e), Ok(()), "{dataset:?} {of:?}");
                }
            }
        }
    }

    #[test]
    fn usual_values_lie_around_the_experiment_s_own() {
        let e = Experiment::default();
        let usual = |of: Swept| of.usual(&e, 280).join(" ");
        assert_eq!(usual(Swept::Units), "1 2 3 4 6 8");
        // The network has 31 parameters; four layers of three have 49.
        assert_eq!(usual(Swept::Layers), "12 5-5 4-4-4 3-3-3-3");
        assert_eq!(usual(Swept::BatchSize), "1 4 10 16 64 280");
        assert_eq!(
            usual(Swept::LearningRate),
            "0.001 0.003 0.01 0.03 0.1 0.3 1"
        );
    }

    #[test]
    fn a_value_goes_into_all_hidden_layers_and_lets_go_what_was_fixed_there() {
        let mut e = Experiment::default();
        Key::Fixed.setting().set(&mut e, "1.4.b,3.1.b").unwrap();
        Swept::Units.put(&mut e, "2").unwrap();
        assert_eq!(
            e.layers.iter().map(|l| l.units).collect::<Vec<_>>(),
            [2, 2, 1]
        );
        assert_eq!(e.validate(), Ok(()));
        Swept::Activation.put(&mut e, "relu").unwrap();
        assert!(e.hidden().iter().all(|l| l.activation == Relu));
        assert_eq!(e.output().activation, Sigmoid);
    }

    #[test]
    fn hidden_layers_are_as_many_as_are_listed_and_keep_their_activation() {
        let put = |e: &Experiment, text: &str| {
            let mut e = e.clone();
            Swept::Layers.put(&mut e, text).map(|()| e)
        };
        let e = Experiment::default();
        let deep = put(&e, "5-6-7").unwrap();
        let layers: Vec<_> = deep
            .layers
            .iter()
            .map(|l| (l.units, l.activation))
            .collect();
        assert_eq!(layers, [(5, Tanh), (6, Tanh), (7, Tanh), (1, Sigmoid)]);
        // What was fixed or frozen there is let go, and the same layers are the same experiment.
        let mut fixed = e.clone();
        Key::Fixed.setting().set(&mut fixed, "1.4.b,3.1.b").unwrap();
        fixed.layers[0].activation = Relu;
        let wide = put(&fixed, "9").unwrap();
        assert_eq!(wide.hidden(), [LayerSpec::new(9, Relu)]);
        assert_eq!(wide.validate(), Ok(()));
        assert_eq!(put(&e, "4-3").unwrap(), e);
        let flat = Experiment {
            layers: vec![e.output()],
            ..e.clone()
        };
        assert_eq!(put(&flat, "2").unwrap().hidden(), [LayerSpec::new(2, Tanh)]);
        assert_eq!(Swept::Layers.label_of("6-6-6"), "6, 6, 6");
        let told = |text: &str| {
            sweep(Swept::Layers, text)
                .validate(&e)
                .unwrap_err()
                .to_string()
        };
        for text in ["4-", "4--3", "4t-3", "65", "4-0"] {
            assert!(told(text).starts_with("sweep.values: "), "{text}");
        }
        assert!(told("1-1-1-1-1-1-1-1-1").contains("layers"));
    }

    #[test]
    fn what_is_wrong_is_named() {
        let e = Experiment::default();
        let told = |of, text: &str| sweep(of, text).validate(&e).unwrap_err().to_string();
        assert_eq!(
            told(Swept::Units, "1, 80"),
            "sweep.values: 80: must be from 1 to 64, not 80"
        );
        assert_eq!(
            told(Swept::Units, "2 two"),
            "sweep.values: two: “two” is not a whole number from 1 to 64"
        );
        assert!(told(Swept::Activation, "relu softmax").starts_with("sweep.values: softmax: "));
        assert!(told(Swept::LearningRate, "0.1; -1").contains("-1"));
        assert_eq!(
            told(Swept::LearningRate, " "),
            "sweep.values: must be from 1 to 20, not 0 values"
        );
        let flat = Experiment {
            layers: vec![LayerSpec::new(1, Sigmoid)],
            ..e.clone()
        };
        let wrong = sweep(Swept::Units, "1 2").validate(&flat).unwrap_err();
        assert_eq!(
            wrong.to_string(),
            "sweep.of: “units” is not one of layers, learning_rate, batch_size, optimizer, initializer"
        );
    }
}
