//! Where the nodes of an expression graph stand, from left to right as the pass goes: inputs, then layer by
//! layer the units, each a block with its operations, and the loss.
//!
//! A tape is in layers already, and units keep the order that they have in the diagram, whatever is folded; so
//! nothing is left to choose but places within a block. There each operation stands right of its operands, half
//! way between them, and a leaf right before what is made of it.

use super::{
    folded::{Folded, Item},
    graph::Group,
};

/// Places are counted in columns and rows; a folded unit takes one of each.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Place {
    /// Columns from the left.
    pub column: f64,
    /// Rows from the top.
    pub row: f64,
}

/// Where everything stands.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Layout {
    /// The nodes' places, in their order.
    pub places: Vec<Place>,
    /// The open groups: the places of their first and last column and row.
    pub blocks: Vec<(Group, [Place; 2])>,
    /// Columns and rows in all.
    pub size: [f64; 2],
}

/// Rows between blocks that have frames around them, with their names above.
const GAP: f64 = 1.25;

/// Nodes that stand together: a group that is open or folded, or the inputs.
struct Block {
    group: Option<Group>,
    items: Vec<usize>,
    places: Vec<Place>,
    columns: f64,
    rows: f64,
    open: bool,
}

impl Layout {
    /// Places the nodes that are seen.
    #[must_use]
    pub fn new(folded: &Folded) -> Self {
        let sections = sections(folded);
        let height = |blocks: &[Block]| {
            let rows: f64 = blocks.iter().map(|block| block.rows).sum();
            rows + gaps(blocks)
        };
        let rows = sections
            .iter()
            .map(|blocks| height(blocks))
            .fold(0.0, f64::max);
        let mut layout = Self {
            places: vec![Place::default(); folded.items.len()],
            ..Self::default()
        };
        let mut column = 0.0;
        for blocks in &sections {
            let columns = blocks.iter().map(|block| block.columns).fold(0.0, f64::max);
            let mut row = 0.5 * (rows - height(blocks));
            for (at, block) in blocks.iter().enumerate() {
                if at > 0 {
                    row += gap(&blocks[at - 1], block);
                }
                // What is narrower stands in the middle of its section.
                let left = column + 0.5 * (columns - block.columns);
                layout.put(block, Place { column: left, row });
                row += block.rows;
            }
            column += columns;
        }
        layout.size = [column, rows];
        layout
    }

    fn put(&mut self, block: &Block, corner: Place) {
        for (&item, place) in block.items.iter().zip(&block.places) {
            self.places[item] = Place {
                column: corner.column + place.column,
                row: corner.row + place.row,
            };
        }
        if let Some(group) = block.group.filter(|_| block.open) {
            let last = Place {
                column: corner.column + block.columns - 1.0,
                row: corner.row + block.rows - 1.0,
            };
            self.blocks.push((group, [corner, last]));
        }
    }
}

/// Folded units stand close to each other; what is open has room around it.
fn gap(above: &Block, below: &Block) -> f64 {
    if above.open || below.open { GAP } else { 0.0 }
}

fn gaps(blocks: &[Block]) -> f64 {
    blocks.windows(2).map(|pair| gap(&pair[0], &pair[1])).sum()
}

/// What stands beside each other: the inputs, each layer's units, softmax, the loss.
fn sections(folded: &Folded) -> Vec<Vec<Block>> {
    let mut sections: Vec<(Option<usize>, Vec<Block>)> = Vec::new();
    let mut start = 0;
    while let Some(item) = folded.items.get(start) {
        let same = |other: &Item| other.group == item.group;
        let count = folded.items[start..]
            .iter()
            .take_while(|other| same(other))
            .count();
        let block = Block::new(folded, start..start + count);
        let section = section(item.group);
        match sections.last_mut() {
            Some((last, blocks)) if *last == section => blocks.push(block),
            _ => sections.push((section, vec![block])),
        }
        start += count;
    }
    sections.into_iter().map(|(_, blocks)| blocks).collect()
}

fn section(group: Option<Group>) -> Option<usize> {
    match group {
        None => None,
        Some(Group::Unit { layer, .. }) => Some(layer),
        Some(Group::Softmax) => Some(usize::MAX - 1),
        Some(Group::Loss) => Some(usize::MAX),
    }
}

impl Block {
    /// The block of the nodes of these numbers.
    fn new(folded: &Folded, items: std::ops::Range<usize>) -> Self {
        let first = folded.items[items.start];
        let open = first.group.is_some() && !first.folded;
        let count = items.len();
        let places = if open {
            Within::new(folded, items.clone()).places()
        } else {
            (0..count)
                .map(|row| Place {
                    column: 0.0,
                    row: row as f64,
                })
                .collect()
        };
        let most = |of: fn(&Place) -> f64| places.iter().map(of).fold(0.0, f64::max) + 1.0;
        let (columns, rows) = (most(|place| place.column), most(|place| place.row));
        Self {
            group: first.group,
            items: items.collect(),
            places,
            columns,
            rows,
            open,
        }
    }
}

/// The operations within a block, by their numbers within it.
struct Within {
    operands: Vec<Vec<usize>>,
    users: Vec<Vec<usize>>,
    leaf: Vec<bool>,
}

impl Within {
    fn new(folded: &Folded, items: std::ops::Range<usize>) -> Self {
        let mut within = Self {
            operands: vec![Vec::new(); items.len()],
            users: vec![Vec::new(); items.len()],
            leaf: items.clone().map(|item| folded.items[item].leaf).collect(),
        };
        for arrow in &folded.arrows {
            if items.contains(&arrow.from) && items.contains(&arrow.to) {
                let (from, to) = (arrow.from - items.start, arrow.to - items.start);
                within.operands[to].push(from);
                within.users[from].push(to);
            }
        }
        within
    }

    fn places(&self) -> Vec<Place> {
        let columns = self.columns();
        let mut rows = self.rows();
        self.part(&columns, &mut rows);
        let top = rows.iter().copied().fold(f64::INFINITY, f64::min);
        let left = columns.iter().copied().min().unwrap_or(0);
        let place = |(&column, row): (&usize, f64)| Place {
            column: (column - left) as f64,
            row: row - top,
        };
        columns.iter().zip(rows).map(place).collect()
    }

    /// An operation's column is that after its last operand's; a leaf's the one before its first user's.
    fn columns(&self) -> Vec<usize> {
        let mut columns = vec![1; self.leaf.len()];
        for at in 0..columns.len() {
            let after = self.operands[at]
                .iter()
                .map(|&operand| columns[operand] + 1)
                .max();
            columns[at] = after.unwrap_or(1);
        }
        for at in 0..columns.len() {
            if self.leaf[at] {
                let first = self.users[at].iter().map(|&user| columns[user]).min();
                columns[at] = first.map_or(0, |first| first - 1);
            }
        }
        columns
    }

    /// Rows by a walk from the results to the leaves, each of which begins a row.
    fn rows(&self) -> Vec<f64> {
        let mut rows: Vec<Option<f64>> = vec![None; self.leaf.len()];
        let mut next = 0.0;
        for at in (0..rows.len()).filter(|&at| self.users[at].is_empty()) {
            self.row(at, &mut rows, &mut next);
        }
        rows.into_iter().map(|row| row.unwrap_or(0.0)).collect()
    }

    /// The row of a node: that in the middle of its operands', or one of its own.
    fn row(&self, at: usize, rows: &mut [Option<f64>], next: &mut f64) -> f64 {
        if let Some(row) = rows[at] {
            return row;
        }
        let fresh: Vec<usize> = self.operands[at]
            .iter()
            .copied()
            .filter(|&operand| rows[operand].is_none())
            .collect();
        let below = if fresh.is_empty() {
            self.operands[at].clone()
        } else {
            fresh
        };
        let of: Vec<f64> = below
            .into_iter()
            .map(|operand| self.row(operand, rows, next))
            .collect();
        let row = if of.is_empty() {
            *next += 1.0;
            *next - 1.0
        } else {
            of.iter().sum::<f64>() / of.len() as f64
        };
        rows[at] = Some(row);
        row
    }

    /// Moves what stands on each other in a column apart, downwards.
    fn part(&self, columns: &[usize], rows: &mut [f64]) {
        let most = columns.iter().copied().max().unwrap_or(0);
        for column in 0..=most {
            let mut own: Vec<usize> = (0..rows.len())
                .filter(|&at| columns[at] == column)
                .collect();
            own.sort_by(|&a, &b| rows[a].total_cmp(&rows[b]));
            for pair in 1..own.len() {
                let (above, below) = (own[pair - 1], own[pair]);
                rows[below] = rows[below].max(rows[above] + 1.0);
            }
        }
    }
}
