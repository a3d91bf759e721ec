//! What is seen of an expression when some groups are open and the others are one node each.

use super::graph::{Expression, Group};
use crate::{lab::spot::Spot, nn::tape::Node};

/// A node that is seen.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Item {
    /// The operation or leaf; of a folded group the one that it shows, where there is one.
    pub node: Option<Node>,
    /// The group that it belongs to, or that it is; none for an input.
    pub group: Option<Group>,
    /// Whether it stands for its whole group.
    pub folded: bool,
    /// What it is in the network.
    pub spot: Option<Spot>,
    /// Whether nothing leads to it: an input, a parameter, a target or a constant.
    pub leaf: bool,
    /// Whether it is the same number for every network.
    pub constant: bool,
}

/// An arrow between nodes that are seen, by their numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Arrow {
    /// The operand.
    pub from: usize,
    /// What is made of it.
    pub to: usize,
    /// The weight that it stands for, where that is folded away.
    pub spot: Option<Spot>,
}

/// How far the passes have come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moment {
    /// Nothing is computed yet.
    Start,
    /// A node has its value.
    Forward(usize),
    /// A node has its adjoint.
    Backward(usize),
}

/// The nodes that are seen, operands before what is made of them, and the order of both passes.
#[derive(Clone, Debug, PartialEq)]
pub struct Folded {
    /// The nodes.
    pub items: Vec<Item>,
    /// The arrows, each pair of nodes once.
    pub arrows: Vec<Arrow>,
    /// The nodes that the pass forward computes, in its order.
    pub forward: Vec<usize>,
    /// The nodes by which the pass backward derives, in its order.
    pub backward: Vec<usize>,
}

impl Item {
    /// Its value; none where it shows several.
    #[must_use]
    pub fn value(&self, expression: &Expression) -> Option<f64> {
        self.node.map(|node| expression.tape().value(node))
    }

    /// The derivative of the loss by it; none by a constant.
    #[must_use]
    pub fn adjoint(&self, expression: &Expression) -> Option<f64> {
        let node = self.node.filter(|_| !self.constant)?;
        Some(expression.tape().gradient(node))
    }
}

impl Folded {
    /// What is seen of an expression with these groups open.
    #[must_use]
    pub fn new(expression: &Expression, open: &[Group]) -> Self {
        let is_open = |group: Group| open.contains(&group);
        let mut items: Vec<Item> = Vec::new();
        // For each node of the tape the item that stands for it.
        let mut seen = vec![usize::MAX; expression.tape().len()];
        for node in ordered(expression) {
            let kind = expression.kind(node);
            let folded = kind.group.filter(|&group| !is_open(group));
            let known = folded.and_then(|group| {
                items
                    .iter()
                    .position(|item| item.folded && item.group == Some(group))
            });
            seen[node.index()] = known.unwrap_or(items.len());
            if known.is_none() {
                items.push(match folded {
                    Some(group) => whole(expression, group),
                    None => alone(expression, node),
                });
            }
        }
        let arrows = arrows(expression, &items, &seen);
        let numbers = || 0..items.len();
        let forward = numbers().filter(|&item| !items[item].leaf).collect();
        let backward = numbers()
            .rev()
            .filter(|&item| !items[item].constant)
            .collect();
        Self {
            arrows,
            forward,
            backward,
            items,
        }
    }

    /// Number of steps that both passes take.
    #[must_use]
    pub fn steps(&self) -> usize {
        self.forward.len() + self.backward.len()
    }

    /// What has just been computed after so many steps.
    #[must_use]
    pub fn at(&self, step: usize) -> Moment {
        let forward = self.forward.len();
        let back = step
            .checked_sub(forward + 1)
            .and_then(|at| self.backward.get(at));
        let ahead = || step.checked_sub(1).and_then(|at| self.forward.get(at));
        match (back, ahead()) {
            (Some(&item), _) => Moment::Backward(item),
            (None, Some(&item)) => Moment::Forward(item),
            (None, None) => Moment::Start,
        }
    }

    /// Whether a node has its value after so many steps, and whether it has its adjoint; none for a node that is
    /// not there.
    #[must_use]
    pub fn knows(&self, step: usize, item: usize) -> Option<(bool, bool)> {
        let (forward, backward) = self.split(step);
        let leaf = self.items.get(item)?.leaf;
        Some((
            leaf || self.forward[..forward].contains(&item),
            self.backward[..backward].contains(&item),
        ))
    }

    /// Steps of each pass, of so many in all.
    fn split(&self, step: usize) -> (usize, usize) {
        let forward = self.forward.len();
        (
            step.min(forward),
            step.saturating_sub(forward).min(self.backward.len()),
        )
    }
}

/// The nodes group by group in the order of the pass, inputs first, and each other leaf before what is first
/// made of it.
fn ordered(expression: &Expression) -> Vec<Node> {
    let mut first_use: Vec<Option<Node>> = vec![None; expression.tape().len()];
    for node in expression.nodes() {
        for operand in expression.tape().operands(node) {
            first_use[operand.index()].get_or_insert(node);
        }
    }
    let mut nodes: Vec<Node> = expression.nodes().collect();
    let key = |node: &Node| {
        let used = first_use[node.index()].filter(|_| expression.is_leaf(*node));
        (expression.kind(*node).group, used.unwrap_or(*node), *node)
    };
    nodes.sort_unstable_by_key(key);
    nodes
}

fn alone(expression: &Expression, node: Node) -> Item {
    let kind = expression.kind(node);
    Item {
        node: Some(node),
        group: kind.group,
        folded: false,
        spot: kind.spot,
        leaf: expression.is_leaf(node),
        constant: expression.is_constant(node),
    }
}

fn whole(expression: &Expression, group: Group) -> Item {
    let spot = match group {
        Group::Unit { layer, unit } => Some(Spot::Unit { layer, unit }),
        Group::Softmax | Group::Loss => None,
    };
    Item {
        node: expression.shown(group),
        group: Some(group),
        folded: true,
        spot,
        leaf: false,
        constant: false,
    }
}

fn arrows(expression: &Expression, items: &[Item], seen: &[usize]) -> Vec<Arrow> {
    let mut arrows: Vec<Arrow> = Vec::new();
    for node in expression.nodes() {
        for operand in expression.tape().operands(node) {
            let (from, to) = (seen[operand.index()], seen[node.index()]);
            let known = arrows
                .iter()
                .any(|arrow| (arrow.from, arrow.to) == (from, to));
            if from != to && !known {
                arrows.push(Arrow {
                    from,
                    to,
                    spot: weight(items[from], items[to]),
                });
            }
        }
    }
    arrows
}

/// The weight by which a folded unit reads an input or another unit.
fn weight(from: Item, to: Item) -> Option<Spot> {
    let source = match from.spot? {
        Spot::Input(at) => at,
        Spot::Unit { unit, .. } => unit,
        Spot::Weight { .. } | Spot::Bias { .. } => return None,
    };
    match to.spot? {
        Spot::Unit { layer, unit } if to.folded => Some(Spot::Weight {
            layer,
            unit,
            source,
        }),
        Spot::Unit { .. } | Spot::Input(_) | Spot::Weight { .. } | Spot::Bias { .. } => None,
    }
}
