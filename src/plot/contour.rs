//! Contour lines by marching squares.
//!
//! W. E. Lorensen, H. E. Cline, "Marching Cubes", SIGGRAPH 1987, in two dimensions. Each cell of
//! four neighbouring samples holds at most two pieces of line, which end on the cell's edges;
//! pieces that share an edge are joined.

use super::net::Net;

/// The lines where a map of `side × side` values (row-major, row 0 at the top, each value at its
/// pixel's centre, as [`Grid`](super::heatmap::Grid) lays them out) crosses `level`.
///
/// Each line is a run of points `[left, top]`, 0 to 1 across the picture; a closed line ends with
/// its first point. Crossings are interpolated linearly, and so are the values between the outer
/// pixels' centres and the picture's edge, so that lines reach it. At a saddle, the mean of the
/// four values decides which corners belong together. Cells with a value that is not finite have
/// no line. Takes time in proportion to the number of values.
pub fn contour(values: &[f32], side: usize, level: f32) -> Vec<Vec<[f32; 2]>> {
    if side < 2 || values.len() != side * side {
        return Vec::new();
    }
    let samples = Samples::new(values, side);
    let mut net = Net::new(samples.side);
    for row in 0..samples.side - 1 {
        for column in 0..samples.side - 1 {
            cell(&samples, level, &mut net, row, column);
        }
    }
    net.lines()
}

/// The values with a ring of extrapolated ones around them, on the picture's edge.
pub(crate) struct Samples {
    pub(crate) values: Vec<f32>,
    /// Samples a side, the ring included.
    pub(crate) side: usize,
}

impl Samples {
    pub(crate) fn new(inner: &[f32], inner_side: usize) -> Self {
        let side = inner_side + 2;
        let mut values = Vec::with_capacity(side * side);
        for row in 0..inner_side {
            let row = &inner[row * inner_side..][..inner_side];
            values.push(beyond(row[0], row[1]));
            values.extend_from_slice(row);
            values.push(beyond(row[inner_side - 1], row[inner_side - 2]));
        }
        let row = |index: usize| values[index * side..][..side].iter();
        let edge = |outer, inner| {
            row(outer)
                .zip(row(inner))
                .map(|(&a, &b)| beyond(a, b))
                .collect::<Vec<_>>()
        };
        let top = edge(0, 1);
        let bottom = edge(inner_side - 1, inner_side - 2);
        values.splice(0..0, top);
        values.extend(bottom);
        Self { values, side }
    }
}

/// The value half a step beyond `outer`, coming from `inner`, on a straight line.
fn beyond(outer: f32, inner: f32) -> f32 {
    outer + 0.5 * (outer - inner)
}

/// Adds the pieces of line in the cell whose top left sample is at `row` and `column`.
fn cell(samples: &Samples, level: f32, net: &mut Net, row: usize, column: usize) {
    let corners = net.corners(row, column).map(|at| samples.values[at]);
    if !corners.iter().all(|value| value.is_finite()) {
        return;
    }
    let inside = corners.map(|value| value >= level);
    let edges = net.edges(row, column);
    let share = |a: usize, b: usize| {
        // Halves, whose difference is never too large.
        let [a, b, level] = [samples.values[a], samples.values[b], level].map(|x| x / 2.0);
        (level - a) / (b - a)
    };
    let mut join = |from: usize, to: usize| {
        let (from, to) = (
            net.crossing(edges[from], share),
            net.crossing(edges[to], share),
        );
        net.join(from, to);
    };
    let crossed = |i: usize| inside[i] != inside[(i + 1) % 4];
    if (0..4).all(crossed) {
        let middle = corners.iter().sum::<f32>() / 4.0 >= level;
        // Cut off the two corners that differ from the middle. Corner i lies between edges
        // i − 1 and i.
        let first = usize::from(inside[0] == middle);
        join((first + 3) % 4, first);
        join(first + 1, first + 2);
    } else {
        let mut ends = (0..4).filter(|&i| crossed(i));
        if let (Some(from), Some(to)) = (ends.next(), ends.next()) {
            join(from, to);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::heatmap::Grid;
    use approx::assert_abs_diff_eq;
    use proptest::prelude::*;

    /// Values of `f(left, top)` at the pixels' centres, in unit coordinates.
    fn map(side: usize, f: impl Fn(f32, f32) -> f32) -> Vec<f32> {
        let unit = Grid::square((0.0, 1.0), side);
        unit.points().map(|[x, y]| f(x, 1.0 - y)).collect()
    }

    fn is_closed(line: &[[f32; 2]]) -> bool {
        line.len() > 2 && line.first() == line.last()
    }

    #[test]
    fn a_plane_gives_a_straight_line_from_edge_to_edge() {
        let values = map(10, |left, top| left + 0.25 * top);
        let lines = contour(&values, 10, 0.6);
        assert_eq!(lines.len(), 1);
        for [left, top] in &lines[0] {
            assert_abs_diff_eq!(left + 0.25 * top, 0.6, epsilon = 1e-5);
        }
        let mut ends = [lines[0][0][1], lines[0][lines[0].len() - 1][1]];
        ends.sort_by(f32::total_cmp);
        assert_abs_diff_eq!(ends[0], 0.0, epsilon = 1e-5);
        assert_abs_diff_eq!(ends[1], 1.0, epsilon = 1e-5);
    }

    #[test]
    fn a_disc_gives_one_closed_loop() {
        let values = map(60, |left, top| (left - 0.5).hypot(top - 0.4));
        let lines = contour(&values, 60, 0.3);
        assert_eq!(lines.len(), 1);
        assert!(is_closed(&lines[0]));
        for [left, top] in &lines[0] {
            assert_abs_diff_eq!((left - 0.5).hypot(top - 0.4), 0.3, epsilon = 1e-3);
        }
        let around: f32 = lines[0]
            .windows(2)
            .map(|ends| (ends[1][0] - ends[0][0]).hypot(ends[1][1] - ends[0][1]))
            .sum();
        assert_abs_diff_eq!(around, std::f32::consts::TAU * 0.3, epsilon = 0.01);
    }

    #[test]
    fn xor_gives_two_lines_that_do_not_meet() {
        // The high corners, top left and bottom right, are joined through the middle.
        let values = map(21, |left, top| (left - 0.5) * (top - 0.5));
        let lines = contour(&values, 21, -0.01);
        assert_eq!(lines.len(), 2);
        for line in &lines {
            assert!(!is_closed(line));
            let above = line[0][0] > line[0][1];
            assert!(line.iter().all(|p| (p[0] > p[1]) == above));
        }
    }

    #[test]
    fn the_middle_decides_a_saddle() {
        // High at the top left and bottom right of the middle cell.
        let side = 2;
        for (low, joined) in [(0.4, true), (-0.4, false)] {
            let lines = contour(&[1.0, low, low, 1.0], side, 0.5);
            assert_eq!(lines.len(), 2);
            for line in lines {
                // Joined high corners leave the low ones cut off, above and below the diagonal.
                let above_diagonal = |p: &[f32; 2]| p[0] > p[1];
                let on_one_side =
                    line.iter().all(above_diagonal) || line.iter().all(|p| !above_diagonal(p));
                assert_eq!(on_one_side, joined);
            }
        }
    }

    #[test]
    fn nothing_where_the_level_is_not_reached() {
        let values = map(8, |left, top| left * top);
        for level in [-5.0, 5.0] {
            assert!(contour(&values, 8, level).is_empty());
        }
        assert!(contour(&[0.5; 16], 4, 0.5).is_empty());
        assert!(contour(&[0.5], 1, 0.1).is_empty());
        assert!(contour(&[], 0, 0.1).is_empty());
    }

    #[test]
    fn samples_exactly_at_the_level_make_no_specks() {
        let mut values = vec![0.0; 25];
        values[12] = 1.0;
        assert!(contour(&values, 5, 1.0).is_empty());
        let line = contour(&values, 5, 0.5);
        assert_eq!(line.len(), 1);
        assert_eq!(line[0].len(), 5);
    }

    #[test]
    fn cells_without_numbers_leave_a_gap() {
        let mut values = map(9, |left, _| left);
        values[4 * 9 + 4] = f32::NAN;
        let lines = contour(&values, 9, 0.48);
        assert_eq!(lines.len(), 2);
        assert!(lines.iter().flatten().flatten().all(|p| p.is_finite()));
        assert!(contour(&[f32::NAN; 9], 3, 0.0).is_empty());
    }

    #[test]
    fn any_level_and_any_size_of_values_is_fine() {
        let values = map(8, |left, top| left - top);
        for level in [
            f32::NAN,
            f32::INFINITY,
            f32::NEG_INFINITY,
            f32::MAX,
            f32::MIN,
        ] {
            assert!(contour(&values, 8, level).is_empty(), "{level}");
        }
        // Their difference is beyond what an `f32` holds.
        let huge = map(8, |left, _| if left < 0.5 { f32::MIN } else { f32::MAX });
        let lines = contour(&huge, 8, 0.0);
        assert!(!lines.is_empty());
        for [left, top] in lines.iter().flatten() {
            assert_abs_diff_eq!(*left, 0.5, epsilon = 1e-5);
            assert!((0.0..=1.0).contains(top));
        }
        let infinite = map(
            8,
            |left, _| if left < 0.3 { f32::NEG_INFINITY } else { left },
        );
        let lines = contour(&infinite, 8, 0.6);
        assert_eq!(lines.len(), 1);
    }

    proptest! {
        #[test]
        fn nothing_spoils_a_line(
            values in prop::collection::vec(prop_oneof![
                4 => -1.0f32..1.0,
                1 => prop::sample::select(vec![
                    f32::NAN, f32::INFINITY, f32::NEG_INFINITY, f32::MAX, f32::MIN, 0.0,
                ]),
            ], 36),
            level in prop_oneof![4 => -0.9f32..0.9, 1 => Just(0.0), 1 => Just(f32::MAX / 2.0)],
        ) {
            for line in contour(&values, 6, level) {
                prop_assert!(line.len() > 1);
                prop_assert!(line.iter().flatten().all(|c| (0.0..=1.0).contains(c)));
            }
        }

        #[test]
        fn every_line_is_closed_or_ends_on_the_edge(
            values in prop::collection::vec(-1.0f32..1.0, 36),
            level in -0.9f32..0.9,
        ) {
            for line in contour(&values, 6, level) {
                prop_assert!(line.len() > 1);
                prop_assert!(line.iter().flatten().all(|c| (0.0..=1.0).contains(c)));
                let on_edge = |p: [f32; 2]| p.iter().any(|&c| c == 0.0 || c == 1.0);
                prop_assert!(is_closed(&line) || on_edge(line[0]) && on_edge(line[line.len() - 1]));
            }
        }
    }
}
