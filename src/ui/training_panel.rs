//! How it learns: learning rate, rule, loss, optimizer, seed; and why the run goes as it goes.

use std::cell::Cell;

use reactive_graph::prelude::*;

use super::{
    element::{El, derived, el},
    fields::Choice,
    media::{self, PHONE},
    number_field::number_field,
    run::Run,
    told::told,
    twins::twins,
};
use crate::{
    lab::{Edit, Key, Part, Seen, advise},
    nn::{LearningRule, Named, Optimizer},
    run::{Action, Lab},
    text::hint::remedy,
};

/// The region Training.
pub fn training_panel() -> El {
    let loss = Choice::of(Key::Loss).named().unless(has_no_loss);
    let settings = el("div")
        .class("settings")
        .children(number_field(Key::LearningRate))
        .children(vec![
            Choice::of(Key::Rule).named().view(),
            loss.view(),
            optimizer().named().unless(has_no_loss).view(),
            seed(),
        ]);
    let phone = media::holds(PHONE);
    el("section")
        .class("training")
        .attr("aria-label", "Training")
        .child(settings)
        .when(move || !phone.get(), || vec![explanation()])
}

fn has_no_loss(lab: &Lab) -> Option<&'static str> {
    (lab.experiment.rule == LearningRule::Perceptron)
        .then_some("The perceptron rule corrects errors one by one; it has no loss to make small")
}

/// The optimizers; SGD stands there twice, with momentum and without.
fn optimizer() -> Choice {
    let momentum = Optimizer::default().with("momentum", 0.9);
    let others = Optimizer::ALL.iter().skip(1);
    let mut all = vec![(Optimizer::default(), "SGD"), (momentum, "Momentum")];
    all.extend(others.map(|o| (*o, o.label())));
    let known: Vec<Optimizer> = all.iter().map(|(o, _)| *o).collect();
    let chosen = known.clone();
    let at = move |now: Optimizer| {
        let moving = |o: Optimizer| o.number("momentum").unwrap_or_default() > 0.0;
        let plain = |o: Optimizer| !o.same_kind(Optimizer::default());
        let same = |o: &Optimizer| o.same_kind(now) && (plain(now) || moving(*o) == moving(now));
        known.iter().position(same).unwrap_or_default()
    };
    let run = Run::get();
    Choice::new(
        Key::Optimizer.setting().label,
        all.into_iter().map(|(_, text)| text).enumerate().collect(),
        move || at(run.lab.with(|lab| lab.experiment.optimizer)),
        move |at| Edit::Set(Key::Optimizer, chosen[at].write()),
    )
}

fn seed() -> El {
    let run = Run::get();
    let new_weights = el("button")
        .class("link")
        .attr("title", "New weights from another seed")
        .text("New")
        .child(el("span").text(" weights"))
        .click(move || run.new_weights());
    el("div")
        .class("seed")
        .children(number_field(Key::Seed))
        .child(new_weights)
}

/// What the last change did, and what is most worth saying about the run. On a phone it stands under the
/// picture, else under the settings.
pub fn explanation() -> El {
    let run = Run::get();
    let notice = run.select(|lab| lab.notice.to_string());
    let said = Cell::new(None);
    let advice = derived(move || {
        let advice = run.frame.with(|f| {
            let at = f.snapshot.progress.moment();
            let samples = f.prepared.train.len();
            run.branch(|branch| {
                advise(Seen {
                    experiment: &f.experiment,
                    prepared: &f.prepared,
                    snapshot: &f.snapshot,
                    past: &|| branch.past(at, samples, &f.experiment.settings()),
                    said: said.get(),
                })
            })
        });
        said.set(Some(advice.hint));
        advice
    });
    let label = move || advice.with(|a| a.remedy.as_ref().map(|_| remedy(a)));
    let act = move || {
        if let Some(edit) = advice.get_untracked().remedy {
            run.dispatch(Action::Repair(edit));
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
        .live_text(move || advice.with(|a| a.hint.to_string()));
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
    el("div")
        .class("explanation")
        .child(twins())
        .child(told())
        .child(advice)
        .child(notice)
}
