//! A run beside the page's first one: its network with its settings, and its output.

use super::{
    element::{El, el},
    network_panel::NETWORK_PANEL,
    output_panel::OUTPUT_PANEL,
    run::Run,
};

/// The column of the run in whose context it is built.
pub fn run_column() -> El {
    let run = Run::get();
    let title = run.unique("run-title");
    el("section")
        .class("run-column")
        .attr("aria-labelledby", &title)
        .child(el("h2").attr("id", &title).text(&format!("Run {}", run.id)))
        .child(NETWORK_PANEL.build())
        .child(OUTPUT_PANEL.build())
}
