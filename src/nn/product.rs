//! The three products of a dense layer, by the way that suits the size of the tile: registers for
//! up to 16 samples, the blocked product beyond.

use wide::f32x4;

use super::kernel;

/// Layers with at least this many weights go through the blocked product: below it, packing costs
/// more than it saves.
pub const WIDE_KERNEL: usize = if cfg!(feature = "wide") {
    4096
} else {
    usize::MAX
};

/// z = x·kernel + bias, with `vectors` registers per neuron.
pub fn affine(x: &[f32x4], kernel: &[f32], bias: &[f32], z: &mut [f32x4], vectors: usize) {
    match vectors {
        1 => kernel::affine::<1>(x, kernel, bias, z),
        2 => kernel::affine::<2>(x, kernel, bias, z),
        3 => kernel::affine::<3>(x, kernel, bias, z),
        4 => kernel::affine::<4>(x, kernel, bias, z),
        _ => blocked::affine(x, kernel, bias, z, vectors),
    }
}

/// dL/dx = delta·kernelᵀ.
pub fn pull_back(delta: &[f32x4], kernel: &[f32], dx: &mut [f32x4], vectors: usize) {
    match vectors {
        1 => kernel::pull_back::<1>(delta, kernel, dx),
        2 => kernel::pull_back::<2>(delta, kernel, dx),
        3 => kernel::pull_back::<3>(delta, kernel, dx),
        4 => kernel::pull_back::<4>(delta, kernel, dx),
        _ => blocked::pull_back(delta, kernel, dx, vectors),
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
        _ => blocked::gradient(x, delta, kernel, bias, vectors),
    }
}

#[cfg(feature = "wide")]
use super::gemm as blocked;

/// Without the blocked product every tile has at most 16 samples, see [`WIDE_KERNEL`].
#[cfg(not(feature = "wide"))]
mod blocked {
    use wide::f32x4;

    pub fn affine(_: &[f32x4], _: &[f32], _: &[f32], _: &mut [f32x4], vectors: usize) {
        unreachable!("{vectors} registers without the feature `wide`");
    }

    pub fn pull_back(_: &[f32x4], _: &[f32], _: &mut [f32x4], vectors: usize) {
        unreachable!("{vectors} registers without the feature `wide`");
    }

    pub fn gradient(_: &[f32x4], _: &[f32x4], _: &mut [f32], _: &mut [f32], vectors: usize) {
        unreachable!("{vectors} registers without the feature `wide`");
    }
}
