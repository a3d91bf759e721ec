//! A file that is chosen, dropped on the page or pasted into it.

use reactive_graph::{prelude::*, signal::RwSignal};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, ClipboardEvent, DataTransfer, DragEvent, Element, Event, File};

use super::{model, saved};
use crate::{
    lab::link,
    run::News,
    ui::{
        browser::{text_blob, window},
        element::{El, el, listen},
        page::Page,
        run::Run,
    },
};

/// The kinds of file that can be opened as a table; a saved experiment too.
pub const TABLES: &str =
    ".csv,.tsv,.tab,.txt,.dat,.data,.asc,.arff,.json,text/csv,text/tab-separated-values";

/// Opens files that are dropped anywhere on the page and tables that are pasted into it, for the run
/// that was touched last; gives the
/// hint that is shown while a file is held over the page.
pub fn listen_for_files() -> El {
    let page = Page::get();
    let over = RwSignal::new(false);
    let window = window();
    let hover = move |event: Event| {
        if carried(&event).is_some() {
            // Else the browser would leave the page for the file.
            event.prevent_default();
            if !over.get_untracked() {
                over.set(true);
            }
        }
    };
    listen(&window, "dragover", hover);
    listen(&window, "dragleave", move |event| {
        let left = event.unchecked_ref::<DragEvent>().related_target();
        if left.is_none() {
            over.set(false);
        }
    });
    listen(&window, "drop", move |event| {
        over.set(false);
        if let Some(transfer) = carried(&event) {
            event.prevent_default();
            take(page, &transfer, "dropped table");
        }
    });
    listen(&window, "paste", move |event| {
        let event = event.unchecked_ref::<ClipboardEvent>();
        if !is_typed_into(event)
            && let Some(transfer) = event.clipboard_data()
        {
            take(page, &transfer, "pasted table");
        }
    });
    el("div").class("drop-place").when(
        move || over.get(),
        || {
            let hint = "Drop the file to open it: a table (.csv, .tsv, .txt, .arff), a saved experiment (.json) or a \
                        model (.keras, .onnx, Keras code)";
            vec![el("p").class("drop-hint").text(hint)]
        },
    )
}

/// What a drag event carries, if it is a file.
fn carried(event: &Event) -> Option<DataTransfer> {
    let transfer = event.unchecked_ref::<DragEvent>().data_transfer()?;
    let types = transfer.types();
    types.includes(&"Files".into(), 0).then_some(transfer)
}

/// Whether what is pasted is meant for a control.
fn is_typed_into(event: &Event) -> bool {
    let target = event.target().and_then(|t| t.dyn_into::<Element>().ok());
    target.is_some_and(|element| {
        let within = element.closest("input, textarea, select, dialog");
        within.is_ok_and(|control| control.is_some())
    })
}

/// Opens the first file, or else the text if it may be a link or a table.
fn take(page: Page, transfer: &DataTransfer, name: &str) {
    let Some(run) = page.active() else {
        return;
    };
    if let Some(file) = transfer.files().and_then(|files| files.get(0)) {
        open_file(page, run, file);
        return;
    }
    let text = transfer.get_data("text/plain").unwrap_or_default();
    if let Some(fragment) = link::pasted(&text) {
        // The page opens what its address says. A browser that refuses leaves all as it is.
        let _ = window().location().set_hash(fragment);
        return;
    }
    let (name, kind) = match (model::is_model(&text), text.trim_start().starts_with('{')) {
        (true, _) => ("pasted model", Kind::Model),
        (false, true) => (name, Kind::Saved),
        // A word or two are no table.
        (false, false) if text.trim().lines().count() < 2 => return,
        (false, false) => (name, Kind::Table),
    };
    if let Some(blob) = text_blob(&text) {
        open(page, run, blob, name.into(), kind);
    }
}

/// What a file is taken for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Table,
    Saved,
    Model,
    /// A table or Keras code.
    Text,
}

/// Opens a file for a run.
pub fn open_file(page: Page, run: Run, file: File) {
    let name = file.name();
    let small = name.to_ascii_lowercase();
    let ending = small.rsplit_once('.').map_or("", |(_, ending)| ending);
    let kind = match ending {
        "json" => Kind::Saved,
        "txt" => Kind::Text,
        ending if model::ENDINGS.contains(&ending) => Kind::Model,
        _ => Kind::Table,
    };
    open(page, run, file.into(), name, kind);
}

/// Reads a table, which then lies open in its dialog; or a saved experiment or a model, which then runs.
fn open(page: Page, run: Run, blob: Blob, name: String, kind: Kind) {
    // What was said of an earlier file is settled by this one.
    run.dispatch(News::Settle);
    if kind == Kind::Table {
        page.desk.read(run, blob, name);
        return;
    }
    let task = page.desk.begin();
    wasm_bindgen_futures::spawn_local(async move {
        match kind {
            Kind::Model => model::open(page, run, task, &blob, &name).await,
            Kind::Table | Kind::Saved | Kind::Text => {
                let text = JsFuture::from(blob.text()).await.ok();
                match text.and_then(|text| text.as_string()) {
                    // Keras's own JSON and code have the same endings.
                    Some(text) if model::is_model(&text) => {
                        model::open(page, run, task, &blob, &name).await;
                    }
                    _ if kind == Kind::Text => page.desk.read(run, blob, name),
                    text => saved::open(page, run, task, text, &name).await,
                }
            }
        }
    });
}
