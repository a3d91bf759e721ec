//! The missing values of a file, and by what names they go.

use super::{
    missing::is_missing,
    number::{Decimal, number},
};

/// What stands for missing values, and what was met of it.
#[derive(Clone, Debug, Default)]
pub struct Lacks {
    /// What stands for them beside the usual names, with its number if it is one.
    codes: Vec<(String, Option<f32>)>,
    /// The names that were met, the first few.
    pub names: Vec<String>,
    /// Cells that are missing by a name, rather than empty.
    pub cells: usize,
}

impl Lacks {
    /// With further names, between which spaces stand.
    pub fn new(codes: &str) -> Self {
        let code = |code: &str| {
            (
                code.into(),
                number(code, Decimal::Point).map(|number| number.value),
            )
        };
        Self {
            codes: codes.split_whitespace().map(code).collect(),
            ..Self::default()
        }
    }

    /// Whether a trimmed cell that is no number has no value; if so, it is counted.
    pub fn is_missing(&mut self, cell: &str) -> bool {
        let missing = is_missing(cell) || self.codes.iter().any(|(code, _)| code == cell);
        if missing {
            self.add(cell);
        }
        missing
    }

    /// Whether a number stands for a missing value.
    pub fn has_code(&self, cell: &str, value: f32) -> bool {
        self.codes
            .iter()
            .any(|(code, number)| *number == Some(value) || code == cell)
    }

    /// Counts a cell that is missing.
    pub fn add(&mut self, cell: &str) {
        const NAMES: usize = 12;
        if cell.is_empty() {
            return;
        }
        self.cells += 1;
        if self.names.len() < NAMES && !self.names.iter().any(|name| name == cell) {
            self.names.push(cell.into());
        }
    }
}
