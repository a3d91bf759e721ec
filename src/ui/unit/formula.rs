//! What a unit computes: in symbols, and what comes out.

use reactive_graph::prelude::*;

use super::reading::{ReadingSignal, number};
use crate::{
    lab::Reading,
    nn::{Activation, Named},
    plot::scale::format_value,
    ui::{
        element::{El, derived, el, math},
        look::Neuron,
    },
};

/// What the unit computes, and the sum, the answer and the slope.
pub fn formula(neuron: Neuron, reading: ReadingSignal) -> El {
    let activation = derived(move || reading.with(|r| r.as_ref().map(|r| r.activation)));
    let written = move |activation: Option<Activation>| {
        let formula = match activation {
            Some(Activation::Softmax) => softmax(neuron),
            of => of_sum(of.map_or("", |activation| activation.label()), neuron),
        };
        vec![math("math").children(formula)]
    };
    el("div")
        .class("formula")
        .child(el("p").anew(move || activation.get(), written))
        .child(results(neuron, reading))
}

/// `a = tanh(Σ w·x + b)`.
fn of_sum(activation: &str, neuron: Neuron) -> Vec<El> {
    let name = math("mi").attr("mathvariant", "normal").text(activation);
    let mut formula = vec![token("mi", "a"), token("mo", "="), name, token("mo", "(")];
    formula.extend(sum(neuron));
    formula.push(token("mo", ")"));
    formula
}

/// `z = Σ w·a + b, a = eᶻ/Σ eᶻ`: softmax compares the sums of its layer.
fn softmax(neuron: Neuron) -> Vec<El> {
    let power = |z: El| math("msup").child(token("mi", "e")).child(z);
    let each = math("msub").child(token("mi", "z")).child(token("mi", "k"));
    let all = math("mrow").child(over("k")).child(power(each));
    let share = math("mfrac").child(power(token("mi", "z"))).child(all);
    let mut formula = vec![token("mi", "z"), token("mo", "=")];
    formula.extend(sum(neuron));
    formula.extend([token("mo", ","), token("mi", "a"), token("mo", "="), share]);
    formula
}

fn over(index: &str) -> El {
    math("munder")
        .child(token("mo", "∑"))
        .child(token("mi", index))
}

/// `Σ w·x + b`; above layer 1 the values that come in are those of units: `Σ w·a + b`.
fn sum(neuron: Neuron) -> Vec<El> {
    let term = |name| {
        math("msub")
            .child(token("mi", name))
            .child(token("mi", "i"))
    };
    vec![
        over("i"),
        term("w"),
        term(if neuron.column == 1 { "x" } else { "a" }),
        token("mo", "+"),
        token("mi", "b"),
    ]
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
