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
}

impl Delimiter {
    /// The byte; that of [`Self::Spaces`] once many have been made one.
    pub fn byte(self) -> u8 {
        match self {
            Self::Comma => b',',
            Self::Semicolon => b';',
            Self::Tab | Self::Spaces => b'\t',
            Self::Pipe => b'|',
        }
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
