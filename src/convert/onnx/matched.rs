//! Activations that are several operations: z·sigmoid(z), and z·Φ(z) by the error function.

use std::collections::HashMap;

use separable_nn::Activation;

use super::proto::{Graph, Node};

/// Which operations read each value.
pub struct Uses<'a>(HashMap<&'a str, Vec<usize>>);

impl<'a> Uses<'a> {
    /// Those of a graph; constants are read by anyone.
    pub fn of(graph: &'a Graph, is_constant: impl Fn(&str) -> bool) -> Self {
        let mut uses: HashMap<&str, Vec<usize>> = HashMap::new();
        for (at, node) in graph.node.iter().enumerate() {
            for input in node
                .input
                .iter()
                .filter(|input| !input.is_empty() && !is_constant(input))
            {
                let users = uses.entry(input).or_default();
                if users.last() != Some(&at) {
                    users.push(at);
                }
            }
        }
        Self(uses)
    }

    /// The operations that read a value.
    pub fn of_value(&self, name: &str) -> &[usize] {
        self.0.get(name).map_or(&[], Vec::as_slice)
    }
}

/// The activation that several operations make of one value, and the name of what comes out. `single` gives the
/// number that a constant is.
pub fn several<'a>(
    graph: &'a Graph,
    uses: &Uses<'a>,
    z: &str,
    single: &dyn Fn(&str) -> Option<f32>,
) -> Option<(Activation, &'a str)> {
    let &[one, other] = uses.of_value(z) else {
        return None;
    };
    let nodes = [&graph.node[one], &graph.node[other]];
    let product = nodes.into_iter().find(|node| {
        reads(node, "Mul", z) && other_than(node, z).is_some_and(|b| single(b).is_none())
    })?;
    let inner = nodes
        .into_iter()
        .find(|node| !std::ptr::eq(*node, product))?;
    let gate = other_than(product, z)?;
    let output = product.output.first()?;
    if reads(inner, "Sigmoid", z) && inner.output.first()? == gate {
        return Some((Activation::Swish, output));
    }
    let chain = Chain {
        graph,
        uses,
        single,
    };
    let root = std::f32::consts::SQRT_2;
    let scaled = chain
        .by(inner, z, "Div", root)
        .or_else(|| chain.by(inner, z, "Mul", 1.0 / root))?;
    let erf = chain.user(scaled)?;
    let erf = reads(erf, "Erf", scaled).then(|| erf.output.first())??;
    let sum = chain.by(chain.user(erf)?, erf, "Add", 1.0)?;
    if sum == gate {
        let half = chain.by(chain.user(output)?, output, "Mul", 0.5)?;
        return Some((Activation::Gelu, half));
    }
    let half = chain.by(chain.user(sum)?, sum, "Mul", 0.5)?;
    (half == gate).then_some((Activation::Gelu, output))
}

struct Chain<'a, 'b> {
    graph: &'a Graph,
    uses: &'b Uses<'a>,
    single: &'b dyn Fn(&str) -> Option<f32>,
}

impl<'a> Chain<'a, '_> {
    /// The only operation that reads a value.
    fn user(&self, name: &str) -> Option<&'a Node> {
        match self.uses.of_value(name) {
            &[user] => Some(&self.graph.node[user]),
            _ => None,
        }
    }

    /// What comes out where an operation of this kind takes a value and this number.
    fn by(&self, node: &'a Node, value: &str, kind: &str, number: f32) -> Option<&'a str> {
        let found = reads(node, kind, value).then(|| other_than(node, value))??;
        let is_it = (self.single)(found).is_some_and(|n| (n - number).abs() < 1e-6);
        is_it.then(|| node.output.first().map(String::as_str))?
    }
}

fn reads(node: &Node, kind: &str, value: &str) -> bool {
    node.op_type == kind && node.input.iter().any(|input| input == value)
}

/// The other of two values that an operation reads.
fn other_than<'a>(node: &'a Node, value: &str) -> Option<&'a str> {
    match &node.input[..] {
        [a, b] if a == value => Some(b),
        [a, b] if b == value => Some(a),
        _ => None,
    }
}
