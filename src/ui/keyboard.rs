//! Keys: space plays, `.` steps, `r` resets, `?` lists the rest.

use reactive_graph::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, KeyboardEvent};

use super::{drawing, page::Page, share::share};
use crate::lab::Action;

/// Every key with what it does, as the help lists them.
pub const KEYS: [(&str, &str); 9] = [
    ("Space", "play or pause"),
    (".", "one step"),
    ("r", "reset to the same initial weights"),
    ("n", "new weights"),
    ("g", "weights or gradients on the links"),
    ("s", "share: copy the link"),
    ("u", "take the last drawn stroke back"),
    ("t", "light or dark"),
    ("Esc", "close what is open"),
];

/// Does what a key stands for, unless it is being typed into a control.
pub fn press(page: Page, event: &KeyboardEvent) {
    let mut key = event.key();
    let is_command = event.ctrl_key() || event.meta_key();
    if is_command && key == "z" {
        // Where other programs undo.
        key = "u".into();
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
            let running = run.lab.with_untracked(|lab| lab.running);
            run.dispatch(if running { Action::Pause } else { Action::Play });
        }
        "." => run.dispatch(Action::Step),
        "r" => run.dispatch(Action::Reset),
        "n" => run.new_weights(),
        "g" => run.look.shown.update(|shown| *shown = shown.other()),
        "s" => share(page, run),
        "u" => drawing::undo(page, run),
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
