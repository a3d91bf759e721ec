//! The inputs of many samples, as they were measured.

use std::ops::Index;

use nalgebra::DMatrix;

use crate::nn::Images;

/// Samples × inputs: numbers, or images whose pixels are bytes that all tables share.
#[derive(Clone, Debug, PartialEq)]
pub enum Inputs {
    /// Numbers.
    Numbers(DMatrix<f32>),
    /// Pixels, row by row from the upper left, each from 0 to 255.
    Pixels(Images),
}

/// What each byte is as a number.
static BYTES: [f32; 256] = {
    let mut numbers = [0.0; 256];
    let mut byte = 0;
    while byte < numbers.len() {
        numbers[byte] = byte as f32;
        byte += 1;
    }
    numbers
};

impl Inputs {
    /// How many samples there are.
    #[must_use]
    pub fn nrows(&self) -> usize {
        match self {
            Self::Numbers(numbers) => numbers.nrows(),
            Self::Pixels(images) => images.len(),
        }
    }

    /// How many inputs a sample has.
    #[must_use]
    pub fn ncols(&self) -> usize {
        match self {
            Self::Numbers(numbers) => numbers.ncols(),
            Self::Pixels(images) => images.pixels(),
        }
    }

    /// The inputs of a sample.
    pub fn row(&self, row: usize) -> impl ExactSizeIterator<Item = f32> + Clone + '_ {
        (0..self.ncols()).map(move |column| self[(row, column)])
    }

    /// An input of every sample.
    pub fn column(&self, column: usize) -> impl ExactSizeIterator<Item = f32> + Clone + '_ {
        (0..self.nrows()).map(move |row| self[(row, column)])
    }

    /// Every number, column after column.
    pub fn iter(&self) -> impl Iterator<Item = f32> + '_ {
        (0..self.ncols()).flat_map(|column| self.column(column))
    }

    /// The images, where they are such.
    #[must_use]
    pub fn images(&self) -> Option<&Images> {
        match self {
            Self::Numbers(_) => None,
            Self::Pixels(images) => Some(images),
        }
    }

    /// Some of the samples, in the order of `rows`.
    #[must_use]
    pub fn select(&self, rows: &[u32]) -> Self {
        match self {
            Self::Numbers(numbers) => {
                let number = |row, column| numbers[(rows[row] as usize, column)];
                Self::Numbers(DMatrix::from_fn(rows.len(), numbers.ncols(), number))
            }
            Self::Pixels(images) => Self::Pixels(images.select(rows)),
        }
    }
}

impl Index<(usize, usize)> for Inputs {
    type Output = f32;

    fn index(&self, (row, column): (usize, usize)) -> &f32 {
        match self {
            Self::Numbers(numbers) => &numbers[(row, column)],
            Self::Pixels(images) => &BYTES[usize::from(images.image(row)[column])],
        }
    }
}

impl From<DMatrix<f32>> for Inputs {
    fn from(numbers: DMatrix<f32>) -> Self {
        Self::Numbers(numbers)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pixels_are_numbers_to_whoever_reads_them() {
        let images = Images::new(vec![0, 1, 2, 253, 254, 255], 2).unwrap();
        let pixels = Inputs::Pixels(images).select(&[2, 0]);
        let numbers = DMatrix::from_row_slice(2, 2, &[254.0, 255.0, 0.0, 1.0]);
        let numbers = Inputs::from(numbers);
        for inputs in [&pixels, &numbers] {
            assert_eq!((inputs.nrows(), inputs.ncols()), (2, 2));
            assert!(inputs.row(1).eq([0.0, 1.0]));
            assert!(inputs.column(1).eq([255.0, 1.0]));
            assert!(inputs.iter().eq([254.0, 0.0, 255.0, 1.0]));
            assert_eq!(inputs.select(&[1])[(0, 1)], 1.0);
        }
        assert_eq!((pixels.images().is_some(), numbers.images()), (true, None));
    }
}
