//! What a single straight line can do with two classes of points.
//!
//! All is computed in f64, whose rounding is far below that of the f32 coordinates.

use std::cmp::Ordering;

use super::Point;

type Place = [f64; 2];

/// The most points [`best_line`] takes: it takes time in proportion to the square of their number.
const MOST: usize = 1000;

/// Whether some straight line has all points of class 1 strictly on one side and all others
/// strictly on the other, which is so exactly when the convex hulls of the classes do not meet.
///
/// A class without points is separable from the other.
pub(super) fn linearly_separable(points: &[Point]) -> bool {
    #[cfg(test)]
    calls::add();
    let [first, second] = [0, 1].map(|class| hull(places(points, class)));
    let (Some(&a), Some(&b)) = (first.first(), second.first()) else {
        return true;
    };
    // Hulls that do not meet are apart along the normal of an edge of one of them, or, where both
    // lie on one line, along that line, which then leads from a to b.
    edges(&first)
        .chain(edges(&second))
        .map(|(from, to)| (from, normal(minus(to, from))))
        .chain([(a, minus(b, a))])
        .any(|(origin, axis)| apart(&first, &second, origin, axis))
}

/// How many of the points a straight line can have on their right sides at most.
///
/// `None` without points, and with more than 1000.
///
/// Some best line passes just beside a point; around each, the points on its left change one after another as
/// it turns.
pub(super) fn best_line(points: &[Point]) -> Option<usize> {
    #[cfg(test)]
    calls::add();
    if points.is_empty() || points.len() > MOST {
        return None;
    }
    points.iter().map(|pivot| best_beside(points, pivot)).max()
}

/// A point as it is seen from another: where, on which half, and of which class.
struct Seen {
    at: Place,
    is_above: bool,
    is_blue: bool,
}

/// How many points the best line has right of those that pass just beside a point.
fn best_beside(points: &[Point], pivot: &Point) -> usize {
    let (mut seen, mut here) = (Vec::with_capacity(points.len()), [0usize; 2]);
    for point in points {
        let [dx, dy] = minus(place(point), place(pivot));
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
    let cross = |a: &Seen, b: &Seen| dot(normal(a.at), b.at);
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

fn places(points: &[Point], class: u8) -> Vec<Place> {
    points
        .iter()
        .filter(|point| point.class == class)
        .map(place)
        .collect()
}

fn place(point: &Point) -> Place {
    point.x.map(f64::from)
}

/// The corners of the convex hull, anticlockwise (A. M. Andrew's monotone chain, 1979).
#[must_use]
pub fn hull(mut places: Vec<Place>) -> Vec<Place> {
    places.sort_unstable_by(order);
    places.dedup();
    if places.len() < 3 {
        return places;
    }
    let mut corners = chain(places.iter());
    corners.extend(chain(places.iter().rev()));
    corners
}

/// One half of the hull, without its last corner, with which the other half starts.
fn chain<'a>(places: impl Iterator<Item = &'a Place>) -> Vec<Place> {
    let mut corners: Vec<Place> = Vec::new();
    for &next in places {
        while let [.., before, last] = corners[..]
            && dot(normal(minus(last, before)), minus(next, before)) <= 0.0
        {
            corners.pop();
        }
        corners.push(next);
    }
    corners.pop();
    corners
}

/// Each corner with the next, round to the first.
fn edges(hull: &[Place]) -> impl Iterator<Item = (Place, Place)> {
    let next = hull.iter().cycle().skip(1);
    hull.iter().copied().zip(next.copied())
}

/// Whether there is a gap between the hulls along `axis`, measured from `origin`.
fn apart(first: &[Place], second: &[Place], origin: Place, axis: Place) -> bool {
    let extent = |hull: &[Place]| {
        hull.iter()
            .map(|&place| dot(axis, minus(place, origin)))
            .fold((f64::INFINITY, f64::NEG_INFINITY), |(min, max), at| {
                (at.min(min), at.max(max))
            })
    };
    let ((first_min, first_max), (second_min, second_max)) = (extent(first), extent(second));
    first_max < second_min || second_max < first_min
}

/// By the first number, then the second; adding zero makes −0 the same as 0.
fn order(a: &Place, b: &Place) -> Ordering {
    let [a, b] = [a, b].map(|place| place.map(|x| x + 0.0));
    a[0].total_cmp(&b[0]).then(a[1].total_cmp(&b[1]))
}

fn minus(a: Place, b: Place) -> Place {
    [a[0] - b[0], a[1] - b[1]]
}

fn dot(a: Place, b: Place) -> f64 {
    a[0] * b[0] + a[1] * b[1]
}

/// The vector turned a quarter anticlockwise.
fn normal([x, y]: Place) -> Place {
    [-y, x]
}

/// How often this thread's tests had these worked out.
#[cfg(test)]
pub(crate) mod calls {
    use std::cell::Cell;

    thread_local! {
        static CALLS: Cell<usize> = const { Cell::new(0) };
    }

    pub fn count() -> usize {
        CALLS.get()
    }

    pub fn add() {
        CALLS.set(count() + 1);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{
        data::{Coding, DataSpec, Dataset},
        nn::{Named, Task},
    };

    /// [`best_line`] by another way: the lines through all pairs of points.
    fn best_of_all_pairs(points: &[Point]) -> usize {
        let blue = points.iter().filter(|point| point.class == 1).count();
        let trivial = blue.max(points.len() - blue);
        pairs(points)
            .map(|(from, to)| best_along(points, from, to))
            .fold(trivial, usize::max)
    }

    /// How many points a line has right at best that is the one from `from` to `to`, turned a very little
    /// clockwise and moved sideways.
    ///
    /// That is enough: any line between two sets of points can be turned anticlockwise until it meets
    /// a point of each, and turning it back a little leaves every point on its side.
    fn best_along(points: &[Point], from: Place, to: Place) -> usize {
        let along = minus(to, from);
        best_cut(points, |place| {
            let place = minus(place, from);
            [dot(normal(along), place), dot(along, place)]
        })
    }

    /// How many points are right when those below some value of `key` are taken for one class and the
    /// rest for the other.
    fn best_cut(points: &[Point], key: impl Fn(Place) -> Place) -> usize {
        let mut keyed: Vec<_> = points
            .iter()
            .map(|point| (key(place(point)), point.class))
            .collect();
        keyed.sort_unstable_by(|(a, _), (b, _)| order(a, b));
        let blue = keyed.iter().filter(|&&(_, class)| class == 1).count();
        let mut right = blue;
        let mut best = 0;
        for same in keyed.chunk_by(|(a, _), (b, _)| a == b) {
            for &(_, class) in same {
                right = if class == 0 { right + 1 } else { right - 1 };
            }
            best = best.max(right).max(points.len() - right);
        }
        best
    }

    /// The distinct places, two by two.
    fn pairs(points: &[Point]) -> impl Iterator<Item = (Place, Place)> {
        points.iter().enumerate().flat_map(|(at, from)| {
            points[at + 1..]
                .iter()
                .filter(|to| to.x != from.x)
                .map(|to| (place(from), place(to)))
        })
    }

    fn points(orange: &[[f32; 2]], blue: &[[f32; 2]]) -> Vec<Point> {
        let of = |class| move |&x: &[f32; 2]| Point { x, class };
        orange
            .iter()
            .map(of(0))
            .chain(blue.iter().map(of(1)))
            .collect()
    }

    fn point(class: u8) -> Point {
        Point { x: [0.0; 2], class }
    }

    #[test]
    fn of_the_tables_only_xor_defeats_the_line() {
        for &coding in Coding::ALL {
            for (dataset, best) in [
                (Dataset::XorTable, 3),
                (Dataset::And, 4),
                (Dataset::Or, 4),
                (Dataset::Nand, 4),
            ] {
                let spec = DataSpec {
                    dataset,
                    coding,
                    ..DataSpec::default()
                };
                let rows = spec.generate().train;
                assert_eq!(best_line(&rows), Some(best), "{dataset:?}");
                assert_eq!(linearly_separable(&rows), best == 4, "{dataset:?}");
            }
        }
    }

    #[test]
    fn of_the_clean_clouds_only_gaussians_are_separable() {
        let clouds =
            |set: &Dataset| set.task() == Task::Binary && set.is_generated() && !set.is_table();
        for dataset in Dataset::ALL.iter().copied().filter(clouds) {
            let spec = DataSpec {
                dataset,
                noise: 0.0,
                ..DataSpec::default()
            };
            let separable = linearly_separable(&spec.generate().train);
            assert_eq!(separable, dataset == Dataset::Gaussians, "{dataset:?}");
        }
    }

    #[test]
    fn an_absent_class_is_separable() {
        assert!(linearly_separable(&[]));
        assert!(linearly_separable(&points(&[[0.0, 0.0], [1.0, 0.0]], &[])));
        assert!(linearly_separable(&points(&[], &[[0.0, 0.0]])));
    }

    #[test]
    fn hulls_that_touch_are_not_separable() {
        let square = [[0.0, 0.0], [1.0, 0.0], [0.0, 1.0], [1.0, 1.0]];
        for (blue, separable) in [
            ([[1.0, 1.0], [2.0, 3.0]], false),
            ([[1.0, 0.5], [2.0, 0.5]], false),
            ([[0.5, 0.5], [0.5, 0.5]], false),
            ([[2.0, 0.0], [0.0, 2.0]], false),
            ([[2.0, 0.25], [0.0, 2.0]], true),
            ([[1.25, 0.5], [2.0, 0.5]], true),
        ] {
            assert_eq!(
                linearly_separable(&points(&square, &blue)),
                separable,
                "{blue:?}"
            );
        }
    }

    #[test]
    fn points_on_one_line_are_told_apart_along_it() {
        let at = |t: f32| [1.0 + 2.0 * t, 3.0 - t];
        assert!(linearly_separable(&points(
            &[at(0.0), at(1.0)],
            &[at(2.0), at(4.0)]
        )));
        assert!(linearly_separable(&points(&[at(0.0)], &[at(1.0)])));
        assert!(!linearly_separable(&points(
            &[at(0.0), at(2.0)],
            &[at(1.0)]
        )));
        assert!(!linearly_separable(&points(&[at(0.0)], &[at(0.0)])));
        let alternating = points(&[at(0.0), at(2.0)], &[at(1.0), at(3.0)]);
        assert_eq!(best_line(&alternating), Some(3));
    }

    #[test]
    fn the_best_line_counts_points_in_the_same_place() {
        assert_eq!(best_line(&points(&[[1.0, 1.0]], &[[1.0, 1.0]; 3])), Some(3));
        let corner = points(&[[0.0, 0.0]; 2], &[[0.0, 0.0], [1.0, 0.0], [0.0, 1.0]]);
        assert_eq!(best_line(&corner), Some(4));
    }

    #[test]
    fn the_best_line_is_not_for_ever_so_many_points() {
        assert_eq!(best_line(&[]), None);
        assert_eq!(best_line(&[point(0); MOST]), Some(MOST));
        assert_eq!(best_line(&[point(0); MOST + 1]), None);
    }

    #[test]
    fn minus_zero_is_zero() {
        let meeting = points(&[[-0.0, 1.0], [0.0, 0.0], [-0.0, -1.0]], &[[0.0, 0.5]]);
        assert!(!linearly_separable(&meeting));
        assert_eq!(best_line(&meeting), Some(3));
    }

    fn grid_points() -> impl Strategy<Value = Vec<Point>> {
        let point = ([-3..=3_i8, -3..=3], 0..=1_u8).prop_map(|(x, class)| Point {
            x: x.map(f32::from),
            class,
        });
        prop::collection::vec(point, 1..24)
    }

    proptest! {
        #[test]
        fn separable_points_are_those_a_line_has_all_right(points in grid_points()) {
            let all = best_line(&points) == Some(points.len());
            prop_assert_eq!(linearly_separable(&points), all);
        }

        #[test]
        fn the_best_line_is_that_of_the_search_through_all_pairs(
            points in grid_points(), stretch in 0.1f32..3.0,
        ) {
            let stretched: Vec<Point> = points
                .iter()
                .map(|point| Point { x: [point.x[0] * stretch, point.x[1]], ..*point })
                .collect();
            prop_assert_eq!(best_line(&stretched), Some(best_of_all_pairs(&stretched)));
        }

        #[test]
        fn no_line_tried_at_random_beats_the_best(
            points in grid_points(),
            [a, b, c] in [-1.0..1.0_f32, -1.0..1.0, -4.0..4.0],
        ) {
            let right = points
                .iter()
                .filter(|point| (a * point.x[0] + b * point.x[1] + c >= 0.0) == (point.class == 1))
                .count();
            prop_assert!(best_line(&points) >= Some(right));
        }

        #[test]
        fn a_line_with_a_margin_makes_points_separable(
            angle in 0.0..std::f32::consts::TAU,
            places in prop::collection::vec([-5.0..5.0_f32, -5.0..5.0], 1..60),
        ) {
            let [a, b] = [angle.cos(), angle.sin()];
            let points: Vec<_> = places
                .into_iter()
                .map(|[x, y]| (x, y, a * x + b * y))
                .filter(|(_, _, side)| side.abs() > 1e-3)
                .map(|(x, y, side)| Point { x: [x, y], class: u8::from(side > 0.0) })
                .collect();
            prop_assert!(linearly_separable(&points));
        }
    }
}
