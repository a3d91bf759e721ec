//! What a network answers to samples, in the task's own words: classes, labels, numbers.

use nalgebra::DMatrix;

use super::prepared::Prepared;
use crate::{
    data::{Table, Targets},
    nn::{Confusion, Fit, Network, Samples, Target, Task, fit, largest},
};

/// The answers to some samples, a row each.
#[derive(Clone, Debug, PartialEq)]
pub struct Answers {
    outputs: DMatrix<f32>,
    target: Target,
    task: Task,
}

impl Answers {
    /// Asks a network.
    #[must_use]
    pub fn new(network: &Network, prepared: &Prepared, samples: &Samples) -> Self {
        // Without samples there may be no inputs either, and nothing to ask.
        let outputs = if samples.inputs() == network.inputs() {
            network.answers(samples)
        } else {
            DMatrix::zeros(samples.len(), network.outputs())
        };
        Self::of(outputs, prepared)
    }

    /// What outputs say, a row for each sample and a column for each output.
    #[must_use]
    pub fn of(outputs: DMatrix<f32>, prepared: &Prepared) -> Self {
        Self {
            outputs,
            target: prepared.target,
            task: prepared.task,
        }
    }

    /// How many samples were asked about.
    #[must_use]
    pub fn len(&self) -> usize {
        self.outputs.nrows()
    }

    /// Whether nothing was asked.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The class that a sample was taken for.
    #[must_use]
    pub fn class(&self, row: usize) -> usize {
        if self.task == Task::Binary {
            return usize::from(self.holds(row, 0));
        }
        largest(self.outputs.row(row).iter().copied())
    }

    /// The value of an output for a sample; `None` for what was not asked.
    #[must_use]
    pub fn output(&self, row: usize, output: usize) -> Option<f32> {
        self.outputs.get((row, output)).copied()
    }

    /// Whether a label was found to hold.
    #[must_use]
    pub fn holds(&self, row: usize, label: usize) -> bool {
        self.target.class(self.outputs[(row, label)]) == 1
    }

    /// What a sample is and what it was taken for: classes, or 0 and 1 for a label.
    #[must_use]
    pub fn pair(&self, targets: &Targets, row: usize, label: usize) -> (usize, usize) {
        match targets {
            Targets::Classes { of, .. } => (usize::from(of[row]), self.class(row)),
            Targets::Labels { on, .. } => (
                usize::from(on[(row, label)] > 0.5),
                usize::from(self.holds(row, label)),
            ),
            Targets::Values { .. } => (0, 0),
        }
    }

    /// Which classes were taken for which; for labels, whether `label` holds and was found to.
    #[must_use]
    pub fn confusion(&self, targets: &Targets, label: usize) -> Confusion {
        let classes = match targets {
            Targets::Classes { names, .. } => names.len(),
            Targets::Labels { .. } | Targets::Values { .. } => 2,
        };
        Confusion::new(
            classes,
            (0..self.len()).map(|row| self.pair(targets, row, label)),
        )
    }

    /// The share of samples of which every label was found right.
    #[must_use]
    pub fn all_right(&self, targets: &Targets) -> f64 {
        let labels = self.outputs.ncols();
        let right = |row: &usize| {
            (0..labels).all(|label| {
                let (truth, found) = self.pair(targets, *row, label);
                truth == found
            })
        };
        (0..self.len()).filter(right).count() as f64 / self.len() as f64
    }

    /// How near the numbers of an output come to their targets, in the targets' own units.
    #[must_use]
    pub fn fit(&self, prepared: &Prepared, table: &Table, output: usize) -> Option<Fit> {
        let Targets::Values { of, .. } = &table.targets else {
            return None;
        };
        let answers = self.outputs.column(output);
        let answers: Vec<f32> = answers.iter().map(|&a| prepared.value(output, a)).collect();
        let truth = of.column(output);
        // The answers may be to the first of the samples only.
        let truth = &truth.as_slice()[..answers.len()];
        (!self.is_empty()).then(|| fit(truth, &answers))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        data::{DataSpec, Dataset},
        lab::Experiment,
        nn::{Activation, Initializer, LayerSpec, evaluate},
    };

    fn asked(dataset: Dataset) -> (Experiment, Prepared, Network, Answers) {
        let e = Experiment::preset(DataSpec {
            dataset,
            ..DataSpec::default()
        });
        let prepared = Prepared::new(&e);
        let network = e.network();
        let answers = Answers::new(&network, &prepared, &prepared.train);
        (e, prepared, network, answers)
    }

    #[test]
    fn accuracy_is_that_of_the_evaluation() {
        for dataset in [Dataset::Xor, Dataset::Blobs3, Dataset::Rings] {
            let (e, prepared, network, answers) = asked(dataset);
            let confusion = answers.confusion(&prepared.train_table.targets, 0);
            let shown = evaluate(&network, e.loss, prepared.task, &prepared.train).unwrap();
            assert!((confusion.accuracy() - shown.accuracy.unwrap()).abs() < 1e-12);
        }
    }

    /// What weights of zero answer to the four points of a truth table, as often as it is right: by
    /// the evaluation and by the matrix.
    fn right_of_zeros(dataset: Dataset, output: Activation) -> [f64; 2] {
        let mut e = Experiment::preset(DataSpec {
            dataset,
            ..DataSpec::default()
        });
        e.layers = vec![LayerSpec::new(1, output)];
        e.initializer = Initializer::Zeros;
        let prepared = Prepared::new(&e);
        let network = e.network();
        let answers = Answers::new(&network, &prepared, &prepared.train);
        let shown = evaluate(&network, e.loss, prepared.task, &prepared.train).unwrap();
        let confusion = answers.confusion(&prepared.train_table.targets, 0);
        [shown.accuracy.unwrap(), confusion.accuracy()]
    }

    /// An output of just the threshold is of class 0, as Keras has it; a step of 0 answers 1.
    #[test]
    fn halfway_is_class_0() {
        for (dataset, zeros) in [
            (Dataset::And, 0.75),
            (Dataset::Or, 0.25),
            (Dataset::Nand, 0.25),
            (Dataset::XorTable, 0.5),
        ] {
            for output in [Activation::Sigmoid, Activation::Tanh, Activation::Sign] {
                assert_eq!(right_of_zeros(dataset, output), [zeros; 2], "{dataset:?}");
            }
            let step = right_of_zeros(dataset, Activation::Heaviside);
            assert_eq!(step, [1.0 - zeros; 2], "{dataset:?}");
        }
    }

    #[test]
    fn labels_are_counted_one_by_one() {
        let (e, prepared, network, answers) = asked(Dataset::Labels);
        let targets = &prepared.train_table.targets;
        let of = |label| answers.confusion(targets, label).accuracy();
        let shown = evaluate(&network, e.loss, prepared.task, &prepared.train).unwrap();
        assert!(((of(0) + of(1)) / 2.0 - shown.accuracy.unwrap()).abs() < 1e-12);
        assert!(answers.all_right(targets) <= of(0).min(of(1)));
    }

    #[test]
    fn numbers_are_compared_in_their_own_units() {
        let (mut e, ..) = asked(Dataset::Line);
        e.layers[0].activation = Activation::Sigmoid;
        let prepared = Prepared::new(&e);
        let network = e.network();
        let answers = Answers::new(&network, &prepared, &prepared.train);
        let scaled = evaluate(&network, e.loss, prepared.task, &prepared.train).unwrap();
        let own = answers.fit(&prepared, &prepared.train_table, 0).unwrap();
        let factor = f64::from(prepared.scales[0].factor);
        assert!((own.mae - scaled.fit.unwrap().mae * factor).abs() < 1e-4);
        assert!((own.r2 - scaled.fit.unwrap().r2).abs() < 1e-3);
    }
}
