//! What drives a run behind its signals.

use std::{
    cell::{Cell, OnceCell, RefCell},
    sync::Arc,
};

use crate::{
    engine::Report,
    lab::Prepared,
    ui::{client::Client, frame::Ahead, mounted::Mounted, turn::Turn},
};

/// The worker's end on the page, and what waits to be sent or shown.
#[derive(Default)]
pub struct Machine {
    /// How often the run has begun from initial weights: reports of an earlier time are stale.
    pub begun: Cell<u32>,
    /// The samples that the worker has.
    pub sent: RefCell<Option<Arc<Prepared>>>,
    /// The worker, unless it failed.
    pub client: RefCell<Option<Client>>,
    /// The report that waits for its turn.
    pub report: Cell<Option<Report>>,
    /// When reports are shown.
    pub turn: OnceCell<Turn>,
    /// What was computed ahead for the next start.
    pub ahead: Cell<Option<Ahead>>,
    /// How often data have been chosen.
    pub wishes: Cell<u32>,
    /// Where the run is shown.
    pub mounted: RefCell<Option<Mounted>>,
}
