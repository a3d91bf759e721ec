//! What scripts ask of a tuner, and what they are told of one.

use serde::Serialize;
use serde_json::{Map, Number, Value};

use super::{
    plan::{
        Algorithm, EPOCHS, EXECUTIONS, FACTOR, FOLDS, ITERATIONS, MAX_TRIALS, Objective, SEED,
        Tuner,
    },
    range::{Numbers, Range, Sampling},
    search::{Search, Trial},
    space::{Hyperparameter, Space},
    tuned::Tuned,
};
use crate::lab::{
    experiment::Experiment,
    field::FieldError,
    json::{list, number, object, text, unknown, whole},
    weights::{LayerWeights, layers},
    wrong::{Span, Wrong},
};

/// Reads `{space, algorithm, objective, folds, max_trials, epochs, executions, factor, iterations, seed}`; what is
/// left out is as usual. There are so many training samples, and others that are held back or not.
///
/// # Errors
/// Names the first field that is unknown or not allowed.
pub fn read(
    value: &Value,
    experiment: &Experiment,
    samples: usize,
    held_back: bool,
) -> Result<Tuner, FieldError> {
    let mut tuner = Tuner::usual(experiment, samples, held_back);
    let mut objective = None;
    for (key, value) in object("tune", value)? {
        match key.as_str() {
            "space" => tuner.space = space(value, experiment)?,
            "algorithm" => {
                let known = Algorithm::ALL.map(|one| (one.name(), one));
                tuner.algorithm = one_of("algorithm", value, &known)?;
            }
            "objective" => {
                let all = [
                    Objective::ValLoss,
                    Objective::ValAccuracy,
                    Objective::Loss,
                    Objective::Accuracy,
                ];
                objective = Some(one_of(
                    "objective",
                    value,
                    &all.map(|one| (one.name(), one)),
                )?);
            }
            "folds" => tuner.folds = whole("folds", value, FOLDS)? as u32,
            "max_trials" => tuner.max_trials = whole("max_trials", value, MAX_TRIALS)? as u32,
            "epochs" => tuner.epochs = whole("epochs", value, EPOCHS)?,
            "executions" => tuner.executions = whole("executions", value, EXECUTIONS)? as u32,
            "factor" => tuner.factor = whole("factor", value, FACTOR)? as u32,
            "iterations" => tuner.iterations = whole("iterations", value, ITERATIONS)? as u32,
            "seed" => tuner.seed = whole("seed", value, SEED)? as u32,
            // What stops it is no plain data, and was taken out by whoever reads this.
            "signal" => {}
            other => return Err(unknown(other)),
        }
    }
    let usual = Objective::of(experiment.task(), held_back || tuner.folds > 0)[0];
    tuner.objective = objective.unwrap_or(usual);
    tuner.validate(samples, held_back)?;
    Ok(tuner)
}

fn one_of<T: Copy>(
    field: &str,
    value: &Value,
    known: &[(&'static str, T)],
) -> Result<T, FieldError> {
    let name = text(field, value)?;
    let found = known.iter().find(|(known, _)| *known == name);
    found.map(|(_, one)| *one).ok_or_else(|| {
        let names = known.iter().map(|(known, _)| *known).collect();
        FieldError::new(field, Wrong::NotOneOf(name.into(), names))
    })
}

/// A list of `{name, type, min, max, step, sampling, values}`.
fn space(value: &Value, e: &Experiment) -> Result<Space, FieldError> {
    let all = list("space", value)?.iter().enumerate();
    let all: Result<Vec<_>, _> = all
        .map(|(at, value)| hyperparameter(at, value, e))
        .collect();
    Ok(Space(all?))
}

fn hyperparameter(at: usize, value: &Value, e: &Experiment) -> Result<Hyperparameter, FieldError> {
    let place = format!("space[{at}]");
    let fields = object(&place, value)?;
    let missing = |field: &str| FieldError::new(field, Wrong::Missing);
    let name = fields
        .get("name")
        .ok_or_else(|| missing(&format!("{place}.name")))?;
    let name = text(&format!("{place}.name"), name)?;
    let of = Tuned::named(name, e);
    let of = of.ok_or_else(|| FieldError::new(format!("space.{name}"), Wrong::NoSuchField))?;
    let path = |field: &str| format!("space.{name}.{field}");
    let known = ["name", "type", "min", "max", "step", "sampling", "values"];
    if let Some(other) = fields.keys().find(|key| !known.contains(&key.as_str())) {
        return Err(unknown(&path(other)));
    }
    let get = |field: &str| fields.get(field).filter(|value| !value.is_null());
    let required = |field: &str| get(field).ok_or_else(|| missing(&path(field)));
    let kinds = ["Int", "Float", "Choice"].map(|kind| (kind, kind));
    let kind = one_of(&path("type"), required("type")?, &kinds)?;
    if kind == "Choice" {
        let plain = |value: &Value| {
            let text = value.as_str();
            text.map_or_else(|| value.to_string(), str::to_owned)
        };
        let values = list(&path("values"), required("values")?)?
            .iter()
            .map(plain);
        let range = Range::Choice(values.collect());
        return Ok(Hyperparameter { of, range });
    }
    let any = Span::new(f64::from(f32::MIN), f64::from(f32::MAX));
    let read = |field: &str, value: &Value| number(&path(field), value, any);
    let step = get("step").map(|step| read("step", step)).transpose()?;
    let samplings = Sampling::ALL.map(|one| (one.name(), one));
    let sampling = get("sampling").map(|one| one_of(&path("sampling"), one, &samplings));
    let (min, max) = (
        read("min", required("min")?)?,
        read("max", required("max")?)?,
    );
    let numbers = Numbers::new(min, max, step, sampling.transpose()?.unwrap_or_default());
    let range = if kind == "Int" {
        Range::Int(numbers)
    } else {
        Range::Float(numbers)
    };
    Ok(Hyperparameter { of, range })
}

/// What scripts are told of a search.
#[derive(Serialize)]
pub struct Told {
    algorithm: &'static str,
    objective: &'static str,
    /// Whether it came to its end.
    complete: bool,
    /// Epochs that were trained, over all runs.
    epochs: u64,
    /// The number of the best trial.
    best: Option<u32>,
    trials: Vec<ToldTrial>,
}

#[derive(Serialize)]
struct ToldTrial {
    trial: u32,
    values: Map<String, Value>,
    score: Option<f64>,
    loss: Option<f64>,
    accuracy: Option<f64>,
    epochs: u64,
    best_epoch: Option<u64>,
    bracket: Option<u32>,
    diverged: bool,
    weights: Option<Vec<LayerWeights>>,
}

impl Told {
    /// A search on samples of so many inputs, as far as it has come.
    #[must_use]
    pub fn new(search: &Search, inputs: usize, complete: bool) -> Self {
        let come = search
            .trials
            .iter()
            .filter(|trial| search.cost(trial).is_some());
        Self {
            algorithm: search.tuner.algorithm.name(),
            objective: search.tuner.objective.name(),
            complete,
            epochs: search.epochs(),
            best: search.best(),
            trials: come
                .map(|trial| ToldTrial::new(search, trial, inputs))
                .collect(),
        }
    }
}

impl ToldTrial {
    fn new(search: &Search, trial: &Trial, inputs: usize) -> Self {
        let finite = |number: Option<f64>| number.filter(|number| number.is_finite());
        let (e, active) = search
            .tuner
            .space
            .at(&search.tuner.experiment, &trial.point);
        let values = search.tuner.space.0.iter().zip(&trial.point).zip(active);
        let values = values.map(|((one, value), active)| {
            let told = match one.range {
                _ if !active => Value::Null,
                Range::Choice(_) => one.range.text(*value).into(),
                Range::Int(_) => (*value as i64).into(),
                Range::Float(_) => Number::from_f64(*value).map_or(Value::Null, Value::Number),
            };
            (one.of.name(), told)
        });
        let network = e.network_of(inputs);
        let fits = |values: &&[f32]| values.len() == network.parameters().len();
        Self {
            trial: trial.id,
            values: values.collect(),
            score: finite(search.score(trial)),
            loss: finite(Some(trial.loss())),
            accuracy: finite(trial.accuracy()),
            epochs: trial.epochs,
            best_epoch: trial.best_epoch(),
            bracket: trial.bracket,
            diverged: trial.diverged(),
            weights: trial
                .parameters()
                .filter(fits)
                .map(|values| layers(&network, values)),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn told(value: &Value, held_back: bool) -> Result<Tuner, String> {
        read(value, &Experiment::default(), 280, held_back).map_err(|e| e.to_string())
    }

    #[test]
    fn what_is_left_out_is_as_usual() {
        let usual = Tuner::usual(&Experiment::default(), 280, true);
        assert_eq!(told(&json!({}), true), Ok(usual.clone()));
        assert_eq!(told(&json!({}), false).unwrap().objective, Objective::Loss);
        let space = json!([
            {"name": "units", "type": "Int", "min": 2, "max": 16},
            {"name": "learning_rate", "type": "Float", "min": 0.001, "max": 1, "sampling": "log"},
            {"name": "optimizer", "type": "Choice", "values": ["sgd", "adam"]},
        ]);
        let tuner = told(
            &json!({"space": space, "algorithm": "hyperband", "folds": 5, "epochs": 27}),
            false,
        );
        let tuner = tuner.unwrap();
        assert_eq!(
            (tuner.algorithm, tuner.folds, tuner.epochs),
            (Algorithm::Hyperband, 5, 27)
        );
        assert_eq!(tuner.objective, Objective::ValLoss);
        let ranges = tuner
            .space
            .0
            .iter()
            .map(|one| one.range == one.of.usual(280));
        assert_eq!(ranges.collect::<Vec<_>>(), [true, true, true]);
    }

    #[test]
    fn what_is_wrong_is_named() {
        let of = |one: Value| told(&json!({"space": [one]}), true).unwrap_err();
        let cases = [
            (told(&json!({"trials": 3}), true).unwrap_err(), "trials: "),
            (
                told(&json!({"algorithm": "genetic"}), true).unwrap_err(),
                "algorithm: “genetic” is not one of random, grid, hyperband, bayesian",
            ),
            (
                told(&json!({"objective": "val_loss"}), false).unwrap_err(),
                "objective: “val_loss” is not one of loss, accuracy",
            ),
            (
                told(&json!({"max_trials": 0}), true).unwrap_err(),
                "max_trials: ",
            ),
            (
                told(&json!({"folds": 1}), true).unwrap_err(),
                "folds: must be from 2 to 10, not 1",
            ),
            (told(&json!({"space": []}), true).unwrap_err(), "space: "),
            (told(&json!({"space": 3}), true).unwrap_err(), "space: "),
            (
                told(
                    &json!({"algorithm": "hyperband", "epochs": 500, "iterations": 10}),
                    true,
                )
                .unwrap_err(),
                "iterations: must be from 1 to 2, not 10",
            ),
            (
                told(&json!({"algorithm": "hyperband", "epochs": 5000}), true).unwrap_err(),
                "epochs: must be from 1 to 728, not 5000",
            ),
            (of(json!({"type": "Int"})), "space[0].name: "),
            (
                of(json!({"name": "colour", "type": "Int"})),
                "space.colour: ",
            ),
            (of(json!({"name": "units"})), "space.units.type: "),
            (
                of(json!({"name": "units", "type": "Int", "min": 1})),
                "space.units.max: ",
            ),
            (
                of(json!({"name": "units", "type": "Float", "min": 1, "max": 2})),
                "space.units.type: “Float” is not one of Int, Choice",
            ),
            (
                of(json!({"name": "units", "type": "Int", "min": 1, "max": 2, "log": true})),
                "space.units.log: ",
            ),
            (
                of(json!({"name": "optimizer", "type": "Choice", "values": ["sgdd"]})),
                "space.optimizer.values: sgdd: ",
            ),
            (
                of(json!({"name": "l2", "type": "Float", "min": 0, "max": 1, "sampling": "log"})),
                "space.l2.min: ",
            ),
        ];
        for (told, want) in cases {
            assert!(told.starts_with(want), "{told}\n{want}");
        }
    }
}
