//! How large steps are beside the weights: by the trainer that makes them, at every moment that was looked at,
//! whatever happens to the run.
#![allow(clippy::unwrap_used, reason = "these are tests")]

mod common;

use common::{desk::Desk, experiments::small_experiment};
use proptest::prelude::*;
use separable::{
    engine::Data,
    lab::{Edit, Experiment, Key, Prepared, Recipe, snapshot::size},
    nn::{Activation, Initializer, LearningRule, Stride, Trainer},
    run::{Drive, On, Updates, updates::shares},
};

/// A run on the screen, with what was looked at of it.
struct Looking {
    desk: Desk,
    updates: Updates,
    data: Data,
    weights: usize,
}

impl Looking {
    fn new(e: &Experiment) -> Self {
        Self {
            desk: Desk::open(Recipe::from(e.clone())),
            updates: Updates::default(),
            data: Data::from(&Prepared::new(e)),
            weights: e.network().parameters().len(),
        }
    }

    /// Looks until nothing is due any more.
    fn look(&mut self) -> usize {
        let (updates, lab) = (&mut self.updates, &self.desk.lab);
        let mut looks = 0;
        while updates.look(lab, &self.data, self.weights) {
            looks += 1;
            assert!(looks < 2000, "it never ends");
        }
        looks
    }

    fn now(&self) -> Vec<f64> {
        self.updates.at(self.desk.lab.moment).to_vec()
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// The step that is told of is the one that the run makes next, over the weights that it changes.
    #[test]
    fn it_is_the_next_step(experiment in small_experiment(), batches in 0u64..8) {
        let mut looking = Looking::new(&experiment);
        looking.desk.train(Stride::Batch, batches);
        looking.look();
        let Some(walk) = looking.desk.lab.walk(&looking.data, &On::Batch) else {
            prop_assert!(looking.now().is_empty());
            return Ok(());
        };
        let network = experiment.network();
        for (l, (layer, share)) in network.layers().iter().zip(looking.now()).enumerate() {
            let own = layer.kernel.start..layer.bias.end;
            let [before, after] = walk.network();
            let step: Vec<f32> = own.clone().map(|p| after[p] - before[p]).collect();
            let expected = size(&step) / size(&before[own]);
            let same = share == expected || share.is_nan() && expected.is_nan();
            prop_assert!(same, "layer {l}: {share} {expected}");
            if !experiment.layers[l].trainable {
                prop_assert!(share == 0.0 || share.is_nan());
            }
        }
    }
}

/// Plain descent: the step is the rate times the gradient of the batch.
#[test]
fn of_plain_descent_it_is_the_rate_times_the_gradient() {
    let e = Experiment {
        optimizer: separable::nn::Optimizer::default(),
        batch_size: 50_000,
        learning_rate: 0.05,
        ..Experiment::default()
    };
    let mut looking = Looking::new(&e);
    looking.look();
    let prepared = Prepared::new(&e);
    let snapshot = separable::lab::Snapshot::initial(&e, &prepared);
    let gradients = snapshot.sizes(snapshot.gradient.whole());
    let weights = snapshot.sizes(snapshot.network.parameters());
    for ((share, gradient), weights) in looking.now().iter().zip(gradients).zip(weights) {
        let expected = 0.05 * gradient / weights;
        assert!((share / expected - 1.0).abs() < 1e-3, "{share} {expected}");
    }
}

/// What was looked at goes with the run: moments of the past stay, and what is not of its way is forgotten.
#[test]
fn it_follows_the_run() {
    let mut looking = Looking::new(&Experiment::default());
    looking.desk.train(Stride::Epoch, 300);
    looking.look();
    let before = looking.updates.line(0);
    assert!(before.len() >= 3, "{}", before.len());
    assert!(before.is_sorted_by(|a, b| a.0 < b.0));
    assert_eq!(looking.look(), 0);
    // Going back looks at the moment there, and takes nothing away.
    looking.desk.act(Drive::StepBack);
    looking.look();
    assert_eq!(looking.updates.line(0).len(), before.len() + 1);
    // Another rate from there on: what came after is of another way, and steps are tenfold.
    let old = looking.now();
    let at = looking.desk.lab.moment;
    let rate = looking.desk.lab.experiment.learning_rate * 10.0;
    looking
        .desk
        .act(Edit::Set(Key::LearningRate, rate.to_string()));
    looking.look();
    assert_eq!(looking.desk.lab.moment, at);
    for (new, old) in looking.now().iter().zip(&old) {
        assert!((new / old - 10.0).abs() < 0.05, "{new} {old}");
    }
    let end = looking.updates.line(0).last().unwrap().0;
    assert_eq!(end, at.epochs(looking.desk.lab.samples()));
    // Another run.
    looking.desk.act(Edit::NewWeights(99));
    looking.look();
    assert_eq!(looking.updates.line(0).len(), 1);
}

/// What cannot be on the axis is left out, and nothing is told where no step comes.
#[test]
fn odd_steps() {
    let mut e = Experiment {
        initializer: Initializer::Zeros,
        ..Experiment::default()
    };
    let mut looking = Looking::new(&e);
    looking.look();
    assert!(looking.now()[0].is_nan() && looking.updates.line(0).is_empty());
    // Steps that are flat change nothing before them.
    e.initializer = Initializer::GlorotUniform;
    Edit::SetActivation(0, Activation::Heaviside)
        .apply(&mut e)
        .unwrap();
    let mut looking = Looking::new(&e);
    looking.look();
    assert_eq!(looking.now()[0], 0.0);
    assert!(*looking.now().last().unwrap() > 0.0);
    // The perceptron rule changes its one layer where the sample is wrong.
    Edit::SetDataset(separable::data::Dataset::And)
        .apply(&mut e)
        .unwrap();
    Edit::Set(Key::Rule, "perceptron".into())
        .apply(&mut e)
        .unwrap();
    assert_eq!(e.rule, LearningRule::Perceptron);
    let prepared = Prepared::new(&e);
    let mut trainer = Trainer::new(e.network(), prepared.train.clone(), e.settings());
    let mut looking = Looking::new(&e);
    for _ in 0..6 {
        looking.look();
        let before = trainer.network().parameters().to_vec();
        trainer.advance(Stride::Batch, 1);
        let moved = trainer.network().parameters() != before;
        assert_eq!(looking.now()[0] > 0.0, moved);
        looking.desk.train(Stride::Batch, 1);
    }
    // A checkpoint of another network is no moment of this one.
    let start = Desk::open(Recipe::from(Experiment::default())).lab.route();
    assert_eq!(shares(&start, &Data::default()), None);
}
