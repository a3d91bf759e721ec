//! What is known of a dataset: the types of which a row of the gallery is made.

use super::{cloud, function::Function, shipped::Shipped};
use crate::nn::{Activation, Schedule};

/// A row of the gallery.
pub(super) struct Entry {
    /// The dataset in one plain sentence.
    pub description: &'static str,
    pub source: Source,
    pub start: Start,
}

/// Where the samples of a dataset come from.
pub(super) enum Source {
    /// The output for the inputs 00, 01, 10 and 11, or 0 and 1.
    Truth(&'static [u8]),
    /// Drawn at random into the shape of each class; the classes' names.
    Cloud(cloud::Shape, &'static [&'static str]),
    /// Drawn at random over the plane; which labels hold at a place, and the labels' names.
    Labels(cloud::Hold, [&'static str; 2]),
    /// Drawn at random over the plane or along x₁, with the targets that the function gives.
    Function(Function),
    /// Read from a file that comes with the page.
    File(Shipped),
    /// Given by a person.
    Person,
}

/// The names of two classes, which are those of their colours.
pub(super) const TWO: [&str; 2] = ["orange", "blue"];

/// What a dataset is met with first, so that it is learnt at one press of Play: the hidden layers and
/// what differs from the usual settings. Output layer and loss follow from the task.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Start {
    /// Units and activation of each hidden layer.
    pub hidden: &'static [(usize, Activation)],
    /// The learning rate with which Adam goes, in place of the usual optimizer.
    pub adam: Option<f32>,
    /// The learning rate with which SGD goes with the usual momentum, in place of the usual one.
    pub momentum: Option<f32>,
    /// How the learning rate changes.
    pub schedule: Schedule,
    /// Whether inputs are brought to one scale.
    pub standardize: bool,
    /// How many samples a batch has, where not the usual number.
    pub batch_size: Option<usize>,
}

impl Start {
    /// The network that is met first of all.
    pub(super) const USUAL: Self = Self::with(&[(4, Activation::Tanh), (3, Activation::Tanh)]);

    /// These hidden layers and the usual settings.
    pub(super) const fn with(hidden: &'static [(usize, Activation)]) -> Self {
        Self {
            hidden,
            adam: None,
            momentum: None,
            schedule: Schedule::Constant,
            standardize: false,
            batch_size: None,
        }
    }

    /// The network that is met with a truth table. Its four rows are few steps an epoch: these are long
    /// enough to be seen, and three units have XOR learnt within ten seconds of Play (for nine of ten
    /// seeds; `tests/presets.rs`).
    pub(super) const TABLE: Self = Self {
        momentum: Some(0.2),
        batch_size: Some(1),
        ..Self::with(&[(3, Activation::Tanh)])
    };

    /// The same with Adam at a learning rate.
    pub(super) const fn adam(self, learning_rate: f32) -> Self {
        Self {
            adam: Some(learning_rate),
            ..self
        }
    }

    /// The same with inputs of one scale.
    pub(super) const fn standardized(self) -> Self {
        Self {
            standardize: true,
            ..self
        }
    }

    /// The same for very many images, whose pixels have one scale as they are. Long steps bring them far in the
    /// first epochs; then steps become shorter, or the test accuracy goes up and down by half a per cent.
    pub(super) const fn for_images(self) -> Self {
        Self {
            batch_size: Some(128),
            schedule: Schedule::Exponential {
                epochs: 3.0,
                factor: 0.5,
            },
            ..self
        }
    }

    /// The same for a table: its inputs come in units of their own, and real tables are large.
    pub(super) const fn for_table(self) -> Self {
        Self {
            batch_size: Some(16),
            ..self.standardized()
        }
    }
}
