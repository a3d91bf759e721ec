//! Loss functions: the mean over outputs of each sample, as Keras reduces them.

use std::mem::discriminant;

use serde::{Serialize, Serializer, ser::SerializeStruct};
use wide::f32x4;

use super::{
    activation::Activation,
    math::{clamp, max0, sign, softplus},
};

/// Where the quadratic part of the Huber loss ends unless said otherwise (Keras's default δ).
pub const HUBER_DELTA: f32 = 1.0;
/// How near to 0 and 1 a probability may come before its logarithm is taken (Keras's epsilon).
pub const EPSILON: f32 = 1e-7;

/// What training makes small.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Loss {
    /// (a − t)².
    MeanSquaredError,
    /// |a − t|.
    MeanAbsoluteError,
    /// ½(a − t)² up to |a − t| = δ, then δ(|a − t| − ½δ) (Huber 1964).
    Huber {
        /// δ, above 0.
        delta: f32,
    },
    /// −t ln a − (1 − t) ln(1 − a), from the logit where the output is a sigmoid.
    BinaryCrossentropy,
    /// −Σ t ln a, from the logits of a softmax.
    CategoricalCrossentropy,
    /// max(0, 1 − t·a) with targets −1 and 1.
    Hinge,
}

/// The name, with δ beside it where that is not Keras's default.
impl Serialize for Loss {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match *self {
            Self::Huber { delta } if delta != HUBER_DELTA => {
                let mut fields = serializer.serialize_struct("Loss", 2)?;
                fields.serialize_field("name", self.name())?;
                fields.serialize_field("delta", &delta)?;
                fields.end()
            }
            loss => serializer.serialize_str(loss.name()),
        }
    }
}

/// How the two classes of a binary task are written as target values.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Target {
    /// The value for class 0.
    pub negative: f32,
    /// The value for class 1.
    pub positive: f32,
}

impl Target {
    /// The value for a class.
    #[must_use]
    pub fn of(self, class: u8) -> f32 {
        if class == 0 {
            self.negative
        } else {
            self.positive
        }
    }

    /// Outputs from here on count as class 1.
    #[must_use]
    pub fn threshold(self) -> f32 {
        (self.negative + self.positive) / 2.0
    }

    /// The class that an output decides for.
    #[must_use]
    pub fn class(self, output: f32) -> u8 {
        u8::from(output >= self.threshold())
    }
}

impl Loss {
    /// Every loss; Huber's δ is [`HUBER_DELTA`].
    pub const ALL: [Self; 6] = [
        Self::BinaryCrossentropy,
        Self::MeanSquaredError,
        Self::MeanAbsoluteError,
        Self::Huber { delta: HUBER_DELTA },
        Self::Hinge,
        Self::CategoricalCrossentropy,
    ];

    /// The name in links, files and scripts.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::MeanSquaredError => "mean_squared_error",
            Self::MeanAbsoluteError => "mean_absolute_error",
            Self::Huber { .. } => "huber",
            Self::BinaryCrossentropy => "binary_crossentropy",
            Self::CategoricalCrossentropy => "categorical_crossentropy",
            Self::Hinge => "hinge",
        }
    }

    /// The loss of that [`name`](Self::name).
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|l| l.name() == name)
    }

    /// Whether both are the same but for Huber's δ.
    #[must_use]
    pub fn same_kind(self, other: Self) -> bool {
        discriminant(&self) == discriminant(&other)
    }

    /// The name that people read.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::MeanSquaredError => "Mean squared error",
            Self::MeanAbsoluteError => "Mean absolute error",
            Self::Huber { .. } => "Huber",
            Self::BinaryCrossentropy => "Binary cross-entropy",
            Self::CategoricalCrossentropy => "Categorical cross-entropy",
            Self::Hinge => "Hinge",
        }
    }

    /// How the classes of a binary task are coded for this loss and output activation: −1 and 1
    /// where outputs lie around 0, else 0 and 1.
    #[must_use]
    pub fn target(self, output: Activation) -> Target {
        let bipolar = self == Self::Hinge || output.is_bipolar();
        Target {
            negative: if bipolar { -1.0 } else { 0.0 },
            positive: 1.0,
        }
    }

    /// Whether loss and activation are taken together, from the logits.
    fn reads_logits(self, output: Activation) -> bool {
        matches!(
            (self, output),
            (Self::BinaryCrossentropy, Activation::Sigmoid)
                | (Self::CategoricalCrossentropy, Activation::Softmax)
        )
    }

    /// The loss of every sample into `value` (one register for four samples). The weighted sums
    /// `z`, values `a` and targets `t` hold a column of `value.len()` registers for each output.
    pub(crate) fn value(self, output: Activation, at: Outputs<'_>, value: &mut [f32x4]) {
        let vectors = value.len();
        let of: fn(Self, f32x4, f32x4, f32x4) -> f32x4 = match (self, output) {
            (Self::BinaryCrossentropy, Activation::Sigmoid) => |_, z, _, t| softplus(z) - z * t,
            (Self::CategoricalCrossentropy, Activation::Softmax) => {
                return softmax_crossentropy(at, value);
            }
            _ => |loss, _, a, t| loss.value_at(a, t),
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
        if self.reads_logits(output) {
            for ((delta, &a), &t) in delta.iter_mut().zip(at.a).zip(at.t) {
                *delta = (a - t) * share;
            }
        } else {
            for ((delta, &a), &t) in delta.iter_mut().zip(at.a).zip(at.t) {
                *delta = self.slope_at(a, t) * share;
            }
            output.pull_back(at.z, at.a, delta, vectors);
        }
    }

    /// What one output adds to its sample's loss: the mean over outputs, or for categorical
    /// cross-entropy their sum.
    fn share(self, outputs: usize) -> f32 {
        match self {
            Self::CategoricalCrossentropy => 1.0,
            _ => 1.0 / outputs as f32,
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

/// ln Σ eᶻ − Σ t z, with the largest z taken out first; targets add up to 1.
fn softmax_crossentropy(at: Outputs<'_>, value: &mut [f32x4]) {
    let vectors = value.len();
    for (v, value) in value.iter_mut().enumerate() {
        let z = || at.z.iter().skip(v).step_by(vectors).copied();
        let t = at.t.iter().skip(v).step_by(vectors).copied();
        let top = z().fold(f32x4::splat(f32::NEG_INFINITY), f32x4::max);
        let total = z().fold(f32x4::ZERO, |sum, z| sum + (z - top).exp());
        let hit = z()
            .zip(t)
            .fold(f32x4::ZERO, |sum, (z, t)| sum + t * (z - top));
        *value = total.ln() - hit;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
        let huber = |delta| Loss::Huber { delta };
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
        use Activation::{Linear, Sigmoid, Softmax, Tanh};
        let cases = [
            (Loss::MeanSquaredError, Tanh),
            (Loss::MeanAbsoluteError, Sigmoid),
            (Loss::Huber { delta: 1.0 }, Linear),
            (Loss::Huber { delta: 0.25 }, Linear),
            (Loss::Huber { delta: 5.0 }, Linear),
            (Loss::BinaryCrossentropy, Sigmoid),
            (Loss::CategoricalCrossentropy, Softmax),
            (Loss::MeanSquaredError, Softmax),
            (Loss::Hinge, Tanh),
        ];
        for (loss, output) in cases {
            let (z, t) = ([0.3f32, -0.8, 1.7], [0.0, 1.0, 0.0]);
            let delta = at(loss, output, &z, &t).1;
            for i in 0..3 {
                let h = 1e-2;
                let shifted = |h: f32| {
                    let mut z = z;
                    z[i] += h;
                    at(loss, output, &z, &t).0
                };
                let slope = (shifted(h) - shifted(-h)) / (2.0 * h);
                assert!(
                    (slope - delta[i]).abs() < 1e-3,
                    "{loss:?} {output:?} {i}: {slope} {}",
                    delta[i]
                );
            }
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
    fn names_lead_back() {
        for loss in Loss::ALL {
            assert_eq!(Loss::from_name(loss.name()), Some(loss));
        }
        let (one, two) = (Loss::Huber { delta: 1.0 }, Loss::Huber { delta: 2.0 });
        assert!(one != two && one.same_kind(two) && !one.same_kind(Loss::Hinge));
    }

    #[test]
    fn delta_is_written_where_it_is_not_the_usual_one() {
        let json = |loss: Loss| serde_json::to_string(&loss).unwrap();
        assert_eq!(json(Loss::MeanSquaredError), r#""mean_squared_error""#);
        assert_eq!(json(Loss::Huber { delta: 1.0 }), r#""huber""#);
        let wide = json(Loss::Huber { delta: 2.5 });
        assert_eq!(wide, r#"{"name":"huber","delta":2.5}"#);
    }

    #[test]
    fn targets_follow_the_output() {
        let bce = Loss::BinaryCrossentropy.target(Activation::Sigmoid);
        assert_eq!((bce.of(0), bce.of(1), bce.threshold()), (0.0, 1.0, 0.5));
        let tanh = Loss::MeanSquaredError.target(Activation::Tanh);
        assert_eq!(
            (tanh.of(0), tanh.class(0.0), tanh.class(-0.1)),
            (-1.0, 1, 0)
        );
        assert_eq!(Loss::Hinge.target(Activation::Linear).negative, -1.0);
    }
}
