//! How a tile of samples stands in registers: up to 16 samples, four to a register, and the registers
//! of one neuron after those of another. A tile of the usual network stays in the first-level cache.

use wide::f32x4;

/// Samples in one register.
pub(crate) const LANES: usize = 4;
/// Registers per neuron in the largest tile.
pub(crate) const TILE: usize = 4;
/// Samples in the largest tile.
const FULL: usize = TILE * LANES;

/// Copies as many values as `to` holds. A full tile's length is known to the compiler, so that it is
/// copied in line.
#[inline]
pub(crate) fn copy_tile(to: &mut [f32], from: &[f32]) {
    match (
        <&mut [f32; FULL]>::try_from(&mut *to).ok(),
        from.first_chunk::<FULL>(),
    ) {
        (Some(to), Some(from)) => *to = *from,
        _ => to.copy_from_slice(&from[..to.len()]),
    }
}

/// Writes register `v` of every column from four rows.
#[inline]
pub(crate) fn gather(columns: &mut [f32x4], rows: [&[f32]; LANES], v: usize, vectors: usize) {
    let [r0, r1, r2, r3] = rows;
    let rows = r0.iter().zip(r1).zip(r2).zip(r3);
    for (column, (((&a, &b), &c), &d)) in columns.chunks_exact_mut(vectors).zip(rows) {
        column[v] = f32x4::new([a, b, c, d]);
    }
}
