//! A `.keras` file: an archive of `metadata.json`, `config.json` and `model.weights.h5`.

use serde_json::json;

use super::{
    fill::{fill, needs_all},
    h5::{self, Stored},
    read,
    write::{VERSION, config, layers},
    zipped::{self, Archive},
};
use crate::{
    model::Model,
    wrong::{Fault, Place, Wrong},
};

const CONFIG: &str = "config.json";

/// Writes a model; all its layers need parameters.
pub fn write(model: &Model) -> Result<Vec<u8>, Fault> {
    needs_all(model)?;
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
    let (mut built, items) = read::config(&read::parsed(&text, &place)?, &place, true)?;
    let stored = archive.file(h5::NAME)?;
    let stored = stored.ok_or_else(|| Place::Part(h5::NAME).fault(Wrong::NoPart))?;
    let stored = Stored::open(stored)?;
    fill(&mut built, &items, &stored)?;
    Ok(built.model)
}
