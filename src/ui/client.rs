//! The page's end of the worker of a run: commands with the promises of their replies.

use std::{cell::RefCell, collections::HashMap};

use js_sys::{Function, Promise};
use wasm_bindgen::{JsError, JsValue};

use super::thread::Thread;
use crate::engine::{Ask, Command, FromWorker, Reply, Report, ToWorker};

/// What the client tells the run.
pub trait Listener: Copy + 'static {
    /// A report came; it has to be [taken](Client::taken).
    fn report(self, report: Box<Report>);
    /// The worker failed and is gone.
    fn failed(self, why: String);
}

/// The worker of a run.
pub struct Client {
    thread: Thread,
    asked: RefCell<Asked>,
}

#[derive(Default)]
struct Asked {
    count: u32,
    /// What keeps and what breaks the promise of each command.
    promises: HashMap<u32, (Function, Function)>,
}

impl Client {
    /// Starts a worker.
    ///
    /// # Errors
    /// When the browser has no module workers.
    pub fn start(listener: impl Listener) -> Result<Self, JsValue> {
        let hear = move |message| match message {
            FromWorker::Report(report) => listener.report(report),
            // Jobs are done by the workers of the pool.
            FromWorker::Progress(..) => {}
        };
        Ok(Self {
            thread: Thread::start(hear, move |why| listener.failed(why))?,
            asked: RefCell::default(),
        })
    }

    /// Asks something of a run, without waiting for a reply.
    pub fn send(&self, run: u32, ask: Ask) {
        self.command(run, 0, ask);
    }

    /// Asks something of a run; the promise is kept by [`settle`](Self::settle) when it is done.
    pub fn ask(&self, run: u32, ask: Ask) -> Promise {
        let id = {
            let mut asked = self.asked.borrow_mut();
            asked.count += 1;
            asked.count
        };
        self.command(run, id, ask);
        Promise::new(&mut |resolve, reject| {
            let mut asked = self.asked.borrow_mut();
            asked.promises.insert(id, (resolve, reject));
        })
    }

    fn command(&self, run: u32, id: u32, ask: Ask) {
        let command = Command { run, id, ask };
        self.thread.send(|| ToWorker::Command(command));
    }

    /// Keeps the promises of what has been answered.
    pub fn settle(&self, replies: &[Reply]) {
        for reply in replies {
            let kept = self.asked.borrow_mut().promises.remove(&reply.id);
            if let Some((resolve, _)) = kept {
                let _ = resolve.call0(&JsValue::NULL);
            }
        }
    }

    /// Breaks all promises.
    pub fn refuse(&self, why: &str) {
        let promises = std::mem::take(&mut self.asked.borrow_mut().promises);
        for (_, reject) in promises.into_values() {
            let _ = reject.call1(&JsValue::NULL, &JsError::new(why).into());
        }
    }

    /// Lets the worker take that share of a core.
    pub fn set_share(&self, share: f64) {
        self.thread.send(|| ToWorker::Share(share));
    }

    /// Lets the worker send its next report.
    pub fn taken(&self, run: u32) {
        self.send(run, Ask::Taken);
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        self.refuse(STOPPED);
    }
}

/// What scripts are told that wait for a worker that is gone.
pub const STOPPED: &str = "training has stopped: the worker failed";
