//! A tile of the wall: its picture or its score, its loss, and whether it is solved.

use reactive_graph::prelude::*;
use web_sys::HtmlElement;

use super::{paint::Painter, places::Places, state::Scene};
use crate::{
    text::lottery as words,
    ui::{
        browser::breathe,
        element::{El, derived, el, follow},
    },
};

/// The tile of a lot.
pub fn tile(scene: Scene, places: Places, painter: &Painter, lot: u32) -> El {
    let outcome = derived(move || scene.trial.outcome(lot));
    let begun = scene.trial.begun.get_untracked();
    let has_picture = begun.as_ref().is_some_and(|begun| begun.small.is_some());
    let name = move || {
        let outcome = outcome.get();
        let begun = scene.trial.begun.get();
        begun.map_or_else(String::new, |begun| {
            words::tile(&begun.lottery, lot, outcome.as_deref())
        })
    };
    let style = move || {
        let place = places.wall.with(|wall| wall.place(lot));
        let [left, top] = place.unwrap_or_default();
        format!("translate: {left}px {top}px")
    };
    let class = move || match outcome.get() {
        None => "lottery-tile empty",
        Some(outcome) if outcome.is_solved() => "lottery-tile solved",
        Some(_) => "lottery-tile",
    };
    let tabindex = move || {
        if places.reached() == Some(lot) {
            "0"
        } else {
            "-1"
        }
    };
    let face = if has_picture {
        el("canvas").attr("aria-hidden", "true")
    } else {
        score(scene, lot)
    };
    if has_picture {
        painter.keep(outcome, face.node());
    }
    let busy = move || {
        let loading = scene.trial.loading.at.get();
        loading.filter(|(loading, _)| *loading == lot)
    };
    let button = el("button")
        .live("class", move || class().to_owned())
        .live("style", style)
        .live("tabindex", move || tabindex().to_owned())
        .live("aria-label", name)
        .live("title", name)
        .maybe("aria-current", move || {
            (scene.trial.loaded.get() == Some(lot)).then_some("true")
        })
        .maybe("aria-busy", move || busy().map(|_| "true"))
        .child(face)
        .child(el("span").class("lottery-loss").live_text(move || {
            let outcome = outcome.get();
            let solved = outcome.as_ref().is_some_and(|o| o.is_solved());
            let loss = outcome.map(|o| words::loss(&o)).unwrap_or_default();
            if solved { format!("✓ {loss}") } else { loss }
        }))
        .on("focus", move |_| places.current.set(Some(lot)))
        .click(move || scene.trial.load(lot));
    take_focus(places, lot, button.node());
    button
}

/// The score in place of a picture, over a bar of that length.
fn score(scene: Scene, lot: u32) -> El {
    let share = move || {
        let train = scene.trial.outcome(lot).and_then(|outcome| outcome.train);
        let score = train.map(|t| t.accuracy.or(t.fit.map(|fit| fit.r2)));
        score.flatten().unwrap_or_default().clamp(0.0, 1.0)
    };
    el("span")
        .class("lottery-score")
        .live("style", move || format!("--share: {:.1}%", 100.0 * share()))
        .live_text(move || {
            let outcome = scene.trial.outcome(lot);
            outcome.map(|o| words::score(&o)).unwrap_or_default()
        })
}

/// Gives a tile the focus that a key has led to, as soon as it is on the page.
fn take_focus(places: Places, lot: u32, node: HtmlElement) {
    follow(move || {
        if places.wanted.get() == Some(lot) {
            let node = node.clone();
            wasm_bindgen_futures::spawn_local(async move {
                breathe().await;
                // Focus that cannot move stays where it was, which is as good.
                let _ = node.focus();
            });
        }
    });
}
