//! The functions of the regression sets.
//!
//! Their inputs may be anywhere in [`cloud::DOMAIN`](super::cloud::DOMAIN).

/// What a regression set is to learn.
pub(super) struct Function {
    /// How many inputs it has: 1 or 2.
    pub inputs: usize,
    /// The names of its targets: 1 or 2.
    pub targets: &'static [&'static str],
    /// The targets of the inputs x₁ and x₂. With one input the second is 0; with one target too.
    pub value: fn([f64; 2]) -> [f64; 2],
    /// The deviation that a noise of 1 gives each target.
    pub unit: f64,
    /// Whether some samples are gross errors.
    pub gross: bool,
}

/// The slope of the line that the sets `line` and `outliers` lie about.
pub const LINE_SLOPE: f64 = 0.5;

/// Where that line meets x₁ = 0.
pub const LINE_INTERCEPT: f64 = 1.0;

pub(super) static LINE: Function = Function {
    inputs: 1,
    targets: &["y"],
    value: |[x, _]| [LINE_SLOPE * x + LINE_INTERCEPT, 0.0],
    // The line spans six: three times what the other targets do at most.
    unit: 2.0,
    gross: false,
};

pub(super) static OUTLIERS: Function = Function {
    gross: true,
    ..LINE
};

/// One and nine tenths of a period.
pub(super) static SINE: Function = Function {
    value: |[x, _]| [libm::sin(x), 0.0],
    unit: 1.0,
    ..LINE
};

/// A jump aside of the middle, so that it takes a bias to put it there.
pub(super) static STEP: Function = Function {
    value: |[x, _]| [if x < 1.0 { -0.8 } else { 0.8 }, 0.0],
    ..SINE
};

/// A sine, and a cosine that fades to less than a quarter on its way from left to right.
pub(super) static TWO_WAVES: Function = Function {
    targets: &["y₁", "y₂"],
    value: |[x, _]| [libm::sin(x), libm::cos(x) * libm::exp(-(x + 6.0) / 8.0)],
    ..SINE
};

pub(super) static PLANE: Function = Function {
    inputs: 2,
    value: |[x, y]| [0.1 * x - 0.05 * y + 0.1, 0.0],
    ..SINE
};

pub(super) static BUMPS: Function = Function {
    value: |place| [BUMP.iter().map(|bump| bump.height(place)).sum(), 0.0],
    ..PLANE
};

pub(super) static SADDLE: Function = Function {
    value: |[x, y]| [(x * x - y * y) / 36.0, 0.0],
    ..PLANE
};

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

    const WITHIN_ONE: [&Function; 6] = [&SINE, &STEP, &TWO_WAVES, &PLANE, &BUMPS, &SADDLE];

    proptest! {
        #[test]
        fn targets_stay_within_one(place in [-6.0..=6.0, -6.0..=6.0]) {
            for function in WITHIN_ONE {
                let values = (function.value)(place);
                prop_assert!(values.iter().all(|y| y.abs() <= 1.0), "{values:?}");
            }
        }

        #[test]
        fn what_a_set_has_not_is_not_used(place in [-6.0..=6.0, -6.0..=6.0]) {
            for function in WITHIN_ONE.into_iter().chain([&LINE, &OUTLIERS]) {
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
        for function in WITHIN_ONE {
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
            let [y, _] = (BUMPS.value)(bump.centre);
            assert!((y - bump.height).abs() < 0.05, "{y}");
        }
    }

    #[test]
    fn a_saddle_rises_one_way_and_falls_the_other() {
        for (place, expected) in [([6.0, 0.0], 1.0), ([0.0, -6.0], -1.0), ([3.0, 3.0], 0.0)] {
            assert_eq!((SADDLE.value)(place), [expected, 0.0]);
        }
    }
}
