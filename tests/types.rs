//! The names in `www/separable.d.ts` are those that links, files and scripts know.
//!
//! Where a list has changed, `WRITE=1 cargo test --test types` writes the new one.
#![allow(clippy::unwrap_used, reason = "these are tests")]

use std::{
    env, fs,
    ops::Range,
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
};

use separable::{
    data::{
        Coding, Dataset, Feature,
        sheet::{Missing, Role},
    },
    lab::{
        Experiment, Key, Part, Setting,
        lottery::{self, Swept},
        parts,
        settings::{Kind, NONE},
    },
    nn::{Activation, Fixed, Initializer, LearningRule, Loss, Named, Optimizer, Schedule, Task},
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

/// Held while the declarations are read or written.
static FILE: Mutex<()> = Mutex::new(());

/// Holds what the declarations have at a place against what they should, or writes that.
fn hold(start: &str, place: impl Fn(&str) -> Range<usize>, expected: &str) {
    // Another test may have failed here, which does no harm to the file.
    let _held = FILE.lock().unwrap_or_else(PoisonError::into_inner);
    let mut types = fs::read_to_string(path()).unwrap();
    let place = place(&types);
    if env::var_os("WRITE").is_some() {
        if types[place.clone()] != *expected {
            types.replace_range(place, expected);
            fs::write(path(), types).unwrap();
        }
        return;
    }
    assert_eq!(
        &types[place], expected,
        "{start} (WRITE=1 cargo test --test types writes it)"
    );
}

/// Holds the union behind `start` against all that there are.
fn check<T: Named>(start: &str) {
    hold(start, |types| place(types, start), &union::<T>(start));
}

/// Holds a type, which is declared up to the end of a line, against what it should be.
fn check_type(start: &str, expected: &str) {
    let place = |types: &str| {
        let from = types.find(start).unwrap() + start.len();
        from..from + types[from..].find(";\n").unwrap()
    };
    hold(start, place, expected);
}

#[test]
fn every_name_is_known_to_scripts() {
    check::<Dataset>("export type Dataset =");
    check::<Feature>("export type Feature =");
    check::<Coding>("\n  coding:");
    check::<Role>("\n  roles?: (");
    check::<Missing>("\n  missing?:");
    check::<Task>("export type Task =");
    check::<Activation>("export type Activation =");
    check::<Initializer>("export type Initializer =");
    check::<LearningRule>("export type LearningRule =");
    check::<separable::lab::duel::Pairing>("export type Pairing =");
    check::<separable::lab::code::Language>("export type CodeLanguage =");
    check::<Swept>("\n    of:");
}

#[test]
fn a_lottery_is_declared_with_its_numbers() {
    let types = types();
    let options = declared(&types, "export interface LotteryOptions {", "\n}");
    for (name, span) in [("seeds?", lottery::SEEDS), ("epochs?", lottery::EPOCHS)] {
        let (comment, kind) = field(options, name);
        let range = format!("{} to {};", span.low, span.high);
        assert!(comment.starts_with(&range), "{range} in {comment}");
        assert_eq!(kind, "number");
    }
    let most = format!("seeds times values are at most {}", lottery::LOTS);
    assert!(field(options, "seeds?").0.contains(&most));
}

fn path() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("www/separable.d.ts")
}

/// The declarations.
fn types() -> String {
    let _held = FILE.lock().unwrap_or_else(PoisonError::into_inner);
    fs::read_to_string(path()).unwrap()
}

/// What is declared under a name, up to its end.
fn declared<'a>(types: &'a str, start: &str, end: &str) -> &'a str {
    let from = types.find(start).unwrap() + start.len();
    let length = types[from..].find(end).unwrap();
    &types[from..from + length]
}

/// The comment on a field of an interface, in one line, and the field's type.
fn field<'a>(interface: &'a str, name: &str) -> (String, &'a str) {
    let start = format!("\n  {name}: ");
    let at = interface
        .find(&start)
        .unwrap_or_else(|| panic!("{name} is not declared"));
    let kind = interface[at + start.len()..].split(';').next().unwrap();
    let comment = &interface[interface[..at].rfind("/**").unwrap()..at];
    let words = comment
        .split_whitespace()
        .filter(|word| !["/**", "*", "*/"].contains(word));
    (words.collect::<Vec<_>>().join(" "), kind)
}

/// A setting as TypeScript has it.
fn kind(setting: &Setting) -> &'static str {
    match setting.kind {
        Kind::Number(number) if number.optional => "number | null",
        Kind::Number(_) => "number",
        Kind::Flag(..) => "boolean",
        Kind::Choice(_) | Kind::Part(_) | Kind::Form(_) => match setting.key {
            Key::Coding => "\"binary\" | \"bipolar\"",
            Key::Features => "Feature[]",
            Key::Layers | Key::Frozen => "Layer[]",
            Key::Fixed => "ParameterPlace[]",
            Key::Classes => "number[] | null",
            Key::Initializer => "Initializer",
            Key::Rule => "LearningRule",
            Key::Loss => "Loss",
            Key::Optimizer => "Optimizer",
            Key::Schedule => "Schedule",
            other => panic!("{other:?} has no type"),
        },
    }
}

/// Every setting of the table is declared at its path, with what is allowed and what it usually is.
#[test]
fn every_setting_is_declared() {
    let types = types();
    let experiment = declared(&types, "export interface Experiment {", "\n}");
    let data = declared(&types, "export interface Data {", "\n}");
    let usual = Experiment::default();
    for setting in Key::all() {
        let (interface, name) = match setting.path.strip_prefix("data.") {
            Some(name) => (data, name),
            None => (experiment, setting.path),
        };
        let (comment, declared) = field(interface, name);
        assert_eq!(declared, kind(setting), "{}", setting.path);
        if let Some(number) = setting.number() {
            let range = format!("{} to {}", number.span.low, number.span.high);
            assert!(
                comment.contains(&range),
                "{}: {range} in {comment}",
                setting.path
            );
            assert!(!number.whole || !range.contains('.'));
        }
        let text = setting.text(&usual).replace(NONE, "null");
        let default = match setting.kind {
            Kind::Number(_) | Kind::Flag(..) => format!("Default {text}."),
            Kind::Choice(_) => format!("Default `\"{text}\"`."),
            Kind::Part(_) => format!("Default `{}`.", part(setting, &usual)),
            Kind::Form(_) if setting.key == Key::Features => {
                let names: Vec<_> = text.split(',').map(|name| format!("\"{name}\"")).collect();
                format!("Default `[{}]`.", names.join(", "))
            }
            Kind::Form(_) if setting.key == Key::Fixed => "Default `[]`.".into(),
            Kind::Form(_) if setting.key == Key::Classes => "Default null.".into(),
            // Layers are told in words.
            Kind::Form(_) => "Default 4 and 3 units of tanh, and a sigmoid.".into(),
        };
        assert!(
            comment.contains(&default),
            "{}: {default} in {comment}",
            setting.path
        );
    }
    // And nothing is declared that is no setting.
    let known = ["dataset", "drawn?", "file?", "data"];
    for line in experiment.lines().chain(data.lines()) {
        let Some((name, _)) = line
            .strip_prefix("  ")
            .and_then(|line| line.split_once(": "))
        else {
            continue;
        };
        if name.starts_with(|c: char| c.is_lowercase()) {
            let path = |s: &Setting| s.path == name || s.path.strip_prefix("data.") == Some(name);
            assert!(known.contains(&name) || Key::all().any(path), "{name}");
        }
    }
}

/// A part as scripts have it.
fn part(setting: &Setting, e: &Experiment) -> String {
    let name = format!("\"{}\"", setting.chosen(e).unwrap());
    if setting.is_plain(e) {
        return name;
    }
    let inner = setting.inner(e).into_iter();
    let fields: String = inner.map(|s| format!(", {}: {}", s.name, s.text)).collect();
    format!("{{ name: {name}{fields} }}")
}

/// Each kind of a part with the types of its numbers.
fn kinds<P: Part>() -> String {
    let kinds = P::ALL.iter().map(|&kind| {
        let mut kind = kind;
        let name = format!("name: \"{}\"", Named::name(kind));
        let settings = kind.settings().into_iter().map(|setting| {
            let of = match setting.value {
                parts::Value::Number(..) => "number",
                parts::Value::Flag(_) => "boolean",
            };
            format!("{}: {of}", setting.name)
        });
        let fields: Vec<_> = [name].into_iter().chain(settings).collect();
        format!("\n  | {{ {} }}", fields.join("; "))
    });
    kinds.collect()
}

#[test]
fn every_part_is_declared_with_its_numbers() {
    check_type("export type Optimizer =", &kinds::<Optimizer>());
    check_type("export type Schedule =", &kinds::<Schedule>());
    // A loss without numbers is its name alone.
    let names = Loss::ALL
        .iter()
        .map(|loss| format!("\n  | \"{}\"", loss.name()));
    let with_numbers = kinds::<Loss>();
    let with_numbers = with_numbers.lines().filter(|line| line.contains("; "));
    let losses = names.chain(with_numbers.map(|line| format!("\n{line}")));
    let losses: String = losses.collect();
    check_type("export type Loss =", &losses);
}

#[test]
fn layers_are_declared_with_their_numbers() {
    let types = types();
    let layer = declared(&types, "export interface Layer {", "\n}");
    let (comment, _) = field(layer, "units");
    let (usual, images) = (Experiment::UNITS, Experiment::UNITS_OF_IMAGES);
    let of_images = format!("{} to {} of MNIST", images.low, images.high);
    let units = format!("{} to {}; {of_images}", usual.low, usual.high);
    assert!(comment.starts_with(&units), "{comment}");
    let experiment = declared(&types, "export interface Experiment {", "\n}");
    let (comment, _) = field(experiment, "layers");
    let hidden = format!("0 to {} hidden layers", Experiment::HIDDEN_LAYERS);
    assert!(comment.starts_with(&hidden), "{comment}");
    let (comment, _) = field(experiment, "fixed");
    assert!(
        comment.contains(&format!("at most {};", Fixed::MOST)),
        "{comment}"
    );
}
