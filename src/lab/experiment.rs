//! The experiment as plain data, and what makes it valid.

use std::{fmt, ops::RangeInclusive};

use serde::{Deserialize, Serialize};

use crate::{
    data::{DataSpec, Features},
    nn::{Activation, Initializer, LayerSpec, LearningRule, Loss, Network, Optimizer, Settings},
};

/// All that is needed to repeat a run: the same experiment gives the same weights.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Experiment {
    /// Which points to learn.
    pub data: DataSpec,
    /// What the network sees of a point.
    pub features: Features,
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
    /// Samples per step of backprop.
    pub batch_size: usize,
    /// Decides initial weights and the order of samples.
    pub seed: u32,
}

impl Default for Experiment {
    fn default() -> Self {
        let layer = |units, activation| LayerSpec { units, activation };
        Self {
            data: DataSpec::default(),
            features: Features::default(),
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
    /// How many units a layer may have.
    pub const UNITS: RangeInclusive<usize> = 1..=16;
    /// How many samples a batch may have.
    pub const BATCH_SIZE: RangeInclusive<usize> = 1..=5000;
    /// How long a step may be.
    pub const LEARNING_RATE: RangeInclusive<f32> = 1e-6..=100.0;
    /// Momentum stays below this.
    pub const MAX_MOMENTUM: f32 = 0.999;

    /// The hidden layers.
    #[must_use]
    pub fn hidden(&self) -> &[LayerSpec] {
        &self.layers[..self.layers.len().saturating_sub(1)]
    }

    /// The output layer.
    #[must_use]
    pub fn output(&self) -> LayerSpec {
        let fallback = LayerSpec {
            units: 1,
            activation: Activation::Sigmoid,
        };
        self.layers.last().copied().unwrap_or(fallback)
    }

    /// Whether the data are four rows of a truth table, all of them for training.
    #[must_use]
    pub fn is_table(&self) -> bool {
        self.data.dataset.is_table()
    }

    /// Whether one straight line in the plane is all the network can draw: no hidden layer, and no
    /// input but the coordinates themselves.
    #[must_use]
    pub fn draws_one_line(&self) -> bool {
        use crate::data::Feature::{X1, X2};
        self.hidden().is_empty() && self.features.iter().all(|f| matches!(f, X1 | X2))
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
        let inputs = self.features.len();
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
            batch_size: self.batch_size,
            seed: u64::from(self.seed),
        }
    }

    /// Reads fields from JSON over this experiment: fields left out stay as they are.
    ///
    /// # Errors
    /// Names the first field that is unknown or not allowed; nothing is changed then.
    pub fn merged(&self, fields: &serde_json::Value) -> Result<Self, FieldError> {
        let mut merged = self.clone();
        super::json::merge(&mut merged, fields)?;
        merged.validate()?;
        Ok(merged)
    }

    /// Holds every field against what is allowed.
    ///
    /// # Errors
    /// Names the first field that is wrong, in the words of scripts and files.
    pub fn validate(&self) -> Result<(), FieldError> {
        within("data.points", self.data.points, &DataSpec::POINTS)?;
        within("data.noise", self.data.noise, &DataSpec::NOISE)?;
        within(
            "data.train_share",
            self.data.train_share,
            &DataSpec::TRAIN_SHARE,
        )?;
        self.validate_layers()?;
        within("learning_rate", self.learning_rate, &Self::LEARNING_RATE)?;
        within("batch_size", self.batch_size, &Self::BATCH_SIZE)?;
        let Optimizer::Sgd { momentum } = self.optimizer;
        within("optimizer.momentum", momentum, &(0.0..=Self::MAX_MOMENTUM))?;
        if self.loss == Loss::CategoricalCrossentropy {
            return Err(FieldError::new(
                "loss",
                "categorical_crossentropy needs several classes; \
                choose binary_crossentropy, mean_squared_error, mean_absolute_error, huber or hinge",
            ));
        }
        self.validate_rule()
    }

    fn validate_layers(&self) -> Result<(), FieldError> {
        let hidden = self.layers.len().checked_sub(1);
        if hidden.is_none_or(|n| !Self::HIDDEN_LAYERS.contains(&n)) {
            return Err(FieldError::new(
                "layers",
                "needs an output layer and at most 8 hidden layers before it",
            ));
        }
        for (l, layer) in self.layers.iter().enumerate() {
            within(&format!("layers[{l}].units"), layer.units, &Self::UNITS)?;
            if layer.activation == Activation::Softmax {
                let message = "softmax needs several output units, one per class; choose sigmoid";
                return Err(FieldError::new(format!("layers[{l}].activation"), message));
            }
        }
        if self.output().units != 1 {
            let field = format!("layers[{}].units", self.layers.len() - 1);
            return Err(FieldError::new(
                field,
                "must be 1: two classes need one output unit",
            ));
        }
        Ok(())
    }

    fn validate_rule(&self) -> Result<(), FieldError> {
        let fits = self.hidden().is_empty() && self.output().activation.is_step();
        if self.rule == LearningRule::Perceptron && !fits {
            return Err(FieldError::new(
                "rule",
                "perceptron trains a single layer of heaviside or sign units; \
                 remove the hidden layers or choose backprop",
            ));
        }
        Ok(())
    }
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
        let error = Experiment::default().merged(&fields).unwrap_err();
        assert_eq!(error.field, field, "{error}");
        assert!(!error.message.is_empty());
    }

    #[test]
    fn the_default_is_valid() {
        assert_eq!(Experiment::default().validate(), Ok(()));
    }

    #[test]
    fn json_leads_back_to_the_same_experiment() {
        let experiment = Experiment::default();
        let json = serde_json::to_string(&experiment).unwrap();
        assert_eq!(
            serde_json::from_str::<Experiment>(&json).unwrap(),
            experiment
        );
    }

    #[test]
    fn fields_left_out_stay() {
        let fields = json!({"learning_rate": 0.5, "data": {"dataset": "circles"}});
        let merged = Experiment::default().merged(&fields).unwrap();
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
            json!({"layers": [{"units": 1, "activation": "softmax"}]}),
            "layers[0].activation",
        );
        refuses(json!({"rule": "perceptron"}), "rule");
        refuses(json!({"loss": "categorical_crossentropy"}), "loss");
        refuses(
            json!({"optimizer": {"name": "sgd", "momentum": 1.5}}),
            "optimizer.momentum",
        );
        refuses(json!({"features": []}), "features");
        refuses(json!([1]), "experiment");
    }
}
