//! Loss functions, as Keras reduces them: everything there is to know of one. Each is written three
//! times: as the value, as its slope, and for the autodiff tape as a formula alone, against which the
//! tests hold the other two.

use serde::{Deserialize, Serialize};
use strum::{EnumDiscriminants, EnumMessage, IntoStaticStr, VariantArray};
use wide::f32x4;

use super::{
    activation::{Activation, below_largest, softplus_on_tape},
    expr::{Expr, Writer},
    math::{clamp, max0, sign, softplus},
    named::named_by_kind,
    target::Target,
};

/// Where the quadratic part of the Huber loss ends unless said otherwise (Keras's default δ).
pub const HUBER_DELTA: f32 = 1.0;
/// How near to 0 and 1 a probability may come before its logarithm is taken (Keras's epsilon).
pub(crate) const EPSILON: f32 = 1e-7;

/// What training makes small.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, EnumDiscriminants)]
#[strum_discriminants(
    name(LossKind),
    doc = "Which [`Loss`] it is, without its numbers.",
    derive(Hash, VariantArray, IntoStaticStr, EnumMessage),
    strum(serialize_all = "snake_case")
)]
pub enum Loss {
    /// −t ln a − (1 − t) ln(1 − a), from the logit where the output is a sigmoid.
    #[strum_discriminants(strum(message = "Binary cross-entropy"))]
    BinaryCrossentropy,
    /// (a − t)².
    #[strum_discriminants(strum(message = "Mean squared error"))]
    MeanSquaredError,
    /// |a − t|.
    #[strum_discriminants(strum(message = "Mean absolute error"))]
    MeanAbsoluteError,
    /// ½(a − t)² up to |a − t| = δ, then δ(|a − t| − ½δ) (Huber 1964).
    #[strum_discriminants(strum(message = "Huber"))]
    Huber {
        /// δ, above 0.
        delta: f32,
    },
    /// max(0, 1 − t·a) with targets −1 and 1.
    #[strum_discriminants(strum(message = "Hinge"))]
    Hinge,
    /// −Σ t ln a, from the logits of a softmax.
    #[strum_discriminants(strum(message = "Categorical cross-entropy"))]
    CategoricalCrossentropy,
}

named_by_kind!(Loss, LossKind);

/// What is made of the losses of a sample's outputs.
#[derive(Clone, Copy)]
enum Reduction {
    Mean,
    Sum,
}

/// An output activation whose loss is computed together with it, from its weighted sums.
#[derive(Clone, Copy)]
enum Logits {
    Sigmoid,
    Softmax,
}

impl Loss {
    /// The loss of a kind; Huber's δ is [`HUBER_DELTA`].
    #[must_use]
    pub const fn usual(kind: LossKind) -> Self {
        match kind {
            LossKind::BinaryCrossentropy => Self::BinaryCrossentropy,
            LossKind::MeanSquaredError => Self::MeanSquaredError,
            LossKind::MeanAbsoluteError => Self::MeanAbsoluteError,
            LossKind::Huber => Self::Huber { delta: HUBER_DELTA },
            LossKind::Hinge => Self::Hinge,
            LossKind::CategoricalCrossentropy => Self::CategoricalCrossentropy,
        }
    }

    /// Huber's δ, to be set; the others have no settings.
    pub fn huber_delta(&mut self) -> Option<&mut f32> {
        match self {
            Self::Huber { delta } => Some(delta),
            Self::BinaryCrossentropy
            | Self::MeanSquaredError
            | Self::MeanAbsoluteError
            | Self::Hinge
            | Self::CategoricalCrossentropy => None,
        }
    }

    /// Whether targets are read as yes or no, so that numbers make no sense.
    #[must_use]
    pub fn is_of_classes(self) -> bool {
        match self {
            Self::BinaryCrossentropy | Self::CategoricalCrossentropy | Self::Hinge => true,
            Self::MeanSquaredError | Self::MeanAbsoluteError | Self::Huber { .. } => false,
        }
    }

    /// How the classes of a binary task are coded for this loss and output activation: −1 and 1
    /// where outputs lie around 0, else 0 and 1.
    #[must_use]
    pub fn target(self, output: Activation) -> Target {
        let bipolar = match self {
            Self::Hinge => true,
            Self::BinaryCrossentropy
            | Self::MeanSquaredError
            | Self::MeanAbsoluteError
            | Self::Huber { .. }
            | Self::CategoricalCrossentropy => output.is_bipolar(),
        };
        Target {
            negative: if bipolar { -1.0 } else { 0.0 },
            positive: 1.0,
        }
    }

    /// Whether loss and activation are taken together.
    fn logits(self, output: Activation) -> Option<Logits> {
        let (of, logits) = match self {
            Self::BinaryCrossentropy => (Activation::Sigmoid, Logits::Sigmoid),
            Self::CategoricalCrossentropy => (Activation::Softmax, Logits::Softmax),
            Self::MeanSquaredError | Self::MeanAbsoluteError | Self::Huber { .. } | Self::Hinge => {
                return None;
            }
        };
        (output == of).then_some(logits)
    }

    fn reduction(self) -> Reduction {
        match self {
            Self::CategoricalCrossentropy => Reduction::Sum,
            Self::BinaryCrossentropy
            | Self::MeanSquaredError
            | Self::MeanAbsoluteError
            | Self::Huber { .. }
            | Self::Hinge => Reduction::Mean,
        }
    }

    /// Whether loss and activation are taken together, from the weighted sums: then ∂L/∂z is the error itself.
    #[must_use]
    pub fn takes_logits(self, output: Activation) -> bool {
        self.logits(output).is_some()
    }

    /// What an output of value `a` with target `t` costs by itself, before [`share`](Self::share).
    #[must_use]
    pub fn term(self, a: f32, t: f32) -> f32 {
        self.value_at(f32x4::splat(a), f32x4::splat(t)).to_array()[0]
    }

    /// The derivative of [`term`](Self::term) by `a`.
    #[must_use]
    pub fn slope(self, a: f32, t: f32) -> f32 {
        self.slope_at(f32x4::splat(a), f32x4::splat(t)).to_array()[0]
    }

    /// The probability whose logarithm is taken where an output answers `a`; none where that is `a` itself. Beyond
    /// this the slope is 0.
    #[must_use]
    pub fn held_at(self, a: f32) -> Option<f32> {
        let held = probability(f32x4::splat(a)).to_array()[0];
        let takes_logarithm = match self {
            Self::BinaryCrossentropy | Self::CategoricalCrossentropy => true,
            Self::MeanSquaredError | Self::MeanAbsoluteError | Self::Huber { .. } | Self::Hinge => {
                false
            }
        };
        (takes_logarithm && held != a).then_some(held)
    }

    /// What one of so many outputs adds to its sample's loss of its own: all, or its part of a mean.
    #[must_use]
    pub fn share(self, outputs: usize) -> f32 {
        match self.reduction() {
            Reduction::Sum => 1.0,
            Reduction::Mean => 1.0 / outputs as f32,
        }
    }

    /// The loss of every sample into `value` (one register for four samples). The weighted sums
    /// `z`, values `a` and targets `t` hold a column of `value.len()` registers for each output.
    pub(crate) fn value(self, output: Activation, at: Outputs<'_>, value: &mut [f32x4]) {
        let vectors = value.len();
        let of: fn(Self, f32x4, f32x4, f32x4) -> f32x4 = match self.logits(output) {
            Some(Logits::Sigmoid) => |_, z, _, t| softplus(z) - z * t,
            Some(Logits::Softmax) => return softmax_crossentropy(at, value),
            None => |loss, _, a, t| loss.value_at(a, t),
        };
        value.fill(f32x4::ZERO);
        for ((z, a), t) in at.columns(vectors) {
            for (v, value) in value.iter_mut().enumerate() {
                *value += of(self, z[v], a[v], t[v]);
            }
        }
        let share = f32x4::splat(self.share(at.t.len() / vectors));
        value.iter_mut().for_each(|v| *v *= share);
    }

    /// dL/dz of every sample's own loss into `delta`, laid out as `z`.
    pub(crate) fn delta(
        self,
        output: Activation,
        at: Outputs<'_>,
        delta: &mut [f32x4],
        vectors: usize,
    ) {
        let share = f32x4::splat(self.share(at.t.len() / vectors));
        let of: fn(Self, f32x4, f32x4) -> f32x4 = match self.logits(output) {
            Some(Logits::Sigmoid) => |_, a, t| a - t,
            Some(Logits::Softmax) => return softmax_crossentropy_slope(at, delta, vectors),
            None => Self::slope_at,
        };
        for ((delta, &a), &t) in delta.iter_mut().zip(at.a).zip(at.t) {
            *delta = of(self, a, t) * share;
        }
        if self.logits(output).is_none() {
            output.pull_back(at.z, at.a, delta, vectors);
        }
    }

    fn value_at(self, a: f32x4, t: f32x4) -> f32x4 {
        let error = a - t;
        match self {
            Self::MeanSquaredError => error * error,
            Self::MeanAbsoluteError => error.abs(),
            Self::Huber { delta } => {
                let inner = clamp(error, f32x4::splat(-delta), f32x4::splat(delta));
                inner * (error - inner * f32x4::HALF)
            }
            Self::BinaryCrossentropy => {
                let p = probability(a);
                -(t * p.ln() + (f32x4::ONE - t) * (f32x4::ONE - p).ln())
            }
            Self::CategoricalCrossentropy => -t * probability(a).ln(),
            Self::Hinge => max0(f32x4::ONE - t * a),
        }
    }

    /// The derivative of [`value_at`](Self::value_at) by `a`; where a probability is clipped, 0.
    fn slope_at(self, a: f32x4, t: f32x4) -> f32x4 {
        let error = a - t;
        match self {
            Self::MeanSquaredError => error + error,
            Self::MeanAbsoluteError => sign(error),
            Self::Huber { delta } => clamp(error, f32x4::splat(-delta), f32x4::splat(delta)),
            Self::BinaryCrossentropy => unclipped(a, (a - t) / (a * (f32x4::ONE - a))),
            Self::CategoricalCrossentropy => unclipped(a, -t / a),
            Self::Hinge => (t * a).simd_lt(f32x4::ONE) & -t,
        }
    }

    /// The loss of one sample on a tape, from its outputs' weighted sums, values and targets.
    pub(crate) fn on_tape<'w>(
        self,
        writer: &'w Writer,
        output: Activation,
        (z, a, t): (&[Expr<'w>], &[Expr<'w>], &[Expr<'w>]),
    ) -> Expr<'w> {
        let losses: Vec<_> = match self.logits(output) {
            Some(Logits::Sigmoid) => {
                let of = |(&z, &t): (&Expr<'w>, &Expr<'w>)| {
                    softplus_on_tape(z).called("ln(1+eᶻ)") - z * t
                };
                z.iter().zip(t).map(of).collect()
            }
            Some(Logits::Softmax) => return softmax_crossentropy_on_tape(writer, z, t),
            None => {
                let of = |(&a, &t): (&Expr<'w>, &Expr<'w>)| self.formula(a, t);
                a.iter().zip(t).map(of).collect()
            }
        };
        match self.reduction() {
            Reduction::Sum => writer.sum(losses),
            Reduction::Mean => writer.mean(&losses),
        }
    }

    /// [`value_at`](Self::value_at) on a tape.
    fn formula<'w>(self, a: Expr<'w>, t: Expr<'w>) -> Expr<'w> {
        let error = a - t;
        match self {
            Self::MeanSquaredError => error * error,
            Self::MeanAbsoluteError => error.abs().called("|a−t|"),
            Self::Huber { delta } => {
                let (delta, size) = (f64::from(delta), error.abs().called("|a−t|"));
                let (inner, outer) = (0.5 * (error * error), delta * (size - 0.5 * delta));
                (size - delta).below(inner.called("½(a−t)²"), outer.called("δ|a−t|−½δ²"))
            }
            Self::BinaryCrossentropy => {
                let p = probability_on_tape(a);
                -(t * p.ln() + (1.0 - t) * (1.0 - p).ln())
            }
            Self::CategoricalCrossentropy => -(t * probability_on_tape(a).ln()),
            Self::Hinge => (t * a - 1.0).below(1.0 - t * a, 0.0),
        }
    }
}

/// The output layer's weighted sums, values and targets, each a column of registers per output.
#[derive(Clone, Copy)]
pub(crate) struct Outputs<'a> {
    pub z: &'a [f32x4],
    pub a: &'a [f32x4],
    pub t: &'a [f32x4],
}

impl<'a> Outputs<'a> {
    fn columns(
        self,
        vectors: usize,
    ) -> impl Iterator<Item = ((&'a [f32x4], &'a [f32x4]), &'a [f32x4])> {
        let columns = |m: &'a [f32x4]| m.chunks_exact(vectors);
        columns(self.z).zip(columns(self.a)).zip(columns(self.t))
    }
}

fn probability(a: f32x4) -> f32x4 {
    clamp(a, f32x4::splat(EPSILON), f32x4::splat(1.0 - EPSILON))
}

fn unclipped(a: f32x4, slope: f32x4) -> f32x4 {
    let inside = a.simd_ge(f32x4::splat(EPSILON)) & a.simd_le(f32x4::splat(1.0 - EPSILON));
    inside & slope
}

/// Σ t · ln Σ eᶻ − Σ t z, with the largest z taken out first. Targets add up to 1 where one class holds, to
/// any number where they are labels.
fn softmax_crossentropy(at: Outputs<'_>, value: &mut [f32x4]) {
    let vectors = value.len();
    for (v, value) in value.iter_mut().enumerate() {
        let z = || at.z.iter().skip(v).step_by(vectors).copied();
        let t = at.t.iter().skip(v).step_by(vectors).copied();
        let top = z().fold(f32x4::splat(f32::NEG_INFINITY), f32x4::max);
        let total = z().fold(f32x4::ZERO, |sum, z| sum + (z - top).exp());
        let zero = (f32x4::ZERO, f32x4::ZERO);
        let (held, hit) = z()
            .zip(t)
            .fold(zero, |(held, hit), (z, t)| (held + t, hit + t * (z - top)));
        *value = held * total.ln() - hit;
    }
}

/// dL/dz of [`softmax_crossentropy`]: Σ t · a − t, which is a − t where one class holds.
fn softmax_crossentropy_slope(at: Outputs<'_>, delta: &mut [f32x4], vectors: usize) {
    for v in 0..vectors {
        let held = at.t.iter().skip(v).step_by(vectors);
        let held = held.fold(f32x4::ZERO, |sum, &t| sum + t);
        let pairs = at.a.iter().zip(at.t).skip(v).step_by(vectors);
        for (delta, (&a, &t)) in delta.iter_mut().skip(v).step_by(vectors).zip(pairs) {
            *delta = held * a - t;
        }
    }
}

/// a, held between ε and 1 − ε as they are in f32; beyond them the slope is 0.
fn probability_on_tape(a: Expr<'_>) -> Expr<'_> {
    let (low, high) = (f64::from(EPSILON), f64::from(1.0 - EPSILON));
    let kept = (a - low).below(low, (high - a).below(high, a));
    kept.called("p")
}

/// Σ t · ln Σ eᶻ − Σ t z; where targets add up to 1, their sum is left out, for it changes nothing.
fn softmax_crossentropy_on_tape<'w>(
    writer: &'w Writer,
    z: &[Expr<'w>],
    t: &[Expr<'w>],
) -> Expr<'w> {
    let z = below_largest(z);
    let total = writer.sum(z.iter().map(|z| z.exp()));
    let hits = writer.sum(z.iter().zip(t).map(|(&z, &t)| t * z));
    let all = total.ln().called("ln Σeᶻ′");
    let is_one = t.iter().map(|t| t.value()).sum::<f64>() == 1.0;
    let all = if is_one {
        all
    } else {
        writer.sum(t.iter().copied()).called("Σt") * all
    };
    all - hits.called("Σtz′")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Named;

    fn huber(delta: f32) -> Loss {
        Loss::Huber { delta }
    }

    /// Every loss, Huber's with several δ.
    fn all() -> impl Iterator<Item = Loss> {
        let others = [0.25, 5.0].map(huber);
        Loss::ALL.iter().copied().chain(others)
    }

    /// Loss and dL/dz of one sample with these weighted sums and targets.
    fn at(loss: Loss, output: Activation, z: &[f32], t: &[f32]) -> (f32, Vec<f32>) {
        let column = |m: &[f32]| m.iter().copied().map(f32x4::splat).collect::<Vec<_>>();
        let (z, t) = (column(z), column(t));
        let mut a = z.clone();
        output.apply(&z, &mut a, 1);
        let outputs = Outputs {
            z: &z,
            a: &a,
            t: &t,
        };
        let (mut value, mut delta) = ([f32x4::ZERO], z.clone());
        loss.value(output, outputs, &mut value);
        loss.delta(output, outputs, &mut delta, 1);
        let first = |v: &f32x4| v.to_array()[0];
        (first(&value[0]), delta.iter().map(first).collect())
    }

    #[track_caller]
    fn close(got: f32, want: f32) {
        assert!(
            (got - want).abs() <= 2e-6 * want.abs().max(1.0),
            "{got} is not {want}"
        );
    }

    #[test]
    fn worked_examples() {
        use Activation::{Linear, Sigmoid, Softmax};
        close(
            at(Loss::MeanSquaredError, Linear, &[3.0, 0.0], &[1.0, 0.0]).0,
            2.0,
        );
        close(
            at(Loss::MeanAbsoluteError, Linear, &[3.0, 0.0], &[1.0, 0.0]).0,
            1.0,
        );
        close(at(huber(1.0), Linear, &[3.0], &[0.0]).0, 2.5);
        close(at(huber(1.0), Linear, &[0.5], &[0.0]).0, 0.125);
        close(at(huber(2.0), Linear, &[3.0], &[0.0]).0, 4.0);
        close(at(huber(2.0), Linear, &[1.5], &[0.0]).0, 1.125);
        close(at(huber(0.5), Linear, &[-3.0], &[0.0]).0, 1.375);
        close(at(Loss::Hinge, Linear, &[0.25], &[1.0]).0, 0.75);
        close(at(Loss::Hinge, Linear, &[-0.25], &[-1.0]).0, 0.75);
        close(
            at(Loss::BinaryCrossentropy, Sigmoid, &[0.0], &[1.0]).0,
            std::f32::consts::LN_2,
        );
        close(
            at(
                Loss::CategoricalCrossentropy,
                Softmax,
                &[0.0, 0.0],
                &[0.0, 1.0],
            )
            .0,
            std::f32::consts::LN_2,
        );
    }

    #[test]
    fn crossentropy_from_logits_stays_exact_far_out() {
        let (value, delta) = at(
            Loss::BinaryCrossentropy,
            Activation::Sigmoid,
            &[-60.0],
            &[1.0],
        );
        close(value, 60.0);
        close(delta[0], -1.0);
        let (value, delta) = at(
            Loss::CategoricalCrossentropy,
            Activation::Softmax,
            &[60.0, 0.0],
            &[0.0, 1.0],
        );
        close(value, 60.0);
        close(delta[1], -1.0);
    }

    #[test]
    fn crossentropy_of_a_clipped_probability_has_no_slope() {
        let (value, delta) = at(
            Loss::BinaryCrossentropy,
            Activation::Heaviside,
            &[-1.0],
            &[1.0],
        );
        close(value, 16.118_095);
        assert_eq!(delta, [0.0]);
    }

    #[test]
    fn slopes_are_the_slopes_of_the_values() {
        let smooth = Activation::ALL.iter().filter(|a| !a.is_step());
        for (loss, &output) in smooth.flat_map(|output| all().map(move |loss| (loss, output))) {
            // One class, no label, two labels.
            for t in [[0.0, 1.0, 0.0], [0.0; 3], [1.0, 0.0, 1.0]] {
                slopes_are_of_the_value(loss, output, &t);
            }
        }
    }

    fn slopes_are_of_the_value(loss: Loss, output: Activation, t: &[f32; 3]) {
        let z = [0.6f32, -0.8, 1.7];
        let delta = at(loss, output, &z, t).1;
        for i in 0..3 {
            let h = 1e-2;
            let shifted = |h: f32| {
                let mut z = z;
                z[i] += h;
                at(loss, output, &z, t).0
            };
            let slope = (shifted(h) - shifted(-h)) / (2.0 * h);
            assert!(
                (slope - delta[i]).abs() < 1e-3,
                "{loss:?} {output:?} {t:?} {i}: {slope} {}",
                delta[i]
            );
        }
    }

    /// −Σ t ln a, whatever targets add up to.
    #[test]
    fn softmax_costs_what_its_labels_cost() {
        let z = [2.0f32, -1.0];
        let of = |t: &[f32; 2]| at(Loss::CategoricalCrossentropy, Activation::Softmax, &z, t).0;
        close(of(&[0.0, 0.0]), 0.0);
        close(of(&[1.0, 1.0]), of(&[1.0, 0.0]) + of(&[0.0, 1.0]));
        close(of(&[1.0, 0.0]), (-3f32).exp().ln_1p());
    }

    /// The value of a loss of one linear output at a and t on a tape, and its derivative by a.
    fn on_tape(loss: Loss, a: f64, t: f64) -> (f64, f64) {
        let writer = Writer::default();
        let (a, t) = (writer.leaf(a), writer.leaf(t));
        let loss = loss.on_tape(&writer, Activation::Linear, (&[a], &[a], &[t]));
        let (a, loss) = (a.node(), loss.node());
        let mut tape = writer.into_tape();
        tape.backward(loss);
        (tape.value(loss), tape.gradient(a))
    }

    #[test]
    fn the_tape_has_the_same_values_and_slopes_on_both_sides_of_every_kink() {
        for loss in all() {
            for (a, t) in [-1.0, 0.0, 0.25, 0.5, 0.75, 1.0, 2.0, 7.0]
                .into_iter()
                .flat_map(|a| [-1.0, 0.0, 1.0].map(|t| (a, t)))
            {
                let (value, slope) = at(loss, Activation::Linear, &[a], &[t]);
                let (want, want_slope) = on_tape(loss, f64::from(a), f64::from(t));
                let off = (f64::from(value) - want).abs() / want.abs().max(1.0);
                assert!(off < 1e-5, "{loss:?} at {a}, {t}: {value} {want}");
                let off = (f64::from(slope[0]) - want_slope).abs() / want_slope.abs().max(1.0);
                assert!(off < 1e-5, "{loss:?} at {a}, {t}: {slope:?} {want_slope}");
            }
        }
    }

    #[test]
    fn on_the_tape_as_worked_by_hand() {
        assert_eq!(on_tape(Loss::MeanSquaredError, 3.0, 1.0), (4.0, 4.0));
        assert_eq!(on_tape(Loss::MeanAbsoluteError, 1.0, 1.0), (0.0, 0.0));
        assert_eq!(on_tape(Loss::MeanAbsoluteError, -1.0, 1.0), (2.0, -1.0));
        assert_eq!(on_tape(huber(1.0), 2.0, 1.0), (0.5, 1.0));
        assert_eq!(on_tape(huber(1.0), 0.0, 3.0), (2.5, -1.0));
        assert_eq!(on_tape(huber(1.0), 0.5, 0.0), (0.125, 0.5));
        assert_eq!(on_tape(huber(2.0), 1.5, 0.0), (1.125, 1.5));
        assert_eq!(on_tape(huber(0.25), 0.0, 1.0), (0.25 * 0.875, -0.25));
        assert_eq!(on_tape(Loss::Hinge, 1.0, 1.0), (0.0, 0.0));
        assert_eq!(on_tape(Loss::Hinge, 0.25, -1.0), (1.25, 1.0));
        let (value, slope) = on_tape(Loss::BinaryCrossentropy, 0.5, 1.0);
        assert!((value - std::f64::consts::LN_2).abs() < 1e-15 && slope == -2.0);
        for a in [-1.0, 0.0, 1.0, 2.0] {
            assert_eq!(on_tape(Loss::BinaryCrossentropy, a, 1.0).1, 0.0);
            assert_eq!(on_tape(Loss::CategoricalCrossentropy, a, 1.0).1, 0.0);
        }
    }

    #[test]
    fn many_classes_far_apart_stay_finite() {
        let z: Vec<f32> = (0..16).map(|class| 200.0 * class as f32).collect();
        let mut t = [0.0; 16];
        t[0] = 1.0;
        let (value, delta) = at(Loss::CategoricalCrossentropy, Activation::Softmax, &z, &t);
        close(value, 3000.0);
        close(delta[0], -1.0);
        close(delta[15], 1.0);
        assert!(delta[1..15].iter().all(|&d| d.abs() < 1e-30), "{delta:?}");
    }

    #[test]
    fn another_delta_is_the_same_kind() {
        let (one, two) = (huber(1.0), huber(2.0));
        assert!(one != two && one.same_kind(two) && !one.same_kind(Loss::Hinge));
    }

    #[test]
    fn targets_follow_the_output() {
        let bce = Loss::BinaryCrossentropy.target(Activation::Sigmoid);
        assert_eq!((bce.of(0), bce.of(1), bce.threshold()), (0.0, 1.0, 0.5));
        let tanh = Loss::MeanSquaredError.target(Activation::Tanh);
        assert_eq!((tanh.of(0), tanh.class(0.1), tanh.class(0.0)), (-1.0, 1, 0));
        assert_eq!(Loss::Hinge.target(Activation::Linear).negative, -1.0);
    }
}
