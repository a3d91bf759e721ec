//! The seed lottery: the same experiment from many seeds, a wall of what comes of them, and how many succeed;
//! a tile loads its run.
//!
//! | file          | holds |
//! |---------------|-------|
//! | `state.rs`    | [`Scene`]: the signals of the panel, and what Start does; the rest is `ui::trial`'s |
//! | `controls.rs` | what is set, and the buttons |
//! | `wall.rs`     | the wall: which tiles are in sight, and the keys |
//! | `places.rs`   | where tiles are, and which has the focus |
//! | `tile.rs`     | a tile |
//! | `paint.rs`    | the pictures of the tiles, as many in a frame as it has time for |
//! | `summary.rs`  | how many are solved, and what of the others is known |

mod controls;
mod paint;
mod places;
mod state;
mod summary;
mod tile;
mod wall;

use self::state::Scene;
use crate::ui::element::{El, el};

/// What the panel Seed lottery holds.
pub fn lottery() -> Vec<El> {
    let scene = Scene::new();
    vec![
        el("section")
            .class("lottery")
            .attr("aria-label", "Seed lottery")
            .child(
                el("div")
                    .class("lottery-side")
                    .child(controls::controls(scene))
                    .child(summary::summary(scene)),
            )
            .child(wall::wall(scene)),
    ]
}
