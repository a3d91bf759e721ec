//! The output: decision surface or confusion matrix, losses and scores, and the run's past.

use reactive_graph::prelude::*;

use super::{
    charts::progress_chart,
    element::{El, el},
    media::{self, PHONE},
    numbers::numbers,
    part::Part,
    run::Run,
    surface::surface,
    training_panel::explanation,
    walk,
};

/// The region Output.
pub const OUTPUT_PANEL: Part = Part {
    shell: || el("section").class("output").attr("aria-label", "Output"),
    pieces: &[surface, under_picture, numbers, progress_chart, || {
        vec![on_the_way(), step_at_hand()]
    }],
};

/// On a phone, what is most worth saying stands under the picture.
fn under_picture() -> Vec<El> {
    let phone = media::holds(PHONE);
    vec![el("div").when(move || phone.get(), || vec![explanation()])]
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

/// The samples of the step that is walked, in the place of numbers and charts.
fn step_at_hand() -> El {
    let run = Run::get();
    el("div").when(move || run.look.walking.is_open(), || vec![walk::batch()])
}
