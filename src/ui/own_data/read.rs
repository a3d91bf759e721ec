//! A file into a sheet, in portions short enough that the page goes on meanwhile.

use js_sys::{ArrayBuffer, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, TextDecodeOptions, TextDecoder};

use crate::{
    data::sheet::{Asked, CsvError, CsvProblem, CsvReader, Encoding, Outcome, Sheet},
    lab::{Wrong, wrong::Browser},
    ui::browser::pause,
};

/// Bytes that are read at once: enough to tell what the file is.
const PORTION: f64 = 131_072.0;

/// What hears which share of a file has been read, and says whether to go on.
pub type Told<'a> = dyn FnMut(f64) -> bool + 'a;

/// Reads a file that a person opens, with what is asked for of it; and finds how its characters are
/// written. There is no sheet if it is not to go on.
///
/// # Errors
/// The first mistake in the file, or that the browser cannot read it.
pub async fn sheet(
    blob: &Blob,
    mut asked: Asked,
    told: &mut Told<'_>,
) -> Result<Option<(Sheet, Encoding)>, Wrong> {
    let first = portion(blob, 0.0).await?;
    let head = first.to_vec();
    let mut encoding = match asked.encoding {
        Some(encoding) => encoding,
        None => Encoding::of(&head)?,
    };
    // UTF-8 needs no decoding, unless there are stray bytes in it.
    let mut decoded = asked.encoding.is_some() || encoding != Encoding::UTF_8;
    loop {
        let decoder = decoded.then_some(encoding);
        match through(blob, &first, CsvReader::new(asked.clone()), decoder, told).await {
            Ok(Some(Outcome::Sheet(sheet))) => return Ok(Some((sheet, encoding))),
            Ok(Some(Outcome::Again(better))) => asked = better,
            Ok(None) => return Ok(None),
            Err(Wrong::Csv(CsvError {
                problem: CsvProblem::NotUtf8(_),
                ..
            })) if !decoded => (decoded, encoding) = (true, Encoding::with_strays(&head)),
            Err(wrong) => return Err(wrong),
        }
    }
}

/// Reads a table that the page itself wrote.
///
/// # Errors
/// As [`sheet`].
pub async fn plain_sheet(blob: &Blob, told: &mut Told<'_>) -> Result<Option<Sheet>, Wrong> {
    let first = portion(blob, 0.0).await?;
    match through(blob, &first, CsvReader::plain(), None, told).await? {
        Some(Outcome::Sheet(sheet)) => Ok(Some(sheet)),
        Some(Outcome::Again(_)) | None => Ok(None),
    }
}

/// Puts a file through a reader, of which the first portion is there.
async fn through(
    blob: &Blob,
    first: &Uint8Array,
    mut reader: CsvReader,
    encoding: Option<Encoding>,
    told: &mut Told<'_>,
) -> Result<Option<Outcome>, Wrong> {
    let decoder = encoding.map(|encoding| TextDecoder::new_with_label(encoding.0));
    // Those that can be chosen are those that browsers know.
    let decoder = decoder.transpose().map_err(|_| Browser::Read)?;
    let options = TextDecodeOptions::new();
    options.set_stream(true);
    let (mut start, size) = (0.0, blob.size());
    while start < size {
        let bytes = if start > 0.0 {
            portion(blob, start).await?
        } else {
            first.clone()
        };
        start += PORTION;
        match &decoder {
            None => reader.push(&bytes.to_vec())?,
            Some(decoder) => {
                let text = decoder.decode_with_buffer_source_and_options(&bytes, &options);
                reader.push(text.map_err(|_| Browser::Read)?.as_bytes())?;
            }
        }
        if !told((start / size).min(1.0)) {
            return Ok(None);
        }
    }
    pause().await;
    let outcome = reader.finish()?;
    pause().await;
    Ok(Some(outcome))
}

async fn portion(blob: &Blob, start: f64) -> Result<Uint8Array, Wrong> {
    let end = blob.size().min(start + PORTION);
    let bytes = async || -> Result<Uint8Array, JsValue> {
        let part = blob.slice_with_f64_and_f64(start, end)?;
        let buffer = JsFuture::from(part.array_buffer()).await?;
        Ok(Uint8Array::new(buffer.unchecked_ref::<ArrayBuffer>()))
    };
    bytes().await.map_err(|_| Browser::Moved.into())
}
