//! A training step in six steps: its stages, and at each the formulas of the unit or parameter in focus,
//! in symbols and with the very numbers of the step.
//!
//! | file            | holds |
//! |-----------------|-------|
//! | `stage.rs`      | [`Stage`]: where the walk stands, and which stages a network has |
//! | `math.rs`       | [`Math`]: a formula as a tree, each part of which may stand for a [`Spot`](super::Spot) |
//! | `line.rs`       | [`Line`]: what is computed, in symbols and in numbers, and its result |
//! | `scene.rs`      | [`Scene`]: the step, the sample that is followed and what is in focus |
//! | `liveliest.rs`  | where the focus begins |
//! | `names.rs`      | what parts of the network are called in formulas |
//! | `activation.rs` | activations and their derivatives as formulas |
//! | `forward.rs`    | step 2 |
//! | `loss.rs`       | step 3, and the loss's own derivative |
//! | `backward.rs`   | steps 4 and 5 |
//! | `update.rs`     | step 6 |
//! | `schedule.rs`   | the learning rate of the step, as its schedule has it |
//! | `twice.rs`      | what has a name and a number, and formulas of it |
//! | `perceptron.rs` | the steps of the perceptron rule |

mod activation;
mod backward;
mod forward;
mod line;
mod liveliest;
mod loss;
mod math;
mod names;
mod perceptron;
mod scene;
mod schedule;
mod stage;
mod twice;
mod update;

pub use line::Line;
pub use math::{Mark, Math, Tone};
pub use scene::{Focus, Scene};
pub use stage::{Stage, stages};

/// What is computed at a stage, for what is in focus.
#[must_use]
pub fn lines(scene: &Scene<'_>, stage: Stage) -> Vec<Line> {
    if scene.is_perceptron() {
        return perceptron::lines(scene, stage);
    }
    match stage {
        Stage::Batch => Vec::new(),
        Stage::Forward(layer) => forward::lines(scene, layer),
        Stage::Loss => loss::lines(scene),
        Stage::Output => backward::lines(scene, scene.last()),
        Stage::Backward(layer) => backward::lines(scene, layer),
        Stage::Inputs => backward::of_input(scene),
        Stage::Update => update::lines(scene),
    }
}
