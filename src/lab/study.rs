//! The sample that is studied: whose values are shown in units, formulas and graphs.

use nalgebra::DMatrix;

use super::{prepared::Prepared, tally::Portion};
use crate::nn::{Task, largest};

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
                (row < table.len()).then(|| table.x.row(row).collect())
            }
            Self::Typed(raw, _) => Some(raw.clone()),
        }
    }

    /// The same sample for data that were prepared anew: a row stays where the data are the same, and what
    /// one's own values should give is coded as the network is to answer it now. `None` where the data have
    /// no such sample any more.
    #[must_use]
    pub fn carried(&self, from: &Prepared, to: &Prepared) -> Option<Self> {
        if from.train_table != to.train_table || from.test_table != to.test_table {
            return None;
        }
        match self {
            Self::Row(..) => Some(self.clone()),
            Self::Typed(raw, targets) => {
                let answers = Answer::all(from, targets);
                let targets = Answer::coded(to, &answers);
                Some(Self::Typed(raw.clone(), targets))
            }
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

/// What a sample should give, as people say it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Answer {
    /// A class, by its number.
    Class(usize),
    /// Whether a label holds.
    Holds(bool),
    /// A number in its own units.
    Number(f32),
}

impl Answer {
    /// What targets say, one for each question: which class it is, whether each label holds, or each
    /// number. `targets` has a value per output.
    #[must_use]
    pub fn all(prepared: &Prepared, targets: &[f32]) -> Vec<Self> {
        let class = |target: f32| prepared.target.class(target);
        match prepared.task {
            Task::Binary => {
                let target = targets.first().copied().unwrap_or_default();
                vec![Self::Class(usize::from(class(target)))]
            }
            Task::Multiclass => {
                vec![Self::Class(largest(targets.iter().copied()))]
            }
            Task::Multilabel => {
                let holds = |&target: &f32| Self::Holds(class(target) == 1);
                targets.iter().map(holds).collect()
            }
            Task::Regression => {
                let targets = targets.iter().enumerate();
                let number = |(output, &target)| Self::Number(prepared.value(output, target));
                targets.map(number).collect()
            }
        }
    }

    /// The targets that answers are, a value per output.
    #[must_use]
    pub fn coded(prepared: &Prepared, answers: &[Self]) -> Vec<f32> {
        let code = |holds| prepared.target.of(u8::from(holds));
        let one = |(at, answer): (usize, &Self)| match *answer {
            Self::Class(class) if prepared.task == Task::Multiclass => {
                let classes = 0..prepared.names().len();
                classes.map(|other| code(other == class)).collect()
            }
            Self::Class(class) => vec![code(class == 1)],
            Self::Holds(holds) => vec![code(holds)],
            Self::Number(number) => vec![prepared.encoded(at, number)],
        };
        answers.iter().enumerate().flat_map(one).collect()
    }
}

/// The row after or before `now` among `rows`, which go up; after the last comes the first. Without one
/// `now`, the first or the last.
#[must_use]
pub fn beside(now: Option<usize>, rows: &[usize], forward: bool) -> Option<usize> {
    let (first, last) = (*rows.first()?, *rows.last()?);
    let Some(now) = now else {
        return Some(if forward { first } else { last });
    };
    Some(if forward {
        let after = rows.partition_point(|row| *row <= now);
        rows.get(after).copied().unwrap_or(first)
    } else {
        let before = rows.partition_point(|row| *row < now);
        before.checked_sub(1).map_or(last, |at| rows[at])
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        data::{DataSpec, Dataset},
        lab::Experiment,
        nn::{Activation, Loss},
    };

    #[test]
    fn one_goes_round_the_rows() {
        let rows = [2, 5, 9];
        for (now, forward, to) in [
            (None, true, 2),
            (None, false, 9),
            (Some(2), true, 5),
            (Some(9), true, 2),
            (Some(2), false, 9),
            // A row that is not among them any more.
            (Some(6), true, 9),
            (Some(6), false, 5),
            (Some(11), true, 2),
            (Some(0), false, 9),
        ] {
            assert_eq!(beside(now, &rows, forward), Some(to), "{now:?}");
        }
        assert_eq!(beside(Some(1), &[], true), None);
    }

    #[test]
    fn a_chosen_sample_stays_as_long_as_the_data_do() {
        let e = Experiment::default();
        let prepared = Prepared::new(&e);
        let row = Study::Row(Portion::Test, 3);
        let mut hinge = e.clone();
        hinge.loss = Loss::Hinge;
        hinge.layers[2].activation = Activation::Tanh;
        hinge.standardize = true;
        let coded_otherwise = Prepared::new(&hinge);
        assert_eq!(row.carried(&prepared, &coded_otherwise), Some(row.clone()));
        let typed = |target| Study::Typed(vec![0.5, 1.0], vec![target]);
        assert_eq!(
            typed(0.0).carried(&prepared, &coded_otherwise),
            Some(typed(-1.0))
        );
        let mut redrawn = e;
        redrawn.data.draw += 1;
        assert_eq!(row.carried(&prepared, &Prepared::new(&redrawn)), None);
    }

    #[test]
    fn answers_are_coded_and_read_for_every_task() {
        for dataset in [
            Dataset::Xor,
            Dataset::Blobs3,
            Dataset::Labels,
            Dataset::Line,
            Dataset::TwoWaves,
        ] {
            let e = Experiment::preset(DataSpec {
                dataset,
                ..DataSpec::default()
            });
            let prepared = Prepared::new(&e);
            for row in [0, 7] {
                let targets = prepared.train.y(row);
                let answers = Answer::all(&prepared, targets);
                let coded = Answer::coded(&prepared, &answers);
                for (now, then) in coded.iter().zip(targets) {
                    assert!((now - then).abs() < 1e-5, "{dataset:?}: {now} {then}");
                }
            }
        }
    }

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
