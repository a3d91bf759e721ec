//! The steps of both passes: forward, then back.

use reactive_graph::{owner::StoredValue, prelude::*, signal::RwSignal};
use wasm_bindgen::{JsCast, closure::Closure};

use super::state::State;
use crate::{
    text::expression::step,
    ui::{
        browser::window,
        element::{El, el, follow, keep},
        fields::value_of,
    },
};

/// Milliseconds from one step to the next, where there are few; many take half a minute together.
const SLOW: usize = 900;
const FAST: usize = 150;
const TOGETHER: usize = 30_000;

/// Buttons and slider.
pub fn passes(state: State) -> El {
    let playing = RwSignal::new(false);
    play(state, playing);
    let by = move |label: &str, text: &str, to: fn(usize, usize) -> Option<usize>| {
        el("button")
            .class("quiet icon")
            .attr("aria-label", label)
            .attr("title", label)
            .flag("disabled", move || {
                to(state.done(), state.steps()).is_none()
            })
            .text(text)
            .click(move || {
                playing.set(false);
                if let Some(step) = to(state.done(), state.steps()) {
                    state.go_to(step);
                }
            })
    };
    let name = move || {
        if playing.get() {
            "Pause passes"
        } else {
            "Play passes"
        }
        .to_owned()
    };
    let sign = move || if playing.get() { "❚❚" } else { "▶" };
    let toggle = move || {
        if !playing.get_untracked() && state.done() == state.steps() {
            state.go_to(0);
        }
        playing.update(|playing| *playing = !*playing);
    };
    let buttons = el("div")
        .class("graph-buttons")
        .child(by("Previous operation", "‹", |at, _| at.checked_sub(1)))
        .child(
            el("button")
                .class("quiet icon")
                .live("aria-label", name)
                .live("title", name)
                .live_text(sign)
                .click(toggle),
        )
        .child(by("Next operation", "›", |at, of| {
            (at < of).then_some(at + 1)
        }))
        .child(slider(state, playing));
    let text = move || {
        let forward = state.with(|scene| Some(scene.picture.folded.forward.len()));
        step(state.done(), state.steps(), forward.unwrap_or_default())
    };
    el("div")
        .class("graph-passes")
        .attr("role", "group")
        .attr("aria-label", "Passes")
        .child(buttons)
        .child(el("span").class("hint").live_text(text))
}

fn slider(state: State, playing: RwSignal<bool>) -> El {
    let text = move || {
        let forward = state.with(|scene| Some(scene.picture.folded.forward.len()));
        step(state.done(), state.steps(), forward.unwrap_or_default())
    };
    let filled = move || {
        format!(
            "--filled: {:.1}%",
            100.0 * state.done() as f64 / state.steps().max(1) as f64
        )
    };
    el("input")
        .attr("type", "range")
        .attr("min", "0")
        .live("max", move || state.steps().to_string())
        .attr("step", "1")
        .attr("aria-label", "Operation")
        .live("aria-valuetext", text)
        .live("style", filled)
        .value(move || state.done().to_string())
        .on("input", move |event| {
            playing.set(false);
            if let Ok(step) = value_of(&event).parse() {
                state.go_to(step);
            }
        })
}

/// A timer that runs while the passes play.
struct Ticking(StoredValue<Option<i32>>);

impl Drop for Ticking {
    fn drop(&mut self) {
        if let Some(Some(timer)) = self.0.try_get_value() {
            window().clear_interval_with_handle(timer);
        }
    }
}

/// Makes steps while `playing` says so, to the end.
fn play(state: State, playing: RwSignal<bool>) {
    let timer = StoredValue::new(None);
    let tick = Closure::<dyn FnMut()>::new(move || {
        let next = state.step.get_untracked().map_or(0, |step| step + 1);
        state.go_to(next);
        if next >= state.steps() {
            playing.set(false);
        }
    });
    follow(move || {
        if let Some(timer) = timer.get_value() {
            window().clear_interval_with_handle(timer);
        }
        let pause = TOGETHER / state.steps().max(1);
        let pause = i32::try_from(pause.clamp(FAST, SLOW)).unwrap_or(i32::MAX);
        let call = tick.as_ref().unchecked_ref();
        let next = playing
            .get()
            .then(|| window().set_interval_with_callback_and_timeout_and_arguments_0(call, pause));
        timer.set_value(next.and_then(Result::ok));
    });
    keep(Box::new(Ticking(timer)));
}
