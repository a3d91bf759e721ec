//! Parts of the training samples for cross-validation.

use rand::seq::SliceRandom;
use rand_pcg::Pcg32;
use serde::{Deserialize, Serialize};

use crate::nn::Samples;
use nalgebra::DMatrix;

/// Which of the folds a run holds back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fold {
    /// Its number, from 0.
    pub at: u32,
    /// How many there are.
    pub of: u32,
    /// Decides which samples are in which.
    pub seed: u32,
    /// Whether inputs are brought to mean 0 and deviation 1 once more, over what is left to train on: what is
    /// held back has no say in that.
    pub standardize: bool,
}

/// The two parts of samples.
#[derive(Clone, Debug, PartialEq)]
pub struct Part {
    /// What is trained on.
    pub train: Samples,
    /// What is held back.
    pub held: Samples,
}

/// The random stream of the folds.
const STREAM: u64 = 0x666f_6c64;

impl Fold {
    /// Divides samples.
    #[must_use]
    pub fn divide(self, samples: &Samples) -> Part {
        let mut order: Vec<usize> = (0..samples.len()).collect();
        order.shuffle(&mut Pcg32::new(self.seed.into(), STREAM));
        let (at, of) = (self.at as usize, self.of.max(1) as usize);
        let ends = |fold: usize| order.len() * fold / of;
        let held = order[ends(at)..ends(at + 1)].to_vec();
        let rest = [&order[..ends(at)], &order[ends(at + 1)..]].concat();
        if let Some(part) = self.of_images(samples, &rest, &held) {
            return part;
        }
        let (mut train, mut held) = (Rows::of(samples, rest), Rows::of(samples, held));
        if self.standardize {
            let scale = train.scale();
            train.standardize(&scale);
            held.standardize(&scale);
        }
        Part {
            train: train.samples(samples),
            held: held.samples(samples),
        }
    }
}

impl Fold {
    /// The same of images, which stay where they are; nothing where samples are numbers.
    fn of_images(self, samples: &Samples, rest: &[usize], held: &[usize]) -> Option<Part> {
        let sorted = |rows: &[usize]| {
            let mut rows: Vec<u32> = rows.iter().map(|row| *row as u32).collect();
            rows.sort_unstable();
            rows
        };
        let train = samples.images(&sorted(rest))?;
        let held = samples.images(&sorted(held))?;
        let scale = train.pixel_scale().filter(|_| self.standardize);
        Some(match scale {
            Some(scale) => Part {
                train: train.read_by(&scale),
                held: held.read_by(&scale),
            },
            None => Part { train, held },
        })
    }
}

/// Some rows of samples, in their order.
struct Rows {
    rows: Vec<usize>,
    inputs: usize,
    /// Their inputs, row after row.
    x: Vec<f32>,
}

impl Rows {
    fn of(samples: &Samples, mut rows: Vec<usize>) -> Self {
        rows.sort_unstable();
        let mut x = Vec::with_capacity(rows.len() * samples.inputs());
        rows.iter().for_each(|row| x.extend(samples.x(*row).iter()));
        Self {
            rows,
            inputs: samples.inputs(),
            x,
        }
    }

    /// Mean and deviation of each input; a deviation of 0 counts as 1.
    fn scale(&self) -> Vec<(f32, f32)> {
        let count = self.rows.len().max(1) as f64;
        let of = |column: usize| {
            let values = || self.x.iter().skip(column).step_by(self.inputs).copied();
            let mean = values().map(f64::from).sum::<f64>() / count;
            let off = values().map(|value| f64::from(value) - mean);
            let deviation = (off.map(|off| off * off).sum::<f64>() / count).sqrt() as f32;
            (mean as f32, if deviation > 0.0 { deviation } else { 1.0 })
        };
        (0..self.inputs).map(of).collect()
    }

    fn standardize(&mut self, scale: &[(f32, f32)]) {
        for row in self.x.chunks_mut(self.inputs.max(1)) {
            for (value, (mean, deviation)) in row.iter_mut().zip(scale) {
                *value = (*value - mean) / deviation;
            }
        }
    }

    fn samples(&self, of: &Samples) -> Samples {
        let x = DMatrix::from_row_slice(self.rows.len(), self.inputs, &self.x);
        let y = DMatrix::from_fn(self.rows.len(), of.outputs(), |row, column| {
            of.y(self.rows[row])[column]
        });
        Samples::from_rows(&x, &y)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nn::{Images, Scaling};

    /// Images are divided as the same numbers would be.
    #[test]
    fn images_are_divided_as_numbers_are() {
        let bytes: Vec<u8> = (0..23 * 4).map(|at| (at * at % 251) as u8).collect();
        let x = DMatrix::from_row_slice(
            23,
            4,
            &bytes
                .iter()
                .map(|&b| f32::from(b) / 255.0)
                .collect::<Vec<_>>(),
        );
        let y = DMatrix::from_fn(23, 1, |r, _| r as f32);
        let images = Images::new(bytes, 4).unwrap();
        let scaling = Scaling::new(&[(0.0, 255.0); 4]);
        let both = [
            Samples::of_images(images, scaling, &y),
            Samples::from_rows(&x, &y),
        ];
        for standardize in [false, true] {
            let fold = Fold {
                at: 1,
                of: 4,
                seed: 9,
                standardize,
            };
            let [of_images, of_numbers] = both.each_ref().map(|samples| fold.divide(samples));
            for (one, other) in [
                (of_images.train, of_numbers.train),
                (of_images.held, of_numbers.held),
            ] {
                assert_eq!(one.len(), other.len());
                for row in 0..one.len() {
                    assert_eq!(one.y(row), other.y(row));
                    let pairs = one
                        .x(row)
                        .into_owned()
                        .into_iter()
                        .zip(other.x(row).into_owned());
                    for (a, b) in pairs {
                        assert!((a - b).abs() < 1e-4, "{standardize} {a} {b}");
                    }
                }
            }
        }
    }

    #[test]
    fn every_sample_is_held_back_once_and_has_no_say_in_the_scale() {
        let x = DMatrix::from_fn(23, 2, |r, c| (r * (c + 1)) as f32);
        let y = DMatrix::from_fn(23, 1, |r, _| r as f32);
        let samples = Samples::from_rows(&x, &y);
        let mut held = Vec::new();
        for at in 0..5 {
            let fold = |standardize| Fold {
                at,
                of: 5,
                seed: 3,
                standardize,
            };
            let part = fold(false).divide(&samples);
            assert_eq!(part.train.len() + part.held.len(), 23);
            assert!([4, 5].contains(&part.held.len()));
            for row in 0..part.held.len() {
                let y = part.held.y(row)[0];
                assert_eq!(part.held.x(row)[..], [y, 2.0 * y]);
                assert!((0..part.train.len()).all(|other| part.train.y(other)[0] != y));
                held.push(y);
            }
            let scaled = fold(true).divide(&samples).train;
            let mean = scaled.x_columns()[..scaled.len()].iter().sum::<f32>() / scaled.len() as f32;
            assert!(mean.abs() < 1e-5, "{mean}");
        }
        held.sort_by(f32::total_cmp);
        assert_eq!(held, (0..23u8).map(f32::from).collect::<Vec<_>>());
    }
}
