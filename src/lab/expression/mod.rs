//! The expression graph of one sample's loss: every operation with its value, which the pass forward computes,
//! and its adjoint, the derivative of the loss by it, which the pass backward computes.
//!
//! | file         | holds |
//! |--------------|-------|
//! | `graph.rs`   | [`Expression`]: the operations, and to which unit each belongs |
//! | `folded.rs`  | [`Folded`]: what is seen of them when some units are opened and the others are one node each |
//! | `counts.rs`  | [`Counts`]: what both passes take, and what differences would |
//! | `layout.rs`  | [`Layout`]: where the nodes stand |
//! | `extent.rs`  | [`refused`]: whether there is more than can be seen, before any of it is built |

mod counts;
mod extent;
mod folded;
mod graph;
mod layout;

pub use counts::Counts;
pub use extent::{MOST_ARROWS, Refused, refused};
pub use folded::{Arrow, Folded, Item, Moment};
pub use graph::{Expression, Group};
pub use layout::{Layout, Place};
