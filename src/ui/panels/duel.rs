//! Who is put beside the run at hand: pairs that teach something, or the run with one thing changed.

use reactive_graph::prelude::*;

use super::group::group;
use crate::{
    lab::duel::{Pairing, variations},
    nn::Named,
    run::Opened,
    ui::{
        duel::{begin, begin_pairing},
        element::{El, el},
        page::Page,
        run::Run,
    },
};

/// What the panel Duel holds.
pub fn duel() -> Vec<El> {
    let page = Page::get();
    let pairing = |&pairing: &Pairing| {
        el("button")
            .class("chip")
            .text(pairing.label())
            .click(move || begin_pairing(page, pairing))
    };
    let hint = "Two runs side by side on the same samples, in the same order, from the same seed, driven by one \
                transport.";
    vec![
        el("p").class("hint").text(hint),
        group(
            "chips",
            "Two to begin with",
            Pairing::ALL.iter().map(pairing).collect(),
        ),
        group("chips", "Compare this run with…", Vec::new()).child(others(page)),
    ]
}

/// What the left side has to open first, where another run than the page's first is compared: this one.
fn left(page: Page, run: Run) -> Option<Opened> {
    let is_first = page.first().is_some_and(|first| first.id == run.id);
    (!is_first).then(|| Opened {
        recipe: run.lab.with_untracked(|lab| lab.recipe().clone()),
        ..Opened::default()
    })
}

/// The run with one thing changed.
fn others(page: Page) -> El {
    let run = Run::get();
    let known = move || run.lab.with(|lab| variations(&lab.experiment));
    let build = move |all: Vec<(&'static str, _)>| {
        let other = |(name, experiment): (&'static str, crate::lab::Experiment)| {
            el("button").class("chip").text(name).click(move || {
                let other = Opened {
                    recipe: experiment.clone().into(),
                    ..Opened::default()
                };
                begin(page, left(page, run), other);
            })
        };
        all.into_iter().map(other).collect()
    };
    el("div").class("chips").anew(known, build)
}
