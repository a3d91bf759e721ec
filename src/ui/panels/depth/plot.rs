//! The losses of a sweep as a chart: a column for each value, a dot for each seed, the line of the medians, and the
//! band from the best to the worst. A dot loads its run.

use std::sync::Arc;

use reactive_graph::{prelude::*, signal::RwSignal};
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlElement, KeyboardEvent};

use crate::{
    lab::lottery::{Lottery, Outcome, Spread, Sweep},
    plot::scale::{Scale, decades, format_power},
    text::lottery as words,
    ui::{
        canvas,
        element::{El, derived, el, svg},
        panels::perceptron::shapes::{Mark, mark, path},
        trial::Trial,
    },
};

/// Room around the plot.
const LEFT: f64 = 48.0;
const RIGHT: f64 = 14.0;
const ABOVE: f64 = 12.0;
const BELOW: f64 = 40.0;
/// A label that stands in every column has this much room at least.
const LABEL: f64 = 26.0;

/// Where things stand.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Place {
    size: [f64; 2],
    columns: usize,
    /// The powers of ten of the axis.
    powers: (i32, i32),
}

impl Place {
    fn x(&self, column: usize) -> f64 {
        let width = self.size[0] - LEFT - RIGHT;
        LEFT + width * (column as f64 + 0.5) / self.columns.max(1) as f64
    }

    fn base(&self) -> f64 {
        self.size[1] - BELOW
    }

    /// The pixel of a loss; one that is no number stands at the top.
    fn y(&self, loss: f64) -> f64 {
        let (low, high) = self.powers;
        if !loss.is_finite() {
            return ABOVE;
        }
        let [low, high] = [low, high].map(|power| libm::exp10(f64::from(power)));
        let scale = Scale::log((low, high), (self.base(), ABOVE));
        scale.to_pixel(loss.clamp(low, high))
    }

    /// Every how many columns have a label.
    fn every(&self) -> usize {
        let width = (self.size[0] - LEFT - RIGHT) / self.columns.max(1) as f64;
        (LABEL / width.max(1.0)).ceil().max(1.0) as usize
    }
}

/// A dot.
#[derive(Clone, Copy, PartialEq)]
struct Dot {
    trial: u32,
    lot: u32,
}

/// The chart of a trial whose lottery sweeps something; `label` names a column, `axis` all of them.
pub fn plot(trial: Trial, axis: &'static str, label: fn(&Sweep, &str) -> String) -> El {
    let box_ = el("div").class("depth-plot");
    let size = canvas::size_of(&box_);
    let spreads = derived(move || spreads(trial).map_or_else(Vec::new, |(_, spreads)| spreads));
    let place = derived(move || {
        let size = size.get().unwrap_or_default();
        Place {
            size: [
                size[0].max(LEFT + RIGHT + 1.0),
                size[1].max(ABOVE + BELOW + 1.0),
            ],
            columns: spreads.with(Vec::len),
            powers: powers(trial),
        }
    });
    let reached = RwSignal::new(None::<u32>);
    let dots = move || {
        let id = trial
            .begun
            .with(|begun| begun.as_ref().map_or(0, |begun| begun.id));
        let come = |all: &Arc<Vec<Option<Arc<Outcome>>>>| {
            let lots = all
                .iter()
                .enumerate()
                .filter(|(_, outcome)| outcome.is_some());
            lots.map(|(lot, _)| Dot {
                trial: id,
                lot: lot as u32,
            })
            .collect()
        };
        trial.outcomes.with(come)
    };
    let line = move |class: &'static str, d: fn(&Place, &[Option<Spread>]) -> String| {
        svg("path")
            .attr("class", class)
            .live("d", move || spreads.with(|all| d(&place.get(), all)))
    };
    let marks = move || {
        let place = place.get();
        let labels = labels(trial, label);
        marks(&place, &labels, axis)
    };
    let view = move || {
        let [width, height] = place.get().size;
        format!("0 0 {width} {height}")
    };
    let drawing = svg("svg")
        .attr("role", "group")
        .attr(
            "aria-label",
            "Training loss of each seed, on a logarithmic axis",
        )
        .live("viewBox", view)
        .child(
            svg("path")
                .attr("class", "grid")
                .live("d", move || grid(&place.get())),
        )
        .child(line("band", band))
        .child(line("medians", medians))
        .child(svg("g").anew(marks, |marks| marks.into_iter().map(mark).collect()))
        .child(svg("g").each(dots, move |dot| vec![point(trial, place, reached, dot.lot)]))
        .on("keydown", move |event| press(trial, reached, &event));
    box_.child(drawing)
}

/// What has come of each network, with the lottery that it is.
pub fn spreads(trial: Trial) -> Option<(Arc<Lottery>, Vec<Option<Spread>>)> {
    let begun = trial.begun.get()?;
    let come = |all: &Arc<Vec<Option<Arc<Outcome>>>>| {
        let of = |lot: u32| all.get(lot as usize)?.as_deref();
        Spread::all(&begun.lottery, of)
    };
    Some((begun.lottery.clone(), trial.outcomes.with(come)))
}

/// The powers of ten that hold all losses that are numbers.
fn powers(trial: Trial) -> (i32, i32) {
    let (low, high) = trial.outcomes.with(|all| {
        let losses = all.iter().flatten().map(|outcome| outcome.loss());
        losses
            .filter(|loss| loss.is_finite() && *loss > 0.0)
            .fold((f64::INFINITY, 0.0f64), |(low, high), loss| {
                (low.min(loss), high.max(loss))
            })
    });
    if low > high {
        return (-3, 0);
    }
    decades(low.max(1e-12), high.max(1e-12))
}

fn labels(trial: Trial, label: fn(&Sweep, &str) -> String) -> Vec<String> {
    let begun = trial.begun.get();
    let sweep = begun.and_then(|begun| begun.lottery.sweep.clone());
    let of = |sweep: Sweep| {
        sweep
            .values
            .iter()
            .map(|value| label(&sweep, value))
            .collect()
    };
    sweep.map(of).unwrap_or_default()
}

fn grid(place: &Place) -> String {
    let (low, high) = place.powers;
    let rule = |power: i32| {
        let y = place.y(libm::exp10(f64::from(power)));
        path([[LEFT, y], [place.size[0] - RIGHT, y]], false)
    };
    (low..=high).map(rule).collect()
}

/// The ends of each value, joined through those that have come; what is no number is left out.
fn band(place: &Place, all: &[Option<Spread>]) -> String {
    let ends = |of: fn(&Spread) -> f64| {
        let come = all.iter().enumerate();
        come.filter_map(move |(column, spread)| {
            Some([place.x(column), place.y(of(spread.as_ref()?))])
        })
    };
    let above: Vec<_> = ends(|spread| spread.greatest).collect();
    let below = ends(|spread| spread.least).collect::<Vec<_>>();
    path(above.into_iter().chain(below.into_iter().rev()), true)
}

fn medians(place: &Place, all: &[Option<Spread>]) -> String {
    let come = all.iter().enumerate();
    let points = come.filter_map(|(column, spread)| {
        let median = spread.as_ref()?.median;
        Some([place.x(column), place.y(median)])
    });
    path(points, false)
}

/// Numbers along the axes, and their names.
fn marks(place: &Place, labels: &[String], axis: &str) -> Vec<Mark> {
    let (low, high) = place.powers;
    let step = ((high - low) / 4 + 1).max(1);
    let powers = (low..=high).filter(|power| (power - low) % step == 0);
    let mut all: Vec<Mark> = powers
        .map(|power| {
            let y = place.y(libm::exp10(f64::from(power))) + 5.0;
            ("tick up", [LEFT - 6.0, y], format_power(power))
        })
        .collect();
    let every = place.every();
    for (column, label) in labels.iter().enumerate().filter(|(at, _)| at % every == 0) {
        all.push((
            "tick",
            [place.x(column), place.base() + 17.0],
            label.clone(),
        ));
    }
    all.push((
        "tick name",
        [place.size[0] - RIGHT, place.size[1] - 4.0],
        axis.into(),
    ));
    all.push((
        "tick loss",
        [LEFT, place.size[1] - 4.0],
        "↑ training loss".into(),
    ));
    all
}

/// The dot of a lot, with more room around it for a finger than is seen.
fn point(trial: Trial, place: RwSignal<Place>, reached: RwSignal<Option<u32>>, lot: u32) -> El {
    let outcome = move || trial.outcome(lot);
    let at = move || {
        let value = trial
            .begun
            .with(|begun| begun.as_ref().map_or(0, |b| b.lottery.value(lot)));
        let place = place.get();
        let loss = outcome().map_or(f64::INFINITY, |outcome| outcome.loss());
        // Seeds stand a little beside each other.
        let seeds = trial
            .begun
            .with(|begun| begun.as_ref().map_or(1, |b| b.lottery.seeds));
        let room = ((place.size[0] - LEFT - RIGHT) / place.columns.max(1) as f64).min(60.0);
        let beside = (f64::from(lot % seeds) + 0.5) / f64::from(seeds) - 0.5;
        [place.x(value) + 0.5 * room * beside, place.y(loss)]
    };
    let name = move || {
        let outcome = outcome();
        let begun = trial.begun.get();
        begun.map_or_else(String::new, |begun| {
            words::tile(&begun.lottery, lot, outcome.as_deref())
        })
    };
    let circle = |class: &str, radius: &str| {
        svg("circle")
            .attr("class", class)
            .attr("r", radius)
            .live("cx", move || format!("{:.1}", at()[0]))
            .live("cy", move || format!("{:.1}", at()[1]))
    };
    let first = move || {
        let first = |all: &Arc<Vec<Option<Arc<Outcome>>>>| all.iter().position(Option::is_some);
        trial.outcomes.with(first).map(|lot| lot as u32)
    };
    let tabindex = move || match reached.get().or_else(first) == Some(lot) {
        true => "0".to_owned(),
        false => "-1".to_owned(),
    };
    svg("g")
        .attr("class", "dot")
        .attr("role", "button")
        .attr("data-lot", &lot.to_string())
        .live("tabindex", tabindex)
        .live("aria-label", name)
        .maybe("aria-current", move || {
            (trial.loaded.get() == Some(lot)).then_some("true")
        })
        .child(svg("title").live_text(name))
        .child(circle("reach", "10"))
        .child(circle("seen", "4"))
        .on("focus", move |_| reached.set(Some(lot)))
        .click(move || trial.load(lot))
}

/// Arrow keys lead from dot to dot, Enter and the space bar load one.
fn press(trial: Trial, reached: RwSignal<Option<u32>>, event: &Event) {
    let key: &KeyboardEvent = event.unchecked_ref();
    if key.ctrl_key() || key.meta_key() || key.alt_key() {
        return;
    }
    let come = |all: &Arc<Vec<Option<Arc<Outcome>>>>| -> Vec<u32> {
        let lots = all
            .iter()
            .enumerate()
            .filter(|(_, outcome)| outcome.is_some());
        lots.map(|(lot, _)| lot as u32).collect()
    };
    let all = trial.outcomes.with_untracked(come);
    let Some(now) = reached.get_untracked() else {
        return;
    };
    let at = all.iter().position(|lot| *lot == now).unwrap_or_default();
    let last = all.len().saturating_sub(1);
    let to = match key.key().as_str() {
        "ArrowLeft" | "ArrowUp" => at.saturating_sub(1),
        "ArrowRight" | "ArrowDown" => (at + 1).min(last),
        "Home" => 0,
        "End" => last,
        "Enter" | " " => {
            event.prevent_default();
            return trial.load(now);
        }
        _ => return,
    };
    event.prevent_default();
    let dot = event
        .current_target()
        .and_then(|drawing| drawing.dyn_into::<Element>().ok())
        .and_then(|drawing| {
            drawing
                .query_selector(&format!("[data-lot='{}']", all.get(to)?))
                .ok()?
        });
    if let Some(dot) = dot {
        // Focus that cannot move stays where it was, which is as good. (An SVG element has it as HTML has.)
        let _ = dot.unchecked_ref::<HtmlElement>().focus();
    }
}
