//! The page's end of the worker.

use std::{cell::RefCell, collections::HashMap, rc::Rc};

use js_sys::{Array, Float32Array, Function, Promise};
use wasm_bindgen::{JsCast, JsError, JsValue, closure::Closure};
use web_sys::{ErrorEvent, Event, MessageEvent, Worker, WorkerOptions, WorkerType};

use super::browser::document;
use crate::engine::{Command, Goal, Report};
use crate::nn::Stride;

/// What the client tells the page.
pub trait Listener {
    /// A report came; it has to be [taken](Client::taken).
    fn report(&self, report: Report);
    /// The worker failed and is gone.
    fn failed(&self, why: String);
}

/// What the browser calls; dropped with the worker.
type Listen<E> = Closure<dyn FnMut(E)>;

/// A worker with the commands it could not hear yet.
pub struct Client {
    worker: Worker,
    inner: Rc<RefCell<Inner>>,
    _listening: (Listen<MessageEvent>, Listen<Event>),
}

#[derive(Default)]
struct Inner {
    ready: bool,
    early: Vec<JsValue>,
    next: u32,
    /// What keeps and what breaks the promise of each request.
    promises: HashMap<u32, (Function, Function)>,
}

impl Client {
    /// Starts a worker.
    ///
    /// # Errors
    /// When the browser has no module workers.
    pub fn start(listener: impl Listener + 'static) -> Result<Self, JsValue> {
        let options = WorkerOptions::new();
        options.set_type(WorkerType::Module);
        let worker = Worker::new_with_options(&address(), &options)?;
        let inner = Rc::new(RefCell::new(Inner::default()));
        let listener = Rc::new(listener);

        let (heard, teller, mouth) = (inner.clone(), listener.clone(), worker.clone());
        let on_message = Closure::new(move |event: MessageEvent| match decode(&event.data()) {
            None => ready(&mut heard.borrow_mut(), &mouth),
            Some(report) => teller.report(report),
        });
        worker.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        let on_error = Closure::new(move |event: Event| {
            event.prevent_default();
            listener.failed(reason(&event));
        });
        worker.set_onerror(Some(on_error.as_ref().unchecked_ref()));
        Ok(Self {
            worker,
            inner,
            _listening: (on_message, on_error),
        })
    }

    /// Sends a command, or keeps it until the worker can hear.
    pub fn send(&self, command: &Command) {
        let message = encode(command);
        let mut inner = self.inner.borrow_mut();
        if inner.ready {
            post(&self.worker, &message);
        } else {
            inner.early.push(message);
        }
    }

    /// Asks for training towards a goal; the promise is kept by [`settle`](Self::settle).
    pub fn request(&self, stride: Stride, count: u64, goal: Goal) -> Promise {
        let id = {
            let mut inner = self.inner.borrow_mut();
            inner.next += 1;
            inner.next
        };
        self.send(&Command::Advance {
            id,
            stride,
            count,
            goal,
        });
        Promise::new(&mut |resolve, reject| {
            let mut inner = self.inner.borrow_mut();
            inner.promises.insert(id, (resolve, reject));
        })
    }

    /// Keeps the promises of the requests that are done.
    pub fn settle(&self, done: &[u32]) {
        for id in done {
            let kept = self.inner.borrow_mut().promises.remove(id);
            if let Some((resolve, _)) = kept {
                let _ = resolve.call0(&JsValue::NULL);
            }
        }
    }

    /// Whether anyone waits for a request.
    pub fn is_awaited(&self) -> bool {
        !self.inner.borrow().promises.is_empty()
    }

    /// Breaks the promises of all requests.
    pub fn refuse(&self, why: &str) {
        let promises = std::mem::take(&mut self.inner.borrow_mut().promises);
        for (_, reject) in promises.into_values() {
            let _ = reject.call1(&JsValue::NULL, &JsError::new(why).into());
        }
    }

    /// Lets the worker send its next report.
    pub fn taken(&self) {
        self.send(&Command::Taken);
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        self.worker.terminate();
        self.worker.set_onmessage(None);
        self.worker.set_onerror(None);
        self.refuse(STOPPED);
    }
}

/// What scripts are told that wait for a worker that is gone.
pub const STOPPED: &str = "training has stopped: the worker failed";

fn ready(inner: &mut Inner, worker: &Worker) {
    inner.ready = true;
    for message in inner.early.drain(..) {
        post(worker, &message);
    }
}

/// What a worker failed by. The event of one that never started says nothing.
fn reason(event: &Event) -> String {
    let error = event.dyn_ref::<ErrorEvent>();
    let message = error.map(ErrorEvent::message).filter(|m| !m.is_empty());
    message.unwrap_or_else(|| "it could not start".into())
}

/// A worker that cannot be reached tells so by its error event.
fn post(worker: &Worker, message: &JsValue) {
    let _ = worker.post_message(message);
}

/// A command goes as a line; data as a line with arrays of numbers.
fn encode(command: &Command) -> JsValue {
    let line = JsValue::from_str(&command.to_line());
    let Command::Data(data) = command else {
        return line;
    };
    let message = Array::of1(&line);
    for array in data.arrays() {
        message.push(&Float32Array::from(array));
    }
    message.into()
}

/// A report comes as `[line, parameters]`; anything else is the worker's "ready".
fn decode(data: &JsValue) -> Option<Report> {
    let parts = data.dyn_ref::<Array>()?;
    let parameters = parts.get(1).dyn_into::<Float32Array>().ok()?.to_vec();
    Report::from_line(&parts.get(0).as_string()?, parameters)
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
