//! Reading names and numbers that come from outside, with messages that say what is allowed.

use std::{fmt::Display, ops::RangeInclusive, str::FromStr};

use super::experiment::within;

/// The one of `all` that has this name.
///
/// # Errors
/// Lists the names.
pub fn named<T: Copy>(text: &str, all: &[T], name: fn(T) -> &'static str) -> Result<T, String> {
    let found = all.iter().copied().find(|&t| name(t) == text);
    found.ok_or_else(|| {
        let names: Vec<_> = all.iter().map(|&t| name(t)).collect();
        format!("“{text}” is not one of {}", names.join(", "))
    })
}

/// The number that a text writes.
///
/// # Errors
/// Says the range.
pub fn number<T>(text: &str, range: &RangeInclusive<T>) -> Result<T, String>
where
    T: FromStr + PartialOrd + Display + Copy,
{
    let (low, high) = (range.start(), range.end());
    let value = text
        .parse()
        .map_err(|_| format!("“{text}” is not a number from {low} to {high}"))?;
    within("", value, range).map_err(|e| e.message)?;
    Ok(value)
}
