//! What a preset promises: its dataset is learnt at one press of Play.
#![allow(clippy::unwrap_used, reason = "these are tests")]

use std::{fs, path::Path};

use separable::{
    data::{DataSpec, Dataset, File, LINE_SLOPE, Loaded, sheet::read_csv},
    lab::{Answers, Experiment, Prepared},
    nn::{Loss, Stride, Trainer},
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

#[test]
fn classes_are_told_apart() {
    for (dataset, epochs, least) in [
        (Dataset::Blobs3, 60, 0.98),
        (Dataset::Blobs4, 60, 0.98),
        (Dataset::Rings, 60, 0.95),
        (Dataset::Spiral3, 200, 0.97),
        (Dataset::Iris, 60, 0.95),
        (Dataset::Penguins, 40, 0.97),
        (Dataset::Wine, 40, 0.95),
        (Dataset::BreastCancer, 30, 0.95),
        (Dataset::Digits, 15, 0.96),
    ] {
        let reached = accuracy(dataset, epochs);
        println!("{dataset:?} {reached}");
        assert!(reached >= least, "{dataset:?}: {reached}");
    }
}

#[test]
fn both_labels_are_found() {
    let (prepared, trainer) = train(&preset(Dataset::Labels), 200);
    let answers = Answers::new(trainer.network(), &prepared, &prepared.test);
    for label in 0..2 {
        let found = answers
            .confusion(&prepared.test_table.targets, label)
            .accuracy();
        assert!(found > 0.92, "label {label}: {found}");
    }
}

#[test]
fn numbers_are_met() {
    for (dataset, epochs, most) in [
        (Dataset::Line, 60, 0.01),
        (Dataset::Plane, 60, 0.003),
        (Dataset::Sine, 200, 0.01),
        (Dataset::Step, 100, 0.01),
        (Dataset::TwoWaves, 200, 0.01),
        (Dataset::Bumps, 150, 0.01),
        (Dataset::Saddle, 100, 0.01),
    ] {
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
