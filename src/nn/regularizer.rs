//! Penalties on large weights, beside the loss: Keras's `kernel_regularizer`. Biases go free.

use std::ops::Range;

use super::{
    network::Network,
    settings::{LearningRule, Settings},
};

/// l1·Σ|w| + l2·Σw² over the weights of the kernels that learn, as Keras counts it; 0 under the
/// perceptron rule.
#[must_use]
pub fn penalty(network: &Network, settings: &Settings) -> f64 {
    let (mut sizes, mut squares) = (0.0f64, 0.0f64);
    for kernel in penalised(network, settings) {
        for &weight in &network.parameters()[kernel] {
            let weight = f64::from(weight);
            sizes += weight.abs();
            squares += weight * weight;
        }
    }
    f64::from(settings.l1) * sizes + f64::from(settings.l2) * squares
}

/// The gradient of the [`penalty`], laid out as the network's parameters: what L1 and L2 add to the
/// loss's in training. Empty where there is no penalty.
#[must_use]
pub fn penalty_gradient(network: &Network, settings: &Settings) -> Vec<f32> {
    let kernels = penalised(network, settings);
    if kernels.is_empty() {
        return Vec::new();
    }
    let mut gradient = vec![0.0; network.parameters().len()];
    let factors = (settings.l1, settings.l2);
    add_slope(network.parameters(), &kernels, factors, &mut gradient);
    gradient
}

/// The kernels whose weights are penalised.
fn penalised(network: &Network, settings: &Settings) -> Vec<Range<usize>> {
    let backprop = settings.rule == LearningRule::Backprop;
    if backprop && (settings.l1 > 0.0 || settings.l2 > 0.0) {
        settings.learning(network, |layer| layer.kernel.clone())
    } else {
        Vec::new()
    }
}

/// Adds the penalty's slope by the given kernels to `gradient`, which is laid out as `parameters`:
/// l1·sign(w) + 2·l2·w, where the sign of 0 is 0.
pub(crate) fn add_slope(
    parameters: &[f32],
    kernels: &[Range<usize>],
    (l1, l2): (f32, f32),
    gradient: &mut [f32],
) {
    if l1 == 0.0 && l2 == 0.0 {
        return;
    }
    for kernel in kernels {
        let weights = &parameters[kernel.clone()];
        for (g, &w) in gradient[kernel.clone()].iter_mut().zip(weights) {
            let sign = f32::from(i8::from(w > 0.0) - i8::from(w < 0.0));
            *g += l1 * sign + 2.0 * l2 * w;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Activation, Initializer, LayerSpec};

    fn network() -> Network {
        let specs = [
            LayerSpec::new(2, Activation::Tanh),
            LayerSpec::new(1, Activation::Linear),
        ];
        let mut network = Network::new(1, &specs, Initializer::Zeros, 0);
        let parameters = [2.0, -1.0, 100.0, 100.0, 0.0, 0.5, 100.0];
        network.parameters_mut().copy_from_slice(&parameters);
        network
    }

    fn settings(l1: f32, l2: f32, frozen: u32) -> Settings {
        Settings {
            l1,
            l2,
            frozen,
            ..Settings::default()
        }
    }

    #[test]
    fn only_kernels_count() {
        assert_eq!(penalty(&network(), &settings(1.0, 0.0, 0)), 3.5);
        assert_eq!(penalty(&network(), &settings(0.0, 1.0, 0)), 5.25);
        assert_eq!(penalty(&network(), &settings(2.0, 4.0, 0)), 7.0 + 21.0);
    }

    #[test]
    fn only_what_learns_counts() {
        assert_eq!(penalty(&network(), &settings(1.0, 0.0, 0b01)), 0.5);
        assert_eq!(penalty(&network(), &settings(1.0, 0.0, 0b10)), 3.0);
        let perceptron = Settings {
            rule: LearningRule::Perceptron,
            ..settings(1.0, 1.0, 0)
        };
        assert_eq!(penalty(&network(), &perceptron), 0.0);
        assert_eq!(penalty_gradient(&network(), &perceptron), []);
    }

    #[test]
    fn the_gradient_is_of_the_kernels_that_learn() {
        let of = |l1, l2, frozen| penalty_gradient(&network(), &settings(l1, l2, frozen));
        assert_eq!(of(0.25, 0.5, 0), [2.25, -1.25, 0.0, 0.0, 0.0, 0.75, 0.0]);
        assert_eq!(of(0.25, 0.5, 0b01), [0.0, 0.0, 0.0, 0.0, 0.0, 0.75, 0.0]);
        assert_eq!(of(0.0, 0.0, 0), []);
    }

    #[test]
    fn slopes_pull_towards_zero_where_asked() {
        let network = network();
        let mut gradient = [1.0; 7];
        let kernels = network.layers().iter().map(|l| l.kernel.clone());
        let kernels: Vec<_> = kernels.collect();
        add_slope(network.parameters(), &kernels, (0.25, 0.5), &mut gradient);
        assert_eq!(gradient, [3.25, -0.25, 1.0, 1.0, 1.0, 1.75, 1.0]);
        add_slope(
            network.parameters(),
            &kernels[1..],
            (1.0, 0.0),
            &mut gradient,
        );
        assert_eq!(gradient, [3.25, -0.25, 1.0, 1.0, 1.0, 2.75, 1.0]);
    }
}
