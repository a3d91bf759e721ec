//! The window, its document and what they make.

use std::{cell::Cell, rc::Rc};

use js_sys::{Array, Function, Promise, Reflect, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, Document, Element, MessageChannel, Storage, Window};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(thread_local_v2, js_name = window)]
    static WINDOW: Window;
    #[wasm_bindgen(thread_local_v2, js_name = document)]
    static DOCUMENT: Document;
    /// An element of the namespace. Fails only for names that no element can have.
    #[wasm_bindgen(js_namespace = document, js_name = createElementNS)]
    pub fn create_element(namespace: &str, tag: &str) -> Element;
}

/// The window that shows the page.
pub fn window() -> Window {
    WINDOW.with(Clone::clone)
}

/// The page's document.
pub fn document() -> Document {
    DOCUMENT.with(Clone::clone)
}

/// What lasts beyond a visit; `None` where the browser keeps nothing, as in a private window.
pub fn storage() -> Option<Storage> {
    window().local_storage().ok().flatten()
}

/// Text as a file; `None` where there is no room for it.
pub fn text_blob(text: &str) -> Option<Blob> {
    Blob::new_with_str_sequence(&Array::of1(&JsValue::from_str(text))).ok()
}

/// Bytes as a file; `None` where there is no room for it.
pub fn bytes_blob(bytes: &Uint8Array) -> Option<Blob> {
    Blob::new_with_u8_array_sequence(&Array::of1(bytes)).ok()
}

/// Lets the page draw and answer before work goes on, at once where there is nothing to do: a timer
/// would wait, in a hidden tab for a second.
pub async fn breathe() {
    let Ok(channel) = MessageChannel::new() else {
        return;
    };
    let (heard, told) = (channel.port1(), channel.port2());
    let turn = Promise::new(&mut |resolve, _| {
        heard.set_onmessage(Some(&resolve));
        // The other end is there.
        let _ = told.post_message(&JsValue::NULL);
    });
    let _ = JsFuture::from(turn).await;
    heard.close();
}

/// What a function answers of those that see to the parts of the program; nothing in a build in one part, and where it
/// fails.
fn of_parts(function: &str) -> JsValue {
    let parts = Reflect::get(&window(), &"separableRest".into()).unwrap_or_default();
    let function = Reflect::get(&parts, &function.into()).and_then(JsCast::dyn_into::<Function>);
    function
        .and_then(|function| function.call0(&parts))
        .unwrap_or_default()
}

/// Whether the part of the program is there that is fetched when it is first needed; the window has the event
/// `whole` when it comes.
pub fn is_whole() -> bool {
    // Nothing is said of it in a build in one part.
    of_parts("isHere") != JsValue::FALSE
}

/// Whether what only panels need is there as well.
pub fn has_panels() -> bool {
    of_parts("hasPanels") != JsValue::FALSE
}

/// Those parts as they were compiled, for a worker; nothing before they are there, and in a build in one part.
pub fn rest_programs() -> JsValue {
    of_parts("programs")
}

/// Waits for the part of the program that is fetched when it is first needed, before work that takes it:
/// a call that finds it missing would hold the page until it has come.
///
/// # Errors
/// When it cannot be fetched.
pub async fn whole_program() -> Result<(), JsValue> {
    JsFuture::from(Promise::resolve(&of_parts("ahead"))).await?;
    Ok(())
}

/// Likewise for what only panels need.
///
/// # Errors
/// When it cannot be fetched.
pub async fn panels_program() -> Result<(), JsValue> {
    JsFuture::from(Promise::resolve(&of_parts("panels"))).await?;
    Ok(())
}

/// Milliseconds after which the page goes on where nothing is drawn, as in a hidden tab.
const UNSEEN: f64 = 100.0;

/// Lets the page draw before long work goes on: until a frame has been drawn, or for a tenth of a second.
/// It waits by messages, for a hidden tab holds timers back.
pub async fn pause() {
    let drawn = Rc::new(Cell::new(false));
    let seen = drawn.clone();
    let frame = Closure::once_into_js(move || seen.set(true));
    // Without frames the time ends it.
    let _ = window().request_animation_frame(frame.unchecked_ref());
    let start = js_sys::Date::now();
    while !drawn.get() && js_sys::Date::now() - start < UNSEEN {
        breathe().await;
    }
    // The frame is drawn before the next message is heard.
    breathe().await;
}

/// Waits until the page is drawn again: in a hidden tab, until it is seen.
pub async fn drawn() {
    let frame = Promise::new(&mut |resolve, _| {
        // Only a window that is gone draws no more.
        let _ = window().request_animation_frame(&resolve);
    });
    let _ = JsFuture::from(frame).await;
}
