//! Reading names and numbers that come from outside.

use super::{
    aliases::position,
    wrong::{Span, Wrong},
};
use crate::{data::decimal::read_f64, nn::Named};

/// The one of this name, however it is written; see [`among`].
///
/// # Errors
/// Lists the names.
pub fn named<T: Named>(text: &str) -> Result<T, Wrong> {
    among(text, T::ALL)
}

/// The one of `all` that has this name. Where none has it to the letter, capitals, signs and a plural do not
/// count, and names that others give it are understood: `Circle`, `ReLU`, `gauss`, `mse`.
///
/// # Errors
/// Lists the names.
pub fn among<T: Named>(text: &str, all: &[T]) -> Result<T, Wrong> {
    let names: Vec<&'static str> = all.iter().map(|one| one.name()).collect();
    let found = position(text, &names).and_then(|at| all.get(at).copied());
    found.ok_or_else(|| Wrong::NotOneOf(text.into(), names))
}

/// The number that a text writes.
///
/// # Errors
/// Says the range.
pub fn number(text: &str, span: Span) -> Result<f64, Wrong> {
    let number = read_f64(text).ok_or_else(|| Wrong::NotANumber(text.into(), span))?;
    // As it was written: what is beyond all numbers is no “inf” to a person.
    within(number, span).map_err(|_| Wrong::OutOfRange(text.into(), span))
}

/// The whole number that a text writes, without sign, point or exponent.
///
/// # Errors
/// Says the range.
pub fn whole(text: &str, span: Span) -> Result<u64, Wrong> {
    let number: u64 = text
        .parse()
        .map_err(|_| Wrong::NotWhole(text.into(), span))?;
    within(number as f64, span)?;
    Ok(number)
}

/// What is on or off.
///
/// # Errors
/// Says what is allowed.
pub fn flag(text: &str) -> Result<bool, Wrong> {
    text.parse().map_err(|_| Wrong::NotAFlag(text.into()))
}

/// Holds a number against its range; NaN is outside every range.
///
/// # Errors
/// Says the range.
pub fn within(number: f64, span: Span) -> Result<f64, Wrong> {
    if span.contains(number) {
        Ok(number)
    } else {
        Err(Wrong::OutOfRange(number.to_string(), span))
    }
}
