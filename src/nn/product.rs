//! The three products of a dense layer, for tiles of any size up to `TILE`
//! registers per neuron.

use wide::f32x4;

use super::kernel;

/// z = x·kernel + bias, with `vectors` registers per neuron.
pub fn affine(x: &[f32x4], kernel: &[f32], bias: &[f32], z: &mut [f32x4], vectors: usize) {
    match vectors {
        1 => kernel::affine::<1>(x, kernel, bias, z),
        2 => kernel::affine::<2>(x, kernel, bias, z),
        3 => kernel::affine::<3>(x, kernel, bias, z),
        4 => kernel::affine::<4>(x, kernel, bias, z),
        _ => unreachable!("a tile has 1 to 4 registers"),
    }
}

/// dL/dx = delta·kernelᵀ.
pub fn pull_back(delta: &[f32x4], kernel: &[f32], dx: &mut [f32x4], vectors: usize) {
    match vectors {
        1 => kernel::pull_back::<1>(delta, kernel, dx),
        2 => kernel::pull_back::<2>(delta, kernel, dx),
        3 => kernel::pull_back::<3>(delta, kernel, dx),
        4 => kernel::pull_back::<4>(delta, kernel, dx),
        _ => unreachable!("a tile has 1 to 4 registers"),
    }
}

/// Adds dL/dkernel = xᵀ·delta and dL/dbias = Σ delta to what is there.
pub fn gradient(
    x: &[f32x4],
    delta: &[f32x4],
    kernel: &mut [f32],
    bias: &mut [f32],
    vectors: usize,
) {
    match vectors {
        1 => kernel::gradient::<1>(x, delta, kernel, bias),
        2 => kernel::gradient::<2>(x, delta, kernel, bias),
        3 => kernel::gradient::<3>(x, delta, kernel, bias),
        4 => kernel::gradient::<4>(x, delta, kernel, bias),
        _ => unreachable!("a tile has 1 to 4 registers"),
    }
}
