//! One run with all that belongs to it. A page may hold several; each component takes the one that it
//! shows from the reactive context, so a subtree under another context shows another run.
//!
//! | file          | holds |
//! |---------------|-------|
//! | `state.rs`    | [`Run`]: its signals, and what a person does to it |
//! | `effects.rs`  | what the lab asks of the world, carried out |
//! | `reports.rs`  | what the worker tells, put on the screen; what happens when it diverges or fails |
//! | `level.rs`    | a pause of two that are compared: both stop at the same moment |
//! | `past.rs`     | moments of the past on the screen |
//! | `wish.rs`     | [`Wish`]: data that were chosen and are not there yet |

mod effects;
mod level;
mod past;
mod reports;
mod state;
mod wish;

pub use level::level;
pub use past::AT_ONCE;
pub use state::{Before, CLOSED, Run};
pub use wish::Wish;
