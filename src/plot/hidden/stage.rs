//! A picture of things in space: each pixel with how near is what it shows.
//!
//! Places are pixels from the left and the top, and how near they are.

use crate::{
    color::Rgb,
    hidden::stamp::Stamp,
    raster::{Raster, fixed},
};

/// The picture.
#[derive(Clone, Debug, Default)]
pub struct Stage {
    raster: Raster,
    near: Vec<f32>,
    height: usize,
}

/// How a line is drawn.
#[derive(Clone, Copy, Debug)]
pub struct Line {
    /// Its width in pixels.
    pub width: f32,
    /// Its colour.
    pub color: Rgb,
    /// How much of that it has.
    pub opacity: f32,
    /// What of it shines through where something is nearer.
    pub behind: f32,
    /// Pixels of its dashes; 0 for none.
    pub dash: f32,
}

/// What is as near as another may differ by this, for how it was computed.
const ALIKE: f32 = 1e-5;
/// So much nearer than a surface is what lies on it.
const ON_TOP: f32 = 0.012;
/// Beyond this nothing is on a picture.
const FAR: f32 = 1e6;
/// Pieces of a long line, in pixels.
const PIECE: f32 = 12.0;

impl Stage {
    /// Makes the picture `side × side` pixels of one colour, with nothing on it.
    pub fn clear(&mut self, side: usize, ground: Rgb) {
        self.raster.clear(side, side, ground);
        self.near.clear();
        self.near.resize(side * side, f32::NEG_INFINITY);
        self.height = side;
    }

    /// Red, green, blue and alpha of every pixel.
    pub fn rgba(&self) -> &[u8] {
        self.raster.rgba()
    }

    /// Fills a triangle whose corners have colours, where nothing is nearer.
    #[inline(never)]
    pub fn triangle(&mut self, corners: [[f32; 3]; 3], colors: [[f32; 3]; 3]) {
        let [a, b, c] = corners;
        let area = (b[0] - a[0]) * (c[1] - a[1]) - (c[0] - a[0]) * (b[1] - a[1]);
        if !area.is_finite() || area == 0.0 {
            return;
        }
        let turn = 1.0 / area;
        let width = self.raster.width();
        let (left, right) = extent([a[0], b[0], c[0]], width);
        let (top, bottom) = extent([a[1], b[1], c[1]], self.height);
        // What belongs to each corner grows evenly from pixel to pixel.
        let per_x = [(b[1] - c[1]) * turn, (c[1] - a[1]) * turn];
        let per_y = [(c[0] - b[0]) * turn, (a[0] - c[0]) * turn];
        for row in top..bottom {
            let y = row as f32 + 0.5 - c[1];
            let x = left as f32 + 0.5 - c[0];
            let mut of = [per_x[0] * x + per_y[0] * y, per_x[1] * x + per_y[1] * y];
            for column in left..right {
                let last = 1.0 - of[0] - of[1];
                if of[0] >= 0.0 && of[1] >= 0.0 && last >= 0.0 {
                    let mix = |k: [f32; 3]| of[0] * k[0] + of[1] * k[1] + last * k[2];
                    let at = row * width + column;
                    let near = mix([a[2], b[2], c[2]]);
                    if near + ALIKE >= self.near[at] {
                        self.near[at] = near;
                        let channel = |k: usize| {
                            (mix([colors[0][k], colors[1][k], colors[2][k]]) + 0.5) as u8
                        };
                        self.raster
                            .put(at, [channel(0), channel(1), channel(2), 255]);
                    }
                }
                of[0] += per_x[0];
                of[1] += per_x[1];
            }
        }
    }

    /// Draws a piece of a line; pieces that go on from each other join without a seam.
    #[inline(never)]
    pub fn segment(&mut self, from: [f32; 3], to: [f32; 3], line: Line) {
        let [dx, dy] = [to[0] - from[0], to[1] - from[1]];
        let squared = dx * dx + dy * dy;
        if !squared.is_finite() || squared == 0.0 {
            return;
        }
        let reach = line.width / 2.0 + 0.5;
        let (per_length, length) = (1.0 / squared, libm::sqrtf(squared));
        let width = self.raster.width();
        let span = |k: usize| {
            [
                from[k].min(to[k]) - reach,
                from[k].max(to[k]) + reach,
                to[k],
            ]
        };
        let (left, right) = extent(span(0), width);
        let (top, bottom) = extent(span(1), self.height);
        for row in top..bottom {
            let y = row as f32 + 0.5 - from[1];
            for column in left..right {
                let x = column as f32 + 0.5 - from[0];
                let along = (x * dx + y * dy) * per_length;
                let off = (x * dy - y * dx).abs() / length;
                if !(0.0..1.0).contains(&along) || off >= reach {
                    continue;
                }
                let cover = (reach - off).min(line.width).min(1.0);
                let near = from[2] + along * (to[2] - from[2]) + ON_TOP;
                let at = row * width + column;
                let seen = if near >= self.near[at] {
                    1.0
                } else {
                    line.behind
                };
                self.raster
                    .blend(at, line.color, fixed(cover * line.opacity * seen));
            }
        }
    }

    /// Draws a straight line of any length.
    #[inline(never)]
    pub fn line(&mut self, from: [f32; 3], to: [f32; 3], line: Line) {
        let length = libm::hypotf(to[0] - from[0], to[1] - from[1]);
        if !length.is_finite() {
            return;
        }
        let piece = if line.dash > 0.0 { line.dash } else { PIECE };
        let pieces = (libm::ceilf(length / piece) as usize).clamp(1, 1000);
        let at = |number: usize| {
            let share = number as f32 / pieces as f32;
            std::array::from_fn(|k| from[k] + share * (to[k] - from[k]))
        };
        for number in (0..pieces).filter(|number| line.dash == 0.0 || number % 2 == 0) {
            self.segment(at(number), at(number + 1), line);
        }
    }

    /// Lays a convex shape over all that is not nearer, as something that one sees through.
    #[inline(never)]
    pub fn veil(&mut self, corners: &[[f32; 3]], color: Rgb, opacity: f32) {
        let Some([per_x, per_y, at_0]) = slope(corners) else {
            return;
        };
        let ys = || corners.iter().map(|corner| corner[1]);
        let low = ys().fold(f32::INFINITY, f32::min);
        let high = ys().fold(f32::NEG_INFINITY, f32::max);
        let (top, bottom) = extent([low, high, high], self.height);
        let width = self.raster.width();
        for row in top..bottom {
            let y = row as f32 + 0.5;
            let (mut from, mut to) = (f32::INFINITY, f32::NEG_INFINITY);
            for (at, a) in corners.iter().enumerate() {
                let b = corners[(at + 1) % corners.len()];
                if (a[1] > y) != (b[1] > y) {
                    let x = a[0] + (y - a[1]) / (b[1] - a[1]) * (b[0] - a[0]);
                    (from, to) = (from.min(x), to.max(x));
                }
            }
            if from > to {
                continue;
            }
            let first = (from - 0.5).max(0.0) as usize;
            for column in first..((to + 0.5) as usize).min(width) {
                let near = per_x * (column as f32 + 0.5) + per_y * y + at_0;
                let at = row * width + column;
                if near >= self.near[at] {
                    self.raster.blend(at, color, fixed(opacity));
                }
            }
        }
    }

    /// Whether nothing is nearer than a place.
    #[must_use]
    pub fn is_seen(&self, [x, y, near]: [f32; 3]) -> bool {
        let width = self.raster.width();
        let inside = |x: f32, end: usize| x >= 0.0 && (x as usize) < end;
        if !inside(x, width) || !inside(y, self.height) {
            return true;
        }
        near + 2.0 * ON_TOP >= self.near[y as usize * width + x as usize]
    }

    /// Puts a shape on a place; where it is seen in full it hides what is behind it.
    #[inline(never)]
    pub fn stamp(&mut self, stamp: &Stamp, [x, y, near]: [f32; 3], color: Rgb, opacity: f32) {
        if !(x.abs() < FAR && y.abs() < FAR) {
            return;
        }
        let ([left, top], side, cover) = stamp.at([x, y]);
        let (width, hides) = (self.raster.width(), opacity >= 1.0);
        let full = fixed(opacity / 255.0);
        for (row, cover) in cover.chunks_exact(side.max(1)).enumerate() {
            let Some(row) = usize::try_from(top + row as isize)
                .ok()
                .filter(|row| *row < self.height)
            else {
                continue;
            };
            for (column, &cover) in cover.iter().enumerate().filter(|(_, cover)| **cover > 0) {
                let column = left + column as isize;
                if !(0..width as isize).contains(&column) {
                    continue;
                }
                let at = row * width + column as usize;
                self.raster.blend(at, color, full * i32::from(cover));
                if hides && cover > 127 {
                    self.near[at] = self.near[at].max(near);
                }
            }
        }
    }
}

/// The pixels of a row or column that three places span.
fn extent(of: [f32; 3], end: usize) -> (usize, usize) {
    let low = of[0].min(of[1]).min(of[2]);
    let high = of[0].max(of[1]).max(of[2]);
    // A negative number becomes 0.
    (low as usize, (high as usize).saturating_add(1).min(end))
}

/// How near a flat shape is at each pixel: by how much it grows to the right and down, and what it is at 0.
fn slope(corners: &[[f32; 3]]) -> Option<[f32; 3]> {
    let a = corners.first()?;
    let mut largest = None::<(f32, [f32; 3])>;
    for pair in corners.get(1..)?.windows(2) {
        let [u, v] = [pair[0], pair[1]].map(|b| [b[0] - a[0], b[1] - a[1], b[2] - a[2]]);
        let area = u[0] * v[1] - u[1] * v[0];
        if largest.is_none_or(|(most, _)| area.abs() > most) {
            let per_x = (u[2] * v[1] - v[2] * u[1]) / area;
            let per_y = (v[2] * u[0] - u[2] * v[0]) / area;
            largest = Some((
                area.abs(),
                [per_x, per_y, a[2] - per_x * a[0] - per_y * a[1]],
            ));
        }
    }
    let (area, slope) = largest?;
    (area > 0.5 && slope.iter().all(|x| x.is_finite())).then_some(slope)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::marks::Mark;
    use proptest::prelude::*;

    const WHITE: Rgb = Rgb(255, 255, 255);
    const BLACK: Rgb = Rgb(0, 0, 0);

    fn blank(side: usize) -> Stage {
        let mut stage = Stage::default();
        stage.clear(side, WHITE);
        stage
    }

    fn at(stage: &Stage, x: usize, y: usize) -> [u8; 4] {
        let pixel = &stage.rgba()[4 * (y * stage.height + x)..][..4];
        [pixel[0], pixel[1], pixel[2], pixel[3]]
    }

    fn ink(stage: &Stage) -> f32 {
        let dark = |pixel: &[u8]| 1.0 - f32::from(pixel[0]) / 255.0;
        stage.rgba().chunks_exact(4).map(dark).sum()
    }

    const LINE: Line = Line {
        width: 2.0,
        color: BLACK,
        opacity: 1.0,
        behind: 0.0,
        dash: 0.0,
    };

    #[test]
    fn a_triangle_mixes_the_colours_of_its_corners() {
        let mut stage = blank(40);
        stage.triangle(
            [[0.0, 0.0, 1.0], [40.0, 0.0, 1.0], [0.0, 40.0, 1.0]],
            [[200.0, 0.0, 0.0], [0.0, 200.0, 0.0], [0.0, 0.0, 200.0]],
        );
        let [red, green, blue, _] = at(&stage, 10, 10);
        assert!(
            red.abs_diff(95) < 6 && green.abs_diff(52) < 6 && blue.abs_diff(52) < 6,
            "{red} {green} {blue}"
        );
        assert_eq!(at(&stage, 30, 30), WHITE.rgba());
    }

    #[test]
    fn what_is_nearer_stays_in_front_whatever_comes_first() {
        let near = (
            [[0.0, 0.0, 2.0], [40.0, 0.0, 2.0], [0.0, 40.0, 2.0]],
            [[9.0; 3]; 3],
        );
        let far = (
            [[0.0, 0.0, 1.0], [40.0, 0.0, 1.0], [0.0, 40.0, 1.0]],
            [[99.0; 3]; 3],
        );
        for order in [[near, far], [far, near]] {
            let mut stage = blank(40);
            for (corners, colors) in order {
                stage.triangle(corners, colors);
            }
            assert_eq!(at(&stage, 10, 10), [9, 9, 9, 255]);
            assert!(stage.is_seen([10.0, 10.0, 2.0]) && !stage.is_seen([10.0, 10.0, 1.0]));
            assert!(stage.is_seen([30.0, 30.0, 0.1]) && stage.is_seen([-4.0, 900.0, 0.1]));
            // A veil behind it changes nothing, one before it does.
            let corners = |near: f32| {
                [
                    [0.0, 0.0, near],
                    [40.0, 0.0, near],
                    [40.0, 40.0, near],
                    [0.0, 40.0, near],
                ]
            };
            stage.veil(&corners(1.5), WHITE, 0.5);
            assert_eq!(at(&stage, 10, 10), [9, 9, 9, 255]);
            stage.veil(&corners(3.0), WHITE, 0.5);
            assert!(at(&stage, 10, 10)[0] > 100);
        }
    }

    #[test]
    fn a_line_in_pieces_is_the_line() {
        let pieces = |count: usize| {
            let mut stage = blank(60);
            let place = |number: usize| {
                let share = number as f32 / count as f32;
                [5.0 + 50.0 * share, 10.0 + 33.0 * share, 1.0]
            };
            for number in 0..count {
                stage.segment(
                    place(number),
                    place(number + 1),
                    Line {
                        opacity: 0.5,
                        ..LINE
                    },
                );
            }
            ink(&stage)
        };
        let whole = pieces(1);
        assert!(
            (whole - 0.5 * 2.0 * libm::hypotf(50.0, 33.0)).abs() < 3.0,
            "{whole}"
        );
        for count in [2, 7, 40] {
            assert!(
                (pieces(count) / whole - 1.0).abs() < 0.02,
                "no seams, no gaps"
            );
        }
    }

    #[test]
    fn a_dashed_line_has_half_the_ink() {
        let draw = |dash: f32| {
            let mut stage = blank(100);
            stage.line([10.0, 20.5, 1.0], [90.0, 20.5, 1.0], Line { dash, ..LINE });
            ink(&stage)
        };
        assert!((draw(4.0) / draw(0.0) - 0.5).abs() < 0.02);
    }

    #[test]
    fn behind_a_surface_a_line_is_faint_or_gone() {
        let draw = |behind: f32, near: f32| {
            let mut stage = blank(40);
            stage.triangle(
                [[0.0, 0.0, 1.0], [80.0, 0.0, 1.0], [0.0, 80.0, 1.0]],
                [[255.0; 3]; 3],
            );
            stage.line(
                [5.0, 10.0, near],
                [30.0, 10.0, near],
                Line { behind, ..LINE },
            );
            ink(&stage)
        };
        assert!(draw(0.0, 0.5) < 0.5);
        assert!((draw(0.25, 0.5) / draw(0.0, 1.0) - 0.25).abs() < 0.03);
        assert!(
            (draw(0.0, 1.0) - 50.0).abs() < 1.0,
            "what lies on it is seen"
        );
    }

    #[test]
    fn a_stamp_is_where_it_is_put() {
        let mut stage = blank(40);
        stage.stamp(
            &Stamp::of(Mark::Circle, 4.0),
            [20.25, 10.5, 1.0],
            BLACK,
            1.0,
        );
        assert!((ink(&stage) - 16.0 * std::f32::consts::PI).abs() < 2.0);
        assert_eq!(at(&stage, 20, 10), BLACK.rgba());
        assert_eq!(at(&stage, 20, 20), WHITE.rgba());
    }

    proptest! {
        #[test]
        fn nothing_breaks_wherever_it_lies(
            places in prop::collection::vec(prop::sample::select(vec![-1e9f32, -50.0, 0.0, 3.3, 19.9, 40.0, 1e9, f32::NAN, f32::INFINITY]), 9),
        ) {
            let mut stage = blank(20);
            let corner = |k: usize| [places[3 * k], places[3 * k + 1], places[3 * k + 2]];
            let corners = [0, 1, 2].map(corner);
            stage.triangle(corners, [[0.0; 3]; 3]);
            stage.line(corners[0], corners[1], LINE);
            stage.segment(corners[1], corners[2], LINE);
            stage.veil(&corners, BLACK, 0.5);
            stage.stamp(&Stamp::of(Mark::Square, 3.0), corners[2], BLACK, 1.0);
            let _ = stage.is_seen(corners[0]);
            prop_assert_eq!(stage.rgba().len(), 1600);
        }
    }
}
