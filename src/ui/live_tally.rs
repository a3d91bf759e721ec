//! The answers to the samples, counted again as the network learns.

use std::sync::Arc;

use reactive_graph::{prelude::*, signal::RwSignal};

use super::{
    element::{derived, follow},
    run::Run,
};
use crate::lab::{Portion, Prepared, Tally};

/// The newest count; nothing while none is wanted.
pub type LiveTally = RwSignal<Option<Arc<Tally>>>;

/// Milliseconds between two counts while training runs: all samples go through the network for each,
/// and faster than this nobody reads.
const PAUSE: f64 = 200.0;
/// The same for a large network.
const LONG_PAUSE: f64 = 1000.0;

/// Counts the answers to the portion that is wanted.
pub fn live_tally(wanted: impl Fn() -> Option<Portion> + 'static) -> LiveTally {
    let run = Run::get();
    let running = derived(move || run.lab.with(|lab| lab.transport.running));
    let tally = RwSignal::new(None);
    let mut last = None::<(f64, Portion, Arc<Prepared>)>;
    follow(move || {
        let (running, wanted) = (running.get(), wanted());
        let now = js_sys::Date::now();
        let count = run.frame.with(|frame| {
            let data = &frame.prepared;
            let portion = wanted?.among(data);
            let pause = if frame.is_large() { LONG_PAUSE } else { PAUSE };
            let recent = |(at, counted, of): &(f64, Portion, Arc<Prepared>)| {
                running && now - at < pause && *counted == portion && Arc::ptr_eq(of, data)
            };
            if last.as_ref().is_some_and(recent) {
                return None;
            }
            last = Some((now, portion, data.clone()));
            let tally = Tally::new(&frame.snapshot.network, data, portion);
            Some(Arc::new(tally))
        });
        if count.is_some() {
            tally.set(count);
        } else if wanted.is_none() && tally.with_untracked(Option::is_some) {
            last = None;
            tally.set(None);
        }
    });
    tally
}
