//! What belongs to the page and to no one run: the theme, dialogs, the files that have been read, and
//! the runs themselves.

use std::collections::HashMap;

use js_sys::Promise;
use reactive_graph::{
    graph::untrack,
    owner::{Owner, StoredValue, expect_context, provide_context},
    prelude::*,
    signal::RwSignal,
};
use wasm_bindgen_futures::future_to_promise;

use super::{
    address::Address,
    cores::Cores,
    library::Library,
    own_data::desk::Desk,
    pool::Pool,
    run::{Run, level},
    sign_keys, theme,
};
use crate::{
    lab::Recipe,
    plot::color::Theme,
    run::{Action, Drive, Notice, Opened},
};

/// The page. A handle that can be copied; components get it from the context.
#[derive(Clone, Copy)]
pub struct Page {
    /// Light or dark.
    pub theme: RwSignal<Theme>,
    /// Whether the list of keys is open.
    pub help: RwSignal<bool>,
    /// Whether keys of one sign do something.
    pub keys: RwSignal<bool>,
    /// The link to show for copying by hand, where the browser does not copy, and what is to be said of
    /// it.
    pub share: RwSignal<Option<(String, Notice)>>,
    /// Whether a link has just been copied, and what travels with it and what does not is told.
    pub copied: RwSignal<bool>,
    /// What travels with the link, and what does not.
    pub travels: RwSignal<[Vec<String>; 2]>,
    /// What has been read from files and drawn by hand.
    pub library: Library,
    /// Where the experiment of the first run is written.
    pub address: Address,
    /// Where tables are opened.
    pub desk: Desk,
    /// The runs, in the order in which they were opened; there is always one.
    pub runs: RwSignal<Vec<Run>>,
    /// Whether the transport drives all runs, not only the one whose controls are used.
    pub together: RwSignal<bool>,
    /// The two that are side by side, the first of them to the left.
    pub duel: RwSignal<Option<[Run; 2]>>,
    /// The one that keys and dropped files act on.
    active: RwSignal<Option<u32>>,
    /// What each run and its elements belong to.
    owners: StoredValue<HashMap<u32, Owner>>,
    /// What of the machine the workers may take.
    pub cores: Cores,
    /// Workers for the background.
    pool: Pool,
    opened: StoredValue<u32>,
    owner: StoredValue<Owner>,
}

impl Page {
    /// A page without runs, of which the current owner is the one of all that it will hold.
    pub fn new(library: Library) -> Self {
        let cores = Cores::new();
        Self {
            cores,
            theme: RwSignal::new(theme::preferred()),
            help: RwSignal::new(false),
            keys: RwSignal::new(sign_keys::wanted()),
            share: RwSignal::new(None),
            copied: RwSignal::new(false),
            travels: RwSignal::new([Vec::new(), Vec::new()]),
            library,
            address: Address::new(library),
            desk: Desk::new(),
            runs: RwSignal::new(Vec::new()),
            together: RwSignal::new(false),
            duel: RwSignal::new(None),
            active: RwSignal::new(None),
            owners: StoredValue::new(HashMap::new()),
            pool: Pool::new(cores),
            opened: StoredValue::new(0),
            owner: StoredValue::new(Owner::current().unwrap_or_default()),
        }
    }

    /// The page, inside a component.
    pub fn get() -> Self {
        expect_context()
    }

    /// Opens a run, and sets its worker to work.
    pub fn open_run(self, opened: Opened) -> Run {
        let run = self.add_run(opened);
        run.connect();
        run.begin();
        if let Some(first) = self.first().filter(|_| self.together.get_untracked()) {
            first.lead(run);
        }
        run
    }

    /// Adds a run, which has no worker yet.
    pub fn add_run(self, opened: Opened) -> Run {
        let id = self.opened.get_value() + 1;
        self.opened.set_value(id);
        let owner = self.owner.with_value(Owner::child);
        let run = owner.with(|| {
            let run = Run::new(id, opened, self.cores, self.pool);
            provide_context(run);
            run
        });
        self.owners.update_value(|owners| {
            owners.insert(id, owner);
        });
        self.runs.update(|runs| runs.push(run));
        run
    }

    /// Does one thing to a run. What the transport does is done to the others too where they go
    /// together.
    pub fn act(self, run: Run, action: impl Into<Action>) {
        match action.into() {
            Action::Drive(Drive::Pause) => drop(self.pause(run)),
            Action::Drive(drive) if drive.is_transport() => self.drive(run, drive),
            action => run.dispatch(action),
        }
    }

    /// Drives a run, and the others where they go together.
    fn drive(self, run: Run, drive: Drive) {
        if self.together.get_untracked() {
            let runs = self.runs.get_untracked();
            runs.iter().for_each(|run| run.dispatch(drive.clone()));
        } else {
            run.dispatch(drive);
        }
    }

    /// Pauses a run, and the others where they go together; resolves when it has stopped. Two that are compared
    /// stop at the same moment.
    pub fn pause(self, run: Run) -> Promise {
        let pair = self.duel.get_untracked().filter(|pair| {
            self.together.get_untracked() && untrack(|| pair.iter().all(|run| run.plays()))
        });
        self.drive(run, Drive::Pause);
        match pair {
            Some(pair) => future_to_promise(level(pair)),
            None => run.settled(),
        }
    }

    /// Lets one transport drive all runs, as it drives this one now, or each its own.
    pub fn go_together(self, run: Run, together: bool) {
        self.together.set(together);
        let others = self.runs.get_untracked().into_iter();
        for other in others.filter(|other| together && other.id != run.id) {
            run.lead(other);
        }
    }

    /// Closes a run: its elements, its signals and its worker go. The last one stays; whether it went.
    pub fn close_run(self, run: Run) -> bool {
        if self.runs.with_untracked(|runs| runs.len() < 2) {
            return false;
        }
        let owner = self
            .owners
            .try_update_value(|owners| owners.remove(&run.id));
        let Some(owner) = owner.flatten() else {
            return false;
        };
        self.runs
            .update(|runs| runs.retain(|other| other.id != run.id));
        if self.active.get_untracked() == Some(run.id) {
            self.active.set(None);
        }
        run.end();
        owner.cleanup();
        true
    }

    /// Workers for the background.
    pub fn pool(self) -> Pool {
        self.pool
    }

    /// What a run and its elements belong to; it provides the run as context.
    pub fn owner_of(self, run: Run) -> Option<Owner> {
        self.owners
            .with_value(|owners| owners.get(&run.id).cloned())
    }

    /// What belongs to the page and to no run.
    pub fn owner(self) -> Owner {
        self.owner.get_value()
    }

    /// The run that a run is side by side with, where it is the left one.
    pub fn beside(self, run: Run) -> Option<Run> {
        let [left, right] = self.duel.get_untracked()?;
        (left.id == run.id && right.is_open()).then_some(right)
    }

    /// What began the run that a run is side by side with, where it is the left one.
    pub fn recipe_beside(self, run: Run) -> Option<Recipe> {
        let right = self.beside(run)?;
        Some(right.lab.with_untracked(|lab| lab.recipe().clone()))
    }

    /// The first of the runs: the page's address restores it.
    pub fn first(self) -> Option<Run> {
        self.runs.with_untracked(|runs| runs.first().copied())
    }

    /// The run that keys and dropped files act on: the one touched last.
    pub fn active(self) -> Option<Run> {
        let active = self.active.get_untracked();
        let chosen = self.runs.with_untracked(|runs| {
            let chosen = |run: &&Run| Some(run.id) == active;
            runs.iter().find(chosen).copied()
        });
        chosen.or_else(|| self.first())
    }

    /// Lets keys and dropped files act on a run.
    pub fn activate(self, run: Run) {
        if self.active.get_untracked() != Some(run.id) {
            self.active.set(Some(run.id));
        }
    }

    /// Lets keys of one sign do something or not, and remembers it for the next visit.
    pub fn use_keys(self, wanted: bool) {
        self.keys.set(wanted);
        sign_keys::remember(wanted);
    }

    /// Goes to the other theme and remembers it for the next visit.
    pub fn switch_theme(self) {
        let other = match self.theme.get_untracked() {
            Theme::Light => Theme::Dark,
            Theme::Dark => Theme::Light,
        };
        self.theme.set(other);
        theme::apply(other);
        theme::remember(other);
    }
}
