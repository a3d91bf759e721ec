//! Keras's own files.

pub mod file;
mod h5;
pub mod read;
pub mod write;
mod zipped;
