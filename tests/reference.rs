//! Numbers from outside: runs of Keras 3 and metrics of scikit-learn, stored in `tests/reference`
//! with the scripts that made them.
//!
//! **Measure.** A weight or bias may be off by 1e-4 of its own size or of the largest size in its
//! tensor (one layer's kernel or bias), whichever is more: what is near 0 among large ones carries
//! their rounding. A loss or learning rate may be off by 1e-4 of its size, a metric by 1e-6.

#![allow(clippy::unwrap_used, reason = "these are tests")]

mod common;

use std::{collections::BTreeMap, sync::Arc};

use common::desk::Desk;
use nalgebra::DMatrix;
use separable::{
    data::{
        DataSpec, Dataset, Loaded,
        sheet::{Missing, Reading, Role, read_csv},
    },
    engine::Data,
    lab::{Change, Event, Experiment, Moment, Recipe},
    nn::{
        Activation, Confusion, Initializer, LayerSpec, Loss, Named, Network, Optimizer,
        OptimizerState, Pass, Samples, Schedule, Settings, Stride, Task, Trainer, evaluate, fit,
        penalty,
    },
    run::{Lab, Opened},
};
use serde::Deserialize;

/// How far training may be off.
const TOLERANCE: f64 = 1e-4;

#[derive(Deserialize)]
struct Keras {
    losses_at: Vec<u64>,
    problems: Vec<Problem>,
    cases: Vec<Case>,
    learning_rates: Vec<Rates>,
}

/// A network 2-5-outputs with its samples, values row by row.
#[derive(Deserialize)]
struct Problem {
    name: String,
    task: String,
    output: String,
    outputs: usize,
    x: Vec<f32>,
    y: Vec<f32>,
    weights: Vec<Vec<f32>>,
}

/// What Keras made of a problem.
#[derive(Deserialize)]
struct Case {
    problem: String,
    loss: Chosen,
    optimizer: Chosen,
    schedule: Option<Chosen>,
    batches: Option<Vec<Vec<u32>>>,
    #[serde(default)]
    l1: f32,
    #[serde(default)]
    l2: f32,
    #[serde(default)]
    frozen: Vec<u32>,
    losses: Vec<f64>,
    /// Losses with their penalties.
    totals: Option<Vec<f64>>,
    weights: Vec<Vec<f32>>,
}

/// A loss, an optimizer or a schedule with those of its numbers that are not Keras's defaults.
#[derive(Deserialize)]
struct Chosen {
    name: String,
    learning_rate: Option<f32>,
    momentum: Option<f32>,
    nesterov: Option<bool>,
    rho: Option<f32>,
    centered: Option<bool>,
    delta: Option<f32>,
    epochs: Option<f32>,
    factor: Option<f32>,
}

/// Learning rates at every so many steps.
#[derive(Deserialize)]
struct Rates {
    schedule: Chosen,
    base: f32,
    steps_per_epoch: u32,
    every: u32,
    rates: Vec<f64>,
}

fn keras() -> Keras {
    serde_json::from_str(include_str!("reference/keras.json")).unwrap()
}

impl Chosen {
    fn loss(&self) -> Loss {
        match Loss::from_name(&self.name).unwrap() {
            Loss::Huber { delta } => Loss::Huber {
                delta: self.delta.unwrap_or(delta),
            },
            loss => loss,
        }
    }

    fn optimizer(&self) -> Optimizer {
        match Optimizer::from_name(&self.name).unwrap() {
            Optimizer::Sgd { momentum, nesterov } => Optimizer::Sgd {
                momentum: self.momentum.unwrap_or(momentum),
                nesterov: self.nesterov.unwrap_or(nesterov),
            },
            Optimizer::Rmsprop {
                rho,
                momentum,
                epsilon,
                centered,
            } => Optimizer::Rmsprop {
                rho: self.rho.unwrap_or(rho),
                momentum: self.momentum.unwrap_or(momentum),
                epsilon,
                centered: self.centered.unwrap_or(centered),
            },
            optimizer => optimizer,
        }
    }

    fn schedule(&self) -> Schedule {
        let (epochs, factor) = (self.epochs.unwrap(), self.factor.unwrap_or(f32::NAN));
        match Schedule::from_name(&self.name).unwrap() {
            Schedule::Constant => Schedule::Constant,
            Schedule::Step { .. } => Schedule::Step { epochs, factor },
            Schedule::Exponential { .. } => Schedule::Exponential { epochs, factor },
            Schedule::Cosine { .. } => Schedule::Cosine { epochs },
            Schedule::OneCycle { .. } => Schedule::OneCycle { epochs },
        }
    }
}

impl Problem {
    fn samples(&self) -> Samples {
        let count = self.x.len() / 2;
        let x = DMatrix::from_row_slice(count, 2, &self.x);
        Samples::from_rows(&x, &DMatrix::from_row_slice(count, self.outputs, &self.y))
    }

    fn task(&self) -> Task {
        Task::from_name(&self.task).unwrap()
    }

    fn layers(&self) -> [LayerSpec; 2] {
        let output = Activation::from_name(&self.output).unwrap();
        [
            LayerSpec::new(5, Activation::Tanh),
            LayerSpec::new(self.outputs, output),
        ]
    }

    /// The samples as a person's own table has them.
    fn table(&self) -> DataSpec {
        let targets = match self.task() {
            Task::Binary | Task::Multiclass => 1,
            Task::Multilabel | Task::Regression => self.outputs,
        };
        let names = ["a", "b"].map(String::from).into_iter();
        let names = names.chain((0..targets).map(|t| format!("t{t}")));
        let mut csv = names.collect::<Vec<_>>().join(",");
        for (x, y) in self.x.chunks(2).zip(self.y.chunks(self.outputs)) {
            let class = y.iter().position(|y| *y > 0.0);
            let targets: Vec<String> = match self.task() {
                Task::Binary => vec![class.map_or("no", |_| "yes").into()],
                Task::Multiclass => vec![format!("class {}", class.unwrap())],
                Task::Multilabel | Task::Regression => y.iter().map(f32::to_string).collect(),
            };
            csv += &format!("\n{},{},{}", x[0], x[1], targets.join(","));
        }
        let mut roles = vec![Role::Input; 2];
        roles.resize(2 + targets, Role::Target);
        let reading = Reading {
            roles,
            task: Some(self.task()),
            missing: Missing::Drop,
        };
        let sheet = Arc::new(read_csv(csv.as_bytes()).unwrap());
        DataSpec {
            dataset: Dataset::Own,
            file: Loaded::new("t.csv", sheet, reading).unwrap().into(),
            ..DataSpec::default()
        }
    }

    fn network(&self) -> Network {
        let mut network = Network::new(2, &self.layers(), Initializer::Zeros, 0);
        let parameters = in_our_order(&network, &self.weights);
        network.parameters_mut().copy_from_slice(&parameters);
        network
    }
}

/// Keras's kernels (inputs × units, row by row) and biases as a network's parameters.
fn in_our_order(network: &Network, weights: &[Vec<f32>]) -> Vec<f32> {
    let mut parameters = Vec::new();
    for (layer, tensors) in network.layers().iter().zip(weights.chunks_exact(2)) {
        let kernel = DMatrix::from_row_slice(layer.inputs, layer.units, &tensors[0]);
        parameters.extend_from_slice(kernel.as_slice());
        parameters.extend_from_slice(&tensors[1]);
    }
    assert_eq!(parameters.len(), network.parameters().len());
    parameters
}

impl Case {
    fn title(&self) -> String {
        let schedule = self.schedule.as_ref().map(Chosen::schedule);
        format!(
            "{}, {:?}, {:?}, {schedule:?}, batches {:?}, l1 {}, l2 {}, frozen {:?}",
            self.problem,
            self.loss.loss(),
            self.optimizer.optimizer(),
            self.batches,
            self.l1,
            self.l2,
            self.frozen,
        )
    }

    /// All samples in one batch, so that an epoch is a step.
    fn settings(&self, samples: &Samples) -> Settings {
        Settings {
            loss: self.loss.loss(),
            optimizer: self.optimizer.optimizer(),
            learning_rate: self.optimizer.learning_rate.unwrap(),
            batch_size: samples.len(),
            schedule: self
                .schedule
                .as_ref()
                .map_or(Schedule::Constant, Chosen::schedule),
            l1: self.l1,
            l2: self.l2,
            frozen: self.frozen.iter().map(|l| 1 << l).sum(),
            ..Settings::default()
        }
    }

    /// The network after each of the given numbers of steps.
    fn networks(&self, problem: &Problem, at: &[u64]) -> Vec<Network> {
        let (samples, network) = (problem.samples(), problem.network());
        let settings = self.settings(&samples);
        match &self.batches {
            None => {
                let mut trainer = Trainer::new(network, samples, settings);
                let step_to = |&step: &u64| {
                    trainer.advance(Stride::Batch, step - trainer.steps());
                    trainer.network().clone()
                };
                at.iter().map(step_to).collect()
            }
            Some(batches) => batch_by_batch(network, &samples, settings, batches, at),
        }
    }
}

impl Case {
    /// The experiment that says the same, to be trained from the problem's weights; nothing where
    /// Keras was given its batches by hand, which an experiment shuffles.
    fn experiment(&self, problem: &Problem) -> Option<Experiment> {
        if self.batches.is_some() {
            return None;
        }
        let settings = self.settings(&problem.samples());
        let mut layers = problem.layers().to_vec();
        for &frozen in &self.frozen {
            layers[frozen as usize].trainable = false;
        }
        let experiment = Experiment {
            data: problem.table(),
            layers,
            initializer: Initializer::Zeros,
            loss: settings.loss,
            optimizer: settings.optimizer,
            learning_rate: settings.learning_rate,
            schedule: settings.schedule,
            l1: settings.l1,
            l2: settings.l2,
            batch_size: settings.batch_size,
            seed: 0,
            ..Experiment::default()
        };
        assert_eq!(experiment.validate(), Ok(()), "{}", self.title());
        assert_eq!(experiment.settings(), settings, "{}", self.title());
        Some(experiment)
    }

    /// The network after each of the given numbers of steps, as a page shows it: by the lab, commands
    /// and reports as bytes, and the worker's session.
    fn networks_on_the_page(&self, problem: &Problem, at: &[u64]) -> Option<Vec<Network>> {
        let weights = Event {
            at: Moment::START,
            change: Change::SetParameters(problem.network().parameters().to_vec()),
        };
        let lab = Lab::new(Opened {
            recipe: Recipe {
                experiment: self.experiment(problem)?,
                timeline: vec![weights],
            },
            ..Opened::default()
        });
        let data = Data {
            task: problem.task(),
            train: problem.samples().into(),
            test: Samples::default().into(),
        };
        let mut desk = Desk::learning(lab, data);
        let step_to = |&step: &u64| {
            desk.train(Stride::Batch, step - desk.last.progress.steps);
            assert_eq!(desk.last.progress.steps, step);
            desk.network()
        };
        Some(at.iter().map(step_to).collect())
    }
}

/// Trains on these batches, again and again, in their order.
fn batch_by_batch(
    mut network: Network,
    samples: &Samples,
    settings: Settings,
    batches: &[Vec<u32>],
    at: &[u64],
) -> Vec<Network> {
    let (mut state, mut pass) = (OptimizerState::default(), Pass::new(&network, 16));
    let mut gradient = vec![0.0; network.parameters().len()];
    let all = 0..gradient.len();
    let mut networks = Vec::new();
    for (step, batch) in (1..=at[at.len() - 1]).zip(batches.iter().cycle()) {
        pass.gradient(&network, settings.loss, samples, batch, &mut gradient);
        settings.optimizer.step(
            network.parameters_mut(),
            &gradient,
            std::slice::from_ref(&all),
            settings.learning_rate,
            &mut state,
        );
        if at.contains(&step) {
            networks.push(network.clone());
        }
    }
    networks
}

/// The largest deviation of a network's weights from Keras's, by the measure above.
fn deviation(network: &Network, weights: &[Vec<f32>]) -> f64 {
    let want = in_our_order(network, weights);
    let tensors = network
        .layers()
        .iter()
        .flat_map(|l| [l.kernel.clone(), l.bias.clone()]);
    tensors
        .flat_map(|tensor| {
            let (got, want) = (&network.parameters()[tensor.clone()], &want[tensor]);
            let scale = want.iter().fold(0.0f32, |scale, w| scale.max(w.abs()));
            let off = got
                .iter()
                .zip(want)
                .map(move |(g, w)| f64::from(g - w).abs());
            off.map(move |off| off / f64::from(scale))
                .collect::<Vec<_>>()
        })
        .fold(0.0, f64::max)
}

fn relative(got: f64, want: f64) -> f64 {
    (got - want).abs() / want.abs()
}

/// The largest deviations of weights and of losses, of the networks after each number of steps at
/// which there is a loss.
fn deviations(case: &Case, problem: &Problem, networks: &[Network]) -> (f64, f64) {
    let (loss, samples) = (case.loss.loss(), problem.samples());
    let task = problem.task();
    let mut off = 0.0f64;
    for (n, network) in networks.iter().enumerate() {
        let got = evaluate(network, loss, task, &samples).unwrap().loss;
        off = off.max(relative(got, case.losses[n]));
        if let Some(totals) = &case.totals {
            let total = got + penalty(network, &case.settings(&samples));
            off = off.max(relative(total, totals[n]));
        }
    }
    (deviation(&networks[networks.len() - 1], &case.weights), off)
}

/// The largest deviations of each optimizer are printed (`--nocapture`).
#[test]
fn training_is_as_keras_has_it() {
    let Keras {
        losses_at,
        problems,
        cases,
        ..
    } = keras();
    let mut worst = BTreeMap::<String, (f64, f64)>::new();
    for case in &cases {
        let problem = problems.iter().find(|p| p.name == case.problem).unwrap();
        let (weights, losses) = deviations(case, problem, &case.networks(problem, &losses_at));
        let close = weights <= TOLERANCE && losses <= TOLERANCE;
        assert!(close, "{weights:e} and {losses:e} off: {}", case.title());
        let kind = worst.entry(case.optimizer.name.clone()).or_default();
        *kind = (kind.0.max(weights), kind.1.max(losses));
    }
    for (optimizer, (weights, losses)) in worst {
        println!("{optimizer}: weights {weights:.1e}, losses {losses:.1e}");
    }
}

/// The same runs as a person's: what a page trains is as Keras has it.
#[test]
fn training_on_the_page_is_as_keras_has_it() {
    let Keras {
        losses_at,
        problems,
        cases,
        ..
    } = keras();
    let (mut through, mut by_hand) = (0, 0);
    for case in &cases {
        let problem = problems.iter().find(|p| p.name == case.problem).unwrap();
        let Some(networks) = case.networks_on_the_page(problem, &losses_at) else {
            assert!(case.batches.is_some(), "left out: {}", case.title());
            by_hand += 1;
            continue;
        };
        let (weights, losses) = deviations(case, problem, &networks);
        let close = weights <= TOLERANCE && losses <= TOLERANCE;
        assert!(close, "{weights:e} and {losses:e} off: {}", case.title());
        through += 1;
    }
    assert_eq!((through, by_hand), (189, 36));
    assert_eq!(through + by_hand, cases.len());
}

/// The tasks with the losses that fit them, and the optimizers: nothing may be missing.
#[test]
fn every_task_loss_and_optimizer_was_run() {
    let Keras {
        problems, cases, ..
    } = keras();
    let plain =
        |case: &&Case| case.batches.is_none() && case.schedule.is_none() && case.frozen.is_empty();
    let run = |task: Task, loss: Loss, optimizer: Optimizer| {
        let of_task = |p: &Problem, case: &Case| p.name == case.problem && p.task == task.name();
        cases.iter().filter(plain).any(|case| {
            problems.iter().any(|p| of_task(p, case))
                && case.loss.loss() == loss
                && case.optimizer.optimizer() == optimizer
        })
    };
    let (mse, mae) = (Loss::MeanSquaredError, Loss::MeanAbsoluteError);
    let huber = |delta| Loss::Huber { delta };
    let fitting = |task: Task| match task {
        Task::Binary => vec![Loss::BinaryCrossentropy, mse, mae, huber(1.0), Loss::Hinge],
        Task::Multilabel => vec![Loss::BinaryCrossentropy, mse],
        Task::Multiclass => vec![Loss::CategoricalCrossentropy, mse],
        Task::Regression => vec![mse, mae, huber(1.0), huber(0.5)],
    };
    let momentum = 0.9;
    let with_momentum = [false, true].map(|nesterov| Optimizer::Sgd { momentum, nesterov });
    for optimizer in Optimizer::ALL.iter().copied().chain(with_momentum) {
        for &task in Task::ALL {
            for loss in fitting(task) {
                let title = format!("{task:?} {loss:?} {optimizer:?}");
                assert!(run(task, loss, optimizer), "{title}");
            }
        }
        for &loss in Loss::ALL {
            let anywhere = Task::ALL.iter().any(|&task| run(task, loss, optimizer));
            assert!(anywhere, "{loss:?} {optimizer:?}");
        }
    }
}

/// Weights that hardly moved would agree whatever the rule: each case's must have come far.
#[test]
fn keras_came_far() {
    let Keras {
        problems, cases, ..
    } = keras();
    for case in cases {
        let problem = problems.iter().find(|p| p.name == case.problem).unwrap();
        for (t, (end, start)) in case.weights.iter().zip(&problem.weights).enumerate() {
            let is_frozen = case.frozen.contains(&(t as u32 / 2));
            assert_eq!(end == start, is_frozen, "{}", case.title());
        }
        let moved = deviation(&problem.network(), &case.weights);
        assert!(moved > 300.0 * TOLERANCE, "{moved}: {}", case.title());
    }
}

#[test]
fn learning_rates_are_as_keras_has_them() {
    for rates in keras().learning_rates {
        let schedule = rates.schedule.schedule();
        for (n, &want) in (0..).zip(&rates.rates) {
            let epoch = f64::from(n * rates.every) / f64::from(rates.steps_per_epoch);
            let got = f64::from(schedule.rate(rates.base, epoch));
            // A cosine's last steps are a small difference of large numbers.
            let allowed = TOLERANCE * want.abs() + 1e-7 * f64::from(rates.base);
            assert!(
                (got - want).abs() <= allowed,
                "{schedule:?} after {epoch}: {got} {want}"
            );
        }
    }
}

#[derive(Deserialize)]
struct Sklearn {
    confusions: Vec<Counted>,
    largest: Vec<Decided>,
    labels: Vec<Decided>,
    fits: Vec<Fitted>,
}

#[derive(Deserialize)]
struct Counted {
    classes: usize,
    truth: Vec<usize>,
    predicted: Vec<usize>,
    matrix: Vec<usize>,
    accuracy: f64,
    precision: Vec<f64>,
    recall: Vec<f64>,
    f1: Vec<f64>,
    support: Vec<usize>,
}

#[derive(Deserialize)]
struct Decided {
    outputs: usize,
    truth: Vec<usize>,
    scores: Vec<f32>,
    accuracy: f64,
}

#[derive(Deserialize)]
struct Fitted {
    outputs: usize,
    truth: Vec<f32>,
    predicted: Vec<f32>,
    mae: f64,
    rmse: f64,
    r2: f64,
}

fn sklearn() -> Sklearn {
    serde_json::from_str(include_str!("reference/sklearn.json")).unwrap()
}

#[track_caller]
fn close(got: f64, want: f64) {
    let off = (got - want).abs();
    assert!(off <= 1e-6 * want.abs().max(1.0), "{got} is not {want}");
}

#[test]
fn confusions_are_as_scikit_learn_counts_them() {
    for case in sklearn().confusions {
        let pairs = case
            .truth
            .iter()
            .copied()
            .zip(case.predicted.iter().copied());
        let confusion = Confusion::new(case.classes, pairs);
        let of = |class: usize| (0..case.classes).map(move |p| (class, p));
        let counts = (0..case.classes)
            .flat_map(of)
            .map(|(t, p)| confusion.count(t, p));
        assert_eq!(counts.collect::<Vec<_>>(), case.matrix);
        close(confusion.accuracy(), case.accuracy);
        for class in 0..case.classes {
            close(confusion.precision(class), case.precision[class]);
            close(confusion.recall(class), case.recall[class]);
            close(confusion.f1(class), case.f1[class]);
            assert_eq!(confusion.support(class), case.support[class]);
        }
    }
}

/// A network that gives what it is given, so that its outputs can be chosen.
fn echo(outputs: usize) -> Network {
    let specs = [LayerSpec::new(outputs, Activation::Linear)];
    let mut network = Network::new(outputs, &specs, Initializer::Zeros, 0);
    for output in 0..outputs {
        network.parameters_mut()[output * (outputs + 1)] = 1.0;
    }
    network
}

/// Rows of outputs with their targets.
fn given(outputs: usize, scores: &[f32], targets: &[f32]) -> Samples {
    let rows = |values: &[f32]| DMatrix::from_row_slice(values.len() / outputs, outputs, values);
    Samples::from_rows(&rows(scores), &rows(targets))
}

#[test]
fn accuracies_are_as_scikit_learn_has_them() {
    let Sklearn {
        largest, labels, ..
    } = sklearn();
    let accuracy = |case: &Decided, task: Task, targets: &[f32]| {
        let samples = given(case.outputs, &case.scores, targets);
        let loss = Loss::MeanSquaredError;
        evaluate(&echo(case.outputs), loss, task, &samples)
            .unwrap()
            .accuracy
            .unwrap()
    };
    for case in largest {
        let one_hot =
            |&class: &usize| (0..case.outputs).map(move |c| f32::from(u8::from(c == class)));
        let targets: Vec<f32> = case.truth.iter().flat_map(one_hot).collect();
        close(accuracy(&case, Task::Multiclass, &targets), case.accuracy);
    }
    for case in labels {
        let targets: Vec<f32> = case.truth.iter().map(|&label| label as f32).collect();
        close(accuracy(&case, Task::Multilabel, &targets), case.accuracy);
        if case.outputs == 1 {
            close(accuracy(&case, Task::Binary, &targets), case.accuracy);
        }
    }
}

#[test]
fn fits_are_as_scikit_learn_has_them() {
    for case in sklearn().fits {
        let samples = given(case.outputs, &case.predicted, &case.truth);
        let network = echo(case.outputs);
        let e = evaluate(&network, Loss::MeanSquaredError, Task::Regression, &samples).unwrap();
        let mut fits = vec![e.fit.unwrap()];
        if case.outputs == 1 {
            fits.push(fit(&case.truth, &case.predicted));
        }
        for fit in fits {
            close(fit.mae, case.mae);
            close(fit.rmse, case.rmse);
            close(fit.r2, case.r2);
        }
    }
}
