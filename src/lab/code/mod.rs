//! The present experiment as a script in Python that runs as it is: its samples, the initial weights, the
//! order of batches and every number are the page's, so that the weights come out as there.
//!
//! | file           | holds |
//! |----------------|-------|
//! | `script.rs`    | [`Code`] and its lines, and how they are written |
//! | `language.rs`  | [`Language`] |
//! | `literal.rs`   | numbers, texts and lists as Python writes them |
//! | `scene.rs`     | `Scene`: what is known of the experiment while it is written |
//! | `samples.rs`   | the samples as measured |
//! | `images.rs`    | sets of images, which a script fetches |
//! | `inputs.rs`    | what the network reads of them, with the fitted numbers, and the targets |
//! | `order.rs`     | the order of samples, and the learning rate of a moment |
//! | `activation.rs`| activations and their slopes |
//! | `loss.rs`      | losses and their slopes |
//! | `optimizer.rs` | the optimizers' steps |
//! | `local.rs`     | single units that learn for themselves |
//! | `keras.rs`, `pytorch.rs`, `numpy.rs` | model and training in that language |
//! | `tuner.rs`     | a tuner's search, for KerasTuner and Optuna |
//! | `changed.rs`   | which lines a change has touched |
//! | `token.rs`     | what a line is made of, for colours |

mod activation;
mod changed;
mod images;
mod inputs;
mod keras;
mod language;
mod literal;
mod local;
mod loss;
mod numpy;
mod optimizer;
mod order;
mod pytorch;
mod samples;
mod scene;
mod script;
mod token;
mod tuner;

pub use changed::changed;
pub use language::Language;
pub use script::{Code, Line};
pub use token::{Token, tokens};
pub use tuner::{Library, search};

use super::{prepared::Prepared, timeline::Recipe};
use scene::Scene;
use script::Script;

/// Epochs of a script where the run has not begun.
pub const EPOCHS: u64 = 100;

/// The script of a run's experiment as it is now, trained for so many epochs from the run's initial weights.
/// `prepared` are its samples.
#[must_use]
pub fn write(language: Language, recipe: &Recipe, prepared: &Prepared, epochs: u64) -> Code {
    let scene = Scene::new(language, recipe, prepared, epochs);
    let mut script = Script::default();
    if prepared.train.is_empty() {
        script.put("# There are no training samples yet: draw some points, or choose data.");
        return scene.headed(script);
    }
    samples::samples(&scene, &mut script);
    inputs::inputs(&scene, &mut script);
    order::order(&scene, &mut script);
    match language {
        Language::Keras => keras::keras(&scene, &mut script),
        Language::Pytorch => pytorch::pytorch(&scene, &mut script),
        Language::Numpy => numpy::numpy(&scene, &mut script),
    }
    scene.headed(script)
}
