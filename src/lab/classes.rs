//! The classes that take part, as text: `0-4,7` is five of them and one more, counted from 0; `all`.

use super::{
    experiment::Experiment,
    parse::whole,
    wrong::{Span, Wrong},
};
use crate::data::{Classes, DataSpec};

/// All classes, in a link.
const ALL: &str = "all";

/// The classes of an experiment that take part.
pub fn write(e: &Experiment) -> String {
    text(e.data.classes, Classes::MOST)
}

/// The classes that take part of so many, in ranges.
#[must_use]
pub fn text(classes: Classes, count: usize) -> String {
    if classes.is_all() {
        return ALL.into();
    }
    let mut ranges: Vec<[usize; 2]> = Vec::new();
    for class in classes.numbers(count) {
        match ranges.last_mut() {
            Some([_, last]) if *last + 1 == class => *last = class,
            _ => ranges.push([class; 2]),
        }
    }
    let range = |[first, last]: [usize; 2]| match last - first {
        0 => first.to_string(),
        _ => format!("{first}-{last}"),
    };
    ranges.into_iter().map(range).collect::<Vec<_>>().join(",")
}

/// Lets just the classes take part that a text lists; the output layer follows.
pub fn read(e: &mut Experiment, text: &str) -> Result<(), Wrong> {
    if text == ALL {
        take(e, Classes::ALL);
        return Ok(());
    }
    let span = span(&e.data)?;
    let mut numbers = Vec::new();
    for part in text.split(',') {
        let (first, last) = part.split_once('-').unwrap_or((part, part));
        let ends = [whole(first, span)?, whole(last, span)?].map(|end| end as usize);
        numbers.extend(ends[0]..=ends[1]);
    }
    put(e, &numbers)
}

/// Lets just the classes of these numbers take part; the output layer follows.
///
/// # Errors
/// When one is not among them, or they are fewer than two.
pub fn put(e: &mut Experiment, numbers: &[usize]) -> Result<(), Wrong> {
    let count = e.data.class_count();
    let classes = Classes::of(numbers, count).ok_or(Wrong::NotClasses(count))?;
    take(e, classes);
    Ok(())
}

/// Lets classes take part, and the output layer follow.
pub fn take(e: &mut Experiment, classes: Classes) {
    let data = DataSpec {
        classes,
        ..e.data.clone()
    };
    *e = e.with_data(data);
}

/// Holds the classes of data against those that there are.
pub fn validate(data: &DataSpec) -> Result<(), Wrong> {
    if data.classes.is_all() || data.classes.fit(data.class_count()) {
        return Ok(());
    }
    Err(Wrong::NotClasses(data.class_count()))
}

/// From the first to the last class.
///
/// # Errors
/// When there are none.
pub fn span(data: &DataSpec) -> Result<Span, Wrong> {
    let count = data.class_count();
    let last = count.min(Classes::MOST).checked_sub(1);
    let last = last.ok_or(Wrong::NotClasses(count))?;
    Ok(Span::new(0.0, last as f64))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::*;
    use crate::{
        data::Dataset,
        nn::{Activation, Loss},
    };

    fn blobs() -> Experiment {
        Experiment::preset(DataSpec {
            dataset: Dataset::Blobs4,
            ..DataSpec::default()
        })
    }

    #[test]
    fn ranges_and_lists_are_read_and_written_in_the_shortest_way() {
        for (text, written) in [
            ("0-2", "0-2"),
            ("3,1", "1,3"),
            ("0,1,3", "0-1,3"),
            ("0-3", "all"),
            ("all", "all"),
        ] {
            let mut e = blobs();
            read(&mut e, text).unwrap();
            assert_eq!(write(&e), written);
            assert_eq!(e.validate(), Ok(()));
        }
    }

    #[test]
    fn the_output_layer_follows() {
        let mut e = blobs();
        e.learning_rate = 0.07;
        read(&mut e, "1-2").unwrap();
        assert_eq!(
            (e.output().units, e.output().activation),
            (1, Activation::Sigmoid)
        );
        assert_eq!((e.loss, e.learning_rate), (Loss::BinaryCrossentropy, 0.07));
        read(&mut e, "all").unwrap();
        assert_eq!(
            (e.output().units, e.output().activation),
            (4, Activation::Softmax)
        );
    }

    #[test]
    fn what_is_no_part_is_named() {
        let problem = |text: &str| {
            let mut e = blobs();
            let wrong = read(&mut e, text).unwrap_err().to_string();
            assert_eq!(e, blobs());
            wrong
        };
        let allowed = "must be two or more of the classes 0 to 3, as in 0-1 or 0,2";
        for text in ["1", "2,2", "3-1"] {
            assert_eq!(problem(text), allowed, "{text}");
        }
        for text in ["0-4", "0,9", "a", "0-", "-1", "", "0,,1"] {
            assert!(problem(text).contains("from 0 to 3"), "{text}");
        }
        let mut numbers = Experiment::preset(DataSpec {
            dataset: Dataset::Sine,
            ..DataSpec::default()
        });
        let wrong = read(&mut numbers, "0-1").unwrap_err();
        assert_eq!(wrong.to_string(), "these samples have no classes");
    }

    #[test]
    fn a_script_names_the_item_that_is_wrong() {
        let load = |classes: Value| {
            blobs()
                .merged(&json!({"data": {"classes": classes}}), &|_| None)
                .map(|e| e.data.classes)
                .map_err(|e| e.field)
        };
        assert_eq!(load(json!([0, 3])), Ok(Classes::of(&[0, 3], 4).unwrap()));
        assert_eq!(load(Value::Null), Ok(Classes::ALL));
        assert_eq!(load(json!([0, 4])), Err("data.classes[1]".into()));
        assert_eq!(load(json!([0, "a"])), Err("data.classes[1]".into()));
        assert_eq!(load(json!([2])), Err("data.classes".into()));
        assert_eq!(load(json!("0-2")), Err("data.classes".into()));
    }

    /// What belongs to a part of one set says nothing of another, unless it is said again.
    #[test]
    fn another_set_is_whole() {
        let part = blobs().merged(
            &json!({"data": {"classes": [0, 2], "per_class": 3, "turn": 30}}),
            &|_| None,
        );
        let part = part.unwrap();
        let other = |fields: Value| {
            part.merged(&json!({ "data": fields }), &|_| None)
                .unwrap()
                .data
        };
        let moons = other(json!({"dataset": "moons"}));
        assert_eq!(
            (moons.classes, moons.per_class, moons.turn),
            (Classes::ALL, None, 0.0)
        );
        let moons = other(json!({"turn": 60, "dataset": "moons"}));
        assert_eq!((moons.per_class, moons.turn), (None, 60.0));
        let same = other(json!({"dataset": "blobs4", "noise": 0.1}));
        assert_eq!((same.classes, same.per_class), (part.data.classes, Some(3)));
    }

    proptest! {
        #[test]
        fn random_text_is_read_or_refused(text in "[0-9a,-]{0,9}") {
            let mut e = blobs();
            match read(&mut e, &text) {
                Ok(()) => prop_assert_eq!(e.validate(), Ok(())),
                Err(_) => prop_assert_eq!(e, blobs()),
            }
        }
    }
}
