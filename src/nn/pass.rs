//! Forward and backward through a network, a tile of samples at a time.
//!
//! Lanes beyond the last sample of a tile repeat its first one and weigh nothing.

use std::ops::Range;

use bytemuck::{cast_slice, cast_slice_mut};
use nalgebra::DMatrix;
use wide::f32x4;

use super::{
    dropout::Dropout,
    loss::{Loss, Outputs},
    network::{Dense, Network, ShapeError},
    product,
    samples::{Pixels, Samples},
    sparse::Sparse,
    tile::{LANES, TILE, copy_tile, gather},
    walked::WalkedLayer,
};

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
    /// What reads images by what is on them.
    sparse: Sparse,
    /// Whether the first layer goes that way. The values of the inputs are then nowhere.
    is_sparse: bool,
    /// Whether somebody asks for them.
    keeps_inputs: bool,
}

/// Samples of a batch that make a tile, and how many the batch has.
#[derive(Clone, Copy)]
pub(crate) struct Part<'a> {
    pub tile: &'a [u32],
    pub of: usize,
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
            sparse: Sparse::default(),
            is_sparse: false,
            keeps_inputs: false,
        }
    }

    /// The values of a neuron over the tile at hand; the first [`rows`](Self::run) are samples.
    #[must_use]
    pub fn neuron(&self, neuron: usize) -> &[f32] {
        cast_slice(&self.a[neuron * self.vectors..][..self.vectors])
    }

    /// The weighted sums of a unit over the tile at hand, as [`neuron`](Self::neuron) has its values.
    #[must_use]
    pub fn sum(&self, unit: usize) -> &[f32] {
        cast_slice(&self.z[unit * self.vectors..][..self.vectors])
    }

    /// ∂L/∂z of a unit over the tile at hand, once it has gone back: L is the mean loss over the batch, so
    /// that a sample's own is as many times larger as the batch has samples.
    #[must_use]
    pub fn delta(&self, unit: usize) -> &[f32] {
        cast_slice(&self.delta[unit * self.vectors..][..self.vectors])
    }

    /// Samples of the tile at hand.
    pub(crate) fn rows(&self) -> usize {
        self.rows
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
        self.is_sparse = false;
        self.run_prepared(network, samples, &mut each);
    }

    fn run_prepared(
        &mut self,
        network: &Network,
        samples: &Samples,
        each: &mut dyn FnMut(Range<usize>, &Self),
    ) {
        let mut start = 0;
        while start < samples.len() {
            let rows = self.run_tile(network, samples, start);
            start = rows.end;
            each(rows, self);
        }
    }

    /// Has the values of the inputs there whenever a tile was run.
    pub(crate) fn keep_inputs(&mut self) {
        self.keeps_inputs = true;
    }

    /// Gets ready for passes through the network as it is now: of images, most of which are nothing, the first
    /// layer takes only the rest, unless [inputs are kept](Self::keep_inputs).
    pub(crate) fn prepare(&mut self, network: &Network, samples: &Samples) {
        let values = samples.pixels().and_then(Pixels::alike);
        let first = network.layers().first();
        let has_nothing = |_: &&Dense| values.is_some_and(|values| values[0] == 0.0);
        let first = first.filter(has_nothing).filter(|_| !self.keeps_inputs);
        self.is_sparse = first.is_some();
        if let Some(layer) = first {
            let kernel = &network.parameters()[layer.kernel.clone()];
            self.sparse.take(kernel, layer.inputs);
        }
    }

    /// Begins a gradient, to which tiles are [added](Self::add_gradient).
    pub(crate) fn begin_gradient(&mut self, network: &Network, samples: &Samples, out: &mut [f32]) {
        out.fill(0.0);
        self.prepare(network, samples);
        if self.is_sparse {
            self.sparse.begin();
        }
    }

    /// Ends a gradient: all of it is there.
    pub(crate) fn end_gradient(&self, network: &Network, gradient: &mut [f32]) {
        if let Some(layer) = network.layers().first().filter(|_| self.is_sparse) {
            self.sparse.end(&mut gradient[layer.kernel.clone()]);
        }
    }

    /// Runs a tile forward, from a sample on; gives its range of samples.
    pub(crate) fn run_tile(
        &mut self,
        network: &Network,
        samples: &Samples,
        start: usize,
    ) -> Range<usize> {
        let rows = start..(start + self.tile_size()).min(samples.len());
        self.load_run(samples, &rows);
        self.forward(network, false);
        rows
    }

    /// Samples in a full tile.
    pub(crate) fn tile_size(&self) -> usize {
        self.capacity * LANES
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
        self.mean_gradient(network, loss, (samples, batch), None, gradient, |_| {});
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
        let dropout = Some(dropout);
        self.mean_gradient(network, loss, (samples, batch), dropout, gradient, |_| {});
    }

    /// The same with or without dropout; shows each tile once it has gone forward and back. In line, so
    /// that without dropout nothing asks for it.
    #[inline(always)]
    pub(crate) fn mean_gradient(
        &mut self,
        network: &Network,
        loss: Loss,
        (samples, batch): (&Samples, &[u32]),
        mut dropout: Option<&mut Dropout>,
        gradient: &mut [f32],
        mut each: impl FnMut(&Self),
    ) {
        self.begin_gradient(network, samples, gradient);
        for tile in batch.chunks(self.tile_size()) {
            let part = Part {
                tile,
                of: batch.len(),
            };
            let dropout = dropout.as_deref_mut();
            self.add_gradient(network, loss, samples, part, dropout, gradient);
            each(self);
        }
        self.end_gradient(network, gradient);
    }

    /// Adds a tile's part of the mean gradient of its batch, which was [begun](Self::begin_gradient).
    #[inline(always)]
    pub(crate) fn add_gradient(
        &mut self,
        network: &Network,
        loss: Loss,
        samples: &Samples,
        Part { tile, of }: Part<'_>,
        dropout: Option<&mut Dropout>,
        gradient: &mut [f32],
    ) {
        let drops = dropout.is_some();
        self.load(samples, tile.len(), |i| tile[i] as usize);
        if let Some(dropout) = dropout {
            self.draw(network, dropout);
        }
        self.forward(network, drops);
        self.weigh(of);
        self.backward(network, loss, drops, gradient);
    }

    /// The tile at hand as it went forward and back, sample by sample, after a gradient: the layers, and the
    /// losses.
    pub(crate) fn walked(
        &self,
        network: &Network,
        loss: Loss,
        drops: bool,
    ) -> Vec<(Vec<WalkedLayer>, f32)> {
        let mut losses = Vec::new();
        self.losses(network, loss, &mut losses);
        let losses: &[f32] = cast_slice(&losses);
        let column = self.vectors * LANES;
        let outputs = network.neurons() - network.outputs();
        let layer_of = |row: usize, layer: &Dense| {
            let of = |values: &[f32x4]| -> Vec<f32> {
                let values: &[f32] = cast_slice(&values[registers(layer, self.vectors)]);
                values.chunks_exact(column).map(|unit| unit[row]).collect()
            };
            let hidden = drops && layer.neurons.start < outputs;
            WalkedLayer {
                z: of(&self.z),
                a: of(if hidden { &self.whole } else { &self.a }),
                factors: if hidden {
                    of(&self.factors)
                } else {
                    Vec::new()
                },
                delta: of(&self.delta),
            }
        };
        let layers = |row| {
            network
                .layers()
                .iter()
                .map(move |layer| layer_of(row, layer))
        };
        (0..self.rows)
            .map(|row| (layers(row).collect(), losses[row]))
            .collect()
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
        let inputs = samples.inputs();
        let images = samples.pixels();
        if let Some(pixels) = images.filter(|_| self.is_sparse) {
            self.sparse.load(pixels, rows, &sample);
        }
        let at = |v: usize, lane: usize| {
            let i = v * LANES + lane;
            sample(if i < rows { i } else { 0 })
        };
        for v in 0..self.vectors {
            let lanes = [at(v, 0), at(v, 1), at(v, 2), at(v, 3)];
            match images {
                Some(_) if self.is_sparse => {}
                None => {
                    let x = |s: usize| &samples.numbers()[0][s * inputs..][..inputs];
                    gather(&mut self.a, lanes.map(x), v, self.vectors);
                }
                Some(pixels) => pixels.gather(&mut self.a, lanes, v, self.vectors),
            }
            gather(&mut self.t, lanes.map(|s| samples.y(s)), v, self.vectors);
        }
    }

    /// Copies a tile of samples that follow each other.
    fn load_run(&mut self, samples: &Samples, rows: &Range<usize>) {
        if samples.pixels().is_some() {
            return self.load(samples, rows.len(), |i| rows.start + i);
        }
        self.rows = rows.len();
        self.vectors = rows.len().div_ceil(LANES);
        for (columns, tile) in [
            (samples.numbers()[1], &mut self.a),
            (samples.y_columns(), &mut self.t),
        ] {
            let tile: &mut [f32] = cast_slice_mut(tile);
            let columns = columns.chunks_exact(samples.len());
            for (tile, column) in tile.chunks_exact_mut(self.vectors * LANES).zip(columns) {
                copy_tile(&mut tile[..rows.len()], &column[rows.clone()]);
                tile[rows.len()..].fill(column[rows.start]);
            }
        }
    }

    /// Draws what is left out of the tile at hand, sample by sample.
    fn draw(&mut self, network: &Network, dropout: &mut Dropout) {
        let neurons = network.neurons() * self.capacity;
        self.factors.resize(neurons, f32x4::ONE);
        self.whole.resize(neurons, f32x4::ZERO);
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
            if self.is_sparse && layer.sources.start == 0 {
                self.sparse.affine(bias, z, self.rows);
            } else {
                product::affine(x, kernel, bias, z, v);
            }
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
            if self.is_sparse && layer.sources.start == 0 {
                self.sparse.add(own, self.rows);
                product::bias_gradient(own, bias, v);
            } else {
                product::gradient(x, own, kernel, bias, v);
            }
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

/// A layer's neurons in the arrays of a pass with `vectors` registers each.
fn registers(layer: &Dense, vectors: usize) -> Range<usize> {
    layer.neurons.start * vectors..layer.neurons.end * vectors
}

fn parameters<'a>(all: &'a [f32], layer: &Dense) -> (&'a [f32], &'a [f32]) {
    all[layer.kernel.start..layer.bias.end].split_at(layer.kernel.len())
}

impl Network {
    /// The outputs (samples × outputs) for inputs `x` (samples × inputs).
    ///
    /// # Errors
    /// When `x` has not one column per input.
    pub fn predict(&self, x: &DMatrix<f32>) -> Result<DMatrix<f32>, ShapeError> {
        if x.ncols() != self.inputs() {
            return Err(ShapeError {
                expected: self.inputs(),
                found: x.ncols(),
            });
        }
        let samples = Samples::from_rows(x, &DMatrix::zeros(x.nrows(), self.outputs()));
        Ok(self.answers(&samples))
    }

    /// The outputs (samples × outputs) for the inputs of samples, of which each has one value per input.
    #[must_use]
    pub fn answers(&self, samples: &Samples) -> DMatrix<f32> {
        let mut y = DMatrix::zeros(samples.len(), self.outputs());
        let first = self.neurons() - self.outputs();
        let mut pass = Pass::new(self, samples.len());
        pass.prepare(self, samples);
        pass.run_prepared(self, samples, &mut |rows, pass| {
            for output in 0..self.outputs() {
                let values = &pass.neuron(first + output)[..rows.len()];
                y.column_mut(output).as_mut_slice()[rows.clone()].copy_from_slice(values);
            }
        });
        y
    }

    /// Every neuron's value at every sample: one row of `samples.len()` values per neuron, inputs
    /// first. This is what the maps of the diagram show.
    pub fn neuron_values(&self, samples: &Samples, pass: &mut Pass, out: &mut Vec<f32>) {
        let count = samples.len();
        out.resize(self.neurons() * count, 0.0);
        pass.run(self, samples, |rows, pass| {
            for (neuron, row) in out.chunks_exact_mut(count).enumerate() {
                copy_tile(&mut row[rows.clone()], pass.neuron(neuron));
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Activation, Initializer, LayerSpec};

    /// XOR by hand: one unit for OR, one for AND, and their difference.
    #[test]
    fn two_step_units_and_a_third_compute_xor() {
        let step = Activation::Heaviside;
        let specs = [LayerSpec::new(2, step), LayerSpec::new(1, step)];
        let mut network = Network::new(2, &specs, Initializer::Zeros, 0);
        let parameters = [1.0, 1.0, 1.0, 1.0, -0.5, -1.5, 1.0, -1.0, -0.5];
        network.parameters_mut().copy_from_slice(&parameters);
        let x = DMatrix::from_row_slice(4, 2, &[0.0, 0.0, 0.0, 1.0, 1.0, 0.0, 1.0, 1.0]);
        let y = network.predict(&x).unwrap();
        assert_eq!(y.as_slice(), [0.0, 1.0, 1.0, 0.0]);
    }

    #[test]
    fn a_row_of_the_wrong_length_is_refused() {
        let network = Network::new(
            2,
            &[LayerSpec::new(1, Activation::Tanh)],
            Initializer::Zeros,
            0,
        );
        let error = network.predict(&DMatrix::zeros(1, 3)).unwrap_err();
        assert_eq!(
            error,
            ShapeError {
                expected: 2,
                found: 3
            }
        );
    }
}
