//! The settings that a first visitor does without, in groups.

use crate::{
    lab::Key,
    ui::{
        element::{El, el},
        fields::{Choice, setting_tick},
        number_field::number_field,
        parts,
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
            "Optimizer",
            vec![parts::settings(Key::Optimizer), parts::settings(Key::Loss)],
        ),
        group(
            "Learning rate",
            vec![
                Choice::of(Key::Schedule).named().view(),
                parts::settings(Key::Schedule),
                schedule_curve(),
            ],
        ),
        group("Against overfitting", against),
        group("Start and order", start),
    ];
    vec![el("div").class("groups").children(groups)]
}

fn group(name: &str, children: Vec<El>) -> El {
    el("div")
        .class("group")
        .attr("role", "group")
        .attr("aria-label", name)
        .child(el("h3").text(name))
        .child(el("div").class("settings").children(children))
}
