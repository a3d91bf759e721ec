//! What the page and the worker of a run say to each other, as serde derives it.

use serde::{Deserialize, Serialize};

use super::{
    kept::Kept,
    plan::Data,
    shown::Shown,
    start::Start,
    wire::{self, Packed},
};
use crate::{
    lab::{Event, Progress, Worth},
    nn::{Fared, Settings, Stopped, Stride},
};

/// From the page to the worker.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Command {
    /// The run it is meant for; one for a run that is over does nothing.
    pub run: u32,
    /// Names the reply; 0 where nobody waits for one.
    pub id: u32,
    /// What is asked.
    pub ask: Ask,
}

/// What the page can ask.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Ask {
    /// Learn these samples from the next run on.
    Data(Data),
    /// Begin a run on the data that came last.
    Start(Box<Start>),
    /// Train with these settings from the next step on. What was foreseen is no more.
    Adjust(Settings),
    /// Train until told to pause.
    Play {
        /// What is counted.
        stride: Stride,
        /// Strides a second; `None` for as many as possible.
        rate: Option<u32>,
    },
    /// Stop training; what was to be reached is given up.
    Pause,
    /// Train towards a goal at full speed. It is answered when it is reached or cannot be.
    Advance {
        /// What is counted.
        stride: Stride,
        /// How many strides at most.
        count: u64,
        /// What else ends it.
        goal: Goal,
    },
    /// Put these parameters in place. What was foreseen is no more.
    SetParameters(Vec<f32>),
    /// Put these values in place of some of the parameters, by their numbers, wherever training has come
    /// to. What was foreseen is no more.
    Tune(Vec<(usize, f32)>),
    /// The page has taken the last report.
    Taken,
}

/// What ends a request before its strides are done. Looked at after each epoch.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Goal {
    /// Stop when the training loss is at most this.
    pub loss: Option<f64>,
    /// Stop when the training accuracy is at least this.
    pub accuracy: Option<f64>,
}

impl Goal {
    /// Whether there is anything to look for.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.loss.is_none() && self.accuracy.is_none()
    }
}

/// How what was asked has ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Outcome {
    /// It is done.
    Done,
    /// The goal is reached.
    Reached,
    /// Early stopping has ended the run.
    Stopped,
    /// The weights have left the finite numbers.
    Diverged,
    /// It was given up for a pause.
    Paused,
    /// Another run has begun, or this one is over.
    Over,
}

/// The answer to a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reply {
    /// The command's.
    pub id: u32,
    /// How it ended.
    pub outcome: Outcome,
}

/// From the worker to the page.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// The run it tells of.
    pub run: u32,
    /// Training samples of an epoch.
    pub samples: usize,
    /// How far the run has come.
    pub progress: Progress,
    /// Whether it is still on its way to the moment where it is to begin.
    pub arriving: bool,
    /// Commands that are done.
    pub replies: Vec<Reply>,
    /// What has happened to the run since the last report.
    pub happened: Vec<Event>,
    /// Whether weights left the finite numbers: the run stands at the last moment before.
    pub diverged: bool,
    /// How early stopping has ended the run, where it has.
    pub stopped: Option<Stopped>,
    /// Share of the time since the last report that was spent training.
    pub load: f64,
    /// The network's parameters.
    pub parameters: Vec<f32>,
    /// Moments since the last report from which the run can go on; at rest the last is this one.
    pub kept: Vec<Kept>,
    /// What happened as the last sample was shown, where samples are shown one by one.
    pub shown: Option<Shown>,
    /// How single units have fared, where they learn for themselves.
    pub fared: Option<Fared>,
    /// What the network was worth lately, where it is large.
    pub worth: Option<Worth>,
}

/// From the page to any worker.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum ToWorker {
    /// To the worker of a run.
    Command(Command),
    /// To a worker of the pool: do this [job](super::Job), which has this number.
    Job(u32, Packed),
    /// To a worker of the pool: give that job up.
    GiveUp(u32),
    /// To any: take that share of a core, from 0 to 1, where nobody waits for what is done.
    Share(f64),
}

/// From a worker to the page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum FromWorker {
    /// From the worker of a run.
    Report(Box<Report>),
    /// From a worker of the pool, about the job of that number: its [progress](super::job::Progress).
    Progress(u32, Packed),
}

impl ToWorker {
    /// The message as bytes.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        wire::encode(self)
    }

    /// The message that bytes hold; nothing where they hold none.
    #[must_use]
    pub fn decode(bytes: &[u8]) -> Option<Self> {
        wire::decode(bytes)
    }
}

impl FromWorker {
    /// The message as bytes.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        wire::encode(self)
    }

    /// The message that bytes hold; nothing where they hold none.
    #[must_use]
    pub fn decode(bytes: &[u8]) -> Option<Self> {
        wire::decode(bytes)
    }
}
