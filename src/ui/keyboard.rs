//! Keys: space plays, `.` steps, `r` resets, `?` lists the rest.

use reactive_graph::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, KeyboardEvent};

use super::{browser::document, page::Page, share::share, undo::undo};
use crate::run::Drive;

/// Every key with what it does, as the help lists them.
pub const KEYS: [(&str, &str); 11] = [
    ("Space", "play or pause"),
    (".", "one step"),
    (",", "one step back"),
    ("r", "reset to the same initial weights"),
    ("n", "new weights"),
    ("g", "weights or gradients on the links"),
    ("s", "share: copy the link"),
    ("u", "undo the last change (Ctrl+Z)"),
    ("U", "make it again (Ctrl+Shift+Z)"),
    ("t", "light or dark"),
    ("Esc", "close what is open"),
];

/// What undoes, and what makes again what was undone.
const UNDO: &str = "u";
const REDO: &str = "U";
/// Steps go on while their keys are held; what else a key does it does once.
const REPEATED: [&str; 2] = [".", ","];

/// Does what a key stands for, unless it is being typed into a control.
pub fn press(page: Page, event: &KeyboardEvent) {
    if event.default_prevented() || event.is_composing() || event.alt_key() {
        return;
    }
    let Some(key) = key_of(event) else {
        return;
    };
    // The letters, the full stop and their like; Space and Escape have names of their own.
    let is_sign = !event.ctrl_key() && !event.meta_key() && key != " " && key.len() == 1;
    if (is_sign && !page.keys.get_untracked()) || is_taken(event, &key) {
        return;
    }
    let is_new = !event.repeat() || REPEATED.contains(&key.as_str());
    if (is_new && act(page, &key)) || (event.repeat() && key == " ") {
        event.prevent_default();
    }
}

/// The key without what Shift and Caps Lock make of a letter; of those with Ctrl, only what undoes.
fn key_of(event: &KeyboardEvent) -> Option<String> {
    let (key, shift) = (event.key(), event.shift_key());
    let letter = key.to_ascii_lowercase();
    if event.ctrl_key() || event.meta_key() {
        return match letter.as_str() {
            "z" if !shift => Some(UNDO.into()),
            "z" | "y" => Some(REDO.into()),
            _ => None,
        };
    }
    let is_letter = letter.len() == 1 && letter.as_bytes()[0].is_ascii_lowercase();
    match (is_letter && shift, letter.as_str()) {
        (true, UNDO) => Some(REDO.into()),
        (true, _) => None,
        (false, _) if is_letter => Some(letter),
        (false, _) => Some(key),
    }
}

/// Whether the key is for something else: what has the focus, or a dialog that covers the page.
fn is_taken(event: &KeyboardEvent, key: &str) -> bool {
    let covered = document().query_selector("dialog[open]");
    // Within a component of its own kind the focus is further inside than the target says.
    let target = event.composed_path().get(0).dyn_into::<Element>().ok();
    let is_command = event.ctrl_key() || event.meta_key();
    covered.is_ok_and(|dialog| dialog.is_some())
        || target.is_some_and(|element| takes(&element, key, is_command))
}

fn act(page: Page, key: &str) -> bool {
    let Some(run) = page.active() else {
        return false;
    };
    match key {
        " " => {
            let running = run.lab.with_untracked(|lab| lab.transport.running);
            page.act(run, if running { Drive::Pause } else { Drive::Play });
        }
        "." => page.act(run, Drive::Step),
        "," => page.act(run, Drive::StepBack),
        "r" => page.act(run, Drive::Reset),
        "n" => run.new_weights(),
        "g" => run.look.shown.update(|shown| *shown = shown.other()),
        "s" => share(page, run),
        UNDO => undo(page, run, Drive::Undo),
        REDO => undo(page, run, Drive::Redo),
        "t" => page.switch_theme(),
        "?" => page.help.set(true),
        "Escape" => {
            page.copied.set(false);
            run.close_opened();
        }
        _ => return false,
    }
    true
}

/// Whether a control uses the key itself.
fn takes(element: &Element, key: &str, is_command: bool) -> bool {
    let is_edited = element
        .dyn_ref::<HtmlElement>()
        .is_some_and(HtmlElement::is_content_editable);
    let role = element.get_attribute("role").unwrap_or_default();
    if is_edited || ["textbox", "searchbox", "combobox"].contains(&role.as_str()) {
        return true;
    }
    match element.tag_name().as_str() {
        "INPUT" => match element.get_attribute("type").as_deref() {
            Some("range" | "radio" | "checkbox") => key == " " && !is_range(element),
            _ => true,
        },
        "TEXTAREA" => true,
        // Letters choose among the options, and Escape closes the list.
        "SELECT" => !is_command && (key.len() == 1 || key == "Escape"),
        "BUTTON" | "A" | "SUMMARY" => key == " ",
        _ => false,
    }
}

fn is_range(element: &Element) -> bool {
    element.get_attribute("type").as_deref() == Some("range")
}
