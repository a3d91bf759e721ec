//! The page's address: reads the experiment from it and writes it there.

use std::cell::Cell;

use wasm_bindgen::JsValue;

use super::{browser::window, files};
use crate::lab::{Experiment, FieldError, link};

/// Changes that follow each other within this many milliseconds (a slider being drawn) make one
/// entry in the browser's history.
const ONE_ENTRY: f64 = 1000.0;

thread_local! {
    static LAST_WRITTEN: Cell<f64> = const { Cell::new(f64::NEG_INFINITY) };
}

/// The experiment that the address asks for, and what is wrong in it.
pub fn read() -> (Experiment, Vec<FieldError>) {
    link::read(&fragment(), &files::known)
}

/// What stands behind the `#` of the address.
pub fn fragment() -> String {
    window().location().hash().unwrap_or_default()
}

/// Makes the next change an entry of its own: the one at hand was come to by Back or Forward.
pub fn keep_entry() {
    LAST_WRITTEN.set(f64::NEG_INFINITY);
}

/// The whole address that restores an experiment.
pub fn full(experiment: &Experiment) -> String {
    let location = window().location();
    let (origin, path) = (location.origin(), location.pathname());
    let page = origin.unwrap_or_default() + &path.unwrap_or_default();
    page + &location.search().unwrap_or_default() + &hash(experiment)
}

/// Puts the experiment into the address, as a new entry of the history or in place of one just
/// made.
pub fn write(experiment: &Experiment) {
    let Ok(history) = window().history() else {
        return;
    };
    if read().0 == *experiment {
        return;
    }
    let now = js_sys::Date::now();
    let same = now - LAST_WRITTEN.replace(now) < ONE_ENTRY;
    let address = full(experiment);
    // A browser that refuses (after very many calls in a short time) keeps the older address.
    let _ = if same {
        history.replace_state_with_url(&JsValue::NULL, "", Some(&address))
    } else {
        history.push_state_with_url(&JsValue::NULL, "", Some(&address))
    };
}

fn hash(experiment: &Experiment) -> String {
    let text = link::write(experiment);
    if text.is_empty() {
        text
    } else {
        format!("#{text}")
    }
}
