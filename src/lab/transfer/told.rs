//! What scripts ask for of layers that are reused, and what they are told.

use std::sync::Arc;

use serde::Serialize;
use serde_json::{Value, json};

use super::{Came, Curve, Reuse, Source, Way, Worth};
use crate::{
    data::{DataSpec, Dataset},
    lab::{
        field::FieldError,
        json::{self, Files, flag, list, object, unknown, whole},
        lottery::Spread,
        wrong::{Span, Wrong},
    },
};

const TO: &str = "to";
const PER_CLASS: &str = "per_class";

/// The dataset whose file has to be read before the options can be.
#[must_use]
pub fn wants(options: &Value) -> Option<Dataset> {
    json::wants(&json!({ "data": options.get(TO)? }))
}

/// Reads `{to, keep, freeze, per_class}`: `to` are fields of the data over those of the source.
///
/// # Errors
/// Names the first field that is unknown or not allowed.
pub fn read_reuse(
    options: &Value,
    source: &Source,
    files: &Files<'_>,
) -> Result<Reuse, FieldError> {
    read(options, source, files, &[])
}

/// The same where some other fields are known.
fn read(
    options: &Value,
    source: &Source,
    files: &Files<'_>,
    others: &[&str],
) -> Result<Reuse, FieldError> {
    let fields = object("transfer", options)?;
    let to = fields.get(TO);
    let to = to.ok_or_else(|| FieldError::new(TO, Wrong::Missing))?;
    let mut data = object(TO, to)?.clone();
    if let Some(count) = fields.get(PER_CLASS) {
        let span = DataSpec::PER_CLASS;
        if !count.is_null() {
            let span = Span::new(*span.start() as f64, *span.end() as f64);
            whole(PER_CLASS, count, span)?;
        }
        data.insert(PER_CLASS.into(), count.clone());
    }
    let at_to = |wrong: FieldError| match wrong.field.strip_prefix("data") {
        Some(rest) => FieldError::new(format!("{TO}{rest}"), wrong.wrong),
        None => wrong,
    };
    // What does not fit the new data is made to, as when a dataset is chosen.
    let merged = source.experiment.merged(&json!({ "data": data }), files);
    let mut reuse = Reuse {
        data: merged.map_err(at_to)?.data,
        keep: source.hidden(),
        freeze: true,
    };
    for (key, value) in fields {
        match key.as_str() {
            TO | PER_CLASS => {}
            other if others.contains(&other) => {}
            "keep" => {
                let most = Span::new(1.0, source.hidden().max(1) as f64);
                reuse.keep = whole(key, value, most)? as usize;
            }
            "freeze" => reuse.freeze = flag(key, value)?,
            other => return Err(unknown(other)),
        }
    }
    source.check(&reuse)?;
    Ok(reuse)
}

/// Reads the same with `{counts, seeds, epochs}`.
///
/// # Errors
/// Names the first field that is unknown or not allowed.
pub fn read_curve(options: &Value, source: Source, files: &Files<'_>) -> Result<Curve, FieldError> {
    let reuse = read(options, &source, files, &["counts", "seeds", "epochs"])?;
    let mut curve = Curve {
        source: Arc::new(source),
        reuse,
        counts: Curve::COUNTS.to_vec(),
        seeds: Curve::SEEDS,
        epochs: Curve::EPOCHS,
    };
    for (key, value) in object("transfer", options)? {
        match key.as_str() {
            "seeds" => curve.seeds = whole(key, value, Curve::MOST_SEEDS)? as u32,
            "epochs" => curve.epochs = whole(key, value, Curve::MOST_EPOCHS)?,
            "counts" => {
                let span = DataSpec::PER_CLASS;
                let span = Span::new(*span.start() as f64, *span.end() as f64);
                let all = list(key, value)?.iter().enumerate();
                let all = all.map(|(at, value)| whole(&format!("counts[{at}]"), value, span));
                let all: Result<Vec<_>, _> = all.map(|n| n.map(|n| n as usize)).collect();
                curve.counts = all?;
            }
            _ => {}
        }
    }
    curve.validate()?;
    Ok(curve)
}

/// What scripts are told of a curve.
#[derive(Debug, Serialize)]
pub struct Points(Vec<Point>);

#[derive(Debug, Serialize)]
struct Point {
    per_class: usize,
    reused: Option<Told>,
    scratch: Option<Told>,
}

/// Test accuracies over the seeds.
#[derive(Debug, Serialize)]
struct Told {
    /// In the order of the seeds.
    accuracies: Vec<Option<f64>>,
    median: f64,
    least: f64,
    greatest: f64,
}

impl Points {
    /// What has come of a curve.
    #[must_use]
    pub fn new(curve: &Curve, came: &Came) -> Self {
        let worth = curve.worth(came).into_iter().enumerate();
        let point = |(at, Worth { count, ways }): (usize, Worth)| {
            let told = |way: Way, spread: Option<Spread>| {
                let pairs = at as u32 * curve.seeds..(at as u32 + 1) * curve.seeds;
                spread.map(|spread| Told {
                    accuracies: pairs.map(|pair| came.of(pair, way)).collect(),
                    median: spread.median,
                    least: spread.least,
                    greatest: spread.greatest,
                })
            };
            Point {
                per_class: count,
                reused: told(Way::Reused, ways[0]),
                scratch: told(Way::Scratch, ways[1]),
            }
        };
        Self(worth.map(point).collect())
    }
}
