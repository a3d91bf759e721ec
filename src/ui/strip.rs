//! The images of the cell that is picked.

use reactive_graph::prelude::*;

use super::{
    canvas,
    element::{El, derived, el},
    live_tally::LiveTally,
    page::Page,
    panels::{panel_of, show},
    picked::cell_words,
    run::Run,
    thumbnail::draw_image,
    turn::on_screen,
};
use crate::nn::largest;

/// Images that are shown at most.
const MOST: usize = 24;

/// Side of an image in CSS pixels.
const SIDE: f64 = 24.0;

/// The first images of the picked cell; a word on how to get there while there is none.
pub fn strip(tally: LiveTally) -> El {
    let run = Run::get();
    let rows = derived(move || {
        let (picked, portion) = (run.look.picked.get()?, run.look.portion.get());
        run.frame.with_untracked(|f| {
            let (table, _) = portion.among(&f.prepared).of(&f.prepared);
            tally.with(|t| {
                let (truth, predicted) = (picked.truth, picked.predicted);
                let tally = t.as_ref()?;
                let mut rows = tally.rows(&table.targets, picked.label, truth, predicted);
                // Of wrong answers the surest first.
                if truth != predicted && tally.names.len() == 1 {
                    let sure = |row: usize| tally.output(row, predicted).unwrap_or_default();
                    rows.sort_by(|&a, &b| sure(b).total_cmp(&sure(a)));
                }
                Some(rows)
            })
        })
    });
    let keys = move || {
        let portion = run.look.portion.get();
        let rows = rows.get().unwrap_or_default().into_iter().take(MOST);
        rows.map(|row| (portion, row)).collect()
    };
    let label = move || {
        let count = rows.with(|r| r.as_ref().map_or(0, Vec::len));
        let cell = run.frame.with(|f| {
            let picked = run.look.picked.get();
            picked.map_or_else(String::new, |cell| {
                cell_words(f, cell, run.look.portion.get())
            })
        });
        format!("{cell}, {} of {count} images", count.min(MOST))
    };
    let images = move || {
        let images = el("div")
            .class("images")
            .attr("role", "group")
            .live("aria-label", label)
            .each(keys, move |(_, row)| vec![image(tally, row)]);
        vec![images]
    };
    let hint = move || {
        let worst = el("button")
            .class("link")
            .text("Most confidently wrong…")
            .click(move || show(run, panel_of("try")));
        vec![
            el("p")
                .class("hint")
                .text("Press a number to see its images. ")
                .child(worst),
        ]
    };
    el("div")
        .class("strip")
        .when(move || run.look.picked.get().is_some(), images)
        .when(move || run.look.picked.get().is_none(), hint)
}

/// One image, with the network's answer to it.
fn image(tally: LiveTally, row: usize) -> El {
    let (page, run) = (Page::get(), Run::get());
    let image = el("canvas").attr("role", "img");
    let canvas = image.node();
    on_screen(move || {
        let (theme, portion) = (page.theme.get(), run.look.portion.get());
        run.frame.with_untracked(|f| {
            let (table, _) = portion.among(&f.prepared).of(&f.prepared);
            let context = canvas::prepare(&canvas, SIDE, SIDE);
            if let Some(context) = context.filter(|_| row < table.len()) {
                let mut pixels = table.x.row(row);
                draw_image(&context, &f.experiment.data, &mut pixels, SIDE, theme);
            }
        });
    });
    let answer = derived(move || {
        let names = run.frame.with_untracked(|f| f.prepared.names().to_vec());
        let value = |class| tally.with(|t| t.as_ref()?.output(row, class));
        let values: Option<Vec<f32>> = (0..names.len()).map(value).collect();
        let answer = |values: Vec<f32>| {
            let class = largest(values.iter().copied());
            Some(format!("{} ({:.2})", names.get(class)?, values[class]))
        };
        values.and_then(answer).unwrap_or_default()
    });
    let title = move || format!("Sample {}: taken for {}", row + 1, answer.get());
    image.live("title", title).live("aria-label", title)
}
