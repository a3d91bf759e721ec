//! The experiment as plain data, and everything that can be known of it.
//!
//! An [`Experiment`] is all that is needed to repeat a run; the table of [`settings`] says what can be
//! set, and links, files and scripts follow from it. An [`Edit`] makes another experiment of one. What
//! a run is worth at a moment is a [`Snapshot`]. Nothing here knows the browser or the worker.

#![deny(clippy::wildcard_enum_match_arm)]

pub mod advice;
mod aliases;
pub mod answers;
pub mod approximation;
pub mod challenge;
pub mod classes;
pub mod code;
pub mod crowd;
pub mod depth;
pub mod duel;
pub mod edit;
pub mod experiment;
pub mod expression;
pub mod field;
pub mod fixed;
pub mod flow;
pub mod gates;
mod glimpse;
pub mod hidden;
pub mod json;
pub mod landscape;
mod line;
pub mod linear;
pub mod link;
pub mod lottery;
pub mod misfit;
pub mod mistakes;
pub mod model_file;
mod net;
mod own;
pub mod own_values;
mod pairs;
mod parse;
pub mod parts;
pub mod perceptron;
mod playground;
pub mod prepared;
pub mod preset;
pub mod raw;
mod reading;
pub mod settings;
pub mod snapshot;
pub mod speed;
mod spot;
pub mod steps;
mod study;
pub mod tally;
pub mod timeline;
pub mod transfer;
pub mod tuner;
pub mod typed;
mod unit_table;
mod valid;
mod view;
pub mod walked;
pub mod weights;
pub mod wrong;

pub use advice::{Advice, Hint, Past, Seen, Then, advise};
pub use answers::Answers;
pub use edit::Edit;
pub use experiment::Experiment;
pub use field::FieldError;
pub use flow::Flow;
pub use glimpse::Glimpse;
pub use line::Line;
pub use misfit::{Misfit, misfit};
pub use parts::Part;
pub use prepared::{Prepared, Scale};
pub use reading::Reading;
pub use settings::{Key, Setting};
pub use snapshot::{Progress, Snapshot, Worth};
pub use speed::Speed;
pub use spot::Spot;
pub use study::{Answer, Study, beside};
pub use tally::{Portion, Tally};
pub use timeline::{Change, Event, Moment, Recipe};
pub use unit_table::{UnitRow, UnitTable};
pub use view::View;
pub use wrong::{Span, Wrong};
