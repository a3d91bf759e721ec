//! What rounding can do to a gradient in single precision.
//!
//! Every operation of a pass rounds its result by at most half of the last digit, and hands on what its operands
//! were off by. Both are followed through the pass, forward and back, to first order: a weighted sum is off by
//! what its terms are off by, and by its number of terms times the last digit of their sizes, whatever they
//! cancel to; a slope by what its weighted sum is off by, times the curvature. Where the pass in single precision
//! came to lie on the other side of an edge, its slope is off by the whole kink, or its value by the whole jump.

use crate::{
    activation::Activation,
    graph::LossGraph,
    loss::{EPSILON, Loss},
    network::{Dense, Network},
    walk::Walk,
    walked::Walked,
};

/// Half of the last digit of single precision, for values around 1.
const UNIT: f64 = 0.5 * f32::EPSILON as f64;
/// Roundings in an elementary function.
const FUNCTION: f64 = 8.0;

/// A number and how far it may be off.
#[derive(Clone, Copy, Debug, Default)]
struct Near {
    value: f64,
    off: f64,
}

impl Near {
    fn exact(value: f32) -> Self {
        Self {
            value: f64::from(value),
            off: 0.0,
        }
    }

    fn rounded(value: f64, off: f64, roundings: f64) -> Self {
        Self {
            value,
            off: off + roundings * UNIT * value.abs(),
        }
    }

    fn size(self) -> f64 {
        self.value.abs() + self.off
    }

    /// 1 less it.
    fn complement(self) -> Self {
        Self::rounded(1.0 - self.value, self.off, 1.0)
    }

    fn times(self, other: Self) -> Self {
        let off = self.off * other.size() + self.value.abs() * other.off;
        Self::rounded(self.value * other.value, off, 1.0)
    }
}

/// A sum of so many terms, in whatever order.
fn sum(terms: impl Iterator<Item = Near>) -> Near {
    let (mut total, mut size, mut count) = (Near::default(), 0.0, 0.0);
    for term in terms {
        total.value += term.value;
        total.off += term.off;
        size += term.size();
        count += 1.0;
    }
    Near {
        off: total.off + count * UNIT * size,
        ..total
    }
}

/// For each parameter how far the walk's gradient may be off; `graph` is the walk's, gone back through.
pub(super) fn bounds(network: &Network, walk: &Walk, graph: &LossGraph) -> Vec<f64> {
    let mut totals = vec![(0.0, 0.0); walk.before.len()];
    for (s, walked) in walk.samples.iter().enumerate() {
        let sample = Passed::forward(network, walk, graph, s);
        sample.backward(network, walk, walked, &mut totals);
    }
    // The samples' contributions are added up too.
    let count = walk.samples.len() as f64;
    let bound =
        |(off, size): (f64, f64)| off + (count + 4.0) * UNIT * size + f64::from(f32::MIN_POSITIVE);
    totals.into_iter().map(bound).collect()
}

/// One sample's way forward.
struct Passed {
    layers: Vec<PassedLayer>,
    /// What each layer reads.
    read: Vec<Vec<Near>>,
}

struct PassedLayer {
    a: Vec<Near>,
    /// The activation's slope.
    slope: Vec<Near>,
}

impl Passed {
    fn forward(network: &Network, walk: &Walk, graph: &LossGraph, sample: usize) -> Self {
        let (walked, nodes) = (&walk.samples[sample], &graph.samples[sample]);
        let mut passed = Self {
            layers: Vec::new(),
            read: Vec::new(),
        };
        let mut read: Vec<Near> = walked.x.iter().copied().map(Near::exact).collect();
        for (l, layer) in network.layers().iter().enumerate() {
            let value = |node| graph.tape.value(node);
            let z: Vec<Near> = (0..layer.units)
                .map(|unit| Near {
                    value: value(nodes.layers[l].z[unit]),
                    ..affine(layer, &walk.before, unit, &read)
                })
                .collect();
            let a: Vec<f64> = nodes.layers[l].a.iter().map(|&node| value(node)).collect();
            let own = values(layer.activation, &z, &a, &walked.layers[l].z);
            let factors = &walked.layers[l].factors;
            let factor = |unit: usize| Near::exact(factors.get(unit).copied().unwrap_or(1.0));
            passed.read.push(read);
            read = own
                .a
                .iter()
                .enumerate()
                .map(|(unit, a)| a.times(factor(unit)))
                .collect();
            passed.layers.push(own);
        }
        passed
    }

    /// Adds what the sample's part of each component may be off by, and how large the part is.
    fn backward(&self, network: &Network, walk: &Walk, walked: &Walked, totals: &mut [(f64, f64)]) {
        let share = Near::rounded(1.0 / walk.samples.len() as f64, 0.0, 1.0);
        let mut delta: Vec<Near> = Vec::new();
        for (l, layer) in network.layers().iter().enumerate().rev() {
            let here = &self.layers[l];
            delta = match network.layers().get(l + 1) {
                None => {
                    let own = deltas(
                        walk.settings.loss,
                        layer.activation,
                        here,
                        &walked.layers[l].a,
                        &walked.t,
                    );
                    own.into_iter().map(|delta| delta.times(share)).collect()
                }
                Some(next) => (0..layer.units)
                    .map(|unit| {
                        let factor = walked.layers[l].factors.get(unit).copied().unwrap_or(1.0);
                        pulled_back(next, &walk.before, unit, &delta)
                            .times(Near::exact(factor))
                            .times(here.slope[unit])
                    })
                    .collect(),
            };
            let mut add = |parameter: usize, part: Near| {
                totals[parameter].0 += part.off;
                totals[parameter].1 += part.size();
            };
            for (unit, &delta) in delta.iter().enumerate() {
                for (source, &x) in self.read[l].iter().enumerate() {
                    add(
                        layer.kernel.start + unit * layer.inputs + source,
                        x.times(delta),
                    );
                }
                add(layer.bias.start + unit, delta);
            }
        }
    }
}

/// A unit's weighted sum.
fn affine(layer: &Dense, parameters: &[f32], unit: usize, read: &[Near]) -> Near {
    let weights = &parameters[layer.kernel.clone()][unit * layer.inputs..][..layer.inputs];
    let terms = weights
        .iter()
        .zip(read)
        .map(|(&w, &x)| Near::exact(w).times(x));
    sum(terms.chain([Near::exact(parameters[layer.bias.start + unit])]))
}

/// The derivative by a unit's value, from the layer that reads it.
fn pulled_back(next: &Dense, parameters: &[f32], source: usize, delta: &[Near]) -> Near {
    let weights = parameters[next.kernel.clone()]
        .iter()
        .skip(source)
        .step_by(next.inputs);
    sum(weights
        .zip(delta)
        .map(|(&w, &delta)| Near::exact(w).times(delta)))
}

/// How an activation passes on what its weighted sum is off by.
struct Shape {
    /// The most that its slope changes with the weighted sum, kinks aside.
    curvature: f64,
    /// By how much its slope changes at 0.
    kink: f64,
    /// By how much its value jumps at 0.
    jump: f64,
    /// Roundings of its value and slope, which are put together of numbers around 1.
    roundings: f64,
}

fn shape(activation: Activation) -> Shape {
    let (curvature, kink, jump, roundings) = match activation {
        Activation::Heaviside => (0.0, 0.0, 1.0, 0.0),
        Activation::Sign => (0.0, 0.0, 2.0, 0.0),
        Activation::Linear => (0.0, 0.0, 0.0, 0.0),
        Activation::Relu => (0.0, 1.0, 0.0, 0.0),
        Activation::LeakyRelu => (0.0, 0.7, 0.0, 1.0),
        Activation::Sigmoid => (0.1, 0.0, 0.0, FUNCTION),
        Activation::Tanh => (0.77, 0.0, 0.0, FUNCTION),
        Activation::Elu => (1.0, 0.0, 0.0, FUNCTION),
        Activation::Selu => (1.76, 0.71, 0.0, FUNCTION),
        Activation::Softplus => (0.25, 0.0, 0.0, FUNCTION),
        Activation::Gelu => (0.8, 0.0, 0.0, FUNCTION),
        Activation::Swish => (0.5, 0.0, 0.0, FUNCTION),
        Activation::Softmax => (0.5, 0.0, 0.0, FUNCTION),
    };
    Shape {
        curvature,
        kink,
        jump,
        roundings,
    }
}

/// On which side of 0 a value lies.
fn side(value: f64) -> i8 {
    i8::from(value > 0.0) - i8::from(value < 0.0)
}

/// A layer's values and slopes, given the weighted sums that the pass found. Softmax's slopes are none of one unit's; see [`deltas`].
fn values(activation: Activation, z: &[Near], a: &[f64], found: &[f32]) -> PassedLayer {
    let shape = shape(activation);
    let widest = z.iter().fold(0.0f64, |most, z| most.max(z.off));
    let unit = |((z, &a), &found): ((&Near, &f64), &f32)| {
        let edge = if side(z.value) == side(f64::from(found)) {
            0.0
        } else {
            1.0
        };
        let slope = f64::from(activation.derivative(z.value as f32));
        let off = shape.curvature * z.off + edge * shape.kink + shape.roundings * UNIT;
        let slope = Near::rounded(slope, off, 1.0);
        let value = if activation == Activation::Softmax {
            // Every share changes with every weighted sum, and all of them are less the largest.
            Near {
                value: a,
                off: a * (2.0 * widest + (FUNCTION + z.size() + 2.0) * 2.0 * UNIT),
            }
        } else {
            let off = slope.size() * z.off + edge * shape.jump;
            Near {
                value: a,
                off: off + shape.roundings * UNIT * a.abs().max(1.0),
            }
        };
        (slope, value)
    };
    let (slope, a) = z.iter().zip(a).zip(found).map(unit).unzip();
    PassedLayer { a, slope }
}

/// The derivatives of a sample's loss by the outputs' weighted sums, given the values that the pass found.
fn deltas(
    loss: Loss,
    output: Activation,
    layer: &PassedLayer,
    found: &[f32],
    t: &[f32],
) -> Vec<Near> {
    let share = Near::rounded(f64::from(loss.share(t.len())), 0.0, 1.0);
    let pairs = || layer.a.iter().zip(t);
    if loss.takes_logits(output) {
        // A softmax answers for all labels together.
        let held =
            Some(t.iter().sum()).filter(|held| output == Activation::Softmax && *held != 1.0);
        let answer = |a: Near| held.map_or(a, |held| Near::exact(held).times(a));
        let of = |(&a, &t): (&Near, &f32)| difference(answer(a), t).times(share);
        return pairs().map(of).collect();
    }
    let of = |((&a, &t), &found): ((&Near, &f32), &f32)| {
        slope(loss, a, f64::from(found), t).times(share)
    };
    let slopes: Vec<Near> = pairs().zip(found).map(of).collect();
    if output != Activation::Softmax {
        return slopes
            .iter()
            .zip(&layer.slope)
            .map(|(&loss, &own)| loss.times(own))
            .collect();
    }
    let mean = sum(layer
        .a
        .iter()
        .zip(&slopes)
        .map(|(&a, &slope)| a.times(slope)));
    let of = |(&a, &slope): (&Near, &Near)| {
        a.times(sum([
            slope,
            Near {
                value: -mean.value,
                ..mean
            },
        ]
        .into_iter()))
    };
    layer.a.iter().zip(&slopes).map(of).collect()
}

/// a − t.
fn difference(a: Near, t: f32) -> Near {
    sum([a, Near::exact(-t)].into_iter())
}

/// The derivative of the loss of one output by its value, where the pass found another one.
fn slope(loss: Loss, a: Near, found: f64, t: f32) -> Near {
    let error = difference(a, t);
    let target = f64::from(t);
    match loss {
        Loss::MeanSquaredError => Near {
            value: 2.0 * error.value,
            off: 2.0 * error.off,
        },
        Loss::MeanAbsoluteError => step((a.value - target, found - target), f64::from),
        Loss::Huber { delta } => {
            let delta = f64::from(delta);
            Near {
                value: error.value.clamp(-delta, delta),
                off: error.off,
            }
        }
        Loss::BinaryCrossentropy => {
            let (hit, miss) = (
                reciprocal(a, found),
                reciprocal(a.complement(), 1.0 - found),
            );
            let (hit, miss) = (
                hit.times(Near::exact(-t)),
                miss.times(Near::rounded(1.0 - target, 0.0, 1.0)),
            );
            Near {
                value: hit.value + miss.value,
                off: hit.off + miss.off + FUNCTION * UNIT * (hit.size() + miss.size()),
            }
        }
        Loss::CategoricalCrossentropy => reciprocal(a, found).times(Near::exact(-t)),
        Loss::Hinge => step((1.0 - target * a.value, 1.0 - target * found), |side| {
            if side > 0 { -target } else { 0.0 }
        }),
    }
}

/// A slope by the side of an edge, which is off by the whole step where the pass found the other side.
fn step((at, found): (f64, f64), slope: impl Fn(i8) -> f64) -> Near {
    let value = slope(side(at));
    Near {
        value,
        off: (slope(side(found)) - value).abs(),
    }
}

/// 1/p of a probability, 0 where it is clipped; the pass found another one.
fn reciprocal(p: Near, found: f64) -> Near {
    let low = f64::from(EPSILON);
    let inside = |p: f64| p >= low && p <= f64::from(1.0 - EPSILON);
    match (inside(p.value), inside(found)) {
        (false, false) => Near::default(),
        (true, true) => {
            let least = (p.value - p.off).max(low);
            Near::rounded(1.0 / p.value, p.off / (least * least), FUNCTION)
        }
        (true, false) | (false, true) => Near {
            value: 0.0,
            off: 1.0 / p.value.max(low),
        },
    }
}
