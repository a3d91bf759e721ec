//! How the numbers of one node come about: that under the pointer or the focus, else the one computed last.

use reactive_graph::prelude::*;

use super::state::State;
use crate::{
    text::expression::{Told, told},
    ui::element::{El, derived, el},
};

/// Name, value and adjoint, each by what it is made of.
pub fn detail(state: State) -> El {
    let of = derived(move || {
        let at = state.looked_at();
        state.with(|scene| {
            let item = scene.picture.folded.items.get(at?)?;
            Some((scene.name(item), told(&scene.expression, item)))
        })
    });
    let name = move || {
        of.with(|of| {
            of.as_ref()
                .map(|(name, _)| name.clone())
                .unwrap_or_default()
        })
    };
    // What is told, after what it is.
    let line = |class: &'static str, label: fn(&Told) -> &str, text: fn(&Told) -> &str| {
        let part = move |part: fn(&Told) -> &str| {
            of.with(|of| {
                let told = of.as_ref().map(|(_, told)| part(told).to_owned());
                told.unwrap_or_default()
            })
        };
        el("span").when(
            move || !part(text).is_empty(),
            move || {
                let label = el("span").class(class).live_text(move || part(label));
                vec![label.text(" "), el("span").live_text(move || part(text))]
            },
        )
    };
    el("p")
        .class("graph-detail")
        .attr("role", "group")
        .attr("aria-label", "Node")
        .child(el("strong").live_text(name))
        .child(line("tone-value", |_| "value", |told| &told.value))
        .child(line(
            "tone-gradient",
            |told| &told.derivative,
            |told| &told.adjoint,
        ))
}
