//! Lines and arrows over two inputs. Both inputs have the same scale, so that weights stand at a right angle on
//! their line.

/// A square part of the plane.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Square {
    /// Its middle.
    pub middle: [f64; 2],
    /// Half the length of its sides.
    pub half: f64,
}

/// Room around what is seen, as a share of it.
const MARGIN: f64 = 0.08;

impl Square {
    /// The smallest around points, with a little room.
    #[must_use]
    pub fn around(points: impl IntoIterator<Item = [f64; 2]>) -> Self {
        let (mut low, mut high) = ([f64::INFINITY; 2], [f64::NEG_INFINITY; 2]);
        for point in points {
            for k in [0, 1] {
                low[k] = low[k].min(point[k]);
                high[k] = high[k].max(point[k]);
            }
        }
        let longest = (high[0] - low[0]).max(high[1] - low[1]);
        if !longest.is_finite() {
            return Self {
                middle: [0.0; 2],
                half: 1.0,
            };
        }
        let half = if longest > 0.0 { longest / 2.0 } else { 1.0 };
        Self {
            middle: [0, 1].map(|k| (low[k] + high[k]) / 2.0),
            half: half * (1.0 + MARGIN),
        }
    }

    /// Where a point is on a picture of that side, from its upper left corner.
    #[must_use]
    pub fn pixel(&self, at: [f64; 2], side: f64) -> [f64; 2] {
        let share = |k: usize| (at[k] - self.middle[k]) / (2.0 * self.half);
        [(0.5 + share(0)) * side, (0.5 - share(1)) * side]
    }

    /// How many pixels a length takes.
    #[must_use]
    pub fn pixels(&self, length: f64, side: f64) -> f64 {
        length / (2.0 * self.half) * side
    }
}

/// A straight line.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Straight {
    /// A point of it.
    pub foot: [f64; 2],
    /// Where its weights point to, in radians, anticlockwise from the first input's axis.
    pub angle: f64,
}

impl Straight {
    /// Where w₁x₁ + w₂x₂ + b is `level`, with its point nearest to another. None unless the weights are three,
    /// finite, and one of the first two is not 0.
    #[must_use]
    pub fn of(weights: &[f64], level: f64, near: [f64; 2]) -> Option<Self> {
        let [w1, w2, b] = *weights else {
            return None;
        };
        let size = w1 * w1 + w2 * w2;
        let off = (w1 * near[0] + w2 * near[1] + b - level) / size;
        (off.is_finite() && size.is_finite()).then(|| Self {
            foot: [near[0] - off * w1, near[1] - off * w2],
            angle: libm::atan2(w2, w1),
        })
    }
}

/// The angle that is the same as `to` and nearest to `from`, so that a line turns the short way.
#[must_use]
pub fn nearest_turn(from: f64, to: f64) -> f64 {
    let turn = std::f64::consts::TAU;
    to + libm::round((from - to) / turn) * turn
}

/// By what arrows are multiplied so that the longest can be seen within a half square: 1 if that will do, or
/// else 2, 5, 10 … or their inverses.
#[must_use]
pub fn arrow_scale(longest: f64, half: f64) -> f64 {
    let fits = |scale: f64| longest * scale <= 0.9 * half;
    let is_seen = |scale: f64| longest * scale >= 0.25 * half;
    if longest == 0.0 || !longest.is_finite() || fits(1.0) && is_seen(1.0) {
        return 1.0;
    }
    let shrinks = !fits(1.0);
    for power in 0..12 {
        for step in [2.0, 5.0, 10.0] {
            let size = step * libm::pow(10.0, f64::from(power));
            let scale = if shrinks { 1.0 / size } else { size };
            if shrinks && fits(scale) || !shrinks && is_seen(scale) {
                return scale;
            }
        }
    }
    1.0
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_line_is_where_its_weights_say() {
        let line = Straight::of(&[3.0, 4.0, -5.0], 0.0, [0.0; 2]).unwrap();
        assert!((line.foot[0] - 0.6).abs() < 1e-12 && (line.foot[1] - 0.8).abs() < 1e-12);
        assert!((libm::tan(line.angle) - 4.0 / 3.0).abs() < 1e-12);
        let shifted = Straight::of(&[3.0, 4.0, -5.0], 5.0, [0.0; 2]).unwrap();
        assert!((shifted.foot[0] - 1.2).abs() < 1e-12);
        for none in [&[0.0, 0.0, 1.0][..], &[1.0, 1.0], &[f64::NAN, 1.0, 0.0]] {
            assert_eq!(Straight::of(none, 0.0, [0.0; 2]), None);
        }
    }

    #[test]
    fn a_square_has_room_and_its_middle_in_the_middle() {
        let square = Square::around([[0.0, 0.0], [1.0, 0.0], [0.0, 1.0]]);
        assert_eq!(square.pixel(square.middle, 300.0), [150.0; 2]);
        let [x, y] = square.pixel([0.0, 0.0], 300.0);
        assert!(x > 0.0 && y < 300.0 && x < 30.0);
        assert_eq!(Square::around([]).half, 1.0);
        assert!(Square::around([[2.0, 2.0]]).half > 1.0);
    }

    proptest! {
        #[test]
        fn arrows_are_seen_and_stay_within(power in -9i32..9, digits in 1.0f64..10.0) {
            let longest = digits * 10f64.powi(power);
            let shown = longest * arrow_scale(longest, 1.0);
            prop_assert!((0.1..=0.9).contains(&shown), "{longest} becomes {shown}");
        }

        #[test]
        fn a_turn_is_never_longer_than_half(from in -20.0f64..20.0, to in -4.0f64..4.0) {
            let at = nearest_turn(from, to);
            prop_assert!((at - from).abs() <= std::f64::consts::PI + 1e-9);
            prop_assert!((libm::cos(at) - libm::cos(to)).abs() < 1e-9);
            prop_assert!((libm::sin(at) - libm::sin(to)).abs() < 1e-9);
        }
    }
}
