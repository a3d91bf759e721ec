//! The part of a plane that is looked at: as wide as the run's path, and a good deal around it.

/// The part of a plane in sight. A unit is as long across as up, so that a slope points where it leads.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sight {
    /// Its middle.
    pub centre: [f64; 2],
    /// Half of its width.
    pub half: f64,
    /// Its width by its height.
    pub aspect: f64,
}

/// So much wider than the path it is.
const AROUND: f64 = 1.5;
/// What comes so near to the edge, as a share of the half, is about to leave.
const EDGE: f64 = 0.94;
/// Widths that are looked at, at most and at least.
const HALVES: [f64; 2] = [1e-6, 1e6];
/// Shapes beyond which pictures are too narrow to be seen.
const ASPECTS: [f64; 2] = [0.2, 8.0];

impl Sight {
    /// Of all these places, and at least so far around their middle.
    #[must_use]
    pub fn around(places: &[[f64; 2]], least: f64, aspect: f64) -> Self {
        let aspect = aspect.clamp(ASPECTS[0], ASPECTS[1]);
        let extent = |axis: usize| {
            let along = places
                .iter()
                .map(|place| place[axis])
                .filter(|v| v.is_finite());
            let (low, high) = along.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), v| {
                (low.min(v), high.max(v))
            });
            if low > high { (0.0, 0.0) } else { (low, high) }
        };
        let [across, up] = [extent(0), extent(1)];
        let half = |(low, high): (f64, f64)| ((high - low) / 2.0 * AROUND).max(least);
        let half = half(across).max(half(up) * aspect);
        Self {
            centre: [across, up].map(|(low, high)| (low + high) / 2.0),
            half: half.clamp(HALVES[0], HALVES[1]),
            aspect,
        }
    }

    /// The least and greatest coordinates in sight: across, and up.
    #[must_use]
    pub fn ranges(&self) -> [[f64; 2]; 2] {
        let halves = [self.half, self.half / self.aspect];
        let range = |axis: usize| [-1.0, 1.0].map(|sign| self.centre[axis] + sign * halves[axis]);
        [range(0), range(1)]
    }

    /// Where a place is on the picture, 0 to 1 from the left and from the top where it is inside.
    #[must_use]
    pub fn to_unit(&self, place: [f64; 2]) -> [f64; 2] {
        let [x, y] = self.ranges();
        let share = |[low, high]: [f64; 2], v: f64| (v - low) / (high - low);
        [share(x, place[0]), 1.0 - share(y, place[1])]
    }

    /// The place under a point of the picture: the inverse of [`Sight::to_unit`].
    #[must_use]
    pub fn from_unit(&self, [left, top]: [f64; 2]) -> [f64; 2] {
        let [x, y] = self.ranges();
        let value = |[low, high]: [f64; 2], share: f64| low + share * (high - low);
        [value(x, left), value(y, 1.0 - top)]
    }

    /// Whether a place is about to leave, or has left; on a line only the first coordinate counts.
    #[must_use]
    pub fn loses(&self, place: [f64; 2], is_line: bool) -> bool {
        let [left, top] = self.to_unit(place).map(|share| (2.0 * share - 1.0).abs());
        left > EDGE || (!is_line && top > EDGE)
    }

    /// The same middle, seen so many times as wide.
    #[must_use]
    pub fn zoomed(self, factor: f64) -> Self {
        Self {
            half: (self.half * factor).clamp(HALVES[0], HALVES[1]),
            ..self
        }
    }

    /// The same in a picture of another shape: nothing that was in sight is lost.
    #[must_use]
    pub fn shaped(self, aspect: f64) -> Self {
        let aspect = aspect.clamp(ASPECTS[0], ASPECTS[1]);
        Self {
            half: self.half.max(self.half / self.aspect * aspect),
            aspect,
            ..self
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn all_places_are_well_in_sight_and_units_are_equally_long(
            places in proptest::collection::vec([-50f64..50.0, -50f64..50.0], 1..20),
            least in 0.01f64..5.0,
            aspect in 0.3f64..5.0,
        ) {
            let sight = Sight::around(&places, least, aspect);
            for place in &places {
                prop_assert!(!sight.loses(*place, false));
                let back = sight.from_unit(sight.to_unit(*place));
                for (found, wanted) in back.iter().zip(place) {
                    prop_assert!((found - wanted).abs() < 1e-9);
                }
            }
            let [x, y] = sight.ranges();
            prop_assert!(((x[1] - x[0]) / (y[1] - y[0]) - aspect).abs() < 1e-9);
            prop_assert!(x[1] - x[0] >= 2.0 * least - 1e-9 && y[1] - y[0] >= 2.0 * least - 1e-9);
            let other = sight.shaped(1.0);
            let [a, b] = other.ranges();
            prop_assert!(a[0] <= x[0] + 1e-9 && b[1] >= y[1] - 1e-9);
        }
    }

    #[test]
    fn it_follows_what_leaves_and_bears_any_numbers() {
        let sight = Sight::around(&[[0.0, 0.0], [1.0, 0.0]], 0.5, 2.0);
        assert_eq!(sight.ranges(), [[-0.5, 1.5], [-0.5, 0.5]]);
        assert!(sight.loses([1.49, 0.0], false) && sight.loses([0.0, -0.9], false));
        assert!(!sight.loses([0.0, -0.9], true));
        assert!(sight.loses([f64::INFINITY, 0.0], false));
        for odd in [
            vec![],
            vec![[f64::NAN, 0.0]],
            vec![[1e300, 0.0], [-1e300, 1.0]],
        ] {
            let [x, y] = Sight::around(&odd, 1.0, 1.0).ranges();
            assert!(
                [x, y]
                    .iter()
                    .all(|[low, high]| low < high && low.is_finite() && high.is_finite())
            );
        }
        let zoomed = sight.zoomed(2.0).zoomed(0.5);
        assert_eq!(zoomed, sight);
    }
}
