//! The machine's cores, shared out between the page, which draws, and its workers: where several are at work at once,
//! each rests now and then.

use reactive_graph::prelude::*;

use super::{
    element::{derived, follow},
    page::Page,
    run::Run,
};
use crate::engine::rest::share;

/// A worker that trains more than this share of its time is busy.
const BUSY: f64 = 0.2;

/// Whether a run plays.
fn plays(run: Run) -> bool {
    run.is_open() && run.lab.with(|lab| lab.transport.running)
}

/// Shares the cores out, and anew whenever another worker begins or ends.
pub fn share_out(page: Page) {
    let share = derived(move || {
        let playing: Vec<Run> = page
            .runs
            .get()
            .into_iter()
            .filter(|run| plays(*run))
            .collect();
        let busy = playing.iter().filter(|run| run.load.get() > BUSY).count();
        let pool = page.pool();
        share(pool.cores(), !playing.is_empty(), busy + pool.busy())
    });
    follow(move || {
        let share = share.get();
        page.pool().set_share(share);
        page.runs
            .get()
            .into_iter()
            .for_each(|run| run.set_share(share));
    });
}
