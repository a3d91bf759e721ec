//! The network as a file of another program, and back.

use crate::ui::{
    element::{El, el},
    fields::file_button,
    own_data::{
        model::{self, FORMATS},
        ways_in::open_file,
    },
    page::Page,
    run::Run,
};

/// What the button that opens a model takes.
const MODELS: &str = ".keras,.onnx,.py,.json";

/// The buttons that save the network for other programs, and open theirs.
pub fn files() -> El {
    let (page, run) = (Page::get(), Run::get());
    let save = FORMATS.into_iter().map(|(format, ending, label, title)| {
        el("button")
            .class("quiet")
            .attr("title", title)
            .text(label)
            .click(move || model::save(run, format, ending))
    });
    let [open, input] = file_button("Open a model…", "quiet", MODELS, move |file| {
        open_file(page, run, file);
    });
    let open = open.attr(
        "title",
        "A model of Keras or in ONNX, or Keras code, on the data at hand",
    );
    el("div")
        .class("code-head")
        .attr("role", "group")
        .attr("aria-label", "Model files")
        .child(
            el("span")
                .class("code-files")
                .text("The network with its weights:"),
        )
        .children(save.collect())
        .child(open)
        .child(input)
}
