//! Keras's own files.

pub mod file;
mod fill;
mod h5;
pub mod listed;
pub mod read;
pub mod write;
mod zipped;
