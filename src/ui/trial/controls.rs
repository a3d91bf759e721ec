//! What begins a trial, stops it and goes on with it, and how far it has come.

use reactive_graph::prelude::*;

use super::{Going, Trial};
use crate::{
    text::lottery as words,
    ui::element::{El, el},
};

fn quiet(text: &str) -> El {
    el("button").class("quiet").text(text)
}

/// The buttons; the one that begins has a text and a title, and is there whenever there is something to begin.
pub fn buttons(
    trial: Trial,
    [text, title]: [&'static str; 2],
    start: impl Fn() + Copy + 'static,
) -> El {
    let is = move |going: Going| trial.going.get() == going;
    el("div")
        .class("lottery-buttons")
        .when(
            move || !is(Going::On) || trial.changed.get(),
            move || vec![quiet(text).attr("title", title).click(start)],
        )
        .when(
            move || is(Going::On),
            move || vec![quiet("Stop").click(move || trial.stop())],
        )
        .when(
            move || is(Going::Stopped),
            move || vec![quiet("Go on").click(move || trial.go_on())],
        )
}

/// How much has come, while something is still to come.
pub fn progress(trial: Trial) -> El {
    let come = move || {
        trial
            .outcomes
            .with(|outcomes| outcomes.iter().flatten().count().to_string())
    };
    let all = move || trial.outcomes.with(|outcomes| outcomes.len().to_string());
    el("div").when(
        move || matches!(trial.going.get(), Going::On | Going::Stopped),
        move || {
            vec![
                el("progress")
                    .attr("aria-label", "Seeds trained")
                    .live("max", all)
                    .live("value", come),
            ]
        },
    )
}

/// Why it has stopped, where nobody has stopped it.
pub fn failed(trial: Trial) -> El {
    let text = move || words::failed(&trial.failed.get().unwrap_or_default());
    el("div").when(
        move || trial.failed.with(Option::is_some),
        move || {
            vec![
                el("p")
                    .class("hint wrong")
                    .attr("role", "alert")
                    .live_text(text),
            ]
        },
    )
}
