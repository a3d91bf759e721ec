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
    /// No elements yet; what is built belongs to an owner of its own within `owner`.
    pub fn new(owner: &Owner) -> Self {
        Self {
            elements: Vec::new(),
            owner: owner.child(),
        }
    }

    /// An element that is to be put on the page; it goes with the others.
    pub fn add(&mut self, element: El) -> El {
        self.elements.push(element.clone());
        element
    }

    /// Builds something that lasts as long as the elements.
    pub fn with<T>(&self, build: impl FnOnce() -> T) -> T {
        self.owner.with(build)
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
