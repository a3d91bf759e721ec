//! How many seeds are solved, what of the others is known, and the table for other programs.

use reactive_graph::prelude::*;

use super::state::Scene;
use crate::{
    lab::{
        FieldError,
        lottery::{Count, Sweep, sheet},
        wrong::Browser,
    },
    nn::{Named, Task},
    plot::scale::format_value,
    run::News,
    text::lottery as words,
    ui::{
        element::{El, derived, el},
        own_data::saved::{self, download},
    },
};

/// All that is said of the lottery at hand, or of what one is.
pub fn summary(scene: Scene) -> El {
    let has_begun = move || scene.trial.dealing.has_begun();
    el("div")
        .class("lottery-summary")
        .when(
            move || !has_begun(),
            || vec![el("p").class("hint").text(words::WHY)],
        )
        .when(has_begun, move || begun(scene))
}

fn begun(scene: Scene) -> Vec<El> {
    let hint = || el("p").class("hint");
    let solved = el("output")
        .attr("role", "status")
        .attr("aria-live", "off")
        .attr("aria-label", "Solved")
        .class("lottery-solved")
        .live_text(move || scene.shown.with(|shown| words::solved(&shown.count)));
    let is_swept = derived(move || sweep(scene).is_some());
    vec![
        solved,
        scene.trial.progress(),
        hint().live_text(move || sure_text(scene)),
        scene.trial.dealing.failure(),
        el("div").when(
            move || scene.trial.changed.get(),
            || vec![el("p").class("hint lottery-changed").text(words::CHANGED)],
        ),
        el("div").when(
            move || is_swept.get(),
            move || vec![table(scene), hint().live_text(move || swept_text(scene))],
        ),
        hint().live_text(move || others_text(scene)),
        hint().live_text(move || meaning_text(scene)),
        el("p")
            .class("lottery-said")
            .attr("role", "status")
            .live_text(move || scene.trial.loading.said.get()),
        files(scene),
    ]
}

fn sweep(scene: Scene) -> Option<Sweep> {
    scene
        .trial
        .begun
        .with(|begun| begun.as_ref().and_then(|begun| begun.lottery.sweep.clone()))
}

// What elements of text call is no part of what comes late unless it stands by itself.

#[inline(never)]
fn sure_text(scene: Scene) -> String {
    let interval = scene.shown.with(|shown| shown.count.interval());
    let begun = scene.trial.begun.with(|begun| {
        let begun = begun.as_ref();
        begun.map(|begun| words::begun(&begun.lottery))
    });
    // Of a sweep the share is one over several experiments, of which there is no interval.
    let sure = interval.filter(|_| sweep(scene).is_none()).map(words::sure);
    let parts: Vec<String> = sure.into_iter().chain(begun).collect();
    parts.join(" ")
}

#[inline(never)]
fn others_text(scene: Scene) -> String {
    let samples = scene.trial.samples();
    scene
        .shown
        .with(|shown| words::others(&shown.count, samples))
}

#[inline(never)]
fn swept_text(scene: Scene) -> String {
    let by = |sweep| {
        scene
            .shown
            .with(|shown| words::by_value(&sweep, &shown.counts))
    };
    sweep(scene).map(by).unwrap_or_default()
}

#[inline(never)]
fn meaning_text(scene: Scene) -> String {
    let Some(begun) = scene.trial.begun.get() else {
        return String::new();
    };
    let meaning = words::meaning(begun.prepared.task, !begun.prepared.test.is_empty());
    let more = match (begun.small.is_some(), begun.prepared.task) {
        (true, _) => words::LOADS.to_owned(),
        (false, Task::Regression) => format!("{} {}", words::NO_PICTURE_OF_NUMBERS, words::LOADS),
        (false, _) => format!("{} {}", words::NO_PICTURE, words::LOADS),
    };
    format!("{meaning} {more}")
}

/// The share of each value of a sweep.
fn table(scene: Scene) -> El {
    let of = move |at: usize| {
        scene
            .shown
            .with(|shown| shown.counts.get(at).cloned().unwrap_or_default())
    };
    let title = |text: &str| {
        let why = match text {
            "95 %" => "Where the share of all seeds lies with a confidence of 95 % (Wilson)",
            "loss" => "The middle of the training losses at the end",
            _ => "",
        };
        el("th").attr("scope", "col").attr("title", why).text(text)
    };
    let cell =
        move |at: usize, text: fn(&Count) -> String| el("td").live_text(move || text(&of(at)));
    let values = derived(move || {
        sweep(scene)
            .map(|s| (s.of.name(), s.values))
            .unwrap_or_default()
    });
    el("table").class("lottery-table").anew(
        move || values.get(),
        move |(name, values)| {
            let Some(of) = crate::lab::lottery::Swept::from_name(name) else {
                return Vec::new();
            };
            let head = ["solved", "95 %", "loss"].map(title);
            let head = [title(of.label())].into_iter().chain(head).collect();
            let row = |(at, value): (usize, &String)| {
                el("tr")
                    .child(el("th").attr("scope", "row").text(&of.label_of(value)))
                    .child(cell(at, |count| {
                        format!("{} of {}", count.solved, count.come)
                    }))
                    .child(cell(at, |count| {
                        count.interval().map(words::range).unwrap_or_default()
                    }))
                    .child(cell(at, |count| {
                        count.median.map(format_value).unwrap_or_default()
                    }))
            };
            vec![
                el("thead").child(el("tr").children(head)),
                el("tbody").children(values.iter().enumerate().map(row).collect()),
            ]
        },
    )
}

/// The buttons that hand the table to other programs.
fn files(scene: Scene) -> El {
    let button =
        |text: &str, title: &str| el("button").class("quiet").attr("title", title).text(text);
    el("div")
        .class("button-row")
        .child(
            button("Download CSV", "A row for each seed that has come").click(move || save(scene)),
        )
        .child(button("Copy CSV", "The same to be pasted elsewhere").click(move || copy(scene)))
}

fn text(scene: Scene) -> String {
    let begun = scene.trial.begun.get_untracked();
    let outcomes = scene.trial.outcomes.get_untracked();
    begun.map_or_else(String::new, |begun| {
        sheet(&begun.lottery, outcomes.iter().flatten().map(|o| &**o))
    })
}

const NAME: &str = "separable-lottery.csv";

fn save(scene: Scene) {
    if download(NAME, &text(scene)).is_none() {
        refuse(scene);
    }
}

fn refuse(scene: Scene) {
    let wrong = FieldError::new(NAME, Browser::Save);
    scene.trial.run.dispatch(News::Complain(wrong));
}

fn copy(scene: Scene) {
    let text = text(scene);
    wasm_bindgen_futures::spawn_local(async move {
        let copied = saved::copy(&text).await;
        if !scene.trial.run.is_open() {
            return;
        }
        if copied {
            scene.trial.loading.said.set("The table is copied.".into());
        } else {
            // What cannot be copied can be had as a file.
            save(scene);
        }
    });
}
