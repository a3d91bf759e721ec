//! The experiment as plain data, and what makes it valid.

use std::{fmt, ops::RangeInclusive};

use serde::Serialize;

use super::{parts::Part, preset};
use crate::{
    data::{DataSpec, Dataset, Features},
    nn::{
        Activation, Initializer, LayerSpec, LearningRule, Loss, Named, Network, Optimizer,
        Schedule, Settings, Task,
    },
};

/// All that is needed to repeat a run: the same experiment gives the same weights.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Experiment {
    /// Which samples to learn.
    pub data: DataSpec,
    /// What the network sees of a place in the plane; a file's columns are seen as they are.
    pub features: Features,
    /// Whether each input is brought to mean 0 and deviation 1 over the training samples.
    pub standardize: bool,
    /// Hidden layers, first to last, then the output layer.
    pub layers: Vec<LayerSpec>,
    /// How kernels start.
    pub initializer: Initializer,
    /// How weights learn from errors.
    pub rule: LearningRule,
    /// What backprop makes small.
    pub loss: Loss,
    /// How a gradient becomes a step.
    pub optimizer: Optimizer,
    /// Length of a step.
    pub learning_rate: f32,
    /// How the length changes as training goes on.
    pub schedule: Schedule,
    /// Weight of the sum of the kernels' sizes, added to the loss.
    pub l1: f32,
    /// Weight of the sum of their squares.
    pub l2: f32,
    /// Share of the hidden units that each sample does without while it is learnt.
    pub dropout: f32,
    /// Epochs without a lower test loss after which training stops; `None` to go on.
    pub patience: Option<u32>,
    /// Samples per step of backprop.
    pub batch_size: usize,
    /// Decides initial weights and the order of samples.
    pub seed: u32,
}

impl Default for Experiment {
    fn default() -> Self {
        let layer = LayerSpec::new;
        Self {
            data: DataSpec::default(),
            features: Features::default(),
            standardize: false,
            layers: vec![
                layer(4, Activation::Tanh),
                layer(3, Activation::Tanh),
                layer(1, Activation::Sigmoid),
            ],
            initializer: Initializer::GlorotUniform,
            rule: LearningRule::Backprop,
            loss: Loss::BinaryCrossentropy,
            optimizer: Optimizer::default(),
            learning_rate: 0.03,
            schedule: Schedule::Constant,
            l1: 0.0,
            l2: 0.0,
            dropout: 0.0,
            patience: None,
            batch_size: 10,
            seed: 14,
        }
    }
}

/// A field of an experiment that is not as it must be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldError {
    /// The field, by the name that the person used.
    pub field: String,
    /// What is allowed.
    pub message: String,
}

impl FieldError {
    /// An error in `field`; `message` says what is allowed.
    #[must_use]
    pub fn new(field: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            field: field.into(),
            message: message.into(),
        }
    }
}

impl fmt::Display for FieldError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.field, self.message)
    }
}

impl std::error::Error for FieldError {}

impl Experiment {
    /// How many hidden layers the page offers.
    pub const HIDDEN_LAYERS: RangeInclusive<usize> = 0..=8;
    /// How many units a hidden layer may have.
    pub const UNITS: RangeInclusive<usize> = 1..=32;
    /// How many units the output layer may have.
    pub const OUTPUTS: RangeInclusive<usize> = 1..=16;
    /// How many samples a batch may have.
    pub const BATCH_SIZE: RangeInclusive<usize> = 1..=50_000;
    /// How long a step may be.
    pub const LEARNING_RATE: RangeInclusive<f32> = 1e-6..=100.0;
    /// How heavy the kernels' sizes and squares may weigh.
    pub const PENALTY: RangeInclusive<f32> = 0.0..=10.0;
    /// How many units may be dropped.
    pub const DROPOUT: RangeInclusive<f32> = 0.0..=0.9;
    /// How long to wait for a lower test loss.
    pub const PATIENCE: RangeInclusive<u32> = 1..=100_000;

    /// The experiment in which a dataset is met first: a network, a loss and a pace that suit it.
    #[must_use]
    pub fn preset(data: DataSpec) -> Self {
        preset::preset(data)
    }

    /// The hidden layers.
    #[must_use]
    pub fn hidden(&self) -> &[LayerSpec] {
        &self.layers[..self.layers.len().saturating_sub(1)]
    }

    /// The output layer.
    #[must_use]
    pub fn output(&self) -> LayerSpec {
        let fallback = LayerSpec::new(1, Activation::Sigmoid);
        self.layers.last().copied().unwrap_or(fallback)
    }

    /// What is to be learnt.
    #[must_use]
    pub fn task(&self) -> Task {
        self.data.task()
    }

    /// Values that the network reads.
    #[must_use]
    pub fn inputs(&self) -> usize {
        if self.data.has_features() {
            self.features.len()
        } else {
            self.data.columns()
        }
    }

    /// Whether the data are four rows of a truth table, all of them for training.
    #[must_use]
    pub fn is_table(&self) -> bool {
        self.data.dataset.is_table()
    }

    /// Whether one straight line in the plane is all the network can draw: two classes of points,
    /// no hidden layer, and no input but the coordinates themselves.
    #[must_use]
    pub fn draws_one_line(&self) -> bool {
        use crate::data::Feature::{X1, X2};
        self.task() == Task::Binary
            && self.data.columns() == 2
            && self.hidden().is_empty()
            && (!self.data.has_features() || self.features.iter().all(|f| matches!(f, X1 | X2)))
    }

    /// The loss that the page shows: the trained one, or squared error under the perceptron rule,
    /// which trains none.
    #[must_use]
    pub fn shown_loss(&self) -> Loss {
        match self.rule {
            LearningRule::Backprop => self.loss,
            LearningRule::Perceptron => Loss::MeanSquaredError,
        }
    }

    /// The network at epoch 0.
    #[must_use]
    pub fn network(&self) -> Network {
        self.network_of(self.inputs())
    }

    /// The network at epoch 0, for samples of that many inputs.
    #[must_use]
    pub fn network_of(&self, inputs: usize) -> Network {
        Network::new(inputs, &self.layers, self.initializer, u64::from(self.seed))
    }

    /// What the trainer needs to know.
    #[must_use]
    pub fn settings(&self) -> Settings {
        Settings {
            rule: self.rule,
            loss: self.shown_loss(),
            optimizer: self.optimizer,
            learning_rate: self.learning_rate,
            schedule: self.schedule,
            l1: self.l1,
            l2: self.l2,
            dropout: self.dropout,
            frozen: LayerSpec::frozen(&self.layers),
            patience: self.patience,
            batch_size: self.batch_size,
            seed: u64::from(self.seed),
        }
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
    pub fn fit(&mut self) {
        self.features = self.data.fitting(&self.features);
        let preset = Self::preset(self.data.clone());
        let fits = self.output().units == preset.output().units
            && preset::suits(self.task(), self.output().activation, self.shown_loss());
        if !fits && let Some(output) = self.layers.last_mut() {
            *output = preset.output();
            (self.loss, self.rule) = (preset.loss, preset.rule);
        }
    }

    /// Reads fields from JSON over this experiment: fields left out stay as they are, but a dataset
    /// brings what it needs. `file` gives the tables that are shipped.
    ///
    /// # Errors
    /// Names the first field that is unknown or not allowed; nothing is changed then.
    pub fn merged(
        &self,
        fields: &serde_json::Value,
        file: &super::json::Files<'_>,
    ) -> Result<Self, FieldError> {
        let mut merged = self.clone();
        super::json::merge(&mut merged, fields, file)?;
        merged.validate()?;
        Ok(merged)
    }

    /// Holds every field against what is allowed.
    ///
    /// # Errors
    /// Names the first field that is wrong, in the words of scripts and files.
    pub fn validate(&self) -> Result<(), FieldError> {
        self.validate_data()?;
        self.validate_layers()?;
        within("learning_rate", self.learning_rate, &Self::LEARNING_RATE)?;
        within("batch_size", self.batch_size, &Self::BATCH_SIZE)?;
        within("l1", self.l1, &Self::PENALTY)?;
        within("l2", self.l2, &Self::PENALTY)?;
        within("dropout", self.dropout, &Self::DROPOUT)?;
        if let Some(epochs) = self.patience {
            within("patience", epochs, &Self::PATIENCE)?;
        }
        validate_part("optimizer", self.optimizer)?;
        validate_part("schedule", self.schedule)?;
        validate_part("loss", self.loss)?;
        self.validate_rule()
    }

    fn validate_data(&self) -> Result<(), FieldError> {
        let data = &self.data;
        within("data.points", data.points, &DataSpec::POINTS)?;
        within("data.noise", data.noise, &DataSpec::NOISE)?;
        within("data.train_share", data.train_share, &DataSpec::TRAIN_SHARE)?;
        let dataset = data.dataset;
        if (dataset == Dataset::Own || dataset.is_shipped()) && data.file.loaded().is_none() {
            let message = format!("the table of “{}” has not been read", dataset.name());
            return Err(FieldError::new("data.dataset", message));
        }
        if data.has_features() {
            let known = data.features();
            if let Some(other) = self.features.iter().find(|f| !known.contains(f)) {
                let message = format!(
                    "{} is not an input here: these samples have x₁ alone",
                    other.name()
                );
                return Err(FieldError::new("features", message));
            }
        }
        Ok(())
    }

    fn validate_layers(&self) -> Result<(), FieldError> {
        let hidden = self.layers.len().checked_sub(1);
        if hidden.is_none_or(|n| !Self::HIDDEN_LAYERS.contains(&n)) {
            return Err(FieldError::new(
                "layers",
                "needs an output layer and at most 8 hidden layers before it",
            ));
        }
        for (l, layer) in self.hidden().iter().enumerate() {
            within(&format!("layers[{l}].units"), layer.units, &Self::UNITS)?;
            if layer.activation == Activation::Softmax {
                let message = "softmax compares the units of an output layer; choose another here";
                return Err(FieldError::new(format!("layers[{l}].activation"), message));
            }
        }
        let (units, needed) = (self.output().units, self.data.outputs());
        if units != needed {
            let field = format!("layers[{}].units", self.layers.len() - 1);
            let message = format!("must be {needed}: {}", why_so_many(self.task()));
            return Err(FieldError::new(field, message));
        }
        Ok(())
    }

    fn validate_rule(&self) -> Result<(), FieldError> {
        if self.rule == LearningRule::Backprop {
            return Ok(());
        }
        if self.task() == Task::Regression {
            return Err(FieldError::new(
                "rule",
                "perceptron learns classes, not numbers; choose backprop",
            ));
        }
        if !self.hidden().is_empty() || !self.output().activation.is_step() {
            return Err(FieldError::new(
                "rule",
                "perceptron trains a single layer of heaviside or sign units; \
                 remove the hidden layers or choose backprop",
            ));
        }
        Ok(())
    }
}

/// Why a task needs just as many output units.
#[must_use]
pub fn why_so_many(task: Task) -> &'static str {
    match task {
        Task::Binary => "two classes need one output unit",
        Task::Multiclass => "each class needs an output unit",
        Task::Multilabel => "each label needs an output unit",
        Task::Regression => "each number needs an output unit",
    }
}

fn validate_part(field: &str, part: impl Part) -> Result<(), FieldError> {
    part.validate()
        .map_err(|(name, message)| FieldError::new(format!("{field}.{name}"), message))
}

/// Holds a number against its range; NaN is outside every range.
///
/// # Errors
/// Names the field and the range.
pub fn within<T: PartialOrd + fmt::Display>(
    field: &str,
    value: T,
    range: &RangeInclusive<T>,
) -> Result<(), FieldError> {
    if range.contains(&value) {
        return Ok(());
    }
    let (low, high) = (range.start(), range.end());
    Err(FieldError::new(
        field,
        format!("must be from {low} to {high}, not {value}"),
    ))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[track_caller]
    fn refuses(fields: serde_json::Value, field: &str) {
        let error = Experiment::default()
            .merged(&fields, &|_| None)
            .unwrap_err();
        assert_eq!(error.field, field, "{error}");
        assert!(!error.message.is_empty());
    }

    #[test]
    fn the_default_is_valid() {
        assert_eq!(Experiment::default().validate(), Ok(()));
    }

    #[test]
    fn fields_left_out_stay() {
        let fields = json!({"learning_rate": 0.5, "data": {"dataset": "circles"}});
        let merged = Experiment::default().merged(&fields, &|_| None).unwrap();
        assert_eq!(merged.learning_rate, 0.5);
        assert_eq!(merged.data.points, Experiment::default().data.points);
        assert_eq!(merged.data.dataset.name(), "circles");
    }

    #[test]
    fn a_wrong_field_is_named() {
        refuses(json!({"learning_rate": "abc"}), "learning_rate");
        refuses(json!({"learning_rate": -1}), "learning_rate");
        refuses(json!({"learning_rat": 1}), "learning_rat");
        refuses(json!({"batch_size": 0}), "batch_size");
        refuses(json!({"data": {"points": 3}}), "data.points");
        refuses(json!({"data": {"nose": 0.1}}), "data.nose");
        refuses(json!({"data": {"dataset": "iris"}}), "data.dataset");
        refuses(json!({"patience": 0}), "patience");
        refuses(json!({"l2": -1}), "l2");
        refuses(json!({"dropout": 0.95}), "dropout");
        refuses(
            json!({"schedule": {"name": "cosine", "epochs": 0}}),
            "schedule.epochs",
        );
        refuses(json!({"loss": {"name": "huber", "delta": 0}}), "loss.delta");
        refuses(
            json!({"optimizer": {"name": "adam", "rho": 0.5}}),
            "optimizer.rho",
        );
        refuses(json!({"optimizer": "lion"}), "optimizer");
        refuses(json!({"data": {"dataset": "apples"}}), "data.dataset");
        refuses(json!({"layers": []}), "layers");
        refuses(
            json!({"layers": [{"units": 1, "activation": "stairs"}]}),
            "layers[0].activation",
        );
        refuses(
            json!({"layers": [{"units": 2, "activation": "sigmoid"}]}),
            "layers[0].units",
        );
        refuses(
            json!({"layers": [{"units": 99, "activation": "tanh"}, {"units": 1, "activation": "sigmoid"}]}),
            "layers[0].units",
        );
        refuses(
            json!({"layers": [{"units": 2, "activation": "softmax"}, {"units": 1, "activation": "sigmoid"}]}),
            "layers[0].activation",
        );
        refuses(json!({"rule": "perceptron"}), "rule");
        refuses(json!({"loss": "likelihood"}), "loss");
        refuses(
            json!({"optimizer": {"name": "sgd", "momentum": 1.5}}),
            "optimizer.momentum",
        );
        refuses(json!({"features": []}), "features");
        refuses(json!([1]), "experiment");
    }
}
