//! Choosing a sample on the large picture, and its ring there.

use reactive_graph::prelude::*;

use crate::{
    lab::{Portion, Study},
    ui::{
        element::{El, derived, el},
        frame::Frame,
        look::Aspect,
        marks::Spread,
        run::Run,
    },
};

/// Chooses the sample nearest to a place on the picture, 0 to 1 from the left and the top, of those within
/// `reach` of it; whether there is one.
pub fn pick(run: Run, at: [f64; 2], reach: f64) -> bool {
    let aspect = run.look.aspect.get_untracked();
    let nearest = run.frame.with_untracked(|f| nearest(f, aspect, at, reach));
    let found = nearest.is_some();
    if found {
        run.look.study.set(nearest);
    }
    found
}

fn nearest(frame: &Frame, aspect: Aspect, at: [f64; 2], reach: f64) -> Option<Study> {
    let spread = Spread::of(frame, aspect, false);
    let mut best = None;
    // Training samples lie over the others.
    for portion in [Portion::Training, Portion::Test] {
        let table = portion.of(&frame.prepared).0;
        for row in 0..table.len().min(spread.most) {
            for output in spread.outputs() {
                let [x, y] = spread.place(table, row, output).map(f64::from);
                let away = (x - at[0]).hypot(y - at[1]);
                let nearer = best.as_ref().is_none_or(|(least, _)| away < *least);
                if away <= reach && nearer {
                    best = Some((away, Study::Row(portion, row as u32)));
                }
            }
        }
    }
    best.map(|(_, study)| study)
}

/// Where the studied sample is on the picture, or on a unit's map; nothing without one, or beyond the edge.
pub fn place(
    frame: &Frame,
    study: Option<&Study>,
    aspect: Aspect,
    of_unit: bool,
) -> Option<[f32; 2]> {
    let study = study?;
    let spread = Spread::of(frame, aspect, of_unit);
    let output = spread.outputs().start;
    let [x, y] = match study {
        Study::Row(portion, row) => {
            let (table, row) = (portion.of(&frame.prepared).0, *row as usize);
            (row < table.len()).then(|| spread.place(table, row, output))?
        }
        Study::Typed(raw, targets) => {
            let target = targets.get(output).copied().unwrap_or_default();
            spread.place_of(raw, frame.prepared.value(output, target))
        }
    };
    let within = |share: f32| (0.0..=1.0).contains(&share);
    (within(x) && within(y)).then_some([x, y])
}

/// Adds the ring around the studied sample to the picture or to a unit's map, while that shows samples.
pub fn ring(picture: El, of_unit: bool, shown: impl Fn() -> bool + 'static) -> El {
    let run = Run::get();
    let at = derived(move || {
        let (study, aspect) = (run.look.study.get(), run.look.aspect.get());
        let study = study.as_ref().filter(|_| shown());
        study?;
        run.frame.with(|f| place(f, study, aspect, of_unit))
    });
    let style = move || {
        let [x, y] = at.get().unwrap_or_default();
        format!("left: {}%; top: {}%", x * 100.0, y * 100.0)
    };
    picture.when(
        move || at.get().is_some(),
        move || vec![el("i").class("study-ring").live("style", style)],
    )
}
