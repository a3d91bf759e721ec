//! Where things are: in the space of a hidden layer, on the way there from the input plane, and on the picture.

/// Least and greatest coordinate along each axis that is in sight.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Window {
    /// The least.
    pub low: [f32; 3],
    /// The greatest.
    pub high: [f32; 3],
}

/// What is beyond the values on each side, as a share of their range.
const MARGIN: f32 = 0.1;
/// A window is kept as long as what there is to see takes this share of it.
const KEPT: f32 = 0.55;
/// Steps between neighbouring numbers that an axis has on each side of its middle at least.
const STEPS: f32 = 8.0;

impl Window {
    /// That of values between two bounds, along every axis.
    #[must_use]
    pub fn bounded((low, high): (f32, f32)) -> Self {
        let room = MARGIN * (high - low);
        Self {
            low: [low - room; 3],
            high: [high + room; 3],
        }
    }

    /// Around places along so many axes, all of one scale so that nothing is stretched. What is no number is
    /// left out; it always has an extent.
    #[must_use]
    pub fn around(places: impl Iterator<Item = [f32; 3]>, dims: usize) -> Self {
        let (mut low, mut high) = ([f32::INFINITY; 3], [f32::NEG_INFINITY; 3]);
        for place in places.filter(|place| place.iter().all(|x| x.is_finite())) {
            for axis in 0..dims.min(3) {
                low[axis] = low[axis].min(place[axis]);
                high[axis] = high[axis].max(place[axis]);
            }
        }
        let spans = (0..dims.min(3)).map(|axis| high[axis] - low[axis]);
        let span = spans.fold(0.0f32, f32::max);
        let half = if span > 0.0 && span.is_finite() {
            span * (0.5 + MARGIN)
        } else {
            1.0
        };
        let middle = |axis: usize| match low[axis].midpoint(high[axis]) {
            middle if middle.is_finite() => middle,
            _ => 0.0,
        };
        // Far from 0 a small half is lost in rounding.
        let half = |axis: usize| half.max(STEPS * f32::EPSILON * middle(axis).abs());
        Self {
            low: std::array::from_fn(|axis| middle(axis) - half(axis)),
            high: std::array::from_fn(|axis| middle(axis) + half(axis)),
        }
    }

    /// This window, or the `last` one where that serves as well: the picture does not jump at every step.
    #[must_use]
    pub fn steady(self, last: Option<&Self>, dims: usize) -> Self {
        let holds = |last: &Self, axis: usize| {
            let span = |of: &Self| of.high[axis] - of.low[axis];
            // What is in sight is the window without its margins.
            let room = span(&self) * MARGIN / (1.0 + 2.0 * MARGIN);
            last.low[axis] <= self.low[axis] + room
                && last.high[axis] >= self.high[axis] - room
                && span(&self) >= KEPT * span(last)
        };
        match last {
            Some(last) if (0..dims.min(3)).all(|axis| holds(last, axis)) => *last,
            _ => self,
        }
    }

    /// A place from −1 to 1 along each axis where it is in sight.
    #[must_use]
    pub fn normal(&self, place: [f32; 3]) -> [f32; 3] {
        std::array::from_fn(|axis| {
            let (low, high) = (self.low[axis], self.high[axis]);
            (place[axis] - low) / (high - low) * 2.0 - 1.0
        })
    }

    /// The sum `w·place + bias` as one of the normal place.
    #[must_use]
    pub fn normal_sum(&self, weights: [f32; 3], bias: f32) -> ([f32; 3], f32) {
        let half = |axis: usize| (self.high[axis] - self.low[axis]) / 2.0;
        let middle = |axis: usize| self.low[axis].midpoint(self.high[axis]);
        let at_middle: f32 = (0..3).map(|axis| weights[axis] * middle(axis)).sum();
        (
            std::array::from_fn(|axis| weights[axis] * half(axis)),
            bias + at_middle,
        )
    }
}

/// A place on the way from the input plane (0) to the hidden space (1).
#[must_use]
pub fn morph([x, y]: [f32; 2], hidden: [f32; 3], unfold: f32) -> [f32; 3] {
    if unfold <= 0.0 {
        return [x, y, 0.0];
    }
    if unfold >= 1.0 {
        return hidden;
    }
    let mix = |from: f32, to: f32| from + (to - from) * unfold;
    [mix(x, hidden[0]), mix(y, hidden[1]), mix(0.0, hidden[2])]
}

/// From where a picture of `side` pixels is seen.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Eye {
    /// The pixels left of and below what is drawn, and what is left free on the other sides.
    pub margins: [f32; 3],
    /// The length of the picture.
    pub side: f32,
    /// By how much it is turned to the side and forward, in radians; nothing where there is no depth.
    pub turn: Option<[f32; 2]>,
}

/// How far the eye is away, in half lengths of what is seen.
const AWAY: f32 = 7.0;
/// What of the picture a cube takes that is turned, so that its corners stay on it.
const CUBE: f32 = 0.59;

impl Eye {
    /// The same on the way from the plane (0), which is seen straight from the front, to the space (1).
    #[must_use]
    pub fn on_the_way(self, unfold: f32) -> Self {
        let turn = self.turn.map(|turn| turn.map(|angle| angle * unfold));
        Self { turn, ..self }
    }

    /// Where a place is seen, its axes from −1 to 1: from the picture's left, from its top, and how near, the
    /// larger the nearer. What is on a plane in space is so in these three as well.
    #[must_use]
    pub fn see(&self, [x, y, z]: [f32; 3], unfold: f32) -> [f32; 3] {
        let [left, below, free] = self.margins;
        let half = [
            (self.side - left - free) / 2.0,
            (self.side - below - free) / 2.0,
        ];
        let middle = [left + half[0], free + half[1]];
        let Some([yaw, pitch]) = self.turn else {
            return [middle[0] + half[0] * x, middle[1] - half[1] * y, 1.0];
        };
        let (sin, cos) = (libm::sinf(yaw), libm::cosf(yaw));
        let (x, z) = (x * cos + z * sin, z * cos - x * sin);
        let (sin, cos) = (libm::sinf(pitch), libm::cosf(pitch));
        let (y, z) = (y * cos - z * sin, z * cos + y * sin);
        let near = AWAY / (AWAY - z);
        let scale = near * (1.0 + (CUBE - 1.0) * unfold);
        [
            middle[0] + half[0] * scale * x,
            middle[1] - half[1] * scale * y,
            near,
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const EYE: Eye = Eye {
        margins: [40.0, 30.0, 10.0],
        side: 350.0,
        turn: Some([0.6, 0.4]),
    };

    #[test]
    fn an_axis_far_from_0_has_an_extent() {
        let far = [1e8f32, -1e8, 3e7, 1e30, -3e37];
        for (at, wide) in far
            .into_iter()
            .flat_map(|at| [0.0, 0.6, 3.0].map(|wide| (at, wide)))
        {
            for dims in 1..=3 {
                let places = [[at - wide, 0.5, at], [at + wide, -0.5, at]];
                let window = Window::around(places.into_iter(), dims);
                for place in places {
                    let normal = window.normal(place);
                    assert!(
                        normal[..dims].iter().all(|x| x.abs() <= 1.0),
                        "{at} {normal:?}"
                    );
                    assert!(normal.iter().all(|x| x.is_finite()), "{at} {normal:?}");
                }
                assert_eq!(window.steady(Some(&window), dims), window);
                // The other axes keep their size.
                if dims > 1 {
                    assert!(window.normal(places[0])[1] > 0.05, "{window:?}");
                }
            }
        }
    }

    proptest! {
        #[test]
        fn at_0_all_is_the_input_plane_and_at_1_the_hidden_space(
            flat in [-2.0f32..2.0, -2.0f32..2.0], hidden in [-2.0f32..2.0, -2.0f32..2.0, -2.0f32..2.0],
        ) {
            prop_assert_eq!(morph(flat, hidden, 0.0), [flat[0], flat[1], 0.0]);
            prop_assert_eq!(morph(flat, hidden, 1.0), hidden);
            // Seen from the front, the plane is as it is without depth.
            let front = Eye { turn: None, ..EYE }.see([flat[0], flat[1], 0.0], 0.0);
            let deep = EYE.on_the_way(0.0).see([flat[0], flat[1], 0.0], 0.0);
            prop_assert!((front[0] - deep[0]).abs() < 1e-3 && (front[1] - deep[1]).abs() < 1e-3);
        }

        #[test]
        fn a_turned_cube_stays_on_the_picture(yaw in -3.2f32..3.2, pitch in -1.6f32..1.6) {
            let eye = Eye { turn: Some([yaw, pitch]), ..EYE };
            for corner in 0..8 {
                let at = |bit: u32| if corner >> bit & 1 == 1 { 1.0 } else { -1.0 };
                let [x, y, _] = eye.see([at(0), at(1), at(2)], 1.0);
                prop_assert!((0.0..=350.0).contains(&x) && (0.0..=350.0).contains(&y), "{x} {y}");
            }
        }

        #[test]
        fn what_is_straight_is_seen_straight_in_depth_too(
            a in [-1.0f32..1.0, -1.0f32..1.0, -1.0f32..1.0], b in [-1.0f32..1.0, -1.0f32..1.0, -1.0f32..1.0],
        ) {
            let middle = std::array::from_fn(|k| a[k].midpoint(b[k]));
            let [from, to, on] = [a, b, middle].map(|place| EYE.see(place, 1.0));
            // The three are on a line of (x, y, nearness), though not at equal distances.
            let along = [0, 1, 2].map(|k| to[k] - from[k]);
            let rest = [0, 1, 2].map(|k| on[k] - from[k]);
            prop_assert!((along[0] * rest[1] - along[1] * rest[0]).abs() < 0.3);
            prop_assert!((along[0] * rest[2] - along[2] * rest[0]).abs() < 1e-2);
        }

        #[test]
        fn sums_are_the_same_in_normal_coordinates(
            weights in [-3.0f32..3.0, -3.0f32..3.0, -3.0f32..3.0], bias in -3.0f32..3.0,
            place in [-5.0f32..5.0, -5.0f32..5.0, -5.0f32..5.0],
        ) {
            let window = Window { low: [-1.0, 0.0, -4.0], high: [1.0, 7.0, 2.0] };
            let plain: f32 = weights.iter().zip(place).map(|(w, x)| w * x).sum::<f32>() + bias;
            let (normal, rest) = window.normal_sum(weights, bias);
            let found: f32 = normal.iter().zip(window.normal(place)).map(|(w, x)| w * x).sum::<f32>() + rest;
            prop_assert!((plain - found).abs() < 1e-3);
        }

        #[test]
        fn everything_is_in_the_window_and_a_steady_one_holds_it_too(
            places in prop::collection::vec([-9.0f32..9.0, -9.0f32..9.0, -9.0f32..9.0], 1..20), grow in 0.5f32..2.0,
        ) {
            let window = Window::around(places.iter().copied(), 3);
            let later: Vec<_> = places.iter().map(|place| place.map(|x| x * grow)).collect();
            let next = Window::around(later.iter().copied(), 3).steady(Some(&window), 3);
            for (window, places) in [(window, &places), (next, &later)] {
                for place in places {
                    prop_assert!(window.normal(*place).iter().all(|x| (-1.0..=1.0).contains(x)));
                }
            }
        }
    }

    #[test]
    fn a_small_step_keeps_the_window_and_a_large_one_does_not() {
        let square = |size: f32| Window::around([[0.0; 3], [size, size, 0.0]].into_iter(), 2);
        let first = square(1.0);
        assert_eq!(square(1.05).steady(Some(&first), 2), first);
        assert_eq!(square(0.8).steady(Some(&first), 2), first);
        assert_ne!(square(1.5).steady(Some(&first), 2), first);
        assert_ne!(square(0.4).steady(Some(&first), 2), first);
        assert_eq!(square(1.0).steady(None, 2), first);
    }

    #[test]
    fn a_window_always_has_an_extent() {
        for places in [
            vec![],
            vec![[f32::NAN; 3]],
            vec![[2.0; 3]; 3],
            vec![[f32::INFINITY; 3]],
        ] {
            let window = Window::around(places.into_iter(), 3);
            assert!(
                (0..3).all(|axis| window.low[axis] < window.high[axis]),
                "{window:?}"
            );
        }
    }
}
