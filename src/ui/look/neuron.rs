//! A neuron of the diagram.

use crate::lab::Experiment;

/// A neuron by its place: its column (0 is the inputs) and its place in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Neuron {
    /// 0 for inputs, then the layers.
    pub column: usize,
    /// From the top.
    pub unit: usize,
}

impl Neuron {
    /// Whether an experiment's network has that unit; inputs are none.
    pub fn is_unit_of(self, experiment: &Experiment) -> bool {
        let layer = self.column.checked_sub(1);
        let layer = layer.and_then(|layer| experiment.layers.get(layer));
        layer.is_some_and(|layer| self.unit < layer.units)
    }
}
