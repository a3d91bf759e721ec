//! Datasets: truth tables, seeded generators, tables that come with the page, splits and input
//! features.
//!
//! | file            | holds |
//! |-----------------|-------|
//! | `dataset.rs`    | the gallery: [`Dataset`], a variant and a row for each; a new one is added here alone |
//! | `entry.rs`      | of what a row is made: where samples come from, what a dataset is met with first |
//! | `cloud.rs`      | pieces of which the shapes of classes and labels are made |
//! | `function.rs`   | what a regression set learns |
//! | `shipped.rs`    | file, source and columns of a table that comes with the page |
//! | `coding.rs`     | [`Coding`], how truth tables write their inputs |
//! | `spec.rs`       | [`DataSpec`], plain data that says which samples; splits them |
//! | `sample.rs`     | draws them |
//! | `feature.rs`    | [`Feature`] and [`Features`], what the network sees of a point |
//! | `file.rs`       | [`File`], a table that was read: shipped with the page, or a person's own |
//! | `fingerprint.rs`| a number that tells one such table from another |
//! | `source.rs`     | where samples come from: a generator, a file, a hand |
//! | `table.rs`      | [`Table`]: samples of any task, before features, scaling and coding |
//! | `inputs.rs`     | [`Inputs`]: numbers, or images whose pixels all tables share |
//! | `idx.rs`        | [`ImagesReader`]: sets of images, as their bytes come in |
//! | `drawn.rs`      | [`Drawn`]: points drawn by hand |
//! | `stroke.rs`     | [`Stroke`]: what a hand does on the plane until it is lifted |
//! | `spray.rs`      | [`Spray`]: many points at one stroke |
//! | [`sheet`]       | a person's own table, from a CSV file |
//! | `text/`         | every message of this module in words, apart from its logic |
//! | `facts.rs`      | [`Facts`]: what is true of the samples that are trained on |
//! | `separable.rs`  | what a single straight line can and cannot do |
//!
//! Everything is a pure function of the specification: the same [`DataSpec`] gives the same samples,
//! bit for bit, on every machine.

#![deny(clippy::wildcard_enum_match_arm)]

mod cloud;
mod coding;
mod dataset;
pub mod decimal;
mod drawn;
mod entry;
mod facts;
mod feature;
mod file;
mod fingerprint;
mod function;
mod idx;
mod inputs;
mod part;
mod point;
mod sample;
mod separable;
pub mod sheet;
mod shipped;
mod source;
mod spec;
mod spray;
mod stroke;
mod table;
pub(crate) mod text;

pub use coding::Coding;
pub use dataset::Dataset;
pub use drawn::{CLASS_NAMES, Drawn, DrawnError};
pub use entry::Start;
pub use facts::Facts;
pub use feature::{Feature, Features, FeaturesError};
pub use file::{File, Loaded, Summary};
pub use function::{LINE_INTERCEPT, LINE_SLOPE};
pub use idx::{ImagesError, ImagesReader};
pub use inputs::Inputs;
pub use part::Classes;
pub use point::{Domain, Point};
pub use separable::hull;
pub use shipped::Credit;
pub use spec::{DataSpec, preview};
pub use spray::Spray;
pub use stroke::{Stroke, Tool};
pub use table::{Table, Targets};

#[cfg(test)]
pub(crate) use separable::calls;
