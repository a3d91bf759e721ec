//! What the lab asks of the world, carried out: commands to the worker, the first moment of a run.

use std::sync::Arc;

use js_sys::Error;
use reactive_graph::prelude::*;
use wasm_bindgen::{JsCast, JsValue};

use super::state::Run;
use crate::{
    engine::{Ask, Data},
    lab::{Moment, Prepared, Study},
    run::{Effect, Lab, News},
    ui::{
        client::Client,
        frame::Frame,
        look::{Aspect, Neuron},
    },
};

impl Run {
    /// Starts a worker, which waits for a run.
    pub fn connect(self) {
        self.failure.set(None);
        self.sent.set_value(None);
        match Client::start(self) {
            Ok(client) => {
                self.client.set_value(Some(client));
                self.share_out();
            }
            Err(error) => self.failure.set(Some(why(&error))),
        }
    }

    /// Lets its worker take its part of what each may take of a core, as both are now.
    pub fn share_out(self) {
        let share = self.cores.share.get_untracked() * self.part.get_value();
        self.client.with_value(|client| {
            if let Some(client) = client {
                client.set_share(share);
            }
        });
    }

    /// Lets its worker take no more than that part of what each may take of a core.
    pub fn hold_back(self, part: f64) {
        self.part.set_value(part);
        self.share_out();
    }

    /// Sets the run going for the first time.
    pub fn begin(self) {
        let effects = self.lab.try_update(Lab::begin).unwrap_or_default();
        effects.into_iter().for_each(|effect| self.perform(effect));
    }

    pub(super) fn perform(self, effect: Effect) {
        match effect {
            Effect::Start => self.start(),
            Effect::Show => self.show_past(),
            Effect::Ask(Ask::Play { .. }) if self.failure.with_untracked(Option::is_some) => {
                self.dispatch(News::Lost);
            }
            Effect::Ask(ask) => {
                if matches!(ask, Ask::Adjust(_)) {
                    self.adjust_frame();
                }
                self.send(ask);
            }
            Effect::Link => self.links.update(|count| *count += 1),
        }
    }

    pub(super) fn send(self, ask: Ask) {
        let run = self.begun.get_value();
        self.client.with_value(|client| {
            if let Some(client) = client {
                client.send(run, ask);
            }
        });
    }

    /// Brings a trainer to the moment on the screen. The first moment is shown at once; a later one
    /// as soon as it has been gone to.
    fn start(self) {
        drop(self.replay.try_update_value(Option::take));
        self.show_start();
        if self.lab.with_untracked(|lab| lab.moment) > Moment::START {
            self.arriving.set(Some(0.0));
        } else {
            self.arrive();
            self.measured();
        }
        self.begun.update_value(|count| *count += 1);
        let prepared = self.frame.with_untracked(|f| f.prepared.clone());
        let known = |sent: &Option<Arc<Prepared>>| {
            sent.as_ref()
                .is_some_and(|sent| Arc::ptr_eq(sent, &prepared))
        };
        if !self.sent.with_value(known) {
            self.send(Ask::Data(Data::from(&*prepared)));
            self.sent.set_value(Some(prepared));
        }
        let start = self.lab.with_untracked(Lab::route);
        self.send(Ask::Start(Box::new(start)));
    }

    /// Shows the experiment of the moment at hand with the weights that it begins with, unless it is a moment of
    /// the very run whose pictures are on the screen: these stay until it is there.
    pub(super) fn show_start(self) {
        let (experiment, moment, given) = self.lab.with_untracked(|lab| {
            let given = lab.recipe().begins_with().map(<[f32]>::to_vec);
            (lab.experiment.clone(), lab.moment, given)
        });
        if moment > Moment::START && self.frame.with_untracked(|last| last.is_of(&experiment)) {
            self.adjust_frame();
            return;
        }
        let ahead = self.ahead.try_update_value(Option::take).flatten();
        let (frame, other) = self.frame.with_untracked(|last| {
            let frame = Frame::initial(&experiment, given.as_deref(), Some(last), ahead);
            let other = last.prepared.names() != frame.prepared.names()
                || last.experiment.data.dataset != frame.experiment.data.dataset;
            (frame, other)
        });
        if other {
            // The large picture shows what the new data have.
            let aspect = Aspect::first(&frame.experiment);
            self.look.turn_to(aspect, frame.prepared.task);
        }
        self.look.study.update(|study| {
            let carried = |study: Study| {
                let carry = |last: &Arc<Frame>| study.carried(&last.prepared, &frame.prepared);
                self.frame.with_untracked(carry)
            };
            *study = study.take().and_then(carried);
        });
        let exists = |neuron: &Neuron| neuron.is_unit_of(&experiment);
        self.look
            .opened
            .update(|opened| *opened = opened.filter(exists));
        self.frame.set(Arc::new(frame));
    }

    /// The moment on the screen under the settings of now.
    pub(super) fn adjust_frame(self) {
        let other = self.lab.with_untracked(|lab| {
            let last = self.frame.with_untracked(|frame| frame.experiment.clone());
            (*last != lab.experiment).then(|| lab.experiment.clone())
        });
        if let Some(experiment) = other {
            self.frame
                .update(|frame| *frame = Arc::new(frame.adjusted(experiment)));
        }
    }

    /// Notes for the charts what the moment on the screen is worth.
    pub(super) fn measured(self) {
        let row = self.frame.with_untracked(|frame| frame.row());
        self.dispatch(News::Measured(row));
    }
}

/// What the browser says to a worker that it does not start.
fn why(error: &JsValue) -> String {
    let said = error.dyn_ref::<Error>().map(|error| error.message().into());
    said.unwrap_or_else(|| "this browser cannot start module workers".into())
}
