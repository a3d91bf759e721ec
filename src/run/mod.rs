//! One run, and everything a person can do to it.
//!
//! A [`Lab`] holds the experiment as it is at the moment on the screen, what is being done to it, its
//! [`History`] and what can be undone. [`Lab::update`] is the one place where that changes, and says
//! in [`Effect`]s what the world has to do about it. Nothing here knows the browser or the worker, so
//! a run can be played natively, with an [`engine::Session`](crate::engine::Session) at its side.

#![deny(clippy::wildcard_enum_match_arm)]

pub mod action;
mod branch;
pub mod duel;
pub mod history;
pub mod lab;
pub mod notice;
mod route;
pub mod saved;
mod scrub;
mod sharing;
mod undo;
pub mod updates;
mod walk;

pub use crate::engine::{On, walk_from};
pub use action::{Action, Drive, Effect, News, Opened, Tune};
pub use branch::{Branch, Row, Track, score};
pub use history::History;
pub use lab::{Lab, Transport};
pub use notice::Notice;
pub use saved::Saved;
pub use sharing::Sharing;
pub use updates::Updates;
pub use walk::{MOST_WORK, TooLarge};
