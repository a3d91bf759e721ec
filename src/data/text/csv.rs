//! What is wrong with a file.

use std::fmt;

use super::words::{counted, short, thousands};
use crate::data::sheet::{
    CsvError, CsvProblem, MAX_BYTES, MAX_CELLS, MAX_COLUMNS, MAX_LENGTH, MAX_ROWS,
};

impl fmt::Display for CsvError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let column = self.column.as_deref().map(short);
        match (self.row, column) {
            (Some(row), Some(column)) => write!(f, "row {row}, column “{column}”: ")?,
            (Some(row), None) => write!(f, "row {row}: ")?,
            (None, Some(column)) => write!(f, "column “{column}”: ")?,
            (None, None) => {}
        }
        write!(f, "{}", self.problem)
    }
}

impl fmt::Display for CsvProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Other(kind) => {
                write!(f, "expected a CSV file, found {kind}; save the table as CSV")
            }
            Self::Utf16 => {
                f.write_str("expected text in UTF-8, found UTF-16; save the file as UTF-8")
            }
            Self::ZeroByte => f.write_str(
                "expected text in UTF-8, found a byte 0, which no text holds; \
                 save the table as CSV in UTF-8",
            ),
            Self::NotUtf8(byte) => write!(
                f,
                "expected text in UTF-8, found the byte {byte:02X}; save the file as UTF-8"
            ),
            Self::TooLarge => {
                let most = MAX_BYTES / 1_000_000;
                write!(
                    f,
                    "the file is larger than {most} MB; at most {most} MB can be read"
                )
            }
            Self::TooManyRows => {
                let most = thousands(MAX_ROWS);
                write!(f, "more than {most} rows; at most {most} can be read")
            }
            Self::TooManyColumns => {
                let most = thousands(MAX_COLUMNS);
                write!(f, "more than {most} columns; at most {most} can be read")
            }
            Self::TooManyCells { columns } => {
                let (most, rows) = (MAX_CELLS / 1_000_000, thousands(MAX_CELLS / columns));
                let columns = thousands(*columns);
                write!(
                    f,
                    "more than {most} million cells; of {columns} columns at most {rows} rows can be read"
                )
            }
            Self::Sparse => f.write_str(
                "expected a value for each attribute, found a sparse row in braces; \
                 save the table as CSV",
            ),
            Self::LongRow => {
                let most = MAX_LENGTH >> 20;
                write!(f, "longer than {most} MB; a row may have up to {most} MB")
            }
            Self::LongQuote => {
                let most = MAX_LENGTH >> 20;
                write!(
                    f,
                    "longer than {most} MB; is the quote that opens this cell never closed?"
                )
            }
            Self::OpenQuote => f.write_str("the quote that opens this cell is never closed"),
            Self::Ragged {
                cells,
                expected,
                header,
            } => {
                let first = if *header { "header" } else { "first row" };
                let cells = counted(*cells, "cell", "cells");
                write!(f, "{cells} where the {first} has {expected}")
            }
            Self::OneColumn => f.write_str(
                "expected at least 2 columns, separated by commas, semicolons, tabs, pipes or spaces; \
                 found 1",
            ),
            Self::Empty => {
                f.write_str("the file is empty; expected a row of names, then rows of values")
            }
            Self::OnlyNames => f.write_str("only a row of names; expected rows of values below it"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_place_comes_first() {
        let mut error = CsvError {
            row: Some(12),
            column: Some("age".into()),
            problem: CsvProblem::OpenQuote,
        };
        let problem = "the quote that opens this cell is never closed";
        assert_eq!(
            error.to_string(),
            format!("row 12, column “age”: {problem}")
        );
        error.row = None;
        assert_eq!(error.to_string(), format!("column “age”: {problem}"));
        error.column = None;
        assert_eq!(error.to_string(), problem);
        error.row = Some(3);
        assert_eq!(error.to_string(), format!("row 3: {problem}"));
    }
}
