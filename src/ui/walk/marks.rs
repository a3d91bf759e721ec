//! The samples of the step on the surface.

use reactive_graph::prelude::*;

use crate::{
    lab::{Portion, Study},
    ui::{
        element::{El, derived, el},
        look::Aspect,
        run::Run,
        study::place,
    },
};

/// Samples that are marked at most.
const MOST: usize = 64;

/// What the rings mean, for the key; nothing while none is drawn.
pub fn keys() -> El {
    let walking = Run::get().look.walking;
    let count = move || {
        walking
            .walk
            .with(|walk| walk.as_ref().map_or(0, |(walk, _)| walk.samples.len()))
    };
    let entry = |class: &str, text: &str| {
        let ring = el("i").class(class);
        el("span").class("key").child(ring).text(text)
    };
    el("span")
        .class("walk-keys")
        .when(
            move || count() > 1,
            move || vec![entry("walk-mark", "in this mini-batch")],
        )
        .when(
            move || count() > 0,
            move || vec![entry("walk-mark followed", "followed")],
        )
}

/// A ring around each sample of the step; the one that is followed stands out.
pub fn marks() -> El {
    let run = Run::get();
    let walking = run.look.walking;
    let places = derived(move || {
        let aspect = run.look.aspect.get();
        let walk = walking.walk.get();
        let (Some((walk, _)), true) = (walk, walking.is_open() && aspect != Aspect::Confusion)
        else {
            return Vec::new();
        };
        run.frame.with(|f| {
            let at = |sample: u32| {
                place(
                    f,
                    Some(&Study::Row(Portion::Training, sample)),
                    aspect,
                    false,
                )
            };
            let samples = walk.samples.iter().take(MOST);
            samples
                .map(|walked| walked.sample.and_then(at))
                .collect::<Vec<_>>()
        })
    });
    let mark = move |number: usize| {
        let at = move || places.with(|p| p.get(number).copied().flatten());
        let style = move || match at() {
            Some([x, y]) => format!("left: {}%; top: {}%", x * 100.0, y * 100.0),
            None => "display: none".into(),
        };
        let class = move || {
            if walking.sample.get() == number {
                "walk-mark followed"
            } else {
                "walk-mark"
            }
            .to_owned()
        };
        vec![el("i").live("class", class).live("style", style)]
    };
    el("div")
        .class("walk-marks")
        .attr("aria-hidden", "true")
        .each(move || (0..places.with(Vec::len)).collect(), mark)
}
