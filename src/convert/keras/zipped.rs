//! The archive: a few files, none of which may become much larger than it is.

use std::io::{Cursor, Read, Write};

use zip::{CompressionMethod, ZipArchive, ZipWriter, result::ZipError, write::SimpleFileOptions};

use crate::wrong::{Fault, Place, Wrong};

/// Bytes of an unpacked file, at most.
const UNPACKED: u64 = 64 << 20;
/// How many times as large an unpacked file may be, if it is larger than this.
const RATIO: u64 = 200;
const SMALL: u64 = 1 << 20;

/// An archive that lies open.
pub struct Archive<'a>(ZipArchive<Cursor<&'a [u8]>>);

impl<'a> Archive<'a> {
    /// Opens an archive.
    pub fn open(bytes: &'a [u8]) -> Result<Self, Fault> {
        let archive = ZipArchive::new(Cursor::new(bytes)).map_err(|e| damaged(&Place::File, e))?;
        Ok(Self(archive))
    }

    /// A file of the archive, unpacked; nothing where there is none.
    pub fn file(&mut self, name: &'static str) -> Result<Option<Vec<u8>>, Fault> {
        let place = Place::Part(name);
        let file = match self.0.by_name(name) {
            Err(ZipError::FileNotFound) => return Ok(None),
            found => found.map_err(|e| damaged(&place, e))?,
        };
        if file.size() > UNPACKED {
            return Err(place.fault(Wrong::TooLarge(UNPACKED)));
        }
        let allowed = match file.compressed_size().saturating_mul(RATIO) {
            large if large > SMALL => large.min(UNPACKED),
            _ => SMALL,
        };
        // What it says of its size may be wrong.
        let mut bytes = Vec::new();
        let read = file.take(allowed + 1).read_to_end(&mut bytes);
        read.map_err(|e| damaged(&place, e))?;
        match bytes.len() as u64 > allowed {
            true => Err(place.fault(Wrong::Bomb)),
            false => Ok(Some(bytes)),
        }
    }
}

fn damaged(place: &Place, why: impl ToString) -> Fault {
    place.fault(Wrong::Damaged(why.to_string()))
}

/// An archive of files, each as it is.
pub fn write(files: &[(&str, &[u8])]) -> Result<Vec<u8>, Fault> {
    let failed = |e: &dyn ToString| Place::File.fault(Wrong::Damaged(e.to_string()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        archive.start_file(*name, options).map_err(|e| failed(&e))?;
        archive.write_all(bytes).map_err(|e| failed(&e))?;
    }
    let done = archive.finish().map_err(|e| failed(&e))?;
    Ok(done.into_inner())
}
