//! What a network learns from or is measured on.

use nalgebra::DMatrix;
use serde::{Deserialize, Serialize, Serializer};

use super::packed;

/// Inputs and targets of many samples, a row each, and the same a column each: batches are drawn
/// from rows, runs of samples copied from columns.
///
/// Serialised, it is the rows alone.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(try_from = "Rows")]
pub struct Samples {
    x: Vec<f32>,
    y: Vec<f32>,
    x_columns: Vec<f32>,
    y_columns: Vec<f32>,
    inputs: usize,
    outputs: usize,
    len: usize,
}

impl Samples {
    /// From matrices `x` (samples × inputs) and `y` (samples × outputs) of as many rows.
    ///
    /// # Panics
    /// When the numbers of rows differ.
    #[must_use]
    pub fn from_rows(x: &DMatrix<f32>, y: &DMatrix<f32>) -> Self {
        assert_eq!(x.nrows(), y.nrows(), "as many targets as inputs");
        Self {
            x: x.transpose().as_slice().to_vec(),
            y: y.transpose().as_slice().to_vec(),
            x_columns: x.as_slice().to_vec(),
            y_columns: y.as_slice().to_vec(),
            inputs: x.ncols(),
            outputs: y.ncols(),
            len: x.nrows(),
        }
    }

    /// A sample alone: a value per input, and one per output.
    #[must_use]
    pub fn one(x: &[f32], y: &[f32]) -> Self {
        let row = |values: &[f32]| DMatrix::from_row_slice(1, values.len(), values);
        Self::from_rows(&row(x), &row(y))
    }

    /// The first rows of them.
    #[must_use]
    pub fn first(&self, rows: usize) -> Self {
        let rows = rows.min(self.len);
        let part = |of: &[f32], columns: usize| {
            DMatrix::from_row_slice(rows, columns, &of[..rows * columns])
        };
        Self::from_rows(&part(&self.x, self.inputs), &part(&self.y, self.outputs))
    }

    /// Number of samples.
    #[must_use]
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether there is no sample.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Values per sample.
    #[must_use]
    pub fn inputs(&self) -> usize {
        self.inputs
    }

    /// Targets per sample.
    #[must_use]
    pub fn outputs(&self) -> usize {
        self.outputs
    }

    /// The inputs of one sample.
    #[must_use]
    pub fn x(&self, sample: usize) -> &[f32] {
        &self.x[sample * self.inputs..][..self.inputs]
    }

    /// All inputs, column after column.
    #[must_use]
    pub fn x_columns(&self) -> &[f32] {
        &self.x_columns
    }

    /// All targets, column after column.
    #[must_use]
    pub fn y_columns(&self) -> &[f32] {
        &self.y_columns
    }

    /// The targets of one sample.
    #[must_use]
    pub fn y(&self, sample: usize) -> &[f32] {
        &self.y[sample * self.outputs..][..self.outputs]
    }
}

/// [`Samples`] on their way, to be checked.
#[derive(Deserialize)]
struct Rows {
    len: usize,
    inputs: usize,
    outputs: usize,
    #[serde(with = "packed")]
    x: Vec<f32>,
    #[serde(with = "packed")]
    y: Vec<f32>,
}

impl Serialize for Samples {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Rows<'a> {
            len: usize,
            inputs: usize,
            outputs: usize,
            #[serde(serialize_with = "packed::serialize")]
            x: &'a [f32],
            #[serde(serialize_with = "packed::serialize")]
            y: &'a [f32],
        }
        let Self { x, y, .. } = self;
        let (inputs, outputs, len) = (self.inputs, self.outputs, self.len);
        let rows = Rows {
            len,
            inputs,
            outputs,
            x,
            y,
        };
        rows.serialize(serializer)
    }
}

impl TryFrom<Rows> for Samples {
    type Error = &'static str;

    fn try_from(rows: Rows) -> Result<Self, &'static str> {
        let Rows {
            len,
            inputs,
            outputs,
            x,
            y,
        } = rows;
        // Nothing else would hold the number of samples.
        if len > 0 && x.is_empty() && y.is_empty() {
            return Err("samples of no values");
        }
        let fits = |values: &[f32], columns: usize| len.checked_mul(columns) == Some(values.len());
        if !fits(&x, inputs) || !fits(&y, outputs) {
            return Err("as many values as samples have inputs and targets");
        }
        Ok(Self {
            x_columns: columns(&x, inputs),
            y_columns: columns(&y, outputs),
            x,
            y,
            inputs,
            outputs,
            len,
        })
    }
}

/// Rows of so many values, column after column.
fn columns(rows: &[f32], columns: usize) -> Vec<f32> {
    if rows.is_empty() {
        return Vec::new();
    }
    let column = |c| rows.iter().skip(c).step_by(columns).copied();
    (0..columns).flat_map(column).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn samples(len: usize, inputs: usize, outputs: usize) -> Samples {
        let x = DMatrix::from_fn(len, inputs, |r, c| (10 * r + c) as f32);
        let y = DMatrix::from_fn(len, outputs, |r, c| -((10 * r + c) as f32));
        Samples::from_rows(&x, &y)
    }

    #[test]
    fn samples_come_back_whole() {
        for (len, inputs, outputs) in [(5, 3, 2), (1, 1, 1), (0, 2, 1), (4, 2, 0), (0, 0, 0)] {
            let samples = samples(len, inputs, outputs);
            let bytes = postcard::to_allocvec(&samples).unwrap();
            assert!(bytes.len() < 4 * len * (inputs + outputs) + 8);
            assert_eq!(postcard::from_bytes::<Samples>(&bytes), Ok(samples));
        }
    }

    #[test]
    fn wrong_lengths_are_refused() {
        let good = postcard::to_allocvec(&samples(5, 3, 2)).unwrap();
        for (at, wrong) in [(0, 4), (0, 6), (1, 2), (2, 3), (3, 56)] {
            let mut bytes = good.clone();
            bytes[at] = wrong;
            assert!(postcard::from_bytes::<Samples>(&bytes).is_err());
        }
        for (len, inputs, outputs) in [(usize::MAX, 0, 0), (usize::MAX, 2, 0), (3, usize::MAX, 1)] {
            let huge = (len, inputs, outputs, 0u8, 0u8);
            let bytes = postcard::to_allocvec(&huge).unwrap();
            assert!(postcard::from_bytes::<Samples>(&bytes).is_err());
        }
        let none = postcard::to_allocvec(&(0, usize::MAX, usize::MAX, 0u8, 0u8)).unwrap();
        assert!(postcard::from_bytes::<Samples>(&none).unwrap().is_empty());
        for end in 0..good.len() {
            assert!(postcard::from_bytes::<Samples>(&good[..end]).is_err());
        }
    }
}
