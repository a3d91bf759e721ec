//! Datasets: truth tables, seeded 2-D generators, splits and input features.
//!
//! | file            | holds |
//! |-----------------|-------|
//! | `dataset.rs`    | the gallery: [`Dataset`], its names and where its points come from |
//! | `cloud.rs`      | the shape of each seeded 2-D set; a new set is added here and in `dataset.rs` |
//! | `spec.rs`       | [`DataSpec`], plain data that says which points; draws and splits them |
//! | `feature.rs`    | [`Feature`] and [`Features`], what the network sees of a point |
//! | `table.rs`      | [`Table`], points as the matrix training works on |
//! | `separable.rs`  | what a single straight line can and cannot do |
//!
//! Everything is a pure function of the specification: the same [`DataSpec`] gives the same points,
//! bit for bit, on every machine.

mod cloud;
mod dataset;
mod feature;
mod point;
mod separable;
mod spec;
mod table;

pub use dataset::{Coding, Dataset};
pub use feature::{Feature, Features, FeaturesError};
pub use point::{Domain, Point};
pub use separable::{best_line_accuracy, linearly_separable};
pub use spec::{DataSpec, Split, preview};
pub use table::Table;
