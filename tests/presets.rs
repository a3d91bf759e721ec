//! What a preset promises: its dataset is learnt at one press of Play.
#![allow(clippy::unwrap_used, reason = "these are tests")]

use std::{fs, path::Path};

use separable::{
    data::{DataSpec, Dataset, File, LINE_SLOPE, Loaded, sheet::read_csv},
    lab::{Answers, Experiment, Prepared},
    nn::{Loss, Named, Stride, Task, Trainer},
};

fn file(dataset: Dataset) -> File {
    let Some(name) = dataset.file() else {
        return File::default();
    };
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("www").join(name);
    let sheet = read_csv(&fs::read(path).unwrap()).unwrap();
    Loaded::shipped(dataset, sheet).unwrap().into()
}

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
    let there = |d: &Dataset| d.is_generated() || d.is_shipped();
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
