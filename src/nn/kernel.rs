//! The three products of a dense layer on a tile of at most 16 samples.
//!
//! A tile holds `N` registers (4 samples each) per neuron, neuron after neuron. `N` is known to the
//! compiler, so a unit's sums stay in registers while its weights stream by. All three functions
//! read the kernel as nalgebra stores it: column-major inputs × units, a unit's weights contiguous.

use wide::f32x4;

use super::math::{sum, sums};

/// Samples in one register.
pub const LANES: usize = 4;
/// Registers per neuron in the largest tile.
pub const TILE: usize = 4;

/// z = x·kernel + bias.
#[inline]
pub fn affine<const N: usize>(x: &[f32x4], kernel: &[f32], bias: &[f32], z: &mut [f32x4]) {
    let (x, z) = (x.as_chunks::<N>().0, z.as_chunks_mut::<N>().0);
    for ((weights, &bias), z) in kernel.chunks_exact(x.len()).zip(bias).zip(z) {
        let mut total = [f32x4::splat(bias); N];
        for (x, &weight) in x.iter().zip(weights) {
            let weight = f32x4::splat(weight);
            for n in 0..N {
                total[n] = weight.mul_add(x[n], total[n]);
            }
        }
        *z = total;
    }
}

/// dL/dx = delta·kernelᵀ.
#[inline]
pub fn pull_back<const N: usize>(delta: &[f32x4], kernel: &[f32], dx: &mut [f32x4]) {
    let (delta, dx) = (delta.as_chunks::<N>().0, dx.as_chunks_mut::<N>().0);
    let inputs = dx.len();
    for (i, dx) in dx.iter_mut().enumerate() {
        let mut total = [f32x4::ZERO; N];
        for (delta, weights) in delta.iter().zip(kernel.chunks_exact(inputs)) {
            let weight = f32x4::splat(weights[i]);
            for n in 0..N {
                total[n] = weight.mul_add(delta[n], total[n]);
            }
        }
        *dx = total;
    }
}

/// Adds dL/dkernel = xᵀ·delta and dL/dbias = Σ delta to what is there.
#[inline]
pub fn gradient<const N: usize>(
    x: &[f32x4],
    delta: &[f32x4],
    kernel: &mut [f32],
    bias: &mut [f32],
) {
    let (x, delta) = (x.as_chunks::<N>().0, delta.as_chunks::<N>().0);
    for ((column, bias), delta) in kernel.chunks_exact_mut(x.len()).zip(bias).zip(delta) {
        let (quads, rest) = column.as_chunks_mut::<LANES>();
        let (x_quads, x_rest) = x.as_chunks::<LANES>();
        for (quad, x) in quads.iter_mut().zip(x_quads) {
            let total = sums(x.each_ref().map(|x| dot(x, delta)));
            *quad = (f32x4::from(*quad) + total).to_array();
        }
        for (weight, x) in rest.iter_mut().zip(x_rest) {
            *weight += sum(dot(x, delta));
        }
        *bias += sum(delta.iter().fold(f32x4::ZERO, |s, &d| s + d));
    }
}

#[inline(always)]
fn dot<const N: usize>(x: &[f32x4; N], delta: &[f32x4; N]) -> f32x4 {
    let mut total = x[0] * delta[0];
    for n in 1..N {
        total = x[n].mul_add(delta[n], total);
    }
    total
}
