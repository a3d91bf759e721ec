//! Canvases: their size on the screen, their context, and pixels put on them.

use reactive_graph::{prelude::*, signal::RwSignal};
use wasm_bindgen::{Clamped, JsCast, closure::Closure};
use web_sys::{CanvasRenderingContext2d, Element, HtmlCanvasElement, ImageData, ResizeObserver};

use super::{
    browser::{document, window},
    element::{El, keep},
    turn::laid_out,
};

/// Width and height of an element in CSS pixels, as it changes; `None` before it is on the page.
pub fn size_of(element: &El) -> RwSignal<Option<[f64; 2]>> {
    let size = RwSignal::new(None);
    let element: Element = element.node();
    let measured = element.clone();
    let measure = Closure::<dyn FnMut()>::new(move || {
        let (width, height) = (measured.client_width(), measured.client_height());
        let now = Some([f64::from(width), f64::from(height)]);
        if size.get_untracked() != now {
            laid_out();
            size.set(now);
        }
    });
    if let Ok(observer) = ResizeObserver::new(measure.as_ref().unchecked_ref()) {
        observer.observe(&element);
        keep(Box::new(Observing {
            observer,
            _measure: measure,
        }));
    }
    size
}

/// An observer with what it calls, which ends when it is dropped.
struct Observing {
    observer: ResizeObserver,
    _measure: Closure<dyn FnMut()>,
}

impl Drop for Observing {
    fn drop(&mut self) {
        self.observer.disconnect();
    }
}

/// Pixels of the screen for each CSS pixel.
pub fn pixel_ratio() -> f64 {
    window().device_pixel_ratio().clamp(1.0, 3.0)
}

/// A canvas's context, cleared, scaled so that one unit is one CSS pixel of `width × height`.
pub fn prepare(
    canvas: &HtmlCanvasElement,
    width: f64,
    height: f64,
) -> Option<CanvasRenderingContext2d> {
    let ratio = pixel_ratio();
    fit(
        canvas,
        (width * ratio).round() as u32,
        (height * ratio).round() as u32,
    );
    let context = context(canvas)?;
    context
        .set_transform(ratio, 0.0, 0.0, ratio, 0.0, 0.0)
        .ok()?;
    context.clear_rect(0.0, 0.0, width, height);
    Some(context)
}

/// Gives a canvas that many pixels; setting the size even to what it is would clear it slowly.
pub fn fit(canvas: &HtmlCanvasElement, width: u32, height: u32) {
    if canvas.width() != width {
        canvas.set_width(width);
    }
    if canvas.height() != height {
        canvas.set_height(height);
    }
}

/// The 2-D context of a canvas.
pub fn context(canvas: &HtmlCanvasElement) -> Option<CanvasRenderingContext2d> {
    canvas.get_context("2d").ok()??.dyn_into().ok()
}

/// A canvas that is not on the page, to hold pixels.
pub fn offscreen() -> Option<HtmlCanvasElement> {
    document().create_element("canvas").ok()?.dyn_into().ok()
}

/// Puts RGBA pixels, `width` to a row, on a canvas of just that size.
pub fn put_pixels(canvas: &HtmlCanvasElement, pixels: &[u8], width: u32) -> Option<()> {
    let height = pixels.len() as u32 / 4 / width.max(1);
    fit(canvas, width, height);
    let image = ImageData::new_with_u8_clamped_array(Clamped(pixels), width).ok()?;
    context(canvas)?.put_image_data(&image, 0.0, 0.0).ok()
}
