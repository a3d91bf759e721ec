//! What kind of unit it is that learns: the settings that textbooks differ in, together as switches, and what each
//! means.

use reactive_graph::prelude::*;

use super::group::group;
use crate::{
    data::Coding,
    lab::{Edit, Key},
    nn::{Activation, LearningRule, Named},
    text::neuron as words,
    ui::{
        element::{El, el},
        fields::{Choice, switch, toggle},
        run::Run,
    },
};

/// The switches of the units of the last layer.
pub fn neuron() -> El {
    let run = Run::get();
    let coding = el("div").when(run.select(|lab| lab.experiment.is_table()), move || {
        vec![one(codings(run), move || coding_text(run))]
    });
    // The setting's own name is that of the field above the network.
    let rules = LearningRule::ALL.iter().map(|&rule| (rule, rule.label()));
    let chosen = run.select(|lab| lab.experiment.rule);
    let set = |rule: LearningRule| Edit::Set(Key::Rule, rule.name().into());
    let rules = Choice::new("Rule", rules.collect(), chosen, set)
        .named()
        .view();
    let switches = vec![
        one(steps(run), move || step_text(run)),
        one(written(run), move || {
            words::written(run.look.threshold.get())
        }),
        coding,
        one(orders(run), move || order_text(run)),
        one(rules, move || rule_text(run)),
    ];
    group("neuron", "Neuron", switches)
}

fn one(control: El, text: impl Fn() -> &'static str + 'static) -> El {
    el("div")
        .class("neuron-switch")
        .child(control)
        .child(el("p").class("hint").live_text(text))
}

fn steps(run: Run) -> El {
    let option = |name: &str, activation: Activation| {
        let is = run.select(move |lab| lab.experiment.output().activation == activation);
        let last = move || {
            run.lab
                .with_untracked(|lab| lab.experiment.layers.len().saturating_sub(1))
        };
        toggle(name, is, move || {
            run.dispatch(Edit::SetActivation(last(), activation))
        })
    };
    let options = vec![
        option("Step 0/1", Activation::Heaviside),
        option("Sign −1/1", Activation::Sign),
    ];
    switch("Step", options)
}

/// Whether units are told with a bias or a threshold.
pub fn written(run: Run) -> El {
    let threshold = run.look.threshold;
    let option = |name: &str, is: bool| {
        toggle(
            name,
            move || threshold.get() == is,
            move || threshold.set(is),
        )
    };
    switch(
        "Written with",
        vec![option("Bias", false), option("Threshold", true)],
    )
}

fn codings(run: Run) -> El {
    let option = |&coding: &Coding| {
        let is = run.select(move |lab| lab.experiment.data.coding == coding);
        toggle(coding.label(), is, move || {
            run.dispatch(Edit::Set(Key::Coding, coding.name().into()))
        })
    };
    switch("Inputs coded", Coding::ALL.iter().map(option).collect())
}

fn orders(run: Run) -> El {
    let option = |name: &str, shuffle: bool| {
        let is = run.select(move |lab| lab.experiment.shuffle == shuffle);
        toggle(name, is, move || {
            run.dispatch(Edit::Set(Key::Shuffle, shuffle.to_string()))
        })
    };
    switch(
        "Order",
        vec![option("Table’s order", false), option("Shuffled", true)],
    )
}

// What elements of text call is no part of what comes late unless it stands by itself.

#[inline(never)]
fn step_text(run: Run) -> &'static str {
    let activation = run.lab.with(|lab| lab.experiment.output().activation);
    words::step(activation, run.look.threshold.get())
}

#[inline(never)]
fn coding_text(run: Run) -> &'static str {
    words::coding(run.lab.with(|lab| lab.experiment.data.coding))
}

#[inline(never)]
fn order_text(run: Run) -> &'static str {
    words::order(run.lab.with(|lab| lab.experiment.shuffle))
}

#[inline(never)]
fn rule_text(run: Run) -> &'static str {
    words::rule(run.lab.with(|lab| lab.experiment.rule))
}
