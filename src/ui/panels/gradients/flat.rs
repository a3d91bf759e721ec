//! Why nothing passes a step: its picture, and that of its slope.

use reactive_graph::prelude::*;

use crate::{
    lab::Edit,
    nn::{Activation, LearningRule},
    run::{Action, Lab},
    ui::{
        element::{El, derived, el, svg},
        run::Run,
    },
};

/// Where a layer of steps is to learn by its slope: that it has none, and a way out.
pub fn flat() -> El {
    let run = Run::get();
    let flat = derived(move || run.lab.with(step));
    let act = move || {
        if let Some(edit) = flat.get_untracked().map(smooth) {
            run.dispatch(Action::Repair(edit));
        }
    };
    let build = move || {
        let text = "The step has no slope, so there is nothing to follow.";
        vec![
            curve("A step", "M0 26H24V6H48"),
            curve("The slope of a step: 0 on both sides", "M0 26H23M25 26H48"),
            el("p").text(text),
            el("button")
                .class("link")
                .text("Use sigmoid there")
                .click(act),
        ]
    };
    el("div")
        .class("flat")
        .when(move || flat.get().is_some(), build)
}

/// The layer of steps nearest to the output, where there is one and gradients are followed.
fn step(lab: &Lab) -> Option<usize> {
    let e = &lab.experiment;
    let at = e.layers.iter().rposition(|l| l.activation.is_step());
    at.filter(|_| e.rule == LearningRule::Backprop)
}

fn smooth(layer: usize) -> Edit {
    Edit::SetActivation(layer, Activation::Sigmoid)
}

/// A curve over its axis.
fn curve(label: &str, path: &str) -> El {
    svg("svg")
        .attr("viewBox", "0 0 48 32")
        .attr("width", "72")
        .attr("height", "48")
        .attr("role", "img")
        .attr("aria-label", label)
        .child(svg("path").class("zero").attr("d", "M0 26H48M24 0V32"))
        .child(svg("path").class("line").attr("d", path))
}
