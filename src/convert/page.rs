//! The page's side: its experiment and weights as a [`Model`], and a model as fields of an experiment with
//! weights. Both travel as JSON, the experiment and the weights in the page's own form.
//!
//! To write a file the page gives `{experiment, weights, inputs, outputs, scaler, rescaled}`: the names of what
//! the network reads and gives, and pairs of an offset and a factor, `null` where nothing is scaled. To read
//! one it tells how its data are, as [`Facts`], and gets `{experiment, weights, notes}`.

use separable_nn::{Activation, Initializer, Loss, Named, Optimizer};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::{
    item::whole,
    model::{Layer, Model, PARAMETERS, Part, Scale, Scaler, Training, Weights},
    wrong::{Fault, Note, Place, Told, Wrong},
};

/// What the page tells of its network.
#[derive(Deserialize)]
struct Given {
    experiment: Map<String, Value>,
    weights: Vec<GivenLayer>,
    inputs: Vec<String>,
    outputs: Vec<String>,
    scaler: Option<Vec<[f32; 2]>>,
    rescaled: Option<Vec<[f32; 2]>>,
}

#[derive(Deserialize)]
struct GivenLayer {
    kernel: Vec<Vec<f32>>,
    bias: Vec<f32>,
}

/// What the page tells of its data to whoever reads a file.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Facts {
    /// How many values the network reads.
    pub inputs: usize,
    /// Offset and factor of each, where they are standardised.
    pub scaler: Option<Vec<[f32; 2]>>,
    /// The smallest and the largest target of each output, where they are numbers.
    pub targets: Option<Vec<[f32; 2]>>,
}

fn scales(pairs: &[[f32; 2]]) -> Vec<Scale> {
    let scale = |&[offset, factor]: &[f32; 2]| Scale { offset, factor };
    pairs.iter().map(scale).collect()
}

/// Reads what the page tells of its network.
///
/// # Errors
/// When it is not in the form that is described above.
pub fn from_page(json: &str) -> Result<Model, Fault> {
    let wrong = || Place::File.fault(Wrong::Page);
    let given: Given = serde_json::from_str(json).map_err(|_| wrong())?;
    let e = &given.experiment;
    let number = |name: &str| e.get(name).and_then(Value::as_f64).unwrap_or(0.0);
    let layers = e
        .get("layers")
        .and_then(Value::as_array)
        .ok_or_else(wrong)?;
    if layers.len() != given.weights.len() || layers.is_empty() {
        return Err(wrong());
    }
    let initializer = e.get("initializer").and_then(Value::as_str);
    let mut model = Model {
        inputs: Some(given.inputs.len()),
        input_names: given.inputs,
        output_names: given.outputs,
        scaler: given
            .scaler
            .map_or(Scaler::None, |pairs| Scaler::Fitted(scales(&pairs))),
        rescaled: given
            .rescaled
            .map(|pairs| scales(&pairs))
            .unwrap_or_default(),
        training: training(e),
        ..Model::default()
    };
    let last = layers.len() - 1;
    for (l, (layer, weights)) in layers.iter().zip(given.weights).enumerate() {
        let activation = layer.get("activation").and_then(Value::as_str);
        let activation = activation
            .and_then(Activation::from_name)
            .ok_or_else(wrong)?;
        let units = layer.get("units").and_then(whole).ok_or_else(wrong)?;
        model.layers.push(Layer {
            weights: Some(Weights {
                kernel: weights.kernel.into_iter().flatten().collect(),
                bias: weights.bias,
            }),
            initializer: initializer.and_then(Initializer::from_name),
            penalty: [number("l1"), number("l2")],
            dropout: if l < last { number("dropout") } else { 0.0 },
            trainable: layer.get("trainable").and_then(Value::as_bool) != Some(false),
            ..Layer::new(units, activation)
        });
    }
    match has_shapes(&model) {
        true => Ok(model),
        false => Err(wrong()),
    }
}

/// Whether parameters and scales are as many as there have to be.
fn has_shapes(model: &Model) -> bool {
    let mut inputs = model.inputs.unwrap_or_default();
    let layers = model.layers.iter().all(|layer| {
        let reads = std::mem::replace(&mut inputs, layer.units);
        let weights = layer.weights.as_ref();
        weights
            .is_some_and(|w| w.bias.len() == layer.units && w.kernel.len() == reads * layer.units)
    });
    let scaler = match &model.scaler {
        Scaler::Fitted(scales) => Some(scales.len()) == model.inputs,
        Scaler::None | Scaler::Unfitted => true,
    };
    layers && scaler && (model.rescaled.is_empty() || model.rescaled.len() == inputs)
}

/// Loss and optimizer of an experiment that learns by backprop.
fn training(e: &Map<String, Value>) -> Training {
    if e.get("rule")
        .and_then(Value::as_str)
        .is_some_and(|rule| rule != "backprop")
    {
        return Training::default();
    }
    let named = |field: &str| match e.get(field)? {
        Value::String(name) => Some((name.clone(), Map::new())),
        Value::Object(settings) => {
            let mut settings = settings.clone();
            match settings.remove("name")? {
                Value::String(name) => Some((name, settings)),
                _ => None,
            }
        }
        _ => None,
    };
    let loss = named("loss").and_then(|(name, settings)| {
        let name = Loss::from_name(&name)?.name();
        Some(Part { name, settings })
    });
    let optimizer = named("optimizer").and_then(|(name, settings)| {
        let name = Optimizer::from_name(&name)?.name();
        Some(Part { name, settings })
    });
    Training {
        loss,
        optimizer,
        learning_rate: e.get("learning_rate").and_then(Value::as_f64),
        batch_size: e.get("batch_size").and_then(whole),
    }
}

/// A model as the page takes it up: fields of an experiment, weights that answer like the model on the page's
/// own scales, and what could be read only in part.
///
/// # Errors
/// Says what of the model does not fit the page's data.
pub fn to_page(model: &Model, facts: &Facts) -> Result<Value, Fault> {
    let mut notes = model.notes.clone();
    let wrong = |wrong| Err(Place::File.fault(wrong));
    match model.inputs {
        Some(inputs) if inputs != facts.inputs => {
            return wrong(Wrong::Inputs(inputs, facts.inputs));
        }
        _ => {}
    }
    let count: usize = model
        .weights()
        .into_iter()
        .flatten()
        .map(|w| w.kernel.len())
        .sum();
    if count > PARAMETERS {
        return wrong(Wrong::TooManyParameters(PARAMETERS));
    }
    let weights = weights(model, facts)?;
    let mut fields = fields(model, &mut notes);
    if weights.is_none() {
        match &model.scaler {
            Scaler::None => {}
            // As the page has pixels where they are not standardised.
            Scaler::Fitted(scales) if scales.iter().all(|s| *s == PIXEL) => {
                fields.insert("standardize".into(), false.into());
            }
            Scaler::Fitted(_) | Scaler::Unfitted => {
                fields.insert("standardize".into(), true.into());
            }
        }
    }
    let notes: Vec<_> = notes.iter().map(ToString::to_string).collect();
    Ok(json!({"experiment": fields, "weights": weights, "notes": notes}))
}

/// Pixels of 0 to 255 as shares of white.
const PIXEL: Scale = Scale {
    offset: 0.0,
    factor: 255.0,
};

fn fields(model: &Model, notes: &mut Vec<Note>) -> Map<String, Value> {
    let mut fields = Map::new();
    let layers: Vec<_> = model.layers.iter().map(layer_fields).collect();
    fields.insert("layers".into(), layers.into());
    let mut one_for_all = |name: &'static str, of: &[f64]| {
        let most = of.iter().copied().fold(0.0, f64::max);
        if of.iter().any(|one| *one != most) {
            notes.push(Note {
                place: Place::File,
                told: Told::OneForAll(name, most.to_string()),
            });
        }
        most
    };
    let all = &model.layers[..];
    let hidden = &all[..all.len().saturating_sub(1)];
    let of =
        |layers: &[Layer], number: fn(&Layer) -> f64| layers.iter().map(number).collect::<Vec<_>>();
    fields.insert(
        "dropout".into(),
        one_for_all("dropout", &of(hidden, |l| l.dropout)).into(),
    );
    fields.insert(
        "l1".into(),
        one_for_all("l1", &of(all, |l| l.penalty[0])).into(),
    );
    fields.insert(
        "l2".into(),
        one_for_all("l2", &of(all, |l| l.penalty[1])).into(),
    );
    let initializers: Vec<_> = all.iter().filter_map(|layer| layer.initializer).collect();
    if let Some(first) = initializers.first() {
        fields.insert("initializer".into(), first.name().into());
        if initializers.iter().any(|other| other != first) {
            let told = Told::OneForAll("kernel_initializer", first.name().into());
            notes.push(Note {
                place: Place::File,
                told,
            });
        }
    }
    // A single layer of steps may go on by whatever rule it has.
    if !matches!(all, [layer] if layer.activation.is_step()) {
        fields.insert("rule".into(), "backprop".into());
    }
    let training = &model.training;
    if let Some(loss) = &training.loss {
        fields.insert("loss".into(), part_fields(loss));
    }
    if let Some(optimizer) = &training.optimizer {
        fields.insert("optimizer".into(), part_fields(optimizer));
        fields.insert("schedule".into(), "constant".into());
    }
    if let Some(rate) = training.learning_rate {
        fields.insert("learning_rate".into(), rate.into());
    }
    if let Some(size) = training.batch_size {
        fields.insert("batch_size".into(), size.into());
    }
    fields
}

fn layer_fields(layer: &Layer) -> Value {
    let mut fields = json!({"units": layer.units, "activation": layer.activation.name()});
    if !layer.trainable {
        fields["trainable"] = false.into();
    }
    fields
}

fn part_fields(part: &Part) -> Value {
    let mut fields = part.settings.clone();
    fields.insert("name".into(), part.name.into());
    Value::Object(fields)
}

/// The weights with which the page answers like the model, though it scales by its own numbers.
fn weights(model: &Model, facts: &Facts) -> Result<Option<Vec<Value>>, Fault> {
    let Some(weights) = model.weights() else {
        return Ok(None);
    };
    let mut weights: Vec<Weights> = weights.into_iter().cloned().collect();
    let inputs = between_scalers(model, facts);
    if let (Some(first), Some(inputs)) = (weights.first_mut(), inputs) {
        *first = first.after(&inputs);
    }
    let sums = between_outputs(model, facts)?;
    if let (Some(last), Some(sums)) = (weights.last_mut(), sums) {
        *last = last.before(&sums);
    }
    if let Some(l) = weights.iter().position(|weights| !weights.are_finite()) {
        return Err(Place::Layer(l + 1, String::new()).fault(Wrong::NotFinite));
    }
    Ok(Some(weights.iter().map(weight_fields).collect()))
}

fn weight_fields(weights: &Weights) -> Value {
    let rows = weights.kernel.chunks(weights.bias.len().max(1));
    json!({"kernel": rows.collect::<Vec<_>>(), "bias": weights.bias})
}

/// From the page's inputs to those of the model's first layer: a factor and an offset for each. Nothing where
/// they are the same.
fn between_scalers(model: &Model, facts: &Facts) -> Option<Vec<[f64; 2]>> {
    let plain = vec![Scale::PLAIN; facts.inputs];
    let ours = facts
        .scaler
        .as_ref()
        .map_or(plain.clone(), |pairs| scales(pairs));
    let theirs = match &model.scaler {
        Scaler::Fitted(scales) => scales,
        Scaler::None | Scaler::Unfitted => &plain,
    };
    if ours == *theirs {
        return None;
    }
    let pairs = ours.iter().zip(theirs);
    Some(
        pairs
            .map(|(ours, theirs)| {
                let [offset, factor] = [ours.offset, ours.factor].map(f64::from);
                let divisor = f64::from(theirs.factor);
                [
                    factor / divisor,
                    (offset - f64::from(theirs.offset)) / divisor,
                ]
            })
            .collect(),
    )
}

/// What is done to the output layer's sums, so that its answers are the model's on the page's scale. Nothing where
/// they are so already.
fn between_outputs(model: &Model, facts: &Facts) -> Result<Option<Vec<[f64; 2]>>, Fault> {
    let outputs = model.outputs();
    let plain = vec![Scale::PLAIN; outputs];
    let theirs = match model.rescaled.is_empty() {
        true => &plain,
        false => &model.rescaled,
    };
    let activation = model
        .layers
        .last()
        .map_or(Activation::Linear, |layer| layer.activation);
    let ours = match (&facts.targets, activation.bounds()) {
        (Some(targets), Some(bounds)) if targets.len() == outputs => targets
            .iter()
            .map(|target| into_range(*target, bounds))
            .collect(),
        _ => plain.clone(),
    };
    if ours == *theirs {
        return Ok(None);
    }
    if activation != Activation::Linear {
        return Err(Place::File.fault(Wrong::Rescaled));
    }
    let pairs = ours.iter().zip(theirs);
    let sums = pairs.map(|(ours, theirs)| {
        let divisor = f64::from(ours.factor);
        let moved = f64::from(theirs.offset) - f64::from(ours.offset);
        [f64::from(theirs.factor) / divisor, moved / divisor]
    });
    Ok(Some(sums.collect()))
}

/// How the page brings targets from `low` to `high` into the bounds of an activation.
fn into_range([low, high]: [f32; 2], (from, to): (f32, f32)) -> Scale {
    let factor = (high - low) / (to - from);
    let factor = if factor > 0.0 { factor } else { 1.0 };
    Scale {
        offset: low - from * factor,
        factor,
    }
}
