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

fn of_layer(layer: usize, unit: usize) -> String {
    format!("unit {} of layer {}", unit + 1, layer + 1)
}
