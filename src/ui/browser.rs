//! The window, its document and what they make.

use wasm_bindgen::prelude::*;
use web_sys::{Document, Element, Window};

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
