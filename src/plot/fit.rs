//! The window of a regression with one input: where points and curve lie.

use super::scale::{nice_bounds, nice_step};

/// A window on data, in their units.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FitView {
    /// Least and greatest value of the input.
    pub x: (f32, f32),
    /// Least and greatest value of the target.
    pub y: (f32, f32),
}

impl FitView {
    /// The window that shows all finite values with a margin, its bounds rounded outwards to values
    /// that are easily read. It always has an extent; without any value it is −1 to 1.
    pub fn around(xs: impl Iterator<Item = f32>, ys: impl Iterator<Item = f32>) -> Self {
        Self {
            x: bounds(extent(xs)),
            y: bounds(extent(ys)),
        }
    }

    /// Where a point `[x, y]` lies on the picture: 0 to 1 from the left and from the top when it is
    /// inside.
    pub fn to_unit(&self, [x, y]: [f32; 2]) -> [f32; 2] {
        let share = |value: f32, (low, high): (f32, f32)| {
            let [value, low, high] = [value, low, high].map(f64::from);
            ((value - low) / (high - low)) as f32
        };
        [share(x, self.x), 1.0 - share(y, self.y)]
    }

    /// The point under a place on the picture: the inverse of [`FitView::to_unit`].
    pub fn from_unit(&self, [left, top]: [f32; 2]) -> [f32; 2] {
        let value = |share: f32, (low, high): (f32, f32)| {
            let [share, low, high] = [share, low, high].map(f64::from);
            (low + share * (high - low)) as f32
        };
        [value(left, self.x), value(1.0 - top, self.y)]
    }
}

/// The least and greatest finite value.
fn extent(values: impl Iterator<Item = f32>) -> Option<(f32, f32)> {
    let widen = |extent: Option<(f32, f32)>, value: f32| {
        let (low, high) = extent.unwrap_or((value, value));
        Some((low.min(value), high.max(value)))
    };
    values.filter(|value| value.is_finite()).fold(None, widen)
}

/// Share of the extent left free on both sides.
const MARGIN: f64 = 0.04;

/// Bounds are multiples of a nice step, of which at most so many fit between them.
const STEPS: usize = 20;

/// Values are alike when they differ by less than this share of their size, and all nothing when
/// they are smaller than this: there an `f32` has no room for bounds between them.
const ALIKE: f64 = 1e-5;
const NOTHING: f64 = 1e-30;

fn bounds(extent: Option<(f32, f32)>) -> (f32, f32) {
    let Some((low, high)) = extent else {
        return (-1.0, 1.0);
    };
    let (low, high) = (f64::from(low), f64::from(high));
    let size = low.abs().max(high.abs());
    // Values that are all alike lie in the middle of a window as wide as they are large.
    let (low, high) = if high - low > ALIKE * size && size > NOTHING {
        (low, high)
    } else {
        let half = if size > NOTHING { size / 2.0 } else { 1.0 };
        (low - half, high + half)
    };
    let margin = MARGIN * (high - low);
    let (low, high) = (low - margin, high + margin);
    let (low, high) = nice_bounds(low, high, nice_step(high - low, STEPS));
    let most = f64::from(f32::MAX);
    (
        low.clamp(-most, most) as f32,
        high.clamp(-most, most) as f32,
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn around(xs: &[f32], ys: &[f32]) -> FitView {
        FitView::around(xs.iter().copied(), ys.iter().copied())
    }

    #[test]
    fn bounds_are_easily_read() {
        let view = around(&[-3.1, 0.0, 3.1], &[-0.97, 1.02]);
        assert_eq!(view.x, (-3.5, 3.5));
        assert_eq!(view.y, (-1.2, 1.2));
    }

    #[test]
    fn corners_of_the_picture_are_corners_of_the_window() {
        let view = FitView {
            x: (-1.0, 3.0),
            y: (10.0, 30.0),
        };
        assert_eq!(view.to_unit([-1.0, 30.0]), [0.0, 0.0]);
        assert_eq!(view.to_unit([2.0, 15.0]), [0.75, 0.75]);
        assert_eq!(view.from_unit([1.0, 1.0]), [3.0, 10.0]);
    }

    #[test]
    fn a_window_always_has_an_extent() {
        let nan = f32::NAN;
        for values in [
            &[][..],
            &[nan, f32::INFINITY, f32::NEG_INFINITY],
            &[0.0, 0.0, -0.0],
            &[5.0],
            &[-1e-40, 1e-40],
            &[1e30, 1e30],
            &[f32::MIN, f32::MAX],
            &[f32::MAX],
        ] {
            let (low, high) = around(values, &[]).x;
            assert!(
                low < high && low.is_finite() && high.is_finite(),
                "{values:?}"
            );
        }
        assert_eq!(around(&[], &[nan]).y, (-1.0, 1.0));
    }

    #[test]
    fn what_is_not_finite_does_not_widen_the_window() {
        let plain = around(&[1.0, 2.0], &[0.0]);
        assert_eq!(around(&[1.0, f32::INFINITY, f32::NAN, 2.0], &[0.0]), plain);
    }

    proptest! {
        #[test]
        fn every_finite_value_is_inside_with_little_room_to_spare(
            values in prop::collection::vec(-1e3f32..1e3, 2..20), power in -20i32..20,
        ) {
            let scale = libm::exp10(f64::from(power)) as f32;
            let values: Vec<_> = values.iter().map(|v| v * scale).collect();
            let view = around(&values, &values);
            let shares: Vec<_> = values.iter().map(|&v| view.to_unit([v, v])[0]).collect();
            prop_assert!(shares.iter().all(|share| (0.0..=1.0).contains(share)));
            let least = shares.iter().copied().fold(1.0, f32::min);
            let most = shares.iter().copied().fold(0.0, f32::max);
            let spread = values.iter().any(|v| (v - values[0]).abs() > 1e-3 * v.abs());
            prop_assert!(!spread || most - least > 0.7, "{least} to {most}");
        }

        #[test]
        fn unit_and_window_are_inverse(
            x in -50.0f32..50.0, y in -50.0f32..50.0, low in -60.0f32..-40.0,
        ) {
            let view = FitView { x: (low, 50.0), y: (-50.0, 70.0) };
            let [back_x, back_y] = view.from_unit(view.to_unit([x, y]));
            prop_assert!((back_x - x).abs() < 1e-4 && (back_y - y).abs() < 1e-4);
        }
    }
}
