//! Two runs side by side, under one transport: a side for each, and between them how they stand.

mod between;
mod in_step;
mod side;
mod stage;

pub use stage::{begin, begin_pairing, end, open};
