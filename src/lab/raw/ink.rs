//! A picture that is drawn, in the values of the table's: strokes fall on a finer grid, and a pixel is as dark as
//! the share of it that they cover. So the digits were made: of 32 × 32 black and white dots, sixteen to a pixel.
//! Images as large as MNIST's are brought to its size and its middle besides (`centred.rs`).

mod centred;

use self::centred::{Stroke, centred, is_centred};

/// Dots along a side of a pixel.
const FINE: usize = 4;
/// Half the width of a stroke, in pixels: that of a pen on the paper that the digits were written on.
const RADIUS: f32 = 0.75;
/// The same of larger images.
const LARGE_RADIUS: f32 = 1.2;

/// A picture.
#[derive(Clone, Debug, PartialEq)]
pub struct Ink {
    /// Rows and columns of pixels.
    pub size: [usize; 2],
    /// The value of a pixel that is all ink.
    pub full: f32,
    /// What was there before any stroke, a value for each pixel, row by row.
    base: Vec<f32>,
    /// The dots that strokes cover, row by row.
    dots: Vec<bool>,
    /// Strokes on a blank picture that is going to be centred, and what that makes of them.
    strokes: Vec<Stroke>,
    centred: Vec<f32>,
}

impl Ink {
    /// A picture of these values, a pixel each, row by row; what is missing is blank.
    #[must_use]
    pub fn of(size: [usize; 2], full: f32, mut values: Vec<f32>) -> Self {
        let [rows, columns] = size;
        values.resize(rows * columns, 0.0);
        Self {
            size,
            full,
            base: values,
            dots: vec![false; rows * columns * FINE * FINE],
            strokes: Vec::new(),
            centred: Vec::new(),
        }
    }

    /// A blank picture.
    #[must_use]
    pub fn blank(size: [usize; 2], full: f32) -> Self {
        Self::of(size, full, Vec::new())
    }

    /// The values, a pixel each, row by row.
    #[must_use]
    pub fn values(&self) -> Vec<f32> {
        match self.strokes.is_empty() {
            true => self.drawn(),
            false => self.centred.clone(),
        }
    }

    /// What was drawn, where it was drawn: the values before they are centred.
    #[must_use]
    pub fn drawn(&self) -> Vec<f32> {
        let [rows, columns] = self.size;
        let pixels = (0..rows).flat_map(|row| (0..columns).map(move |column| [row, column]));
        pixels.map(|pixel| self.drawn_value(pixel)).collect()
    }

    /// Whether what is drawn on a blank picture is brought to the size and the middle that the table's have.
    #[must_use]
    pub fn centres(&self) -> bool {
        is_centred(self.size)
    }

    /// The value of the pixel in a row and a column; 0 outside.
    #[must_use]
    pub fn value(&self, pixel: [usize; 2]) -> f32 {
        match self.strokes.is_empty() {
            true => self.drawn_value(pixel),
            false => self.centred.get(self.at(pixel)).copied().unwrap_or(0.0),
        }
    }

    fn drawn_value(&self, [row, column]: [usize; 2]) -> f32 {
        let covered = self.dots_of([row, column]).filter(|&at| self.dots[at]);
        let drawn = covered.count() as f32 / (FINE * FINE) as f32 * self.full;
        let base = self.base.get(self.at([row, column])).copied();
        base.map_or(0.0, |base| base.max(drawn))
    }

    /// Whether there is no ink.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        self.inked() == 0
    }

    /// How many pixels have ink.
    #[must_use]
    pub fn inked(&self) -> usize {
        self.values().iter().filter(|value| **value > 0.0).count()
    }

    /// Draws from one place to another, each from 0 to 1 from the left and the top.
    pub fn stroke(&mut self, from: [f32; 2], to: [f32; 2]) {
        if self.centres() && self.is_of_strokes() {
            self.strokes.push([from, to]);
            self.centred = centred(&self.strokes, self.size, self.full);
        }
        let [rows, columns] = self.size.map(|pixels| pixels as f32);
        let place = |[x, y]: [f32; 2]| [x * columns, y * rows].map(|at| at * FINE as f32);
        let (from, to) = (place(from), place(to));
        let length = (to[0] - from[0]).hypot(to[1] - from[1]);
        // Places a dot apart leave no gap. A pointer moves no further than the picture is wide.
        let steps = (length.ceil() as usize).clamp(1, 4 * self.dots.len());
        for step in 0..=steps {
            let share = step as f32 / steps as f32;
            self.dab([0, 1].map(|axis| from[axis] + (to[axis] - from[axis]) * share));
        }
    }

    /// Whether all ink is that of strokes that are known one by one.
    fn is_of_strokes(&self) -> bool {
        let is_blank = || !self.dots.contains(&true);
        self.base.iter().all(|value| *value == 0.0) && (!self.strokes.is_empty() || is_blank())
    }

    /// Covers the dots around a place.
    fn dab(&mut self, [x, y]: [f32; 2]) {
        let radius = if self.centres() { LARGE_RADIUS } else { RADIUS };
        let reach = radius * FINE as f32;
        let [height, width] = self.size.map(|pixels| pixels * FINE);
        let along = |at: f32, end: usize| {
            let first = (at - reach).floor().max(0.0) as usize;
            first..((at + reach).ceil().max(0.0) as usize).min(end)
        };
        for row in along(y, height) {
            for column in along(x, width) {
                let away = (column as f32 + 0.5 - x).hypot(row as f32 + 0.5 - y);
                self.dots[row * width + column] |= away <= reach;
            }
        }
    }

    /// Fills a pixel, or empties one that is full. What was centred stays as it is from then on.
    pub fn toggle(&mut self, pixel: [usize; 2]) {
        if !self.strokes.is_empty() {
            *self = Self::of(self.size, self.full, self.values());
        }
        let (at, is_full) = (self.at(pixel), self.value(pixel) >= self.full);
        let value = if is_full { 0.0 } else { self.full };
        for dot in self.dots_of(pixel).collect::<Vec<_>>() {
            self.dots[dot] = false;
        }
        if let Some(base) = self.base.get_mut(at) {
            *base = value;
        }
    }

    /// The place of a pixel; beyond all for one outside.
    fn at(&self, [row, column]: [usize; 2]) -> usize {
        let [rows, columns] = self.size;
        match row < rows && column < columns {
            true => row * columns + column,
            false => rows * columns,
        }
    }

    /// The places of a pixel's dots.
    fn dots_of(&self, [row, column]: [usize; 2]) -> impl Iterator<Item = usize> + use<> {
        let [rows, columns] = self.size;
        let fine = if row < rows && column < columns {
            FINE
        } else {
            0
        };
        (0..fine).flat_map(move |y| {
            let start = (row * FINE + y) * columns * FINE + column * FINE;
            start..start + FINE
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const SIZE: [usize; 2] = [8, 8];

    #[test]
    fn a_stroke_covers_its_way_and_no_more() {
        let mut ink = Ink::blank(SIZE, 16.0);
        assert!(ink.is_blank());
        // Down the middle of the fourth column.
        ink.stroke([3.5 / 8.0, 0.5 / 8.0], [3.5 / 8.0, 7.5 / 8.0]);
        for row in 0..8 {
            assert_eq!(ink.value([row, 3]), 16.0, "{row}");
            assert!(ink.value([row, 2]) < 9.0 && ink.value([row, 4]) < 9.0);
            assert_eq!([ink.value([row, 1]), ink.value([row, 5])], [0.0; 2]);
        }
        assert_eq!(ink.inked(), 24);
        assert_eq!(ink.values()[3], 16.0);
    }

    #[test]
    fn a_pixel_is_filled_and_emptied_whatever_was_there() {
        let mut ink = Ink::of(SIZE, 16.0, vec![7.0]);
        assert_eq!(ink.value([0, 0]), 7.0);
        ink.toggle([0, 0]);
        assert_eq!(ink.value([0, 0]), 16.0);
        ink.toggle([0, 0]);
        assert!(ink.is_blank());
        ink.stroke([0.5; 2], [0.5; 2]);
        ink.toggle([4, 4]);
        ink.toggle([4, 4]);
        assert_eq!(ink.value([4, 4]), 0.0);
        // There is no such pixel.
        let before = ink.clone();
        ink.toggle([8, 0]);
        assert_eq!((ink.value([8, 0]), ink), (0.0, before));
    }

    #[test]
    fn a_large_picture_is_centred_until_pixels_are_set() {
        let mut ink = Ink::blank([28, 28], 255.0);
        // High up on the left.
        ink.stroke([0.1, 0.1], [0.1, 0.4]);
        assert!(ink.centres() && ink.value([14, 13]) > 100.0 && ink.value([5, 2]) == 0.0);
        assert!(ink.drawn()[5 * 28 + 2] > 0.0);
        let before = ink.values();
        ink.toggle([0, 0]);
        assert_eq!(ink.value([0, 0]), 255.0);
        assert_eq!(ink.values()[1..], before[1..]);
        // A stroke on what is there already stays where it is.
        ink.stroke([0.9, 0.9], [0.9, 0.9]);
        assert!(ink.value([25, 25]) > 0.0 && ink.value([14, 13]) == before[14 * 28 + 13]);
    }

    #[test]
    fn a_stroke_on_a_sample_stays_where_it_is() {
        let mut ink = Ink::of([28, 28], 255.0, vec![9.0]);
        ink.stroke([0.9, 0.1], [0.9, 0.2]);
        assert_eq!((ink.value([0, 0]), ink.value([4, 25])), (9.0, 255.0));
        assert_eq!(ink.values(), ink.drawn());
    }

    proptest! {
        #[test]
        fn values_are_those_that_the_table_may_have(
            places in prop::collection::vec(prop::array::uniform2(-1.0..2.0_f32), 1..8),
        ) {
            let mut ink = Ink::blank(SIZE, 16.0);
            for pair in places.windows(2) {
                ink.stroke(pair[0], pair[1]);
            }
            for value in ink.values() {
                prop_assert!((0.0..=16.0).contains(&value) && value.fract() == 0.0);
            }
        }
    }
}
