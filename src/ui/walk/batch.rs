//! The samples of the step, in the place of charts and numbers: which is followed, what each answers and
//! costs.

use std::sync::Arc;

use reactive_graph::prelude::*;

use crate::{
    lab::{
        Portion, Study,
        steps::{Focus, Scene, Stage},
    },
    nn::{LearningRule, Task, Walk},
    plot::scale::format_short,
    ui::{
        element::{El, derived, el},
        frame::Frame,
        run::Run,
        study::chooser_beside,
    },
};

/// Inputs that have a column each.
const COLUMNS: usize = 2;

/// Samples in the table at most.
const MOST: usize = 64;

/// A sample's row.
#[derive(Clone, PartialEq)]
struct Row {
    at: usize,
    name: String,
    cells: Vec<String>,
}

#[derive(Clone, PartialEq)]
struct Table {
    heads: Vec<String>,
    rows: Vec<Row>,
    mean: Option<String>,
    left_out: usize,
}

/// The table, with what chooses another sample.
pub fn batch() -> El {
    let run = Run::get();
    let walking = run.look.walking;
    let table = derived(move || {
        let (stage, walk, focus) = (walking.at(), walking.walk.get(), walking.focus.get());
        run.frame.with_untracked(|f| {
            let (walk, ground) = walk?;
            let focus = focus.within(&f.snapshot.network);
            Scene::new(&f.snapshot.network, &walk, 0, focus)
                .map(|_| table(f, &walk, ground.study.as_ref(), (stage, focus)))
        })
    });
    let title = move || {
        walking.walk.with(|walk| match walk {
            Some((walk, _)) => title(walk),
            None => "Mini-batch".into(),
        })
    };
    el("section")
        .class("walk-batch")
        .attr("aria-label", "Samples of the step")
        .child(
            el("div")
                .class("walk-batch-head")
                .child(el("h3").live_text(title)),
        )
        .anew(
            move || table.get(),
            |table| table.map(|table| rows(&table)).into_iter().collect(),
        )
        .child(
            el("div")
                .class("walk-choose")
                .child(
                    el("p")
                        .class("hint")
                        .text("To walk with one sample alone, click its point, or choose it here."),
                )
                .child(chooser_beside(
                    |_| "The next mini-batch".into(),
                    ["Whole mini-batch", "Walk with the next mini-batch"],
                )),
        )
}

fn title(walk: &Arc<Walk>) -> String {
    match walk.batch {
        None => "One sample".into(),
        Some(at) if walk.settings.rule.is_local() => {
            format!("Sample {} of {}", at + 1, walk.batches)
        }
        Some(at) => format!("Mini-batch {} of {}", at + 1, walk.batches),
    }
}

fn table(
    frame: &Frame,
    walk: &Walk,
    study: Option<&Study>,
    (stage, focus): (Option<Stage>, Focus),
) -> Table {
    let prepared = &frame.prepared;
    let last = frame.snapshot.network.layers().len() - 1;
    let answered = stage.is_some_and(|stage| stage.has_values(last));
    let valued = stage.is_some_and(|stage| stage.step() >= 3);
    let inputs = &prepared.encoder.names;
    let shown = inputs.len().min(COLUMNS);
    let mut heads: Vec<String> = inputs[..shown]
        .iter()
        .map(|n| n.replace('_', " "))
        .collect();
    if inputs.len() > shown {
        heads.push("…".into());
    }
    // From the fourth step on it is of the gradient what each sample adds to it.
    let shares = shares(frame, walk, stage, focus);
    let last_head = match (&shares, focus.source) {
        (None, _) => "loss",
        (Some(_), Some(_)) => "∂ℓ/∂w",
        (Some(_), None) => "∂ℓ/∂b",
    };
    heads.extend(["target", "answer", last_head].map(String::from));
    let answer = |values: &[f32]| answer(frame, values);
    let row = |(at, walked): (usize, &crate::nn::Walked)| {
        let mut cells: Vec<String> = walked.x[..shown]
            .iter()
            .map(|x| format_short((*x).into()))
            .collect();
        if inputs.len() > shown {
            cells.push("…".into());
        }
        cells.push(answer(&walked.t));
        let output = &walked.layers[last].a;
        cells.push(if answered {
            answer(output)
        } else {
            String::new()
        });
        cells.push(match &shares {
            Some((shares, _)) => format_short(shares[at]),
            None if valued => format_short(walked.loss.into()),
            None => String::new(),
        });
        Row {
            at,
            name: walked
                .sample
                .map_or_else(|| own_name(study), |sample| (sample + 1).to_string()),
            cells,
        }
    };
    let count = walk.samples.len();
    Table {
        heads,
        rows: walk
            .samples
            .iter()
            .enumerate()
            .take(MOST)
            .map(row)
            .collect(),
        mean: (valued && count > 1)
            .then(|| format_short(shares.as_ref().map_or(walk.loss, |(_, mean)| *mean))),
        left_out: count.saturating_sub(MOST),
    }
}

/// What a sample is called that is none of the training samples.
fn own_name(study: Option<&Study>) -> String {
    match study {
        Some(Study::Row(Portion::Test, row)) => format!("test {}", row + 1),
        _ => "own".into(),
    }
}

/// What each sample adds to the gradient by the parameter in focus, and their mean, once that is known.
fn shares(
    frame: &Frame,
    walk: &Walk,
    stage: Option<Stage>,
    focus: Focus,
) -> Option<(Vec<f64>, f64)> {
    let network = &frame.snapshot.network;
    let known = stage?.has_errors(focus.layer, network.layers().len());
    let backprop = walk.settings.rule == LearningRule::Backprop;
    let parameter = focus.parameter().parameter(network)?;
    (known && backprop).then(|| {
        let count = walk.samples.len() as f64;
        let parts = walk.contributions(network, parameter).into_iter();
        let shares = parts.map(|part| f64::from(part) * count).collect();
        (shares, walk.gradient[parameter].into())
    })
}

/// Outputs or targets in short: one number, or which class.
fn answer(frame: &Frame, values: &[f32]) -> String {
    let names = frame.prepared.names();
    match (values, frame.prepared.task) {
        ([one], _) => format_short((*one).into()),
        (_, Task::Multiclass) => {
            let best = (0..values.len()).max_by(|&a, &b| values[a].total_cmp(&values[b]));
            best.and_then(|best| names.get(best))
                .cloned()
                .unwrap_or_default()
        }
        _ => {
            let all: Vec<String> = values.iter().map(|v| format_short((*v).into())).collect();
            all.join(" ")
        }
    }
}

fn rows(table: &Table) -> El {
    let head = |name: &String| el("th").attr("scope", "col").text(name);
    let heads = std::iter::once(el("th").attr("scope", "col").text("sample"));
    let heads = heads.chain(table.heads.iter().map(head)).collect();
    let columns = table.heads.len();
    let mut body: Vec<El> = table.rows.iter().map(row).collect();
    if let Some(mean) = &table.mean {
        let words = match table.left_out {
            0 => "mean".to_owned(),
            more => format!("{more} more · mean"),
        };
        let name = el("th")
            .attr("scope", "row")
            .attr("colspan", &columns.to_string())
            .text(&words);
        body.push(
            el("tr")
                .class("mean")
                .child(name)
                .child(el("td").text(mean)),
        );
    }
    el("div").class("walk-samples").attr("tabindex", "0").child(
        el("table")
            .class("walk-table")
            .child(el("thead").child(el("tr").children(heads)))
            .child(el("tbody").children(body)),
    )
}

fn row(row: &Row) -> El {
    let run = Run::get();
    let (sample, at) = (run.look.walking.sample, row.at);
    let radio = el("input")
        .attr("type", "radio")
        .attr("name", &run.unique("walk-sample"))
        .attr("aria-label", &format!("Follow sample {}", row.name))
        .checked(move || sample.get() == at)
        .on("change", move |_| sample.set(at));
    let class = move || if sample.get() == at { "followed" } else { "" }.to_owned();
    let name = el("label").child(radio).text(&row.name);
    el("tr")
        .live("class", class)
        .child(el("th").attr("scope", "row").child(name))
        .children(row.cells.iter().map(|text| el("td").text(text)).collect())
}
