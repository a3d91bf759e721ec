//! Reverse-mode automatic differentiation of one sample's loss, as a graph: the values of the pass forward, the
//! adjoints of the pass backward.
//!
//! | file        | holds |
//! |-------------|-------|
//! | `state.rs`  | [`State`]: what is open and looked at, and the scene that follows from it |
//! | `view.rs`   | the window onto the graph: moved and zoomed by pointer, wheel, pinch and keys |
//! | `detail.rs` | how the numbers of one node come about |
//! | `graph.rs`  | nodes, arrows and the frames of open units |
//! | `nodes.rs`  | one node, with its numbers |
//! | `passes.rs` | the steps of both passes |
//! | `table.rs`  | the same as a table |

mod detail;
mod graph;
mod nodes;
mod passes;
mod state;
mod table;
mod view;

use reactive_graph::prelude::*;

use self::state::State;
use crate::{
    text::expression::{counts, refused},
    ui::{
        canvas,
        element::{El, el},
        study::chooser,
    },
};

/// What the panel Autodiff holds.
pub fn autodiff() -> Vec<El> {
    let place = el("div").class("autodiff");
    let state = State::new(canvas::size_of(&place));
    let drawn = move || state.scene.with(Option::is_some);
    let below = el("div")
        .class("graph-below")
        .child(el("div").child(chooser()).when(
            move || drawn() && state.run.look.study.get().is_none(),
            first_sample,
        ))
        .when(drawn, move || vec![sentence(state), reading(state)]);
    let place = place
        .when(drawn, move || view::view(state))
        .when(move || !drawn(), move || reason(state))
        .child(below);
    vec![place]
}

/// Why there is no graph, and a way back where units are open.
fn reason(state: State) -> Vec<El> {
    let text = move || state.refused.get().map(refused).unwrap_or_default();
    let text = el("p")
        .class("graph-reason")
        .attr("role", "status")
        .live_text(text);
    vec![el("div").child(text).when(
        move || state.has_open(),
        move || vec![view::fold_all(state)],
    )]
}

/// Whose loss it is, where no sample was chosen.
fn first_sample() -> Vec<El> {
    vec![
        el("p")
            .class("hint")
            .text("The graph shows training sample 1 until you choose one."),
    ]
}

/// Why two passes suffice.
fn sentence(state: State) -> El {
    let text = move || {
        let counted = state
            .scene
            .with(|scene| scene.as_ref().map(|scene| scene.picture.counts));
        counted.map(counts).unwrap_or_default()
    };
    el("p").class("hint graph-counts").live_text(text)
}

/// How the graph is gone through by keys, and the same as a table.
fn reading(state: State) -> El {
    let text = "Arrow keys follow the pass, Enter opens a unit, + − 0 zoom; so does the wheel, with Ctrl or ⌘ or once a node has the focus.";
    el("div")
        .child(el("p").class("hint").text(text))
        .child(table::table(state))
}
