//! The loss landscape: what a network is worth along a line, or over a plane, through its parameters.
//!
//! A [`Plane`] is where, [`random`] and [`principal`] are directions to look along, and a [`Survey`]
//! measures place after place.

mod directions;
mod plane;
mod survey;

pub use directions::{Principal, principal, random};
pub use plane::Plane;
pub use survey::{Survey, Window, height};
