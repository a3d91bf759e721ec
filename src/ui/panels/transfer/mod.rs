//! Transfer learning: layers of the run at hand, reused for another task, beside training from scratch.
//!
//! | file         | holds |
//! |--------------|-------|
//! | `scene.rs`   | [`scene::Scene`]: the signals of the panel: whose layers, what for, how many |
//! | `steps.rs`   | the pairs to begin with, the three steps, and what is done with them |
//! | `results.rs` | [`results::Results`]: both ways trained with few and many samples, in words, a table and a file |
//! | `plot.rs`    | the same as a chart |

mod plot;
mod results;
mod scene;
mod steps;

use self::{results::Results, scene::Scene};
use crate::{
    text::transfer as words,
    ui::element::{El, el},
};

/// What the panel Transfer holds.
pub fn transfer() -> Vec<El> {
    let scene = Scene::new();
    let results = Results::new(scene);
    vec![
        el("section")
            .class("transfer")
            .attr("aria-label", "Transfer")
            .child(el("p").text(words::LEAD))
            .child(steps::lessons(scene))
            .child(
                el("div")
                    .class("depth-columns")
                    .child(steps::steps(scene).class("depth-column"))
                    .child(results.view().class("depth-column")),
            ),
    ]
}
