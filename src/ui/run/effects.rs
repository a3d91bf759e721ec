//! What the lab asks of the world, carried out: commands to the worker, the first moment of a run.

use std::sync::Arc;

use reactive_graph::prelude::*;

use super::{moments::Moments, state::Run};
use crate::{
    engine::{Command, Data, Goal},
    lab::{Effect, Prepared},
    ui::{
        client::Client,
        frame::Frame,
        look::{Aspect, Neuron},
    },
};

impl Run {
    /// Starts another worker after one failed, from the weights on the screen.
    pub fn reconnect(self) {
        self.failure.set(None);
        self.connect();
        self.perform(Effect::SetParameters(self.parameters()));
    }

    /// The parameters on the screen.
    pub(super) fn parameters(self) -> Vec<f32> {
        self.frame
            .with_untracked(|f| f.snapshot.network.parameters().to_vec())
    }

    pub(super) fn connect(self) {
        let Some(machine) = self.machine() else {
            return;
        };
        machine.sent.replace(None);
        match Client::start(self) {
            Ok(client) => {
                drop(machine.client.replace(Some(client)));
                self.send_start();
            }
            Err(_) => self.failure.set(Some(NO_MODULE_WORKERS.into())),
        }
    }

    pub(super) fn perform(self, effect: Effect) {
        match effect {
            Effect::Start => self.begin(),
            Effect::Adjust => self.adjust(),
            Effect::Play if self.failure.with_untracked(Option::is_some) => {
                self.lab.update(|lab| lab.running = false);
            }
            Effect::Play => {
                let (stride, speed) = self.lab.with_untracked(|lab| (lab.stride, lab.speed));
                self.send(&Command::Play {
                    stride,
                    rate: speed.rate(),
                });
            }
            Effect::Pause => self.send(&Command::Pause),
            Effect::Advance(stride) => self.send(&Command::Advance {
                // Nobody waits for it.
                id: 0,
                stride,
                count: 1,
                goal: Goal::default(),
            }),
            Effect::SetParameters(parameters) => self.send(&Command::SetParameters { parameters }),
            Effect::Link => self.links.update(|count| *count += 1),
        }
    }

    fn send(self, command: &Command) {
        if let Some(machine) = self.machine()
            && let Some(client) = &*machine.client.borrow()
        {
            client.send(command);
        }
    }

    fn send_start(self) {
        let Some(machine) = self.machine() else {
            return;
        };
        let run = machine.begun.get() + 1;
        machine.begun.set(run);
        let prepared = self.frame.with_untracked(|f| f.prepared.clone());
        let known = |sent: &Arc<Prepared>| Arc::ptr_eq(sent, &prepared);
        if !machine.sent.borrow().as_ref().is_some_and(known) {
            self.send(&Command::Data(Data::from(&*prepared)));
            machine.sent.replace(Some(prepared));
        }
        let experiment = Box::new(self.lab.with_untracked(|lab| lab.experiment.clone()));
        self.send(&Command::Start { run, experiment });
    }

    /// Shows the new run's first moment at once; the worker's reports follow.
    fn begin(self) {
        let experiment = self.lab.with_untracked(|lab| lab.experiment.clone());
        let ahead = self.machine().and_then(|machine| machine.ahead.take());
        let frame = self
            .frame
            .with_untracked(|last| Frame::initial(&experiment, Some(last), ahead));
        self.moments.set_value(Moments::new(&frame));
        self.settle_picture(&frame);
        let exists = |neuron: &Neuron| neuron.is_unit_of(&experiment);
        self.look
            .opened
            .update(|opened| *opened = opened.filter(exists));
        self.frame.set(Arc::new(frame));
        self.send_start();
    }

    /// The large picture shows what the new data have.
    fn settle_picture(self, frame: &Frame) {
        let other = self.frame.with_untracked(|last| {
            last.prepared.names() != frame.prepared.names()
                || last.experiment.data.dataset != frame.experiment.data.dataset
        });
        if other {
            let aspect = Aspect::first(&frame.experiment);
            self.look.turn_to(aspect, frame.prepared.task);
        }
    }

    fn adjust(self) {
        let experiment = self.lab.with_untracked(|lab| lab.experiment.clone());
        self.send(&Command::Adjust {
            experiment: Box::new(experiment.clone()),
        });
        self.frame
            .update(|frame| *frame = Arc::new(frame.adjusted(experiment)));
    }
}

const NO_MODULE_WORKERS: &str = "this browser cannot start module workers";
