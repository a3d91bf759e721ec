//! What the worker tells, put on the screen; what happens when losses leave the finite numbers or the
//! worker fails.

use std::sync::Arc;

use reactive_graph::prelude::*;

use super::state::Run;
use crate::{
    engine::Report,
    lab::Moment,
    run::{Drive, News},
    ui::client::Listener,
};

impl Listener for Run {
    /// A report waits until the screen is drawn again; one that answers somebody is taken at once. Where
    /// nothing is drawn, as in a hidden tab, the next one shows that this has to be taken.
    fn report(self, report: Box<Report>) {
        self.take();
        let answers = !report.replies.is_empty();
        self.report.set_value(Some(report));
        if answers {
            self.take();
        } else {
            self.turn.with_value(|turn| {
                if let Some(turn) = turn {
                    turn.ask();
                }
            });
        }
    }

    fn failed(self, why: String) {
        // The client cannot be dropped from inside its own event.
        wasm_bindgen_futures::spawn_local(async move {
            if self.is_open() {
                self.client.set_value(None);
                self.dispatch(News::Lost);
                self.failure.set(Some(why));
            }
        });
    }
}

impl Run {
    /// Starts another worker after one was lost: the run goes on from where it was.
    pub fn recover(self) {
        self.connect();
        self.dispatch(Drive::Recover);
    }

    /// Takes the report that waits: brings the moment on the screen up to it, lets the worker send
    /// the next one, and keeps the promises of what is done.
    pub fn take(self) {
        let Some(report) = self.report.try_update_value(Option::take).flatten() else {
            return;
        };
        let (run, replies) = (report.run, report.replies.clone());
        if run == self.begun.get_value() {
            self.show(report);
        }
        self.client.with_value(|client| {
            if let Some(client) = client {
                client.taken(run);
                client.settle(&replies);
            }
        });
    }

    fn show(self, report: Box<Report>) {
        if report.arriving {
            let to = self.lab.with_untracked(|lab| lab.moment);
            let (gone, way) = (
                report.progress.epochs(report.samples),
                to.epochs(report.samples),
            );
            self.arriving.set(Some(gone / way.max(f64::MIN_POSITIVE)));
            self.dispatch(News::Report(report));
            return;
        }
        self.arrive();
        self.load.set(report.load);
        let next = self.frame.with_untracked(|frame| frame.reported(&report));
        let at = report.progress.moment();
        self.dispatch(News::Report(report));
        // A moment of the past stays on the screen while the trainer tells of another.
        let Some(frame) = next.filter(|_| self.lab.with_untracked(|lab| lab.shows(at))) else {
            return;
        };
        if !frame.is_finite() && at > Moment::START {
            self.dispatch(News::Diverged);
            return;
        }
        self.frame.set(Arc::new(frame));
        self.adjust_frame();
        self.measured();
    }
}
