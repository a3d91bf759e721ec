//! How values flow forward through the layers of a network, and gradients back: over training samples, layer
//! by layer.

use serde::Serialize;

use crate::nn::{Activation, Dense, Loss, Named, Network, Pass, Samples, flow};

/// Bars of a histogram.
pub const BARS: usize = 32;
/// Values that are looked at, at most: samples × units.
const LOOKED_AT: usize = 40_000;
/// And what they are computed by, at most: samples × weights.
const WORK: usize = 4_000_000;
/// Decades of gradients that are told apart below the largest.
const DECADES: i32 = 12;
/// A unit is saturated where its slope is less than this share of the greatest.
const FLAT: f32 = 0.05;

/// How values and gradients flow through a network.
#[derive(Clone, Debug, PartialEq)]
pub struct Flow {
    /// Samples that were looked at: the first of those that are trained on.
    pub samples: usize,
    /// What the histograms of z of all layers span.
    pub z: [f32; 2],
    /// What those of a span.
    pub a: [f32; 2],
    /// The powers of ten that those of |∂L/∂z| span; a size of 0 has no place in them.
    pub delta: [i32; 2],
    /// The layers, first to last.
    pub layers: Vec<LayerFlow>,
    /// How much the samples’ gradients differ: the mean square of their distance from the mean gradient, as a
    /// multiple of its own square. A batch of so many samples has a step that is half slope and half chance.
    pub noise: f64,
}

/// How values and gradients flow through one layer.
#[derive(Clone, Debug, PartialEq)]
pub struct LayerFlow {
    /// What its units do.
    pub activation: Activation,
    /// Weighted sums z, a bar each.
    pub z: [u32; BARS],
    /// Answers a.
    pub a: [u32; BARS],
    /// Sizes of ∂L/∂z of each sample’s own loss, by their logarithms.
    pub delta: [u32; BARS],
    /// How many of these are 0.
    pub no_delta: u32,
    /// Share of all answers at which a unit is saturated: its slope is less than a twentieth of the greatest.
    pub saturated: f32,
    /// The units, first to last.
    pub units: Vec<UnitFlow>,
}

/// What a unit does over the samples.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct UnitFlow {
    /// The least and the greatest weighted sum.
    pub z: [f32; 2],
    /// Samples at which it is saturated.
    pub saturated: u32,
    /// Whether its slope is 0 at every sample, so that nothing reaches its weights.
    pub is_dead: bool,
}

impl UnitFlow {
    /// Before the first sample.
    const UNSEEN: Self = Self {
        z: [f32::INFINITY, f32::NEG_INFINITY],
        saturated: 0,
        is_dead: true,
    };
}

impl LayerFlow {
    /// How many units are dead.
    #[must_use]
    pub fn dead(&self) -> usize {
        self.units.iter().filter(|unit| unit.is_dead).count()
    }
}

/// A flow as scripts have it.
#[derive(Serialize)]
pub struct Told {
    samples: usize,
    layers: Vec<ToldLayer>,
}

#[derive(Serialize)]
struct ToldLayer {
    activation: &'static str,
    gradient: f64,
    step: Option<f64>,
    z: [f32; 2],
    saturated: f32,
    dead: usize,
    units: usize,
}

impl Told {
    /// With the size of each layer’s gradient, and that of its next step over that of its weights where there
    /// is one.
    #[must_use]
    pub fn new(flow: &Flow, gradients: &[f64], steps: &[f64]) -> Self {
        let layers = flow.layers.iter().zip(gradients).enumerate();
        let layer = |(at, (layer, &gradient)): (usize, (&LayerFlow, &f64))| {
            let start = [f32::INFINITY, f32::NEG_INFINITY];
            let ends =
                |[low, high]: [f32; 2], unit: &UnitFlow| [low.min(unit.z[0]), high.max(unit.z[1])];
            ToldLayer {
                activation: layer.activation.name(),
                gradient,
                step: steps.get(at).copied().filter(|step| step.is_finite()),
                z: layer.units.iter().fold(start, ends),
                saturated: layer.saturated,
                dead: layer.dead(),
                units: layer.units.len(),
            }
        };
        Self {
            samples: flow.samples,
            layers: layers.map(layer).collect(),
        }
    }
}

/// The values of a layer, unit after unit, as they pass.
#[derive(Default)]
struct Values {
    z: Vec<f32>,
    a: Vec<f32>,
    delta: Vec<f32>,
    units: Vec<UnitFlow>,
}

impl Flow {
    /// Looks at the first of these samples, as many as take no longer than a part of a frame. The network’s
    /// weights are finite.
    #[must_use]
    #[inline(never)]
    pub fn new(network: &Network, loss: Loss, samples: &Samples) -> Self {
        let most =
            (LOOKED_AT / network.neurons().max(1)).min(WORK / network.parameters().len().max(1));
        let rows = most.clamp(1, samples.len().max(1));
        let count = rows.min(samples.len());
        // Of no samples nothing is told.
        let unit = if count == 0 {
            UnitFlow::default()
        } else {
            UnitFlow::UNSEEN
        };
        let mut all: Vec<Values> = (network.layers().iter())
            .map(|layer| Values {
                units: vec![unit; layer.units],
                ..Values::default()
            })
            .collect();
        let mut squares = 0.0;
        let gradient = flow(network, loss, samples, rows, &mut |pass, rows| {
            for (layer, values) in network.layers().iter().zip(&mut all) {
                values.add(pass, rows, layer, count);
                squares += square_of_gradients(pass, rows, layer, count);
            }
        });
        let own: f64 = gradient.iter().map(|&g| f64::from(g) * f64::from(g)).sum();
        let noise = (squares / count.max(1) as f64 - own) / own;
        Self::of(&all, network, count, noise)
    }

    fn of(all: &[Values], network: &Network, samples: usize, noise: f64) -> Self {
        let z = span(all.iter().flat_map(|layer| &layer.z));
        let a = span(all.iter().flat_map(|layer| &layer.a));
        let delta = decades(all.iter().flat_map(|layer| &layer.delta));
        let layers = (all.iter().zip(network.layers()))
            .map(|(values, layer)| values.told(layer.activation, z, a, delta))
            .collect();
        Self {
            samples,
            z,
            a,
            delta,
            layers,
            noise,
        }
    }
}

impl Values {
    /// Adds what has passed of a layer.
    fn add(&mut self, pass: &Pass, rows: usize, layer: &Dense, count: usize) {
        for (unit, neuron) in self.units.iter_mut().zip(layer.neurons.clone()) {
            let (z, a) = (&pass.sum(neuron)[..rows], &pass.neuron(neuron)[..rows]);
            for (&z, &a) in z.iter().zip(a) {
                let slope = slope(layer.activation, z, a);
                unit.z = [unit.z[0].min(z), unit.z[1].max(z)];
                unit.saturated += u32::from(slope < FLAT);
                unit.is_dead &= slope == 0.0;
            }
            self.z.extend_from_slice(z);
            self.a.extend_from_slice(a);
            let own = pass.delta(neuron)[..rows].iter();
            self.delta.extend(own.map(|delta| delta * count as f32));
        }
    }

    fn told(&self, activation: Activation, z: [f32; 2], a: [f32; 2], delta: [i32; 2]) -> LayerFlow {
        let saturated: u32 = self.units.iter().map(|unit| unit.saturated).sum();
        let sizes = self.delta.iter().filter(|delta| **delta != 0.0);
        let logarithms = sizes.map(|delta| libm::log10f(delta.abs()));
        LayerFlow {
            activation,
            z: bars(self.z.iter().copied(), z),
            a: bars(self.a.iter().copied(), a),
            delta: bars(logarithms, delta.map(|power| power as f32)),
            no_delta: self.delta.iter().filter(|delta| **delta == 0.0).count() as u32,
            saturated: saturated as f32 / self.z.len().max(1) as f32,
            units: self.units.clone(),
        }
    }
}

/// The slope of an activation as a share of its greatest; of softmax, whose units share one, 1.
fn slope(activation: Activation, z: f32, a: f32) -> f32 {
    match activation {
        Activation::Heaviside | Activation::Sign => 0.0,
        Activation::Sigmoid => 4.0 * a * (1.0 - a),
        Activation::Tanh => 1.0 - a * a,
        Activation::Relu => f32::from(u8::from(z > 0.0)),
        Activation::Linear | Activation::LeakyRelu | Activation::Softmax => 1.0,
        Activation::Elu
        | Activation::Selu
        | Activation::Softplus
        | Activation::Gelu
        | Activation::Swish => activation.derivative(z).abs(),
    }
}

/// The squares of the samples’ own gradients at a layer’s parameters, all added up: of each sample, those of
/// ∂L/∂z times those of what the layer reads and of the 1 that belongs to the bias.
fn square_of_gradients(pass: &Pass, rows: usize, layer: &Dense, count: usize) -> f64 {
    let square = |value: f32| f64::from(value) * f64::from(value);
    let own = |row: usize| {
        let deltas = layer
            .neurons
            .clone()
            .map(|n| pass.delta(n)[row] * count as f32);
        let read = layer.sources.clone().map(|n| pass.neuron(n)[row]);
        deltas.map(square).sum::<f64>() * (1.0 + read.map(square).sum::<f64>())
    };
    (0..rows).map(own).sum()
}

/// The finite ends of values, apart.
fn span<'a>(values: impl Iterator<Item = &'a f32>) -> [f32; 2] {
    let start = [f32::INFINITY, f32::NEG_INFINITY];
    let finite = values.filter(|value| value.is_finite());
    let [low, high] = finite.fold(start, |[low, high], &v| [low.min(v), high.max(v)]);
    if low > high {
        return [-1.0, 1.0];
    }
    let least = (1e-6 * high.abs().max(low.abs())).max(1e-6);
    if high - low < least {
        [low - 0.5, high + 0.5]
    } else {
        [low, high]
    }
}

/// The powers of ten that enclose the sizes of what is not 0.
fn decades<'a>(deltas: impl Iterator<Item = &'a f32>) -> [i32; 2] {
    let sizes = deltas.map(|delta| delta.abs());
    let sizes = sizes.filter(|size| *size > 0.0 && size.is_finite());
    let (low, high) = sizes.fold((f32::INFINITY, 0.0f32), |(low, high), size| {
        (low.min(size), high.max(size))
    });
    if high == 0.0 {
        return [-3, 0];
    }
    let top = libm::ceilf(libm::log10f(high)) as i32;
    let bottom = libm::floorf(libm::log10f(low)) as i32;
    [bottom.clamp(top - DECADES, top - 2), top]
}

/// How many of the values lie in each of the bars from `low` to `high`; what lies beyond is in the bar at
/// that end.
fn bars(values: impl Iterator<Item = f32>, [low, high]: [f32; 2]) -> [u32; BARS] {
    let mut counts = [0; BARS];
    for value in values {
        let share = (value - low) / (high - low);
        let bar = (share * BARS as f32) as usize;
        counts[bar.min(BARS - 1)] += 1;
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        lab::{Edit, Experiment, Key, Prepared, Snapshot},
        nn::{Initializer, LayerSpec, Stride, Trainer, walk_one},
    };

    fn flow_of(network: &Network, e: &Experiment) -> Flow {
        Flow::new(network, e.loss, &Prepared::new(e).measured[0])
    }

    /// So many hidden layers of 8 units on the default data.
    fn deep(layers: usize, activation: Activation, initializer: Initializer) -> Experiment {
        let mut e = Experiment {
            initializer,
            ..Experiment::default()
        };
        e.layers[0].units = 8;
        e.layers.remove(1);
        while e.hidden().len() < layers {
            Edit::AddLayer(1).apply(&mut e).unwrap();
            e.layers[1].units = 8;
        }
        Edit::SetHidden(activation).apply(&mut e).unwrap();
        assert_eq!(e.validate(), Ok(()));
        e
    }

    /// The sizes of the layers' gradients at the start, and how values flow there.
    fn start(e: &Experiment) -> (Vec<f64>, Flow) {
        let prepared = Prepared::new(e);
        let snapshot = Snapshot::initial(e, &prepared);
        let sizes = snapshot.sizes(snapshot.gradient.of_loss());
        (sizes, flow_of(&snapshot.network, e))
    }

    /// Where the middle of what a histogram counts lies, by its bars.
    fn middle(bars: &[u32; BARS]) -> usize {
        let half = bars.iter().sum::<u32>() / 2;
        let mut sum = 0;
        let at = bars.iter().position(|count| {
            sum += count;
            sum > half
        });
        at.unwrap_or_default()
    }

    #[test]
    fn deep_sigmoids_let_gradients_vanish() {
        let (sizes, flow) = start(&deep(8, Activation::Sigmoid, Initializer::GlorotUniform));
        assert!(sizes[0] < 1e-4 * sizes[8], "{sizes:?}");
        assert!(sizes.is_sorted(), "{sizes:?}");
        let places: Vec<_> = flow.layers.iter().map(|l| middle(&l.delta)).collect();
        assert!(
            places.is_sorted() && places[0] + BARS / 3 < places[8],
            "{places:?}"
        );
        // They are not saturated: each layer takes a part away, for its slope is at most a quarter.
        assert!(flow.layers.iter().all(|l| l.saturated < 0.1));
    }

    #[test]
    fn relu_with_he_lets_none_vanish() {
        for seed in 1..6 {
            let e = Experiment {
                seed,
                ..deep(8, Activation::Relu, Initializer::HeNormal)
            };
            let (sizes, _) = start(&e);
            let (least, most) = sizes
                .iter()
                .fold((f64::INFINITY, 0.0f64), |(a, b), &s| (a.min(s), b.max(s)));
            assert!(least > 0.01 * most, "seed {seed}: {sizes:?}");
        }
    }

    #[test]
    fn a_large_initialisation_explodes_or_saturates() {
        let wide = |activation, initializer| {
            let mut e = deep(8, activation, initializer);
            e.layers[..8].iter_mut().for_each(|layer| layer.units = 32);
            start(&e)
        };
        let size = |(sizes, _): &(Vec<f64>, Flow)| sizes.iter().sum::<f64>();
        let he = wide(Activation::Relu, Initializer::HeNormal);
        let large = wide(Activation::Relu, Initializer::StandardNormal);
        assert!(
            size(&large) > 1000.0 * size(&he),
            "{:?} {:?}",
            large.0,
            he.0
        );
        let reach = |layer: usize| {
            let units = large.1.layers[layer].units.iter();
            units.fold(0.0f32, |most, unit| most.max(unit.z[1]))
        };
        assert!(reach(7) > 1000.0 * reach(0), "{} {}", reach(0), reach(7));
        let (_, flow) = wide(Activation::Tanh, Initializer::StandardNormal);
        assert!(
            flow.layers[4].saturated > 0.5,
            "{:?}",
            flow.layers[4].saturated
        );
    }

    #[test]
    fn steps_are_flat() {
        let (sizes, flow) = start(&deep(2, Activation::Heaviside, Initializer::GlorotUniform));
        assert_eq!(sizes[..2], [0.0, 0.0]);
        for layer in &flow.layers[..2] {
            assert_eq!((layer.saturated, layer.dead()), (1.0, 8));
            assert_eq!(layer.no_delta, layer.a.iter().sum::<u32>());
        }
        assert_eq!(flow.layers[2].dead(), 0);
    }

    /// All that is told, counted anew sample by sample.
    #[test]
    fn what_is_told_is_what_the_samples_do() {
        for &activation in Activation::ALL {
            if activation == Activation::Softmax {
                continue;
            }
            let e = deep(2, activation, Initializer::HeUniform);
            let prepared = Prepared::new(&e);
            let mut trainer = Trainer::new(e.network(), prepared.train.clone(), e.settings());
            trainer.advance(Stride::Epoch, 3);
            let network = trainer.network();
            let samples = &prepared.measured[0];
            let flow = Flow::new(network, e.loss, samples);
            assert_eq!(flow.samples, samples.len());
            let walked: Vec<_> = (0..samples.len())
                .map(|s| walk_one(network, e.settings(), &samples.x(s), samples.y(s)))
                .collect();
            for (l, layer) in flow.layers.iter().enumerate() {
                let all = layer.units.len() * samples.len();
                let counts = [&layer.z, &layer.a].map(|bars| bars.iter().sum::<u32>() as usize);
                assert_eq!(counts, [all, all]);
                let deltas = layer.delta.iter().sum::<u32>() + layer.no_delta;
                assert_eq!(deltas as usize, all);
                for (u, unit) in layer.units.iter().enumerate() {
                    let z = || walked.iter().map(|w| w.layers[l].z[u]);
                    assert_eq!(unit.z[0], z().fold(f32::INFINITY, f32::min));
                    assert_eq!(unit.z[1], z().fold(f32::NEG_INFINITY, f32::max));
                    let own = layer.activation;
                    let dead = z().all(|z| own.derivative(z) == 0.0);
                    assert_eq!(unit.is_dead, dead, "{own:?}");
                    let most = if own == Activation::Sigmoid {
                        0.25
                    } else {
                        1.0
                    };
                    let flat = |z: &f32| own.derivative(*z).abs() < FLAT * most;
                    assert_eq!(unit.saturated as usize, z().filter(flat).count(), "{own:?}");
                }
            }
            let size = |g: &[f32]| g.iter().map(|&g| f64::from(g) * f64::from(g)).sum::<f64>();
            let (mut squares, mut mean) = (0.0, vec![0.0; network.parameters().len()]);
            for sample in 0..samples.len() {
                let mut own = vec![0.0; mean.len()];
                let rows = [sample as u32];
                Pass::new(network, 1).gradient(network, e.loss, samples, &rows, &mut own);
                squares += size(&own) / samples.len() as f64;
                mean.iter_mut()
                    .zip(&own)
                    .for_each(|(m, g)| *m += g / samples.len() as f32);
            }
            let noise = (squares - size(&mean)) / size(&mean);
            assert!(
                (flow.noise / noise - 1.0).abs() < 1e-2,
                "{activation:?}: {} {noise}",
                flow.noise
            );
        }
    }

    #[test]
    fn of_many_samples_the_first_are_looked_at() {
        let mut e = deep(8, Activation::Tanh, Initializer::GlorotUniform);
        Edit::Set(Key::Points, "1000".into()).apply(&mut e).unwrap();
        let flow = flow_of(&e.network(), &e);
        assert_eq!(flow.samples, LOOKED_AT / e.network().neurons());
    }

    #[test]
    fn of_many_weights_fewer_samples_are_looked_at() {
        let specs = [784, 300, 10].map(|units| LayerSpec::new(units, Activation::Sigmoid));
        let e = Experiment::default();
        let samples = &Prepared::new(&e).measured[0];
        for specs in [&specs[..], &[specs[0]; 8]] {
            let mut specs = specs.to_vec();
            specs.push(LayerSpec::new(1, Activation::Sigmoid));
            let network = Network::new(samples.inputs(), &specs, Initializer::GlorotUniform, 1);
            let flow = Flow::new(&network, e.loss, samples);
            let most = WORK / network.parameters().len();
            assert!(most < LOOKED_AT / network.neurons());
            assert_eq!(flow.samples, most.max(1));
        }
    }

    #[test]
    fn of_no_samples_nothing_is_told() {
        let e = Experiment::default();
        let samples = Samples::one(&[0.0, 0.0], &[0.0]);
        let none = Samples::default();
        for (samples, seen) in [(&samples, 1), (&none, 0)] {
            let flow = Flow::new(&e.network(), e.loss, samples);
            assert_eq!(flow.samples, seen);
            assert!(flow.layers.iter().all(|l| l.dead() == 0));
            let ends = flow.layers.iter().flat_map(|l| &l.units);
            assert!(ends.flat_map(|unit| unit.z).all(f32::is_finite));
        }
    }

    #[test]
    fn odd_values_have_their_bars() {
        assert_eq!(span([f32::NAN].iter()), [-1.0, 1.0]);
        let [low, high] = span([2.0, 2.0].iter());
        assert!(low < 2.0 && high > 2.0);
        assert_eq!(decades([0.0].iter()), [-3, 0]);
        assert_eq!(decades([1e-30, 0.5].iter()), [-12, 0]);
        assert_eq!(decades([0.5].iter()), [-2, 0]);
        let counts = bars([-9.0, f32::NAN, 0.5, 9.0].into_iter(), [0.0, 1.0]);
        assert_eq!((counts[0], counts[BARS / 2], counts[BARS - 1]), (2, 1, 1));
    }
}
