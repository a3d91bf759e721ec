//! What several tests need.
#![allow(dead_code, reason = "each test uses a part of it")]
#![allow(clippy::unwrap_used, reason = "these are tests")]

pub mod desk;
pub mod experiments;
pub mod nets;

use std::{fs, path::Path};

use separable::data::{Dataset, File, Loaded, Table, sheet::read_csv};

/// The table of a dataset that comes with the page; none of those that need none.
pub fn file(dataset: Dataset) -> File {
    let Some(name) = dataset.file() else {
        return File::default();
    };
    if dataset.is_images() {
        return images(dataset);
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("www").join(name);
    let sheet = read_csv(&fs::read(path).unwrap()).unwrap();
    Loaded::shipped(dataset, sheet).unwrap().into()
}

/// Seventy images as MNIST's are, byte by byte: a block of ink in one of ten places, and dirt. Their classes go
/// round.
pub fn image_bytes() -> Vec<u8> {
    let pixel = |image: usize, at: usize| {
        let (row, column, class) = (at / 28, at % 28, image % 10);
        let block = (4 + 4 * (class / 2)..8 + 4 * (class / 2)).contains(&row)
            && (5 + 10 * (class % 2)..13 + 10 * (class % 2)).contains(&column);
        let dirt = (image * 7919 + at * 104_729) % 97;
        match (block, dirt) {
            (true, _) => 255 - dirt as u8,
            (false, 0) => 90,
            (false, _) => 0,
        }
    };
    let bytes = (0..70).flat_map(|image| (0..784).map(move |at| pixel(image, at)));
    bytes.collect()
}

fn images(dataset: Dataset) -> File {
    let names = (0..10).map(|class| class.to_string()).collect();
    let of = (0..70).map(|image| image % 10).collect();
    let table = Table::of_images(image_bytes(), [28, 28], of, names).unwrap();
    Loaded::images(dataset, table).into()
}
