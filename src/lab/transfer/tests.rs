use nalgebra::DMatrix;

use super::*;
use crate::{
    data::{Classes, Dataset, Drawn, Point},
    nn::{Activation, Named, Schedule, Stride, Trainer, walk_one},
};

fn preset(data: DataSpec) -> Experiment {
    Experiment::preset(data)
}

fn of(dataset: Dataset) -> DataSpec {
    DataSpec {
        dataset,
        points: 120,
        ..DataSpec::default()
    }
}

/// A run of an experiment after some epochs.
fn trained(e: &Experiment, epochs: u64) -> (Source, Prepared) {
    let prepared = Prepared::new(e);
    let (train, test) = (prepared.train.clone(), prepared.test.clone());
    let mut trainer = Trainer::with_test(e.network(), train, test, e.settings());
    trainer.advance(Stride::Epoch, epochs);
    let at = Moment {
        epoch: epochs,
        position: 0,
    };
    let source = Source::new(e, &prepared, trainer.network(), at);
    (source, prepared)
}

fn parameters(recipe: &Recipe) -> Vec<f32> {
    match &recipe.timeline[..] {
        [
            Event {
                at: Moment::START,
                change: Change::SetParameters(parameters),
            },
        ] => parameters.clone(),
        other => panic!("{other:?}"),
    }
}

fn network(recipe: &Recipe) -> Network {
    let mut network = recipe.experiment.network();
    network
        .parameters_mut()
        .copy_from_slice(&parameters(recipe));
    network
}

fn reuse(data: DataSpec, keep: usize, freeze: bool) -> Reuse {
    Reuse { data, keep, freeze }
}

#[test]
fn what_is_kept_is_kept_bit_for_bit_and_the_rest_is_fresh() {
    let (source, _) = trained(&preset(of(Dataset::Moons)), 5);
    for keep in 1..=2 {
        let recipe = source
            .recipe(&reuse(of(Dataset::Spiral), keep, true))
            .unwrap();
        let e = &recipe.experiment;
        assert_eq!(e.validate(), Ok(()));
        let end = source.network.layers()[keep - 1].bias.end;
        let (now, fresh) = (parameters(&recipe), e.network());
        assert_eq!(now[..end], source.network.parameters()[..end]);
        assert_eq!(now[end..], fresh.parameters()[end..]);
        let trainable: Vec<bool> = e.layers.iter().map(|layer| layer.trainable).collect();
        let wanted: Vec<bool> = (0..3).map(|layer| layer >= keep).collect();
        assert_eq!(trainable, wanted);
    }
}

#[test]
fn frozen_layers_stay_and_fine_tuned_ones_move() {
    let (source, _) = trained(&preset(of(Dataset::Moons)), 5);
    for freeze in [true, false] {
        let recipe = source
            .recipe(&reuse(of(Dataset::Circles), 1, freeze))
            .unwrap();
        let prepared = Prepared::new(&recipe.experiment);
        let (train, test) = (prepared.train.clone(), prepared.test.clone());
        let settings = recipe.experiment.settings();
        let mut trainer = Trainer::with_test(network(&recipe), train, test, settings);
        trainer.advance(Stride::Epoch, 3);
        let layers = trainer.network().layers();
        let (kept, output) = (0..layers[0].bias.end, layers[2].kernel.clone());
        let (before, after) = (parameters(&recipe), trainer.network().parameters());
        assert_eq!(before[kept.clone()] == after[kept], freeze);
        assert_ne!(before[output.clone()], after[output]);
    }
}

/// A schedule that fell within three epochs of many samples would leave no step for few.
#[test]
fn the_learning_rate_stays() {
    let mut e = preset(of(Dataset::Moons));
    e.schedule = Schedule::from_name("exponential").unwrap();
    let (source, _) = trained(&e, 2);
    let reuse = reuse(of(Dataset::Circles), 1, true);
    for e in [source.scratch(&reuse), source.reused(&reuse)] {
        let e = e.unwrap();
        assert_eq!(e.schedule, Schedule::Constant);
        assert_eq!(e.learning_rate, source.experiment.learning_rate);
    }
}

#[test]
fn the_output_layer_suits_the_new_task() {
    let (source, _) = trained(&preset(of(Dataset::Moons)), 1);
    for (dataset, units, activation) in [
        (Dataset::Blobs4, 4, Activation::Softmax),
        (Dataset::Circles, 1, Activation::Sigmoid),
        (Dataset::Labels, 2, Activation::Sigmoid),
        (Dataset::Bumps, 1, Activation::Linear),
    ] {
        let e = source
            .recipe(&reuse(of(dataset), 2, true))
            .unwrap()
            .experiment;
        assert_eq!(
            (e.output().units, e.output().activation),
            (units, activation)
        );
        assert_eq!(e.loss, preset(of(dataset)).loss);
        assert_eq!((e.hidden().len(), e.seed), (2, source.experiment.seed));
    }
}

/// A kept layer answers to a point of the plane as it did, however the inputs of either task are scaled.
#[test]
fn kept_layers_answer_to_the_same_values_as_they_did() {
    let scaled = |dataset, on| Experiment {
        standardize: on,
        ..preset(of(dataset))
    };
    let far = DataSpec {
        turn: 40.0,
        per_class: Some(3),
        noise: 0.3,
        ..of(Dataset::Gaussians)
    };
    for before in [true, false] {
        let (mut source, prepared) = trained(&scaled(Dataset::Moons, before), 8);
        for after in [true, false] {
            source.experiment.standardize = after;
            let recipe = source.recipe(&reuse(far.clone(), 1, true)).unwrap();
            let new = Prepared::new(&recipe.experiment);
            assert_eq!(new.encoder.standard.is_some(), after);
            let x = &prepared.test_table.x;
            let raw = &DMatrix::from_fn(x.nrows(), x.ncols(), |row, column| x[(row, column)]);
            let settings = recipe.experiment.settings();
            let hidden = |network: &Network, encoder: &Encoder| {
                let x = encoder.encode(raw);
                let answers = |row: usize| {
                    let row: Vec<f32> = x.row(row).iter().copied().collect();
                    walk_one(network, settings, &row, &[0.0]).layers[0]
                        .a
                        .clone()
                };
                (0..raw.nrows()).map(answers).collect::<Vec<Vec<f32>>>()
            };
            let was = hidden(&source.network, &prepared.encoder);
            let is = hidden(&network(&recipe), &new.encoder);
            for (was, is) in was.iter().flatten().zip(is.iter().flatten()) {
                assert!((was - is).abs() < 2e-5, "{was} {is} ({before} {after})");
            }
            if before == after && !before {
                assert_eq!(was, is);
            }
        }
    }
}

#[test]
fn what_does_not_fit_is_named() {
    let (source, _) = trained(&preset(of(Dataset::Moons)), 1);
    let problem = |source: &Source, data, keep| {
        let wrong = source.recipe(&reuse(data, keep, true)).unwrap_err();
        wrong.to_string()
    };
    assert_eq!(
        problem(&source, of(Dataset::Sine), 1),
        "to: has 1 input, and the layers were trained on 2"
    );
    assert_eq!(
        problem(&source, of(Dataset::Iris), 1),
        "to: has other inputs than the layers were trained on"
    );
    for keep in [0, 3] {
        assert_eq!(
            problem(&source, of(Dataset::Xor), keep),
            format!("keep: must be from 1 to 2, not {keep}")
        );
    }
    let mut single = preset(of(Dataset::Moons));
    single.layers.drain(..2);
    let (source, _) = trained(&single, 1);
    assert_eq!(
        problem(&source, of(Dataset::Xor), 1),
        "keep: the network has no hidden layer that could be kept"
    );
}

/// Whatever is offered can be done.
#[test]
fn every_target_fits() {
    for &dataset in Dataset::ALL {
        if !dataset.is_generated() {
            continue;
        }
        let e = preset(of(dataset));
        let (source, _) = trained(&e, 0);
        let mut drawn = Drawn::default();
        drawn
            .add(Point {
                x: [1.0, 2.0],
                class: 1,
            })
            .unwrap();
        let brought = Brought {
            drawn: drawn.clone(),
            ..Brought::default()
        };
        let all = targets(&e.data, &brought);
        assert!(!all.is_empty(), "{dataset:?}");
        let offers = |other| all.iter().any(|target| target.dataset == other);
        let is_of_plane = e.data.has_features() && e.data.columns() == 2;
        assert_eq!(offers(Dataset::Drawn), is_of_plane, "{dataset:?}");
        assert!(
            !targets(&e.data, &Brought::default())
                .iter()
                .any(|t| t.dataset == Dataset::Drawn)
        );
        for target in all {
            let data = DataSpec {
                dataset: target.dataset,
                classes: target.classes,
                turn: target.turn,
                per_class: Some(5),
                ..e.data.clone()
            };
            match source.recipe(&reuse(data, 1, true)) {
                Ok(recipe) => assert_eq!(recipe.experiment.validate(), Ok(())),
                Err(wrong) => assert_eq!((source.hidden(), &*wrong.field), (0, "keep")),
            }
        }
    }
}

#[test]
fn the_other_classes_come_first() {
    let data = DataSpec {
        classes: Classes::of(&[0, 2], 4).unwrap(),
        ..of(Dataset::Blobs4)
    };
    let all = targets(&data, &Brought::default());
    assert_eq!(all[0].label, "4 blobs, classes 1,3");
    assert_eq!(all[0].classes, Classes::of(&[1, 3], 4).unwrap());
    assert_eq!((&*all[1].label, all[1].turn), ("4 blobs, turned", 30.0));
    let last = all.last().unwrap();
    assert_eq!(
        (&*last.label, last.classes),
        ("4 blobs, all classes", Classes::ALL)
    );
    // Numbers in the plane have the same inputs.
    assert!(all.iter().any(|target| target.dataset == Dataset::Bumps));
    assert!(!all.iter().any(|target| target.dataset == Dataset::Sine));
}
