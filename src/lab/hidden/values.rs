//! What a hidden layer answers to samples, by the pass that training itself uses.

use std::ops::Range;

use nalgebra::DMatrix;

use super::{basis::Basis, ground::Ground};
use crate::nn::{Activation, Initializer, LayerSpec, Network, Pass, Samples};

/// The values of neurons at samples, a row of `samples.len()` values for each neuron. Neurons count from the
/// first input.
#[must_use]
pub fn values(network: &Network, samples: &Samples, neurons: &[Range<usize>]) -> Vec<f32> {
    let wanted: Vec<usize> = neurons.iter().cloned().flatten().collect();
    let count = samples.len();
    let mut all = vec![0.0; wanted.len() * count];
    if count == 0 {
        return all;
    }
    Pass::new(network, count).run(network, samples, |rows, pass| {
        for (row, &neuron) in all.chunks_exact_mut(count).zip(&wanted) {
            row[rows.clone()].copy_from_slice(&pass.neuron(neuron)[..rows.len()]);
        }
    });
    all
}

/// What a hidden layer answers at one moment, unit by unit.
#[derive(Clone, Debug)]
pub struct Values {
    /// Its number, from 0.
    pub layer: usize,
    /// How many units it has.
    pub units: usize,
    /// Their activation.
    pub activation: Activation,
    /// Its values at the training samples and at the test samples.
    pub samples: [Vec<f32>; 2],
    /// Its values at the nodes.
    pub nodes: Vec<f32>,
    /// The outputs at the nodes, output by output; of outputs that are steps their weighted sums.
    pub outputs: Vec<f32>,
}

impl Values {
    /// Those of a layer; `None` where the network has no such hidden layer.
    #[must_use]
    pub fn new(network: &Network, layer: usize, ground: &Ground) -> Option<Self> {
        let (dense, _) = network
            .layers()
            .get(layer)
            .zip(network.layers().get(layer + 1))?;
        let own = dense.neurons.clone();
        let samples = |at: usize| values(network, &ground.samples[at], std::slice::from_ref(&own));
        // A step's answers alone would show where it changes only to the nearest node.
        let summing;
        let answering = match network.output_activation().is_step() {
            true => {
                summing = network.with_output(Activation::Linear);
                &summing
            }
            false => network,
        };
        let outputs = network.neurons() - network.outputs()..network.neurons();
        let mut nodes = values(answering, &ground.nodes, &[own.clone(), outputs]);
        let outputs = nodes.split_off(dense.units * ground.nodes.len());
        Some(Self {
            layer,
            units: dense.units,
            activation: dense.activation,
            samples: [samples(0), samples(1)],
            nodes,
            outputs,
        })
    }
}

/// What the layers after a hidden one make of places along a basis of it, output by output; of outputs that are steps
/// their weighted sums. `None` where there is no layer after it.
#[must_use]
pub fn answers(
    network: &Network,
    layer: usize,
    basis: &Basis,
    places: &[[f32; 3]],
) -> Option<Vec<f32>> {
    let rest = rest(network, layer)?;
    let along = |unit: usize, place: &[f32; 3]| {
        let directions = basis.directions.iter().zip(place);
        let moved: f32 = directions.map(|(d, x)| d[unit] * x).sum();
        basis.origin[unit] + moved
    };
    let x = DMatrix::from_fn(places.len(), basis.origin.len(), |row, unit| {
        along(unit, &places[row])
    });
    let answers = rest.predict(&x).ok()?;
    Some(answers.as_slice().to_vec())
}

/// The layers after one as a network of their own, with the sums of outputs that are steps.
fn rest(network: &Network, layer: usize) -> Option<Network> {
    let later = network.layers().get(layer + 1..)?;
    let first = later.first()?;
    let specs: Vec<LayerSpec> = later
        .iter()
        .map(|l| LayerSpec::new(l.units, l.activation))
        .collect();
    let mut rest = Network::new(first.inputs, &specs, Initializer::Zeros, 0);
    let own = &network.parameters()[first.kernel.start..];
    rest.parameters_mut().copy_from_slice(own);
    let is_step = rest.output_activation().is_step();
    Some(match is_step {
        true => rest.with_output(Activation::Linear),
        false => rest,
    })
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use proptest::prelude::*;

    use super::*;
    use crate::{
        data::{DataSpec, Dataset},
        lab::{
            Experiment, Prepared, View,
            hidden::{Axes, NODES},
            tally::Portion,
        },
        nn::Named,
    };

    /// The first layers of a network, as one of their own.
    fn cut(network: &Network, e: &Experiment, layers: usize) -> Network {
        let specs = &e.layers[..layers];
        let mut short = Network::new(network.inputs(), specs, Initializer::Zeros, 0);
        let count = short.parameters().len();
        short
            .parameters_mut()
            .copy_from_slice(&network.parameters()[..count]);
        short
    }

    proptest! {
        #[test]
        fn hidden_values_are_what_the_cut_network_predicts(
            activation in prop::sample::select(Activation::ALL.to_vec()),
            units in 1usize..9, second in 1usize..5, layer in 0usize..2, seed in 0u32..1000,
            dataset in prop::sample::select(vec![Dataset::Xor, Dataset::Iris, Dataset::Sine, Dataset::XorTable]),
        ) {
            prop_assume!(activation != Activation::Softmax);
            let mut e = Experiment::preset(DataSpec { dataset, ..DataSpec::default() });
            let output = e.layers.pop().unwrap();
            e.layers = vec![LayerSpec::new(units, activation), LayerSpec::new(second, activation), output];
            e.seed = seed;
            let prepared = Arc::new(Prepared::new(&e));
            let view = Arc::new(View::new(&e.data, &prepared));
            let network = e.network();
            let ground = Ground::new(&prepared, &view, 100);
            let values = Values::new(&network, layer, &ground).unwrap();
            let short = cut(&network, &e, layer + 1);
            for (found, samples) in values.samples.iter().zip(&ground.samples).chain([(&values.nodes, &ground.nodes)]) {
                let x = DMatrix::from_column_slice(samples.len(), samples.inputs(), &samples.x_columns());
                let wanted = short.predict(&x).unwrap();
                prop_assert_eq!(&found[..], wanted.as_slice());
            }
            let x = DMatrix::from_column_slice(ground.nodes.len(), ground.nodes.inputs(), &ground.nodes.x_columns());
            if !network.output_activation().is_step() {
                let answers = network.predict(&x).unwrap();
                prop_assert_eq!(&values.outputs[..], answers.as_slice());
            }
            prop_assert!(Values::new(&network, 2, &ground).is_none());
            // From the layer's values on, the rest of the network answers what the whole one does.
            let units: Vec<usize> = (0..values.units).collect();
            let basis = Basis::new(&Axes::Units(units), &values.nodes, values.units, &[], None);
            if values.units <= 3 {
                let found = answers(&network, layer, &basis, &basis.places(&values.nodes)).unwrap();
                for (found, wanted) in found.iter().zip(&values.outputs) {
                    prop_assert!((found - wanted).abs() <= 1e-5 * wanted.abs().max(1.0));
                }
            }
            prop_assert!(answers(&network, 2, &basis, &[]).is_none());
        }
    }

    #[test]
    fn the_nodes_lie_over_the_whole_plane_from_its_lower_left() {
        let e = Experiment::default();
        let prepared = Arc::new(Prepared::new(&e));
        let view = Arc::new(View::new(&e.data, &prepared));
        let ground = Ground::new(&prepared, &view, 5000);
        let [(x, x_end), (y, y_end)] = view.domain();
        let nodes = &ground.nodes;
        assert_eq!(*nodes.x(0), [x, y]);
        assert_eq!(*nodes.x(NODES - 1), [x_end, y]);
        assert_eq!(*nodes.x(NODES * NODES - 1), [x_end, y_end]);
        assert_eq!(ground.flat_nodes()[NODES * NODES - 1], [1.0, 1.0]);
        assert_eq!(ground.flat_nodes().len(), nodes.len());
        // A sample lies on the plane as its inputs do.
        let (at, read) = (ground.flat(Portion::Training)[3], ground.samples[0].x(3));
        for (k, (low, high)) in [(x, x_end), (y, y_end)].into_iter().enumerate() {
            assert!((at[k] - ((read[k] - low) / (high - low) * 2.0 - 1.0)).abs() < 1e-5);
        }
    }
}
