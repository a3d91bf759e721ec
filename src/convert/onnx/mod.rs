//! ONNX files.

mod matched;
mod proto;
pub mod read;
mod steps;
pub mod write;
