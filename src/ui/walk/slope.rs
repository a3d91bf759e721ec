//! The activation of the unit in focus and its slope, with the point where the followed sample has it.

use std::sync::Arc;

use reactive_graph::prelude::*;

use crate::{
    lab::{Reading, steps::Stage},
    ui::{
        element::{El, derived, el},
        look::Neuron,
        run::Run,
        unit::{ReadingSignal, curve},
    },
};

/// The curves, at the stages at which they are used.
pub fn slope() -> El {
    let run = Run::get();
    let walking = run.look.walking;
    let shown = derived(move || match walking.at() {
        Some(Stage::Forward(_) | Stage::Output | Stage::Backward(_)) => true,
        Some(Stage::Batch | Stage::Loss | Stage::Inputs | Stage::Update) | None => false,
    });
    let reading = derived(move || reading(run).map(Arc::new));
    let neuron = move || {
        let focus = walking.focus.get();
        Neuron {
            column: focus.layer + 1,
            unit: focus.unit,
        }
    };
    el("div")
        .class("walk-slope")
        .when(move || shown.get(), move || vec![of(neuron, reading)])
}

fn of(neuron: impl Fn() -> Neuron + 'static, reading: ReadingSignal) -> El {
    el("div").anew(neuron, move |neuron| vec![curve(neuron, reading)])
}

/// What the curve is drawn from.
fn reading(run: Run) -> Option<Reading> {
    let walking = run.look.walking;
    let (focus, sample) = (walking.focus.get(), walking.sample.get());
    let (walk, _) = walking.walk.get()?;
    let activation = run.frame.with_untracked(|f| {
        let layers = f.snapshot.network.layers();
        layers.get(focus.layer).map(|layer| layer.activation)
    })?;
    let passed = walk.samples.get(sample)?.layers.get(focus.layer)?;
    let a = *passed.a.get(focus.unit)?;
    Reading::of_sums(activation, passed.z.clone(), focus.unit, a)
}
