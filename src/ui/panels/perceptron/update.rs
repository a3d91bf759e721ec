//! What is said of one update: the sample, the unit's sum and answer, and the weights as vectors.

use reactive_graph::prelude::*;

use super::scene::Scene;
use crate::{
    lab::{
        perceptron::Update,
        steps::{Focus, Scene as Step, Stage, lines},
    },
    nn::LearningRule,
    run::Drive,
    text::perceptron as words,
    ui::{
        element::{El, derived, el},
        walk::line,
    },
};

/// Weights that have a column each.
const COLUMNS: usize = 6;

/// All of it.
pub fn update(scene: Scene) -> Vec<El> {
    let update = derived(move || scene.update());
    let verdict = move || verdict(scene, update.get());
    let class = move || {
        let right = update.with(|update| update.as_ref().is_none_or(Update::is_right));
        if right {
            "update-verdict"
        } else {
            "update-verdict wrong"
        }
        .to_owned()
    };
    let running = scene.run.select(|lab| lab.transport.running);
    let known = derived(move || update.with(Option::is_some));
    vec![
        el("p")
            .live("class", class)
            .attr("role", "status")
            .live_text(verdict),
        el("div").when(
            move || running() && !known.get(),
            move || {
                let pause = el("button")
                    .class("link")
                    .text("Pause to see the next update")
                    .click(move || scene.run.dispatch(Drive::Pause));
                vec![el("p").child(pause)]
            },
        ),
        el("div").when(
            move || scene.studied().is_some(),
            move || {
                let next = el("button")
                    .class("link")
                    .text("Look at the next sample instead")
                    .click(move || scene.run.look.study.set(None));
                vec![el("p").child(next)]
            },
        ),
        el("div").class("scroll").anew(
            move || (update.get(), scene.rule(), scene.run.look.threshold.get()),
            |(update, rule, threshold)| {
                update
                    .map(|update| table(&update, rule, threshold))
                    .into_iter()
                    .collect()
            },
        ),
        el("div").class("walk-lines").anew(
            move || (scene.next.get(), scene.unit.get()),
            move |(walk, unit)| {
                let Some(walk) = walk else {
                    return Vec::new();
                };
                scene.run.frame.with_untracked(|f| {
                    let focus = Focus {
                        layer: 0,
                        unit,
                        source: Some(0),
                    };
                    let step = Step::new(&f.snapshot.network, &walk, 0, focus);
                    let all = step.map_or_else(Vec::new, |step| lines(&step, Stage::Forward(0)));
                    all.iter().map(line).collect()
                })
            },
        ),
    ]
}

// What elements of text call is no part of what comes late unless it stands by itself.
#[inline(never)]
fn verdict(scene: Scene, update: Option<Update>) -> String {
    let Some(update) = update else {
        let stopped = scene.run.lab.with(|lab| lab.stopped);
        return if stopped { "Training has stopped." } else { "" }.into();
    };
    let count = scene.data.get().0.train.len();
    let name = match (update.sample, scene.studied()) {
        (Some(sample), None) => format!("Next: sample {} of {count}", sample + 1),
        (Some(sample), Some(_)) => format!("Sample {} of {count}", sample + 1),
        (None, _) => "The sample".into(),
    };
    words::verdict(&update, scene.rule(), &name)
}

/// The vectors, a row each, under the names of the weights. A threshold is a weight on an input that is always −1.
fn table(update: &Update, rule: LearningRule, threshold: bool) -> El {
    let (constant, read, adds) = match threshold {
        true => ("θ", "(x, −1)", "+ ηe·(x, −1)"),
        false => ("b", "(x, 1)", "+ ηe·(x, 1)"),
    };
    let sign = if threshold { -1.0 } else { 1.0 };
    let inputs = update.x.len();
    let shown = inputs.min(COLUMNS);
    let names = (0..shown).map(|at| format!("w{}", words::subscript(at + 1)));
    let cut = if shown < inputs {
        vec!["…".to_owned()]
    } else {
        Vec::new()
    };
    let names = names.chain(cut.clone()).chain([constant.to_owned()]);
    let head = el("tr").child(el("td")).children(
        names
            .map(|name| el("th").attr("scope", "col").text(&name))
            .collect(),
    );
    let row = |class: &str, name: &str, values: &[f64]| {
        let first = values.iter().take(shown).map(|w| words::number(*w));
        // The zero of either sign is 0.
        let last = values.last().map(|w| words::number(sign * w + 0.0));
        let cells = first.chain(cut.clone()).chain(last);
        el("tr")
            .class(class)
            .child(el("th").attr("scope", "row").text(name))
            .children(cells.map(|text| el("td").text(&text)).collect())
    };
    let error = words::error_name(rule);
    let factor = format!(
        "η = {}, e = {error} = {}",
        words::number(update.rate),
        words::number(update.error)
    );
    let of_sample: Vec<f64> = update.x.iter().copied().chain([1.0]).collect();
    el("table")
        .class("vectors")
        .child(el("caption").text(&factor))
        .child(el("thead").child(head))
        .child(
            el("tbody")
                .child(row("read", read, &of_sample))
                .child(row("was", "w", &update.before))
                .child(row("adds", adds, &update.added()))
                .child(row("comes", "new w", &update.after)),
        )
}
