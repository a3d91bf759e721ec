//! One sample on its way through a network as it is, whatever trains it.

use super::{
    network::Network, samples::Samples, settings::Settings, trainer::Trainer, walked::Walked,
};

/// How one sample passes through a network and back under these settings, with every unit taking part:
/// dropout is for training steps. `x` has a value per input and `t` one per output; ∂L/∂z is of the sample's
/// own loss, or y − t under the perceptron rule.
#[must_use]
pub fn walk_one(network: &Network, settings: Settings, x: &[f32], t: &[f32]) -> Walked {
    let whole = Settings {
        dropout: 0.0,
        ..settings
    };
    let alone = Trainer::new(network.clone(), Samples::one(x, t), whole);
    alone.walk_sample(None, x, t).samples.swap_remove(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Activation, Initializer, LayerSpec};

    #[test]
    fn a_sample_passes_without_dropout() {
        let specs = [3, 1].map(|units| LayerSpec::new(units, Activation::Sigmoid));
        let network = Network::new(2, &specs, Initializer::GlorotUniform, 5);
        let settings = Settings {
            dropout: 0.5,
            ..Settings::default()
        };
        let (x, t) = ([0.3, -0.7], [1.0]);
        let walked = walk_one(&network, settings, &x, &t);
        let answer = network
            .predict(&nalgebra::DMatrix::from_row_slice(1, 2, &x))
            .unwrap();
        assert_eq!(walked.layers[1].a, [answer[0]]);
        assert!(walked.layers.iter().all(|layer| layer.factors.is_empty()));
    }
}
