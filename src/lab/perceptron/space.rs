//! Weights as points of space.

/// How far the axis of the bias leans.
const LEAN: [f64; 2] = [-0.5, -0.36];

/// Where two weights and a bias are on a drawing: the first runs to the right, the second up, and the bias towards
/// who looks at it. None unless they are three.
#[must_use]
pub fn oblique(weights: &[f64]) -> Option<[f64; 2]> {
    let [w1, w2, b] = *weights else {
        return None;
    };
    Some([w1 + LEAN[0] * b, w2 + LEAN[1] * b])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_axes_point_three_ways() {
        let axes = [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]];
        let drawn = axes.map(|axis| oblique(&axis).unwrap());
        for (a, b) in [(0, 1), (0, 2), (1, 2)] {
            let turn = drawn[a][0] * drawn[b][1] - drawn[a][1] * drawn[b][0];
            assert!(turn.abs() > 0.3, "{a} {b}");
        }
        assert_eq!(oblique(&[1.0, 2.0]), None);
    }
}
