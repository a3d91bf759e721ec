//! The input plane as a bent sheet: its colours, its grid, and the borders between answers on it.

use super::stage::{Line, Stage};

/// Nodes in rows, each with where it is seen.
#[derive(Clone, Copy)]
pub struct Sheet<'a> {
    /// Nodes in a row.
    pub side: usize,
    /// Where they are seen, row by row.
    pub seen: &'a [[f32; 3]],
    /// Which piece each node belongs to, where the sheet is torn: it goes through within a piece only.
    pub pieces: Option<&'a [u32]>,
}

/// Between which nodes an answer changes.
#[derive(Clone, Copy)]
pub enum Border<'a> {
    /// Where a value reaches a level.
    Level(&'a [f32], f32),
    /// Where another of so many values is the largest: a value for each node, class by class.
    Winner(&'a [f32], usize),
}

impl Sheet<'_> {
    fn rows(&self) -> usize {
        self.seen.len() / self.side.max(1)
    }

    fn are_joined(&self, nodes: &[usize]) -> bool {
        self.pieces.is_none_or(|pieces| {
            nodes
                .windows(2)
                .all(|pair| pieces[pair[0]] == pieces[pair[1]])
        })
    }

    /// The two triangles of every cell of so many nodes' length that is not torn.
    fn triangles(&self, every: usize) -> impl Iterator<Item = [usize; 3]> {
        let side = self.side;
        let along = move |end: usize| (every..end).step_by(every);
        let cells = along(self.rows())
            .flat_map(move |row| along(side).map(move |column| row * side + column));
        cells.flat_map(move |last| {
            let [a, b, c] = [last - every * (side + 1), last - every * side, last - every];
            let whole = self.are_joined(&[a, b, c, last]);
            [[a, b, last], [a, last, c]]
                .into_iter()
                .filter(move |_| whole)
        })
    }

    /// Fills it with the colours of its nodes, four bytes each, by cells of so many nodes' length.
    #[inline(never)]
    pub fn fill(&self, stage: &mut Stage, colors: &[u8], every: usize) {
        let (colors, _) = colors.as_chunks::<4>();
        if colors.len() != self.seen.len() {
            return;
        }
        let color = |node: usize| {
            let [red, green, blue, _] = colors[node];
            [f32::from(red), f32::from(green), f32::from(blue)]
        };
        for nodes in self.triangles(every.max(1)) {
            stage.triangle(nodes.map(|node| self.seen[node]), nodes.map(color));
        }
    }

    /// Draws a line of the grid at every so many nodes, to the right and up.
    #[inline(never)]
    pub fn grid(&self, stage: &mut Stage, every: usize, line: Line) {
        let (side, rows) = (self.side, self.rows());
        let mut join = |from: usize, to: usize| {
            if self.are_joined(&[from, to]) {
                stage.segment(self.seen[from], self.seen[to], line);
            }
        };
        for row in (0..rows).step_by(every.max(1)) {
            (1..side).for_each(|column| join(row * side + column - 1, row * side + column));
        }
        for column in (0..side).step_by(every.max(1)) {
            (1..rows).for_each(|row| join((row - 1) * side + column, row * side + column));
        }
    }

    /// Draws the line of a single row, each piece in its nodes' colour.
    #[inline(never)]
    pub fn curve(&self, stage: &mut Stage, colors: &[u8], line: Line) {
        let (colors, _) = colors.as_chunks::<4>();
        for (at, [red, green, blue, _]) in colors.iter().enumerate().skip(1) {
            if at < self.seen.len() && self.are_joined(&[at - 1, at]) {
                let color = crate::color::Rgb(*red, *green, *blue);
                stage.segment(self.seen[at - 1], self.seen[at], Line { color, ..line });
            }
        }
    }

    /// Draws where an answer changes.
    #[inline(never)]
    pub fn border(&self, stage: &mut Stage, border: Border<'_>, line: Line) {
        let count = self.seen.len();
        let is_whole = match border {
            Border::Level(values, _) => values.len() == count,
            Border::Winner(values, classes) => values.len() == count * classes && classes > 0,
        };
        if !is_whole {
            return;
        }
        let answers: Vec<usize> = (0..count).map(|node| border.answer(node, count)).collect();
        for [a, b, c] in self.triangles(1) {
            let mut places = [[0.0; 3]; 3];
            let mut found = 0;
            for (from, to) in [(a, b), (b, c), (c, a)] {
                if answers[from] != answers[to] {
                    let share = border.share([from, to], [answers[from], answers[to]], count);
                    places[found] = std::array::from_fn(|k| {
                        self.seen[from][k] + share * (self.seen[to][k] - self.seen[from][k])
                    });
                    found += 1;
                }
            }
            match found {
                2 => stage.segment(places[0], places[1], line),
                3 => {
                    let middle =
                        std::array::from_fn(|k| places.iter().map(|p| p[k]).sum::<f32>() / 3.0);
                    for place in places {
                        stage.segment(place, middle, line);
                    }
                }
                _ => {}
            }
        }
    }
}

impl Border<'_> {
    /// What a node's answer is: on which side of the level, or which class wins.
    fn answer(&self, node: usize, count: usize) -> usize {
        match *self {
            Border::Level(values, level) => usize::from(values[node] >= level),
            Border::Winner(values, classes) => {
                let value = |class: usize| values[class * count + node];
                (1..classes).fold(0, |best, class| {
                    if value(class) > value(best) {
                        class
                    } else {
                        best
                    }
                })
            }
        }
    }

    /// How far on the way between two nodes of different answers it changes.
    fn share(&self, [from, to]: [usize; 2], [one, other]: [usize; 2], count: usize) -> f32 {
        let (a, b) = match *self {
            Border::Level(values, level) => (values[from] - level, values[to] - level),
            Border::Winner(values, _) => {
                let lead = |node: usize| values[one * count + node] - values[other * count + node];
                (lead(from), lead(to))
            }
        };
        let share = a / (a - b);
        if (0.0..=1.0).contains(&share) {
            share
        } else {
            0.5
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::color::Rgb;

    const SIDE: usize = 9;

    /// A plain sheet of 80 × 80 pixels.
    fn flat() -> Vec<[f32; 3]> {
        (0..SIDE * SIDE)
            .map(|node| {
                [
                    10.0 + 10.0 * (node % SIDE) as f32,
                    90.0 - 10.0 * (node / SIDE) as f32,
                    1.0,
                ]
            })
            .collect()
    }

    fn blank() -> Stage {
        let mut stage = Stage::default();
        stage.clear(100, Rgb(255, 255, 255));
        stage
    }

    fn dark(stage: &Stage) -> Vec<[usize; 2]> {
        let pixels = stage.rgba().chunks_exact(4).enumerate();
        pixels
            .filter(|(_, pixel)| pixel[0] < 128)
            .map(|(at, _)| [at % 100, at / 100])
            .collect()
    }

    const LINE: Line = Line {
        width: 2.0,
        color: Rgb(0, 0, 0),
        opacity: 1.0,
        behind: 0.0,
        dash: 0.0,
    };

    #[test]
    fn a_sheet_fills_its_place_and_a_torn_one_has_a_gap() {
        let seen = flat();
        let colors = [0, 0, 0, 255].repeat(SIDE * SIDE);
        let sheet = Sheet {
            side: SIDE,
            seen: &seen,
            pieces: None,
        };
        let mut stage = blank();
        sheet.fill(&mut stage, &colors, 1);
        assert_eq!(dark(&stage).len(), 6400);
        let mut coarse = blank();
        sheet.fill(&mut coarse, &colors, 2);
        assert_eq!(dark(&coarse).len(), 6400);
        let pieces: Vec<u32> = (0..SIDE * SIDE)
            .map(|node| u32::from(node % SIDE > 3))
            .collect();
        let mut stage = blank();
        Sheet {
            pieces: Some(&pieces),
            ..sheet
        }
        .fill(&mut stage, &colors, 1);
        assert_eq!(dark(&stage).len(), 5600);
        assert!(dark(&stage).iter().all(|[x, _]| !(40..50).contains(x)));
    }

    #[test]
    fn a_border_runs_where_the_value_reaches_the_level() {
        let seen = flat();
        let sheet = Sheet {
            side: SIDE,
            seen: &seen,
            pieces: None,
        };
        let values: Vec<f32> = (0..SIDE * SIDE).map(|node| (node % SIDE) as f32).collect();
        let mut stage = blank();
        sheet.border(&mut stage, Border::Level(&values, 3.5), LINE);
        let found = dark(&stage);
        assert!(
            found.len() > 150 && found.iter().all(|[x, _]| (44..46).contains(x)),
            "{found:?}"
        );
        // Two classes whose lead changes there have the same border.
        let both: Vec<f32> = values
            .iter()
            .map(|v| v - 3.5)
            .chain(values.iter().map(|v| 3.5 - v))
            .collect();
        let mut other = blank();
        sheet.border(&mut other, Border::Winner(&both, 2), LINE);
        assert_eq!(dark(&other), found);
    }

    #[test]
    fn three_classes_meet_in_a_point() {
        let seen = flat();
        let sheet = Sheet {
            side: SIDE,
            seen: &seen,
            pieces: None,
        };
        let x = |node: usize| (node % SIDE) as f32 - 4.2;
        let y = |node: usize| (node / SIDE) as f32 - 4.3;
        let classes: [fn(f32, f32) -> f32; 3] = [|x, _| x, |x, y| y - 0.5 * x, |x, y| -y - 0.5 * x];
        let values: Vec<f32> = classes
            .iter()
            .flat_map(|of| (0..SIDE * SIDE).map(move |node| of(x(node), y(node))))
            .collect();
        let mut stage = blank();
        sheet.border(&mut stage, Border::Winner(&values, 3), LINE);
        assert!(dark(&stage).len() > 200);
        // What is not of its nodes is not drawn.
        let mut none = blank();
        sheet.border(&mut none, Border::Winner(&values, 2), LINE);
        sheet.border(&mut none, Border::Level(&[1.0], 0.5), LINE);
        assert!(dark(&none).is_empty());
    }

    #[test]
    fn the_grid_is_of_every_so_many_lines() {
        let seen = flat();
        let sheet = Sheet {
            side: SIDE,
            seen: &seen,
            pieces: None,
        };
        let mut stage = blank();
        sheet.grid(&mut stage, 4, LINE);
        let found = dark(&stage);
        let near = |x: &usize| {
            [10, 50, 90]
                .iter()
                .any(|line: &usize| x.abs_diff(*line) <= 1)
        };
        assert!(found.iter().all(|[x, y]| near(x) || near(y)));
        assert!(
            (3 * 2 * 80 * 2 - 60..3 * 2 * 80 * 2 + 60).contains(&found.len()),
            "{}",
            found.len()
        );
    }
}
