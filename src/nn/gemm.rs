//! The three products of a dense layer on a whole batch, for layers too wide for a tile.
//!
//! Matrices are column-major with `rows` (padded to full registers) as the column stride, so the
//! `gemm` crate's blocked product applies directly. This is the only unsafe code of the crate.

use bytemuck::{cast_slice, cast_slice_mut};
use gemm::Parallelism;
use wide::f32x4;

use super::kernel::LANES;

/// A matrix in a slice: element (r, c) stands at `r * row_stride + c * column_stride`.
#[derive(Clone, Copy)]
struct Shape {
    rows: usize,
    columns: usize,
    row_stride: usize,
    column_stride: usize,
}

impl Shape {
    fn column_major(rows: usize, columns: usize) -> Self {
        Self {
            rows,
            columns,
            row_stride: 1,
            column_stride: rows,
        }
    }

    fn transposed(self) -> Self {
        Self {
            rows: self.columns,
            columns: self.rows,
            row_stride: self.column_stride,
            column_stride: self.row_stride,
        }
    }

    fn fits(self, len: usize) -> bool {
        self.rows > 0
            && self.columns > 0
            && (self.rows - 1) * self.row_stride + (self.columns - 1) * self.column_stride < len
    }
}

/// out ← out·keep + lhs·rhs, where `keep` is 0 or 1.
///
/// # Panics
/// When a shape does not fit its slice or the product's inner sizes differ: a mistake in this crate.
#[allow(unsafe_code)]
fn product(
    (out, out_shape): (&mut [f32], Shape),
    (lhs, lhs_shape): (&[f32], Shape),
    (rhs, rhs_shape): (&[f32], Shape),
    keep: bool,
) {
    assert!(out_shape.fits(out.len()) && lhs_shape.fits(lhs.len()) && rhs_shape.fits(rhs.len()));
    assert!(lhs_shape.columns == rhs_shape.rows);
    assert!(lhs_shape.rows == out_shape.rows && rhs_shape.columns == out_shape.columns);
    // SAFETY: the assertions above hold every element the product touches inside its slice, the
    // output is borrowed mutably and so overlaps neither input, and f32 has no invalid values.
    unsafe {
        gemm::gemm(
            out_shape.rows,
            out_shape.columns,
            lhs_shape.columns,
            out.as_mut_ptr(),
            out_shape.column_stride as isize,
            out_shape.row_stride as isize,
            keep,
            lhs.as_ptr(),
            lhs_shape.column_stride as isize,
            lhs_shape.row_stride as isize,
            rhs.as_ptr(),
            rhs_shape.column_stride as isize,
            rhs_shape.row_stride as isize,
            1.0f32,
            1.0f32,
            false,
            false,
            false,
            Parallelism::None,
        );
    }
}

/// z = x·kernel + bias, with `vectors` registers per neuron.
pub fn affine(x: &[f32x4], kernel: &[f32], bias: &[f32], z: &mut [f32x4], vectors: usize) {
    let (rows, units) = (vectors * LANES, bias.len());
    let inputs = kernel.len() / units;
    for (z, &bias) in z.chunks_exact_mut(vectors).zip(bias) {
        z.fill(f32x4::splat(bias));
    }
    product(
        (cast_slice_mut(z), Shape::column_major(rows, units)),
        (cast_slice(x), Shape::column_major(rows, inputs)),
        (kernel, Shape::column_major(inputs, units)),
        true,
    );
}

/// dL/dx = delta·kernelᵀ.
pub fn pull_back(delta: &[f32x4], kernel: &[f32], dx: &mut [f32x4], vectors: usize) {
    let rows = vectors * LANES;
    let (inputs, units) = (dx.len() / vectors, delta.len() / vectors);
    product(
        (cast_slice_mut(dx), Shape::column_major(rows, inputs)),
        (cast_slice(delta), Shape::column_major(rows, units)),
        (kernel, Shape::column_major(inputs, units).transposed()),
        false,
    );
}

/// Adds dL/dkernel = xᵀ·delta and dL/dbias = Σ delta to what is there.
pub fn gradient(
    x: &[f32x4],
    delta: &[f32x4],
    kernel: &mut [f32],
    bias: &mut [f32],
    vectors: usize,
) {
    let rows = vectors * LANES;
    let (inputs, units) = (x.len() / vectors, bias.len());
    product(
        (kernel, Shape::column_major(inputs, units)),
        (
            cast_slice(x),
            Shape::column_major(rows, inputs).transposed(),
        ),
        (cast_slice(delta), Shape::column_major(rows, units)),
        true,
    );
    for (bias, delta) in bias.iter_mut().zip(delta.chunks_exact(vectors)) {
        *bias += delta.iter().fold(f32x4::ZERO, |s, &d| s + d).reduce_add();
    }
}
