//! The sample that is studied: choosing it, and where it is seen.
//!
//! | file         | holds |
//! |--------------|-------|
//! | `chooser.rs` | [`chooser`]: which sample it is, the ones beside it, values of one's own |
//! | `own.rs`     | the fields of those |
//! | `pick.rs`    | [`pick`]: choosing one on the picture; [`ring`]: marking it there |

mod chooser;
mod own;
mod pick;

pub use chooser::{chooser, chooser_beside, go_beside};
pub use pick::{pick, place, ring};
