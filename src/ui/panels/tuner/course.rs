//! The best score so far over the epochs that were trained.

use reactive_graph::prelude::*;

use super::state::Scene;
use crate::{
    lab::tuner::Search,
    plot::scale::format_short,
    text::tuner as words,
    ui::{
        canvas,
        element::{El, derived, el, svg},
        panels::perceptron::shapes::path,
    },
};

/// Room around the plot.
const BESIDE: f64 = 8.0;
const ABOVE: f64 = 24.0;
const BELOW: f64 = 24.0;

/// The size of the picture.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Size([f64; 2]);

/// The picture.
pub fn course(scene: Scene) -> El {
    let box_ = el("div").class("tuner-course");
    let size = canvas::size_of(&box_);
    let size = derived(move || Size(size.get().unwrap_or_default().map(|side| side.max(60.0))));
    let size = move || size.get().0;
    let view = move || {
        let [width, height] = size();
        format!("0 0 {width} {height}")
    };
    let line = move || {
        let steps = scene
            .search
            .with(|s| s.as_ref().map(|s| steps(s)).unwrap_or_default());
        drawn(size(), &steps)
    };
    let text = |class: &'static str, y: fn([f64; 2]) -> f64, text: fn(Scene) -> String| {
        svg("text")
            .attr("class", class)
            .attr("x", "8")
            .live("y", move || format!("{:.1}", y(size())))
            .live_text(move || text(scene))
    };
    let drawing = svg("svg")
        .attr("role", "img")
        .live("aria-label", move || said(scene))
        .live("viewBox", view)
        .child(svg("path").attr("class", "axis").live("d", move || {
            let [width, height] = size();
            path(
                [[BESIDE, height - BELOW], [width - BESIDE, height - BELOW]],
                false,
            )
        }))
        .child(svg("path").attr("class", "best").live("d", line))
        .child(text("name", |_| 14.0, |_| "Best so far".into()))
        .child(text(
            "end",
            |size| size[1] - 6.0,
            |scene| {
                let last = scene.search.with(|s| s.as_ref().map_or(0, |s| s.epochs()));
                format!("over {} epochs", format_short(last as f64))
            },
        ));
    box_.child(drawing)
}

/// The epochs after which the best became better, with its cost: trials count by their numbers, which is the order
/// in which they were begun.
fn steps(search: &Search) -> Vec<[f64; 2]> {
    let (mut epochs, mut best) = (0, f64::INFINITY);
    let mut all = Vec::new();
    for trial in &search.trials {
        let Some(cost) = search.cost(trial) else {
            break;
        };
        epochs += trial
            .runs
            .iter()
            .flatten()
            .map(|run| run.epoch)
            .sum::<u64>();
        if cost < best {
            if best.is_finite() {
                all.push([epochs as f64, best]);
            }
            best = cost;
            all.push([epochs as f64, best]);
        }
    }
    if best.is_finite() {
        all.push([epochs as f64, best]);
    }
    all
}

fn drawn([width, height]: [f64; 2], steps: &[[f64; 2]]) -> String {
    let last = steps.last().map_or(1.0, |[epochs, _]| epochs.max(1.0));
    let log = |cost: f64| libm::log(cost.max(1e-6));
    let costs = || steps.iter().map(|[_, cost]| log(*cost));
    let (low, high) = (
        costs().fold(f64::INFINITY, f64::min),
        costs().fold(f64::NEG_INFINITY, f64::max),
    );
    let room = [width - 2.0 * BESIDE, height - ABOVE - BELOW - 6.0];
    let place = |[epochs, cost]: &[f64; 2]| {
        let share = if high > low {
            (high - log(*cost)) / (high - low)
        } else {
            1.0
        };
        // Costs fall: the best stands lowest, as losses do everywhere on the page.
        [BESIDE + room[0] * epochs / last, ABOVE + room[1] * share]
    };
    path(steps.iter().map(place), false)
}

#[inline(never)]
fn said(scene: Scene) -> String {
    let best = scene.search.with(|s| s.as_deref().map(words::best));
    format!(
        "The best so far over the epochs trained. {}",
        best.unwrap_or_default()
    )
}
