//! What the small pictures of the gallery show of a dataset: a few of its samples.

use nalgebra::DMatrix;

use super::View;
use crate::{
    data::{DataSpec, Dataset, Table, Targets, preview},
    nn::{Named, Task},
};

/// A few samples, and where they lie on a small picture.
#[derive(Clone, Debug)]
pub struct Glimpse {
    /// As many as can be told apart at this size; of images the first.
    pub table: Table,
    /// Which inputs span the picture.
    pub view: View,
}

/// Most samples of a file.
const ROWS: usize = 120;

/// What tables that come with the page look like, so that they need not be read to be seen. A line has
/// a table's name, the inputs of its glimpse column by column, and what is to be learnt: a character a
/// number, from [`Glimpse::FIRST`] on. Coordinates and values to be learnt are in levels, pixels and
/// classes as they are. `tests/glimpse.rs` writes it.
const STORED: &str = include_str!("glimpse.txt");

impl Glimpse {
    /// The character that stands for 0.
    pub const FIRST: u8 = b'0';
    /// The level of the right and the upper edge; the others are at 0.
    pub const LEVELS: u8 = 63;

    /// A glimpse of the samples of `spec`.
    #[must_use]
    pub fn of(spec: &DataSpec) -> Self {
        let table = if spec.dataset.is_generated() {
            preview(spec.dataset, spec)
        } else {
            let whole = spec.whole();
            let rows = if spec.image().is_some() {
                vec![0]
            } else {
                spec.split(whole.len()).0
            };
            whole.select(&rows[..rows.len().min(ROWS)])
        };
        // The few rows tell what to look at; to ask all of a large table would take too long.
        let view = View::of(spec, &table);
        Self { table, view }
    }

    /// The glimpse of a table that comes with the page, without the table; its numbers are levels.
    #[must_use]
    pub fn stored(dataset: Dataset) -> Option<Self> {
        let of_set = |line: &'static str| line.strip_prefix(dataset.name())?.strip_prefix(' ');
        let (inputs, targets) = STORED.lines().find_map(of_set)?.split_once(' ')?;
        let (rows, columns) = (targets.len(), inputs.len() / targets.len());
        let numbers = |text: &'static str| text.bytes().map(|byte| byte - Self::FIRST);
        let targets = match dataset.task() {
            Task::Binary | Task::Multiclass => Targets::Classes {
                names: vec![String::new(); dataset.outputs().max(2)],
                of: numbers(targets).map(u16::from).collect(),
            },
            Task::Multilabel | Task::Regression => Targets::Values {
                names: vec![String::new()],
                of: DMatrix::from_iterator(rows, 1, numbers(targets).map(f32::from)),
            },
        };
        let table = Table {
            inputs: vec![String::new(); columns],
            x: DMatrix::from_iterator(rows, columns, numbers(inputs).map(f32::from)).into(),
            targets,
        };
        let view = View {
            axes: [0, 1],
            held: vec![0.0; columns],
            ranges: vec![(0.0, f32::from(Self::LEVELS)); columns],
        };
        Some(Self { table, view })
    }
}
