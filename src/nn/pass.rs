//! Forward and backward through a network, a tile of samples at a time.
//!
//! A tile has up to 16 samples: for the usual network it stays in the first-level cache (see
//! `kernel.rs`).
//! Lanes beyond the last sample of a tile repeat its first one and weigh nothing.

use std::ops::Range;

use bytemuck::{cast_slice, cast_slice_mut};
use nalgebra::DMatrix;
use wide::f32x4;

use super::{
    dropout::Dropout,
    kernel::{LANES, TILE},
    loss::{Loss, Outputs},
    network::{Dense, Network},
    product,
};

/// Inputs and targets of many samples, a row each, and the same a column each: batches are drawn
/// from rows, runs of samples copied from columns.
#[derive(Clone, Debug, Default, PartialEq)]
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

/// Values in a column of a full tile.
const FULL: usize = TILE * LANES;

/// The working memory of passes through networks of one shape.
#[derive(Clone, Debug)]
pub struct Pass {
    /// Registers per neuron in a full tile.
    capacity: usize,
    /// Registers per neuron in the tile at hand.
    vectors: usize,
    /// Samples in the tile at hand.
    rows: usize,
    /// Values of all neurons, inputs first, as the next layer reads them.
    a: Vec<f32x4>,
    /// Weighted sums, laid out as `a` (the inputs' part stays unused).
    z: Vec<f32x4>,
    /// dL/dz, laid out as `a`.
    delta: Vec<f32x4>,
    /// Targets of the outputs.
    t: Vec<f32x4>,
    /// The weight of each lane: 1/samples, or 0 beyond the last sample.
    share: Vec<f32x4>,
    /// What dropout multiplies hidden values by, laid out as `a`; empty without dropout.
    factors: Vec<f32x4>,
    /// Hidden values before dropout, laid out as `a`; empty without dropout.
    whole: Vec<f32x4>,
}

impl Pass {
    /// Room for passes of up to `batch` samples at once through networks shaped as `network`.
    #[must_use]
    pub fn new(network: &Network, batch: usize) -> Self {
        let capacity = batch.div_ceil(LANES).clamp(1, TILE);
        let neurons = vec![f32x4::ZERO; network.neurons() * capacity];
        Self {
            capacity,
            vectors: capacity,
            rows: 0,
            z: neurons.clone(),
            delta: neurons.clone(),
            a: neurons,
            t: vec![f32x4::ZERO; network.outputs() * capacity],
            share: vec![f32x4::ZERO; capacity],
            factors: Vec::new(),
            whole: Vec::new(),
        }
    }

    /// The values of a neuron over the tile at hand; the first [`rows`](Self::run) are samples.
    #[must_use]
    pub fn neuron(&self, neuron: usize) -> &[f32] {
        cast_slice(&self.a[neuron * self.vectors..][..self.vectors])
    }

    /// The targets of an output over the tile at hand.
    pub(crate) fn target(&self, output: usize) -> &[f32] {
        cast_slice(&self.t[output * self.vectors..][..self.vectors])
    }

    /// Runs every sample forward, tile by tile, and shows each tile with its range of samples.
    pub fn run(
        &mut self,
        network: &Network,
        samples: &Samples,
        mut each: impl FnMut(Range<usize>, &Self),
    ) {
        let step = self.capacity * LANES;
        for start in (0..samples.len()).step_by(step) {
            let rows = start..(start + step).min(samples.len());
            self.load_run(samples, &rows);
            self.forward(network, false);
            each(rows, self);
        }
    }

    /// The mean gradient of the loss over the samples of `batch` into `gradient`, laid out as the
    /// network's parameters.
    pub fn gradient(
        &mut self,
        network: &Network,
        loss: Loss,
        samples: &Samples,
        batch: &[u32],
        gradient: &mut [f32],
    ) {
        self.mean_gradient(network, loss, (samples, batch), None, gradient);
    }

    /// The same with hidden units left out as `dropout` draws them.
    pub fn gradient_with_dropout(
        &mut self,
        network: &Network,
        loss: Loss,
        samples: &Samples,
        batch: &[u32],
        dropout: &mut Dropout,
        gradient: &mut [f32],
    ) {
        let neurons = network.neurons() * self.capacity;
        self.factors.resize(neurons, f32x4::ONE);
        self.whole.resize(neurons, f32x4::ZERO);
        self.mean_gradient(network, loss, (samples, batch), Some(dropout), gradient);
    }

    /// In line, so that without dropout nothing asks for it.
    #[inline(always)]
    fn mean_gradient(
        &mut self,
        network: &Network,
        loss: Loss,
        (samples, batch): (&Samples, &[u32]),
        mut dropout: Option<&mut Dropout>,
        gradient: &mut [f32],
    ) {
        gradient.fill(0.0);
        let drops = dropout.is_some();
        for tile in batch.chunks(self.capacity * LANES) {
            self.load(samples, tile.len(), |i| tile[i] as usize);
            if let Some(dropout) = &mut dropout {
                self.draw(network, dropout);
            }
            self.forward(network, drops);
            self.weigh(batch.len());
            self.backward(network, loss, drops, gradient);
        }
    }

    /// The loss of each sample of the tile at hand, after [`run`](Self::run).
    pub(crate) fn losses(&self, network: &Network, loss: Loss, out: &mut Vec<f32x4>) {
        out.resize(self.vectors, f32x4::ZERO);
        if let Some(last) = network.layers().last() {
            loss.value(last.activation, self.outputs(last), out);
        }
    }

    /// Gathers a tile of samples; `sample` gives the number of the tile's i-th.
    #[inline]
    fn load(&mut self, samples: &Samples, rows: usize, sample: impl Fn(usize) -> usize) {
        self.rows = rows;
        self.vectors = rows.div_ceil(LANES);
        let at = |v: usize, lane: usize| {
            let i = v * LANES + lane;
            sample(if i < rows { i } else { 0 })
        };
        for v in 0..self.vectors {
            let lanes = [at(v, 0), at(v, 1), at(v, 2), at(v, 3)];
            gather(&mut self.a, lanes.map(|s| samples.x(s)), v, self.vectors);
            gather(&mut self.t, lanes.map(|s| samples.y(s)), v, self.vectors);
        }
    }

    /// Copies a tile of samples that follow each other.
    fn load_run(&mut self, samples: &Samples, rows: &Range<usize>) {
        self.rows = rows.len();
        self.vectors = rows.len().div_ceil(LANES);
        for (columns, tile) in [
            (&samples.x_columns, &mut self.a),
            (&samples.y_columns, &mut self.t),
        ] {
            let tile: &mut [f32] = cast_slice_mut(tile);
            let columns = columns.chunks_exact(samples.len);
            for (tile, column) in tile.chunks_exact_mut(self.vectors * LANES).zip(columns) {
                copy_tile(&mut tile[..rows.len()], &column[rows.clone()]);
                tile[rows.len()..].fill(column[rows.start]);
            }
        }
    }

    /// Draws what is left out of the tile at hand, sample by sample.
    fn draw(&mut self, network: &Network, dropout: &mut Dropout) {
        let column = self.vectors * LANES;
        let hidden = network.inputs() * column..(network.neurons() - network.outputs()) * column;
        let factors: &mut [f32] = &mut cast_slice_mut(&mut self.factors)[hidden];
        for row in 0..self.rows {
            for column in factors.chunks_exact_mut(column) {
                column[row] = dropout.factor();
            }
        }
    }

    fn forward(&mut self, network: &Network, drops: bool) {
        let v = self.vectors;
        let outputs = network.neurons() - network.outputs();
        for layer in network.layers() {
            let (before, a) = self.a.split_at_mut(layer.neurons.start * v);
            let x = &before[layer.sources.start * v..];
            let a = &mut a[..layer.units * v];
            let z = &mut self.z[registers(layer, v)];
            let (kernel, bias) = parameters(network.parameters(), layer);
            product::affine(x, kernel, bias, z, v);
            layer.activation.apply(z, a, v);
            if drops && layer.neurons.start < outputs {
                let own = registers(layer, v);
                self.whole[own.clone()].copy_from_slice(a);
                multiply(a, &self.factors[own]);
            }
        }
    }

    /// Sets the lanes' shares in a batch of `count` samples.
    fn weigh(&mut self, count: usize) {
        let share = 1.0 / count as f32;
        for (v, lanes) in self.share[..self.vectors].iter_mut().enumerate() {
            let of = |lane: usize| {
                if v * LANES + lane < self.rows {
                    share
                } else {
                    0.0
                }
            };
            *lanes = f32x4::new([of(0), of(1), of(2), of(3)]);
        }
    }

    fn backward(&mut self, network: &Network, loss: Loss, drops: bool, gradient: &mut [f32]) {
        let v = self.vectors;
        let Some(last) = network.layers().last() else {
            return;
        };
        let mut delta = std::mem::take(&mut self.delta);
        let top = &mut delta[registers(last, v)];
        loss.delta(last.activation, self.outputs(last), top, v);
        for column in top.chunks_exact_mut(v) {
            multiply(column, &self.share);
        }
        for layer in network.layers().iter().rev() {
            let (below, own) = delta.split_at_mut(layer.neurons.start * v);
            let own = &own[..layer.units * v];
            let x = &self.a[layer.sources.start * v..layer.sources.end * v];
            let (kernel, bias) =
                gradient[layer.kernel.start..layer.bias.end].split_at_mut(layer.kernel.len());
            product::gradient(x, own, kernel, bias, v);
            if layer.sources.start > 0 {
                let below = &mut below[layer.sources.start * v..];
                self.pull_back(network, layer, drops, own, below);
            }
        }
        self.delta = delta;
    }

    /// From a layer's dL/dz to dL/dz of the layer before it, in `below`.
    fn pull_back(
        &self,
        network: &Network,
        layer: &Dense,
        drops: bool,
        own: &[f32x4],
        below: &mut [f32x4],
    ) {
        let v = self.vectors;
        let (kernel, _) = parameters(network.parameters(), layer);
        product::pull_back(own, kernel, below, v);
        let before = layer.sources.start * v..layer.sources.end * v;
        if let Some(layer) = network.layers().iter().find(|l| l.neurons == layer.sources) {
            let z = &self.z[before.clone()];
            // An activation's slope belongs to its own value, not to what dropout left of it.
            let a = if drops {
                multiply(below, &self.factors[before.clone()]);
                &self.whole[before]
            } else {
                &self.a[before]
            };
            layer.activation.pull_back(z, a, below, v);
        }
    }

    fn outputs(&self, last: &Dense) -> Outputs<'_> {
        let own = registers(last, self.vectors);
        Outputs {
            z: &self.z[own.clone()],
            a: &self.a[own],
            t: &self.t[..last.units * self.vectors],
        }
    }
}

/// Multiplies as many values as both have.
#[inline]
fn multiply(values: &mut [f32x4], factors: &[f32x4]) {
    for (value, &factor) in values.iter_mut().zip(factors) {
        *value *= factor;
    }
}

/// Copies as many values as `to` holds. A full tile's length is known to the compiler, so that it is
/// copied in line.
#[inline]
pub(crate) fn copy_tile(to: &mut [f32], from: &[f32]) {
    match (
        <&mut [f32; FULL]>::try_from(&mut *to).ok(),
        from.first_chunk::<FULL>(),
    ) {
        (Some(to), Some(from)) => *to = *from,
        _ => to.copy_from_slice(&from[..to.len()]),
    }
}

/// A layer's neurons in the arrays of a pass with `vectors` registers each.
fn registers(layer: &Dense, vectors: usize) -> Range<usize> {
    layer.neurons.start * vectors..layer.neurons.end * vectors
}

fn parameters<'a>(all: &'a [f32], layer: &Dense) -> (&'a [f32], &'a [f32]) {
    all[layer.kernel.start..layer.bias.end].split_at(layer.kernel.len())
}

/// Writes register `v` of every column from four rows.
#[inline]
fn gather(columns: &mut [f32x4], rows: [&[f32]; LANES], v: usize, vectors: usize) {
    let [r0, r1, r2, r3] = rows;
    let rows = r0.iter().zip(r1).zip(r2).zip(r3);
    for (column, (((&a, &b), &c), &d)) in columns.chunks_exact_mut(vectors).zip(rows) {
        column[v] = f32x4::new([a, b, c, d]);
    }
}
