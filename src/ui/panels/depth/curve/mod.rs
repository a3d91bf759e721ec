//! A curve put together by the units of one hidden layer, and the error against their number.
//!
//! | file         | holds |
//! |--------------|-------|
//! | `picture.rs` | what each unit adds, and the sum |
//! | `errors.rs`  | networks of 1 to 64 units trained, and their losses |

mod errors;
mod picture;

use reactive_graph::{graph::untrack, prelude::*};

use super::kept;
use crate::{
    lab::{
        Edit, Experiment,
        approximation::{TARGETS, experiment, unfit},
    },
    nn::{Activation, Named},
    run::{Drive, Lab, Notice, Opened},
    text::approximation as words,
    ui::{
        element::{El, derived, el},
        fields::{Choice, range_input},
        number_field::NumberField,
        run::Run,
    },
};

/// The page.
pub fn page() -> Vec<El> {
    let run = Run::get();
    let fits = derived(move || run.lab.with(|lab| unfit(&lab.experiment).is_none()));
    vec![
        el("div")
            .class("depth-parts")
            .when(move || !fits.get(), move || purpose(run)),
        kept(move || fits.get(), bench),
    ]
}

/// What it is for, and a way there.
fn purpose(run: Run) -> Vec<El> {
    let fit = el("button")
        .class("primary")
        .text("Fit a curve")
        .click(move || {
            run.dispatch(Drive::Open(Box::new(Opened {
                recipe: experiment().into(),
                notice: Notice::Opened(words::OPENED.into()),
                ..Opened::default()
            })));
        });
    vec![
        el("p").class("perceptron-purpose").text(words::PURPOSE),
        el("p").class("hint").live_text(move || why_not(run)),
        el("p").child(fit),
    ]
}

#[inline(never)]
fn why_not(run: Run) -> String {
    let why = run.lab.with(|lab| unfit(&lab.experiment));
    why.map(words::unfit).unwrap_or_default()
}

fn bench() -> Vec<El> {
    vec![
        controls(),
        el("div")
            .class("depth-columns")
            .child(picture::picture())
            .child(errors::errors()),
    ]
}

fn units(lab: &Lab) -> f64 {
    let layer = lab.experiment.layers.first();
    layer.map_or(1.0, |layer| layer.units as f64)
}

/// The target, the units and their activation: ordinary changes of the experiment.
fn controls() -> El {
    let run = Run::get();
    let hidden = |a: &Activation| *a != Activation::Softmax;
    let activations = Activation::ALL.iter().copied().filter(hidden);
    let activations = activations.map(|a| (a, a.label())).collect();
    let activation = run.select(|lab| {
        let hidden = lab.experiment.hidden().first();
        hidden.map_or(Activation::Linear, |layer| layer.activation)
    });
    let span = Experiment::UNITS;
    let slider = range_input((span.low, span.high, 1.0), run.select(units), |units| {
        Edit::SetUnits(0, units as usize)
    });
    el("div")
        .class("depth-controls")
        .child(target(run))
        .child(
            Choice::new("Activation", activations, activation, |a| {
                Edit::SetActivation(0, a)
            })
            .named()
            .view(),
        )
        .child(NumberField::units(0).view())
        .child(slider.attr("aria-label", "Units"))
}

/// The targets, with the data at hand where these are others.
fn target(run: Run) -> El {
    let dataset = run.select(|lab| lab.experiment.data.dataset);
    let other = move || {
        let now = dataset();
        (!TARGETS.contains(&now)).then_some(now.label())
    };
    let build = move |_| {
        let now = untrack(dataset);
        let other = (!TARGETS.contains(&now)).then_some(now);
        let all = TARGETS.into_iter().chain(other);
        let all = all.map(|dataset| (dataset, dataset.label())).collect();
        vec![
            Choice::new("Target", all, dataset, Edit::SetDataset)
                .named()
                .view(),
        ]
    };
    el("div").anew(other, build)
}
