//! Seeds trained in the background for a panel: what is trained, whether that goes on, what has come of it, and the
//! runs that are loaded of it.
//!
//! | file          | holds |
//! |---------------|-------|
//! | `controls.rs` | the buttons, and how far it has come |
//! | `load.rs`     | a lot's run with its history, in place of the one at hand |

mod controls;
mod load;

use std::sync::Arc;

use reactive_graph::{
    owner::{LocalStorage, StoredValue},
    prelude::*,
    signal::RwSignal,
};

use super::{
    dealer::{Dealer, Dealt},
    element::derived,
    frame::Small,
    pool::Ticket,
    run::Run,
    turn::{Turn, on_screen},
};
use crate::lab::{
    Prepared,
    lottery::{Lottery, Outcome},
};

pub use controls::{buttons, failed, progress};
pub use load::load;

/// What is trained, with what its pictures need.
#[derive(Clone, Debug)]
pub struct Begun {
    /// Tells it from those before.
    pub id: u32,
    /// What is trained.
    pub lottery: Arc<Lottery>,
    /// On which data.
    pub prepared: Arc<Prepared>,
    /// How small pictures are drawn; nothing of data that none shows.
    pub small: Option<Small>,
}

/// Whether it goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Going {
    /// None has begun.
    Nothing,
    /// Seeds are trained.
    On,
    /// It was stopped before its end.
    Stopped,
    /// All seeds have come.
    Over,
}

/// The signals of it. A handle that can be copied.
#[derive(Clone, Copy)]
pub struct Trial {
    /// The run whose experiment is trained.
    pub run: Run,
    /// What has begun.
    pub begun: RwSignal<Option<Arc<Begun>>>,
    /// Whether it goes on.
    pub going: RwSignal<Going>,
    /// What has come of each of its lots, as it is shown: told a few times a second.
    pub outcomes: RwSignal<Arc<Vec<Option<Arc<Outcome>>>>>,
    /// Why it was stopped, where nobody has.
    pub failed: RwSignal<Option<String>>,
    /// The lot whose run is being loaded, and how much of that is done.
    pub loading: RwSignal<Option<(u32, f64)>>,
    /// What came of the last thing that was done.
    pub said: RwSignal<String>,
    /// The lot that the run on the page is.
    pub loaded: RwSignal<Option<u32>>,
    /// Whether the experiment is another than the one that is trained.
    pub changed: RwSignal<bool>,
    /// What loaded runs are said to be of.
    of: &'static str,
    dealer: StoredValue<Option<Dealer>, LocalStorage>,
    /// What has come.
    come: StoredValue<Vec<Option<Arc<Outcome>>>>,
    /// Told whenever something comes.
    news: RwSignal<()>,
    /// The run that is being loaded.
    ticket: StoredValue<Option<Ticket>, LocalStorage>,
}

/// Milliseconds between two looks at what has come: so that it can be read while it comes.
const READ: f64 = 400.0;

impl Trial {
    /// One in which nothing has begun; loaded runs are said to be of `of`.
    pub fn new(of: &'static str) -> Self {
        let run = Run::get();
        let begun = RwSignal::new(None::<Arc<Begun>>);
        let experiment = move || run.lab.with(|lab| lab.experiment.clone());
        let lottery = move || begun.with(|begun| begun.as_ref().map(|begun| begun.lottery.clone()));
        let trial = Self {
            run,
            begun,
            going: RwSignal::new(Going::Nothing),
            outcomes: RwSignal::default(),
            failed: RwSignal::new(None),
            loading: RwSignal::new(None),
            said: RwSignal::new(String::new()),
            loaded: derived(move || lottery().and_then(|lottery| lottery.lot_of(&experiment()))),
            changed: derived(move || {
                lottery().is_some_and(|lottery| !lottery.is_of(&experiment()))
            }),
            of,
            dealer: StoredValue::new_local(None),
            come: StoredValue::new(Vec::new()),
            news: RwSignal::new(()),
            ticket: StoredValue::new_local(None),
        };
        trial.keep_outcomes();
        trial
    }

    /// Begins with a lottery that is allowed, in place of any other.
    pub fn begin(self, lottery: Lottery) {
        self.leave();
        let lottery = Arc::new(lottery);
        let frame = self.run.frame.get_untracked();
        let has_picture = lottery.experiment.data.columns() <= 2;
        let last = self
            .begun
            .with_untracked(|begun| begun.as_ref().map_or(0, |begun| begun.id));
        let begun = Begun {
            id: last + 1,
            lottery: lottery.clone(),
            prepared: frame.prepared.clone(),
            small: has_picture.then(|| Small::of(&frame)),
        };
        let none = vec![None; lottery.lots() as usize];
        self.come.set_value(none.clone());
        self.outcomes.set(Arc::new(none));
        self.begun.set(Some(Arc::new(begun)));
        let tell = move |dealt| self.hear(dealt);
        let dealer = Dealer::new(lottery, &frame.prepared, self.run.pool(), tell);
        self.dealer.set_value(Some(dealer));
        self.go_on();
    }

    /// Ends the one at hand for good.
    fn leave(self) {
        let last = self.dealer.try_update_value(Option::take).flatten();
        if let Some(last) = last {
            last.stop();
        }
        drop(self.ticket.try_update_value(Option::take));
        self.loading.set(None);
        self.said.set(String::new());
    }

    /// Goes on with the seeds that are left.
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

    fn hear(self, dealt: Dealt) {
        if !self.run.is_open() {
            return;
        }
        match dealt {
            Dealt::Come(come) => {
                self.come.update_value(|all| {
                    for outcome in come {
                        if let Some(place) = all.get_mut(outcome.lot as usize) {
                            *place = Some(Arc::new(outcome));
                        }
                    }
                });
                self.news.set(());
            }
            Dealt::Over => self.going.set(Going::Over),
            Dealt::Failed(why) => {
                self.going.set(Going::Stopped);
                self.failed.set(Some(why));
            }
        }
    }

    /// What has come of a lot.
    pub fn outcome(self, lot: u32) -> Option<Arc<Outcome>> {
        let of = |all: &Arc<Vec<Option<Arc<Outcome>>>>| all.get(lot as usize).cloned().flatten();
        self.outcomes.with(of)
    }

    /// Keeps up what is shown, a few times a second while it comes.
    fn keep_outcomes(self) {
        let mut last = f64::NEG_INFINITY;
        let news = self.news;
        // What comes too early is shown in a frame after.
        let turn = Turn::new(move || {
            // The panel may be gone by then.
            let _ = news.try_set(());
        });
        on_screen(move || {
            news.track();
            let (going, begun) = (self.going.get(), self.begun.get());
            let now = js_sys::Date::now();
            if going == Going::On && now - last < READ {
                turn.ask();
                return;
            }
            last = now;
            if begun.is_some() {
                self.outcomes.set(Arc::new(self.come.get_value()));
            }
        });
    }

    /// Training samples of what has begun.
    pub fn samples(self) -> usize {
        self.begun
            .with(|begun| begun.as_ref().map_or(0, |begun| begun.prepared.train.len()))
    }
}
