//! The machine's cores, shared out between the page, which draws, and its workers: where several are at work at once,
//! each rests now and then.

use reactive_graph::prelude::*;

use super::{
    cores::Cores,
    element::{derived, follow},
    page::Page,
    run::Run,
};
use crate::engine::rest::{self, in_step};

/// A worker that trains more than this share of its time is busy.
const BUSY: f64 = 0.2;

/// Whether a run plays.
fn plays(run: Run) -> bool {
    run.is_open() && run.lab.with(|lab| lab.transport.running)
}

/// The two of a duel, while both play.
fn playing_pair(page: Page) -> Option<[Run; 2]> {
    let pair = page.duel.get()?;
    (page.together.get() && pair.iter().all(|run| plays(*run))).then_some(pair)
}

/// Shares the cores out, and anew whenever another worker begins or ends.
pub fn share_out(page: Page) {
    let Cores { count, jobs, share } = page.cores;
    follow(move || {
        let runs = page.runs.get();
        let playing: Vec<Run> = runs.into_iter().filter(|run| plays(*run)).collect();
        let busy = playing.iter().filter(|run| run.load.get() > BUSY).count();
        let now = rest::share(count, !playing.is_empty(), busy + jobs.get());
        if share.get_untracked() != now {
            share.set(now);
        }
    });
    follow(move || {
        let (share, runs) = (share.get(), page.runs.get());
        runs.iter().for_each(|run| run.set_share(share));
        // Before it has something to do, the pool is not even there.
        if jobs.get() > 0 {
            page.pool().set_share(share);
        }
    });
    // Two that are compared go side by side, however fast each could be.
    let parts = derived(move || {
        playing_pair(page).map_or([1.0; 2], |pair| {
            let [left, right] = pair.map(|run| run.frame.with(|frame| frame.epochs()));
            [in_step(left, right), in_step(right, left)]
        })
    });
    follow(move || {
        let (share, parts) = (share.get(), parts.get());
        let pair = page.duel.get_untracked().into_iter().flatten();
        let open = pair.zip(parts).filter(|(run, _)| run.is_open());
        open.for_each(|(run, part)| run.set_share(share * part));
    });
}
