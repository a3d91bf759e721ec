//! The output: decision surface, losses, accuracies, gradient sizes.

use leptos::prelude::*;

use super::{
    charts::{GradientChart, ProgressChart},
    store::Store,
    surface::Surface,
};
use crate::{nn::Evaluation, plot::scale::format_value};

/// The region Output.
#[component]
pub fn OutputPanel() -> impl IntoView {
    view! {
        <section class="output" aria-label="Output">
            <Surface/>
            <Numbers/>
            <ProgressChart/>
            <GradientChart/>
        </section>
    }
}

#[component]
fn Numbers() -> impl IntoView {
    view! {
        <div class="numbers">
            <Number label="Training loss" short="Train loss" of=|f| f.snapshot.train text=loss/>
            <Number label="Test loss" short="Test loss" of=|f| f.snapshot.test text=loss/>
            <Number label="Training accuracy" short="Train acc." of=|f| f.snapshot.train text=accuracy/>
            <Number label="Test accuracy" short="Test acc." of=|f| f.snapshot.test text=accuracy/>
        </div>
    }
}

fn loss(evaluation: Evaluation) -> String {
    format_value(evaluation.loss)
}

fn accuracy(evaluation: Evaluation) -> String {
    format!("{:.1} %", evaluation.accuracy * 100.0)
}

#[component]
fn Number(
    label: &'static str,
    short: &'static str,
    of: fn(&super::frame::Frame) -> Option<Evaluation>,
    text: fn(Evaluation) -> String,
) -> impl IntoView {
    let store = Store::get();
    let value = Memo::new(move |_| store.frame.with(|f| of(f).map_or_else(|| "–".into(), text)));
    view! {
        <div class="number">
            <span class="field-name" aria-hidden="true">{short}</span>
            <output role="status" aria-live="off" aria-label=label>{move || value.get()}</output>
        </div>
    }
}
