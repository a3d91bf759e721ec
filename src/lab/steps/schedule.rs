//! The learning rate of a step, as its schedule makes it of the one that was set.

use super::{
    line::Line,
    math::{Mark, Math, Tone, joined, within},
    twice::{Named, Write, both},
};
use crate::nn::{
    Schedule, Walk,
    schedule::{CYCLE_END, CYCLE_START, RISE},
};

/// η of the step: from η₀, the epochs t that are done and the schedule's own numbers, of which T is in epochs.
/// None where the rate stays what it was set to.
#[must_use]
pub(super) fn line(walk: &Walk) -> Option<Line> {
    let settings = walk.settings;
    let time = Time::new(walk.done);
    let base = Named::low("η", "0", settings.learning_rate, Tone::Step);
    let (share, when): (Of, _) = match settings.schedule {
        Schedule::Constant => return None,
        Schedule::Step { epochs, factor } => (time.power(epochs, factor, true), None),
        Schedule::Exponential { epochs, factor } => (time.power(epochs, factor, false), None),
        Schedule::Cosine { epochs } => time.cosine(epochs),
        Schedule::OneCycle { epochs } => time.cycle(epochs),
    };
    let formulas = both(|n| joined([vec![n(&base)], share(n)], "·"));
    let mark = Mark::of(Tone::Step);
    let left = Math::letter("η", Tone::Step);
    Some(Line::new(left, formulas, walk.rate, mark).when(when))
}

/// A part of a formula, written with names or with numbers.
type Of = Box<dyn Fn(Write<'_>) -> Vec<Math>>;

/// A part, and where it holds if not everywhere.
type Part = (Of, Option<&'static str>);

fn op(sign: &'static str) -> Math {
    Math::Op(sign)
}

fn over(above: Vec<Math>, below: Vec<Math>) -> Math {
    Math::Fraction(above, below, Mark::default())
}

/// ½·(1 + cos(π·`done`)).
fn half_cosine(done: Math) -> Vec<Math> {
    let half = over(vec![Math::number(1.0)], vec![Math::number(2.0)]);
    let mut inner = vec![Math::number(1.0), op("+"), Math::Word("cos"), op("(")];
    inner.extend([Math::Word("π"), op("·"), done, op(")")]);
    joined([vec![half], within(inner)], "·")
}

/// The epochs that are done.
#[derive(Clone)]
struct Time {
    t: Named,
    done: f64,
}

impl Time {
    fn new(done: f64) -> Self {
        let t = Named::new("t", done, Tone::Plain);
        Self { t, done }
    }

    /// γ to the power of t/T, or of its whole part.
    fn power(self, epochs: f32, factor: f32, whole: bool) -> Of {
        let (gamma, length) = (Named::new("γ", factor, Tone::Step), length(epochs));
        Box::new(move |n| {
            let part = over(vec![n(&self.t)], vec![n(&length)]);
            let power = match whole {
                true => vec![op("⌊"), part, op("⌋")],
                false => vec![part],
            };
            vec![Math::Power(vec![n(&gamma)], power)]
        })
    }

    /// Half a cosine down to 0.
    fn cosine(self, epochs: f32) -> Part {
        let length = length(epochs);
        if self.done >= f64::from(epochs) {
            return (Box::new(|_| vec![Math::number(0.0)]), Some("t ≥ T"));
        }
        let part = move |n: Write<'_>| half_cosine(over(vec![n(&self.t)], vec![n(&length)]));
        (Box::new(part), Some("t < T"))
    }

    /// Half a cosine up from a 25th, then one down to a ten-thousandth.
    fn cycle(self, epochs: f32) -> Part {
        let length = length(epochs);
        let share = self.done / f64::from(epochs);
        if share >= 1.0 {
            return (Box::new(|_| vec![Math::number(CYCLE_END)]), Some("t ≥ T"));
        }
        let scaled = move |by: f64, n: Write<'_>| vec![Math::number(by), op("·"), n(&length)];
        let between = |from: f64, to: f64, done: Math| {
            let mut all = vec![Math::number(to)];
            let size = vec![Math::number((from - to).abs())];
            all.push(op(if from < to { "−" } else { "+" }));
            all.extend(joined([size, half_cosine(done)], "·"));
            within(all)
        };
        if share < RISE {
            let part = move |n: Write<'_>| {
                let done = over(vec![n(&self.t)], scaled(RISE, n));
                between(CYCLE_START, 1.0, done)
            };
            return (Box::new(part), Some("t < 0.3·T"));
        }
        let part = move |n: Write<'_>| {
            let mut above = vec![n(&self.t), op("−")];
            above.extend(scaled(RISE, n));
            between(1.0, CYCLE_END, over(above, scaled(1.0 - RISE, n)))
        };
        (Box::new(part), Some("0.3·T ≤ t < T"))
    }
}

fn length(epochs: f32) -> Named {
    Named::new("T", epochs, Tone::Step)
}
