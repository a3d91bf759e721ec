//! Native controls that send actions: number fields, sliders and choices.

use leptos::{ev, html, prelude::*};
use wasm_bindgen::JsCast;

use super::store::Store;
use crate::lab::{Action, FieldError};

/// A number to be typed. What is not a number is said and taken back; what is out of range is left
/// to the lab to say.
#[component]
pub fn NumberField(
    /// The visible and accessible name.
    label: &'static str,
    /// What it is now.
    #[prop(into)]
    value: Signal<String>,
    /// What is allowed, for the message: "from 1 to 16".
    allowed: &'static str,
    /// Least and greatest value, for the arrow keys.
    range: (f64, f64),
    /// What the number does; `None` where it is not of the right kind.
    action: fn(f64) -> Option<Action>,
    /// Arrow keys go through 1, 3, 10, … instead of by one.
    #[prop(optional)]
    by_thirds: bool,
    /// Whether it cannot be changed, and why.
    #[prop(into, optional)]
    disabled: Signal<Option<&'static str>>,
) -> impl IntoView {
    let store = Store::get();
    let node = NodeRef::<html::Input>::new();
    let show = move || {
        if let Some(input) = node.get_untracked() {
            input.set_value(&value.get_untracked());
        }
    };
    let commit = move |number: f64| match action(number).filter(|_| number.is_finite()) {
        Some(action) => {
            store.dispatch(action);
            show();
        }
        None => {
            let message = format!("needs a number {allowed}");
            store.dispatch(Action::Complain(FieldError::new(label, message)));
            show();
        }
    };
    let on_change = move |event: ev::Event| {
        let text = event_target_value(&event);
        store.dispatch(Action::Dismiss);
        commit(text.trim().parse().unwrap_or(f64::NAN));
    };
    let on_key = move |event: ev::KeyboardEvent| {
        let up = match event.key().as_str() {
            "ArrowUp" => true,
            "ArrowDown" => false,
            _ => return,
        };
        if by_thirds {
            event.prevent_default();
            let now = event_target_value(&event).parse().unwrap_or(1.0);
            commit(third(now, up));
        }
    };
    view! {
        <label class="field">
            <span class="field-name">{label}</span>
            <input
                node_ref=node
                type="number"
                step=if by_thirds { "any" } else { "1" }
                min=range.0
                max=range.1
                prop:value=move || value.get()
                disabled=move || disabled.get().is_some()
                title=move || disabled.get()
                on:change=on_change
                on:keydown=on_key
            />
        </label>
    }
}

/// The next value above or below among 1, 3, 10, 30, …
fn third(value: f64, up: bool) -> f64 {
    let steps = (0..16).flat_map(|e| [1.0, 3.0].map(|m| m * 10f64.powi(e - 8)));
    let round = |x: f64| (x * 1e9).round() / 1e9;
    let mut steps: Vec<f64> = steps.map(round).collect();
    if !up {
        steps.reverse();
    }
    let beyond = |s: &f64| {
        if up {
            *s > value * 1.001
        } else {
            *s < value * 0.999
        }
    };
    steps.into_iter().find(beyond).unwrap_or(value)
}

/// A slider with its value beside its name.
#[component]
pub fn Slider(
    /// The visible and accessible name.
    label: &'static str,
    /// Where it stands.
    #[prop(into)]
    value: Signal<f64>,
    /// Its value in words.
    #[prop(into)]
    text: Signal<String>,
    /// Least value, greatest value and step.
    range: (f64, f64, f64),
    /// What moving it does.
    action: fn(f64) -> Action,
    /// Whether it cannot be moved, and why.
    #[prop(into, optional)]
    disabled: Signal<Option<&'static str>>,
) -> impl IntoView {
    let store = Store::get();
    let (min, max, step) = range;
    let moved = move |event| {
        if let Ok(value) = event_target_value(&event).parse() {
            store.dispatch(action(value));
        }
    };
    let filled = move || {
        format!(
            "--filled: {:.1}%",
            (value.get() - min) / (max - min) * 100.0
        )
    };
    view! {
        <label class="slider" title=move || disabled.get()>
            <span class="field-name">{label}</span>
            <span class="slider-value">{move || text.get()}</span>
            <input
                type="range"
                min=min
                max=max
                step=step
                style=filled
                prop:value=move || value.get()
                aria-label=label
                aria-valuetext=move || text.get()
                disabled=move || disabled.get().is_some()
                on:input=moved
            />
        </label>
    }
}

/// A choice from a list.
#[component]
pub fn Choice<T>(
    /// The accessible name.
    label: &'static str,
    /// Whether the name is also shown.
    #[prop(optional)]
    named: bool,
    /// What can be chosen, each with the text shown.
    options: Vec<(T, &'static str)>,
    /// What is chosen.
    #[prop(into)]
    value: Signal<T>,
    /// What choosing does.
    action: impl Fn(T) -> Action + 'static,
    /// Whether it cannot be changed, and why.
    #[prop(into, optional)]
    disabled: Signal<Option<&'static str>>,
) -> impl IntoView
where
    T: Copy + PartialEq + Send + Sync + 'static,
{
    let store = Store::get();
    let node = NodeRef::<html::Select>::new();
    let values: Vec<T> = options.iter().map(|(value, _)| *value).collect();
    let place = {
        let values = values.clone();
        move || values.iter().position(|v| *v == value.get())
    };
    let shown = place.clone();
    // The list has to follow the lab also when a choice was refused or made elsewhere.
    Effect::new(move |_| {
        let at = shown();
        if let (Some(select), Some(at)) = (node.get(), at) {
            select.set_selected_index(at as i32);
        }
    });
    let chosen = move |event: ev::Event| {
        let select = event
            .target()
            .and_then(|t| t.dyn_into::<web_sys::HtmlSelectElement>().ok());
        let at = select.and_then(|s| usize::try_from(s.selected_index()).ok());
        if let Some(&value) = at.and_then(|at| values.get(at)) {
            store.dispatch(action(value));
        }
    };
    let first = place();
    let items = options.into_iter().enumerate().map(|(i, (_, text))| {
        view! { <option selected=Some(i) == first>{text}</option> }
    });
    view! {
        <label class="field">
            <span class=if named { "field-name" } else { "unseen" }>{label}</span>
            <select
                node_ref=node
                disabled=move || disabled.get().is_some()
                title=move || disabled.get()
                on:change=chosen
            >
                {items.collect_view()}
            </select>
        </label>
    }
}
