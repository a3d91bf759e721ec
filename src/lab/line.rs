//! The straight line where the sum of a unit of the first layer is 0, over the two inputs that a view shows:
//! where it lies, and what moves and turns it.
//!
//! Places are shares of the view, from 0 to 1 to the right and up.

use nalgebra::DMatrix;

use super::{experiment::Experiment, prepared::Prepared, spot::Spot, view::View};
use crate::{data::Feature, nn::Network};

/// A unit's line.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// The inputs that the two axes are, among those that the network reads.
    inputs: [usize; 2],
    unit: usize,
    weights: [f32; 2],
    bias: f32,
    /// How far the network's input goes over the whole of each axis.
    spans: [f32; 2],
    /// What the network reads of each axis where it begins.
    begins: [f32; 2],
    /// What the other inputs add to the sum.
    others: f32,
}

impl Line {
    /// The line of a unit of the first layer. None over one input, over the pixels of an image, where the
    /// network reads something made of the inputs or not both of those shown, and where both weights are 0.
    #[must_use]
    pub fn of(
        e: &Experiment,
        prepared: &Prepared,
        view: &View,
        network: &Network,
        unit: usize,
    ) -> Option<Self> {
        let is_plane = !view.is_line() && e.data.image().is_none();
        if !is_plane || !e.reads_no_more_than_places() {
            return None;
        }
        let input = |column: usize| match (e.data.has_features(), column) {
            (false, column) => Some(column),
            (true, 0) => e.features.iter().position(|f| f == Feature::X1),
            (true, _) => e.features.iter().position(|f| f == Feature::X2),
        };
        let inputs = [input(view.axes[0])?, input(view.axes[1])?];
        let layer = network.layers().first().filter(|l| unit < l.units)?;
        let kernel = &network.parameters()[layer.kernel.start + unit * layer.inputs..];
        // What the network reads where both axes begin, and where they end.
        let ends = [0, 1].map(|end: usize| {
            let mut raw = view.held.clone();
            for (axis, (low, high)) in view.axes.into_iter().zip(view.domain()) {
                raw[axis] = if end == 0 { low } else { high };
            }
            let row = DMatrix::from_row_slice(1, raw.len(), &raw);
            prepared.encoder.encode(&row)
        });
        let others = ends[0].iter().zip(kernel).enumerate();
        let others = others.filter(|(at, _)| !inputs.contains(at));
        let line = Self {
            weights: inputs.map(|input| kernel[input]),
            spans: inputs.map(|input| ends[1][input] - ends[0][input]),
            bias: network.parameters()[layer.bias.start + unit],
            begins: inputs.map(|input| ends[0][input]),
            others: others.map(|(_, (x, w))| x * w).sum(),
            inputs,
            unit,
        };
        line.weights.iter().any(|w| *w != 0.0).then_some(line)
    }

    /// What the sum grows by over the whole of each axis.
    fn slopes(&self) -> [f32; 2] {
        [0, 1].map(|k| self.weights[k] * self.spans[k])
    }

    /// The sum at a place.
    #[must_use]
    pub fn sum(&self, at: [f32; 2]) -> f32 {
        let read = |k: usize| self.begins[k] + self.spans[k] * at[k];
        self.others + self.bias + self.weights[0] * read(0) + self.weights[1] * read(1)
    }

    /// The bias.
    #[must_use]
    pub fn bias(&self) -> f32 {
        self.bias
    }

    /// The place on the line nearest to another.
    #[must_use]
    pub fn foot(&self, at: [f32; 2]) -> [f32; 2] {
        let slopes = self.slopes();
        let size = slopes[0] * slopes[0] + slopes[1] * slopes[1];
        let back = self.sum(at) / size;
        [0, 1].map(|k| at[k] - back * slopes[k])
    }

    /// The direction to the side where the sum is positive, of length 1.
    #[must_use]
    pub fn uphill(&self) -> [f32; 2] {
        unit_length(self.slopes())
    }

    /// The part of the line within the view, where there is one.
    #[must_use]
    pub fn ends(&self) -> Option<[[f32; 2]; 2]> {
        let foot = self.foot([0.5, 0.5]);
        let [across, up] = self.uphill();
        let along = [-up, across];
        let (mut from, mut to) = (f32::NEG_INFINITY, f32::INFINITY);
        for k in [0, 1] {
            if along[k] == 0.0 {
                if !(0.0..=1.0).contains(&foot[k]) {
                    return None;
                }
                continue;
            }
            let (a, b) = (-foot[k] / along[k], (1.0 - foot[k]) / along[k]);
            (from, to) = (from.max(a.min(b)), to.min(a.max(b)));
        }
        let at = |way: f32| [0, 1].map(|k| foot[k] + way * along[k]);
        (from < to).then(|| [at(from), at(to)])
    }

    /// The angle of the line in degrees, from 0 to below 180, counted from the horizontal to the left.
    #[must_use]
    pub fn angle(&self) -> f32 {
        let [across, up] = self.uphill();
        across.atan2(-up).to_degrees().rem_euclid(180.0)
    }

    /// The bias with which the line goes through a place.
    #[must_use]
    pub fn through(&self, at: [f32; 2]) -> Vec<(Spot, f32)> {
        let bias = self.bias - self.sum(at);
        vec![(self.bias_spot(), bias)]
    }

    /// The weights and the bias with which it goes through two places; its weights keep their size, and the
    /// positive side stays on its side. None where both are the same.
    #[must_use]
    pub fn turned(&self, pivot: [f32; 2], towards: [f32; 2]) -> Option<Vec<(Spot, f32)>> {
        let along = [0, 1].map(|k| towards[k] - pivot[k]);
        let normal = [-along[1], along[0]];
        let weights = [0, 1].map(|k| normal[k] / self.spans[k]);
        let (size, now) = (length(weights), length(self.weights));
        if size == 0.0 || !size.is_finite() {
            return None;
        }
        let slopes = self.slopes();
        let same_side = normal[0] * slopes[0] + normal[1] * slopes[1] >= 0.0;
        let factor = now / if same_side { size } else { -size };
        let turned = Self {
            weights: weights.map(|w| w * factor),
            ..self.clone()
        };
        let bias = turned.bias - turned.sum(pivot);
        let weights = [0, 1].map(|k| (self.weight_spot(k), turned.weights[k]));
        Some(
            weights
                .into_iter()
                .chain([(self.bias_spot(), bias)])
                .collect(),
        )
    }

    /// The same turned by so many degrees to the left around a place.
    #[must_use]
    pub fn turned_by(&self, pivot: [f32; 2], degrees: f32) -> Option<Vec<(Spot, f32)>> {
        let [across, up] = self.uphill();
        let (sin, cos) = degrees.to_radians().sin_cos();
        let along = [-up * cos - across * sin, -up * sin + across * cos];
        self.turned(pivot, [0, 1].map(|k| pivot[k] + along[k]))
    }

    fn weight_spot(&self, axis: usize) -> Spot {
        Spot::Weight {
            layer: 0,
            unit: self.unit,
            source: self.inputs[axis],
        }
    }

    fn bias_spot(&self) -> Spot {
        Spot::Bias {
            layer: 0,
            unit: self.unit,
        }
    }
}

fn length([x, y]: [f32; 2]) -> f32 {
    (x * x + y * y).sqrt()
}

fn unit_length(vector: [f32; 2]) -> [f32; 2] {
    let length = length(vector);
    vector.map(|x| x / length)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{
        data::{DataSpec, Dataset, Features},
        lab::Key,
    };

    fn setup(standardize: bool, dataset: Dataset) -> (Experiment, Prepared, View) {
        let mut e = Experiment::preset(DataSpec {
            dataset,
            ..DataSpec::default()
        });
        e.standardize = standardize;
        let prepared = Prepared::new(&e);
        let view = View::new(&e.data, &prepared);
        (e, prepared, view)
    }

    /// The sum of a unit as the network itself has it, at a share of the view.
    fn sum(network: &Network, prepared: &Prepared, view: &View, unit: usize, at: [f32; 2]) -> f32 {
        let mut raw = view.held.clone();
        for k in [0, 1] {
            let (low, high) = view.domain()[k];
            raw[view.axes[k]] = low + at[k] * (high - low);
        }
        let x = prepared
            .encoder
            .encode(&DMatrix::from_row_slice(1, raw.len(), &raw));
        let layer = &network.layers()[0];
        let start = layer.kernel.start + unit * layer.inputs;
        let kernel = &network.parameters()[start..start + layer.inputs];
        let bias = network.parameters()[layer.bias.start + unit];
        x.iter().zip(kernel).map(|(x, w)| x * w).sum::<f32>() + bias
    }

    fn put(network: &Network, changes: &[(Spot, f32)]) -> Network {
        let mut network = network.clone();
        for (spot, value) in changes {
            let at = spot.parameter(&network).unwrap();
            network.parameters_mut()[at] = *value;
        }
        network
    }

    fn size(network: &Network, unit: usize) -> f32 {
        let start = network.layers()[0].kernel.start + 2 * unit;
        length([network.parameters()[start], network.parameters()[start + 1]])
    }

    proptest! {
        #[test]
        fn the_line_goes_where_it_is_put(
            standardize in any::<bool>(),
            unit in 0..4usize,
            pivot in [0.0f32..1.0, 0.0f32..1.0],
            towards in [0.0f32..1.0, 0.0f32..1.0],
            seed in 0..50u32,
        ) {
            let (mut e, prepared, view) = setup(standardize, Dataset::Xor);
            e.seed = seed;
            let network = e.network();
            let line = Line::of(&e, &prepared, &view, &network, unit).unwrap();
            let check = |network: &Network, at| sum(network, &prepared, &view, unit, at).abs() < 1e-3;
            prop_assert!((line.sum(pivot) - sum(&network, &prepared, &view, unit, pivot)).abs() < 1e-4);
            prop_assert!(check(&network, line.foot(pivot)));
            let moved = put(&network, &line.through(pivot));
            prop_assert!(check(&moved, pivot));
            prop_assert_eq!(size(&moved, unit), size(&network, unit));
            if length([pivot[0] - towards[0], pivot[1] - towards[1]]) > 0.01 {
                let turned = put(&network, &line.turned(pivot, towards).unwrap());
                prop_assert!(check(&turned, pivot) && check(&turned, towards));
                prop_assert!((size(&turned, unit) - size(&network, unit)).abs() < 1e-4);
                let now = Line::of(&e, &prepared, &view, &turned, unit).unwrap();
                let [a, b] = [line.uphill(), now.uphill()];
                prop_assert!(a[0] * b[0] + a[1] * b[1] > -1e-3, "the sides stay");
            }
            if let Some(ends) = line.ends() {
                for end in ends {
                    prop_assert!(check(&network, end));
                    prop_assert!(end.iter().all(|x| (-1e-4..=1.0 + 1e-4).contains(x)));
                    prop_assert!(end.iter().any(|x| x.abs() < 1e-4 || (x - 1.0).abs() < 1e-4));
                }
            }
        }

        #[test]
        fn it_turns_by_degrees(unit in 0..4usize, degrees in -170.0f32..170.0) {
            let (e, prepared, view) = setup(false, Dataset::Xor);
            let network = e.network();
            let line = Line::of(&e, &prepared, &view, &network, unit).unwrap();
            let turned = put(&network, &line.turned_by([0.5, 0.5], degrees).unwrap());
            let now = Line::of(&e, &prepared, &view, &turned, unit).unwrap();
            let by = (now.angle() - line.angle() - degrees).rem_euclid(180.0);
            prop_assert!(!(0.05..=179.95).contains(&by), "{by}");
        }
    }

    #[test]
    fn without_two_inputs_as_they_are_there_is_no_line() {
        let line = |e: &Experiment| {
            let prepared = Prepared::new(e);
            let view = View::new(&e.data, &prepared);
            Line::of(e, &prepared, &view, &e.network(), 0)
        };
        let (mut e, ..) = setup(false, Dataset::Xor);
        assert!(line(&e).is_some());
        e.features = Features::try_from(vec![Feature::X2, Feature::X1]).unwrap();
        assert!(line(&e).is_some());
        for others in [
            vec![Feature::X1],
            vec![Feature::X1, Feature::X2, Feature::X1X2],
        ] {
            e.features = Features::try_from(others).unwrap();
            assert_eq!(line(&e), None);
        }
        let (e, ..) = setup(false, Dataset::Sine);
        assert_eq!(line(&e), None);
        let (mut e, ..) = setup(false, Dataset::Xor);
        Key::Initializer.setting().set(&mut e, "zeros").unwrap();
        assert_eq!(line(&e), None);
    }
}
