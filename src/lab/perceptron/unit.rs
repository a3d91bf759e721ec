//! The units of a single layer of steps.

use crate::{
    lab::{Experiment, Prepared},
    nn::{Activation, Network, Task, separation::Points},
};

/// Whether the network is a single layer of threshold units which tell classes or labels apart.
#[must_use]
pub fn has_threshold_units(e: &Experiment) -> bool {
    let steps = [Activation::Heaviside, Activation::Sign];
    e.hidden().is_empty() && steps.contains(&e.output().activation) && e.task() != Task::Regression
}

/// The weights of a unit in parameters laid out as the network's, the bias last; none of a network of several
/// layers, or without that unit.
#[must_use]
pub fn weights(network: &Network, parameters: &[f32], unit: usize) -> Option<Vec<f64>> {
    let [layer] = network.layers() else {
        return None;
    };
    if unit >= layer.units || parameters.len() != network.parameters().len() {
        return None;
    }
    let start = layer.kernel.start + unit * layer.inputs;
    let kernel = &parameters[start..start + layer.inputs];
    let bias = parameters[layer.bias.start + unit];
    Some(kernel.iter().chain([&bias]).map(|&w| w.into()).collect())
}

/// The training samples, each on the side where a unit is to have it.
#[must_use]
pub fn points(prepared: &Prepared, unit: usize) -> Option<Points> {
    Points::of_unit(prepared.train.clone(), unit, prepared.target.threshold())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nn::{Initializer, LayerSpec};

    #[test]
    fn weights_come_with_the_bias_last() {
        let specs = [LayerSpec::new(2, Activation::Sign)];
        let mut network = Network::new(2, &specs, Initializer::Zeros, 0);
        let values = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0];
        network.parameters_mut().copy_from_slice(&values);
        let of = |unit| weights(&network, &values, unit);
        assert_eq!(of(0), Some(vec![1.0, 2.0, 5.0]));
        assert_eq!(of(1), Some(vec![3.0, 4.0, 6.0]));
        assert_eq!(of(2), None);
        assert_eq!(weights(&network, &values[..5], 0), None);
    }
}
