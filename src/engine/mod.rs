//! Training off the page.
//!
//! The worker holds a [`Session`], hears [`Command`]s and answers with [`Report`]s, at most one of
//! which is on its way at a time: a report waits until the page has taken the last one, and then
//! tells of the network as it is by then. The page never waits for training, nor training for it.

pub mod pace;
pub mod protocol;
pub mod session;

pub use protocol::{Command, Data, Goal, Report};
pub use session::Session;
