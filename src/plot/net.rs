//! Where lines cross the edges between samples, and how the pieces between them join to lines.

/// A line's crossing of an edge between two samples, and the crossings it is joined to: one when
/// the line ends here, otherwise two.
struct Crossing {
    point: [f32; 2],
    joined: [Option<usize>; 2],
}

/// An edge of the grid: a sample's row and column, and whether the edge leads right or down.
pub type Edge = (usize, usize, Way);

/// Where an edge leads.
#[derive(Clone, Copy)]
pub enum Way {
    Right,
    Down,
}

/// The crossings found so far on a grid of samples whose outermost lie on the picture's edge, the
/// others at the middles of its pixels.
pub struct Net {
    /// Samples a side.
    side: usize,
    /// Where rows and columns lie, 0 to 1.
    positions: Vec<f32>,
    crossings: Vec<Crossing>,
    /// For each sample, the crossing on the edge to its right and on the edge below it.
    on_edges: Vec<[Option<usize>; 2]>,
}

impl Net {
    /// A grid of `side × side` samples, at least two a side.
    pub fn new(side: usize) -> Self {
        let pixels = side - 2;
        let inside = (0..pixels).map(|i| (i as f32 + 0.5) / pixels as f32);
        Self {
            side,
            positions: [0.0].into_iter().chain(inside).chain([1.0]).collect(),
            crossings: Vec::new(),
            on_edges: vec![[None; 2]; side * side],
        }
    }

    /// The four samples of a cell, clockwise from its top left, which is at `row` and `column`.
    pub fn corners(&self, row: usize, column: usize) -> [usize; 4] {
        let first = row * self.side + column;
        [first, first + 1, first + self.side + 1, first + self.side]
    }

    /// The four edges of a cell, clockwise from its top: edge i joins corners i and i + 1.
    pub fn edges(&self, row: usize, column: usize) -> [Edge; 4] {
        [
            (row, column, Way::Right),
            (row, column + 1, Way::Down),
            (row + 1, column, Way::Right),
            (row, column, Way::Down),
        ]
    }

    /// The crossing on an edge, made when it is first met: `share` says how far from the first of
    /// two samples to the second it lies, 0 to 1.
    pub fn crossing(
        &mut self,
        (row, column, way): Edge,
        share: impl Fn(usize, usize) -> f32,
    ) -> usize {
        let index = row * self.side + column;
        if let Some(known) = self.on_edges[index][way as usize] {
            return known;
        }
        let (next, next_row, next_column) = match way {
            Way::Right => (index + 1, row, column + 1),
            Way::Down => (index + self.side, row + 1, column),
        };
        let share = share(index, next);
        // Values that are infinite have no place between them.
        let share = if (0.0..=1.0).contains(&share) {
            share
        } else {
            0.5
        };
        let between = |a: usize, b: usize| {
            let (a, b) = (self.positions[a], self.positions[b]);
            a + share * (b - a)
        };
        let point = [between(column, next_column), between(row, next_row)];
        let new = self.end(point);
        self.on_edges[index][way as usize] = Some(new);
        new
    }

    /// A new place for a line to end in.
    pub fn end(&mut self, point: [f32; 2]) -> usize {
        self.crossings.push(Crossing {
            point,
            joined: [None; 2],
        });
        self.crossings.len() - 1
    }

    /// Where a crossing lies.
    pub fn point(&self, crossing: usize) -> [f32; 2] {
        self.crossings[crossing].point
    }

    /// Draws a piece of line between two crossings.
    pub fn join(&mut self, from: usize, to: usize) {
        for (one, other) in [(from, to), (to, from)] {
            let joined = &mut self.crossings[one].joined;
            let free = usize::from(joined[0].is_some());
            joined[free] = Some(other);
        }
    }

    /// Walks along the joined crossings: first the open lines, from an end, then the closed ones.
    pub fn lines(&self) -> Vec<Vec<[f32; 2]>> {
        let mut visited = vec![false; self.crossings.len()];
        let all = 0..self.crossings.len();
        let ends = all
            .clone()
            .filter(|&i| self.crossings[i].joined[1].is_none());
        ends.chain(all)
            .filter_map(|start| self.walk(start, &mut visited))
            .collect()
    }

    /// The line through `start`, unless it has been walked or is but a point.
    fn walk(&self, start: usize, visited: &mut [bool]) -> Option<Vec<[f32; 2]>> {
        if visited[start] {
            return None;
        }
        let mut line: Vec<[f32; 2]> = Vec::new();
        let mut next = Some(start);
        let mut last = start;
        while let Some(here) = next {
            visited[here] = true;
            last = here;
            let Crossing { point, joined } = &self.crossings[here];
            // Where a sample is exactly at the level, its edges cross in the same point.
            if line.last() != Some(point) {
                line.push(*point);
            }
            next = joined.iter().flatten().copied().find(|&to| !visited[to]);
        }
        let closed = last != start && self.crossings[last].joined.contains(&Some(start));
        if closed && line.len() > 2 {
            let first = line[0];
            line.push(first);
            line.dedup();
        }
        (line.len() > 1).then_some(line)
    }
}
