//! How a file is written: what can be asked for, and what was found.

use strum::{EnumMessage, IntoStaticStr, VariantArray};

use super::{
    date::{Dates, Order},
    encoding::Encoding,
    number::Decimal,
    remark::Remark,
    seen::Seen,
};

/// What stands between the cells of a row.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, VariantArray, IntoStaticStr, EnumMessage)]
#[strum(serialize_all = "snake_case")]
pub enum Delimiter {
    /// `,`
    #[default]
    #[strum(message = "Commas")]
    Comma,
    /// `;`
    #[strum(message = "Semicolons")]
    Semicolon,
    /// A tab.
    #[strum(message = "Tabs")]
    Tab,
    /// `|`
    #[strum(message = "Pipes |")]
    Pipe,
    /// Spaces or tabs, one or many.
    #[strum(message = "Spaces")]
    Spaces,
    /// Another sign, which the first line names.
    #[strum(message = "The sign behind sep=")]
    Declared,
}

/// The signs between and around cells.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Signs {
    /// What stands between cells.
    pub delimiter: Delimiter,
    /// Its byte; that of [`Delimiter::Spaces`] once many have been made one.
    pub byte: u8,
    /// The byte that begins and ends quoted cells.
    pub quote: u8,
}

impl Signs {
    /// Those of a delimiter that has a byte of its own.
    pub fn of(delimiter: Delimiter) -> Self {
        let byte = match delimiter {
            Delimiter::Comma | Delimiter::Declared => b',',
            Delimiter::Semicolon => b';',
            Delimiter::Tab | Delimiter::Spaces => b'\t',
            Delimiter::Pipe => b'|',
        };
        Self {
            delimiter,
            byte,
            quote: b'"',
        }
    }

    /// The same with another quote.
    pub fn quoted_by(self, quote: u8) -> Self {
        Self { quote, ..self }
    }
}

impl Default for Signs {
    fn default() -> Self {
        Self::of(Delimiter::default())
    }
}

/// What the first row of a table holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, VariantArray, IntoStaticStr, EnumMessage)]
#[strum(serialize_all = "snake_case")]
pub enum Header {
    /// The names of the columns.
    #[default]
    #[strum(message = "Names")]
    Names,
    /// The names, and the row below it the units.
    #[strum(message = "Names, then units")]
    Units,
    /// Values, as all rows.
    #[strum(message = "Values")]
    Values,
}

/// What a person asks for; what is not asked for is found out.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Asked {
    /// How characters are written as bytes.
    pub encoding: Option<Encoding>,
    /// What stands between cells.
    pub delimiter: Option<Delimiter>,
    /// What the first row holds.
    pub header: Option<Header>,
    /// The sign before decimals, where a number leaves it open.
    pub decimal: Option<Decimal>,
    /// What becomes of dates.
    pub dates: Option<Dates>,
    /// What comes first of day and month, where a date leaves it open.
    pub order: Option<Order>,
    /// What stands for missing values beside the usual names, with spaces between.
    pub missing: Option<String>,
    /// What a former reading has seen of each column.
    pub seen: Vec<Seen>,
}

/// How a file was read.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Found {
    /// What stands between cells.
    pub delimiter: Delimiter,
    /// What the first row holds.
    pub header: Header,
    /// The sign before decimals, where a number leaves it open.
    pub decimal: Decimal,
    /// Whether there are dates.
    pub has_dates: bool,
    /// What comes first of day and month, where the dates leave it open.
    pub order: Option<Order>,
    /// What stands for missing values beside the usual names, with spaces between.
    pub missing: String,
    /// What else was assumed and done, a line each.
    pub remarks: Vec<Remark>,
}
