//! What belongs to the page and to no one run: the theme, dialogs, the files that have been read, and
//! the runs themselves.

use std::collections::HashMap;

use reactive_graph::{
    owner::{Owner, StoredValue, expect_context, provide_context},
    prelude::*,
    signal::RwSignal,
};

use super::{address::Address, library::Library, own_data::desk::Desk, run::Run, theme};
use crate::{
    lab::{Experiment, FieldError},
    plot::color::Theme,
};

/// The page. A handle that can be copied; components get it from the context.
#[derive(Clone, Copy)]
pub struct Page {
    /// Light or dark.
    pub theme: RwSignal<Theme>,
    /// Whether the list of keys is open.
    pub help: RwSignal<bool>,
    /// The link to show for copying by hand, where the browser does not copy.
    pub share: RwSignal<Option<String>>,
    /// What has been read from files and drawn by hand.
    pub library: Library,
    /// Where the experiment of the first run is written.
    pub address: Address,
    /// Where tables are opened.
    pub desk: Desk,
    /// The runs, in the order in which they were opened. The first lasts as long as the page.
    pub runs: RwSignal<Vec<Run>>,
    /// The one that keys and dropped files act on.
    active: RwSignal<Option<u32>>,
    /// What each run and its elements belong to.
    owners: StoredValue<HashMap<u32, Owner>>,
    opened: StoredValue<u32>,
    owner: StoredValue<Owner>,
}

impl Page {
    /// A page without runs, of which the current owner is the one of all that it will hold.
    pub fn new(library: Library) -> Self {
        Self {
            theme: RwSignal::new(theme::preferred()),
            help: RwSignal::new(false),
            share: RwSignal::new(None),
            library,
            address: Address::new(library),
            desk: Desk::new(),
            runs: RwSignal::new(Vec::new()),
            active: RwSignal::new(None),
            owners: StoredValue::new(HashMap::new()),
            opened: StoredValue::new(0),
            owner: StoredValue::new(Owner::current().unwrap_or_default()),
        }
    }

    /// The page, inside a component.
    pub fn get() -> Self {
        expect_context()
    }

    /// Opens a run of an experiment, with what was wrong in where that came from.
    pub fn open_run(self, experiment: Experiment, problems: Vec<FieldError>) -> Run {
        let id = self.opened.get_value() + 1;
        self.opened.set_value(id);
        let owner = self.owner.with_value(Owner::child);
        let run = owner.with(|| {
            let run = Run::new(id, experiment, problems);
            provide_context(run);
            run
        });
        self.owners.update_value(|owners| {
            owners.insert(id, owner);
        });
        self.runs.update(|runs| runs.push(run));
        run
    }

    /// Closes a run: its elements, its signals and its worker go. The first stays; whether it went.
    pub fn close_run(self, run: Run) -> bool {
        let is_first = self.first().is_some_and(|first| first.id == run.id);
        let owner = match is_first {
            true => None,
            false => self
                .owners
                .try_update_value(|owners| owners.remove(&run.id)),
        };
        let Some(owner) = owner.flatten() else {
            return false;
        };
        self.runs.update(|runs| runs.retain(|r| r.id != run.id));
        if self.active.get_untracked() == Some(run.id) {
            self.active.set(None);
        }
        run.end();
        owner.cleanup();
        true
    }

    /// Builds something that belongs to a run and finds it in its context.
    pub fn within<T>(self, run: Run, build: impl FnOnce() -> T) -> Option<T> {
        let owner = self
            .owners
            .with_value(|owners| owners.get(&run.id).cloned());
        owner.map(|owner| owner.with(build))
    }

    /// The run that was opened first: the page's address restores it.
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
