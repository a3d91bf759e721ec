//! The space of a hidden layer as a picture: the input plane's grid bent into it, seen from any side, drawn pixel by
//! pixel with what is nearer in front.
//!
//! | file       | holds |
//! |------------|-------|
//! | `space.rs` | [`Window`]: what is in sight; [`morph`]: on the way into the space; [`Eye`]: from where it is seen |
//! | `clip.rs`  | [`plane`]: lines and planes within what is in sight |
//! | `stage.rs` | [`Stage`]: pixels with their nearness |
//! | `stamp.rs` | [`Stamp`]: the shapes of points |
//! | `sheet.rs` | [`Sheet`]: the bent plane with its grid and borders |

mod clip;
mod sheet;
mod space;
mod stage;
mod stamp;

pub use clip::{Half, plane};
pub use sheet::{Border, Sheet};
pub use space::{Eye, Window, morph};
pub use stage::{Line, Stage};
pub use stamp::Stamp;
