//! What makes an experiment valid.

use super::{
    classes, experiment::Experiment, field::FieldError, parse::within, settings::Key, wrong::Wrong,
};
use crate::{
    data::Dataset,
    nn::{Activation, LearningRule, Named, Task},
};

impl Experiment {
    /// Holds every field against what is allowed.
    ///
    /// # Errors
    /// Names the first field that is wrong, in the words of scripts and files.
    pub fn validate(&self) -> Result<(), FieldError> {
        self.validate_data()?;
        self.validate_layers()?;
        let fixed = |wrong| FieldError::new("fixed", wrong);
        self.validate_fixed().map_err(fixed)?;
        for setting in Key::all() {
            setting.validate(self).map_err(|(inner, wrong)| {
                let inner = inner.map_or_else(String::new, |name| format!(".{name}"));
                FieldError::new(format!("{}{inner}", setting.path), wrong)
            })?;
        }
        self.validate_rule()
    }

    fn validate_data(&self) -> Result<(), FieldError> {
        let data = &self.data;
        let dataset = data.dataset;
        if (dataset == Dataset::Own || dataset.is_shipped()) && data.file.loaded().is_none() {
            let wrong = Wrong::TableNotRead(dataset.name());
            return Err(FieldError::new("data.dataset", wrong));
        }
        let classes = |wrong| FieldError::new("data.classes", wrong);
        classes::validate(data).map_err(classes)?;
        if data.has_features() {
            let known = data.features();
            if let Some(other) = self.features.iter().find(|f| !known.contains(f)) {
                let wrong = Wrong::NotAnInputHere(other.name());
                return Err(FieldError::new("features", wrong));
            }
        }
        Ok(())
    }

    /// Holds the layers against what is allowed.
    pub(super) fn validate_layers(&self) -> Result<(), FieldError> {
        let hidden = self.layers.len().checked_sub(1);
        if hidden.is_none_or(|n| n > Self::HIDDEN_LAYERS) {
            return Err(FieldError::new("layers", Wrong::LayerCount));
        }
        for (l, layer) in self.hidden().iter().enumerate() {
            within(layer.units as f64, self.units())
                .map_err(|wrong| FieldError::new(format!("layers[{l}].units"), wrong))?;
            if layer.activation == Activation::Softmax {
                let field = format!("layers[{l}].activation");
                return Err(FieldError::new(field, Wrong::HiddenSoftmax));
            }
        }
        let (units, needed) = (self.output().units, self.data.outputs());
        if units != needed {
            let field = format!("layers[{}].units", self.layers.len() - 1);
            let wrong = Wrong::OutputUnits(needed, self.task());
            return Err(FieldError::new(field, wrong));
        }
        Ok(())
    }

    fn validate_rule(&self) -> Result<(), FieldError> {
        if self.rule == LearningRule::Backprop {
            return Ok(());
        }
        if self.task() == Task::Regression {
            return Err(FieldError::new("rule", Wrong::PerceptronOfNumbers));
        }
        if !self.is_one_layer_of_steps() {
            return Err(FieldError::new("rule", Wrong::PerceptronOfLayers));
        }
        Ok(())
    }

    /// Whether the network is what the perceptron rule can train.
    #[must_use]
    pub fn is_one_layer_of_steps(&self) -> bool {
        self.hidden().is_empty() && self.output().activation.is_step()
    }
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
        assert!(!error.message().is_empty());
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
