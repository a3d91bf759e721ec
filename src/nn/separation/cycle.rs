//! The perceptron rule where no weights have all samples right, in an order that is always the same: its weights
//! stay within bounds (H. D. Block & S. A. Levin 1970, after M. Minsky & S. Papert 1969), single precision
//! has only so many numbers there, and so the same weights come back at the same place of the order: from then on
//! all repeats itself.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::{
    local::Step, memory::Memory, meter::Meter, network::Network, record::Record, samples::Samples,
    settings::LearningRule,
};

/// How the weights go round.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Cycle {
    /// Epochs from the weights that it began with to the first that come back.
    pub begins: u64,
    /// Epochs until they come back.
    pub epochs: u64,
    /// All parameters at the beginning of the cycle and after each sample, to the first again. Of a long cycle
    /// none.
    pub path: Vec<Vec<f32>>,
}

/// The search for a cycle, which can be cut into portions.
#[derive(Clone, Debug)]
pub struct Chase {
    rule: Rule,
    /// The start, kept to find where the cycle begins.
    start: Vec<f32>,
    /// Epochs that were ended before it.
    before: u64,
    stage: Stage,
}

/// What makes the next weights.
#[derive(Clone, Debug)]
struct Rule {
    network: Network,
    samples: Arc<Samples>,
    rate: f32,
    /// Parameters that are kept.
    fixed: Vec<usize>,
    /// Kept by who makes a step; nobody asks for it.
    record: Record,
    /// The parameters before the last sample.
    before: Vec<f32>,
}

#[derive(Clone, Debug)]
enum Stage {
    /// One runs ahead of a place that it looks out for (R. P. Brent 1980); the place is moved on at every
    /// power of two.
    Ahead {
        post: Vec<f32>,
        since: u64,
        power: u64,
        gone: u64,
    },
    /// Two run as far apart as the cycle is long until they meet, which is where it begins.
    Apart {
        epochs: u64,
        begins: u64,
        behind: Vec<f32>,
        ahead: Vec<f32>,
        /// Epochs that the one ahead still has to go before they start.
        lead: u64,
    },
    Found(Cycle),
    /// All is right, or nothing came back in as many epochs as are looked at.
    None,
}

/// Epochs that are gone at most.
const EPOCHS: u64 = 20_000;
/// What showing a sample takes beside its products, in multiplications.
const SHOWING: usize = 60;
/// Numbers that a path has at most.
const PATH: usize = 20_000;

impl Chase {
    /// From a network of one layer of steps, which learns from the samples in their order at that rate, the
    /// first `position` of them having been shown in this epoch; the parameters `fixed` are kept.
    #[must_use]
    pub fn new(
        network: Network,
        samples: Arc<Samples>,
        position: usize,
        rate: f32,
        fixed: Vec<usize>,
    ) -> Self {
        let fits = network.layers().len() == 1
            && network.inputs() == samples.inputs()
            && network.outputs() == samples.outputs()
            && fixed.iter().all(|at| *at < network.parameters().len())
            && !samples.is_empty();
        let mut rule = Rule {
            network,
            samples,
            rate,
            fixed,
            record: Record::default(),
            before: Vec::new(),
        };
        let is_midway = fits && position > 0;
        if is_midway {
            (position..rule.samples.len()).for_each(|sample| _ = rule.show(sample));
        }
        let start = rule.network.parameters().to_vec();
        let stage = if fits {
            Stage::Ahead {
                post: start.clone(),
                since: 0,
                power: 1,
                gone: 0,
            }
        } else {
            Stage::None
        };
        Self {
            rule,
            start,
            before: u64::from(is_midway),
            stage,
        }
    }

    /// Goes on while `go_on` says so, which is asked every some tenths of a millisecond. Once it is at its
    /// end, the cycle; none where nothing comes back, or no weight changes any more.
    pub fn advance_while(&mut self, go_on: &mut dyn FnMut() -> bool) -> Option<Option<Cycle>> {
        let mut meter = Meter::new(go_on);
        let epoch = self.rule.samples.len() * (SHOWING + self.start.len());
        loop {
            match &self.stage {
                Stage::Found(cycle) => return Some(Some(cycle.clone())),
                Stage::None => return Some(None),
                Stage::Ahead { .. } | Stage::Apart { .. } => {}
            }
            self.step();
            if !meter.spend(epoch) {
                return None;
            }
        }
    }

    /// Goes on to the end.
    #[must_use]
    pub fn finish(mut self) -> Option<Cycle> {
        self.advance_while(&mut || true).flatten()
    }

    fn step(&mut self) {
        match &mut self.stage {
            Stage::Ahead {
                post,
                since,
                power,
                gone,
            } => {
                let changed = self.rule.epoch();
                (*since, *gone) = (*since + 1, *gone + 1);
                let now = self.rule.network.parameters();
                if !changed || *gone > EPOCHS {
                    self.stage = Stage::None;
                } else if now == post.as_slice() {
                    self.stage = Stage::Apart {
                        epochs: *since,
                        begins: 0,
                        behind: self.start.clone(),
                        ahead: self.start.clone(),
                        lead: *since,
                    };
                } else if since == power {
                    *post = now.to_vec();
                    (*since, *power) = (0, 2 * *power);
                }
            }
            Stage::Apart {
                epochs,
                begins,
                behind,
                ahead,
                lead,
            } => {
                if *lead == 0 && ahead == behind {
                    let (begins, epochs, at) = (*begins, *epochs, behind.clone());
                    let path = self.rule.path(&at, epochs);
                    self.stage = Stage::Found(Cycle {
                        begins: begins + self.before,
                        epochs,
                        path,
                    });
                    return;
                }
                self.rule.on(ahead);
                if *lead > 0 {
                    *lead -= 1;
                } else {
                    self.rule.on(behind);
                    *begins += 1;
                }
            }
            Stage::Found(_) | Stage::None => {}
        }
    }
}

impl Rule {
    /// Shows a sample; says whether a weight has changed.
    fn show(&mut self, sample: usize) -> bool {
        let step = Step {
            rule: LearningRule::Perceptron,
            rate: self.rate,
            fixed: &self.fixed,
            rests: false,
            samples: &self.samples,
            compared: &self.samples,
        };
        self.before.clear();
        self.before.extend(self.network.parameters());
        let (mut memory, record) = (Memory::None, &mut self.record);
        step.make(&mut self.network, &mut memory, record, sample);
        self.before != self.network.parameters()
    }

    /// Shows all samples; says whether a weight has changed on the way.
    fn epoch(&mut self) -> bool {
        (0..self.samples.len()).fold(false, |changed, sample| self.show(sample) | changed)
    }

    /// An epoch on from other parameters.
    fn on(&mut self, parameters: &mut [f32]) {
        self.network.parameters_mut().copy_from_slice(parameters);
        self.epoch();
        parameters.copy_from_slice(self.network.parameters());
    }

    /// The way from there through so many epochs.
    fn path(&mut self, from: &[f32], epochs: u64) -> Vec<Vec<f32>> {
        let samples = self.samples.len();
        let shown = epochs.saturating_mul(samples as u64);
        if shown.saturating_mul(from.len() as u64) > PATH as u64 {
            return Vec::new();
        }
        self.network.parameters_mut().copy_from_slice(from);
        let mut path = vec![from.to_vec()];
        for at in 0..shown as usize {
            self.show(at % samples);
            path.push(self.network.parameters().to_vec());
        }
        path
    }
}
