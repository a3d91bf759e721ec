//! How gradients flow: how large each layer's is and how long its steps are, over the epochs; what its units
//! do over the training samples, at the moment on the screen; and what a step does to all that.
//!
//! | file      | holds |
//! |-----------|-------|
//! | `view.rs` | [`View`]: what is shown |
//! | `steps.rs`| how long steps are beside the weights, looked at as the run goes |
//! | `table.rs`| the layers with their histograms |
//! | `bars.rs` | a histogram |
//! | `flat.rs` | why nothing passes a step |

mod bars;
mod flat;
mod steps;
mod table;
mod view;

use reactive_graph::{prelude::*, signal::RwSignal};

use crate::{
    run::{Branch, Track},
    ui::{
        charts::{layer_chart, layer_keys},
        element::{El, derived, el},
        fields::{switch, toggle},
        gradient,
        run::Run,
    },
};
use steps::Steps;
use view::View;

/// What the panel Gradients holds.
pub fn gradients() -> Vec<El> {
    let shown = RwSignal::new(View::Size);
    let steps = Steps::new(shown);
    let option = |view: View| {
        let choose = move || shown.set(view);
        toggle(view.label(), move || shown.get() == view, choose)
    };
    let views = View::ALL.iter().copied().map(option).collect();
    let head = el("div")
        .class("chart-head")
        .child(switch("Gradients shown", views))
        .child(el("span").class("hint").live_text(none))
        .when(move || shown.get() != View::Layers, || vec![layer_keys()]);
    vec![
        head,
        flat::flat(),
        el("div").class("flow").anew(
            move || shown.get(),
            move |view| match view {
                View::Size => sizes(),
                View::Steps => vec![layer_chart(
                    || {
                        "Size of each layer’s steps over the size of its weights, over epochs"
                            .into()
                    },
                    move |_, layer| steps.line(layer),
                )],
                View::Layers => table::layers(steps),
            },
        ),
        examples(),
    ]
}

/// The chart of each layer's gradient size.
fn sizes() -> Vec<El> {
    let run = Run::get();
    let note = derived(move || run.frame.with(|f| gradient::note(f)));
    let note = el("div").when(
        move || note.with(|note| !note.is_empty()),
        move || vec![el("p").class("hint").live_text(move || note.get())],
    );
    // A size of 0 has no place on a logarithmic axis.
    let points = |branch: &Branch, layer: usize| {
        let line = branch.line(Track::Gradient(layer));
        line.filter(|(_, size)| *size > 0.0).collect()
    };
    let label = || "Gradient size of each layer over epochs".into();
    vec![note, layer_chart(label, points)]
}

/// Why there is no gradient, where there is none.
fn none() -> &'static str {
    let run = Run::get();
    let is_any = |g: &[f32]| g.iter().any(|g| *g != 0.0);
    if run.frame.with(|f| is_any(f.snapshot.gradient.whole())) {
        ""
    } else if run.lab.with(|lab| lab.experiment.rule.is_local()) {
        "none under this rule"
    } else {
        "0 in every layer"
    }
}

/// Networks in which gradients flow otherwise, each a link.
fn examples() -> El {
    let deep = |layer: &str, count: usize| vec![layer; count].join("-");
    let all = [
        (
            "Deep sigmoids: they vanish",
            format!("#net=2-{}-1s", deep("8s", 8)),
        ),
        (
            "ReLU with He: they pass",
            format!("#net=2-{}-1s&init=he_normal", deep("8r", 8)),
        ),
        (
            "Far too large weights: they explode",
            format!("#net=2-{}-1s&init=standard_normal", deep("32r", 6)),
        ),
        ("Steps: there are none", "#net=2-4h-1s".to_owned()),
    ];
    let link = |(text, href): (&str, String)| el("a").attr("href", &href).text(text);
    el("p")
        .class("hint examples")
        .text("See for yourself: ")
        .children(all.into_iter().map(link).collect())
}
