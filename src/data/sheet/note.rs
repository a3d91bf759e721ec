//! What was done to a sheet to make samples of it.

use super::error::LeftOut;

/// One thing that was done.
#[derive(Clone, Debug, PartialEq)]
pub enum Note {
    /// Rows were left out.
    LeftOut(LeftOut),
    /// Columns are left out for a reason, or because a person chose so.
    Ignored {
        /// The names of the first few.
        columns: Vec<String>,
        /// How many there are.
        count: usize,
        /// The reason.
        why: Option<Why>,
    },
    /// A column of categories became inputs.
    Encoded {
        /// The column's name.
        column: String,
        /// What it became.
        encoding: OneHot,
        /// Where not all categories are numbers but some are: row, as a spreadsheet counts, and text
        /// of the first that is none.
        stray: Option<(usize, String)>,
    },
    /// Missing values of a column were filled.
    Filled {
        /// The column's name.
        column: String,
        /// How many.
        values: usize,
        /// With what.
        fill: Fill,
    },
}

/// Why a column is of no use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// It has no values.
    Empty,
    /// It has none in most rows.
    MostlyEmpty,
    /// It counts the rows.
    Counts,
    /// Its name says that it holds what rows are known by.
    Id,
    /// It is a category of its own for each row.
    Names,
    /// It holds more texts than can be categories.
    Texts,
}

/// The inputs that categories became.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OneHot {
    /// One, which is 1 for the only value.
    Only(String),
    /// One, which is 0 for the first value and 1 for the second.
    Two([String; 2]),
    /// One for each of so many values.
    Each(usize),
}

/// What takes the place of a missing value.
#[derive(Clone, Debug, PartialEq)]
pub enum Fill {
    /// The mean of the others.
    Mean(f32),
    /// The most frequent of the others.
    MostFrequent(String),
}
