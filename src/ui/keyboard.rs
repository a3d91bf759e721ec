//! Keys: space plays, `.` steps, `r` resets, `?` lists the rest.

use reactive_graph::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, KeyboardEvent};

use super::{page::Page, share::share, undo::undo};
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

/// Does what a key stands for, unless it is being typed into a control.
pub fn press(page: Page, event: &KeyboardEvent) {
    let mut key = event.key();
    let is_command = event.ctrl_key() || event.meta_key();
    let other = is_command && (event.shift_key() || key == "y");
    if is_command && ["z", "Z", "y"].contains(&key.as_str()) {
        key = if other { REDO } else { UNDO }.into();
    } else if is_command || event.alt_key() || event.default_prevented() {
        return;
    }
    let target = event.target().and_then(|t| t.dyn_into::<Element>().ok());
    if target.is_some_and(|element| takes(&element, &key)) {
        return;
    }
    if act(page, &key) {
        event.prevent_default();
    }
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
        "Escape" => run.close_opened(),
        _ => return false,
    }
    true
}

/// Whether a control uses the key itself.
fn takes(element: &Element, key: &str) -> bool {
    if element.closest("dialog").is_ok_and(|d| d.is_some()) {
        return true;
    }
    match element.tag_name().as_str() {
        "INPUT" => match element.get_attribute("type").as_deref() {
            Some("range" | "radio" | "checkbox") => key == " " && !is_range(element),
            _ => true,
        },
        "TEXTAREA" => true,
        "SELECT" => key.len() == 1,
        "BUTTON" | "A" | "SUMMARY" => key == " ",
        _ => false,
    }
}

fn is_range(element: &Element) -> bool {
    element.get_attribute("type").as_deref() == Some("range")
}
