//! Layers between which no activation stands, multiplied out to one.
//!
//! | file          | holds |
//! |---------------|-------|
//! | `scene.rs`    | [`Scene`]: the network multiplied out, kept up with the run |
//! | `matrices.rs` | the product with its numbers |
//! | `answers.rs`  | what both answer to some samples |
//! | `pictures.rs` | what both draw |

mod answers;
mod matrices;
mod pictures;
mod scene;

use reactive_graph::prelude::*;

use self::scene::Scene;
use super::begin_with;
use crate::{
    lab::{
        Edit,
        linear::{Example, MAKE_LINEAR},
    },
    nn::Named,
    run::{Drive, Notice, Opened},
    text::linear as words,
    ui::{
        element::{El, derived, el},
        run::Run,
    },
};

/// The page.
pub fn page() -> Vec<El> {
    let place = el("div")
        .class("depth-parts")
        .attr("tabindex", "0")
        .attr("role", "group")
        .attr("aria-label", "Layers multiplied out");
    let scene = Scene::new(&place);
    let lead = move || lead(scene);
    let shorter = derived(move || scene.folded.with(|folded| folded.is_shorter()));
    vec![
        place
            .child(
                el("output")
                    .attr("aria-live", "off")
                    .attr("aria-label", "Multiplied out")
                    .class("depth-lead")
                    .live_text(lead),
            )
            .child(ways(scene))
            .child(el("div").class("depth-sums").anew(
                move || shorter.get(),
                move |shorter| match shorter {
                    true => multiplied(scene),
                    false => vec![el("p").class("hint").live_text(move || why_not(scene))],
                },
            )),
    ]
}

// What elements of text call is no part of what comes late unless it stands by itself.

#[inline(never)]
fn lead(scene: Scene) -> String {
    let said = scene.folded.with(|folded| words::multiplied(folded));
    match scene.layers.get() {
        _ if !said.is_empty() => said,
        1 => words::SINGLE.into(),
        _ => words::between(&scene.between.get()),
    }
}

#[inline(never)]
fn why_not(scene: Scene) -> String {
    match scene.layers.get() {
        1 => words::WHY.into(),
        _ => words::WHY_NOT.into(),
    }
}

fn multiplied(scene: Scene) -> Vec<El> {
    vec![
        matrices::matrices(scene),
        el("div")
            .class("depth-both")
            .child(pictures::pictures(scene))
            .child(answers::answers(scene)),
        el("p").class("hint").live_text(move || notation(scene)),
    ]
}

#[inline(never)]
fn notation(scene: Scene) -> String {
    let standardised = scene.run.frame.with(|f| f.experiment.standardize);
    let more = if standardised {
        words::STANDARDISED
    } else {
        ""
    };
    format!("{} {} {more}", words::WHY, words::NOTATION)
}

fn chip(text: &str) -> El {
    el("button").class("chip").text(text)
}

/// What can be done: take the activations out, put them back, take the one layer, or begin with an example.
fn ways(scene: Scene) -> El {
    let run = scene.run;
    let bent = move || scene.between.with(|all| !all.is_empty());
    let straight = move || !bent() && scene.layers.get() > 1;
    let put_between = move || {
        let edit = move || Edit::SetHidden(scene.last.get());
        vec![
            el("button")
                .class("chip")
                .live_text(move || format!("Put {} between", scene.last.get().label()))
                .click(move || run.dispatch(edit())),
        ]
    };
    let example = |example: Example| {
        chip(words::example(example)).click(move || {
            run.dispatch(Drive::Open(Box::new(Opened {
                recipe: example.recipe(),
                notice: Notice::Opened(words::example(example).into()),
                ..Opened::default()
            })));
        })
    };
    el("div")
        .class("depth-ways")
        .when(bent, move || {
            vec![chip("Make them linear").click(move || run.dispatch(MAKE_LINEAR))]
        })
        .when(straight, put_between)
        .when(
            move || scene.folded.with(|folded| folded.is_shorter()),
            move || vec![take_its_place(scene.run, scene)],
        )
        .child(begin_with(Example::ALL.into_iter().map(example).collect()))
}

/// Puts what was multiplied out in the place of the network.
fn take_its_place(run: Run, scene: Scene) -> El {
    chip("Take the product’s network")
        .attr("title", words::TAKE)
        .click(move || {
            let recipe = scene.folded.with_untracked(|folded| {
                run.lab.with_untracked(|lab| folded.recipe(&lab.experiment))
            });
            run.dispatch(Drive::Open(Box::new(Opened {
                recipe,
                notice: Notice::Opened(words::TAKEN.into()),
                ..Opened::default()
            })));
        })
}
