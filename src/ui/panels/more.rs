//! The settings that a first visitor does without, in groups.

use reactive_graph::prelude::*;

use super::group::group;
use crate::{
    lab::{Edit, Key},
    ui::{
        element::{El, derived, el},
        fields::{Choice, setting_tick, toggle},
        number_field::number_field,
        parts,
        run::Run,
        schedule::schedule_curve,
    },
};

/// What the panel More holds.
pub fn more() -> Vec<El> {
    let against = [Key::L1, Key::L2, Key::Dropout, Key::Patience];
    let against = against.into_iter().flat_map(number_field).collect();
    let mut start = vec![Choice::of(Key::Initializer).named().view()];
    start.extend(number_field(Key::Draw));
    start.push(setting_tick(Key::Shuffle));
    let groups = vec![
        group(
            "settings",
            "Optimizer",
            vec![parts::settings(Key::Optimizer), parts::settings(Key::Loss)],
        ),
        group(
            "settings",
            "Learning rate",
            vec![
                Choice::of(Key::Schedule).named().view(),
                parts::settings(Key::Schedule),
                schedule_curve(),
            ],
        ),
        group("settings", "Against overfitting", against),
        group("settings", "Start and order", start),
    ];
    vec![el("div").class("groups").children(groups).child(part())]
}

/// Which of the samples take part, where they have classes.
fn part() -> El {
    let run = Run::get();
    let has_classes = derived(move || run.lab.with(|lab| lab.experiment.data.class_count() > 0));
    let turns = derived(move || run.lab.with(|lab| lab.experiment.data.turns()));
    let turn = || number_field(Key::Turn).into_iter().collect();
    let all = move || {
        let per_class = number_field(Key::PerClass).into_iter();
        let turn = el("div").when(move || turns.get(), turn);
        let part = per_class.chain([turn, classes()]).collect();
        vec![group("settings", "Part of the data", part)]
    };
    el("div").when(move || has_classes.get(), all)
}

/// Which classes take part, where there are more than two.
fn classes() -> El {
    let run = Run::get();
    let names = derived(move || run.lab.with(|lab| lab.experiment.data.class_names()));
    let chips = move |names: Vec<String>| {
        let chip = |(class, name): (usize, &String)| {
            let on = run.select(move |lab| lab.experiment.data.classes.contains(class));
            toggle(name, on, move || switch(run, class)).class("chip")
        };
        match names.len() {
            0..3 => Vec::new(),
            _ => vec![
                el("span").class("field-name").text("Classes"),
                el("div")
                    .class("chips")
                    .attr("role", "group")
                    .attr("aria-label", "Classes")
                    .children(names.iter().enumerate().map(chip).collect()),
            ],
        }
    };
    el("div").anew(move || names.get(), move |names| chips(names.clone()))
}

/// Lets a class take part, or leaves it out; of the last two none is.
fn switch(run: Run, class: usize) {
    let (now, count) = run.lab.with_untracked(|lab| {
        (
            lab.experiment.data.classes,
            lab.experiment.data.class_count(),
        )
    });
    let next = (0..count).filter(|&other| now.contains(other) != (other == class));
    let next: Vec<String> = next.map(|class| class.to_string()).collect();
    run.dispatch(Edit::Set(Key::Classes, next.join(",")));
}
