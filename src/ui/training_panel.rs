//! How it learns: learning rate, rule, loss, optimizer, seed; and why the run goes as it goes.

use reactive_graph::prelude::*;

use super::{
    data_panel::whole,
    element::{El, derived, el},
    fields::{Choice, NumberField},
    parts,
    schedule::schedule_curve,
    store::Store,
    twins::twins,
};
use crate::{
    lab::{Action, Experiment, Lab, Part, advise},
    nn::{Initializer, LearningRule, Loss, Named, Optimizer, Schedule},
};

/// The region Training.
pub fn training_panel() -> El {
    let store = Store::get();
    let rate = NumberField::new(
        "Learning rate",
        |lab| lab.experiment.learning_rate.to_string(),
        "from 0.000001 to 100",
        (1e-6, 100.0),
        |rate, _| Some(Action::SetLearningRate(rate as f32)),
    );
    let rule = Choice::new(
        "Learning rule",
        LearningRule::ALL
            .iter()
            .map(|&rule| (rule, rule.label()))
            .collect(),
        store.select(|lab| lab.experiment.rule),
        Action::SetRule,
    );
    let settings = el("div").class("settings").children(vec![
        rate.by_thirds().view(),
        rule.named().view(),
        loss().named().unless(has_no_loss).view(),
        optimizer().named().unless(has_no_loss).view(),
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

/// Every loss is offered: one that does not fit is explained under the settings.
fn loss() -> Choice {
    let kind = |loss: &Loss| Loss::ALL.iter().position(|l| l.same_kind(*loss));
    let kinds = Loss::ALL.iter().enumerate();
    Choice::new(
        "Loss",
        kinds.map(|(at, loss)| (at, loss.label())).collect(),
        Store::get().select(move |lab| kind(&lab.experiment.loss).unwrap_or_default()),
        |at| Action::SetLoss(Loss::ALL[at]),
    )
}

/// The optimizers; SGD stands there twice, with momentum and without.
fn optimizer() -> Choice {
    let momentum = Optimizer::default().with("momentum", 0.9);
    let others = Optimizer::ALL.iter().skip(1);
    let mut all = vec![(Optimizer::default(), "SGD"), (momentum, "Momentum")];
    all.extend(others.map(|&o| (o, o.label())));
    let known: Vec<Optimizer> = all.iter().map(|(o, _)| *o).collect();
    let chosen = known.clone();
    let at = move |now: Optimizer| {
        let moving = |o: Optimizer| o.number("momentum").unwrap_or_default() > 0.0;
        let plain = |o: Optimizer| !o.same_kind(Optimizer::default());
        let same = |o: &Optimizer| o.same_kind(now) && (plain(now) || moving(*o) == moving(now));
        known.iter().position(same).unwrap_or_default()
    };
    let store = Store::get();
    Choice::new(
        "Optimizer",
        all.into_iter().map(|(_, text)| text).enumerate().collect(),
        move || at(store.lab.with(|lab| lab.experiment.optimizer)),
        move |at| Action::SetOptimizer(chosen[at]),
    )
}

fn seed() -> El {
    let store = Store::get();
    let seed = NumberField::new(
        "Seed",
        |lab| lab.experiment.seed.to_string(),
        "from 0 to 4294967295",
        (0.0, f64::from(u32::MAX)),
        |n, _| number_u32(n).map(Action::SetSeed),
    );
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
    whole(number).and_then(|n| u32::try_from(n).ok())
}

fn more() -> El {
    let store = Store::get();
    let initializer = Choice::new(
        "Initial weights",
        Initializer::ALL.iter().map(|&i| (i, i.label())).collect(),
        store.select(|lab| lab.experiment.initializer),
        Action::SetInitializer,
    );
    let draw = NumberField::new(
        "Data draw",
        |lab| lab.experiment.data.draw.to_string(),
        "from 0 to 4294967295",
        (0.0, f64::from(u32::MAX)),
        |n, _| number_u32(n).map(Action::SetDraw),
    );
    let kinds = Schedule::ALL.iter().enumerate();
    let schedule = Choice::new(
        "Schedule",
        kinds.map(|(at, s)| (at, s.label())).collect(),
        store.select(|lab| {
            let now = lab.experiment.schedule.kind();
            Schedule::ALL
                .iter()
                .position(|s| s.kind() == now)
                .unwrap_or_default()
        }),
        |at| Action::SetSchedule(Schedule::ALL[at]),
    );
    let group = |name: &str, children: Vec<El>| {
        el("div")
            .class("group")
            .attr("role", "group")
            .attr("aria-label", name)
            .child(el("h3").text(name))
            .child(el("div").class("settings").children(children))
    };
    let optimizer = parts::settings(|e| e.optimizer, Action::SetOptimizer);
    let loss = parts::settings(|e| e.loss, Action::SetLoss);
    let pace = parts::settings(|e| e.schedule, Action::SetSchedule);
    let groups = vec![
        group("Optimizer", vec![optimizer, loss]),
        group(
            "Learning rate",
            vec![schedule.named().view(), pace, schedule_curve()],
        ),
        group("Against overfitting", regularisation()),
        group("Start", vec![initializer.named().view(), draw.view()]),
    ];
    el("details")
        .class("more")
        .child(el("summary").text("More"))
        .child(el("div").class("groups").children(groups))
}

fn regularisation() -> Vec<El> {
    let l1 = NumberField::new(
        "L1",
        |lab| lab.experiment.l1.to_string(),
        "from 0 to 10",
        (0.0, 10.0),
        |n, _| Some(Action::SetL1(n as f32)),
    );
    let l2 = NumberField::new(
        "L2",
        |lab| lab.experiment.l2.to_string(),
        "from 0 to 10",
        (0.0, 10.0),
        |n, _| Some(Action::SetL2(n as f32)),
    );
    let dropout = NumberField::new(
        "Dropout",
        |lab| lab.experiment.dropout.to_string(),
        "from 0 to 0.9",
        (0.0, 0.9),
        |n, _| Some(Action::SetDropout(n as f32)),
    );
    let patience = NumberField::new(
        "Patience",
        |lab| lab.experiment.patience.unwrap_or_default().to_string(),
        "from 0 (off) to 100000",
        (0.0, f64::from(*Experiment::PATIENCE.end())),
        |n, _| number_u32(n).map(|n| Action::SetPatience((n > 0).then_some(n))),
    );
    let fields = [
        l1.by_thirds(),
        l2.by_thirds(),
        dropout.by_thirds(),
        patience,
    ];
    fields.into_iter().map(NumberField::view).collect()
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
    el("div")
        .class("explanation")
        .child(twins())
        .child(advice)
        .child(notice)
}
