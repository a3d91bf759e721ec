//! How many samples a unit's line or plane has right.

use super::cut::Cut;
use crate::data::Point;

/// Of lines or planes, how many of the samples at these places the best one alone has right: class 1 on one
/// side and class 0 on the other, whichever.
#[must_use]
pub fn best_unit(cuts: &[Cut], places: &[[f32; 3]], points: &[Point]) -> Option<usize> {
    let right = |cut: &Cut| {
        let on = places.iter().zip(points);
        let right = on.filter(|(place, point)| (cut.sum(**place) > 0.0) == (point.class == 1));
        let (right, all) = (right.count(), places.len().min(points.len()));
        right.max(all - right)
    };
    cuts.iter().map(right).max()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lab::hidden::cut::Of;

    #[test]
    fn the_better_of_two_units_counts_on_either_side() {
        let cut = |by: f32, bias: f32| Cut {
            of: Of::Unit(0),
            weights: [by, 0.0, 0.0],
            bias,
            is_whole: true,
            within: Vec::new(),
        };
        let places = [[0.0, 0.0, 0.0], [1.0, 0.0, 0.0], [2.0, 0.0, 0.0]];
        let points = [1, 1, 0].map(|class| Point { x: [0.0; 2], class });
        // One has the first alone on its side, the other, with its sides changed, all three right.
        let cuts = [cut(-1.0, 0.5), cut(1.0, -1.5)];
        assert_eq!(best_unit(&cuts[..1], &places, &points), Some(2));
        assert_eq!(best_unit(&cuts, &places, &points), Some(3));
        assert_eq!(best_unit(&[], &places, &points), None);
    }
}
