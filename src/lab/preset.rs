//! What a dataset is met with first: a network, a loss and a pace with which it is learnt at one
//! press of Play.

use super::{experiment::Experiment, misfit::misfit};
use crate::{
    data::{DataSpec, Dataset},
    nn::{Activation, LayerSpec, Loss, Named, Optimizer, Schedule, Task},
};

use Activation::{Linear, Relu, Sigmoid, Softmax, Tanh};

/// The experiment in which these data are met first.
fn preset(data: DataSpec) -> Experiment {
    let (activation, loss) = output(data.task());
    let features = data.fitting(&Experiment::default().features);
    let units = data.outputs();
    let plain = Experiment {
        data,
        features,
        loss,
        ..Experiment::default()
    };
    let with = |hidden: &[(usize, Activation)], e: Experiment| Experiment {
        layers: layers(hidden, units, activation),
        ..e
    };
    match plain.data.dataset {
        Dataset::Blobs3 | Dataset::Blobs4 => with(&[(4, Tanh)], plain),
        Dataset::Rings => with(&[(6, Tanh)], adam(0.01, plain)),
        Dataset::Spiral3 => with(&[(16, Tanh), (12, Tanh)], adam(0.01, plain)),
        Dataset::Labels => with(&[(8, Tanh)], adam(0.02, plain)),
        Dataset::Line | Dataset::Outliers | Dataset::Plane => with(&[], adam(0.03, plain)),
        Dataset::Step => with(&[(6, Tanh), (4, Tanh)], adam(0.01, plain)),
        Dataset::Sine | Dataset::TwoWaves => {
            let standardize = true;
            let e = Experiment {
                standardize,
                ..plain
            };
            with(&[(8, Tanh), (6, Tanh)], adam(0.01, e))
        }
        Dataset::Bumps => with(&[(12, Tanh), (8, Tanh)], adam(0.01, plain)),
        Dataset::Saddle => with(&[(8, Tanh)], adam(0.01, plain)),
        Dataset::Iris | Dataset::Penguins | Dataset::Wine | Dataset::BreastCancer => {
            with(&[(6, Tanh)], adam(0.01, standard(plain)))
        }
        Dataset::Diabetes => with(&[(8, Relu)], adam(0.1, standard(plain))),
        Dataset::Digits => with(&[(16, Relu)], adam(0.01, standard(plain))),
        Dataset::Own => with(&[(8, Tanh)], adam(0.01, standard(plain))),
        _ => with(&[(4, Tanh), (3, Tanh)], plain),
    }
}

/// The output activation and the loss that suit a task best.
#[must_use]
pub fn output(task: Task) -> (Activation, Loss) {
    match task {
        Task::Binary | Task::Multilabel => (Sigmoid, Loss::BinaryCrossentropy),
        Task::Multiclass => (Softmax, Loss::CategoricalCrossentropy),
        Task::Regression => (Linear, Loss::MeanSquaredError),
    }
}

/// Whether output activation and loss make sense for a task, and with each other.
#[must_use]
pub fn suits(task: Task, output: Activation, loss: Loss) -> bool {
    misfit(task, output, loss).is_none()
}

fn layers(hidden: &[(usize, Activation)], units: usize, output: Activation) -> Vec<LayerSpec> {
    let hidden = hidden.iter().copied().chain([(units, output)]);
    hidden.map(|(units, a)| LayerSpec::new(units, a)).collect()
}

fn adam(learning_rate: f32, e: Experiment) -> Experiment {
    let optimizer = Optimizer::from_name("adam").unwrap_or_default();
    Experiment {
        optimizer,
        learning_rate,
        schedule: Schedule::Constant,
        ..e
    }
}

/// Inputs in units of their own have to be brought to one scale, and real tables are large.
fn standard(e: Experiment) -> Experiment {
    Experiment {
        standardize: true,
        batch_size: 16,
        ..e
    }
}

impl Experiment {
    /// The experiment in which a dataset is met first: a network, a loss and a pace that suit it.
    #[must_use]
    pub fn preset(data: DataSpec) -> Self {
        preset(data)
    }

    /// The same with other data: with the preset of those where this is the preset of its own, else
    /// with the network kept as far as it fits.
    #[must_use]
    pub fn with_data(&self, data: DataSpec) -> Self {
        if self.is_preset() {
            let seed = self.seed;
            return Self {
                seed,
                ..Self::preset(data)
            };
        }
        let mut next = Self {
            data,
            ..self.clone()
        };
        next.fit();
        next
    }

    /// Whether nothing but the data and the seed was changed since the preset.
    #[must_use]
    pub fn is_preset(&self) -> bool {
        let seed = self.seed;
        *self
            == Self {
                seed,
                ..Self::preset(self.data.clone())
            }
    }

    /// Makes features and output layer fit the data.
    fn fit(&mut self) {
        self.features = self.data.fitting(&self.features);
        let preset = Self::preset(self.data.clone());
        let fits = self.output().units == preset.output().units
            && suits(self.task(), self.output().activation, self.shown_loss());
        if !fits && let Some(output) = self.layers.last_mut() {
            *output = preset.output();
            (self.loss, self.rule) = (preset.loss, preset.rule);
        }
    }
}
