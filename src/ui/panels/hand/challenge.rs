//! How many rows are right, what the units compute once all are, and hints.

use std::sync::Arc;

use reactive_graph::{prelude::*, signal::RwSignal};

use super::load;
use crate::{
    data::Dataset,
    lab::{
        challenge::{Hint, Model, functions},
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

/// A hint with the parameters that it was given for.
type Given = (Vec<f32>, Arc<Hint>, String);

/// How the network at hand stands.
pub fn stands() -> RwSignal<Standing> {
    let run = Run::get();
    derived(move || run.frame.with(|f| standing(f, run.look.threshold.get())))
}

/// The challenge.
pub fn challenge(standing: RwSignal<Standing>) -> El {
    let run = Run::get();
    let given: RwSignal<Option<Given>> = RwSignal::new(None);
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
    // A hint holds for the weights that it was given for.
    let now = derived(move || {
        let parameters = run.frame.with(|f| f.snapshot.network.parameters().to_vec());
        given.with(|given| {
            let (of, hint, text) = given.as_ref()?;
            (*of == parameters).then(|| (hint.clone(), text.clone()))
        })
    });
    let text = move || {
        now.with(|now| {
            now.as_ref()
                .map_or_else(String::new, |(_, text)| text.clone())
        })
    };
    let alone = derived(move || {
        now.with(|now| {
            now.as_ref()
                .is_some_and(|(hint, _)| **hint == Hint::Impossible(true))
        })
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
fn ask(run: Run) -> Option<Given> {
    let threshold = run.look.threshold.get_untracked();
    run.frame.with_untracked(|f| {
        let network = &f.snapshot.network;
        let (hint, text) = words::ask(network, &f.prepared, threshold)?;
        Some((network.parameters().to_vec(), Arc::new(hint), text))
    })
}

fn names(f: &Frame, threshold: bool) -> Names<'_> {
    Names::of(&f.snapshot.network, &f.prepared, threshold)
}
