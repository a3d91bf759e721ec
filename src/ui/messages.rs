//! What went wrong (an alert), what the last change did (said politely), and the ways out.

use reactive_graph::{graph::untrack, prelude::*};

use super::{
    element::{El, el},
    part::Part,
    run::Run,
};
use crate::{
    data::decimal::read_f64,
    lab::{Edit, FieldError, Key},
    run::{Drive, News},
    text::wrong::{self, TOLD},
};

/// The alert, under the top bar.
pub const MESSAGES: Part = Part {
    shell: messages,
    pieces: &[],
};

fn messages() -> El {
    let run = Run::get();
    let problems = run.select(|lab| lab.problems.len());
    // Where the loss was infinite to begin with, the advice says so, and why.
    let has_diverged = move || {
        let diverged = run.lab.with(|lab| lab.diverged);
        diverged && run.frame.with(|frame| frame.is_finite())
    };
    let has_failed = move || run.failure.get().is_some();
    let any = move || problems() > 0 || has_diverged() || has_failed();
    el("div")
        .attr("role", "alert")
        .live("class", move || {
            if any() { "alert shown" } else { "alert" }.into()
        })
        .each(
            move || (0..problems().min(TOLD)).collect(),
            |at| vec![problem(at)],
        )
        .when(move || problems() > TOLD, others)
        .when(has_diverged, diverged)
        .when(has_failed, failed)
        .when(
            move || problems() > 0,
            move || {
                let dismiss = move || run.dispatch(News::Settle);
                vec![el("button").class("link").text("Dismiss").click(dismiss)]
            },
        )
}

fn problem(at: usize) -> El {
    let run = Run::get();
    let part = move |part: fn(&FieldError) -> String| {
        run.lab
            .with(|lab| lab.problems.get(at).map(part).unwrap_or_default())
    };
    el("p")
        .child(el("b").live_text(move || part(|p| p.field.clone())))
        .text(": ")
        .live_text(move || part(FieldError::message))
        .text(".")
}

fn others() -> Vec<El> {
    let text = Run::get().select(|lab| wrong::others(&lab.problems));
    vec![el("p").live_text(text)]
}

fn diverged() -> Vec<El> {
    let run = Run::get();
    let rate = run.select(|lab| Key::LearningRate.setting().text(&lab.experiment));
    let slower = run.select(|lab| tenth(lab.experiment.learning_rate));
    let epoch = move || run.frame.with(|f| f.snapshot.progress.epoch);
    let go_on = move || run.dispatch(Edit::Set(Key::LearningRate, untrack(slower)));
    let start_again = move || {
        go_on();
        run.dispatch(Drive::Reset);
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
            .live_text(move || format!("Start again with {}", slower()))
            .click(start_again),
        el("button")
            .class("link")
            .live_text(move || format!("Go on from there with {}", slower()))
            .click(go_on),
    ]
}

/// A tenth of a learning rate, as it would be typed.
fn tenth(rate: f32) -> String {
    let typed: f64 = read_f64(&rate.to_string()).unwrap_or_default();
    let least = Key::LearningRate.setting().number();
    let least = least.map_or(0.0, |number| number.span.low);
    ((typed / 10.0).max(least) as f32).to_string()
}

fn failed() -> Vec<El> {
    let run = Run::get();
    let what = move || {
        let why = run.failure.get().unwrap_or_default();
        format!(": the worker failed ({why}). The weights on the screen are safe.")
    };
    vec![
        el("p")
            .child(el("b").text("Training stopped"))
            .live_text(what),
        el("button")
            .class("link")
            .text("Start it again from there")
            .click(move || run.recover()),
    ]
}
