//! A step taken apart is the step that trains: its numbers are the trainer's own, and they add up.
#![allow(clippy::unwrap_used, reason = "these are tests")]

mod common;

use common::{desk::Desk, experiments::small_experiment};
use nalgebra::DMatrix;
use proptest::prelude::*;
use separable::{
    engine::Data,
    lab::{Experiment, Moment, Prepared, Recipe},
    nn::{
        Activation, Initializer, Kind, LayerSpec, LearningRule, Loss, Network, Optimizer, Pass,
        Samples, Settings, Stride, Trainer, Walk,
    },
    run::{Drive, On},
};

/// The trainer of an experiment after so many batches.
fn trainer(experiment: &Experiment, batches: u64) -> Trainer {
    let prepared = Prepared::new(experiment);
    let (train, test) = (prepared.train.clone(), prepared.test.clone());
    let mut trainer = Trainer::with_test(experiment.network(), train, test, experiment.settings());
    trainer.advance(Stride::Batch, batches);
    trainer
}

fn bits(values: &[f32]) -> Vec<u32> {
    values.iter().map(|value| value.to_bits()).collect()
}

/// Whether the run has not left the finite numbers by this step.
fn is_finite(walk: &Walk) -> bool {
    let layers = walk.samples.iter().flat_map(|walked| &walked.layers);
    let passed = layers.flat_map(|layer| layer.z.iter().chain(&layer.delta));
    let parameters = walk.before.iter().chain(&walk.gradient).chain(&walk.after);
    passed.chain(parameters).all(|value| value.is_finite())
}

/// Whether two numbers differ by what single precision loses in sums of such a size.
fn near(a: f64, b: f64, size: f64) -> bool {
    (a - b).abs() <= 1e-5 * (size + a.abs() + b.abs()) + 1e-30
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn a_walk_leads_where_training_leads(experiment in small_experiment(), batches in 0u64..12) {
        let mut trainer = trainer(&experiment, batches);
        let Some(walk) = trainer.walk() else {
            prop_assert!(trainer.stopped().is_some() || trainer.samples().is_empty());
            return Ok(());
        };
        prop_assert_eq!(bits(walk.network()[0]), bits(trainer.network().parameters()));
        prop_assert_eq!(walk.epoch, trainer.epoch());
        prop_assert!(walk.batch.unwrap() < walk.batches);
        let stops = experiment.settings().patience.is_some();
        trainer.advance(Stride::Batch, 1);
        // At the end of an epoch early stopping may go back to other weights.
        if !stops {
            prop_assert_eq!(bits(walk.network()[1]), bits(trainer.network().parameters()));
            let next = trainer.walk().unwrap();
            prop_assert!(!is_finite(&walk) || next.memory_before == walk.memory_after);
        }
    }

    #[test]
    fn its_numbers_are_the_trainers_and_add_up(experiment in small_experiment(), batches in 0u64..6) {
        let trainer = trainer(&experiment, batches);
        let (Some(walk), network) = (trainer.walk(), trainer.network()) else { return Ok(()) };
        if walk.settings.rule.is_local() || !is_finite(&walk) {
            return Ok(());
        }
        let batch: Vec<u32> = walk.samples.iter().map(|walked| walked.sample.unwrap()).collect();
        if walk.settings.dropout == 0.0 {
            let mut gradient = vec![0.0; walk.before.len()];
            Pass::new(network, walk.settings.batch_size.min(trainer.samples().len()))
                .gradient(network, walk.settings.loss, trainer.samples(), &batch, &mut gradient);
            prop_assert_eq!(bits(&gradient), bits(&walk.gradient));
        }
        for parameter in 0..walk.before.len() {
            let parts = walk.contributions(network, parameter);
            let sum: f64 = parts.iter().map(|&part| f64::from(part)).sum();
            let size: f64 = parts.iter().map(|&part| f64::from(part.abs())).sum();
            prop_assert!(near(sum, f64::from(walk.gradient[parameter]), size), "parameter {parameter}: {sum} of {parts:?}");
        }
        for walked in &walk.samples {
            for (l, layer) in network.layers().iter().enumerate() {
                let (sources, here) = (walked.sources(l), &walked.layers[l]);
                for unit in 0..layer.units {
                    let weights = &walk.before[layer.kernel.clone()][unit * layer.inputs..][..layer.inputs];
                    let terms: Vec<f64> = weights.iter().zip(&sources).map(|(&w, &x)| f64::from(w) * f64::from(x)).collect();
                    let bias = f64::from(walk.before[layer.bias.start + unit]);
                    let size = bias.abs() + terms.iter().map(|term| term.abs()).sum::<f64>();
                    prop_assert!(near(bias + terms.iter().sum::<f64>(), f64::from(here.z[unit]), size));
                }
            }
        }
    }

    #[test]
    fn a_sample_alone_is_a_batch_of_one(experiment in small_experiment(), batches in 0u64..6) {
        let alone = Settings { batch_size: 1, ..experiment.settings() };
        let prepared = Prepared::new(&experiment);
        let mut trainer = Trainer::new(experiment.network(), prepared.train.clone(), alone);
        trainer.advance(Stride::Batch, batches);
        let Some(walk) = trainer.walk() else { return Ok(()) };
        let sample = walk.samples[0].sample;
        let (x, t) = (walk.samples[0].x.clone(), walk.samples[0].t.clone());
        let chosen = trainer.walk_sample(sample, &x, &t);
        // As text, in which what is no number equals itself.
        prop_assert_eq!(format!("{chosen:?}"), format!("{:?}", Walk { batch: None, ..walk }));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// By the page: the step that is walked is the step that the worker makes.
    #[test]
    fn the_page_walks_the_step_that_its_worker_makes(experiment in small_experiment(), batches in 0u64..8, back in 0u64..4) {
        let stops = experiment.settings().patience.is_some();
        let mut desk = Desk::open(Recipe::from(experiment.clone()));
        desk.train(Stride::Batch, batches);
        let data = Data::from(&Prepared::new(&experiment));
        for _ in 0..back {
            desk.act(Drive::StepBack);
        }
        let Some(walk) = desk.lab.walk(&data, &On::Batch) else {
            prop_assert!(stops || data.train.is_empty());
            return Ok(());
        };
        prop_assert_eq!(Moment { epoch: walk.epoch, ..desk.lab.moment }, desk.lab.moment);
        if !stops {
            desk.train(Stride::Batch, 1);
            prop_assert_eq!(bits(walk.network()[1]), bits(desk.parameters()));
        }
    }
}

/// The 2-2-2 network of sigmoid units that many texts work through by hand.
fn published() -> Trainer {
    let specs = [
        LayerSpec::new(2, Activation::Sigmoid),
        LayerSpec::new(2, Activation::Sigmoid),
    ];
    let mut network = Network::new(2, &specs, Initializer::Zeros, 0);
    let parameters = [
        0.15, 0.2, 0.25, 0.3, 0.35, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.6,
    ];
    network.parameters_mut().copy_from_slice(&parameters);
    let row = |values: &[f32]| DMatrix::from_row_slice(1, 2, values);
    let samples = Samples::from_rows(&row(&[0.05, 0.1]), &row(&[0.01, 0.99]));
    // The mean over two outputs is half the sum of squares.
    let settings = Settings {
        loss: Loss::MeanSquaredError,
        learning_rate: 0.5,
        batch_size: 1,
        ..Settings::default()
    };
    Trainer::new(network, samples, settings)
}

#[test]
fn the_published_example_comes_out() {
    let walk = published().walk().unwrap();
    let hidden = &walk.samples[0].layers[0];
    let is = |found: f32, published: f64| {
        assert!(
            (f64::from(found) - published).abs() < 1e-7,
            "{found} for {published}"
        );
    };
    assert!((walk.loss - 0.298_371_109).abs() < 1e-7, "{}", walk.loss);
    is(hidden.z[0], 0.3775);
    is(hidden.a[0], 0.593_269_99);
    let w5 = 6;
    is(walk.gradient[w5], 0.082_167_041);
    is(walk.after[w5], 0.358_916_48);
    is(walk.after[0], 0.149_780_716);
}

#[test]
fn what_adam_remembers_is_told_with_its_corrections() {
    let adam = Optimizer::Adam {
        beta_1: 0.9,
        beta_2: 0.999,
        epsilon: 1e-7,
    };
    let mut trainer = published();
    trainer.adjust(Settings {
        optimizer: adam,
        ..trainer.settings()
    });
    for step in 1..4 {
        let walk = trainer.walk().unwrap();
        let (g, at) = (f64::from(walk.gradient[6]), walk.step_at(6));
        let [mean, square] = [&at.memory[0], &at.memory[1]];
        assert_eq!([mean.kind, square.kind], [Kind::Mean, Kind::Square]);
        if step == 1 {
            assert_eq!([mean.before, square.before], [0.0, 0.0]);
        }
        let m = 0.9 * f64::from(mean.before) + 0.1 * g;
        let s = 0.999 * f64::from(square.before) + 0.001 * g * g;
        assert!(near(f64::from(mean.after), m, 0.0) && near(f64::from(square.after), s, 0.0));
        let [first, second] = at.corrections.unwrap();
        assert!(
            (first - (1.0 - 0.9f64.powi(step))).abs() < 1e-7
                && (second - (1.0 - 0.999f64.powi(step))).abs() < 1e-7
        );
        let after = f64::from(walk.before[6])
            - 0.5 * (f64::from(mean.after) / first)
                / ((f64::from(square.after) / second).sqrt() + 1e-7 / second.sqrt());
        assert!(
            (f64::from(walk.after[6]) - after).abs() < 1e-6,
            "step {step}"
        );
        trainer.advance(Stride::Batch, 1);
    }
}

#[test]
fn penalties_stand_beside_the_gradient_and_frozen_layers_stay() {
    let mut trainer = published();
    trainer.adjust(Settings {
        l2: 0.01,
        frozen: 0b01,
        ..trainer.settings()
    });
    let walk = trainer.walk().unwrap();
    assert_eq!(walk.penalty[6], 2.0 * 0.01 * 0.4);
    assert_eq!(walk.penalty[0], 0.0);
    assert_eq!(walk.slope(6), walk.gradient[6] + walk.penalty[6]);
    assert!(!walk.learns(0) && walk.learns(6));
    assert_eq!(walk.before[..6], walk.after[..6]);
    assert_eq!(walk.after[6], walk.before[6] - 0.5 * walk.slope(6));
}

#[test]
fn what_dropout_leaves_out_passes_nothing_on() {
    let mut trainer = published();
    trainer.adjust(Settings {
        dropout: 0.5,
        ..trainer.settings()
    });
    let left_out = (0..20).any(|_| {
        let walk = trainer.walk().unwrap();
        let hidden = &walk.samples[0].layers[0];
        assert!(
            hidden
                .factors
                .iter()
                .all(|factor| [0.0, 2.0].contains(factor))
        );
        for unit in 0..2 {
            assert_eq!(hidden.output(unit), hidden.a[unit] * hidden.factors[unit]);
            assert!(hidden.factors[unit] > 0.0 || hidden.delta[unit] == 0.0);
        }
        assert!(walk.samples[0].layers[1].factors.is_empty());
        trainer.advance(Stride::Batch, 1);
        hidden.factors.contains(&0.0)
    });
    assert!(left_out);
}

#[test]
fn the_perceptron_rule_walks_by_the_answers_error() {
    let mut network = Network::new(
        2,
        &[LayerSpec::new(1, Activation::Heaviside)],
        Initializer::Zeros,
        0,
    );
    network.parameters_mut().copy_from_slice(&[1.0, -2.0, 0.5]);
    let row = |values: &[f32]| DMatrix::from_row_slice(1, values.len(), values);
    let samples = Samples::from_rows(&row(&[1.0, 0.5]), &row(&[0.0]));
    let settings = Settings {
        rule: LearningRule::Perceptron,
        learning_rate: 0.25,
        ..Settings::default()
    };
    let mut trainer = Trainer::new(network, samples, settings);
    let walk = trainer.walk().unwrap();
    let layer = &walk.samples[0].layers[0];
    assert_eq!((layer.z[0], layer.a[0], layer.delta[0]), (0.5, 1.0, 1.0));
    assert_eq!(walk.gradient, [1.0, 0.5, 1.0]);
    assert_eq!(walk.after, [0.75, -2.125, 0.25]);
    trainer.advance(Stride::Batch, 1);
    assert_eq!(walk.after, trainer.network().parameters());
}

#[test]
fn a_run_without_samples_has_no_next_step() {
    let network = Network::new(
        2,
        &[LayerSpec::new(1, Activation::Tanh)],
        Initializer::GlorotUniform,
        0,
    );
    let none = Samples::from_rows(&DMatrix::zeros(0, 2), &DMatrix::zeros(0, 1));
    assert_eq!(
        Trainer::new(network, none, Settings::default()).walk(),
        None
    );
}
