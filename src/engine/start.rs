//! How a run begins.

use serde::{Deserialize, Serialize};

use super::{
    course::Course,
    plan::{Data, Plan},
};
use crate::{
    lab::{Event, Moment},
    nn::{Checkpoint, CheckpointError},
};

/// How a run begins.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Start {
    /// What is trained.
    pub plan: Plan,
    /// A moment to go on from, and how many of the events had happened there; else the run begins
    /// from its initial weights.
    pub from: Option<(Checkpoint, usize)>,
    /// What happens on the way.
    pub timeline: Vec<Event>,
    /// How many of the events the page has heard of.
    pub known: usize,
    /// The moment to come to before anything else is done.
    pub to: Moment,
}

impl Start {
    /// The run on these data where it begins, not yet on its way to [`to`](Self::to).
    ///
    /// # Errors
    /// When the moment to go on from is not one of this run.
    pub fn course(&self, data: &Data) -> Result<Course, CheckpointError> {
        match &self.from {
            Some((checkpoint, happened)) => {
                let from = (checkpoint, *happened);
                Course::restore(&self.plan, data, self.timeline.clone(), from)
            }
            None => Ok(self.anew(data)),
        }
    }

    /// The run on these data from its initial weights, wherever it was to go on from.
    #[must_use]
    pub fn anew(&self, data: &Data) -> Course {
        Course::new(&self.plan, data, self.timeline.clone())
    }

    /// The moment to go on from.
    #[must_use]
    pub fn at(&self) -> Moment {
        let at = |(checkpoint, _): &(Checkpoint, usize)| Moment {
            epoch: checkpoint.epoch(),
            position: checkpoint.position(),
        };
        self.from.as_ref().map_or(Moment::START, at)
    }
}
