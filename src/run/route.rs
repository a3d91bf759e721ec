//! How a trainer comes to the moment on the screen.

use super::lab::Lab;
use crate::engine::{Plan, Start};

impl Lab {
    /// What a trainer needs to come to the moment on the screen: from the moment kept before it, or
    /// else from the start of the run.
    #[must_use]
    pub fn route(&self) -> Start {
        let branch = self.history.now();
        let kept = branch.before(self.moment);
        Start {
            plan: Plan::from(&branch.recipe.experiment),
            from: kept.map(|kept| (kept.checkpoint.clone(), kept.events)),
            timeline: branch.recipe.timeline.clone(),
            known: branch.events_by(self.moment),
            to: self.moment,
        }
    }
}
