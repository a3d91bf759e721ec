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
    let line = |label: &'static str, text: fn(&Told) -> &String| {
        let text = move || {
            of.with(|of| {
                of.as_ref()
                    .map(|(_, told)| text(told).clone())
                    .unwrap_or_default()
            })
        };
        let shown = move || !text().is_empty();
        el("span").when(shown, move || {
            vec![
                el("span").class("hint").text(label),
                el("span").live_text(text),
            ]
        })
    };
    el("p")
        .class("graph-detail")
        .attr("role", "group")
        .attr("aria-label", "Node")
        .child(el("strong").live_text(name))
        .child(line("value ", |told| &told.value))
        .child(line("adjoint ", |told| &told.adjoint))
}
