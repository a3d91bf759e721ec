//! Random experiments: every field random, and all of them valid.

use proptest::{collection::vec, prelude::*, sample::select};
use separable::{
    data::{Classes, Coding, DataSpec, Dataset, Drawn, Feature, Features, Point},
    lab::{Experiment, Key, Part, Spot, fixed, parts},
    nn::{
        Activation, Fixed, Initializer, LayerSpec, LearningRule, Loss, Named, Optimizer, Schedule,
        Task,
    },
};

/// The sets that need no file.
fn generated() -> Vec<Dataset> {
    let all = Dataset::ALL.iter().copied();
    all.filter(|d| d.is_generated() || *d == Dataset::Drawn)
        .collect()
}

fn points() -> impl Strategy<Value = Drawn> {
    vec(([-6.0f32..6.0, -6.0f32..6.0], 0..6u8), 0..40).prop_map(|points| {
        let mut drawn = Drawn::default();
        for (x, class) in points {
            drawn.add(Point { x, class }).unwrap();
        }
        drawn
    })
}

fn data() -> impl Strategy<Value = DataSpec> {
    (
        select(generated()),
        select(Coding::ALL.to_vec()),
        DataSpec::POINTS,
        DataSpec::NOISE,
        DataSpec::TRAIN_SHARE,
        any::<u32>(),
        points(),
        part_of_it(),
    )
        .prop_map(
            |(dataset, coding, points, noise, train_share, draw, drawn, part)| {
                let drawn = if dataset == Dataset::Drawn {
                    drawn
                } else {
                    Drawn::default()
                };
                let (classes, per_class, turn) = part;
                let all = DataSpec {
                    dataset,
                    coding,
                    points,
                    noise,
                    train_share,
                    draw,
                    drawn,
                    per_class,
                    turn,
                    ..DataSpec::default()
                };
                let count = all.class_count();
                let chosen: Vec<_> = classes.into_iter().filter(|class| *class < count).collect();
                DataSpec {
                    classes: Classes::of(&chosen, count).unwrap_or_default(),
                    ..all
                }
            },
        )
}

/// Classes, samples of each and a turn.
fn part_of_it() -> impl Strategy<Value = (Vec<usize>, Option<usize>, f64)> {
    (
        vec(0..6_usize, 0..4),
        prop::option::of(DataSpec::PER_CLASS),
        prop::sample::select(vec![0.0, 37.5, -120.0]),
    )
}

/// Any inputs, in any order.
fn features() -> impl Strategy<Value = Features> {
    let all = Just(Feature::ALL.to_vec()).prop_shuffle();
    (all, 1..=Feature::ALL.len())
        .prop_map(|(mut features, count)| {
            features.truncate(count);
            features
        })
        .prop_filter_map("no features", |features| Features::try_from(features).ok())
}

fn activation() -> impl Strategy<Value = Activation> {
    let all = Activation::ALL.iter().copied();
    select(
        all.filter(|a| *a != Activation::Softmax)
            .collect::<Vec<_>>(),
    )
}

fn hidden() -> impl Strategy<Value = Vec<LayerSpec>> {
    let layer = (1usize..=32, activation(), any::<bool>());
    let layer = layer.prop_map(|(units, activation, trainable)| LayerSpec {
        trainable,
        ..LayerSpec::new(units, activation)
    });
    vec(layer, 0..=Experiment::HIDDEN_LAYERS)
}

/// Any kind with any of its numbers changed within what is allowed.
fn part<P: Part + std::fmt::Debug>() -> impl Strategy<Value = P> {
    (select(P::ALL.to_vec()), vec(0.0f32..=1.0, 4), any::<bool>()).prop_map(
        |(mut part, shares, flag)| {
            for (setting, share) in part.settings().into_iter().zip(shares) {
                match setting.value {
                    parts::Value::Number(number, span) => {
                        let (low, high) = (span.low as f32, span.high as f32);
                        *number = (low + share * (high - low)).clamp(low, high);
                    }
                    parts::Value::Flag(on) => *on = flag,
                }
            }
            part
        },
    )
}

/// Any number that a setting may be.
fn number(key: Key) -> impl Strategy<Value = f32> {
    let span = key.setting().number().unwrap().span;
    span.low as f32..=span.high as f32
}

/// The same with few samples and layers, so that it trains quickly.
pub fn small_experiment() -> impl Strategy<Value = Experiment> {
    experiment().prop_map(|mut e| {
        e.data.points = e.data.points.min(80);
        let surplus = e.hidden().len().saturating_sub(2);
        e.layers.drain(..surplus);
        e.fixed = Fixed::NONE;
        e
    })
}

/// Any valid experiment: a rule of single units wherever the network allows it, now and then.
pub fn experiment() -> impl Strategy<Value = Experiment> {
    let pace = (
        part::<Optimizer>(),
        number(Key::LearningRate),
        part::<Schedule>(),
        1usize..=50_000,
        any::<bool>(),
        any::<u32>(),
    );
    let against = (
        number(Key::L1),
        number(Key::L2),
        number(Key::Dropout),
        prop::option::of(1u32..=100_000),
    );
    let network = (
        features(),
        any::<bool>(),
        hidden(),
        select(Activation::ALL.to_vec()),
        select(Initializer::ALL.to_vec()),
    );
    let rule = (part::<Loss>(), select(LearningRule::ALL.to_vec()));
    let fixed = vec((0..4usize, 0..8usize, 0..8usize), 0..3);
    let all = (data(), network, rule, pace, against, fixed);
    all.prop_map(|(data, network, rule, pace, against, fixed)| {
        let (features, standardize, mut layers, output, initializer) = network;
        let (optimizer, learning_rate, schedule, batch_size, shuffle, seed) = pace;
        let (l1, l2, dropout, patience) = against;
        let (loss, rule) = rule;
        layers.push(LayerSpec::new(data.outputs(), output));
        let mut experiment = Experiment {
            features: data.fitting(&features),
            data,
            standardize,
            layers,
            initializer,
            rule: LearningRule::Backprop,
            loss,
            optimizer,
            learning_rate,
            schedule,
            l1,
            l2,
            dropout,
            patience,
            fixed: Fixed::NONE,
            batch_size,
            shuffle,
            seed,
        };
        let classes = experiment.task() != Task::Regression;
        if rule.is_local() && classes && experiment.output().activation.is_step() {
            experiment.layers.drain(..experiment.layers.len() - 1);
            experiment.rule = rule;
        }
        for (layer, unit, source) in fixed {
            // What the network does not have is left out.
            let weight = Spot::Weight {
                layer,
                unit,
                source,
            };
            let _ = fixed::set(&mut experiment, weight, true);
            let _ = fixed::set(&mut experiment, Spot::Bias { layer, unit }, true);
        }
        experiment
    })
}
