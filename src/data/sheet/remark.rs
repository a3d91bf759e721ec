//! What was assumed and done while a file was read, apart from what can be chosen.

use super::number::Decimal;

/// One thing that is said of it.
#[derive(Clone, Debug, PartialEq)]
pub enum Remark {
    /// Lines above the table were passed over: how many, and the first of them.
    Above(usize, String),
    /// So were lines of comments.
    Comments(usize),
    /// Rows with another number of cells are left out: how many, the first, and its text.
    Uneven(usize, usize, String),
    /// The first column has no name above it.
    RowNames,
    /// The names come from the declarations of an ARFF file.
    Declared,
    /// Single quotes around cells were taken off.
    SingleQuotes,
    /// A dot at the end of each row was left out.
    Dots,
    /// Cells count as missing: how many, and their names.
    Missing(usize, Vec<String>),
    /// Cells hold no finite number and count as missing: how many, and row, column and text of the first.
    Infinite(usize, usize, String, String),
    /// Numbers are too large for all their digits to be kept: in the first such column, and in how many;
    /// whether some become equal.
    Rounded(String, usize, bool),
    /// Large numbers of a column are counted from its least one.
    From(String, f64),
    /// Signs around numbers were left out, as of a currency: of the first such column, and of how many.
    Signs(String, usize),
    /// Thousands stand apart: in the first such column, and in how many.
    Thousands(String, usize),
    /// A sign that may stand before decimals or thousands was taken for that before decimals: in the first
    /// such column, and in how many; and the sign.
    Open(String, usize, Decimal),
    /// The unit behind each number of a column was left out.
    Unit(String, String),
    /// Dates became days since the first.
    Days(String, String),
    /// Times of the day became hours.
    Hours(String),
    /// Dates became these columns.
    Parts(String, Vec<String>),
}
