//! Networks built by hand: gates to be loaded, the truth table with every unit's answer, every weight to be changed
//! beside it, and the challenge to have all rows right.
//!
//! | file           | holds |
//! |----------------|-------|
//! | `load.rs`      | what is loaded, each at the press of a button |
//! | `challenge.rs` | how many rows are right, and hints |
//! | `units.rs`     | the units with their weights |
//! | `seen.rs`      | what is worked out only while it is seen |

mod challenge;
mod load;
mod seen;
mod units;

use reactive_graph::prelude::*;

use crate::ui::{
    canvas,
    element::{El, derived, el},
    panels::{neuron::written, table::unit_table},
    run::Run,
};

/// What the panel By hand holds.
pub fn hand() -> Vec<El> {
    let place = el("div").class("hand");
    let size = canvas::size_of(&place);
    let seen = derived(move || size.get().is_some_and(|[width, _]| width > 0.0));
    let standing = challenge::stands(seen);
    let has_table = move || standing.with(|standing| standing.rows > 0);
    vec![
        place
            .attr("tabindex", "0")
            .attr("role", "group")
            .attr("aria-label", "Built by hand")
            .child(
                el("div")
                    .class("hand-head")
                    .child(load::load())
                    .child(written(Run::get())),
            )
            .child(challenge::challenge(standing))
            .when(has_table, move || {
                vec![unit_table(true), units::units(seen)]
            }),
    ]
}
