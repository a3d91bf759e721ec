//! A truth table that a network of steps is to have right by weights that are put in place by hand: how far it is,
//! what each unit computes, and which change comes next.
//!
//! | file          | holds |
//! |---------------|-------|
//! | `model.rs`    | [`Model`]: the network over the rows of the table |
//! | `function.rs` | [`Function`]: what a unit computes, by its own truth table |
//! | `single.rs`   | the change of one weight or bias that has the most rows right |
//! | `plan.rs`     | the fewest units that have to be set anew |
//! | `hint.rs`     | [`Hint`]: what is said of these |
//! | `asked.rs`    | [`Asked`]: a hint, as long as it holds |

mod asked;
mod function;
mod hint;
mod model;
mod plan;
mod single;

pub use asked::Asked;
pub use function::{Function, functions};
pub use hint::Hint;
pub use model::{MOST_ROWS, Model};
pub use plan::UnitSet;
pub use single::{Bound, Single};
