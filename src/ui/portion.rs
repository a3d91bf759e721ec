//! Which samples are counted: those that are trained on, or those that are held back.

use reactive_graph::prelude::*;

use super::{
    element::{El, el},
    fields::{switch, toggle},
    run::Run,
};
use crate::lab::Portion;

/// The switch between them, where there are both.
pub fn portion_switch(shown: impl Fn() -> bool + 'static) -> El {
    let run = Run::get();
    let both = move || shown() && run.frame.with(|f| !f.prepared.test.is_empty());
    let option = move |portion, text| {
        toggle(
            text,
            move || run.look.portion.get() == portion,
            move || run.look.portion.set(portion),
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
