//! A network's parameters as scripts and saved files have them: `kernel[input][unit]` and
//! `bias[unit]`, layer by layer.

use nalgebra::DMatrix;
use serde::Serialize;
use serde_json::Value;

use super::{
    field::FieldError,
    json,
    wrong::{Counted, Span, Wrong},
};
use crate::nn::Network;

/// A layer's parameters.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct LayerWeights {
    kernel: Vec<Vec<f32>>,
    bias: Vec<f32>,
}

/// Values that are laid out as a network's parameters, layer by layer.
#[must_use]
pub fn layers(network: &Network, values: &[f32]) -> Vec<LayerWeights> {
    let layers = network.layers().iter();
    layers
        .map(|layer| {
            let kernel = DMatrix::from_column_slice(
                layer.inputs,
                layer.units,
                &values[layer.kernel.clone()],
            );
            LayerWeights {
                kernel: matrix_rows(&kernel),
                bias: values[layer.bias.clone()].to_vec(),
            }
        })
        .collect()
}

/// The rows of a matrix.
#[must_use]
pub fn matrix_rows(matrix: &DMatrix<f32>) -> Vec<Vec<f32>> {
    let rows = matrix.row_iter();
    rows.map(|row| row.iter().copied().collect()).collect()
}

/// Parameters from JSON, in the shapes of a network, laid out as its own.
///
/// # Errors
/// Names the first layer, row or number that is not as the network needs it.
pub fn flatten(network: &Network, layers: &Value) -> Result<Vec<f32>, FieldError> {
    let (given, count) = (json::list("weights", layers)?, network.layers().len());
    if given.len() != count {
        let wrong = Wrong::Count(Counted::Layers, count, given.len());
        return Err(FieldError::new("weights", wrong));
    }
    let mut flat = Vec::with_capacity(network.parameters().len());
    for (l, (given, layer)) in given.iter().zip(network.layers()).enumerate() {
        let (kernel, bias) = (format!("weights[{l}].kernel"), format!("weights[{l}].bias"));
        let rows = numbers(&kernel, &given["kernel"])?;
        if rows.len() != layer.inputs {
            let wrong = Wrong::Count(Counted::KernelRows, layer.inputs, rows.len());
            return Err(FieldError::new(kernel, wrong));
        }
        flat.extend_from_slice(matrix(&kernel, &rows, layer.units)?.as_slice());
        let values = row(&bias, &given["bias"])?;
        if values.len() != layer.units {
            let wrong = Wrong::Count(Counted::BiasValues, layer.units, values.len());
            return Err(FieldError::new(bias, wrong));
        }
        flat.extend(values);
    }
    Ok(flat)
}

/// What an f32 can be.
pub const FINITE: Span = Span::new(f32::MIN as f64, f32::MAX as f64);

/// A list of lists of finite numbers.
///
/// # Errors
/// Names the first that is something else.
pub fn numbers(path: &str, value: &Value) -> Result<Vec<Vec<f32>>, FieldError> {
    let rows = json::list(path, value)?.iter().enumerate();
    rows.map(|(i, value)| row(&format!("{path}[{i}]"), value))
        .collect()
}

/// A list of finite numbers.
///
/// # Errors
/// Names the first that is something else.
pub fn row(path: &str, value: &Value) -> Result<Vec<f32>, FieldError> {
    let values = json::list(path, value)?.iter().enumerate();
    values
        .map(|(i, v)| {
            let number = json::number(&format!("{path}[{i}]"), v, FINITE)?;
            Ok(number as f32)
        })
        .collect()
}

/// A matrix of rows of that many columns.
///
/// # Errors
/// Names the first row of another length.
pub fn matrix(field: &str, rows: &[Vec<f32>], columns: usize) -> Result<DMatrix<f32>, FieldError> {
    if let Some(at) = rows.iter().position(|row| row.len() != columns) {
        let wrong = Wrong::Count(Counted::Values, columns, rows[at].len());
        return Err(FieldError::new(format!("{field}[{at}]"), wrong));
    }
    Ok(DMatrix::from_row_iterator(
        rows.len(),
        columns,
        rows.iter().flatten().copied(),
    ))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::lab::Experiment;

    #[test]
    fn what_is_written_reads_back() {
        let network = Experiment::default().network();
        let written = serde_json::to_value(layers(&network, network.parameters())).unwrap();
        assert_eq!(flatten(&network, &written).unwrap(), network.parameters());
    }

    #[test]
    fn what_does_not_fit_is_named() {
        let network = Experiment::default().network();
        let good = serde_json::to_value(layers(&network, network.parameters())).unwrap();
        let message = |change: fn(&mut Value)| {
            let mut bad = good.clone();
            change(&mut bad);
            flatten(&network, &bad).unwrap_err().to_string()
        };
        let of = |change| message(change);
        assert_eq!(of(|w| *w = json!(3)), "weights: must be a list");
        assert_eq!(of(|w| *w = json!([])), "weights: must have 3 layers, not 0");
        assert_eq!(
            of(|w| w[1]["kernel"] = json!([[1]])),
            "weights[1].kernel: must have 4 rows, one per input"
        );
        assert_eq!(
            of(|w| w[0]["kernel"][1] = json!([1, 2])),
            "weights[0].kernel[1]: must have 4 values, not 2"
        );
        assert_eq!(
            of(|w| w[2]["bias"] = json!([])),
            "weights[2].bias: must have 1 values, one per unit"
        );
        assert!(of(|w| w[2]["bias"][0] = json!("x")).starts_with("weights[2].bias[0]: "));
    }
}
