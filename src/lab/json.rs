//! Fields of an experiment from JSON, as scripts give them: each wrong one is named by its path.

use std::{fmt::Display, ops::RangeInclusive, str::FromStr};

use serde_json::{Map, Value};

use super::{
    experiment::{Experiment, FieldError},
    own, parse,
    parts::Part,
};
use crate::{
    data::{
        Coding, DataSpec, Dataset, Drawn, Feature, Features, File,
        sheet::{Missing, Reading, Role, Sheet},
    },
    nn::{
        Activation, Initializer, LayerSpec, LearningRule, Loss, Named, Optimizer, Schedule, Task,
    },
};

type Read<T> = Result<T, FieldError>;

/// Gives the file of a dataset that is read from one.
pub type Files<'a> = dyn Fn(Dataset) -> Option<File> + 'a;

/// Puts the given fields into an experiment; those left out stay, but for what other data need.
///
/// # Errors
/// Names the first field that is unknown or not allowed.
pub fn merge(e: &mut Experiment, fields: &Value, files: &Files<'_>) -> Read<()> {
    let fields = object("experiment", fields)?;
    if let Some(value) = fields.get("data") {
        let data = data(&e.data, value, files)?;
        *e = e.with_data(data);
    }
    for (key, value) in fields {
        let key = key.as_str();
        match key {
            "data" => {}
            "features" => e.features = features(value)?,
            "standardize" => e.standardize = flag(key, value)?,
            "layers" => e.layers = layers(value)?,
            "initializer" => {
                e.initializer = named(key, value, &Initializer::ALL, Initializer::name)?
            }
            "rule" => e.rule = named(key, value, &LearningRule::ALL, LearningRule::name)?,
            "loss" => e.loss = part::<Loss>(key, value)?,
            "optimizer" => e.optimizer = part::<Optimizer>(key, value)?,
            "learning_rate" => e.learning_rate = number(key, value, &Experiment::LEARNING_RATE)?,
            "schedule" => e.schedule = part::<Schedule>(key, value)?,
            "l1" => e.l1 = number(key, value, &Experiment::PENALTY)?,
            "l2" => e.l2 = number(key, value, &Experiment::PENALTY)?,
            "dropout" => e.dropout = number(key, value, &Experiment::DROPOUT)?,
            "patience" if value.is_null() => e.patience = None,
            "patience" => e.patience = Some(number(key, value, &Experiment::PATIENCE)?),
            "batch_size" => e.batch_size = number(key, value, &Experiment::BATCH_SIZE)?,
            "seed" => e.seed = number(key, value, &(0..=u32::MAX))?,
            _ => return Err(unknown(key)),
        }
    }
    Ok(())
}

/// The dataset whose file has to be read before fields can be merged.
#[must_use]
pub fn wants(fields: &Value) -> Option<Dataset> {
    let data = fields.get("data")?;
    let dataset = Dataset::from_name(data.get("dataset")?.as_str()?)?;
    let given = data.get("file").is_some_and(|file| !file.is_null());
    (dataset.is_shipped() || (dataset == Dataset::Own && !given)).then_some(dataset)
}

/// The data that fields make of those there are.
fn data(now: &DataSpec, value: &Value, files: &Files<'_>) -> Read<DataSpec> {
    let fields = object("data", value)?;
    let mut data = now.clone();
    if let Some(value) = fields.get("dataset") {
        data.dataset = named("data.dataset", value, Dataset::ALL, Dataset::name)?;
    }
    for (key, value) in fields {
        let path = format!("data.{key}");
        let path = path.as_str();
        match key.as_str() {
            "dataset" => {}
            "coding" => data.coding = named(path, value, Coding::ALL, Coding::name)?,
            "points" => data.points = number(path, value, &DataSpec::POINTS)?,
            "noise" => data.noise = number(path, value, &DataSpec::NOISE)?,
            "train_share" => data.train_share = number(path, value, &DataSpec::TRAIN_SHARE)?,
            "draw" => data.draw = number(path, value, &(0..=u32::MAX))?,
            "drawn" => {
                data.drawn = Drawn::decode(text(path, value)?)
                    .map_err(|error| FieldError::new(path, error.to_string()))?;
            }
            "file" if value.is_null() => {}
            "file" => data.file = file(value)?,
            _ => return Err(unknown(path)),
        }
    }
    let given = fields.contains_key("file");
    if data.dataset.is_shipped() || (data.dataset == Dataset::Own && !given) {
        let known = data.dataset == now.dataset && now.file.loaded().is_some();
        if !known && let Some(file) = files(data.dataset) {
            data.file = file;
        }
    } else if data.dataset != Dataset::Own {
        data.file = File::default();
    }
    Ok(data)
}

/// A person's own table: `{name, csv, roles, missing, task}`, of which `csv` alone is needed.
fn file(value: &Value) -> Read<File> {
    let csv = object("data.file", value)?
        .get("csv")
        .ok_or_else(|| FieldError::new("data.file.csv", "is missing"))?;
    let sheet = own::sheet("data.file.csv", text("data.file.csv", csv)?)?;
    read_as(value, sheet)
}

/// A sheet, read as the fields `{name, roles, missing, task}` say; those left out are guessed.
///
/// # Errors
/// Names the first field that is unknown or not allowed, or the column that cannot be what it is
/// said to be.
pub fn read_as(value: &Value, sheet: Sheet) -> Read<File> {
    let (mut reading, mut name) = (Reading::guess(&sheet), "own table");
    for (key, value) in object("data.file", value)? {
        let path = format!("data.file.{key}");
        let path = path.as_str();
        match key.as_str() {
            "csv" => {}
            "name" => name = text(path, value)?,
            "roles" => {
                let roles = list(path, value)?.iter().enumerate();
                reading.roles = roles
                    .map(|(i, role)| named(&format!("{path}[{i}]"), role, Role::ALL, Role::name))
                    .collect::<Read<_>>()?;
            }
            "missing" => reading.missing = named(path, value, Missing::ALL, Missing::name)?,
            "task" if value.is_null() => reading.task = None,
            "task" => reading.task = Some(named(path, value, &Task::ALL, Task::name)?),
            _ => return Err(unknown(path)),
        }
    }
    own::load("data.file.roles", name, sheet, reading)
}

/// A part by its name, or by an object with its name and settings.
fn part<P: Part>(path: &str, value: &Value) -> Read<P> {
    let wrong = |message| FieldError::new(path, message);
    if let Some(name) = value.as_str() {
        return P::of(name).map_err(wrong);
    }
    let fields = object(path, value)?;
    let name = fields
        .get("name")
        .and_then(Value::as_str)
        .ok_or_else(|| FieldError::new(format!("{path}.name"), "is missing"))?;
    let mut part = P::of(name).map_err(|m| FieldError::new(format!("{path}.name"), m))?;
    for (key, value) in fields.iter().filter(|(key, _)| *key != "name") {
        part.set(key, &value.to_string())
            .map_err(|message| FieldError::new(format!("{path}.{key}"), message))?;
    }
    Ok(part)
}

fn features(value: &Value) -> Read<Features> {
    let names = list("features", value)?.iter().enumerate();
    let features = names
        .map(|(i, v)| named(&format!("features[{i}]"), v, Feature::ALL, Feature::name))
        .collect::<Read<Vec<_>>>()?;
    Features::try_from(features).map_err(|e| FieldError::new("features", e.to_string()))
}

fn layers(value: &Value) -> Read<Vec<LayerSpec>> {
    let layers = list("layers", value)?.iter().enumerate();
    layers
        .map(|(l, value)| layer(&format!("layers[{l}]"), value))
        .collect()
}

fn layer(path: &str, value: &Value) -> Read<LayerSpec> {
    let (mut units, mut activation, mut trainable) = (None, None, true);
    for (key, value) in object(path, value)? {
        let path = format!("{path}.{key}");
        match key.as_str() {
            "units" => units = Some(number(&path, value, &Experiment::UNITS)?),
            "activation" => {
                activation = Some(named(&path, value, &Activation::ALL, Activation::name)?);
            }
            "trainable" => trainable = flag(&path, value)?,
            _ => return Err(unknown(&path)),
        }
    }
    let missing = |field: &str| FieldError::new(format!("{path}.{field}"), "is missing");
    Ok(LayerSpec {
        units: units.ok_or_else(|| missing("units"))?,
        activation: activation.ok_or_else(|| missing("activation"))?,
        trainable,
    })
}

fn flag(path: &str, value: &Value) -> Read<bool> {
    let flag = value.as_bool();
    flag.ok_or_else(|| FieldError::new(path, "must be true or false"))
}

fn text<'a>(path: &str, value: &'a Value) -> Read<&'a str> {
    let text = value.as_str();
    text.ok_or_else(|| FieldError::new(path, "must be text"))
}

/// The fields of an object.
///
/// # Errors
/// When it is something else.
pub fn object<'a>(path: &str, value: &'a Value) -> Read<&'a Map<String, Value>> {
    value
        .as_object()
        .ok_or_else(|| FieldError::new(path, "must be an object of fields"))
}

/// The items of a list.
///
/// # Errors
/// When it is something else.
pub fn list<'a>(path: &str, value: &'a Value) -> Read<&'a [Value]> {
    let list = value.as_array().map(Vec::as_slice);
    list.ok_or_else(|| FieldError::new(path, "must be a list"))
}

/// The number of a field.
///
/// # Errors
/// Says the range when it is something else or outside.
pub fn number<T>(path: &str, value: &Value, range: &RangeInclusive<T>) -> Read<T>
where
    T: FromStr + PartialOrd + Display + Copy,
{
    // Anything that is no number is refused as its own text, quotes and all.
    parse::number(&value.to_string(), range).map_err(|message| FieldError::new(path, message))
}

fn named<T: Copy>(path: &str, value: &Value, all: &[T], name: fn(T) -> &'static str) -> Read<T> {
    let text = value
        .as_str()
        .map_or_else(|| value.to_string(), String::from);
    parse::named(&text, all, name).map_err(|message| FieldError::new(path, message))
}

/// A field that is not there.
#[must_use]
pub fn unknown(path: &str) -> FieldError {
    FieldError::new(path, "is not a field here")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What scripts read is what they may write.
    #[test]
    fn an_experiment_reads_back_what_it_writes() {
        let mut experiment = Experiment {
            learning_rate: 0.07,
            seed: 5,
            ..Experiment::default()
        };
        experiment.layers.remove(0);
        experiment.layers[0].trainable = false;
        experiment.optimizer = Optimizer::read("sgd:momentum=0.9,nesterov=true").unwrap();
        experiment.schedule = Schedule::read("cosine:epochs=70").unwrap();
        experiment.loss = Loss::Huber { delta: 0.5 };
        experiment.patience = Some(20);
        experiment.data.noise = 0.11;
        let text = serde_json::to_string(&experiment).unwrap();
        let mut read = Experiment::default();
        merge(&mut read, &serde_json::from_str(&text).unwrap(), &|_| None).unwrap();
        assert_eq!(read, experiment);
    }
}
