//! A model of dense layers as every program has it: what is read from one file and written to another.

use separable_nn::{Activation, Initializer};
use serde_json::{Map, Value};

use super::wrong::Note;

/// Parameters that a model may have: far more than the page can hold, far less than a browser.
pub const PARAMETERS: usize = 4_000_000;
/// Layers that a file may have, of whatever kind.
pub const LAYERS: usize = 256;

/// A stack of dense layers, with what stands before and behind it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Model {
    /// How many values it reads; `None` where that is not said.
    pub inputs: Option<usize>,
    /// What the inputs are called, where that is known.
    pub input_names: Vec<String>,
    /// What the outputs are called, where that is known.
    pub output_names: Vec<String>,
    /// What is done with each input first.
    pub scaler: Scaler,
    /// Hidden layers, first to last, then the output layer.
    pub layers: Vec<Layer>,
    /// How each output becomes a number of the data: `output · factor + offset`. Empty where it is one.
    pub rescaled: Vec<Scale>,
    /// How it is trained.
    pub training: Training,
    /// What could be read only in part.
    pub notes: Vec<Note>,
}

/// What a model does with its inputs before the first layer.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Scaler {
    /// Nothing.
    #[default]
    None,
    /// Each input is standardised, by numbers that only the data tell.
    Unfitted,
    /// `(input − offset) / factor`, for each.
    Fitted(Vec<Scale>),
}

/// A change of scale.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scale {
    /// What is 0 on the other scale.
    pub offset: f32,
    /// What is 1 more there.
    pub factor: f32,
}

impl Scale {
    /// What changes nothing.
    pub const PLAIN: Self = Self {
        offset: 0.0,
        factor: 1.0,
    };

    /// Whether it leads to numbers, there and back.
    #[must_use]
    pub fn is_finite(&self) -> bool {
        self.offset.is_finite() && self.factor.is_finite() && self.factor != 0.0
    }
}

/// A dense layer.
#[derive(Clone, Debug, PartialEq)]
pub struct Layer {
    /// How many units it has.
    pub units: usize,
    /// The activation of all of them.
    pub activation: Activation,
    /// Its parameters, where the file has them.
    pub weights: Option<Weights>,
    /// How its kernel starts, where that is said.
    pub initializer: Option<Initializer>,
    /// The weight of L1 and of L2 for its kernel.
    pub penalty: [f64; 2],
    /// The share of its units that training leaves out.
    pub dropout: f64,
    /// Whether training changes it.
    pub trainable: bool,
}

impl Layer {
    /// A layer that learns, with nothing else said of it.
    #[must_use]
    pub fn new(units: usize, activation: Activation) -> Self {
        Self {
            units,
            activation,
            weights: None,
            initializer: None,
            penalty: [0.0; 2],
            dropout: 0.0,
            trainable: true,
        }
    }
}

/// A layer's parameters.
#[derive(Clone, Debug, PartialEq)]
pub struct Weights {
    /// Inputs × units, row by row.
    pub kernel: Vec<f32>,
    /// One for each unit.
    pub bias: Vec<f32>,
}

impl Weights {
    /// How many values the layer reads.
    #[must_use]
    pub fn inputs(&self) -> usize {
        self.kernel.len() / self.bias.len().max(1)
    }

    /// The same for a layer whose inputs come as `value`, where it read `value · factor + offset`: for each a
    /// factor and an offset.
    #[must_use]
    pub fn after(&self, inputs: &[[f64; 2]]) -> Self {
        let units = self.bias.len();
        let mut bias: Vec<f64> = self.bias.iter().copied().map(f64::from).collect();
        let mut kernel = self.kernel.clone();
        for (row, [factor, offset]) in kernel.chunks_exact_mut(units.max(1)).zip(inputs) {
            for (weight, bias) in row.iter_mut().zip(&mut bias) {
                *bias += offset * f64::from(*weight);
                *weight = (f64::from(*weight) * factor) as f32;
            }
        }
        let bias = bias.into_iter().map(|bias| bias as f32).collect();
        Self { kernel, bias }
    }

    /// The same for a layer of which each unit's sum is multiplied and moved: a factor and an offset for each.
    #[must_use]
    pub fn before(&self, sums: &[[f64; 2]]) -> Self {
        let mut to = self.clone();
        for row in to.kernel.chunks_exact_mut(sums.len().max(1)) {
            for (weight, [factor, _]) in row.iter_mut().zip(sums) {
                *weight = (f64::from(*weight) * factor) as f32;
            }
        }
        for (bias, [factor, offset]) in to.bias.iter_mut().zip(sums) {
            *bias = (f64::from(*bias) * factor + offset) as f32;
        }
        to
    }

    /// Whether all are numbers.
    #[must_use]
    pub fn are_finite(&self) -> bool {
        self.kernel.iter().chain(&self.bias).all(|w| w.is_finite())
    }
}

/// What a model is compiled with.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Training {
    /// The loss.
    pub loss: Option<Part>,
    /// The optimizer.
    pub optimizer: Option<Part>,
    /// The length of a step.
    pub learning_rate: Option<f64>,
    /// Samples for each step.
    pub batch_size: Option<usize>,
}

/// A loss or an optimizer: its name on the page, and those of its settings that are said.
#[derive(Clone, Debug, PartialEq)]
pub struct Part {
    /// The page's name of it.
    pub name: &'static str,
    /// Its settings by name.
    pub settings: Map<String, Value>,
}

impl Model {
    /// How many outputs it has.
    #[must_use]
    pub fn outputs(&self) -> usize {
        self.layers.last().map_or(0, |layer| layer.units)
    }

    /// The parameters of all layers; nothing where a layer has none.
    #[must_use]
    pub fn weights(&self) -> Option<Vec<&Weights>> {
        self.layers.iter().map(|l| l.weights.as_ref()).collect()
    }
}
