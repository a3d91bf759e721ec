//! Reverse-mode automatic differentiation of scalars (Linnainmaa 1970), in f64.
//!
//! A [`Tape`] is a list of operations in the order in which they were done. Each entry names its
//! operands by their place in the list, so operands always stand before what is made of them: one
//! walk forward computes every value, and one walk back computes the derivative of a result by
//! every entry. Nothing here knows of networks; [`graph`](super::graph) writes a network's loss on
//! a tape, in formulas of [`expr`](super::expr).

use strum::VariantArray;

/// The place of a value on its tape.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Node(usize);

impl Node {
    /// The place, counted from 0: nodes of one tape can be sorted and stored by it.
    #[must_use]
    pub fn index(self) -> usize {
        self.0
    }
}

/// How a value is made of its operands a, b and c.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, VariantArray)]
pub enum Op {
    /// A number from outside: a parameter, an input or a constant.
    Leaf,
    /// a + b.
    Add,
    /// a − b.
    Sub,
    /// −a.
    Neg,
    /// a·b.
    Mul,
    /// a/b.
    Div,
    /// eᵃ.
    Exp,
    /// ln a.
    Ln,
    /// tanh a.
    Tanh,
    /// Φ(a), the standard normal distribution function.
    NormalCdf,
    /// b where a < 0, else c. All kinks and steps are made of it: it is the only operation whose
    /// derivative can jump, and it does so where a = 0.
    Below,
}

impl Op {
    /// The sign or name that formulas show.
    #[must_use]
    pub fn symbol(self) -> &'static str {
        match self {
            Self::Leaf => "",
            Self::Add => "+",
            Self::Sub | Self::Neg => "−",
            Self::Mul => "·",
            Self::Div => "/",
            Self::Exp => "exp",
            Self::Ln => "ln",
            Self::Tanh => "tanh",
            Self::NormalCdf => "Φ",
            Self::Below => "<0?",
        }
    }

    /// How many operands it takes.
    #[must_use]
    pub fn arity(self) -> usize {
        match self {
            Self::Leaf => 0,
            Self::Neg | Self::Exp | Self::Ln | Self::Tanh | Self::NormalCdf => 1,
            Self::Add | Self::Sub | Self::Mul | Self::Div => 2,
            Self::Below => 3,
        }
    }

    /// The value at these operands and its derivative by each of them. A leaf's value is its own
    /// first operand, and operands beyond the [arity](Self::arity) have derivative 0.
    fn apply(self, [a, b, c]: [f64; 3]) -> (f64, [f64; 3]) {
        match self {
            Self::Leaf => (a, [0.0, 0.0, 0.0]),
            Self::Add => (a + b, [1.0, 1.0, 0.0]),
            Self::Sub => (a - b, [1.0, -1.0, 0.0]),
            Self::Neg => (-a, [-1.0, 0.0, 0.0]),
            Self::Mul => (a * b, [b, a, 0.0]),
            Self::Div => (a / b, [1.0 / b, -a / (b * b), 0.0]),
            Self::Exp => (libm::exp(a), [libm::exp(a), 0.0, 0.0]),
            Self::Ln => (libm::log(a), [1.0 / a, 0.0, 0.0]),
            Self::Tanh => {
                let y = libm::tanh(a);
                (y, [1.0 - y * y, 0.0, 0.0])
            }
            Self::NormalCdf => {
                let cdf = 0.5 * libm::erfc(-a * std::f64::consts::FRAC_1_SQRT_2);
                let density = libm::exp(-0.5 * a * a) / libm::sqrt(std::f64::consts::TAU);
                (cdf, [density, 0.0, 0.0])
            }
            Self::Below if a < 0.0 => (b, [0.0, 1.0, 0.0]),
            Self::Below => (c, [0.0, 0.0, 1.0]),
        }
    }
}

/// One line of a tape.
#[derive(Clone, Debug)]
struct Entry {
    op: Op,
    /// The first [`Op::arity`] count; the others repeat the entry itself.
    operands: [Node; 3],
    value: f64,
    gradient: f64,
    name: String,
}

/// Operations in the order in which they were done.
///
/// Every [`Node`] given to a tape must come from that tape: a foreign one names another value or
/// none at all, and then panics.
#[derive(Clone, Debug, Default)]
pub struct Tape {
    entries: Vec<Entry>,
}

impl Tape {
    /// A number from outside.
    pub fn leaf(&mut self, value: f64) -> Node {
        let node = self.record(Op::Leaf, &[]);
        self.entries[node.0].value = value;
        node
    }

    /// What `op` makes of its operands.
    pub(crate) fn record(&mut self, op: Op, operands: &[Node]) -> Node {
        let node = Node(self.entries.len());
        let mut all = [node; 3];
        all[..operands.len()].copy_from_slice(operands);
        self.entries.push(Entry {
            op,
            operands: all,
            value: 0.0,
            gradient: 0.0,
            name: String::new(),
        });
        self.entries[node.0].value = self.apply(node).0;
        node
    }

    /// Gives a leaf another value. What was made of it follows with the next
    /// [`forward`](Self::forward).
    pub fn set(&mut self, leaf: Node, value: f64) {
        self.entries[leaf.0].value = value;
    }

    /// Computes every value anew from the leaves.
    pub fn forward(&mut self) {
        for node in self.nodes() {
            self.entries[node.0].value = self.apply(node).0;
        }
    }

    /// The nodes that are made of a node, directly or by others, in their order.
    #[must_use]
    pub fn dependents(&self, node: Node) -> Vec<Node> {
        let mut depends = vec![false; self.entries.len()];
        depends[node.0] = true;
        let later = (node.0 + 1..self.entries.len()).map(Node);
        later
            .filter(|&at| {
                let own = self.operands(at).iter().any(|operand| depends[operand.0]);
                depends[at.0] = own;
                own
            })
            .collect()
    }

    /// Computes the values of some nodes anew, in this order.
    pub fn forward_over(&mut self, nodes: &[Node]) {
        for &node in nodes {
            self.entries[node.0].value = self.apply(node).0;
        }
    }

    /// Computes the derivative of `result` by every node, from the last to the first: each node
    /// hands its own derivative down to its operands, times the local one (the chain rule).
    pub fn backward(&mut self, result: Node) {
        self.entries.iter_mut().for_each(|e| e.gradient = 0.0);
        self.entries[result.0].gradient = 1.0;
        for node in self.nodes().rev() {
            let Entry { gradient, op, .. } = self.entries[node.0];
            // What has no say in the result hands nothing down, not even 0·∞.
            if gradient == 0.0 {
                continue;
            }
            let (operands, derivatives) = (self.entries[node.0].operands, self.apply(node).1);
            for (operand, derivative) in operands.into_iter().zip(derivatives).take(op.arity()) {
                self.entries[operand.0].gradient += gradient * derivative;
            }
        }
    }

    fn apply(&self, node: Node) -> (f64, [f64; 3]) {
        let Entry { op, operands, .. } = self.entries[node.0];
        op.apply(operands.map(|operand| self.value(operand)))
    }

    /// Every node, operands before what is made of them.
    pub fn nodes(&self) -> impl DoubleEndedIterator<Item = Node> + use<> {
        (0..self.entries.len()).map(Node)
    }

    /// Number of nodes.
    #[must_use]
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether nothing was recorded.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The value of a node.
    #[must_use]
    pub fn value(&self, node: Node) -> f64 {
        self.entries[node.0].value
    }

    /// The derivative by this node of the result of the last [`backward`](Self::backward); 0
    /// before the first.
    #[must_use]
    pub fn gradient(&self, node: Node) -> f64 {
        self.entries[node.0].gradient
    }

    /// How a node is made of its operands.
    #[must_use]
    pub fn op(&self, node: Node) -> Op {
        self.entries[node.0].op
    }

    /// What a node is made of: as many nodes as its operation's [arity](Op::arity).
    #[must_use]
    pub fn operands(&self, node: Node) -> &[Node] {
        let entry = &self.entries[node.0];
        &entry.operands[..entry.op.arity()]
    }

    /// The local derivative of a node by each of its operands.
    #[must_use]
    pub fn derivatives(&self, node: Node) -> Vec<f64> {
        self.apply(node).1[..self.op(node).arity()].to_vec()
    }

    /// What a node is called; empty where it was given no name.
    #[must_use]
    pub fn name(&self, node: Node) -> &str {
        &self.entries[node.0].name
    }

    /// Calls a node by a name.
    pub fn set_name(&mut self, node: Node, name: impl Into<String>) {
        self.entries[node.0].name = name.into();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every operation but that of a leaf, which has nothing to be derived by.
    fn operations() -> impl Iterator<Item = Op> {
        let all = Op::VARIANTS.iter().copied();
        all.filter(|op| op.arity() > 0)
    }

    #[test]
    fn local_derivatives_are_the_slopes() {
        for op in operations() {
            for at in [[0.7, -1.3, 2.1], [1.9, 0.4, -0.6], [-0.8, 1.1, 0.3]] {
                if op == Op::Ln && at[0] < 0.0 {
                    continue;
                }
                let derivatives = op.apply(at).1;
                for i in 0..3 {
                    let h = 1e-6;
                    let shifted = |h: f64| {
                        let mut at = at;
                        at[i] += h;
                        op.apply(at).0
                    };
                    let slope = (shifted(h) - shifted(-h)) / (2.0 * h);
                    let got = derivatives[i];
                    assert!((slope - got).abs() < 1e-8, "{op:?} by {i}: {slope} {got}");
                }
            }
        }
    }

    #[test]
    fn known_values() {
        let at = |op: Op, a: f64| op.apply([a, 2.0, 3.0]).0;
        assert_eq!(at(Op::NormalCdf, 0.0), 0.5);
        assert!((at(Op::NormalCdf, 1.959_963_984_540_054) - 0.975).abs() < 1e-15);
        assert!((at(Op::Exp, 1.0) - std::f64::consts::E).abs() < 1e-15);
        let below = [-1.0, -0.0, 0.0, 1.0, f64::NAN].map(|a| at(Op::Below, a));
        assert_eq!(below, [2.0, 3.0, 3.0, 3.0, 3.0]);
    }

    #[test]
    fn every_path_to_a_node_counts() {
        // y = (x + x)·x = 2x², dy/dx = 4x.
        let mut tape = Tape::default();
        let x = tape.leaf(-1.5);
        let twice = tape.record(Op::Add, &[x, x]);
        let y = tape.record(Op::Mul, &[twice, x]);
        tape.backward(y);
        assert_eq!((tape.value(y), tape.gradient(x)), (4.5, -6.0));
        assert_eq!(tape.gradient(twice), -1.5);
    }

    #[test]
    fn forward_follows_its_leaves_and_backward_starts_afresh() {
        let mut tape = Tape::default();
        let x = tape.leaf(1.0);
        let y = tape.record(Op::Mul, &[x, x]);
        tape.backward(y);
        tape.set(x, 5.0);
        tape.forward();
        tape.backward(y);
        assert_eq!((tape.value(y), tape.gradient(x)), (25.0, 10.0));
    }

    #[test]
    fn what_depends_on_a_leaf_follows_it_alone() {
        let mut tape = Tape::default();
        let (x, y) = (tape.leaf(1.0), tape.leaf(3.0));
        let other = tape.record(Op::Mul, &[y, y]);
        let square = tape.record(Op::Mul, &[x, x]);
        let sum = tape.record(Op::Add, &[square, other]);
        let over = tape.dependents(x);
        assert_eq!(over, [square, sum]);
        tape.set(x, 2.0);
        tape.forward_over(&over);
        assert_eq!((tape.value(sum), tape.value(other)), (13.0, 9.0));
    }

    #[test]
    fn the_branch_not_taken_hands_nothing_down() {
        let mut tape = Tape::default();
        let x = tape.leaf(1000.0);
        let overflow = tape.record(Op::Exp, &[x]);
        let y = tape.record(Op::Below, &[x, overflow, x]);
        tape.backward(y);
        assert_eq!((tape.value(y), tape.gradient(x)), (1000.0, 1.0));
    }

    #[test]
    fn a_tape_can_be_read() {
        let mut tape = Tape::default();
        let (a, b) = (tape.leaf(2.0), tape.leaf(3.0));
        let product = tape.record(Op::Mul, &[a, b]);
        tape.set_name(product, "a·b");
        assert_eq!(tape.op(product), Op::Mul);
        assert_eq!(tape.operands(product), [a, b]);
        assert_eq!(tape.derivatives(product), [3.0, 2.0]);
        assert_eq!((tape.name(product), tape.name(a)), ("a·b", ""));
        assert!(tape.nodes().eq([a, b, product]));
    }

    /// By their number of operands too: −a is not a − b.
    #[test]
    fn symbols_tell_operations_apart() {
        let symbols = operations().map(|op| (op.symbol(), op.arity()));
        let symbols: std::collections::BTreeSet<_> = symbols.collect();
        assert_eq!(symbols.len(), operations().count());
    }
}
