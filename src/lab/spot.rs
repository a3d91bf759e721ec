//! A place in a network that can be pointed at: in the diagram, a formula, a table or a graph.

use crate::nn::Network;

/// An input, a unit, a weight or a bias. Layers count from 0, the first hidden or the output layer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Spot {
    /// An input, by its number.
    Input(usize),
    /// A unit with what it computes.
    Unit {
        /// Its layer.
        layer: usize,
        /// Its number within that.
        unit: usize,
    },
    /// The weight by which a unit reads an input, or a unit of the layer before.
    Weight {
        /// The layer that it leads into.
        layer: usize,
        /// The unit that it leads to.
        unit: usize,
        /// The input or unit that it comes from.
        source: usize,
    },
    /// A unit's bias.
    Bias {
        /// The unit's layer.
        layer: usize,
        /// The unit.
        unit: usize,
    },
}

impl Spot {
    /// The parameter that a weight or bias is, in the network's order.
    #[must_use]
    pub fn parameter(self, network: &Network) -> Option<usize> {
        match self {
            Self::Input(_) | Self::Unit { .. } => None,
            Self::Weight {
                layer,
                unit,
                source,
            } => {
                let dense = network.layers().get(layer)?;
                (unit < dense.units && source < dense.inputs)
                    .then(|| dense.kernel.start + unit * dense.inputs + source)
            }
            Self::Bias { layer, unit } => {
                let dense = network.layers().get(layer)?;
                (unit < dense.units).then(|| dense.bias.start + unit)
            }
        }
    }

    /// The weight or bias that a parameter is.
    #[must_use]
    pub fn of_parameter(network: &Network, parameter: usize) -> Option<Self> {
        let mut layers = network.layers().iter().enumerate();
        layers.find_map(|(layer, dense)| {
            if dense.kernel.contains(&parameter) {
                let at = parameter - dense.kernel.start;
                return Some(Self::Weight {
                    layer,
                    unit: at / dense.inputs,
                    source: at % dense.inputs,
                });
            }
            let unit = parameter.checked_sub(dense.bias.start)?;
            (unit < dense.units).then_some(Self::Bias { layer, unit })
        })
    }

    /// The layer whose unit it is or belongs to; none for an input.
    #[must_use]
    pub fn layer(self) -> Option<usize> {
        match self {
            Self::Input(_) => None,
            Self::Unit { layer, .. } | Self::Weight { layer, .. } | Self::Bias { layer, .. } => {
                Some(layer)
            }
        }
    }

    /// The unit that it is or belongs to, as layer and number; none for an input.
    #[must_use]
    pub fn unit(self) -> Option<(usize, usize)> {
        match self {
            Self::Input(_) => None,
            Self::Unit { layer, unit }
            | Self::Weight { layer, unit, .. }
            | Self::Bias { layer, unit } => Some((layer, unit)),
        }
    }

    /// Where a weight comes from.
    #[must_use]
    pub fn source(self) -> Option<usize> {
        match self {
            Self::Weight { source, .. } => Some(source),
            Self::Input(_) | Self::Unit { .. } | Self::Bias { .. } => None,
        }
    }

    /// Whether a network has it.
    #[must_use]
    pub fn is_in(self, network: &Network) -> bool {
        match self {
            Self::Input(at) => at < network.inputs(),
            Self::Unit { layer, unit } => {
                let dense = network.layers().get(layer);
                dense.is_some_and(|dense| unit < dense.units)
            }
            Self::Weight { .. } | Self::Bias { .. } => self.parameter(network).is_some(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nn::{Activation, Initializer, LayerSpec};

    #[test]
    fn every_parameter_is_a_spot_and_back() {
        let specs = [3, 2].map(|units| LayerSpec::new(units, Activation::Tanh));
        let network = Network::new(4, &specs, Initializer::GlorotUniform, 1);
        let count = network.parameters().len();
        for parameter in 0..count {
            let spot = Spot::of_parameter(&network, parameter).unwrap();
            assert_eq!(spot.parameter(&network), Some(parameter));
            assert!(spot.is_in(&network));
        }
        assert_eq!(Spot::of_parameter(&network, count), None);
        let absent = Spot::Weight {
            layer: 0,
            unit: 3,
            source: 0,
        };
        assert!(!absent.is_in(&network));
        assert!(Spot::Input(3).is_in(&network) && !Spot::Input(4).is_in(&network));
    }
}
