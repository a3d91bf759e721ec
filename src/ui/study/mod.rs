//! The sample that is studied: choosing it, and where it is seen.
//!
//! | file         | holds |
//! |--------------|-------|
//! | `chooser.rs` | [`chooser`]: which sample it is, the ones beside it, values of one's own |
//! | `image.rs`   | [`image`]: its picture, where the inputs are pixels |
//! | `own.rs`     | the fields of those |
//! | `pick.rs`    | [`pick`]: choosing one on the picture; [`ring`]: marking it there |

mod chooser;
mod image;
mod own;
mod pick;

pub use chooser::{chooser, chooser_beside, go_beside};
pub use image::{has_images, image};
pub use pick::{pick, place, ring};
