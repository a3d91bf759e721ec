//! The output: decision surface or confusion matrix, losses and scores, and the run's past.

use reactive_graph::prelude::*;

use super::{
    charts::progress_chart,
    element::{El, el},
    media::{self, FOLDED},
    numbers::numbers,
    run::Run,
    surface::surface,
    training_panel::explanation,
};

/// The region Output.
pub fn output_panel() -> El {
    let folded = media::holds(FOLDED);
    el("section")
        .class("output")
        .attr("aria-label", "Output")
        .children(surface())
        .when(move || folded.get(), || vec![explanation()])
        .children(numbers())
        .children(progress_chart())
        .child(on_the_way())
}

/// How far the way to the moment that is to be shown has been gone, where that takes time.
fn on_the_way() -> El {
    let run = Run::get();
    let share = move || run.arriving.get();
    let line = move || {
        let line = el("progress")
            .class("on-the-way")
            .attr("aria-label", "On the way to that moment")
            .attr("max", "1")
            .live("value", move || share().unwrap_or_default().to_string());
        vec![line]
    };
    el("div").when(move || share().is_some(), line)
}
