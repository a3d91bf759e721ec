//! A model as Keras's JSON, and which parameters belong to which of its layers.

use separable_nn::{Activation, Initializer, Named, Optimizer};
use serde_json::{Map, Value, json};

use crate::{
    layers::STEEP,
    model::{Layer, Model, Part, Scale, Scaler, Weights},
};

/// The version of Keras whose files these are.
pub(super) const VERSION: &str = "3.15.1";

/// A layer of the file: its class, its settings, and its parameters in Keras's order.
pub(super) struct Written {
    pub class: &'static str,
    config: Map<String, Value>,
    pub variables: Vec<Variable>,
}

impl Written {
    /// Makes settings of what standardises, as Keras has them where they are given: weights of such a layer count only
    /// once it is told so.
    pub fn spell_out(&mut self) {
        let given = match &self.variables[..] {
            [
                Variable::Floats(_, mean),
                Variable::Floats(_, variance),
                Variable::Count,
            ] => [("mean", json!(mean)), ("variance", json!(variance))],
            _ => return,
        };
        let given = given.map(|(name, numbers)| (name.to_owned(), numbers));
        self.config.extend(given);
        self.variables.clear();
    }
}

/// A parameter of a layer.
pub(super) enum Variable {
    /// Numbers of a shape.
    Floats(Vec<usize>, Vec<f32>),
    /// How many samples there were; of no use but that Keras asks for it.
    Count,
}

/// The layers of the file.
pub(super) fn layers(model: &Model) -> Vec<Written> {
    let mut all = vec![input(model)];
    match &model.scaler {
        Scaler::None => {}
        Scaler::Unfitted => all.push(plain("Normalization", json!({"axis": [-1]}))),
        Scaler::Fitted(scales) => all.push(normalization(scales)),
    }
    let mut inputs = model.inputs.unwrap_or_default();
    let last = model.layers.len().saturating_sub(1);
    for (l, layer) in model.layers.iter().enumerate() {
        all.push(dense(layer, inputs));
        all.extend(activation_layers(layer.activation));
        if layer.dropout > 0.0 && l < last {
            all.push(plain("Dropout", json!({"rate": layer.dropout})));
        }
        inputs = layer.units;
    }
    if !model.rescaled.is_empty() {
        all.push(rescaling(&model.rescaled));
    }
    all
}

fn plain(class: &'static str, config: Value) -> Written {
    let Value::Object(config) = config else {
        unreachable!("settings are an object");
    };
    Written {
        class,
        config,
        variables: Vec::new(),
    }
}

fn input(model: &Model) -> Written {
    plain(
        "InputLayer",
        json!({"batch_shape": [null, model.inputs.unwrap_or_default()], "dtype": "float32", "sparse": false}),
    )
}

fn normalization(scales: &[Scale]) -> Written {
    let numbers = |of: fn(&Scale) -> f32| {
        let values = scales.iter().map(of).collect();
        Variable::Floats(vec![scales.len()], values)
    };
    Written {
        variables: vec![
            numbers(|s| s.offset),
            numbers(|s| s.factor * s.factor),
            Variable::Count,
        ],
        ..plain("Normalization", json!({"axis": [-1], "invert": false}))
    }
}

fn rescaling(scales: &[Scale]) -> Written {
    let list = |of: fn(&Scale) -> f32| {
        Value::from(scales.iter().map(|s| f64::from(of(s))).collect::<Vec<_>>())
    };
    plain(
        "Rescaling",
        json!({"scale": list(|s| s.factor), "offset": list(|s| s.offset)}),
    )
}

fn dense(layer: &Layer, inputs: usize) -> Written {
    let variables = layer.weights.as_ref().map(|Weights { kernel, bias }| {
        vec![
            Variable::Floats(vec![inputs, layer.units], kernel.clone()),
            Variable::Floats(vec![layer.units], bias.clone()),
        ]
    });
    Written {
        variables: variables.unwrap_or_default(),
        ..plain(
            "Dense",
            json!({
                "units": layer.units,
                "activation": keras_name(layer.activation).unwrap_or("linear"),
                "use_bias": true,
                "kernel_initializer": initializer(layer.initializer.unwrap_or(Initializer::GlorotUniform)),
                "bias_initializer": part("keras.initializers", "Zeros", json!({})),
                "kernel_regularizer": regularizer(layer.penalty),
                "bias_regularizer": null,
                "kernel_constraint": null,
                "bias_constraint": null,
                "trainable": layer.trainable,
            }),
        )
    }
}

/// What Keras calls an activation as a function; nothing where it has none that is the same.
fn keras_name(activation: Activation) -> Option<&'static str> {
    match activation {
        Activation::Linear
        | Activation::Sigmoid
        | Activation::Tanh
        | Activation::Relu
        | Activation::Elu
        | Activation::Selu
        | Activation::Softplus
        | Activation::Gelu
        | Activation::Softmax => Some(activation.name()),
        Activation::Swish => Some("silu"),
        Activation::Heaviside | Activation::Sign | Activation::LeakyRelu => None,
    }
}

/// The layers that make an activation for which Keras has no function.
fn activation_layers(activation: Activation) -> Vec<Written> {
    let steep = |offset: f64, function: &str| {
        let rescaling = json!({"scale": f64::from(STEEP), "offset": offset});
        vec![
            plain("Rescaling", rescaling),
            plain("Activation", json!({"activation": function})),
        ]
    };
    match activation {
        Activation::LeakyRelu => vec![plain("LeakyReLU", json!({"negative_slope": 0.3}))],
        // ReLU6 of z + 3 by 6: 1 at 0 and beyond, 0 below.
        Activation::Heaviside => steep(3.0, "hard_sigmoid"),
        Activation::Sign => steep(0.0, "hard_tanh"),
        Activation::Linear
        | Activation::Sigmoid
        | Activation::Tanh
        | Activation::Relu
        | Activation::Elu
        | Activation::Selu
        | Activation::Softplus
        | Activation::Gelu
        | Activation::Swish
        | Activation::Softmax => Vec::new(),
    }
}

/// A part as Keras writes one.
fn part(module: &str, class: &str, config: Value) -> Value {
    json!({"module": module, "class_name": class, "config": config, "registered_name": null})
}

fn initializer(initializer: Initializer) -> Value {
    let (class, config) = match initializer {
        Initializer::GlorotUniform => ("GlorotUniform", json!({})),
        Initializer::GlorotNormal => ("GlorotNormal", json!({})),
        Initializer::HeUniform => ("HeUniform", json!({})),
        Initializer::HeNormal => ("HeNormal", json!({})),
        Initializer::LecunUniform => ("LecunUniform", json!({})),
        Initializer::LecunNormal => ("LecunNormal", json!({})),
        Initializer::RandomUniform => ("RandomUniform", json!({"minval": -0.05, "maxval": 0.05})),
        Initializer::RandomNormal => ("RandomNormal", json!({"mean": 0.0, "stddev": 0.05})),
        Initializer::TruncatedNormal => ("TruncatedNormal", json!({"mean": 0.0, "stddev": 0.05})),
        Initializer::Orthogonal => ("Orthogonal", json!({"gain": 1.0})),
        Initializer::Zeros => ("Zeros", json!({})),
        Initializer::Ones => ("Ones", json!({})),
        Initializer::StandardNormal => ("RandomNormal", json!({"mean": 0.0, "stddev": 1.0})),
    };
    part("keras.initializers", class, config)
}

fn regularizer([l1, l2]: [f64; 2]) -> Value {
    match (l1 > 0.0, l2 > 0.0) {
        (false, false) => Value::Null,
        (true, false) => part("keras.regularizers", "L1", json!({"l1": l1})),
        (false, true) => part("keras.regularizers", "L2", json!({"l2": l2})),
        (true, true) => part("keras.regularizers", "L1L2", json!({"l1": l1, "l2": l2})),
    }
}

/// The layers' names, each as Keras counts them: `dense`, `dense_1`, ….
pub(super) fn names(layers: &[Written]) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for (at, layer) in layers.iter().enumerate() {
        let before = layers[..at]
            .iter()
            .filter(|l| l.class == layer.class)
            .count();
        names.push(numbered(layer.class, before));
    }
    names
}

/// A layer's name, if so many of its class came before.
pub(super) fn numbered(class: &str, before: usize) -> String {
    match before {
        0 => snake_case(class),
        _ => format!("{}_{before}", snake_case(class)),
    }
}

/// A class's name as Keras makes a layer's of it: `LeakyReLU` is `leaky_re_lu`.
fn snake_case(class: &str) -> String {
    let mut name = String::new();
    let letters: Vec<char> = class.chars().collect();
    for (at, c) in letters.iter().enumerate() {
        let after_small =
            at > 0 && (letters[at - 1].is_lowercase() || letters[at - 1].is_ascii_digit());
        let before_small = at > 0
            && letters.get(at + 1).is_some_and(|next| next.is_lowercase())
            && letters[at - 1].is_uppercase();
        if c.is_uppercase() && (after_small || before_small) {
            name.push('_');
        }
        name.extend(c.to_lowercase());
    }
    name
}

/// `config.json`.
pub(super) fn config(model: &Model, layers: &[Written]) -> Value {
    let shape = json!([null, model.inputs.unwrap_or_default()]);
    let written = layers.iter().zip(names(layers)).map(|(layer, name)| {
        let mut config = layer.config.clone();
        config.insert("name".into(), name.into());
        config.entry("dtype").or_insert("float32".into());
        let mut written = part("keras.layers", layer.class, Value::Object(config));
        if layer.class != "InputLayer"
            && let Some(input) = input_of(model, layers, layer)
        {
            written["build_config"] = json!({"input_shape": [null, input]});
        }
        written
    });
    let mut whole = json!({
        "module": "keras",
        "class_name": "Sequential",
        "config": {
            "name": "separable",
            "trainable": true,
            "dtype": "float32",
            "layers": written.collect::<Vec<_>>(),
            "build_input_shape": shape,
        },
        "registered_name": null,
        "build_config": {"input_shape": shape},
    });
    if let Some(compiled) = compiled(model) {
        whole["compile_config"] = compiled;
    }
    whole
}

/// How many values a layer of the file reads.
fn input_of(model: &Model, layers: &[Written], layer: &Written) -> Option<usize> {
    let mut values = model.inputs?;
    for other in layers {
        if std::ptr::eq(other, layer) {
            return Some(values);
        }
        let units = other.config.get("units").and_then(Value::as_u64);
        values = units.map_or(values, |units| units as usize);
    }
    None
}

/// What the model is compiled with, where both loss and optimizer are known.
fn compiled(model: &Model) -> Option<Value> {
    let training = &model.training;
    let (loss, optimizer) = (training.loss.as_ref()?, training.optimizer.as_ref()?);
    Some(json!({
        "optimizer": part("keras.optimizers", class_of(optimizer)?, optimizer_config(optimizer, training.learning_rate?)),
        "loss": match loss.settings.is_empty() {
            true => loss.name.into(),
            false => part("keras.losses", "Huber", Value::Object(loss.settings.clone())),
        },
        "loss_weights": null,
        "metrics": null,
        "weighted_metrics": null,
        "run_eagerly": false,
        "steps_per_execution": 1,
    }))
}

fn class_of(part: &Part) -> Option<&'static str> {
    Some(match Optimizer::from_name(part.name)? {
        Optimizer::Sgd { .. } => "SGD",
        Optimizer::Adagrad { .. } => "Adagrad",
        Optimizer::Rmsprop { .. } => "RMSprop",
        Optimizer::Adam { .. } => "Adam",
        Optimizer::Adamw { .. } => "AdamW",
        Optimizer::Nadam { .. } => "Nadam",
    })
}

fn optimizer_config(part: &Part, learning_rate: f64) -> Value {
    let mut config = part.settings.clone();
    config.insert("name".into(), part.name.into());
    config.insert("learning_rate".into(), learning_rate.into());
    Value::Object(config)
}
