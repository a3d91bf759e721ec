//! When the page is brought up to date: with the next frame of the screen, or soon where none is drawn.

use std::{cell::Cell, rc::Rc};

use wasm_bindgen::{JsCast, closure::Closure};

use super::browser::{UNSEEN, window};

/// Calls a function once after each time that it is asked: in the next animation frame, or after a
/// tenth of a second in what is not drawn, as a hidden tab. Dropped, it calls no more.
pub struct Turn {
    call: Closure<dyn FnMut()>,
    waiting: Rc<Cell<Option<Waiting>>>,
}

/// What the browser will call, whichever comes first.
#[derive(Clone, Copy)]
struct Waiting {
    frame: Option<i32>,
    timer: Option<i32>,
}

impl Turn {
    /// Calls `act` at each turn.
    pub fn new(mut act: impl FnMut() + 'static) -> Self {
        let waiting = Rc::new(Cell::new(None));
        let due = waiting.clone();
        let call = Closure::new(move || {
            cancel(&due);
            act();
        });
        Self { call, waiting }
    }

    /// Asks for a turn, unless one has been asked for.
    pub fn ask(&self) {
        if self.waiting.get().is_some() {
            return;
        }
        let call = self.call.as_ref().unchecked_ref();
        let frame = window().request_animation_frame(call).ok();
        let timer = window()
            .set_timeout_with_callback_and_timeout_and_arguments_0(call, UNSEEN)
            .ok();
        self.waiting.set(Some(Waiting { frame, timer }));
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        cancel(&self.waiting);
    }
}

fn cancel(waiting: &Cell<Option<Waiting>>) {
    let Some(Waiting { frame, timer }) = waiting.take() else {
        return;
    };
    if let Some(frame) = frame {
        // A frame that has been is cancelled in vain.
        let _ = window().cancel_animation_frame(frame);
    }
    if let Some(timer) = timer {
        window().clear_timeout_with_handle(timer);
    }
}
