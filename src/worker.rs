//! A worker's shell: hears messages, works in slices, tells what came of it. It runs the page's own
//! program, compiled once, in a thread of its own.

use std::{cell::RefCell, rc::Rc, sync::Arc};

use js_sys::{Array, Uint8Array};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use web_sys::{DedicatedWorkerGlobalScope, MessageChannel, MessageEvent, MessagePort, Performance};

use crate::{
    engine::{Ask, Command, FromWorker, Session, ToWorker, job::Work, rest::Rest, session::SLICE},
    message,
    nn::beside::{self, Bytes},
};

/// A job that is being done.
struct AtWork {
    id: u32,
    work: Work,
}

struct Shell {
    scope: DedicatedWorkerGlobalScope,
    clock: Performance,
    session: RefCell<Session>,
    /// The jobs that it has been given, of which the last is done first.
    jobs: RefCell<Vec<AtWork>>,
    /// The images that came last: messages that are of them come without.
    images: RefCell<Option<Bytes>>,
    rest: RefCell<Rest>,
    /// A message to itself: the quickest way to hear others between two slices. Timers would
    /// wait at least 4 ms each.
    wake: MessagePort,
    awake: RefCell<bool>,
    timer: RefCell<Option<i32>>,
    again: RefCell<Option<Closure<dyn FnMut()>>>,
}

/// Listens for messages from now on, and says that it does.
pub fn start() {
    let scope: DedicatedWorkerGlobalScope = js_sys::global().unchecked_into();
    let (Some(clock), Ok(channel)) = (scope.performance(), MessageChannel::new()) else {
        return;
    };
    let (session, rest) = (
        RefCell::new(Session::new(clock.now())),
        Rest::new(clock.now()),
    );
    let shell = Rc::new(Shell {
        scope: scope.clone(),
        clock,
        session,
        jobs: RefCell::new(Vec::new()),
        images: RefCell::new(None),
        rest: RefCell::new(rest),
        wake: channel.port2(),
        awake: RefCell::new(false),
        timer: RefCell::new(None),
        again: RefCell::new(None),
    });
    let (hearing, waking, timing) = (shell.clone(), shell.clone(), shell.clone());
    *shell.again.borrow_mut() = Some(Closure::new(move || timing.turn()));
    let on_message = Closure::<dyn FnMut(_)>::new(move |event: MessageEvent| hearing.hear(&event));
    let on_wake = Closure::<dyn FnMut()>::new(move || {
        *waking.awake.borrow_mut() = false;
        waking.turn();
    });
    scope.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
    channel
        .port1()
        .set_onmessage(Some(on_wake.as_ref().unchecked_ref()));
    // Both listen as long as the worker lives.
    on_message.forget();
    on_wake.forget();
    let _ = scope.post_message(&JsValue::from_str("ready"));
}

impl Shell {
    fn hear(&self, event: &MessageEvent) {
        let message: Array = event.data().unchecked_into();
        let part = |at| message.get(at).dyn_into::<Uint8Array>().ok();
        if let Some(images) = part(1) {
            // Those before go first, if nothing else holds them.
            self.images.replace(None);
            self.images.replace(Some(Arc::new(message::taken(&images))));
        }
        let Some(bytes) = part(0).map(|bytes| message::taken(&bytes)) else {
            return;
        };
        let images = || self.images.borrow().clone();
        match beside::read(images(), || ToWorker::decode(&bytes)) {
            Some(ToWorker::Command(command)) => {
                self.carry_out(command);
            }
            Some(ToWorker::Job(id, job)) => {
                let work = beside::read(images(), || Work::unpack(&job));
                self.jobs.borrow_mut().push(AtWork { id, work });
            }
            Some(ToWorker::GiveUp(id)) => {
                let mut jobs = self.jobs.borrow_mut();
                if let Some(at) = jobs.iter().position(|job| job.id == id) {
                    jobs.remove(at).work.end();
                }
            }
            Some(ToWorker::Share(share)) => self.rest.borrow_mut().set_share(share),
            // The other end is the same program: what it wrote can be read.
            None => return,
        }
        self.schedule();
    }

    /// Carries a command out. A step begins at once, with a slice of work: a pause that follows it
    /// closely would else take it back.
    fn carry_out(&self, command: Command) {
        let clock = || self.clock.now();
        let is_step = matches!(command.ask, Ask::Advance { count: 1, .. });
        let mut session = self.session.borrow_mut();
        session.handle(command, clock());
        if is_step {
            session.work(&clock);
        }
    }

    /// A slice of work, then what there is to tell of it.
    fn turn(&self) {
        let clock = || self.clock.now();
        let start = clock();
        self.session.borrow_mut().work(&clock);
        self.do_job();
        self.rest.borrow_mut().worked(start, clock());
        self.schedule();
    }

    fn do_job(&self) {
        let mut jobs = self.jobs.borrow_mut();
        let Some(AtWork { id, work }) = jobs.last_mut() else {
            return;
        };
        let end = self.clock.now() + SLICE;
        let (progress, done) = work.work_packed(&mut || self.clock.now() < end);
        self.send(&FromWorker::Progress(*id, progress));
        if done {
            jobs.pop().into_iter().for_each(|done| done.work.end());
        }
    }

    fn schedule(&self) {
        let now = self.clock.now();
        if let Some(report) = self.session.borrow_mut().report(now) {
            self.send(&FromWorker::Report(Box::new(report)));
        }
        if let Some(timer) = self.timer.borrow_mut().take() {
            self.scope.clear_timeout_with_handle(timer);
        }
        match self.wait(now) {
            None => {}
            Some(wait) if wait < 1.0 => self.wake_up(),
            Some(wait) => *self.timer.borrow_mut() = self.wake_up_in(wait),
        }
    }

    /// Milliseconds until there is something to do; none until something is said.
    fn wait(&self, now: f64) -> Option<f64> {
        let rest = self.rest.borrow().due(now);
        match self.jobs.borrow().last() {
            Some(job) if job.work.can_wait() => Some(rest),
            Some(_) => Some(0.0),
            None => self.session.borrow().rest(now).map(|wait| wait.max(rest)),
        }
    }

    fn wake_up(&self) {
        if !self.awake.replace(true) {
            let _ = self.wake.post_message(&JsValue::NULL);
        }
    }

    fn wake_up_in(&self, milliseconds: f64) -> Option<i32> {
        let again = self.again.borrow();
        let callback = again.as_ref()?.as_ref().unchecked_ref();
        self.scope
            .set_timeout_with_callback_and_timeout_and_arguments_0(callback, milliseconds as i32)
            .ok()
    }

    fn send(&self, message: &FromWorker) {
        let bytes = Uint8Array::from(message.encode().as_slice());
        let transfer = Array::of1(&bytes.buffer());
        let _ = self.scope.post_message_with_transfer(&bytes, &transfer);
    }
}
