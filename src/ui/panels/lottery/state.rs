//! What the panel shows: what is set, the lottery that has begun, and what has come of it.

use std::sync::Arc;

use reactive_graph::{graph::untrack, prelude::*, signal::RwSignal};

use crate::{
    lab::{
        FieldError,
        lottery::{Count, Lottery, Order, Outcome, Sweep, Swept, ordered, usual_epochs},
    },
    run::News,
    ui::{
        element::follow,
        trial::{Begun, Trial},
    },
};

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
    /// What is trained.
    pub trial: Trial,
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
    /// What the wall shows of what has come.
    pub shown: RwSignal<Arc<Shown>>,
}

impl Scene {
    /// A panel in which nothing has begun.
    pub fn new() -> Self {
        let scene = Self {
            trial: Trial::new("lottery"),
            seeds: RwSignal::new(Lottery::USUAL),
            first: RwSignal::new(None),
            epochs: RwSignal::new(None),
            swept: RwSignal::new(None),
            values: RwSignal::new(None),
            order: RwSignal::new(Order::default()),
            shown: RwSignal::default(),
        };
        scene.keep_shown();
        scene
    }

    /// The lottery as it is set, of the experiment at hand.
    pub fn set(self) -> Lottery {
        let (experiment, come, samples) = self
            .trial
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
        let run = self.trial.run;
        run.dispatch(News::Dismiss);
        let lottery = untrack(|| self.set());
        if let Err(wrong) = lottery.validate() {
            run.dispatch(News::Complain(named(wrong)));
            return;
        }
        self.shown.set(Arc::default());
        self.trial.begin(lottery);
    }

    /// Keeps up what the wall shows; another order is shown at once.
    fn keep_shown(self) {
        follow(move || {
            let (outcomes, order) = (self.trial.outcomes.get(), self.order.get());
            if let Some(begun) = self.trial.begun.get_untracked() {
                self.shown.set(Arc::new(shown(&begun, &outcomes, order)));
            }
        });
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
