//! Canvases: their size on the screen, their context, and pixels put on them.

use std::cell::Cell;

use reactive_graph::{
    owner::{provide_context, use_context},
    prelude::*,
    signal::RwSignal,
};
use wasm_bindgen::{Clamped, JsCast, closure::Closure};
use web_sys::{CanvasRenderingContext2d, Element, HtmlCanvasElement, ImageData, ResizeObserver};

use super::{
    browser::{breathe, document, window},
    element::{El, keep},
    turn::{laid_out, put_off},
};

/// Width and height of an element in CSS pixels, as it changes; `None` before it is on the page.
pub fn size_of(element: &El) -> RwSignal<Option<[f64; 2]>> {
    let size = RwSignal::new(None);
    let element: Element = element.node();
    let measured = element.clone();
    let measure = Closure::<dyn FnMut()>::new(move || {
        let (width, height) = (measured.client_width(), measured.client_height());
        let now = Some([f64::from(width), f64::from(height)]);
        // What has been built is not measured before it is put on the page.
        if measured.is_connected() && size.get_untracked() != now {
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

/// Whether a picture may be drawn that is wanted: the first time, as at the start of the page, each has
/// a task of its own.
pub fn first_turn() -> impl Fn(bool) -> bool {
    let (asked, come) = (Cell::new(false), RwSignal::new(false));
    move |wanted| {
        if wanted && !asked.replace(true) {
            wasm_bindgen_futures::spawn_local(async move {
                breathe().await;
                // The picture may be gone.
                let _ = come.try_set(true);
            });
        }
        let come = come.get();
        if !come {
            put_off();
        }
        come
    }
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

/// Pixels of the screen for each CSS pixel, as they change: the page may be moved to another screen, or
/// be zoomed.
#[derive(Clone, Copy)]
struct Ratio(RwSignal<f64>);

/// Lets what is drawn under the current owner follow [`pixel_ratio`], as long as the page lasts.
pub fn follow_screen() {
    let ratio = RwSignal::new(window().device_pixel_ratio());
    let look = Closure::<dyn FnMut()>::new(move || {
        let now = window().device_pixel_ratio();
        if ratio.get_untracked() != now {
            ratio.set(now);
        }
    });
    // Not every browser tells of another screen where the window keeps its size: it is asked as well.
    let call = look.as_ref().unchecked_ref();
    let _ = window().add_event_listener_with_callback("resize", call);
    let _ = window().set_interval_with_callback_and_timeout_and_arguments_0(call, OFTEN);
    keep(Box::new(look));
    provide_context(Ratio(ratio));
}

/// Milliseconds after which the screen is looked at again.
const OFTEN: i32 = 500;

/// Pixels of the screen for each CSS pixel, at most 3; who draws by it draws anew when it changes.
pub fn pixel_ratio() -> f64 {
    let ratio = use_context().map_or_else(|| window().device_pixel_ratio(), |Ratio(now)| now.get());
    ratio.clamp(1.0, 3.0)
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
