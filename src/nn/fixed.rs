//! Single parameters that training leaves as they are.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

use super::network::Network;

/// A parameter by its place, layers and units counted from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// The layer whose parameter it is.
    pub layer: usize,
    /// The unit within that.
    pub unit: usize,
    /// The input or unit from which the weight comes; none for the bias.
    pub source: Option<usize>,
}

impl Place {
    /// Its number among the parameters of a network; nothing where that has no such parameter.
    #[must_use]
    pub fn parameter(self, network: &Network) -> Option<usize> {
        let layer = network.layers().get(self.layer)?;
        if self.unit >= layer.units {
            return None;
        }
        match self.source {
            None => Some(layer.bias.start + self.unit),
            Some(source) => (source < layer.inputs)
                .then(|| layer.kernel.start + self.unit * layer.inputs + source),
        }
    }

    /// Layer, unit and source in a byte and 12 bits twice; nothing where they have no room.
    fn packed(self) -> Option<u32> {
        let source = self.source.unwrap_or(BIAS);
        let fits =
            self.layer < 256 && self.unit <= BIAS && source <= BIAS && self.source != Some(BIAS);
        fits.then_some((self.layer << 24 | self.unit << 12 | source) as u32)
    }

    fn unpacked(packed: u32) -> Self {
        let packed = packed as usize;
        let source = packed & BIAS;
        Self {
            layer: packed >> 24,
            unit: packed >> 12 & BIAS,
            source: (source != BIAS).then_some(source),
        }
    }
}

/// What stands for the bias where a source would.
const BIAS: usize = 0xfff;

/// A set of parameters, at most [`Fixed::MOST`] of them.
#[derive(Clone, Copy)]
pub struct Fixed {
    count: usize,
    /// In their order; of those beyond the count nothing is said.
    at: [u32; Self::MOST],
}

impl Fixed {
    /// How many parameters it has room for: whoever wants to keep more freezes a layer.
    pub const MOST: usize = 64;

    /// None.
    pub const NONE: Self = Self {
        count: 0,
        at: [0; Self::MOST],
    };

    /// These parameters; nothing where there is no room for them.
    #[must_use]
    pub fn new(places: impl IntoIterator<Item = Place>) -> Option<Self> {
        let mut fixed = Self::NONE;
        for place in places {
            fixed = fixed.with(place, true)?;
        }
        Some(fixed)
    }

    /// The same with a parameter or without it; nothing where there is no room for it.
    #[must_use]
    pub fn with(mut self, place: Place, fixed: bool) -> Option<Self> {
        let packed = place.packed()?;
        match (self.packed().binary_search(&packed), fixed) {
            (Ok(at), false) => {
                self.at.copy_within(at + 1..self.count, at);
                self.count -= 1;
            }
            (Err(at), true) if self.count < Self::MOST => {
                self.at.copy_within(at..self.count, at + 1);
                self.at[at] = packed;
                self.count += 1;
            }
            (Err(_), true) => return None,
            (Ok(_), true) | (Err(_), false) => {}
        }
        Some(self)
    }

    /// Those of them of which `stays` says so.
    #[must_use]
    pub fn only(self, stays: impl Fn(Place) -> bool) -> Self {
        let places = self.places().filter(|place| stays(*place));
        Self::new(places).unwrap_or(Self::NONE)
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// Whether a parameter is among them.
    #[must_use]
    pub fn holds(&self, place: Place) -> bool {
        let packed = place.packed();
        packed.is_some_and(|packed| self.packed().binary_search(&packed).is_ok())
    }

    /// All of them, by layer, unit and source; a unit's bias comes last.
    pub fn places(&self) -> impl Iterator<Item = Place> + '_ {
        self.packed().iter().map(|&packed| Place::unpacked(packed))
    }

    /// The numbers of those that a network has, going up.
    #[must_use]
    pub fn parameters(&self, network: &Network) -> Vec<usize> {
        let mut numbers = Vec::new();
        // A layer's biases come after all of its weights. A sort would cost the download more than it is worth.
        for number in self.places().filter_map(|place| place.parameter(network)) {
            let later = numbers.iter().position(|&other| other > number);
            numbers.insert(later.unwrap_or(numbers.len()), number);
        }
        numbers
    }

    fn packed(&self) -> &[u32] {
        &self.at[..self.count]
    }
}

impl Default for Fixed {
    fn default() -> Self {
        Self::NONE
    }
}

impl PartialEq for Fixed {
    fn eq(&self, other: &Self) -> bool {
        self.packed() == other.packed()
    }
}

impl Eq for Fixed {}

impl std::fmt::Debug for Fixed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_set().entries(self.places()).finish()
    }
}

/// As a list of packed places.
impl Serialize for Fixed {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.packed().serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Fixed {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let packed = Vec::<u32>::deserialize(deserializer)?;
        let places = packed.into_iter().map(Place::unpacked);
        Self::new(places).ok_or_else(|| D::Error::custom("too many parameters"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Activation, Initializer, LayerSpec};

    fn place(layer: usize, unit: usize, source: Option<usize>) -> Place {
        Place {
            layer,
            unit,
            source,
        }
    }

    #[test]
    fn places_come_back_in_their_order_and_once() {
        let all = [
            place(1, 0, None),
            place(0, 2, Some(783)),
            place(0, 2, None),
            place(255, 4095, Some(4094)),
            place(0, 2, None),
        ];
        let fixed = Fixed::new(all).unwrap();
        let sorted = [all[1], all[2], all[0], all[3]];
        assert_eq!(fixed.places().collect::<Vec<_>>(), sorted);
        assert!(all.iter().all(|place| fixed.holds(*place)));
        assert!(!fixed.holds(place(0, 2, Some(0))));
        let fewer = fixed.with(place(0, 2, None), false).unwrap();
        assert_eq!(fewer.places().count(), 3);
        assert_ne!(fewer, fixed);
        assert_eq!(fewer.with(place(0, 2, None), true), Some(fixed));
        assert_eq!(
            fewer.only(|place| place.layer == 1),
            Fixed::new([all[0]]).unwrap()
        );
    }

    #[test]
    fn there_is_room_for_so_many_and_no_more() {
        let many = |count| Fixed::new((0..count).map(|source| place(0, 0, Some(source))));
        let full = many(Fixed::MOST).unwrap();
        assert_eq!(many(Fixed::MOST + 1), None);
        // One that is there already needs no room.
        assert_eq!(full.with(place(0, 0, Some(3)), true), Some(full));
        for beyond in [
            place(256, 0, None),
            place(0, 4096, None),
            place(0, 0, Some(4095)),
        ] {
            assert_eq!(Fixed::new([beyond]), None);
            assert!(!full.holds(beyond));
        }
    }

    #[test]
    fn numbers_go_up_whatever_the_order_and_absent_places_have_none() {
        let specs = [3, 2].map(|units| LayerSpec::new(units, Activation::Linear));
        let network = Network::new(2, &specs, Initializer::GlorotUniform, 1);
        let mut all = Vec::new();
        for (layer, units, inputs) in [(1, 2, 3), (0, 3, 2)] {
            for unit in (0..units).rev() {
                let sources = [None].into_iter().chain((0..inputs).rev().map(Some));
                all.extend(sources.map(|source| place(layer, unit, source)));
            }
        }
        let absent = [place(2, 0, None), place(0, 3, None), place(1, 0, Some(3))];
        let fixed = Fixed::new(all.iter().copied().chain(absent)).unwrap();
        let count = network.parameters().len();
        assert_eq!(fixed.parameters(&network), (0..count).collect::<Vec<_>>());
        let few = Fixed::new([all[0], all[3], all[9]]).unwrap();
        let mut numbers = [all[0], all[3], all[9]].map(|place| place.parameter(&network).unwrap());
        numbers.sort_unstable();
        assert_eq!(few.parameters(&network), numbers);
        assert!(Fixed::NONE.parameters(&network).is_empty());
    }

    #[test]
    fn a_place_is_the_parameter_that_predicting_reads() {
        let specs = [3, 2].map(|units| LayerSpec::new(units, Activation::Linear));
        let network = Network::new(2, &specs, Initializer::GlorotUniform, 1);
        let mut seen = Vec::new();
        for (l, layer) in network.layers().iter().enumerate() {
            for unit in 0..layer.units {
                for source in (0..layer.inputs).map(Some).chain([None]) {
                    seen.push(place(l, unit, source).parameter(&network).unwrap());
                }
            }
        }
        seen.sort_unstable();
        assert_eq!(seen, (0..network.parameters().len()).collect::<Vec<_>>());
        for absent in [place(2, 0, None), place(0, 3, None), place(1, 0, Some(3))] {
            assert_eq!(absent.parameter(&network), None);
        }
    }
}
