//! A moment of a run, to go on from.

use std::fmt;

use rand_pcg::Pcg32;
use serde::{Deserialize, Serialize};

use super::{
    memory::OptimizerState,
    network::Network,
    packed,
    record::{Fared, Record},
    samples::Samples,
    settings::Settings,
    stopping::{Stopped, Watch},
    stream,
};

/// All of a trainer but its samples: a trainer [restored](super::Trainer::restore) from it goes on as if it
/// had never stopped, bit for bit.
///
/// It is that of the last complete batch: what was begun since is begun again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Checkpoint {
    pub(crate) settings: Settings,
    #[serde(with = "packed")]
    pub(crate) parameters: Vec<f32>,
    pub(crate) optimizer: OptimizerState,
    pub(crate) order: Order,
    #[serde(with = "stream")]
    pub(crate) order_rng: Pcg32,
    #[serde(with = "stream")]
    pub(crate) dropout_rng: Pcg32,
    pub(crate) epoch: u64,
    pub(crate) position: usize,
    pub(crate) batch_start: usize,
    pub(crate) last_sample: Option<u32>,
    pub(crate) steps: u64,
    pub(crate) watch: Watch,
    pub(crate) record: Record,
}

impl Checkpoint {
    /// The order of samples, once it is sure that the checkpoint can be one of such a network and
    /// such samples.
    ///
    /// # Errors
    /// Why it cannot.
    pub(crate) fn check(
        &self,
        network: &Network,
        train: &Samples,
        test: &Samples,
    ) -> Result<Vec<u32>, CheckpointError> {
        check_network(self, network)?;
        check_samples(network, [train, test])?;
        check_place(self, train.len())?;
        let order = self.order.samples();
        check_order(&order, train.len())?;
        Ok(order)
    }

    /// The settings then in force.
    #[must_use]
    pub fn settings(&self) -> Settings {
        self.settings
    }

    /// The weights and biases, as [`Network::parameters`] has them.
    #[must_use]
    pub fn parameters(&self) -> &[f32] {
        &self.parameters
    }

    /// Whole epochs done.
    #[must_use]
    pub fn epoch(&self) -> u64 {
        self.epoch
    }

    /// Samples shown in the epoch then at hand.
    #[must_use]
    pub fn position(&self) -> usize {
        self.position
    }

    /// How often the weights had been updated.
    #[must_use]
    pub fn steps(&self) -> u64 {
        self.steps
    }

    /// The number of the sample shown last; none before the first.
    #[must_use]
    pub fn last_sample(&self) -> Option<u32> {
        self.last_sample
    }

    /// How single units had fared; none under backprop.
    #[must_use]
    pub fn fared(&self) -> Option<Fared> {
        let fared = || Fared {
            record: self.record.clone(),
            working: self.optimizer.working().map(<[f32]>::to_vec),
        };
        self.settings.rule.is_local().then(fared)
    }

    /// Whether and how early stopping had ended the run.
    #[must_use]
    pub fn stopped(&self) -> Option<Stopped> {
        self.watch.stopped
    }

    /// Bytes of memory that it takes.
    #[must_use]
    pub fn size(&self) -> usize {
        let best = self.watch.best().map_or(0, <[f32]>::len);
        let numbers = self.parameters.len() + best;
        let lists = self.optimizer.size() + self.order.size() + self.record.size();
        size_of::<Self>() + numbers * size_of::<f32>() + lists
    }
}

/// The order of samples, in as few bytes as their number allows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) enum Order {
    Short(#[serde(with = "packed")] Vec<u16>),
    Long(#[serde(with = "packed")] Vec<u32>),
}

impl Order {
    pub fn new(order: &[u32]) -> Self {
        let short = order.iter().map(|&sample| u16::try_from(sample));
        match short.collect() {
            Ok(short) => Self::Short(short),
            Err(_) => Self::Long(order.to_vec()),
        }
    }

    fn samples(&self) -> Vec<u32> {
        match self {
            Self::Short(order) => order.iter().map(|&sample| sample.into()).collect(),
            Self::Long(order) => order.clone(),
        }
    }

    /// Bytes on the heap.
    fn size(&self) -> usize {
        match self {
            Self::Short(order) => size_of_val(order.as_slice()),
            Self::Long(order) => size_of_val(order.as_slice()),
        }
    }
}

/// Why a checkpoint is none of a network and its samples.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CheckpointError {
    /// The network has another number of weights and biases.
    Parameters {
        /// The network's.
        expected: usize,
        /// The checkpoint's.
        found: usize,
    },
    /// What the optimizer, early stopping or the record remembers is of another number of weights or units.
    Memory,
    /// Samples have other numbers of inputs or targets than the network.
    Shape,
    /// The order does not name every sample once.
    Order,
    /// The place in the epoch is none.
    Place,
    /// More epochs or steps than 2⁵³ − 1, the most that can be told exactly.
    Count,
}

impl fmt::Display for CheckpointError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Parameters { expected, found } => {
                write!(
                    f,
                    "the network has {expected} weights and biases, not {found}"
                )
            }
            Self::Memory => f.write_str("the optimizer remembers other weights than there are"),
            Self::Shape => f.write_str("the samples have other inputs or targets than the network"),
            Self::Order => f.write_str("the order must name every training sample once"),
            Self::Place => f.write_str("the place in the epoch must be within its samples"),
            Self::Count => f.write_str("epochs and steps must be below 2^53"),
        }
    }
}

impl std::error::Error for CheckpointError {}

/// The most epochs and steps: what a script's numbers tell exactly.
const MAX_COUNT: u64 = (1 << 53) - 1;

fn check_network(checkpoint: &Checkpoint, network: &Network) -> Result<(), CheckpointError> {
    let (expected, found) = (network.parameters().len(), checkpoint.parameters.len());
    if expected != found {
        return Err(CheckpointError::Parameters { expected, found });
    }
    let best = checkpoint.watch.best();
    let (optimizer, units) = (&checkpoint.optimizer, network.outputs());
    let fits = optimizer.fits(expected)
        && optimizer.fits_units(units)
        && checkpoint.record.fits(expected, units)
        && best.is_none_or(|b| b.len() == expected);
    fits.then_some(()).ok_or(CheckpointError::Memory)
}

fn check_samples(network: &Network, all: [&Samples; 2]) -> Result<(), CheckpointError> {
    let shape = (network.inputs(), network.outputs());
    let fits = |s: &&Samples| s.is_empty() || (s.inputs(), s.outputs()) == shape;
    let fit = all.iter().all(fits);
    fit.then_some(()).ok_or(CheckpointError::Shape)
}

fn check_order(order: &[u32], samples: usize) -> Result<(), CheckpointError> {
    let mut named = vec![false; samples];
    let is_new = |&sample: &u32| {
        let named = named.get_mut(sample as usize);
        named.is_some_and(|named| !std::mem::replace(named, true))
    };
    let all = order.len() == samples && order.iter().all(is_new);
    all.then_some(()).ok_or(CheckpointError::Order)
}

/// A batch begins at or before the place; all samples are shown only where the last batch is done.
fn check_place(checkpoint: &Checkpoint, samples: usize) -> Result<(), CheckpointError> {
    let &Checkpoint {
        position,
        batch_start,
        last_sample,
        ..
    } = checkpoint;
    let within = position < samples || position == batch_start;
    let known = last_sample.is_none_or(|sample| (sample as usize) < samples);
    if !within || position > samples || batch_start > position || !known {
        return Err(CheckpointError::Place);
    }
    if checkpoint.epoch > MAX_COUNT || checkpoint.steps > MAX_COUNT {
        return Err(CheckpointError::Count);
    }
    Ok(())
}
