//! What a cell holds: nothing, a number or a text.

use std::borrow::Cow;

/// What stands for a missing value, in capitals or not; so does an empty cell.
const MISSING: [&str; 8] = ["NA", "N/A", "NaN", "+NaN", "-NaN", "null", "?", "-"];

/// A cell without the spaces around it, and without a byte order mark that went astray.
pub fn trim(cell: &str) -> &str {
    let is_bare = |end: Option<&u8>| end.is_none_or(u8::is_ascii_graphic);
    // Nearly all cells are: this saves time, no more.
    if is_bare(cell.as_bytes().first()) && is_bare(cell.as_bytes().last()) {
        return cell;
    }
    cell.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}')
}

/// Whether a trimmed cell has no value.
pub fn is_missing(cell: &str) -> bool {
    let marker = || MISSING.iter().any(|m| m.eq_ignore_ascii_case(cell));
    cell.is_empty() || cell.len() <= 4 && marker()
}

/// The number in a trimmed cell: perhaps infinite, and NaN where that is written.
pub fn number(cell: &str, decimal_comma: bool) -> Option<f32> {
    let value: f32 = match cell.parse() {
        Ok(value) => value,
        Err(_) if is_plain(cell) => return None,
        Err(_) => with_point(cell, decimal_comma).parse().ok()?,
    };
    // Of the two zeros only one, so that equal numbers have equal bits.
    Some(value + 0.0)
}

/// A trimmed cell as the sheet holds it. Numbers that only this file's delimiter lets us read, and
/// those of many digits, are written anew.
pub fn held(cell: &str, decimal_comma: bool) -> Cow<'_, str> {
    const DIGITS: usize = 24;
    if cell.len() <= DIGITS && is_plain(cell) {
        return Cow::Borrowed(cell);
    }
    match number(cell, decimal_comma) {
        Some(value) => Cow::Owned(value.to_string()),
        None => Cow::Borrowed(cell),
    }
}

/// Whether there is neither comma nor typographic minus.
fn is_plain(cell: &str) -> bool {
    cell.bytes().all(|byte| byte != b',' && byte.is_ascii())
}

fn with_point(cell: &str, decimal_comma: bool) -> String {
    let one_comma = cell.bytes().filter(|&byte| byte == b',').count() == 1;
    let cell = cell.replace('−', "-");
    if decimal_comma && one_comma && !cell.contains('.') {
        cell.replace(',', ".")
    } else {
        cell
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_in_many_ways() {
        for (cell, value) in [
            ("3", 3.0),
            ("+5", 5.0),
            ("−5", -5.0),
            ("1e-3", 0.001),
            ("1e−3", 0.001),
            ("2E2", 200.0),
            (".5", 0.5),
            ("5.", 5.0),
            ("-0", 0.0),
            ("1e999", f32::INFINITY),
            ("-inf", f32::NEG_INFINITY),
        ] {
            let read = number(cell, false).unwrap();
            assert_eq!(read.to_bits(), f32::to_bits(value), "{cell}");
        }
        for cell in [
            "", "-", "abc", "5%", "1 000", "1_000", "0x1f", "3,5", "1.2.3", "--5", "e5",
        ] {
            assert_eq!(number(cell, false), None, "{cell}");
        }
    }

    #[test]
    fn a_decimal_comma_is_read_where_it_may_be() {
        assert_eq!(number("3,5", true), Some(3.5));
        assert_eq!(number("−3,5e1", true), Some(-35.0));
        assert_eq!(number("3.5", true), Some(3.5));
        assert_eq!(number("1.234,5", true), None);
        assert_eq!(number("1,234,5", true), None);
    }

    #[test]
    fn missing_values_have_many_names() {
        for cell in [
            "", "NA", "na", "n/a", "NaN", "nan", "-nan", "NULL", "?", "-",
        ] {
            assert!(is_missing(cell), "{cell}");
        }
        for cell in ["0", "none", "--", "NAN1", "nulls", "–"] {
            assert!(!is_missing(cell), "{cell}");
        }
    }

    #[test]
    fn spaces_of_all_kinds_are_trimmed() {
        assert_eq!(trim("\u{feff} \t3.5\u{a0}\r"), "3.5");
        assert_eq!(trim(" a b "), "a b");
    }

    #[test]
    fn texts_stay_as_they_are_and_special_numbers_are_written_anew() {
        for cell in ["007", "1.50", "a,b", "−", "é"] {
            assert_eq!(held(cell, true), cell);
        }
        assert_eq!(held("1,50", true), "1.5");
        assert_eq!(held("1,50", false), "1,50");
        assert_eq!(held("−2", false), "-2");
        assert_eq!(held(&format!("1.{}", "0".repeat(30)), false), "1");
    }
}
