//! The ways to data of one's own, in the panel Data.

use reactive_graph::prelude::*;

use super::{
    desk::Desk,
    ways_in::{TABLES, open_file},
};
use crate::{
    data::Dataset,
    ui::{
        choose::choose,
        element::{El, el, follow},
        fields::file_button,
        library::Library,
        page::Page,
        run::Run,
        ways::uncover_plane,
    },
};

/// The ways to data of one's own, and the source of a table that comes with the page.
pub fn own_data() -> El {
    let (page, run) = (Page::get(), Run::get());
    let (library, desk) = (page.library, page.desk);
    let credit = run.select(|lab| lab.experiment.data.dataset.credit().is_some());
    let text = run.select(|lab| {
        let credit = lab.experiment.data.dataset.credit();
        credit.map_or_else(String::new, |c| format!("{} · {}", c.source, c.licence))
    });
    let has_table = run.select(|lab| {
        let data = &lab.experiment.data;
        data.file.loaded().is_some() && !data.dataset.is_images()
    });
    let draws = run.select(|lab| lab.experiment.data.dataset == Dataset::Drawn);
    remember(library, run);
    let draw = el("button")
        .class("link")
        .flag("disabled", draws)
        .text("Draw points")
        .click(move || {
            choose(library, run, Dataset::Drawn);
            uncover_plane();
        });
    let [open, input] = file_button("Open table…", "link", TABLES, move |file| {
        open_file(page, run, file);
    });
    el("div")
        .class("own-data")
        .child(draw)
        .child(open)
        .child(input)
        .when(has_table, move || {
            let columns = el("button").class("link").text("Columns…");
            vec![columns.click(move || desk.open_used(run))]
        })
        .child(progress(desk))
        .when(credit, move || {
            vec![el("p").class("hint credit").live_text(text)]
        })
}

/// How far the reading of a file has come.
fn progress(desk: Desk) -> El {
    el("p")
        .class("hint reading-file")
        .attr("role", "status")
        .attr("aria-label", "Reading")
        .live_text(move || desk.progress.get())
}

/// Keeps own data at hand while other samples are learnt.
fn remember(library: Library, run: Run) {
    follow(move || {
        run.lab.with(|lab| {
            let data = &lab.experiment.data;
            match data.dataset {
                Dataset::Own if library.known(Dataset::Own).as_ref() != Some(&data.file) => {
                    library.keep(Dataset::Own, data.file.clone());
                }
                Dataset::Drawn if library.drawing() != data.drawn => {
                    library.keep_drawing(data.drawn.clone());
                }
                _ => {}
            }
        });
    });
}
