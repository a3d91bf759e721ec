//! A small curve of the learning rate over the epochs.

use std::fmt::Write as _;

/// Path data for SVG: `rates`, one an epoch, from the left edge to the right one of a picture of
/// `width × height` pixels, with 0 at the bottom and the largest rate at the top. What is not
/// finite is left out; nothing to show gives an empty path.
pub fn schedule_path(rates: &[f32], width: f32, height: f32) -> String {
    let largest = rates
        .iter()
        .filter(|rate| rate.is_finite())
        .fold(0.0, |most: f32, rate| most.max(*rate));
    // A single rate is shown as one that does not change.
    let rates = if rates.len() == 1 {
        &[rates[0]; 2]
    } else {
        rates
    };
    let last = rates.len().saturating_sub(1) as f32;
    let place = |(epoch, rate): (usize, &f32)| {
        let share = if largest > 0.0 { rate / largest } else { 0.0 };
        let tenth = |x: f32| (x * 10.0).round() as i32;
        [
            tenth(width * epoch as f32 / last),
            tenth(height * (1.0 - share)),
        ]
    };
    let mut places: Vec<_> = rates
        .iter()
        .enumerate()
        .filter(|(_, rate)| rate.is_finite())
        .map(place)
        .collect();
    places.dedup();
    let mut path = String::new();
    for (index, &[x, y]) in places.iter().enumerate() {
        // Within a level stretch the ends are enough.
        let same = |other: Option<&[i32; 2]>| other.is_some_and(|other| other[1] == y);
        if index > 0 && same(places.get(index - 1)) && same(places.get(index + 1)) {
            continue;
        }
        let command = if path.is_empty() { 'M' } else { 'L' };
        // Writing to a string cannot fail.
        let _ = write!(path, "{command}{}.{} {}.{}", x / 10, x % 10, y / 10, y % 10);
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_curve_spans_the_picture() {
        assert_eq!(
            schedule_path(&[0.1, 0.05, 0.0], 100.0, 20.0),
            "M0.0 0.0L50.0 10.0L100.0 20.0"
        );
    }

    #[test]
    fn a_constant_rate_is_a_line_at_the_top() {
        assert_eq!(schedule_path(&[0.3, 0.3], 40.0, 12.0), "M0.0 0.0L40.0 0.0");
        assert_eq!(schedule_path(&[0.3], 40.0, 12.0), "M0.0 0.0L40.0 0.0");
    }

    #[test]
    fn a_rate_of_nothing_is_a_line_at_the_bottom() {
        assert_eq!(
            schedule_path(&[0.0, 0.0], 40.0, 12.0),
            "M0.0 12.0L40.0 12.0"
        );
    }

    #[test]
    fn what_is_not_finite_is_left_out() {
        let rates = [f32::NAN, 1.0, f32::INFINITY, 0.5];
        assert_eq!(schedule_path(&rates, 30.0, 10.0), "M10.0 0.0L30.0 5.0");
        assert_eq!(schedule_path(&[f32::NAN], 30.0, 10.0), "");
        assert_eq!(schedule_path(&[], 30.0, 10.0), "");
    }

    #[test]
    fn a_long_schedule_keeps_its_steps_and_stays_short() {
        let mut rates = vec![0.1; 10_000];
        rates[5_000..].fill(0.01);
        let path = schedule_path(&rates, 60.0, 20.0);
        assert!(path.len() < 3_000, "{}", path.len());
        assert!(path.ends_with("L60.0 18.0"), "{path}");
        assert!(path.contains("L30.0 0.0L30.0 18.0"), "{path}");
    }

    proptest! {
        #[test]
        fn every_place_is_inside(rates in prop::collection::vec(0.0f32..10.0, 0..300)) {
            let path = schedule_path(&rates, 80.0, 24.0);
            for (index, place) in path.split(['M', 'L']).skip(1).enumerate() {
                let (x, y) = place.split_once(' ').unwrap();
                let [x, y] = [x, y].map(|text| text.parse::<f32>().unwrap());
                prop_assert!((0.0..=80.0).contains(&x) && (0.0..=24.0).contains(&y));
                prop_assert!(index > 0 || x == 0.0);
            }
        }
    }
}
