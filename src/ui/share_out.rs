//! The machine's cores, shared out between the page, which draws, and its workers: where several are at work at once,
//! each rests now and then.

use reactive_graph::prelude::*;

use super::{cores::Cores, element::follow, page::Page, run::Run};
use crate::engine::rest::share as share_of;

/// A worker that trains more than this share of its time is busy.
const BUSY: f64 = 0.2;

/// Shares the cores out, and anew whenever another worker begins or ends.
pub fn share_out(page: Page) {
    let Cores { count, jobs, share } = page.cores;
    follow(move || {
        let runs = page.runs.get();
        let playing: Vec<Run> = runs.into_iter().filter(|run| run.plays()).collect();
        let busy = playing.iter().filter(|run| run.load.get() > BUSY).count();
        let now = share_of(count, !playing.is_empty(), busy + jobs.get());
        if share.get_untracked() != now {
            share.set(now);
        }
    });
    follow(move || {
        let (share, runs) = (share.get(), page.runs.get());
        runs.iter().for_each(|run| run.share_out());
        // Before it has something to do, the pool is not even there.
        if jobs.get() > 0 {
            page.pool().set_share(share);
        }
    });
}
