//! What the panel shows: what is set, the lottery that has begun, and what has come of it.

use std::sync::Arc;

use reactive_graph::{
    graph::untrack,
    owner::{LocalStorage, StoredValue},
    prelude::*,
    signal::RwSignal,
};

use crate::{
    lab::{
        FieldError, Prepared,
        lottery::{Count, Lottery, Order, Outcome, Sweep, Swept, ordered, usual_epochs},
    },
    run::News,
    ui::{
        dealer::{Dealer, Dealt},
        element::{derived, follow},
        frame::Small,
        pool::Ticket,
        run::Run,
        turn::{Turn, on_screen},
    },
};

/// A lottery that has begun, with what its tiles need.
#[derive(Clone, Debug)]
pub struct Begun {
    /// Tells it from the lotteries before.
    pub id: u32,
    /// What is trained.
    pub lottery: Arc<Lottery>,
    /// On which data.
    pub prepared: Arc<Prepared>,
    /// How tiles are drawn; nothing of data that no small picture shows.
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

/// What the wall shows: lots in order, in groups by the values of a sweep, and what is counted of each.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Shown {
    /// The lots of each group.
    pub groups: Vec<Vec<u32>>,
    /// What has come of each.
    pub counts: Vec<Count>,
    /// What has come of all.
    pub count: Count,
}

/// The signals of the panel. A handle that can be copied.
#[derive(Clone, Copy)]
pub struct Scene {
    /// The run.
    pub run: Run,
    /// How many seeds are set.
    pub seeds: RwSignal<u32>,
    /// The first of them, where one was chosen; else it is that of the run.
    pub first: RwSignal<Option<u32>>,
    /// For how long, where that was chosen.
    pub epochs: RwSignal<Option<u64>>,
    /// The setting that is swept.
    pub swept: RwSignal<Option<Swept>>,
    /// Its values as they were typed; none where they are the usual ones.
    pub values: RwSignal<Option<String>>,
    /// What the wall is in order of.
    pub order: RwSignal<Order>,
    /// The lottery that has begun.
    pub begun: RwSignal<Option<Arc<Begun>>>,
    /// Whether it goes on.
    pub going: RwSignal<Going>,
    /// What has come of each of its lots.
    pub outcomes: RwSignal<Arc<Vec<Option<Arc<Outcome>>>>>,
    /// What the wall shows of that.
    pub shown: RwSignal<Arc<Shown>>,
    /// Why it was stopped, where nobody has.
    pub failed: RwSignal<Option<String>>,
    /// The lot whose run is being loaded, and how much of that is done.
    pub loading: RwSignal<Option<(u32, f64)>>,
    /// What came of the last thing that was done.
    pub said: RwSignal<String>,
    /// The lot that the run on the page is.
    pub loaded: RwSignal<Option<u32>>,
    /// Whether the experiment is another than that of the lottery.
    pub changed: RwSignal<bool>,
    dealer: StoredValue<Option<Dealer>, LocalStorage>,
    /// What has come, of which the signals above tell a few times a second.
    come: StoredValue<Vec<Option<Arc<Outcome>>>>,
    /// Told whenever something comes.
    news: RwSignal<()>,
    /// The run that is being loaded.
    pub ticket: StoredValue<Option<Ticket>, LocalStorage>,
}

/// Milliseconds between two orders of the wall: so that it can be read while it fills.
const READ: f64 = 400.0;

impl Scene {
    /// A panel in which nothing has begun.
    pub fn new() -> Self {
        let run = Run::get();
        let begun = RwSignal::new(None::<Arc<Begun>>);
        let of = move || run.lab.with(|lab| lab.experiment.clone());
        let lottery = move || begun.with(|begun| begun.as_ref().map(|begun| begun.lottery.clone()));
        let scene = Self {
            run,
            seeds: RwSignal::new(Lottery::USUAL),
            first: RwSignal::new(None),
            epochs: RwSignal::new(None),
            swept: RwSignal::new(None),
            values: RwSignal::new(None),
            order: RwSignal::new(Order::default()),
            begun,
            going: RwSignal::new(Going::Nothing),
            outcomes: RwSignal::default(),
            shown: RwSignal::default(),
            failed: RwSignal::new(None),
            loading: RwSignal::new(None),
            said: RwSignal::new(String::new()),
            loaded: derived(move || lottery().and_then(|lottery| lottery.lot_of(&of()))),
            changed: derived(move || lottery().is_some_and(|lottery| !lottery.is_of(&of()))),
            dealer: StoredValue::new_local(None),
            come: StoredValue::new(Vec::new()),
            news: RwSignal::new(()),
            ticket: StoredValue::new_local(None),
        };
        scene.keep_shown();
        scene
    }

    /// The lottery as it is set, of the experiment at hand.
    pub fn set(self) -> Lottery {
        let (experiment, come, samples) = self
            .run
            .lab
            .with(|lab| (lab.experiment.clone(), lab.history.now().tip, lab.samples()));
        let first = self.first.get().unwrap_or(experiment.seed);
        let epochs = self.epochs.get();
        let sweep = self.swept.get().map(|of| match self.values.get() {
            Some(text) => Sweep::listed(of, &text),
            None => Sweep {
                of,
                values: of.usual(&experiment, samples),
            },
        });
        Lottery {
            experiment,
            first,
            seeds: self.seeds.get(),
            epochs: epochs.unwrap_or_else(|| usual_epochs(come.epoch, samples)),
            sweep,
        }
    }

    /// Begins the lottery that is set; what is wrong with that is said.
    pub fn start(self) {
        self.run.dispatch(News::Dismiss);
        let lottery = untrack(|| self.set());
        if let Err(wrong) = lottery.validate() {
            self.run.dispatch(News::Complain(named(wrong)));
            return;
        }
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
        self.shown.set(Arc::default());
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

    /// Keeps up what the wall shows, a few times a second while it fills.
    fn keep_shown(self) {
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
        // Another order is shown at once.
        follow(move || {
            let (outcomes, order) = (self.outcomes.get(), self.order.get());
            if let Some(begun) = self.begun.get_untracked() {
                self.shown.set(Arc::new(shown(&begun, &outcomes, order)));
            }
        });
    }

    /// Training samples of the lottery at hand.
    pub fn samples(self) -> usize {
        self.begun
            .with(|begun| begun.as_ref().map_or(0, |begun| begun.prepared.train.len()))
    }
}

fn shown(begun: &Begun, outcomes: &[Option<Arc<Outcome>>], order: Order) -> Shown {
    let lottery = &begun.lottery;
    let samples = begun.prepared.train.len();
    let come = |lot: u32| outcomes.get(lot as usize)?.as_deref();
    let loss = |lot: u32| come(lot).map(Outcome::loss);
    let lots = |value: u32| value * lottery.seeds..(value + 1) * lottery.seeds;
    let values = || 0..lottery.values();
    let count = |lots: std::ops::Range<u32>| Count::of(lots.filter_map(come), samples);
    Shown {
        groups: values().map(|v| ordered(lots(v), order, loss)).collect(),
        counts: values().map(|v| count(lots(v))).collect(),
        count: count(0..lottery.lots()),
    }
}

/// What is wrong by the names that the panel has for it.
fn named(wrong: FieldError) -> FieldError {
    let name = match wrong.field.as_str() {
        "seeds" => "Seeds",
        "first" => "First seed",
        "epochs" => "Epochs",
        "sweep.of" => "Sweep",
        "sweep.values" => "Values",
        _ => return wrong,
    };
    FieldError::new(name, wrong.wrong)
}
