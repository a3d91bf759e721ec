//! The walk through one training step, with the trainer's own numbers.
//!
//! | file          | holds |
//! |---------------|-------|
//! | `steps.rs`    | opening and closing it, going from stage to stage, keeping the step worked out |
//! | `region.rs`   | [`region`]: the six steps, their transport, and what is said of the stage |
//! | `said.rs`     | the lines of the stage: formulas in symbols and in numbers |
//! | `formula.rs`  | a formula as MathML, and as it is read out |
//! | `slope.rs`    | the activation and its slope at the unit in focus |
//! | `focus.rs`    | choosing the unit and the parameter in focus |
//! | `updates.rs`  | every parameter before and after the step |
//! | `batch.rs`    | [`batch`]: the samples of the step, in the place of charts and numbers |
//! | `marks.rs`    | [`marks`]: the samples on the surface, and what their rings mean |
//! | `overlay.rs`  | [`overlay`]: values, errors and signals over the diagram |
//! | `check.rs`    | gradients checked by differences |

mod batch;
mod check;
mod focus;
mod formula;
mod marks;
mod overlay;
mod region;
mod said;
mod slope;
mod steps;
mod updates;

pub use batch::batch;
pub use focus::turn_to;
pub use formula::{linked, row};
pub use marks::{keys, marks};
pub use overlay::overlay;
pub use region::region;
pub use said::line;
pub use steps::toggle;
