//! A picture drawn pixel by pixel: links, tiles and dots of the diagram, many times a second.
//!
//! Where the browser draws without a graphics card, a few hundred curves take it longer than a frame
//! lasts; here they take a millisecond or two. The picture is opaque, which keeps blending simple.

mod curve;

use std::ops::Range;

use super::{
    color::{Ramp, Rgb},
    diagram::{Curve, curve_point},
};

/// Radius of a tile's corners and width of the ground shown around it, in CSS pixels.
const CORNER: f32 = 4.0;
const GAP: f32 = 0.75;

/// A fainter line would change no pixel.
const LEAST_OPACITY: f32 = 1.0 / 256.0;

/// An opaque picture, row by row from the top.
#[derive(Clone, Debug, Default)]
pub struct Raster {
    width: usize,
    pixels: Vec<[u8; 4]>,
}

impl Raster {
    /// Makes the picture `width × height` pixels of one colour.
    pub fn clear(&mut self, width: usize, height: usize, ground: Rgb) {
        self.width = width;
        self.pixels.clear();
        self.pixels.resize(width * height, ground.rgba());
    }

    /// Pixels in a row.
    pub fn width(&self) -> usize {
        self.width
    }

    /// Red, green, blue and alpha of every pixel.
    pub fn rgba(&self) -> &[u8] {
        self.pixels.as_flattened()
    }

    /// Draws a line `width` pixels wide along `course`.
    pub fn stroke(&mut self, course: &Course, width: f32, color: Rgb, opacity: f32) {
        if opacity < LEAST_OPACITY {
            return;
        }
        for (x, place) in (course.first..self.width).zip(&course.places) {
            // The line's height where it crosses a column of pixels. Over the length of its edge,
            // which is slanted, what it covers rises from nothing, then falls to nothing again.
            let height = width * place.stretch;
            let reach = (height + place.edge) / 2.0;
            let rows = self.rows(place.y, reach);
            let step = opacity / place.edge;
            let before = rows.start as f32 + 0.5 - (place.y - reach);
            let mut rise = fixed(before * step);
            let mut fall = fixed((2.0 * reach - before) * step);
            let (most, step) = (fixed(at_most(height, place.edge) * step), fixed(step));
            for row in rows {
                let share = rise.min(fall).min(most);
                self.blend(row * self.width + x, color, share);
                rise += step;
                fall -= step;
            }
        }
    }

    /// Draws a filled circle.
    pub fn disc(&mut self, [x, y]: [f32; 2], radius: f32, color: Rgb) {
        let reach = radius + 0.5;
        for row in self.rows(y, reach) {
            for column in pixels(x, reach, self.width) {
                let [across, along] = [column as f32 + 0.5 - x, row as f32 + 0.5 - y];
                let cover = at_most(reach - (across * across + along * along).sqrt(), 1.0);
                self.blend(row * self.width + column, color, fixed(cover));
            }
        }
    }

    /// Draws a map: each pixel has the colour of the cell under its middle.
    ///
    /// `values` are the cells, row by row; `centre` gets the ramp's middle, `centre ± half` its ends.
    pub fn tile(
        &mut self,
        tile: &Tile,
        corner: [usize; 2],
        values: &[f32],
        coloring: Coloring<'_>,
    ) {
        let side = tile.side();
        let factor = 1.0 / coloring.half;
        for (row, &cell_row) in tile.cells.iter().enumerate() {
            let cells = &values[cell_row * tile.grid..][..tile.grid];
            let Some(pixels) = self.row(corner, row, side) else {
                return;
            };
            for (pixel, &cell) in pixels.iter_mut().zip(&tile.cells) {
                *pixel = coloring.ramp.at((cells[cell] - coloring.centre) * factor);
            }
        }
        self.rim(tile, corner, coloring.ground);
    }

    /// Draws a small image on a tile, such as a unit's weights: `values` are its cells row by row,
    /// `columns` to a row. The cells fill the tile; those that are missing in the last row show the
    /// ground.
    pub fn image_tile(
        &mut self,
        tile: &Tile,
        corner: [usize; 2],
        values: &[f32],
        columns: usize,
        coloring: Coloring<'_>,
    ) {
        let side = tile.side();
        let (columns, factor) = (columns.max(1), 1.0 / coloring.half);
        let rows = values.len().div_ceil(columns);
        let cell = |pixel: usize, cells: usize| (2 * pixel + 1) * cells / (2 * side);
        for row in 0..side {
            let first = cell(row, rows) * columns;
            let Some(pixels) = self.row(corner, row, side) else {
                return;
            };
            for (column, pixel) in pixels.iter_mut().enumerate() {
                let value = values.get(first + cell(column, columns));
                *pixel = value.map_or(coloring.ground.rgba(), |value| {
                    coloring.ramp.at((value - coloring.centre) * factor)
                });
            }
        }
        self.rim(tile, corner, coloring.ground);
    }

    /// The pixels of a tile's row.
    fn row(&mut self, [x, y]: [usize; 2], row: usize, side: usize) -> Option<&mut [[u8; 4]]> {
        let start = (y + row) * self.width + x;
        self.pixels.get_mut(start..start + side)
    }

    /// Lets the ground show around a tile and at its corners.
    fn rim(&mut self, tile: &Tile, [x, y]: [usize; 2], ground: Rgb) {
        for &(row, column, share) in &tile.rim {
            self.blend((y + row) * self.width + x + column, ground, share);
        }
    }

    /// Gives a pixel a colour, if there is such a pixel.
    #[inline(always)]
    pub(crate) fn put(&mut self, index: usize, color: [u8; 4]) {
        if let Some(pixel) = self.pixels.get_mut(index) {
            *pixel = color;
        }
    }

    /// The rows that come within `reach` of `y`.
    fn rows(&self, y: f32, reach: f32) -> Range<usize> {
        pixels(y, reach, self.pixels.len() / self.width.max(1))
    }

    /// Lays a share of a colour over a pixel, if the share is positive.
    #[inline(always)]
    pub(crate) fn blend(&mut self, index: usize, color: Rgb, share: i32) {
        let Some(pixel) = self.pixels.get_mut(index).filter(|_| share > 0) else {
            return;
        };
        *pixel = mixed(*pixel, color.rgba(), share);
    }
}

/// Shares are whole numbers of this many bits after the point, of which a pixel takes the first 8.
const FRACTION: u32 = 20;

/// A pixel with a share of a colour laid over it.
#[inline(always)]
fn mixed(under: [u8; 4], over: [u8; 4], share: i32) -> [u8; 4] {
    // Red and blue go together in one number, green in another.
    let (under, over) = (u32::from_le_bytes(under), u32::from_le_bytes(over));
    let share = share as u32 >> (FRACTION - 8);
    let mix = |mask: u32| ((under & mask) * (256 - share) + (over & mask) * share) >> 8 & mask;
    (mix(0x00ff_00ff) | mix(0x0000_ff00) | 0xff00_0000).to_le_bytes()
}

pub(crate) fn fixed(share: f32) -> i32 {
    (share * (1 << FRACTION) as f32) as i32
}

/// The pixels of a row or column, `end` long, that come within `reach` of `x`.
fn pixels(x: f32, reach: f32, end: usize) -> Range<usize> {
    // A negative number becomes 0.
    (x - reach) as usize..((x + reach + 1.0) as usize).min(end)
}

/// The lesser of two; unlike `f32::min`, one instruction of WebAssembly.
fn at_most(x: f32, most: f32) -> f32 {
    if x < most { x } else { most }
}

/// The colours of a tile's values.
#[derive(Clone, Copy)]
pub struct Coloring<'a> {
    /// From the least to the greatest.
    pub ramp: &'a Ramp,
    /// The value in the ramp's middle.
    pub centre: f32,
    /// How far from it the ramp's ends are; positive.
    pub half: f32,
    /// What is around the tile.
    pub ground: Rgb,
}

/// Where a line that runs to the right crosses each column of pixels.
#[derive(Clone, Debug, PartialEq)]
pub struct Course {
    first: usize,
    places: Vec<Place>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
struct Place {
    y: f32,
    /// Over how many pixels an edge of the line comes down to nothing.
    edge: f32,
    /// How much higher than wide the line is here.
    stretch: f32,
}

/// A curve is taken as so many straight pieces, at most a fraction of a pixel off.
const PIECES: usize = 48;

impl Course {
    /// The course of a curve whose x never goes back, on a screen of `ratio` pixels for each of the
    /// curve's.
    pub fn new(curve: &Curve, ratio: f32) -> Self {
        let curve = curve.map(|point| point.map(|x| x * ratio));
        let first = column_at(curve[0][0]);
        let mut places = Vec::new();
        let mut from = curve[0];
        for piece in 1..=PIECES {
            let to = curve_point(&curve, piece as f32 / PIECES as f32);
            let slope = (to[1] - from[1]) / (to[0] - from[0]);
            for column in first + places.len()..column_at(to[0]) {
                places.push(Place {
                    y: from[1] + (column as f32 + 0.5 - from[0]) * slope,
                    edge: slope.abs().max(1.0),
                    stretch: slope.hypot(1.0),
                });
            }
            from = to;
        }
        Self { first, places }
    }
}

/// The first column of pixels whose middle is not left of `x`.
fn column_at(x: f32) -> usize {
    (x - 0.5).ceil().max(0.0) as usize
}

/// The shape that all tiles of a diagram have.
#[derive(Clone, Debug, PartialEq)]
pub struct Tile {
    grid: usize,
    /// The screen's pixels for each CSS pixel.
    ratio: f32,
    /// The cell under each pixel along a side.
    cells: Vec<usize>,
    /// The pixels at the edge and at the corners, row and column, that show some of the ground.
    rim: Vec<(usize, usize, i32)>,
}

impl Tile {
    /// A tile of `side` pixels a side over a map of `grid` cells a side, on a screen of `ratio`
    /// pixels for each CSS pixel.
    pub fn new(side: usize, grid: usize, ratio: f32) -> Self {
        let cell = |pixel| (2 * pixel + 1) * grid / (2 * side);
        let half = side as f32 / 2.0;
        let (radius, inner) = (CORNER * ratio, half - (GAP + CORNER) * ratio);
        // How far a pixel's middle lies outside the box that is inset by the corners' radius.
        let beyond = |pixel: usize| ((pixel as f32 + 0.5 - half).abs() - inner).max(0.0);
        let ground = |(row, column)| {
            let distance = beyond(row).hypot(beyond(column)) - radius;
            (row, column, fixed((distance + 0.5).clamp(0.0, 1.0)))
        };
        let places = (0..side).flat_map(|row| (0..side).map(move |column| (row, column)));
        Self {
            grid,
            ratio,
            cells: (0..side).map(cell).collect(),
            rim: places
                .map(ground)
                .filter(|&(.., share)| share > 0)
                .collect(),
        }
    }

    /// Pixels a side.
    pub fn side(&self) -> usize {
        self.cells.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::color::{Palette, Theme};

    const WHITE: Rgb = Rgb(255, 255, 255);
    const BLACK: Rgb = Rgb(0, 0, 0);

    fn blank(width: usize, height: usize) -> Raster {
        let mut raster = Raster::default();
        raster.clear(width, height, WHITE);
        raster
    }

    /// How dark a pixel is, 0 to 1.
    fn ink(raster: &Raster, x: usize, y: usize) -> f32 {
        1.0 - f32::from(raster.pixels[y * raster.width + x][0]) / 255.0
    }

    fn total(raster: &Raster) -> f32 {
        let height = raster.pixels.len() / raster.width;
        let places = (0..height).flat_map(|y| (0..raster.width).map(move |x| (x, y)));
        places.map(|(x, y)| ink(raster, x, y)).sum()
    }

    fn line(from: [f32; 2], to: [f32; 2]) -> Curve {
        let at = |t: f32| [0, 1].map(|axis| from[axis] + t * (to[axis] - from[axis]));
        [from, at(1.0 / 3.0), at(2.0 / 3.0), to]
    }

    #[test]
    fn a_level_line_covers_just_its_pixels() {
        let mut raster = blank(10, 8);
        let course = Course::new(&line([2.0, 4.0], [8.0, 4.0]), 1.0);
        raster.stroke(&course, 2.0, BLACK, 1.0);
        for (x, y, want) in [
            (2, 3, 1.0),
            (7, 4, 1.0),
            (1, 3, 0.0),
            (8, 4, 0.0),
            (4, 2, 0.0),
            (4, 5, 0.0),
        ] {
            assert!((ink(&raster, x, y) - want).abs() < 0.01, "{x} {y}");
        }
    }

    #[test]
    fn a_line_has_its_length_times_its_width_in_ink() {
        for to in [[50.0, 20.0], [50.0, 45.0], [30.0, 90.0]] {
            for width in [0.5f32, 1.0, 3.0] {
                let mut raster = blank(60, 120);
                let from = [10.0f32, 20.0];
                raster.stroke(&Course::new(&line(from, to), 1.0), width, BLACK, 0.5);
                let want = 0.5 * width * (to[0] - from[0]).hypot(to[1] - from[1]);
                let found = total(&raster);
                assert!(
                    (found - want).abs() < 0.06 * want,
                    "{to:?} {width}: {found}, not {want}"
                );
            }
        }
    }

    #[test]
    fn a_finer_screen_has_the_same_picture_on_more_pixels() {
        let curve = [[2.0, 3.0], [6.0, 3.0], [6.0, 9.0], [10.0, 9.0]];
        let (coarse, fine) = (Course::new(&curve, 1.0), Course::new(&curve, 2.0));
        assert_eq!((coarse.first, coarse.places.len()), (2, 8));
        assert_eq!((fine.first, fine.places.len()), (4, 16));
        assert!((coarse.places[4].y * 2.0 - fine.places[8].y).abs() < 2.0);
    }

    #[test]
    fn a_disc_is_round() {
        let mut raster = blank(20, 20);
        raster.disc([10.0, 10.0], 5.0, BLACK);
        assert_eq!((ink(&raster, 10, 10), ink(&raster, 5, 5)), (1.0, 0.0));
        assert!((total(&raster) - 25.0 * std::f32::consts::PI).abs() < 1.0);
    }

    #[test]
    fn a_tile_shows_its_cells_between_round_corners() {
        let palette = Palette::of(Theme::Light);
        let ramp = Ramp::classes(palette, 1.0);
        let coloring = Coloring {
            ramp: &ramp,
            centre: 0.5,
            half: 0.5,
            ground: WHITE,
        };
        let mut raster = blank(60, 60);
        raster.tile(
            &Tile::new(40, 2, 1.0),
            [10, 15],
            &[0.0, 1.0, 1.0, f32::NAN],
            coloring,
        );
        let at = |x: usize, y: usize| raster.pixels[y * 60 + x];
        let corners = [at(20, 25), at(40, 25), at(20, 45), at(40, 45)];
        assert_eq!(corners, [-1.0, 1.0, 1.0, f32::NAN].map(|t| ramp.at(t)));
        for outside in [at(10, 15), at(49, 54), at(9, 30), at(50, 30)] {
            assert_eq!(outside, WHITE.rgba());
        }
    }

    #[test]
    fn an_image_fills_its_tile_with_cells() {
        let ramp = Ramp::weights(Palette::of(Theme::Light));
        let coloring = Coloring {
            ramp: &ramp,
            centre: 0.0,
            half: 2.0,
            ground: WHITE,
        };
        let mut raster = blank(60, 60);
        let values = [2.0, -2.0, 0.0, 1.0, f32::NAN];
        raster.image_tile(&Tile::new(40, 9, 1.0), [10, 15], &values, 3, coloring);
        let at = |x: usize, y: usize| raster.pixels[y * 60 + x];
        for (cell, t) in [1.0, -1.0, 0.0, 0.5, f32::NAN].into_iter().enumerate() {
            let (column, row) = (cell % 3, cell / 3);
            // Its middle, and near to its corners.
            for [x, y] in [[0.5, 0.5], [0.2, 0.1], [0.8, 0.9]] {
                let left = 10.0 + (column as f32 + x) * 40.0 / 3.0;
                let top = 15.0 + (row as f32 + y) * 20.0;
                assert_eq!(at(left as usize, top as usize), ramp.at(t), "{cell}");
            }
        }
        assert_eq!(at(45, 45), WHITE.rgba(), "the last cell is missing");
        for outside in [at(10, 15), at(9, 30), at(50, 30), at(20, 55)] {
            assert_eq!(outside, WHITE.rgba());
        }
        raster.image_tile(&Tile::new(40, 9, 1.0), [10, 15], &[], 0, coloring);
        assert!(total(&raster).abs() < 1e-3, "no cell is no image");
    }

    #[test]
    fn a_line_too_faint_to_see_is_not_drawn() {
        let mut raster = blank(20, 20);
        let course = Course::new(&line([2.0, 10.0], [18.0, 10.0]), 1.0);
        raster.stroke(&course, 4.0, BLACK, 0.003);
        assert_eq!(total(&raster), 0.0);
        raster.stroke(&course, 4.0, BLACK, 0.01);
        assert!(total(&raster) > 0.0);
    }

    #[test]
    fn what_lies_outside_is_left_out() {
        let mut raster = blank(10, 10);
        raster.disc([-30.0, 5.0], 3.0, BLACK);
        raster.disc([5.0, 40.0], 3.0, BLACK);
        raster.stroke(
            &Course::new(&line([5.0, -9.0], [30.0, 30.0]), 1.0),
            1.0,
            BLACK,
            1.0,
        );
        raster.stroke(
            &Course::new(&line([2.0, f32::NAN], [8.0, 5.0]), 1.0),
            1.0,
            BLACK,
            1.0,
        );
        assert_eq!(raster.rgba().len(), 400);
    }
}
