//! What belongs together in a panel, under its name.

use crate::ui::element::{El, el};

/// A named group, whose elements stand in a box of that class.
pub fn group(class: &str, name: &str, children: Vec<El>) -> El {
    el("div")
        .class("group")
        .attr("role", "group")
        .attr("aria-label", name)
        .child(el("h3").text(name))
        .child(el("div").class(class).children(children))
}
