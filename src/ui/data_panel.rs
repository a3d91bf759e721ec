//! The data: gallery, points, noise, train share, batch size, inputs.

use reactive_graph::prelude::*;

use super::{
    canvas,
    element::{El, el, follow},
    fields::{Choice, NumberField, Slider, toggle},
    store::Store,
};
use crate::{
    data::{Coding, DataSpec, Dataset, Feature, preview},
    lab::Action,
    plot::{
        color::{Palette, Theme},
        heatmap::Grid,
    },
};

/// The region Data.
pub fn data_panel() -> El {
    el("section")
        .class("data")
        .attr("aria-label", "Data")
        .child(el("h2").text("Data"))
        .child(gallery())
        .child(amounts())
        .child(inputs())
}

fn gallery() -> El {
    el("div")
        .class("gallery")
        .attr("role", "radiogroup")
        .attr("aria-label", "Dataset")
        .children(Dataset::ALL.map(item).into())
}

fn item(dataset: Dataset) -> El {
    let store = Store::get();
    let picture = el("canvas").attr("aria-hidden", "true");
    let canvas = picture.node();
    let mut last = None;
    follow(move || {
        let data = store.lab.with(|lab| lab.experiment.data.clone());
        let now = Some((DataSpec { dataset, ..data }, store.theme.get()));
        if now != last {
            last = now;
            last.iter()
                .for_each(|(spec, theme)| draw(&canvas, spec, *theme));
        }
    });
    let radio = el("input")
        .attr("type", "radio")
        .attr("name", "dataset")
        .attr("value", dataset.name())
        .checked(store.select(move |lab| lab.experiment.data.dataset == dataset))
        .on("change", move |_| {
            store.dispatch(Action::SetDataset(dataset))
        });
    el("label")
        .class("dataset")
        .attr("title", dataset.describe())
        .child(radio)
        .child(picture)
        .child(el("span").text(dataset.label()))
}

/// Side of a thumbnail in CSS pixels.
const THUMBNAIL: f64 = 56.0;

/// The very points, as many as can be told apart at this size.
fn draw(canvas: &web_sys::HtmlCanvasElement, spec: &DataSpec, theme: Theme) {
    let Some(context) = canvas::prepare(canvas, THUMBNAIL, THUMBNAIL) else {
        return;
    };
    let palette = Palette::of(theme);
    let domain = spec.domain();
    let grid = Grid {
        domain: (domain.min, domain.max),
        side: 1,
    };
    let radius = if spec.dataset.is_table() { 4.5 } else { 1.5 };
    for point in preview(spec.dataset, spec) {
        let [x, y] = grid.to_unit(point.x).map(|u| f64::from(u) * THUMBNAIL);
        let color = if point.class == 0 {
            palette.point_orange
        } else {
            palette.point_blue
        };
        context.set_fill_style_str(&color.css());
        context.begin_path();
        // An arc fails only for a negative radius.
        let _ = context.arc(x, y, radius, 0.0, std::f64::consts::TAU);
        context.fill();
    }
}

const FOUR_ROWS: &str = "A truth table has exactly four rows, all for training";

fn amounts() -> El {
    let store = Store::get();
    let table = store.select(|lab| lab.experiment.is_table());
    let batch = NumberField {
        label: "Batch size",
        value: |lab| lab.experiment.batch_size.to_string(),
        allowed: "from 1 to 5000",
        range: (1.0, 5000.0),
        action: |n| whole(n).map(Action::SetBatchSize),
        by_thirds: false,
    };
    let regenerate = el("button")
        .class("link")
        .flag("disabled", table)
        .maybe("title", move || table().then_some(FOUR_ROWS))
        .text("Regenerate data")
        .click(move || store.dispatch(Action::RegenerateData));
    el("div")
        .class("amounts")
        .when(table, table_settings)
        .when(move || !table(), cloud_settings)
        .child(batch.view())
        .child(regenerate)
}

fn table_settings() -> Vec<El> {
    let coding = Choice::new(
        "Inputs coded",
        Coding::ALL.map(|coding| (coding, coding.label())).into(),
        Store::get().select(|lab| lab.experiment.data.coding),
        Action::SetCoding,
    );
    let hint = el("p").class("hint").text("Four rows, all for training.");
    vec![hint, coding.named().view()]
}

fn cloud_settings() -> Vec<El> {
    let points = Slider {
        label: "Points",
        value: |lab| position(lab.experiment.data.points),
        text: |lab| lab.experiment.data.points.to_string(),
        range: (0.0, STEPS.len() as f64 - 1.0, 1.0),
        action: |at| Action::SetPoints(STEPS[(at as usize).min(STEPS.len() - 1)]),
    };
    let noise = Slider {
        label: "Noise",
        value: |lab| lab.experiment.data.noise * 100.0,
        text: |lab| percent(lab.experiment.data.noise),
        range: (0.0, 50.0, 1.0),
        action: |percent| Action::SetNoise(percent / 100.0),
    };
    let share = Slider {
        label: "For training",
        value: |lab| lab.experiment.data.train_share * 100.0,
        text: |lab| percent(lab.experiment.data.train_share),
        range: (10.0, 90.0, 5.0),
        action: |percent| Action::SetTrainShare(percent / 100.0),
    };
    vec![points.view(), noise.view(), share.view()]
}

fn percent(share: f64) -> String {
    format!("{:.0} %", share * 100.0)
}

/// A number without decimals, from 0.
pub fn whole(number: f64) -> Option<usize> {
    (number >= 0.0 && number.fract() == 0.0 && number < 1e9).then_some(number as usize)
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

fn inputs() -> El {
    let store = Store::get();
    let chips = Feature::ALL.map(|feature| {
        let on = store.select(move |lab| lab.experiment.features.contains(feature));
        toggle(feature.label(), on, move || {
            store.dispatch(Action::ToggleFeature(feature))
        })
        .class("chip")
    });
    let chips = el("div")
        .class("chips")
        .attr("role", "group")
        .attr("aria-labelledby", "inputs-head")
        .children(chips.into());
    let head = el("h3").attr("id", "inputs-head").text("Inputs");
    el("div").class("inputs").child(head).child(chips)
}
