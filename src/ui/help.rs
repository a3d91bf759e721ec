//! The dialog with keys and the reading of the pictures, and the one with the link to copy.

use reactive_graph::{prelude::*, signal::RwSignal};
use web_sys::HtmlDialogElement;

use super::{
    element::{El, el, follow},
    fields::tick,
    keyboard::KEYS,
    page::Page,
    travels::{copied, travels},
};

const READING: [&str; 5] = [
    "Each square is a unit. Its picture is the unit’s answer at every point of the plane: blue high, orange low.",
    "Links are weights: green positive, purple negative, as wide as they are large; the scale above them says how large. The dot at a unit’s corner is its bias.",
    "The large picture is the network’s answer. The line is where it changes its mind. Filled points are trained on, hollow ones are only tested.",
    "An epoch shows every training point once; the weights change after each batch.",
    "Drag along the loss, or the slider below it, to see any moment again. Playing on from there leaves the former run as a faint curve, which can be returned to.",
];

/// Both dialogs, and what is told of a link that was copied.
pub fn help() -> Vec<El> {
    let page = Page::get();
    let link = el("input")
        .attr("type", "text")
        .attr("readonly", "")
        .class("link-text")
        .value(move || page.share.get().map_or_else(String::new, |(link, _)| link));
    let name = el("span").class("field-name").text("Copy this link");
    let said = move || {
        page.share
            .get()
            .map_or_else(String::new, |(_, said)| said.to_string())
    };
    let copy = vec![
        el("label").class("field").child(name).child(link),
        el("p").class("hint").live_text(said),
        travels(page),
    ];
    // Built when it is first opened.
    let asked = RwSignal::new(false);
    follow(move || {
        if page.help.get() {
            asked.set(true);
        }
    });
    let how = el("div").when(move || asked.get(), reading);
    vec![
        dialog(
            "How to read this page",
            vec![how],
            move || page.help.get(),
            move || page.help.set(false),
        ),
        dialog(
            "Link to this experiment",
            copy,
            move || page.share.get().is_some(),
            move || page.share.set(None),
        ),
        copied(page),
    ]
}

/// How pictures are read, and the keys.
fn reading() -> Vec<El> {
    let page = Page::get();
    let reading = READING.map(|text| el("li").text(text));
    let keys = KEYS.map(|(key, what)| {
        let key = el("dt").child(el("kbd").text(key));
        [key, el("dd").text(what)]
    });
    vec![
        el("ul").class("reading").children(reading.into()),
        el("h3").text("Keys"),
        tick(
            "One-letter keys",
            move || page.keys.get(),
            move |wanted| page.use_keys(wanted),
        ),
        el("p")
            .class("hint")
            .text("Without them only Space, Esc and Ctrl+Z do something."),
        el("dl")
            .class("keys")
            .children(keys.into_iter().flatten().collect()),
    ]
}

/// A dialog that opens and closes with a signal.
pub fn dialog(
    title: &'static str,
    content: Vec<El>,
    open: impl Fn() -> bool + 'static,
    close: impl Fn() + Copy + 'static,
) -> El {
    let head = el("div")
        .class("dialog-head")
        .child(el("h2").text(title))
        .child(close_button().click(close));
    let dialog = el("dialog")
        .attr("aria-label", title)
        .on("close", move |_| close())
        .child(head)
        .children(content);
    let node: HtmlDialogElement = dialog.node();
    follow(move || match (open(), node.open()) {
        // It can only fail when it is open already.
        (true, false) => drop(node.show_modal()),
        (false, true) => node.close(),
        _ => {}
    });
    dialog
}

/// The button that closes a dialog.
pub fn close_button() -> El {
    el("button")
        .class("quiet icon")
        .attr("aria-label", "Close")
        .text("×")
}
