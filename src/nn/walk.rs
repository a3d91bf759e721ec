//! One training step taken apart: every number that comes up on the way from a mini-batch to the next
//! weights, as the trainer itself computes it.
//!
//! The step is the one that a [`Trainer`](super::Trainer) is about to make, or would make on one sample
//! alone; see [`Trainer::walk`](super::Trainer::walk).

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::{
    memory::{Kind, OptimizerState},
    network::Network,
    settings::Settings,
    walked::Walked,
};

/// A training step, from the samples that enter to the weights that come out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Walk {
    /// How the step is made.
    pub settings: Settings,
    /// Whole epochs done before it.
    pub epoch: u64,
    /// Epochs done before it, with the share of the one that is going on: what the schedule goes by.
    pub done: f64,
    /// Which batch of the epoch it is, from 0; none for a sample that was chosen.
    pub batch: Option<usize>,
    /// Batches in an epoch.
    pub batches: usize,
    /// The samples that enter, in the order in which they are shown.
    pub samples: Vec<Walked>,
    /// The mean of the samples' losses; no penalty is in it.
    pub loss: f64,
    /// Its gradient, laid out as the network's parameters. Under a rule of single units −e·x with its error e,
    /// (y − t)·x under the perceptron's, which takes the gradient's place there.
    pub gradient: Vec<f32>,
    /// What L1 and L2 add to the gradient; empty where they add nothing.
    pub penalty: Vec<f32>,
    /// The learning rate of this step, after the schedule.
    pub rate: f32,
    /// The parameters that learn.
    pub learning: Vec<Range<usize>>,
    /// The parameters that learn before the step, laid out as the network's: its own, unless others answer.
    pub before: Vec<f32>,
    /// The parameters that learn after it.
    pub after: Vec<f32>,
    /// The network's parameters before the step and after it, where others learn.
    pub answering: Option<[Vec<f32>; 2]>,
    /// What the optimizer remembers before the step.
    pub memory_before: OptimizerState,
    /// What it remembers after it.
    pub memory_after: OptimizerState,
}

impl Walk {
    /// The network's parameters before the step and after it.
    #[must_use]
    pub fn network(&self) -> [&[f32]; 2] {
        match &self.answering {
            Some([before, after]) => [before, after],
            None => [&self.before, &self.after],
        }
    }

    /// What each sample contributes to the gradient at a parameter, in the samples' order: ∂L/∂z of its unit
    /// times what the weight reads, or ∂L/∂z itself at a bias. Their sum is the gradient, as far as single
    /// precision goes. `network` has the walk's shape.
    #[must_use]
    pub fn contributions(&self, network: &Network, parameter: usize) -> Vec<f32> {
        let layers = network.layers().iter().enumerate();
        for (l, layer) in layers {
            if layer.kernel.contains(&parameter) {
                let at = parameter - layer.kernel.start;
                let (unit, source) = (at / layer.inputs, at % layer.inputs);
                let of = |walked: &Walked| walked.layers[l].delta[unit] * walked.source(l, source);
                return self.samples.iter().map(of).collect();
            }
            if layer.bias.contains(&parameter) {
                let unit = parameter - layer.bias.start;
                return self
                    .samples
                    .iter()
                    .map(|walked| walked.layers[l].delta[unit])
                    .collect();
            }
        }
        Vec::new()
    }

    /// The gradient that the optimizer follows at a parameter: that of the loss and that of the penalty.
    #[must_use]
    pub fn slope(&self, parameter: usize) -> f32 {
        self.gradient[parameter] + self.penalty.get(parameter).copied().unwrap_or(0.0)
    }

    /// Whether the step may change a parameter.
    #[must_use]
    pub fn learns(&self, parameter: usize) -> bool {
        self.learning.iter().any(|range| range.contains(&parameter))
    }

    /// How the optimizer's step comes about at a parameter: what it remembers there, and the factors that
    /// turn the gradient into the step.
    #[must_use]
    pub fn step_at(&self, parameter: usize) -> StepAt {
        let pairs = self
            .memory_before
            .at(parameter)
            .into_iter()
            .zip(self.memory_after.at(parameter));
        let remembered = |((kind, before), (_, after))| Remembered {
            kind,
            before,
            after,
        };
        StepAt {
            memory: pairs.map(remembered).collect(),
            corrections: self.memory_after.corrections(),
            shares: self.settings.optimizer.look_ahead(&self.memory_after),
        }
    }
}

/// A memory before and after the step.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Remembered {
    /// What is remembered.
    pub kind: Kind,
    /// Before the step.
    pub before: f32,
    /// After it.
    pub after: f32,
}

/// How the step comes about at one parameter.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StepAt {
    /// What the optimizer remembers there.
    pub memory: Vec<Remembered>,
    /// What the means have gathered of their weight: 1 − β₁ᵗ and 1 − β₂ᵗ of the Adams.
    pub corrections: Option<[f64; 2]>,
    /// What Nadam's step takes of the mean and of the gradient at hand, corrections included.
    pub shares: Option<[f64; 2]>,
}
