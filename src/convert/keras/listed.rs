//! Weights in a model's JSON: under `weights`, by the layers' names, each layer's arrays in the order in which
//! Keras's `set_weights` takes them. Keras's own `to_json` has none, and its `model_from_json` looks at none.

use serde_json::{Map, Value};

use super::{
    fill::{Parameters, needs_all},
    write::{Variable, Written, config, layers, names},
};
use crate::{
    item::Item,
    model::{Layer, Model, Weights},
    wrong::{Fault, Place, Wrong},
};

/// What they are called.
const NAME: &str = "weights";

/// The model's JSON with its weights; all its layers need some.
pub fn json(model: &Model) -> Result<String, Fault> {
    needs_all(model)?;
    let is_finite = |layer: &Layer| layer.weights.as_ref().is_none_or(Weights::are_finite);
    if let Some(l) = model.layers.iter().position(|layer| !is_finite(layer)) {
        return Err(Place::Layer(l + 1, String::new()).fault(Wrong::NotFinite));
    }
    let mut layers = layers(model);
    layers.iter_mut().for_each(Written::spell_out);
    let config = config(model, &layers).to_string();
    // serde would write each number with the digits of twice its precision.
    let open = config.strip_suffix('}').unwrap_or(&config);
    Ok(format!("{open},\"{}\":{}}}", NAME, write(&layers)))
}

/// The parameters of layers, as JSON. Every number is finite.
fn write(layers: &[Written]) -> String {
    let with_names = layers.iter().zip(names(layers));
    let all = with_names.filter(|(layer, _)| !layer.variables.is_empty());
    let all = all.map(|(layer, name)| {
        let arrays: Vec<String> = layer.variables.iter().map(array).collect();
        format!("\"{name}\":[{}]", arrays.join(","))
    });
    format!("{{{}}}", all.collect::<Vec<_>>().join(","))
}

fn array(variable: &Variable) -> String {
    match variable {
        Variable::Count => "0".into(),
        Variable::Floats(shape, values) => {
            let rows = values.chunks(shape.last().copied().unwrap_or(1).max(1));
            let rows: Vec<String> = rows.map(row).collect();
            match shape.len() {
                1 => rows.concat(),
                _ => format!("[{}]", rows.join(",")),
            }
        }
    }
}

/// Numbers in their shortest digits.
fn row(values: &[f32]) -> String {
    let digits: Vec<String> = values.iter().map(|value| format!("{value:?}")).collect();
    format!("[{}]", digits.join(","))
}

/// The weights of a model's JSON.
pub struct Listed<'a>(&'a Map<String, Value>);

impl<'a> Listed<'a> {
    /// Those that there are.
    pub fn of(json: &'a Value) -> Result<Option<Self>, Fault> {
        match json.get(NAME) {
            None => Ok(None),
            Some(Value::Object(layers)) => Ok(Some(Self(layers))),
            Some(_) => Err(damaged("no object of layers")),
        }
    }
}

fn damaged(why: &str) -> Fault {
    Place::Part(NAME).fault(Wrong::Damaged(why.into()))
}

impl Parameters for Listed<'_> {
    fn floats(
        &self,
        items: &[Item],
        at: usize,
        number: usize,
        shape: &[usize],
    ) -> Result<Option<Vec<f32>>, Fault> {
        let item = &items[at];
        let Place::Layer(_, name) = &item.place else {
            return Ok(None);
        };
        let Some(array) = self.0.get(name).and_then(|layer| layer.get(number)) else {
            return Ok(None);
        };
        let found = shape_of(array);
        if found != shape {
            return Err(item.fault(Wrong::Shape(found, shape.to_vec())));
        }
        let mut values = Vec::new();
        flatten(array, &mut values);
        match values.len() == shape.iter().product::<usize>() {
            true => Ok(Some(values)),
            false => Err(damaged(
                "an array whose rows are not alike, or not of numbers",
            )),
        }
    }
}

/// The lengths of lists in lists, by the first of each.
fn shape_of(array: &Value) -> Vec<usize> {
    let (mut shape, mut inner) = (Vec::new(), Some(array));
    while let Some(Value::Array(list)) = inner {
        shape.push(list.len());
        inner = list.first();
    }
    shape
}

fn flatten(array: &Value, values: &mut Vec<f32>) {
    match array {
        Value::Array(list) => list.iter().for_each(|inner| flatten(inner, values)),
        number => values.extend(number.as_f64().map(|number| number as f32)),
    }
}
