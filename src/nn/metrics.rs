//! What a network is worth on a set of samples.

use serde::Serialize;
use wide::f32x4;

use super::{
    loss::Loss,
    network::Network,
    pass::{Pass, Samples},
};

/// Loss and accuracy over a set of samples.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Evaluation {
    /// Mean loss, the one that is trained.
    pub loss: f64,
    /// Share of samples that are decided rightly.
    pub accuracy: f64,
}

/// Evaluates a network; `None` where there is no sample.
///
/// One output decides between two classes by its [threshold](super::Target::threshold); of several
/// outputs the largest decides.
#[must_use]
pub fn evaluate(network: &Network, loss: Loss, samples: &Samples) -> Option<Evaluation> {
    if samples.is_empty() {
        return None;
    }
    let mut pass = Pass::new(network, samples.len());
    let (mut total, mut right) = (0.0f64, 0usize);
    let mut losses: Vec<f32x4> = Vec::new();
    pass.run(network, samples, |rows, pass| {
        pass.losses(network, loss, &mut losses);
        let values: &[f32] = bytemuck::cast_slice(&losses);
        total += values[..rows.len()]
            .iter()
            .map(|&l| f64::from(l))
            .sum::<f64>();
        right += (0..rows.len())
            .filter(|&i| decides_rightly(network, loss, pass, i, samples.y(rows.start + i)))
            .count();
    });
    let count = samples.len() as f64;
    Some(Evaluation {
        loss: total / count,
        accuracy: right as f64 / count,
    })
}

fn decides_rightly(network: &Network, loss: Loss, pass: &Pass, row: usize, target: &[f32]) -> bool {
    let first = network.neurons() - network.outputs();
    if let [target] = target {
        let coding = loss.target(network.output_activation());
        return coding.class(pass.neuron(first)[row]) == coding.class(*target);
    }
    let output = |o: usize| pass.neuron(first + o)[row];
    largest(target.len(), output) == largest(target.len(), |o| target[o])
}

/// The first of the largest values.
fn largest(count: usize, value: impl Fn(usize) -> f32) -> usize {
    (1..count).fold(0, |best, i| if value(i) > value(best) { i } else { best })
}

#[cfg(test)]
mod tests {
    use nalgebra::DMatrix;

    use super::*;
    use crate::{Activation, Initializer, LayerSpec};

    fn network(units: usize, activation: Activation, parameters: &[f32]) -> Network {
        let specs = [LayerSpec { units, activation }];
        let mut network = Network::new(1, &specs, Initializer::Zeros, 0);
        network.parameters_mut().copy_from_slice(parameters);
        network
    }

    #[test]
    fn binary_accuracy_counts_outputs_on_their_targets_side() {
        let x = DMatrix::from_column_slice(4, 1, &[-2.0, -1.0, 1.0, 2.0]);
        let y = DMatrix::from_column_slice(4, 1, &[0.0, 1.0, 1.0, 1.0]);
        let identity = network(1, Activation::Linear, &[1.0, 0.0]);
        let e = evaluate(
            &identity,
            Loss::MeanSquaredError,
            &Samples::from_rows(&x, &y),
        )
        .unwrap();
        assert_eq!(e.accuracy, 0.75);
        assert_eq!(e.loss, (4.0 + 4.0 + 0.0 + 1.0) / 4.0);
    }

    #[test]
    fn the_largest_of_several_outputs_decides() {
        let x = DMatrix::from_column_slice(2, 1, &[1.0, -1.0]);
        let y = DMatrix::from_row_slice(2, 2, &[1.0, 0.0, 1.0, 0.0]);
        let two = network(2, Activation::Softmax, &[1.0, -1.0, 0.0, 0.0]);
        let samples = Samples::from_rows(&x, &y);
        let e = evaluate(&two, Loss::CategoricalCrossentropy, &samples).unwrap();
        assert_eq!(e.accuracy, 0.5);
    }

    #[test]
    fn nothing_is_said_of_no_samples() {
        let identity = network(1, Activation::Linear, &[1.0, 0.0]);
        let none = Samples::from_rows(&DMatrix::zeros(0, 1), &DMatrix::zeros(0, 1));
        assert_eq!(evaluate(&identity, Loss::MeanSquaredError, &none), None);
    }
}
