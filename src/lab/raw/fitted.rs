//! What was found of the training samples to prepare all others by.

use serde::Serialize;

use super::column::{Column, Measured};
use crate::{
    data::DataSpec,
    lab::{own_values::Asked, prepared::Prepared},
    nn::Task,
};

/// What was fitted, as scripts have it, by scikit-learn's words.
#[derive(Serialize)]
pub struct Fitted {
    columns: Vec<Measures>,
    inputs: Vec<String>,
    mean: Option<Vec<f32>>,
    scale: Option<Vec<f32>>,
    targets: Targets,
}

/// A column as it was measured.
#[derive(Serialize)]
#[serde(untagged)]
enum Measures {
    Number {
        name: String,
        min: f32,
        max: f32,
        fill: Option<f32>,
    },
    Categories {
        name: String,
        categories: Vec<String>,
        fill: Option<String>,
    },
}

/// How targets are coded.
#[derive(Serialize)]
#[serde(untagged)]
enum Targets {
    /// The values of what does not hold and of what does.
    Classes {
        names: Vec<String>,
        off: f32,
        on: f32,
    },
    /// A target is (number − mean) / scale.
    Numbers {
        names: Vec<String>,
        mean: Vec<f32>,
        scale: Vec<f32>,
    },
}

impl Fitted {
    /// What was fitted for an experiment's data.
    #[must_use]
    pub fn new(data: &DataSpec, prepared: &Prepared) -> Self {
        let standard = prepared.encoder.standard.as_ref();
        let part = |of: fn(&(f32, f32)) -> f32| standard.map(|all| all.iter().map(of).collect());
        let columns = Column::all(data, prepared);
        Self {
            columns: columns.into_iter().map(measures).collect(),
            inputs: prepared.encoder.names.clone(),
            mean: part(|(mean, _)| *mean),
            scale: part(|(_, scale)| *scale),
            targets: targets(prepared),
        }
    }
}

fn measures(column: Column) -> Measures {
    let fill = column.fill;
    let written = fill.map(|value| column.written(value));
    let Column {
        name, asked, range, ..
    } = column;
    match asked {
        Asked::Number(_) => Measures::Number {
            name,
            min: range[0],
            max: range[1],
            fill: fill.and_then(|fill| match fill {
                Measured::Number(number) => Some(number),
                Measured::Level(_) => None,
            }),
        },
        Asked::Level { levels, .. } => Measures::Categories {
            name,
            categories: levels,
            fill: written,
        },
    }
}

fn targets(prepared: &Prepared) -> Targets {
    let names = prepared.names().to_vec();
    match prepared.task {
        Task::Regression => Targets::Numbers {
            names,
            mean: prepared.scales.iter().map(|scale| scale.offset).collect(),
            scale: prepared.scales.iter().map(|scale| scale.factor).collect(),
        },
        Task::Binary | Task::Multiclass | Task::Multilabel => Targets::Classes {
            names,
            off: prepared.target.negative,
            on: prepared.target.positive,
        },
    }
}
