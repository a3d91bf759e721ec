//! The settings that a first visitor does without, in groups.

use super::group::group;
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
    vec![el("div").class("groups").children(groups)]
}
