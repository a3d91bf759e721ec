//! Training off the page.
//!
//! The worker of a run holds a [`Session`], hears [`Command`]s and answers with [`Report`]s, at most
//! one of which is on its way at a time: a report waits until the page has taken the last one, and
//! then tells of the run as it is by then. The page never waits for training, nor training for it.
//! Workers of the [pool](job) do jobs in the background.

#![deny(clippy::wildcard_enum_match_arm)]

mod course;
pub mod job;
mod kept;
mod look;
mod lots;
pub mod pace;
pub mod plan;
pub mod protocol;
pub mod rest;
pub mod session;
mod shown;
mod start;
mod story;
mod terrain;
mod tracing;
mod trials;
mod walking;
mod wire;

pub use course::Course;
pub use job::Job;
pub use kept::Kept;
pub use lots::Lots;
pub use plan::{Data, Plan};
pub use protocol::{Ask, Command, FromWorker, Goal, Outcome, Reply, Report, ToWorker};
pub use session::Session;
pub use shown::Shown;
pub use start::Start;
pub use story::{Story, Told};
pub use terrain::Terrain;
pub use tracing::Trace;
pub use trials::TrialRun;
pub use walking::{On, walk_from};
pub use wire::Packed;
