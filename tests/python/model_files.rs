//! Model files for other programs, and theirs back: the native half of `model_files.py`.
//!
//! `model_files write FOLDER` trains experiments of every task, activation and optimizer for a few steps and
//! writes each as `NAME.keras`, `NAME.onnx` and, in JSON, `NAME.layers`, with 1,000 random rows, as they are measured, and the page's
//! answers to them, in the data's own numbers, in `NAME.json`.
//!
//! `model_files read FOLDER` reads every `NAME.keras` and `NAME.onnx` there, takes it up as the page does, and
//! holds the page's answers against those in `NAME.json`; it ends with 1 where any is not like it.

#[path = "../common/mod.rs"]
mod common;

use std::{env, error::Error, fs, path::Path, process::ExitCode};

use common::file;
use nalgebra::DMatrix;
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg32;
use separable::{
    data::{DataSpec, Dataset, Feature, Features},
    lab::{
        Experiment, Prepared, Scale, json, model_file,
        weights::{flatten, matrix_rows},
    },
    nn::{Activation, LayerSpec, LearningRule, Named, Network, Optimizer, Stride, Trainer},
};
use separable_convert::{
    Format,
    page::{Facts, from_page, to_page},
    read,
};
use serde_json::{Value, json};

type Failed = Box<dyn Error>;
type Done = Result<(), Failed>;

/// Rows that a file is asked about.
const ROWS: usize = 1000;
/// How far answers may differ: this, or this share of them.
const NEAR: f32 = 1e-5;

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let done = match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["write", folder] => write_all(Path::new(folder)),
        ["read", folder] => read_all(Path::new(folder)),
        _ => Err("usage: model_files write|read FOLDER".into()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(e) => {
            eprintln!("{e}");
            ExitCode::FAILURE
        }
    }
}

/// Experiments with their names: together they have all that a file can hold.
fn experiments() -> Vec<(String, Experiment)> {
    let mut all = Vec::new();
    let data = Dataset::ALL.iter().copied();
    let known = |d: &Dataset| d.is_generated() || d.has_sheet() || d.is_table() || d.is_images();
    for dataset in data.filter(known) {
        for standardize in [false, true] {
            let scaled = if standardize { "-standardised" } else { "" };
            let e = Experiment {
                standardize,
                ..preset(dataset)
            };
            all.push((format!("{}{scaled}", dataset.name()), e));
        }
    }
    let layer = LayerSpec::new;
    let hidden = Activation::ALL
        .iter()
        .filter(|a| **a != Activation::Softmax);
    for &activation in hidden {
        let mut e = preset(Dataset::Moons);
        e.standardize = true;
        e.layers = vec![
            layer(6, activation),
            layer(5, activation),
            layer(1, activation),
        ];
        all.push((format!("hidden-{}", activation.name()), e));
        let mut e = preset(Dataset::Line);
        e.layers = vec![layer(4, Activation::Tanh), layer(1, activation)];
        all.push((format!("numbers-{}", activation.name()), e));
    }
    for &optimizer in Optimizer::ALL {
        let e = Experiment {
            optimizer,
            dropout: 0.2,
            l1: 1e-4,
            l2: 1e-3,
            ..preset(Dataset::Circles)
        };
        all.push((format!("optimizer-{}", optimizer.name()), e));
    }
    let mut deep = preset(Dataset::Spiral);
    deep.layers = vec![layer(16, Activation::Gelu); 8];
    deep.layers[2].trainable = false;
    deep.layers.push(layer(1, Activation::Sigmoid));
    if let Ok(features) = Features::try_from(Feature::ALL.to_vec()) {
        deep.features = features;
    }
    all.push(("deep".into(), deep));
    let perceptron = Experiment {
        rule: LearningRule::Perceptron,
        layers: vec![layer(1, Activation::Heaviside)],
        ..preset(Dataset::Gaussians)
    };
    all.push(("perceptron".into(), perceptron));
    all
}

/// The experiment in which a dataset is met first.
fn preset(dataset: Dataset) -> Experiment {
    Experiment::preset(DataSpec {
        dataset,
        file: file(dataset),
        ..DataSpec::default()
    })
}

fn write_all(folder: &Path) -> Done {
    fs::create_dir_all(folder)?;
    for (name, e) in experiments() {
        let prepared = Prepared::new(&e);
        let mut trainer = Trainer::new(e.network(), prepared.train.clone(), e.settings());
        trainer.advance(Stride::Batch, 50);
        let network = trainer.network();
        let model = from_page(&model_file::told(&e, &prepared, network)?)?;
        for (ending, format) in [
            ("keras", Format::Keras),
            ("onnx", Format::Onnx),
            ("layers", Format::Json),
        ] {
            let bytes = separable_convert::write(&model, format)?;
            fs::write(folder.join(format!("{name}.{ending}")), bytes)?;
        }
        let rows = rows(&prepared);
        let standard = prepared.encoder.standard.as_deref();
        let scales = &prepared.scales;
        let answers = answers(network, &rows, standard, scales)?;
        let told = json!({"rows": matrix_rows(&rows), "answers": matrix_rows(&answers)});
        fs::write(folder.join(format!("{name}.json")), told.to_string())?;
    }
    Ok(())
}

/// Random rows about as wide as what is trained on, as it was before it was standardised.
fn rows(prepared: &Prepared) -> DMatrix<f32> {
    let mut rng = Pcg32::seed_from_u64(5);
    let train = &prepared.train;
    let columns = prepared.encoder.outputs();
    let mut rows = DMatrix::zeros(ROWS, columns);
    for (column, mut to) in rows.column_iter_mut().enumerate() {
        let seen = (0..train.len()).map(|row| train.x(row)[column]);
        let [low, high] = seen.fold([f32::INFINITY, f32::NEG_INFINITY], |[low, high], x| {
            [low.min(x), high.max(x)]
        });
        let (mean, deviation) = prepared
            .encoder
            .standard
            .as_ref()
            .map_or((0.0, 1.0), |standard| standard[column]);
        for x in to.iter_mut() {
            *x = mean + deviation * rng.random_range(low - 0.5..high + 0.5);
        }
    }
    rows
}

/// What the page answers to rows as they are measured, in the data's own numbers.
fn answers(
    network: &Network,
    rows: &DMatrix<f32>,
    standard: Option<&[(f32, f32)]>,
    scales: &[Scale],
) -> Result<DMatrix<f32>, Failed> {
    let mut x = rows.clone();
    for (mut column, (mean, deviation)) in x.column_iter_mut().zip(standard.unwrap_or_default()) {
        column.iter_mut().for_each(|x| *x = (*x - mean) / deviation);
    }
    let answers = network.predict(&x);
    let mut answers = answers.map_err(|e| format!("{e:?}"))?;
    for (mut column, scale) in answers.column_iter_mut().zip(scales) {
        column.iter_mut().for_each(|y| *y = scale.decode(*y));
    }
    Ok(answers)
}

fn read_all(folder: &Path) -> Done {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let ending = path.extension().and_then(|ending| ending.to_str());
        if matches!(ending, Some("keras" | "onnx")) {
            files.push(path);
        }
    }
    files.sort();
    let (mut passed, mut failed) = (0, 0);
    for path in files {
        match read_one(&path) {
            Ok(()) => passed += 1,
            Err(e) => {
                failed += 1;
                println!("not ok {} - {}: {e}", passed + failed, path.display());
            }
        }
    }
    println!("# pass {passed}\n# fail {failed}");
    match failed == 0 && passed > 0 {
        true => Ok(()),
        false => Err("not all files of other programs answer on the page as there".into()),
    }
}

fn read_one(path: &Path) -> Done {
    let told: Value = serde_json::from_slice(&fs::read(path.with_extension("json"))?)?;
    let matrix = |name: &str| -> Result<DMatrix<f32>, Failed> {
        let rows: Vec<Vec<f32>> = serde_json::from_value(told[name].clone())?;
        let columns = rows.first().map_or(0, Vec::len);
        Ok(DMatrix::from_row_iterator(
            rows.len(),
            columns,
            rows.into_iter().flatten(),
        ))
    };
    let (rows, wanted) = (matrix("rows")?, matrix("answers")?);
    let model = read(&fs::read(path)?)?;
    // The page scales by numbers of its own, or not at all.
    let inputs = rows.ncols();
    let standard: Vec<_> = (0..inputs)
        .map(|at| (0.3 * at as f32, 1.5 - 0.1 * (at % 8) as f32))
        .collect();
    for standard in [None, Some(standard)] {
        let pairs = standard
            .as_ref()
            .map(|all| all.iter().map(|(m, d)| [*m, *d]).collect());
        let facts = Facts {
            inputs,
            scaler: pairs,
            targets: None,
        };
        let read = to_page(&model, &facts)?;
        let mut e = Experiment::default();
        json::put(&mut e, "layers", &read["experiment"]["layers"])?;
        let mut network = e.network_of(inputs);
        let weights = flatten(&network, &read["weights"])?;
        network.parameters_mut().copy_from_slice(&weights);
        let answers = answers(&network, &rows, standard.as_deref(), &[])?;
        if answers.shape() != wanted.shape() {
            return Err(format!("{:?} answers, not {:?}", answers.shape(), wanted.shape()).into());
        }
        let pairs = answers.iter().zip(wanted.iter());
        let far = pairs.map(|(a, b)| (a - b).abs() / b.abs().max(1.0));
        let furthest = far.fold(0.0, f32::max);
        if furthest.is_nan() || furthest > NEAR {
            return Err(format!("answers differ by {furthest}").into());
        }
    }
    Ok(())
}
