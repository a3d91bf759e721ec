//! What several tests need.
#![allow(dead_code, reason = "each test uses a part of it")]
#![allow(clippy::unwrap_used, reason = "these are tests")]

pub mod desk;
pub mod experiments;
pub mod nets;

use std::{fs, path::Path};

use separable::data::{Dataset, File, Loaded, sheet::read_csv};

/// The table of a dataset that comes with the page; none of those that need none.
pub fn file(dataset: Dataset) -> File {
    let Some(name) = dataset.file() else {
        return File::default();
    };
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("www").join(name);
    let sheet = read_csv(&fs::read(path).unwrap()).unwrap();
    Loaded::shipped(dataset, sheet).unwrap().into()
}
