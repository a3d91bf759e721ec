//! Tiles that show a curve, for networks of one input.

use super::{Coloring, Raster, Tile, fixed, mixed};
use crate::color::Rgb;

/// Width of the curve and of the line in the tile's middle, in CSS pixels.
const CURVE: f32 = 1.5;
const MIDDLE: f32 = 1.0;

/// Share of the tile's side that the curve leaves free above and below.
const INSET: f32 = 0.15;

impl Raster {
    /// Draws a curve on a tile, for a unit of a network with one input: `values` are the unit's at
    /// as many places from left to right, each in the middle of its share of the side.
    ///
    /// `centre` lies in the tile's middle, on a line of colour `hairline`, and `centre ± half` near
    /// its edges; what is beyond stays there. Between the middle and the curve, each place has the
    /// ramp's colour of its value; the curve itself is drawn in `ink`. Where a value is NaN, the
    /// curve has a gap and the tile the ramp's colour for it from top to bottom.
    pub fn curve_tile(
        &mut self,
        tile: &Tile,
        corner: [usize; 2],
        values: &[f32],
        coloring: Coloring<'_>,
        ink: Rgb,
        hairline: Rgb,
    ) {
        let side = tile.side();
        let pieces = pieces(values, side, coloring);
        self.area(corner, &pieces, coloring, tile.ratio, hairline);
        for column in 0..side {
            self.line(corner, &pieces, column, CURVE * tile.ratio, ink);
        }
        self.rim(tile, corner, coloring.ground);
    }

    /// Fills the tile between its middle and the curve.
    fn area(
        &mut self,
        corner: [usize; 2],
        pieces: &[Piece],
        coloring: Coloring<'_>,
        ratio: f32,
        hairline: Rgb,
    ) {
        let side = pieces.len();
        let fill = |piece: &Piece| Fill::new(piece, side as f32, coloring);
        let fills: Vec<_> = pieces.iter().map(fill).collect();
        let neutral = coloring.ramp.at(0.0);
        // A whole number of rows, so that the line is sharp.
        let thick = (MIDDLE * ratio).round().max(1.0);
        let above = ((side as f32 - thick) / 2.0).floor();
        for row in 0..side {
            let Some(pixels) = self.row(corner, row, side) else {
                return;
            };
            let top = row as f32;
            let middle = (above..above + thick).contains(&top);
            for (pixel, fill) in pixels.iter_mut().zip(&fills) {
                *pixel = match fill.cover(top) {
                    0.0 if middle => hairline.rgba(),
                    0.0 => neutral,
                    1.0 => fill.color,
                    cover => mixed(neutral, fill.color, fixed(cover)),
                };
            }
        }
    }

    /// Draws what lies in a column of a curve `width` pixels wide.
    fn line(&mut self, [x, y]: [usize; 2], pieces: &[Piece], column: usize, width: f32, ink: Rgb) {
        let reach = (width + 1.0) / 2.0;
        let near = reach.ceil() as usize;
        let first = column.saturating_sub(near);
        let near = &pieces[first..(column + near + 1).min(pieces.len())];
        let heights = || {
            near.iter()
                .flat_map(|piece| [piece.y, piece.y + piece.rise])
        };
        let top = heights().fold(f32::INFINITY, f32::min) - reach;
        let bottom = heights().fold(f32::NEG_INFINITY, f32::max) + reach;
        for row in top as usize..pieces.len().min(bottom.ceil() as usize) {
            let at = [(column - first) as f32 + 0.5, row as f32 + 0.5];
            let mut squared = f32::INFINITY;
            for (index, piece) in near.iter().enumerate() {
                let distance = piece.squared_distance([at[0] - index as f32, at[1]]);
                squared = if distance < squared {
                    distance
                } else {
                    squared
                };
            }
            let cover = (reach - squared.sqrt()).min(1.0);
            self.blend((y + row) * self.width + x + column, ink, fixed(cover));
        }
    }
}

/// A straight piece of the curve, one pixel from left to right.
struct Piece {
    /// Its left end, from the tile's top.
    y: f32,
    /// How much lower its right end is.
    rise: f32,
    /// One over the square of its length.
    inverse: f32,
    /// The ramp's place of its middle, −1 to 1.
    share: f32,
}

impl Piece {
    /// The square of the distance to a point, whose x is taken from the piece's left end.
    #[inline(always)]
    fn squared_distance(&self, [x, y]: [f32; 2]) -> f32 {
        let y = y - self.y;
        let along = ((x + y * self.rise) * self.inverse).clamp(0.0, 1.0);
        let off = [x - along, y - along * self.rise];
        off[0] * off[0] + off[1] * off[1]
    }
}

/// The curve's pieces, one for each column of pixels.
fn pieces(values: &[f32], side: usize, coloring: Coloring<'_>) -> Vec<Piece> {
    let share = |edge: usize| {
        let value = between(values, edge as f32 / side as f32);
        ((value - coloring.centre) / coloring.half).clamp(-1.0, 1.0)
    };
    let height = |share: f32| (0.5 - share * (0.5 - INSET)) * side as f32;
    let piece = |column: usize| {
        let ends = [share(column), share(column + 1)];
        let [left, right] = ends.map(height);
        let rise = right - left;
        Piece {
            y: left,
            rise,
            inverse: 1.0 / (1.0 + rise * rise),
            share: (ends[0] + ends[1]) / 2.0,
        }
    };
    (0..side).map(piece).collect()
}

/// The value at a place, 0 to 1 from left to right, straight between the nearest two of `values`.
fn between(values: &[f32], place: f32) -> f32 {
    let last = values.len().saturating_sub(1);
    let place = (place * values.len() as f32 - 0.5).clamp(0.0, last as f32);
    let (before, share) = (place as usize, place.fract());
    let value = |at: usize| values.get(at).copied().unwrap_or(f32::NAN);
    // A neighbour that does not count is not looked at, for it may be NaN.
    if share == 0.0 {
        value(before)
    } else {
        value(before) * (1.0 - share) + value(before + 1) * share
    }
}

/// What is filled in a column of pixels.
struct Fill {
    color: [u8; 4],
    from: f32,
    to: f32,
}

impl Fill {
    fn new(piece: &Piece, side: f32, coloring: Coloring<'_>) -> Self {
        let (end, middle) = (piece.y + piece.rise / 2.0, side / 2.0);
        let (from, to) = if end.is_nan() {
            (0.0, side)
        } else if end < middle {
            (end, middle)
        } else {
            (middle, end)
        };
        Self {
            color: coloring.ramp.at(piece.share),
            from,
            to,
        }
    }

    /// How much of the pixel below `top` is filled, 0 to 1.
    #[inline(always)]
    fn cover(&self, top: f32) -> f32 {
        let from = if self.from > top { self.from } else { top };
        let to = if self.to < top + 1.0 {
            self.to
        } else {
            top + 1.0
        };
        if to > from { to - from } else { 0.0 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::color::{Palette, Ramp, Theme};
    use proptest::prelude::*;

    const GROUND: Rgb = Rgb(255, 255, 255);
    const INK: Rgb = Rgb(0, 0, 0);
    const HAIRLINE: Rgb = Rgb(255, 0, 255);
    const SIDE: usize = 40;
    const CORNER: usize = 10;

    fn ramp() -> Ramp {
        Ramp::classes(Palette::of(Theme::Light), 1.0)
    }

    /// A picture of 60 × 60 pixels with a tile in its middle; values are −1 to 1.
    fn draw(values: &[f32], ratio: f32) -> Raster {
        let mut raster = Raster::default();
        raster.clear(60, 60, GROUND);
        let ramp = ramp();
        let coloring = Coloring {
            ramp: &ramp,
            centre: 0.0,
            half: 1.0,
            ground: GROUND,
        };
        let tile = Tile::new(SIDE, values.len(), ratio);
        raster.curve_tile(&tile, [CORNER; 2], values, coloring, INK, HAIRLINE);
        raster
    }

    /// The pixel at a column and a row of the tile.
    fn at(raster: &Raster, column: usize, row: usize) -> [u8; 4] {
        raster.pixels[(CORNER + row) * raster.width + CORNER + column]
    }

    fn map(f: impl Fn(f32) -> f32) -> Vec<f32> {
        (0..100).map(|i| f((i as f32 + 0.5) / 100.0)).collect()
    }

    #[test]
    fn the_area_has_the_colour_of_its_values() {
        let (raster, ramp) = (
            draw(&map(|x| if x < 0.5 { 1.0 } else { -0.5 }), 1.0),
            ramp(),
        );
        // The curve runs at 0.15 of the side, then at 0.675.
        assert!(at(&raster, 10, 6)[0] < 90 && at(&raster, 30, 26)[0] < 90);
        assert_eq!(at(&raster, 10, 12), ramp.at(1.0));
        assert_eq!(at(&raster, 10, 24), ramp.at(0.0));
        assert_eq!(at(&raster, 10, 3), ramp.at(0.0));
        assert_eq!(at(&raster, 30, 23), ramp.at(-0.5));
        assert_eq!(at(&raster, 30, 12), ramp.at(0.0));
        assert_eq!(at(&raster, 30, 34), ramp.at(0.0));
        assert_eq!(at(&raster, 30, 19), HAIRLINE.rgba());
    }

    #[test]
    fn a_step_is_a_line_without_gaps_that_ends_where_it_should() {
        let raster = draw(&map(|x| if x < 0.5 { 1.0 } else { -1.0 }), 1.0);
        let dark = |row| (15..25).any(|column| at(&raster, column, row)[0] < 90);
        assert!((6..=33).all(dark));
        assert!(!(0..4).any(dark) && !(36..40).any(dark));
    }

    #[test]
    fn a_line_is_as_thick_on_any_slope() {
        for slope in [0.0, 0.5, 2.0] {
            let mut raster = Raster::default();
            raster.clear(60, 60, GROUND);
            let values = map(|x| slope * (x - 0.5));
            let ramp = ramp();
            let coloring = Coloring {
                ramp: &ramp,
                centre: 0.0,
                half: 2.0,
                ground: GROUND,
            };
            let pieces = pieces(&values, SIDE, coloring);
            for column in 0..SIDE {
                raster.line([CORNER; 2], &pieces, column, 1.5, INK);
            }
            let ink = |pixel: &[u8; 4]| 1.0 - f32::from(pixel[0]) / 255.0;
            let total: f32 = raster.pixels.iter().map(ink).sum();
            let rise = slope / 2.0 * 0.35 * SIDE as f32;
            let wanted = 1.5 * (SIDE as f32).hypot(rise);
            assert!(
                (total / wanted - 1.0).abs() < 0.06,
                "{slope}: {total}, not {wanted}"
            );
        }
    }

    #[test]
    fn where_there_is_no_number_the_tile_says_so() {
        let raster = draw(&map(|x| if x > 0.5 { f32::NAN } else { 0.0 }), 1.0);
        let none = ramp().at(f32::NAN);
        assert!((1..39).all(|row| at(&raster, 30, row) == none));
        assert_eq!(at(&raster, 10, 10), ramp().at(0.0));
        let raster = draw(&[], 1.0);
        assert_eq!(at(&raster, 20, 20), none);
    }

    #[test]
    fn one_value_is_a_level_line() {
        let raster = draw(&[0.0], 1.0);
        assert!((2..38).all(|column| at(&raster, column, 20)[0] < 90));
        assert!((2..38).all(|column| at(&raster, column, 23) == ramp().at(0.0)));
    }

    #[test]
    fn a_finer_screen_has_a_thicker_line() {
        let dark = |ratio| {
            let raster = draw(&[1.0], ratio);
            (0..40).filter(|&row| at(&raster, 20, row)[0] < 40).count()
        };
        assert!(dark(2.0) > dark(1.0));
    }

    proptest! {
        #[test]
        fn nothing_is_drawn_beside_the_tile(
            values in prop::collection::vec(prop_oneof![
                4 => -3.0f32..3.0,
                1 => prop::sample::select(vec![f32::NAN, f32::INFINITY, f32::MIN]),
            ], 0..60),
            ratio in 0.5f32..4.0,
        ) {
            let raster = draw(&values, ratio);
            for (index, pixel) in raster.pixels.iter().enumerate() {
                let place = [index % 60, index / 60];
                let inside = place.iter().all(|x| (CORNER..CORNER + SIDE).contains(x));
                prop_assert!(inside || *pixel == GROUND.rgba(), "{place:?}");
                prop_assert_eq!(pixel[3], 255);
            }
        }

        #[test]
        fn the_curve_is_where_its_values_are(values in prop::collection::vec(-1.0f32..1.0, 1..6)) {
            let raster = draw(&values, 1.0);
            for column in 2..SIDE - 2 {
                let value = between(&values, (column as f32 + 0.5) / SIDE as f32);
                let row = ((0.5 - 0.35 * value) * SIDE as f32) as usize;
                let darkest = (row - 1..=row + 1).map(|row| at(&raster, column, row)[0]).min();
                prop_assert!(darkest < Some(110), "{column}: {darkest:?}");
            }
        }
    }
}
