//! The output: decision surface, losses, accuracies, gradient sizes.

use reactive_graph::prelude::*;

use super::{
    charts::{gradient_chart, progress_chart},
    element::{El, el},
    frame::Frame,
    store::Store,
    surface::surface,
};
use crate::{nn::Evaluation, plot::scale::format_value};

/// The region Output.
pub fn output_panel() -> El {
    el("section")
        .class("output")
        .attr("aria-label", "Output")
        .children(surface())
        .child(numbers())
        .children(progress_chart())
        .children(gradient_chart())
}

fn numbers() -> El {
    el("div").class("numbers").children(vec![
        number("Training loss", "Train loss", |f| f.snapshot.train, loss),
        number("Test loss", "Test loss", |f| f.snapshot.test, loss),
        number(
            "Training accuracy",
            "Train acc.",
            |f| f.snapshot.train,
            accuracy,
        ),
        number("Test accuracy", "Test acc.", |f| f.snapshot.test, accuracy),
    ])
}

fn loss(evaluation: Evaluation) -> String {
    format_value(evaluation.loss)
}

fn accuracy(evaluation: Evaluation) -> String {
    format!("{:.1} %", evaluation.accuracy * 100.0)
}

fn number(
    label: &str,
    short: &str,
    of: fn(&Frame) -> Option<Evaluation>,
    text: fn(Evaluation) -> String,
) -> El {
    let store = Store::get();
    let value = move || store.frame.with(|f| of(f).map_or_else(|| "–".into(), text));
    let name = el("span")
        .class("field-name")
        .attr("aria-hidden", "true")
        .text(short);
    let output = el("output")
        .attr("role", "status")
        .attr("aria-live", "off")
        .attr("aria-label", label)
        .live_text(value);
    el("div").class("number").child(name).child(output)
}
