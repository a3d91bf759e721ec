//! What a cell holds: nothing, a number or a text.

use std::borrow::Cow;

use super::{
    form::{Form, Large},
    lacks::Lacks,
    missing::{is_missing_number, is_missing_plain},
    number::{Number, number, plain},
};

/// What a cell holds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Value {
    Missing,
    /// Nothing if it stands among numbers: a name of what is missing, or a number without bounds.
    PerhapsMissing,
    Number(Number),
    Text,
}

impl Value {
    /// The number, if it is one.
    pub fn number(&self) -> Option<f32> {
        match self {
            Self::Number(number) => Some(number.value),
            Self::Missing | Self::PerhapsMissing | Self::Text => None,
        }
    }

    /// The number with all its digits.
    pub fn exact(&self) -> Option<f64> {
        match self {
            Self::Number(number) => Some(number.exact),
            Self::Missing | Self::PerhapsMissing | Self::Text => None,
        }
    }
}

/// A cell without the spaces around it, and without a byte order mark that went astray.
pub fn trim(cell: &str) -> &str {
    let is_bare = |end: Option<&u8>| end.is_none_or(u8::is_ascii_graphic);
    // Nearly all cells are: this saves time, no more.
    if is_bare(cell.as_bytes().first()) && is_bare(cell.as_bytes().last()) {
        return cell;
    }
    cell.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}')
}

/// What a trimmed cell holds in a column of that form; what is missing is told to `lacks`.
pub fn value(cell: &str, form: &Form, lacks: &mut Lacks) -> Value {
    if form.plain {
        return match Number::plain(cell) {
            _ if is_missing_plain(cell) => Value::Missing,
            Some(number) if number.value.is_infinite() => Value::PerhapsMissing,
            Some(number) => Value::Number(number),
            None => Value::Text,
        };
    }
    // NaN is no number, and nearly all cells are.
    match number(cell, form.decimal) {
        Some(number) if number.value.is_infinite() => Value::PerhapsMissing,
        Some(number) if !number.value.is_nan() && !lacks.has_code(cell, number.value) => {
            Value::Number(match form.large {
                Large::From(base) => number.less(base),
                Large::Rounded | Large::Apart => number,
            })
        }
        Some(_) => {
            lacks.add(cell);
            Value::Missing
        }
        None if lacks.is_missing(cell) => Value::Missing,
        None if is_missing_number(cell) => Value::PerhapsMissing,
        None => Value::Text,
    }
}

/// A number as the sheet holds it. Those that only the file's form lets us read, and those of many
/// digits, are written anew.
pub fn held<'a>(cell: &'a str, number: &Number) -> Cow<'a, str> {
    const DIGITS: usize = 24;
    if cell.len() <= DIGITS && plain(cell) == Some(number.value) {
        Cow::Borrowed(cell)
    } else {
        Cow::Owned(number.value.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::sheet::number::Decimal;

    #[test]
    fn spaces_of_all_kinds_are_trimmed() {
        assert_eq!(trim("\u{feff} \t3.5\u{a0}\r"), "3.5");
        assert_eq!(trim(" a b "), "a b");
    }

    #[test]
    fn what_the_page_wrote_is_read_plainly() {
        let form = Form {
            plain: true,
            ..Form::default()
        };
        let value = |cell| value(cell, &form, &mut Lacks::default());
        assert_eq!(value("NA"), Value::Missing);
        assert_eq!(value("none"), Value::Text);
        assert_eq!(value("#N/A"), Value::Text);
        assert_eq!(value("1,5"), Value::Text);
        assert_eq!(value("1.234").number(), Some(1.234));
    }

    #[test]
    fn numbers_stay_as_they_are_and_special_ones_are_written_anew() {
        let held = |cell| {
            let number = number(cell, Decimal::Comma).unwrap();
            held(cell, &number).into_owned()
        };
        assert_eq!(held("007"), "007");
        assert_eq!(held("1.50"), "1.50");
        assert_eq!(held("1,50"), "1.5");
        assert_eq!(held("1.234"), "1234");
        assert_eq!(held("−2"), "-2");
        assert_eq!(held(&format!("1.{}", "0".repeat(30))), "1");
    }
}
