//! How a trainer comes to the moment on the screen.

use super::lab::Lab;
use crate::{
    engine::{Plan, Start},
    lab::Moment,
};

impl Lab {
    /// What a trainer needs to come to the moment on the screen: from the moment kept before it, or
    /// else from the start of the run.
    #[must_use]
    pub fn route(&self) -> Start {
        self.route_by(self.moment)
    }

    /// The same by way of the moment a sample earlier, for who tells what happened with that sample;
    /// `None` at the start of a run.
    #[must_use]
    pub fn route_by_sample(&self) -> Option<Start> {
        Some(self.route_by(self.moment.before(self.samples())?))
    }

    /// The same to another moment of the run at hand.
    #[must_use]
    pub fn route_at(&self, at: Moment) -> Start {
        Start {
            to: at,
            ..self.route_by(at)
        }
    }

    fn route_by(&self, by: Moment) -> Start {
        let branch = self.history.now();
        let kept = branch.before(by);
        Start {
            plan: Plan::from(&branch.recipe.experiment),
            from: kept.map(|kept| (kept.checkpoint.clone(), kept.events)),
            timeline: branch.recipe.timeline.clone(),
            known: branch.events_by(self.moment),
            to: self.moment,
        }
    }
}
