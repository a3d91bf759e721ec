//! The operations of a loss, and to which unit each belongs.

use crate::lab::spot::Spot;
use crate::nn::{
    Activation, Loss, Network, Samples,
    graph::{LossGraph, SampleGraph, loss_graph},
    tape::{Node, Op, Tape},
};

/// Operations that belong together and can be folded into one node.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    /// A unit: its weighted sum and its activation, with weights and bias.
    Unit {
        /// Its layer, from 0.
        layer: usize,
        /// Its number within that.
        unit: usize,
    },
    /// The softmax of the output layer, to which all of its units belong.
    Softmax,
    /// The loss, with the targets.
    Loss,
}

/// The loss of one sample, from the inputs and the parameters to the number that training makes small.
#[derive(Clone, Debug)]
pub struct Expression {
    tape: Tape,
    loss: Node,
    /// For each node what it is to the network.
    kinds: Vec<Kind>,
    /// Number of parameters.
    parameters: usize,
    /// For each layer the node of each unit's answer.
    answers: Vec<Vec<Node>>,
}

/// What a node is to the network.
#[derive(Clone, Copy, Debug)]
pub(super) struct Kind {
    pub group: Option<Group>,
    pub spot: Option<Spot>,
    /// Whether the loss follows from it.
    pub used: bool,
}

impl Expression {
    /// The loss of a sample as the network is: `x` has a value per input, `t` one per output.
    #[must_use]
    pub fn new(network: &Network, loss: Loss, x: &[f32], t: &[f32]) -> Self {
        let LossGraph {
            mut tape,
            parameters,
            mut samples,
            ..
        } = loss_graph(network, loss, &Samples::one(x, t), &[0]);
        // The mean over one sample is its loss, and that over one output the output's.
        let mut sample = samples.swap_remove(0);
        if let [of, count] = *tape.operands(sample.loss)
            && tape.op(sample.loss) == Op::Div
            && tape.op(count) == Op::Leaf
            && tape.value(count) == 1.0
        {
            sample.loss = of;
            tape.set_name(of, "l");
        }
        tape.backward(sample.loss);
        let used = used(&tape, sample.loss);
        let kinds = kinds(network, &sample, &parameters, &used);
        let answer = |(z, a): (&Node, &Node)| if used[a.index()] { *a } else { *z };
        let answers = sample
            .layers
            .iter()
            .map(|layer| layer.z.iter().zip(&layer.a).map(answer).collect());
        Self {
            loss: sample.loss,
            parameters: parameters.len(),
            kinds,
            answers: answers.collect(),
            tape,
        }
    }

    /// Every operation, gone through both ways.
    #[must_use]
    pub fn tape(&self) -> &Tape {
        &self.tape
    }

    /// The node of the loss.
    #[must_use]
    pub fn root(&self) -> Node {
        self.loss
    }

    /// Number of parameters.
    #[must_use]
    pub fn parameters(&self) -> usize {
        self.parameters
    }

    /// The value of the loss.
    #[must_use]
    pub fn loss(&self) -> f64 {
        self.tape.value(self.loss)
    }

    /// Every group that the loss has, in the order of the pass.
    #[must_use]
    pub fn groups(&self) -> Vec<Group> {
        let mut groups: Vec<Group> = self
            .kinds
            .iter()
            .filter(|kind| kind.used)
            .filter_map(|kind| kind.group)
            .collect();
        groups.sort_unstable();
        groups.dedup();
        groups
    }

    /// The operations and leaves that the loss follows from, operands before what is made of them.
    pub(crate) fn nodes(&self) -> impl DoubleEndedIterator<Item = Node> + '_ {
        self.tape.nodes().filter(|&node| self.kind(node).used)
    }

    pub(super) fn kind(&self, node: Node) -> Kind {
        self.kinds[node.index()]
    }

    pub(crate) fn is_leaf(&self, node: Node) -> bool {
        self.tape.op(node) == Op::Leaf
    }

    /// Whether it is a number that is the same for every network: neither parameter, input nor target.
    pub(crate) fn is_constant(&self, node: Node) -> bool {
        self.is_leaf(node) && self.tape.name(node).is_empty()
    }

    /// The node that a folded group shows: a unit's answer, the loss; softmax has several.
    pub(super) fn shown(&self, group: Group) -> Option<Node> {
        match group {
            Group::Unit { layer, unit } => {
                self.answers.get(layer)?.get(unit).copied().map(|answer| {
                    // Softmax gives the answers of its units; what they hand to it is their weighted sum.
                    if self.kind(answer).group == Some(group) {
                        answer
                    } else {
                        self.sum(layer, unit).unwrap_or(answer)
                    }
                })
            }
            Group::Softmax => None,
            Group::Loss => Some(self.loss),
        }
    }

    /// A unit's last operation.
    fn sum(&self, layer: usize, unit: usize) -> Option<Node> {
        let own = Some(Group::Unit { layer, unit });
        self.nodes().rfind(|&node| self.kind(node).group == own)
    }
}

/// For each node whether the loss follows from it.
fn used(tape: &Tape, loss: Node) -> Vec<bool> {
    let mut used = vec![false; tape.len()];
    used[loss.index()] = true;
    for node in tape.nodes().rev() {
        if used[node.index()] {
            tape.operands(node)
                .iter()
                .for_each(|operand| used[operand.index()] = true);
        }
    }
    used
}

/// What each node is: the tape has parameters and inputs first, then layer by layer the weighted sums, unit by
/// unit, and their activations, and at last the loss.
fn kinds(network: &Network, sample: &SampleGraph, parameters: &[Node], used: &[bool]) -> Vec<Kind> {
    let kind = |&used: &bool| Kind {
        group: None,
        spot: None,
        used,
    };
    let mut kinds: Vec<Kind> = used.iter().map(kind).collect();
    let mut put = |node: usize, group: Option<Group>, spot: Option<Spot>| {
        kinds[node] = Kind {
            group,
            spot,
            ..kinds[node]
        };
    };
    for (p, node) in parameters.iter().enumerate() {
        let spot = Spot::of_parameter(network, p);
        let group = spot
            .and_then(Spot::unit)
            .map(|(layer, unit)| Group::Unit { layer, unit });
        put(node.index(), group, spot);
    }
    for (i, node) in sample.inputs.iter().enumerate() {
        put(node.index(), None, Some(Spot::Input(i)));
    }
    let mut next = sample
        .inputs
        .last()
        .map_or(parameters.len(), |node| node.index() + 1);
    for (layer, (nodes, dense)) in sample.layers.iter().zip(network.layers()).enumerate() {
        let unit_of = |unit| {
            (
                Some(Group::Unit { layer, unit }),
                Some(Spot::Unit { layer, unit }),
            )
        };
        for (unit, z) in nodes.z.iter().enumerate() {
            let (group, spot) = unit_of(unit);
            (next..=z.index()).for_each(|node| put(node, group, spot));
            next = next.max(z.index() + 1);
        }
        for (unit, a) in nodes.a.iter().enumerate() {
            let (group, spot) = match dense.activation {
                Activation::Softmax => (Some(Group::Softmax), None),
                Activation::Heaviside
                | Activation::Sign
                | Activation::Linear
                | Activation::Sigmoid
                | Activation::Tanh
                | Activation::Relu
                | Activation::LeakyRelu
                | Activation::Elu
                | Activation::Selu
                | Activation::Softplus
                | Activation::Gelu
                | Activation::Swish => unit_of(unit),
            };
            (next..=a.index()).for_each(|node| put(node, group, spot));
            next = next.max(a.index() + 1);
        }
    }
    (next..used.len()).for_each(|node| put(node, Some(Group::Loss), None));
    kinds
}
