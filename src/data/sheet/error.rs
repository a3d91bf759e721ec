//! What is wrong with a file or the way it is read, and where.

use std::{error, fmt};

use super::words::short;

/// A mistake in a file, with its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CsvError {
    /// The row, as a spreadsheet counts: the file's first is 1.
    pub row: Option<usize>,
    /// The column's name.
    pub column: Option<String>,
    /// What was expected, and what was found.
    pub message: String,
}

impl CsvError {
    pub(super) fn at_row(row: usize, message: impl Into<String>) -> Self {
        Self {
            row: Some(row),
            column: None,
            message: message.into(),
        }
    }

    pub(super) fn at_cell(row: usize, column: &str, message: impl Into<String>) -> Self {
        Self {
            column: Some(column.into()),
            ..Self::at_row(row, message)
        }
    }
}

impl fmt::Display for CsvError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let column = self.column.as_deref().map(short);
        match (self.row, column) {
            (Some(row), Some(column)) => write!(f, "row {row}, column “{column}”: ")?,
            (Some(row), None) => write!(f, "row {row}: ")?,
            (None, Some(column)) => write!(f, "column “{column}”: ")?,
            (None, None) => {}
        }
        write!(f, "{}", self.message)
    }
}

impl error::Error for CsvError {}

/// Why a sheet cannot be read in this way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadingError {
    /// The name of a column, or “inputs”, “target”, “task”, “roles” or “rows”.
    pub field: String,
    /// What is wrong, complete in itself.
    pub message: String,
}

impl ReadingError {
    pub(super) fn new(field: &str, message: impl Into<String>) -> Self {
        Self {
            field: field.into(),
            message: message.into(),
        }
    }
}

impl fmt::Display for ReadingError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl error::Error for ReadingError {}

pub(super) type Read<T> = Result<T, ReadingError>;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_place_comes_first() {
        let mut error = CsvError::at_cell(12, "age", "expected a number, found “abc”");
        assert_eq!(
            error.to_string(),
            "row 12, column “age”: expected a number, found “abc”"
        );
        error.row = None;
        assert_eq!(
            error.to_string(),
            "column “age”: expected a number, found “abc”"
        );
        error.column = None;
        assert_eq!(error.to_string(), "expected a number, found “abc”");
        error.row = Some(3);
        assert_eq!(error.to_string(), "row 3: expected a number, found “abc”");
    }
}
