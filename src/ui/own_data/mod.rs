//! A person's own data: drawn on the plane or read from a file; and where shipped tables come from.
//!
//! | file         | holds |
//! |--------------|-------|
//! | `desk.rs`    | [`Desk`]: the table that is being opened |
//! | `ways_in.rs` | a file that is chosen, dropped or pasted |
//! | `read.rs`    | a file into a sheet, in portions |
//! | `dialog.rs`  | the dialog with a table's columns |
//! | `kept.rs`    | what is kept between visits |
//! | `saved.rs`   | the experiment as a file, and back |

mod desk;
mod dialog;
pub mod kept;
mod read;
mod saved;
mod ways_in;

use reactive_graph::prelude::*;

pub use desk::Desk;
pub use dialog::table_dialog;
pub use saved::save_and_open;
pub use ways_in::listen_for_files;

use super::{
    element::{El, el, follow},
    files,
    store::Store,
};
use crate::{data::Dataset, lab::Action};

/// The ways to data of one's own, and the source of a table that comes with the page.
pub fn own_data() -> El {
    let (store, desk) = (Store::get(), Desk::get());
    let credit = store.select(|lab| lab.experiment.data.dataset.credit().is_some());
    let text = store.select(|lab| {
        let credit = lab.experiment.data.dataset.credit();
        credit.map_or_else(String::new, |c| format!("{} · {}", c.source, c.licence))
    });
    let has_table = store.select(|lab| lab.experiment.data.file.loaded().is_some());
    let draws = store.select(|lab| lab.experiment.data.dataset == Dataset::Drawn);
    remember(store);
    let draw = el("button")
        .class("link")
        .flag("disabled", draws)
        .text("Draw points")
        .click(move || store.dispatch(Action::Draw(files::drawn())));
    let [open, input] = ways_in::file_button("Open table…", "link", ways_in::TABLES);
    el("div")
        .class("own-data")
        .child(draw)
        .child(open)
        .child(input)
        .when(has_table, move || {
            let columns = el("button").class("link").text("Columns…");
            vec![columns.click(move || desk.open_used(store))]
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
fn remember(store: Store) {
    follow(move || {
        store.lab.with(|lab| {
            let data = &lab.experiment.data;
            match data.dataset {
                Dataset::Own if files::known(Dataset::Own).as_ref() != Some(&data.file) => {
                    files::keep(Dataset::Own, data.file.clone());
                }
                Dataset::Drawn if files::drawn() != data.drawn => {
                    files::keep_drawn(data.drawn.clone());
                }
                _ => {}
            }
        });
    });
}
