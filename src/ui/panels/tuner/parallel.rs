//! Parallel coordinates: an axis for each hyperparameter and one for the score, a line for each trial. The line
//! under the pointer, and that of the trial that is lit elsewhere, stands out; a click loads it.

use std::sync::Arc;

use reactive_graph::{prelude::*, signal::RwSignal};
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, PointerEvent};

use super::{said::name_text, state::Scene};
use crate::{
    lab::tuner::{Range, Search, Trial},
    plot::{parallel::Parallel, scale::format_short},
    text::tuner as words,
    ui::{
        canvas,
        element::{El, derived, el, svg},
        panels::perceptron::shapes::path,
    },
};

/// Pixels up or down in which a line is pointed at.
const REACH: f64 = 12.0;

/// The axes with what stands at them, and the size of the picture.
#[derive(Clone, Debug, PartialEq)]
struct Marks(Vec<Mark>, [u32; 2]);

/// The picture.
pub fn parallel(scene: Scene) -> El {
    let box_ = el("div").class("tuner-parallel");
    let size = canvas::size_of(&box_);
    let place = derived(move || {
        let axes = scene
            .search
            .with(|s| s.as_ref().map_or(1, |s| s.tuner.space.0.len() + 1));
        let size = size.get().unwrap_or_default();
        Parallel {
            size: [size[0].max(100.0), size[1].max(60.0)],
            axes,
        }
    });
    let view = move || {
        let [width, height] = place.get().size;
        format!("0 0 {width} {height}")
    };
    let trials = move || {
        let id = scene.begun.with(|begun| begun.as_ref().map_or(0, |b| b.id));
        let of = |search: &Option<Arc<Search>>| {
            let search = search.as_ref()?;
            let come = search.trials.iter().filter(|t| search.cost(t).is_some());
            Some(come.map(|trial| (id, trial.id)).collect::<Vec<_>>())
        };
        scene.search.with(of).unwrap_or_default()
    };
    let marks = move || Marks(marks(scene), place.get().size.map(|side| side as u32));
    let aim = move |event: &Event| {
        let at = pixel(event);
        scene
            .lit
            .set(at.and_then(|at| pointed(scene, &place.get_untracked(), at)));
    };
    let drawing = svg("svg")
        .attr("role", "img")
        .attr(
            "aria-label",
            "Parallel coordinates: a line for each trial over its values and its score. The table has the same.",
        )
        .live("viewBox", view)
        .child(svg("g").each(trials, move |(_, trial): (u32, u32)| vec![line(scene, place, trial)]))
        .child(svg("path").attr("class", "lit").live("d", move || lit_path(scene, place)))
        .child(svg("g").anew(marks, move |Marks(marks, _)| drawn(&place.get_untracked(), &marks)))
        .on("pointermove", move |event| aim(&event))
        .on("pointerleave", move |_| scene.lit.set(None))
        .on("click", move |event| {
            aim(&event);
            if let Some(trial) = scene.lit.get_untracked() {
                scene.load(trial);
            }
        });
    let said = el("p")
        .class("tuner-pointed")
        .attr("aria-hidden", "true")
        .live_text(move || match scene.lit.get() {
            Some(trial) => name_text(scene, trial),
            None => String::new(),
        });
    el("div")
        .class("tuner-coordinates")
        .child(box_.child(drawing))
        .child(said)
}

fn pixel(event: &Event) -> Option<[f64; 2]> {
    let event: &PointerEvent = event.unchecked_ref();
    let drawing: Element = event.current_target()?.dyn_into().ok()?;
    let seen = drawing.get_bounding_client_rect();
    Some([
        f64::from(event.client_x()) - seen.left(),
        f64::from(event.client_y()) - seen.top(),
    ])
}

/// The trial whose line is pointed at.
fn pointed(scene: Scene, place: &Parallel, at: [f64; 2]) -> Option<u32> {
    let search = scene.search.get_untracked()?;
    let come: Vec<&Trial> = search
        .trials
        .iter()
        .filter(|trial| search.cost(trial).is_some())
        .collect();
    let lines: Vec<_> = come
        .iter()
        .map(|trial| place.line(&shares(&search, trial)))
        .collect();
    place
        .nearest(&lines, at, REACH)
        .map(|number| come[number].id)
}

/// Where a trial stands on each axis; the best score is up.
fn shares(search: &Search, trial: &Trial) -> Vec<Option<f64>> {
    let (_, active) = search
        .tuner
        .space
        .at(&search.tuner.experiment, &trial.point);
    let values = search.tuner.space.0.iter().zip(&trial.point).zip(active);
    let values = values.map(|((one, value), active)| active.then(|| one.range.share(*value)));
    values.chain([Some(score_share(search, trial))]).collect()
}

/// The lowest and the largest cost among those that are finite.
fn costs(search: &Search) -> Option<(f64, f64)> {
    let costs = search.trials.iter().filter_map(|trial| search.cost(trial));
    let finite = costs.filter(|cost| cost.is_finite());
    let ends = finite.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), cost| {
        (low.min(cost), high.max(cost))
    });
    (ends.0 <= ends.1).then_some(ends)
}

fn score_share(search: &Search, trial: &Trial) -> f64 {
    let (Some(cost), Some((low, high))) = (search.cost(trial), costs(search)) else {
        return 0.0;
    };
    if !cost.is_finite() {
        return 0.0;
    }
    // Losses differ by orders of magnitude.
    let at = |cost: f64| match search.tuner.objective.is_accuracy() {
        true => cost,
        false => libm::log(cost.max(1e-12)),
    };
    if at(high) > at(low) {
        (at(high) - at(cost)) / (at(high) - at(low))
    } else {
        1.0
    }
}

fn trial_path(scene: Scene, place: RwSignal<Parallel>, trial: u32) -> String {
    let search = scene.search.get();
    let found = search
        .as_ref()
        .and_then(|s| Some((s, s.trials.get(trial as usize)?)));
    found.map_or_else(String::new, |(search, trial)| {
        path(place.get().line(&shares(search, trial)), false)
    })
}

fn lit_path(scene: Scene, place: RwSignal<Parallel>) -> String {
    let lit = scene.lit.get();
    lit.map_or_else(String::new, |trial| trial_path(scene, place, trial))
}

/// A trial's line: the better, the stronger.
fn line(scene: Scene, place: RwSignal<Parallel>, trial: u32) -> El {
    let strength = move || {
        let share = scene.search.with(|search| {
            let search = search.as_ref()?;
            Some(score_share(search, search.trials.get(trial as usize)?))
        });
        format!("{:.2}", 0.12 + 0.68 * share.unwrap_or_default().powi(3))
    };
    svg("path")
        .attr("class", "trial")
        .live("stroke-opacity", strength)
        .live("d", move || trial_path(scene, place, trial))
}

/// An axis: its name, and what stands at its upper and lower end.
type Mark = (String, String, String);

fn marks(scene: Scene) -> Vec<Mark> {
    let Some(search) = scene.search.get() else {
        return Vec::new();
    };
    let values = search.tuner.space.0.iter().map(|one| {
        let ends = match &one.range {
            Range::Choice(values) => {
                let ends =
                    [values.last(), values.first()].map(|end| end.cloned().unwrap_or_default());
                ends.map(|end| one.of.label_of(&end))
            }
            Range::Int(numbers) | Range::Float(numbers) => {
                [numbers.max, numbers.min].map(format_short)
            }
        };
        let [top, bottom] = ends;
        (one.of.label(), top, bottom)
    });
    let objective = search.tuner.objective;
    let score = |cost: f64| {
        let value = if objective.is_accuracy() {
            1.0 - cost
        } else {
            cost
        };
        words::score(objective, value)
    };
    let ends =
        costs(&search).map_or_else(Default::default, |(low, high)| (score(low), score(high)));
    let name = words::objective(objective, search.tuner.folds);
    values.chain([(name.to_owned(), ends.0, ends.1)]).collect()
}

fn drawn(place: &Parallel, marks: &[Mark]) -> Vec<El> {
    let [top, bottom] = place.ends();
    let text = |class: &str, x: f64, y: f64, text: &str| {
        svg("text")
            .attr("class", class)
            .attr("x", &format!("{x:.1}"))
            .attr("y", &format!("{y:.1}"))
            .text(text)
    };
    let mut all = Vec::new();
    for (axis, (name, above, below)) in marks.iter().enumerate() {
        let x = place.x(axis);
        all.push(
            svg("path")
                .attr("class", "axis")
                .attr("d", &path([[x, top], [x, bottom]], false)),
        );
        all.push(text("name", x, 14.0, name));
        all.push(text("end", x, top - 5.0, above));
        all.push(text("end", x, bottom + 14.0, below));
    }
    all
}
