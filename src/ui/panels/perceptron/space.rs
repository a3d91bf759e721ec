//! The weights in their own space: where they have been, and how they go round.

use std::sync::Arc;

use reactive_graph::prelude::*;

use super::{
    scene::{Round, Scene},
    shapes::{arrow, dots, drawing, path},
};
use crate::{
    lab::perceptron::{Square, oblique, weights},
    nn::separation::{Cycle, Separation},
    text::perceptron as words,
    ui::element::{El, derived, el, svg},
};

/// Rounds of more moments are not written out.
const ROWS: usize = 40;

/// The picture.
pub fn space(scene: Scene) -> El {
    let side = derived(move || scene.side());
    let round = derived(move || round(scene));
    let way = derived(move || way(scene));
    let here = derived(move || oblique(&scene.weights(scene.unit.get())?));
    let square = derived(move || {
        let all = round.get().into_iter().chain(way.get()).chain(here.get());
        let seen = Square::around(all.chain([[0.0; 2]]));
        let unit = seen.half * 0.4;
        let axes = AXES.map(|axis| axis.map(|x| x * unit));
        let ends = axes.iter().filter_map(|axis| oblique(axis));
        Square::around(
            ends.chain([-1.0, 1.0].map(|s| [0, 1].map(|k| seen.middle[k] + s * seen.half))),
        )
    });
    let pixel = move |at: [f64; 2]| square.get().pixel(at, side.get());
    let axis = move |at: usize| {
        let end = move || {
            let length = square.get().half * 0.42;
            pixel(oblique(&AXES[at].map(|x| x * length)).unwrap_or_default())
        };
        let name = ["w₁", "w₂", "b"][at];
        let beside = [[6.0, -6.0], [6.0, -6.0], [-14.0, 4.0]][at];
        svg("g")
            .attr("class", "weight-axis")
            .child(svg("path").live("d", move || arrow(pixel([0.0; 2]), end())))
            .child(
                svg("text")
                    .live("x", move || format!("{:.1}", end()[0] + beside[0]))
                    .live("y", move || format!("{:.1}", end()[1] + beside[1]))
                    .text(name),
            )
    };
    let line = move |class: &'static str,
                     points: reactive_graph::signal::RwSignal<Vec<[f64; 2]>>| {
        let d = move || path(points.get().into_iter().map(pixel), false);
        svg("path").attr("class", class).live("d", d)
    };
    let heads = move || {
        let round = round.get();
        let steps = round.windows(2).filter(|pair| pair[0] != pair[1]);
        let middle = |pair: &[[f64; 2]]| [0, 1].map(|k| 0.45 * pair[0][k] + 0.55 * pair[1][k]);
        steps
            .map(|pair| arrow(pixel(pair[0]), pixel(middle(pair))))
            .collect()
    };
    drawing(move || side.get(), describe)
        .child(axis(0))
        .child(axis(1))
        .child(axis(2))
        .child(line("way", way))
        .child(line("round", round))
        .child(svg("path").attr("class", "round").live("d", heads))
        .child(
            svg("path")
                .attr("class", "stops")
                .live("d", move || dots(round.get().into_iter().map(pixel))),
        )
        .child(
            svg("path")
                .attr("class", "here-edge")
                .live("d", move || dots(here.get().map(pixel))),
        )
        .child(
            svg("path")
                .attr("class", "here")
                .live("d", move || dots(here.get().map(pixel))),
        )
}

const AXES: [[f64; 3]; 3] = [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]];

fn describe() -> String {
    "The weights as points of a space with the axes w₁, w₂ and b: their way so far, and the round that they go where they come back".into()
}

/// The studied unit's weights all the way round.
fn cycle_weights(scene: Scene, cycle: &Cycle) -> Vec<Vec<f64>> {
    let unit = scene.unit.get();
    scene.run.frame.with(|f| {
        let of = |p: &Vec<f32>| weights(&f.snapshot.network, p, unit);
        cycle.path.iter().filter_map(of).collect()
    })
}

fn round(scene: Scene) -> Vec<[f64; 2]> {
    match scene.round.get() {
        Round::Found(cycle) => {
            let weights = cycle_weights(scene, &cycle);
            weights.iter().filter_map(|w| oblique(w)).collect()
        }
        Round::Sought | Round::None | Round::Unknown => Vec::new(),
    }
}

/// Where the weights have been, as far as it was seen.
fn way(scene: Scene) -> Vec<[f64; 2]> {
    let (unit, trace) = (scene.unit.get(), scene.trace.get());
    scene.run.frame.with(|f| {
        let of = |p: &[f32]| oblique(&weights(&f.snapshot.network, p, unit)?);
        trace
            .iter()
            .filter_map(|seen| of(&seen.parameters))
            .collect()
    })
}

/// What is said beside it.
pub fn said(scene: Scene) -> Vec<El> {
    let sentence = move || sentence(scene);
    let shuffled = derived(move || {
        let meets = scene
            .found()
            .is_some_and(|proof| matches!(proof.found, Separation::Meeting(_)));
        meets && scene.run.frame.with(|f| f.experiment.shuffle)
    });
    vec![
        el("p").attr("role", "status").live_text(sentence),
        el("div").when(
            move || shuffled.get(),
            move || {
                let order = el("button")
                    .class("link")
                    .text("Take the table’s order")
                    .click(move || {
                        let edit = crate::lab::Edit::Set(crate::lab::Key::Shuffle, "false".into());
                        scene.run.dispatch(edit);
                    });
                vec![el("p").child(order)]
            },
        ),
        el("div").class("scroll").anew(
            move || scene.round.get(),
            move |round| match round {
                Round::Found(cycle) => table(scene, &cycle).into_iter().collect(),
                Round::Sought | Round::None | Round::Unknown => Vec::new(),
            },
        ),
    ]
}

// What elements of text call is no part of what comes late unless it stands by itself.
#[inline(never)]
fn sentence(scene: Scene) -> String {
    let samples = scene.data.get().0.train.len();
    let (rule, shuffles, constant) = scene.run.frame.with(|f| {
        let e = &f.experiment;
        (
            e.rule,
            e.shuffle,
            e.schedule == crate::nn::Schedule::Constant,
        )
    });
    if !rule.corrects() {
        return words::not_covered(rule).into();
    }
    match scene.found().map(|proof| proof.found.clone()) {
        Some(Separation::Apart(_)) => words::AT_REST.into(),
        Some(Separation::Undecided) => words::UNDECIDED.into(),
        None => String::new(),
        Some(Separation::Meeting(_)) if shuffles => words::SHUFFLED.into(),
        Some(Separation::Meeting(_)) if !constant => words::FALLING_RATE.into(),
        Some(Separation::Meeting(_)) => match scene.round.get() {
            Round::Found(cycle) => words::cycle(&cycle, samples),
            Round::None => words::NO_CYCLE.into(),
            Round::Sought => "Looking ahead …".into(),
            Round::Unknown => "Pause to look ahead from here.".into(),
        },
    }
}

/// The weights all the way round, where that is not long.
fn table(scene: Scene, cycle: &Arc<Cycle>) -> Option<El> {
    let weights = cycle_weights(scene, cycle);
    if weights.is_empty() || weights.len() > ROWS || weights[0].len() > 6 {
        return None;
    }
    let samples = scene.data.get_untracked().0.train.len();
    let inputs = weights[0].len() - 1;
    let names = (1..=inputs)
        .map(|at| format!("w{}", words::subscript(at)))
        .chain(["b".to_owned()]);
    let head = el("tr")
        .child(el("th").attr("scope", "col").text("after sample"))
        .children(
            names
                .map(|name| el("th").attr("scope", "col").text(&name))
                .collect(),
        );
    let row = |(at, w): (usize, &Vec<f64>)| {
        let name = if at == 0 {
            "–".to_owned()
        } else {
            ((at - 1) % samples + 1).to_string()
        };
        let ends = at == 0 || at + 1 == weights.len();
        el("tr")
            .class(if ends { "same" } else { "" })
            .child(el("th").attr("scope", "row").text(&name))
            .children(
                w.iter()
                    .map(|w| el("td").text(&words::number(*w)))
                    .collect(),
            )
    };
    let rows = weights.iter().enumerate().map(row).collect();
    Some(
        el("table")
            .class("vectors cycle")
            .child(el("caption").text("All the way round"))
            .child(el("thead").child(head))
            .child(el("tbody").children(rows)),
    )
}
