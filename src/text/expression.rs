//! What is said of the nodes of an expression graph: how each is called, and how its numbers come about.

use super::counted;
use crate::{
    lab::{
        Spot,
        expression::{Counts, Expression, Group, Item, MOST_ARROWS, Refused},
    },
    nn::tape::{Node, Op},
    plot::scale::grouped,
    plot::scale::{format_short, format_value},
};

/// Terms of a sum that are written out; of more, the first.
const TERMS: usize = 3;

/// How a node's numbers come about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Told {
    /// What its adjoint is: `adjoint ∂L/∂a₁[1]`.
    pub derivative: String,
    /// Its value, by the operation with its operands; empty for a leaf.
    pub value: String,
    /// Its adjoint, by the adjoints of what is made of it and the local derivatives; empty for a constant.
    pub adjoint: String,
}

/// Why two passes suffice, with what they take.
#[must_use]
pub fn counts(counts: Counts) -> String {
    let Counts {
        forward,
        backward,
        parameters,
        differences,
    } = counts;
    format!(
        "Each node has its value and, below it, its adjoint ∂L/∂·: how much the loss L changes with it. Forward {forward} operations, backward {backward}, once along each arrow: that gives all {parameters} \
         derivatives together, because what several paths share is handed back only once. Finite differences take \
         two passes forward for each weight and bias: {differences}."
    )
}

/// Why there is no graph, and what helps.
#[must_use]
pub fn refused(why: Refused) -> String {
    match why {
        Refused::PerceptronRule => {
            "This learning rule follows no derivative: a step has no slope. With Backprop \
            as learning rule and sigmoid units there is one."
                .into()
        }
        Refused::NoSample => "There is no sample whose loss could be derived.".into(),
        Refused::TooLarge { arrows } => format!(
            "This network would have {} arrows even with every unit folded; up to {MOST_ARROWS} can be read. \
             Fewer inputs or units make it small enough.",
            grouped(arrows as f64)
        ),
        Refused::TooManyOpen { arrows } => {
            format!(
                "About {arrows} arrows would be open at once; up to {MOST_ARROWS} can be read. Fold some units."
            )
        }
    }
}

/// A group, as one speaks of it; the output layer is the last of so many.
#[must_use]
pub fn group(group: Group, layers: usize) -> String {
    match group {
        Group::Unit { layer, unit } if layer + 1 == layers => format!("Output, unit {}", unit + 1),
        Group::Unit { layer, unit } => format!("Layer {}, unit {}", layer + 1, unit + 1),
        Group::Softmax => "Softmax".into(),
        Group::Loss => "Loss".into(),
    }
}

/// A node as a screen reader says it, without its numbers.
#[must_use]
pub fn spoken(expression: &Expression, item: &Item, layers: usize) -> String {
    if let Some(of) = item.group.filter(|_| item.folded) {
        return format!("{}, folded", group(of, layers));
    }
    let written = name(expression, item);
    match item.spot {
        Some(Spot::Input(at)) => format!("Input {}", at + 1),
        Some(Spot::Weight { source, .. }) => format!("{written}, weight of input {}", source + 1),
        Some(Spot::Bias { .. }) => format!("{written}, bias"),
        Some(Spot::Unit { .. }) | None => match (item.constant, item.leaf) {
            (true, _) => format!("Constant {written}"),
            (false, true) => format!("{written}, target"),
            (false, false) => format!(
                "{written}, {}",
                item.node
                    .map_or("", |node| operation(expression.tape().op(node)))
            ),
        },
    }
}

/// An operation in a word.
fn operation(op: Op) -> &'static str {
    match op {
        Op::Leaf => "number",
        Op::Add => "sum",
        Op::Sub => "difference",
        Op::Neg => "negative",
        Op::Mul => "product",
        Op::Div => "quotient",
        Op::Exp => "exponential",
        Op::Ln => "logarithm",
        Op::Tanh => "hyperbolic tangent",
        Op::NormalCdf => "normal distribution",
        Op::Below => "choice by sign",
    }
}

/// The node after so many steps of both passes, of how many; `None` before the first.
#[must_use]
pub fn step(at: usize, of: usize, forward: usize) -> String {
    match at {
        0 => format!("Nothing computed yet, of {}", counted(of, "step", "steps")),
        at if at <= forward => format!("Forward, {at} of {forward}"),
        at => format!("Backward, {} of {}", at - forward, of - forward),
    }
}

/// What is written on a node: its name, else its operation, else its number.
#[must_use]
pub fn name(expression: &Expression, item: &Item) -> String {
    match (item.node, item.group) {
        (Some(node), _) => name_of(expression, node),
        (None, Some(Group::Softmax)) => "softmax".into(),
        (None, Some(Group::Unit { .. } | Group::Loss) | None) => String::new(),
    }
}

/// The sign of a node's operation, beside its name; empty for a leaf and a folded group.
#[must_use]
pub fn sign(expression: &Expression, item: &Item) -> &'static str {
    let node = item.node.filter(|_| !item.folded);
    node.map_or("", |node| expression.tape().op(node).symbol())
}

/// How a node's numbers come about. A folded unit tells of its last operation.
#[must_use]
pub fn told(expression: &Expression, item: &Item) -> Told {
    let Some(node) = item.node else {
        return Told::default();
    };
    let adjoint = if item.constant {
        String::new()
    } else {
        told_adjoint(expression, node)
    };
    let derivative = match node == expression.root() {
        true => "adjoint".into(),
        false => format!("adjoint ∂L/∂{}", by(expression, node)),
    };
    Told {
        derivative,
        value: told_value(expression, node),
        adjoint,
    }
}

/// What a derivative is by: the node's name, or what it is made of, or else a dot.
fn by(expression: &Expression, node: Node) -> String {
    if !expression.tape().name(node).is_empty() {
        return name_of(expression, node);
    }
    let formula = formula(expression, node, &mut { NAMES / 2 });
    formula.map_or_else(|| "·".into(), |formula| format!("({formula})"))
}

fn name_of(expression: &Expression, node: Node) -> String {
    let tape = expression.tape();
    match (tape.name(node), tape.op(node)) {
        ("", Op::Leaf) => format_short(tape.value(node)),
        ("", op) => op.symbol().into(),
        (name, _) => pretty(name),
    }
}

/// `w₁[1,1] · x[1] = 0.530 · 1.20 = 0.636`: in names, where they are few, and in numbers.
fn told_value(expression: &Expression, node: Node) -> String {
    let tape = expression.tape();
    let (op, operands) = (tape.op(node), tape.operands(node));
    if op == Op::Leaf {
        return String::new();
    }
    let number = |&operand: &Node| match expression.is_constant(operand) {
        true => name_of(expression, operand),
        false => bracketed(tape.value(operand)),
    };
    let numbers = written(op, &operands.iter().map(number).collect::<Vec<_>>());
    let result = format_value(tape.value(node));
    match formula(expression, node, &mut { NAMES }) {
        Some(symbols) if symbols != numbers => format!("{symbols} = {numbers} = {result}"),
        _ => format!("{numbers} = {result}"),
    }
}

/// Names and numbers that a formula has, at most.
const NAMES: usize = 8;

/// What a node is made of, by the names of the nodes that have one; nothing where that would be long.
fn formula(expression: &Expression, node: Node, room: &mut usize) -> Option<String> {
    let tape = expression.tape();
    let op = tape.op(node);
    let operand = |(at, &operand): (usize, &Node)| {
        if !tape.name(operand).is_empty() || expression.is_constant(operand) {
            *room = room.checked_sub(1)?;
            return Some(name_of(expression, operand));
        }
        let own = tape.op(operand);
        let text = formula(expression, operand, room)?;
        let binds = match op {
            Op::Sub | Op::Div if at > 0 => tightness(own) > tightness(op),
            Op::Leaf
            | Op::Add
            | Op::Sub
            | Op::Neg
            | Op::Mul
            | Op::Div
            | Op::Exp
            | Op::Ln
            | Op::Tanh
            | Op::NormalCdf
            | Op::Below => tightness(own) >= tightness(op),
        };
        Some(if binds { text } else { format!("({text})") })
    };
    let operands: Option<Vec<String>> = tape
        .operands(node)
        .iter()
        .enumerate()
        .map(operand)
        .collect();
    operands.map(|operands| written(op, &operands))
}

/// How tightly an operation holds its operands together: a sum within a product is in brackets.
fn tightness(op: Op) -> u8 {
    match op {
        Op::Below => 0,
        Op::Add | Op::Sub => 1,
        Op::Mul | Op::Div | Op::Neg => 2,
        Op::Leaf | Op::Exp | Op::Ln | Op::Tanh | Op::NormalCdf => 3,
    }
}

/// `−0.310 · 1.20 + 0.120 · 0.530 = −0.308`: adjoint times local derivative, of everything made of it.
fn told_adjoint(expression: &Expression, node: Node) -> String {
    let tape = expression.tape();
    if node == expression.root() {
        return "1, of the loss by itself".into();
    }
    let mut terms: Vec<(f64, f64)> = Vec::new();
    for user in expression.nodes() {
        let pairs = tape.operands(user).iter().zip(tape.derivatives(user));
        let own = pairs.filter(|(operand, _)| **operand == node);
        terms.extend(own.map(|(_, local)| (tape.gradient(user), local)));
    }
    let term =
        |&(adjoint, local): &(f64, f64)| format!("{} · {}", bracketed(adjoint), bracketed(local));
    let mut text: Vec<String> = terms.iter().take(TERMS).map(term).collect();
    if terms.len() > TERMS {
        text.push(format!("{} more", terms.len() - TERMS));
    }
    format!(
        "{} = {}",
        text.join(" + "),
        format_value(tape.gradient(node))
    )
}

/// A number as an operand: in brackets where its sign would meet another one.
fn bracketed(value: f64) -> String {
    let text = format_value(value);
    if value < 0.0 {
        format!("({text})")
    } else {
        text
    }
}

/// An operation of operands as written.
fn written(op: Op, operands: &[String]) -> String {
    let at = |i: usize| operands.get(i).map_or("", String::as_str);
    match op {
        Op::Leaf => at(0).into(),
        Op::Add | Op::Sub | Op::Mul | Op::Div => format!("{} {} {}", at(0), op.symbol(), at(1)),
        Op::Neg => format!("−{}", at(0)),
        Op::Exp | Op::Ln | Op::Tanh | Op::NormalCdf => {
            let inner = at(0);
            let in_brackets = inner.starts_with('(') && inner.find(')') == Some(inner.len() - 1);
            if in_brackets {
                format!("{}{inner}", op.symbol())
            } else {
                format!("{}({inner})", op.symbol())
            }
        }
        Op::Below => format!("{} if {} < 0, else {}", at(1), at(0), at(2)),
    }
}

/// A name of the tape with its layer as a subscript: `w₁[1,2]`.
fn pretty(name: &str) -> String {
    let Some(at) = name.find('[') else {
        return name.into();
    };
    let (head, rest) = name.split_at(at);
    let subscript = |c: char| match c.to_digit(10) {
        Some(digit) => char::from_u32(0x2080 + digit).unwrap_or(c),
        None => c,
    };
    head.chars().map(subscript).chain(rest.chars()).collect()
}
