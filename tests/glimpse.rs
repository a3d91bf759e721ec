//! What is stored of the tables that come with the page, for the gallery, is what they look like.
//!
//! Where that has changed, `WRITE=1 cargo test --test glimpse` writes it anew.
#![allow(clippy::unwrap_used, reason = "these are tests")]

mod common;

use std::{env, fs, path::Path};

use separable::{
    data::{DataSpec, Dataset, Targets},
    lab::Glimpse,
    nn::Named,
};

/// Every table that comes with the page, as it is met first.
fn tables() -> Vec<DataSpec> {
    let shipped = Dataset::ALL.iter().filter(|set| set.has_sheet());
    let spec = |&dataset| DataSpec {
        dataset,
        file: common::file(dataset),
        ..DataSpec::default()
    };
    shipped.map(spec).collect()
}

/// A number from `low` to `high` as one of the levels.
fn level(value: f32, (low, high): (f32, f32)) -> f32 {
    (value - low) / (high - low) * f32::from(Glimpse::LEVELS)
}

/// The numbers of a glimpse as they are stored, but not rounded: inputs column by column, and targets.
fn numbers(spec: &DataSpec) -> [Vec<f32>; 2] {
    let Glimpse { table, view } = Glimpse::of(spec);
    let along = |axis: usize| {
        let column = table.x.column(axis);
        let levels = column.map(|x| level(x, view.ranges[axis]));
        levels.collect::<Vec<_>>()
    };
    let inputs = if spec.image().is_some() {
        table.x.iter().collect()
    } else {
        view.axes.map(along).concat()
    };
    let targets = match &table.targets {
        Targets::Classes { of, .. } => of.iter().map(|&class| f32::from(class)).collect(),
        Targets::Values { of, .. } => {
            let range = (of.min(), of.max());
            of.iter().map(|&value| level(value, range)).collect()
        }
        Targets::Labels { .. } => panic!("{:?}: labels have no glimpse", spec.dataset),
    };
    [inputs, targets]
}

fn line(spec: &DataSpec) -> String {
    let character = |&number: &f32| {
        assert!((0.0..=f32::from(Glimpse::LEVELS)).contains(&number));
        char::from(Glimpse::FIRST + number.round() as u8)
    };
    let words = numbers(spec).map(|word| word.iter().map(character).collect::<String>());
    format!("{} {}\n", spec.dataset.name(), words.join(" "))
}

#[test]
fn what_is_stored_is_what_the_tables_look_like() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/lab/glimpse.txt");
    let expected: String = tables().iter().map(line).collect();
    if env::var_os("WRITE").is_some() {
        fs::write(path, expected).unwrap();
        return;
    }
    let stored = fs::read_to_string(path).unwrap();
    assert_eq!(
        stored, expected,
        "(WRITE=1 cargo test --test glimpse writes it)"
    );
}

#[test]
fn a_stored_glimpse_has_the_samples_of_the_table_where_they_are() {
    for spec in tables() {
        let (seen, dataset) = (Glimpse::of(&spec).table, spec.dataset);
        let stored = Glimpse::stored(dataset).unwrap();
        let [inputs, targets] = numbers(&spec);
        let near = |(a, b): (&f32, f32)| (a - b).abs() <= 0.501;
        assert_eq!(stored.table.x.iter().count(), inputs.len());
        let x = stored.table.x.iter();
        assert!(inputs.iter().zip(x).all(near), "{dataset:?}");
        match (&stored.table.targets, &seen.targets) {
            (
                Targets::Classes { of, names },
                Targets::Classes {
                    of: real,
                    names: all,
                },
            ) => {
                assert_eq!((of, names.len()), (real, all.len()), "{dataset:?}");
            }
            (Targets::Values { of, .. }, Targets::Values { .. }) => {
                let values = of.iter().copied();
                assert!(targets.iter().zip(values).all(near), "{dataset:?}");
                assert_eq!((of.min(), of.max()), (0.0, f32::from(Glimpse::LEVELS)));
            }
            _ => panic!("{dataset:?} is of another task"),
        }
        assert!(!stored.view.is_line());
    }
}

#[test]
fn sets_that_are_not_read_need_nothing_stored() {
    let others = Dataset::ALL.iter().filter(|set| !set.has_sheet());
    for &dataset in others {
        assert!(Glimpse::stored(dataset).is_none(), "{dataset:?}");
    }
}
