//! A column and its values.

use std::borrow::Cow;

use super::number::plain;

/// How many different values make categories at most.
pub const MAX_LEVELS: usize = 64;
/// The code of a missing value.
pub const NO_LEVEL: u16 = u16::MAX;

/// A named column.
#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    /// The name, different from those of the other columns.
    pub name: String,
    /// The values, one a row.
    pub cells: Cells,
    distinct: Option<usize>,
    missing: usize,
}

/// The values of a column.
#[derive(Clone, Debug)]
pub enum Cells {
    /// Finite numbers, NaN where there is none.
    Numbers(Vec<f32>),
    /// Few different values, not all of them numbers.
    Categories {
        /// The values, in the order in which they first appear.
        levels: Vec<String>,
        /// The place of each row's value among them, `u16::MAX` where there is none.
        codes: Vec<u16>,
    },
    /// More than 64 different values, not all of them numbers: of no use but to be looked at.
    Text {
        /// The texts, empty where there is none.
        texts: Texts,
        /// The index of the first that is not a number.
        first_bad: usize,
    },
}

/// Texts, one after the other.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Texts {
    text: String,
    ends: Vec<u32>,
}

impl Column {
    pub(super) fn new(name: String, cells: Cells, distinct: Option<usize>) -> Self {
        let mut column = Self {
            name,
            cells,
            distinct,
            missing: 0,
        };
        let rows = 0..column.cells.len();
        column.missing = rows.filter(|&row| column.is_missing(row)).count();
        column
    }

    /// The cell of a row as it is shown: empty where there is no value.
    #[must_use]
    pub fn cell(&self, row: usize) -> Cow<'_, str> {
        match &self.cells {
            Cells::Numbers(values) if values[row].is_nan() => "".into(),
            Cells::Numbers(values) => values[row].to_string().into(),
            Cells::Categories { levels, codes } => {
                let level = levels.get(usize::from(codes[row]));
                level.map_or("", String::as_str).into()
            }
            Cells::Text { texts, .. } => texts.get(row).into(),
        }
    }

    /// Whether a row has no value.
    #[must_use]
    pub fn is_missing(&self, row: usize) -> bool {
        match &self.cells {
            Cells::Numbers(values) => values[row].is_nan(),
            Cells::Categories { codes, .. } => codes[row] == NO_LEVEL,
            Cells::Text { texts, .. } => texts.get(row).is_empty(),
        }
    }

    /// How many rows have no value.
    #[must_use]
    pub fn missing(&self) -> usize {
        self.missing
    }

    /// How many different values there are, if there are at most 64.
    #[must_use]
    pub fn distinct(&self) -> Option<usize> {
        self.distinct
    }

    /// The index of the first value that is not a number.
    pub(super) fn first_text(&self) -> Option<usize> {
        match &self.cells {
            Cells::Numbers(_) => None,
            Cells::Text { first_bad, .. } => Some(*first_bad),
            Cells::Categories { levels, codes } => {
                // Numbers are held with a decimal point, whatever the file has.
                let is_text = |level: &String| plain(level).is_none();
                let first = levels.iter().position(is_text)?;
                codes.iter().position(|&code| usize::from(code) == first)
            }
        }
    }
}

impl Cells {
    pub(super) fn len(&self) -> usize {
        match self {
            Self::Numbers(values) => values.len(),
            Self::Categories { codes, .. } => codes.len(),
            Self::Text { texts, .. } => texts.ends.len(),
        }
    }
}

/// Missing numbers are equal to each other.
impl PartialEq for Cells {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Numbers(a), Self::Numbers(b)) => {
                let same = |(a, b): (&f32, &f32)| a == b || a.is_nan() && b.is_nan();
                a.len() == b.len() && a.iter().zip(b).all(same)
            }
            (
                Self::Categories { levels, codes },
                Self::Categories {
                    levels: other_levels,
                    codes: other_codes,
                },
            ) => levels == other_levels && codes == other_codes,
            (
                Self::Text { texts, first_bad },
                Self::Text {
                    texts: other_texts,
                    first_bad: other_bad,
                },
            ) => texts == other_texts && first_bad == other_bad,
            _ => false,
        }
    }
}

impl Texts {
    pub(super) fn push(&mut self, text: &str) {
        self.text.push_str(text);
        self.ends.push(self.text.len() as u32);
    }

    /// The text of a row; empty if there is no such row.
    #[must_use]
    pub fn get(&self, row: usize) -> &str {
        let end = |row: usize| self.ends.get(row).map(|&end| end as usize);
        let start = row.checked_sub(1).map_or(Some(0), end);
        match (start, end(row)) {
            (Some(start), Some(end)) => &self.text[start..end],
            _ => "",
        }
    }
}

impl<S: AsRef<str>> FromIterator<S> for Texts {
    fn from_iter<I: IntoIterator<Item = S>>(all: I) -> Self {
        let mut texts = Self::default();
        for text in all {
            texts.push(text.as_ref());
        }
        texts
    }
}

/// The values that are not missing.
pub(super) fn present(values: &[f32]) -> impl Iterator<Item = f32> {
    values.iter().copied().filter(|value| !value.is_nan())
}

/// A number in its shortest digits, nothing if it is missing.
pub(super) fn written(value: f32) -> String {
    if value.is_nan() {
        String::new()
    } else {
        value.to_string()
    }
}
