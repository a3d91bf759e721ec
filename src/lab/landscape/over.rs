//! What a landscape is looked over: weights that are chosen, or directions through all of them.

use strum::{EnumMessage, IntoStaticStr, VariantArray};

use crate::{
    lab::Spot,
    nn::{Named, Network},
};

/// What the landscape is looked over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, VariantArray, IntoStaticStr, EnumMessage)]
#[strum(serialize_all = "snake_case")]
pub enum Over {
    /// Two weights or biases; the others stay as they are.
    #[strum(message = "Two weights")]
    Weights,
    /// One of them: a curve.
    #[strum(message = "One weight")]
    Weight,
    /// Two random directions through all weights, filter-normalised.
    #[strum(message = "Random directions")]
    Random,
    /// The two directions in which the run has moved most.
    #[strum(message = "The run’s directions")]
    Principal,
}

impl Over {
    /// How many weights are chosen.
    #[must_use]
    pub fn chosen(self) -> usize {
        match self {
            Self::Weights => 2,
            Self::Weight => 1,
            Self::Random | Self::Principal => 0,
        }
    }
}

const _: fn() = || {
    fn named<T: Named>() {}
    named::<Over>();
};

/// Every unit that has weights, by layer and number.
#[must_use]
pub fn units(network: &Network) -> Vec<(usize, usize)> {
    let layers = network.layers().iter().enumerate();
    layers
        .flat_map(|(layer, dense)| (0..dense.units).map(move |unit| (layer, unit)))
        .collect()
}

/// The weights of a unit from the first input on, then its bias.
#[must_use]
pub fn parameters_of(network: &Network, (layer, unit): (usize, usize)) -> Vec<Spot> {
    let inputs = network.layers().get(layer).map_or(0, |dense| dense.inputs);
    let weight = |source| Spot::Weight {
        layer,
        unit,
        source,
    };
    (0..inputs)
        .map(weight)
        .chain([Spot::Bias { layer, unit }])
        .collect()
}

/// The two weights that are looked over first: those with the steepest slopes; of a network with two numbers
/// in all, these in their order.
#[must_use]
pub fn first_choice(network: &Network, gradient: &[f32]) -> [Spot; 2] {
    let bias = Spot::Bias { layer: 0, unit: 0 };
    let spot = |at: usize| Spot::of_parameter(network, at).unwrap_or(bias);
    let steep = |at: usize| {
        gradient
            .get(at)
            .map_or(0.0, |g| if g.is_finite() { g.abs() } else { 0.0 })
    };
    let steepest = |except: Option<usize>| {
        let all = (0..network.parameters().len()).filter(|&at| Some(at) != except);
        // The first of equals.
        all.fold(None, |best: Option<usize>, at| match best {
            Some(best) if steep(best) >= steep(at) => Some(best),
            _ => Some(at),
        })
    };
    let first = steepest(None).unwrap_or_default();
    let second = steepest(Some(first)).unwrap_or_default();
    [first.min(second), first.max(second)].map(spot)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nn::{Activation, Initializer, LayerSpec};

    fn network() -> Network {
        let layers = [3, 1].map(|units| LayerSpec::new(units, Activation::Tanh));
        Network::new(2, &layers, Initializer::GlorotUniform, 1)
    }

    #[test]
    fn every_parameter_can_be_chosen_once() {
        let network = network();
        let all: Vec<Spot> = units(&network)
            .into_iter()
            .flat_map(|unit| parameters_of(&network, unit))
            .collect();
        let mut numbers: Vec<usize> = all.iter().map(|s| s.parameter(&network).unwrap()).collect();
        numbers.sort_unstable();
        assert_eq!(numbers, (0..network.parameters().len()).collect::<Vec<_>>());
    }

    #[test]
    fn the_steepest_come_first_in_their_order() {
        let network = network();
        let mut gradient = vec![0.0; network.parameters().len()];
        assert_eq!(
            first_choice(&network, &gradient),
            [0, 1].map(|at| Spot::of_parameter(&network, at).unwrap())
        );
        (gradient[10], gradient[4], gradient[2]) = (-3.0, 2.0, f32::NAN);
        assert_eq!(
            first_choice(&network, &gradient),
            [4, 10].map(|at| Spot::of_parameter(&network, at).unwrap())
        );
    }
}
