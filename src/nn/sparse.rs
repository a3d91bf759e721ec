//! The first layer on images, most of whose pixels are nothing: only the others count.
//!
//! A unit's sum begins at the bias and takes the inputs one after another, as in [`product`](super::product), and
//! 0 adds nothing; so sums have the very bits. Here four units share a register, not four samples, so the
//! kernel is turned: once for a batch, and the gradient back. The gradient takes the samples one after another.

use wide::f32x4;

use super::{
    samples::Pixels,
    tile::{LANES, TILE},
};

/// Registers of units that are summed up together.
const WIDE: usize = 4;
/// Units of a block.
const BLOCK: usize = WIDE * LANES;
/// Samples in a tile, at most.
const SAMPLES: usize = TILE * LANES;

/// Weights, sums or slopes of a block of units.
type Units = [f32x4; WIDE];

const NONE: Units = [f32x4::ZERO; WIDE];

/// A number at a place: of an image an input, of an input a sample.
#[derive(Clone, Copy, Debug, Default)]
struct At {
    place: u32,
    number: f32,
}

/// The working memory of a first layer on images.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sparse {
    inputs: usize,
    units: usize,
    blocks: usize,
    /// The kernel, block after block and therein input after input.
    kernel: Vec<Units>,
    /// dL/dkernel so far, input after input and therein block after block.
    gradient: Vec<Units>,
    /// What is not 0 in each image of the tile at hand, image after image.
    seen: Vec<At>,
    /// Where in `seen` each image begins, and the last ends.
    starts: [usize; SAMPLES + 1],
    /// The same, input after input.
    turned: Vec<At>,
    /// Where in `turned` each input begins, and the last ends.
    ends: Vec<usize>,
    /// dL/dz of the tile at hand, block after block.
    delta: Vec<[Units; SAMPLES]>,
}

impl Sparse {
    /// Takes the kernel (inputs × units, column-major) for passes to come.
    #[inline(never)]
    pub fn take(&mut self, kernel: &[f32], inputs: usize) {
        (self.inputs, self.units) = (inputs, kernel.len() / inputs);
        self.blocks = self.units.div_ceil(BLOCK);
        self.kernel.resize(self.blocks * inputs, NONE);
        let quads = kernel.chunks(LANES * inputs).enumerate();
        for (quad, kernel) in quads {
            let block = &mut self.kernel[quad / WIDE * inputs..][..inputs];
            let mut columns = kernel.chunks_exact(inputs);
            // Beyond the last unit, the last once more.
            let last = &kernel[kernel.len() - inputs..];
            let columns: [&[f32]; LANES] = std::array::from_fn(|_| columns.next().unwrap_or(last));
            turn(
                columns,
                block.iter_mut().map(|units| &mut units[quad % WIDE]),
            );
        }
    }

    /// Begins a gradient.
    pub fn begin(&mut self) {
        self.gradient.clear();
        self.gradient.resize(self.blocks * self.inputs, NONE);
    }

    /// Looks at a tile of images; `sample` gives the number of the tile's i-th.
    #[inline(never)]
    pub fn load(&mut self, pixels: &Pixels, rows: usize, sample: impl Fn(usize) -> usize) {
        let Some(values) = pixels.alike() else {
            return;
        };
        self.seen.clear();
        for row in 0..rows {
            self.starts[row] = self.seen.len();
            let (eights, rest) = pixels.image(sample(row)).as_chunks::<8>();
            for (at, eight) in (0..).step_by(8).zip(eights) {
                if u64::from_ne_bytes(*eight) != 0 {
                    see(&mut self.seen, values, at, eight);
                }
            }
            see(&mut self.seen, values, 8 * eights.len() as u32, rest);
        }
        self.starts[rows] = self.seen.len();
    }

    /// z = x·kernel + bias, as [`affine`](super::product::affine) has it.
    #[inline(never)]
    pub fn affine(&self, bias: &[f32], z: &mut [f32x4], rows: usize) {
        let vectors = rows.div_ceil(LANES);
        let blocks = self.kernel.chunks_exact(self.inputs);
        let blocks = blocks
            .zip(bias.chunks(BLOCK))
            .zip(z.chunks_mut(BLOCK * vectors));
        for ((kernel, bias), z) in blocks {
            let mut start = [0.0; BLOCK];
            start[..bias.len()].copy_from_slice(bias);
            let start: Units = bytemuck::cast(start);
            for v in 0..vectors {
                let sums: [Units; LANES] = std::array::from_fn(|lane| {
                    let row = v * LANES + lane;
                    let row = if row < rows { row } else { 0 };
                    let seen = &self.seen[self.starts[row]..self.starts[row + 1]];
                    sum(kernel, seen, start)
                });
                for quad in 0..bias.len().div_ceil(LANES) {
                    let turned = f32x4::transpose(sums.map(|sums| sums[quad]));
                    let z = z.chunks_exact_mut(vectors).skip(quad * LANES);
                    z.zip(turned).for_each(|(z, turned)| z[v] = turned);
                }
            }
        }
    }

    /// Adds the tile's part of dL/dkernel = xᵀ·delta.
    #[inline(never)]
    pub fn add(&mut self, delta: &[f32x4], rows: usize) {
        self.by_inputs(rows);
        let vectors = rows.div_ceil(LANES);
        self.delta.resize(self.blocks, [NONE; SAMPLES]);
        let blocks = delta.chunks(BLOCK * vectors).zip(&mut self.delta);
        for (delta, block) in blocks {
            for (quad, delta) in delta.chunks(LANES * vectors).enumerate() {
                for v in 0..vectors {
                    let of = |unit: usize| delta.get(unit * vectors + v).copied();
                    let units = std::array::from_fn(|unit| of(unit).unwrap_or_default());
                    for (lane, turned) in f32x4::transpose(units).into_iter().enumerate() {
                        block[v * LANES + lane][quad] = turned;
                    }
                }
            }
        }
        let rows = self.gradient.chunks_exact_mut(self.blocks);
        for (gradient, ends) in rows.zip(self.ends.windows(2)) {
            let seen = &self.turned[ends[0]..ends[1]];
            if seen.is_empty() {
                continue;
            }
            for (total, delta) in gradient.iter_mut().zip(&self.delta) {
                *total = slope(delta, seen, *total);
            }
        }
    }

    /// Ends a gradient: dL/dkernel (inputs × units, column-major).
    #[inline(never)]
    pub fn end(&self, kernel: &mut [f32]) {
        for (quad, columns) in kernel.chunks_mut(LANES * self.inputs).enumerate() {
            let (block, register) = (quad / WIDE, quad % WIDE);
            let mut units = self.gradient.chunks_exact(self.blocks);
            let mut columns: Vec<_> = columns.chunks_exact_mut(self.inputs).collect();
            let mut input = 0;
            while input < self.inputs {
                let four: [f32x4; LANES] = std::array::from_fn(|_| {
                    units
                        .next()
                        .map_or(f32x4::ZERO, |units| units[block][register])
                });
                let until = self.inputs.min(input + LANES);
                for (column, turned) in columns.iter_mut().zip(f32x4::transpose(four)) {
                    column[input..until].copy_from_slice(&turned.to_array()[..until - input]);
                }
                input = until;
            }
        }
    }

    /// Sorts what is seen in the tile by inputs.
    fn by_inputs(&mut self, rows: usize) {
        self.ends.clear();
        self.ends.resize(self.inputs + 1, 0);
        for at in &self.seen {
            self.ends[at.place as usize + 1] += 1;
        }
        let mut total = 0;
        for end in &mut self.ends {
            total += *end;
            *end = total;
        }
        self.turned.resize(self.seen.len(), At::default());
        // From the last to the first, so that each end becomes a beginning.
        let (ends, turned) = (&mut self.ends[1..], &mut self.turned);
        for row in (0..rows).rev() {
            for at in self.seen[self.starts[row]..self.starts[row + 1]]
                .iter()
                .rev()
            {
                let end = &mut ends[at.place as usize];
                *end -= 1;
                turned[*end] = At {
                    place: row as u32,
                    number: at.number,
                };
            }
        }
        self.ends.rotate_left(1);
        if let Some(last) = self.ends.last_mut() {
            *last = self.seen.len();
        }
    }
}

#[inline(always)]
fn see(seen: &mut Vec<At>, values: &[f32; 256], first: u32, bytes: &[u8]) {
    for (place, &byte) in (first..).zip(bytes) {
        if byte != 0 {
            let number = values[usize::from(byte)];
            seen.push(At { place, number });
        }
    }
}

/// start + Σ weights·x over what is seen.
#[inline]
fn sum(kernel: &[Units], seen: &[At], start: Units) -> Units {
    let mut total = start;
    for at in seen {
        let (weights, x) = (&kernel[at.place as usize], f32x4::splat(at.number));
        for k in 0..WIDE {
            total[k] = weights[k].mul_add(x, total[k]);
        }
    }
    total
}

/// start + Σ x·delta over the samples that are seen.
#[inline]
fn slope(delta: &[Units; SAMPLES], seen: &[At], start: Units) -> Units {
    let mut total = start;
    for at in seen {
        let (delta, x) = (&delta[at.place as usize % SAMPLES], f32x4::splat(at.number));
        for k in 0..WIDE {
            total[k] = x.mul_add(delta[k], total[k]);
        }
    }
    total
}

/// Writes four columns as rows of one register each.
fn turn<'a>(columns: [&[f32]; LANES], rows: impl Iterator<Item = &'a mut f32x4>) {
    let [a, b, c, d] = columns;
    let values = a.iter().zip(b).zip(c).zip(d);
    for (row, (((&a, &b), &c), &d)) in rows.zip(values) {
        *row = f32x4::new([a, b, c, d]);
    }
}

#[cfg(test)]
mod tests {
    use nalgebra::DMatrix;
    use proptest::prelude::*;

    use crate::{
        Activation, Images, Initializer, LayerSpec, Loss, Network, Pass, Samples, Scaling,
        evaluate, task::Task,
    };

    /// Images and the same as numbers.
    fn samples(bytes: Vec<u8>, pixels: usize) -> [Samples; 2] {
        let images = Images::new(bytes, pixels).unwrap();
        let value = |row, column| f32::from(images.image(row)[column]) / 255.0;
        let x = DMatrix::from_fn(images.len(), pixels, value);
        let y = DMatrix::from_fn(images.len(), 3, |row, class| {
            f32::from(u8::from((row * 5 + row / 7) % 3 == class))
        });
        let scaling = Scaling::new(&vec![(0.0, 255.0); pixels]);
        [
            Samples::of_images(images, scaling, &y),
            Samples::from_rows(&x, &y),
        ]
    }

    fn network(pixels: usize, hidden: &[usize]) -> Network {
        let hidden = hidden.iter().map(|&units| (units, Activation::Relu));
        let layers = hidden.chain([(3, Activation::Softmax)]);
        let specs: Vec<_> = layers.map(|(units, a)| LayerSpec::new(units, a)).collect();
        let mut network = Network::new(pixels, &specs, Initializer::HeNormal, 3);
        // Biases that are something.
        let count = network.parameters().len() as f32;
        let changed = (0..7u8).cycle().zip(network.parameters_mut());
        changed.for_each(|(at, p)| *p += f32::from(at) / count);
        network
    }

    /// A byte a pixel, `some` of 256 not 0.
    fn bytes(count: usize, some: u32, seed: u32) -> Vec<u8> {
        let mut state = seed | 1;
        let mut draw = || {
            state = state.wrapping_mul(747_796_405).wrapping_add(2_891_336_453);
            state >> 16
        };
        let byte = |_| if draw() % 256 < some { draw() as u8 } else { 0 };
        (0..count).map(byte).collect()
    }

    const LOSS: Loss = Loss::CategoricalCrossentropy;

    fn shapes() -> impl Strategy<Value = (usize, Vec<usize>, usize, u32, u32)> {
        let hidden = prop::collection::vec(1..50_usize, 0..3);
        (1..70_usize, hidden, 1..80_usize, 0..=256_u32, any::<u32>())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(60))]

        /// Sums, and so all that follows from them, have the bits that they have as numbers.
        #[test]
        fn images_are_answered_as_their_numbers((pixels, hidden, rows, some, seed) in shapes()) {
            let [images, numbers] = samples(bytes(pixels * rows, some, seed), pixels);
            let network = network(pixels, &hidden);
            prop_assert_eq!(network.answers(&images), network.answers(&numbers));
            let of = |samples| evaluate(&network, LOSS, Task::Multiclass, samples);
            prop_assert_eq!(of(&images), of(&numbers));
        }

        /// The gradient of the kernel is summed up sample by sample; all others have the same bits.
        #[test]
        fn gradients_are_sums_over_the_samples((pixels, hidden, rows, some, seed) in shapes()) {
            let [images, numbers] = samples(bytes(pixels * rows, some, seed), pixels);
            let network = network(pixels, &hidden);
            let batch: Vec<u32> = (0..rows as u32).rev().chain([0]).collect();
            let gradient = |samples: &Samples, batch: &[u32]| {
                let mut gradient = vec![f32::NAN; network.parameters().len()];
                let mut pass = Pass::new(&network, batch.len());
                pass.gradient(&network, LOSS, samples, batch, &mut gradient);
                gradient
            };
            let (sparse, dense) = (gradient(&images, &batch), gradient(&numbers, &batch));
            let kernel = network.layers()[0].kernel.len();
            prop_assert_eq!(&sparse[kernel..], &dense[kernel..]);
            let largest = dense.iter().fold(0f32, |m, g| m.max(g.abs()));
            for (sparse, dense) in sparse.iter().zip(&dense) {
                prop_assert!((sparse - dense).abs() <= 1e-5 * largest, "{} {}", sparse, dense);
            }
            // One sample alone leaves no order.
            let alone = [rows as u32 / 2];
            prop_assert_eq!(gradient(&images, &alone), gradient(&numbers, &alone));
        }
    }

    #[test]
    fn inputs_are_there_for_those_who_ask() {
        let [images, numbers] = samples(bytes(64 * 40, 50, 1), 64);
        let network = network(64, &[5]);
        let values = |samples: &Samples| {
            let (mut pass, mut values) = (Pass::new(&network, 40), Vec::new());
            let mut gradient = vec![0.0; network.parameters().len()];
            pass.gradient(&network, LOSS, samples, &[1, 2], &mut gradient);
            network.neuron_values(samples, &mut pass, &mut values);
            let mut watched = Vec::new();
            let watch =
                &mut |pass: &Pass, rows: usize| watched.extend(pass.neuron(20)[..rows].to_vec());
            let _ = crate::evaluate_watched(&network, LOSS, Task::Multiclass, samples, watch);
            (values, watched)
        };
        assert_eq!(values(&images), values(&numbers));
    }
}
