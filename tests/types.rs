//! The names in `www/separable.d.ts` are those that links, files and scripts know.
//!
//! Where a list has changed, `WRITE=1 cargo test --test types` writes the new one.
#![allow(clippy::unwrap_used, reason = "these are tests")]

use std::{env, fs, ops::Range, path::Path};

use separable::{
    data::{
        Coding, Dataset, Feature,
        sheet::{Missing, Role},
    },
    nn::{Activation, Initializer, LearningRule, Loss, Named, Optimizer, Schedule, Task},
};

/// The union of all names, on a line if it fits.
fn union<T: Named>(start: &str) -> String {
    let names = T::ALL.iter().map(|one| format!("\"{}\"", one.name()));
    let names: Vec<_> = names.collect();
    let line = names.join(" | ");
    if start.len() + line.len() < 110 {
        let space = if start.ends_with(':') || start.ends_with('=') {
            " "
        } else {
            ""
        };
        return format!("{space}{line}");
    }
    let lines = names.iter().map(|name| format!("\n  | {name}"));
    lines.collect()
}

/// Where the union stands that follows `start`.
fn place(types: &str, start: &str) -> Range<usize> {
    let from = types.find(start).unwrap() + start.len();
    let length = types[from..].find([';', ')']).unwrap();
    from..from + length
}

/// Holds the union behind `start` against all that there are.
fn check<T: Named>(start: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("www/separable.d.ts");
    let types = fs::read_to_string(&path).unwrap();
    let place = place(&types, start);
    let (found, expected) = (types[place.clone()].to_owned(), union::<T>(start));
    if found != expected && env::var_os("WRITE").is_some() {
        let mut types = types;
        types.replace_range(place, &expected);
        fs::write(path, types).unwrap();
        return;
    }
    assert_eq!(
        found, expected,
        "{start} (WRITE=1 cargo test --test types writes it)"
    );
}

/// Holds the objects of a type, which are told apart by their names, against all that there are.
fn check_objects<T: Named>(start: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("www/separable.d.ts");
    let types = fs::read_to_string(path).unwrap();
    let (_, union) = types.split_once(start).unwrap();
    let objects = union.lines().skip(1);
    let objects = objects.map_while(|line| line.trim().strip_prefix("| { name: \""));
    let found: Vec<_> = objects.filter_map(|rest| rest.split('"').next()).collect();
    let expected: Vec<_> = T::ALL.iter().map(|one| one.name()).collect();
    assert_eq!(found, expected, "{start}");
}

/// One test, so that no two write at the same time.
#[test]
fn every_name_is_known_to_scripts() {
    check::<Dataset>("export type Dataset =");
    check::<Feature>("export type Feature =");
    check::<Task>("export type Task =");
    check::<Activation>("export type Activation =");
    check::<Initializer>("export type Initializer =");
    check::<Loss>("export type LossName =");
    check::<LearningRule>("\n  rule:");
    check::<Coding>("\n  coding:");
    check::<Role>("\n  roles?: (");
    check::<Missing>("\n  missing?:");
    check_objects::<Optimizer>("export type Optimizer =");
    check_objects::<Schedule>("export type Schedule =");
}
