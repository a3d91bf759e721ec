//! A network's mean loss written on a [`Tape`]: the second opinion on backpropagation.
//!
//! Formulas and constants are those of [`activation`](super::activation) and
//! [`loss`](super::loss), but written as formulas only: their derivatives are the tape's business.

use super::{
    activation::{Activation, LEAKY_SLOPE, SELU_ALPHA, SELU_SCALE},
    loss::{EPSILON, Loss},
    network::Network,
    pass::Samples,
    tape::{Node, Tape},
};

/// A mean loss and all that leads to it.
#[derive(Clone, Debug)]
pub struct LossGraph {
    /// The operations.
    pub tape: Tape,
    /// The network's parameters, in its order.
    pub parameters: Vec<Node>,
    /// The batch, in its order.
    pub samples: Vec<SampleGraph>,
    /// The mean of the samples' losses.
    pub loss: Node,
}

/// One sample's way through the network.
#[derive(Clone, Debug)]
pub struct SampleGraph {
    /// The inputs.
    pub inputs: Vec<Node>,
    /// The layers, first to last.
    pub layers: Vec<LayerGraph>,
    /// The targets.
    pub targets: Vec<Node>,
    /// The sample's own loss.
    pub loss: Node,
}

/// One layer at one sample, a node per unit.
#[derive(Clone, Debug)]
pub struct LayerGraph {
    /// Weighted sums.
    pub z: Vec<Node>,
    /// Values of the activation. A linear unit's is its weighted sum itself.
    pub a: Vec<Node>,
}

/// The mean loss of `network` over the samples of `batch` (at least one, else the mean is NaN).
///
/// Nodes are named as the formulas have them, counted from 1: inputs `x[i]`, weights `w1[i,j]`
/// from input i to unit j of layer 1, biases `b1[j]`, weighted sums `z1[j]`, values `a1[j]`,
/// targets `t[j]`, each sample's loss `l` and their mean `L`.
#[must_use]
pub fn loss_graph(network: &Network, loss: Loss, samples: &Samples, batch: &[u32]) -> LossGraph {
    let mut tape = Tape::default();
    let parameters = parameters(&mut tape, network);
    let samples: Vec<_> = batch
        .iter()
        .map(|&s| {
            let (x, y) = (samples.x(s as usize), samples.y(s as usize));
            sample_graph(&mut tape, network, &parameters, loss, (x, y))
        })
        .collect();
    let losses: Vec<_> = samples.iter().map(|sample| sample.loss).collect();
    let loss = mean(&mut tape, &losses);
    tape.set_name(loss, "L");
    LossGraph {
        tape,
        parameters,
        samples,
        loss,
    }
}

/// The mean loss over the samples of `batch` and its gradient, laid out as the network's
/// parameters.
#[must_use]
pub fn gradient(
    network: &Network,
    loss: Loss,
    samples: &Samples,
    batch: &[u32],
) -> (f64, Vec<f64>) {
    let mut graph = loss_graph(network, loss, samples, batch);
    graph.tape.backward(graph.loss);
    let of = |&parameter: &Node| graph.tape.gradient(parameter);
    (
        graph.tape.value(graph.loss),
        graph.parameters.iter().map(of).collect(),
    )
}

fn parameters(tape: &mut Tape, network: &Network) -> Vec<Node> {
    let nodes: Vec<_> = network
        .parameters()
        .iter()
        .map(|&p| tape.leaf(f64::from(p)))
        .collect();
    for (l, layer) in (1..).zip(network.layers()) {
        for (k, p) in layer.kernel.clone().enumerate() {
            let (i, j) = (k % layer.inputs + 1, k / layer.inputs + 1);
            tape.set_name(nodes[p], format!("w{l}[{i},{j}]"));
        }
        name_all(tape, &nodes[layer.bias.clone()], &format!("b{l}"));
    }
    nodes
}

fn sample_graph(
    tape: &mut Tape,
    network: &Network,
    parameters: &[Node],
    loss: Loss,
    (x, y): (&[f32], &[f32]),
) -> SampleGraph {
    let inputs = leaves(tape, x, "x");
    let mut layers: Vec<LayerGraph> = Vec::with_capacity(network.layers().len());
    for (l, layer) in (1..).zip(network.layers()) {
        let below = layers.last().map_or(&inputs, |below| &below.a);
        let kernel = parameters[layer.kernel.clone()].chunks_exact(layer.inputs);
        let bias = &parameters[layer.bias.clone()];
        let z: Vec<_> = kernel
            .zip(bias)
            .map(|(weights, &bias)| affine(tape, below, weights, bias))
            .collect();
        let a = activate(tape, layer.activation, &z);
        // In this order, so that a linear unit, which is its own weighted sum, is called z.
        name_all(tape, &a, &format!("a{l}"));
        name_all(tape, &z, &format!("z{l}"));
        layers.push(LayerGraph { z, a });
    }
    let targets = leaves(tape, y, "t");
    let output = network.output_activation();
    let loss = match layers.last() {
        Some(last) => sample_loss(tape, loss, output, last, &targets),
        None => tape.leaf(f64::NAN),
    };
    tape.set_name(loss, "l");
    SampleGraph {
        inputs,
        layers,
        targets,
        loss,
    }
}

fn leaves(tape: &mut Tape, values: &[f32], name: &str) -> Vec<Node> {
    let nodes: Vec<_> = values.iter().map(|&v| tape.leaf(f64::from(v))).collect();
    name_all(tape, &nodes, name);
    nodes
}

fn name_all(tape: &mut Tape, nodes: &[Node], name: &str) {
    for (i, &node) in (1..).zip(nodes) {
        tape.set_name(node, format!("{name}[{i}]"));
    }
}

/// bias + Σ weight·x.
fn affine(tape: &mut Tape, x: &[Node], weights: &[Node], bias: Node) -> Node {
    x.iter().zip(weights).fold(bias, |z, (&x, &weight)| {
        let product = tape.mul(weight, x);
        tape.add(z, product)
    })
}

// Activations.

fn activate(tape: &mut Tape, activation: Activation, z: &[Node]) -> Vec<Node> {
    let unit: fn(&mut Tape, Node) -> Node = match activation {
        Activation::Heaviside => heaviside,
        Activation::Sign => sign,
        Activation::Linear => |_, z| z,
        Activation::Sigmoid => sigmoid,
        Activation::Tanh => Tape::tanh,
        Activation::Relu => relu,
        Activation::LeakyRelu => leaky_relu,
        Activation::Elu => |tape, z| elu(tape, z, 1.0),
        Activation::Selu => selu,
        Activation::Softplus => softplus,
        Activation::Gelu => gelu,
        Activation::Swish => swish,
        Activation::Softmax => return softmax(tape, z),
    };
    z.iter().map(|&z| unit(tape, z)).collect()
}

fn heaviside(tape: &mut Tape, z: Node) -> Node {
    let (zero, one) = (tape.leaf(0.0), tape.leaf(1.0));
    tape.below(z, zero, one)
}

fn sign(tape: &mut Tape, z: Node) -> Node {
    let (minus, zero, one) = (tape.leaf(-1.0), tape.leaf(0.0), tape.leaf(1.0));
    let negated = negate(tape, z);
    let positive = tape.below(negated, one, zero);
    tape.below(z, minus, positive)
}

fn sigmoid(tape: &mut Tape, z: Node) -> Node {
    let (one, negated) = (tape.leaf(1.0), negate(tape, z));
    let e = tape.exp(negated);
    let divisor = tape.add(one, e);
    tape.div(one, divisor)
}

/// z where −z < 0, else 0: at 0 the slope is 0.
fn relu(tape: &mut Tape, z: Node) -> Node {
    let (zero, negated) = (tape.leaf(0.0), negate(tape, z));
    tape.below(negated, z, zero)
}

fn leaky_relu(tape: &mut Tape, z: Node) -> Node {
    let leak = scale(tape, z, f64::from(LEAKY_SLOPE));
    tape.below(z, leak, z)
}

/// z where z ≥ 0, else α(eᶻ − 1).
fn elu(tape: &mut Tape, z: Node, alpha: f64) -> Node {
    let (one, e) = (tape.leaf(1.0), tape.exp(z));
    let shifted = tape.sub(e, one);
    let negative = scale(tape, shifted, alpha);
    tape.below(z, negative, z)
}

fn selu(tape: &mut Tape, z: Node) -> Node {
    let elu = elu(tape, z, f64::from(SELU_ALPHA));
    scale(tape, elu, f64::from(SELU_SCALE))
}

/// max(z, 0) + ln(1 + e^−|z|), which is smooth at 0 as long as both parts change sides together.
fn softplus(tape: &mut Tape, z: Node) -> Node {
    let (zero, one, negated) = (tape.leaf(0.0), tape.leaf(1.0), negate(tape, z));
    let positive_part = tape.below(z, zero, z);
    let negative_size = tape.below(z, z, negated);
    let e = tape.exp(negative_size);
    let sum = tape.add(one, e);
    let rest = tape.ln(sum);
    tape.add(positive_part, rest)
}

fn gelu(tape: &mut Tape, z: Node) -> Node {
    let cdf = tape.normal_cdf(z);
    tape.mul(z, cdf)
}

fn swish(tape: &mut Tape, z: Node) -> Node {
    let share = sigmoid(tape, z);
    tape.mul(z, share)
}

fn softmax(tape: &mut Tape, z: &[Node]) -> Vec<Node> {
    let shifted = below_largest(tape, z);
    let e: Vec<_> = shifted.iter().map(|&z| tape.exp(z)).collect();
    let total = sum(tape, &e);
    e.iter().map(|&e| tape.div(e, total)).collect()
}

/// Every z less the largest of them. The largest enters as a constant: softmax and its
/// cross-entropy do not change with it, it only keeps exponentials in range.
fn below_largest(tape: &mut Tape, z: &[Node]) -> Vec<Node> {
    let values = z.iter().map(|&z| tape.value(z));
    let top = values.fold(f64::NEG_INFINITY, f64::max);
    let top = tape.leaf(top);
    z.iter().map(|&z| tape.sub(z, top)).collect()
}

// Losses.

fn sample_loss(
    tape: &mut Tape,
    loss: Loss,
    output: Activation,
    last: &LayerGraph,
    targets: &[Node],
) -> Node {
    type Of = fn(&mut Tape, Node, Node) -> Node;
    let (of, at): (Of, _) = match (loss, output) {
        (Loss::CategoricalCrossentropy, Activation::Softmax) => {
            return softmax_crossentropy(tape, &last.z, targets);
        }
        (Loss::Huber { delta }, _) => {
            let outputs = last.a.iter().zip(targets);
            let losses: Vec<_> = outputs.map(|(&a, &t)| huber(tape, a, t, delta)).collect();
            return mean(tape, &losses);
        }
        (Loss::BinaryCrossentropy, Activation::Sigmoid) => (logistic_crossentropy, &last.z),
        (Loss::BinaryCrossentropy, _) => (binary_crossentropy, &last.a),
        (Loss::CategoricalCrossentropy, _) => (categorical_crossentropy, &last.a),
        (Loss::MeanSquaredError, _) => (squared_error, &last.a),
        (Loss::MeanAbsoluteError, _) => (absolute_error, &last.a),
        (Loss::Hinge, _) => (hinge, &last.a),
    };
    let outputs = at.iter().zip(targets);
    let losses: Vec<_> = outputs.map(|(&at, &t)| of(tape, at, t)).collect();
    match loss {
        Loss::CategoricalCrossentropy => sum(tape, &losses),
        _ => mean(tape, &losses),
    }
}

fn squared_error(tape: &mut Tape, a: Node, t: Node) -> Node {
    let error = tape.sub(a, t);
    tape.mul(error, error)
}

fn absolute_error(tape: &mut Tape, a: Node, t: Node) -> Node {
    let error = tape.sub(a, t);
    absolute(tape, error)
}

/// ½e² where |e| < δ, else δ(|e| − ½δ).
fn huber(tape: &mut Tape, a: Node, t: Node, delta: f32) -> Node {
    let delta = f64::from(delta);
    let error = tape.sub(a, t);
    let square = tape.mul(error, error);
    let inner = scale(tape, square, 0.5);
    let size = absolute(tape, error);
    let (edge, half) = (tape.leaf(delta), tape.leaf(0.5 * delta));
    let shifted = tape.sub(size, half);
    let outer = scale(tape, shifted, delta);
    let beyond = tape.sub(size, edge);
    tape.below(beyond, inner, outer)
}

/// 1 − t·a where t·a < 1, else 0.
fn hinge(tape: &mut Tape, a: Node, t: Node) -> Node {
    let (zero, one) = (tape.leaf(0.0), tape.leaf(1.0));
    let margin = tape.mul(t, a);
    let beyond = tape.sub(margin, one);
    let missing = tape.sub(one, margin);
    tape.below(beyond, missing, zero)
}

/// −t ln p − (1 − t) ln(1 − p).
fn binary_crossentropy(tape: &mut Tape, a: Node, t: Node) -> Node {
    let one = tape.leaf(1.0);
    let (p, other_t) = (probability(tape, a), tape.sub(one, t));
    let other_p = tape.sub(one, p);
    let (ln_p, ln_other) = (tape.ln(p), tape.ln(other_p));
    let (positive, negative) = (tape.mul(t, ln_p), tape.mul(other_t, ln_other));
    let likelihood = tape.add(positive, negative);
    negate(tape, likelihood)
}

/// −t ln p.
fn categorical_crossentropy(tape: &mut Tape, a: Node, t: Node) -> Node {
    let p = probability(tape, a);
    let ln_p = tape.ln(p);
    let likelihood = tape.mul(t, ln_p);
    negate(tape, likelihood)
}

/// The binary cross-entropy of sigmoid(z): softplus(z) − z·t.
fn logistic_crossentropy(tape: &mut Tape, z: Node, t: Node) -> Node {
    let (softplus, hit) = (softplus(tape, z), tape.mul(z, t));
    tape.sub(softplus, hit)
}

/// The categorical cross-entropy of softmax(z): ln Σ eᶻ − Σ t·z; targets add up to 1.
fn softmax_crossentropy(tape: &mut Tape, z: &[Node], targets: &[Node]) -> Node {
    let shifted = below_largest(tape, z);
    let e: Vec<_> = shifted.iter().map(|&z| tape.exp(z)).collect();
    let total = sum(tape, &e);
    let hits = shifted.iter().zip(targets);
    let hits: Vec<_> = hits.map(|(&z, &t)| tape.mul(z, t)).collect();
    let (ln_total, hit) = (tape.ln(total), sum(tape, &hits));
    tape.sub(ln_total, hit)
}

/// a, held between ε and 1 − ε as they are in f32; beyond them the slope is 0.
fn probability(tape: &mut Tape, a: Node) -> Node {
    let low = tape.leaf(f64::from(EPSILON));
    let high = tape.leaf(f64::from(1.0 - EPSILON));
    let (above_low, below_high) = (tape.sub(a, low), tape.sub(high, a));
    let capped = tape.below(below_high, high, a);
    tape.below(above_low, low, capped)
}

// Arithmetic.

fn negate(tape: &mut Tape, a: Node) -> Node {
    let zero = tape.leaf(0.0);
    tape.sub(zero, a)
}

fn scale(tape: &mut Tape, a: Node, factor: f64) -> Node {
    let factor = tape.leaf(factor);
    tape.mul(factor, a)
}

/// |a|, with slope 0 at 0.
fn absolute(tape: &mut Tape, a: Node) -> Node {
    let negated = negate(tape, a);
    let positive_part = relu(tape, a);
    tape.below(a, negated, positive_part)
}

fn sum(tape: &mut Tape, terms: &[Node]) -> Node {
    let first = terms.first().copied();
    let first = first.unwrap_or_else(|| tape.leaf(0.0));
    let rest = terms.iter().skip(1);
    rest.fold(first, |sum, &term| tape.add(sum, term))
}

fn mean(tape: &mut Tape, terms: &[Node]) -> Node {
    let (total, count) = (sum(tape, terms), tape.leaf(terms.len() as f64));
    tape.div(total, count)
}

#[cfg(test)]
mod tests {
    use nalgebra::DMatrix;

    use super::*;
    use crate::{Initializer, LayerSpec, Task, evaluate, tape::Op};

    fn specs(layers: &[(usize, Activation)]) -> Vec<LayerSpec> {
        let spec = |&(units, activation)| LayerSpec::new(units, activation);
        layers.iter().map(spec).collect()
    }

    /// The value and derivative of an activation at z, on a tape.
    fn at(activation: Activation, z: f64) -> (f64, f64) {
        let mut tape = Tape::default();
        let z = tape.leaf(z);
        let a = activate(&mut tape, activation, &[z])[0];
        tape.backward(a);
        (tape.value(a), tape.gradient(z))
    }

    #[test]
    fn activations_and_slopes_are_the_networks_own_even_at_zero() {
        for activation in Activation::ALL {
            for z in [-40.0f32, -2.5, -1.0, -0.0, 0.0, 0.3, 1.0, 2.5, 40.0] {
                let (value, slope) = at(activation, f64::from(z));
                let close = |got: f64, want: f32| {
                    assert!(
                        (got - f64::from(want)).abs() <= 1e-6 * got.abs().max(1.0),
                        "{activation:?} at {z}: {got} {want}"
                    );
                };
                close(value, activation.value(z));
                close(slope, activation.derivative(z));
            }
        }
    }

    #[test]
    fn overflow_leaves_no_trace() {
        for activation in Activation::ALL {
            for z in [-2000.0, 2000.0] {
                let (value, slope) = at(activation, z);
                assert!(
                    value.is_finite() && slope.is_finite(),
                    "{activation:?} at {z}: {value} {slope}"
                );
            }
        }
    }

    /// The value of a loss of one output at a and t, and its derivative by a.
    fn loss_at(loss: Loss, a: f64, t: f64) -> (f64, f64) {
        let mut tape = Tape::default();
        let (a, t) = (tape.leaf(a), tape.leaf(t));
        let last = LayerGraph {
            z: vec![a],
            a: vec![a],
        };
        let loss = sample_loss(&mut tape, loss, Activation::Linear, &last, &[t]);
        tape.backward(loss);
        (tape.value(loss), tape.gradient(a))
    }

    #[test]
    fn losses_and_their_slopes_at_the_edges() {
        assert_eq!(loss_at(Loss::MeanSquaredError, 3.0, 1.0), (4.0, 4.0));
        assert_eq!(loss_at(Loss::MeanAbsoluteError, 1.0, 1.0), (0.0, 0.0));
        assert_eq!(loss_at(Loss::MeanAbsoluteError, -1.0, 1.0), (2.0, -1.0));
        let huber = |delta| Loss::Huber { delta };
        assert_eq!(loss_at(huber(1.0), 2.0, 1.0), (0.5, 1.0));
        assert_eq!(loss_at(huber(1.0), 0.0, 3.0), (2.5, -1.0));
        assert_eq!(loss_at(huber(1.0), 0.5, 0.0), (0.125, 0.5));
        assert_eq!(loss_at(huber(2.0), 1.5, 0.0), (1.125, 1.5));
        assert_eq!(loss_at(huber(0.25), 0.0, 1.0), (0.25 * 0.875, -0.25));
        assert_eq!(loss_at(Loss::Hinge, 1.0, 1.0), (0.0, 0.0));
        assert_eq!(loss_at(Loss::Hinge, 0.25, -1.0), (1.25, 1.0));
        let (value, slope) = loss_at(Loss::BinaryCrossentropy, 0.5, 1.0);
        assert!((value - std::f64::consts::LN_2).abs() < 1e-15 && slope == -2.0);
        for a in [-1.0, 0.0, 1.0, 2.0] {
            assert_eq!(loss_at(Loss::BinaryCrossentropy, a, 1.0).1, 0.0);
            assert_eq!(loss_at(Loss::CategoricalCrossentropy, a, 1.0).1, 0.0);
        }
    }

    #[test]
    fn the_loss_is_the_one_that_is_trained() {
        let specs = specs(&[(3, Activation::Swish), (2, Activation::Sigmoid)]);
        let network = Network::new(2, &specs, Initializer::GlorotUniform, 4);
        let x = DMatrix::from_row_slice(3, 2, &[0.5, -1.0, 0.25, 2.0, -1.5, 0.125]);
        let y = DMatrix::from_row_slice(3, 2, &[0.0, 1.0, 1.0, 1.0, 1.0, 0.0]);
        let samples = Samples::from_rows(&x, &y);
        for loss in Loss::ALL {
            let want = evaluate(&network, loss, Task::Multilabel, &samples)
                .unwrap()
                .loss;
            let got = gradient(&network, loss, &samples, &[2, 0, 1]).0;
            assert!((got - want).abs() < 1e-6, "{loss:?}: {got} {want}");
        }
    }

    #[test]
    fn nodes_can_be_found_by_place_and_name() {
        let specs = specs(&[(2, Activation::Tanh), (1, Activation::Linear)]);
        let network = Network::new(3, &specs, Initializer::GlorotUniform, 4);
        let samples = Samples::from_rows(&DMatrix::zeros(2, 3), &DMatrix::zeros(2, 1));
        let graph = loss_graph(&network, Loss::MeanSquaredError, &samples, &[0, 1]);
        let name = |node: Node| graph.tape.name(node);
        let names: Vec<_> = graph.parameters.iter().map(|&p| name(p)).collect();
        let want = "w1[1,1] w1[2,1] w1[3,1] w1[1,2] w1[2,2] w1[3,2] b1[1] b1[2] \
                    w2[1,1] w2[2,1] b2[1]";
        assert_eq!(names, want.split(' ').collect::<Vec<_>>());
        let sample = &graph.samples[1];
        assert_eq!(name(sample.inputs[2]), "x[3]");
        assert_eq!(name(sample.targets[0]), "t[1]");
        assert_eq!(name(sample.layers[0].a[1]), "a1[2]");
        assert_eq!(name(sample.layers[1].z[0]), "z2[1]");
        assert_eq!((name(sample.loss), name(graph.loss)), ("l", "L"));
        let hidden = sample.layers[0].a[0];
        assert_eq!(graph.tape.op(hidden), Op::Tanh);
        assert_eq!(graph.tape.operands(hidden), [sample.layers[0].z[0]]);
    }
}
