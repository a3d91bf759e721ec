//! The learning rate over the epochs, as a small curve with the present moment on it.

use reactive_graph::prelude::*;

use super::{
    element::{El, el, svg},
    run::Run,
};
use crate::{
    lab::{Experiment, Part},
    plot::{scale::format_value, schedule::schedule_path},
};

const WIDTH: f32 = 96.0;
const HEIGHT: f32 = 28.0;
/// Places along the curve.
const PLACES: u16 = 64;

/// The curve, and the rate that is in force.
pub fn schedule_curve() -> El {
    let run = Run::get();
    let path = move || {
        run.lab
            .with(|lab| schedule_path(&rates(&lab.experiment), WIDTH, HEIGHT))
    };
    let place = move || {
        let epochs = run.frame.with(|f| f.epochs());
        let share = run.lab.with(|lab| epochs / span(&lab.experiment));
        format!("translate({:.1} 0)", share.min(1.0) * f64::from(WIDTH))
    };
    let now = move || {
        let epochs = run.frame.with(|f| f.epochs());
        let rate = run.lab.with(|lab| {
            let e = &lab.experiment;
            e.schedule.rate(e.learning_rate, epochs)
        });
        format!("now {}", format_value(f64::from(rate)))
    };
    let line = svg("path").attr("d", &format!("M0 0V{HEIGHT}"));
    let curve = svg("svg")
        .attr("viewBox", &format!("0 -2 {WIDTH} {}", HEIGHT + 4.0))
        .attr("width", &WIDTH.to_string())
        .attr("height", &HEIGHT.to_string())
        .attr("role", "img")
        .attr("aria-label", "Learning rate over the epochs")
        .child(svg("path").class("schedule-line").live("d", path))
        .child(line.class("schedule-now").live("transform", place));
    el("div")
        .class("schedule")
        .child(curve)
        .child(el("span").class("hint").live_text(now))
}

/// Epochs that the curve shows.
fn span(e: &Experiment) -> f64 {
    e.schedule
        .number("epochs")
        .map_or(100.0, |epochs| 1.5 * f64::from(epochs))
}

fn rates(e: &Experiment) -> Vec<f32> {
    let span = span(e);
    let at = |place| span * f64::from(place) / f64::from(PLACES);
    let places = 0..=PLACES;
    places
        .map(|place| e.schedule.rate(e.learning_rate, at(place)))
        .collect()
}
