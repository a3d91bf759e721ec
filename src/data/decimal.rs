//! Numbers in the usual notation, read to the same bits as by `str::parse`. Those that people write are a whole
//! number times a power of ten, which two exact numbers give at once (W. D. Clinger, How to Read Floating Point
//! Numbers Accurately, 1990); what reads all others comes late, with its table of 10 kB.

/// The greatest whole number up to which an f64 has all.
const WHOLE: u64 = 1 << 53;
/// The powers of ten that an f64 has exactly.
const POWERS: [f64; 23] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
    1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
];

/// The number that a text writes, as `str::parse` reads it; none where it writes none.
#[must_use]
pub fn read_f64(text: &str) -> Option<f64> {
    match short(text) {
        Some(number) => Some(number),
        None if may_be_number(text) => text.parse().ok(),
        None => None,
    }
}

/// The same for single precision, in which a number is rounded once.
#[must_use]
pub fn read_f32(text: &str) -> Option<f32> {
    match short(text).filter(|number| rounds_once(*number)) {
        Some(number) => Some(number as f32),
        None if may_be_number(text) => text.parse().ok(),
        None => None,
    }
}

/// Whether rounding to single precision gives what the exact number would, which may lie on the other side of
/// the middle between two of them only if `number` is that middle.
fn rounds_once(number: f64) -> bool {
    const BELOW: u64 = (1 << 29) - 1;
    let is_middle = number.to_bits() & BELOW == 1 << 28;
    number == 0.0 || number.abs() >= f64::from(f32::MIN_POSITIVE) && !is_middle
}

/// The number of a text whose digits and power of ten an f64 has exactly.
fn short(text: &str) -> Option<f64> {
    let bytes = text.as_bytes();
    let (is_negative, mut rest) = match bytes {
        [sign @ (b'-' | b'+'), rest @ ..] => (*sign == b'-', rest),
        all => (false, all),
    };
    let (mut whole, mut exponent) = (0u64, 0i32);
    let (mut has_digits, mut is_fraction) = (false, false);
    while let [next, after @ ..] = rest {
        match next {
            b'0'..=b'9' => {
                has_digits = true;
                whole = 10 * whole + u64::from(next - b'0');
                exponent -= i32::from(is_fraction);
                if whole > WHOLE {
                    return None;
                }
            }
            b'.' if !is_fraction => is_fraction = true,
            _ => break,
        }
        rest = after;
    }
    if let [b'e' | b'E', power @ ..] = rest {
        exponent += small_power(power)?;
        rest = &[];
    }
    if !has_digits || !rest.is_empty() {
        return None;
    }
    let power = POWERS.get(exponent.unsigned_abs() as usize)?;
    let size = whole as f64;
    let size = if exponent < 0 {
        size / power
    } else {
        size * power
    };
    Some(if is_negative { -size } else { size })
}

/// The power of ten after an `e`, of three digits at most.
fn small_power(text: &[u8]) -> Option<i32> {
    let (sign, digits) = match text {
        [b'-', digits @ ..] => (-1, digits),
        [b'+', digits @ ..] | digits => (1, digits),
    };
    if digits.is_empty() || digits.len() > 3 || !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let power = digits
        .iter()
        .fold(0, |power, d| 10 * power + i32::from(d - b'0'));
    Some(sign * power)
}

/// Whether a text that is not short may be a number all the same: by its letters, so that a word is refused at
/// once.
fn may_be_number(text: &str) -> bool {
    let digits = text.trim_start_matches(['-', '+']);
    let is_written = |b: u8| b.is_ascii_digit() || matches!(b, b'.' | b'e' | b'E' | b'-' | b'+');
    let named = ["inf", "infinity", "nan"];
    digits.bytes().any(|b| b.is_ascii_digit()) && digits.bytes().all(is_written)
        || named.iter().any(|name| digits.eq_ignore_ascii_case(name))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Both readings to the bit, and to the same refusals.
    fn reads_alike(text: &str) {
        let same = text.parse::<f64>().ok().map(f64::to_bits);
        assert_eq!(read_f64(text).map(f64::to_bits), same, "{text:?}");
        let same = text.parse::<f32>().ok().map(f32::to_bits);
        assert_eq!(read_f32(text).map(f32::to_bits), same, "{text:?}");
    }

    #[test]
    fn all_forms_are_read_as_the_standard_library_reads_them() {
        for text in [
            "0",
            "-0",
            "+0",
            "-0.0",
            ".5",
            "5.",
            ".",
            "",
            "-",
            "+",
            "e5",
            "1e",
            "1e+",
            "1e-",
            ".e1",
            "1.2.3",
            "1e5",
            "1E5",
            "1e+22",
            "1e23",
            "1e-22",
            "1e-23",
            "1e400",
            "1e-400",
            "1e0001",
            "inf",
            "-INF",
            "+infinity",
            "nan",
            "NaN",
            "-nan",
            "in",
            "infin",
            "xor",
            "1x",
            "0x10",
            " 1",
            "1 ",
            "1_000",
            "1,5",
            "−1",
            "½",
            "9007199254740992",
            "9007199254740993",
            "16777217",
            "0.1",
            "0.03",
            "0.1e-45",
            "1e-45",
            "1.1754943e-38",
            "3.4028236e38",
            "++1",
            "--1",
            "+-1",
            "1e99999999999",
            "00000000000000000000000000001",
            "1e22.5",
            "1e5e5",
            "7.038531e-26",
            "5.000000298023224",
            "16777217.0000001",
            "1.00000005960464477539062501",
        ] {
            reads_alike(text);
        }
    }

    /// The middle between two numbers of single precision, a little more and a little less of it.
    #[test]
    fn single_precision_is_rounded_once() {
        for bits in (0x0080_0000u32..0x7f00_0000).step_by(0x0001_2345) {
            let [low, high] = [bits, bits + 1].map(|bits| f64::from(f32::from_bits(bits)));
            let middle = format!("{:e}", low + (high - low) / 2.0);
            let (digits, power) = middle.split_once('e').unwrap();
            let dot = if digits.contains('.') { "" } else { "." };
            reads_alike(&middle);
            reads_alike(&format!("{digits}{dot}000000000001e{power}"));
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4000))]

        #[test]
        fn digits_with_any_power(whole in 0u64..1 << 60, cut in 0usize..19, power in -60i32..60) {
            let mut text = whole.to_string();
            text.insert(cut.min(text.len()), '.');
            reads_alike(&text);
            reads_alike(&format!("-{text}e{power}"));
        }

        #[test]
        fn what_is_written_of_a_number(bits in any::<u64>(), half in any::<u32>()) {
            reads_alike(&f64::from_bits(bits).to_string());
            reads_alike(&format!("{:e}", f64::from_bits(bits)));
            reads_alike(&f32::from_bits(half).to_string());
        }

        #[test]
        fn any_text(text in "[-+.e0-9infa ]{0,9}") {
            reads_alike(&text);
        }
    }
}
