//! What a network is worth on a set of samples.

use std::{ops::Range, sync::Arc};

use serde::{Deserialize, Serialize};
use wide::f32x4;

use super::{
    loss::Loss,
    meter::{Meter, TILE_WORK},
    network::Network,
    pass::Pass,
    samples::Samples,
    target::Target,
    task::Task,
    tile::{LANES, TILE},
};

/// Loss over a set of samples, and what the task adds to it.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Evaluation {
    /// Mean loss, the one that is trained.
    pub loss: f64,
    /// Share of samples, or of labels, that are decided rightly; none for regression.
    pub accuracy: Option<f64>,
    /// How near the outputs come to their targets; for regression only.
    pub fit: Option<Fit>,
}

/// How near numbers come to their targets: of several outputs, the mean of each one's (as
/// scikit-learn's `uniform_average`).
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fit {
    /// Mean absolute error.
    pub mae: f64,
    /// Root of the mean squared error.
    pub rmse: f64,
    /// R² = 1 − Σ(t − a)²/Σ(t − mean of t)²: 1 is perfect, 0 no better than the mean. Where all
    /// targets are equal it is 1 if they are met exactly and else 0, as scikit-learn has it.
    pub r2: f64,
}

/// Evaluates a network; `None` where there is no sample.
///
/// What counts as right follows the task: for two classes and for labels, an output on its
/// target's side of the [threshold](Target::threshold), counted output by output (Keras:
/// `binary_accuracy`); for several classes, the largest output (`categorical_accuracy`).
#[must_use]
pub fn evaluate(
    network: &Network,
    loss: Loss,
    task: Task,
    samples: &Samples,
) -> Option<Evaluation> {
    let sums = Sums::new(network, loss, task, samples);
    evaluate_by(sums, network, samples, &mut |_, _| {})
}

/// The same, showing each tile of samples that has gone forward with its number of samples: whoever
/// looks at neurons need not let the samples go through once more.
#[must_use]
pub fn evaluate_watched(
    network: &Network,
    loss: Loss,
    task: Task,
    samples: &Samples,
    each: &mut dyn FnMut(&Pass, usize),
) -> Option<Evaluation> {
    let mut sums = Sums::new(network, loss, task, samples);
    sums.pass.keep_inputs();
    evaluate_by(sums, network, samples, each)
}

fn evaluate_by(
    mut sums: Sums,
    network: &Network,
    samples: &Samples,
    each: &mut dyn FnMut(&Pass, usize),
) -> Option<Evaluation> {
    let mut forever = || true;
    sums.go_on(network, samples, &mut Meter::new(&mut forever), each);
    sums.evaluation(samples)
}

/// An [evaluation](evaluate) that can be cut into portions: it ends at the same bits.
#[derive(Clone, Debug)]
pub struct Measure {
    network: Network,
    samples: Arc<Samples>,
    sums: Sums,
}

impl Measure {
    /// Evaluates this network, but does not begin yet.
    #[must_use]
    pub fn new(network: Network, loss: Loss, task: Task, samples: impl Into<Arc<Samples>>) -> Self {
        let samples = samples.into();
        Self {
            sums: Sums::new(&network, loss, task, &samples),
            network,
            samples,
        }
    }

    /// Goes on while `go_on` says so, which is asked every some tenths of a millisecond; says
    /// whether all samples are measured.
    pub fn advance_while(&mut self, go_on: &mut dyn FnMut() -> bool) -> bool {
        let (network, samples) = (&self.network, &self.samples);
        let meter = &mut Meter::new(go_on);
        self.sums.go_on(network, samples, meter, &mut |_, _| {})
    }

    /// What came of it; `None` as long as samples are left to measure, and where there is none.
    #[must_use]
    pub fn evaluation(&self) -> Option<Evaluation> {
        self.sums.evaluation(&self.samples)
    }

    /// The network that is measured.
    pub(crate) fn network(&self) -> &Network {
        &self.network
    }

    /// Begins anew with other parameters of the same network.
    pub(crate) fn begin(&mut self, parameters: &[f32]) {
        self.network.parameters_mut().copy_from_slice(parameters);
        self.sums.begin(&self.network);
    }

    /// Multiplications that all samples take, or what takes as long.
    pub(crate) fn work(&self) -> usize {
        let tiles = self.samples.len() / LANES + 1;
        self.samples.len() * self.network.parameters().len() + tiles * TILE_WORK / TILE
    }
}

/// What is summed up over the samples that were measured.
#[derive(Clone, Debug)]
struct Sums {
    pass: Pass,
    loss: MeanLoss,
    task: Task,
    worth: Worth,
}

impl Sums {
    fn new(network: &Network, loss: Loss, task: Task, samples: &Samples) -> Self {
        Self {
            pass: Pass::new(network, samples.len()),
            loss: MeanLoss::new(loss),
            task,
            worth: Worth::new(network, loss, task),
        }
    }

    /// Forgets what was summed up, of which only the working memory stays.
    fn begin(&mut self, network: &Network) {
        let loss = self.loss.loss;
        self.loss = MeanLoss::new(loss);
        self.worth = Worth::new(network, loss, self.task);
    }

    fn go_on(
        &mut self,
        network: &Network,
        samples: &Samples,
        meter: &mut Meter<'_>,
        each: &mut dyn FnMut(&Pass, usize),
    ) -> bool {
        let outputs = network.neurons() - network.outputs()..network.neurons();
        let worth = &mut self.worth;
        self.loss
            .go_on(&mut self.pass, network, samples, meter, |pass, rows| {
                each(pass, rows);
                worth.take(&Tile {
                    pass,
                    rows,
                    outputs: outputs.clone(),
                });
            })
    }

    fn evaluation(&self, samples: &Samples) -> Option<Evaluation> {
        let count = samples.len();
        (self.loss.measured == count && count > 0).then(|| Evaluation {
            loss: self.loss.mean(),
            accuracy: self.worth.accuracy(count),
            fit: self.worth.fit(),
        })
    }
}

/// A mean loss, tile by tile.
#[derive(Clone, Debug)]
pub(crate) struct MeanLoss {
    loss: Loss,
    total: f64,
    /// Samples so far.
    measured: usize,
    /// The losses of the tile at hand.
    losses: Vec<f32x4>,
}

impl MeanLoss {
    pub fn new(loss: Loss) -> Self {
        Self {
            loss,
            total: 0.0,
            measured: 0,
            losses: Vec::new(),
        }
    }

    /// Goes on through the samples as far as the meter allows, by a tile at least, and shows each
    /// tile with its number of samples; says whether all are done.
    pub fn go_on(
        &mut self,
        pass: &mut Pass,
        network: &Network,
        samples: &Samples,
        meter: &mut Meter<'_>,
        mut each: impl FnMut(&Pass, usize),
    ) -> bool {
        if self.measured == 0 {
            pass.prepare(network, samples);
        }
        while self.measured < samples.len() {
            let rows = pass.run_tile(network, samples, self.measured);
            pass.losses(network, self.loss, &mut self.losses);
            let values: &[f32] = bytemuck::cast_slice(&self.losses);
            let values = values[..rows.len()].iter();
            self.total += values.map(|&l| f64::from(l)).sum::<f64>();
            self.measured = rows.end;
            each(pass, rows.len());
            if !meter.spend(TILE_WORK + rows.len() * network.parameters().len()) {
                break;
            }
        }
        self.measured == samples.len()
    }

    /// The mean over the samples so far; NaN where there is none.
    pub fn mean(&self) -> f64 {
        self.total / self.measured as f64
    }
}

/// Samples that have just gone forward.
struct Tile<'a> {
    pass: &'a Pass,
    rows: usize,
    /// The output neurons.
    outputs: Range<usize>,
}

impl<'a> Tile<'a> {
    /// Outputs and targets of the tile's samples, one output after another.
    fn outputs(&self) -> impl Iterator<Item = (&'a [f32], &'a [f32])> + use<'a> {
        let (pass, rows) = (self.pass, self.rows);
        let columns = self.outputs.clone().enumerate();
        columns.map(move |(o, neuron)| (&pass.neuron(neuron)[..rows], &pass.target(o)[..rows]))
    }
}

/// What is gathered, tile by tile, for a task.
#[derive(Clone, Debug)]
enum Worth {
    /// Decisions that are right, output by output.
    Sides {
        coding: Target,
        outputs: usize,
        right: usize,
    },
    /// Samples whose largest output is right.
    Largest { right: usize },
    /// The errors of each output.
    Errors(Vec<Errors>),
}

impl Worth {
    fn new(network: &Network, loss: Loss, task: Task) -> Self {
        let outputs = network.outputs();
        match task {
            Task::Binary | Task::Multilabel => Self::Sides {
                coding: loss.target(network.output_activation()),
                outputs,
                right: 0,
            },
            Task::Multiclass => Self::Largest { right: 0 },
            Task::Regression => Self::Errors(vec![Errors::default(); outputs]),
        }
    }

    fn take(&mut self, tile: &Tile<'_>) {
        match self {
            Self::Sides { coding, right, .. } => {
                for (a, t) in tile.outputs() {
                    let same = |(a, t): &(&f32, &f32)| coding.class(**a) == coding.class(**t);
                    *right += a.iter().zip(t).filter(same).count();
                }
            }
            Self::Largest { right } => {
                let is_right = |&row: &usize| {
                    let largest = |(best, best_at): (f32, usize), (o, value): (usize, f32)| {
                        if o == 0 || value > best {
                            (value, o)
                        } else {
                            (best, best_at)
                        }
                    };
                    let a = tile.outputs().map(|(a, _)| a[row]).enumerate();
                    let t = tile.outputs().map(|(_, t)| t[row]).enumerate();
                    a.fold((0.0, 0), largest).1 == t.fold((0.0, 0), largest).1
                };
                *right += (0..tile.rows).filter(is_right).count();
            }
            Self::Errors(errors) => {
                for (errors, (a, t)) in errors.iter_mut().zip(tile.outputs()) {
                    t.iter().zip(a).for_each(|(&t, &a)| errors.take(t, a));
                }
            }
        }
    }

    fn accuracy(&self, samples: usize) -> Option<f64> {
        match self {
            Self::Sides { outputs, right, .. } => {
                Some(*right as f64 / (samples * (*outputs).max(1)) as f64)
            }
            Self::Largest { right } => Some(*right as f64 / samples as f64),
            Self::Errors(_) => None,
        }
    }

    fn fit(&self) -> Option<Fit> {
        let Self::Errors(errors) = self else {
            return None;
        };
        let share = 1.0 / errors.len() as f64;
        let mean = |of: fn(&Fit) -> f64| errors.iter().map(|e| of(&e.fit())).sum::<f64>() * share;
        Some(Fit {
            mae: mean(|fit| fit.mae),
            rmse: mean(|fit| fit.rmse),
            r2: mean(|fit| fit.r2),
        })
    }
}

/// How near one output's numbers, `predicted`, come to the `truth`, value by value; without any,
/// nothing is a number.
#[must_use]
pub fn fit(truth: &[f32], predicted: &[f32]) -> Fit {
    let mut errors = Errors::default();
    for (&t, &a) in truth.iter().zip(predicted) {
        errors.take(t, a);
    }
    errors.fit()
}

/// Sums over an output's errors. Targets are counted from the first of them, so that their spread
/// is exact where it is small beside their size, and 0 where there is none.
#[derive(Clone, Copy, Debug, Default)]
struct Errors {
    count: usize,
    sizes: f64,
    squares: f64,
    origin: f64,
    targets: f64,
    target_squares: f64,
}

impl Errors {
    fn take(&mut self, target: f32, output: f32) {
        let (target, output) = (f64::from(target), f64::from(output));
        if self.count == 0 {
            self.origin = target;
        }
        let (error, target) = (output - target, target - self.origin);
        self.count += 1;
        self.sizes += error.abs();
        self.squares += error * error;
        self.targets += target;
        self.target_squares += target * target;
    }

    fn fit(&self) -> Fit {
        let count = self.count as f64;
        let spread = self.target_squares - self.targets * self.targets / count;
        let r2 = if spread > 0.0 {
            1.0 - self.squares / spread
        } else if self.squares == 0.0 {
            1.0
        } else {
            0.0
        };
        Fit {
            mae: self.sizes / count,
            rmse: libm::sqrt(self.squares / count),
            r2,
        }
    }
}

#[cfg(test)]
mod tests {
    use nalgebra::DMatrix;

    use super::*;
    use crate::{Activation, Initializer, LayerSpec, Named};

    fn network(units: usize, activation: Activation, parameters: &[f32]) -> Network {
        let specs = [LayerSpec::new(units, activation)];
        let mut network = Network::new(1, &specs, Initializer::Zeros, 0);
        network.parameters_mut().copy_from_slice(parameters);
        network
    }

    /// As many samples as there are rows of targets, of `outputs` each.
    fn samples(x: &[f32], outputs: usize, y: &[f32]) -> Samples {
        let x = DMatrix::from_column_slice(x.len(), 1, x);
        let y = DMatrix::from_row_slice(x.nrows(), outputs, y);
        Samples::from_rows(&x, &y)
    }

    const MSE: Loss = Loss::MeanSquaredError;

    #[test]
    fn binary_accuracy_counts_outputs_on_their_targets_side() {
        let samples = samples(&[-2.0, -1.0, 1.0, 2.0], 1, &[0.0, 1.0, 1.0, 1.0]);
        let identity = network(1, Activation::Linear, &[1.0, 0.0]);
        let e = evaluate(&identity, MSE, Task::Binary, &samples).unwrap();
        assert_eq!(e.accuracy, Some(0.75));
        assert_eq!(e.loss, (4.0 + 4.0 + 0.0 + 1.0) / 4.0);
        assert_eq!(e.fit, None);
    }

    #[test]
    fn the_largest_of_several_outputs_decides() {
        let samples = samples(&[1.0, -1.0], 2, &[1.0, 0.0, 1.0, 0.0]);
        let two = network(2, Activation::Softmax, &[1.0, -1.0, 0.0, 0.0]);
        let loss = Loss::CategoricalCrossentropy;
        let e = evaluate(&two, loss, Task::Multiclass, &samples).unwrap();
        assert_eq!(e.accuracy, Some(0.5));
    }

    #[test]
    fn of_equal_outputs_the_first_decides() {
        let samples = samples(&[0.0, 0.0], 3, &[1.0, 0.0, 0.0, 0.0, 1.0, 0.0]);
        let three = network(3, Activation::Softmax, &[0.0; 6]);
        let loss = Loss::CategoricalCrossentropy;
        let e = evaluate(&three, loss, Task::Multiclass, &samples).unwrap();
        assert_eq!(e.accuracy, Some(0.5));
    }

    /// Labels are decided apart from each other: here the first rightly, the second in half.
    #[test]
    fn labels_count_one_by_one() {
        let samples = samples(&[-1.0, 1.0], 2, &[0.0, 1.0, 1.0, 1.0]);
        let two = network(2, Activation::Sigmoid, &[5.0, 5.0, 0.0, 0.0]);
        let e = evaluate(&two, Loss::BinaryCrossentropy, Task::Multilabel, &samples).unwrap();
        assert_eq!(e.accuracy, Some(0.75));
    }

    /// Errors −1, 0, 1, 2 of targets 0, 2, 4, 6 (spread 20) and 3, 3, 3, 3 of 0, 0, 0, 0.
    #[test]
    fn regression_tells_how_near_it_comes() {
        let y = [0.0, 0.0, 2.0, 0.0, 4.0, 0.0, 6.0, 0.0];
        let samples = samples(&[0.0, 1.0, 2.0, 3.0], 2, &y);
        let two = network(2, Activation::Linear, &[3.0, 0.0, -1.0, 3.0]);
        let e = evaluate(&two, MSE, Task::Regression, &samples).unwrap();
        assert_eq!((e.accuracy, e.loss), (None, (6.0 + 36.0) / 8.0));
        let fit = e.fit.unwrap();
        assert_eq!(fit.mae, (1.0 + 3.0) / 2.0);
        assert_eq!(fit.rmse, (1.5f64.sqrt() + 3.0) / 2.0);
        assert_eq!(fit.r2, (1.0 - 6.0 / 20.0 + 0.0) / 2.0);
    }

    /// More samples than a tile holds, and a number of them that no tile divides.
    #[test]
    fn every_sample_counts_once() {
        let x: Vec<f32> = (0..37).map(|i| i as f32).collect();
        let y: Vec<f32> = x
            .iter()
            .map(|x| x + f32::from(u8::from(*x >= 30.0)))
            .collect();
        let identity = network(1, Activation::Linear, &[1.0, 0.0]);
        let samples = samples(&x, 1, &y);
        let e = evaluate(&identity, MSE, Task::Regression, &samples).unwrap();
        assert_eq!((e.loss, e.fit.unwrap().mae), (7.0 / 37.0, 7.0 / 37.0));
    }

    #[test]
    fn a_measure_in_portions_ends_at_the_same_bits() {
        let specs = [
            LayerSpec::new(60, Activation::Tanh),
            LayerSpec::new(3, Activation::Softmax),
        ];
        let network = Network::new(40, &specs, Initializer::GlorotUniform, 3);
        let x = DMatrix::from_fn(5003, 40, |r, c| ((r * 41 + c * 7) % 23) as f32 / 11.0 - 1.0);
        let y = DMatrix::from_fn(5003, 3, |r, c| f32::from(u8::from(r % 3 == c)));
        let samples = Arc::new(Samples::from_rows(&x, &y));
        for &task in Task::ALL {
            let want = evaluate(&network, MSE, task, &samples);
            let mut measure = Measure::new(network.clone(), MSE, task, samples.clone());
            let mut portions = 1;
            while !measure.advance_while(&mut || false) {
                assert_eq!(measure.evaluation(), None);
                portions += 1;
            }
            assert_eq!(measure.evaluation(), want);
            assert!(portions > 10, "{portions}");
        }
    }

    #[test]
    fn nothing_is_said_of_no_samples() {
        let identity = network(1, Activation::Linear, &[1.0, 0.0]);
        for &task in Task::ALL {
            assert_eq!(evaluate(&identity, MSE, task, &samples(&[], 1, &[])), None);
        }
        let fit = fit(&[], &[]);
        assert!(fit.mae.is_nan() && fit.rmse.is_nan());
    }

    #[test]
    fn constant_targets_are_met_or_not() {
        assert_eq!(fit(&[0.1; 3], &[0.1; 3]).r2, 1.0);
        assert_eq!(fit(&[0.1; 3], &[0.1, 0.1, 0.2]).r2, 0.0);
        assert_eq!(fit(&[1.0, 2.0], &[1.5, 1.5]).r2, 0.0);
        assert_eq!(fit(&[1.0, 2.0], &[1.0, 2.0]).r2, 1.0);
        assert_eq!(fit(&[1.0, 2.0], &[2.0, 1.0]).r2, -3.0);
    }

    #[test]
    fn a_small_spread_far_from_zero_is_not_lost() {
        let truth: Vec<f32> = (0..100).map(|i| 1e6 + (i % 2) as f32).collect();
        let r2 = fit(&truth, &[1e6; 100]).r2;
        assert_eq!(r2, 1.0 - 50.0 / 25.0);
    }
}
