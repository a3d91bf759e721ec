//! The lines between the regions of classes.
//!
//! As marching squares do ([`contour`](crate::contour)), each cell of four neighbouring samples
//! joins the places on its edges where the winner changes. Where three or four classes meet in a
//! cell, their lines meet in a point.

use super::winners;
use crate::{
    contour::Samples,
    net::{Edge, Net},
};

/// The lines along which the winner changes, on a map of `side × side` values for each of `classes`.
///
/// An edge between two samples is crossed where the values of their two winners, interpolated
/// linearly, are the same. Lines are runs of points as [`contour`](crate::contour::contour) gives
/// them; they reach the picture's edge, and end where several of them meet. Cells with a NaN have no
/// line.
pub fn winner_lines(values: &[f32], classes: usize, side: usize) -> Vec<Vec<[f32; 2]>> {
    if side < 2 || classes < 2 || values.len() != classes * side * side {
        return Vec::new();
    }
    let mut borders = Borders::new(values, classes, side);
    for row in 0..side + 1 {
        for column in 0..side + 1 {
            borders.cell(row, column);
        }
    }
    borders.net.lines()
}

struct Borders {
    /// The maps of the classes, one after the other.
    maps: Vec<f32>,
    /// The class with the greatest value at each sample.
    winners: Vec<u16>,
    net: Net,
}

impl Borders {
    fn new(values: &[f32], classes: usize, side: usize) -> Self {
        let maps = values.chunks_exact(side * side);
        let maps: Vec<_> = maps
            .flat_map(|map| Samples::new(map, side).values)
            .collect();
        Self {
            winners: winners(&maps, classes),
            maps,
            net: Net::new(side + 2),
        }
    }

    /// Adds the pieces of line in the cell whose top left sample is at `row` and `column`.
    fn cell(&mut self, row: usize, column: usize) {
        let corners = self.net.corners(row, column);
        let winners = corners.map(|corner| self.winners[corner]);
        if winners.iter().all(|winner| *winner == winners[0]) || winners.contains(&u16::MAX) {
            return;
        }
        let edges = self.net.edges(row, column);
        let crossed = (0..4).filter(|&i| winners[i] != winners[(i + 1) % 4]);
        let crossings: Vec<_> = crossed.map(|i| self.crossing(edges[i])).collect();
        match crossings[..] {
            [from, to] => self.net.join(from, to),
            [top, right, bottom, left] => {
                let middle = self.middle(corners);
                // Two opposite corners that belong together cut off the others.
                if winners[0] == middle && winners[2] == middle {
                    self.net.join(top, right);
                    self.net.join(bottom, left);
                } else if winners[1] == middle && winners[3] == middle {
                    self.net.join(left, top);
                    self.net.join(right, bottom);
                } else {
                    self.meet(&crossings);
                }
            }
            _ => self.meet(&crossings),
        }
    }

    /// The winner in the middle of four samples.
    fn middle(&self, corners: [usize; 4]) -> u16 {
        let maps = self.maps.chunks_exact(self.winners.len());
        let sum = |map: &[f32]| corners.iter().map(|&corner| map[corner]).sum();
        let sums: Vec<f32> = maps.map(sum).collect();
        winners(&sums, sums.len())[0]
    }

    /// The crossing on an edge between two winners.
    fn crossing(&mut self, edge: Edge) -> usize {
        let (maps, winners) = (&self.maps, &self.winners);
        self.net.crossing(edge, |from, to| {
            // How far the first's winner is ahead of the second's.
            let ahead = |at: usize| {
                let value = |of: usize| maps[usize::from(winners[of]) * winners.len() + at];
                value(from) - value(to)
            };
            ahead(from) / (ahead(from) - ahead(to))
        })
    }

    /// Lets lines end in the middle of their crossings.
    fn meet(&mut self, crossings: &[usize]) {
        let count = crossings.len() as f32;
        let middle = [0, 1].map(|axis| {
            let along = crossings.iter().map(|&c| self.net.point(c)[axis]);
            along.sum::<f32>() / count
        });
        for &crossing in crossings {
            let end = self.net.end(middle);
            self.net.join(crossing, end);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{contour::contour, heatmap::Grid};
    use approx::assert_abs_diff_eq;
    use proptest::prelude::*;

    /// The values of each of `outputs` at the pixels' centres, in unit coordinates.
    fn maps(side: usize, outputs: &[&dyn Fn(f32, f32) -> f32]) -> Vec<f32> {
        let unit = Grid::square((0.0, 1.0), side);
        let map = |output: &&dyn Fn(f32, f32) -> f32| -> Vec<f32> {
            unit.points().map(|[x, y]| output(x, 1.0 - y)).collect()
        };
        outputs.iter().flat_map(map).collect()
    }

    fn ends(line: &[[f32; 2]]) -> [[f32; 2]; 2] {
        [line[0], line[line.len() - 1]]
    }

    #[test]
    fn two_classes_part_where_their_values_are_the_same() {
        let values = maps(10, &[&|left, _| 0.6 - left, &|_, top| 0.25 * top]);
        let lines = winner_lines(&values, 2, 10);
        assert_eq!(lines.len(), 1);
        for [left, top] in &lines[0] {
            assert_abs_diff_eq!(left + 0.25 * top, 0.6, epsilon = 1e-5);
        }
        let mut tops = ends(&lines[0]).map(|end| end[1]);
        tops.sort_by(f32::total_cmp);
        assert_eq!(tops, [0.0, 1.0]);
    }

    #[test]
    fn three_classes_meet_in_a_point() {
        let values = maps(
            20,
            &[
                &|left, _| 0.5 - left,
                &|left, top| 0.7 * (left - 0.5) + top - 0.5,
                &|left, top| 0.7 * (left - 0.5) + 0.5 - top,
            ],
        );
        let lines = winner_lines(&values, 3, 20);
        assert_eq!(lines.len(), 3);
        for line in &lines {
            let near = |end: &[f32; 2]| (end[0] - 0.5).hypot(end[1] - 0.5) < 0.03;
            let on_edge = |end: &[f32; 2]| end.iter().any(|&c| c == 0.0 || c == 1.0);
            let ends = ends(line);
            assert_eq!(ends.iter().filter(|end| near(end)).count(), 1);
            assert_eq!(ends.iter().filter(|end| on_edge(end)).count(), 1);
        }
    }

    #[test]
    fn four_classes_meet_in_a_cell() {
        let corner = |x: f32, y: f32| move |left: f32, top: f32| -(left - x).hypot(top - y);
        let values = maps(
            8,
            &[
                &corner(0.0, 0.0),
                &corner(1.0, 0.0),
                &corner(0.0, 1.0),
                &corner(1.0, 1.0),
            ],
        );
        let lines = winner_lines(&values, 4, 8);
        assert_eq!(lines.len(), 4);
        for line in &lines {
            let [from, to] = ends(line);
            let length = (from[0] - to[0]).hypot(from[1] - to[1]);
            assert_abs_diff_eq!(length, 0.5, epsilon = 1e-4);
        }
    }

    #[test]
    fn an_enclosed_class_has_a_closed_line() {
        let values = maps(
            30,
            &[&|_, _| 0.3, &|left, top| {
                0.6 - (left - 0.5).hypot(top - 0.5)
            }],
        );
        let lines = winner_lines(&values, 2, 30);
        assert_eq!(lines.len(), 1);
        assert_eq!(lines[0].first(), lines[0].last());
        for [left, top] in &lines[0] {
            assert_abs_diff_eq!((left - 0.5).hypot(top - 0.5), 0.3, epsilon = 2e-3);
        }
    }

    #[test]
    fn nothing_to_part() {
        assert!(winner_lines(&[], 0, 0).is_empty());
        assert!(winner_lines(&[0.5; 16], 1, 4).is_empty());
        assert!(winner_lines(&[0.5; 32], 2, 4).is_empty(), "all are alike");
        assert!(
            winner_lines(&[0.5; 31], 2, 4).is_empty(),
            "a value is missing"
        );
        assert!(winner_lines(&[f32::NAN; 32], 2, 4).is_empty());
    }

    #[test]
    fn a_cell_with_a_nan_has_no_line() {
        let mut values = maps(9, &[&|left, _| left, &|_, _| 0.48]);
        values[4 * 9 + 4] = f32::NAN;
        let lines = winner_lines(&values, 2, 9);
        assert_eq!(lines.len(), 2);
        assert!(lines.iter().flatten().flatten().all(|c| c.is_finite()));
    }

    fn length(lines: &[Vec<[f32; 2]>]) -> f32 {
        let pieces = lines.iter().flat_map(|line| line.windows(2));
        pieces
            .map(|p| (p[1][0] - p[0][0]).hypot(p[1][1] - p[0][1]))
            .sum()
    }

    proptest! {
        #[test]
        fn for_two_classes_the_lines_are_the_contour(
            values in prop::collection::vec(0.0f32..1.0, 36),
        ) {
            let other = values.iter().map(|p| 1.0 - p);
            let both: Vec<_> = values.iter().copied().chain(other).collect();
            let (lines, contour) = (winner_lines(&both, 2, 6), contour(&values, 6, 0.5));
            prop_assert_eq!(lines.len(), contour.len());
            prop_assert!((length(&lines) - length(&contour)).abs() < 1e-3);
        }

        #[test]
        fn every_line_is_inside_and_leads_somewhere(
            values in prop::collection::vec(prop_oneof![
                8 => -1.0f32..1.0,
                1 => prop::sample::select(vec![f32::NAN, f32::INFINITY, f32::MIN, f32::MAX, 0.0]),
            ], 5 * 36),
            classes in 1usize..=5,
        ) {
            let values = &values[..classes * 36];
            for line in winner_lines(values, classes, 6) {
                prop_assert!(line.len() > 1);
                prop_assert!(line.iter().flatten().all(|c| (0.0..=1.0).contains(c)));
            }
        }

        #[test]
        fn the_order_of_the_classes_does_not_matter(
            values in prop::collection::vec(0.0f32..1.0, 3 * 36),
        ) {
            let turned: Vec<_> = values[36..].iter().chain(&values[..36]).copied().collect();
            let lengths = [&values, &turned].map(|maps| length(&winner_lines(maps, 3, 6)));
            prop_assert!((lengths[0] - lengths[1]).abs() < 1e-3, "{lengths:?}");
        }
    }
}
