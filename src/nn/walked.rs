//! A sample on its way through a network and back.

use serde::{Deserialize, Serialize};

/// One sample on its way through the network and back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Walked {
    /// Its number among the training samples; none for values that were typed.
    pub sample: Option<u32>,
    /// What enters, a value per input.
    pub x: Vec<f32>,
    /// What should come out, a value per output.
    pub t: Vec<f32>,
    /// The layers, first to last.
    pub layers: Vec<WalkedLayer>,
    /// Its loss.
    pub loss: f32,
}

/// A layer as one sample passes it, a value per unit.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct WalkedLayer {
    /// Weighted sums.
    pub z: Vec<f32>,
    /// Values of the activation.
    pub a: Vec<f32>,
    /// What dropout multiplies the values by, 0 for a unit that is left out; empty without dropout.
    pub factors: Vec<f32>,
    /// ∂L/∂z, where L is the mean loss over the batch: the sample's own is as many times larger as the batch
    /// has samples. Under the perceptron rule y − t.
    pub delta: Vec<f32>,
}

impl WalkedLayer {
    /// What the next layer reads of a unit.
    #[must_use]
    pub fn output(&self, unit: usize) -> f32 {
        self.a[unit] * self.factors.get(unit).copied().unwrap_or(1.0)
    }
}

impl Walked {
    /// What a layer reads from a source: an input of the sample, or a unit of the layer before.
    #[must_use]
    pub fn source(&self, layer: usize, at: usize) -> f32 {
        match layer.checked_sub(1) {
            None => self.x[at],
            Some(before) => self.layers[before].output(at),
        }
    }

    /// What a layer reads, a value per source.
    #[must_use]
    pub fn sources(&self, layer: usize) -> Vec<f32> {
        let count = match layer.checked_sub(1) {
            None => self.x.len(),
            Some(before) => self.layers[before].a.len(),
        };
        (0..count).map(|at| self.source(layer, at)).collect()
    }
}
