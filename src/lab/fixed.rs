//! Single parameters that do not learn, as text: `1.2.3` is the weight from source 3 into unit 2 of layer 1,
//! `1.2.b` that unit's bias; all count from 1.

use super::{
    experiment::Experiment,
    parse::whole,
    spot::Spot,
    wrong::{Span, Wrong},
};
use crate::nn::{Fixed, Place};

/// What stands for the bias where a source would.
const BIAS: &str = "b";

impl Experiment {
    /// What layer `at` reads, and its units; nothing where there is no such layer.
    fn shape(&self, at: usize) -> Option<(usize, usize)> {
        let inputs = match at.checked_sub(1) {
            None => self.inputs(),
            Some(before) => self.layers.get(before)?.units,
        };
        Some((inputs, self.layers.get(at)?.units))
    }

    /// Whether the network has a parameter.
    fn has(&self, place: Place) -> bool {
        self.shape(place.layer).is_some_and(|(inputs, units)| {
            place.unit < units && place.source.is_none_or(|source| source < inputs)
        })
    }

    /// Lets learn again what was fixed in layers that are of another shape than in `before`: their
    /// parameters are others.
    pub(super) fn release(&mut self, before: &Self) {
        if !self.fixed.is_empty() {
            let stays = |place: Place| {
                self.has(place) && self.shape(place.layer) == before.shape(place.layer)
            };
            self.fixed = self.fixed.only(stays);
        }
    }

    /// Holds what is fixed against the network.
    pub(super) fn validate_fixed(&self) -> Result<(), Wrong> {
        match self.fixed.places().find(|place| !self.has(*place)) {
            Some(place) => Err(Wrong::NoSuchWeight(written(place))),
            None => Ok(()),
        }
    }
}

/// The place of a weight or bias; nothing for another spot.
#[must_use]
pub fn place(spot: Spot) -> Option<Place> {
    let (layer, unit, source) = match spot {
        Spot::Weight {
            layer,
            unit,
            source,
        } => (layer, unit, Some(source)),
        Spot::Bias { layer, unit } => (layer, unit, None),
        Spot::Input(_) | Spot::Unit { .. } => return None,
    };
    Some(Place {
        layer,
        unit,
        source,
    })
}

/// Fixes the parameter of a spot, or lets it learn again.
///
/// # Errors
/// When there is no such parameter, or no room for more.
pub fn set(e: &mut Experiment, spot: Spot, fixed: bool) -> Result<(), Wrong> {
    let place = place(spot).filter(|place| e.has(*place));
    let place = place.ok_or(Wrong::NoSuchWeight(String::new()))?;
    let next = e.fixed.with(place, fixed);
    e.fixed = next.ok_or(Wrong::TooManyFixed(Fixed::MOST))?;
    Ok(())
}

/// All that are fixed.
pub fn write(e: &Experiment) -> String {
    let places: Vec<_> = e.fixed.places().map(written).collect();
    places.join(",")
}

fn written(place: Place) -> String {
    let source = place.source.map(|source| (source + 1).to_string());
    let source = source.as_deref().unwrap_or(BIAS);
    format!("{}.{}.{source}", place.layer + 1, place.unit + 1)
}

/// Fixes the parameters that a text lists, and no others.
pub fn read(e: &mut Experiment, text: &str) -> Result<(), Wrong> {
    let texts = text.split(',').filter(|one| !one.is_empty());
    let places = texts
        .map(|one| read_one(e, one))
        .collect::<Result<Vec<_>, _>>()?;
    put(e, places)
}

/// Fixes these parameters, and no others.
///
/// # Errors
/// When there is no such parameter, or no room for so many.
pub fn put(e: &mut Experiment, places: Vec<Place>) -> Result<(), Wrong> {
    if let Some(absent) = places.iter().find(|place| !e.has(**place)) {
        return Err(Wrong::NoSuchWeight(written(*absent)));
    }
    e.fixed = Fixed::new(places).ok_or(Wrong::TooManyFixed(Fixed::MOST))?;
    Ok(())
}

fn read_one(e: &Experiment, text: &str) -> Result<Place, Wrong> {
    let malformed = || Wrong::NotAWeight(text.into());
    let mut parts = text.split('.');
    let [Some(layer), Some(unit), Some(source), None] = [(); 4].map(|()| parts.next()) else {
        return Err(malformed());
    };
    let number = |text| whole(text, Span::new(1.0, 1e9)).map_err(|_| malformed());
    let place = Place {
        layer: number(layer)? as usize - 1,
        unit: number(unit)? as usize - 1,
        source: match source {
            BIAS => None,
            source => Some(number(source)? as usize - 1),
        },
    };
    if e.has(place) {
        Ok(place)
    } else {
        Err(Wrong::NoSuchWeight(text.into()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        data::{Dataset, Feature},
        lab::Edit,
        nn::{Activation, LayerSpec},
    };

    /// 2-4-3-1 with a parameter of each kind fixed in each layer.
    fn fixed() -> Experiment {
        let mut e = Experiment::default();
        read(&mut e, "1.2.1,1.4.b,2.1.4,2.3.b,3.1.2,3.1.b").unwrap();
        e
    }

    #[test]
    fn texts_come_back_and_are_held_against_the_network() {
        let e = fixed();
        assert_eq!(write(&e), "1.2.1,1.4.b,2.1.4,2.3.b,3.1.2,3.1.b");
        assert_eq!(e.validate(), Ok(()));
        for (text, wrong) in [
            ("1.2.3", Wrong::NoSuchWeight("1.2.3".into())),
            ("4.1.b", Wrong::NoSuchWeight("4.1.b".into())),
            ("3.2.1", Wrong::NoSuchWeight("3.2.1".into())),
            ("1.2", Wrong::NotAWeight("1.2".into())),
            ("1.0.b", Wrong::NotAWeight("1.0.b".into())),
            ("1.1.b.1", Wrong::NotAWeight("1.1.b.1".into())),
            ("bias", Wrong::NotAWeight("bias".into())),
        ] {
            let mut other = e.clone();
            assert_eq!(read(&mut other, text), Err(wrong));
            assert_eq!(other, e);
        }
    }

    #[test]
    fn layers_of_another_shape_learn_again() {
        for (edit, stays) in [
            (Edit::SetUnits(0, 5), "3.1.2,3.1.b"),
            (Edit::SetUnits(1, 2), "1.2.1,1.4.b"),
            (Edit::AddLayer(1), "1.2.1,1.4.b"),
            (Edit::RemoveLayer(0), ""),
            (Edit::RemoveLayer(1), "1.2.1,1.4.b"),
            (
                Edit::ToggleFeature(Feature::X1X2),
                "2.1.4,2.3.b,3.1.2,3.1.b",
            ),
            (
                Edit::SetHidden(Activation::Relu),
                "1.2.1,1.4.b,2.1.4,2.3.b,3.1.2,3.1.b",
            ),
            (Edit::NewWeights(3), "1.2.1,1.4.b,2.1.4,2.3.b,3.1.2,3.1.b"),
            (
                Edit::SetDataset(Dataset::Moons),
                "1.2.1,1.4.b,2.1.4,2.3.b,3.1.2,3.1.b",
            ),
            (Edit::SetDataset(Dataset::Blobs3), "1.2.1,1.4.b,2.1.4,2.3.b"),
            (Edit::UsePreset, ""),
        ] {
            let mut e = fixed();
            edit.clone().apply(&mut e).unwrap();
            assert_eq!(write(&e), stays, "{edit:?}");
            assert_eq!(e.validate(), Ok(()));
        }
    }

    #[test]
    fn a_single_one_is_fixed_and_let_go() {
        let mut e = Experiment::default();
        let spot = Spot::Bias { layer: 2, unit: 0 };
        set(&mut e, spot, true).unwrap();
        assert_eq!(write(&e), "3.1.b");
        set(&mut e, spot, false).unwrap();
        assert!(e.fixed.is_empty());
        let absent = Spot::Bias { layer: 2, unit: 1 };
        assert!(set(&mut e, absent, true).is_err());
        assert!(set(&mut e, Spot::Input(0), true).is_err());
    }

    #[test]
    fn there_is_an_end_to_single_ones() {
        let mut e = Experiment {
            layers: [32, 32, 1]
                .map(|units| LayerSpec::new(units, Activation::Tanh))
                .into(),
            ..Experiment::default()
        };
        let texts: Vec<_> = (1..=32)
            .flat_map(|u| [format!("2.{u}.1"), format!("2.{u}.b")])
            .collect();
        read(&mut e, &texts.join(",")).unwrap();
        let more = set(&mut e, Spot::Bias { layer: 0, unit: 0 }, true);
        assert_eq!(more, Err(Wrong::TooManyFixed(64)));
        assert_eq!(e.fixed.places().count(), 64);
    }
}
