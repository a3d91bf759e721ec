//! A list of items as a model: each is a dense layer, belongs to one, or stands before or behind them all.

use separable_nn::{Activation, Initializer, Named};
use serde_json::{Map, Value};

use super::{
    item::{DEFINED, Item, bare, class_and_config, plain, whole},
    model::{LAYERS, Layer, Model, PARAMETERS, Scale, Scaler},
    wrong::{Fault, Note, Place, Told, Wrong},
};

/// What Keras has no activation for is written as a steep one: by this factor, then cut off.
pub(crate) const STEEP: f32 = 18_446_744_073_709_551_616.0;

/// A model, and which of the items its parameters belong to.
#[derive(Debug, Default)]
pub(crate) struct Built {
    /// The model, without parameters.
    pub model: Model,
    /// The item of each dense layer.
    pub dense: Vec<usize>,
    /// The item whose numbers the scaler is, where they stand with the weights.
    pub normalization: Option<usize>,
    /// Where each dense layer stands.
    pub places: Vec<Place>,
    /// The shape that samples have.
    shape: Option<Vec<usize>>,
    /// Whether the last layer has its activation already.
    is_active: bool,
    /// A factor and an offset behind a linear layer, which an activation of a step needs.
    steep: Option<(f32, f32)>,
    /// Whether answers have to be those of the file, because it brings its weights.
    is_exact: bool,
}

/// The model that items make.
pub(crate) fn build(items: &[Item], is_exact: bool) -> Result<Built, Fault> {
    let mut built = Built {
        is_exact,
        ..Built::default()
    };
    if items.len() > LAYERS {
        return Err(Place::File.fault(Wrong::TooManyLayers(LAYERS)));
    }
    for (at, item) in items.iter().enumerate() {
        built.add(at, item)?;
    }
    built.end(items)?;
    Ok(built)
}

impl Built {
    fn add(&mut self, at: usize, item: &Item) -> Result<(), Fault> {
        if item.custom {
            return Err(item.fault(Wrong::Custom(item.class.clone())));
        }
        if self.steep.is_some() && item.class != "Activation" {
            return Err(item.fault(Wrong::OutOfPlace(item.class.clone())));
        }
        match item.class.as_str() {
            "InputLayer" | "Input" => self.input(item),
            "Flatten" => self.flatten(item),
            "Normalization" => self.normalization(at, item),
            "Rescaling" => self.rescaling(item),
            "Dense" => self.dense(at, item),
            "Dropout" => self.dropout(item),
            "Activation" => self.activation_layer(item),
            "ReLU" => {
                plain_relu(item)?;
                self.activate(item, Activation::Relu)
            }
            "LeakyReLU" => {
                let slope = ["negative_slope", "alpha"]
                    .into_iter()
                    .find_map(|n| item.get(n));
                same(item, "negative_slope", slope, 0.3)?;
                self.activate(item, Activation::LeakyRelu)
            }
            "ELU" => {
                same(item, "alpha", item.get("alpha"), 1.0)?;
                self.activate(item, Activation::Elu)
            }
            "Softmax" => self.activate(item, Activation::Softmax),
            class => Err(item.fault(Wrong::NoCounterpart(class.into()))),
        }
    }

    fn input(&mut self, item: &Item) -> Result<(), Fault> {
        if self.shape.is_some() || !self.model.layers.is_empty() {
            return Err(item.fault(Wrong::SeveralEnds));
        }
        let shape = ["batch_shape", "batch_input_shape", "shape", "input_shape"];
        let shape = shape.into_iter().find_map(|name| item.get(name));
        let shape = shape.ok_or_else(|| item.fault(Wrong::Missing("shape")))?;
        let sides = sides(item, shape)?;
        self.model.inputs = Some(sides.iter().product());
        self.shape = Some(sides);
        Ok(())
    }

    /// Samples may be flattened where they come in; later they are flat.
    fn flatten(&mut self, item: &Item) -> Result<(), Fault> {
        if self.model.layers.is_empty() && self.shape.is_none() && item.get("input_shape").is_some()
        {
            self.input(item)?;
        }
        if self.model.layers.is_empty() {
            self.shape = self.model.inputs.map(|count| vec![count]);
        }
        Ok(())
    }

    fn is_before_layers(&self, item: &Item) -> Result<(), Fault> {
        match self.model.layers.is_empty() {
            true => Ok(()),
            false => Err(item.fault(Wrong::OutOfPlace(item.class.clone()))),
        }
    }

    fn normalization(&mut self, at: usize, item: &Item) -> Result<(), Fault> {
        self.is_before_layers(item)?;
        if item.get("invert").and_then(Value::as_bool) == Some(true) {
            return Err(item.fault(Wrong::Setting("invert".into(), "True".into())));
        }
        if self.model.scaler != Scaler::None {
            return Err(item.fault(Wrong::OutOfPlace(item.class.clone())));
        }
        let (Some(mean), Some(variance)) = (item.get("mean"), item.get("variance")) else {
            self.model.scaler = Scaler::Unfitted;
            self.normalization = Some(at);
            return Ok(());
        };
        let of = |name, value| numbers(item, name, value, self.model.inputs);
        let (mean, variance) = (of("mean", mean)?, of("variance", variance)?);
        let pairs = mean.iter().zip(&variance);
        self.model.scaler =
            Scaler::Fitted(pairs.map(|(m, v)| standard(*m as f32, *v as f32)).collect());
        Ok(())
    }

    fn rescaling(&mut self, item: &Item) -> Result<(), Fault> {
        let one = Value::from(1.0);
        let zero = Value::from(0.0);
        let scale = item.get("scale").unwrap_or(&one);
        let offset = item.get("offset").unwrap_or(&zero);
        if self.model.layers.is_empty() {
            let of = |name, value| numbers(item, name, value, self.model.inputs);
            let pairs = of("scale", scale)?.into_iter().zip(of("offset", offset)?);
            let rescaled: Vec<Scale> = pairs
                .map(|(scale, offset)| scale_of_rescaling(scale, offset))
                .collect();
            if !rescaled.iter().all(Scale::is_finite) {
                return Err(item.fault(Wrong::Setting("scale".into(), plain(scale))));
            }
            self.model.scaler = match &self.model.scaler {
                Scaler::None => Scaler::Fitted(rescaled),
                Scaler::Fitted(first) => Scaler::Fitted(one_after_another(first, &rescaled)),
                Scaler::Unfitted => return Err(item.fault(Wrong::OutOfPlace(item.class.clone()))),
            };
            return Ok(());
        }
        if let (Some(scale), Some(offset)) = (scale.as_f64(), offset.as_f64())
            && scale as f32 == STEEP
            && !self.is_active
        {
            self.steep = Some((scale as f32, offset as f32));
            return Ok(());
        }
        let outputs = Some(self.model.outputs());
        let of = |name, value| numbers(item, name, value, outputs);
        let pairs = of("scale", scale)?.into_iter().zip(of("offset", offset)?);
        let scale = |(factor, offset): (f64, f64)| Scale {
            offset: offset as f32,
            factor: factor as f32,
        };
        self.behind(item)?;
        self.model.rescaled = pairs.map(scale).collect();
        Ok(())
    }

    /// Nothing comes behind rescaled outputs.
    fn behind(&self, item: &Item) -> Result<(), Fault> {
        match self.model.rescaled.is_empty() {
            true => Ok(()),
            false => Err(item.fault(Wrong::OutOfPlace(item.class.clone()))),
        }
    }

    fn dense(&mut self, at: usize, item: &Item) -> Result<(), Fault> {
        self.behind(item)?;
        self.first_reads(item)?;
        let mut layer = Layer::new(item.count("units")?, Activation::Linear);
        if let Some(value) = item.get("activation") {
            layer.activation = self.activation(item, value)?;
        }
        self.is_active = layer.activation != Activation::Linear;
        layer.trainable = item.get("trainable").and_then(Value::as_bool) != Some(false);
        layer.penalty = self.penalty(item)?;
        layer.initializer = self.initializer(item);
        self.leave_out(item);
        self.model.layers.push(layer);
        self.dense.push(at);
        self.places.push(item.place.clone());
        self.not_too_large(item)
    }

    /// The first layer may say how many values it reads.
    fn first_reads(&mut self, item: &Item) -> Result<(), Fault> {
        if !self.model.layers.is_empty() {
            return Ok(());
        }
        if self.shape.is_none() {
            if item.get("input_dim").is_some() {
                self.model.inputs = Some(item.count("input_dim")?);
            } else if item
                .get("input_shape")
                .or(item.get("batch_input_shape"))
                .is_some()
            {
                self.input(item)?;
            }
        }
        match &self.shape {
            Some(shape) if shape.len() > 1 => Err(item.fault(Wrong::NotFlat(shape.clone()))),
            _ => Ok(()),
        }
    }

    fn not_too_large(&self, item: &Item) -> Result<(), Fault> {
        let mut inputs = self.model.inputs.unwrap_or(1);
        let mut count = 0usize;
        for layer in &self.model.layers {
            count = count.saturating_add((inputs + 1).saturating_mul(layer.units));
            inputs = layer.units;
        }
        match count > PARAMETERS {
            true => Err(item.fault(Wrong::TooManyParameters(PARAMETERS))),
            false => Ok(()),
        }
    }

    fn dropout(&mut self, item: &Item) -> Result<(), Fault> {
        let rate = item
            .number("rate")?
            .ok_or_else(|| item.fault(Wrong::Missing("rate")))?;
        let out_of_place =
            || item.fault(Wrong::OutOfPlace("Dropout before the first layer".into()));
        self.behind(item)?;
        let layer = self.model.layers.last_mut().ok_or_else(out_of_place)?;
        layer.dropout = 1.0 - (1.0 - layer.dropout) * (1.0 - rate);
        self.is_active = true;
        Ok(())
    }

    fn activation_layer(&mut self, item: &Item) -> Result<(), Fault> {
        let value = item.get("activation");
        let value = value.ok_or_else(|| item.fault(Wrong::Missing("activation")))?;
        if let Some((_, offset)) = self.steep.take() {
            let step = step_of(&bare(&plain(value)), offset);
            let step = step.ok_or_else(|| item.fault(Wrong::Activation(plain(value))))?;
            return self.activate(item, step);
        }
        let activation = self.activation(item, value)?;
        self.activate(item, activation)
    }

    /// Gives the last layer its activation.
    fn activate(&mut self, item: &Item, activation: Activation) -> Result<(), Fault> {
        self.behind(item)?;
        let out_of_place = || item.fault(Wrong::OutOfPlace(item.class.clone()));
        if activation == Activation::Linear {
            return Ok(());
        }
        let layer = self.model.layers.last_mut().ok_or_else(out_of_place)?;
        if self.is_active {
            return Err(out_of_place());
        }
        layer.activation = activation;
        self.is_active = true;
        Ok(())
    }

    fn activation(&mut self, item: &Item, value: &Value) -> Result<Activation, Fault> {
        let unknown = || item.fault(Wrong::Activation(plain(value)));
        if let Value::Object(fields) = value
            && fields.get("class_name").and_then(Value::as_str) == Some("function")
        {
            return self.activation(item, fields.get("config").unwrap_or(&Value::Null));
        }
        let (class, config) = class_and_config(value).ok_or_else(unknown)?;
        let found = activation(&class).ok_or_else(unknown)?;
        if found == Activation::LeakyRelu && !config.contains_key(DEFINED) {
            // The function's slope is another one than the layer's.
            let is_layer = class.starts_with(char::is_uppercase);
            let slope = config.get("negative_slope").and_then(Value::as_f64);
            self.slope(item, slope.unwrap_or(if is_layer { 0.3 } else { 0.2 }))?;
        }
        Ok(found)
    }

    fn slope(&mut self, item: &Item, slope: f64) -> Result<(), Fault> {
        if (slope - 0.3).abs() < 1e-6 {
            return Ok(());
        }
        let text = slope.to_string();
        if self.is_exact {
            let wrong = Wrong::Fixed("the slope of leaky_relu".into(), text, "0.3".into());
            return Err(item.fault(wrong));
        }
        self.note(item, Told::Slope(text));
        Ok(())
    }

    fn penalty(&mut self, item: &Item) -> Result<[f64; 2], Fault> {
        let Some(value) = item.get("kernel_regularizer") else {
            return Ok([0.0; 2]);
        };
        let unknown = || item.fault(Wrong::Setting("kernel_regularizer".into(), plain(value)));
        let (class, config) = class_and_config(value).ok_or_else(unknown)?;
        let number =
            |name: &str, usual: f64| config.get(name).and_then(Value::as_f64).unwrap_or(usual);
        match bare(&class).as_str() {
            "l1" => Ok([number("l1", 0.01), 0.0]),
            "l2" => Ok([0.0, number("l2", 0.01)]),
            // The function has others by itself than the class.
            "l1l2" if class.contains('_') => Ok([number("l1", 0.01), number("l2", 0.01)]),
            "l1l2" => Ok([number("l1", 0.0), number("l2", 0.0)]),
            _ => Err(unknown()),
        }
    }

    fn initializer(&mut self, item: &Item) -> Option<Initializer> {
        let value = item.get("kernel_initializer")?;
        let found =
            class_and_config(value).and_then(|(class, config)| initializer(&class, &config));
        if found.is_none() {
            self.note(item, Told::Initializer(plain(value)));
        }
        found
    }

    /// Names what else a dense layer has.
    fn leave_out(&mut self, item: &Item) {
        for name in [
            "bias_regularizer",
            "activity_regularizer",
            "kernel_constraint",
            "bias_constraint",
            "lora_rank",
        ] {
            if let Some(value) = item.get(name) {
                self.note(item, Told::LeftOut(format!("{name}={}", plain(value))));
            }
        }
        let bias = item.get("bias_initializer").and_then(class_and_config);
        if let Some((class, _)) = bias.filter(|(class, _)| bare(class) != "zeros") {
            self.note(item, Told::LeftOut(format!("bias_initializer={class}")));
        }
        if item.get("use_bias").and_then(Value::as_bool) == Some(false) {
            self.note(item, Told::LeftOut("use_bias=False".into()));
        }
    }

    fn note(&mut self, item: &Item, told: Told) {
        self.model.notes.push(Note {
            place: item.place.clone(),
            told,
        });
    }

    fn end(&mut self, items: &[Item]) -> Result<(), Fault> {
        let file = |wrong| Err(Place::File.fault(wrong));
        let Some(last) = self.model.layers.last() else {
            return file(Wrong::NoModel);
        };
        if self.steep.is_some() {
            return file(Wrong::Rescaled);
        }
        if last.dropout > 0.0 {
            let behind = items.iter().rev().find(|item| item.class == "Dropout");
            let place = behind.map_or(Place::File, |item| item.place.clone());
            return Err(place.fault(Wrong::OutOfPlace("Dropout behind the output layer".into())));
        }
        Ok(())
    }
}

/// The activation of Keras's name.
pub(crate) fn activation(name: &str) -> Option<Activation> {
    let name = bare(name);
    match name.as_str() {
        "silu" => Some(Activation::Swish),
        _ => Activation::ALL
            .iter()
            .copied()
            .find(|a| bare(a.name()) == name),
    }
}

/// The step that a steep function with an offset is.
fn step_of(function: &str, offset: f32) -> Option<Activation> {
    match function {
        "hardtanh" if offset == 0.0 => Some(Activation::Sign),
        "hardsigmoid" if offset == 3.0 => Some(Activation::Heaviside),
        _ => None,
    }
}

/// The initializer of Keras's name and settings.
pub(crate) fn initializer(class: &str, config: &Map<String, Value>) -> Option<Initializer> {
    let number = |name: &str, usual: f64| config.get(name).and_then(Value::as_f64).unwrap_or(usual);
    let name = bare(class);
    let is_usual = match name.as_str() {
        "randomnormal" | "truncatednormal" => number("mean", 0.0) == 0.0,
        "randomuniform" => number("minval", -0.05) == -0.05 && number("maxval", 0.05) == 0.05,
        "orthogonal" | "orthogonalinitializer" => number("gain", 1.0) == 1.0,
        _ => true,
    };
    let found = match name.as_str() {
        "orthogonalinitializer" => Some(Initializer::Orthogonal),
        "randomnormal" if number("stddev", 0.05) == 1.0 => Some(Initializer::StandardNormal),
        "randomnormal" | "truncatednormal" if number("stddev", 0.05) != 0.05 => None,
        _ => Initializer::ALL
            .iter()
            .copied()
            .find(|i| bare(i.name()) == name),
    };
    found.filter(|_| is_usual)
}

/// Standardising by a mean and a variance, as Keras does it.
pub(crate) fn standard(mean: f32, variance: f32) -> Scale {
    Scale {
        offset: mean,
        factor: variance.sqrt().max(1e-7),
    }
}

/// `x · scale + offset` as a change of scale.
pub(crate) fn scale_of_rescaling(scale: f64, offset: f64) -> Scale {
    Scale {
        offset: (-offset / scale) as f32,
        factor: (1.0 / scale) as f32,
    }
}

/// Two changes of scale in one.
fn one_after_another(first: &[Scale], second: &[Scale]) -> Vec<Scale> {
    let pairs = first.iter().zip(second);
    pairs
        .map(|(first, second)| Scale {
            offset: first.offset + second.offset * first.factor,
            factor: first.factor * second.factor,
        })
        .collect()
}

/// A number for each of `count`: a list of them, or one for all.
fn numbers(
    item: &Item,
    name: &'static str,
    value: &Value,
    count: Option<usize>,
) -> Result<Vec<f64>, Fault> {
    let wrong = || item.fault(Wrong::Setting(name.into(), plain(value)));
    let count = count.ok_or_else(|| item.fault(Wrong::Missing("the shape of the inputs")))?;
    let mut list = value;
    // A list within a list is a row of a matrix.
    while let Value::Array(inner) = list
        && let [Value::Array(_)] = &inner[..]
    {
        list = &inner[0];
    }
    let numbers = match list {
        Value::Array(list) => list
            .iter()
            .map(|v| v.as_f64().ok_or_else(wrong))
            .collect::<Result<Vec<_>, _>>()?,
        _ => vec![list.as_f64().ok_or_else(wrong)?],
    };
    let is_one = numbers.len() == 1;
    if !numbers.iter().all(|n| (*n as f32).is_finite()) {
        return Err(wrong());
    }
    match numbers.len() == count {
        true => Ok(numbers),
        false if is_one => Ok(vec![numbers[0]; count]),
        false => Err(item.fault(Wrong::Shape(vec![numbers.len()], vec![count]))),
    }
}

/// The sides of a sample: `[null, 8, 8]` without what counts samples, `[8, 8]`, or `8`.
fn sides(item: &Item, shape: &Value) -> Result<Vec<usize>, Fault> {
    let wrong = || item.fault(Wrong::Setting("shape".into(), plain(shape)));
    let list = match shape {
        Value::Array(list) => list.as_slice(),
        one => std::slice::from_ref(one),
    };
    let list = match list.split_first() {
        Some((first, rest)) if first.is_null() => rest,
        // A batch of a fixed size stands there too.
        Some((_, rest)) if item.get("batch_shape").is_some() => rest,
        _ => list,
    };
    let sides: Option<Vec<_>> = list.iter().map(whole).collect();
    let sides = sides.filter(|sides| !sides.is_empty() && !sides.contains(&0));
    let sides = sides.ok_or_else(wrong)?;
    let count = sides
        .iter()
        .try_fold(1usize, |n, side| n.checked_mul(*side));
    match count.is_some_and(|count| count <= PARAMETERS) {
        true => Ok(sides),
        false => Err(wrong()),
    }
}

/// ReLU without a ceiling or a slope.
fn plain_relu(item: &Item) -> Result<(), Fault> {
    for name in ["max_value", "negative_slope", "threshold"] {
        if let Some(value) = item.get(name).filter(|value| value.as_f64() != Some(0.0)) {
            return Err(item.fault(Wrong::Setting(name.into(), plain(value))));
        }
    }
    Ok(())
}

/// A number that is fixed on the page.
fn same(item: &Item, name: &str, value: Option<&Value>, ours: f64) -> Result<(), Fault> {
    let is_same = value.is_none_or(|value| value.as_f64().is_some_and(|n| (n - ours).abs() < 1e-6));
    match is_same {
        true => Ok(()),
        false => {
            let text = value.map(plain).unwrap_or_default();
            Err(item.fault(Wrong::Fixed(name.into(), text, ours.to_string())))
        }
    }
}
