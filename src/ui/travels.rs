//! What travels with a link and what does not: told beside the button Share, and with a link that is to be
//! copied by hand.

use reactive_graph::prelude::*;
use web_sys::HtmlElement;

use super::{
    element::{El, el, follow},
    page::Page,
};

/// Both lists.
pub fn travels(page: Page) -> El {
    let lists = |[with, without]: [Vec<String>; 2]| {
        let mut lists = list("Travels with the link", &with);
        lists.extend(list("Does not travel", &without));
        lists
    };
    el("div")
        .class("travels")
        .anew(move || page.travels.get(), lists)
}

fn list(name: &str, all: &[String]) -> Vec<El> {
    let items = all.iter().map(|text| el("li").text(text)).collect();
    let list = el("ul").class("reading").children(items);
    vec![el("h3").text(name), list]
}

/// The lists while a link has just been copied: any click or Escape closes them.
pub fn copied(page: Page) -> El {
    let shown = move || page.copied.get();
    let popover = el("div")
        .class("copied")
        .attr("popover", "auto")
        .attr("role", "dialog")
        .attr("aria-label", "What travels with the link")
        .flag("hidden", move || !shown())
        .child(travels(page));
    let node: HtmlElement = popover.node();
    let opened = node.clone();
    follow(move || {
        // It could only fail where it is so already, or in a browser that has no popovers: there it
        // stands at the end of the page.
        let _ = match shown() {
            true => opened.show_popover(),
            false => opened.hide_popover(),
        };
    });
    popover.on("toggle", move |_| {
        if !node.matches(":popover-open").unwrap_or(true) {
            page.copied.set(false);
        }
    })
}
