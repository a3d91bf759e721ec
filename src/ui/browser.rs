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

/// Whether the part of the program is there that is fetched when it is first needed; the window has the event
/// `whole` when it comes.
pub fn is_whole() -> bool {
    let rest = Reflect::get(&window(), &"separableRest".into());
    // A build in one part has no rest.
    rest.is_ok_and(|rest| rest.is_undefined()) || rest_program().is_truthy()
}

/// That part as it was compiled, for a worker; nothing before it is there, and in a build in one part.
pub fn rest_program() -> JsValue {
    let rest = Reflect::get(&window(), &"separableRest".into()).unwrap_or_default();
    let program = Reflect::get(&rest, &"program".into()).and_then(JsCast::dyn_into::<Function>);
    program
        .and_then(|program| program.call0(&rest))
        .unwrap_or_default()
}

/// Waits for the part of the program that is fetched when it is first needed, before work that takes it:
/// a call that finds it missing would hold the page until it has come.
///
/// # Errors
/// When it cannot be fetched.
pub async fn whole_program() -> Result<(), JsValue> {
    let rest = Reflect::get(&window(), &"separableRest".into())?;
    // A build in one part has no rest.
    if rest.is_undefined() {
        return Ok(());
    }
    let ahead: Function = Reflect::get(&rest, &"ahead".into())?.dyn_into()?;
    JsFuture::from(Promise::resolve(&ahead.call0(&rest)?)).await?;
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
