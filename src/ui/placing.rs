//! The window as a place for what stands above the page, and whether anything has moved under it.

use reactive_graph::{prelude::*, signal::RwSignal};
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{DomRect, Element};

use super::{
    browser::{document, drawn, window},
    element::keep,
};
use crate::plot::rect::Rect;

/// The window's height in CSS pixels.
pub fn height() -> f32 {
    length(window().inner_height())
}

fn length(value: Result<wasm_bindgen::JsValue, wasm_bindgen::JsValue>) -> f32 {
    let value = value.ok().and_then(|value| value.as_f64());
    value.unwrap_or_default() as f32
}

/// What of the window is free, but for a margin: on a phone the transport stands at its bottom.
pub fn room(margin: f32) -> Rect {
    let (width, height) = (length(window().inner_width()), height());
    let bar = document().query_selector(".reach").ok().flatten();
    let taken = bar.map_or(0.0, |bar| {
        let bar = bar.get_bounding_client_rect();
        let at_bottom = bar.bottom() as f32 >= height;
        if at_bottom { bar.height() as f32 } else { 0.0 }
    });
    Rect {
        x: margin,
        y: margin,
        width: (width - 2.0 * margin).max(0.0),
        height: (height - taken - 2.0 * margin).max(0.0),
    }
}

/// Frames for which what was brought into the window is followed: what is above it, or its own content, may still
/// be on its way.
const FOLLOWED: u32 = 90;
/// The same while it is known to be on its way.
const AWAITED: u32 = 3600;

/// Scrolls the page by what `down` says of an element's place in the window, once what was done is drawn, and again
/// whenever the page is laid out anew while it comes to rest, which it does not while something `comes`. It ends
/// early where a person scrolls, or where the element is not wanted any more.
pub async fn bring(
    wanted: impl Fn() -> Option<Element>,
    comes: impl Fn() -> bool,
    down: impl Fn(&DomRect) -> f64,
) {
    let mut last: Option<([f64; 2], f64)> = None;
    let (mut rest, mut all) = (0, 0);
    while rest < FOLLOWED && all < AWAITED {
        drawn().await;
        (rest, all) = (if comes() { 0 } else { rest + 1 }, all + 1);
        let Some(element) = wanted() else {
            return;
        };
        let (seen, at) = (element.get_bounding_client_rect(), scrolled());
        let place = [seen.top() + at, seen.bottom() + at];
        // To a pixel: what is scrolled by parts of one lies a little beside.
        let is_same = |a: f64, b: f64| (a - b).abs() < 1.0;
        if let Some((before, from)) = last {
            // Where something above grows, browsers scroll as far, so that what is seen stays where it is.
            if !is_same(at, from) && !is_same(at - from, place[0] - before[0]) {
                return;
            }
            if is_same(place[0], before[0]) && is_same(place[1], before[1]) {
                continue;
            }
        }
        let down = down(&seen);
        if down != 0.0 {
            window().scroll_by_with_x_and_y(0.0, down);
        }
        last = Some((place, scrolled()));
    }
}

/// How far down the page is scrolled.
fn scrolled() -> f64 {
    window().scroll_y().unwrap_or_default()
}

/// Counts whenever something is scrolled or the window gets another size, as long as the current
/// owner lasts.
pub fn moves() -> RwSignal<u32> {
    let count = RwSignal::new(0u32);
    let tell = Closure::<dyn FnMut()>::new(move || count.update(|n| *n = n.wrapping_add(1)));
    for event in EVENTS {
        // What is scrolled within the page tells it on the way down only.
        let _ = window().add_event_listener_with_callback_and_bool(
            event,
            tell.as_ref().unchecked_ref(),
            true,
        );
    }
    keep(Box::new(Moving(tell)));
    count
}

const EVENTS: [&str; 2] = ["scroll", "resize"];

/// The listeners, which are taken off when they are dropped.
struct Moving(Closure<dyn FnMut()>);

impl Drop for Moving {
    fn drop(&mut self) {
        for event in EVENTS {
            // What is not there any more need not be taken off.
            let _ = window().remove_event_listener_with_callback_and_bool(
                event,
                self.0.as_ref().unchecked_ref(),
                true,
            );
        }
    }
}
