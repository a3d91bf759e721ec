//! A model's JSON, as `to_json()` gives it and as `config.json` has it: of Keras 3, and of Keras 2.

use serde_json::{Map, Value};

use super::{fill::fill, listed::Listed};
use crate::{
    item::Item,
    layers::{Built, build},
    model::{LAYERS, Model},
    training,
    wrong::{Fault, Place, Wrong},
};

/// Reads a model's JSON, with its weights where it has them.
pub fn json(text: &str) -> Result<Model, Fault> {
    let json = parsed(text, &Place::File)?;
    let listed = Listed::of(&json)?;
    let (mut built, items) = config(&json, &Place::File, listed.is_some())?;
    if let Some(listed) = listed {
        fill(&mut built, &items, &listed)?;
    }
    Ok(built.model)
}

/// JSON that stands at a place.
pub(super) fn parsed(text: &str, place: &Place) -> Result<Value, Fault> {
    let wrong = |e: serde_json::Error| place.fault(Wrong::NotJson(e.line(), e.column()));
    serde_json::from_str(text).map_err(wrong)
}

/// Reads a model's JSON that stands at a place; with the items that it is made of.
pub(super) fn config(
    json: &Value,
    place: &Place,
    is_exact: bool,
) -> Result<(Built, Vec<Item>), Fault> {
    let class = json.get("class_name").and_then(Value::as_str);
    let class = class.ok_or_else(|| place.fault(Wrong::NoModel))?;
    let layers = match json.get("config") {
        // Keras of before 2018 has the list itself there.
        Some(Value::Array(layers)) => Some(layers),
        Some(config) => config.get("layers").and_then(Value::as_array),
        None => None,
    };
    let layers = layers.ok_or_else(|| place.fault(Wrong::NoModel))?;
    if layers.len() > LAYERS {
        return Err(place.fault(Wrong::TooManyLayers(LAYERS)));
    }
    let items = match class {
        "Sequential" => sequence(layers),
        "Functional" | "Model" => chain(layers)?,
        other => return Err(place.fault(Wrong::Custom(other.into()))),
    };
    let mut built = build(&items, is_exact)?;
    if let Some(compiled) = json.get("compile_config").and_then(Value::as_object) {
        training::read(&mut built, place, compiled)?;
    }
    Ok((built, items))
}

fn sequence(layers: &[Value]) -> Vec<Item> {
    let numbered = (1..).zip(layers);
    numbered
        .map(|(number, layer)| item(number, layer))
        .collect()
}

fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value.get(name).and_then(Value::as_str).unwrap_or_default()
}

fn item(number: usize, layer: &Value) -> Item {
    let config = layer.get("config").and_then(Value::as_object);
    let name = config
        .and_then(|config| config.get("name"))
        .and_then(Value::as_str);
    let module = text(layer, "module");
    let is_registered = text(layer, "registered_name").contains('>');
    Item {
        class: text(layer, "class_name").into(),
        custom: is_registered || !(module.is_empty() || module.starts_with("keras")),
        config: config.cloned().unwrap_or_default(),
        place: Place::Layer(number, name.unwrap_or_default().into()),
    }
}

/// The layers of a functional model, which has to be one chain, in their order.
fn chain(layers: &[Value]) -> Result<Vec<Item>, Fault> {
    let mut items: Vec<Option<Item>> = sequence(layers).into_iter().map(Some).collect();
    let names: Vec<&str> = layers.iter().map(name_of).collect();
    let mut next: Map<String, Value> = Map::new();
    let mut first = None;
    for (at, layer) in layers.iter().enumerate() {
        let place = Place::Layer(at + 1, names[at].into());
        let mut sources = Vec::new();
        sources_of(
            layer.get("inbound_nodes").unwrap_or(&Value::Null),
            &mut sources,
            0,
        );
        match sources[..] {
            [] if first.is_some() => return Err(place.fault(Wrong::SeveralEnds)),
            [] => first = Some(at),
            [source] => {
                if next.insert(source.into(), at.into()).is_some() {
                    let source = names.iter().position(|name| *name == source).unwrap_or(at);
                    let place = Place::Layer(source + 1, names[source].into());
                    return Err(place.fault(Wrong::Branch));
                }
            }
            _ => return Err(place.fault(Wrong::Merge)),
        }
    }
    let mut ordered = Vec::new();
    let mut at = first;
    while let Some(here) = at {
        // A layer that has been met already closes a ring.
        let Some(item) = items.get_mut(here).and_then(Option::take) else {
            break;
        };
        ordered.push(item);
        let to = next.get(names[here]).and_then(Value::as_u64);
        at = to.map(|to| to as usize);
    }
    match items.iter().flatten().next() {
        Some(apart) => Err(apart.fault(Wrong::Branch)),
        None => Ok(ordered),
    }
}

fn name_of(layer: &Value) -> &str {
    match text(layer, "name") {
        "" => layer
            .get("config")
            .map_or("", |config| text(config, "name")),
        name => name,
    }
}

/// How deep lists lie in each other, at most.
const DEPTH: usize = 16;

/// The layers that a node reads: in Keras 3 by a tensor's history, in Keras 2 by `[name, node, tensor, {}]`.
fn sources_of<'a>(node: &'a Value, found: &mut Vec<&'a str>, depth: usize) {
    if depth > DEPTH {
        return;
    }
    match node {
        Value::Object(fields) => {
            let history = fields.get("keras_history").and_then(Value::as_array);
            if let Some(Value::String(name)) = history.and_then(|history| history.first()) {
                found.push(name);
            } else {
                fields
                    .values()
                    .for_each(|value| sources_of(value, found, depth + 1));
            }
        }
        Value::Array(list) => match &list[..] {
            [Value::String(name), Value::Number(_), Value::Number(_), ..] => found.push(name),
            _ => list
                .iter()
                .for_each(|value| sources_of(value, found, depth + 1)),
        },
        _ => {}
    }
}
