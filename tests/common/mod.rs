//! What several tests need.
#![allow(dead_code, reason = "each test uses a part of it")]
#![allow(clippy::unwrap_used, reason = "these are tests")]

pub mod desk;
pub mod experiments;
