//! The buttons of the experiment as a file.

use super::{saved::save, ways_in::open_file};
use crate::ui::{
    element::{El, el},
    fields::file_button,
    page::Page,
    run::Run,
};

/// What the button Open takes.
const OPENED: &str = ".json,.keras,.onnx,.py,application/json";

/// The buttons that save the experiment and open a saved one.
pub fn save_and_open() -> Vec<El> {
    let (page, run) = (Page::get(), Run::get());
    let save = el("button")
        .class("quiet")
        .attr(
            "title",
            "Save the experiment with its data and weights as a file",
        )
        .text("Save")
        .click(move || save(page, run));
    let [open, input] = file_button("Open", "quiet", OPENED, move |file| {
        open_file(page, run, file);
    });
    let open = open.attr(
        "title",
        "Open a saved experiment, or a model of Keras or in ONNX",
    );
    vec![save, open, input]
}
