//! What is counted as samples go by.

use reactive_graph::prelude::*;

use super::scene::Scene;
use crate::{
    nn::Record,
    plot::scale::grouped,
    ui::element::{El, el},
};

/// Samples seen, mistakes of the studied unit, and passes without one.
pub fn counts(scene: Scene) -> El {
    let count = move |name: &str, short: &str, title: &str, of: fn(&Record, usize) -> u64| {
        let value = move || counted(scene, of);
        el("div")
            .class("count")
            .attr("title", title)
            .child(
                el("span")
                    .class("field-name")
                    .attr("aria-hidden", "true")
                    .text(short),
            )
            .child(el("output").attr("aria-label", name).live_text(value))
    };
    el("div")
        .class("perceptron-counts")
        .child(count(
            "Samples seen",
            "Seen",
            "Since the weights were put in place",
            |r, _| r.shown,
        ))
        .child(count(
            "Mistakes",
            "Mistakes",
            "How often this unit was wrong",
            |r, unit| r.mistakes.get(unit).copied().unwrap_or_default(),
        ))
        .child(count(
            "Passes without a mistake",
            "Clean passes",
            "Passes through all samples up to now in which every unit was right",
            |r, _| r.clean_passes,
        ))
}

// What elements of text call is no part of what comes late unless it stands by itself.
#[inline(never)]
fn counted(scene: Scene, of: fn(&Record, usize) -> u64) -> String {
    let unit = scene.unit.get();
    grouped(scene.fared().map_or(0, |fared| of(&fared.record, unit)) as f64)
}
