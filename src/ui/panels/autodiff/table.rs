//! The graph as a table, in the order of the pass forward: what a screen reader reads.

use reactive_graph::{prelude::*, signal::RwSignal};
use web_sys::Element;

use super::{nodes, state::State};
use crate::{
    text::expression::spoken,
    ui::element::{El, el},
};

/// A table that is opened.
pub fn table(state: State) -> El {
    let open = RwSignal::new(false);
    let details = el("details").class("graph-table");
    let node: Element = details.node();
    details
        .child(el("summary").text("As a table"))
        .on("toggle", move |_| open.set(node.has_attribute("open")))
        .when(move || open.get(), move || vec![rows(state)])
}

fn rows(state: State) -> El {
    let heads = ["Node", "Value", "Adjoint"].map(|name| el("th").attr("scope", "col").text(name));
    let head = el("thead").child(el("tr").children(heads.into()));
    let count = move || {
        state
            .with(|scene| Some(scene.picture.folded.items.len()))
            .unwrap_or_default()
    };
    let body = el("tbody").each(
        move || (0..count()).collect(),
        move |at| vec![row(state, at)],
    );
    el("div")
        .class("terms-place")
        .attr("tabindex", "0")
        .attr("role", "region")
        .attr("aria-label", "Nodes in the order of the pass")
        .child(el("table").class("terms").child(head).child(body))
}

fn row(state: State, at: usize) -> El {
    let name = move || {
        let name = state.with(|scene| {
            let item = scene.picture.folded.items.get(at)?;
            Some(spoken(
                &scene.expression,
                item,
                scene.picture.activations.len(),
            ))
        });
        name.unwrap_or_default()
    };
    el("tr")
        .child(el("th").attr("scope", "row").live_text(name))
        .child(el("td").live_text(move || nodes::value(state, at)))
        .child(el("td").live_text(move || nodes::adjoint(state, at)))
}
