//! The data: gallery, points, noise, train share, batch size, inputs.

use std::sync::Arc;

use leptos::{html, prelude::*};

use super::{
    canvas,
    fields::{Choice, NumberField, Slider},
    store::Store,
};
use crate::{
    data::{Coding, DataSpec, Dataset, Feature, preview},
    lab::{Action, Experiment},
    plot::{
        color::{Palette, Theme},
        heatmap::Grid,
    },
};

/// The region Data.
#[component]
pub fn DataPanel() -> impl IntoView {
    view! {
        <section class="data" aria-label="Data">
            <h2>"Data"</h2>
            <Gallery/>
            <Amounts/>
            <Inputs/>
        </section>
    }
}

#[component]
fn Gallery() -> impl IntoView {
    let items = Dataset::ALL.map(|dataset| view! { <Item dataset=dataset/> });
    view! {
        <div class="gallery" role="radiogroup" aria-label="Dataset">{items}</div>
    }
}

#[component]
fn Item(dataset: Dataset) -> impl IntoView {
    let store = Store::get();
    let node = NodeRef::<html::Canvas>::new();
    let spec = store.select(move |lab| {
        let Experiment { data, .. } = &lab.experiment;
        DataSpec {
            dataset,
            ..data.clone()
        }
    });
    Effect::new(move |_| {
        if let Some(canvas) = node.get() {
            draw(&canvas, &spec.read(), store.theme.get());
        }
    });
    let chosen = store.select(move |lab| lab.experiment.data.dataset == dataset);
    view! {
        <label class="dataset" title=dataset.describe()>
            <input type="radio" name="dataset" value=dataset.name() prop:checked=move || chosen.get()
                on:change=move |_| store.dispatch(Action::SetDataset(dataset))/>
            <canvas node_ref=node aria-hidden="true"></canvas>
            <span>{dataset.label()}</span>
        </label>
    }
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

#[component]
fn Amounts() -> impl IntoView {
    let store = Store::get();
    let table = store.select(|lab| lab.experiment.is_table());
    let fixed = Signal::derive(move || table.get().then_some(FOUR_ROWS));
    let points = store.select(|lab| lab.experiment.data.points);
    let noise = store.select(|lab| lab.experiment.data.noise);
    let share = store.select(|lab| lab.experiment.data.train_share);
    let batch = store.select(|lab| lab.experiment.batch_size);
    let coding = store.select(|lab| lab.experiment.data.coding);
    let codings = Coding::ALL.map(|coding| (coding, coding.label())).to_vec();
    let batch_size = |n: f64| whole(n).map(Action::SetBatchSize);
    view! {
        <div class="amounts">
            <Show when=move || table.get()>
                <p class="hint">"Four rows, all for training."</p>
                <Choice label="Inputs coded" named=true options=codings.clone() value=coding action=Action::SetCoding/>
            </Show>
            <Show when=move || !table.get()>
                <Slider label="Points" value=Signal::derive(move || position(points.get()))
                    text=Signal::derive(move || points.get().to_string())
                    range=(0.0, STEPS.len() as f64 - 1.0, 1.0)
                    action=|at| Action::SetPoints(STEPS[(at as usize).min(STEPS.len() - 1)])
                    disabled=fixed/>
                <Slider label="Noise" value=Signal::derive(move || noise.get() * 100.0)
                    text=Signal::derive(move || format!("{:.0} %", noise.get() * 100.0))
                    range=(0.0, 50.0, 1.0) action=|percent| Action::SetNoise(percent / 100.0)
                    disabled=fixed/>
                <Slider label="For training" value=Signal::derive(move || share.get() * 100.0)
                    text=Signal::derive(move || format!("{:.0} %", share.get() * 100.0))
                    range=(10.0, 90.0, 5.0) action=|percent| Action::SetTrainShare(percent / 100.0)
                    disabled=fixed/>
            </Show>
            <NumberField label="Batch size" value=Signal::derive(move || batch.get().to_string())
                allowed="from 1 to 5000" range=(1.0, 5000.0) action=batch_size/>
            <button class="link" disabled=move || table.get() title=move || fixed.get()
                on:click=move |_| store.dispatch(Action::RegenerateData)>
                "Regenerate data"
            </button>
        </div>
    }
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

#[component]
fn Inputs() -> impl IntoView {
    let store = Store::get();
    let features = store.select(|lab| Arc::new(lab.experiment.features.clone()));
    let chips = Feature::ALL.map(|feature| {
        let on = Memo::new(move |_| features.with(|f| f.contains(feature)));
        view! {
            <button class="chip" aria-pressed=move || on.get().to_string()
                on:click=move |_| store.dispatch(Action::ToggleFeature(feature))>
                {feature.label()}
            </button>
        }
    });
    view! {
        <div class="inputs">
            <h3 id="inputs-head">"Inputs"</h3>
            <div class="chips" role="group" aria-labelledby="inputs-head">{chips}</div>
        </div>
    }
}
