//! What a dataset is met with first: a network, a loss and a pace with which it is learnt at one
//! press of Play. The dataset's own row says which ([`Start`](crate::data::Start)).

use super::{experiment::Experiment, misfit::misfit, parts::Part};
use crate::{
    data::DataSpec,
    nn::{Activation, LayerSpec, Loss, Named, Optimizer, Task},
};

use Activation::{Linear, Sigmoid, Softmax};

/// The experiment in which these data are met first.
fn preset(data: DataSpec) -> Experiment {
    let (activation, loss) = output(data.task());
    let features = data.fitting(&Experiment::default().features);
    let units = data.outputs();
    let start = data.dataset.start();
    let usual = Experiment::default();
    let usual = match (start.adam, start.momentum) {
        (Some(rate), _) => at_rate(
            rate,
            Optimizer::from_name("adam").unwrap_or_default(),
            usual,
        ),
        (None, Some(rate)) => at_rate(rate, Optimizer::default().with("momentum", 0.9), usual),
        (None, None) => usual,
    };
    Experiment {
        data,
        features,
        layers: layers(start.hidden, units, activation),
        loss,
        standardize: start.standardize,
        batch_size: start.batch_size.unwrap_or(usual.batch_size),
        schedule: start.schedule,
        ..usual
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

fn at_rate(learning_rate: f32, optimizer: Optimizer, e: Experiment) -> Experiment {
    Experiment {
        optimizer,
        learning_rate,
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
        self.fitted_to(data)
    }

    /// The same with other data and the network kept as far as it fits.
    #[must_use]
    pub fn fitted_to(&self, data: DataSpec) -> Self {
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
        let most = self.units().high as usize;
        for layer in &mut self.layers {
            layer.units = layer.units.min(most);
        }
        let preset = Self::preset(self.data.clone());
        let fits = self.output().units == preset.output().units
            && suits(self.task(), self.output().activation, self.shown_loss());
        if !fits && let Some(output) = self.layers.last_mut() {
            *output = preset.output();
            (self.loss, self.rule) = (preset.loss, preset.rule);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{data::Dataset, nn::Named};

    /// All that a preset sets, in a line.
    fn line(dataset: Dataset) -> String {
        let e = preset(DataSpec {
            dataset,
            ..DataSpec::default()
        });
        let layer = |l: &LayerSpec| format!("{} {}", l.units, l.activation.name());
        let layers: Vec<_> = e.layers.iter().map(layer).collect();
        let scaled = if e.standardize { " standardized" } else { "" };
        let loss = e.loss.name();
        let (optimizer, rate) = (e.optimizer.write(), e.learning_rate);
        let (schedule, batch) = (e.schedule.name(), e.batch_size);
        let layers = layers.join("-");
        format!("{layers} {loss}, {optimizer} {rate} {schedule}, {batch}{scaled}")
    }

    const LINES: &str = "\
xor: 4 tanh-3 tanh-1 sigmoid binary_crossentropy, sgd 0.03 constant, 10
circles: 4 tanh-3 tanh-1 sigmoid binary_crossentropy, sgd 0.03 constant, 10
gaussians: 4 tanh-3 tanh-1 sigmoid binary_crossentropy, sgd 0.03 constant, 10
spiral: 4 tanh-3 tanh-1 sigmoid binary_crossentropy, sgd 0.03 constant, 10
moons: 4 tanh-3 tanh-1 sigmoid binary_crossentropy, sgd 0.03 constant, 10
checkerboard: 4 tanh-3 tanh-1 sigmoid binary_crossentropy, sgd 0.03 constant, 10
xor_table: 3 tanh-1 sigmoid binary_crossentropy, sgd:momentum=0.9 0.2 constant, 1
and: 3 tanh-1 sigmoid binary_crossentropy, sgd:momentum=0.9 0.2 constant, 1
or: 3 tanh-1 sigmoid binary_crossentropy, sgd:momentum=0.9 0.2 constant, 1
nand: 3 tanh-1 sigmoid binary_crossentropy, sgd:momentum=0.9 0.2 constant, 1
not: 3 tanh-1 sigmoid binary_crossentropy, sgd:momentum=0.9 0.2 constant, 1
blobs3: 4 tanh-3 softmax categorical_crossentropy, sgd 0.03 constant, 10
blobs4: 4 tanh-4 softmax categorical_crossentropy, sgd 0.03 constant, 10
spiral3: 16 tanh-12 tanh-3 softmax categorical_crossentropy, adam 0.01 constant, 10
rings: 6 tanh-3 softmax categorical_crossentropy, adam 0.01 constant, 10
labels: 8 tanh-2 sigmoid binary_crossentropy, adam 0.02 constant, 10
line: 1 linear mean_squared_error, adam 0.03 constant, 10
sine: 8 tanh-6 tanh-1 linear mean_squared_error, adam 0.01 constant, 10 standardized
step: 6 tanh-4 tanh-1 linear mean_squared_error, adam 0.01 constant, 10
outliers: 1 linear mean_squared_error, adam 0.03 constant, 10
two_waves: 8 tanh-6 tanh-2 linear mean_squared_error, adam 0.01 constant, 10 standardized
plane: 1 linear mean_squared_error, adam 0.03 constant, 10
bumps: 12 tanh-8 tanh-1 linear mean_squared_error, adam 0.01 constant, 10
saddle: 8 tanh-1 linear mean_squared_error, adam 0.01 constant, 10
iris: 6 tanh-3 softmax categorical_crossentropy, adam 0.01 constant, 16 standardized
penguins: 6 tanh-3 softmax categorical_crossentropy, adam 0.01 constant, 16 standardized
wine: 6 tanh-3 softmax categorical_crossentropy, adam 0.01 constant, 16 standardized
breast_cancer: 6 tanh-1 sigmoid binary_crossentropy, adam 0.01 constant, 16 standardized
diabetes: 8 relu-1 linear mean_squared_error, adam 0.1 constant, 16 standardized
digits: 16 relu-10 softmax categorical_crossentropy, adam 0.01 constant, 16 standardized
mnist: 300 relu-10 softmax categorical_crossentropy, adam 0.002 exponential, 128
fashion_mnist: 300 relu-10 softmax categorical_crossentropy, adam 0.002 exponential, 128
drawn: 4 tanh-3 tanh-1 sigmoid binary_crossentropy, sgd 0.03 constant, 10
own: 8 tanh-1 sigmoid binary_crossentropy, adam 0.01 constant, 16 standardized";

    /// Links hold what differs from the preset: a change here changes those already shared.
    #[test]
    fn presets_stay_what_they_were() {
        for pinned in LINES.lines() {
            let (name, _) = pinned.split_once(':').unwrap();
            let dataset = Dataset::from_name(name).unwrap();
            assert_eq!(format!("{name}: {}", line(dataset)), pinned);
        }
        for dataset in Dataset::ALL {
            let start = format!("{}:", dataset.name());
            let found = LINES.lines().any(|pinned| pinned.starts_with(&start));
            assert!(found, "LINES lacks this: {start} {}", line(*dataset));
        }
    }
}
