//! Activations and their derivatives as formulas: the same with symbols and with numbers put in.

use super::math::{Math, joined, within};
use crate::nn::Activation;

fn op(sign: &'static str) -> Math {
    Math::Op(sign)
}

fn one() -> Math {
    Math::number(1.0)
}

fn exp(power: Vec<Math>) -> Math {
    Math::Power(vec![Math::Word("e")], power)
}

fn minus(z: Math) -> Vec<Math> {
    vec![op("−"), z]
}

fn call(name: &'static str, of: Vec<Math>) -> Vec<Math> {
    let mut all = vec![Math::Word(name)];
    all.extend(within(of));
    all
}

fn times(a: Vec<Math>, b: Vec<Math>) -> Vec<Math> {
    joined([a, b], "·")
}

fn over(above: Vec<Math>, below: Vec<Math>) -> Vec<Math> {
    vec![Math::Fraction(above, below, Default::default())]
}

fn sigmoid(z: Math) -> Vec<Math> {
    over(vec![one()], vec![one(), op("+"), exp(minus(z))])
}

/// eᶻ − 1.
fn exp_less_one(z: Math) -> Vec<Math> {
    vec![exp(vec![z]), op("−"), one()]
}

/// A formula, and where it holds, if not everywhere.
pub(super) type Piecewise = (Vec<Math>, Option<&'static str>);

const BELOW: &str = "z < 0";
const ABOVE: &str = "z ≥ 0";

/// What a unit makes of its weighted sum `z`, which is `at`; of softmax, from the weighted sums `all` of its
/// layer. Where an activation is one thing below 0 and another above, what holds at `at`.
#[must_use]
pub(super) fn value(activation: Activation, z: Math, at: f64, all: Vec<Math>) -> Piecewise {
    let negative = at < 0.0;
    let side = Some(if negative { BELOW } else { ABOVE });
    let formula = match activation {
        Activation::Heaviside => return (call("step", vec![z]), side),
        Activation::LeakyRelu if negative => {
            return (times(vec![Math::number(0.3)], vec![z]), side);
        }
        Activation::Elu if negative => return (exp_less_one(z), side),
        Activation::Selu if negative => {
            let scale = vec![Math::number(SELU_BOTH)];
            return (times(scale, within(exp_less_one(z))), side);
        }
        Activation::Selu => return (times(vec![Math::number(SELU_SCALE)], vec![z]), side),
        Activation::LeakyRelu | Activation::Elu => return (vec![z], side),
        Activation::Sign => call("sign", vec![z]),
        Activation::Linear => vec![z],
        Activation::Sigmoid => sigmoid(z),
        Activation::Tanh => call("tanh", vec![z]),
        Activation::Relu => call("max", vec![Math::number(0.0), op(","), z]),
        Activation::Softplus => call("ln", vec![one(), op("+"), exp(vec![z])]),
        Activation::Gelu => times(vec![z.clone()], call("Φ", vec![z])),
        Activation::Swish => times(vec![z.clone()], sigmoid(z)),
        Activation::Softmax => {
            let below = joined(all.into_iter().map(|z| vec![exp(vec![z])]), "+");
            over(vec![exp(vec![z])], below)
        }
    };
    (formula, None)
}

/// SELU's scale, and its scale times its α (Klambauer et al. 2017).
const SELU_SCALE: f64 = 1.0507;
const SELU_BOTH: f64 = 1.7581;

/// The slope of an activation at `z`, which is `at`, where its value is `a`. Softmax has none of its own.
#[must_use]
pub(super) fn slope(activation: Activation, z: Math, a: Math, at: f64) -> Piecewise {
    let negative = at < 0.0;
    let side = Some(if negative { BELOW } else { ABOVE });
    let constant = |value: f64| vec![Math::number(value)];
    match activation {
        Activation::Heaviside | Activation::Sign => (constant(0.0), Some("a step is flat")),
        Activation::Linear => (vec![one()], None),
        Activation::Sigmoid | Activation::Softmax => {
            let rest = within(vec![one(), op("−"), a.clone()]);
            (times(vec![a], rest), None)
        }
        Activation::Tanh => {
            let square = Math::Power(vec![a], vec![Math::number(2.0)]);
            (vec![one(), op("−"), square], None)
        }
        Activation::Relu if at > 0.0 => (constant(1.0), Some("z > 0")),
        Activation::Relu => (constant(0.0), Some("z ≤ 0")),
        Activation::LeakyRelu => (constant(if negative { 0.3 } else { 1.0 }), side),
        Activation::Elu if negative => (vec![exp(vec![z])], side),
        Activation::Elu => (constant(1.0), side),
        Activation::Selu if negative => {
            let scale = vec![Math::number(SELU_BOTH)];
            (times(scale, vec![exp(vec![z])]), side)
        }
        Activation::Selu => (constant(SELU_SCALE), side),
        Activation::Softplus => (sigmoid(z), None),
        Activation::Gelu => {
            let mut all = call("Φ", vec![z.clone()]);
            all.push(op("+"));
            all.extend(times(vec![z.clone()], call("φ", vec![z])));
            (all, None)
        }
        Activation::Swish => {
            let sigma = || call("σ", vec![z.clone()]);
            let mut rest = vec![one(), op("−")];
            rest.extend(sigma());
            let mut all = sigma();
            all.push(op("+"));
            all.extend(times(times(vec![z.clone()], sigma()), within(rest)));
            (all, None)
        }
    }
}
