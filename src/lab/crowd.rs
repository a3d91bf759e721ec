//! Of the many units of a network over large images: which matter most, and what each looks for.

use std::cmp::Reverse;

use crate::nn::{Dense, Network, Pass, Samples};

/// Links by which it is told what a unit of a deeper layer looks for.
const STRONGEST: usize = 8;

/// Every neuron's value for one sample; nothing where the network does not read it.
#[must_use]
pub fn activations(network: &Network, x: &[f32], y: &[f32]) -> Option<Vec<f32>> {
    (x.len() == network.inputs()).then(|| {
        let mut values = Vec::new();
        let mut pass = Pass::new(network, 1);
        network.neuron_values(&Samples::one(x, y), &mut pass, &mut values);
        values
    })
}

/// A leaf of the units of a hidden layer, the most important ones first, in the order of their numbers.
#[must_use]
pub fn picked(
    network: &Network,
    layer: usize,
    values: Option<&[f32]>,
    leaf: usize,
    places: usize,
) -> Vec<usize> {
    let own = &network.layers()[layer];
    let weight: Vec<f32> = match values {
        Some(values) => values[own.neurons.clone()]
            .iter()
            .map(|a| a.abs())
            .collect(),
        None => leading_on(network, layer),
    };
    let all = by_size(&weight);
    let leaf = leaf.min(leaves(all.len(), places) - 1);
    let mut shown: Vec<usize> = all.into_iter().skip(leaf * places).take(places).collect();
    shown.sort_unstable();
    shown
}

/// Leaves of so many units.
#[must_use]
pub fn leaves(units: usize, places: usize) -> usize {
    units.div_ceil(places.max(1)).max(1)
}

/// The places of values, the largest first; of equal ones the first.
fn by_size(values: &[f32]) -> Vec<usize> {
    let mut all: Vec<usize> = (0..values.len()).collect();
    all.sort_by(|&a, &b| values[b].total_cmp(&values[a]));
    all
}

/// For each unit of a hidden layer, the root of the sum of the squares of its weights in the next layer.
fn leading_on(network: &Network, layer: usize) -> Vec<f32> {
    let next = &network.layers()[layer + 1];
    let mut sums = vec![0.0; next.inputs];
    for column in network.parameters()[next.kernel.clone()].chunks_exact(next.inputs.max(1)) {
        for (sum, weight) in sums.iter_mut().zip(column) {
            *sum += weight * weight;
        }
    }
    sums.into_iter().map(f32::sqrt).collect()
}

/// A unit's weights.
fn kernel<'a>(network: &'a Network, layer: &Dense, unit: usize) -> &'a [f32] {
    let start = layer.kernel.start + unit * layer.inputs;
    network
        .parameters()
        .get(start..start + layer.inputs)
        .unwrap_or_default()
}

/// What a unit looks for, a value for each pixel: its weights; of a deeper layer what its strongest links lead to,
/// added up by their weights.
#[must_use]
pub fn looked_for(network: &Network, layer: usize, unit: usize) -> Vec<f32> {
    let Some(own) = network.layers().get(layer) else {
        return Vec::new();
    };
    let weights = kernel(network, own, unit);
    let Some(before) = layer.checked_sub(1) else {
        return weights.to_vec();
    };
    let sizes: Vec<f32> = weights.iter().map(|weight| weight.abs()).collect();
    let mut all = vec![0.0; network.inputs()];
    for source in by_size(&sizes).into_iter().take(STRONGEST) {
        let part = looked_for(network, before, source);
        for (sum, value) in all.iter_mut().zip(part) {
            *sum += weights[source] * value;
        }
    }
    all
}

/// Of some units or inputs those with the largest weights into a unit of a layer, the largest first.
#[must_use]
pub fn sources(
    network: &Network,
    layer: usize,
    unit: usize,
    among: &[usize],
    most: usize,
) -> Vec<usize> {
    let weights = network
        .layers()
        .get(layer)
        .map(|own| kernel(network, own, unit));
    let weights = weights.unwrap_or_default();
    let size = |source: &usize| {
        weights
            .get(*source)
            .map_or(0, |weight| weight.abs().to_bits())
    };
    let mut sources = among.to_vec();
    sources.sort_by_key(|source| Reverse(size(source)));
    sources.truncate(most);
    sources
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nn::{Activation, Initializer, LayerSpec};

    fn network() -> Network {
        let layer = LayerSpec::new;
        let layers = [
            layer(5, Activation::Relu),
            layer(4, Activation::Relu),
            layer(2, Activation::Softmax),
        ];
        Network::new(9, &layers, Initializer::GlorotUniform, 3)
    }

    #[test]
    fn leaves_hold_every_unit_once_the_strongest_first() {
        let network = network();
        let size = |unit: usize| network.kernel(1).row(unit).norm();
        let (first, second) = (
            picked(&network, 0, None, 0, 3),
            picked(&network, 0, None, 1, 3),
        );
        assert_eq!((first.len(), second.len(), leaves(5, 3)), (3, 2, 2));
        assert!(first.windows(2).all(|two| two[0] < two[1]));
        for (strong, weak) in first
            .iter()
            .flat_map(|a| second.iter().map(move |b| (*a, *b)))
        {
            assert!(size(strong) >= size(weak));
        }
        let mut all = [first, second.clone()].concat();
        all.sort_unstable();
        assert_eq!(all, [0, 1, 2, 3, 4]);
        assert_eq!(
            picked(&network, 0, None, 9, 3),
            second,
            "after the last comes none"
        );
        assert_eq!((leaves(0, 3), leaves(5, 0)), (1, 5));
    }

    #[test]
    fn with_a_sample_the_most_active_come_first() {
        let network = network();
        let values = activations(&network, &[1.0; 9], &[0.0; 2]).unwrap();
        assert_eq!(values.len(), network.neurons());
        let own = &values[network.layers()[0].neurons.clone()];
        let largest = (0..5).max_by(|&a, &b| own[a].total_cmp(&own[b])).unwrap();
        assert_eq!(picked(&network, 0, Some(&values), 0, 1), [largest]);
        assert_eq!(activations(&network, &[1.0; 8], &[0.0; 2]), None);
    }

    #[test]
    fn a_unit_looks_for_its_weights_and_a_deeper_one_for_what_they_add_up_to() {
        let network = network();
        let column = |layer: usize, unit: usize| network.kernel(layer).column(unit).into_owned();
        assert_eq!(looked_for(&network, 0, 2), column(0, 2).as_slice());
        // With no more links than are followed, it is the product of the kernels.
        let wanted = network.kernel(0) * network.kernel(1) * network.kernel(2).column(1);
        for (found, wanted) in looked_for(&network, 2, 1).iter().zip(wanted.iter()) {
            approx::assert_relative_eq!(found, wanted, max_relative = 1e-4, epsilon = 1e-6);
        }
        assert!(looked_for(&network, 3, 0).is_empty());
    }

    #[test]
    fn the_strongest_links_are_those_with_the_largest_weights() {
        let network = network();
        let weight = |source: usize| network.kernel(1)[(source, 3)].abs();
        let found = sources(&network, 1, 3, &[0, 2, 4], 2);
        assert_eq!(found.len(), 2);
        assert!(weight(found[0]) >= weight(found[1]));
        let left: Vec<_> = [0, 2, 4]
            .into_iter()
            .filter(|at| !found.contains(at))
            .collect();
        assert!(weight(found[1]) >= weight(left[0]));
    }
}
