//! How many rows are right, what the units compute once all are, and hints.

use reactive_graph::{prelude::*, signal::RwSignal};

use super::{load, seen::while_seen};
use crate::{
    data::Dataset,
    lab::{
        challenge::{Asked, Hint, Model, functions},
        gates::Gate,
    },
    text::challenge::{self as words, Names},
    ui::{
        element::{El, derived, el},
        frame::Frame,
        panels::{panel_of, show},
        run::Run,
    },
};

/// How the network at hand stands, while that is seen.
pub fn stands(seen: RwSignal<bool>) -> RwSignal<Standing> {
    let run = Run::get();
    while_seen(seen, move || {
        run.frame.with(|f| standing(f, run.look.threshold.get()))
    })
}

/// The challenge.
pub fn challenge(standing: RwSignal<Standing>) -> El {
    let run = Run::get();
    let given: RwSignal<Option<Asked>> = RwSignal::new(None);
    let is_one = move || standing.with(|standing| standing.rows > 0);
    let is_solved =
        move || standing.with(|standing| standing.rows > 0 && standing.right == standing.rows);
    let class = move || match is_solved() {
        true => "hand-standing solved".to_owned(),
        false => "hand-standing".into(),
    };
    let status = el("output")
        .attr("role", "status")
        .attr("aria-label", "Challenge")
        .live("class", class)
        .live_text(move || standing.with(|standing| standing.text.clone()));
    let hint = el("button")
        .class("quiet")
        .attr(
            "title",
            "What to change next, worked out from the weights as they are",
        )
        .flag("disabled", move || !is_one())
        .text("Hint")
        .click(move || given.set(ask(run)));
    let text = move || now(run, given, |asked| asked.text.clone()).unwrap_or_default();
    let alone = derived(move || {
        now(run, given, |asked| asked.hint == Hint::Impossible(true)) == Some(true)
    });
    el("div")
        .class("hand-challenge")
        .attr("role", "group")
        .attr("aria-label", "All rows right")
        .child(
            el("div")
                .class("chips")
                .child(load::button(Gate::Challenge, "primary"))
                .child(hint)
                .child(status),
        )
        .child(
            el("p")
                .class("hand-hint")
                .attr("role", "status")
                .attr("aria-label", "What to change")
                .live_text(text),
        )
        .when(move || alone.get(), move || vec![ways_out(run)])
}

/// What is read of the hint that was given, while it holds.
fn now<T>(run: Run, given: RwSignal<Option<Asked>>, read: impl FnOnce(&Asked) -> T) -> Option<T> {
    let threshold = run.look.threshold.get();
    run.frame.with(|f| {
        let holds = |asked: &&Asked| asked.holds(&f.snapshot.network, &f.prepared, threshold);
        given.with(|given| given.as_ref().filter(holds).map(read))
    })
}

/// What one unit alone is offered.
fn ways_out(run: Run) -> El {
    let proof = el("button")
        .class("link")
        .text("The proof")
        .click(move || show(run, panel_of("perceptron")));
    let is_xor = run
        .frame
        .with_untracked(|f| f.experiment.data.dataset == Dataset::XorTable);
    let three = is_xor.then(|| load::button(Gate::Challenge, "link"));
    el("div")
        .class("chips")
        .child(proof)
        .children(three.into_iter().collect())
}

/// How many rows of a truth table are right; of other data there are none.
#[derive(Clone, Default, PartialEq)]
pub struct Standing {
    right: usize,
    /// All that there are.
    pub rows: usize,
    text: String,
}

fn standing(f: &Frame, threshold: bool) -> Standing {
    let Some(model) = Model::new(&f.snapshot.network, &f.prepared) else {
        return Standing {
            text: words::NO_TABLE.into(),
            ..Standing::default()
        };
    };
    let rows = model.len();
    let right = rows - model.wrong();
    let text = match right == rows {
        true => words::solved(rows, &functions(&model), &names(f, threshold)),
        false => words::standing(right, rows),
    };
    Standing { right, rows, text }
}

/// A hint for the weights on the screen.
fn ask(run: Run) -> Option<Asked> {
    let threshold = run.look.threshold.get_untracked();
    run.frame.with_untracked(|f| {
        let network = &f.snapshot.network;
        let hint = words::ask(network, &f.prepared, threshold)?;
        Some(Asked::new(hint, network, &f.prepared, threshold))
    })
}

fn names(f: &Frame, threshold: bool) -> Names<'_> {
    Names::of(&f.snapshot.network, &f.prepared, threshold)
}
