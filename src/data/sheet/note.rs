//! What was done to a sheet to make samples of it.

use super::error::LeftOut;

/// One thing that was done.
#[derive(Clone, Debug, PartialEq)]
pub enum Note {
    /// Rows were left out.
    LeftOut(LeftOut),
    /// A column of categories became inputs.
    Encoded {
        /// The column's name.
        column: String,
        /// What it became.
        encoding: Encoding,
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

/// The inputs that categories became.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Encoding {
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
