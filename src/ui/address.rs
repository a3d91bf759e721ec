//! The page's address: reads the experiment from it and writes it there.

use reactive_graph::{owner::StoredValue, prelude::*};
use wasm_bindgen::JsValue;

use super::{browser::window, library::Library};
use crate::lab::{Experiment, FieldError, link};

/// Changes that follow each other within this many milliseconds (a slider being drawn) make one
/// entry in the browser's history.
const ONE_ENTRY: f64 = 1000.0;

/// The address, with the tables that a link may name.
#[derive(Clone, Copy)]
pub struct Address {
    library: Library,
    last_written: StoredValue<f64>,
}

impl Address {
    /// The page's address, which has not been written yet.
    pub fn new(library: Library) -> Self {
        Self {
            library,
            last_written: StoredValue::new(f64::NEG_INFINITY),
        }
    }

    /// The experiment that the address asks for, and what is wrong in it, once the table that it needs
    /// has been read.
    pub async fn read(self) -> (Experiment, Vec<FieldError>) {
        if let Some(dataset) = link::wants(&fragment()) {
            // A missing file is one of the problems that reading the link names.
            let _ = self.library.ensure(dataset).await;
        }
        self.read_known()
    }

    fn read_known(self) -> (Experiment, Vec<FieldError>) {
        link::read(&fragment(), &|dataset| self.library.known(dataset))
    }

    /// Makes the next change an entry of its own: the one at hand was come to by Back or Forward.
    pub fn keep_entry(self) {
        self.last_written.set_value(f64::NEG_INFINITY);
    }

    /// Puts the experiment into the address, as a new entry of the history or in place of one just
    /// made.
    pub fn write(self, experiment: &Experiment) {
        let Ok(history) = window().history() else {
            return;
        };
        if self.read_known().0 == *experiment {
            return;
        }
        let now = js_sys::Date::now();
        let same = now - self.last_written.get_value() < ONE_ENTRY;
        self.last_written.set_value(now);
        let address = full_address(experiment);
        // A browser that refuses (after very many calls in a short time) keeps the older address.
        let _ = if same {
            history.replace_state_with_url(&JsValue::NULL, "", Some(&address))
        } else {
            history.push_state_with_url(&JsValue::NULL, "", Some(&address))
        };
    }
}

/// What stands behind the `#` of the address.
fn fragment() -> String {
    window().location().hash().unwrap_or_default()
}

/// The whole address that restores an experiment.
pub fn full_address(experiment: &Experiment) -> String {
    let location = window().location();
    let (origin, path) = (location.origin(), location.pathname());
    let page = origin.unwrap_or_default() + &path.unwrap_or_default();
    page + &location.search().unwrap_or_default() + &hash(experiment)
}

fn hash(experiment: &Experiment) -> String {
    let text = link::write(experiment);
    if text.is_empty() {
        text
    } else {
        format!("#{text}")
    }
}
