//! A training step taken apart, wherever a run has come to.

use serde::{Deserialize, Serialize};

use super::{course::Course, plan::Data, start::Start};
use crate::nn::{Settings, Walk};

/// What a step is made on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum On {
    /// The mini-batch that comes next.
    Batch,
    /// One training sample alone, by its number.
    Sample(u32),
    /// Values that no training sample has: a value per input, and one per output.
    Values(Vec<f32>, Vec<f32>),
}

impl On {
    /// How many samples the step is made on, of so many training samples.
    #[must_use]
    pub fn samples(&self, settings: &Settings, training: usize) -> usize {
        match (self, settings.rule.is_local()) {
            (Self::Batch, false) => settings.batch_size.clamp(1, training.max(1)),
            (Self::Batch, true) | (Self::Sample(_) | Self::Values(..), _) => 1,
        }
    }

    /// The step that a run makes on it next. `None` where no more will be made, and where the data have no
    /// such sample.
    pub(super) fn walk(&self, course: &Course, data: &Data) -> Option<Walk> {
        let (trainer, samples) = (course.trainer(), &data.train);
        match self {
            Self::Batch => trainer.walk(),
            Self::Sample(sample) => {
                let row = *sample as usize;
                (row < samples.len())
                    .then(|| trainer.walk_sample(Some(*sample), &samples.x(row), samples.y(row)))
            }
            Self::Values(x, t) => Some(trainer.walk_sample(None, x, t)),
        }
    }
}

/// The step that follows the end of a way.
#[must_use]
pub fn walk_from(start: &Start, data: &Data, on: &On) -> Option<Walk> {
    let mut course = start.course(data).ok()?;
    course.go_to(start.to, &mut || true);
    on.walk(&course, data)
}
