//! What a trainer needs to know beside network and data.

use std::ops::Range;

use serde::{Deserialize, Serialize};
use strum::{EnumMessage, IntoStaticStr, VariantArray};

use super::{
    fixed::Fixed,
    loss::Loss,
    network::{Dense, Network},
    optimizer::Optimizer,
    schedule::Schedule,
};

/// How weights learn from errors.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Hash,
    Serialize,
    Deserialize,
    VariantArray,
    IntoStaticStr,
    EnumMessage,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum LearningRule {
    /// Gradient descent by backpropagation (Rumelhart, Hinton & Williams 1986).
    #[strum(message = "Backprop")]
    Backprop,
    /// The [perceptron rule](super::local), sample by sample, without a loss (Rosenblatt 1958).
    #[strum(message = "Perceptron rule")]
    Perceptron,
    /// The perceptron rule; the weights that had most samples right answer (Gallant 1990).
    #[strum(message = "Pocket")]
    Pocket,
    /// The perceptron rule; the mean of all weights so far answers (Freund & Schapire 1999).
    #[strum(message = "Averaged")]
    Averaged,
    /// The delta rule: the error is taken before the threshold (Widrow & Hoff 1960).
    #[strum(message = "Delta rule")]
    Delta,
    /// Hebb's rule: what is active together is strengthened, right or wrong (Hebb 1949).
    #[strum(message = "Hebb’s rule")]
    Hebb,
}

impl LearningRule {
    /// Whether a single layer of threshold units learns by it, each unit for itself, sample by sample.
    #[must_use]
    pub fn is_local(self) -> bool {
        self != Self::Backprop
    }

    /// Whether weights change only where an answer is wrong, by the perceptron rule.
    #[must_use]
    pub fn corrects(self) -> bool {
        matches!(self, Self::Perceptron | Self::Pocket | Self::Averaged)
    }

    /// Whether other weights answer than those that learn.
    #[must_use]
    pub fn answers_by_others(self) -> bool {
        matches!(self, Self::Pocket | Self::Averaged)
    }
}

/// How far to go.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Hash,
    Serialize,
    Deserialize,
    VariantArray,
    IntoStaticStr,
    EnumMessage,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Stride {
    /// One sample is shown.
    #[strum(message = "Sample")]
    Sample,
    /// To the end of the batch at hand: one step of the optimizer.
    #[strum(message = "Batch")]
    Batch,
    /// To the end of the epoch at hand.
    #[strum(message = "Epoch")]
    Epoch,
}

/// What a trainer needs to know beside network and data.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Settings {
    /// How weights learn from errors.
    pub rule: LearningRule,
    /// What backprop makes small.
    pub loss: Loss,
    /// How backprop's gradient becomes a step.
    pub optimizer: Optimizer,
    /// Length of a step (Keras: `learning_rate`), before the schedule.
    pub learning_rate: f32,
    /// Samples per step of backprop; the last batch of an epoch may be smaller.
    pub batch_size: usize,
    /// Whether each epoch has an order of its own (Keras: `shuffle` of `fit`), or all that of the samples.
    pub shuffle: bool,
    /// Decides the order of samples, and what dropout leaves out.
    pub seed: u64,
    /// How the learning rate changes with the epochs.
    pub schedule: Schedule,
    /// Weight of Σ|w| over all kernels beside the loss; backprop only.
    pub l1: f32,
    /// Weight of Σw² over all kernels beside the loss; backprop only.
    pub l2: f32,
    /// Probability with which backprop leaves out a hidden unit, from 0 to below 1.
    pub dropout: f32,
    /// Layers that do not learn: bit l stands for layer l.
    pub frozen: u32,
    /// Single parameters that do not learn.
    pub fixed: Fixed,
    /// Epochs without a lower test loss after which training stops; `None` for never.
    pub patience: Option<u32>,
}

/// Keras's defaults of `SGD` and `fit`, with squared error.
impl Default for Settings {
    fn default() -> Self {
        Self {
            rule: LearningRule::Backprop,
            loss: Loss::MeanSquaredError,
            optimizer: Optimizer::default(),
            learning_rate: 0.01,
            batch_size: 32,
            shuffle: true,
            seed: 0,
            schedule: Schedule::Constant,
            l1: 0.0,
            l2: 0.0,
            dropout: 0.0,
            frozen: 0,
            fixed: Fixed::NONE,
            patience: None,
        }
    }
}

impl Settings {
    /// Whether training changes the weights of layer `layer`, counted from 0.
    #[must_use]
    pub fn learns(&self, layer: usize) -> bool {
        let bit = u32::try_from(layer).ok().and_then(|l| 1u32.checked_shl(l));
        bit.is_none_or(|bit| self.frozen & bit == 0)
    }

    /// Parts of the parameters that learn: what `part` says of a layer, without what is fixed, neighbours
    /// joined.
    pub(crate) fn learning(
        &self,
        network: &Network,
        part: impl Fn(&Dense) -> Range<usize>,
    ) -> Vec<Range<usize>> {
        let mut ranges: Vec<Range<usize>> = Vec::new();
        let mut add = |part: Range<usize>| match ranges.last_mut() {
            _ if part.is_empty() => {}
            Some(last) if last.end == part.start => last.end = part.end,
            _ => ranges.push(part),
        };
        let fixed = self.fixed.parameters(network);
        let layers = network.layers().iter().enumerate();
        for (_, layer) in layers.filter(|&(l, _)| self.learns(l)) {
            let part = part(layer);
            let mut start = part.start;
            for &at in fixed.iter().filter(|at| part.contains(at)) {
                add(start..at);
                start = at + 1;
            }
            add(start..part.end);
        }
        ranges
    }
}
