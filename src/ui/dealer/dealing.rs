//! A dealer of which a panel shows whether it goes on, what stopped it, and what has come, so that it can be read while
//! it comes.

use reactive_graph::{
    owner::{LocalStorage, StoredValue},
    prelude::*,
    signal::RwSignal,
};

use super::{Dealer, Dealt, Table};
use crate::ui::{
    run::Run,
    turn::{Turn, on_screen},
};

/// Whether it goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Going {
    /// None has begun.
    Nothing,
    /// Something is trained.
    On,
    /// It was stopped before its end.
    Stopped,
    /// All has come.
    Over,
}

/// What is dealt out, if something is. A handle that can be copied.
pub struct Dealing<T: Table> {
    run: Run,
    /// Whether it goes on.
    pub(super) going: RwSignal<Going>,
    /// Why it was stopped, where nobody has.
    pub(super) failed: RwSignal<Option<String>>,
    dealer: StoredValue<Option<Dealer<T>>, LocalStorage>,
    /// Told whenever something comes.
    news: RwSignal<()>,
}

impl<T: Table> Clone for Dealing<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Table> Copy for Dealing<T> {}

/// Milliseconds between two looks at what has come: so that it can be read while it comes.
const READ: f64 = 400.0;

impl<T: Table> Dealing<T> {
    /// One in which nothing has begun, by the workers of this run.
    pub fn new(run: Run) -> Self {
        Self {
            run,
            going: RwSignal::new(Going::Nothing),
            failed: RwSignal::new(None),
            dealer: StoredValue::new_local(None),
            news: RwSignal::new(()),
        }
    }

    /// Deals a table out in place of any other; `come` hears of what comes.
    pub fn begin(self, table: T, come: impl Fn(T::News) + 'static) {
        self.leave();
        let tell = move |dealt| self.hear(dealt, &come);
        let dealer = Dealer::new(table, self.run.pool(), tell);
        self.dealer.set_value(Some(dealer));
        self.go_on();
    }

    /// Ends the one at hand for good.
    pub fn leave(self) {
        let last = self.dealer.try_update_value(Option::take).flatten();
        if let Some(last) = last {
            last.stop();
        }
    }

    /// Goes on with what is left.
    pub fn go_on(self) {
        self.failed.set(None);
        self.going.set(Going::On);
        if let Some(dealer) = self.dealer.get_value() {
            dealer.go_on();
        }
    }

    /// Stops at once.
    pub fn stop(self) {
        if let Some(dealer) = self.dealer.get_value() {
            dealer.stop();
        }
        self.going.set(Going::Stopped);
    }

    /// Whether something is dealt out, or was.
    pub fn has_begun(self) -> bool {
        self.going.get() != Going::Nothing
    }

    /// Whether all has come.
    pub fn is_over(self) -> bool {
        self.going.get() == Going::Over
    }

    /// What `read` reads off the table, if there is one.
    pub fn read<R>(self, read: impl FnOnce(&T) -> R) -> Option<R> {
        self.dealer.get_value().map(|dealer| dealer.read(read))
    }

    fn hear(self, dealt: Dealt<T::News>, come: &impl Fn(T::News)) {
        if !self.run.is_open() {
            return;
        }
        match dealt {
            Dealt::Come(some) => {
                come(some);
                self.news.set(());
            }
            Dealt::Over => self.going.set(Going::Over),
            Dealt::Failed(why) => {
                self.going.set(Going::Stopped);
                self.failed.set(Some(why));
            }
        }
    }

    /// Calls `show` now and after something has come: a few times a second while it goes on.
    pub fn keep_up(self, show: impl Fn() + 'static) {
        let mut last = f64::NEG_INFINITY;
        let news = self.news;
        // What comes too early is shown in a frame after.
        let turn = Turn::new(move || {
            // The panel may be gone by then.
            let _ = news.try_set(());
        });
        on_screen(move || {
            news.track();
            let going = self.going.get();
            let now = js_sys::Date::now();
            if going == Going::On && now - last < READ {
                turn.ask();
                return;
            }
            last = now;
            show();
        });
    }
}
