//! The inputs that columns become.

use super::{
    Cells, Column, Sheet,
    column::{NO_LEVEL, present},
    note::{Fill, Note, OneHot},
    number::plain,
};
use crate::data::text::words::short;

/// How many inputs a network may have.
pub const MAX_INPUTS: usize = 128;

/// The inputs so far: their names, and their values one column after the other.
#[derive(Default)]
pub struct Inputs {
    pub names: Vec<String>,
    pub x: Vec<f32>,
}

impl Inputs {
    /// Adds a column, and says what was done to it.
    pub fn add(&mut self, sheet: &Sheet, column: &Column, rows: &[usize], notes: &mut Vec<Note>) {
        let filled = rows.iter().filter(|&&row| column.is_missing(row)).count();
        let fill = match &column.cells {
            Cells::Numbers(values) => self.add_numbers(&column.name, values, rows),
            Cells::Categories { levels, codes } => {
                notes.push(encoding(sheet, column, levels));
                self.add_categories(&column.name, levels, codes, rows)
            }
            Cells::Text { .. } => return,
        };
        if filled > 0 {
            notes.push(Note::Filled {
                column: column.name.clone(),
                values: filled,
                fill,
            });
        }
    }

    /// Gives what missing values became.
    fn add_numbers(&mut self, name: &str, values: &[f32], rows: &[usize]) -> Fill {
        let mean = mean(values);
        let value = |&row: &usize| {
            if values[row].is_nan() {
                mean
            } else {
                values[row]
            }
        };
        self.names.push(name.into());
        self.x.extend(rows.iter().map(value));
        Fill::Mean(mean)
    }

    /// Gives what missing values became.
    fn add_categories(
        &mut self,
        name: &str,
        levels: &[String],
        codes: &[u16],
        rows: &[usize],
    ) -> Fill {
        let usual = most_frequent(codes, levels.len());
        let own_input = if levels.len() > 2 {
            0
        } else {
            levels.len() - 1
        };
        for (place, level) in levels.iter().enumerate().skip(own_input) {
            let holds = |&row: &usize| {
                let code = if codes[row] == NO_LEVEL {
                    usual
                } else {
                    usize::from(codes[row])
                };
                f32::from(u8::from(code == place))
            };
            self.names.push(is_level(name, level));
            self.x.extend(rows.iter().map(holds));
        }
        Fill::MostFrequent(levels[usual].clone())
    }
}

/// What a missing value of a column becomes; nothing where it is no input.
#[must_use]
pub fn fill_of(column: &Column) -> Option<Fill> {
    match &column.cells {
        Cells::Numbers(values) => Some(Fill::Mean(mean(values))),
        Cells::Categories { levels, codes } => {
            let usual = levels.get(most_frequent(codes, levels.len()))?;
            Some(Fill::MostFrequent(usual.clone()))
        }
        Cells::Text { .. } => None,
    }
}

/// How many inputs a column becomes.
pub fn width(column: &Column) -> usize {
    match &column.cells {
        Cells::Categories { levels, .. } if levels.len() > 2 => levels.len(),
        Cells::Numbers(_) | Cells::Categories { .. } | Cells::Text { .. } => 1,
    }
}

/// The name of the input that is 1 where a category holds.
pub fn is_level(name: &str, level: &str) -> String {
    format!("{name} = {}", short(level))
}

/// What became of categories; if they were meant as numbers, then where they are not.
fn encoding(sheet: &Sheet, column: &Column, levels: &[String]) -> Note {
    let is_number = |level: &String| plain(level).is_some();
    let meant_as_numbers = levels.iter().any(is_number);
    let stray = column.first_text().filter(|_| meant_as_numbers);
    Note::Encoded {
        column: column.name.clone(),
        encoding: match levels {
            [only] => OneHot::Only(only.clone()),
            [no, yes] => OneHot::Two([no.clone(), yes.clone()]),
            _ => OneHot::Each(levels.len()),
        },
        stray: stray.map(|row| (sheet.row_number(row), column.cell(row).into_owned())),
    }
}

fn mean(values: &[f32]) -> f32 {
    let (sum, count) = present(values).fold((0.0, 0), |(sum, count), value| {
        (sum + f64::from(value), count + 1)
    });
    (sum / f64::from(count)) as f32
}

/// The code that most rows have; of several, the one that appears first.
fn most_frequent(codes: &[u16], levels: usize) -> usize {
    let mut counts = vec![0; levels];
    for &code in codes {
        if let Some(count) = counts.get_mut(usize::from(code)) {
            *count += 1;
        }
    }
    let most = counts.iter().max();
    counts
        .iter()
        .position(|count| Some(count) == most)
        .unwrap_or(0)
}
