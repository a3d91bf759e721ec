//! Numbers as people type them: with a comma or a point, in groups of three, with any minus sign, in
//! the digits of their own script.

use super::wrong::{Span, Wrong};
use crate::data::decimal::read_f64;

/// The number that a person means; `whole` where only whole ones are allowed.
///
/// The last of point and comma is the decimal sign, and what comes before it may stand in groups of
/// three, parted by the other one, by spaces or by apostrophes. A single sign before just three
/// digits may be either: it parts a group in whole numbers, and else where only that is allowed.
/// `%` stands for hundredths, of which no whole number is one; `e` for powers of ten.
///
/// # Errors
/// Says what is allowed, or which numbers an ambiguous text may mean.
pub fn typed(text: &str, span: Span, whole: bool) -> Result<f64, Wrong> {
    let text = text.trim();
    if text.is_empty() {
        return Err(if whole {
            Wrong::NeedsWhole(span)
        } else {
            Wrong::NeedsNumber(span)
        });
    }
    let refused = || {
        if whole {
            Wrong::NotWhole(text.into(), span)
        } else {
            Wrong::NotANumber(text.into(), span)
        }
    };
    let is_share = text.contains(['%', '٪', '％']);
    if whole && is_share {
        return Err(refused());
    }
    let plain: String = text.chars().filter_map(plain).collect();
    let readings = readings(plain.trim()).ok_or_else(refused)?;
    let number = match readings {
        [grouped, Some(decimal)] if !whole => match grouped.filter(|n| span.contains(*n)) {
            Some(grouped) if span.contains(decimal) => {
                return Err(Wrong::Ambiguous(text.into(), [decimal, grouped]));
            }
            Some(grouped) => grouped,
            None => decimal,
        },
        [Some(number), _] | [None, Some(number)] => number,
        [None, None] => return Err(refused()),
    };
    if whole && number.fract() != 0.0 {
        return Err(refused());
    }
    if !span.contains(number) {
        return Err(Wrong::OutOfRange(text.into(), span));
    }
    // There is no minus zero in a field.
    Ok(number + 0.0)
}

/// Where the digits of other scripts begin: Arabic, Persian, Devanagari, Bengali and Thai ones.
const ZEROS: [u32; 5] = [0x660, 0x6f0, 0x966, 0x9e6, 0xe50];
/// Full-width signs, as in East Asian texts, stand so far behind the usual ones.
const FULL_WIDTH: std::ops::RangeInclusive<u32> = 0xff01..=0xff5e;
const WIDER: u32 = 0xfee0;

/// A character as it is read here; nothing for one that is not seen, such as a mark of direction.
fn plain(c: char) -> Option<char> {
    let code = u32::from(c);
    if FULL_WIDTH.contains(&code) {
        return char::from_u32(code - WIDER);
    }
    let digit = ZEROS
        .iter()
        .find_map(|zero| code.checked_sub(*zero).filter(|d| *d < 10));
    if let Some(digit) = digit {
        return char::from_digit(digit, 10);
    }
    Some(match c {
        '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2066}'..='\u{2069}'
        | '\u{61c}'
        | '\u{feff}' => return None,
        '−' | '–' | '﹣' => '-',
        '٫' => ',',
        '٪' => '%',
        '’' | '‘' | '٬' | '_' => '\'',
        c if c.is_whitespace() => ' ',
        c => c,
    })
}

/// The numbers that a text may write: with its signs between groups, and with the last one before
/// the fraction.
fn readings(text: &str) -> Option<[Option<f64>; 2]> {
    let (minus, text) = match text.strip_prefix(['-', '+']) {
        Some(rest) => (text.starts_with('-'), rest.trim_start()),
        None => (false, text),
    };
    let (shift, text) = match text.strip_suffix('%') {
        Some(rest) => (-2, rest.trim_end()),
        None => (0, text),
    };
    let (digits, power) = match text.split_once(['e', 'E']) {
        Some((digits, power)) => (digits, Some(power.parse::<i16>().ok()?)),
        None => (text, None),
    };
    let exponent = shift + i32::from(power.unwrap_or_default());
    let number = |whole: String, fraction: &str| {
        let sign = if minus { "-" } else { "" };
        read_f64(&format!("{sign}{whole}.{fraction}e{exponent}"))
    };
    let decimal = decimal(digits).and_then(|(whole, fraction)| number(whole, fraction));
    // Powers of ten go with fractions.
    let grouped = match (power, decimal) {
        (Some(_), Some(_)) => None,
        _ => ungrouped(digits).and_then(|digits| number(digits, "")),
    };
    Some([grouped, decimal])
}

/// The digits before and after the last point or comma, of which there may be none on one side.
fn decimal(text: &str) -> Option<(String, &str)> {
    let at = text.rfind(['.', ','])?;
    let (whole, sign, fraction) = (&text[..at], &text[at..=at], &text[at + 1..]);
    let is_fraction = fraction.bytes().all(|b| b.is_ascii_digit()) && text.len() > 1;
    let whole = match whole {
        "" => Some(String::new()),
        whole => ungrouped(whole).filter(|_| !whole.contains(sign)),
    };
    Some((whole.filter(|_| is_fraction)?, fraction))
}

/// Digits without the signs between their groups; nothing where there are other ones, or groups of
/// another size. Groups are of three; before the last, India's are of two.
fn ungrouped(text: &str) -> Option<String> {
    let parted = text.find(|c: char| !c.is_ascii_digit());
    let Some(at) = parted else {
        return (!text.is_empty()).then(|| text.into());
    };
    let sign = text[at..].chars().next().filter(|c| ".,' ".contains(*c))?;
    let groups: Vec<&str> = text.split(sign).collect();
    let (first, last) = (groups.first()?, groups.last()?);
    let middle = &groups[1..groups.len() - 1];
    let of = |size: usize| middle.iter().all(|group| group.len() == size);
    let fits = (1..=3).contains(&first.len())
        && !first.starts_with('0')
        && last.len() == 3
        && (of(3) || (sign == ',' && first.len() < 3 && of(2)))
        && groups
            .iter()
            .all(|group| group.bytes().all(|b| b.is_ascii_digit()));
    fits.then(|| groups.concat())
}

#[cfg(test)]
mod tests {
    use proptest::{prelude::*, sample::select};

    use super::*;

    const WIDE: Span = Span::new(-1e12, 1e12);

    fn number(text: &str) -> Result<f64, Wrong> {
        typed(text, WIDE, false)
    }

    #[test]
    fn numbers_are_read_as_people_write_them() {
        for (text, value) in [
            ("0,1", 0.1),
            ("0.1", 0.1),
            (".1", 0.1),
            (",1", 0.1),
            ("1.", 1.0),
            ("1,", 1.0),
            ("1e-3", 0.001),
            ("1E-3", 0.001),
            ("1e−3", 0.001),
            ("1e+3", 1000.0),
            ("2,5e3", 2500.0),
            ("−1", -1.0),
            ("–1", -1.0),
            ("- 1", -1.0),
            ("+3", 3.0),
            (" 3 ", 3.0),
            ("\u{a0}3\u{202f}", 3.0),
            ("\u{200e}−3\u{feff}", -3.0),
            ("1 000", 1000.0),
            ("1\u{202f}000,5", 1000.5),
            ("1'000", 1000.0),
            ("1’000.25", 1000.25),
            ("1_000_000", 1e6),
            ("1,000.5", 1000.5),
            ("1.000,5", 1000.5),
            ("1,000,000", 1e6),
            ("1.000.000", 1e6),
            ("12,34,567.5", 1_234_567.5),
            ("0,001", 0.001),
            ("0.125", 0.125),
            ("1234,567", 1234.567),
            ("1,5000", 1.5),
            ("10%", 0.1),
            ("12,3 %", 0.123),
            ("-0", 0.0),
            ("007", 7.0),
            ("\u{ff10}\u{ff0e}\u{ff12}", 0.2),
            ("\u{ff0d}\u{ff11}\u{ff0c}\u{ff15}\u{ff45}\u{ff12}", -150.0),
            ("٠٫١", 0.1),
            ("१२", 12.0),
        ] {
            let read = number(text);
            assert_eq!(read, Ok(value), "{text}");
            assert!(read.is_ok_and(|n| n != 0.0 || n.is_sign_positive()));
        }
    }

    #[test]
    fn what_writes_no_number_is_refused() {
        for text in [
            "abc",
            "½",
            "1,2,3",
            "1,00.5",
            "1.2.3",
            "1,000,00",
            "0,000,001",
            "1 00",
            "1 000 00",
            "1'000 000",
            "1.000'5",
            "1..5",
            "1,,5",
            ".",
            ",",
            "-",
            "+",
            "--1",
            "+-1",
            "1-",
            "e3",
            "1e",
            "1e2.5",
            "1e99999",
            "1 e3",
            "1/10",
            "10%%",
            "%",
            "1 2",
            "0x10",
            "inf",
            "NaN",
            "Infinity",
            "(1)",
            "1.000.",
            "1,5 5",
            "$1",
            "1px",
            "²",
        ] {
            let wrong = number(text).unwrap_err();
            assert_eq!(wrong, Wrong::NotANumber(text.into(), WIDE), "{text}");
        }
        assert_eq!(number(" \u{a0}"), Err(Wrong::NeedsNumber(WIDE)));
    }

    #[test]
    fn what_may_be_two_numbers_is_one_where_only_one_is_allowed() {
        let read = |text, high| typed(text, Span::new(0.0, high), false);
        for text in ["1,500", "1.500"] {
            assert_eq!(read(text, 100.0), Ok(1.5));
            let both = Wrong::Ambiguous(text.into(), [1.5, 1500.0]);
            assert_eq!(read(text, 2000.0), Err(both));
        }
        let tall = Span::new(100.0, 2000.0);
        assert_eq!(typed("1,500", tall, false), Ok(1500.0));
        assert_eq!(
            read("1,500", 1.0),
            Err(Wrong::OutOfRange("1,500".into(), Span::new(0.0, 1.0)))
        );
    }

    #[test]
    fn whole_numbers_are_parted_into_groups() {
        let read = |text| typed(text, Span::new(1.0, 50_000.0), true);
        for (text, value) in [
            ("1,000", 1000.0),
            ("1.000", 1000.0),
            ("2.500", 2500.0),
            ("1 000", 1000.0),
            ("16,0", 16.0),
            ("16.00", 16.0),
            ("1e3", 1000.0),
            ("32", 32.0),
        ] {
            assert_eq!(read(text), Ok(value), "{text}");
        }
        let span = Span::new(1.0, 50_000.0);
        for text in ["2,5", "0,001", "1.5", "ten", "1e-3", "100%", "1600 ٪"] {
            assert_eq!(
                read(text),
                Err(Wrong::NotWhole(text.into(), span)),
                "{text}"
            );
        }
        for text in ["0", "-3", "50001", "1e300"] {
            assert_eq!(
                read(text),
                Err(Wrong::OutOfRange(text.into(), span)),
                "{text}"
            );
        }
        assert_eq!(read(""), Err(Wrong::NeedsWhole(span)));
    }

    /// Digits in groups of three.
    fn grouped(digits: &str, sign: &str) -> String {
        let from_end = digits.len() % 3;
        let mut parts = vec![&digits[..from_end]];
        parts.retain(|part| !part.is_empty());
        let rest = &digits[from_end..];
        parts.extend((0..rest.len() / 3).map(|at| &rest[3 * at..][..3]));
        parts.join(sign)
    }

    proptest! {
        #[test]
        fn every_number_in_every_style_comes_back(
            whole in 0u64..100_000_000,
            after in "[0-9]{0,6}",
            decimal in select(vec![".", ",", "٫"]),
            group in select(vec!["", " ", "'", "’", "\u{202f}", "_", "other"]),
            minus in select(vec!["", "-", "−", "+", "- "]),
            power in prop::option::of(-6i32..3),
            percent in any::<bool>(),
            wide in any::<bool>(),
        ) {
            let group = match (group, decimal) {
                ("other", ".") => ",",
                ("other", _) => ".",
                (group, _) => group,
            };
            let digits = whole.to_string();
            let power = power.map_or(String::new(), |power| format!("e{power}"));
            let hundredth = if percent { "%" } else { "" };
            let mut text = format!("{minus}{}", grouped(&digits, group));
            if !after.is_empty() {
                text += decimal;
                text += &after;
            }
            text += &power;
            text += hundredth;
            if wide {
                let wide = |c: char| match c.to_digit(10) {
                    Some(digit) => char::from_u32(0xff10 + digit).unwrap_or(c),
                    None => c,
                };
                text = text.chars().map(wide).collect();
            }
            // A single sign before three digits is for the test above.
            let one = after.is_empty() && group.len() == 1 && ".,".contains(group);
            prop_assume!(!(one && (4..=6).contains(&digits.len())));
            let single = digits.len() <= 3 && after.len() == 3 && whole > 0 && power.is_empty();
            prop_assume!(!single);
            let exponent: i32 = power.strip_prefix('e').map_or(0, |p| p.parse().unwrap_or(0));
            let exponent = exponent - if percent { 2 } else { 0 };
            let sign = if minus.starts_with(['-', '−']) { "-" } else { "" };
            let value: f64 = format!("{sign}{whole}.{after}e{exponent}").parse().unwrap();
            prop_assert_eq!(number(&text), Ok(value), "{}", text);
        }

        #[test]
        fn what_the_page_writes_is_read(value in 0.0f32..0.999) {
            let read = number(&value.to_string());
            prop_assert_eq!(read.map(|n| n as f32), Ok(value));
        }

        #[test]
        fn any_text_is_a_number_or_a_reason(text in "\\PC*|[0-9.,' eE%+−-]*", whole in any::<bool>()) {
            match typed(&text, WIDE, whole) {
                Ok(number) => prop_assert!(WIDE.contains(number)),
                Err(wrong) => prop_assert!(!wrong.to_string().is_empty()),
            }
        }
    }
}
