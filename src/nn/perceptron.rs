//! The perceptron rule (Rosenblatt 1958): correct a threshold unit where it errs.

use super::network::Network;

/// Shows one sample to a single layer of threshold units and moves each unit's weights by
/// `rate·(t − y)·x` and its bias by `rate·(t − y)`: nothing where the answer y is right.
///
/// `x` has one value per input and `t` one per unit. Networks of more layers are left as they are:
/// the rule has no way to say what a hidden unit should have answered.
pub fn learn(network: &mut Network, x: &[f32], t: &[f32], rate: f32) {
    let [layer] = network.layers() else {
        return;
    };
    let (activation, inputs, kernel) = (layer.activation, layer.inputs, layer.kernel.len());
    let (kernel, bias) = network.parameters_mut().split_at_mut(kernel);
    for ((weights, bias), t) in kernel.chunks_exact_mut(inputs).zip(bias).zip(t) {
        let correction = rate * (t - activation.value(sum(weights, *bias, x)));
        weights
            .iter_mut()
            .zip(x)
            .for_each(|(w, x)| *w += correction * x);
        *bias += correction;
    }
}

/// What each unit of a single layer answers to a sample's inputs: the very values that [`learn`] goes
/// by. Networks of more layers answer nothing here.
pub fn answers(network: &Network, x: &[f32]) -> Vec<f32> {
    walked(network, x).1
}

/// The weighted sum of each unit of a single layer at a sample's inputs, and its answer.
pub(crate) fn walked(network: &Network, x: &[f32]) -> (Vec<f32>, Vec<f32>) {
    let [layer] = network.layers() else {
        return (Vec::new(), Vec::new());
    };
    let (kernel, bias) = network.parameters().split_at(layer.kernel.len());
    let units = kernel.chunks_exact(layer.inputs).zip(bias);
    let z: Vec<f32> = units
        .map(|(weights, &bias)| sum(weights, bias, x))
        .collect();
    let answers = z.iter().map(|&z| layer.activation.value(z)).collect();
    (z, answers)
}

fn sum(weights: &[f32], bias: f32, x: &[f32]) -> f32 {
    weights.iter().zip(x).fold(bias, |z, (w, x)| z + w * x)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Activation, Initializer, LayerSpec};

    fn unit(activation: Activation, parameters: &[f32]) -> Network {
        let specs = [LayerSpec::new(parameters.len() / 3, activation)];
        let mut network = Network::new(2, &specs, Initializer::Zeros, 0);
        network.parameters_mut().copy_from_slice(parameters);
        network
    }

    /// AND, rate 1, from zero weights, worked by hand: rows (0,0) (0,1) (1,0) (1,1).
    #[test]
    fn learns_and_as_worked_by_hand() {
        let rows = [
            ([0.0, 0.0], 0.0),
            ([0.0, 1.0], 0.0),
            ([1.0, 0.0], 0.0),
            ([1.0, 1.0], 1.0),
        ];
        let mut network = unit(Activation::Heaviside, &[0.0; 3]);
        let after_each_epoch = [
            [1.0, 1.0, 0.0], // z(0,0) = 0 fires: b −1; then only (1,1) errs
            [2.0, 1.0, -1.0],
            [2.0, 1.0, -2.0],
            [2.0, 2.0, -2.0],
            [2.0, 1.0, -3.0],
            [2.0, 1.0, -3.0],
        ];
        for want in after_each_epoch {
            for (x, t) in &rows {
                learn(&mut network, x, &[*t], 1.0);
            }
            assert_eq!(network.parameters(), want);
        }
    }

    #[test]
    fn a_wrong_sign_moves_by_twice_the_rate() {
        let mut network = unit(Activation::Sign, &[1.0, 0.0, 0.0]);
        learn(&mut network, &[2.0, 1.0], &[-1.0], 0.5);
        assert_eq!(network.parameters(), [-1.0, -1.0, -1.0]);
    }

    #[test]
    fn units_learn_apart_from_each_other() {
        let mut network = unit(Activation::Heaviside, &[1.0, 0.0, 0.0, 1.0, 0.0, -0.5]);
        learn(&mut network, &[-1.0, 3.0], &[1.0, 0.0], 1.0);
        assert_eq!(network.parameters(), [0.0, 3.0, 1.0, -2.0, 1.0, -1.5]);
    }
}
