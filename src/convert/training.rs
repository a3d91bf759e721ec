//! What a model is compiled with: its loss, its optimizer and their settings.

use separable_nn::{Activation, Loss, Named, Optimizer};
use serde_json::{Map, Value};

use super::{
    item::{DEFINED, bare, class_and_config, plain},
    layers::Built,
    model::{Part, Training},
    wrong::{Fault, Note, Place, Told, Wrong},
};

/// Losses that Keras calls otherwise, with the page's names.
const LOSSES: [(&str, &str); 4] = [
    ("mse", "mean_squared_error"),
    ("mae", "mean_absolute_error"),
    ("sparsecategoricalcrossentropy", "categorical_crossentropy"),
    ("bce", "binary_crossentropy"),
];

/// Settings of optimizers that the page has, beside the learning rate.
const SETTINGS: [&str; 9] = [
    "momentum",
    "nesterov",
    "rho",
    "centered",
    "beta_1",
    "beta_2",
    "epsilon",
    "initial_accumulator_value",
    "weight_decay",
];

/// Settings that change the steps where they are something, and that the page has not.
const OTHERS: [&str; 7] = [
    "clipnorm",
    "clipvalue",
    "global_clipnorm",
    "use_ema",
    "amsgrad",
    "gradient_accumulation_steps",
    "loss_scale_factor",
];

/// Reads `optimizer` and `loss` of what a model is compiled with.
pub(crate) fn read(
    built: &mut Built,
    place: &Place,
    config: &Map<String, Value>,
) -> Result<(), Fault> {
    let mut reading = Reading {
        place,
        notes: Vec::new(),
        training: Training::default(),
    };
    let given = |name: &str| config.get(name).filter(|value| !value.is_null());
    if let Some(value) = given("optimizer") {
        reading.optimizer(value)?;
    }
    if let Some(value) = given("loss") {
        reading.loss(value, built)?;
    }
    built.model.training = reading.training;
    built.model.notes.append(&mut reading.notes);
    Ok(())
}

struct Reading<'a> {
    place: &'a Place,
    notes: Vec<Note>,
    training: Training,
}

impl Reading<'_> {
    fn note(&mut self, told: Told) {
        let place = self.place.clone();
        self.notes.push(Note { place, told });
    }

    fn unknown(&self, value: &Value) -> Fault {
        self.place.fault(Wrong::NoCounterpart(plain(value)))
    }

    fn optimizer(&mut self, value: &Value) -> Result<(), Fault> {
        let (class, config) = class_and_config(value).ok_or_else(|| self.unknown(value))?;
        let named = |o: &&Optimizer| bare(o.name()) == bare(&class);
        let optimizer = Optimizer::ALL.iter().find(named);
        let name = optimizer.ok_or_else(|| self.unknown(value))?.name();
        let mut settings = Map::new();
        for (key, value) in config.iter().filter(|(_, value)| !value.is_null()) {
            let is_set = value.as_bool() != Some(false) && value.as_f64() != Some(0.0);
            match key.as_str() {
                "learning_rate" | "lr" => self.learning_rate(value),
                // Only one of the page's optimizers has it.
                "weight_decay" if name != "adamw" && is_set => {
                    self.note(Told::LeftOut(format!("weight_decay={}", plain(value))));
                }
                "weight_decay" if name != "adamw" => {}
                key if SETTINGS.contains(&key) => {
                    settings.insert(key.into(), value.clone());
                }
                key if OTHERS.contains(&key) && is_set => {
                    self.note(Told::LeftOut(format!("{key}={}", plain(value))));
                }
                _ => {}
            }
        }
        if self.training.learning_rate.is_none() {
            // Keras's own.
            self.training.learning_rate = Some(if name == "sgd" { 0.01 } else { 0.001 });
        }
        self.training.optimizer = Some(Part { name, settings });
        Ok(())
    }

    fn learning_rate(&mut self, value: &Value) {
        if let Some(rate) = value.as_f64() {
            self.training.learning_rate = Some(shortest(rate));
            return;
        }
        let Some((class, config)) = class_and_config(value) else {
            return self.note(Told::LeftOut(format!("learning_rate={}", plain(value))));
        };
        let first = config.get("initial_learning_rate").and_then(Value::as_f64);
        self.training.learning_rate = first.map(shortest);
        self.note(match first {
            Some(_) => Told::Schedule(class),
            None => Told::LeftOut(format!("learning_rate={class}")),
        });
    }

    fn loss(&mut self, value: &Value, built: &mut Built) -> Result<(), Fault> {
        // A single loss may stand in a list.
        if let Value::Array(list) = value
            && let [one] = &list[..]
        {
            return self.loss(one, built);
        }
        let (class, config) = class_and_config(value).ok_or_else(|| self.unknown(value))?;
        let name = bare(&class);
        let other = LOSSES.iter().find(|(theirs, _)| *theirs == name);
        let meant = other.map_or(name.clone(), |(_, ours)| bare(ours));
        let loss = Loss::ALL.iter().find(|loss| bare(loss.name()) == meant);
        if loss.is_none() && config.contains_key(DEFINED) {
            self.note(Told::LeftOut(format!("loss={class}")));
            return Ok(());
        }
        let loss = loss.ok_or_else(|| self.unknown(value))?;
        let mut settings = Map::new();
        if let (Loss::Huber { .. }, Some(delta)) = (loss, config.get("delta")) {
            settings.insert("delta".into(), delta.clone());
        }
        if let Some(smoothing) = config
            .get("label_smoothing")
            .filter(|v| v.as_f64() != Some(0.0))
        {
            self.note(Told::LeftOut(format!(
                "label_smoothing={}",
                plain(smoothing)
            )));
        }
        if config.get("from_logits").and_then(Value::as_bool) == Some(true) {
            self.logits(*loss, built);
        }
        let name = loss.name();
        self.training.loss = Some(Part { name, settings });
        Ok(())
    }

    /// Gives a linear output the activation that the loss has in itself.
    fn logits(&mut self, loss: Loss, built: &mut Built) {
        let activation = match loss {
            Loss::BinaryCrossentropy => Activation::Sigmoid,
            Loss::CategoricalCrossentropy => Activation::Softmax,
            Loss::MeanSquaredError | Loss::MeanAbsoluteError | Loss::Huber { .. } | Loss::Hinge => {
                return;
            }
        };
        if let Some(output) = built.model.layers.last_mut()
            && output.activation == Activation::Linear
        {
            output.activation = activation;
            self.note(Told::Logits(activation));
        }
    }
}

/// The number that was typed: Keras writes the nearest f32 of 0.01 as 0.009999999776482582.
fn shortest(number: f64) -> f64 {
    let short = (number as f32).to_string().parse().unwrap_or(number);
    match (number as f32) as f64 == number {
        true => short,
        false => number,
    }
}
