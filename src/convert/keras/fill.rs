//! A model with the parameters that a file has of its layers.

use crate::{
    item::Item,
    layers::{Built, standard},
    model::{Model, Scaler, Weights},
    wrong::{Fault, Place, Wrong},
};

/// Where parameters are read from.
pub trait Parameters {
    /// Parameter `number` of the layer at a place, which has to have a shape; nothing where there is none.
    fn floats(
        &self,
        items: &[Item],
        at: usize,
        number: usize,
        shape: &[usize],
    ) -> Result<Option<Vec<f32>>, Fault>;
}

/// Refuses a model of which a layer has no parameters.
pub fn needs_all(model: &Model) -> Result<(), Fault> {
    let lacks = model.layers.iter().position(|l| l.weights.is_none());
    match lacks {
        Some(l) => Err(Place::Layer(l + 1, String::new()).fault(Wrong::NoWeights)),
        None => Ok(()),
    }
}

/// Puts the parameters of the file into a model.
pub fn fill(built: &mut Built, items: &[Item], stored: &impl Parameters) -> Result<(), Fault> {
    if let Some(at) = built.normalization {
        normalization(built, items, at, stored)?;
    }
    let mut inputs = built.model.inputs;
    for l in 0..built.model.layers.len() {
        let at = built.dense[l];
        let item = &items[at];
        let reads = inputs.ok_or_else(|| item.fault(Wrong::Missing("the shape of the inputs")))?;
        let units = built.model.layers[l].units;
        let kernel = stored.floats(items, at, 0, &[reads, units])?;
        let kernel = kernel.ok_or_else(|| item.fault(Wrong::NoWeights))?;
        let bias = stored.floats(items, at, 1, &[units])?;
        let has_bias = item.get("use_bias").and_then(serde_json::Value::as_bool) != Some(false);
        let bias = match bias {
            Some(bias) => bias,
            None if has_bias => return Err(item.fault(Wrong::NoWeights)),
            None => vec![0.0; units],
        };
        let weights = Weights { kernel, bias };
        if !weights.are_finite() {
            return Err(item.fault(Wrong::NotFinite));
        }
        built.model.layers[l].weights = Some(weights);
        inputs = Some(units);
    }
    Ok(())
}

fn normalization(
    built: &mut Built,
    items: &[Item],
    at: usize,
    stored: &impl Parameters,
) -> Result<(), Fault> {
    let item = &items[at];
    let inputs = built.model.inputs;
    let inputs = inputs.ok_or_else(|| item.fault(Wrong::Missing("the shape of the inputs")))?;
    let read = |number| {
        let values = stored.floats(items, at, number, &[inputs])?;
        values.ok_or_else(|| item.fault(Wrong::NoWeights))
    };
    let (mean, variance) = (read(0)?, read(1)?);
    let pairs = mean.into_iter().zip(variance);
    let scales: Vec<_> = pairs
        .map(|(mean, variance)| standard(mean, variance))
        .collect();
    if !scales
        .iter()
        .all(|s| s.offset.is_finite() && s.factor.is_finite())
    {
        return Err(item.fault(Wrong::NotFinite));
    }
    built.model.scaler = Scaler::Fitted(scales);
    Ok(())
}
