//! The page's address: reads the experiment from it and writes it there.

use reactive_graph::{owner::StoredValue, prelude::*};
use wasm_bindgen::JsValue;

use super::{browser::window, library::Library};
use crate::{
    lab::{
        Recipe,
        link::{self, Origin},
    },
    run::{Notice, Opened},
};

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

    /// The run that the address asks for, and what is wrong in it, once the table that it needs
    /// has been read.
    pub async fn read(self) -> Opened {
        if let Some(dataset) = link::wants(&fragment()) {
            // A missing file is one of the problems that reading the link names.
            let _ = self.library.ensure(dataset).await;
        }
        self.read_known()
    }

    fn read_known(self) -> Opened {
        let files = |dataset| self.library.known(dataset);
        let fragment = fragment();
        let (recipe, mut problems) = link::read(&fragment, &files);
        let beside = link::against(&fragment).map(|text| {
            let (recipe, told) = link::read(&text, &files);
            problems.extend(told);
            Box::new(Opened {
                recipe,
                ..Opened::default()
            })
        });
        Opened {
            recipe,
            problems,
            branch: None,
            notice: link::origin(&fragment).into(),
            beside,
        }
    }

    /// Makes the next change an entry of its own: the one at hand was come to by Back or Forward.
    pub fn keep_entry(self) {
        self.last_written.set_value(f64::NEG_INFINITY);
    }

    /// Puts what repeats a run into the address, as a new entry of the history or in place of one just
    /// made.
    pub fn write(self, recipe: &Recipe, beside: Option<&Recipe>) {
        let Ok(history) = window().history() else {
            return;
        };
        let there = self.read_known();
        // Once it is read, an address that was changed by hand is one of this page again.
        let is_changed = there.notice == Notice::From(Origin::Changed);
        let is_same = link::says(Some(&there.recipe), Some(recipe))
            && link::says(there.recipe_beside(), beside);
        if is_same && !is_changed {
            return;
        }
        let now = js_sys::Date::now();
        let same = is_changed || now - self.last_written.get_value() < ONE_ENTRY;
        self.last_written.set_value(now);
        let address = full_address(recipe, beside);
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

/// The whole address that restores a run, and the one beside it.
pub fn full_address(recipe: &Recipe, beside: Option<&Recipe>) -> String {
    let location = window().location();
    let (origin, path) = (location.origin(), location.pathname());
    let page = origin.unwrap_or_default() + &path.unwrap_or_default();
    page + &location.search().unwrap_or_default() + &hash(recipe, beside)
}

fn hash(recipe: &Recipe, beside: Option<&Recipe>) -> String {
    let text = match beside {
        Some(beside) => link::write_both([recipe, beside]),
        None => link::write_sealed(recipe),
    };
    if text.is_empty() {
        text
    } else {
        format!("#{text}")
    }
}
