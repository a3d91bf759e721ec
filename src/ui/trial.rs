//! Seeds trained in the background for a panel: what is trained, what has come of it, and the runs that are loaded of
//! it.

use std::sync::Arc;

use reactive_graph::{graph::untrack, owner::StoredValue, prelude::*, signal::RwSignal};

use super::{
    dealer::{Dealing, Seeds},
    element::{El, derived, el},
    frame::Small,
    loading::Loading,
    run::Run,
};
use crate::{
    lab::{
        Prepared,
        lottery::{Lottery, Outcome},
    },
    text::lottery as words,
};

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

/// The signals of it. A handle that can be copied.
#[derive(Clone, Copy)]
pub struct Trial {
    /// The run whose experiment is trained.
    pub run: Run,
    /// What has begun.
    pub begun: RwSignal<Option<Arc<Begun>>>,
    /// Whether it goes on.
    pub dealing: Dealing<Seeds>,
    /// What has come of each of its lots, as it is shown: told a few times a second.
    pub outcomes: RwSignal<Arc<Vec<Option<Arc<Outcome>>>>>,
    /// The lot whose run is being loaded.
    pub loading: Loading,
    /// The lot that the run on the page is.
    pub loaded: RwSignal<Option<u32>>,
    /// Whether the experiment is another than the one that is trained.
    pub changed: RwSignal<bool>,
    /// What loaded runs are said to be of.
    of: &'static str,
    /// What has come.
    come: StoredValue<Vec<Option<Arc<Outcome>>>>,
}

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
            dealing: Dealing::new(run),
            outcomes: RwSignal::default(),
            loading: Loading::new(run),
            loaded: derived(move || lottery().and_then(|lottery| lottery.lot_of(&experiment()))),
            changed: derived(move || {
                lottery().is_some_and(|lottery| !lottery.is_of(&experiment()))
            }),
            of,
            come: StoredValue::new(Vec::new()),
        };
        trial.dealing.keep_up(move || {
            if trial.begun.with_untracked(Option::is_some) {
                trial.outcomes.set(Arc::new(trial.come.get_value()));
            }
        });
        trial
    }

    /// Begins with a lottery that is allowed, in place of any other.
    pub fn begin(self, lottery: Lottery) {
        self.loading.leave();
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
        let seeds = Seeds::new(lottery, &frame.prepared);
        self.dealing.begin(seeds, move |come| self.put(come));
    }

    fn put(self, come: Vec<Outcome>) {
        self.come.update_value(|all| {
            for outcome in come {
                if let Some(place) = all.get_mut(outcome.lot as usize) {
                    *place = Some(Arc::new(outcome));
                }
            }
        });
    }

    /// What has come of a lot.
    pub fn outcome(self, lot: u32) -> Option<Arc<Outcome>> {
        let of = |all: &Arc<Vec<Option<Arc<Outcome>>>>| all.get(lot as usize).cloned().flatten();
        self.outcomes.with(of)
    }

    /// Training samples of what has begun.
    pub fn samples(self) -> usize {
        self.begun
            .with(|begun| begun.as_ref().map_or(0, |begun| begun.prepared.train.len()))
    }

    /// The buttons; the one that begins has a text and a title, and is there whenever there is something to begin.
    pub fn buttons(
        self,
        [text, title]: [&'static str; 2],
        start: impl Fn() + Copy + 'static,
    ) -> El {
        let begins = move || {
            let button = el("button").class("quiet").text(text);
            button.attr("title", title).click(start)
        };
        self.dealing.buttons(begins, move || self.changed.get())
    }

    /// How much has come, while something is still to come.
    pub fn progress(self) -> El {
        let come = move || {
            self.outcomes.with(|outcomes| {
                [outcomes.iter().flatten().count(), outcomes.len()].map(|count| count as u64)
            })
        };
        self.dealing.progress("Seeds trained", come)
    }

    /// Puts the run of a lot in place of the one at hand.
    pub fn load(self, lot: u32) {
        let (Some(begun), Some(outcome)) =
            (self.begun.get_untracked(), untrack(|| self.outcome(lot)))
        else {
            return;
        };
        let epochs = if outcome.diverged {
            outcome.at.epoch
        } else {
            begun.lottery.epochs
        };
        let notice = words::opened(&begun.lottery, lot, self.of);
        let experiment = begun.lottery.experiment_of(lot);
        let prepared = &begun.prepared;
        self.loading.load(lot, prepared, experiment, epochs, notice);
    }
}
