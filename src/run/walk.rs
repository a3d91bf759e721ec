//! The training step that comes next at the moment on the screen, taken apart.

use super::lab::Lab;
use crate::{
    engine::{Data, Start},
    nn::Walk,
};

/// What a step is made on.
#[derive(Clone, Debug, PartialEq)]
pub enum On {
    /// The mini-batch that comes next.
    Batch,
    /// One training sample alone, by its number.
    Sample(u32),
    /// Values that no training sample has: a value per input, and one per output.
    Values(Vec<f32>, Vec<f32>),
}

impl Lab {
    /// The next step from the moment on the screen, by the trainer that makes it; `data` are the run's.
    /// `None` where no more will be made: after early stopping, without samples, at weights that the
    /// experiment cannot have. A sample has to be one of the data, and values of the network's shape.
    #[must_use]
    pub fn walk(&self, data: &Data, on: &On) -> Option<Walk> {
        walk_from(&self.route(), data, on)
    }
}

/// The step that follows the end of a way.
#[must_use]
pub fn walk_from(start: &Start, data: &Data, on: &On) -> Option<Walk> {
    let mut course = start.course(data).ok()?;
    course.go_to(start.to, &mut || true);
    let (trainer, samples) = (course.trainer(), &data.train);
    match on {
        On::Batch => trainer.walk(),
        On::Sample(sample) => {
            let row = *sample as usize;
            (row < samples.len())
                .then(|| trainer.walk_sample(Some(*sample), samples.x(row), samples.y(row)))
        }
        On::Values(x, t) => Some(trainer.walk_sample(None, x, t)),
    }
}
