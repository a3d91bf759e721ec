//! Where the regions stand one below the other, as on a phone: each is one tap away.

use reactive_graph::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;
use web_sys::{DomRect, Element, HtmlElement};

use super::{
    browser::document,
    element::{El, derived, el},
    media::{self, PHONE},
    placing,
};

/// The regions, from above to below.
const REGIONS: [&str; 3] = ["Output", "Network", "Data"];

/// The buttons that lead to them; the one of the region that is seen is marked.
pub fn ways() -> El {
    let (phone, moved) = (media::holds(PHONE), placing::moves());
    let seen = derived(move || {
        moved.track();
        if phone.get() { seen() } else { 0 }
    });
    let way = |(at, name): (usize, &'static str)| {
        el("button")
            .attr("aria-label", &format!("Go to {name}"))
            .maybe("aria-current", move || (seen.get() == at).then_some("true"))
            .text(name)
            .click(move || go(name))
    };
    el("nav")
        .class("ways")
        .attr("aria-label", "Regions")
        .children(REGIONS.into_iter().enumerate().map(way).collect())
}

fn region(name: &str) -> Option<HtmlElement> {
    let selector = format!("main [aria-label=\"{name}\"]");
    document().query_selector(&selector).ok()??.dyn_into().ok()
}

/// The last region that begins in the upper part of the window.
fn seen() -> usize {
    let line = f64::from(placing::height()) * 0.4;
    let begun = |name: &&str| {
        region(name).is_some_and(|region| region.get_bounding_client_rect().top() <= line)
    };
    REGIONS.iter().rposition(begun).unwrap_or_default()
}

/// Brings a region to the top of the window, and those who go by keys or by ear into it.
fn go(name: &str) {
    if let Some(region) = region(name) {
        // A region takes the focus only when it is given.
        let _ = region.set_attribute("tabindex", "-1");
        let _ = region.focus();
        region.scroll_into_view();
    }
}

/// Brings the plane into the window where its upper part is out of it.
pub fn uncover_plane() {
    bring("Output", |plane| {
        let is_seen = (0.0..f64::from(placing::height()) * 0.4).contains(&plane.top());
        if is_seen { 0.0 } else { plane.top() }
    });
}

/// Brings the walk to the middle of a phone's window, so that its formulas and the diagram above are both seen.
pub fn uncover_walk() {
    if media::holds(PHONE).get_untracked() {
        bring("Backprop", |walk| {
            walk.top() - f64::from(placing::height()) * 0.4
        });
    }
}

/// Scrolls the page by what is said of a region's place, as long as it is there.
fn bring(name: &'static str, down: impl Fn(&DomRect) -> f64 + 'static) {
    spawn_local(async move {
        let element = || region(name).map(Element::from);
        placing::bring(element, || false, down).await;
    });
}
