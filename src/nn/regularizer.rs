//! Penalties on large weights, beside the loss: Keras's `kernel_regularizer`. Biases go free.

use std::ops::Range;

use super::network::Network;

/// l1·Σ|w| + l2·Σw² over the weights of every kernel, whether it learns or not. (Keras counts only
/// those that learn; for learning it is the same.)
#[must_use]
pub fn penalty(network: &Network, l1: f32, l2: f32) -> f64 {
    let (mut sizes, mut squares) = (0.0f64, 0.0f64);
    for layer in network.layers() {
        for &weight in &network.parameters()[layer.kernel.clone()] {
            let weight = f64::from(weight);
            sizes += weight.abs();
            squares += weight * weight;
        }
    }
    f64::from(l1) * sizes + f64::from(l2) * squares
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

    #[test]
    fn only_kernels_count() {
        assert_eq!(penalty(&network(), 1.0, 0.0), 3.5);
        assert_eq!(penalty(&network(), 0.0, 1.0), 5.25);
        assert_eq!(penalty(&network(), 2.0, 4.0), 7.0 + 21.0);
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
