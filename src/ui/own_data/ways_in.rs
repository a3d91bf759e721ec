//! A file that is chosen, dropped on the page or pasted into it.

use reactive_graph::{prelude::*, signal::RwSignal};
use wasm_bindgen::JsCast;
use web_sys::{
    Blob, ClipboardEvent, DataTransfer, DragEvent, Element, Event, File, HtmlElement,
    HtmlInputElement,
};

use super::{Desk, read, saved};
use crate::ui::{
    browser::{text_blob, window},
    element::{El, el, listen},
    store::Store,
};

/// The kinds of file that can be opened as a table; a saved experiment too.
pub const TABLES: &str = ".csv,.tsv,.txt,.json,text/csv,text/tab-separated-values";

/// A button that lets a file be chosen, and the input that it stands for.
pub fn file_button(text: &str, class: &str, accept: &str) -> [El; 2] {
    let (store, desk) = (Store::get(), Desk::get());
    let input = el("input")
        .attr("type", "file")
        .attr("accept", accept)
        .attr("hidden", "");
    let node: HtmlInputElement = input.node();
    let input = input.on("change", move |_| {
        if let Some(file) = node.files().and_then(|files| files.get(0)) {
            open_file(store, desk, file);
        }
        // The same file may be chosen again, once it has been mended.
        node.set_value("");
    });
    let chosen: HtmlElement = input.node();
    let button = el("button").class(class).text(text);
    [button.click(move || chosen.click()), input]
}

/// Opens files that are dropped anywhere on the page and tables that are pasted into it; gives the
/// hint that is shown while a file is held over the page.
pub fn listen_for_files() -> El {
    let (store, desk) = (Store::get(), Desk::get());
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
            take(store, desk, &transfer, "dropped table");
        }
    });
    listen(&window, "paste", move |event| {
        let event = event.unchecked_ref::<ClipboardEvent>();
        if !is_typed_into(event)
            && let Some(transfer) = event.clipboard_data()
        {
            take(store, desk, &transfer, "pasted table");
        }
    });
    el("div").class("drop-place").when(
        move || over.get(),
        || {
            let hint = "Drop the file to open it: a table (.csv, .tsv, .txt) or a saved experiment (.json)";
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

/// Opens the first file, or else the text if it may be a table.
fn take(store: Store, desk: Desk, transfer: &DataTransfer, name: &str) {
    if let Some(file) = transfer.files().and_then(|files| files.get(0)) {
        open_file(store, desk, file);
        return;
    }
    let text = transfer.get_data("text/plain").unwrap_or_default();
    if text.trim().lines().count() < 2 {
        return;
    }
    if let Some(blob) = text_blob(&text) {
        let is_saved = text.trim_start().starts_with('{');
        open(store, desk, blob, name.into(), is_saved);
    }
}

fn open_file(store: Store, desk: Desk, file: File) {
    let name = file.name();
    let is_saved = name.to_ascii_lowercase().ends_with(".json");
    open(store, desk, file.into(), name, is_saved);
}

/// Reads a table, which then lies open in its dialog; or a saved experiment, which then runs.
fn open(store: Store, desk: Desk, blob: Blob, name: String, is_saved: bool) {
    let task = desk.begin();
    wasm_bindgen_futures::spawn_local(async move {
        if is_saved {
            saved::open(store, desk, task, &blob, &name).await;
        } else {
            let mut told = |share| desk.tell(task, &name, share);
            let result = read::sheet(&blob, &mut told).await;
            desk.end(store, task, &name, result);
        }
    });
}
