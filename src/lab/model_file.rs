//! The network as files of other programs have it: what they are told of it, and what is made of theirs. The
//! files themselves are read and written by `separable-convert`, which knows nothing of the page.

use serde::Serialize;
use serde_json::Value;

use super::{
    experiment::Experiment,
    field::FieldError,
    json::{self, WithoutData},
    prepared::Prepared,
    weights::{LayerWeights, flatten, layers},
    wrong::Wrong,
};
use crate::{data::Targets, nn::Network};

/// A network with all that a file of it holds.
#[derive(Serialize)]
struct Told<'a> {
    experiment: WithoutData<'a>,
    weights: Vec<LayerWeights>,
    inputs: &'a [String],
    outputs: &'a [String],
    /// Offset and factor of each input.
    scaler: Option<&'a [(f32, f32)]>,
    /// Offset and factor of each output.
    rescaled: Option<Vec<(f32, f32)>>,
}

/// A network told, as JSON.
///
/// # Errors
/// None that is known: every part can be written as JSON.
pub fn told(e: &Experiment, prepared: &Prepared, network: &Network) -> serde_json::Result<String> {
    let scales = prepared.scales.iter();
    let rescaled: Vec<_> = scales.map(|s| (s.offset, s.factor)).collect();
    let is_scaled = prepared.scales.iter().any(|scale| scale.is_scaled());
    serde_json::to_string(&Told {
        experiment: WithoutData(e),
        weights: layers(network, network.parameters()),
        inputs: &prepared.encoder.names,
        outputs: prepared.names(),
        scaler: prepared.encoder.standard.as_deref(),
        rescaled: is_scaled.then_some(rescaled),
    })
}

/// What whoever reads a file has to know of the data.
#[derive(Serialize)]
struct Facts<'a> {
    inputs: usize,
    scaler: Option<&'a [(f32, f32)]>,
    /// The smallest and the largest number of each output of a regression.
    targets: Option<Vec<(f32, f32)>>,
}

/// What is to be known of the data to read a file, as JSON.
///
/// # Errors
/// None that is known: every part can be written as JSON.
pub fn facts(prepared: &Prepared) -> serde_json::Result<String> {
    let targets = match &prepared.train_table.targets {
        Targets::Values { of, .. } if of.nrows() > 0 => {
            let columns = of.column_iter();
            Some(columns.map(|column| (column.min(), column.max())).collect())
        }
        Targets::Values { .. } | Targets::Classes { .. } | Targets::Labels { .. } => None,
    };
    serde_json::to_string(&Facts {
        inputs: prepared.encoder.outputs(),
        scaler: prepared.encoder.standard.as_deref(),
        targets,
    })
}

/// What a file becomes: the experiment, the weights where it has them, and what it has that the page has not.
#[derive(Clone, Debug, PartialEq)]
pub struct Taken {
    /// The experiment, of the data at hand.
    pub experiment: Experiment,
    /// Its parameters.
    pub weights: Option<Vec<f32>>,
    /// What could be taken over only in part, a sentence each.
    pub notes: Vec<String>,
}

/// Puts what was read of a file into an experiment.
///
/// # Errors
/// Names the first field that the page cannot hold.
pub fn take(e: &Experiment, text: &str) -> Result<Taken, FieldError> {
    let broken =
        |e: serde_json::Error| FieldError::new("file", Wrong::NotJson(e.line(), e.column()));
    let read: Value = serde_json::from_str(text).map_err(broken)?;
    let experiment = e.merged(&read["experiment"], &|_| None)?;
    let weights = Some(&read["weights"]).filter(|weights| !weights.is_null());
    let weights = weights.map(|weights| flatten(&experiment.network(), weights));
    let weights = weights.transpose()?;
    let notes = json::list("notes", &read["notes"])?.iter();
    let notes = notes.filter_map(Value::as_str).map(String::from).collect();
    Ok(Taken {
        experiment,
        weights,
        notes,
    })
}
