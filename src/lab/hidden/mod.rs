//! The data as a hidden layer sees them: every sample, and every place of the input plane, by the values of
//! the layer's units.
//!
//! | file        | holds |
//! |-------------|-------|
//! | `ground.rs` | [`Ground`]: what is looked at, samples and the nodes of the input plane's grid |
//! | `values.rs` | [`Values`]: what a layer answers to them |
//! | `basis.rs`  | [`Basis`]: the axes of the picture, some units or principal directions |
//! | `cut.rs`    | [`Cut`]: the lines and planes by which the next layer divides that space |
//! | `worth.rs`  | how many samples a unit has right there |

mod basis;
mod cut;
mod ground;
mod values;
mod worth;

pub use basis::{Axes, Basis};
pub use cut::{Cut, Of, cuts};
pub use ground::{Ground, NODES, PLACES};
pub use values::{Values, answers, values};
pub use worth::best_unit;
