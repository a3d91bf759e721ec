//! Maps over the input plane: where their pixels lie, and how their values become colours.

use super::color::Ramp;

/// The pixels of a map over a part of the plane, in row-major order: row 0 is at the top, where x₂ is
/// largest; column 0 is at the left, where x₁ is smallest. A pixel stands for its centre.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Grid {
    /// Least and greatest value of x₁.
    pub x: (f32, f32),
    /// Least and greatest value of x₂.
    pub y: (f32, f32),
    /// Pixels in a row.
    pub side: usize,
    /// Rows: as many as pixels in a row, or one for a map along a line.
    pub rows: usize,
}

impl Grid {
    /// A square map over the square plane `domain × domain`.
    pub fn square(domain: (f32, f32), side: usize) -> Self {
        Self {
            x: domain,
            y: domain,
            side,
            rows: side,
        }
    }

    /// How many pixels there are.
    pub fn pixels(&self) -> usize {
        self.side * self.rows
    }

    /// The plane's points `[x1, x2]` at the centres of all pixels, row by row.
    pub fn points(&self) -> impl Iterator<Item = [f32; 2]> + use<> {
        let grid = *self;
        let (side, rows) = (grid.side as f32, grid.rows as f32);
        (0..grid.rows).flat_map(move |row| {
            (0..grid.side).map(move |column| {
                [
                    along(grid.x, (column as f32 + 0.5) / side),
                    along(grid.y, (rows - (row as f32 + 0.5)) / rows),
                ]
            })
        })
    }

    /// Where the plane's point `[x1, x2]` lies on the picture: 0 to 1 from the left and from the
    /// top when it is inside.
    pub fn to_unit(&self, [x1, x2]: [f32; 2]) -> [f32; 2] {
        let share = |(low, high): (f32, f32), x: f32| (x - low) / (high - low);
        [share(self.x, x1), 1.0 - share(self.y, x2)]
    }

    /// The plane's point `[x1, x2]` under a place on the picture, 0 to 1 from the left and from
    /// the top: the inverse of [`Grid::to_unit`].
    pub fn from_unit(&self, [left, top]: [f32; 2]) -> [f32; 2] {
        [along(self.x, left), along(self.y, 1.0 - top)]
    }
}

fn along((low, high): (f32, f32), share: f32) -> f32 {
    low + (high - low) * share
}

/// Least range of [`symmetric_range`], so that an all but silent unit looks silent.
pub const MIN_RANGE: f32 = 1e-3;

/// The half range about 0 that shows all finite `values` of an unbounded activation: their
/// greatest size, at least [`MIN_RANGE`].
pub fn symmetric_range(values: &[f32]) -> f32 {
    values
        .iter()
        .map(|value| value.abs())
        .filter(|size| size.is_finite())
        .fold(
            MIN_RANGE,
            |most, size| if size > most { size } else { most },
        )
}

/// Paints `values` as RGBA pixels into `out` (four bytes a value): `centre` gets the ramp's middle,
/// `centre ± half_range` its ends, and what lies beyond stays at the ends. `half_range` must be
/// positive.
pub fn paint(values: &[f32], centre: f32, half_range: f32, ramp: &Ramp, out: &mut [u8]) {
    debug_assert_eq!(out.len(), 4 * values.len(), "four bytes a value");
    debug_assert!(half_range > 0.0, "half_range is {half_range}");
    let scale = 1.0 / half_range;
    let (pixels, _) = out.as_chunks_mut::<4>();
    for (pixel, value) in pixels.iter_mut().zip(values) {
        *pixel = ramp.at((value - centre) * scale);
    }
}

/// Paints on which side of `level` a map of `side × side` values is, in the two ends of the ramp: no
/// colour stands between them. Each value becomes `fine × fine` pixels of `out` (four bytes each);
/// between the values' centres the map goes straight, as [`contour`](super::contour::contour) does.
pub fn paint_sides(
    values: &[f32],
    (side, fine): (usize, usize),
    level: f32,
    ramp: &Ramp,
    out: &mut [u8],
) {
    debug_assert_eq!(
        out.len(),
        4 * values.len() * fine * fine,
        "four bytes a pixel"
    );
    if side < 2 || values.len() != side * side {
        return;
    }
    // The value at or before each pixel, and how far the pixel is on the way to the next.
    let places: Vec<(usize, f32)> = (0..side * fine)
        .map(|pixel| {
            let at = (pixel as f32 + 0.5) / fine as f32 - 0.5;
            let before = (at.max(0.0) as usize).min(side - 2);
            (before, at - before as f32)
        })
        .collect();
    let mut row = vec![0.0; side];
    let (pixels, _) = out.as_chunks_mut::<4>();
    for (line, &(above, down)) in pixels.chunks_exact_mut(side * fine).zip(&places) {
        let (upper, lower) = (&values[above * side..], &values[(above + 1) * side..]);
        for ((between, a), b) in row.iter_mut().zip(upper).zip(lower) {
            *between = a + (b - a) * down;
        }
        for (pixel, &(left, on)) in line.iter_mut().zip(&places) {
            let value = row[left] + (row[left + 1] - row[left]) * on - level;
            // What is no number stays one, and has its own colour.
            *pixel = ramp.at(if value >= 0.0 {
                1.0
            } else if value < 0.0 {
                -1.0
            } else {
                value
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::color::{Palette, Theme};
    use proptest::prelude::*;

    #[test]
    fn sides_have_two_colours_and_part_where_the_line_is() {
        let palette = Palette::of(Theme::Light);
        let ramp = Ramp::classes(palette, 1.0);
        let grid = Grid::square((0.0, 1.0), 10);
        let (a, b, c) = (1.0, 0.5, 0.83);
        let values: Vec<f32> = grid.points().map(|[x, y]| a * x + b * y - c).collect();
        let fine = 4;
        let mut out = vec![0; 4 * 40 * 40];
        paint_sides(&values, (10, fine), 0.0, &ramp, &mut out);
        for (pixel, [x, y]) in out
            .as_chunks::<4>()
            .0
            .iter()
            .zip(Grid::square((0.0, 1.0), 40).points())
        {
            let value: f32 = a * x + b * y - c;
            let wanted = ramp.at(value.signum());
            assert!(*pixel == wanted || value.abs() < 1e-5, "{x} {y}");
        }
    }

    #[test]
    fn sides_of_what_is_no_number_are_neither() {
        let ramp = Ramp::classes(Palette::of(Theme::Dark), 1.0);
        let mut out = vec![0; 4 * 16];
        paint_sides(&[f32::NAN; 4], (2, 2), 0.0, &ramp, &mut out);
        assert!(
            out.as_chunks::<4>()
                .0
                .iter()
                .all(|p| *p == ramp.at(f32::NAN))
        );
        paint_sides(
            &[0.0, -1e-30, 3.0, -7.0],
            (2, 1),
            0.0,
            &ramp,
            &mut out[..16],
        );
        let ends = [1.0, -1.0, 1.0].map(|t| ramp.at(t));
        let pixels = out.as_chunks::<4>().0;
        assert_eq!(&pixels[..3], ends);
        assert_eq!(pixels[3], ramp.at(-1.0));
    }

    #[test]
    fn points_are_pixel_centres_from_the_top_left() {
        let grid = Grid::square((-6.0, 6.0), 3);
        let points: Vec<_> = grid.points().collect();
        assert_eq!(points.len(), 9);
        assert_eq!(points[0], [-4.0, 4.0]);
        assert_eq!(points[1], [0.0, 4.0]);
        assert_eq!(points[5], [4.0, 0.0]);
        assert_eq!(points[8], [4.0, -4.0]);
    }

    #[test]
    fn corners_of_the_picture_are_corners_of_the_plane() {
        let grid = Grid::square((-1.0, 3.0), 7);
        assert_eq!(grid.to_unit([-1.0, 3.0]), [0.0, 0.0]);
        assert_eq!(grid.from_unit([1.0, 1.0]), [3.0, -1.0]);
    }

    #[test]
    fn paints_the_middle_the_ends_and_what_is_no_number() {
        let ramp = Ramp::classes(Palette::of(Theme::Dark), 1.0);
        let values = [0.5, 0.0, 1.0, -9.0, f32::INFINITY, f32::NAN];
        let mut out = [0; 24];
        paint(&values, 0.5, 0.5, &ramp, &mut out);
        let wanted = [0.0, -1.0, 1.0, -1.0, 1.0, f32::NAN].map(|t| ramp.at(t));
        assert_eq!(out.as_chunks::<4>().0, wanted);
    }

    #[test]
    fn range_is_the_largest_finite_size() {
        assert_eq!(symmetric_range(&[0.5, -2.0, 1.0]), 2.0);
        assert_eq!(symmetric_range(&[f32::NAN, 3.0, f32::NEG_INFINITY]), 3.0);
        assert_eq!(symmetric_range(&[0.0, -1e-6]), MIN_RANGE);
        assert_eq!(symmetric_range(&[]), MIN_RANGE);
    }

    proptest! {
        #[test]
        fn unit_and_plane_are_inverse(x1 in -5.0f32..5.0, x2 in -5.0f32..5.0) {
            let grid = Grid { x: (-6.0, 6.0), y: (-9.0, 7.0), side: 10, rows: 10 };
            let [back1, back2] = grid.from_unit(grid.to_unit([x1, x2]));
            prop_assert!((back1 - x1).abs() < 1e-5 && (back2 - x2).abs() < 1e-5);
        }

        #[test]
        fn every_pixel_centre_maps_back_to_its_pixel(side in 1usize..40) {
            let grid = Grid::square((-2.0, 2.0), side);
            for (index, point) in grid.points().enumerate() {
                let [left, top] = grid.to_unit(point);
                let column = (left * side as f32) as usize;
                let row = (top * side as f32) as usize;
                prop_assert_eq!(row * side + column, index);
            }
        }

        #[test]
        fn a_larger_value_is_never_less_blue(a in -2.0f32..2.0, b in -2.0f32..2.0) {
            let ramp = Ramp::classes(Palette::of(Theme::Light), 1.0);
            let (low, high) = if a < b { (a, b) } else { (b, a) };
            let red = |value| {
                let mut pixel = [0; 4];
                paint(&[value], 0.0, 1.5, &ramp, &mut pixel);
                i32::from(pixel[0]) - i32::from(pixel[2])
            };
            prop_assert!(red(low) >= red(high));
        }
    }
}
