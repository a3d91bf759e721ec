//! Scales between values and pixels, their ticks, and how numbers are written.

/// How a scale spreads its values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Spread {
    Linear,
    Log,
}

/// A scale between values and pixels, invertible both ways. A range that runs backwards (the y of
/// a chart) is fine.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scale {
    /// The values at both ends.
    pub domain: (f64, f64),
    /// The pixels at both ends.
    pub range: (f64, f64),
    spread: Spread,
}

impl Scale {
    /// A linear scale. A domain without extent is mapped to the middle of the range.
    pub fn linear(domain: (f64, f64), range: (f64, f64)) -> Self {
        Self {
            domain,
            range,
            spread: Spread::Linear,
        }
    }

    /// A logarithmic scale; the domain must be positive.
    pub fn log(domain: (f64, f64), range: (f64, f64)) -> Self {
        debug_assert!(domain.0 > 0.0 && domain.1 > 0.0, "{domain:?}");
        Self {
            domain,
            range,
            spread: Spread::Log,
        }
    }

    /// The pixel at `value`; outside the range for values outside the domain.
    pub fn to_pixel(&self, value: f64) -> f64 {
        let (low, high) = (self.bend(self.domain.0), self.bend(self.domain.1));
        let share = if high == low {
            0.5
        } else {
            (self.bend(value) - low) / (high - low)
        };
        self.range.0 + share * (self.range.1 - self.range.0)
    }

    /// The value at `pixel`: the inverse of [`Scale::to_pixel`].
    pub fn to_value(&self, pixel: f64) -> f64 {
        let share = (pixel - self.range.0) / (self.range.1 - self.range.0);
        let (low, high) = (self.bend(self.domain.0), self.bend(self.domain.1));
        self.unbend(low + share * (high - low))
    }

    fn bend(&self, value: f64) -> f64 {
        match self.spread {
            Spread::Linear => value,
            Spread::Log => libm::log10(value),
        }
    }

    fn unbend(&self, value: f64) -> f64 {
        match self.spread {
            Spread::Linear => value,
            Spread::Log => libm::exp10(value),
        }
    }
}

/// The smallest of the steps 1, 2, 5 times a power of ten that divides `span` into at most `parts`
/// parts; 1 for a span that is not positive and finite.
pub fn nice_step(span: f64, parts: usize) -> f64 {
    let least = span / parts.max(1) as f64;
    if !(least > 0.0 && least.is_finite()) {
        return 1.0;
    }
    let power = libm::floor(libm::log10(least));
    // The next powers on both sides make up for rounding in the logarithm.
    let mut steps = [-1.0, 0.0, 1.0]
        .into_iter()
        .flat_map(|off| [1.0, 2.0, 5.0].map(|digit| digit * libm::exp10(power + off)));
    steps
        .find(|step| *step >= least * (1.0 - 1e-9))
        .unwrap_or(least)
}

/// The multiples of `step` from `low` to `high`, both included.
pub fn ticks(low: f64, high: f64, step: f64) -> Vec<f64> {
    let slack = 1e-6;
    let first = libm::ceil(low / step - slack);
    let last = libm::floor(high / step + slack);
    if !(step > 0.0 && last - first < 1e4) {
        return Vec::new();
    }
    (0..=(last - first) as i64)
        // Adding 0 turns −0 into 0.
        .map(|i| (first + i as f64) * step + 0.0)
        .collect()
}

/// `low` and `high` rounded outwards to multiples of `step`, at least one step apart.
pub fn nice_bounds(low: f64, high: f64, step: f64) -> (f64, f64) {
    let slack = 1e-6;
    let first = libm::floor(low / step + slack);
    let last = libm::ceil(high / step - slack).max(first + 1.0);
    (first * step + 0.0, last * step + 0.0)
}

/// The exponents of the powers of ten that enclose the positive values `low` to `high`, at least
/// one decade apart; never beyond what an `f64` can hold.
pub fn decades(low: f64, high: f64) -> (i32, i32) {
    let slack = 1e-6;
    let first = libm::floor(libm::log10(low) + slack) as i32;
    let last = libm::ceil(libm::log10(high) - slack) as i32;
    let first = first.clamp(-307, 307);
    (first, last.clamp(first + 1, 308))
}

/// A value as a label or read-out shows it: three significant digits with a true minus sign,
/// integers from 1,000 to 99,999 in full, and beyond 0.001 and 100,000 powers of ten. Digits are
/// kept when they are zeros, so that a changing number keeps its width: `0.0480`, `12.0`,
/// `−1,234`, `1.2×10⁻⁷`. What is not a number, or not finite, is said in words.
pub fn format_value(value: f64) -> String {
    if value.is_nan() {
        return "not a number".into();
    }
    let sign = if value < 0.0 { MINUS } else { "" };
    let size = value.abs();
    if size.is_infinite() {
        return if value < 0.0 {
            "minus infinity".into()
        } else {
            "infinity".into()
        };
    }
    if size == 0.0 {
        return "0".into();
    }
    let (mantissa, exponent) = scientific(size, 2);
    match exponent {
        -3..=2 => format!("{sign}{size:.*}", (2 - exponent) as usize),
        3..=4 => format!("{sign}{}", grouped(size)),
        _ => {
            let mantissa = mantissa.trim_end_matches('0').trim_end_matches('.');
            format!("{sign}{mantissa}×10{}", superscript(exponent))
        }
    }
}

/// A value to so many significant digits, without zeros at the end: for formulas, whose numbers are to add
/// up. Below 0.0001 and from a million on powers of ten.
pub fn format_digits(value: f64, digits: usize) -> String {
    if value == 0.0 || !value.is_finite() {
        return format_value(value);
    }
    let sign = if value < 0.0 { MINUS } else { "" };
    let decimals = digits.saturating_sub(1);
    let (mantissa, exponent) = scientific(value.abs(), decimals);
    let trimmed = |text: &str| match text.contains('.') {
        true => text.trim_end_matches('0').trim_end_matches('.').to_owned(),
        false => text.to_owned(),
    };
    if (-4..6).contains(&exponent) {
        let places = (decimals as i32 - exponent).max(0) as usize;
        return format!("{sign}{}", trimmed(&format!("{:.places$}", value.abs())));
    }
    format!("{sign}{}×10{}", trimmed(&mantissa), superscript(exponent))
}

/// As [`format_value`], but without zeros at the end: for a value that does not change while one
/// looks, `1` instead of `1.00`.
pub fn format_short(value: f64) -> String {
    let text = format_value(value);
    if !text.contains('.') || text.contains('×') {
        return text;
    }
    text.trim_end_matches('0').trim_end_matches('.').into()
}

/// A tick of an axis whose ticks are multiples of `step`: as many decimals as the step has, beyond
/// what is easily read as a power of ten.
pub fn format_tick(value: f64, step: f64) -> String {
    format_tick_up_to(6, value, step)
}

/// The same where there is room for less: powers of ten from steps beyond `10^most` on.
pub fn format_tick_up_to(most: i32, value: f64, step: f64) -> String {
    if value == 0.0 {
        return "0".into();
    }
    let (_, step_exponent) = scientific(step, 2);
    let sign = if value < 0.0 { MINUS } else { "" };
    if !(-5..=most).contains(&step_exponent) {
        let (_, exponent) = scientific(value.abs(), 2);
        let digits = (exponent - step_exponent).clamp(0, 15) as usize;
        let (mantissa, exponent) = scientific(value.abs(), digits);
        return format!("{sign}{mantissa}×10{}", superscript(exponent));
    }
    if step >= 1.0 {
        format!("{sign}{}", grouped(value.abs()))
    } else {
        let decimals = step_exponent.unsigned_abs() as usize;
        format!("{sign}{:.decimals$}", value.abs())
    }
}

/// A power of ten: in full from 0.001 to 1,000, otherwise like `10⁻⁴`.
pub fn format_power(exponent: i32) -> String {
    match exponent {
        -3..=-1 => format!(
            "{:.*}",
            exponent.unsigned_abs() as usize,
            libm::exp10(exponent.into())
        ),
        0..=3 => grouped(libm::exp10(exponent.into())),
        _ => format!("10{}", superscript(exponent)),
    }
}

const MINUS: &str = "−";

/// A positive number's mantissa with so many decimals, and its exponent, after rounding.
fn scientific(size: f64, decimals: usize) -> (String, i32) {
    let text = format!("{size:.decimals$e}");
    match text.split_once('e') {
        Some((mantissa, exponent)) => (mantissa.into(), exponent.parse().unwrap_or(0)),
        None => (text, 0),
    }
}

/// A positive number rounded to a whole one, with a comma after every third digit from the right.
pub fn grouped(size: f64) -> String {
    let digits = format!("{size:.0}");
    let mut text = String::new();
    for (index, digit) in digits.char_indices() {
        if index > 0 && (digits.len() - index) % 3 == 0 {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

fn superscript(exponent: i32) -> String {
    let raised = |c| match c {
        '-' => '⁻',
        '1' => '¹',
        '2' => '²',
        '3' => '³',
        '4' => '⁴',
        '5' => '⁵',
        '6' => '⁶',
        '7' => '⁷',
        '8' => '⁸',
        '9' => '⁹',
        _ => '⁰',
    };
    exponent.to_string().chars().map(raised).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_are_counted_from_the_first() {
        let of = |value: f64| format_digits(value, 4);
        let some = [
            0.082_167_041,
            -0.162_345,
            1.0,
            0.1f32.into(),
            123_456.0,
            1234.56,
            0.0,
        ];
        let texts = ["0.08217", "−0.1623", "1", "0.1", "123456", "1235", "0"];
        assert_eq!(some.map(of), texts);
        assert_eq!(of(0.000_012_345_6), "1.235×10⁻⁵");
        assert_eq!(of(-2.5e9), "−2.5×10⁹");
        assert_eq!(format_digits(0.358_916_48, 8), "0.35891648");
    }

    #[test]
    fn a_short_value_ends_in_no_zeros() {
        let short = [0.0, 1.0, -1.0, 0.5, 10.0, 120.0, 1e-7].map(format_short);
        assert_eq!(short, ["0", "1", "−1", "0.5", "10", "120", "1×10⁻⁷"]);
    }
    use approx::assert_relative_eq;
    use proptest::prelude::*;

    #[test]
    fn linear_and_log_scales_hit_their_ends_and_middle() {
        let linear = Scale::linear((0.0, 10.0), (100.0, 0.0));
        assert_eq!(
            [0.0, 5.0, 10.0].map(|v| linear.to_pixel(v)),
            [100.0, 50.0, 0.0]
        );
        let log = Scale::log((0.01, 1.0), (0.0, 200.0));
        for (value, pixel) in [(0.01, 0.0), (0.1, 100.0), (1.0, 200.0)] {
            assert_relative_eq!(log.to_pixel(value), pixel, epsilon = 1e-9);
            assert_relative_eq!(log.to_value(pixel), value, epsilon = 1e-9);
        }
        assert_eq!(Scale::linear((3.0, 3.0), (0.0, 10.0)).to_pixel(3.0), 5.0);
    }

    #[test]
    fn steps_are_one_two_five() {
        for (span, parts, step) in [
            (10.0, 10, 1.0),
            (10.0, 5, 2.0),
            (10.0, 4, 5.0),
            (128.0, 2, 100.0),
            (0.3, 3, 0.1),
            (1000.0, 10, 100.0),
            (7e-9, 3, 5e-9),
        ] {
            assert_relative_eq!(nice_step(span, parts), step, max_relative = 1e-9);
        }
        for span in [0.0, -1.0, f64::NAN, f64::INFINITY] {
            assert_eq!(nice_step(span, 4), 1.0);
        }
    }

    #[test]
    fn ticks_are_the_multiples_within() {
        assert_eq!(ticks(0.0, 128.0, 50.0), [0.0, 50.0, 100.0]);
        assert_eq!(ticks(-1.0, 1.0, 0.5), [-1.0, -0.5, 0.0, 0.5, 1.0]);
        assert!(ticks(0.0, 0.3, 0.1).len() == 4, "rounding loses no tick");
        assert!(ticks(-0.4, 0.4, 1.0)[0].is_sign_positive());
        assert!(ticks(0.0, 1.0, 0.0).is_empty());
        assert!(ticks(0.0, f64::INFINITY, 1.0).is_empty());
    }

    #[test]
    fn bounds_are_rounded_outwards() {
        assert_eq!(nice_bounds(0.1, 9.2, 5.0), (0.0, 10.0));
        assert_eq!(nice_bounds(-0.1, 10.0, 5.0), (-5.0, 10.0));
        assert_eq!(nice_bounds(5.0, 5.0, 5.0), (5.0, 10.0));
        assert_eq!(decades(0.02, 0.9), (-2, 0));
        assert_eq!(decades(0.001, 1000.0), (-3, 3));
        assert_eq!(decades(0.1, 0.1), (-1, 0));
        assert_eq!(decades(5e-324, f64::MAX), (-307, 308));
    }

    #[test]
    fn values_have_three_digits() {
        for (value, text) in [
            (0.048, "0.0480"),
            (-0.5, "−0.500"),
            (1.0, "1.00"),
            (12.345, "12.3"),
            (999.6, "1,000"),
            (-1234.4, "−1,234"),
            (99_949.0, "99,949"),
            (99_999.0, "1×10⁵"),
            (0.001, "0.00100"),
            (0.000_999_9, "0.00100"),
            (1.2e-7, "1.2×10⁻⁷"),
            (-1.234e-4, "−1.23×10⁻⁴"),
            (6.02e23, "6.02×10²³"),
            (1e6, "1×10⁶"),
            (0.0, "0"),
            (-0.0, "0"),
            (f64::NAN, "not a number"),
            (f64::INFINITY, "infinity"),
            (f64::NEG_INFINITY, "minus infinity"),
        ] {
            assert_eq!(format_value(value), text);
        }
    }

    #[test]
    fn ticks_have_the_decimals_of_their_step() {
        for (value, step, text) in [
            (0.0, 0.2, "0"),
            (0.5, 0.1, "0.5"),
            (-2.0, 0.5, "−2.0"),
            (-40.0, 20.0, "−40"),
            (12_000.0, 2000.0, "12,000"),
            (0.04, 0.02, "0.04"),
            (0.0, 1e-9, "0"),
            (2e-9, 1e-9, "2×10⁻⁹"),
            (3e9, 1e9, "3×10⁹"),
            (-2.351e-4, 1e-7, "−2.351×10⁻⁴"),
            (2e-4, 1e-7, "2.000×10⁻⁴"),
            (1.25e10, 5e8, "1.25×10¹⁰"),
        ] {
            assert_eq!(format_tick(value, step), text, "{value} by {step}");
        }
    }

    #[test]
    fn powers_of_ten() {
        let texts = [-4, -3, -1, 0, 1, 3, 4, 12].map(format_power);
        let wanted = ["10⁻⁴", "0.001", "0.1", "1", "10", "1,000", "10⁴", "10¹²"];
        assert_eq!(texts, wanted);
    }

    proptest! {
        #[test]
        fn pixel_and_value_are_inverse(
            low in 1e-3f64..10.0, extent in 0.1f64..1e3, share in 0.0f64..1.0,
        ) {
            let domain = (low, low + extent);
            let value = low + share * extent;
            for scale in [Scale::linear(domain, (300.0, 10.0)), Scale::log(domain, (300.0, 10.0))] {
                let back = scale.to_value(scale.to_pixel(value));
                prop_assert!((back - value).abs() <= 1e-9 * value.max(1.0));
            }
        }

        #[test]
        fn a_nice_step_gives_about_the_parts_asked_for(
            span in 1e-9f64..1e9, parts in 1usize..20,
        ) {
            let made = span / nice_step(span, parts);
            prop_assert!(made <= parts as f64 * (1.0 + 1e-6));
            prop_assert!(made * 2.5 >= parts as f64 * (1.0 - 1e-6));
        }

        #[test]
        fn a_written_value_is_near_the_value(value in -1e5f64..1e5) {
            let plain = format_value(value).replace('−', "-").replace(',', "");
            if let Ok(read) = plain.parse::<f64>() {
                prop_assert!((read - value).abs() <= 0.0051 * value.abs());
            } else {
                prop_assert!(plain.contains("×10"));
            }
        }
    }
}
