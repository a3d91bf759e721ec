//! A network's mean loss written on a [`Tape`]: the second opinion on backpropagation.
//!
//! Activations and losses stand on it as formulas only: their derivatives are the tape's business.

use super::{
    expr::{Expr, Writer},
    loss::Loss,
    network::Network,
    samples::Samples,
    tape::{Node, Tape},
    walk::Walk,
    walked::WalkedLayer,
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
    let x: Vec<_> = batch.iter().map(|&s| samples.x(s as usize)).collect();
    let sample = |(x, &s)| Sample {
        x,
        t: samples.y(s as usize),
        dropped: &[],
    };
    graph_of(network, loss, x.iter().map(|x| &**x).zip(batch).map(sample))
}

/// The mean loss of a walk's samples, with what dropout multiplied their values by, over the weights that
/// the walk began with; `network` has the walk's shape.
#[must_use]
pub fn walk_graph(network: &Network, walk: &Walk) -> LossGraph {
    let mut network = network.clone();
    network.parameters_mut().copy_from_slice(&walk.before);
    let samples = walk.samples.iter().map(|walked| Sample {
        x: &walked.x,
        t: &walked.t,
        dropped: &walked.layers,
    });
    graph_of(&network, walk.settings.loss, samples)
}

/// What enters, and what should come out.
#[derive(Clone, Copy)]
struct Sample<'a> {
    x: &'a [f32],
    t: &'a [f32],
    /// The layers with dropout's factors; none where every unit takes part.
    dropped: &'a [WalkedLayer],
}

impl<'a> Sample<'a> {
    /// What dropout multiplies a layer's values by; empty where it does not.
    fn factors(self, layer: usize) -> &'a [f32] {
        self.dropped.get(layer).map_or(&[], |l| &l.factors)
    }
}

fn graph_of<'a>(
    network: &Network,
    loss: Loss,
    samples: impl Iterator<Item = Sample<'a>>,
) -> LossGraph {
    let writer = Writer::default();
    let parameters = parameters(&writer, network);
    let (samples, losses): (Vec<_>, Vec<_>) = samples
        .map(|sample| sample_graph(&writer, network, &parameters, loss, sample))
        .unzip();
    let loss = writer.mean(&losses);
    writer.set_name(loss, "L");
    let (parameters, loss) = (nodes(&parameters), loss.node());
    LossGraph {
        tape: writer.into_tape(),
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

fn parameters<'w>(writer: &'w Writer, network: &Network) -> Vec<Expr<'w>> {
    let leaf = |&p: &f32| writer.leaf(f64::from(p));
    let leaves: Vec<_> = network.parameters().iter().map(leaf).collect();
    for (l, layer) in (1..).zip(network.layers()) {
        for (k, p) in layer.kernel.clone().enumerate() {
            let (i, j) = (k % layer.inputs + 1, k / layer.inputs + 1);
            writer.set_name(leaves[p], format!("w{l}[{i},{j}]"));
        }
        name_all(writer, &leaves[layer.bias.clone()], &format!("b{l}"));
    }
    leaves
}

/// One sample's way through the network, and its loss.
fn sample_graph<'w>(
    writer: &'w Writer,
    network: &Network,
    parameters: &[Expr<'w>],
    loss: Loss,
    sample: Sample<'_>,
) -> (SampleGraph, Expr<'w>) {
    let inputs = leaves(writer, sample.x, "x");
    let mut layers = Vec::with_capacity(network.layers().len());
    let (mut z, mut a, mut read) = (Vec::new(), Vec::new(), inputs.clone());
    for (l, layer) in (1..).zip(network.layers()) {
        let kernel = parameters[layer.kernel.clone()].chunks_exact(layer.inputs);
        let bias = &parameters[layer.bias.clone()];
        let units = kernel.zip(bias);
        z = units.map(|(w, &bias)| affine(&read, w, bias)).collect();
        a = layer.activation.on_tape(&z);
        // In this order, so that a linear unit, which is its own weighted sum, is called z.
        name_all(writer, &a, &format!("a{l}"));
        name_all(writer, &z, &format!("z{l}"));
        layers.push(LayerGraph {
            z: nodes(&z),
            a: nodes(&a),
        });
        read = dropped(&a, sample.factors(l - 1));
    }
    let targets = leaves(writer, sample.t, "t");
    let loss = loss.on_tape(writer, network.output_activation(), (&z, &a, &targets));
    writer.set_name(loss, "l");
    let sample = SampleGraph {
        inputs: nodes(&inputs),
        layers,
        targets: nodes(&targets),
        loss: loss.node(),
    };
    (sample, loss)
}

fn nodes(expressions: &[Expr<'_>]) -> Vec<Node> {
    expressions.iter().map(|e| e.node()).collect()
}

fn leaves<'w>(writer: &'w Writer, values: &[f32], name: &str) -> Vec<Expr<'w>> {
    let leaf = |&v: &f32| writer.leaf(f64::from(v));
    let leaves: Vec<_> = values.iter().map(leaf).collect();
    name_all(writer, &leaves, name);
    leaves
}

fn name_all(writer: &Writer, expressions: &[Expr<'_>], name: &str) {
    for (i, &expr) in (1..).zip(expressions) {
        writer.set_name(expr, format!("{name}[{i}]"));
    }
}

/// What the next layer reads: values times their factors, or the values themselves where there are none.
fn dropped<'w>(a: &[Expr<'w>], factors: &[f32]) -> Vec<Expr<'w>> {
    if factors.is_empty() {
        return a.to_vec();
    }
    let pairs = a.iter().zip(factors);
    pairs.map(|(&a, &factor)| f64::from(factor) * a).collect()
}

/// bias + Σ weight·x.
fn affine<'w>(x: &[Expr<'w>], weights: &[Expr<'w>], bias: Expr<'w>) -> Expr<'w> {
    let products = weights.iter().zip(x).map(|(&weight, &x)| weight * x);
    products.fold(bias, |z, product| z + product)
}

#[cfg(test)]
mod tests {
    use nalgebra::DMatrix;

    use super::*;
    use crate::{Activation, Initializer, LayerSpec, Named, Task, evaluate, tape::Op};

    fn specs(layers: &[(usize, Activation)]) -> Vec<LayerSpec> {
        let spec = |&(units, activation)| LayerSpec::new(units, activation);
        layers.iter().map(spec).collect()
    }

    #[test]
    fn the_loss_is_the_one_that_is_trained() {
        let specs = specs(&[(3, Activation::Swish), (2, Activation::Sigmoid)]);
        let network = Network::new(2, &specs, Initializer::GlorotUniform, 4);
        let x = DMatrix::from_row_slice(3, 2, &[0.5, -1.0, 0.25, 2.0, -1.5, 0.125]);
        let y = DMatrix::from_row_slice(3, 2, &[0.0, 1.0, 1.0, 1.0, 1.0, 0.0]);
        let samples = Samples::from_rows(&x, &y);
        for &loss in Loss::ALL {
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
