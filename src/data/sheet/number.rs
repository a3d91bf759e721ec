//! A number as people and programs write it: with decimals behind a point or a comma, with thousands
//! apart, between signs.

use std::borrow::Cow;

use strum::{EnumMessage, IntoStaticStr, VariantArray};

use crate::data::decimal::{read_f32, read_f64};

/// The sign before the decimals.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, VariantArray, IntoStaticStr, EnumMessage)]
#[strum(serialize_all = "snake_case")]
pub enum Decimal {
    /// 1,234.5
    #[default]
    #[strum(message = "Point: 1,234.5")]
    Point,
    /// 1.234,5
    #[strum(message = "Comma: 1.234,5")]
    Comma,
}

/// A number that was read, and what its writing tells.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Number {
    /// Perhaps infinite, and NaN where that is written. Of the two zeros only one, so that equal numbers
    /// have equal bits.
    pub value: f32,
    /// The same with more digits, where it is large.
    pub exact: f64,
    /// What it tells of the decimal sign.
    pub hint: Hint,
    /// Whether it was written with thousands apart.
    pub grouped: bool,
    /// Whether there were other signs around it, as of a currency.
    pub signs: bool,
}

impl Number {
    /// One of digits with a point before its decimals.
    fn of(digits: &str, hint: Hint) -> Option<Self> {
        let value = read_f32(digits)?;
        let exact = match value.abs() >= LARGE {
            true => read_f64(digits)?,
            false => f64::from(value),
        };
        Some(Self {
            value: value + 0.0,
            exact,
            hint,
            grouped: false,
            signs: false,
        })
    }

    /// What a cell of the page's own is.
    pub fn plain(cell: &str) -> Option<Self> {
        Self::of(cell, Hint::None)
    }

    /// Whether it is larger than its digits are kept.
    pub fn is_rounded(&self) -> bool {
        self.value.abs() >= LARGE && self.value.is_finite() && f64::from(self.value) != self.exact
    }

    /// The same less another.
    pub fn less(self, base: f64) -> Self {
        let exact = self.exact - base;
        Self {
            value: exact as f32,
            exact,
            ..self
        }
    }
}

/// From here on not every whole number is one of `f32`.
pub const LARGE: f32 = 16_777_216.0;
/// From here on not every whole number is one of `f64`.
pub const WHOLE: f64 = 9_007_199_254_740_992.0;

/// What the writing of a number tells of the decimal sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hint {
    /// Nothing.
    None,
    /// It can only be that.
    Is(Decimal),
    /// 1.234: a point before decimals, or before thousands.
    EitherPoint,
    /// 1,234: likewise a comma.
    EitherComma,
}

/// The number in a trimmed cell. The decimal sign decides where the writing leaves it open.
pub fn number(cell: &str, decimal: Decimal) -> Option<Number> {
    let plain = |hint| Number::of(cell, hint);
    match read_f32(cell) {
        Some(_) => match cell.bytes().position(|byte| byte == b'.') {
            None => plain(Hint::None),
            Some(at) if !may_be_thousands(cell.trim_start_matches(['+', '-']), '.') => {
                // A point that nothing follows may end a sentence.
                let ends = at + 1 == cell.len();
                let hint = if ends {
                    Hint::None
                } else {
                    Hint::Is(Decimal::Point)
                };
                plain(hint)
            }
            Some(_) if decimal == Decimal::Point => plain(Hint::EitherPoint),
            Some(_) => Some(Number {
                grouped: true,
                ..Number::of(&cell.replace('.', ""), Hint::EitherPoint)?
            }),
        },
        None if cell.bytes().any(|byte| byte.is_ascii_digit()) => dressed(cell, decimal),
        None => None,
    }
}

/// The number that a cell of the page's own is: no other sign than a point is known there.
pub fn plain(cell: &str) -> Option<f32> {
    read_f32(cell).map(|value| value + 0.0)
}

/// Whether a cell writes a number without bounds, or beyond all that can be kept.
pub fn is_infinite(cell: &str) -> bool {
    let number = number(cell, Decimal::Point);
    cell.ends_with('∞') || number.is_some_and(|number| number.value.is_infinite())
}

/// Signs that may stand before or behind a number.
const SIGNS: &str = "%‰$€£¥₹₽₺₩₪¢°";
/// What may stand between thousands, beside commas and points.
const GAPS: &str = " '’\u{a0}\u{202f}\u{2009}\u{2007}";

/// A price without cents, such as 300.– and 300,--, with their digits in place of the dash.
pub fn with_cents(cell: &str) -> Option<String> {
    let is_dash = |c: char| "-‐‑‒–—−".contains(c);
    let at = cell.rfind(|c: char| c.is_ascii_digit())? + 1;
    let (price, rest) = cell.split_at(at);
    let mark = rest
        .chars()
        .next()
        .filter(|mark| matches!(mark, '.' | ','))?;
    let rest = &rest[1..];
    let behind = rest.trim_start_matches(is_dash);
    (behind.len() < rest.len()).then(|| format!("{price}{mark}00{behind}"))
}

/// A number that is written with more than digits and a point.
fn dressed(cell: &str, decimal: Decimal) -> Option<Number> {
    if let Some(price) = with_cents(cell) {
        let number = number(&price, decimal)?;
        return Some(Number {
            signs: true,
            ..number
        });
    }
    let within = cell
        .strip_prefix('(')
        .and_then(|rest| rest.strip_suffix(')'));
    let (mut negative, mut signed, mut signs) =
        (within.is_some(), within.is_some(), within.is_some());
    let mut sign = |c: char| {
        let first = !signed;
        if matches!(c, '+' | '-' | '−' | '–' | '－') {
            (signed, negative) = (true, negative || c != '+');
            return first;
        }
        let known = SIGNS.contains(c);
        signs |= known;
        known || GAPS.contains(c)
    };
    let is_digit = |c: char| c.is_ascii_digit();
    let text = within.unwrap_or(cell);
    let start = text.find(is_digit)?;
    // The decimals may come first.
    let before = text[..start].strip_suffix(['.', ',']);
    let start = before.map_or(start, str::len);
    let end = text.rfind(is_digit)? + 1;
    let end = end + usize::from(text[end..].starts_with('.'));
    let outside = text[..start].chars().chain(text[end..].chars());
    for c in outside {
        if !sign(c) {
            return None;
        }
    }
    let text = &text[start..end];
    let (mantissa, exponent) = match text.find(['e', 'E']) {
        Some(at) => (&text[..at], text[at + 1..].replace('−', "-")),
        None => (text, String::new()),
    };
    if text.len() > mantissa.len() && exponent.parse::<i32>().is_err() {
        return None;
    }
    let parts = Parts::of(mantissa, decimal, !exponent.is_empty())?;
    let minus = if negative { "-" } else { "" };
    let exponent = if exponent.is_empty() { "0" } else { &exponent };
    let digits = format!("{minus}{}e{exponent}", parts.digits);
    Some(Number {
        grouped: parts.grouped,
        signs,
        ..Number::of(&digits, parts.hint)?
    })
}

/// The digits of a number without sign and exponent.
struct Parts {
    /// With a point before the decimals, and nothing else between them.
    digits: String,
    hint: Hint,
    grouped: bool,
}

impl Parts {
    fn of(text: &str, decimal: Decimal, has_exponent: bool) -> Option<Self> {
        let text: Cow<'_, str> = if text.contains(|c| GAPS.contains(c)) {
            text.replace(|c| GAPS.contains(c), "'").into()
        } else {
            text.into()
        };
        if !text
            .bytes()
            .all(|b| b.is_ascii_digit() || b"'.,".contains(&b))
        {
            return None;
        }
        let (points, commas) = (count(&text, b'.'), count(&text, b','));
        let only = |mark: char, of: Decimal| {
            let either = match mark {
                '.' => Hint::EitherPoint,
                _ => Hint::EitherComma,
            };
            if has_exponent || text.contains('\'') || !may_be_thousands(&text, mark) {
                Self::split(&text, Some(mark), '\'', Hint::Is(of))
            } else if of == decimal {
                Self::split(&text, Some(mark), '\'', either)
            } else {
                Self::split(&text, None, mark, either)
            }
        };
        match (points, commas) {
            (0, 0) => Self::split(&text, None, '\'', Hint::None),
            (1, 0) => only('.', Decimal::Point),
            (0, 1) => only(',', Decimal::Comma),
            // A point that ends a sentence.
            (2, 0) if text.ends_with('.') => {
                Self::of(text.strip_suffix('.')?, decimal, has_exponent)
            }
            (_, 0) => Self::split(&text, None, '.', Hint::Is(Decimal::Comma)),
            (0, _) => Self::split(&text, None, ',', Hint::Is(Decimal::Point)),
            _ if text.rfind('.') > text.rfind(',') => {
                Self::split(&text, Some('.'), ',', Hint::Is(Decimal::Point))
            }
            _ => Self::split(&text, Some(','), '.', Hint::Is(Decimal::Comma)),
        }
    }

    /// Takes out what stands between thousands, if it does so where it should.
    fn split(text: &str, decimal: Option<char>, between: char, hint: Hint) -> Option<Self> {
        let (whole, decimals) = decimal
            .and_then(|mark| text.split_once(mark))
            .map_or((text, None), |(whole, decimals)| (whole, Some(decimals)));
        let is_bare = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        let grouped = whole.contains(between);
        if !decimals.is_none_or(is_bare)
            || !if grouped {
                are_thousands(whole, between)
            } else {
                is_bare(whole)
            }
        {
            return None;
        }
        let mut digits = whole.replace(between, "");
        if let Some(decimals) = decimals {
            digits = digits + "." + decimals;
        }
        Some(Self {
            digits,
            hint,
            grouped,
        })
    }
}

fn count(text: &str, mark: u8) -> usize {
    text.bytes().filter(|&byte| byte == mark).count()
}

/// Whether a single mark in a number may stand before thousands: one to three digits before it, the
/// first of them no 0, and three behind.
fn may_be_thousands(text: &str, mark: char) -> bool {
    count(text, mark as u8) == 1 && are_thousands(text, mark)
}

/// Whether the digits stand in groups of three, or as in India of two and at last three.
fn are_thousands(text: &str, between: char) -> bool {
    let mut groups = text.rsplit(between);
    let is = |group: &str, lengths: [usize; 2]| {
        lengths.contains(&group.len()) && group.bytes().all(|byte| byte.is_ascii_digit())
    };
    if !groups.next().is_some_and(|last| is(last, [3, 3])) || text.starts_with('0') {
        return false;
    }
    let groups: Vec<&str> = groups.collect();
    let Some((first, inner)) = groups.split_last() else {
        return false;
    };
    let size = inner.first().map_or(3, |group| group.len());
    let fits = (size == 3 || size == 2 && between == ',')
        && inner.iter().all(|group| is(group, [size, size]));
    fits && (1..=size).contains(&first.len()) && is(first, [first.len(), first.len()])
}

#[cfg(test)]
mod tests {
    use super::*;

    const POINT: Hint = Hint::Is(Decimal::Point);
    const COMMA: Hint = Hint::Is(Decimal::Comma);

    #[track_caller]
    fn check(cell: &str, value: f32, hint: Hint) {
        for decimal in [Decimal::Point, Decimal::Comma] {
            let read = number(cell, decimal);
            let read = read.map(|number| (number.value.to_bits(), number.hint));
            assert_eq!(read, Some((value.to_bits(), hint)), "{cell} {decimal:?}");
        }
    }

    #[test]
    fn numbers_are_written_in_many_ways() {
        for (cell, value, hint) in [
            ("3", 3.0, Hint::None),
            ("+5", 5.0, Hint::None),
            ("−5", -5.0, Hint::None),
            ("–5", -5.0, Hint::None),
            ("- 5", -5.0, Hint::None),
            ("5-", -5.0, Hint::None),
            ("5.5−", -5.5, POINT),
            ("(5)", -5.0, Hint::None),
            ("($1,234.50)", -1234.5, POINT),
            ("1e-3", 0.001, Hint::None),
            ("1e−3", 0.001, Hint::None),
            ("1,5E+02", 150.0, COMMA),
            ("2E2", 200.0, Hint::None),
            (".5", 0.5, POINT),
            (",5", 0.5, COMMA),
            ("-,5", -0.5, COMMA),
            ("5.", 5.0, Hint::None),
            ("0.2.", 0.2, POINT),
            ("-0", 0.0, Hint::None),
            ("−0", 0.0, Hint::None),
            ("1e999", f32::INFINITY, Hint::None),
            ("-inf", f32::NEG_INFINITY, Hint::None),
            ("5%", 5.0, Hint::None),
            ("12,5 %", 12.5, COMMA),
            ("$5", 5.0, Hint::None),
            ("-$5", -5.0, Hint::None),
            ("$-5", -5.0, Hint::None),
            ("€ 1.234,50", 1234.5, COMMA),
            ("1.234,50 €", 1234.5, COMMA),
            ("21.5°", 21.5, POINT),
        ] {
            check(cell, value, hint);
        }
    }

    #[test]
    fn a_dash_in_place_of_cents_is_no_minus() {
        for (cell, value, hint) in [
            ("300.–", 300.0, POINT),
            ("300.-", 300.0, POINT),
            ("300.--", 300.0, POINT),
            ("300.—", 300.0, POINT),
            ("300,-", 300.0, COMMA),
            ("300,--", 300.0, COMMA),
            ("300,-- €", 300.0, COMMA),
            ("€ 300,-", 300.0, COMMA),
            ("-300,--", -300.0, COMMA),
            ("1'300.–", 1300.0, POINT),
            ("1.300,--", 1300.0, COMMA),
        ] {
            check(cell, value, hint);
        }
        assert_eq!(number("300,-5", Decimal::Point), None);
        assert!(number("300.–", Decimal::Point).unwrap().signs);
    }

    #[test]
    fn thousands_stand_apart_in_many_ways() {
        for (cell, value, hint) in [
            ("1,234.5", 1234.5, POINT),
            ("1.234,5", 1234.5, COMMA),
            ("1 234,5", 1234.5, COMMA),
            ("1 234.5", 1234.5, POINT),
            ("1\u{a0}234,5", 1234.5, COMMA),
            ("1\u{202f}234,5", 1234.5, COMMA),
            ("1'234.5", 1234.5, POINT),
            ("1’234’567", 1_234_567.0, Hint::None),
            ("1'234.567", 1234.567, POINT),
            ("1 234", 1234.0, Hint::None),
            ("200 000", 200_000.0, Hint::None),
            ("1,234,567", 1_234_567.0, POINT),
            ("1.234.567", 1_234_567.0, COMMA),
            ("1,23,456.7", 123_456.7, POINT),
            ("1,00,000", 100_000.0, POINT),
            ("-1,234.5", -1234.5, POINT),
            ("1,234.567", 1234.567, POINT),
            ("1234.567", 1234.567, POINT),
            ("1234,567", 1234.567, COMMA),
            ("0.125", 0.125, POINT),
            ("0,125", 0.125, COMMA),
            ("1.234e2", 123.4, POINT),
            ("1,234e2", 123.4, COMMA),
        ] {
            check(cell, value, hint);
        }
    }

    #[test]
    fn one_mark_before_three_digits_is_read_by_the_decimal_sign() {
        for (cell, hint, point, comma) in [
            ("1.234", Hint::EitherPoint, 1.234, 1234.0),
            ("-1.234", Hint::EitherPoint, -1.234, -1234.0),
            ("$1.234", Hint::EitherPoint, 1.234, 1234.0),
            ("1,234", Hint::EitherComma, 1234.0, 1.234),
            ("200,000", Hint::EitherComma, 200_000.0, 200.0),
        ] {
            for (decimal, value) in [(Decimal::Point, point), (Decimal::Comma, comma)] {
                let read = number(cell, decimal).unwrap();
                assert_eq!((read.value, read.hint), (value, hint), "{cell}");
            }
        }
    }

    #[test]
    fn what_is_no_number_stays_text() {
        for cell in [
            "",
            "-",
            "abc",
            "%",
            "1_000",
            "0x1f",
            "1.2.3",
            "--5",
            "-5-",
            "e5",
            "5e",
            "1,234,5",
            "1.2,3.4",
            "12.03.2024",
            "2024-01-31",
            "10:30",
            "1/2",
            "<5",
            "5 3",
            "030 123 456",
            "1,2,3",
            "1 2345",
            "5–7",
            "A5",
            "5a",
            "5 kg",
            "1,,000",
            "1'2",
            "(5",
            "5)",
            "()",
            "..5",
            "1.234.56",
            "12,34,56",
            "1,",
            ",",
            ".",
            "²",
            "٣",
        ] {
            for decimal in [Decimal::Point, Decimal::Comma] {
                assert_eq!(number(cell, decimal), None, "{cell}");
            }
        }
    }

    #[test]
    fn what_was_taken_off_is_told() {
        let told = |cell| number(cell, Decimal::Point).map(|n| (n.grouped, n.signs));
        assert_eq!(told("5.5"), Some((false, false)));
        assert_eq!(told("−5"), Some((false, false)));
        assert_eq!(told("1,234.5"), Some((true, false)));
        assert_eq!(told("(5)"), Some((false, true)));
        assert_eq!(told("$1,234"), Some((true, true)));
    }
}
