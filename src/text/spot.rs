//! A place in the network, in words.

use crate::lab::Spot;

/// “the weight from input 1 into unit 2 of layer 1”; everything counts from 1.
#[must_use]
pub fn spot(spot: Spot) -> String {
    match spot {
        Spot::Input(at) => format!("input {}", at + 1),
        Spot::Unit { layer, unit } => of_layer(layer, unit),
        Spot::Weight {
            layer,
            unit,
            source,
        } => {
            let from = if layer == 0 { "input" } else { "unit" };
            format!(
                "the weight from {from} {} into {}",
                source + 1,
                of_layer(layer, unit)
            )
        }
        Spot::Bias { layer, unit } => format!("the bias of {}", of_layer(layer, unit)),
    }
}

/// A layer of so many: “layer 2”, “output layer”.
#[must_use]
pub fn layer_name(layer: usize, layers: usize) -> String {
    if layer + 1 == layers {
        "output layer".into()
    } else {
        format!("layer {}", layer + 1)
    }
}

/// The same at the beginning of a line: “Layer 2”, “Output layer”.
#[must_use]
pub fn layer_title(layer: usize, layers: usize) -> String {
    let name = layer_name(layer, layers);
    let (first, rest) = name.split_at(1);
    first.to_uppercase() + rest
}

/// The input or the unit that a layer's weight comes from, where the inputs are called so.
#[must_use]
pub fn source_name(inputs: &[String], layer: usize, source: usize) -> String {
    match (layer, inputs.get(source)) {
        (0, Some(name)) => name.replace('_', " "),
        _ => format!("unit {}", source + 1),
    }
}

fn of_layer(layer: usize, unit: usize) -> String {
    format!("unit {} of layer {}", unit + 1, layer + 1)
}
