//! The loss landscape of a run: what is looked over, on which samples, in which window, and the way that
//! the run has gone there.

mod effort;
mod over;
mod path;
mod sight;

pub use effort::{Effort, Ground};
pub use over::{Over, first_choice, parameters_of, units};
pub use path::{Path, Step};
pub use sight::Sight;
