//! A `.keras` file: an archive of `metadata.json`, `config.json` and `model.weights.h5`.

use serde_json::json;

use super::{
    h5::{self, Stored},
    read,
    write::{VERSION, config, layers, numbered},
    zipped::{self, Archive},
};
use crate::{
    item::Item,
    layers::{Built, standard},
    model::{Model, Scaler, Weights},
    wrong::{Fault, Place, Wrong},
};

const CONFIG: &str = "config.json";

/// Writes a model; all its layers need parameters.
pub fn write(model: &Model) -> Result<Vec<u8>, Fault> {
    if let Some(l) = model
        .layers
        .iter()
        .position(|layer| layer.weights.is_none())
    {
        return Err(Place::Layer(l + 1, String::new()).fault(Wrong::NoWeights));
    }
    let layers = layers(model);
    let metadata =
        json!({"keras_version": VERSION, "date_saved": "2025-01-01@00:00:00"}).to_string();
    zipped::write(&[
        ("metadata.json", metadata.as_bytes()),
        (CONFIG, config(model, &layers).to_string().as_bytes()),
        (h5::NAME, &h5::write(&layers)?),
    ])
}

/// Reads a file with its parameters.
pub fn read(bytes: &[u8]) -> Result<Model, Fault> {
    let mut archive = Archive::open(bytes)?;
    let config = archive.file(CONFIG)?;
    let config = config.ok_or_else(|| Place::File.fault(Wrong::ForeignZip))?;
    let place = Place::Part(CONFIG);
    let text = String::from_utf8(config);
    let text = text.map_err(|e| place.fault(Wrong::Damaged(e.to_string())))?;
    let (mut built, items) = read::config(&text, &place, true)?;
    let stored = archive.file(h5::NAME)?;
    let stored = stored.ok_or_else(|| Place::Part(h5::NAME).fault(Wrong::NoPart))?;
    let stored = Stored::open(stored)?;
    fill(&mut built, &items, &stored)?;
    Ok(built.model)
}

/// Puts the parameters of the file into a model.
fn fill(built: &mut Built, items: &[Item], stored: &Stored) -> Result<(), Fault> {
    if let Some(at) = built.normalization {
        normalization(built, items, at, stored)?;
    }
    let mut inputs = built.model.inputs;
    for l in 0..built.model.layers.len() {
        let at = built.dense[l];
        let item = &items[at];
        let reads = inputs.ok_or_else(|| item.fault(Wrong::Missing("the shape of the inputs")))?;
        let units = built.model.layers[l].units;
        let name = stored_name(items, at);
        let kernel = stored.floats(&name, 0, &[reads, units], &item.place)?;
        let kernel = kernel.ok_or_else(|| item.fault(Wrong::NoWeights))?;
        let bias = stored.floats(&name, 1, &[units], &item.place)?;
        let has_bias = item.get("use_bias").and_then(serde_json::Value::as_bool) != Some(false);
        let bias = match bias {
            Some(bias) => bias,
            None if has_bias => return Err(item.fault(Wrong::NoWeights)),
            None => vec![0.0; units],
        };
        let weights = Weights { kernel, bias };
        if !weights.are_finite() {
            return Err(item.fault(Wrong::NotFinite));
        }
        built.model.layers[l].weights = Some(weights);
        inputs = Some(units);
    }
    Ok(())
}

fn normalization(
    built: &mut Built,
    items: &[Item],
    at: usize,
    stored: &Stored,
) -> Result<(), Fault> {
    let item = &items[at];
    let inputs = built.model.inputs;
    let inputs = inputs.ok_or_else(|| item.fault(Wrong::Missing("the shape of the inputs")))?;
    let name = stored_name(items, at);
    let read = |number| {
        let values = stored.floats(&name, number, &[inputs], &item.place)?;
        values.ok_or_else(|| item.fault(Wrong::NoWeights))
    };
    let (mean, variance) = (read(0)?, read(1)?);
    let pairs = mean.into_iter().zip(variance);
    let scales: Vec<_> = pairs
        .map(|(mean, variance)| standard(mean, variance))
        .collect();
    if !scales
        .iter()
        .all(|s| s.offset.is_finite() && s.factor.is_finite())
    {
        return Err(item.fault(Wrong::NotFinite));
    }
    built.model.scaler = Scaler::Fitted(scales);
    Ok(())
}

/// Where a layer's parameters stand: by its class, and how many of that class come before it in the file.
fn stored_name(items: &[Item], at: usize) -> String {
    let number = |item: &Item| match item.place {
        Place::Layer(number, _) => number,
        _ => 0,
    };
    let this = &items[at];
    let comes_before = |item: &&Item| item.class == this.class && number(item) < number(this);
    numbered(&this.class, items.iter().filter(comes_before).count())
}
