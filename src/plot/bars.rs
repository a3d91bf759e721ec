//! The ticks of a colour bar.

use super::scale::{format_tick, format_value, nice_step, ticks};

/// Three to five ticks of a bar from `low` to `high`: where each lies, 0 to 1, and its text. A bar
/// without extent has one tick in its middle; without finite ends it has none.
pub fn bar_ticks(low: f32, high: f32) -> Vec<(f32, String)> {
    let (low, high) = (f64::from(low), f64::from(high));
    if !(low.is_finite() && high.is_finite()) {
        return Vec::new();
    }
    if low == high {
        return vec![(0.5, format_value(low))];
    }
    let (least, most) = (low.min(high), low.max(high));
    let (step, values) = steps(least, most);
    // Adding 0 turns −0 into 0.
    let place = |value: f64| ((value - low) / (high - low)).clamp(0.0, 1.0) as f32 + 0.0;
    values
        .into_iter()
        .map(|value| (place(value), format_tick(value, step)))
        .collect()
}

/// The coarsest step with at least three ticks, and its ticks; at most five.
fn steps(low: f64, high: f64) -> (f64, Vec<f64>) {
    let choice = |parts| {
        let step = nice_step(high - low, parts);
        (step, ticks(low, high, step))
    };
    let coarsest = (2..=6).map(choice).find(|(_, values)| values.len() >= 3);
    let (step, values) = coarsest.unwrap_or_else(|| choice(8));
    // Between 5 and 2 times a power of ten there may be too many: then every other one.
    if values.len() > 5 {
        (2.0 * step, ticks(low, high, 2.0 * step))
    } else {
        (step, values)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn ticks_are_round_numbers_in_their_places() {
        let texts = |low, high| -> Vec<_> {
            let ticks = bar_ticks(low, high).into_iter();
            ticks.map(|(at, text)| format!("{text}@{at:.2}")).collect()
        };
        assert_eq!(texts(-1.0, 1.0), ["−1@0.00", "0@0.50", "1@1.00"]);
        assert_eq!(
            texts(0.0, 0.9),
            ["0@0.00", "0.2@0.22", "0.4@0.44", "0.6@0.67", "0.8@0.89"]
        );
        assert_eq!(texts(1.0, -1.0), ["−1@1.00", "0@0.50", "1@0.00"]);
    }

    #[test]
    fn between_two_and_five_every_other_tick_is_left_out() {
        let texts: Vec<_> = bar_ticks(0.5, 14.5)
            .into_iter()
            .map(|(_, text)| text)
            .collect();
        assert_eq!(texts, ["4", "8", "12"]);
    }

    #[test]
    fn odd_bars() {
        assert_eq!(bar_ticks(2.0, 2.0), [(0.5, "2.00".to_string())]);
        for (low, high) in [(f32::NAN, 1.0), (0.0, f32::INFINITY), (f32::NAN, f32::NAN)] {
            assert!(bar_ticks(low, high).is_empty());
        }
    }

    proptest! {
        #[test]
        fn three_to_five_ticks_that_are_apart(
            offset in -500.0f32..500.0, power in -6i32..6, mantissa in 1.0f32..10.0,
        ) {
            let span = mantissa * libm::exp10(f64::from(power)) as f32;
            let (low, high) = (offset * span, offset * span + span);
            let ticks = bar_ticks(low, high);
            prop_assert!((3..=5).contains(&ticks.len()), "{low} {high} {ticks:?}");
            for pair in ticks.windows(2) {
                prop_assert!(pair[1].0 - pair[0].0 > 0.1, "{ticks:?}");
                prop_assert!(pair[0].1 != pair[1].1, "{ticks:?}");
            }
            prop_assert!(ticks[0].0 >= 0.0 && ticks[ticks.len() - 1].0 <= 1.0);
        }
    }
}
