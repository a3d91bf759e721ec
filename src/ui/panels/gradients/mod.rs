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
    lab::{Edit, Key},
    nn::{LearningRule, Named},
    run::{Action, Branch, Lab, Track},
    text::gradients as words,
    ui::{
        charts::{layer_chart, layer_keys},
        element::{El, derived, el},
        fields::{switch, toggle},
        frame::Frame,
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
    let empty = derived(move || is_empty(steps, shown.get()));
    let head = el("div")
        .class("chart-head")
        .child(switch("Gradients shown", views))
        .when(
            move || shown.get() == View::Layers,
            || vec![el("span").class("hint").live_text(none)],
        )
        .when(
            move || shown.get() != View::Layers && !empty.get(),
            || vec![layer_keys()],
        );
    vec![
        head,
        flat::flat(),
        el("div").class("flow").anew(
            move || (shown.get(), empty.get()),
            move |(view, empty)| match (view, empty) {
                (View::Layers, _) => table::layers(steps),
                (View::Size, false) => sizes(),
                (View::Steps, false) => curves_of(steps),
                (View::Size, true) => reason(words::no_sizes),
                (View::Steps, true) => reason(words::no_steps),
            },
        ),
        examples(),
    ]
}

/// Whether a view has no curve to show.
fn is_empty(steps: Steps, view: View) -> bool {
    let run = Run::get();
    let layers = run.frame.with(|f| f.snapshot.network.layers().len());
    let has_size = |lab: &Lab, layer: usize| {
        let mut line = lab.history.now().line(Track::Gradient(layer));
        line.any(|(_, size)| size > 0.0)
    };
    match view {
        View::Layers => false,
        View::Size => {
            !run.frame.with(|frame| follows_any(frame))
                && run
                    .lab
                    .with(|lab| !(0..layers).any(|layer| has_size(lab, layer)))
        }
        View::Steps => steps.are_none(layers),
    }
}

/// Whether there is a gradient at the moment on the screen.
fn follows_any(frame: &Frame) -> bool {
    let whole = frame.snapshot.gradient.whole();
    whole.iter().any(|g| *g != 0.0)
}

/// Why there is nothing to show, and a way out where another rule has something.
fn reason(text: fn(LearningRule) -> &'static str) -> Vec<El> {
    let run = Run::get();
    let rule = run.select(|lab| lab.experiment.rule);
    let other = move || {
        let change = || Edit::Set(Key::Rule, LearningRule::Backprop.name().into());
        let button = el("button").class("link").text("Use backprop");
        vec![button.click(move || run.dispatch(Action::Repair(change())))]
    };
    let is_local = move || rule().is_local();
    vec![
        el("p").class("empty").live_text(move || text(rule())),
        el("div").when(is_local, other),
    ]
}

/// The chart of each layer's steps beside its weights.
fn curves_of(steps: Steps) -> Vec<El> {
    let label = || "Size of each layer’s steps over the size of its weights, over epochs".into();
    vec![
        el("p").class("hint").text(words::STEPS),
        layer_chart(label, move |_, layer| steps.line(layer)),
    ]
}

/// The chart of each layer's gradient size.
fn sizes() -> Vec<El> {
    let run = Run::get();
    let note = derived(move || run.frame.with(|f| gradient::note(f)));
    let note = el("p").class("hint").text(words::SIZE).live_text(move || {
        note.with(|note| match note.is_empty() {
            true => String::new(),
            false => format!(" {note}"),
        })
    });
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
    if run.frame.with(|frame| follows_any(frame)) {
        ""
    } else if run.lab.with(|lab| lab.experiment.rule.is_local()) {
        "no gradient under this rule"
    } else {
        "gradient 0 in every layer"
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
