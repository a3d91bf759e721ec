//! The layer editor: what stands above each column of the diagram, and the marks between them.

use leptos::prelude::*;

use super::{data_panel::whole, fields::Choice, store::Store};
use crate::{
    lab::{Action, Experiment, FieldError},
    nn::{Activation, LearningRule},
};

/// The header of layer `at` (0 is the first after the inputs).
#[component]
pub fn LayerHeader(at: usize, output: bool, x: f32) -> impl IntoView {
    let store = Store::get();
    let name = if output {
        "Output layer".to_owned()
    } else {
        format!("Layer {}", at + 1)
    };
    let label = name.clone();
    let activation = store.select(move |lab| {
        lab.experiment
            .layers
            .get(at)
            .map_or(Activation::Linear, |l| l.activation)
    });
    let options: Vec<_> = Activation::ALL
        .into_iter()
        .filter(|a| *a != Activation::Softmax)
        .map(|a| (a, a.label()))
        .collect();
    let remove = (!output).then(|| {
        view! {
            <button class="quiet icon remove" aria-label="Remove layer" title="Remove this layer"
                on:click=move |_| store.dispatch(Action::RemoveLayer(at))>
                "×"
            </button>
        }
    });
    view! {
        <div class="layer-header" role="group" aria-label=label style=format!("left: {x}px")>
            <div class="layer-name"><span>{name}</span>{remove}</div>
            <Units at=at output=output/>
            <Choice label="Activation" options=options value=activation
                action=move |a| Action::SetActivation(at, a)/>
        </div>
    }
}

#[component]
fn Units(at: usize, output: bool) -> impl IntoView {
    let store = Store::get();
    let units = store.select(move |lab| lab.experiment.layers.get(at).map_or(1, |l| l.units));
    let set = move |units: usize| store.dispatch(Action::SetUnits(at, units));
    let (low, high) = (*Experiment::UNITS.start(), *Experiment::UNITS.end());
    let changed = move |event| {
        let text = event_target_value(&event);
        match text.trim().parse().ok().and_then(whole) {
            Some(units) => set(units),
            None => store.dispatch(Action::Complain(FieldError::new(
                "Units",
                format!("needs a whole number from {low} to {high}"),
            ))),
        }
        // What was refused must not stay in the field.
        if let Some(input) = input_of(&event) {
            input.set_value(&units.get_untracked().to_string());
        }
    };
    let at_least = move || output || units.get() <= low;
    let at_most = move || output || units.get() >= high;
    let why = output.then_some("Two classes need one output unit");
    let fewer = move |_| set(units.get_untracked() - 1);
    let more = move |_| set(units.get_untracked() + 1);
    view! {
        <div class="units" title=why>
            <button class="quiet icon" aria-label="Fewer units" disabled=at_least on:click=fewer>"−"</button>
            <input type="number" aria-label="Units" min=low max=if output { 1 } else { high } step="1"
                prop:value=move || units.get() disabled=output on:change=changed/>
            <button class="quiet icon" aria-label="More units" disabled=at_most on:click=more>"+"</button>
        </div>
    }
}

fn input_of(event: &web_sys::Event) -> Option<web_sys::HtmlInputElement> {
    use wasm_bindgen::JsCast;
    event.target()?.dyn_into().ok()
}

/// The header of the inputs.
#[component]
pub fn InputsHeader(count: usize, x: f32) -> impl IntoView {
    view! {
        <div class="layer-header" style=format!("left: {x}px")>
            <div class="layer-name"><span>"Inputs"</span></div>
            <div class="layer-note">{if count == 1 { "1 feature".into() } else { format!("{count} features") }}</div>
        </div>
    }
}

/// The mark that puts a layer before layer `at`.
#[component]
pub fn AddLayerMark(at: usize, last: bool, x: f32) -> impl IntoView {
    let store = Store::get();
    let full =
        store.select(|lab| lab.experiment.hidden().len() >= *Experiment::HIDDEN_LAYERS.end());
    let label = if last {
        "Add layer".into()
    } else {
        format!("Insert a layer before layer {}", at + 1)
    };
    let title = move || {
        let perceptron = store
            .lab
            .with(|lab| lab.experiment.rule == LearningRule::Perceptron);
        match (full.get(), perceptron) {
            (true, _) => "There is room for 8 hidden layers",
            (_, true) => "Add a layer (the rule becomes backprop)",
            _ => "Add a layer here",
        }
    };
    view! {
        <button class="add-layer" aria-label=label title=title disabled=move || full.get()
            style=format!("left: {x}px") on:click=move |_| store.dispatch(Action::AddLayer(at))>
            <span aria-hidden="true">"+"</span>
        </button>
    }
}
