//! The worker's shell: hears commands, trains in slices, sends reports. It runs in the same
//! WebAssembly as the page, which the browser has by then, in a thread of its own.

use std::{cell::RefCell, rc::Rc};

use js_sys::{Array, Float32Array};

use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use web_sys::{DedicatedWorkerGlobalScope, MessageChannel, MessageEvent, MessagePort, Performance};

use crate::engine::{Command, Report, Session};

struct Shell {
    scope: DedicatedWorkerGlobalScope,
    clock: Performance,
    session: RefCell<Session>,
    /// A message to itself: the quickest way to hear others between two slices. Timers would
    /// wait at least 4 ms each.
    wake: MessagePort,
    awake: RefCell<bool>,
    timer: RefCell<Option<i32>>,
    again: RefCell<Option<Closure<dyn FnMut()>>>,
}

/// Listens for commands from now on, and says that it does.
pub fn start() {
    let scope: DedicatedWorkerGlobalScope = js_sys::global().unchecked_into();
    let (Some(clock), Ok(channel)) = (scope.performance(), MessageChannel::new()) else {
        return;
    };
    let session = RefCell::new(Session::new(clock.now()));
    let shell = Rc::new(Shell {
        scope: scope.clone(),
        clock,
        session,
        wake: channel.port2(),
        awake: RefCell::new(false),
        timer: RefCell::new(None),
        again: RefCell::new(None),
    });
    let (hearing, waking, timing) = (shell.clone(), shell.clone(), shell.clone());
    *shell.again.borrow_mut() = Some(Closure::new(move || timing.turn()));
    let on_command = Closure::<dyn FnMut(_)>::new(move |event: MessageEvent| hearing.hear(&event));
    let on_wake = Closure::<dyn FnMut()>::new(move || {
        *waking.awake.borrow_mut() = false;
        waking.turn();
    });
    scope.set_onmessage(Some(on_command.as_ref().unchecked_ref()));
    channel
        .port1()
        .set_onmessage(Some(on_wake.as_ref().unchecked_ref()));
    // Both listen as long as the worker lives.
    on_command.forget();
    on_wake.forget();
    let _ = scope.post_message(&JsValue::from_str("ready"));
}

impl Shell {
    fn hear(&self, event: &MessageEvent) {
        if let Some(command) = decode(&event.data()) {
            let now = self.clock.now();
            self.session.borrow_mut().handle(command, now);
            self.schedule();
        }
    }

    /// A slice of training, then the report that is due.
    fn turn(&self) {
        let clock = || self.clock.now();
        self.session.borrow_mut().work(&clock);
        self.schedule();
    }

    fn schedule(&self) {
        let now = self.clock.now();
        if let Some(report) = self.session.borrow_mut().report(now) {
            self.send(&report);
        }
        if let Some(timer) = self.timer.borrow_mut().take() {
            self.scope.clear_timeout_with_handle(timer);
        }
        match self.session.borrow().wait() {
            None => {}
            Some(wait) if wait < 1.0 => self.wake_up(),
            Some(wait) => *self.timer.borrow_mut() = self.wake_up_in(wait),
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

    fn send(&self, report: &Report) {
        let parameters = Float32Array::from(report.parameters.as_slice());
        let transfer = Array::of1(&parameters.buffer());
        let message = Array::of2(&JsValue::from_str(&report.to_line()), &parameters);
        let _ = self.scope.post_message_with_transfer(&message, &transfer);
    }
}

/// A command comes as a line, or as a line and arrays of numbers.
fn decode(data: &JsValue) -> Option<Command> {
    let Some(parts) = data.dyn_ref::<Array>() else {
        return Command::from_line(&data.as_string()?, Vec::new());
    };
    let arrays = parts.iter().skip(1);
    let numbers = |array: JsValue| array.dyn_into::<Float32Array>().ok().map(|a| a.to_vec());
    let arrays = arrays.map(numbers).collect::<Option<_>>()?;
    Command::from_line(&parts.get(0).as_string()?, arrays)
}
