//! A person's own table in links and scripts: the CSV itself, and how it is read.

use std::sync::Arc;

use super::{field::FieldError, parse::named, wrong::Wrong};
use crate::{
    data::{
        File, Loaded,
        sheet::{MAX_PACKED, Missing, Reading, Role, Sheet, pack, read_csv, read_plain, unpack},
    },
    nn::{Named, Task},
};

/// What the file is called when it came in a link or from a script.
const NAME: &str = "own table";

/// Whether a table is small enough for a link.
pub fn fits(loaded: &Loaded) -> bool {
    packed(loaded).is_some()
}

fn packed(loaded: &Loaded) -> Option<String> {
    small_csv(&loaded.sheet).and_then(|csv| pack(&csv))
}

/// The pairs of a link: the table itself where it is small enough, else what it is known by.
pub fn write(loaded: &Loaded) -> Vec<String> {
    let Some(csv) = packed(loaded) else {
        return vec![format!("own={}", fingerprint(loaded))];
    };
    let guess = Reading::guess(&loaded.sheet);
    let Reading {
        roles,
        task,
        missing,
    } = &loaded.reading;
    let mut pairs = vec![format!("csv={csv}")];
    if *roles != guess.roles {
        let roles: String = roles.iter().map(|&role| code(role)).collect();
        pairs.push(format!("roles={roles}"));
    }
    if *missing != guess.missing {
        pairs.push(format!("missing={}", missing.name()));
    }
    if let Some(task) = task {
        pairs.push(format!("task={}", task.name()));
    }
    pairs
}

/// Whether a file is the one that a link names.
pub fn is(file: &File, fingerprint: &str) -> bool {
    file.loaded()
        .is_some_and(|loaded| self::fingerprint(loaded) == fingerprint)
}

/// Whether a text may be what a table is known by.
pub fn is_fingerprint(text: &str) -> bool {
    text.len() == 16 && text.bytes().all(|b| b.is_ascii_hexdigit())
}

/// What a table is known by, in sixteen digits.
fn fingerprint(loaded: &Loaded) -> String {
    format!("{:016x}", loaded.fingerprint())
}

/// The CSV of a sheet that may be small enough to be packed: every cell takes a character at least,
/// and to write a large sheet at every change would take too long.
fn small_csv(sheet: &Sheet) -> Option<String> {
    (sheet.rows() * sheet.columns.len() <= MAX_PACKED).then(|| sheet.to_csv())
}

/// The table of a link's pairs.
///
/// # Errors
/// Names the key that is wrong.
pub fn read<'a>(text: &impl Fn(&'static str) -> Option<&'a str>) -> Result<File, FieldError> {
    let csv = text("csv").unwrap_or_default();
    let csv = unpack(csv).map_err(|wrong| FieldError::new("csv", wrong))?;
    let sheet = sheet("csv", &csv, true)?;
    let mut reading = Reading::guess(&sheet);
    if let Some(codes) = text("roles") {
        reading.roles = codes.chars().map(role).collect::<Result<_, _>>()?;
    }
    if let Some(missing) = missing(text)? {
        reading.missing = missing;
    }
    if let Some(task) = task(text)? {
        reading.task = Some(task);
    }
    load("roles", NAME, sheet, reading)
}

/// What of a link would be wrong with any table.
pub fn misnamed<'a>(text: &impl Fn(&'static str) -> Option<&'a str>) -> Vec<FieldError> {
    let found = [missing(text).err(), task(text).err()];
    found.into_iter().flatten().collect()
}

fn missing<'a>(
    text: &impl Fn(&'static str) -> Option<&'a str>,
) -> Result<Option<Missing>, FieldError> {
    text("missing").map(|name| of("missing", name)).transpose()
}

fn task<'a>(text: &impl Fn(&'static str) -> Option<&'a str>) -> Result<Option<Task>, FieldError> {
    text("task").map(|name| of("task", name)).transpose()
}

/// The sheet of CSV text: `plain` as the page writes it, or else as it is found to be.
///
/// # Errors
/// Says what is wrong with it, as the field of that name.
pub fn sheet(field: &str, csv: &str, plain: bool) -> Result<Sheet, FieldError> {
    let read = if plain { read_plain } else { read_csv };
    read(csv.as_bytes()).map_err(|wrong| FieldError::new(field, wrong))
}

/// A sheet, read.
///
/// # Errors
/// Names the column that cannot be what it is said to be; `field` is what said so.
pub fn load(field: &str, name: &str, sheet: Sheet, reading: Reading) -> Result<File, FieldError> {
    if reading.roles.len() != sheet.columns.len() {
        let wrong = Wrong::RoleCount(sheet.columns.len(), reading.roles.len());
        return Err(FieldError::new(field, wrong));
    }
    Loaded::new(name, Arc::new(sheet), reading)
        .map(File::from)
        .map_err(|wrong| FieldError::new(wrong.field().to_string(), wrong))
}

fn of<T: Named>(key: &str, text: &str) -> Result<T, FieldError> {
    named(text).map_err(|wrong| FieldError::new(key, wrong))
}

fn code(role: Role) -> char {
    match role {
        Role::Input => 'i',
        Role::Target => 't',
        Role::Ignore => 'x',
    }
}

fn role(code: char) -> Result<Role, FieldError> {
    match code {
        'i' => Ok(Role::Input),
        't' => Ok(Role::Target),
        'x' => Ok(Role::Ignore),
        other => Err(FieldError::new("roles", Wrong::NotARole(other))),
    }
}
