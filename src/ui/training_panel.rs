//! How it learns: learning rate, rule, loss, optimizer, seed; and why the run goes as it goes.

use reactive_graph::prelude::*;

use super::{
    data_panel::whole,
    element::{El, derived, el},
    fields::{Choice, NumberField},
    store::Store,
};
use crate::{
    lab::{Action, Experiment, Lab, advise, link::BINARY_LOSSES},
    nn::{Initializer, LearningRule, Optimizer},
};

/// The region Training.
pub fn training_panel() -> El {
    let store = Store::get();
    let rate = NumberField {
        label: "Learning rate",
        value: |lab| lab.experiment.learning_rate.to_string(),
        allowed: "from 0.000001 to 100",
        range: (1e-6, 100.0),
        action: |rate| Some(Action::SetLearningRate(rate as f32)),
        by_thirds: true,
    };
    let rule = Choice::new(
        "Learning rule",
        LearningRule::ALL.map(|rule| (rule, rule.label())).into(),
        store.select(|lab| lab.experiment.rule),
        Action::SetRule,
    );
    let loss = Choice::new(
        "Loss",
        BINARY_LOSSES.map(|loss| (loss, loss.label())).into(),
        store.select(|lab| lab.experiment.loss),
        Action::SetLoss,
    );
    let optimizer = Choice::new(
        "Optimizer",
        vec![(false, "SGD"), (true, "Momentum")],
        store.select(|lab| momentum_of(lab) > 0.0),
        |moving| sgd(if moving { 0.9 } else { 0.0 }),
    );
    let settings = el("div").class("settings").children(vec![
        rate.view(),
        rule.named().view(),
        loss.named().unless(has_no_loss).view(),
        optimizer.named().unless(has_no_loss).view(),
        seed(),
        more(),
    ]);
    el("section")
        .class("training")
        .attr("aria-label", "Training")
        .child(settings)
        .child(explanation())
}

fn has_no_loss(lab: &Lab) -> Option<&'static str> {
    (lab.experiment.rule == LearningRule::Perceptron)
        .then_some("The perceptron rule corrects errors one by one; it has no loss to make small")
}

fn momentum_of(lab: &Lab) -> f32 {
    let Optimizer::Sgd { momentum } = lab.experiment.optimizer;
    momentum
}

fn sgd(momentum: f32) -> Action {
    Action::SetOptimizer(Optimizer::Sgd { momentum })
}

fn seed() -> El {
    let store = Store::get();
    let seed = NumberField {
        label: "Seed",
        value: |lab| lab.experiment.seed.to_string(),
        allowed: "from 0 to 4294967295",
        range: (0.0, f64::from(u32::MAX)),
        action: |n| number_u32(n).map(Action::SetSeed),
        by_thirds: false,
    };
    let new_weights = el("button")
        .class("link")
        .text("New weights")
        .click(move || store.new_weights());
    el("div")
        .class("seed")
        .child(seed.view())
        .child(new_weights)
}

/// A number without decimals, from 0 to the greatest seed.
fn number_u32(number: f64) -> Option<u32> {
    let fits = number >= 0.0 && number.fract() == 0.0 && number <= f64::from(u32::MAX);
    fits.then_some(number as u32)
}

fn more() -> El {
    let store = Store::get();
    let momentum = NumberField {
        label: "Momentum",
        value: |lab| momentum_of(lab).to_string(),
        allowed: "from 0 to 0.999",
        range: (0.0, f64::from(Experiment::MAX_MOMENTUM)),
        action: |m| Some(sgd(m as f32)),
        by_thirds: true,
    };
    let initializer = Choice::new(
        "Initial weights",
        Initializer::ALL.map(|i| (i, i.label())).into(),
        store.select(|lab| lab.experiment.initializer),
        Action::SetInitializer,
    );
    let draw = NumberField {
        label: "Data draw",
        value: |lab| lab.experiment.data.draw.to_string(),
        allowed: "from 0 to 4294967295",
        range: (0.0, f64::from(u32::MAX)),
        action: |n| {
            whole(n)
                .and_then(|n| u32::try_from(n).ok())
                .map(Action::SetDraw)
        },
        by_thirds: false,
    };
    let settings = vec![momentum.view(), initializer.named().view(), draw.view()];
    el("details")
        .class("more")
        .child(el("summary").text("More"))
        .child(el("div").class("settings").children(settings))
}

/// What the last change did, and what is most worth saying about the run.
fn explanation() -> El {
    let store = Store::get();
    let notice = store.select(|lab| lab.notice.0.clone());
    let advice = derived(move || {
        store
            .frame
            .with(|f| advise(&f.experiment, &f.prepared, &f.snapshot))
    });
    let label = move || advice.with(|a| a.remedy.as_ref().map(|(label, _)| *label));
    let act = move || {
        if let Some((_, action)) = advice.get_untracked().remedy {
            store.dispatch(action);
        }
    };
    let remedy = move || {
        let button = el("button").class("link");
        vec![
            button
                .live_text(move || label().unwrap_or_default())
                .click(act),
        ]
    };
    let text = el("span")
        .attr("aria-live", "polite")
        .live_text(move || advice.with(|a| a.text.clone()));
    let advice = el("p")
        .class("advice")
        .attr("role", "note")
        .child(text)
        .text(" ")
        .when(move || label().is_some(), remedy);
    let notice = el("p")
        .class("notice")
        .attr("aria-live", "polite")
        .live_text(notice);
    el("div").class("explanation").child(advice).child(notice)
}
