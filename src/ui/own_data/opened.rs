//! What the parts of the table's dialog share.

use reactive_graph::prelude::*;

use super::desk::Draft;
use crate::ui::{
    element::{El, el},
    page::Page,
};

/// A part of the open table.
pub fn of<T>(part: impl Fn(&Draft) -> T) -> Option<T> {
    Page::get()
        .desk
        .draft
        .with(|draft| draft.as_ref().map(part))
}

/// A control in its label.
pub fn named(name: &str, select: El) -> El {
    el("label")
        .class("field")
        .child(el("span").class("field-name").text(name))
        .child(select)
}
