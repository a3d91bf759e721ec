//! The network: its diagram above, how it learns below, and the drawer.

use reactive_graph::prelude::*;

use super::{
    diagram::diagram_view,
    drawer::drawer,
    element::{El, el},
    fields::{switch, toggle},
    look::Shown,
    run::Run,
    training_panel::training_panel,
};

/// The regions Network and Training, and the drawer.
pub fn network_panel() -> El {
    let network = el("section")
        .class("network")
        .attr("aria-label", "Network")
        .child(head())
        .child(diagram_view());
    el("div")
        .class("middle")
        .child(network)
        .child(training_panel())
        .child(drawer())
}

fn head() -> El {
    let run = Run::get();
    let shape = move || {
        run.frame.with(|f| {
            let network = &f.snapshot.network;
            let sizes = network.layers().iter().map(|l| format!(" → {}", l.units));
            let count = network.parameters().len();
            format!(
                "{}{} · {count} parameters",
                network.inputs(),
                sizes.collect::<String>()
            )
        })
    };
    let shown = |shown: Shown, text| {
        toggle(
            text,
            move || run.look.shown.get() == shown,
            move || run.look.shown.set(shown),
        )
    };
    let buttons = vec![
        shown(Shown::Weights, "Weights"),
        shown(Shown::Gradients, "Gradients"),
    ];
    el("div")
        .class("panel-head")
        .child(el("h2").text("Network"))
        .child(
            el("span")
                .class("shape")
                .live("title", shape)
                .live_text(shape),
        )
        .child(legend())
        .child(switch("Links show", buttons))
}

/// The links' colours, with the words for them.
fn legend() -> El {
    let run = Run::get();
    let class = move || match run.look.shown.get() {
        Shown::Weights => "legend weights".into(),
        Shown::Gradients => "legend gradients".into(),
    };
    el("span")
        .live("class", class)
        .attr("aria-hidden", "true")
        .text("−")
        .child(el("i"))
        .text("+")
}
