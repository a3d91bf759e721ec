//! What a network learns from or is measured on.

use std::{borrow::Cow, ops::Range};

use nalgebra::DMatrix;
use serde::{Deserialize, Serialize, Serializer};
use wide::f32x4;

use super::{images::Images, packed, tile::LANES};

/// Inputs and targets of many samples, a row each, and the same a column each: batches are drawn
/// from rows, runs of samples copied from columns. Images stay bytes until they are read.
///
/// Serialised, it is the rows alone.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(try_from = "Rows")]
pub struct Samples {
    x: Inputs,
    y: Vec<f32>,
    y_columns: Vec<f32>,
    inputs: usize,
    outputs: usize,
    len: usize,
}

/// What the inputs are held as.
#[derive(Clone, Debug, PartialEq)]
enum Inputs {
    Numbers { rows: Vec<f32>, columns: Vec<f32> },
    Pixels(Pixels),
}

impl Default for Inputs {
    fn default() -> Self {
        Self::Numbers {
            rows: Vec::new(),
            columns: Vec::new(),
        }
    }
}

/// Inputs that are pixels, and what the network reads of them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Pixels {
    images: Images,
    scaling: Scaling,
}

impl Pixels {
    /// The pixels of a sample.
    #[inline]
    pub fn image(&self, sample: usize) -> &[u8] {
        self.images.image(sample)
    }

    /// What a byte is read as, where that is the same in all places.
    pub fn alike(&self) -> Option<&[f32; 256]> {
        self.scaling.alike.as_deref()
    }

    /// Register `v` of every column from four samples.
    #[inline(never)]
    pub fn gather(&self, columns: &mut [f32x4], samples: [usize; LANES], v: usize, vectors: usize) {
        let rows = samples.map(|sample| self.image(sample));
        let registers = columns[..vectors * self.images.pixels()].chunks_exact_mut(vectors);
        match self.alike() {
            Some(values) => {
                let of = |byte: u8| values[usize::from(byte)];
                for (input, column) in registers.enumerate() {
                    column[v] = f32x4::new(rows.map(|row| of(row[input])));
                }
            }
            None => {
                for (input, column) in registers.enumerate() {
                    let of = |row: &[u8]| self.scaling.value(input, row[input]);
                    column[v] = f32x4::new(rows.map(of));
                }
            }
        }
    }

    #[inline(never)]
    fn read(&self, sample: usize) -> Vec<f32> {
        let bytes = self.image(sample).iter().enumerate();
        bytes
            .map(|(input, &b)| self.scaling.value(input, b))
            .collect()
    }
}

/// How bytes are read as inputs: `(byte − offset) / divisor`, a pair for each input.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(from = "Vec<(f32, f32)>", into = "Vec<(f32, f32)>")]
pub struct Scaling {
    each: Vec<(f32, f32)>,
    /// What each byte is, where that is the same for all inputs.
    alike: Option<Box<[f32; 256]>>,
}

impl Scaling {
    /// One pair of offset and divisor for each input.
    #[must_use]
    pub fn new(each: &[(f32, f32)]) -> Self {
        let first = each
            .first()
            .filter(|first| each.iter().all(|e| e == *first));
        let values = |&pair: &(f32, f32)| Box::new(std::array::from_fn(|b| scaled(pair, b as u8)));
        Self {
            alike: first.map(values),
            each: each.to_vec(),
        }
    }

    fn value(&self, input: usize, byte: u8) -> f32 {
        scaled(self.each[input], byte)
    }
}

fn scaled((offset, divisor): (f32, f32), byte: u8) -> f32 {
    (f32::from(byte) - offset) / divisor
}

impl From<Vec<(f32, f32)>> for Scaling {
    fn from(each: Vec<(f32, f32)>) -> Self {
        Self::new(&each)
    }
}

impl From<Scaling> for Vec<(f32, f32)> {
    fn from(scaling: Scaling) -> Self {
        scaling.each
    }
}

impl Samples {
    /// From matrices `x` (samples × inputs) and `y` (samples × outputs) of as many rows.
    ///
    /// # Panics
    /// When the numbers of rows differ.
    #[must_use]
    pub fn from_rows(x: &DMatrix<f32>, y: &DMatrix<f32>) -> Self {
        assert_eq!(x.nrows(), y.nrows(), "as many targets as inputs");
        Self {
            x: Inputs::Numbers {
                rows: x.transpose().as_slice().to_vec(),
                columns: x.as_slice().to_vec(),
            },
            y: y.transpose().as_slice().to_vec(),
            y_columns: y.as_slice().to_vec(),
            inputs: x.ncols(),
            outputs: y.ncols(),
            len: x.nrows(),
        }
    }

    /// From images, each read as `scaling` says, and `y` (samples × outputs) of as many rows.
    ///
    /// # Panics
    /// When the numbers of rows differ, or those of pixels and pairs.
    #[must_use]
    pub fn of_images(images: Images, scaling: Scaling, y: &DMatrix<f32>) -> Self {
        assert_eq!(images.len(), y.nrows(), "as many targets as images");
        assert_eq!(images.pixels(), scaling.each.len(), "a pair a pixel");
        Self {
            inputs: images.pixels(),
            x: Inputs::Pixels(Pixels { images, scaling }),
            y: y.transpose().as_slice().to_vec(),
            y_columns: y.as_slice().to_vec(),
            outputs: y.ncols(),
            len: y.nrows(),
        }
    }

    /// A sample alone: a value per input, and one per output.
    #[must_use]
    pub fn one(x: &[f32], y: &[f32]) -> Self {
        let row = |values: &[f32]| DMatrix::from_row_slice(1, values.len(), values);
        Self::from_rows(&row(x), &row(y))
    }

    /// The first rows of them.
    #[must_use]
    pub fn first(&self, rows: usize) -> Self {
        self.part(&(0..rows.min(self.len)))
    }

    /// Some that follow each other.
    ///
    /// # Panics
    /// When there are no such rows.
    #[must_use]
    pub fn part(&self, rows: &Range<usize>) -> Self {
        let part = |of: &[f32], columns: usize| {
            let values = &of[rows.start * columns..rows.end * columns];
            DMatrix::from_row_slice(rows.len(), columns, values)
        };
        let y = part(&self.y, self.outputs);
        match &self.x {
            Inputs::Numbers { rows: x, .. } => Self::from_rows(&part(x, self.inputs), &y),
            Inputs::Pixels(Pixels { images, scaling }) => {
                let some: Vec<_> = rows.clone().map(|row| row as u32).collect();
                Self::of_images(images.select(&some), scaling.clone(), &y)
            }
        }
    }

    /// Some of those that are images, which are held once for all; nothing where they are numbers.
    ///
    /// # Panics
    /// When there is no such row.
    #[must_use]
    pub fn images(&self, rows: &[u32]) -> Option<Self> {
        let Pixels { images, scaling } = self.pixels()?;
        let y = DMatrix::from_fn(rows.len(), self.outputs, |row, column| {
            self.y(rows[row] as usize)[column]
        });
        Some(Self::of_images(images.select(rows), scaling.clone(), &y))
    }

    /// Mean and deviation of each pixel, as bytes; a deviation of 0 counts as 1. Nothing where they are numbers.
    #[must_use]
    pub fn pixel_scale(&self) -> Option<Vec<(f32, f32)>> {
        let moments = self.pixels()?.images.moments().into_iter();
        let scale = |(mean, deviation): (f64, f64)| {
            let divisor = if deviation > 0.0 { deviation } else { 1.0 };
            (mean as f32, divisor as f32)
        };
        Some(moments.map(scale).collect())
    }

    /// The same images, of which each pixel is read by another offset and divisor.
    #[must_use]
    pub fn read_by(mut self, each: &[(f32, f32)]) -> Self {
        if let Inputs::Pixels(pixels) = &mut self.x {
            pixels.scaling = Scaling::new(each);
        }
        self
    }

    /// Number of samples.
    #[must_use]
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether there is no sample.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Values per sample.
    #[must_use]
    pub fn inputs(&self) -> usize {
        self.inputs
    }

    /// Targets per sample.
    #[must_use]
    pub fn outputs(&self) -> usize {
        self.outputs
    }

    /// The inputs of one sample.
    #[must_use]
    pub fn x(&self, sample: usize) -> Cow<'_, [f32]> {
        match &self.x {
            Inputs::Numbers { rows, .. } => {
                Cow::Borrowed(&rows[sample * self.inputs..][..self.inputs])
            }
            Inputs::Pixels(pixels) => Cow::Owned(pixels.read(sample)),
        }
    }

    /// All inputs, column after column; of images they are made for the asking.
    #[must_use]
    pub fn x_columns(&self) -> Cow<'_, [f32]> {
        match &self.x {
            Inputs::Numbers { columns, .. } => Cow::Borrowed(columns),
            Inputs::Pixels(pixels) => {
                let rows: Vec<f32> = (0..self.len).flat_map(|s| pixels.read(s)).collect();
                Cow::Owned(columns(&rows, self.inputs))
            }
        }
    }

    /// The inputs where they are pixels.
    pub(crate) fn pixels(&self) -> Option<&Pixels> {
        match &self.x {
            Inputs::Numbers { .. } => None,
            Inputs::Pixels(pixels) => Some(pixels),
        }
    }

    /// The inputs of samples in registers: row after row, and column after column. None of pixels.
    #[inline]
    pub(crate) fn numbers(&self) -> [&[f32]; 2] {
        match &self.x {
            Inputs::Numbers { rows, columns } => [rows, columns],
            Inputs::Pixels(_) => [&[]; 2],
        }
    }

    /// All targets, column after column.
    #[must_use]
    pub fn y_columns(&self) -> &[f32] {
        &self.y_columns
    }

    /// The targets of one sample.
    #[must_use]
    pub fn y(&self, sample: usize) -> &[f32] {
        &self.y[sample * self.outputs..][..self.outputs]
    }
}

/// [`Samples`] on their way, to be checked.
#[derive(Deserialize)]
struct Rows {
    len: usize,
    inputs: usize,
    outputs: usize,
    #[serde(with = "packed")]
    x: Vec<f32>,
    #[serde(with = "packed")]
    y: Vec<f32>,
    pixels: Option<Pixels>,
}

impl Serialize for Samples {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Rows<'a> {
            len: usize,
            inputs: usize,
            outputs: usize,
            #[serde(serialize_with = "packed::serialize")]
            x: &'a [f32],
            #[serde(serialize_with = "packed::serialize")]
            y: &'a [f32],
            pixels: Option<&'a Pixels>,
        }
        let (inputs, outputs, len) = (self.inputs, self.outputs, self.len);
        let rows = Rows {
            len,
            inputs,
            outputs,
            x: self.numbers()[0],
            y: &self.y,
            pixels: self.pixels(),
        };
        rows.serialize(serializer)
    }
}

impl TryFrom<Rows> for Samples {
    type Error = &'static str;

    fn try_from(rows: Rows) -> Result<Self, &'static str> {
        let Rows {
            len,
            inputs,
            outputs,
            x,
            y,
            pixels,
        } = rows;
        // Nothing else would hold the number of samples.
        if len > 0 && x.is_empty() && y.is_empty() && pixels.is_none() {
            return Err("samples of no values");
        }
        let fits = |values: &[f32], columns: usize| len.checked_mul(columns) == Some(values.len());
        let has_inputs = pixels.as_ref().map_or_else(
            || fits(&x, inputs),
            |Pixels { images, scaling }| {
                (len, inputs) == (images.len(), images.pixels()) && inputs == scaling.each.len()
            },
        );
        if !has_inputs || !fits(&y, outputs) {
            return Err("as many values as samples have inputs and targets");
        }
        Ok(Self {
            x: pixels.map_or_else(
                || Inputs::Numbers {
                    columns: columns(&x, inputs),
                    rows: x,
                },
                Inputs::Pixels,
            ),
            y_columns: columns(&y, outputs),
            y,
            inputs,
            outputs,
            len,
        })
    }
}

/// Rows of so many values, column after column.
fn columns(rows: &[f32], columns: usize) -> Vec<f32> {
    if rows.is_empty() {
        return Vec::new();
    }
    let column = |c| rows.iter().skip(c).step_by(columns).copied();
    (0..columns).flat_map(column).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn samples(len: usize, inputs: usize, outputs: usize) -> Samples {
        let x = DMatrix::from_fn(len, inputs, |r, c| (10 * r + c) as f32);
        let y = DMatrix::from_fn(len, outputs, |r, c| -((10 * r + c) as f32));
        Samples::from_rows(&x, &y)
    }

    #[test]
    fn samples_come_back_whole() {
        for (len, inputs, outputs) in [(5, 3, 2), (1, 1, 1), (0, 2, 1), (4, 2, 0), (0, 0, 0)] {
            let samples = samples(len, inputs, outputs);
            let bytes = postcard::to_allocvec(&samples).unwrap();
            assert!(bytes.len() < 4 * len * (inputs + outputs) + 8);
            assert_eq!(postcard::from_bytes::<Samples>(&bytes), Ok(samples));
        }
    }

    #[test]
    fn wrong_lengths_are_refused() {
        let good = postcard::to_allocvec(&samples(5, 3, 2)).unwrap();
        for (at, wrong) in [(0, 4), (0, 6), (1, 2), (2, 3), (3, 56)] {
            let mut bytes = good.clone();
            bytes[at] = wrong;
            assert!(postcard::from_bytes::<Samples>(&bytes).is_err());
        }
        for (len, inputs, outputs) in [(usize::MAX, 0, 0), (usize::MAX, 2, 0), (3, usize::MAX, 1)] {
            let huge = (len, inputs, outputs, 0u8, 0u8, 0u8);
            let bytes = postcard::to_allocvec(&huge).unwrap();
            assert!(postcard::from_bytes::<Samples>(&bytes).is_err());
        }
        let none = postcard::to_allocvec(&(0, usize::MAX, usize::MAX, 0u8, 0u8, 0u8)).unwrap();
        assert!(postcard::from_bytes::<Samples>(&none).unwrap().is_empty());
        for end in 0..good.len() {
            assert!(postcard::from_bytes::<Samples>(&good[..end]).is_err());
        }
    }

    fn images() -> Images {
        Images::new((0..24).map(|p| p * 10).collect::<Vec<u8>>(), 6).unwrap()
    }

    /// Images of six pixels, and the same as numbers.
    fn both(each: [(f32, f32); 6]) -> [Samples; 2] {
        let y = DMatrix::from_fn(3, 2, |r, c| (r + c) as f32);
        let pixels = images().select(&[3, 0, 2]);
        let x = DMatrix::from_fn(3, 6, |r, c| {
            (f32::from(pixels.image(r)[c]) - each[c].0) / each[c].1
        });
        [
            Samples::of_images(pixels, Scaling::new(&each), &y),
            Samples::from_rows(&x, &y),
        ]
    }

    #[test]
    fn pixels_are_read_as_numbers() {
        let other = std::array::from_fn(|c| (c as f32, 1.0 + c as f32));
        for each in [[(0.0, 255.0); 6], other] {
            let [pixels, numbers] = both(each);
            assert_eq!(pixels.pixels().unwrap().alike().is_some(), each != other);
            assert_eq!(pixels.x_columns(), numbers.x_columns());
            for row in 0..3 {
                assert_eq!(pixels.x(row), numbers.x(row));
                assert_eq!(pixels.y(row), numbers.y(row));
            }
            let few = pixels.first(2);
            assert_eq!((few.len(), few.x(1)), (2, numbers.x(1)));
            let bytes = postcard::to_allocvec(&pixels).unwrap();
            assert!(bytes.len() < 18 + 6 * 8 + 24 + 16);
            assert_eq!(postcard::from_bytes::<Samples>(&bytes), Ok(pixels));
            for end in 0..bytes.len() {
                assert!(postcard::from_bytes::<Samples>(&bytes[..end]).is_err());
            }
        }
    }
}
