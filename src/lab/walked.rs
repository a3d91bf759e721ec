//! A training step taken apart, as scripts have it.

use serde::Serialize;

use super::{
    Spot,
    weights::{LayerWeights, layers},
};
use crate::nn::{
    Kind, Network, Remembered, Walk, Walked, WalkedLayer,
    check::{Checked, Summary},
};

/// A step, with all that is laid out as parameters by layers.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Told<'a> {
    epoch: u64,
    batch: Option<usize>,
    batches: usize,
    samples: Vec<ToldSample<'a>>,
    loss: f64,
    gradient: Vec<LayerWeights>,
    penalty_gradient: Vec<LayerWeights>,
    learning_rate: f32,
    before: Vec<LayerWeights>,
    after: Vec<LayerWeights>,
    memory: Vec<ToldMemory>,
    corrections: Option<[f64; 2]>,
}

#[derive(Serialize)]
struct ToldSample<'a> {
    sample: Option<u32>,
    x: &'a [f32],
    y: &'a [f32],
    layers: Vec<ToldLayer<'a>>,
    loss: f32,
}

#[derive(Serialize)]
struct ToldLayer<'a> {
    z: &'a [f32],
    a: &'a [f32],
    dropout: Option<&'a [f32]>,
    delta: &'a [f32],
}

#[derive(Serialize)]
struct ToldMemory {
    kind: Kind,
    before: Vec<LayerWeights>,
    after: Vec<LayerWeights>,
}

impl<'a> Told<'a> {
    /// A step of a network of this shape.
    #[must_use]
    pub fn new(network: &Network, walk: &'a Walk) -> Self {
        let by_layer = |values: &[f32]| layers(network, values);
        let count = walk.before.len();
        let penalty: Vec<f32> = (0..count)
            .map(|p| walk.penalty.get(p).copied().unwrap_or(0.0))
            .collect();
        Self {
            epoch: walk.epoch,
            batch: walk.batch,
            batches: walk.batches,
            samples: walk.samples.iter().map(ToldSample::from).collect(),
            loss: walk.loss,
            gradient: by_layer(&walk.gradient),
            penalty_gradient: by_layer(&penalty),
            learning_rate: walk.rate,
            before: by_layer(&walk.before),
            after: by_layer(&walk.after),
            memory: memory(network, walk),
            corrections: walk.memory_after.corrections(),
        }
    }
}

/// What came of checking every gradient of a step.
#[derive(Serialize)]
pub struct ToldCheck {
    agree: usize,
    of: usize,
    worst: Option<ToldChecked>,
}

#[derive(Serialize)]
struct ToldChecked {
    layer: usize,
    unit: usize,
    /// None for the bias.
    source: Option<usize>,
    gradient: f64,
    difference: f64,
    step: f64,
}

impl ToldCheck {
    /// What came of a network of this shape.
    #[must_use]
    pub fn new(network: &Network, summary: &Summary) -> Self {
        let told = |checked: Checked| {
            let spot = Spot::of_parameter(network, checked.parameter)?;
            let (layer, unit) = spot.unit()?;
            Some(ToldChecked {
                layer,
                unit,
                source: spot.source(),
                gradient: checked.gradient,
                difference: checked.difference,
                step: checked.step,
            })
        };
        Self {
            agree: summary.agree,
            of: summary.of,
            worst: summary.worst.and_then(told),
        }
    }
}

impl<'a> From<&'a Walked> for ToldSample<'a> {
    fn from(walked: &'a Walked) -> Self {
        let layer = |layer: &'a WalkedLayer| ToldLayer {
            z: &layer.z,
            a: &layer.a,
            dropout: Some(&layer.factors[..]).filter(|factors| !factors.is_empty()),
            delta: &layer.delta,
        };
        Self {
            sample: walked.sample,
            x: &walked.x,
            y: &walked.t,
            layers: walked.layers.iter().map(layer).collect(),
            loss: walked.loss,
        }
    }
}

/// What the optimizer remembers, of each kind, of all parameters.
fn memory(network: &Network, walk: &Walk) -> Vec<ToldMemory> {
    let at: Vec<_> = (0..walk.before.len())
        .map(|p| walk.step_at(p).memory)
        .collect();
    let kinds = at.first().map_or(0, Vec::len);
    (0..kinds)
        .map(|k| {
            let of = |part: fn(&Remembered) -> f32| -> Vec<f32> {
                at.iter().map(|kept| part(&kept[k])).collect()
            };
            ToldMemory {
                kind: at[0][k].kind,
                before: layers(network, &of(|kept| kept.before)),
                after: layers(network, &of(|kept| kept.after)),
            }
        })
        .collect()
}
