//! Backpropagation (f32, by layers) against the autodiff tape (f64, by scalars), and the tape
//! against central differences, over random networks.
//!
//! **Measure.** A component may be off by a share of its layer's scale: the largest mean size that
//! the samples' own gradients reach in any of the layer's components. Per layer, because gradients
//! shrink from layer to layer and a wrong small one must not hide behind a large one; the samples'
//! sizes rather than that of their sum, because rounding follows what is added up, also where it
//! cancels. Below a floor the number type's own resolution of values around 1 decides.
//!
//! **Kinks.** The only operation on a tape whose derivative can jump is [`Op::Below`], where its
//! condition is 0. A sample with a condition nearer to 0 than [`MARGIN`] is left out: f32 may come
//! to lie on the other side, and a difference may reach across. Conditions that no parameter moves,
//! such as a step's own value, do not count. What holds on the kinks themselves is a matter of
//! convention, which the unit tests of `nn::activation` and `nn::loss` compare.

mod common;

use common::nets::{layers, losses, targets};
use nalgebra::DMatrix;
use proptest::prelude::*;
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg32;
use separable::nn::{
    Activation, Dropout, Initializer, LayerSpec, Loss, Named, Network, Pass, Samples,
    graph::{LossGraph, gradient, loss_graph},
    tape::{Node, Op},
};

/// How far from a kink a sample must stand: far beyond the rounding of f32 and the reach of a
/// difference.
const MARGIN: f64 = 1e-2;

/// What a gradient is asked of.
#[derive(Clone, Debug)]
struct Case {
    network: Network,
    loss: Loss,
    samples: Samples,
    batch: Vec<u32>,
}

impl Case {
    /// A network with weights of variance 1/inputs, so that weighted sums stay around 1, and
    /// `count` samples from −1 to 1.
    fn new(inputs: usize, specs: &[LayerSpec], loss: Loss, count: usize, seed: u64) -> Self {
        let mut rng = Pcg32::seed_from_u64(seed);
        let mut network = Network::new(inputs, specs, Initializer::LecunUniform, seed);
        for layer in network.layers().to_vec() {
            let bias = &mut network.parameters_mut()[layer.bias];
            bias.fill_with(|| rng.random_range(-0.5..0.5));
        }
        let x = DMatrix::from_fn(count, inputs, |_, _| rng.random_range(-1.0f32..1.0));
        let y = targets(&network, loss, count, &mut rng);
        let mut batch: Vec<u32> = (0..count as u32).collect();
        batch.reverse();
        Self {
            network,
            loss,
            samples: Samples::from_rows(&x, &y),
            batch,
        }
    }

    /// The same with the samples that stand clear of kinks.
    fn clear_of_kinks(mut self) -> Self {
        let (network, loss, samples) = (&self.network, self.loss, &self.samples);
        self.batch
            .retain(|&s| is_clear_of_kinks(&loss_graph(network, loss, samples, &[s])));
        self
    }

    /// For each parameter the scale of its layer: see the measure above.
    fn scales(&self) -> Vec<f64> {
        let own = |&s: &u32| gradient(&self.network, self.loss, &self.samples, &[s]).1;
        scales(&self.network, self.batch.iter().map(own))
    }
}

/// For each parameter the scale of its layer, given the gradients of the samples.
fn scales(network: &Network, gradients: impl ExactSizeIterator<Item = Vec<f64>>) -> Vec<f64> {
    let mut sizes = vec![0.0; network.parameters().len()];
    let count = gradients.len() as f64;
    for own in gradients {
        for (size, g) in sizes.iter_mut().zip(own) {
            *size += g.abs() / count;
        }
    }
    for layer in network.layers() {
        let own = &mut sizes[layer.kernel.start..layer.bias.end];
        own.fill(own.iter().copied().fold(0.0, f64::max));
    }
    sizes
}

fn is_clear_of_kinks(graph: &LossGraph) -> bool {
    let tape = &graph.tape;
    let mut moves = vec![false; tape.len()];
    for &parameter in &graph.parameters {
        moves[parameter.index()] = true;
    }
    for node in tape.nodes().filter(|&node| tape.op(node) != Op::Leaf) {
        let derivatives = tape.derivatives(node);
        let mut operands = tape.operands(node).iter().zip(derivatives);
        moves[node.index()] = operands.any(|(o, d)| d != 0.0 && moves[o.index()]);
    }
    tape.nodes()
        .filter(|&node| tape.op(node) == Op::Below)
        .map(|node| tape.operands(node)[0])
        .all(|condition| !moves[condition.index()] || tape.value(condition).abs() >= MARGIN)
}

fn backprop(case: &Case) -> Vec<f64> {
    let mut gradient = vec![0.0; case.network.parameters().len()];
    let Case {
        network,
        loss,
        samples,
        batch,
    } = case;
    Pass::new(network, batch.len()).gradient(network, *loss, samples, batch, &mut gradient);
    gradient.into_iter().map(f64::from).collect()
}

fn tape(case: &Case) -> Vec<f64> {
    gradient(&case.network, case.loss, &case.samples, &case.batch).1
}

/// Central differences of the tape's loss, of fourth order: (8(f(h) − f(−h)) − (f(2h) − f(−2h)))/12h.
fn central_differences(case: &Case) -> Vec<f64> {
    // Its error, about h⁴ from cutting off the series and 1e-16/h from rounding, is then small.
    const H: f64 = 3e-5;
    let mut graph = loss_graph(&case.network, case.loss, &case.samples, &case.batch);
    let slope = |&parameter: &Node| {
        let at = graph.tape.value(parameter);
        let mut loss = |h: f64| {
            graph.tape.set(parameter, at + h);
            graph.tape.forward();
            graph.tape.value(graph.loss)
        };
        let (near, far) = (loss(H) - loss(-H), loss(2.0 * H) - loss(-2.0 * H));
        graph.tape.set(parameter, at);
        (8.0 * near - far) / (12.0 * H)
    };
    graph.parameters.iter().map(slope).collect()
}

/// Compares the gradient that `got` computes with the one that is `want`ed.
///
/// # Errors
/// Names the first component that is off by more than `relative` of its layer's scale, and by more
/// than `floor`.
fn agree(
    case: &Case,
    got: impl Fn(&Case) -> Vec<f64>,
    want: impl Fn(&Case) -> Vec<f64>,
    resolution: (f64, f64),
) -> Result<(), String> {
    near(&got(case), &want(case), &case.scales(), resolution)
}

fn near(
    got: &[f64],
    want: &[f64],
    scales: &[f64],
    (relative, floor): (f64, f64),
) -> Result<(), String> {
    for (p, ((got, want), scale)) in got.iter().zip(want).zip(scales).enumerate() {
        let allowed = (relative * scale).max(floor);
        // NaN is close to nothing.
        let close = (got - want).abs() <= allowed;
        if !close {
            return Err(format!("parameter {p}: {got} is not {want} ± {allowed}"));
        }
    }
    Ok(())
}

fn backprop_agrees(case: &Case, got: impl Fn(&Case) -> Vec<f64>) -> Result<(), String> {
    agree(case, got, tape, (1e-4, f64::from(f32::EPSILON)))
}

fn tape_agrees(case: &Case, got: impl Fn(&Case) -> Vec<f64>) -> Result<(), String> {
    agree(case, got, central_differences, (1e-6, 1e-9))
}

fn any_activation() -> impl Strategy<Value = Activation> {
    let hidden = |a: &Activation| *a != Activation::Softmax;
    prop::sample::select(
        Activation::ALL
            .iter()
            .copied()
            .filter(hidden)
            .collect::<Vec<_>>(),
    )
}

/// Outputs and losses that belong together: softmax is for the output layer, and categorical
/// cross-entropy for softmax.
fn any_end() -> impl Strategy<Value = (Activation, Loss)> {
    let ends: Vec<_> = Activation::ALL
        .iter()
        .copied()
        .flat_map(|a| losses().into_iter().map(move |l| (a, l)))
        .filter(|&(a, l)| l != Loss::CategoricalCrossentropy || a == Activation::Softmax)
        .collect();
    prop::sample::select(ends)
}

prop_compose! {
    fn any_case(most: usize)(
        inputs in 1..=4usize,
        hidden in prop::collection::vec((1..=6usize, any_activation()), 0..=3),
        outputs in 1..=3usize,
        (activation, loss) in any_end(),
        count in 1..=most,
        seed in any::<u64>(),
    ) -> Case {
        let mut specs: Vec<_> = hidden
            .into_iter()
            .map(|(units, activation)| LayerSpec::new(units, activation))
            .collect();
        specs.push(LayerSpec::new(outputs, activation));
        Case::new(inputs, &specs, loss, count, seed).clear_of_kinks()
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn backprop_agrees_with_the_tape(case in any_case(40)) {
        prop_assume!(!case.batch.is_empty());
        backprop_agrees(&case, backprop).map_err(TestCaseError::fail)?;
    }

    #[test]
    fn the_tape_agrees_with_central_differences(case in any_case(6)) {
        prop_assume!(!case.batch.is_empty());
        tape_agrees(&case, tape).map_err(TestCaseError::fail)?;
    }

    #[test]
    fn dropout_agrees_with_the_tape(
        case in any_case(40),
        rate in prop::sample::select(vec![0.1f32, 0.5, 0.8]),
        seed in any::<u64>(),
    ) {
        let (case, masked) = with_dropout(case, rate, seed);
        prop_assume!(!case.batch.is_empty());
        dropout_agrees(&case, &masked, Dropout::new(rate, seed)).map_err(TestCaseError::fail)?;
    }
}

/// Networks in which the hidden units that dropout leaves out of a sample, or scales, are so by the
/// weights that lead on from them: what each sample of a batch sees.
struct Masked {
    network: Network,
    /// What each weight and bias was multiplied by.
    factors: Vec<f64>,
}

impl Masked {
    /// Draws the factors of one sample, one for every hidden unit in order.
    fn draw(network: &Network, dropout: &mut Dropout) -> Self {
        let hidden = network.inputs()..network.neurons() - network.outputs();
        let drawn: Vec<f32> = hidden.clone().map(|_| dropout.factor()).collect();
        let mut factors = vec![1.0; network.parameters().len()];
        for layer in network.layers().iter().skip(1) {
            for column in factors[layer.kernel.clone()].chunks_exact_mut(layer.inputs) {
                let sources = layer.sources.clone().map(|n| drawn[n - hidden.start]);
                column.iter_mut().zip(sources).for_each(|(f, d)| *f = d);
            }
        }
        let mut network = network.clone();
        let weights = network.parameters_mut().iter_mut();
        weights.zip(&factors).for_each(|(w, f)| *w *= f);
        let factors = factors.into_iter().map(f64::from).collect();
        Self { network, factors }
    }

    /// One sample's gradient by the weights before they were multiplied.
    fn gradient(&self, case: &Case, sample: u32) -> Vec<f64> {
        let own = gradient(&self.network, case.loss, &case.samples, &[sample]).1;
        own.iter().zip(&self.factors).map(|(g, f)| g * f).collect()
    }
}

/// Chooses for each draw of dropout a sample that stands clear of kinks under it, while there are
/// any, and gives what each of them sees.
///
/// Weights that lead on from hidden units are made smaller by what dropout makes them larger, so
/// that weighted sums stay around 1 and no f32 tanh is flat where the f64 one is not.
fn with_dropout(mut case: Case, rate: f32, seed: u64) -> (Case, Vec<Masked>) {
    for layer in case.network.layers().to_vec().iter().skip(1) {
        let kernel = &mut case.network.parameters_mut()[layer.kernel.clone()];
        kernel.iter_mut().for_each(|w| *w *= 1.0 - rate);
    }
    let mut dropout = Dropout::new(rate, seed);
    let (mut left, mut masked) = (std::mem::take(&mut case.batch), Vec::new());
    while !left.is_empty() {
        let seen = Masked::draw(&case.network, &mut dropout);
        let graph = |s: u32| loss_graph(&seen.network, case.loss, &case.samples, &[s]);
        let Some(at) = left.iter().position(|&s| is_clear_of_kinks(&graph(s))) else {
            break;
        };
        case.batch.push(left.remove(at));
        masked.push(seen);
    }
    (case, masked)
}

/// Holds backprop with dropout against the mean of the masked networks' gradients.
fn dropout_agrees(case: &Case, masked: &[Masked], mut dropout: Dropout) -> Result<(), String> {
    let mut got = vec![0.0; case.network.parameters().len()];
    let (network, loss, samples, batch) = (&case.network, case.loss, &case.samples, &case.batch);
    Pass::new(network, batch.len()).gradient_with_dropout(
        network,
        loss,
        samples,
        batch,
        &mut dropout,
        &mut got,
    );
    let got: Vec<_> = got.into_iter().map(f64::from).collect();
    let gradients = || masked.iter().zip(batch).map(|(m, &s)| m.gradient(case, s));
    let mut want = vec![0.0; got.len()];
    for own in gradients() {
        let share = 1.0 / batch.len() as f64;
        want.iter_mut().zip(own).for_each(|(w, g)| *w += share * g);
    }
    let scales = scales(network, gradients());
    near(&got, &want, &scales, (1e-4, f64::from(f32::EPSILON)))
}

/// Two hidden layers of each activation with dropout after both, in batches of several tiles.
#[test]
fn dropout_agrees_under_every_activation() {
    for hidden in differentiable() {
        let specs = layers(&[(6, hidden), (5, hidden), (2, Activation::Linear)]);
        let case = Case::new(3, &specs, Loss::MeanSquaredError, 60, 21);
        let (case, masked) = with_dropout(case, 0.3, 9);
        assert!(case.batch.len() > 20, "{hidden:?}: {}", case.batch.len());
        dropout_agrees(&case, &masked, Dropout::new(0.3, 9))
            .unwrap_or_else(|e| panic!("{hidden:?}: {e}"));
        // Other draws are not taken for these.
        assert!(dropout_agrees(&case, &masked, Dropout::new(0.3, 10)).is_err());
    }
}

#[test]
fn dropout_of_rate_0_changes_nothing() {
    for case in every_case() {
        let plain = backprop(&case);
        let mut dropped = vec![0.0; plain.len()];
        let (network, batch) = (&case.network, &case.batch);
        let mut dropout = Dropout::new(0.0, 1);
        Pass::new(network, batch.len()).gradient_with_dropout(
            network,
            case.loss,
            &case.samples,
            batch,
            &mut dropout,
            &mut dropped,
        );
        let dropped: Vec<_> = dropped.into_iter().map(f64::from).collect();
        assert_eq!(plain, dropped);
    }
}

/// What is computed after training with dropout uses every unit.
#[test]
fn dropout_is_for_training_only() {
    let case = case_of_hidden(Activation::Tanh, 20);
    let (network, mut values, mut after) = (&case.network, Vec::new(), Vec::new());
    network.neuron_values(&case.samples, &mut Pass::new(network, 20), &mut values);
    let mut pass = Pass::new(network, 20);
    let mut gradient = vec![0.0; network.parameters().len()];
    let mut dropout = Dropout::new(0.5, 1);
    let (loss, samples) = (case.loss, &case.samples);
    pass.gradient_with_dropout(
        network,
        loss,
        samples,
        &case.batch,
        &mut dropout,
        &mut gradient,
    );
    network.neuron_values(samples, &mut pass, &mut after);
    assert_eq!(values, after);
    pass.gradient(network, loss, samples, &case.batch, &mut gradient);
    let gradient: Vec<_> = gradient.into_iter().map(f64::from).collect();
    assert_eq!(gradient, backprop(&case));
}

/// A hidden layer of each activation under each output and loss: the combinations that matter,
/// whatever the random ones came upon.
fn every_case() -> impl Iterator<Item = Case> {
    let losses = |a: Activation| {
        losses()
            .into_iter()
            .filter(move |&l| l != Loss::CategoricalCrossentropy || a == Activation::Softmax)
    };
    Activation::ALL.iter().flat_map(move |&activation| {
        losses(activation).map(move |loss| {
            let hidden = match activation {
                Activation::Softmax => Activation::Tanh,
                other => other,
            };
            Case::new(2, &layers(&[(4, hidden), (3, activation)]), loss, 24, 11).clear_of_kinks()
        })
    })
}

#[test]
fn every_activation_and_loss_agrees() {
    for case in every_case() {
        let name = (case.network.output_activation(), case.loss);
        assert!(case.batch.len() > 10, "{name:?}: {}", case.batch.len());
        tape_agrees(&case, tape).unwrap_or_else(|e| panic!("{name:?}: {e}"));
        backprop_agrees(&case, backprop).unwrap_or_else(|e| panic!("{name:?}: {e}"));
    }
}

/// A hidden layer with a derivative to get wrong, below a linear output.
fn case_of_hidden(activation: Activation, count: usize) -> Case {
    let layers = layers(&[(3, activation), (2, Activation::Linear)]);
    Case::new(2, &layers, Loss::MeanSquaredError, count, 5).clear_of_kinks()
}

fn differentiable() -> impl Iterator<Item = Activation> {
    let differentiable = |a: &Activation| !a.is_step() && *a != Activation::Softmax;
    Activation::ALL.iter().copied().filter(differentiable)
}

/// Backprop whose hidden activation has a derivative wrong by this factor: the chain rule carries
/// it into all of the hidden layer's gradient, and into nothing else.
fn with_wrong_slope(case: &Case, factor: f64) -> Vec<f64> {
    let mut gradient = backprop(case);
    let hidden = &case.network.layers()[0];
    gradient[hidden.kernel.start..hidden.bias.end]
        .iter_mut()
        .for_each(|g| *g *= factor);
    gradient
}

#[test]
fn a_derivative_wrong_by_a_thousandth_is_found() {
    for activation in differentiable() {
        let case = case_of_hidden(activation, 20);
        assert!(backprop_agrees(&case, |c| with_wrong_slope(c, 1.0)).is_ok());
        for factor in [0.999, 1.001, -1.0] {
            let checked = backprop_agrees(&case, |c| with_wrong_slope(c, factor));
            assert!(checked.is_err(), "{activation:?} times {factor}");
        }
    }
}

/// With one sample, a forgotten derivative divides each hidden unit's gradient by it.
#[test]
fn a_forgotten_derivative_is_found() {
    for activation in differentiable() {
        let case = case_of_hidden(activation, 1);
        let graph = loss_graph(&case.network, case.loss, &case.samples, &case.batch);
        let z = graph.samples[0].layers[0].z.iter();
        let slopes: Vec<_> = z
            .map(|&z| f64::from(activation.derivative(graph.tape.value(z) as f32)))
            .collect();
        let forgetful = |case: &Case| {
            let mut gradient = backprop(case);
            let hidden = &case.network.layers()[0];
            for (j, slope) in slopes.iter().enumerate().filter(|(_, s)| **s != 0.0) {
                for i in 0..hidden.inputs {
                    gradient[hidden.kernel.start + j * hidden.inputs + i] /= slope;
                }
                gradient[hidden.bias.start + j] /= slope;
            }
            gradient
        };
        let nothing_to_forget = slopes.iter().all(|&s| s == 1.0 || s == 0.0);
        let found = backprop_agrees(&case, forgetful).is_err();
        assert_eq!(found, !nothing_to_forget, "{activation:?}: {slopes:?}");
    }
}

#[test]
fn each_single_wrong_component_is_found() {
    let case = case_of_hidden(Activation::Tanh, 20);
    let scales = case.scales();
    for p in 0..scales.len() {
        let off_by = |share: f64| {
            let scale = scales[p];
            move |mut gradient: Vec<f64>| {
                gradient[p] += share * scale;
                gradient
            }
        };
        let (coarse, fine) = (off_by(1e-3), off_by(1e-5));
        assert!(backprop_agrees(&case, |c| coarse(backprop(c))).is_err());
        assert!(tape_agrees(&case, |c| fine(tape(c))).is_err());
    }
}

#[test]
fn a_missing_or_repeated_sample_is_found() {
    let case = case_of_hidden(Activation::Tanh, 18);
    for wrong in [
        &case.batch[1..],
        &[&case.batch[..], &case.batch[..1]].concat(),
    ] {
        let other = Case {
            batch: wrong.to_vec(),
            ..case.clone()
        };
        assert!(backprop_agrees(&case, |_| backprop(&other)).is_err());
    }
}

/// Layers far wider than a tile's registers.
fn wide_case(count: usize) -> Case {
    let wide = layers(&[(64, Activation::Tanh), (3, Activation::Softmax)]);
    Case::new(70, &wide, Loss::CategoricalCrossentropy, count, 3)
}

#[test]
fn wide_networks_agree_with_the_tape() {
    for count in [7, 17, 33] {
        backprop_agrees(&wide_case(count), backprop).unwrap();
    }
}

#[test]
fn a_batch_has_the_mean_of_its_tiles_gradients() {
    let tiled = |case: &Case| {
        let mut total = vec![0.0; case.network.parameters().len()];
        for batch in case.batch.chunks(16) {
            let tile = Case {
                batch: batch.to_vec(),
                ..case.clone()
            };
            let share = batch.len() as f64 / case.batch.len() as f64;
            for (total, g) in total.iter_mut().zip(backprop(&tile)) {
                *total += share * g;
            }
        }
        total
    };
    let resolution = (1e-5, f64::from(f32::EPSILON));
    agree(&wide_case(33), backprop, tiled, resolution).unwrap();
}
