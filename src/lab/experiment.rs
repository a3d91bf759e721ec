//! The experiment as plain data.

use super::wrong::Span;
use crate::{
    data::{DataSpec, Features},
    nn::{
        Activation, Fixed, Initializer, LayerSpec, LearningRule, Loss, Network, Optimizer,
        Schedule, Settings, Task,
    },
};

/// All that is needed to repeat a run: the same experiment gives the same weights.
#[derive(Clone, Debug, PartialEq)]
pub struct Experiment {
    /// Which samples to learn.
    pub data: DataSpec,
    /// What the network sees of a place in the plane; a file's columns are seen as they are.
    pub features: Features,
    /// Whether each input is brought to mean 0 and deviation 1 over the training samples.
    pub standardize: bool,
    /// Hidden layers, first to last, then the output layer.
    pub layers: Vec<LayerSpec>,
    /// How kernels start.
    pub initializer: Initializer,
    /// How weights learn from errors.
    pub rule: LearningRule,
    /// What backprop makes small.
    pub loss: Loss,
    /// How a gradient becomes a step.
    pub optimizer: Optimizer,
    /// Length of a step.
    pub learning_rate: f32,
    /// How the length changes as training goes on.
    pub schedule: Schedule,
    /// Weight of the sum of the kernels' sizes, added to the loss.
    pub l1: f32,
    /// Weight of the sum of their squares.
    pub l2: f32,
    /// Share of the hidden units that each sample does without while it is learnt.
    pub dropout: f32,
    /// Epochs without a lower test loss after which training stops; `None` to go on.
    pub patience: Option<u32>,
    /// Single weights and biases that do not learn.
    pub fixed: Fixed,
    /// Samples per step of backprop.
    pub batch_size: usize,
    /// Whether each epoch has an order of its own, or all that of the samples (Keras: `shuffle` of `fit`).
    pub shuffle: bool,
    /// Decides initial weights and the order of samples.
    pub seed: u32,
}

impl Default for Experiment {
    fn default() -> Self {
        let layer = LayerSpec::new;
        Self {
            data: DataSpec::default(),
            features: Features::default(),
            standardize: false,
            layers: vec![
                layer(4, Activation::Tanh),
                layer(3, Activation::Tanh),
                layer(1, Activation::Sigmoid),
            ],
            initializer: Initializer::GlorotUniform,
            rule: LearningRule::Backprop,
            loss: Loss::BinaryCrossentropy,
            optimizer: Optimizer::default(),
            learning_rate: 0.03,
            schedule: Schedule::Constant,
            l1: 0.0,
            l2: 0.0,
            dropout: 0.0,
            patience: None,
            fixed: Fixed::NONE,
            batch_size: 10,
            shuffle: true,
            seed: 14,
        }
    }
}

impl Experiment {
    /// How many hidden layers the page offers, at most.
    pub const HIDDEN_LAYERS: usize = 8;
    /// How many units a hidden layer may have, but of large images.
    pub const UNITS: Span = Span::new(1.0, 64.0);
    /// How many units a hidden layer may have that comes after large images.
    pub const UNITS_OF_IMAGES: Span = Span::new(1.0, 512.0);

    /// How many units a hidden layer may have here.
    #[must_use]
    pub fn units(&self) -> Span {
        if self.data.dataset.is_images() {
            Self::UNITS_OF_IMAGES
        } else {
            Self::UNITS
        }
    }

    /// The hidden layers.
    #[must_use]
    pub fn hidden(&self) -> &[LayerSpec] {
        &self.layers[..self.layers.len().saturating_sub(1)]
    }

    /// The output layer.
    #[must_use]
    pub fn output(&self) -> LayerSpec {
        let fallback = LayerSpec::new(1, Activation::Sigmoid);
        self.layers.last().copied().unwrap_or(fallback)
    }

    /// What is to be learnt.
    #[must_use]
    pub fn task(&self) -> Task {
        self.data.task()
    }

    /// Values that the network reads.
    #[must_use]
    pub fn inputs(&self) -> usize {
        if self.data.has_features() {
            self.features.len()
        } else {
            self.data.columns()
        }
    }

    /// Whether the data are the rows of a truth table, all of them for training.
    #[must_use]
    pub fn is_table(&self) -> bool {
        self.data.dataset.is_table()
    }

    /// Whether one straight line in the plane is all the network can draw: two classes of points,
    /// no hidden layer, and no input but the coordinates themselves.
    #[must_use]
    pub fn draws_one_line(&self) -> bool {
        self.hidden().is_empty() && self.tells_places_apart()
    }

    /// Whether two classes of points of the plane are told apart by their places alone.
    #[must_use]
    pub fn tells_places_apart(&self) -> bool {
        self.task() == Task::Binary && self.data.columns() == 2 && self.reads_no_more_than_places()
    }

    /// Whether the network reads the data’s own inputs and nothing made of them, so that a unit of its
    /// first layer has a straight edge.
    #[must_use]
    pub fn reads_no_more_than_places(&self) -> bool {
        use crate::data::Feature::{X1, X2};
        !self.data.has_features() || self.features.iter().all(|f| matches!(f, X1 | X2))
    }

    /// The loss that the page shows: the trained one, or squared error under rules that follow none.
    #[must_use]
    pub fn shown_loss(&self) -> Loss {
        if self.rule.is_local() {
            return Loss::MeanSquaredError;
        }
        self.loss
    }

    /// Whether wrong answers are counted in place of a loss: the rules of single units make none small.
    #[must_use]
    pub fn counts_wrong(&self) -> bool {
        self.rule.is_local() && self.task() != Task::Regression
    }

    /// The network at epoch 0.
    #[must_use]
    pub fn network(&self) -> Network {
        self.network_of(self.inputs())
    }

    /// The network at epoch 0, for samples of that many inputs.
    #[must_use]
    pub fn network_of(&self, inputs: usize) -> Network {
        Network::new(inputs, &self.layers, self.initializer, u64::from(self.seed))
    }

    /// What the trainer needs to know.
    #[must_use]
    pub fn settings(&self) -> Settings {
        Settings {
            rule: self.rule,
            loss: self.shown_loss(),
            optimizer: self.optimizer,
            learning_rate: self.learning_rate,
            schedule: self.schedule,
            l1: self.l1,
            l2: self.l2,
            dropout: self.dropout,
            frozen: LayerSpec::frozen(&self.layers),
            fixed: self.fixed,
            patience: self.patience,
            batch_size: self.batch_size,
            shuffle: self.shuffle,
            seed: u64::from(self.seed),
        }
    }

    /// The same with the settings that can change on the way taken from `settings`; the others stay.
    #[must_use]
    pub fn with_live(&self, settings: &Settings) -> Self {
        let mut next = Self {
            optimizer: settings.optimizer,
            learning_rate: settings.learning_rate,
            schedule: settings.schedule,
            l1: settings.l1,
            l2: settings.l2,
            dropout: settings.dropout,
            patience: settings.patience,
            fixed: settings.fixed,
            batch_size: settings.batch_size,
            shuffle: settings.shuffle,
            ..self.clone()
        };
        for (l, layer) in next.layers.iter_mut().enumerate() {
            layer.trainable = settings.frozen >> l & 1 == 0;
        }
        next
    }

    /// The loss, the optimizer and the schedule alone, for whoever asks what settings they have.
    pub(super) fn only_parts(&self) -> Self {
        Self {
            loss: self.loss,
            optimizer: self.optimizer,
            schedule: self.schedule,
            ..Self::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lab::Key;

    #[test]
    fn settings_that_can_change_on_the_way_come_back() {
        let mut e = Experiment {
            learning_rate: 0.7,
            batch_size: 3,
            shuffle: false,
            patience: Some(4),
            dropout: 0.25,
            l1: 0.1,
            l2: 0.2,
            optimizer: Optimizer::Sgd {
                momentum: 0.9,
                nesterov: true,
            },
            schedule: Schedule::Cosine { epochs: 9.0 },
            ..Experiment::default()
        };
        e.layers[1].trainable = false;
        Key::Fixed.setting().set(&mut e, "1.2.b,2.1.3").unwrap();
        assert_eq!(Experiment::default().with_live(&e.settings()), e);
    }
}
