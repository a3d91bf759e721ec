//! What stands beside a picture: an axis's name and numbers, clear of each other and of the picture.
//! Lengths are pixels; text is 14 px high.

use super::scale::{format_short, nice_step, ticks};

/// What a letter or digit takes at most, as a rule, along its line and across it.
const LETTER: f64 = 9.0;
const LINE: f64 = 18.0;
/// Room between what stands beside each other.
const GAP: f64 = 6.0;
/// Parts that an axis is divided into, at most.
const PARTS: usize = 6;
/// Parts where numbers stand on a piece of it only.
const MOST_PARTS: usize = 4 * PARTS;
/// So much of an axis its name takes at most.
const NAME_SHARE: f64 = 0.45;
/// Letters of a name that stands upright beside the axis that runs up; longer ones are turned.
const UPRIGHT: usize = 3;
/// The room left of a picture for the axis that runs up.
const LEAST_GUTTER: f64 = 24.0;
const MOST_GUTTER: f64 = 76.0;

/// A number along an axis.
#[derive(Clone, Debug, PartialEq)]
pub struct Label {
    /// How it is written.
    pub text: String,
    /// Where its middle stands, 0 at the axis's low end to 1.
    pub at: f64,
}

/// An axis's name at its high end, and its numbers.
#[derive(Clone, Debug, PartialEq)]
pub struct Axis {
    /// The name.
    pub name: String,
    /// What the name takes of the axis's length.
    pub name_room: f64,
    /// Whether the name runs along the axis.
    pub is_turned: bool,
    /// The numbers, from low to high.
    pub labels: Vec<Label>,
}

impl Axis {
    /// The axis below a picture.
    pub fn across(name: &str, range: (f32, f32), length: f64) -> Self {
        Self::new(name, range, length, true, width)
    }

    /// The axis left of a picture.
    pub fn up(name: &str, range: (f32, f32), length: f64) -> Self {
        let is_turned = name.chars().count() > UPRIGHT;
        Self::new(name, range, length, is_turned, |_| LINE)
    }

    fn new(
        name: &str,
        range: (f32, f32),
        length: f64,
        is_turned: bool,
        extent: fn(&str) -> f64,
    ) -> Self {
        let along = if is_turned { width(name) } else { LINE };
        let name_room = along.min(NAME_SHARE * length);
        let end = length - name_room - GAP;
        let labels = |parts| within(range, parts, length, end, extent);
        let fits = |labels: &Vec<Label>| {
            let apart = |pair: &[Label]| {
                let extents = (extent(&pair[0].text) + extent(&pair[1].text)) / 2.0;
                (pair[1].at - pair[0].at) * length >= extents + GAP
            };
            labels.windows(2).all(apart)
        };
        // One number says nothing of a scale: where the name takes the place of others, there are finer
        // ones.
        let finer = (PARTS + 1..=MOST_PARTS).map(labels);
        let mut all = (1..=PARTS).rev().map(labels).chain(finer).filter(fits);
        let is_scale = |labels: &Vec<Label>| labels.len() > 1;
        let first = all.next().unwrap_or_default();
        let labels = match is_scale(&first) {
            true => first,
            false => all.find(is_scale).unwrap_or(first),
        };
        Self {
            name: name.to_owned(),
            name_room,
            is_turned,
            labels,
        }
    }
}

/// The numbers of an axis divided into so many parts, those that lie between its low end and `end`.
fn within(
    range: (f32, f32),
    parts: usize,
    length: f64,
    end: f64,
    extent: fn(&str) -> f64,
) -> Vec<Label> {
    let (low, high) = (f64::from(range.0), f64::from(range.1));
    let values = ticks(low, high, nice_step(high - low, parts)).into_iter();
    let label = |value: f64| Label {
        text: format_short(value),
        at: (value - low) / (high - low),
    };
    let is_inside = |label: &Label| {
        let (middle, half) = (label.at * length, extent(&label.text) / 2.0);
        middle >= half && middle + half <= end
    };
    values.map(label).filter(is_inside).collect()
}

/// The room left of a picture for the numbers of the axis that runs up, whatever its length.
pub fn gutter(range: (f32, f32)) -> f64 {
    let labels = within(range, PARTS, 1.0, f64::INFINITY, |_| 0.0);
    let widest = labels.iter().map(|label| width(&label.text));
    let widest = widest.fold(0.0, f64::max) + GAP;
    widest.clamp(LEAST_GUTTER, MOST_GUTTER)
}

/// What a line of text takes.
fn width(text: &str) -> f64 {
    LETTER * text.chars().count() as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn texts(axis: &Axis) -> Vec<&str> {
        axis.labels.iter().map(|l| l.text.as_str()).collect()
    }

    #[test]
    fn negative_numbers_have_their_sign_and_their_place() {
        let axis = Axis::across("x₁", (-6.0, 6.0), 330.0);
        assert_eq!(texts(&axis), ["−4", "−2", "0", "2", "4"]);
        assert!((axis.labels[0].at - 1.0 / 6.0).abs() < 1e-9);
        assert!(!Axis::up("x₂", (-6.0, 6.0), 330.0).is_turned);
    }

    #[test]
    fn a_small_picture_has_fewer_numbers() {
        let axis = Axis::across("x₁", (-6.0, 6.0), 128.0);
        assert!((1..=3).contains(&axis.labels.len()), "{axis:?}");
    }

    #[test]
    fn a_long_name_takes_its_part_and_no_more() {
        let name = "worst fractal dimension of the nucleus";
        for axis in [
            Axis::across(name, (0.0, 0.2), 300.0),
            Axis::up(name, (0.0, 0.2), 300.0),
        ] {
            assert!(axis.is_turned && axis.name_room <= 0.45 * 300.0);
            assert!(!axis.labels.is_empty());
        }
    }

    #[test]
    fn a_scale_has_two_numbers_beside_a_long_name_too() {
        for (name, range) in [
            ("petal length cm", (0.5, 7.4)),
            ("flavanoids", (0.0, 5.4)),
            ("petal width cm", (0.0, 2.7)),
        ] {
            for length in [240.0, 254.0, 276.0, 330.0] {
                let axis = Axis::across(name, range, length);
                assert!(axis.labels.len() > 1, "{length}: {axis:?}");
            }
        }
    }

    #[test]
    fn the_gutter_holds_what_is_written_in_it() {
        assert_eq!(gutter((-6.0, 6.0)), 24.0);
        assert!(gutter((0.0, 40_000.0)) > gutter((0.0, 40.0)));
        assert!(gutter((f32::NAN, 1.0)) >= LEAST_GUTTER);
    }

    proptest! {
        #[test]
        fn numbers_keep_clear_of_each_other_and_of_the_name(
            low in prop_oneof![-1e3f32..1e3, -1e-6f32..1e-6, -1e9f32..1e9],
            extent in prop_oneof![1e-3f32..10.0, 1.0f32..1e6],
            length in 100.0f64..500.0,
            letters in 0usize..40,
            is_across: bool,
        ) {
            let high = low + extent.max(low.abs() * 1e-3);
            let name = "a".repeat(letters);
            let axis = if is_across {
                Axis::across(&name, (low, high), length)
            } else {
                Axis::up(&name, (low, high), length)
            };
            let taken = |label: &Label| {
                let half = if is_across { width(&label.text) / 2.0 } else { LINE / 2.0 };
                (label.at * length - half, label.at * length + half)
            };
            let mut free = 0.0;
            for label in &axis.labels {
                let (from, to) = taken(label);
                prop_assert!(from >= free, "{axis:?}");
                free = to + GAP;
            }
            prop_assert!(free <= length - axis.name_room || axis.labels.is_empty());
        }
    }
}
