//! Test accuracy against samples as a chart: a column for each number of samples, for each way the line of the medians
//! and the band from the worst seed to the best.

use reactive_graph::{prelude::*, signal::RwSignal};

use crate::{
    lab::{
        lottery::Spread,
        transfer::{Way, Worth},
    },
    nn::Named,
    plot::scale::{Scale, ticks},
    text::transfer as words,
    ui::{
        canvas,
        element::{El, el, svg},
        panels::perceptron::shapes::{Mark, dots, mark, path},
    },
};

/// Room around the plot.
const LEFT: f64 = 52.0;
const RIGHT: f64 = 14.0;
const ABOVE: f64 = 30.0;
const BELOW: f64 = 40.0;
/// From one rule to the next, as a share.
const STEP: f64 = 0.1;

/// Where things stand.
struct Place {
    size: [f64; 2],
    columns: usize,
    y: Scale,
    /// The least share that is shown.
    low: f64,
}

impl Place {
    fn new(size: Option<[f64; 2]>, all: &[Worth]) -> Self {
        let [width, height] = size.unwrap_or_default();
        let size = [
            width.max(LEFT + RIGHT + 1.0),
            height.max(ABOVE + BELOW + 1.0),
        ];
        let spreads = all.iter().flat_map(|worth| worth.ways).flatten();
        let least = spreads.map(|spread| spread.least).fold(1.0, f64::min);
        let low = ((least / STEP).floor() * STEP).clamp(0.0, 1.0 - 2.0 * STEP);
        Self {
            size,
            columns: all.len(),
            y: Scale::linear((low, 1.0), (size[1] - BELOW, ABOVE)),
            low,
        }
    }

    fn x(&self, column: usize) -> f64 {
        let width = self.size[0] - LEFT - RIGHT;
        LEFT + width * (column as f64 + 0.5) / self.columns.max(1) as f64
    }

    fn at(&self, column: usize, share: f64) -> [f64; 2] {
        [self.x(column), self.y.to_pixel(share)]
    }
}

/// The chart.
pub fn plot(worth: RwSignal<Vec<Worth>>) -> El {
    let place = el("div").class("depth-plot transfer-plot");
    let size = canvas::size_of(&place);
    let drawn = move |of: &dyn Fn(&Place, &[Worth]) -> String| {
        worth.with(|all| of(&Place::new(size.get(), all), all))
    };
    let view = move || drawn(&|place, _| format!("0 0 {} {}", place.size[0], place.size[1]));
    let grid = move || drawn(&|place, _| grid(place));
    let marks = move || worth.with(|all| marks(&Place::new(size.get(), all), all));
    let line = move |class: &str, way: Way, of: fn(&Place, &[Worth], Way) -> String| {
        svg("path")
            .attr("class", &format!("{class} {}", way.name()))
            .live("d", move || drawn(&|place, all| of(place, all, way)))
    };
    let both = |class: &'static str, of: fn(&Place, &[Worth], Way) -> String| {
        // What is reused is drawn last, in front.
        let ways = Way::ALL.iter().rev();
        ways.map(move |&way| line(class, way, of))
            .collect::<Vec<_>>()
    };
    let drawing = svg("svg")
        .attr("role", "img")
        .attr("aria-label", words::PLOT)
        .live("viewBox", view)
        .child(svg("path").attr("class", "grid").live("d", grid))
        .children(both("band", band))
        .children(both("medians", medians))
        .children(both("ends", ends))
        .child(svg("g").anew(marks, |marks| marks.into_iter().map(mark).collect()));
    place.child(drawing)
}

/// What has come of a way, by the number of the column.
fn come(all: &[Worth], way: Way) -> impl Iterator<Item = (usize, Spread)> {
    let at = usize::from(way == Way::Scratch);
    let spreads = all.iter().enumerate();
    spreads.filter_map(move |(column, worth)| Some((column, worth.ways[at]?)))
}

fn grid(place: &Place) -> String {
    let rule = |share: f64| {
        let y = place.y.to_pixel(share);
        path([[LEFT, y], [place.size[0] - RIGHT, y]], false)
    };
    ticks(place.low, 1.0, STEP).into_iter().map(rule).collect()
}

fn band(place: &Place, all: &[Worth], way: Way) -> String {
    let above = come(all, way).map(|(column, spread)| place.at(column, spread.greatest));
    let below: Vec<_> = come(all, way)
        .map(|(column, spread)| place.at(column, spread.least))
        .collect();
    path(above.chain(below.into_iter().rev()), true)
}

fn medians(place: &Place, all: &[Worth], way: Way) -> String {
    let points = come(all, way).map(|(column, spread)| place.at(column, spread.median));
    path(points, false)
}

/// The medians as dots.
fn ends(place: &Place, all: &[Worth], way: Way) -> String {
    dots(come(all, way).map(|(column, spread)| place.at(column, spread.median)))
}

/// Numbers along the axes, and their names.
fn marks(place: &Place, all: &[Worth]) -> Vec<Mark> {
    let [width, height] = place.size;
    let up = ticks(place.low, 1.0, STEP).into_iter();
    let every = if place.low < 0.5 { 2 } else { 1 };
    let mut marks: Vec<Mark> = up
        .rev()
        .step_by(every)
        .map(|share| {
            let y = place.y.to_pixel(share) + 5.0;
            (
                "tick up",
                [LEFT - 6.0, y],
                format!("{:.0} %", share * 100.0),
            )
        })
        .collect();
    marks.extend(all.iter().enumerate().map(|(column, worth)| {
        let place = [place.x(column), height - BELOW + 17.0];
        ("tick", place, worth.count.to_string())
    }));
    marks.push((
        "tick name",
        [width - RIGHT, height - 4.0],
        "samples per class →".into(),
    ));
    marks.push(("tick loss", [4.0, 14.0], "↑ test accuracy".into()));
    marks
}
