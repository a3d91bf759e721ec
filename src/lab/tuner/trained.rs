//! What has come of a run.

use serde::{Deserialize, Serialize};

use crate::nn::Checkpoint;

/// A network at its best.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Best {
    /// After how many epochs.
    pub epoch: u64,
    /// The loss of the samples that are looked at.
    pub loss: f64,
    /// Their accuracy; none of numbers.
    pub accuracy: Option<f64>,
    /// Its parameters.
    pub parameters: Vec<f32>,
}

/// What has come of a run of a trial.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Trained {
    /// The trial.
    pub trial: u32,
    /// Which of its runs.
    pub run: u32,
    /// After how many epochs it ended: as far as was asked, unless early stopping ended it or it diverged.
    pub epoch: u64,
    /// Whether weights or loss have left the finite numbers.
    pub diverged: bool,
    /// The best of its epochs; nothing where none was finite.
    pub best: Option<Best>,
    /// Where it goes on from; nothing where it has ended or is not to go on.
    pub checkpoint: Option<Checkpoint>,
}

impl Best {
    /// What is made small: the loss, or what is missing of all right.
    #[must_use]
    pub fn cost(&self, accuracy: bool) -> f64 {
        match self.accuracy.filter(|_| accuracy) {
            Some(accuracy) => 1.0 - accuracy,
            None => self.loss,
        }
    }
}
