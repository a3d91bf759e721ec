//! Elementary functions, four lanes at a time.
//!
//! They are compiled from this crate (and from `wide` and `libm`), never taken from the platform,
//! so that a run gives the same weights bit for bit in every browser.

use wide::f32x4;

/// Beyond this |x|, tanh x differs from ±1 by less than 1e-7.
const TANH_LIMIT: f32 = 8.5;

/// Numerator and denominator of tanh x ≈ x·P(x²)/Q(x²) on [−8.5, 8.5]: a minimax fit of degree
/// 4/4 in x² (relative error 1.2e-8 before rounding, 3.3e-7 after it).
const TANH_P: [f32; 5] = [
    1.0,
    0.134_132_44,
    3.534_023_4e-3,
    2.125_098_8e-5,
    1.426_915e-8,
];
const TANH_Q: [f32; 5] = [
    1.0,
    0.467_465_67,
    2.602_273_8e-2,
    3.348_859e-4,
    8.145_091e-7,
];

fn horner(coefficients: [f32; 5], x: f32x4) -> f32x4 {
    let [c0, c1, c2, c3, c4] = coefficients.map(f32x4::splat);
    c4.mul_add(x, c3)
        .mul_add(x, c2)
        .mul_add(x, c1)
        .mul_add(x, c0)
}

/// Hyperbolic tangent; NaN stays NaN.
#[inline]
#[must_use]
pub fn tanh(x: f32x4) -> f32x4 {
    let limit = f32x4::splat(TANH_LIMIT);
    let x = clamp(x, -limit, limit);
    let square = x * x;
    let y = x * horner(TANH_P, square) / horner(TANH_Q, square);
    clamp(y, -f32x4::ONE, f32x4::ONE)
}

/// Logistic function 1/(1 + e⁻ˣ), with full relative accuracy in both tails.
#[inline]
#[must_use]
pub fn sigmoid(x: f32x4) -> f32x4 {
    let e = (-x.abs()).exp();
    let numerator = x.simd_lt(f32x4::ZERO).select(e, f32x4::ONE);
    numerator / (f32x4::ONE + e)
}

/// ln(1 + eˣ) without overflow.
#[inline]
#[must_use]
pub fn softplus(x: f32x4) -> f32x4 {
    max0(x) + (-x.abs()).exp().ln_1p()
}

/// Standard normal distribution function Φ(x).
#[must_use]
pub fn normal_cdf(x: f32x4) -> f32x4 {
    let scaled = x * f32x4::splat(std::f32::consts::FRAC_1_SQRT_2);
    let erfc = (-scaled).to_array().map(libm::erfcf);
    f32x4::from(erfc) * f32x4::HALF
}

/// Standard normal density φ(x).
#[must_use]
pub fn normal_pdf(x: f32x4) -> f32x4 {
    const INV_SQRT_TAU: f32 = 0.398_942_3;
    (x * x * f32x4::splat(-0.5)).exp() * f32x4::splat(INV_SQRT_TAU)
}

/// max(x, 0); NaN stays NaN.
#[inline]
#[must_use]
pub fn max0(x: f32x4) -> f32x4 {
    at_least(x, f32x4::ZERO)
}

/// x limited to [low, high]; NaN stays NaN.
#[inline]
#[must_use]
pub fn clamp(x: f32x4, low: f32x4, high: f32x4) -> f32x4 {
    at_most(at_least(x, low), high)
}

/// `low` where x < low, else x. One instruction everywhere, but in WebAssembly it is the first
/// operand that stays where nothing can be compared, on x86 the second.
#[inline]
fn at_least(x: f32x4, low: f32x4) -> f32x4 {
    if cfg!(target_arch = "wasm32") {
        x.fast_max(low)
    } else {
        low.fast_max(x)
    }
}

/// `high` where x > high, else x; as [`at_least`].
#[inline]
fn at_most(x: f32x4, high: f32x4) -> f32x4 {
    if cfg!(target_arch = "wasm32") {
        x.fast_min(high)
    } else {
        high.fast_min(x)
    }
}

/// −1, 0 or 1 by the sign of x.
#[inline]
#[must_use]
pub fn sign(x: f32x4) -> f32x4 {
    let positive = x.simd_gt(f32x4::ZERO) & f32x4::ONE;
    let negative = x.simd_lt(f32x4::ZERO) & f32x4::ONE;
    positive - negative
}

/// The sum of each of four vectors, in one vector.
#[inline]
pub(crate) fn sums(vectors: [f32x4; 4]) -> f32x4 {
    let [a, b, c, d] = f32x4::transpose(vectors);
    (a + c) + (b + d)
}

/// The sum of one vector's lanes, added in the same order as in [`sums`].
#[inline]
pub(crate) fn sum(vector: f32x4) -> f32 {
    let [a, b, c, d] = vector.to_array();
    (a + c) + (b + d)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Largest relative error of `f` against `exact` over [−limit, limit].
    fn worst(f: fn(f32x4) -> f32x4, exact: fn(f64) -> f64, limit: f64) -> f64 {
        (0..200_000)
            .map(|i| {
                let x = ((f64::from(i) / 100_000.0 - 1.0) * limit) as f32;
                let (got, want) = (
                    f64::from(f(f32x4::splat(x)).to_array()[0]),
                    exact(f64::from(x)),
                );
                (got - want).abs() / want.abs().max(1e-30)
            })
            .fold(0.0, f64::max)
    }

    #[test]
    fn tanh_is_accurate_to_a_few_units_in_the_last_place() {
        assert!(worst(tanh, libm::tanh, 12.0) < 5e-7);
    }

    #[test]
    fn sigmoid_is_accurate_in_both_tails() {
        assert!(worst(sigmoid, |x| 1.0 / (1.0 + libm::exp(-x)), 80.0) < 1e-6);
    }

    #[test]
    fn softplus_is_accurate() {
        assert!(worst(softplus, |x| libm::log1p(libm::exp(x)), 60.0) < 1e-6);
    }

    #[test]
    fn normal_distribution_is_accurate() {
        assert!(worst(normal_cdf, |x| 0.5 * libm::erfc(-x / 2f64.sqrt()), 5.0) < 1e-5);
        let density = |x: f64| libm::exp(-x * x / 2.0) / (2.0 * std::f64::consts::PI).sqrt();
        assert!(worst(normal_pdf, density, 5.0) < 2e-6);
    }

    #[test]
    fn ends_and_nan_are_kept() {
        let x = f32x4::from([f32::NAN, f32::INFINITY, f32::NEG_INFINITY, 0.0]);
        let t = tanh(x).to_array();
        assert!(t[0].is_nan());
        assert!(t[1] <= 1.0 && 1.0 - t[1] < 3e-7, "{}", t[1]);
        assert_eq!(t[2..], [-t[1], 0.0]);
        let s = sigmoid(x).to_array();
        assert!(s[0].is_nan());
        assert_eq!(s[1..], [1.0, 0.0, 0.5]);
        assert_eq!(
            sign(f32x4::from([-2.0, 0.0, 3.0, -0.0])).to_array(),
            [-1.0, 0.0, 1.0, 0.0]
        );
    }

    #[test]
    fn sums_add_in_one_order() {
        let v = f32x4::from([1e8, 1.0, -1e8, 3.0]);
        assert_eq!(sums([v; 4]).to_array(), [sum(v); 4]);
    }
}
