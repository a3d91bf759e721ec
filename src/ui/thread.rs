//! A worker: the page's own program in a thread of its own, with the messages it cannot hear yet.

use std::{
    cell::RefCell,
    ptr,
    rc::Rc,
    sync::{Arc, Weak},
};

use js_sys::{Array, Uint8Array};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use web_sys::{ErrorEvent, Event, MessageEvent, Worker, WorkerOptions, WorkerType};

use super::browser::{document, rest_programs};
use crate::{
    engine::{FromWorker, ToWorker},
    message,
    nn::beside::{self, Bytes},
};

/// What the browser calls; dropped with the worker.
type Listen<E> = Closure<dyn FnMut(E)>;

/// A worker. Dropped, it is ended.
pub struct Thread {
    worker: Worker,
    early: Rc<RefCell<Option<Vec<Array>>>>,
    /// The images that it has.
    held: RefCell<Weak<Vec<u8>>>,
    _listening: (Listen<MessageEvent>, Listen<Event>),
}

impl Thread {
    /// Starts a worker; `hear` is called with what it tells, `fail` when it is gone, with the reason.
    ///
    /// # Errors
    /// When the browser has no module workers.
    pub fn start(
        hear: impl Fn(FromWorker) + 'static,
        fail: impl Fn(String) + 'static,
    ) -> Result<Self, JsValue> {
        let options = WorkerOptions::new();
        options.set_type(WorkerType::Module);
        let worker = Worker::new_with_options(&address(), &options)?;
        let early = Rc::new(RefCell::new(Some(Vec::new())));
        let (waiting, mouth) = (early.clone(), worker.clone());
        let on_message = Closure::new(move |event: MessageEvent| match decode(&event.data()) {
            Some(message) => hear(message),
            // Anything else says that it is ready.
            None => {
                let early = waiting.borrow_mut().take();
                let early = early.iter().flatten();
                early.for_each(|message| post(&mouth, message));
            }
        });
        worker.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        let on_error = Closure::new(move |event: Event| {
            event.prevent_default();
            fail(reason(&event));
        });
        worker.set_onerror(Some(on_error.as_ref().unchecked_ref()));
        hand_over_program(&worker);
        Ok(Self {
            worker,
            early,
            held: RefCell::default(),
            _listening: (on_message, on_error),
        })
    }

    /// Sends a message, or keeps it until the worker can hear.
    pub fn send(&self, message: impl FnOnce() -> ToWorker) {
        let (bytes, images) = beside::written(|| message().encode());
        let message = Array::of1(&Uint8Array::from(bytes.as_slice()));
        if let Some(images) = images.filter(|images| !self.holds(images)) {
            message.push(&Uint8Array::from(images.as_slice()));
            *self.held.borrow_mut() = Arc::downgrade(&images);
        }
        match self.early.borrow_mut().as_mut() {
            Some(early) => early.push(message),
            None => post(&self.worker, &message),
        }
    }

    /// Whether these images were sent before, and no others since.
    fn holds(&self, images: &Bytes) -> bool {
        ptr::eq(self.held.borrow().as_ptr(), Arc::as_ptr(images))
    }
}

impl Drop for Thread {
    fn drop(&mut self) {
        self.worker.terminate();
        self.worker.set_onmessage(None);
        self.worker.set_onerror(None);
    }
}

/// The worker compiles the program itself where it cannot be handed over, and its rest when it first needs it.
fn hand_over_program(worker: &Worker) {
    let program = Array::of2(&wasm_bindgen::module(), &rest_programs());
    if worker.post_message(&program).is_err() {
        let _ = worker.post_message(&JsValue::NULL);
    }
}

/// A worker that cannot be reached tells so by its error event.
fn post(worker: &Worker, message: &Array) {
    let buffers = message.iter().filter_map(|part| {
        let bytes = part.dyn_into::<Uint8Array>();
        bytes.ok().map(|bytes| bytes.buffer())
    });
    let _ = worker.post_message_with_transfer(message, &buffers.collect::<Array>());
}

fn decode(data: &JsValue) -> Option<FromWorker> {
    FromWorker::decode(&message::taken(data.dyn_ref()?))
}

const NO_START: &str = "it could not start: worker-start.js is not there, or an add-on or a policy \
                        (worker-src) keeps it back";

/// What a worker failed by. The event of one that never started says nothing.
fn reason(event: &Event) -> String {
    let error = event.dyn_ref::<ErrorEvent>();
    let message = error.map(ErrorEvent::message).filter(|m| !m.is_empty());
    message.unwrap_or_else(|| NO_START.into())
}

/// The worker's address, which names the page's own script.
fn address() -> String {
    let script = document()
        .query_selector("link[rel=modulepreload]")
        .ok()
        .flatten();
    let script = script
        .and_then(|link| link.get_attribute("href"))
        .unwrap_or_default();
    format!(
        "./worker-start.js?script={}",
        js_sys::encode_uri_component(&script)
    )
}
