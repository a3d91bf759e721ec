//! What the panel shows: what is set, the search that has begun, and what has come of it.

use std::sync::Arc;

use reactive_graph::{graph::untrack, prelude::*, signal::RwSignal};

use crate::{
    lab::{
        Experiment, FieldError, Prepared,
        tuner::{Algorithm, Hyperparameter, Objective, Search, Space, Trial, Tuner, Typed, space},
    },
    nn::Task,
    run::News,
    text::tuner as words,
    ui::{
        dealer::{Dealing, Runs},
        element::derived,
        frame::Small,
        loading::Loading,
        run::Run,
    },
};

/// What the panel shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum View {
    /// The search space.
    Space,
    /// What has come.
    Trials,
    /// The sweep over learning rates.
    Rates,
    /// The search as a script.
    Script,
}

impl View {
    pub const ALL: [Self; 4] = [Self::Space, Self::Trials, Self::Rates, Self::Script];

    pub fn label(self) -> &'static str {
        match self {
            Self::Space => "Search space",
            Self::Trials => "Trials",
            Self::Rates => "Learning rate",
            Self::Script => "Script",
        }
    }
}

/// What the table is in order of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Column {
    Trial,
    Score,
    Epoch,
    /// A hyperparameter, by its place.
    Value(usize),
}

/// What is needed to draw and to load trials.
#[derive(Clone, Debug)]
pub struct Begun {
    /// Tells it from those before.
    pub id: u32,
    /// On which data.
    pub prepared: Arc<Prepared>,
    /// How small pictures are drawn; nothing of data that none shows.
    pub small: Option<Small>,
}

/// Prepared samples, which are others when they were prepared anew.
#[derive(Clone)]
pub struct Same(pub Arc<Prepared>);

impl PartialEq for Same {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

/// The signals of the panel. A handle that can be copied.
#[derive(Clone, Copy)]
pub struct Scene {
    /// The run whose experiment is tuned.
    pub run: Run,
    /// That experiment.
    pub experiment: RwSignal<Experiment>,
    /// Its samples.
    pub prepared: RwSignal<Same>,
    pub view: RwSignal<View>,
    /// The rows of the space, where they were changed; else the usual ones.
    pub rows: RwSignal<Option<Vec<Typed>>>,
    pub algorithm: RwSignal<Algorithm>,
    /// What is looked for, where that was chosen.
    pub objective: RwSignal<Option<Objective>>,
    pub folds: RwSignal<u32>,
    pub max_trials: RwSignal<u32>,
    /// For how long, where that was chosen.
    pub epochs: RwSignal<Option<u64>>,
    pub executions: RwSignal<u32>,
    pub factor: RwSignal<u32>,
    pub iterations: RwSignal<u32>,
    pub seed: RwSignal<u32>,
    /// The search that has begun.
    pub begun: RwSignal<Option<Arc<Begun>>>,
    /// Whether it goes on.
    pub dealing: Dealing<Runs>,
    /// What has come of it, as it is shown: told a few times a second.
    pub search: RwSignal<Option<Arc<Search>>>,
    /// The trial that is pointed at.
    pub lit: RwSignal<Option<u32>>,
    /// The trial that is being loaded.
    pub loading: Loading,
    /// The trial that the run on the page is.
    pub loaded: RwSignal<Option<u32>>,
    /// What the table is in order of, and whether from the largest down.
    pub order: RwSignal<(Column, bool)>,
}

impl Scene {
    /// A panel in which nothing has begun.
    pub fn new() -> Self {
        let run = Run::get();
        let search = RwSignal::new(None::<Arc<Search>>);
        // A frame comes many times a second, what the panel needs of it seldom.
        let experiment = derived(move || run.lab.with(|lab| lab.experiment.clone()));
        let prepared = derived(move || run.frame.with(|frame| Same(frame.prepared.clone())));
        let loaded = derived(move || {
            let e = experiment.get();
            let search = search.get()?;
            let mut trials = search.trials.iter().map(|trial| trial.id);
            trials.find(|id| search.experiment(*id) == e)
        });
        let scene = Self {
            run,
            experiment,
            prepared,
            view: RwSignal::new(View::Space),
            rows: RwSignal::new(None),
            algorithm: RwSignal::new(Algorithm::RandomSearch),
            objective: RwSignal::new(None),
            folds: RwSignal::new(0),
            max_trials: RwSignal::new(Tuner::TRIALS),
            epochs: RwSignal::new(None),
            executions: RwSignal::new(1),
            factor: RwSignal::new(3),
            iterations: RwSignal::new(1),
            seed: RwSignal::new(1),
            begun: RwSignal::new(None),
            dealing: Dealing::new(run),
            search,
            lit: RwSignal::new(None),
            loading: Loading::new(run),
            loaded,
            order: RwSignal::new((Column::Score, false)),
        };
        scene.dealing.keep_up(move || scene.show());
        scene
    }

    /// Training samples, and whether others are held back.
    pub fn samples(self) -> (usize, bool) {
        self.prepared
            .with(|Same(prepared)| (prepared.train.len(), !prepared.test.is_empty()))
    }

    /// The rows of the space as they are.
    pub fn rows(self) -> Vec<Typed> {
        self.rows.get().unwrap_or_else(|| {
            let (samples, _) = self.samples();
            let e = self.experiment.get();
            let usual = Space::usual(&e, samples).0;
            let typed = |one: &Hyperparameter| Typed::new(one, samples);
            usual.iter().map(typed).collect()
        })
    }

    /// The objectives that there are.
    pub fn objectives(self) -> Vec<Objective> {
        let task: Task = self.experiment.with(Experiment::task);
        let (_, held_back) = self.samples();
        Objective::of(task, held_back || self.folds.get() > 0)
    }

    /// The objective that holds.
    pub fn objective(self) -> Objective {
        let known = self.objectives();
        let chosen = self.objective.get().filter(|chosen| known.contains(chosen));
        chosen.unwrap_or(known[0])
    }

    /// The search as it is set, with the space that is typed or else none.
    pub fn set(self) -> (Tuner, Result<(), FieldError>) {
        let experiment = self.experiment.get();
        let (samples, held_back) = self.samples();
        let space = space(&self.rows(), &experiment);
        let usual = Tuner::usual(&experiment, samples, held_back);
        let (space, wrong) = match space {
            Ok(space) => (space, Ok(())),
            Err(wrong) => (usual.space.clone(), Err(wrong)),
        };
        let tuner = Tuner {
            space,
            algorithm: self.algorithm.get(),
            objective: self.objective(),
            folds: self.folds.get(),
            max_trials: self.max_trials.get(),
            epochs: self.epochs.get().unwrap_or(usual.epochs),
            executions: self.executions.get(),
            factor: self.factor.get(),
            iterations: self.iterations.get(),
            seed: self.seed.get(),
            experiment,
        };
        let wrong = wrong.and_then(|()| tuner.validate(samples, held_back));
        (tuner, wrong.map_err(named))
    }

    /// Begins the search that is set; what is wrong with that is said.
    pub fn start(self) {
        self.run.dispatch(News::Dismiss);
        let (tuner, wrong) = untrack(|| self.set());
        if let Err(wrong) = wrong {
            self.run.dispatch(News::Complain(wrong));
            return;
        }
        self.loading.leave();
        self.lit.set(None);
        let frame = self.run.frame.get_untracked();
        let has_picture = tuner.experiment.data.columns() <= 2;
        let last = self
            .begun
            .with_untracked(|begun| begun.as_ref().map_or(0, |b| b.id));
        self.begun.set(Some(Arc::new(Begun {
            id: last + 1,
            prepared: frame.prepared.clone(),
            small: has_picture.then(|| Small::of(&frame)),
        })));
        let best_first = tuner.objective.is_accuracy();
        self.order.set((Column::Score, best_first));
        self.view.set(View::Trials);
        self.dealing
            .begin(Runs::new(tuner, &frame.prepared), |()| {});
        self.show();
    }

    /// Trials that have come are shown.
    fn show(self) {
        if let Some(search) = self.dealing.read(|runs| runs.search().clone()) {
            self.search.set(Some(Arc::new(search)));
        }
    }

    /// Puts the run of a trial in place of the one at hand, at its best epoch. One that was validated on parts of the
    /// training samples is trained on all of them.
    pub fn load(self, trial: u32) {
        let (Some(begun), Some(search)) = untrack(|| (self.begun.get(), self.search.get())) else {
            return;
        };
        let of = search.trials.get(trial as usize);
        if let Some(epochs) = of.and_then(Trial::best_epoch) {
            let experiment = search.experiment(trial);
            let notice = words::opened(trial);
            self.loading
                .load(trial, &begun.prepared, experiment, epochs, notice);
        }
    }

    /// Whether the experiment is another than those that were tried.
    pub fn is_changed(self) -> bool {
        let Some(search) = self.search.get() else {
            return false;
        };
        let e = self.experiment.get();
        e != search.tuner.experiment && self.loaded.get().is_none()
    }
}

/// What is wrong by the names that the panel has for it.
pub fn named(wrong: FieldError) -> FieldError {
    match words::field(&wrong.field) {
        Some(name) => FieldError::new(name, wrong.wrong),
        None => wrong,
    }
}
