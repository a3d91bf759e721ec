//! What can wait until the page is idle, as pictures that no one may look at yet.

use std::{cell::RefCell, collections::VecDeque};

use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::IdleRequestOptions;

use super::browser::window;

type Act = Box<dyn FnOnce()>;

thread_local! {
    static WAITING: RefCell<VecDeque<Act>> = const { RefCell::new(VecDeque::new()) };
}

/// Milliseconds after which it is done although the page is busy.
const PATIENCE: u32 = 200;

/// Does something when the page is idle, after all that waits already. What it needs must last as
/// long as the page.
pub fn later(act: impl FnOnce() + 'static) {
    let is_first = WAITING.with_borrow_mut(|waiting| {
        waiting.push_back(Box::new(act));
        waiting.len() == 1
    });
    if is_first {
        wait();
    }
}

/// One at a time: the page answers between them.
fn wait() {
    let next = Closure::once_into_js(|| {
        let act = WAITING.with_borrow_mut(VecDeque::pop_front);
        act.into_iter().for_each(|act| act());
        if WAITING.with_borrow(|waiting| !waiting.is_empty()) {
            wait();
        }
    });
    let options = IdleRequestOptions::new();
    options.set_timeout(PATIENCE);
    let next = next.unchecked_ref();
    // Some browsers do not tell when they are idle.
    if window()
        .request_idle_callback_with_options(next, &options)
        .is_err()
    {
        let _ = window().set_timeout_with_callback(next);
    }
}
