//! `model.weights.h5`: each layer's parameters, as numbered data in `layers/NAME/vars`.

use hdf5_pure::{Dataset, File, FileBuilder, LibVer};

use super::{
    fill::Parameters,
    write::{Variable, Written, names, numbered},
};
use crate::{
    item::Item,
    model::PARAMETERS,
    wrong::{Fault, Place, Wrong},
};

/// The file's name in the archive.
pub const NAME: &str = "model.weights.h5";

fn damaged(why: impl ToString) -> Fault {
    Place::Part(NAME).fault(Wrong::Damaged(why.to_string()))
}

/// The file of a model's layers. Keras's own names its groups in attributes as well, which it never reads; Netron
/// cannot read attributes as they are written here.
pub fn write(layers: &[Written]) -> Result<Vec<u8>, Fault> {
    let mut file = FileBuilder::new();
    // Netron reads no layout that came after.
    file.with_libver_bounds(LibVer::Earliest, LibVer::V18);
    let mut all = file.create_group("layers");
    for (layer, name) in layers.iter().zip(names(layers)) {
        let mut group = file.create_group(&name);
        let mut variables = file.create_group("vars");
        for (at, variable) in layer.variables.iter().enumerate() {
            let data = variables.create_dataset(&at.to_string());
            match variable {
                Variable::Floats(shape, values) => {
                    let shape: Vec<u64> = shape.iter().map(|side| *side as u64).collect();
                    data.with_f32_data(values).with_shape(&shape);
                }
                Variable::Count => {
                    data.with_i32_data(&[0]).with_shape(&[]);
                }
            }
        }
        group.add_group(variables.finish());
        all.add_group(group.finish());
    }
    file.add_group(all.finish());
    let own = file.create_group("vars").finish();
    file.add_group(own);
    file.finish().map_err(damaged)
}

/// The parameters of a file.
pub struct Stored {
    file: File,
}

impl Stored {
    /// Opens a file.
    pub fn open(bytes: Vec<u8>) -> Result<Self, Fault> {
        if !bytes.starts_with(b"\x89HDF") {
            return Err(damaged("no HDF5 file"));
        }
        let file = File::from_bytes(bytes).map_err(damaged)?;
        Ok(Self { file })
    }

    fn dataset(&self, layer: &str, number: usize) -> Result<Option<Dataset>, Fault> {
        let layers = self.file.group("layers").map_err(damaged)?;
        let Ok(variables) = layers.group(&format!("{layer}/vars")) else {
            return Ok(None);
        };
        let name = number.to_string();
        let is_there = variables.datasets().map_err(damaged)?.contains(&name);
        match is_there {
            true => variables.dataset(&name).map(Some).map_err(damaged),
            false => Ok(None),
        }
    }
}

impl Parameters for Stored {
    fn floats(
        &self,
        items: &[Item],
        at: usize,
        number: usize,
        shape: &[usize],
    ) -> Result<Option<Vec<f32>>, Fault> {
        let place = &items[at].place;
        let Some(data) = self.dataset(&stored_name(items, at), number)? else {
            return Ok(None);
        };
        let sides = data.shape().map_err(damaged)?;
        let found: Vec<usize> = sides
            .iter()
            .map(|side| usize::try_from(*side).unwrap_or(usize::MAX))
            .collect();
        if found != shape {
            return Err(place.fault(Wrong::Shape(found, shape.to_vec())));
        }
        let count: usize = shape.iter().product();
        if count > PARAMETERS {
            return Err(place.fault(Wrong::TooManyParameters(PARAMETERS)));
        }
        let values = data.read_f32().map_err(damaged)?;
        match values.len() == count {
            true => Ok(Some(values)),
            false => Err(damaged("fewer numbers than the shape says")),
        }
    }
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
