//! A hint, as long as it holds.

use std::sync::Arc;

use super::hint::Hint;
use crate::{
    lab::Prepared,
    nn::{Activation, Network},
};

/// A hint in words, with what it was given for.
#[derive(Debug)]
pub struct Asked {
    /// The hint.
    pub hint: Hint,
    /// The same in words.
    pub text: String,
    prepared: Arc<Prepared>,
    layers: Vec<(usize, Activation)>,
    parameters: Vec<f32>,
    threshold: bool,
}

impl Asked {
    /// One that was given for a network and its data, in words for units with a threshold or with a bias.
    #[must_use]
    pub fn new(
        (hint, text): (Hint, String),
        network: &Network,
        prepared: &Arc<Prepared>,
        threshold: bool,
    ) -> Self {
        Self {
            hint,
            text,
            prepared: prepared.clone(),
            layers: layers(network).collect(),
            parameters: network.parameters().to_vec(),
            threshold,
        }
    }

    /// Whether it would still be the same: nothing that it goes by is another.
    #[must_use]
    pub fn holds(&self, network: &Network, prepared: &Arc<Prepared>, threshold: bool) -> bool {
        Arc::ptr_eq(&self.prepared, prepared)
            && self.threshold == threshold
            && self.parameters == network.parameters()
            && layers(network).eq(self.layers.iter().copied())
    }
}

fn layers(network: &Network) -> impl Iterator<Item = (usize, Activation)> {
    let layers = network.layers().iter();
    layers.map(|layer| (layer.units, layer.activation))
}

#[cfg(test)]
mod tests {
    use super::{
        super::model::tests::{XOR, setup},
        *,
    };

    #[test]
    fn a_hint_holds_while_nothing_it_goes_by_changes() {
        let (network, prepared) = setup(XOR, &[0.5; 9]);
        let prepared = Arc::new(prepared);
        let hint = (Hint::TooMany, String::new());
        let asked = Asked::new(hint, &network, &prepared, true);
        assert!(asked.holds(&network.clone(), &prepared.clone(), true));
        assert!(!asked.holds(&network, &prepared, false));
        for (fragment, parameters) in [
            (XOR.to_owned(), [0.25; 9]),
            (XOR.replace("2h-1h", "2sign-1h"), [0.5; 9]),
            (XOR.replace("2h-1h", "2h-1s"), [0.5; 9]),
        ] {
            let (other, _) = setup(&fragment, &parameters);
            assert!(!asked.holds(&other, &prepared, true), "{fragment}");
        }
        let (same, other) = setup(&XOR.replace("xor_table", "and"), &[0.5; 9]);
        assert!(!asked.holds(&same, &Arc::new(other), true));
    }
}
