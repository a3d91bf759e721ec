//! How much of an expression there would be to see, before any of it is built.

use super::graph::Group;
use crate::nn::{LearningRule, Network};

/// Arrows up to which a graph is drawn: of more the eye follows none, and they take longer than a frame.
pub const MOST_ARROWS: usize = 600;

/// Why there is no graph.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// The perceptron rule follows no derivative.
    PerceptronRule,
    /// There is no sample.
    NoSample,
    /// Even with every unit folded there would be too many arrows.
    TooLarge {
        /// How many.
        arrows: usize,
    },
    /// There would be too many with the units that are open.
    TooManyOpen {
        /// How many arrows, about.
        arrows: usize,
    },
}

/// Whether the graph of a network cannot be drawn with these groups open, apart from the sample.
#[must_use]
pub fn refused(network: &Network, rule: LearningRule, open: &[Group]) -> Option<Refused> {
    if rule.is_local() {
        return Some(Refused::PerceptronRule);
    }
    let (folded, opened) = arrows(network, open);
    if folded > MOST_ARROWS {
        return Some(Refused::TooLarge { arrows: folded });
    }
    (folded + opened > MOST_ARROWS).then_some(Refused::TooManyOpen {
        arrows: folded + opened,
    })
}

/// Arrows with everything folded, and what open groups add, about: to each weight a product and a sum, and to
/// activations and losses a dozen operations.
fn arrows(network: &Network, open: &[Group]) -> (usize, usize) {
    let kernels: usize = network
        .layers()
        .iter()
        .map(|layer| layer.kernel.len())
        .sum();
    let outputs = network.outputs();
    let of = |group: &Group| match group {
        Group::Unit { layer, unit } => {
            let dense = network
                .layers()
                .get(*layer)
                .filter(|dense| *unit < dense.units);
            dense.map_or(0, |dense| 3 * dense.inputs + 12)
        }
        Group::Softmax => 6 * outputs,
        Group::Loss => 12 * outputs,
    };
    (kernels + outputs, open.iter().map(of).sum())
}
