//! What the worker tells, put on the screen; what happens when the weights leave the finite numbers
//! or the worker fails.

use std::sync::Arc;

use reactive_graph::prelude::*;

use super::{machine::Machine, state::Run};
use crate::{
    engine::Report,
    lab::{Action, Effect},
    ui::{
        browser::document,
        client::{Client, Listener},
        turn::Turn,
    },
};

impl Listener for Run {
    /// A report waits until the screen is drawn again. One that somebody waits for is taken at once:
    /// what is not drawn, as a hidden tab, has to be answered as well.
    fn report(&self, report: Report) {
        let Some(machine) = self.machine() else {
            return;
        };
        let is_awaited = !report.done.is_empty() || is_awaited_unseen(&machine);
        machine.report.set(Some(report));
        if is_awaited {
            self.take();
        } else {
            let run = *self;
            let turn = || Turn::new(move || run.take());
            machine.turn.get_or_init(turn).ask();
        }
    }

    fn failed(&self, why: String) {
        let run = *self;
        // The client cannot be dropped from inside its own event.
        wasm_bindgen_futures::spawn_local(async move {
            if let Some(machine) = run.machine() {
                drop(machine.client.take());
                run.lab.update(|lab| lab.running = false);
                run.failure.set(Some(why));
            }
        });
    }
}

/// Whether somebody waits while the page is hidden: there the browser lets a tenth of a second become a
/// minute.
fn is_awaited_unseen(machine: &Machine) -> bool {
    let client = machine.client.borrow();
    document().hidden() && client.as_ref().is_some_and(Client::is_awaited)
}

impl Run {
    /// Takes the report that waits: brings the moment on the screen up to it, lets the worker send
    /// the next one, and keeps the promises of what is done.
    pub(super) fn take(self) {
        let Some(machine) = self.machine() else {
            return;
        };
        let Some(report) = machine.report.take() else {
            return;
        };
        if report.run == machine.begun.get() {
            self.show(&report);
        }
        if let Some(client) = &*machine.client.borrow() {
            client.taken();
            client.settle(&report.done);
        }
    }

    fn show(self, report: &Report) {
        let next = self
            .frame
            .with_untracked(|frame| frame.advanced(&report.parameters, report.progress));
        let Some(frame) = next else {
            return;
        };
        self.load.set(report.load);
        if report.diverged || !frame.is_finite() {
            self.go_back();
            return;
        }
        self.moments.update_value(|moments| moments.push(&frame));
        self.frame.set(Arc::new(frame));
        if let Some((epoch, best)) = report.stopped
            && !self.lab.with_untracked(|lab| lab.stopped)
        {
            self.dispatch(Action::StopEarly(epoch, best));
        }
    }

    /// After weights or losses left the finite numbers: the moment on the screen is the last one
    /// before, and training can go on from there.
    fn go_back(self) {
        if !self.lab.with_untracked(|lab| lab.diverged) {
            self.dispatch(Action::Diverge);
        }
        self.perform(Effect::SetParameters(self.parameters()));
    }
}
