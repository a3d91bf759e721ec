//! An experiment's data made ready for its network.

use std::sync::Arc;

use nalgebra::DMatrix;

use super::experiment::Experiment;
use crate::{
    data::{Facts, Features, Inputs, Point, Table, Targets},
    nn::{Activation, Named, Samples, Scaling, Target, Task},
};

/// The samples of an experiment, and what its network sees of them.
#[derive(Clone, Debug)]
pub struct Prepared {
    /// What is to be learnt.
    pub task: Task,
    /// What is trained on, in the data's own units and in training order.
    pub train_table: Table,
    /// What is true of what is trained on.
    pub facts: Arc<Facts>,
    /// What is held back, likewise.
    pub test_table: Table,
    /// From a row of the table to what the network reads.
    pub encoder: Encoder,
    /// How classes and labels are coded as targets.
    pub target: Target,
    /// How numbers become targets, one for each output of a regression.
    pub scales: Vec<Scale>,
    /// What is trained on.
    pub train: Arc<Samples>,
    /// What is held back; empty for a truth table.
    pub test: Arc<Samples>,
    /// The part of them that is measured for the screen: all, unless there are very many.
    pub measured: [Arc<Samples>; 2],
}

/// Numbers that are measured for every picture, at most: rows × inputs.
const MEASURED: usize = 200_000;

/// Samples of so many inputs each that can be measured for every picture: the first.
#[must_use]
pub fn measured_rows(inputs: usize) -> usize {
    (MEASURED / inputs.max(1)).max(1000)
}

impl Prepared {
    /// Generates the data of an experiment and computes features and targets.
    #[must_use]
    pub fn new(e: &Experiment) -> Self {
        let [train_table, test_table] = e.data.sides(&e.data.whole());
        let features = e.data.has_features().then(|| e.features.clone());
        let encoder = Encoder::fit(features, &train_table, e.standardize);
        let target = e.shown_loss().target(e.output().activation);
        let scales = scales(&train_table.targets, e.output().activation);
        let samples = |table: &Table| {
            let y = targets(&table.targets, target, &scales);
            Arc::new(encoder.samples(&table.x, &y))
        };
        let (train, test) = (samples(&train_table), samples(&test_table));
        let rows = measured_rows(encoder.outputs());
        let measured = [&train, &test].map(|all| first(all, rows));
        Self {
            task: train_table.targets.task(),
            target,
            train,
            test,
            measured,
            facts: Arc::new(Facts::of(&train_table)),
            train_table,
            test_table,
            encoder,
            scales,
        }
    }

    /// Whether these samples are those of an experiment that differs from `e` by nothing that
    /// matters here.
    #[must_use]
    pub fn serves(made_for: &Experiment, e: &Experiment) -> bool {
        let coding = |e: &Experiment| e.shown_loss().target(e.output().activation);
        made_for.data == e.data
            && made_for.features == e.features
            && made_for.standardize == e.standardize
            && coding(made_for) == coding(e)
            && (e.task() != Task::Regression
                || made_for.output().activation.bounds() == e.output().activation.bounds())
    }

    /// Training points in the plane, where there are two inputs and two classes.
    #[must_use]
    pub fn points(&self) -> Option<&[Point]> {
        self.facts.points()
    }

    /// An output of a regression in the target's own units.
    #[must_use]
    pub fn value(&self, output: usize, value: f32) -> f32 {
        self.scales.get(output).map_or(value, |s| s.decode(value))
    }

    /// The target that a number has as output of a regression.
    #[must_use]
    pub fn encoded(&self, output: usize, number: f32) -> f32 {
        let scale = self.scales.get(output);
        scale.map_or(number, |s| s.encode(number))
    }

    /// Names of the classes, labels or numbers.
    #[must_use]
    pub fn names(&self) -> &[String] {
        self.train_table.targets.names()
    }
}

/// Samples times parameters from which on a network is too large to be measured for every picture: the worker
/// looks at it now and then.
const LARGE: usize = 2_000_000_000;
/// Samples of each part that a large network is measured on, at most: the first.
pub const LOOKED_AT: usize = 10_000;

/// Whether a network of so many parameters is too large for so many samples to be measured for every picture.
#[must_use]
pub fn is_large(samples: usize, parameters: usize) -> bool {
    samples.saturating_mul(parameters) > LARGE
}

/// The first rows of samples: all, where there are no more.
#[must_use]
pub fn first(all: &Arc<Samples>, rows: usize) -> Arc<Samples> {
    if all.len() <= rows {
        return all.clone();
    }
    Arc::new(all.first(rows))
}

/// The value of a pixel that is all white, by which pixels are divided where they are not standardised.
const WHITE: f32 = 255.0;

/// From a row of a table to what the network reads.
#[derive(Clone, Debug, PartialEq)]
pub struct Encoder {
    features: Option<Features>,
    /// Names of what the network reads.
    pub names: Vec<String>,
    /// What is subtracted from each input, and by what it is divided; none where nothing is.
    pub standard: Option<Vec<(f32, f32)>>,
}

impl Encoder {
    fn fit(features: Option<Features>, train: &Table, standardize: bool) -> Self {
        let names = match &features {
            Some(features) => features.iter().map(|f| f.label().into()).collect(),
            None => train.inputs.clone(),
        };
        let mut encoder = Self {
            features,
            names,
            standard: None,
        };
        encoder.standard = match &train.x {
            Inputs::Numbers(numbers) => standardize.then(|| {
                let x = encoder.encode(numbers);
                let columns = x.column_iter();
                columns.map(|c| mean_and_deviation(c.iter())).collect()
            }),
            Inputs::Pixels(images) if standardize => {
                Some(images.moments().into_iter().map(standard).collect())
            }
            Inputs::Pixels(images) => Some(vec![(0.0, WHITE); images.pixels()]),
        };
        encoder
    }

    /// What the network reads of a table's inputs, with targets `y`.
    fn samples(&self, x: &Inputs, y: &DMatrix<f32>) -> Samples {
        match x {
            Inputs::Numbers(numbers) => Samples::from_rows(&self.encode(numbers), y),
            Inputs::Pixels(images) => {
                let scaling = Scaling::new(self.standard.as_deref().unwrap_or_default());
                Samples::of_images(images.clone(), scaling, y)
            }
        }
    }

    /// How many values the network reads.
    #[must_use]
    pub fn outputs(&self) -> usize {
        self.names.len()
    }

    /// The network's inputs for raw rows (samples × columns of the table).
    #[must_use]
    pub fn encode(&self, raw: &DMatrix<f32>) -> DMatrix<f32> {
        let mut x = match &self.features {
            None => raw.clone(),
            Some(features) => {
                let second = |row| if raw.ncols() > 1 { raw[(row, 1)] } else { 0.0 };
                let features = features.iter();
                let columns = features.flat_map(|feature| {
                    (0..raw.nrows()).map(move |row| feature.value([raw[(row, 0)], second(row)]))
                });
                DMatrix::from_iterator(raw.nrows(), self.names.len(), columns)
            }
        };
        if let Some(standard) = &self.standard {
            for (mut column, (mean, deviation)) in x.column_iter_mut().zip(standard) {
                column.iter_mut().for_each(|x| *x = (*x - mean) / deviation);
            }
        }
        x
    }
}

/// Mean and standard deviation, as scikit-learn's `StandardScaler` has them: the deviation of the
/// samples themselves, and 1 where all are alike.
fn mean_and_deviation<'a>(values: impl ExactSizeIterator<Item = &'a f32> + Clone) -> (f32, f32) {
    let count = values.len().max(1) as f64;
    let sum = |f: &dyn Fn(f64) -> f64| values.clone().map(|&x| f(f64::from(x))).sum::<f64>();
    let mean = sum(&|x| x) / count;
    standard((mean, (sum(&|x| (x - mean) * (x - mean)) / count).sqrt()))
}

fn standard((mean, deviation): (f64, f64)) -> (f32, f32) {
    let alike = deviation <= 1e-7 * mean.abs();
    (mean as f32, if alike { 1.0 } else { deviation as f32 })
}

/// How a number becomes a target: `(number − offset) / factor`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scale {
    /// The number whose target is 0.
    pub offset: f32,
    /// Units of the number in one of the target.
    pub factor: f32,
}

impl Scale {
    const PLAIN: Self = Self {
        offset: 0.0,
        factor: 1.0,
    };

    /// The target of a number.
    #[must_use]
    pub fn encode(self, number: f32) -> f32 {
        (number - self.offset) / self.factor
    }

    /// The number of an output.
    #[must_use]
    pub fn decode(self, output: f32) -> f32 {
        output * self.factor + self.offset
    }

    /// Whether target and number are not the same.
    #[must_use]
    pub fn is_scaled(self) -> bool {
        self != Self::PLAIN
    }

    /// Brings what lies from `low` to `high` into the range of a bounded activation.
    fn into_range((low, high): (f32, f32), (from, to): (f32, f32)) -> Self {
        let factor = (high - low) / (to - from);
        let factor = if factor > 0.0 { factor } else { 1.0 };
        Self {
            offset: low - from * factor,
            factor,
        }
    }
}

/// An output that cannot go beyond its bounds learns numbers that are brought into them.
fn scales(targets: &Targets, output: Activation) -> Vec<Scale> {
    let Targets::Values { of, .. } = targets else {
        return Vec::new();
    };
    let columns = of.column_iter();
    columns
        .map(|column| match output.bounds() {
            Some(bounds) => {
                let low = column.iter().copied().fold(f32::INFINITY, f32::min);
                let high = column.iter().copied().fold(f32::NEG_INFINITY, f32::max);
                if low <= high {
                    Scale::into_range((low, high), bounds)
                } else {
                    Scale::PLAIN
                }
            }
            None => Scale::PLAIN,
        })
        .collect()
}

fn targets(targets: &Targets, target: Target, scales: &[Scale]) -> DMatrix<f32> {
    match targets {
        Targets::Classes { names, of } if names.len() <= 2 => {
            DMatrix::from_iterator(of.len(), 1, of.iter().map(|&c| target.of(c as u8)))
        }
        Targets::Classes { names, of } => DMatrix::from_fn(of.len(), names.len(), |row, class| {
            target.of(u8::from(usize::from(of[row]) == class))
        }),
        Targets::Labels { on, .. } => on.map(|on| target.of(u8::from(on > 0.5))),
        Targets::Values { of, .. } => DMatrix::from_fn(of.nrows(), of.ncols(), |row, column| {
            scales[column].encode(of[(row, column)])
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        data::{DataSpec, Dataset},
        nn::Loss,
    };

    fn preset(dataset: Dataset) -> Experiment {
        Experiment::preset(DataSpec {
            dataset,
            ..DataSpec::default()
        })
    }

    #[test]
    fn targets_follow_the_output_activation() {
        let mut experiment = Experiment {
            loss: Loss::MeanSquaredError,
            ..Experiment::default()
        };
        experiment.layers[2].activation = Activation::Tanh;
        let prepared = Prepared::new(&experiment);
        let y: Vec<f32> = (0..prepared.train.len())
            .map(|i| prepared.train.y(i)[0])
            .collect();
        let points = prepared.points().unwrap();
        let classes = points.iter().map(|p| if p.class == 0 { -1.0 } else { 1.0 });
        assert_eq!(y, classes.collect::<Vec<f32>>());
    }

    #[test]
    fn each_feature_is_an_input() {
        let prepared = Prepared::new(&Experiment::default());
        assert_eq!(*prepared.train.x(0), prepared.points().unwrap()[0].x);
        assert_eq!(prepared.train.len() + prepared.test.len(), 400);
    }

    #[test]
    fn several_classes_are_coded_one_hot() {
        let prepared = Prepared::new(&preset(Dataset::Blobs3));
        let Targets::Classes { of, .. } = &prepared.train_table.targets else {
            unreachable!()
        };
        for (row, &class) in of.iter().enumerate() {
            let y = prepared.train.y(row);
            assert_eq!((y[usize::from(class)], y.iter().sum::<f32>()), (1.0, 1.0));
        }
    }

    #[test]
    fn standard_inputs_have_mean_0_and_deviation_1_over_the_training_samples() {
        let experiment = Experiment {
            standardize: true,
            ..preset(Dataset::Moons)
        };
        let prepared = Prepared::new(&experiment);
        for input in 0..2 {
            let all: Vec<f32> = (0..prepared.train.len())
                .map(|row| prepared.train.x(row)[input])
                .collect();
            let (mean, deviation) = mean_and_deviation(all.iter());
            assert!(mean.abs() < 1e-6 && (deviation - 1.0).abs() < 1e-6);
        }
        assert_eq!(mean_and_deviation([3.0, 3.0].iter()), (3.0, 1.0));
    }

    #[test]
    fn numbers_are_brought_into_the_range_of_a_bounded_output_and_back() {
        let mut experiment = preset(Dataset::Line);
        for (activation, range) in [
            (Activation::Sigmoid, Some((0.0, 1.0))),
            (Activation::Tanh, Some((-1.0, 1.0))),
            (Activation::Relu, None),
        ] {
            experiment.layers[0].activation = activation;
            let prepared = Prepared::new(&experiment);
            let Targets::Values { of, .. } = &prepared.train_table.targets else {
                unreachable!()
            };
            let y: Vec<f32> = (0..of.nrows())
                .map(|row| prepared.train.y(row)[0])
                .collect();
            if let Some((low, high)) = range {
                let least = y.iter().copied().fold(f32::INFINITY, f32::min);
                let most = y.iter().copied().fold(f32::NEG_INFINITY, f32::max);
                assert!((least - low).abs() < 1e-5 && (most - high).abs() < 1e-5);
            }
            for (row, &y) in y.iter().enumerate() {
                assert!((prepared.value(0, y) - of[(row, 0)]).abs() < 1e-4);
            }
            assert_eq!(prepared.scales[0].is_scaled(), range.is_some());
        }
    }
}
