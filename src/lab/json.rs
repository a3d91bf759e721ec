//! Fields of an experiment from JSON, as scripts give them: each wrong one is named by its path.

use std::{fmt::Display, ops::RangeInclusive, str::FromStr};

use serde_json::{Map, Value};

use super::{
    experiment::{Experiment, FieldError},
    link::BINARY_LOSSES,
    parse,
};
use crate::{
    data::{Coding, DataSpec, Dataset, Feature, Features},
    nn::{Activation, Initializer, LayerSpec, LearningRule, Optimizer},
};

type Read<T> = Result<T, FieldError>;

/// Puts the given fields into an experiment; those left out stay.
///
/// # Errors
/// Names the first field that is unknown or not allowed.
pub fn merge(e: &mut Experiment, fields: &Value) -> Read<()> {
    for (key, value) in object("experiment", fields)? {
        let key = key.as_str();
        match key {
            "data" => data(&mut e.data, value)?,
            "features" => e.features = features(value)?,
            "layers" => e.layers = layers(value)?,
            "initializer" => {
                e.initializer = named(key, value, &Initializer::ALL, Initializer::name)?
            }
            "rule" => e.rule = named(key, value, &LearningRule::ALL, LearningRule::name)?,
            "loss" => e.loss = named(key, value, &BINARY_LOSSES, |l| l.name())?,
            "optimizer" => e.optimizer = optimizer(value)?,
            "learning_rate" => e.learning_rate = number(key, value, &Experiment::LEARNING_RATE)?,
            "batch_size" => e.batch_size = number(key, value, &Experiment::BATCH_SIZE)?,
            "seed" => e.seed = number(key, value, &(0..=u32::MAX))?,
            _ => return Err(unknown(key)),
        }
    }
    Ok(())
}

fn data(data: &mut DataSpec, value: &Value) -> Read<()> {
    for (key, value) in object("data", value)? {
        let path = format!("data.{key}");
        let path = path.as_str();
        match key.as_str() {
            "dataset" => data.dataset = named(path, value, &Dataset::ALL, Dataset::name)?,
            "coding" => data.coding = named(path, value, &Coding::ALL, Coding::name)?,
            "points" => data.points = number(path, value, &DataSpec::POINTS)?,
            "noise" => data.noise = number(path, value, &DataSpec::NOISE)?,
            "train_share" => data.train_share = number(path, value, &DataSpec::TRAIN_SHARE)?,
            "draw" => data.draw = number(path, value, &(0..=u32::MAX))?,
            _ => return Err(unknown(path)),
        }
    }
    Ok(())
}

fn features(value: &Value) -> Read<Features> {
    let names = list("features", value)?.iter().enumerate();
    let features = names
        .map(|(i, v)| named(&format!("features[{i}]"), v, &Feature::ALL, Feature::name))
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
    let (mut units, mut activation) = (None, None);
    for (key, value) in object(path, value)? {
        let path = format!("{path}.{key}");
        match key.as_str() {
            "units" => units = Some(number(&path, value, &Experiment::UNITS)?),
            "activation" => {
                activation = Some(named(&path, value, &Activation::ALL, Activation::name)?);
            }
            _ => return Err(unknown(&path)),
        }
    }
    let missing = |field: &str| FieldError::new(format!("{path}.{field}"), "is missing");
    Ok(LayerSpec {
        units: units.ok_or_else(|| missing("units"))?,
        activation: activation.ok_or_else(|| missing("activation"))?,
    })
}

fn optimizer(value: &Value) -> Read<Optimizer> {
    let mut momentum = 0.0;
    for (key, value) in object("optimizer", value)? {
        let path = format!("optimizer.{key}");
        match key.as_str() {
            "name" => drop(named(&path, value, &["sgd"], |name| name)?),
            "momentum" => momentum = number(&path, value, &(0.0..=Experiment::MAX_MOMENTUM))?,
            _ => return Err(unknown(&path)),
        }
    }
    Ok(Optimizer::Sgd { momentum })
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
        experiment.optimizer = Optimizer::Sgd { momentum: 0.9 };
        experiment.data.noise = 0.11;
        let text = serde_json::to_string(&experiment).unwrap();
        let mut read = Experiment::default();
        merge(&mut read, &serde_json::from_str(&text).unwrap()).unwrap();
        assert_eq!(read, experiment);
    }
}
