//! Elements that are on the page for a while.

use reactive_graph::owner::Owner;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use super::element::El;

/// Elements on the page, with the effects and handlers that belong to them: all go when it is dropped.
pub struct Mounted {
    elements: Vec<El>,
    owner: Owner,
}

impl Mounted {
    /// Builds elements, under an owner of their own within `owner`.
    pub fn new(owner: &Owner, build: impl FnOnce() -> Vec<El>) -> Self {
        let owner = owner.child();
        let elements = owner.with(build);
        Self { elements, owner }
    }

    /// The elements.
    pub fn elements(&self) -> &[El] {
        &self.elements
    }

    /// The first element of a selector within these.
    pub fn find(&self, selector: &str) -> Option<HtmlElement> {
        let mut elements = self.elements.iter();
        let found = elements.find_map(|element| element.find(selector));
        found?.dyn_into().ok()
    }
}

impl Drop for Mounted {
    fn drop(&mut self) {
        // Elements leave first: on its way out one may still call its handlers.
        self.elements.iter().for_each(El::remove);
        self.owner.cleanup();
    }
}
