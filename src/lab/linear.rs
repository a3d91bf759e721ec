//! Layers multiplied out: where a layer answers its weighted sums as they are, the layer after it is a linear
//! function of what came before, so both are one layer.
//!
//! A sample is a row x (1 × inputs), and a layer answers f(x·W + b) with W of inputs × units, as Keras has it. So of
//! layers that follow each other W = W₁·W₂·…, and b = (b₁·W₂ + b₂)·W₃ + ….

use std::ops::Range;

use super::{
    edit::Edit,
    experiment::Experiment,
    json::Files,
    link,
    timeline::{Change, Event, Moment, Recipe},
};
use crate::nn::{Activation, Initializer, LayerSpec, Network, Samples};

/// A matrix and a bias, in double precision.
#[derive(Clone, Debug, PartialEq)]
pub struct Affine {
    /// Values that it reads.
    pub inputs: usize,
    /// Values that it gives.
    pub units: usize,
    /// Column by column: all weights of the first unit, then those of the next.
    weights: Vec<f64>,
    /// One value per unit.
    pub bias: Vec<f64>,
}

impl Affine {
    /// A layer of a network, without its activation.
    #[must_use]
    pub fn of(network: &Network, layer: usize) -> Self {
        let kernel = network.kernel(layer);
        Self {
            inputs: kernel.nrows(),
            units: kernel.ncols(),
            weights: kernel.iter().map(|w| f64::from(*w)).collect(),
            bias: network.bias(layer).iter().map(|b| f64::from(*b)).collect(),
        }
    }

    /// The weight by which a unit reads an input; 0 where there is none.
    #[must_use]
    pub fn weight(&self, input: usize, unit: usize) -> f64 {
        let weight = self.weights.get(unit * self.inputs + input);
        weight.copied().unwrap_or_default()
    }

    /// What another that reads this one's values makes of it: W·W′ and b·W′ + b′.
    #[must_use]
    pub fn then(&self, next: &Self) -> Self {
        let dot = |row: &dyn Fn(usize) -> f64, unit: usize| -> f64 {
            (0..next.inputs)
                .map(|k| row(k) * next.weight(k, unit))
                .sum()
        };
        let weight = |at: usize| {
            let (unit, input) = (at / self.inputs, at % self.inputs);
            dot(&|k| self.weight(input, k), unit)
        };
        Self {
            inputs: self.inputs,
            units: next.units,
            weights: (0..self.inputs * next.units).map(weight).collect(),
            bias: (0..next.units)
                .map(|unit| dot(&|k| self.bias[k], unit) + next.bias[unit])
                .collect(),
        }
    }

    /// How many parameters it has.
    #[must_use]
    pub fn parameters(&self) -> usize {
        self.weights.len() + self.bias.len()
    }

    /// Weights and biases as a layer of a network has them.
    fn parameters_of_layer(&self) -> impl Iterator<Item = f32> + '_ {
        self.weights.iter().chain(&self.bias).map(|&p| p as f32)
    }
}

/// Layers of a network that are one layer: several, or a single one that stands alone.
#[derive(Clone, Debug, PartialEq)]
pub struct Part {
    /// The layers, counted from 0.
    pub layers: Range<usize>,
    /// Each of them without its activation.
    pub factors: Vec<Affine>,
    /// All of them multiplied out.
    pub product: Affine,
    /// What comes after it: the activation of the last of them.
    pub activation: Activation,
}

impl Part {
    /// Parameters of the layers together.
    #[must_use]
    pub fn parameters(&self) -> usize {
        self.factors.iter().map(Affine::parameters).sum()
    }

    /// Whether it is one function of a number after another, and nothing comes after both.
    #[must_use]
    pub fn is_composition(&self) -> bool {
        let is_number = |factor: &Affine| (factor.inputs, factor.units) == (1, 1);
        self.factors.len() == 2
            && self.factors.iter().all(is_number)
            && self.activation == Activation::Linear
    }

    /// The units of the narrowest layer between two of them, where that is narrower than what goes in and what
    /// comes out: then the product is of no higher rank.
    #[must_use]
    pub fn bottleneck(&self) -> Option<usize> {
        let (_, before) = self.factors.split_last()?;
        let narrowest = before.iter().map(|factor| factor.units).min()?;
        (narrowest < self.product.inputs.min(self.product.units)).then_some(narrowest)
    }
}

/// A network with all multiplied out that can be.
#[derive(Clone, Debug, PartialEq)]
pub struct Folded {
    /// Its layers, in as few as there can be.
    pub parts: Vec<Part>,
    /// These as a network: as many layers as parts, in single precision.
    pub network: Network,
}

impl Folded {
    /// Multiplies a network out.
    #[must_use]
    pub fn new(network: &Network) -> Self {
        let layers = network.layers();
        let mut parts = Vec::new();
        let mut first = 0;
        for (at, layer) in layers.iter().enumerate() {
            if layer.activation == Activation::Linear && at + 1 < layers.len() {
                continue;
            }
            let factors: Vec<Affine> = (first..=at).map(|l| Affine::of(network, l)).collect();
            if let Some((one, rest)) = factors.split_first() {
                let product = rest.iter().fold(one.clone(), |all, next| all.then(next));
                parts.push(Part {
                    layers: first..at + 1,
                    factors,
                    product,
                    activation: layer.activation,
                });
            }
            first = at + 1;
        }
        Self {
            network: network_of(network.inputs(), &parts),
            parts,
        }
    }

    /// Whether anything was multiplied out.
    #[must_use]
    pub fn is_shorter(&self) -> bool {
        self.parts.iter().any(|part| part.layers.len() > 1)
    }

    /// Whether all of a network of several layers is one layer.
    #[must_use]
    pub fn is_one(&self) -> bool {
        self.parts.len() == 1 && self.is_shorter()
    }

    /// The experiment with this network in place of its own, from these weights on. What was frozen learns.
    #[must_use]
    pub fn recipe(&self, e: &Experiment) -> Recipe {
        let mut experiment = Experiment {
            layers: specs(&self.parts),
            ..e.clone()
        };
        experiment.release(e);
        with_parameters(experiment, self.network.parameters().to_vec())
    }
}

fn specs(parts: &[Part]) -> Vec<LayerSpec> {
    let spec = |part: &Part| LayerSpec::new(part.product.units, part.activation);
    parts.iter().map(spec).collect()
}

fn network_of(inputs: usize, parts: &[Part]) -> Network {
    let mut network = Network::new(inputs, &specs(parts), Initializer::Zeros, 0);
    let parameters = parts
        .iter()
        .flat_map(|part| part.product.parameters_of_layer());
    for (parameter, value) in network.parameters_mut().iter_mut().zip(parameters) {
        *parameter = value;
    }
    network
}

/// An experiment whose run begins with these parameters.
#[must_use]
pub fn with_parameters(experiment: Experiment, parameters: Vec<f32>) -> Recipe {
    Recipe {
        experiment,
        timeline: vec![Event {
            at: Moment::START,
            change: Change::SetParameters(parameters),
        }],
    }
}

/// The activations that keep layers from being multiplied out: after which layer (counted from 0) which stands.
#[must_use]
pub fn between(e: &Experiment) -> Vec<(usize, Activation)> {
    let hidden = e.hidden().iter().map(|layer| layer.activation).enumerate();
    hidden
        .filter(|(_, activation)| *activation != Activation::Linear)
        .collect()
}

/// What takes the activations between out.
pub const MAKE_LINEAR: Edit = Edit::SetHidden(Activation::Linear);

/// How far two networks answer differently.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Gap {
    /// The largest difference of an answer; not a number where an answer is none.
    pub largest: f32,
    /// The largest answer, by its size.
    pub answers: f32,
    /// Over so many samples.
    pub samples: usize,
}

/// What single precision loses on its way through some layers, as a share of the largest answer or of 1.
const ROUNDING: f32 = 1e-4;

impl Gap {
    /// How far two networks of as many inputs and outputs differ over the first of some samples. `work` is how many
    /// multiplications it may take; at least one sample is looked at.
    #[must_use]
    pub fn new(pair: [&Network; 2], samples: &Samples, work: usize) -> Self {
        let each: usize = pair.iter().map(|network| network.parameters().len()).sum();
        let rows = (work / each.max(1)).clamp(1, samples.len().max(1));
        let few = samples.first(rows);
        let [stack, one] = pair.map(|network| network.answers(&few));
        let apart = stack.iter().zip(one.iter()).map(|(a, b)| (a - b).abs());
        Self {
            largest: apart.fold(0.0, larger),
            answers: stack.iter().map(|a| a.abs()).fold(0.0, larger),
            samples: few.len(),
        }
    }

    /// Whether it is no more than what rounding makes.
    #[must_use]
    pub fn is_rounding(&self) -> bool {
        self.largest <= ROUNDING * self.answers.max(1.0)
    }
}

/// The larger of two, or what is no number.
fn larger(a: f32, b: f32) -> f32 {
    if a.is_nan() || a > b { a } else { b }
}

/// Stacks of linear layers to begin with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Example {
    /// f(x) = 2x + 3 after g(x) = 5x − 1.
    Composed,
    /// Three layers before a sigmoid, which draw one line through XOR.
    Xor,
}

impl Example {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Composed, Self::Xor];

    /// The experiment, from its weights on where it has some.
    #[must_use]
    pub fn recipe(self) -> Recipe {
        let none: &Files<'_> = &|_| None;
        let (text, parameters) = match self {
            Self::Composed => ("data=line&net=1-1l-1l", Some(vec![5.0, -1.0, 2.0, 3.0])),
            Self::Xor => ("data=xor&net=2-3l-2l-1s", None),
        };
        let experiment = link::read(text, none).0.experiment;
        match parameters {
            Some(parameters) => with_parameters(experiment, parameters),
            None => experiment.into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use nalgebra::DMatrix;

    use super::*;
    use crate::lab::link;
    use proptest::prelude::*;

    fn network(inputs: usize, layers: &[(usize, Activation)], parameters: &[f32]) -> Network {
        let specs: Vec<_> = layers.iter().map(|&(u, a)| LayerSpec::new(u, a)).collect();
        let mut network = Network::new(inputs, &specs, Initializer::GlorotNormal, 7);
        if !parameters.is_empty() {
            network.parameters_mut().copy_from_slice(parameters);
        }
        network
    }

    use Activation::{Linear, Relu, Sigmoid, Tanh};

    #[test]
    fn f_after_g_is_one_line() {
        let stack = network(1, &[(1, Linear), (1, Linear)], &[5.0, -1.0, 2.0, 3.0]);
        let folded = Folded::new(&stack);
        assert!(folded.is_one());
        assert_eq!(folded.network.parameters(), [10.0, 1.0]);
        assert_eq!(folded.parts[0].product.weight(0, 0), 10.0);
        assert_eq!(folded.parts[0].parameters(), 4);
    }

    #[test]
    fn f_after_g_is_one_line_only_where_nothing_comes_after() {
        let is = |layers: &[(usize, Activation)]| {
            Folded::new(&network(1, layers, &[])).parts[0].is_composition()
        };
        assert!(is(&[(1, Linear), (1, Linear)]));
        assert!(!is(&[(1, Linear), (1, Sigmoid)]));
        assert!(!is(&[(1, Linear), (1, Tanh), (1, Linear)]));
        assert!(!is(&[(1, Linear), (1, Linear), (1, Linear)]));
        assert!(!is(&[(2, Linear), (1, Linear)]));
        assert!(!is(&[(1, Linear)]));
    }

    /// By hand: W₁ = (1 2; 3 4), b₁ = (5, 6), W₂ = (7; 8), b₂ = 9.
    #[test]
    fn a_product_as_on_paper() {
        let parameters = [1.0, 3.0, 2.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0];
        let stack = network(2, &[(2, Linear), (1, Sigmoid)], &parameters);
        let folded = Folded::new(&stack);
        let product = &folded.parts[0].product;
        let weights = [product.weight(0, 0), product.weight(1, 0)];
        assert_eq!((weights, product.bias[0]), ([23.0, 53.0], 92.0));
        assert_eq!(folded.parts[0].activation, Sigmoid);
    }

    #[test]
    fn only_what_has_nothing_between_is_multiplied_out() {
        let stack = network(
            2,
            &[(3, Linear), (4, Tanh), (2, Relu), (5, Linear), (1, Sigmoid)],
            &[],
        );
        let folded = Folded::new(&stack);
        let layers: Vec<_> = folded
            .parts
            .iter()
            .map(|part| part.layers.clone())
            .collect();
        assert_eq!(layers, [0..2, 2..3, 3..5]);
        assert!(folded.is_shorter() && !folded.is_one());
        let after: Vec<_> = folded.parts.iter().map(|part| part.activation).collect();
        assert_eq!(after, [Tanh, Relu, Sigmoid]);
        let plain = Folded::new(&network(2, &[(3, Tanh), (1, Sigmoid)], &[]));
        assert!(!plain.is_shorter() && !plain.is_one());
        let single = Folded::new(&network(2, &[(1, Linear)], &[]));
        assert!(!single.is_shorter() && !single.is_one());
    }

    #[test]
    fn a_narrow_layer_between_is_told() {
        let part = |layers: &[(usize, Activation)]| {
            Folded::new(&network(4, layers, &[])).parts[0].bottleneck()
        };
        assert_eq!(part(&[(1, Linear), (3, Linear)]), Some(1));
        assert_eq!(part(&[(3, Linear), (2, Linear), (3, Linear)]), Some(2));
        assert_eq!(part(&[(3, Linear), (3, Linear)]), None);
        assert_eq!(part(&[(2, Linear)]), None);
    }

    #[test]
    fn what_stands_between_is_named() {
        let e = Experiment::default();
        assert_eq!(between(&e), [(0, Tanh), (1, Tanh)]);
        let mut linear = e.clone();
        MAKE_LINEAR.apply(&mut linear).unwrap();
        assert_eq!(between(&linear), []);
        assert_eq!(linear.output(), e.output());
    }

    #[test]
    fn the_one_layer_is_an_experiment_of_its_own() {
        let none: &crate::lab::json::Files<'_> = &|_| None;
        let text = "data=xor&net=2-3l-2l-1s&fixed=1.1.b,3.1.1&frozen=2&seed=3";
        let e = link::read(text, none).0.experiment;
        let folded = Folded::new(&e.network());
        let recipe = folded.recipe(&e);
        assert_eq!(recipe.experiment.validate(), Ok(()));
        assert_eq!(recipe.experiment.layers, [LayerSpec::new(1, Sigmoid)]);
        let [Event { at, change }] = &recipe.timeline[..] else {
            panic!("{recipe:?}");
        };
        let parameters = folded.network.parameters().to_vec();
        assert_eq!(
            (*at, change),
            (Moment::START, &Change::SetParameters(parameters))
        );
    }

    #[test]
    fn samples_are_looked_at_as_far_as_there_is_time() {
        let stack = network(2, &[(3, Linear), (1, Linear)], &[]);
        let folded = Folded::new(&stack);
        let x = DMatrix::from_fn(50, 2, |row, column| (row + column) as f32);
        let samples = Samples::from_rows(&x, &DMatrix::zeros(50, 1));
        let seen = |work| Gap::new([&stack, &folded.network], &samples, work).samples;
        assert_eq!((seen(0), seen(160), seen(1_000_000)), (1, 10, 50));
        let none = Samples::from_rows(&DMatrix::zeros(0, 2), &DMatrix::zeros(0, 1));
        assert_eq!(
            Gap::new([&stack, &folded.network], &none, 100),
            Gap::default()
        );
        assert!(Gap::new([&stack, &folded.network], &samples, 1_000_000).is_rounding());
        // What differs is seen, and what is no number too.
        let with = |parameters: [f32; 3]| {
            let other = network(2, &[(1, Linear)], &parameters);
            Gap::new([&stack, &other], &samples, 1_000_000)
        };
        assert!(with([0.0; 3]).largest > 1.0 && !with([0.0; 3]).is_rounding());
        let none = with([f32::NAN, 0.0, 0.0]);
        assert!(none.largest.is_nan() && !none.is_rounding());
    }

    #[test]
    fn the_examples_are_what_they_are_called() {
        for example in Example::ALL {
            let recipe = example.recipe();
            assert_eq!(recipe.experiment.validate(), Ok(()));
            assert_eq!(between(&recipe.experiment), []);
        }
        let recipe = Example::Composed.recipe();
        let mut stack = recipe.experiment.network();
        let [
            Event {
                change: Change::SetParameters(parameters),
                ..
            },
        ] = &recipe.timeline[..]
        else {
            panic!("{recipe:?}");
        };
        stack.parameters_mut().copy_from_slice(parameters);
        assert_eq!(Folded::new(&stack).network.parameters(), [10.0, 1.0]);
        let xor = Example::Xor.recipe().experiment;
        assert!(xor.tells_places_apart());
        assert_eq!(Folded::new(&xor.network()).parts[0].parameters(), 20);
    }

    fn layers() -> impl Strategy<Value = Vec<(usize, Activation)>> {
        let any = prop::sample::select(vec![Linear, Linear, Linear, Tanh, Relu, Sigmoid]);
        prop::collection::vec((1usize..=9, any), 1..=6)
    }

    proptest! {
        /// Whatever layers there are, and wherever they are linear, both answer the same up to rounding.
        #[test]
        fn the_product_answers_as_the_stack_does(
            inputs in 1usize..=7,
            layers in layers(),
            seed in 0u64..1000,
            biases in prop::collection::vec(-2.0f32..2.0, 54),
            values in prop::collection::vec(-3.0f32..3.0, 7 * 5),
        ) {
            let specs: Vec<_> = layers.iter().map(|&(u, a)| LayerSpec::new(u, a)).collect();
            let mut stack = Network::new(inputs, &specs, Initializer::GlorotUniform, seed);
            let ranges: Vec<_> = stack.layers().iter().map(|l| l.bias.clone()).collect();
            for (at, bias) in ranges.into_iter().flatten().enumerate() {
                stack.parameters_mut()[bias] = biases[at % biases.len()];
            }
            let folded = Folded::new(&stack);
            let linear = layers[..layers.len() - 1].iter().filter(|(_, a)| *a == Linear).count();
            prop_assert_eq!(folded.parts.len(), layers.len() - linear);
            let count: usize = folded.parts.iter().map(Part::parameters).sum();
            prop_assert_eq!(count, stack.parameters().len());
            let x = DMatrix::from_fn(5, inputs, |row, column| values[row * 7 + column]);
            let [a, b] = [&stack, &folded.network].map(|n| n.predict(&x).unwrap());
            for (a, b) in a.iter().zip(b.iter()) {
                prop_assert!((a - b).abs() <= 2e-4 * (1.0 + a.abs()), "{a} {b}");
            }
        }
    }
}
