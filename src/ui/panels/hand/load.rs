//! What is loaded, each at the press of a button: one step for Undo.

use crate::{
    lab::gates::Gate,
    nn::Named,
    run::{Drive, Opened},
    text::challenge as words,
    ui::{
        element::{El, el},
        run::Run,
    },
};

/// The gates.
pub fn load() -> El {
    let gates = Gate::ALL.iter().filter(|gate| **gate != Gate::Challenge);
    let button = |&gate: &Gate| button(gate, "chip");
    el("div")
        .class("chips")
        .attr("role", "group")
        .attr("aria-label", "Gates")
        .attr("title", words::PURPOSE)
        .children(gates.map(button).collect())
}

/// A button that loads one.
pub fn button(gate: Gate, class: &str) -> El {
    let run = Run::get();
    el("button").class(class).text(gate.label()).click(move || {
        let opened = Opened {
            recipe: gate.recipe(),
            ..Opened::default()
        };
        run.dispatch(Drive::Open(Box::new(opened)));
    })
}
