//! The large picture as a hidden layer sees it: the input plane bent into the space of its units, on a slider from the
//! one to the other.
//!
//! | file          | holds |
//! |---------------|-------|
//! | `scene.rs`    | [`Scene`]: the signals of the picture |
//! | `sight.rs`    | [`Sight`](sight::Sight): what is looked at, and from where |
//! | `moment.rs`   | what there is to be drawn of a moment |
//! | `paint.rs`    | drawing it |
//! | `signs.rs`    | the points' shapes, axes and names |
//! | `picture.rs`  | the picture with pointer and keys |
//! | `controls.rs` | what is chosen, and the words |

mod controls;
mod moment;
mod paint;
mod picture;
mod scene;
mod sight;
mod signs;

use self::scene::Scene;
use super::element::{El, el};

/// The picture with what belongs to it.
pub fn space() -> Vec<El> {
    let frame = el("div").class("hidden-picture");
    let scene = Scene::new(super::canvas::size_of(&frame));
    let class = move || match scene.is_large() {
        true => "hidden-space enlarged".to_owned(),
        false => "hidden-space".to_owned(),
    };
    vec![
        el("div")
            .live("class", class)
            .child(picture::picture(scene, frame))
            .child(controls::controls(scene)),
    ]
}
