//!
//! | file            | holds |
//! |-----------------|-------|
//! | `dataset.rs`    | the gallery: [`Dataset`], its names and where its points come from |
//! | `cloud.rs`      | the shape of each seeded 2-D set; a new set is added here and in `dataset.rs` |
//! | `spec.rs`       | [`DataSpec`], plain data that says which points; draws and splits them |
//!
//! Everything is a pure function of the specification: the same [`DataSpec`] gives the same points,
//! bit for bit, on every machine.

mod cloud;
mod dataset;
mod point;
mod spec;

pub use dataset::{Coding, Dataset};
pub use point::{Domain, Point};
pub use spec::{DataSpec, Split, preview};
