//! The three products of a dense layer on a [tile](super::tile) of `N` registers per neuron.
//!
//! `N` is known to the compiler, so a unit's sums stay in registers while its weights stream by. All
//! three read the kernel as nalgebra stores it: column-major inputs × units, a unit's weights
//! contiguous.

use wide::f32x4;

use super::{
    math::{sum, sums},
    tile::LANES,
};

/// Columns whose sums are made together, so that what is loaded once serves them all.
const BLOCK: usize = 2;

/// z = x·kernel + bias, with `vectors` registers per neuron.
pub(crate) fn affine(x: &[f32x4], kernel: &[f32], bias: &[f32], z: &mut [f32x4], vectors: usize) {
    match vectors {
        1 => affine_of::<1>(x, kernel, bias, z),
        2 => affine_of::<2>(x, kernel, bias, z),
        3 => affine_of::<3>(x, kernel, bias, z),
        4 => affine_of::<4>(x, kernel, bias, z),
        _ => unreachable!("a tile has 1 to 4 registers"),
    }
}

/// dL/dx = delta·kernelᵀ.
pub(crate) fn pull_back(delta: &[f32x4], kernel: &[f32], dx: &mut [f32x4], vectors: usize) {
    match vectors {
        1 => pull_back_of::<1>(delta, kernel, dx),
        2 => pull_back_of::<2>(delta, kernel, dx),
        3 => pull_back_of::<3>(delta, kernel, dx),
        4 => pull_back_of::<4>(delta, kernel, dx),
        _ => unreachable!("a tile has 1 to 4 registers"),
    }
}

/// Adds dL/dkernel = xᵀ·delta and dL/dbias = Σ delta to what is there.
pub(crate) fn gradient(
    x: &[f32x4],
    delta: &[f32x4],
    kernel: &mut [f32],
    bias: &mut [f32],
    vectors: usize,
) {
    match vectors {
        1 => gradient_of::<1>(x, delta, kernel, bias),
        2 => gradient_of::<2>(x, delta, kernel, bias),
        3 => gradient_of::<3>(x, delta, kernel, bias),
        4 => gradient_of::<4>(x, delta, kernel, bias),
        _ => unreachable!("a tile has 1 to 4 registers"),
    }
}

/// Adds dL/dbias = Σ delta alone, as [`gradient`] does.
pub(crate) fn bias_gradient(delta: &[f32x4], bias: &mut [f32], vectors: usize) {
    for (bias, delta) in bias.iter_mut().zip(delta.chunks_exact(vectors)) {
        *bias += sum(delta.iter().fold(f32x4::ZERO, |s, &d| s + d));
    }
}

#[inline]
fn affine_of<const N: usize>(x: &[f32x4], kernel: &[f32], bias: &[f32], z: &mut [f32x4]) {
    let (x, z) = (x.as_chunks::<N>().0, z.as_chunks_mut::<N>().0);
    let inputs = x.len();
    let (blocks, last) = z.as_chunks_mut::<BLOCK>();
    let (biases, last_biases) = bias.as_chunks::<BLOCK>();
    let (kernels, last_kernels) = kernel.split_at(blocks.len() * BLOCK * inputs);
    let kernels = kernels.chunks_exact(BLOCK * inputs);
    for ((z, kernel), bias) in blocks.iter_mut().zip(kernels).zip(biases) {
        let (one, other) = kernel.split_at(inputs);
        let weights = one.iter().zip(other).map(|(&one, &other)| [one, other]);
        *z = sums_of_products(x, weights, *bias);
    }
    let kernels = last_kernels.chunks_exact(inputs);
    for ((z, weights), &bias) in last.iter_mut().zip(kernels).zip(last_biases) {
        [*z] = sums_of_products(x, weights.iter().map(|&weight| [weight]), [bias]);
    }
}

#[inline]
fn pull_back_of<const N: usize>(delta: &[f32x4], kernel: &[f32], dx: &mut [f32x4]) {
    let (delta, dx) = (delta.as_chunks::<N>().0, dx.as_chunks_mut::<N>().0);
    let inputs = dx.len();
    let kernels = || kernel.chunks_exact(inputs);
    let (blocks, last) = dx.as_chunks_mut::<BLOCK>();
    let first_of_last = blocks.len() * BLOCK;
    for (block, dx) in blocks.iter_mut().enumerate() {
        let i = block * BLOCK;
        let weights = kernels().map(|weights| [weights[i], weights[i + 1]]);
        *dx = sums_of_products(delta, weights, [0.0; BLOCK]);
    }
    for (i, dx) in (first_of_last..).zip(last) {
        let weights = kernels().map(|weights| [weights[i]]);
        [*dx] = sums_of_products(delta, weights, [0.0]);
    }
}

/// start + Σ weight·column for each of `B` lists of weights.
#[inline(always)]
fn sums_of_products<const N: usize, const B: usize>(
    columns: &[[f32x4; N]],
    weights: impl Iterator<Item = [f32; B]>,
    start: [f32; B],
) -> [[f32x4; N]; B] {
    let mut totals = start.map(|start| [f32x4::splat(start); N]);
    for (column, weights) in columns.iter().zip(weights) {
        for (total, weight) in totals.iter_mut().zip(weights) {
            let weight = f32x4::splat(weight);
            for n in 0..N {
                total[n] = weight.mul_add(column[n], total[n]);
            }
        }
    }
    totals
}

#[inline]
fn gradient_of<const N: usize>(x: &[f32x4], delta: &[f32x4], kernel: &mut [f32], bias: &mut [f32]) {
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
