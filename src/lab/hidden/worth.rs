//! How many samples a line has right.

use std::cmp::Ordering;

use super::cut::Cut;
use crate::data::Point;

/// Points that are looked at, at most: it takes time in proportion to the square of their number.
const MOST: usize = 1000;

/// How many points of two classes a straight line in the plane can have on their right sides at most; `None`
/// without points, and with more than 1000.
///
/// Some best line passes just beside a point; around each, the points on its left change one after another as
/// it turns.
#[must_use]
pub fn best_line(points: &[Point]) -> Option<usize> {
    if points.is_empty() || points.len() > MOST {
        return None;
    }
    points.iter().map(|pivot| best_beside(points, pivot)).max()
}

/// A point as it is seen from another: where, on which half, and of which class.
struct Seen {
    at: [f64; 2],
    is_above: bool,
    is_blue: bool,
}

fn best_beside(points: &[Point], pivot: &Point) -> usize {
    let [x, y] = pivot.x.map(f64::from);
    let (mut seen, mut here) = (Vec::with_capacity(points.len()), [0usize; 2]);
    for point in points {
        let [dx, dy] = [f64::from(point.x[0]) - x, f64::from(point.x[1]) - y];
        let is_blue = point.class == 1;
        if dx == 0.0 && dy == 0.0 {
            here[usize::from(is_blue)] += 1;
            continue;
        }
        let is_above = dy > 0.0 || (dy == 0.0 && dx > 0.0);
        let at = if is_above { [dx, dy] } else { [-dx, -dy] };
        seen.push(Seen {
            at,
            is_above,
            is_blue,
        });
    }
    let cross = |a: &Seen, b: &Seen| a.at[0] * b.at[1] - a.at[1] * b.at[0];
    let order = |a: &Seen, b: &Seen| 0.0.partial_cmp(&cross(a, b)).unwrap_or(Ordering::Equal);
    seen.sort_unstable_by(order);
    // Those above are on the left of a line that is about to turn; blue ones are right there.
    let is_right = |of: &Seen| of.is_above == of.is_blue;
    let mut right = seen.iter().filter(|of| is_right(of)).count();
    let best = |right: usize| right.max(seen.len() - right);
    let mut most = best(right);
    for same in seen.chunk_by(|a, b| order(a, b) == Ordering::Equal) {
        let lost = same.iter().filter(|of| is_right(of)).count();
        right = right + (same.len() - lost) - lost;
        most = most.max(best(right));
    }
    // The line passes on either side of the point itself.
    most + here[0].max(here[1])
}

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
    use proptest::prelude::*;

    use super::*;
    use crate::data::{Facts, Table};

    fn point(x: f32, y: f32, class: u8) -> Point {
        Point { x: [x, y], class }
    }

    proptest! {
        /// Against the search through all pairs of points, which is another one.
        #[test]
        fn the_best_line_is_that_of_the_slow_search(
            points in prop::collection::vec((-4i8..5, -4i8..5, 0u8..2), 1..24), stretch in 0.1f32..3.0,
        ) {
            let points: Vec<Point> = points.iter().map(|&(x, y, class)| point(f32::from(x) * stretch, f32::from(y), class)).collect();
            let facts = Facts::of(&Table::of_points(&points, &["a", "b"]));
            let slow = facts.best_line_accuracy().unwrap() * points.len() as f32;
            prop_assert_eq!(best_line(&points), Some(slow.round() as usize));
        }
    }

    #[test]
    fn of_xor_a_line_has_three_right() {
        let xor = [(0.0, 0.0, 0), (0.0, 1.0, 1), (1.0, 0.0, 1), (1.0, 1.0, 0)];
        let xor = xor.map(|(x, y, class)| point(x, y, class));
        assert_eq!(best_line(&xor), Some(3));
        assert_eq!(best_line(&[]), None);
        assert_eq!(best_line(&vec![xor[0]; MOST + 1]), None);
        assert_eq!(best_line(&[xor[0], xor[0], xor[1]]), Some(3));
    }
}
