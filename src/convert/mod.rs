//! **Model files**: the page's network as Keras and ONNX files, and theirs back. Bytes in, bytes out.
//!
//! | module       | holds |
//! |--------------|-------|
//! | [`model`]    | a model of dense layers, whatever file it is of |
//! | [`page`]     | the page's experiment and weights as such a model, and back |
//! | `item`       | a layer by its class and settings, as Keras's JSON and Keras code both have it |
//! | `layers`     | a list of items as a model |
//! | `training`   | loss and optimizer |
//! | `source`     | Keras code: tokens, expressions, and what they make |
//! | `keras`      | Keras's JSON, and the archive `.keras` with weights in HDF5 |
//! | `onnx`       | ONNX, by Protocol Buffers |
//! | [`wrong`]    | what can be wrong, where, and how it is said |

mod item;
mod keras;
mod layers;
pub mod model;
mod onnx;
pub mod page;
mod source;
mod training;
pub mod wrong;

pub use model::Model;
pub use wrong::{Fault, Note, Place, Wrong};

/// What a model can be written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// A `.keras` archive.
    Keras,
    /// The model's JSON, as `to_json()` of Keras has it, with the weights beside.
    Json,
    /// An ONNX file.
    Onnx,
}

impl Format {
    /// The format of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        match name {
            "keras" => Some(Self::Keras),
            "json" => Some(Self::Json),
            "onnx" => Some(Self::Onnx),
            _ => None,
        }
    }
}

/// Writes a model.
///
/// # Errors
/// Says which layer has no weights where they are needed.
pub fn write(model: &Model, format: Format) -> Result<Vec<u8>, Fault> {
    match format {
        Format::Keras => keras::file::write(model),
        Format::Json => Ok(keras::listed::json(model)?.into_bytes()),
        Format::Onnx => onnx::write::write(model),
    }
}

/// Bytes of a file, at most.
const FILE: usize = 64 << 20;

/// Reads a file: a `.keras` archive, ONNX, a model's JSON, or Keras code. What it is shows in its first bytes.
///
/// # Errors
/// Says where it has what the page cannot hold, or how it is damaged.
pub fn read(bytes: &[u8]) -> Result<Model, Fault> {
    let wrong = |wrong| Err(Place::File.fault(wrong));
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return wrong(Wrong::Empty);
    }
    if bytes.len() > FILE {
        return wrong(Wrong::TooLarge(FILE as u64));
    }
    if bytes.starts_with(b"PK") {
        return keras::file::read(bytes);
    }
    if bytes.starts_with(b"\x89HDF") {
        return wrong(Wrong::OldHdf5);
    }
    let text = std::str::from_utf8(bytes).ok();
    match text.map(|text| text.trim_start_matches('\u{feff}')) {
        Some(text) if text.trim_start().starts_with('{') => keras::read::json(text),
        Some(text) if !text.contains(|c: char| c.is_control() && !c.is_whitespace()) => {
            source::read(text)
        }
        _ => onnx::read::read(bytes),
    }
}
