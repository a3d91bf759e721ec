//! The samples of the step, in the place of charts and numbers: which is followed, what each answers and
//! costs.

use std::sync::Arc;

use reactive_graph::prelude::*;

use crate::{
    lab::{
        Portion, Study,
        steps::{Focus, Scene, Stage},
    },
    nn::{LearningRule, Task, Walk, Walked, largest},
    plot::scale::format_short,
    ui::{
        element::{El, derived, el},
        frame::Frame,
        look::Walking,
        run::Run,
        study::{chooser_beside, has_images, image},
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
    let local = derived(move || run.frame.with(|f| f.experiment.rule.is_local()));
    let title = move || {
        walking.walk.with(|walk| match walk {
            Some((walk, _)) => title(walk),
            None if local.get() => "Sample".into(),
            None => "Mini-batch".into(),
        })
    };
    el("section")
        .class("walk-batch")
        .attr("aria-label", "Samples of the step")
        .child(
            el("div")
                .class("walk-batch-head")
                .child(el("h3").live_text(title))
                .when(move || has_images(run), move || vec![followed()]),
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
                .child(el("div").anew(move || local.get(), |local| vec![choice(local)])),
        )
}

/// Side of the picture of the followed sample, and of each of the step, in CSS pixels.
const LARGE: f64 = 56.0;
const SMALL: f64 = 44.0;
/// And in the table.
const TINY: f64 = 22.0;

/// The picture of the sample that is followed.
fn followed() -> El {
    let walking = Run::get().look.walking;
    image(move || study_of(walking, walking.sample.get()), LARGE)
}

/// What is known of a sample of the step, by its place in that.
fn study_of(walking: Walking, at: usize) -> Option<Study> {
    walking.walk.with(|walk| {
        let (walk, ground) = walk.as_ref()?;
        let training = walk.samples.get(at)?.sample;
        training.map_or_else(
            || ground.study.clone(),
            |row| Some(Study::Row(Portion::Training, row)),
        )
    })
}

/// The pictures of the step's samples; pressed, one is followed.
pub(super) fn images() -> El {
    let walking = Run::get().look.walking;
    let count = derived(move || {
        let walk = walking.walk.get();
        walk.map_or(0, |(walk, _)| walk.samples.len().min(MOST))
    });
    let one = move |at: usize| {
        let button = el("button")
            .class("quiet walk-image")
            .attr("aria-label", &format!("Follow picture {}", at + 1))
            .live("aria-pressed", move || {
                (walking.sample.get() == at).to_string()
            })
            .child(image(move || study_of(walking, at), SMALL));
        vec![button.click(move || walking.sample.set(at))]
    };
    el("div")
        .class("walk-images")
        .attr("role", "group")
        .attr("aria-label", "Pictures of the samples")
        .each(move || (0..count.get()).collect(), one)
}

/// Chooses the sample; without one the step is made on what comes next.
fn choice(local: bool) -> El {
    match local {
        true => chooser_beside(
            |_| "The next in turn".into(),
            ["Next in turn", "Walk with the sample that comes next"],
        ),
        false => chooser_beside(
            |_| "The next mini-batch".into(),
            ["Whole mini-batch", "Walk with the next mini-batch"],
        ),
    }
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
    // Pixels are seen as a picture.
    let pixels = frame.experiment.data.image().is_some();
    let shown = if pixels { 0 } else { inputs.len().min(COLUMNS) };
    let more = !pixels && inputs.len() > shown;
    let mut heads: Vec<String> = inputs[..shown]
        .iter()
        .map(|n| n.replace('_', " "))
        .collect();
    if more {
        heads.push("…".into());
    }
    // From the fourth step on it is of the gradient what each sample adds to it.
    let shares = shares(frame, walk, stage, focus);
    let local = walk.settings.rule.is_local();
    let last_head = match (&shares, focus.source) {
        (None, _) if local => "error",
        (None, _) => "loss",
        (Some(_), Some(_)) => "∂ℓ/∂w",
        (Some(_), None) => "∂ℓ/∂b",
    };
    heads.extend(["target", "answer", last_head].map(String::from));
    // Hebb's rule goes by the target alone.
    let has_last = walk.settings.rule != LearningRule::Hebb;
    heads.truncate(heads.len() - usize::from(!has_last));
    let answer = |values: &[f32]| answer(frame, values);
    let row = |(at, walked): (usize, &Walked)| {
        let mut cells: Vec<String> = walked.x[..shown]
            .iter()
            .map(|x| format_short((*x).into()))
            .collect();
        if more {
            cells.push("…".into());
        }
        cells.push(answer(&walked.t));
        let output = &walked.layers[last].a;
        cells.push(if answered {
            answer(output)
        } else {
            String::new()
        });
        cells.extend(has_last.then(|| match &shares {
            Some((shares, _)) => format_short(shares[at]),
            None if valued && local => errors(walked),
            None if valued => format_short(walked.loss.into()),
            None => String::new(),
        }));
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
        // Its row is there from the start, so that nothing moves.
        mean: (count > 1).then(|| match valued {
            true => format_short(shares.as_ref().map_or(walk.loss, |(_, mean)| *mean)),
            false => String::new(),
        }),
        left_out: count.saturating_sub(MOST),
    }
}

/// What should have come out of each output less what came out.
fn errors(walked: &Walked) -> String {
    let deltas = walked.layers.last().map_or(&[][..], |layer| &layer.delta);
    // There is no minus zero.
    let errors = deltas
        .iter()
        .map(|delta| format_short(0.0 - f64::from(*delta)));
    errors.collect::<Vec<_>>().join(" ")
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
            let class = names.get(largest(values.iter().copied()));
            class.cloned().unwrap_or_default()
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
    let walking = run.look.walking;
    let name = el("label")
        .child(radio)
        .when(
            move || has_images(run),
            move || vec![image(move || study_of(walking, at), TINY)],
        )
        .text(&row.name);
    el("tr")
        .live("class", class)
        .child(el("th").attr("scope", "row").child(name))
        .children(row.cells.iter().map(|text| el("td").text(text)).collect())
}
