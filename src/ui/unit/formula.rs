//! What a unit computes: in symbols, and what comes out.

use reactive_graph::prelude::*;

use super::reading::{ReadingSignal, number};
use crate::{
    lab::Reading,
    nn::Named,
    plot::scale::format_value,
    ui::{
        element::{El, derived, el, math},
        look::Neuron,
    },
};

/// `a = tanh(Σ w·x + b)`, where above layer 1 the values that come in are those of units: `Σ w·a`; and the
/// sum, the answer and the slope.
pub fn formula(neuron: Neuron, reading: ReadingSignal) -> El {
    let activation =
        move || reading.with(|r| r.as_ref().map_or("", |reading| reading.activation.label()));
    let sum = math("munder")
        .child(token("mo", "∑"))
        .child(token("mi", "i"));
    let term = |name| {
        math("msub")
            .child(token("mi", name))
            .child(token("mi", "i"))
    };
    let name = math("mi")
        .attr("mathvariant", "normal")
        .live_text(activation);
    let formula = math("math").children(vec![
        token("mi", "a"),
        token("mo", "="),
        name,
        token("mo", "("),
        sum,
        term("w"),
        term(if neuron.column == 1 { "x" } else { "a" }),
        token("mo", "+"),
        token("mi", "b"),
        token("mo", ")"),
    ]);
    el("div")
        .class("formula")
        .child(el("p").child(formula))
        .child(results(neuron, reading))
}

fn token(tag: &str, text: &str) -> El {
    math(tag).text(text)
}

/// z, a and the slope at z, as numbers; of the mean, which sum and answer they are the means of.
fn results(neuron: Neuron, reading: ReadingSignal) -> El {
    let is_mean = derived(move || reading.with(|r| r.as_ref().is_some_and(|r| r.is_mean)));
    let result = move |name: &'static str, label: &'static str, of: fn(&Reading, usize) -> f32| {
        let value = move || number(reading, |r| Some(of(r, neuron.unit)));
        let label = move || match is_mean.get() {
            true => format!("Mean {label}"),
            false => label.to_owned(),
        };
        let output = el("output")
            .attr("aria-live", "off")
            .live("aria-label", label)
            .live_text(move || format_value(f64::from(value())));
        el("span")
            .child(el("i").text(name))
            .text(" = ")
            .child(output)
    };
    el("p")
        .class("results")
        .when(
            move || is_mean.get(),
            || vec![el("span").class("mean").text("mean")],
        )
        .child(result("z", "sum z", |r, _| r.z))
        .child(result("a", "answer a", |r, _| r.a))
        .when(
            move || !is_mean.get(),
            move || vec![result("f′(z)", "slope", |r, unit| r.slope(unit, r.z))],
        )
}
