//! What a regression set learns: a function, whose inputs may be anywhere in the domain of the plane.
//! Which function a dataset has stands in its row of the gallery.

/// What a regression set is to learn.
pub(super) struct Function {
    /// How many inputs it has: 1 or 2.
    pub inputs: usize,
    /// The names of its targets: 1 or 2.
    pub targets: &'static [&'static str],
    /// The targets of the inputs x₁ and x₂. With one input the second is 0; with one target too.
    pub value: Value,
    /// The deviation that a noise of 1 gives each target.
    pub unit: f64,
    /// Whether some samples are gross errors.
    pub gross: bool,
}

/// The slope of the line that the sets `line` and `outliers` lie about.
pub const LINE_SLOPE: f64 = 0.5;

/// Where that line meets x₁ = 0.
pub const LINE_INTERCEPT: f64 = 1.0;

/// From a place of the plane to two targets.
type Value = fn([f64; 2]) -> [f64; 2];

impl Function {
    /// A function of x₁.
    pub const fn of_x1(targets: &'static [&'static str], value: Value) -> Self {
        Self {
            inputs: 1,
            targets,
            value,
            unit: 1.0,
            gross: false,
        }
    }

    /// A function of x₁ and x₂.
    pub const fn of_plane(targets: &'static [&'static str], value: Value) -> Self {
        Self {
            inputs: 2,
            ..Self::of_x1(targets, value)
        }
    }

    /// The same with another deviation for a noise of 1.
    pub const fn unit(self, unit: f64) -> Self {
        Self { unit, ..self }
    }

    /// The same with gross errors.
    pub const fn with_gross_errors(self) -> Self {
        Self {
            gross: true,
            ..self
        }
    }
}

/// Two hills and a hollow.
pub(super) fn bumps(place: [f64; 2]) -> f64 {
    BUMP.iter().map(|bump| bump.height(place)).sum()
}

/// A normal density, scaled to a height.
struct Bump {
    centre: [f64; 2],
    deviation: f64,
    height: f64,
}

/// So far apart that their heights do not add up to more than 1.
const BUMP: [Bump; 3] = [
    Bump {
        centre: [-2.5, 1.5],
        deviation: 1.8,
        height: 0.9,
    },
    Bump {
        centre: [2.5, 2.5],
        deviation: 1.5,
        height: -0.8,
    },
    Bump {
        centre: [2.0, -2.8],
        deviation: 1.4,
        height: 0.7,
    },
];

impl Bump {
    fn height(&self, [x, y]: [f64; 2]) -> f64 {
        let [right, up] = [x - self.centre[0], y - self.centre[1]];
        let squared = (right * right + up * up) / (self.deviation * self.deviation);
        self.height * libm::exp(-squared / 2.0)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{
        data::{Dataset, entry::Source},
        nn::Named,
    };

    fn function(dataset: Dataset) -> Option<Function> {
        let Source::Function(function) = dataset.source() else {
            return None;
        };
        Some(function)
    }

    fn functions() -> impl Iterator<Item = Function> {
        Dataset::ALL.iter().copied().filter_map(function)
    }

    /// Those whose unit says that they stay within one.
    fn within_one() -> impl Iterator<Item = Function> {
        functions().filter(|function| function.unit == 1.0)
    }

    proptest! {
        #[test]
        fn targets_stay_within_one(place in [-6.0..=6.0, -6.0..=6.0]) {
            for function in within_one() {
                let values = (function.value)(place);
                prop_assert!(values.iter().all(|y| y.abs() <= 1.0), "{values:?}");
            }
        }

        #[test]
        fn what_a_set_has_not_is_not_used(place in [-6.0..=6.0, -6.0..=6.0]) {
            for function in functions() {
                let values = (function.value)(place);
                if function.inputs == 1 {
                    prop_assert_eq!(values, (function.value)([place[0], 0.0]));
                }
                if function.targets.len() == 1 {
                    prop_assert_eq!(values[1], 0.0);
                }
            }
        }
    }

    #[test]
    fn each_function_uses_most_of_its_range() {
        let places = || (0..=60).flat_map(|x| (0..=60).map(move |y| [x, y]));
        for function in within_one() {
            let values =
                places().map(|at| (function.value)(at.map(|at| f64::from(at) / 5.0 - 6.0)));
            let columns: Vec<_> = values.collect();
            for target in 0..function.targets.len() {
                let of = || columns.iter().map(|values| values[target]);
                assert!(of().fold(0.0, f64::max) > 0.6);
                assert!(of().fold(0.0, f64::min) < -0.6);
            }
        }
    }

    #[test]
    fn bumps_are_two_hills_and_a_hollow() {
        for bump in &BUMP {
            let y = bumps(bump.centre);
            assert!((y - bump.height).abs() < 0.05, "{y}");
        }
    }

    #[test]
    fn a_saddle_rises_one_way_and_falls_the_other() {
        let saddle = function(Dataset::Saddle).unwrap();
        for (place, expected) in [([6.0, 0.0], 1.0), ([0.0, -6.0], -1.0), ([3.0, 3.0], 0.0)] {
            assert_eq!((saddle.value)(place), [expected, 0.0]);
        }
    }
}
