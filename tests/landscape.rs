//! The loss landscape, measured by a job as the page's workers do it: what it says of a place is what the
//! network is worth there.
#![allow(clippy::unwrap_used, reason = "these are tests")]

mod common;

use std::sync::Arc;

use common::experiments::small_experiment;
use proptest::prelude::*;
use separable::{
    data::Dataset,
    engine::{
        Data, FromWorker, Job, Packed, Plan, Terrain, ToWorker, Trace,
        job::{Done, Progress, Work},
    },
    lab::{Change, Edit, Event, Experiment, Moment, Prepared, Snapshot, landscape::Step},
    nn::{
        Activation, LayerSpec, LearningRule, Loss, Named, Network, Optimizer, Stride, Trainer,
        evaluate,
        landscape::{Plane, Window, random},
        penalty,
    },
};

fn window(sides: [usize; 2]) -> Window {
    Window {
        across: [-2.0, 3.0],
        up: [-1.0, 1.5],
        sides,
    }
}

/// A network after some training, so that no weight is 0 by chance.
fn trained(experiment: &Experiment, prepared: &Prepared) -> Network {
    let mut trainer = Trainer::new(
        experiment.network(),
        prepared.train.clone(),
        experiment.settings(),
    );
    trainer.advance(Stride::Batch, 7);
    trainer.network().clone()
}

fn terrain(
    experiment: &Experiment,
    prepared: &Prepared,
    plane: Plane,
    sides: [usize; 2],
) -> Terrain {
    Terrain {
        plan: Plan::from(experiment),
        task: prepared.task,
        samples: prepared.train.clone(),
        parameters: trained(experiment, prepared).parameters().to_vec(),
        plane,
        window: window(sides),
    }
}

/// What comes of a job that goes to a worker and back as bytes, in one go or in slices that end at each
/// question.
fn done(job: Job, in_one: bool) -> (Done, usize) {
    let message = ToWorker::Job(1, Packed::new(&job)).encode();
    let Some(ToWorker::Job(_, job)) = ToWorker::decode(&message) else {
        panic!("no job");
    };
    let (mut work, mut slices, mut last) = (Work::unpack(&job), 0, 0.0);
    loop {
        slices += 1;
        assert!(slices < 1_000_000, "never done");
        let (progress, is_done) = work.work_packed(&mut || in_one);
        let message = FromWorker::decode(&FromWorker::Progress(1, progress).encode());
        let Some(FromWorker::Progress(_, progress)) = message else {
            panic!("no progress");
        };
        match progress.open() {
            Some(Progress::Share(share)) => {
                assert!(!is_done);
                assert!((last..=1.0).contains(&share), "{share} after {last}");
                last = share;
            }
            Some(Progress::Done(done)) => return (done, slices),
            other => panic!("{other:?}"),
        }
    }
}

fn heights(terrain: &Terrain) -> Vec<f32> {
    let job = || Job::Landscape(Box::new(terrain.clone()));
    let (Done::Heights(heights), _) = done(job(), true) else {
        panic!("impossible");
    };
    let (Done::Heights(sliced), _) = done(job(), false) else {
        panic!("impossible");
    };
    let bits = |heights: &[f32]| heights.iter().map(|h| h.to_bits()).collect::<Vec<_>>();
    assert_eq!(bits(&heights), bits(&sliced));
    heights
}

/// What a network is worth at a place, by the ways that all other numbers of the page come.
fn directly(experiment: &Experiment, prepared: &Prepared, terrain: &Terrain, number: usize) -> f32 {
    let mut network = experiment.network();
    let place = terrain.window.place(number);
    let parameters = terrain.plane.at(&terrain.parameters, place);
    network.parameters_mut().copy_from_slice(&parameters);
    let settings = experiment.settings();
    let worth = evaluate(&network, settings.loss, prepared.task, &prepared.train).unwrap();
    let height = match (experiment.rule, worth.accuracy) {
        (LearningRule::Perceptron, Some(accuracy)) => 1.0 - accuracy,
        _ => worth.loss + penalty(&network, &settings),
    };
    height as f32
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Whatever the network, the data, the loss and the penalty, over weights and over directions.
    #[test]
    fn every_height_is_what_the_network_is_worth_there(
        experiment in small_experiment(),
        l2 in prop_oneof![Just(0.0f32), 0.001f32..0.1],
        chosen in any::<[prop::sample::Index; 2]>(),
        seed in any::<u32>(),
    ) {
        let experiment = Experiment { l2, ..experiment };
        let prepared = Prepared::new(&experiment);
        let network = trained(&experiment, &prepared);
        prop_assume!(network.is_finite());
        let count = network.parameters().len();
        let [a, b] = chosen.map(|index| index.index(count));
        let [across, up] = random(&network, seed.into());
        let planes = [
            (Plane::of_parameters(count, &[a]), [9, 1]),
            (Plane::of_parameters(count, &[a, b]), [4, 3]),
            (Plane::new(network.parameters().to_vec(), vec![across, up]), [3, 4]),
        ];
        for (plane, sides) in planes {
            let Some(plane) = plane else { continue };
            let terrain = terrain(&experiment, &prepared, plane, sides);
            for (number, height) in heights(&terrain).into_iter().enumerate() {
                let wanted = directly(&experiment, &prepared, &terrain, number);
                prop_assert_eq!(height.to_bits(), wanted.to_bits(), "{} {}", height, wanted);
            }
        }
    }
}

/// A worker hears of giving up between two slices.
#[test]
fn a_map_is_cut_into_many_slices() {
    let experiment = Experiment::default();
    let prepared = Prepared::new(&experiment);
    let count = experiment.network().parameters().len();
    let plane = Plane::of_parameters(count, &[0, 1]).unwrap();
    let terrain = terrain(&experiment, &prepared, plane, [40, 40]);
    let (_, slices) = done(Job::Landscape(Box::new(terrain)), false);
    let work = 40 * 40 * prepared.train.len() * count;
    assert!(slices > work / 1_000_000, "{slices} slices");
}

/// A regression by a line: two weights, whose landscape is a bowl that is known in full.
fn line() -> Experiment {
    let mut experiment = Experiment::default();
    Edit::SetDataset(Dataset::Line)
        .apply(&mut experiment)
        .unwrap();
    experiment.layers = vec![LayerSpec::new(1, Activation::Linear)];
    experiment.loss = Loss::MeanSquaredError;
    experiment
}

#[test]
fn the_loss_of_a_line_is_a_bowl() {
    let experiment = line();
    experiment.validate().unwrap();
    let prepared = Prepared::new(&experiment);
    let plane = Plane::of_parameters(2, &[0, 1]).unwrap();
    let terrain = terrain(&experiment, &prepared, plane, [20, 20]);
    let heights = heights(&terrain);
    // Its second differences are the same everywhere, in both directions.
    for (step, from) in [(1, 0), (20, 0)] {
        let second = |at: usize| heights[at] - 2.0 * heights[at + step] + heights[at + 2 * step];
        let wanted = second(from);
        assert!(wanted > 0.0);
        for row in 0..18 {
            for column in 0..18 {
                let found = second(row * 20 + column);
                assert!(
                    (found - wanted).abs() < 1e-3 * wanted.max(heights[0]),
                    "{found} {wanted}"
                );
            }
        }
    }
}

/// The slope of the curve over a weight is the gradient that the page shows, penalty included.
#[test]
fn the_slope_of_the_landscape_is_the_gradient() {
    for (l1, l2) in [(0.0, 0.0), (0.01, 0.03)] {
        let experiment = Experiment {
            l1,
            l2,
            ..Experiment::default()
        };
        let prepared = Prepared::new(&experiment);
        let network = trained(&experiment, &prepared);
        let parameters = network.parameters().to_vec();
        let snapshot = Snapshot::new(&experiment, &prepared, network, Default::default());
        for (parameter, &slope) in snapshot.gradient.whole().iter().enumerate() {
            let plane = Plane::of_parameters(parameters.len(), &[parameter]).unwrap();
            let here = f64::from(parameters[parameter]);
            let half = 1.0 / 256.0;
            let terrain = Terrain {
                plan: Plan::from(&experiment),
                task: prepared.task,
                samples: prepared.train.clone(),
                parameters: parameters.clone(),
                plane,
                // Two places, a half to the left and to the right of it.
                window: Window {
                    across: [here - 2.0 * half, here + 2.0 * half],
                    up: [0.0; 2],
                    sides: [2, 1],
                },
            };
            let heights = heights_of_two(&terrain);
            let found = (heights[1] - heights[0]) / (2.0 * half);
            let slope = f64::from(slope);
            assert!(
                (found - slope).abs() < 1e-3 + 0.02 * slope.abs(),
                "{parameter}: {found} {slope}"
            );
        }
    }
}

fn heights_of_two(terrain: &Terrain) -> [f64; 2] {
    let (Done::Heights(heights), _) = done(Job::Landscape(Box::new(terrain.clone())), true) else {
        panic!("impossible");
    };
    [heights[0], heights[1]].map(f64::from)
}

#[test]
fn what_does_not_fit_is_impossible() {
    let experiment = Experiment::default();
    let prepared = Prepared::new(&experiment);
    let count = experiment.network().parameters().len();
    let plane = Plane::of_parameters(count, &[0, 1]).unwrap();
    let good = terrain(&experiment, &prepared, plane, [3, 3]);
    let mut few = good.clone();
    few.parameters.pop();
    let other = Plane::of_parameters(count - 1, &[0, 1]).unwrap();
    let line = Plane::of_parameters(count, &[0]).unwrap();
    let empty = Arc::new(prepared.train.first(0));
    for bad in [
        few,
        Terrain {
            plane: other,
            ..good.clone()
        },
        Terrain {
            plane: line,
            ..good.clone()
        },
        Terrain {
            window: window([0, 3]),
            ..good.clone()
        },
        Terrain {
            window: window([usize::MAX, usize::MAX]),
            ..good.clone()
        },
        Terrain {
            samples: empty,
            ..good.clone()
        },
    ] {
        let mut work = Work::new(Job::Landscape(Box::new(bad)));
        for _ in 0..2 {
            assert_eq!(work.work(&mut || true), Progress::Done(Done::Impossible));
        }
    }
    // A damaged message may hold a plane that is none: then nothing is measured, and nothing panics.
    let job = Job::Landscape(Box::new(good));
    let bytes = ToWorker::Job(1, Packed::new(&job)).encode();
    for at in (0..bytes.len()).step_by(97) {
        let mut damaged = bytes.clone();
        damaged[at] ^= 0x5a;
        if let Some(ToWorker::Job(_, job)) = ToWorker::decode(&damaged) {
            let mut work = Work::unpack(&job);
            for _ in 0..50 {
                work.work(&mut || false);
            }
        }
    }
}

fn at(epoch: u64, position: usize) -> Moment {
    Moment { epoch, position }
}

/// The way of a run as the trainer itself goes it, with weights put in place on the way, however it is cut.
#[test]
fn a_way_is_the_trainers_own() {
    let experiment = Experiment {
        optimizer: Optimizer::from_name("adam").unwrap(),
        ..Experiment::default()
    };
    let prepared = Prepared::new(&experiment);
    let data = Data::from(&prepared);
    let put = vec![0.25; experiment.network().parameters().len()];
    let timeline = vec![Event {
        at: at(2, 0),
        change: Change::SetParameters(put.clone()),
    }];
    let start = separable::engine::Start {
        plan: Plan::from(&experiment),
        from: None,
        timeline,
        known: 0,
        to: at(4, 30),
    };
    for (stride, points) in [(Stride::Epoch, 6), (Stride::Batch, 0)] {
        let trace = Trace {
            data: data.clone(),
            start: start.clone(),
            stride,
        };
        let job = || Job::Trace(Box::new(trace.clone()));
        let (Done::Traced(steps), _) = done(job(), true) else {
            panic!("impossible");
        };
        assert_eq!(done(job(), false).0, Done::Traced(steps.clone()));
        if points > 0 {
            assert_eq!(steps.len(), points);
        }
        let jumps: Vec<Moment> = steps.iter().filter(|s| s.jumps).map(|s| s.at).collect();
        assert_eq!(jumps, [at(2, 0)]);
        let mut trainer = Trainer::with_test(
            experiment.network(),
            prepared.train.clone(),
            prepared.test.clone(),
            experiment.settings(),
        );
        let samples = prepared.train.len();
        let (mut shown, mut is_put) = (0, false);
        for Step {
            at: moment,
            parameters,
            ..
        } in &steps
        {
            if *moment >= at(2, 0) && !is_put {
                trainer.advance(Stride::Sample, at(2, 0).shown(samples) - shown);
                trainer.set_parameters(&put).unwrap();
                (shown, is_put) = (at(2, 0).shown(samples), true);
            }
            trainer.advance(Stride::Sample, moment.shown(samples) - shown);
            shown = moment.shown(samples);
            assert_eq!(
                trainer.network().parameters(),
                &parameters[..],
                "{moment:?}"
            );
        }
        assert_eq!(steps.last().unwrap().at, at(4, 30));
    }
}
