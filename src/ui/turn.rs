//! When the page is drawn: in the frames of the screen. Where none come, as in a hidden tab or in a
//! frame that is not on the screen, nothing is drawn until one does.

use std::{
    cell::{Cell, RefCell},
    collections::VecDeque,
    rc::{Rc, Weak},
};

use reactive_graph::{prelude::*, signal::ArcRwSignal};
use wasm_bindgen::{JsCast, closure::Closure};

use super::{
    browser::{document, window},
    element::follow,
};
use crate::run::Sharing;

thread_local! {
    static SCREEN: Screen = Screen::new();
}

/// The frames of the screen.
struct Screen {
    /// How many there were.
    count: Cell<u32>,
    /// Whether the next one will be told of.
    asked: Cell<bool>,
    /// What has a turn in the next one, or, where the screen does not keep up, in one of the next.
    turns: RefCell<VecDeque<Weak<dyn Fn()>>>,
    sharing: Cell<Sharing>,
    /// Whether what was to be drawn has to wait for a task of its own.
    put_off: Cell<bool>,
    /// What is drawn in the next one follows this.
    next: ArcRwSignal<()>,
    call: Closure<dyn FnMut(f64)>,
}

impl Screen {
    fn new() -> Self {
        Self {
            count: Cell::new(0),
            asked: Cell::new(false),
            put_off: Cell::new(false),
            turns: RefCell::default(),
            sharing: Cell::default(),
            next: ArcRwSignal::new(()),
            call: Closure::new(|now| SCREEN.with(|screen| screen.frame(now))),
        }
    }

    /// Asks to be told of the next frame.
    fn ask(&self) {
        if !self.asked.replace(true) {
            let call = self.call.as_ref().unchecked_ref();
            // A window without frames draws nothing.
            let _ = window().request_animation_frame(call);
        }
    }

    /// A frame is about to be drawn at `now`, in milliseconds.
    fn frame(&self, now: f64) {
        self.asked.set(false);
        self.count.set(self.count.get().wrapping_add(1));
        let due = self.due(now);
        due.iter().for_each(|act| act());
        self.next.notify();
        if !self.turns.borrow().is_empty() {
            self.ask();
        }
    }

    /// What has its turn in this frame; the others keep their places.
    fn due(&self, now: f64) -> Vec<Rc<dyn Fn()>> {
        let mut turns = self.turns.borrow_mut();
        turns.retain(|act| act.strong_count() > 0);
        let mut sharing = self.sharing.get();
        let count = sharing.due(now, turns.len());
        self.sharing.set(sharing);
        turns
            .drain(..count)
            .filter_map(|act| act.upgrade())
            .collect()
    }
}

/// What was measured for the frame at hand may still be drawn in it.
pub fn laid_out() {
    SCREEN.with(|screen| screen.count.set(screen.count.get().wrapping_add(1)));
}

/// What is to be drawn has to wait for a task of its own: then it need not wait for a frame once more.
pub fn put_off() {
    SCREEN.with(|screen| screen.put_off.set(true));
}

/// Runs `f`, which draws, in the next frame, and once in each in which a signal that it read has
/// changed.
pub fn on_screen(f: impl FnMut() + 'static) {
    fn boxed(mut f: Box<dyn FnMut()>) {
        let mut drawn = SCREEN.with(|screen| screen.count.get());
        follow(move || {
            let waits = SCREEN.with(|screen| {
                // What was last drawn long ago may be drawn at once, but not where nobody sees it.
                let waits = screen.count.get() == drawn || document().hidden();
                if waits {
                    screen.next.track();
                    screen.ask();
                }
                drawn = screen.count.get();
                waits
            });
            if !waits {
                f();
                if SCREEN.with(|screen| screen.put_off.take()) {
                    drawn = drawn.wrapping_sub(1);
                }
            }
        });
    }
    boxed(Box::new(f));
}

/// Calls a function in the next frame after each time that it is asked. Dropped, it calls no more.
pub struct Turn {
    act: Rc<dyn Fn()>,
    waiting: Rc<Cell<bool>>,
}

impl Turn {
    /// Calls `act` at each turn.
    pub fn new(act: impl Fn() + 'static) -> Self {
        let waiting = Rc::new(Cell::new(false));
        let due = waiting.clone();
        let act = Rc::new(move || {
            due.set(false);
            act();
        });
        Self { act, waiting }
    }

    /// Asks for a turn, unless one has been asked for.
    pub fn ask(&self) {
        if !self.waiting.replace(true) {
            SCREEN.with(|screen| {
                screen
                    .turns
                    .borrow_mut()
                    .push_back(Rc::downgrade(&self.act));
                screen.ask();
            });
        }
    }
}
