//! What of an experiment can be searched over.

use serde::{Deserialize, Serialize};

use super::range::{Numbers, Range, Sampling};
use crate::{
    lab::{
        experiment::Experiment,
        lottery::Swept,
        settings::Key,
        wrong::{Span, Wrong},
    },
    nn::{Activation, Initializer, LayerSpec, LearningRule, Named},
};

/// A setting that a hyperparameter acts on. The order is that in which they are put: `units` act on the layers
/// that there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Tuned {
    /// How many hidden layers there are.
    Layers,
    /// The units of every hidden layer.
    Units,
    /// The units of one hidden layer, counted from 1; where there are fewer layers it has no meaning.
    UnitsOf(u8),
    /// The activation of every hidden layer.
    Activation,
    /// How kernels start.
    Initializer,
    /// How a gradient becomes a step.
    Optimizer,
    /// The length of a step.
    LearningRate,
    /// Samples per step.
    BatchSize,
    /// The share of the hidden units that are left out.
    Dropout,
    /// The weight of the kernels' squares.
    L2,
}

impl Tuned {
    /// All that make a difference to an experiment.
    #[must_use]
    pub fn of(e: &Experiment) -> Vec<Self> {
        if e.rule != LearningRule::Backprop {
            return vec![Self::LearningRate, Self::Initializer];
        }
        let one = (1..=Experiment::HIDDEN_LAYERS as u8).map(Self::UnitsOf);
        let first = [Self::Layers, Self::Units];
        let then = [
            Self::Activation,
            Self::Optimizer,
            Self::LearningRate,
            Self::BatchSize,
            Self::Dropout,
            Self::L2,
            Self::Initializer,
        ];
        first.into_iter().chain(one).chain(then).collect()
    }

    /// All that there are.
    pub fn every() -> impl Iterator<Item = Self> {
        Self::of(&Experiment::default()).into_iter()
    }

    /// What a value is called on the page.
    #[must_use]
    pub fn label_of(self, text: &str) -> String {
        match self {
            Self::Activation => Swept::Activation.label_of(text),
            Self::Initializer => Swept::Initializer.label_of(text),
            Self::Optimizer => Swept::Optimizer.label_of(text),
            Self::Layers
            | Self::Units
            | Self::UnitsOf(_)
            | Self::LearningRate
            | Self::BatchSize
            | Self::Dropout
            | Self::L2 => text.into(),
        }
    }

    /// Its name, as scripts, tables and KerasTuner have it.
    #[must_use]
    pub fn name(self) -> String {
        match self {
            Self::Layers => "layers".into(),
            Self::Units => "units".into(),
            Self::UnitsOf(layer) => format!("units_{layer}"),
            Self::Activation => "activation".into(),
            Self::Initializer => "initializer".into(),
            Self::Optimizer => "optimizer".into(),
            Self::LearningRate => "learning_rate".into(),
            Self::BatchSize => "batch_size".into(),
            Self::Dropout => "dropout".into(),
            Self::L2 => "l2".into(),
        }
    }

    /// What it is called on the page.
    #[must_use]
    pub fn label(self) -> String {
        match self {
            Self::Layers => "Hidden layers".into(),
            Self::Units => "Units".into(),
            Self::UnitsOf(layer) => format!("Units of layer {layer}"),
            Self::Activation => "Activation".into(),
            Self::Initializer => "Initial weights".into(),
            Self::Optimizer => "Optimizer".into(),
            Self::LearningRate => "Learning rate".into(),
            Self::BatchSize => "Batch size".into(),
            Self::Dropout => "Dropout".into(),
            Self::L2 => "L2".into(),
        }
    }

    /// The one of that name, among those of an experiment.
    #[must_use]
    pub fn named(name: &str, e: &Experiment) -> Option<Self> {
        Self::of(e).into_iter().find(|tuned| tuned.name() == name)
    }

    /// Whether its values are names.
    #[must_use]
    pub fn is_named(self) -> bool {
        matches!(self, Self::Activation | Self::Initializer | Self::Optimizer)
    }

    /// Whether its values are whole numbers.
    #[must_use]
    pub fn is_whole(self) -> bool {
        matches!(
            self,
            Self::Layers | Self::Units | Self::UnitsOf(_) | Self::BatchSize
        )
    }

    /// Whether it has a meaning in an experiment of so many hidden layers.
    #[must_use]
    pub fn is_active(self, hidden: usize) -> bool {
        match self {
            Self::UnitsOf(layer) => usize::from(layer) <= hidden,
            Self::Units | Self::Activation | Self::Dropout => hidden > 0,
            Self::Layers
            | Self::Initializer
            | Self::Optimizer
            | Self::LearningRate
            | Self::BatchSize
            | Self::L2 => true,
        }
    }

    /// Puts what a text says into an experiment.
    ///
    /// # Errors
    /// Says what is allowed.
    pub fn put(self, e: &mut Experiment, text: &str) -> Result<(), Wrong> {
        match self {
            Self::Layers => layers(e, text),
            Self::UnitsOf(layer) => units(e, usize::from(layer), text),
            Self::Units if e.hidden().is_empty() => Ok(()),
            Self::Units => Swept::Units.put(e, text),
            Self::Activation => Swept::Activation.put(e, text),
            Self::Initializer => Key::Initializer.setting().set(e, text),
            Self::Optimizer => Key::Optimizer.setting().set(e, text),
            Self::LearningRate => Key::LearningRate.setting().set(e, text),
            Self::BatchSize => Key::BatchSize.setting().set(e, text),
            Self::Dropout => Key::Dropout.setting().set(e, text),
            Self::L2 => Key::L2.setting().set(e, text),
        }
    }

    /// The range that is usually searched for an experiment.
    #[must_use]
    pub fn usual_for(self, e: &Experiment, samples: usize) -> Range {
        if matches!(self, Self::Units | Self::UnitsOf(_)) && e.data.dataset.is_images() {
            Range::Int(Numbers::new(32.0, 256.0, None, Sampling::Log))
        } else {
            self.usual(samples)
        }
    }

    /// The range that is usually searched.
    #[must_use]
    pub fn usual(self, samples: usize) -> Range {
        let int = |min: f64, max: f64| Range::Int(Numbers::new(min, max, None, Sampling::Linear));
        let log = |min: f64, max: f64| Range::Float(Numbers::new(min, max, None, Sampling::Log));
        let names = |all: &[&str]| Range::Choice(all.iter().map(|&one| one.to_owned()).collect());
        match self {
            Self::Layers => int(1.0, 3.0),
            Self::Units | Self::UnitsOf(_) => int(2.0, 16.0),
            Self::Activation => {
                names(&[Activation::Tanh, Activation::Relu, Activation::Sigmoid].map(Named::name))
            }
            Self::Initializer => names(
                &[
                    Initializer::GlorotUniform,
                    Initializer::HeNormal,
                    Initializer::StandardNormal,
                ]
                .map(Named::name),
            ),
            Self::Optimizer => names(&["sgd", "adam"]),
            Self::LearningRate => log(1e-3, 1.0),
            Self::BatchSize => {
                let usual = [4, 16, 64].into_iter().filter(|size| *size < samples);
                let all = usual.chain([samples.clamp(1, 256)]);
                let mut all: Vec<String> = all.map(|size: usize| size.to_string()).collect();
                all.dedup();
                Range::Choice(all)
            }
            Self::Dropout => Range::Float(Numbers::new(0.0, 0.5, Some(0.125), Sampling::Linear)),
            Self::L2 => log(1e-5, 0.1),
        }
    }
}

/// As many hidden layers as a text says: further ones are like the last.
fn layers(e: &mut Experiment, text: &str) -> Result<(), Wrong> {
    let span = Span::new(0.0, Experiment::HIDDEN_LAYERS as f64);
    let count: usize = text
        .parse()
        .map_err(|_| Wrong::NotWhole(text.into(), span))?;
    if !span.contains(count as f64) {
        return Err(Wrong::OutOfRange(text.into(), span));
    }
    let before = e.clone();
    let hidden = e.hidden().len();
    let last = e.hidden().last().copied();
    let next = last.unwrap_or(LayerSpec::new(4, Activation::Tanh));
    let layers = e.hidden().iter().copied().chain(std::iter::repeat(next));
    let layers: Vec<_> = layers.take(count).collect();
    e.layers.splice(..hidden, layers);
    e.release(&before);
    Ok(())
}

fn units(e: &mut Experiment, layer: usize, text: &str) -> Result<(), Wrong> {
    let before = e.clone();
    let mut of_all = e.clone();
    if of_all.hidden().is_empty() {
        of_all.layers.insert(0, LayerSpec::new(1, Activation::Tanh));
    }
    Swept::Units.put(&mut of_all, text)?;
    if layer <= e.hidden().len() {
        e.layers[layer - 1].units = of_all.layers[0].units;
        e.release(&before);
    }
    Ok(())
}
