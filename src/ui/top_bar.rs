//! Name, transport, epoch, share, theme and help.

use leptos::prelude::*;
use wasm_bindgen_futures::JsFuture;

use super::{address, fields::Choice, store::Store, theme};
use crate::{
    lab::{Action, Speed},
    nn::Stride,
    plot::color::Theme,
};

/// The top bar; on a phone its transport stands at the bottom of the screen.
#[component]
pub fn TopBar() -> impl IntoView {
    view! {
        <header class="top-bar">
            <h1 class="brand"><Logo/>"Separable"</h1>
            <Transport/>
            <Tools/>
        </header>
    }
}

/// Two classes and the line between them.
#[component]
fn Logo() -> impl IntoView {
    view! {
        <svg viewBox="0 0 24 24" width="24" height="24" aria-hidden="true">
            <circle cx="6.5" cy="7" r="3.6" class="logo-blue"/>
            <circle cx="17.5" cy="17" r="3.6" class="logo-orange"/>
            <line x1="4" y1="21" x2="20" y2="3" class="logo-line"/>
        </svg>
    }
}

#[component]
fn Transport() -> impl IntoView {
    let store = Store::get();
    let running = store.select(|lab| lab.running);
    let stride = store.select(|lab| lab.stride);
    let toggle = move |_| {
        store.dispatch(if running.get() {
            Action::Pause
        } else {
            Action::Play
        })
    };
    let strides = vec![
        (Stride::Sample, "Sample"),
        (Stride::Batch, "Batch"),
        (Stride::Epoch, "Epoch"),
    ];
    view! {
        <div class="transport" role="group" aria-label="Transport">
            <button class="quiet" on:click=move |_| store.dispatch(Action::Reset) title="Back to the same initial weights (r)">
                "Reset"
            </button>
            <button class="play" on:click=toggle title="Space">
                <PlayIcon running=running/>
                {move || if running.get() { "Pause" } else { "Play" }}
            </button>
            <button class="quiet" on:click=move |_| store.dispatch(Action::Step) title="One step (.)">
                "Step"
            </button>
            <Choice label="Step by" options=strides value=stride action=Action::SetStride/>
            <SpeedSlider/>
            <Epoch/>
        </div>
    }
}

#[component]
fn PlayIcon(running: Memo<bool>) -> impl IntoView {
    let path = move || {
        if running.get() {
            "M3 2h3v12H3zM10 2h3v12h-3z"
        } else {
            "M3 1.5v13l11-6.5z"
        }
    };
    view! {
        <svg viewBox="0 0 16 16" width="14" height="14" aria-hidden="true"><path d=path/></svg>
    }
}

#[component]
fn SpeedSlider() -> impl IntoView {
    let store = Store::get();
    let speed = store.select(|lab| lab.speed);
    let stride = store.select(|lab| lab.stride);
    let text = move || speed_text(speed.get(), stride.get());
    let last = Speed::MAX.position();
    let filled = move || {
        let share = f64::from(speed.get().position()) / f64::from(last);
        format!("--filled: {:.1}%", share * 100.0)
    };
    let moved = move |event| {
        if let Ok(position) = event_target_value(&event).parse() {
            store.dispatch(Action::SetSpeed(Speed::at(position)));
        }
    };
    view! {
        <label class="speed">
            <span class="field-name">"Speed"</span>
            <input type="range" min="0" max=last step="1" style=filled aria-label="Speed"
                aria-valuetext=text prop:value=move || speed.get().position() on:input=moved/>
            <span class="speed-text" aria-hidden="true">{text}</span>
        </label>
    }
}

fn speed_text(speed: Speed, stride: Stride) -> String {
    let unit = match stride {
        Stride::Sample => "samples",
        Stride::Batch => "batches",
        Stride::Epoch => "epochs",
    };
    match speed.rate() {
        None => "full speed".into(),
        Some(1) => format!(
            "1 {}/s",
            unit.strip_suffix("es")
                .filter(|_| stride == Stride::Batch)
                .unwrap_or(unit.trim_end_matches('s'))
        ),
        Some(rate) => format!("{rate} {unit}/s"),
    }
}

/// Whole epochs, and within one the sample shown last.
#[component]
fn Epoch() -> impl IntoView {
    let store = Store::get();
    let epoch = Memo::new(move |_| store.frame.with(|f| f.snapshot.progress.epoch));
    let within = Memo::new(move |_| {
        store.frame.with(|f| {
            let (at, of) = (f.snapshot.progress.position, f.prepared.train.len());
            if at == 0 {
                String::new()
            } else {
                format!("sample {at} of {of}")
            }
        })
    });
    let running = store.select(|lab| lab.running);
    view! {
        <div class="epoch">
            <span class="field-name" aria-hidden="true">"Epoch"</span>
            <output class="epoch-number" role="status" aria-live="off" aria-label="Epoch">
                {move || epoch.get()}
            </output>
            <span class="epoch-within">
                {move || if running.get() { String::new() } else { within.get() }}
            </span>
        </div>
    }
}

#[component]
fn Tools() -> impl IntoView {
    let store = Store::get();
    let dark = move || store.theme.get() == Theme::Dark;
    let switch = move |_| {
        let next = if dark() { Theme::Light } else { Theme::Dark };
        theme::choose(next);
        store.theme.set(next);
    };
    view! {
        <div class="tools">
            <button class="quiet" on:click=move |_| share(store) title="Copy a link that restores this experiment">
                "Share"
            </button>
            <button class="quiet icon" on:click=switch aria-pressed=move || dark().to_string()
                aria-label="Dark theme" title="Light or dark (t)">
                <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
                    <circle cx="8" cy="8" r="6.5" fill="none" stroke="currentColor" stroke-width="1.5"/>
                    <path d="M8 1.5a6.5 6.5 0 0 1 0 13z" fill="currentColor"/>
                </svg>
            </button>
            <button class="quiet icon" on:click=move |_| store.help.set(true) aria-label="Help" title="Help and keys (?)">
                "?"
            </button>
        </div>
    }
}

/// Copies the link; where the browser does not let us, shows it for copying by hand.
pub fn share(store: Store) {
    let link = store
        .lab
        .with_untracked(|lab| address::full(&lab.experiment));
    let clipboard = js_sys::Reflect::get(&window().navigator(), &"clipboard".into());
    if clipboard.is_ok_and(|c| c.is_undefined()) {
        store.share.set(Some(link));
        return;
    }
    let copied = JsFuture::from(window().navigator().clipboard().write_text(&link));
    leptos::task::spawn_local(async move {
        match copied.await {
            Ok(_) => store.say("Link copied: it restores this experiment exactly."),
            Err(_) => store.share.set(Some(link)),
        }
    });
}
