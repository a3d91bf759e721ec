//! How the samples of one part were decided: which classes were taken for which, or how near numbers
//! came.

use super::{answers::Answers, prepared::Prepared};
use crate::{
    data::{Table, Targets},
    nn::{Confusion, Evaluation, Fit, Network, Samples, Task},
};

/// The samples that are trained on, or those that are held back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Portion {
    /// What is trained on.
    Training,
    /// What is held back.
    #[default]
    Test,
}

impl Portion {
    /// This portion, or the training samples where nothing is held back.
    #[must_use]
    pub fn among(self, prepared: &Prepared) -> Self {
        if prepared.test.is_empty() {
            Self::Training
        } else {
            self
        }
    }

    /// Its samples in the data's own units, and those of them that are measured for the screen.
    #[must_use]
    pub fn of(self, prepared: &Prepared) -> (&Table, &Samples) {
        let [train, test] = &prepared.measured;
        match self {
            Self::Training => (&prepared.train_table, train),
            Self::Test => (&prepared.test_table, test),
        }
    }

    /// How many of its samples there are, where only the first of them are measured.
    #[must_use]
    pub fn left_out(self, prepared: &Prepared) -> Option<(usize, usize)> {
        let (table, measured) = self.of(prepared);
        (measured.len() < table.len()).then(|| (measured.len(), table.len()))
    }

    /// How many samples are measured for the screen, and how many there are.
    #[must_use]
    pub fn rows(self, prepared: &Prepared) -> [usize; 2] {
        let (table, measured) = self.of(prepared);
        [measured.len(), table.len()]
    }

    /// How many answers are measured for the screen: one to each sample, or to each of its labels.
    #[must_use]
    pub fn answers(self, prepared: &Prepared) -> usize {
        let labels = match prepared.task {
            Task::Multilabel => prepared.names().len(),
            Task::Binary | Task::Multiclass | Task::Regression => 1,
        };
        self.of(prepared).1.len() * labels
    }

    /// How many of so many answers are wrong, by what was measured of this portion. Nothing for numbers, which are no more than near.
    #[must_use]
    pub fn wrong(self, prepared: &Prepared, measured: &Evaluation) -> Option<(usize, usize)> {
        let answers = self.answers(prepared);
        let wrong = (1.0 - measured.accuracy?) * answers as f64;
        Some((wrong.round() as usize, answers))
    }

    /// The word for one of its samples.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Training => "training",
            Self::Test => "test",
        }
    }
}

/// The answers to one portion's samples, counted.
#[derive(Clone, Debug, PartialEq)]
pub struct Tally {
    /// Which samples were asked about.
    pub portion: Portion,
    /// The names of what each matrix tells apart, a matrix each: the classes, or whether a label
    /// holds.
    pub names: Vec<Vec<String>>,
    /// Which were taken for which, a matrix for each entry of `names`; none for regression.
    pub confusions: Vec<Confusion>,
    /// The share of samples of which every label is right; for labels only.
    pub all_right: Option<f64>,
    /// How near each number comes in its own units; for regression only.
    pub fits: Vec<Fit>,
    answers: Answers,
}

impl Tally {
    /// Asks a network about one portion of its samples.
    #[must_use]
    pub fn new(network: &Network, prepared: &Prepared, portion: Portion) -> Self {
        let portion = portion.among(prepared);
        let (table, samples) = portion.of(prepared);
        let answers = Answers::new(network, prepared, samples);
        let targets = &table.targets;
        let names = told_apart(targets);
        let confusion = |label| answers.confusion(targets, label);
        let labels = matches!(targets, Targets::Labels { .. });
        let numbers = match targets {
            Targets::Values { of, .. } => of.ncols(),
            Targets::Classes { .. } | Targets::Labels { .. } => 0,
        };
        let fit = |output| answers.fit(prepared, table, output);
        Self {
            portion,
            confusions: (0..names.len()).map(confusion).collect(),
            names,
            all_right: labels.then(|| answers.all_right(targets)),
            fits: (0..numbers).filter_map(fit).collect(),
            answers,
        }
    }

    /// How many samples were asked about.
    #[must_use]
    pub fn samples(&self) -> usize {
        self.answers.len()
    }

    /// The samples that are `truth` and were taken for `predicted`, in their order.
    #[must_use]
    pub fn rows(
        &self,
        targets: &Targets,
        label: usize,
        truth: usize,
        predicted: usize,
    ) -> Vec<usize> {
        let pair = |row: &usize| self.answers.pair(targets, *row, label) == (truth, predicted);
        (0..self.samples()).filter(pair).collect()
    }

    /// The value of an output for a sample.
    #[must_use]
    pub fn output(&self, row: usize, output: usize) -> Option<f32> {
        self.answers.output(row, output)
    }

    /// The mean over the numbers (scikit-learn: `uniform_average`) of what is measured of each.
    #[must_use]
    pub fn mean(&self, of: fn(&Fit) -> f64) -> Option<f64> {
        let sum: f64 = self.fits.iter().map(of).sum();
        (!self.fits.is_empty()).then(|| sum / self.fits.len() as f64)
    }
}

/// What each matrix tells apart: the classes, or for each label that it does not hold and that it
/// does.
#[must_use]
pub fn told_apart(targets: &Targets) -> Vec<Vec<String>> {
    match targets {
        Targets::Classes { names, .. } => vec![names.clone()],
        Targets::Labels { names, .. } => {
            let both = |name: &String| vec![format!("not {name}"), name.clone()];
            names.iter().map(both).collect()
        }
        Targets::Values { .. } => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        data::{DataSpec, Dataset},
        lab::Experiment,
        nn::{Activation, Task},
    };

    fn prepared(dataset: Dataset) -> (Experiment, Prepared) {
        let e = Experiment::preset(DataSpec {
            dataset,
            ..DataSpec::default()
        });
        let prepared = Prepared::new(&e);
        (e, prepared)
    }

    #[test]
    fn every_sample_stands_in_one_cell_of_each_matrix() {
        for dataset in [Dataset::Moons, Dataset::Rings, Dataset::Labels] {
            let (e, prepared) = prepared(dataset);
            for portion in [Portion::Training, Portion::Test] {
                let tally = Tally::new(&e.network(), &prepared, portion);
                let (table, _) = portion.of(&prepared);
                assert_eq!(tally.samples(), table.len());
                assert_eq!(tally.confusions.len(), tally.names.len());
                for (label, confusion) in tally.confusions.iter().enumerate() {
                    let classes = tally.names[label].len();
                    assert_eq!(confusion.classes(), classes);
                    let mut seen = Vec::new();
                    for (truth, predicted) in
                        (0..classes * classes).map(|c| (c / classes, c % classes))
                    {
                        let rows = tally.rows(&table.targets, label, truth, predicted);
                        assert_eq!(rows.len(), confusion.count(truth, predicted));
                        seen.extend(rows);
                    }
                    seen.sort_unstable();
                    assert_eq!(seen, (0..table.len()).collect::<Vec<_>>());
                }
            }
        }
    }

    #[test]
    fn labels_are_told_apart_one_by_one() {
        let (e, prepared) = prepared(Dataset::Labels);
        let tally = Tally::new(&e.network(), &prepared, Portion::Test);
        assert_eq!(tally.names[0], ["not spam", "spam"]);
        assert_eq!(tally.names.len(), 2);
        let least = tally.confusions.iter().map(Confusion::accuracy);
        assert!(tally.all_right.unwrap() <= least.fold(1.0, f64::min));
    }

    #[test]
    fn a_truth_table_has_its_training_samples_only() {
        let (e, prepared) = prepared(Dataset::XorTable);
        let tally = Tally::new(&e.network(), &prepared, Portion::Test);
        assert_eq!((tally.portion, tally.samples()), (Portion::Training, 4));
        assert_eq!(tally.all_right, None);
    }

    #[test]
    fn errors_are_the_mean_of_each_numbers_in_its_own_units() {
        let (mut e, _) = prepared(Dataset::TwoWaves);
        let last = e.layers.len() - 1;
        e.layers[last].activation = Activation::Tanh;
        let prepared = Prepared::new(&e);
        assert_eq!(prepared.task, Task::Regression);
        let tally = Tally::new(&e.network(), &prepared, Portion::Test);
        let Targets::Values { of, .. } = &prepared.test_table.targets else {
            unreachable!()
        };
        let mut sum = 0.0;
        for output in 0..2 {
            for row in 0..of.nrows() {
                let answer = prepared.value(output, tally.output(row, output).unwrap());
                sum += f64::from((answer - of[(row, output)]).abs()) / of.nrows() as f64;
            }
        }
        let mae = tally.mean(|fit| fit.mae).unwrap();
        assert!((mae - sum / 2.0).abs() < 1e-5, "{mae} {sum}");
        assert!(tally.mean(|fit| fit.rmse).unwrap() >= mae);
        assert!(tally.confusions.is_empty() && tally.names.is_empty());
    }

    #[test]
    fn all_samples_are_measured_where_there_are_few() {
        let (_, few) = prepared(Dataset::Moons);
        assert_eq!(Portion::Training.left_out(&few), None);
        let mut many = few.clone();
        many.measured[0] = many.test.clone();
        let counts = (many.test.len(), many.train.len());
        assert_eq!(Portion::Training.left_out(&many), Some(counts));
    }
}
