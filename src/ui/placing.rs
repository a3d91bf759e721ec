//! The window as a place for what stands above the page, and whether anything has moved under it.

use reactive_graph::{prelude::*, signal::RwSignal};
use wasm_bindgen::{JsCast, closure::Closure};

use super::{
    browser::{document, window},
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
