//! How it learns: learning rate, rule, loss, optimizer, seed; and why the run goes as it goes.

use leptos::prelude::*;

use super::{
    data_panel::whole,
    fields::{Choice, NumberField},
    store::Store,
};
use crate::{
    lab::{Action, Experiment, advise, link::BINARY_LOSSES},
    nn::{Initializer, LearningRule, Optimizer},
};

/// The region Training.
#[component]
pub fn TrainingPanel() -> impl IntoView {
    let store = Store::get();
    let rate = store.select(|lab| lab.experiment.learning_rate);
    let rule = store.select(|lab| lab.experiment.rule);
    let loss = store.select(|lab| lab.experiment.loss);
    let seed = store.select(|lab| lab.experiment.seed);
    let momentum = store.select(momentum_of);
    let no_loss = Signal::derive(move || {
        (rule.get() == LearningRule::Perceptron).then_some(
            "The perceptron rule corrects errors one by one; it has no loss to make small",
        )
    });
    let rules = LearningRule::ALL.map(|rule| (rule, rule.label())).to_vec();
    let losses = BINARY_LOSSES.map(|loss| (loss, loss.label())).to_vec();
    let optimizers = vec![(false, "SGD"), (true, "SGD with momentum")];
    let moving = Signal::derive(move || momentum.get() > 0.0);
    view! {
        <section class="training" aria-label="Training">
            <div class="settings">
                <NumberField label="Learning rate" value=Signal::derive(move || rate.get().to_string())
                    allowed="from 0.000001 to 100" range=(1e-6, 100.0) by_thirds=true
                    action=|rate| Some(Action::SetLearningRate(rate as f32))/>
                <Choice label="Learning rule" named=true options=rules value=rule action=Action::SetRule/>
                <Choice label="Loss" named=true options=losses value=loss action=Action::SetLoss disabled=no_loss/>
                <Choice label="Optimizer" named=true options=optimizers value=moving
                    action=|moving: bool| sgd(if moving { 0.9 } else { 0.0 }) disabled=no_loss/>
                <div class="seed">
                    <NumberField label="Seed" value=Signal::derive(move || seed.get().to_string())
                        allowed="from 0 to 4294967295" range=(0.0, f64::from(u32::MAX)) action=seed_action/>
                    <button class="link" on:click=move |_| store.new_weights()>"New weights"</button>
                </div>
                <More/>
            </div>
            <Explanation/>
        </section>
    }
}

fn momentum_of(lab: &crate::lab::Lab) -> f32 {
    let Optimizer::Sgd { momentum } = lab.experiment.optimizer;
    momentum
}

fn sgd(momentum: f32) -> Action {
    Action::SetOptimizer(Optimizer::Sgd { momentum })
}

fn seed_action(number: f64) -> Option<Action> {
    let fits = number >= 0.0 && number.fract() == 0.0 && number <= f64::from(u32::MAX);
    fits.then_some(Action::SetSeed(number as u32))
}

#[component]
fn More() -> impl IntoView {
    let store = Store::get();
    let momentum = store.select(momentum_of);
    let initializer = store.select(|lab| lab.experiment.initializer);
    let draw = store.select(|lab| lab.experiment.data.draw);
    let initializers = Initializer::ALL.map(|i| (i, i.label())).to_vec();
    let momentum_action = |m: f64| Some(sgd(m as f32));
    view! {
        <details class="more">
            <summary>"More"</summary>
            <div class="settings">
                <NumberField label="Momentum" value=Signal::derive(move || momentum.get().to_string())
                    allowed="from 0 to 0.999" range=(0.0, f64::from(Experiment::MAX_MOMENTUM)) by_thirds=true
                    action=momentum_action/>
                <Choice label="Initial weights" named=true options=initializers value=initializer
                    action=Action::SetInitializer/>
                <NumberField label="Data draw" value=Signal::derive(move || draw.get().to_string())
                    allowed="from 0 to 4294967295" range=(0.0, f64::from(u32::MAX))
                    action=|n| whole(n).and_then(|n| u32::try_from(n).ok()).map(Action::SetDraw)/>
            </div>
        </details>
    }
}

/// What the last change did, and what is most worth saying about the run.
#[component]
fn Explanation() -> impl IntoView {
    let store = Store::get();
    let notice = store.select(|lab| lab.notice.0.clone());
    let advice = Memo::new(move |_| {
        store
            .frame
            .with(|f| advise(&f.experiment, &f.prepared, &f.snapshot))
    });
    let remedy = move || {
        advice.get().remedy.map(|(label, action)| {
            view! {
                <button class="link" on:click=move |_| store.dispatch(action.clone())>{label}</button>
            }
        })
    };
    view! {
        <div class="explanation">
            <p class="advice" role="note">
                <span aria-live="polite">{move || advice.with(|a| a.text.clone())}</span>
                " "
                {remedy}
            </p>
            <p class="notice" aria-live="polite">{move || notice.get()}</p>
        </div>
    }
}
