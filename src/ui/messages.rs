//! What went wrong (an alert), what the last change did (said politely), and the ways out.

use reactive_graph::{graph::untrack, prelude::*};

use super::{
    element::{El, el},
    store::Store,
};
use crate::lab::{Action, FieldError};

/// The alert and the notice, under the top bar.
pub fn messages() -> El {
    let store = Store::get();
    let problems = store.select(|lab| lab.problems.len());
    let has_diverged = store.select(|lab| lab.diverged);
    let has_failed = move || store.failure.get().is_some();
    let any = move || problems() > 0 || has_diverged() || has_failed();
    el("div")
        .attr("role", "alert")
        .live("class", move || {
            if any() { "alert shown" } else { "alert" }.into()
        })
        .each(move || (0..problems()).collect(), |at| vec![problem(at)])
        .when(has_diverged, diverged)
        .when(has_failed, failed)
        .when(
            move || problems() > 0,
            move || {
                let dismiss = move || store.dispatch(Action::Settle);
                vec![el("button").class("link").text("Dismiss").click(dismiss)]
            },
        )
}

fn problem(at: usize) -> El {
    let store = Store::get();
    let part = move |part: fn(&FieldError) -> &str| {
        store.lab.with(|lab| {
            lab.problems
                .get(at)
                .map(|p| part(p).to_owned())
                .unwrap_or_default()
        })
    };
    el("p")
        .child(el("b").live_text(move || part(|p| &p.field)))
        .text(": ")
        .live_text(move || part(|p| &p.message))
        .text(".")
}

fn diverged() -> Vec<El> {
    let store = Store::get();
    let rate = store.select(|lab| lab.experiment.learning_rate);
    let epoch = move || store.frame.with(|f| f.snapshot.progress.epoch);
    let slower = move || untrack(rate) / 10.0;
    let start_again = move || {
        store.dispatch(Action::SetLearningRate(slower()));
        store.dispatch(Action::Reset);
    };
    let go_on = move || {
        let parameters = store
            .frame
            .with_untracked(|f| f.snapshot.network.parameters().to_vec());
        store.dispatch(Action::GoOn(parameters, slower()));
    };
    let what = move || {
        format!(
            ": with learning rate {} the weights grew beyond all numbers. The last weights before that, of epoch {}, are shown.",
            rate(),
            epoch(),
        )
    };
    vec![
        el("p")
            .child(el("b").text("Training diverged"))
            .live_text(what),
        el("button")
            .class("link")
            .live_text(move || format!("Start again with {}", rate() / 10.0))
            .click(start_again),
        el("button")
            .class("link")
            .live_text(move || format!("Go on from there with {}", rate() / 10.0))
            .click(go_on),
    ]
}

fn failed() -> Vec<El> {
    let store = Store::get();
    let what = move || {
        let why = store.failure.get().unwrap_or_default();
        format!(": the worker failed ({why}). The weights on the screen are safe.")
    };
    vec![
        el("p")
            .child(el("b").text("Training stopped"))
            .live_text(what),
        el("button")
            .class("link")
            .text("Start it again from there")
            .click(move || store.reconnect()),
    ]
}
