//! Activation functions, by Keras's names and constants: everything there is to know of one. Each is
//! written three times: as the value, as its derivative, and for the autodiff tape as a formula alone,
//! against which the tests hold the other two.

use serde::{Deserialize, Serialize};
use strum::{EnumMessage, EnumProperty, IntoStaticStr, VariantArray};
use wide::f32x4;

use super::{
    expr::Expr,
    math::{clamp, max0, normal_cdf, normal_pdf, sigmoid, sign, softplus, tanh},
    named::Named,
};

/// Slope of leaky ReLU below zero (Keras: `negative_slope`).
const LEAKY_SLOPE: f32 = 0.3;
/// α of SELU (Klambauer et al. 2017).
const SELU_ALPHA: f32 = 1.673_263_2;
/// Scale of SELU (Klambauer et al. 2017).
const SELU_SCALE: f32 = 1.050_701;

/// What a unit makes of its weighted sum z.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Hash,
    Serialize,
    Deserialize,
    VariantArray,
    IntoStaticStr,
    EnumMessage,
    EnumProperty,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Activation {
    /// 1 where z ≥ 0, else 0: the threshold logic unit.
    #[strum(message = "step", props(code = "h"))]
    Heaviside,
    /// −1, 0 or 1: the sign of z.
    Sign,
    /// z itself.
    #[strum(props(code = "l"))]
    Linear,
    /// 1/(1 + e⁻ᶻ).
    #[strum(props(code = "s"))]
    Sigmoid,
    /// Hyperbolic tangent.
    #[strum(props(code = "t"))]
    Tanh,
    /// max(0, z).
    #[strum(message = "ReLU", props(code = "r"))]
    Relu,
    /// z where z ≥ 0, else 0.3·z.
    #[strum(message = "leaky ReLU", props(code = "leaky"))]
    LeakyRelu,
    /// z where z ≥ 0, else eᶻ − 1 (Clevert et al. 2016).
    #[strum(message = "ELU")]
    Elu,
    /// Scaled ELU (Klambauer et al. 2017).
    #[strum(message = "SELU")]
    Selu,
    /// ln(1 + eᶻ).
    Softplus,
    /// z·Φ(z) (Hendrycks & Gimpel 2016), with the exact normal distribution.
    #[strum(message = "GELU")]
    Gelu,
    /// z·sigmoid(z) (Ramachandran et al. 2017).
    Swish,
    /// eᶻ over its sum over the layer's units. Output layer only.
    Softmax,
}

impl Activation {
    /// The short name in a link's list of layers; the [name](Named::name) where there is none.
    #[must_use]
    pub fn code(self) -> &'static str {
        self.get_str("code").unwrap_or(self.name())
    }

    /// Whether this is a threshold, whose derivative is 0 wherever it exists.
    #[must_use]
    pub fn is_step(self) -> bool {
        match self {
            Self::Heaviside | Self::Sign => true,
            Self::Linear
            | Self::Sigmoid
            | Self::Tanh
            | Self::Relu
            | Self::LeakyRelu
            | Self::Elu
            | Self::Selu
            | Self::Softplus
            | Self::Gelu
            | Self::Swish
            | Self::Softmax => false,
        }
    }

    /// Whether a larger sum always has a larger value: then the largest value of several units is that of the
    /// largest sum. (Softmax keeps the order of the sums that it reads.)
    #[must_use]
    pub fn always_rises(self) -> bool {
        match self {
            Self::Linear
            | Self::Sigmoid
            | Self::Tanh
            | Self::LeakyRelu
            | Self::Elu
            | Self::Selu
            | Self::Softplus
            | Self::Softmax => true,
            Self::Heaviside | Self::Sign | Self::Relu | Self::Gelu | Self::Swish => false,
        }
    }

    /// Whether the values lie around 0, from −1 to 1 (targets are then coded −1 and 1).
    #[must_use]
    pub fn is_bipolar(self) -> bool {
        self.bounds() == Some((-1.0, 1.0))
    }

    /// The smallest and largest value, where both are finite.
    #[must_use]
    pub fn bounds(self) -> Option<(f32, f32)> {
        match self {
            Self::Heaviside | Self::Sigmoid | Self::Softmax => Some((0.0, 1.0)),
            Self::Sign | Self::Tanh => Some((-1.0, 1.0)),
            Self::Linear
            | Self::Relu
            | Self::LeakyRelu
            | Self::Elu
            | Self::Selu
            | Self::Softplus
            | Self::Gelu
            | Self::Swish => None,
        }
    }

    /// Writes the values `a` at the weighted sums `z`. Both hold one column of `vectors` registers
    /// for each unit; only softmax looks across columns.
    pub(crate) fn apply(self, z: &[f32x4], a: &mut [f32x4], vectors: usize) {
        match self {
            Self::Heaviside => map(z, a, |z| z.simd_ge(f32x4::ZERO) & f32x4::ONE),
            Self::Sign => map(z, a, sign),
            Self::Linear => a.copy_from_slice(z),
            Self::Sigmoid => map(z, a, sigmoid),
            Self::Tanh => map(z, a, tanh),
            Self::Relu => map(z, a, max0),
            Self::LeakyRelu => map(z, a, |z| below(z, z * f32x4::splat(LEAKY_SLOPE), z)),
            Self::Elu => map(z, a, |z| below(z, z.exp_m1(), z)),
            Self::Selu => map(z, a, |z| {
                below(z, z.exp_m1() * f32x4::splat(SELU_ALPHA), z) * f32x4::splat(SELU_SCALE)
            }),
            Self::Softplus => map(z, a, softplus),
            Self::Gelu => map(z, a, |z| z * normal_cdf(z)),
            Self::Swish => map(z, a, |z| z * sigmoid(z)),
            Self::Softmax => softmax(z, a, vectors),
        }
    }

    /// Turns dL/da in `delta` into dL/dz, given `z` and its values `a`.
    pub(crate) fn pull_back(self, z: &[f32x4], a: &[f32x4], delta: &mut [f32x4], vectors: usize) {
        match self {
            Self::Heaviside | Self::Sign => delta.fill(f32x4::ZERO),
            Self::Linear => {}
            Self::Sigmoid => scale(delta, a, |a| a * (f32x4::ONE - a)),
            Self::Tanh if cfg!(feature = "broken-derivative") => {
                scale(delta, a, |a| f32x4::ONE - a)
            }
            Self::Tanh => scale(delta, a, |a| f32x4::ONE - a * a),
            Self::Relu => scale(delta, z, |z| z.simd_gt(f32x4::ZERO) & f32x4::ONE),
            Self::LeakyRelu => {
                scale(delta, z, |z| {
                    below(z, f32x4::splat(LEAKY_SLOPE), f32x4::ONE)
                });
            }
            Self::Elu => scale(delta, z, |z| below(z, z.exp(), f32x4::ONE)),
            Self::Selu => scale(delta, z, |z| {
                below(z, z.exp() * f32x4::splat(SELU_ALPHA), f32x4::ONE) * f32x4::splat(SELU_SCALE)
            }),
            Self::Softplus => scale(delta, z, sigmoid),
            Self::Gelu => scale(delta, z, |z| normal_cdf(z) + z * normal_pdf(z)),
            Self::Swish => scale(delta, z, |z| {
                let s = sigmoid(z);
                s + z * s * (f32x4::ONE - s)
            }),
            Self::Softmax => softmax_pull_back(a, delta, vectors),
        }
    }

    /// The values of a layer's units on a tape, at their weighted sums.
    pub(crate) fn on_tape<'w>(self, z: &[Expr<'w>]) -> Vec<Expr<'w>> {
        let unit: fn(Expr<'w>) -> Expr<'w> = match self {
            Self::Heaviside => |z| z.below(0.0, 1.0),
            Self::Sign => |z| z.below(-1.0, (-z).below(1.0, 0.0)),
            Self::Linear => |z| z,
            Self::Sigmoid => |z| sigmoid_on_tape(z),
            Self::Tanh => |z| z.tanh(),
            // In this order, so that the slope at 0 is 0.
            Self::Relu => |z| (-z).below(z, 0.0),
            Self::LeakyRelu => |z| z.below(f64::from(LEAKY_SLOPE) * z, z),
            Self::Elu => |z| z.below(z.exp() - 1.0, z),
            Self::Selu => {
                |z| f64::from(SELU_SCALE) * z.below(f64::from(SELU_ALPHA) * (z.exp() - 1.0), z)
            }
            Self::Softplus => |z| softplus_on_tape(z),
            Self::Gelu => |z| z * z.normal_cdf(),
            Self::Swish => |z| z * sigmoid_on_tape(z),
            Self::Softmax => return softmax_on_tape(z),
        };
        z.iter().map(|&z| unit(z)).collect()
    }

    /// The value at one weighted sum; softmax of a single unit is 1.
    #[must_use]
    pub fn value(self, z: f32) -> f32 {
        let mut a = [f32x4::ZERO];
        self.apply(&[f32x4::splat(z)], &mut a, 1);
        a[0].to_array()[0]
    }

    /// The derivative da/dz at one weighted sum.
    #[must_use]
    pub fn derivative(self, z: f32) -> f32 {
        let (z, mut a, mut delta) = ([f32x4::splat(z)], [f32x4::ZERO], [f32x4::ONE]);
        self.apply(&z, &mut a, 1);
        self.pull_back(&z, &a, &mut delta, 1);
        delta[0].to_array()[0]
    }
}

#[inline(always)]
fn map(from: &[f32x4], to: &mut [f32x4], f: impl Fn(f32x4) -> f32x4) {
    for (to, &from) in to.iter_mut().zip(from) {
        *to = f(from);
    }
}

#[inline(always)]
fn scale(delta: &mut [f32x4], at: &[f32x4], derivative: impl Fn(f32x4) -> f32x4) {
    for (delta, &at) in delta.iter_mut().zip(at) {
        *delta *= derivative(at);
    }
}

/// `negative` where z < 0, else `otherwise`.
#[inline(always)]
fn below(z: f32x4, negative: f32x4, otherwise: f32x4) -> f32x4 {
    z.simd_lt(f32x4::ZERO).select(negative, otherwise)
}

/// Softmax over the units, with the largest z of each sample taken out first.
fn softmax(z: &[f32x4], a: &mut [f32x4], vectors: usize) {
    for v in 0..vectors {
        let column = || z.iter().skip(v).step_by(vectors);
        let top = column().fold(f32x4::splat(f32::NEG_INFINITY), |m, &z| m.max(z));
        let mut total = f32x4::ZERO;
        for (a, &z) in a.iter_mut().skip(v).step_by(vectors).zip(column()) {
            *a = clamp(z - top, f32x4::splat(-100.0), f32x4::ZERO).exp();
            total += *a;
        }
        a.iter_mut()
            .skip(v)
            .step_by(vectors)
            .for_each(|a| *a /= total);
    }
}

/// dL/dzⱼ = aⱼ(dL/daⱼ − Σₖ aₖ dL/daₖ).
fn softmax_pull_back(a: &[f32x4], delta: &mut [f32x4], vectors: usize) {
    for v in 0..vectors {
        let column = || a.iter().skip(v).step_by(vectors);
        let mut mean = f32x4::ZERO;
        for (&a, &d) in column().zip(delta.iter().skip(v).step_by(vectors)) {
            mean += a * d;
        }
        for (d, &a) in delta.iter_mut().skip(v).step_by(vectors).zip(column()) {
            *d = a * (*d - mean);
        }
    }
}

fn sigmoid_on_tape(z: Expr<'_>) -> Expr<'_> {
    1.0 / (1.0 + (-z).exp())
}

/// max(z, 0) + ln(1 + e^−|z|), which is smooth at 0 as long as both parts change sides together.
pub(crate) fn softplus_on_tape(z: Expr<'_>) -> Expr<'_> {
    z.below(0.0, z) + (1.0 + z.below(z, -z).exp()).ln()
}

fn softmax_on_tape<'w>(z: &[Expr<'w>]) -> Vec<Expr<'w>> {
    let exponentials = below_largest(z).into_iter().map(Expr::exp);
    let exponentials: Vec<_> = exponentials.collect();
    let total = exponentials.iter().copied().reduce(|sum, e| sum + e);
    let share = |&e: &Expr<'w>| total.map(|total| e / total);
    exponentials.iter().filter_map(share).collect()
}

/// Every z less the largest of them. The largest enters as a constant: softmax and its
/// cross-entropy do not change with it, it only keeps exponentials in range.
pub(crate) fn below_largest<'w>(z: &[Expr<'w>]) -> Vec<Expr<'w>> {
    let values = z.iter().map(|z| z.value());
    let top = values.fold(f64::NEG_INFINITY, f64::max);
    z.iter().map(|&z| z - top).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::expr::Writer;

    #[test]
    fn what_always_rises_does_so_at_every_sum() {
        let sums: Vec<f32> = (-60..=60).map(|z| z as f32 / 10.0).collect();
        let smooth = |a: &&Activation| **a != Activation::Softmax;
        for activation in Activation::ALL.iter().filter(smooth) {
            let rises = sums
                .windows(2)
                .all(|pair| activation.value(pair[0]) < activation.value(pair[1]));
            assert_eq!(rises, activation.always_rises(), "{activation:?}");
        }
    }

    #[test]
    fn codes_tell_activations_apart() {
        let short = ["h", "sign", "l", "s", "t", "r", "leaky", "elu"];
        let codes: Vec<_> = Activation::ALL.iter().map(|a| a.code()).collect();
        assert_eq!(codes[..8], short);
        for (at, code) in codes.iter().enumerate() {
            let taken = |a: &Activation| a.code() == *code || a.name() == *code;
            let others = Activation::ALL.iter().enumerate();
            assert!(
                others.filter(|(o, _)| *o != at).all(|(_, a)| !taken(a)),
                "{code}"
            );
        }
    }

    /// The value and derivative on a tape.
    fn on_tape(activation: Activation, z: f64) -> (f64, f64) {
        let writer = Writer::default();
        let z = writer.leaf(z);
        let (a, z) = (activation.on_tape(&[z])[0].node(), z.node());
        let mut tape = writer.into_tape();
        tape.backward(a);
        (tape.value(a), tape.gradient(z))
    }

    #[test]
    fn the_tape_has_the_same_values_and_slopes_even_at_zero() {
        for &activation in Activation::ALL {
            for z in [-40.0f32, -2.5, -1.0, -0.0, 0.0, 0.3, 1.0, 2.5, 40.0] {
                let (value, slope) = on_tape(activation, f64::from(z));
                let close = |got: f64, want: f32| {
                    assert!(
                        (got - f64::from(want)).abs() <= 1e-6 * got.abs().max(1.0),
                        "{activation:?} at {z}: {got} {want}"
                    );
                };
                close(value, activation.value(z));
                close(slope, activation.derivative(z));
            }
        }
    }

    #[test]
    fn overflow_leaves_no_trace() {
        for &activation in Activation::ALL {
            for z in [-2000.0, 2000.0] {
                let (value, slope) = on_tape(activation, z);
                assert!(
                    value.is_finite() && slope.is_finite(),
                    "{activation:?} at {z}: {value} {slope}"
                );
            }
        }
    }

    #[test]
    fn values_stay_within_their_bounds() {
        let reach = [-1e3, -30.0, -2.0, -0.5, 0.0, 0.5, 2.0, 30.0, 1e3];
        for &activation in Activation::ALL {
            let values = reach.map(|z| activation.value(z));
            match activation.bounds() {
                Some((low, high)) => {
                    assert!(
                        values.iter().all(|a| (low..=high).contains(a)),
                        "{activation:?}"
                    );
                }
                None => assert!(values.iter().any(|a| a.abs() > 1.0), "{activation:?}"),
            }
        }
    }

    #[test]
    fn steps_are_as_the_course_has_them() {
        let at = |a: Activation| [-1.5, 0.0, 2.0].map(|z| a.value(z));
        assert_eq!(at(Activation::Heaviside), [0.0, 1.0, 1.0]);
        assert_eq!(at(Activation::Sign), [-1.0, 0.0, 1.0]);
        for step in [Activation::Heaviside, Activation::Sign] {
            assert_eq!([-1.0, 0.0, 1.0].map(|z| step.derivative(z)), [0.0; 3]);
        }
    }

    #[test]
    fn known_values() {
        let close = |a: f32, b: f32| assert!((a - b).abs() < 1e-6, "{a} is not {b}");
        close(Activation::Sigmoid.value(0.0), 0.5);
        close(Activation::Sigmoid.derivative(0.0), 0.25);
        close(Activation::Tanh.value(1.0), 0.761_594_2);
        close(Activation::LeakyRelu.value(-2.0), -0.6);
        close(Activation::Elu.value(-1.0), -0.632_120_6);
        close(Activation::Selu.value(-1.0), -1.111_330_7);
        close(Activation::Softplus.value(0.0), std::f32::consts::LN_2);
        close(Activation::Gelu.value(1.0), 0.841_344_8);
        close(Activation::Swish.value(1.0), 0.731_058_6);
    }

    #[test]
    fn derivatives_are_the_slopes() {
        let smooth = |a: &&Activation| !a.is_step() && **a != Activation::Softmax;
        for &activation in Activation::ALL.iter().filter(smooth) {
            for z in [-3.1f32, -0.7, 0.4, 2.3] {
                let h = 1e-2;
                let slope = (activation.value(z + h) - activation.value(z - h)) / (2.0 * h);
                let derivative = activation.derivative(z);
                assert!(
                    (slope - derivative).abs() < 1e-3,
                    "{activation:?} at {z}: {slope} {derivative}"
                );
            }
        }
    }

    #[test]
    fn softmax_adds_up_to_one_and_survives_large_sums() {
        let z: Vec<_> = [1000.0, 999.0, -1000.0].map(f32x4::splat).to_vec();
        let mut a = vec![f32x4::ZERO; 3];
        Activation::Softmax.apply(&z, &mut a, 1);
        let a: Vec<f32> = a.iter().map(|v| v.to_array()[0]).collect();
        assert!((a.iter().sum::<f32>() - 1.0).abs() < 1e-6);
        assert!((a[0] - 0.731_058_6).abs() < 1e-6 && a[2] < 1e-30);
    }
}
