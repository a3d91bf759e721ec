//! What a trainer is made of.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::{
    lab::{Experiment, Prepared},
    nn::{Initializer, LayerSpec, Network, Samples, Settings, Task},
};

/// A network and how it is trained.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Plan {
    /// Hidden layers, first to last, then the output layer.
    pub layers: Vec<LayerSpec>,
    /// How kernels start.
    pub initializer: Initializer,
    /// How it learns.
    pub settings: Settings,
}

impl From<&Experiment> for Plan {
    fn from(experiment: &Experiment) -> Self {
        Self {
            layers: experiment.layers.clone(),
            initializer: experiment.initializer,
            settings: experiment.settings(),
        }
    }
}

impl Plan {
    /// The network at epoch 0, for samples of so many inputs.
    #[must_use]
    pub fn network(&self, inputs: usize) -> Network {
        Network::new(inputs, &self.layers, self.initializer, self.settings.seed)
    }
}

/// Samples, as the page has made them ready.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Data {
    /// What is to be learnt.
    pub task: Task,
    /// What is trained on.
    pub train: Arc<Samples>,
    /// What early stopping looks at.
    pub test: Arc<Samples>,
}

impl From<&Prepared> for Data {
    fn from(prepared: &Prepared) -> Self {
        Self {
            task: prepared.task,
            train: prepared.train.clone(),
            test: prepared.test.clone(),
        }
    }
}
