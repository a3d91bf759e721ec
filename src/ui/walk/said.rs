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

/// A line: in symbols, in numbers, and what comes out. It may be broken where terms are added.
fn line(line: &Line) -> El {
    let equals = || math("mo").attr("form", "infix").text("=");
    let sign = match line.left.last() {
        // What is renewed has its sign already.
        Some(Math::Op("←")) => Vec::new(),
        _ => vec![equals()],
    };
    let left = math("math").child(math("mrow").child(row(&line.left)).children(sign));
    let result = marked(math("mn").text(&result(line.result)), line.mark);
    let result = math("mrow").class("walk-result").child(result);
    let result = math("math").child(math("mrow").child(equals()).child(result));
    let symbols = pieces(&line.symbols, row_after);
    let mut numbers = pieces(&line.numbers, reachable);
    if let Some(first) = numbers.first_mut() {
        let first = std::mem::replace(first, math("math").child(equals()));
        numbers.insert(1, first);
    }
    let when = line
        .when
        .map(|when| el("span").class("walk-when").text(when));
    el("div")
        .class("walk-line")
        .attr("role", "group")
        .attr("aria-label", &said(line))
        .child(left)
        .children(symbols)
        .children(numbers)
        .child(result)
        .children(when.into_iter().collect())
}

/// A formula in the pieces between which a line may be broken.
fn pieces(parts: &[Math], write: fn(&[Math], bool) -> El) -> Vec<El> {
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
    let pairs = starts.windows(2).filter(|pair| pair[0] < pair[1]);
    pairs
        .map(|pair| math("math").child(write(&parts[pair[0]..pair[1]], pair[0] > 0)))
        .collect()
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
