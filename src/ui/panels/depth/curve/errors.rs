//! Networks of 1 to 64 units trained in the background, and the error against their number.

use reactive_graph::signal::RwSignal;

use crate::{
    lab::{
        approximation::UNITS,
        lottery::{Sweep, Swept},
    },
    text::approximation as words,
    ui::{
        element::{El, el},
        panels::depth::comparison::Comparison,
    },
};

/// The plot with its fields.
pub fn errors() -> El {
    let values = UNITS.map(|units| units.to_string()).to_vec();
    let sweep = Sweep {
        of: Swept::Units,
        values,
    };
    let comparison = Comparison::new(RwSignal::new(sweep));
    let come = move || comparison.come("units →", |_, units| units.into(), found);
    el("div")
        .class("depth-column")
        .child(el("h3").text("Error against units"))
        .child(comparison.fields("Train 1 to 64 units"))
        .when(
            move || !comparison.has_begun(),
            move || vec![el("p").class("hint").live_text(move || plan(comparison))],
        )
        .when(move || comparison.has_begun(), come)
}

// What elements of text call is no part of what comes late unless it stands by itself.

#[inline(never)]
fn plan(comparison: Comparison) -> String {
    words::plan(&comparison.set())
}

#[inline(never)]
fn found(comparison: Comparison) -> String {
    let over = comparison.is_over();
    let come = comparison.spreads();
    come.map_or_else(String::new, |(lottery, spreads)| {
        words::found(&UNITS, &spreads, &lottery, over)
    })
}
