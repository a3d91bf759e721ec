//! Activation functions: value and derivative, by Keras's names and constants.

use serde::{Deserialize, Serialize};
use wide::f32x4;

use super::math::{clamp, max0, normal_cdf, normal_pdf, sigmoid, sign, softplus, tanh};

/// Slope of leaky ReLU below zero (Keras: `negative_slope`).
pub const LEAKY_SLOPE: f32 = 0.3;
/// α of SELU (Klambauer et al. 2017).
pub const SELU_ALPHA: f32 = 1.673_263_2;
/// Scale of SELU (Klambauer et al. 2017).
pub const SELU_SCALE: f32 = 1.050_701;

/// What a unit makes of its weighted sum z.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Activation {
    /// 1 where z ≥ 0, else 0: the threshold logic unit.
    Heaviside,
    /// −1, 0 or 1: the sign of z.
    Sign,
    /// z itself.
    Linear,
    /// 1/(1 + e⁻ᶻ).
    Sigmoid,
    /// Hyperbolic tangent.
    Tanh,
    /// max(0, z).
    Relu,
    /// z where z ≥ 0, else 0.3·z.
    LeakyRelu,
    /// z where z ≥ 0, else eᶻ − 1 (Clevert et al. 2016).
    Elu,
    /// Scaled ELU (Klambauer et al. 2017).
    Selu,
    /// ln(1 + eᶻ).
    Softplus,
    /// z·Φ(z) (Hendrycks & Gimpel 2016), with the exact normal distribution.
    Gelu,
    /// z·sigmoid(z) (Ramachandran et al. 2017).
    Swish,
    /// eᶻ over its sum over the layer's units. Output layer only.
    Softmax,
}

impl Activation {
    /// Every activation, in the order in which the page offers them.
    pub const ALL: [Self; 13] = [
        Self::Heaviside,
        Self::Sign,
        Self::Linear,
        Self::Sigmoid,
        Self::Tanh,
        Self::Relu,
        Self::LeakyRelu,
        Self::Elu,
        Self::Selu,
        Self::Softplus,
        Self::Gelu,
        Self::Swish,
        Self::Softmax,
    ];

    /// The name in links, files and scripts.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Heaviside => "heaviside",
            Self::Sign => "sign",
            Self::Linear => "linear",
            Self::Sigmoid => "sigmoid",
            Self::Tanh => "tanh",
            Self::Relu => "relu",
            Self::LeakyRelu => "leaky_relu",
            Self::Elu => "elu",
            Self::Selu => "selu",
            Self::Softplus => "softplus",
            Self::Gelu => "gelu",
            Self::Swish => "swish",
            Self::Softmax => "softmax",
        }
    }

    /// The activation of that [`name`](Self::name).
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|a| a.name() == name)
    }

    /// The name that people read.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Heaviside => "step",
            Self::Relu => "ReLU",
            Self::LeakyRelu => "leaky ReLU",
            Self::Elu => "ELU",
            Self::Selu => "SELU",
            Self::Gelu => "GELU",
            other => other.name(),
        }
    }

    /// Whether this is a threshold, whose derivative is 0 wherever it exists.
    #[must_use]
    pub fn is_step(self) -> bool {
        matches!(self, Self::Heaviside | Self::Sign)
    }

    /// Whether the values lie around 0, from −1 to 1 (targets are then coded −1 and 1).
    #[must_use]
    pub fn is_bipolar(self) -> bool {
        matches!(self, Self::Sign | Self::Tanh)
    }

    /// The smallest and largest value, where both are finite.
    #[must_use]
    pub fn bounds(self) -> Option<(f32, f32)> {
        match self {
            Self::Heaviside | Self::Sigmoid | Self::Softmax => Some((0.0, 1.0)),
            Self::Sign | Self::Tanh => Some((-1.0, 1.0)),
            _ => None,
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lead_back_to_their_activation() {
        for activation in Activation::ALL {
            assert_eq!(Activation::from_name(activation.name()), Some(activation));
        }
        assert_eq!(Activation::from_name("stairs"), None);
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
        let smooth = |a: &Activation| !a.is_step() && *a != Activation::Softmax;
        for activation in Activation::ALL.into_iter().filter(smooth) {
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
