//! A line or a plane as far as it is in sight: between −1 and 1 along each axis.

/// Where a sum `w·place + bias` is not negative.
pub type Half = ([f32; 3], f32);

/// The corners of the part of a plane in sight, or both ends of a line's where there are two axes; without any
/// where it lies beyond. `within` are more halves of the space that bound it.
#[must_use]
pub fn plane((weights, bias): Half, dims: usize, within: &[Half]) -> Vec<[f32; 3]> {
    let size = weights.iter().map(|w| w * w).sum::<f32>();
    if size <= 0.0 || !size.is_finite() {
        return Vec::new();
    }
    let foot = weights.map(|w| -w * bias / size);
    // Beyond all that is in sight from its foot, which may be far away itself.
    let far = 4.0 + foot.iter().map(|x| x.abs()).sum::<f32>();
    let (along, up) = across(weights, size);
    let at = |a: f32, b: f32| std::array::from_fn(|k| foot[k] + far * (a * along[k] + b * up[k]));
    let mut corners = if dims < 3 {
        vec![at(-1.0, 0.0), at(1.0, 0.0)]
    } else {
        vec![at(-1.0, -1.0), at(1.0, -1.0), at(1.0, 1.0), at(-1.0, 1.0)]
    };
    for axis in 0..dims.clamp(2, 3) {
        for sign in [1.0, -1.0] {
            let mut side = [0.0; 3];
            side[axis] = sign;
            corners = cut(corners, (side, 1.0));
        }
    }
    within
        .iter()
        .fold(corners, |corners, half| cut(corners, *half))
}

/// Two directions at right angles to another and to each other, of length 1; the first within the plane of the
/// first two axes.
fn across(weights: [f32; 3], size: f32) -> ([f32; 3], [f32; 3]) {
    let [a, b, c] = weights.map(|w| w / libm::sqrtf(size));
    let flat = libm::hypotf(a, b);
    let along = if flat > 1e-6 {
        [-b / flat, a / flat, 0.0]
    } else {
        [1.0, 0.0, 0.0]
    };
    let up = [
        b * along[2] - c * along[1],
        c * along[0] - a * along[2],
        a * along[1] - b * along[0],
    ];
    (along, up)
}

/// What of a convex shape lies where a sum is not negative.
///
/// I. E. Sutherland, G. W. Hodgman, "Reentrant Polygon Clipping", 1974.
fn cut(corners: Vec<[f32; 3]>, (weights, bias): Half) -> Vec<[f32; 3]> {
    let sum = |at: &[f32; 3]| weights.iter().zip(at).map(|(w, x)| w * x).sum::<f32>() + bias;
    let count = corners.len();
    let mut kept = Vec::with_capacity(count + 1);
    for at in 0..count {
        let (here, next) = (corners[at], corners[(at + 1) % count]);
        let (a, b) = (sum(&here), sum(&next));
        if a >= 0.0 {
            kept.push(here);
        }
        // A line has its two ends and no way back.
        let is_edge = count > 2 || at == 0;
        if is_edge && (a < 0.0) != (b < 0.0) {
            let share = a / (a - b);
            kept.push(std::array::from_fn(|k| {
                here[k] + share * (next[k] - here[k])
            }));
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn sum((weights, bias): Half, at: [f32; 3]) -> f32 {
        weights.iter().zip(at).map(|(w, x)| w * x).sum::<f32>() + bias
    }

    proptest! {
        #[test]
        fn what_is_in_sight_is_on_the_plane_and_nothing_of_it_is_missing(
            weights in [-2.0f32..2.0, -2.0f32..2.0, -2.0f32..2.0], bias in -2.0f32..2.0, dims in 2usize..4,
            probe in [-1.0f32..1.0, -1.0f32..1.0, -1.0f32..1.0],
        ) {
            let weights = if dims == 2 { [weights[0], weights[1], 0.0] } else { weights };
            let size: f32 = weights.iter().map(|w| w * w).sum();
            prop_assume!(size > 0.05);
            let corners = plane((weights, bias), dims, &[]);
            for corner in &corners {
                prop_assert!(sum((weights, bias), *corner).abs() < 1e-3);
                prop_assert!(corner.iter().all(|x| (-1.001..=1.001).contains(x)));
            }
            // A place in sight on the plane lies between its corners.
            let probe = if dims == 2 { [probe[0], probe[1], 0.0] } else { probe };
            let off = sum((weights, bias), probe) / size;
            let on: [f32; 3] = std::array::from_fn(|k| probe[k] - off * weights[k]);
            if on.iter().all(|x| x.abs() < 0.999) {
                prop_assert!(corners.len() >= dims, "{corners:?}");
                for (k, x) in on.into_iter().enumerate() {
                    let low = corners.iter().map(|c| c[k]).fold(f32::INFINITY, f32::min);
                    let high = corners.iter().map(|c| c[k]).fold(f32::NEG_INFINITY, f32::max);
                    prop_assert!(low - 1e-3 <= x && x <= high + 1e-3);
                }
            }
        }

        #[test]
        fn halves_bound_it(offset in -0.9f32..0.9) {
            let half = ([0.0, 1.0, 0.0], -offset);
            let line = plane(([1.0, 0.0, 0.0], 0.0), 2, &[half]);
            prop_assert_eq!(line.len(), 2);
            prop_assert!(line.iter().all(|at| at[0].abs() < 1e-5 && at[1] >= offset - 1e-4));
            prop_assert!(plane(([1.0, 0.0, 0.0], 0.0), 2, &[([0.0, 1.0, 0.0], -2.0)]).is_empty());
        }
    }

    #[test]
    fn what_lies_beyond_is_not_in_sight() {
        assert!(plane(([1.0, 1.0, 1.0], 9.0), 3, &[]).is_empty());
        assert!(plane(([0.0; 3], 1.0), 3, &[]).is_empty());
        assert!(plane(([f32::NAN; 3], 1.0), 3, &[]).is_empty());
        assert_eq!(plane(([0.0, 0.0, 1.0], 0.0), 3, &[]).len(), 4);
    }
}
