//! What a preset promises: its dataset is learnt at one press of Play.
#![allow(clippy::unwrap_used, reason = "these are tests")]

mod common;

use common::file;
use separable::{
    data::{Coding, DataSpec, Dataset, LINE_SLOPE},
    lab::{Answers, Edit, Experiment, Key, Prepared, Speed},
    nn::{Activation, LayerSpec, Loss, Named, Stride, Task, Trainer, evaluate},
};

fn preset(dataset: Dataset) -> Experiment {
    Experiment::preset(DataSpec {
        dataset,
        file: file(dataset),
        ..DataSpec::default()
    })
}

/// The experiment's data and the trained network's trainer.
fn train(e: &Experiment, epochs: u64) -> (Prepared, Trainer) {
    assert_eq!(e.validate(), Ok(()));
    let prepared = Prepared::new(e);
    let mut trainer = Trainer::new(e.network(), prepared.train.clone(), e.settings());
    trainer.advance(Stride::Epoch, epochs);
    (prepared, trainer)
}

/// The share of test samples that are decided rightly.
#[track_caller]
fn accuracy(dataset: Dataset, epochs: u64) -> f64 {
    let (prepared, trainer) = train(&preset(dataset), epochs);
    let answers = Answers::new(trainer.network(), &prepared, &prepared.test);
    answers
        .confusion(&prepared.test_table.targets, 0)
        .accuracy()
}

/// The datasets of a task that come with the page.
fn sets(task: Task) -> impl Iterator<Item = Dataset> {
    let there = |d: &Dataset| d.is_generated() || d.has_sheet();
    let sets = Dataset::ALL.iter().copied().filter(there);
    sets.filter(move |dataset| dataset.task() == task)
}

/// Within how many epochs the classes of a dataset are told apart, and how well at least; none of
/// those two whose first network is left to be made larger.
fn classes_promised(dataset: Dataset) -> Option<(u64, f64)> {
    match dataset {
        Dataset::Spiral | Dataset::Checkerboard => None,
        Dataset::Blobs3 | Dataset::Blobs4 => Some((60, 0.98)),
        Dataset::Rings | Dataset::Iris => Some((60, 0.95)),
        Dataset::Spiral3 => Some((200, 0.97)),
        Dataset::Penguins => Some((40, 0.97)),
        Dataset::Wine => Some((40, 0.95)),
        Dataset::BreastCancer => Some((30, 0.95)),
        Dataset::Digits => Some((15, 0.96)),
        _ => Some((100, 0.97)),
    }
}

#[test]
fn classes_are_told_apart() {
    let clouds = sets(Task::Binary).filter(|dataset| !dataset.is_table());
    for dataset in clouds.chain(sets(Task::Multiclass)) {
        let Some((epochs, least)) = classes_promised(dataset) else {
            continue;
        };
        let reached = accuracy(dataset, epochs);
        println!("{dataset:?} {reached}");
        assert!(reached >= least, "{dataset:?}: {reached}");
    }
}

#[test]
fn every_label_is_found() {
    for dataset in sets(Task::Multilabel) {
        let (prepared, trainer) = train(&preset(dataset), 200);
        let answers = Answers::new(trainer.network(), &prepared, &prepared.test);
        for label in 0..prepared.names().len() {
            let found = answers
                .confusion(&prepared.test_table.targets, label)
                .accuracy();
            assert!(found > 0.92, "{dataset:?}, label {label}: {found}");
        }
    }
}

/// Within how many epochs the numbers of a dataset are met, and with what mean squared error at most;
/// none of those two that have errors of their own, for which there are tests of their own.
fn numbers_promised(dataset: Dataset) -> Option<(u64, f64)> {
    match dataset {
        Dataset::Outliers | Dataset::Diabetes => None,
        Dataset::Line => Some((60, 0.01)),
        Dataset::Plane => Some((60, 0.003)),
        Dataset::Sine | Dataset::TwoWaves => Some((200, 0.01)),
        Dataset::Bumps => Some((150, 0.01)),
        _ => Some((100, 0.01)),
    }
}

#[test]
fn numbers_are_met() {
    for dataset in sets(Task::Regression) {
        let Some((epochs, most)) = numbers_promised(dataset) else {
            continue;
        };
        let (prepared, trainer) = train(&preset(dataset), epochs);
        let answers = Answers::new(trainer.network(), &prepared, &prepared.test);
        for output in 0..prepared.names().len() {
            let fit = answers
                .fit(&prepared, &prepared.test_table, output)
                .unwrap();
            let mse = fit.rmse * fit.rmse;
            println!("{dataset:?} {mse}");
            assert!(mse <= most, "{dataset:?}: {mse}");
        }
    }
}

#[test]
fn diabetes_is_explained_as_far_as_it_can_be() {
    let (prepared, trainer) = train(&preset(Dataset::Diabetes), 60);
    let answers = Answers::new(trainer.network(), &prepared, &prepared.test);
    let fit = answers.fit(&prepared, &prepared.test_table, 0).unwrap();
    println!("diabetes {fit:?}");
    assert!(fit.r2 > 0.3, "{fit:?}");
}

/// Least squares is pulled away by outliers, least absolute error is not.
#[test]
fn the_line_with_outliers_tells_mse_from_mae() {
    let slope = |loss| {
        let e = Experiment {
            loss,
            ..preset(Dataset::Outliers)
        };
        let (_, trainer) = train(&e, 100);
        f64::from(trainer.network().parameters()[0])
    };
    let off = |slope: f64| (slope / LINE_SLOPE - 1.0).abs();
    let (mae, mse) = (
        slope(Loss::MeanAbsoluteError),
        slope(Loss::MeanSquaredError),
    );
    println!("mae {mae}, mse {mse}");
    assert!(off(mae) <= 0.05, "{mae}");
    assert!(off(mse) > 0.05, "{mse}");
}

/// Epochs of ten seconds at the pace at which the page plays by itself.
fn ten_seconds() -> u64 {
    10 * u64::from(Speed::default().rate().unwrap())
}

/// Of so many seeds, from the one that everybody meets on, the share whose network has all samples
/// right at the end of some epoch of these.
fn share_right(e: &Experiment, epochs: u64, seeds: u32) -> f64 {
    let learns = |seed: &u32| {
        let e = Experiment {
            seed: *seed,
            ..e.clone()
        };
        let prepared = Prepared::new(&e);
        let mut trainer = Trainer::new(e.network(), prepared.train.clone(), e.settings());
        (0..epochs).any(|_| {
            trainer.advance(Stride::Epoch, 1);
            let network = trainer.network();
            let worth = evaluate(network, e.shown_loss(), prepared.task, &prepared.train);
            worth.unwrap().accuracy == Some(1.0)
        })
    };
    let right = (e.seed..e.seed + seeds).filter(learns).count();
    right as f64 / f64::from(seeds)
}

/// The truth tables, their inputs coded each way.
fn coded(datasets: &[Dataset]) -> impl Iterator<Item = Experiment> {
    datasets.iter().flat_map(|&dataset| {
        Coding::ALL.iter().map(move |&coding| {
            let mut e = preset(dataset);
            e.data.coding = coding;
            e
        })
    })
}

#[test]
fn a_truth_table_is_learnt_before_ones_eyes() {
    let all = [
        Dataset::XorTable,
        Dataset::And,
        Dataset::Or,
        Dataset::Nand,
        Dataset::Not,
    ];
    for e in coded(&all) {
        assert_eq!(e.layers[0], LayerSpec::new(3, Activation::Tanh));
        let share = share_right(&e, ten_seconds(), 50);
        println!("{:?} {:?} {share}", e.data.dataset, e.data.coding);
        assert!(
            share >= 0.9,
            "{:?} {:?}: {share}",
            e.data.dataset,
            e.data.coding
        );
        assert_eq!(share_right(&e, ten_seconds(), 1), 1.0);
    }
}

/// As in a lesson: the perceptron rule, chosen where a table is met, rests within seconds on what a
/// line can do, and its corrections are long enough to be seen.
#[test]
fn a_threshold_rests_on_a_table_within_a_few_epochs() {
    for mut e in coded(&[Dataset::And, Dataset::Or, Dataset::Nand, Dataset::Not]) {
        Edit::Set(Key::Rule, "perceptron".into())
            .apply(&mut e)
            .unwrap();
        for step in [Activation::Heaviside, Activation::Sign] {
            Edit::SetActivation(0, step).apply(&mut e).unwrap();
            let share = share_right(&e, 20, 50);
            assert_eq!(
                share, 1.0,
                "{:?} {:?} {step:?}",
                e.data.dataset, e.data.coding
            );
            assert!(e.learning_rate >= 0.1);
        }
    }
}

/// The way of the first lesson: what a threshold cannot do is done with the layer that is offered.
#[test]
fn a_threshold_with_a_layer_added_learns_xor_before_ones_eyes() {
    for mut e in coded(&[Dataset::XorTable]) {
        Edit::Set(Key::Rule, "perceptron".into())
            .apply(&mut e)
            .unwrap();
        Edit::AddLayer(0).apply(&mut e).unwrap();
        let share = share_right(&e, ten_seconds(), 50);
        assert!(share >= 0.9, "{:?}: {share}", e.data.coding);
    }
}
