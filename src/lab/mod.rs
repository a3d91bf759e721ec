//! The experiment and everything a person can do to it.
//!
//! An [`Experiment`] is plain data: all that is needed to repeat a run. A [`Lab`] holds one together
//! with what the person is doing; [`Lab::update`] is the one place where that changes, and says in
//! [`Effect`]s what the world has to do about it. Nothing here knows the browser or the worker.

pub mod action;
pub mod advice;
pub mod answers;
pub mod experiment;
pub mod json;
pub mod link;
mod own;
mod parse;
pub mod parts;
pub mod prepared;
pub mod preset;
pub mod saved;
pub mod snapshot;
pub mod speed;
pub mod tally;
mod update;
mod view;
pub mod weights;

pub use action::{Action, Effect};
pub use advice::{Advice, advise};
pub use answers::Answers;
pub use experiment::{Experiment, FieldError};
pub use parts::Part;
pub use prepared::{Prepared, Scale};
pub use snapshot::{Progress, Snapshot};
pub use speed::Speed;
pub use tally::{Portion, Tally};
pub use update::{Lab, Notice};
pub use view::View;
