//! Which samples are counted: those that are trained on, or those that are held back.

use reactive_graph::prelude::*;

use super::{
    element::{El, el},
    fields::{switch, toggle},
    store::Store,
};
use crate::lab::Portion;

/// The switch between them, where there are both.
pub fn portion_switch(shown: impl Fn() -> bool + 'static) -> El {
    let store = Store::get();
    let both = move || shown() && store.frame.with(|f| !f.prepared.test.is_empty());
    let option = move |portion, text| {
        toggle(
            text,
            move || store.portion.get() == portion,
            move || store.portion.set(portion),
        )
    };
    let options = move || {
        let options = vec![
            option(Portion::Training, "Training"),
            option(Portion::Test, "Test"),
        ];
        vec![switch("Samples", options)]
    };
    el("span").class("portion").when(both, options)
}
