//! The network asked: values of one's own as they are measured, a digit that is drawn, or rows that are pasted, and
//! what it answers.
//!
//! | file        | holds |
//! |-------------|-------|
//! | `scene.rs`  | [`Scene`]: the signals of the panel: what is asked, and the answer as the network learns |
//! | `fields.rs` | a field for each column |
//! | `ink.rs`    | the field on which a picture is drawn |
//! | `answer.rs` | the answer, and how sure it is |
//! | `layers.rs` | what each hidden layer answers to a large image |
//! | `mistakes.rs` | the images that the network gets wrong although it is most sure |
//! | `rows.rs`   | rows that are pasted, and a table of their answers |

mod answer;
mod fields;
mod ink;
mod layers;
mod mistakes;
mod rows;
mod scene;

use reactive_graph::prelude::*;

use self::scene::Scene;
use crate::ui::{
    canvas,
    element::{El, derived, el},
};

/// What the panel Try it holds.
pub fn try_it() -> Vec<El> {
    let place = el("section").class("try").attr("aria-label", "Try it");
    let size = canvas::size_of(&place);
    let seen = derived(move || size.get().is_some_and(|[width, _]| width > 0.0));
    let scene = Scene::new(seen);
    let is_image = derived(move || scene.image.get().is_some());
    let (draws, goes) = (
        derived(move || scene.draws()),
        derived(move || scene.goes()),
    );
    vec![
        place
            .child(
                el("div")
                    .class("try-one")
                    .child(
                        el("div")
                            .class("try-values")
                            .child(fields::head(scene))
                            .when(move || draws.get(), move || vec![ink::ink(scene)])
                            .when(move || goes.get(), move || vec![ink::studied(scene)])
                            .when(move || is_image.get(), move || vec![layers::layers(scene)])
                            .when(move || !is_image.get(), move || vec![fields::fields(scene)]),
                    )
                    .child(answer::answer(scene)),
            )
            .when(
                move || is_image.get(),
                move || vec![mistakes::mistakes(scene)],
            )
            .child(rows::rows(scene)),
    ]
}
