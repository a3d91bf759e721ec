//! Which sample is studied, and buttons to choose another.

use reactive_graph::prelude::*;

use super::{
    image::{has_images, image},
    own::own_values,
};
use crate::{
    lab::{Portion, Study, Tally, beside, own_values::Asked},
    plot::scale::grouped,
    ui::{
        element::{El, derived, el},
        frame::Frame,
        look::MatrixCell,
        run::Run,
    },
};

/// Side of a sample's picture in CSS pixels.
const IMAGE: f64 = 48.0;

/// Chooses the sample that is studied; without one, units are shown by their means.
pub fn chooser() -> El {
    let without = |count: usize| match count {
        1 => "The one training sample".into(),
        all => format!("Mean of {} samples", grouped(all as f64)),
    };
    chooser_beside(without, ["Mean", "Show means over all training samples"])
}

/// Chooses the sample that is studied: the one before or after, values of one's own, or none, so that units
/// are shown over all training samples. May stand on the page more than once. `without` says what is shown
/// without one, of so many training samples, and `back` goes back to that, with what it is for.
pub fn chooser_beside(without: fn(usize) -> String, back: [&'static str; 2]) -> El {
    let run = Run::get();
    let name = derived(move || {
        let study = run.look.study.get();
        run.frame.with(|f| name(f, study.as_ref(), without))
    });
    let chosen = derived(move || run.look.study.get().is_some());
    let own = derived(move || matches!(run.look.study.get(), Some(Study::Typed(..))));
    let can_type = derived(move || {
        run.frame
            .with(|f| !Asked::all(&f.experiment.data, &f.prepared).is_empty())
    });
    let go = |label: &str, sign: &str, forward: bool| {
        el("button")
            .class("quiet icon")
            .attr("aria-label", label)
            .attr("title", label)
            .text(sign)
            .click(move || go_beside(run, forward))
    };
    let link = move |text: &str, title: &str, act: fn(Run)| {
        let button = el("button").class("link").attr("title", title).text(text);
        button.click(move || act(run))
    };
    // The other portion, where it has samples.
    let other = derived(move || {
        let now = run.look.study.get();
        let other = other_than(now.as_ref());
        run.frame
            .with(|f| (!other.of(&f.prepared).0.is_empty()).then_some(other))
    });
    let to_other = move || {
        let go = move |portion: Portion| {
            let (text, title) = match portion {
                Portion::Training => ("Training", "Go to the training samples"),
                Portion::Test => ("Test", "Go to the test samples"),
            };
            let button = el("button").class("link").text(text);
            let button = button.attr("title", title).attr("aria-label", title);
            vec![button.click(move || go_to(run, portion))]
        };
        vec![el("span").each(move || other.get().into_iter().collect(), go)]
    };
    let type_own = move || vec![link("Own values", "Type values of your own", start_own)];
    let clear = move || {
        let [text, title] = back;
        vec![link(text, title, |run| run.look.study.set(None))]
    };
    // Its place is kept, so that nothing moves when one is chosen.
    let is_image = derived(move || has_images(run));
    let picture = move || vec![image(move || run.look.study.get(), IMAGE)];
    let head = el("div")
        .class("chooser-head")
        .when(move || is_image.get(), picture)
        .child(go("Previous sample", "‹", false))
        .child(go("Next sample", "›", true))
        .child(
            el("span")
                .class("chosen")
                .attr("aria-live", "polite")
                .live_text(move || name.get()),
        )
        .when(move || other.with(Option::is_some), to_other)
        .when(move || can_type.get() && !own.get(), type_own)
        .when(move || chosen.get(), clear);
    el("div")
        .class("chooser")
        .attr("role", "group")
        .attr("aria-label", "Sample")
        .child(head)
        .when(move || own.get(), || vec![own_values()])
}

/// What is studied, in a few words.
fn name(frame: &Frame, study: Option<&Study>, without: fn(usize) -> String) -> String {
    let count = |portion: Portion| portion.of(&frame.prepared).0.len();
    match study {
        None => without(count(Portion::Training)),
        Some(Study::Row(portion, row)) => {
            let kind = match portion {
                Portion::Training => "Sample",
                Portion::Test => "Test sample",
            };
            format!("{kind} {} of {}", row + 1, count(*portion))
        }
        Some(Study::Typed(..)) => "Own values".into(),
    }
}

/// The portion that a sample is not of; without one of the data, the test samples.
fn other_than(study: Option<&Study>) -> Portion {
    match study {
        Some(Study::Row(Portion::Test, _)) => Portion::Training,
        _ => Portion::Test,
    }
}

/// Goes to the first sample of a portion; of a marked cell no more.
fn go_to(run: Run, portion: Portion) {
    run.look.picked.set(None);
    run.look.study.set(Some(Study::Row(portion, 0)));
}

/// Goes to the sample after or before: of those of the marked cell, or else of all of its portion.
pub fn go_beside(run: Run, forward: bool) {
    let now = run.look.study.get_untracked();
    let picked = run.look.picked.get_untracked();
    let (portion, row) = match (picked, now) {
        (None, Some(Study::Row(portion, row))) => (portion, Some(row)),
        (None, _) => (Portion::Training, None),
        (Some(_), now) => {
            let marked = run.look.portion.get_untracked();
            let marked = run.frame.with_untracked(|f| marked.among(&f.prepared));
            let row = match now {
                Some(Study::Row(portion, row)) if portion == marked => Some(row),
                _ => None,
            };
            (marked, row)
        }
    };
    let rows = run.frame.with_untracked(|f| match picked {
        Some(cell) => rows_of(f, cell, portion),
        None => (0..portion.of(&f.prepared).0.len()).collect(),
    });
    if let Some(row) = beside(row.map(|row| row as usize), &rows, forward) {
        run.look.study.set(Some(Study::Row(portion, row as u32)));
    }
}

/// The samples of a cell of the confusion matrix, in their order.
pub fn rows_of(frame: &Frame, cell: MatrixCell, portion: Portion) -> Vec<usize> {
    let prepared = &frame.prepared;
    let portion = portion.among(prepared);
    let tally = Tally::new(&frame.snapshot.network, prepared, portion);
    let (table, _) = portion.of(prepared);
    tally.rows(&table.targets, cell.label, cell.truth, cell.predicted)
}

/// Begins with the values of the sample that is studied, or else of the first.
fn start_own(run: Run) {
    let study = run.look.study.get_untracked();
    let study = study.unwrap_or(Study::Row(Portion::Training, 0));
    let typed = run.frame.with_untracked(|f| {
        let (_, targets) = study.sample(&f.prepared)?;
        Some(Study::Typed(study.raw(&f.prepared)?, targets))
    });
    run.look.study.set(typed);
}
