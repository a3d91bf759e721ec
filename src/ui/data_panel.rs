//! The data: what is to be learnt, gallery, points, noise, train share, batch size, inputs.

use std::{cell::RefCell, rc::Rc};

use reactive_graph::prelude::*;
use web_sys::HtmlCanvasElement;

use super::{
    canvas,
    choose::choose,
    element::{El, el},
    fields::{Choice, Slider, setting_tick, toggle},
    later::later,
    number_field::number_field,
    own_data::panel::own_data,
    page::Page,
    panels::{panel_of, show},
    part::Part,
    run::Run,
    thumbnail,
    turn::on_screen,
};
use crate::{
    data::{DataSpec, Dataset, Feature},
    lab::{Edit, Key},
    nn::{Named, Task},
    run::Lab,
};

/// The region Data.
pub const DATA_PANEL: Part = Part {
    shell: || el("section").class("data").attr("aria-label", "Data"),
    pieces: &[
        || vec![head(), gallery()],
        || vec![own_data(), amounts(), inputs()],
    ],
};

/// What is to be learnt, which decides what the gallery shows. A task brings its first set.
fn head() -> El {
    let (run, library) = (Run::get(), Page::get().library);
    let tasks = Task::ALL.iter().map(|&task| (task, task.label())).collect();
    let choice = Choice::local(
        "Task",
        tasks,
        move || run.look.gallery.get(),
        move |task| {
            run.look.gallery.set(task);
            let learns = run.lab.with_untracked(|lab| lab.experiment.task());
            let mut sets = Dataset::ALL.iter().filter(|set| set.is_generated());
            if let Some(first) = sets
                .find(|set| set.task() == task)
                .filter(|_| learns != task)
            {
                choose(library, run, *first);
            }
        },
    );
    el("div")
        .class("panel-head")
        .child(el("h2").text("Data"))
        .child(choice.view().class("field task"))
}

fn gallery() -> El {
    let (run, library) = (Run::get(), Page::get().library);
    let shown = move || {
        let task = run.look.gallery.get();
        let chosen = run.lab.with(|lab| lab.experiment.data.dataset);
        let own = |d: Dataset| matches!(d, Dataset::Own | Dataset::Drawn);
        let there = |d: Dataset| !own(d) || d == chosen || library.task(d) == Some(task);
        library.track();
        let fits = |d: &Dataset| library.task(*d).unwrap_or(d.task()) == task && there(*d);
        Dataset::ALL.iter().copied().filter(fits).collect()
    };
    el("div")
        .class("gallery")
        .attr("role", "radiogroup")
        .attr("aria-label", "Dataset")
        .each(shown, |dataset| vec![item(dataset)])
}

fn item(dataset: Dataset) -> El {
    let (page, run) = (Page::get(), Run::get());
    let library = page.library;
    let picture = el("canvas").attr("aria-hidden", "true");
    let canvas: HtmlCanvasElement = picture.node();
    let mut last = None;
    // What is going to be drawn.
    let next = Rc::new(RefCell::new(None));
    on_screen(move || {
        library.track();
        let data = run.lab.with(|lab| lab.experiment.data.clone());
        let turn = if dataset == data.dataset {
            data.turn
        } else {
            0.0
        };
        let spec = DataSpec {
            dataset,
            turn,
            ..data
        };
        let look = (page.theme.get(), canvas::pixel_ratio());
        let now = Some((spec, library.known(dataset), look));
        if now == last {
            return;
        }
        last.clone_from(&now);
        if next.replace(now).is_none() {
            let (canvas, next) = (canvas.clone(), next.clone());
            later(move || {
                if let Some((spec, _, (theme, _))) = next.take() {
                    // A person's own table is not seen before it is read.
                    let _ = thumbnail::draw(&canvas, library, &spec, theme);
                }
            });
        }
    });
    let radio = el("input")
        .attr("type", "radio")
        .attr("name", &run.unique("dataset"))
        .attr("value", dataset.name())
        .checked(run.select(move |lab| lab.experiment.data.dataset == dataset))
        .on("change", move |_| choose(library, run, dataset));
    el("label")
        .class("dataset")
        .attr("title", dataset.describe())
        .child(radio)
        .child(picture)
        .child(el("span").text(dataset.label()))
}

const ALL_ROWS: &str = "A truth table has its own rows, all for training";

fn amounts() -> El {
    let run = Run::get();
    let table = run.select(|lab| lab.experiment.is_table());
    let generated = run.select(|lab| lab.experiment.data.dataset.is_generated());
    // A set of images has the split of its source.
    let images = run.select(|lab| lab.experiment.data.dataset.is_images());
    let few = run.select(|lab| {
        let data = &lab.experiment.data;
        data.dataset == Dataset::Drawn && data.holds_none_back(data.drawn.len())
    });
    let regenerate = move || {
        vec![
            el("button")
                .class("link")
                .flag("disabled", table)
                .maybe("title", move || table().then_some(ALL_ROWS))
                .text("Regenerate data")
                .click(move || run.dispatch(Edit::RegenerateData)),
        ]
    };
    el("div")
        .class("amounts")
        .when(table, table_settings)
        .when(move || generated() && !table(), cloud_settings)
        .when(
            move || !generated() && !few() && !images(),
            || vec![train_share().view()],
        )
        .when(few, || {
            let hint = format!("Fewer than {} points: all for training.", DataSpec::FEW);
            vec![el("p").class("hint").text(&hint)]
        })
        .children(number_field(Key::BatchSize))
        .child(setting_tick(Key::Standardize))
        .when(generated, regenerate)
}

fn table_settings() -> Vec<El> {
    let run = Run::get();
    let table = el("button")
        .class("link")
        .text("Units’ answers")
        .attr("title", "A table with every unit’s answer for each row")
        .click(move || show(run, panel_of("table")));
    let hint = el("p").class("hint").text("All rows are for training. ");
    vec![hint.child(table), Choice::of(Key::Coding).named().view()]
}

fn cloud_settings() -> Vec<El> {
    let points = Slider {
        label: "Points",
        value: |lab| position(lab.experiment.data.points),
        text: |lab| lab.experiment.data.points.to_string(),
        range: (0.0, STEPS.len() as f64 - 1.0, 1.0),
        edit: |at| {
            Edit::Set(
                Key::Points,
                STEPS[(at as usize).min(STEPS.len() - 1)].to_string(),
            )
        },
    };
    let noise = Slider {
        label: "Noise",
        value: |lab| lab.experiment.data.noise * 100.0,
        text: |lab| percent(lab.experiment.data.noise),
        range: (0.0, 50.0, 1.0),
        edit: |percent| Edit::Set(Key::Noise, (percent / 100.0).to_string()),
    };
    vec![points.view(), noise.view(), train_share().view()]
}

fn train_share() -> Slider {
    Slider {
        label: "For training",
        value: |lab| lab.experiment.data.train_share * 100.0,
        text: |lab| percent(lab.experiment.data.train_share),
        range: (10.0, 90.0, 5.0),
        edit: |percent| Edit::Set(Key::TrainShare, (percent / 100.0).to_string()),
    }
}

fn percent(share: f64) -> String {
    format!("{:.0} %", share * 100.0)
}

/// The stops of the slider for points.
const STEPS: [usize; 17] = [
    4, 8, 12, 20, 30, 50, 80, 100, 150, 200, 300, 400, 600, 1000, 2000, 3000, 5000,
];

/// The stop nearest to a number of points, which may also come from a link.
fn position(points: usize) -> f64 {
    let distance = |stop: &usize| stop.abs_diff(points);
    let nearest = STEPS
        .iter()
        .enumerate()
        .min_by_key(|(_, stop)| distance(stop));
    nearest.map_or(0.0, |(i, _)| i as f64)
}

/// The features of a place in the plane; a file's columns have their own dialog.
fn inputs() -> El {
    let run = Run::get();
    let features = move || {
        run.lab.with(|lab| {
            let data = &lab.experiment.data;
            let known = if data.has_features() {
                data.features()
            } else {
                Vec::new()
            };
            let all = Feature::ALL.iter().copied();
            all.filter(|f| known.contains(f)).collect()
        })
    };
    let shown = run.select(|lab: &Lab| lab.experiment.data.has_features());
    let chips = move || {
        let id = run.unique("inputs-head");
        let chips = el("div")
            .class("chips")
            .attr("role", "group")
            .attr("aria-labelledby", &id)
            .each(features, |feature| vec![chip(feature)]);
        vec![el("h3").attr("id", &id).text("Inputs"), chips]
    };
    el("div").class("inputs").when(shown, chips)
}

fn chip(feature: Feature) -> El {
    let run = Run::get();
    let on = run.select(move |lab| lab.experiment.features.contains(feature));
    toggle(feature.label(), on, move || {
        run.dispatch(Edit::ToggleFeature(feature))
    })
    .class("chip")
}
