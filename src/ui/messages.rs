//! What went wrong (an alert), what the last change did (said politely), and the ways out.

use leptos::prelude::*;

use super::store::Store;
use crate::lab::Action;

/// The alert and the notice, under the top bar.
#[component]
pub fn Messages() -> impl IntoView {
    let store = Store::get();
    let problems = store.select(|lab| lab.problems.clone());
    let diverged = store.select(|lab| lab.diverged);
    let any =
        move || !problems.with(Vec::is_empty) || diverged.get() || store.failure.get().is_some();
    let list = move || {
        problems
            .get()
            .into_iter()
            .map(|p| view! { <p><b>{p.field}</b>": "{p.message}"."</p> })
            .collect_view()
    };
    view! {
        <div class="alert" role="alert" class:shown=any>
            {list}
            <Show when=move || diverged.get()><Diverged/></Show>
            <Show when=move || store.failure.get().is_some()><Failed/></Show>
            <Show when=move || !problems.with(Vec::is_empty)>
                <button class="link" on:click=move |_| store.dispatch(Action::Settle)>"Dismiss"</button>
            </Show>
        </div>
    }
}

#[component]
fn Diverged() -> impl IntoView {
    let store = Store::get();
    let rate = store.select(|lab| lab.experiment.learning_rate);
    let epoch = Memo::new(move |_| store.frame.with(|f| f.snapshot.progress.epoch));
    let start_again = move |_| {
        store.dispatch(Action::SetLearningRate(rate.get_untracked() / 10.0));
        store.dispatch(Action::Reset);
    };
    let go_on = move |_| {
        let parameters = store
            .frame
            .with_untracked(|f| f.snapshot.network.parameters().to_vec());
        store.dispatch(Action::GoOn(parameters, rate.get_untracked() / 10.0));
    };
    view! {
        <p>
            <b>"Training diverged"</b>
            {move || format!(
                ": with learning rate {} the weights grew beyond all numbers. The last weights before that, of epoch {}, are shown.",
                rate.get(), epoch.get(),
            )}
        </p>
        <button class="link" on:click=start_again>
            {move || format!("Start again with {}", rate.get() / 10.0)}
        </button>
        <button class="link" on:click=go_on>
            {move || format!("Go on from there with {}", rate.get() / 10.0)}
        </button>
    }
}

#[component]
fn Failed() -> impl IntoView {
    let store = Store::get();
    view! {
        <p>
            <b>"Training stopped"</b>
            {move || format!(": the worker failed ({}). The weights on the screen are safe.", store.failure.get().unwrap_or_default())}
        </p>
        <button class="link" on:click=move |_| store.reconnect()>"Start it again from there"</button>
    }
}
