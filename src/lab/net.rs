//! Layers as text: `2-4t-1s` is two inputs, four tanh units and a sigmoid.

use super::{
    experiment::Experiment,
    parse::{named, whole},
    wrong::{Span, Wrong},
};
use crate::nn::{Activation, LayerSpec, Named};

/// Inputs, then each layer's units with the code of its activation.
pub fn write(e: &Experiment) -> String {
    let inputs = e.inputs().to_string();
    let layer = |l: &LayerSpec| format!("-{}{}", l.units, l.activation.code());
    inputs + &e.layers.iter().map(layer).collect::<String>()
}

/// Puts the layers that a text describes into an experiment; they all learn.
pub fn read(text: &str, e: &mut Experiment) -> Result<(), Wrong> {
    e.layers = layers(text, e.units())?.1;
    Ok(())
}

/// How many inputs a text says that there are; nothing where it cannot be read.
pub fn inputs(text: &str) -> Option<usize> {
    let any = Experiment::UNITS_OF_IMAGES;
    layers(text, any).ok().map(|(inputs, _)| inputs)
}

fn layers(text: &str, units: Span) -> Result<(usize, Vec<LayerSpec>), Wrong> {
    let malformed = || Wrong::NotLayers(text.into());
    let (inputs, rest) = text.split_once('-').ok_or_else(malformed)?;
    let inputs = inputs.parse().map_err(|_| malformed())?;
    let layers = rest
        .split('-')
        .map(|text| layer(text, units))
        .collect::<Result<_, _>>()?;
    Ok((inputs, layers))
}

fn layer(text: &str, span: Span) -> Result<LayerSpec, Wrong> {
    let end = text
        .find(|c: char| !c.is_ascii_digit())
        .ok_or_else(|| Wrong::NotLayers(text.into()))?;
    let (units, name) = text.split_at(end);
    let coded = Activation::ALL.iter().copied().find(|a| a.code() == name);
    let activation = coded
        .or_else(|| named(name).ok())
        .ok_or_else(|| Wrong::NotAnActivation(name.into()))?;
    let units = whole(units, span)?;
    Ok(LayerSpec::new(units as usize, activation))
}

/// The layers that do not learn, counted from 1.
pub fn write_frozen(e: &Experiment) -> String {
    let frozen = (1..).zip(&e.layers).filter(|(_, layer)| !layer.trainable);
    let numbers: Vec<_> = frozen.map(|(l, _)| l.to_string()).collect();
    numbers.join(",")
}

/// Freezes the layers that a text lists, and no others.
pub fn read_frozen(e: &mut Experiment, text: &str) -> Result<(), Wrong> {
    let mut trainable = vec![true; e.layers.len()];
    for number in text.split(',').filter(|number| !number.is_empty()) {
        let layer = whole(number, Span::new(1.0, e.layers.len() as f64))?;
        trainable[layer as usize - 1] = false;
    }
    for (layer, trainable) in e.layers.iter_mut().zip(trainable) {
        layer.trainable = trainable;
    }
    Ok(())
}
