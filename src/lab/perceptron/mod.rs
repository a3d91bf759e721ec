//! A single layer of threshold units that learns sample by sample: what is drawn and said of it.
//!
//! | file               | holds |
//! |--------------------|-------|
//! | `unit.rs`          | the weights of a unit, and which samples are to be on its positive side |
//! | `plane.rs`         | lines and arrows over two inputs |
//! | `contradiction.rs` | why no weights have samples right whose hulls meet |
//! | `update.rs`        | what a sample does to a unit's weights |
//! | `space.rs`         | a way round, as it is drawn |

mod contradiction;
mod plane;
mod space;
mod unit;
mod update;

pub use contradiction::{Contradiction, Demand};
pub use plane::{Square, Straight, arrow_scale, nearest_turn};
pub use space::oblique;
pub use unit::{has_threshold_units, points, weights};
pub use update::Update;
