//! The network: its diagram above, how it learns below.

use leptos::prelude::*;

use super::{
    diagram::DiagramView,
    store::{Shown, Store},
    training_panel::TrainingPanel,
};

/// The regions Network and Training.
#[component]
pub fn NetworkPanel() -> impl IntoView {
    view! {
        <div class="middle">
            <section class="network" aria-label="Network">
                <Head/>
                <DiagramView/>
            </section>
            <TrainingPanel/>
        </div>
    }
}

#[component]
fn Head() -> impl IntoView {
    let store = Store::get();
    let shape = Memo::new(move |_| {
        store.frame.with(|f| {
            let network = &f.snapshot.network;
            let sizes = network.layers().iter().map(|l| format!(" → {}", l.units));
            let count = network.parameters().len();
            format!(
                "{}{} · {count} parameters",
                network.inputs(),
                sizes.collect::<String>()
            )
        })
    });
    view! {
        <div class="panel-head">
            <h2>"Network"</h2>
            <span class="shape">{move || shape.get()}</span>
            <Legend/>
            <div class="switch" role="group" aria-label="Links show">
                <ShownButton shown=Shown::Weights text="Weights"/>
                <ShownButton shown=Shown::Gradients text="Gradients"/>
            </div>
        </div>
    }
}

#[component]
fn ShownButton(shown: Shown, text: &'static str) -> impl IntoView {
    let store = Store::get();
    view! {
        <button aria-pressed=move || (store.shown.get() == shown).to_string()
            on:click=move |_| store.shown.set(shown)>
            {text}
        </button>
    }
}

/// The links' colours, with the words for them.
#[component]
fn Legend() -> impl IntoView {
    let store = Store::get();
    let class = move || match store.shown.get() {
        Shown::Weights => "legend weights",
        Shown::Gradients => "legend gradients",
    };
    view! {
        <span class=class aria-hidden="true">"−"<i></i>"+"</span>
    }
}
