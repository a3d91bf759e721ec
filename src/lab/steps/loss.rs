//! Step 3: what the answer costs; and how fast that changes with the answer.

use super::{
    line::Line,
    math::{Mark, Math, Tone, joined, sum, within},
    scene::Scene,
};
use crate::{
    lab::Spot,
    nn::{Activation, Loss, Walked},
};

/// The loss of the output in focus, of the sample, and of the batch, as far as these differ.
#[must_use]
pub(super) fn lines(scene: &Scene<'_>) -> Vec<Line> {
    let outputs = scene.network.outputs();
    let mut lines = vec![of_output(scene)];
    if outputs > 1 {
        lines.push(of_sample(scene));
    }
    if scene.count() > 1 {
        lines.push(of_batch(scene));
    }
    lines
}

fn loss(scene: &Scene<'_>) -> Loss {
    scene.walk.settings.loss
}

fn op(sign: &'static str) -> Math {
    Math::Op(sign)
}

/// Whether the loss is computed from the weighted sums, which say more than an answer that is rounded to 0 or 1.
fn from_logits(scene: &Scene<'_>) -> bool {
    let activation = scene.dense(scene.last()).activation;
    loss(scene).takes_logits(activation)
}

/// An answer and its target, by name or by number.
struct Pair {
    a: Math,
    t: Math,
}

impl Pair {
    fn names(scene: &Scene<'_>, output: usize) -> Self {
        Self {
            a: scene.a(scene.last(), output),
            t: scene.t(output),
        }
    }

    fn numbers(scene: &Scene<'_>, output: usize) -> Self {
        let (layer, unit) = (scene.last(), output);
        let mark = Mark::at(Tone::Value, Spot::Unit { layer, unit });
        let a = scene.passed(layer).a[output];
        let held = loss(scene).held_at(a).filter(|_| !from_logits(scene));
        Self {
            a: Math::Number(held.unwrap_or(a).into(), mark),
            t: Math::Number(scene.walked().t[output].into(), Mark::of(Tone::Target)),
        }
    }

    fn a(&self) -> Math {
        self.a.clone()
    }

    fn t(&self) -> Math {
        self.t.clone()
    }

    fn error(&self) -> Vec<Math> {
        vec![self.a(), op("−"), self.t()]
    }

    fn rest(of: Math) -> Vec<Math> {
        within(vec![Math::number(1.0), op("−"), of])
    }

    fn ln(of: Vec<Math>) -> Vec<Math> {
        let mut all = vec![Math::Word("ln")];
        all.extend(of);
        all
    }
}

fn value(loss: Loss, pair: &Pair, error: f64) -> Vec<Math> {
    let two = || vec![Math::number(2.0)];
    let size = || {
        let mut all = vec![op("|")];
        all.extend(pair.error());
        all.push(op("|"));
        all
    };
    match loss {
        Loss::MeanSquaredError => vec![Math::Power(within(pair.error()), two())],
        Loss::MeanAbsoluteError => size(),
        Loss::Huber { delta } if error.abs() <= f64::from(delta) => {
            let half = vec![Math::Fraction(
                vec![Math::number(1.0)],
                two(),
                Mark::default(),
            )];
            joined([half, vec![Math::Power(within(pair.error()), two())]], "·")
        }
        Loss::Huber { delta } => {
            let mut inner = size();
            inner.extend([op("−"), Math::number(delta / 2.0)]);
            joined([vec![Math::number(delta)], within(inner)], "·")
        }
        Loss::BinaryCrossentropy => {
            let mut all = vec![op("−"), pair.t()];
            all.push(op("·"));
            all.extend(Pair::ln(within(vec![pair.a()])));
            all.push(op("−"));
            all.extend(Pair::rest(pair.t()));
            all.push(op("·"));
            all.extend(Pair::ln(Pair::rest(pair.a())));
            all
        }
        Loss::CategoricalCrossentropy => {
            let mut all = vec![op("−"), pair.t(), op("·")];
            all.extend(Pair::ln(within(vec![pair.a()])));
            all
        }
        Loss::Hinge => {
            let mut all = vec![Math::Word("max"), op("("), Math::number(0.0), op(",")];
            all.extend([
                Math::number(1.0),
                op("−"),
                pair.t(),
                op("·"),
                pair.a(),
                op(")"),
            ]);
            all
        }
    }
}

/// The loss's slope by the answer of an output, without the share that the output has.
fn slope(loss: Loss, pair: &Pair, [a, t]: [f64; 2]) -> Vec<Math> {
    if loss.held_at(a as f32).is_some() {
        return vec![Math::number(0.0)];
    }
    match loss {
        Loss::MeanSquaredError => joined([vec![Math::number(2.0)], within(pair.error())], "·"),
        Loss::MeanAbsoluteError => {
            let mut all = vec![Math::Word("sign")];
            all.extend(within(pair.error()));
            all
        }
        Loss::Huber { delta } if (a - t).abs() > f64::from(delta) => {
            let mut all = vec![Math::number(delta), op("·"), Math::Word("sign")];
            all.extend(within(pair.error()));
            all
        }
        Loss::Huber { .. } => pair.error(),
        Loss::BinaryCrossentropy => {
            let mut below = vec![pair.a(), op("·")];
            below.extend(Pair::rest(pair.a()));
            vec![Math::Fraction(pair.error(), below, Mark::default())]
        }
        Loss::CategoricalCrossentropy => vec![
            op("−"),
            Math::Fraction(vec![pair.t()], vec![pair.a()], Mark::default()),
        ],
        Loss::Hinge if t * a < 1.0 => vec![op("−"), pair.t()],
        Loss::Hinge => vec![Math::number(0.0)],
    }
}

/// The answer and the target of an output.
fn at(scene: &Scene<'_>, output: usize) -> [f64; 2] {
    let a = scene.passed(scene.last()).a[output];
    [a, scene.walked().t[output]].map(f64::from)
}

/// What an output costs by itself; from the weighted sums, where the loss is.
fn term(scene: &Scene<'_>, output: usize) -> f64 {
    let [a, t] = at(scene, output);
    let passed = scene.passed(scene.last());
    let z = |unit: usize| f64::from(passed.z[unit]);
    if !from_logits(scene) {
        return loss(scene).term(a as f32, t as f32).into();
    }
    let own = z(output);
    if scene.dense(scene.last()).activation == Activation::Softmax {
        let top = (0..passed.z.len()).map(z).fold(f64::NEG_INFINITY, f64::max);
        let total: f64 = (0..passed.z.len()).map(|k| libm::exp(z(k) - top)).sum();
        return t * (top + libm::log(total) - own);
    }
    own.max(0.0) + libm::log1p(libm::exp(-own.abs())) - own * t
}

/// Whether an answer was rounded to 0 or 1, so that its loss follows from the weighted sum alone.
fn is_rounded(scene: &Scene<'_>, output: usize) -> bool {
    let a = scene.passed(scene.last()).a[output];
    from_logits(scene) && loss(scene).held_at(a).is_some()
}

/// What the output in focus adds to its sample's loss, before the mean over outputs.
fn of_output(scene: &Scene<'_>) -> Line {
    let (loss, output) = (loss(scene), scene.focus.unit);
    let [a, t] = at(scene, output);
    let write = |pair: Pair| value(loss, &pair, a - t);
    let several = scene.network.outputs() > 1;
    let left = Math::Symbol {
        base: scene.loss_name(),
        low: if several {
            (output + 1).to_string()
        } else {
            String::new()
        },
        high: String::new(),
        mark: Mark::of(Tone::Gradient),
    };
    let result = if several {
        term(scene, output)
    } else {
        scene.walked().loss.into()
    };
    let numbers = if is_rounded(scene, output) {
        Vec::new()
    } else {
        write(Pair::numbers(scene, output))
    };
    Line::new(
        left,
        (write(Pair::names(scene, output)), numbers),
        result,
        Mark::of(Tone::Gradient),
    )
}

/// The sample's loss: the mean over its outputs, or their sum.
fn of_sample(scene: &Scene<'_>) -> Line {
    let (loss, outputs) = (loss(scene), scene.network.outputs());
    let name = |output: usize| Math::Symbol {
        base: scene.loss_name(),
        low: (output + 1).to_string(),
        high: String::new(),
        mark: Mark::of(Tone::Gradient),
    };
    let number = |output: usize| Math::Number(term(scene, output), Mark::of(Tone::Gradient));
    let focus = Some(scene.focus.unit);
    let symbols = sum((0..outputs).map(|o| vec![name(o)]).collect(), focus);
    let numbers = sum((0..outputs).map(|o| vec![number(o)]).collect(), focus);
    let shared = |terms: Vec<Math>| match loss.share(outputs) {
        1.0 => terms,
        _ => over(outputs, terms),
    };
    Line::new(
        Math::letter(scene.loss_name(), Tone::Gradient),
        (shared(symbols), shared(numbers)),
        scene.walked().loss,
        Mark::of(Tone::Gradient),
    )
}

/// A sum, divided by how many there are.
pub(super) fn over(count: usize, terms: Vec<Math>) -> Vec<Math> {
    let one = Math::Fraction(
        vec![Math::number(1.0)],
        vec![Math::number(count as f64)],
        Mark::default(),
    );
    joined([vec![one], within(terms)], "·")
}

/// The mean of what each sample has, in short.
pub(super) fn mean_of(count: usize, each: Math) -> Vec<Math> {
    let one = Math::Fraction(
        vec![Math::number(1.0)],
        vec![Math::number(count as f64)],
        Mark::default(),
    );
    vec![one, Math::Op("∑"), each]
}

/// The mean over the samples of the batch.
fn of_batch(scene: &Scene<'_>) -> Line {
    let count = scene.count();
    let number = |walked: &Walked| vec![Math::Number(walked.loss.into(), Mark::of(Tone::Gradient))];
    let focus = Some(scene.sample);
    let numbers = scene.walk.samples.iter().map(number).collect();
    Line::new(
        Math::letter("L", Tone::Gradient),
        (
            mean_of(count, Math::letter("ℓ", Tone::Gradient)),
            over(count, sum(numbers, focus)),
        ),
        scene.walk.loss,
        Mark::of(Tone::Gradient),
    )
}

/// ∂ℓ/∂ of an output's answer.
#[must_use]
pub(super) fn slope_line(scene: &Scene<'_>) -> Line {
    let (loss, output, outputs) = (loss(scene), scene.focus.unit, scene.network.outputs());
    let layer = scene.last();
    let spot = Spot::Unit {
        layer,
        unit: output,
    };
    let share = loss.share(outputs);
    let write = |pair: Pair| {
        let slope = slope(loss, &pair, at(scene, output));
        if share == 1.0 {
            slope
        } else {
            over(outputs, slope)
        }
    };
    let [a, t] = at(scene, output);
    Line::new(
        Math::partial(scene.loss_name(), scene.a(layer, output), Some(spot)),
        (
            write(Pair::names(scene, output)),
            write(Pair::numbers(scene, output)),
        ),
        loss.slope(a as f32, t as f32) * share,
        Mark::at(Tone::Gradient, spot),
    )
    .when(flat(loss, [a, t]))
}

/// Why the loss does not change with an answer, where that follows from the answer alone.
fn flat(loss: Loss, [a, t]: [f64; 2]) -> Option<&'static str> {
    if loss.held_at(a as f32).is_some() {
        return Some("ŷ is held between 10⁻⁷ and 1 − 10⁻⁷");
    }
    (loss == Loss::Hinge && t * a >= 1.0).then_some("t·ŷ ≥ 1")
}
