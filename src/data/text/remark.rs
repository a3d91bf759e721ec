//! What was assumed and done while a file was read.

use std::fmt;

use super::words::{counted, quoted, short, thousands};
use crate::data::sheet::{Decimal, Remark};

impl fmt::Display for Remark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Above(lines, first) => {
                let (lines, first) = (passed(*lines, "line", "lines"), quoted(first));
                write!(f, "{lines} above the table: {first}.")
            }
            Self::Comments(lines) => {
                let lines = passed(*lines, "line of comment", "lines of comments");
                write!(f, "{lines}.")
            }
            Self::Uneven(rows, row, text) => {
                let (rows, row) = (passed(*rows, "row", "rows"), thousands(*row));
                let text = quoted(text);
                write!(f, "{rows} with another number of cells: row {row}, {text}.")
            }
            Self::RowNames => f.write_str("The first column holds the names of the rows."),
            Self::Declared => {
                f.write_str("The columns are named by the file’s declarations (ARFF).")
            }
            Self::SingleQuotes => f.write_str("Single quotes around cells were taken off."),
            Self::Dots => f.write_str("The dot at the end of each row was left out."),
            Self::Missing(cells, names) => {
                let verb = if *cells == 1 { "counts" } else { "count" };
                let names: Vec<_> = names.iter().map(|name| short(name)).collect();
                let (cells, names) = (counted(*cells, "cell", "cells"), names.join(", "));
                write!(f, "{cells} {verb} as missing: {names}.")
            }
            Self::Infinite(cells, row, column, text) => {
                let (verb, cells) = match cells {
                    1 => ("holds no finite number and counts", "1 cell".into()),
                    many => ("hold no finite number and count", format!("{many} cells")),
                };
                let (row, column, text) = (thousands(*row), quoted(column), quoted(text));
                write!(
                    f,
                    "{cells} {verb} as missing: row {row} of {column}, {text}."
                )
            }
            Self::Rounded(column, columns, merged) => {
                let columns = and_others(column, *columns);
                let equal = if *merged {
                    ", so that some become equal"
                } else {
                    ""
                };
                write!(
                    f,
                    "Large numbers of {columns} are rounded to 7 digits{equal}."
                )
            }
            Self::From(column, base) => {
                let column = quoted(column);
                write!(f, "{column} is counted from its least number, {base}, ")?;
                f.write_str("because rounding would make large numbers equal.")
            }
            Self::Signs(column, columns) => {
                write!(
                    f,
                    "Signs around numbers were left out of {}.",
                    and_others(column, *columns)
                )
            }
            Self::Thousands(column, columns) => {
                write!(
                    f,
                    "Thousands stand apart in {}.",
                    and_others(column, *columns)
                )
            }
            Self::Open(column, columns, sign) => {
                let sign = match sign {
                    Decimal::Point => "point",
                    Decimal::Comma => "comma",
                };
                let columns = and_others(column, *columns);
                write!(f, "The {sign} in {columns} was taken as the decimal sign, ")?;
                f.write_str("but may stand before thousands: see Decimal sign.")
            }
            Self::Unit(column, unit) => {
                write!(f, "{} was left out of {}.", quoted(unit), quoted(column))
            }
            Self::Days(column, first) => {
                write!(f, "{} became days since {first}.", quoted(column))
            }
            Self::Hours(column) => write!(f, "{} became hours.", quoted(column)),
            Self::Parts(column, parts) => {
                write!(f, "{} became {}.", quoted(column), parts.join(", "))
            }
        }
    }
}

/// What was passed over, counted.
fn passed(count: usize, one: &str, many: &str) -> String {
    let was = if count == 1 { "was" } else { "were" };
    format!("{} {was} passed over", counted(count, one, many))
}

/// A column, and how many more of a number of columns.
fn and_others(column: &str, columns: usize) -> String {
    match columns - 1 {
        0 => quoted(column),
        others => format!(
            "{} and {}",
            quoted(column),
            counted(others, "other column", "other columns")
        ),
    }
}
