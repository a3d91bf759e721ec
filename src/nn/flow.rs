//! Samples on their way through a network and back, looked at as they pass.

use super::{loss::Loss, network::Network, pass::Pass, samples::Samples};

/// Lets the first `rows` samples, or all where there are fewer, pass forward and back with every unit taking
/// part, and shows each tile of them as it has passed, with how many it holds: what the pass has of a neuron
/// then begins with theirs. Gives the gradient of their mean loss, laid out as the network’s parameters; of no
/// samples it is 0.
pub fn flow(
    network: &Network,
    loss: Loss,
    samples: &Samples,
    rows: usize,
    each: &mut dyn FnMut(&Pass, usize),
) -> Vec<f32> {
    let mut gradient = vec![0.0; network.parameters().len()];
    let rows: Vec<u32> = (0..rows.min(samples.len()) as u32).collect();
    if rows.is_empty() {
        return gradient;
    }
    let mut pass = Pass::new(network, rows.len());
    let each = |pass: &Pass| each(pass, pass.rows());
    pass.mean_gradient(network, loss, (samples, &rows), None, &mut gradient, each);
    gradient
}

#[cfg(test)]
mod tests {
    use nalgebra::DMatrix;

    use super::*;
    use crate::{Activation, Initializer, LayerSpec, Settings, walk_one};

    /// What is seen of samples that pass is what each of them has alone.
    #[test]
    fn each_sample_passes_as_it_would_alone() {
        let specs = [5, 3, 2].map(|units| LayerSpec::new(units, Activation::Tanh));
        let network = Network::new(3, &specs, Initializer::GlorotUniform, 4);
        let x = DMatrix::from_fn(37, 3, |r, c| libm::sinf((r * 3 + c) as f32));
        let y = DMatrix::from_fn(37, 2, |r, c| if (r + c) % 2 == 0 { 1.0 } else { -1.0 });
        let samples = Samples::from_rows(&x, &y);
        let (settings, count) = (Settings::default(), 35);
        let settings = Settings {
            loss: Loss::MeanSquaredError,
            ..settings
        };
        let (mut seen, mut of) = (0, vec![0.0; network.parameters().len()]);
        let gradient = flow(
            &network,
            settings.loss,
            &samples,
            count,
            &mut |pass, rows| {
                for row in 0..rows {
                    let sample = seen + row;
                    let alone = walk_one(&network, settings, &samples.x(sample), samples.y(sample));
                    for (layer, walked) in network.layers().iter().zip(&alone.layers) {
                        for (unit, neuron) in layer.neurons.clone().enumerate() {
                            assert_eq!(pass.sum(neuron)[row], walked.z[unit]);
                            assert_eq!(pass.neuron(neuron)[row], walked.a[unit]);
                            let own = pass.delta(neuron)[row] * count as f32;
                            assert!((own - walked.delta[unit]).abs() < 1e-6);
                        }
                    }
                }
                seen += rows;
            },
        );
        assert_eq!(seen, count);
        let rows: Vec<u32> = (0..count as u32).collect();
        Pass::new(&network, count).gradient(&network, settings.loss, &samples, &rows, &mut of);
        assert_eq!(gradient, of);
        let none = flow(
            &network,
            settings.loss,
            &samples,
            0,
            &mut |_, _| unreachable!(),
        );
        assert!(none.iter().all(|g| *g == 0.0));
    }
}
