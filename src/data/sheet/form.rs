//! How the values of a column are written.

use super::{date::Order, number::Decimal};

/// How the values of a column are written.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Form {
    /// The sign before the decimals, where a number leaves it open.
    pub decimal: Decimal,
    /// Whether they are dates, and what comes first in them.
    pub dates: Option<Order>,
    /// Letters before or behind each number.
    pub unit: String,
    /// What becomes of numbers that are too large for all their digits to be kept.
    pub large: Large,
    /// Whether they are as the page writes them, so that nothing is left open.
    pub plain: bool,
}

/// What becomes of numbers that are too large for all their digits to be kept.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Large {
    /// They are rounded.
    #[default]
    Rounded,
    /// They are counted from the least.
    From(f64),
    /// They are categories beside texts, and stay apart by all their digits.
    Apart,
}
