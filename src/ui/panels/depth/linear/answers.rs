//! What the stack and the one layer answer to some samples.

use nalgebra::DMatrix;
use reactive_graph::prelude::*;

use super::scene::Scene;
use crate::{
    lab::{Portion, Study, linear::Folded},
    plot::scale::{format_digits, format_short},
    text::linear as words,
    ui::{
        element::{El, derived, el},
        frame::Frame,
        study::chooser_beside,
    },
};

/// Samples of the data that are shown, whichever is studied.
const ROWS: usize = 4;
/// Values of a sample, and answers, that are written out.
const VALUES: usize = 3;
/// Digits of answers.
const DIGITS: usize = 6;

/// A row of the table.
#[derive(Clone, Debug, Default, PartialEq)]
struct Row {
    name: String,
    sample: String,
    answers: [String; 2],
}

/// The samples with both answers, and how far these differ over all of them.
pub fn answers(scene: Scene) -> El {
    let rows = derived(move || {
        let study = scene.run.look.study.get();
        let folded = scene.folded.get();
        let rows = |f: &std::sync::Arc<Frame>| rows(f, &folded, study.as_ref());
        scene.run.frame.with_untracked(rows).unwrap_or_default()
    });
    let count = derived(move || rows.with(Vec::len));
    let cell = move |at: usize, of: fn(&Row) -> &str| {
        el("td").live_text(move || {
            rows.with(|rows| rows.get(at).map(of).unwrap_or_default().to_owned())
        })
    };
    let row = move |at: usize| {
        let name =
            move || rows.with(|rows| rows.get(at).map(|row| row.name.clone()).unwrap_or_default());
        vec![
            el("tr")
                .child(el("th").attr("scope", "row").live_text(name))
                .child(cell(at, |row| &row.sample))
                .child(cell(at, |row| &row.answers[0]))
                .child(cell(at, |row| &row.answers[1])),
        ]
    };
    let head =
        ["of", "inputs", "stack", "one layer"].map(|text| el("th").attr("scope", "col").text(text));
    let table = el("table")
        .class("depth-table")
        .child(el("caption").class("unseen").text("Both answers"))
        .child(el("thead").child(el("tr").children(head.into())))
        .child(el("tbody").each(move || (0..count.get()).collect(), row));
    let without = |_: usize| "Some samples".into();
    el("div")
        .class("depth-answers")
        .child(el("p").class("depth-said").live_text(move || said(scene)))
        .child(chooser_beside(without, ["Some", "Study no sample"]))
        .child(table)
        .child(
            el("output")
                .attr("aria-live", "off")
                .attr("aria-label", "Largest difference")
                .live_text(move || gap(scene)),
        )
}

// What elements of text call is no part of what comes late unless it stands by itself.

#[inline(never)]
fn said(scene: Scene) -> String {
    let folded = scene.folded.get();
    let drawn = |f: &std::sync::Arc<Frame>| words::drawn(&folded, &f.experiment);
    scene.run.frame.with(drawn).into()
}

#[inline(never)]
fn gap(scene: Scene) -> String {
    let all = scene.run.frame.with(|f| f.prepared.train.len());
    words::gap(&scene.gap.get(), all)
}

fn rows(f: &Frame, folded: &Folded, study: Option<&Study>) -> Option<Vec<Row>> {
    let count = f.prepared.train.len();
    let few = ROWS.min(count);
    let spread = (0..few).map(|at| at * (count - 1) / (few - 1).max(1));
    let of_data = spread.map(|row| {
        (
            format!("sample {}", row + 1),
            Study::Row(Portion::Training, row as u32),
        )
    });
    let studied = study.map(|study| (name(study), study.clone()));
    let all: Vec<(String, Study)> = studied.into_iter().chain(of_data).collect();
    all.into_iter()
        .map(|(name, study)| row(f, folded, name, &study))
        .collect()
}

fn name(study: &Study) -> String {
    match study {
        Study::Row(Portion::Training, row) => format!("sample {}", row + 1),
        Study::Row(Portion::Test, row) => format!("test sample {}", row + 1),
        Study::Typed(..) => "own values".into(),
    }
}

fn row(f: &Frame, folded: &Folded, name: String, study: &Study) -> Option<Row> {
    let (x, _) = study.sample(&f.prepared)?;
    let x = DMatrix::from_row_slice(1, x.len(), &x);
    let answer = |network: &crate::nn::Network| {
        let y = network.predict(&x).unwrap_or_default();
        let values = y.iter().enumerate();
        listed(
            values.map(|(output, y)| f.prepared.value(output, *y)),
            |y| format_digits(y, DIGITS),
        )
    };
    Some(Row {
        name,
        sample: listed(study.raw(&f.prepared)?.into_iter(), format_short),
        answers: [&f.snapshot.network, &folded.network].map(answer),
    })
}

/// Values between commas, of many the first.
fn listed(values: impl Iterator<Item = f32>, text: impl Fn(f64) -> String) -> String {
    let mut all: Vec<String> = values
        .take(VALUES + 1)
        .map(|value| text(value.into()))
        .collect();
    if all.len() > VALUES {
        all[VALUES] = "…".into();
    }
    all.join(", ")
}
