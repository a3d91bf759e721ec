//! A run beside the page's first one: its network above, its output below.

use super::{
    diagram::diagram_view,
    element::{El, el},
    output_panel::output_panel,
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
        .child(diagram_view())
        .child(output_panel())
}
