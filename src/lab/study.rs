//! The sample that is studied: whose values are shown in units, formulas and graphs.

use nalgebra::DMatrix;

use super::{prepared::Prepared, tally::Portion};

/// A sample, or values of one's own.
#[derive(Clone, Debug, PartialEq)]
pub enum Study {
    /// A sample of the data, by its portion and its row.
    Row(Portion, u32),
    /// Values as measured, one for each column of the table, and the targets, one for each output, as the
    /// network is to answer them.
    Typed(Vec<f32>, Vec<f32>),
}

impl Study {
    /// What the network reads and what it should answer: a value per input, and one per output. `None` where
    /// the data have no such sample, or columns that the values do not have.
    #[must_use]
    pub fn sample(&self, prepared: &Prepared) -> Option<(Vec<f32>, Vec<f32>)> {
        match self {
            Self::Row(portion, row) => {
                let samples = match portion {
                    Portion::Training => &prepared.train,
                    Portion::Test => &prepared.test,
                };
                let row = *row as usize;
                (row < samples.len()).then(|| (samples.x(row).to_vec(), samples.y(row).to_vec()))
            }
            Self::Typed(raw, targets) => {
                let fits = raw.len() == prepared.train_table.x.ncols()
                    && targets.len() == prepared.train.outputs();
                fits.then(|| {
                    let x = prepared
                        .encoder
                        .encode(&DMatrix::from_row_slice(1, raw.len(), raw));
                    (x.iter().copied().collect(), targets.clone())
                })
            }
        }
    }

    /// The values as measured, one for each column of the table.
    #[must_use]
    pub fn raw(&self, prepared: &Prepared) -> Option<Vec<f32>> {
        match self {
            Self::Row(portion, row) => {
                let table = portion.of(prepared).0;
                let row = *row as usize;
                (row < table.len()).then(|| table.x.row(row).iter().copied().collect())
            }
            Self::Typed(raw, _) => Some(raw.clone()),
        }
    }

    /// Its number among the training samples, where it is one of them.
    #[must_use]
    pub fn training_row(&self) -> Option<u32> {
        match self {
            Self::Row(Portion::Training, row) => Some(*row),
            Self::Row(..) | Self::Typed(..) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lab::Experiment;

    #[test]
    fn typed_values_of_a_sample_are_that_sample() {
        let e = Experiment {
            standardize: true,
            ..Experiment::default()
        };
        let prepared = Prepared::new(&e);
        let row = Study::Row(Portion::Training, 3);
        let (x, t) = row.sample(&prepared).unwrap();
        let typed = Study::Typed(row.raw(&prepared).unwrap(), t.clone());
        assert_eq!(typed.sample(&prepared), Some((x, t)));
        assert_eq!(row.training_row(), Some(3));
    }

    #[test]
    fn what_the_data_do_not_have_is_none() {
        let prepared = Prepared::new(&Experiment::default());
        let many = prepared.train.len() as u32;
        assert_eq!(Study::Row(Portion::Training, many).sample(&prepared), None);
        assert_eq!(Study::Typed(vec![1.0], vec![0.0]).sample(&prepared), None);
    }
}
