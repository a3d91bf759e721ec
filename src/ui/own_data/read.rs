//! A file into a sheet, in portions short enough that the page goes on meanwhile.

use js_sys::{ArrayBuffer, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::Blob;

use crate::{
    data::sheet::{CsvReader, Sheet},
    lab::{Wrong, wrong::Browser},
    ui::browser::pause,
};

/// Bytes that are read at once.
const PORTION: f64 = 131_072.0;

/// Reads a CSV file. `told` hears which share has been read, and says whether to go on; if not,
/// there is no sheet.
///
/// # Errors
/// The first mistake in the file, or that the browser cannot read it.
pub async fn sheet(blob: &Blob, told: &mut dyn FnMut(f64) -> bool) -> Result<Option<Sheet>, Wrong> {
    let (mut reader, size) = (CsvReader::new(), blob.size());
    let mut start = 0.0;
    while start < size {
        let end = size.min(start + PORTION);
        let bytes = portion(blob, start, end)
            .await
            .map_err(|_| Browser::Moved)?;
        reader.push(&bytes)?;
        start = end;
        if !told(end / size) {
            return Ok(None);
        }
    }
    pause().await;
    let sheet = reader.finish()?;
    pause().await;
    Ok(Some(sheet))
}

async fn portion(blob: &Blob, start: f64, end: f64) -> Result<Vec<u8>, JsValue> {
    let part = blob.slice_with_f64_and_f64(start, end)?;
    let buffer = JsFuture::from(part.array_buffer()).await?;
    Ok(Uint8Array::new(buffer.unchecked_ref::<ArrayBuffer>()).to_vec())
}
