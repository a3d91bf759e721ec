//! The trials: parallel coordinates, the best over time, pictures of the best, and a table that can be sorted.

use reactive_graph::prelude::*;

use super::{
    course::course,
    parallel::parallel,
    said::{lights, name_text, of},
    state::{Column, Scene},
    tiles::tiles,
};
use crate::{
    lab::{
        FieldError,
        tuner::{Trial, sheet},
        wrong::Browser,
    },
    run::News,
    text::tuner as words,
    ui::{
        element::{El, derived, el},
        own_data::saved::{self, download},
    },
};

/// The page.
pub fn trials(scene: Scene) -> Vec<El> {
    let has_search = move || scene.search.with(Option::is_some);
    vec![
        el("p")
            .class("hint")
            .flag("hidden", has_search)
            .text("Nothing has been tried yet. Press Search."),
        el("div").class("tuner-found").when(has_search, move || {
            vec![
                el("div")
                    .class("tuner-plots")
                    .child(parallel(scene))
                    .child(course(scene)),
                tiles(scene),
                table(scene),
                files(scene),
            ]
        }),
    ]
}

/// What tells a table's head from another's: the number of the search, and its hyperparameters.
#[derive(Clone, Debug, PartialEq)]
struct Head(u32, Vec<String>);

fn columns(scene: Scene) -> Head {
    let id = scene.begun.with(|begun| begun.as_ref().map_or(0, |b| b.id));
    let names = scene.search.with(|search| {
        let space = search.as_ref().map(|search| search.tuner.space.0.clone());
        let space = space.unwrap_or_default();
        space.iter().map(|one| one.of.label()).collect()
    });
    Head(id, names)
}

fn table(scene: Scene) -> El {
    let of = derived(move || columns(scene));
    let build = move |Head(_, names)| {
        let score = scene.search.with_untracked(|search| {
            search.as_ref().map_or("Score", |search| {
                words::objective(search.tuner.objective, search.tuner.folds)
            })
        });
        let first = [
            ("Trial".to_owned(), Column::Trial),
            (score.to_owned(), Column::Score),
        ];
        let values = names.iter().enumerate();
        let values = values.map(|(place, name)| (name.clone(), Column::Value(place)));
        let last = [("Best epoch".to_owned(), Column::Epoch)];
        let heads = first.into_iter().chain(last).chain(values);
        let heads = heads
            .map(|(name, column)| head(scene, &name, column))
            .collect();
        let count = names.len();
        vec![
            el("thead").child(el("tr").children(heads)),
            el("tbody").each(
                move || order(scene),
                move |trial: u32| vec![row(scene, trial, count)],
            ),
        ]
    };
    el("div")
        .class("tuner-table")
        .attr("role", "group")
        .attr("aria-label", "Table of trials")
        .attr("tabindex", "0")
        .child(el("table").anew(move || of.get(), build))
}

/// A column's name, which puts the table in order of it, and the other way round when it is pressed again.
fn head(scene: Scene, name: &str, column: Column) -> El {
    let sort = move || {
        let (now, down) = scene.order.get();
        match (now == column, down) {
            (false, _) => "none",
            (true, false) => "ascending",
            (true, true) => "descending",
        }
        .to_owned()
    };
    let press = move || {
        scene.order.update(|(now, down)| {
            *down = *now == column && !*down;
            *now = column;
        });
    };
    el("th")
        .attr("scope", "col")
        .live("aria-sort", sort)
        .child(el("button").class("tuner-sort").text(name).click(press))
}

/// The trials that have come, in order.
fn order(scene: Scene) -> Vec<u32> {
    let Some(search) = scene.search.get() else {
        return Vec::new();
    };
    let (column, down) = scene.order.get();
    let come = search
        .trials
        .iter()
        .filter(|trial| search.cost(trial).is_some());
    let mut all: Vec<&Trial> = come.collect();
    let key = |trial: &Trial| match column {
        Column::Trial => f64::from(trial.id),
        Column::Score => search.score(trial).unwrap_or(f64::INFINITY),
        Column::Epoch => trial
            .best_epoch()
            .map_or(f64::INFINITY, |epoch| epoch as f64),
        Column::Value(place) => trial.point.get(place).copied().unwrap_or_default(),
    };
    all.sort_by(|a, b| {
        let by = key(a).total_cmp(&key(b));
        if down { by.reverse() } else { by }.then(a.id.cmp(&b.id))
    });
    all.iter().map(|trial| trial.id).collect()
}

#[inline(never)]
fn score_text(scene: Scene, trial: u32) -> String {
    of(scene, trial, |search, trial| {
        let score = search.score(trial);
        match search.cost(trial) {
            Some(cost) if cost.is_finite() => {
                score.map_or_else(String::new, |s| words::score(search.tuner.objective, s))
            }
            Some(_) => "diverged".into(),
            None => String::new(),
        }
    })
}

#[inline(never)]
fn epoch_text(scene: Scene, trial: u32) -> String {
    of(scene, trial, |_, trial| {
        let best = trial.best_epoch();
        best.map_or_else(String::new, |best| format!("{best} of {}", trial.epochs))
    })
}

#[inline(never)]
fn value_text(scene: Scene, trial: u32, place: usize) -> String {
    of(scene, trial, |search, trial| {
        words::value(search, trial, place)
    })
}

fn row(scene: Scene, trial: u32, values: usize) -> El {
    let button = el("button")
        .class("tuner-load")
        .live("aria-label", move || {
            format!("Load {}", name_text(scene, trial))
        })
        .maybe("aria-current", move || {
            (scene.loaded.get() == Some(trial)).then_some("true")
        })
        .maybe("aria-busy", move || {
            let loading = scene.loading.at.get();
            loading.filter(|(of, _)| *of == trial).map(|_| "true")
        })
        .text(&(trial + 1).to_string());
    let cells = (0..values)
        .map(|place| el("td").live_text(move || value_text(scene, trial, place)))
        .collect();
    let row = el("tr")
        .maybe("data-lit", move || {
            (scene.lit.get() == Some(trial)).then_some("")
        })
        .child(el("th").attr("scope", "row").child(button))
        .child(el("td").live_text(move || score_text(scene, trial)))
        .child(el("td").live_text(move || epoch_text(scene, trial)))
        .children(cells)
        .click(move || scene.load(trial));
    lights(scene, trial, row)
}

/// The buttons that hand the table to other programs.
fn files(scene: Scene) -> El {
    let button =
        |text: &str, title: &str| el("button").class("quiet").attr("title", title).text(text);
    el("div")
        .class("tuner-foot")
        .child(
            button("Download CSV", "A row for each trial that has come").click(move || save(scene)),
        )
        .child(button("Copy CSV", "The same to be pasted elsewhere").click(move || copy(scene)))
        .child(el("span").class("hint").text(words::LOADS))
}

fn text(scene: Scene) -> String {
    let search = scene.search.get_untracked();
    search.map_or_else(String::new, |search| sheet(&search))
}

const NAME: &str = "separable-tuner.csv";

fn save(scene: Scene) {
    if download(NAME, &text(scene)).is_none() {
        let wrong = FieldError::new(NAME, Browser::Save);
        scene.run.dispatch(News::Complain(wrong));
    }
}

fn copy(scene: Scene) {
    let text = text(scene);
    wasm_bindgen_futures::spawn_local(async move {
        let copied = saved::copy(&text).await;
        if !scene.run.is_open() {
            return;
        }
        if copied {
            scene.loading.said.set("The table is copied.".into());
        } else {
            // What cannot be copied can be had as a file.
            save(scene);
        }
    });
}
