//! The lines of the stage: what is computed for what is in focus.

use reactive_graph::prelude::*;

use super::formula::{marked, reachable, result, row, row_after, spoken};
use crate::{
    lab::steps::{Line, Math, Scene, Stage, lines},
    ui::{
        element::{El, derived, el, math},
        run::Run,
    },
};

/// The formulas of the stage.
pub fn formulas() -> El {
    let run = Run::get();
    let shown = derived(move || lines_of(run));
    el("div")
        .class("walk-lines")
        .attr("tabindex", "0")
        .attr("role", "group")
        .attr("aria-label", "Formulas")
        .anew(
            move || shown.get(),
            |lines| lines.iter().map(line).collect(),
        )
        .when(
            move || is_frozen(run),
            || vec![el("p").text("It is frozen: no step changes it.")],
        )
}

/// Whether the parameter in focus does not learn, at the stage at which it would.
fn is_frozen(run: Run) -> bool {
    let walking = run.look.walking;
    let focus = walking.focus.get();
    walking.at() == Some(Stage::Update)
        && walking.walk.with(|walk| {
            let parameter = run
                .frame
                .with_untracked(|f| focus.parameter().parameter(&f.snapshot.network));
            let learns = walk.as_ref().zip(parameter);
            learns.is_some_and(|((walk, _), parameter)| !walk.learns(parameter))
        })
}

/// What is computed at the stage at hand.
fn lines_of(run: Run) -> Vec<Line> {
    let walking = run.look.walking;
    let (Some(stage), focus) = (walking.at(), walking.focus.get()) else {
        return Vec::new();
    };
    let sample = walking.sample.get();
    walking.walk.with(|walk| {
        let Some((walk, _)) = walk else {
            return Vec::new();
        };
        run.frame.with_untracked(|f| {
            let network = &f.snapshot.network;
            // Between two stages the focus may be in another layer than that at work.
            let layer = stage.layer(network.layers().len());
            let in_focus = layer.is_none_or(|layer| layer == focus.layer);
            let scene = Scene::new(network, walk, sample, focus).filter(|_| in_focus);
            scene.map_or_else(Vec::new, |scene| lines(&scene, stage))
        })
    })
}

/// A line: in symbols, in numbers, and what comes out. It may be broken before a sign between its parts.
pub fn line(line: &Line) -> El {
    let (left, sign) = match line.left.split_last() {
        // What is renewed has its sign already.
        Some((Math::Op(sign @ "←"), left)) => (left, *sign),
        _ => (&line.left[..], "="),
    };
    let left = math("math").child(row(left));
    let result = marked(math("mn").text(&result(line.result)), line.mark);
    let result = math("mrow").class("walk-result").child(result);
    let result = math("math").child(math("mrow").child(between("=")).child(result));
    let when = line
        .when
        .map(|when| el("span").class("walk-when").text(when));
    el("div")
        .class("walk-line")
        .attr("role", "group")
        .attr("aria-label", &said(line))
        .child(left)
        .children(pieces(&line.symbols, sign, row_after))
        .children(pieces(&line.numbers, "=", reachable))
        .child(result)
        .children(when.into_iter().collect())
}
/// A sign that stands between what is before it and what follows, at the beginning of a line as well.
fn between(sign: &str) -> El {
    math("mo").attr("form", "infix").text(sign)
}

/// A formula in the pieces between which a line may be broken; the sign before it goes with the first.
fn pieces(parts: &[Math], sign: &'static str, write: fn(&[Math], bool) -> El) -> Vec<El> {
    let piece = |(at, pair): (usize, [usize; 2])| {
        let [from, to] = pair;
        let row = write(&parts[from..to], from > 0);
        math("math").child(match at {
            0 => math("mrow").child(between(sign)).child(row),
            _ => row,
        })
    };
    breaks(parts).into_iter().enumerate().map(piece).collect()
}

/// From where to where the pieces of a formula go: each but the first begins with a sign between terms.
fn breaks(parts: &[Math]) -> Vec<[usize; 2]> {
    let mut starts = vec![0];
    let mut depth = 0;
    for (at, part) in parts.iter().enumerate() {
        match part {
            Math::Op("(") => depth += 1,
            Math::Op(")") => depth -= 1,
            Math::Op("+" | "−")
                if depth == 0 && at > 0 && !matches!(parts[at - 1], Math::Op(_)) =>
            {
                starts.push(at);
            }
            _ => {}
        }
    }
    starts.push(parts.len());
    let pairs = starts.windows(2).map(|pair| [pair[0], pair[1]]);
    pairs.filter(|[from, to]| from < to).collect()
}

/// A line as it is read out.
fn said(line: &Line) -> String {
    let mut text = format!("{} = {}", spoken(&line.left), spoken(&line.symbols));
    if !line.numbers.is_empty() {
        text += &format!(" = {}", spoken(&line.numbers));
    }
    text += &format!(" = {}", result(line.result));
    if let Some(when) = line.when {
        text += &format!(", {when}");
    }
    text
}

/// Whether the stage has formulas.
pub fn has_formulas(run: Run) -> bool {
    run.look
        .walking
        .at()
        .is_some_and(|stage| stage != Stage::Batch)
}
