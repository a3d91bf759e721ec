//! What is wrong with a file or the way it is read, and where. How it is said stands in
//! [`text`](crate::data::text).

use std::error;

use super::role::Missing;
use crate::nn::Task;

/// A mistake in a file, with its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CsvError {
    /// The row, as a spreadsheet counts: the file's first is 1.
    pub row: Option<usize>,
    /// The column's name.
    pub column: Option<String>,
    /// What was expected, and what was found.
    pub problem: CsvProblem,
}

/// What is wrong with a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CsvProblem {
    /// It begins as a file of another kind does.
    Other(&'static str),
    /// It begins as text in UTF-16 does.
    Utf16,
    /// There is a byte 0.
    ZeroByte,
    /// This byte cannot stand where it does in UTF-8.
    NotUtf8(u8),
    /// It has more bytes than can be read.
    TooLarge,
    /// It has more rows than can be read.
    TooManyRows,
    /// A row has more columns than can be read.
    TooManyColumns,
    /// There are more cells than can be read.
    TooManyCells {
        /// How many columns there are.
        columns: usize,
    },
    /// The rows of an ARFF file hold only what is not 0.
    Sparse,
    /// A row is longer than can be read.
    LongRow,
    /// So is a cell that begins with a quote, which is perhaps never closed.
    LongQuote,
    /// The quote that opens a cell is never closed.
    OpenQuote,
    /// A row has another number of cells than the first.
    Ragged {
        /// How many it has.
        cells: usize,
        /// How many the first has.
        expected: usize,
        /// Whether the first is a row of names.
        header: bool,
    },
    /// There is one column only.
    OneColumn,
    /// There is no row at all.
    Empty,
    /// There is no row but that of the names.
    OnlyNames,
}

impl CsvError {
    pub(super) fn at_row(row: usize, problem: CsvProblem) -> Self {
        Self {
            row: Some(row),
            column: None,
            problem,
        }
    }

    pub(super) fn at_cell(row: usize, column: &str, problem: CsvProblem) -> Self {
        Self {
            column: Some(column.into()),
            ..Self::at_row(row, problem)
        }
    }
}

impl error::Error for CsvError {}

/// Why a sheet cannot be read in this way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReadingError {
    /// There is not one role for each column.
    Roles {
        /// How many roles there are.
        roles: usize,
        /// How many columns there are.
        columns: usize,
    },
    /// No column is a target.
    NoTarget,
    /// No column is an input.
    NoInput,
    /// This column has no values.
    NoValues(String),
    /// A text stands where a number has to be.
    NotANumber(Stray),
    /// The targets are not numbers.
    NotNumbers,
    /// Of several targets neither all are numbers nor all have two values; the first that is no
    /// number.
    Mixed(Option<Stray>),
    /// There are too many inputs.
    TooManyInputs {
        /// How many there are.
        inputs: usize,
        /// The column of which the most categories became inputs, if there is one, and how many.
        widest: Option<(String, usize)>,
    },
    /// There are so many targets, and that is too many.
    TooManyTargets(usize),
    /// A target has too many classes.
    TooManyClasses {
        /// The column's name.
        column: String,
        /// How many it has.
        classes: usize,
    },
    /// A target is the same in all rows, so there is nothing to learn.
    Constant {
        /// The column's name.
        column: String,
        /// What it is in all rows.
        cell: String,
        /// Whether that is a number, rather than a class.
        is_number: bool,
    },
    /// The targets do not fit the task that was asked for.
    Task {
        /// What was asked for.
        asked: Task,
        /// What would fit.
        fitting: Vec<Task>,
    },
    /// Too few rows are left.
    TooFewRows {
        /// How many.
        left: usize,
        /// Those that were left out.
        out: Option<LeftOut>,
    },
}

/// A text where a number was expected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stray {
    /// The row, as a spreadsheet counts.
    pub row: usize,
    /// The column's name.
    pub column: String,
    /// The text.
    pub found: String,
    /// Whether categories would have been right too, had they been few enough.
    pub or_categories: bool,
}

/// Rows that are not used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LeftOut {
    /// How many.
    pub rows: usize,
    /// Why: what becomes of missing values. If rows are dropped, these lack any value; else the
    /// target.
    pub missing: Missing,
}

/// What a [`ReadingError`] is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReadingField<'a> {
    /// The column of that name.
    Column(&'a str),
    /// The inputs together.
    Inputs,
    /// The targets together.
    Target,
    /// The task.
    Task,
    /// The roles.
    Roles,
    /// The rows.
    Rows,
}

impl ReadingError {
    /// What it is about.
    #[must_use]
    pub fn field(&self) -> ReadingField<'_> {
        match self {
            Self::Roles { .. } => ReadingField::Roles,
            Self::NoTarget | Self::NotNumbers | Self::Mixed(None) | Self::TooManyTargets(_) => {
                ReadingField::Target
            }
            Self::NoInput | Self::TooManyInputs { .. } => ReadingField::Inputs,
            Self::NotANumber(Stray { column, .. })
            | Self::Mixed(Some(Stray { column, .. }))
            | Self::NoValues(column)
            | Self::TooManyClasses { column, .. }
            | Self::Constant { column, .. } => ReadingField::Column(column),
            Self::Task { .. } => ReadingField::Task,
            Self::TooFewRows { .. } => ReadingField::Rows,
        }
    }
}

impl error::Error for ReadingError {}

pub(super) type Read<T> = Result<T, ReadingError>;
