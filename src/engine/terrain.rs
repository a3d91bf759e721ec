//! A part of the loss landscape that is to be measured.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::plan::Plan;
use crate::nn::{
    Samples, Task,
    landscape::{Plane, Survey, Window},
};

/// A part of the loss landscape, with all that it follows from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Terrain {
    /// The network, and what is made small.
    pub plan: Plan,
    /// What is to be learnt.
    pub task: Task,
    /// The samples that it is measured on.
    pub samples: Arc<Samples>,
    /// The parameters through which the plane is laid.
    pub parameters: Vec<f32>,
    /// Where the landscape is.
    pub plane: Plane,
    /// What of it is measured.
    pub window: Window,
}

impl Terrain {
    /// Its survey; `None` where its parts do not fit each other.
    #[must_use]
    pub fn survey(&self) -> Option<Survey> {
        let mut network = self.plan.network(self.samples.inputs());
        if network.parameters().len() != self.parameters.len() {
            return None;
        }
        network.parameters_mut().copy_from_slice(&self.parameters);
        let data = (self.task, self.samples.clone());
        Survey::new(
            network,
            self.plane.clone(),
            self.window,
            self.plan.settings,
            data,
        )
    }
}
