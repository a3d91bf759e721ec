//! What page and worker say to each other.

use serde::{Deserialize, Serialize};

use crate::{
    lab::{Experiment, Progress},
    nn::{Optimizer, Stride},
};

/// From the page to the worker.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Command {
    /// Begin the experiment's run from its initial weights.
    Start {
        /// Names the run; reports of other runs are stale.
        run: u32,
        /// The experiment.
        experiment: Box<Experiment>,
    },
    /// Train with these from the next step on.
    Adjust {
        /// Length of a step.
        learning_rate: f32,
        /// Samples per step.
        batch_size: usize,
        /// How a gradient becomes a step.
        optimizer: Optimizer,
    },
    /// Train until told to pause.
    Play {
        /// What is counted.
        stride: Stride,
        /// Strides a second; `None` for as many as possible.
        rate: Option<u32>,
    },
    /// Stop training.
    Pause,
    /// Train towards a goal at full speed, then report with `id` as done.
    Advance {
        /// Names the request.
        id: u32,
        /// What is counted.
        stride: Stride,
        /// How many strides at most.
        count: u64,
        /// What else ends it.
        goal: Goal,
    },
    /// Put these parameters in place.
    SetParameters {
        /// Laid out as the network's.
        parameters: Vec<f32>,
    },
    /// The page has taken the last report.
    Taken,
}

/// What ends a request before its strides are done. Looked at after each epoch.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Goal {
    /// Stop when the training loss is at most this.
    #[serde(default)]
    pub loss: Option<f64>,
    /// Stop when the training accuracy is at least this.
    #[serde(default)]
    pub accuracy: Option<f64>,
}

impl Goal {
    /// Whether there is anything to look for.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.loss.is_none() && self.accuracy.is_none()
    }
}

/// From the worker to the page. The parameters travel beside it, as an array of f32.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// The run it tells of.
    pub run: u32,
    /// How far the run has come.
    pub progress: Progress,
    /// Requests that are done.
    pub done: Vec<u32>,
    /// Whether weights left the finite numbers; training then waits for others.
    pub diverged: bool,
    /// Share of the time since the last report that was spent training.
    pub load: f64,
    /// The network's parameters.
    #[serde(skip)]
    pub parameters: Vec<f32>,
}
