//! What is said under the picture or the matrix of the cell that is picked.

use reactive_graph::prelude::*;

use super::{
    element::{El, el},
    frame::Frame,
    look::{Aspect, MatrixCell},
    run::Run,
};
use crate::{
    lab::{Portion, tally::told_apart},
    plot::scale::grouped,
};

/// The line under the picture while a cell is picked, and under the matrix.
pub fn picked_line() -> Vec<El> {
    let run = Run::get();
    let picked = move || run.look.picked.get().is_some();
    let at_matrix = move || run.look.aspect.get() == Aspect::Confusion;
    let has_picture = move || run.frame.with(|f| f.experiment.data.image().is_none());
    let rows = move || {
        let left_out = |f: &Frame| run.look.portion.get().left_out(&f.prepared);
        let of = run.frame.with(|f| left_out(f)).filter(|_| at_matrix());
        let of = of.map(|(rows, _)| format!(" (of {})", grouped(rows as f64)));
        format!("Rows: truth{}. Columns: answers.", of.unwrap_or_default())
    };
    let hint = move || vec![el("span").live_text(rows)];
    let name = move || {
        vec![
            el("span")
                .class("picked-name")
                .live_text(move || words(run)),
        ]
    };
    let show = move || {
        let show = el("button")
            .class("link")
            .text("Show them in the picture")
            .click(move || run.look.aspect.set(Aspect::All));
        vec![show]
    };
    let all = move || {
        let all = el("button")
            .class("link")
            .text("Show all")
            .click(move || run.look.picked.set(None));
        vec![all]
    };
    let line = el("span")
        .class("picked")
        .when(move || !picked(), hint)
        .when(move || picked() && !(at_matrix() && has_picture()), name)
        .when(move || picked() && at_matrix() && has_picture(), show)
        .when(picked, all);
    vec![line]
}

/// Which samples are marked.
fn words(run: Run) -> String {
    let (picked, portion) = (run.look.picked.get(), run.look.portion.get());
    run.frame
        .with(|f| picked.map_or_else(String::new, |cell| cell_words(f, cell, portion)))
}

/// "training: a taken for b"; nothing for what the data do not have.
pub fn cell_words(frame: &Frame, cell: MatrixCell, portion: Portion) -> String {
    let names = told_apart(&frame.prepared.train_table.targets);
    let name = |class: usize| names.get(cell.label)?.get(class).cloned();
    let (truth, predicted) = (name(cell.truth), name(cell.predicted));
    let portion = portion.among(&frame.prepared).word();
    match (truth, predicted) {
        (Some(truth), Some(predicted)) => format!("{portion}: {truth} taken for {predicted}"),
        _ => String::new(),
    }
}
