//! How a drawing larger than its window is looked at: moved, and larger or smaller.

use crate::rect::Rect;

/// A place of the drawing stands in the window at `scale` times its own, and `at` from the corner.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Zoom {
    /// Where the drawing's origin stands in the window.
    pub at: [f32; 2],
    /// How many times larger the drawing is.
    pub scale: f32,
}

impl Default for Zoom {
    fn default() -> Self {
        Self {
            at: [0.0; 2],
            scale: 1.0,
        }
    }
}

impl Zoom {
    /// The smallest and the largest scale.
    pub const SPAN: [f32; 2] = [0.1, 4.0];

    /// All of a part of the drawing in the middle of a window, or as much of it as can be seen at `least`,
    /// from its beginning; never larger than `most`.
    #[must_use]
    pub fn fit(part: Rect, window: [f32; 2], [least, most]: [f32; 2]) -> Self {
        let scale = (window[0] / part.width).min(window[1] / part.height);
        let scale = if scale.is_finite() {
            scale.clamp(least, most)
        } else {
            most
        };
        let along = |start: f32, length: f32, window: f32| {
            let spare = window - scale * length;
            0.5 * spare.max(0.0) - scale * start
        };
        let at = [
            along(part.x, part.width, window[0]),
            along(part.y, part.height, window[1]),
        ];
        Self { at, scale }
    }

    /// So many times larger, about a place of the window that stays where it is.
    #[must_use]
    pub fn about(self, place: [f32; 2], times: f32) -> Self {
        let scale = (self.scale * times).clamp(Self::SPAN[0], Self::SPAN[1]);
        let times = scale / self.scale;
        let along = |at: f32, place: f32| place + times * (at - place);
        Self {
            at: [along(self.at[0], place[0]), along(self.at[1], place[1])],
            scale,
        }
    }

    /// Moved by so many pixels of the window.
    #[must_use]
    pub fn moved(self, by: [f32; 2]) -> Self {
        Self {
            at: [self.at[0] + by[0], self.at[1] + by[1]],
            ..self
        }
    }

    /// Moved by as little as brings a part into the window, `margin` from its edges; of a part that is larger
    /// its beginning.
    #[must_use]
    pub fn bringing(self, part: Rect, window: [f32; 2], margin: f32) -> Self {
        let by = |at: f32, start: f32, length: f32, window: f32| {
            let (first, last) = (at + self.scale * start, at + self.scale * (start + length));
            let back = (window - margin - last).min(0.0);
            back + (margin - first - back).max(0.0)
        };
        self.moved([
            by(self.at[0], part.x, part.width, window[0]),
            by(self.at[1], part.y, part.height, window[1]),
        ])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PART: Rect = Rect {
        x: 10.0,
        y: -20.0,
        width: 200.0,
        height: 100.0,
    };

    /// Where a place of the drawing is in the window.
    fn seen(zoom: Zoom, [x, y]: [f32; 2]) -> [f32; 2] {
        [zoom.at[0] + zoom.scale * x, zoom.at[1] + zoom.scale * y]
    }

    #[test]
    fn what_fits_stands_in_the_middle() {
        let zoom = Zoom::fit(PART, [400.0, 400.0], [0.5, 3.0]);
        assert_eq!(zoom.scale, 2.0);
        assert_eq!(
            (seen(zoom, [10.0, -20.0]), seen(zoom, [210.0, 80.0])),
            ([0.0, 100.0], [400.0, 300.0])
        );
        assert_eq!(Zoom::fit(PART, [400.0, 400.0], [0.5, 1.0]).scale, 1.0);
    }

    #[test]
    fn what_does_not_fit_is_seen_from_its_beginning() {
        let zoom = Zoom::fit(PART, [50.0, 300.0], [1.0, 2.0]);
        assert_eq!((zoom.scale, seen(zoom, [10.0, -20.0])), (1.0, [0.0, 100.0]));
        let nothing = Zoom::fit(Rect::default(), [50.0, 50.0], [1.0, 2.0]);
        assert!(nothing.scale.is_finite());
    }

    #[test]
    fn the_place_under_the_pointer_stays() {
        let zoom = Zoom::fit(PART, [400.0, 400.0], [0.5, 3.0]);
        for times in [0.5, 1.25, 100.0, 0.0001] {
            let other = zoom.about([120.0, 150.0], times);
            let place = [
                (120.0 - zoom.at[0]) / zoom.scale,
                (150.0 - zoom.at[1]) / zoom.scale,
            ];
            let now = seen(other, place);
            assert!((now[0] - 120.0).abs() < 1e-3 && (now[1] - 150.0).abs() < 1e-3);
            assert!(other.scale >= Zoom::SPAN[0] && other.scale <= Zoom::SPAN[1]);
        }
    }

    #[test]
    fn what_is_outside_is_brought_in_and_what_is_inside_stays() {
        let zoom = Zoom::default();
        assert_eq!(zoom.bringing(PART, [300.0, 200.0], 8.0).at, [0.0, 28.0]);
        let inside = Rect {
            x: 20.0,
            y: 20.0,
            ..PART
        };
        assert_eq!(zoom.bringing(inside, [300.0, 200.0], 8.0), zoom);
        let right = Rect { x: 250.0, ..inside };
        assert_eq!(zoom.bringing(right, [300.0, 200.0], 8.0).at, [-158.0, 0.0]);
        // What is larger than the window is seen from its beginning.
        assert_eq!(zoom.bringing(inside, [100.0, 200.0], 8.0).at, [-12.0, 0.0]);
    }
}
