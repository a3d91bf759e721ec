//! Elementary functions, four lanes at a time.
//!
//! They are compiled from this crate (and from `wide` and `libm`), never taken from the platform,
//! so that a run gives the same weights bit for bit in every browser.

use wide::f32x4;

/// Beyond this |x|, tanh x differs from ±1 by less than 3e-7.
const TANH_LIMIT: f32 = 7.9;

/// tanh x ≈ x·P(x²)/Q(x²) on [−7.9, 7.9]: a minimax fit of degree 3/4 in x² that nowhere passes ±1
/// (relative error 1.3e-7 before rounding, 3.6e-7 after it). Q's last coefficient is 1, which saves
/// a product.
const TANH_P: [f32; 4] = [4_011_953.3, 518_922.84, 11_877.29, 46.265_255];
const TANH_Q: [f32; 4] = [4_011_953.5, 1_856_236.6, 95_701.51, 962.917_85];

/// Hyperbolic tangent; NaN stays NaN.
#[inline]
#[must_use]
pub fn tanh(x: f32x4) -> f32x4 {
    let limit = f32x4::splat(TANH_LIMIT);
    let x = clamp(x, -limit, limit);
    let s = x * x;
    let [p0, p1, p2, p3] = TANH_P.map(f32x4::splat);
    let [q0, q1, q2, q3] = TANH_Q.map(f32x4::splat);
    let p = p3.mul_add(s, p2).mul_add(s, p1).mul_add(s, p0);
    let q = (s + q3).mul_add(s, q2).mul_add(s, q1).mul_add(s, q0);
    x * p / q
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

    /// Every number near the end, where rounding could carry a value past 1.
    #[test]
    fn tanh_stays_within_its_bounds() {
        for bits in (7.0f32.to_bits()..=TANH_LIMIT.to_bits()).step_by(4) {
            let x = [0, 1, 2, 3].map(|next| f32::from_bits(bits + next));
            let y = tanh(f32x4::from(x)).to_array();
            assert!(y.iter().all(|&y| y <= 1.0), "tanh {x:?} is {y:?}");
        }
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
        assert!(t[1] <= 1.0 && 1.0 - t[1] < 5e-7, "{}", t[1]);
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
