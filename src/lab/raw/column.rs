//! A column as it was measured: what it is called, what it may be, and what takes the place of a missing value.

use serde_json::Value;

use crate::{
    data::{
        DataSpec, Table,
        decimal::read_f32,
        sheet::{Decimal, Fill, Missing, Pasted, Role, Written, fill_of},
    },
    lab::{
        own_values::{Asked, VALUES},
        prepared::Prepared,
        typed::typed,
        wrong::Wrong,
    },
};

/// A column as it was measured.
#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    /// Its name, as the data have it.
    pub name: String,
    /// A number, or one of several categories, and where it goes in the table.
    pub asked: Asked,
    /// What takes the place of a missing value; nothing where there has to be one.
    pub fill: Option<Measured>,
    /// The least and the greatest number of the training samples; of categories, 0 and 0.
    pub range: [f32; 2],
    /// Which categories training samples have; nothing of numbers.
    pub held: Vec<bool>,
    /// How the file of the data writes its numbers.
    written: Written,
}

/// What a row has in a column.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Measured {
    /// A number.
    Number(f32),
    /// A category, by its place among them.
    Level(usize),
}

/// What no training sample has been like.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Beyond {
    /// The number lies outside those of the training samples.
    Range([f32; 2]),
    /// No training sample has the category.
    Level,
}

impl Column {
    /// Every column, in the order in which rows have them.
    #[must_use]
    pub fn all(data: &DataSpec, prepared: &Prepared) -> Vec<Self> {
        let table = &prepared.train_table;
        let fills = fills(data);
        let asked = Asked::columns(data, prepared).into_iter().enumerate();
        let column = |(at, asked): (usize, Asked)| {
            let name = match &asked {
                Asked::Number(column) => table.inputs.get(*column).cloned().unwrap_or_default(),
                Asked::Level { name, .. } => name.clone(),
            };
            let (range, held) = match &asked {
                Asked::Number(_) if table.x.images().is_some() => ([0.0, 255.0], Vec::new()),
                Asked::Number(column) => (range(table.x.column(*column)), Vec::new()),
                Asked::Level { levels, .. } => {
                    let mut held = vec![false; levels.len()];
                    for row in 0..table.len() {
                        let raw: Vec<f32> = table.x.row(row).collect();
                        if let Some(held) = asked.level(&raw).and_then(|at| held.get_mut(at)) {
                            *held = true;
                        }
                    }
                    ([0.0; 2], held)
                }
            };
            let fill = fills.get(at).and_then(|fill| match (fill, &asked) {
                (Fill::Mean(mean), Asked::Number(_)) => Some(Measured::Number(*mean)),
                (Fill::MostFrequent(usual), Asked::Level { levels, .. }) => {
                    let at = levels.iter().position(|level| level == usual);
                    at.map(Measured::Level)
                }
                _ => None,
            });
            let loaded = data.file.loaded();
            let written = loaded.map(|loaded| Written::of(&loaded.sheet, &name));
            Self {
                written: written.unwrap_or_default(),
                name,
                asked,
                fill,
                range,
                held,
            }
        };
        asked.map(column).collect()
    }

    /// Its name as people read it.
    #[must_use]
    pub fn label(&self) -> String {
        self.name.replace('_', " ")
    }

    /// Whether a name is meant for it, in whatever capitals and with spaces, lines or digits below.
    #[must_use]
    pub fn is_called(&self, name: &str) -> bool {
        name == self.name || plain(name) == plain(&self.name)
    }

    /// The categories; nothing of numbers.
    #[must_use]
    pub fn levels(&self) -> &[String] {
        match &self.asked {
            Asked::Number(_) => &[],
            Asked::Level { levels, .. } => levels,
        }
    }

    /// The value that a person types; nothing typed is a missing one.
    ///
    /// # Errors
    /// Says what is allowed.
    pub fn typed(&self, text: &str) -> Result<Measured, Wrong> {
        match &self.asked {
            _ if text.trim().is_empty() => self.missing(),
            Asked::Level { levels, .. } => level(levels, text.trim()),
            Asked::Number(_) if self.written != Written::Plain => {
                let number = self.file_number(text.trim(), Decimal::Point);
                number.ok_or_else(|| Wrong::NotMeasured(text.trim().into(), self.range))
            }
            Asked::Number(_) => match typed(text, VALUES, false) {
                Ok(number) => Ok(Measured::Number(number as f32)),
                Err(Wrong::NotANumber(text, _)) => Err(Wrong::NotMeasured(text, self.range)),
                Err(Wrong::Ambiguous(text, both)) => self.meant(text, both),
                Err(other) => Err(other),
            },
        }
    }

    /// Of two numbers that a text may write, with decimals or with thousands apart, the one that is meant: a point
    /// begins decimals, as wherever the page writes them; after a comma it is the one like the training samples.
    fn meant(&self, text: String, [decimal, grouped]: [f64; 2]) -> Result<Measured, Wrong> {
        let [low, high] = self.range.map(f64::from);
        let is_like = |number: f64| (low..=high).contains(&number);
        match (is_like(decimal), is_like(grouped)) {
            _ if text.contains('.') => Ok(Measured::Number(decimal as f32)),
            (true, false) => Ok(Measured::Number(decimal as f32)),
            (false, true) => Ok(Measured::Number(grouped as f32)),
            _ => Err(Wrong::Ambiguous(text, [decimal, grouped])),
        }
    }

    /// The value in a cell of a table that is pasted.
    ///
    /// # Errors
    /// Says what is allowed.
    pub fn pasted(&self, cell: &str, decimal: Decimal) -> Result<Measured, Wrong> {
        match &self.asked {
            // A category may be called as what is missing elsewhere.
            Asked::Level { levels, .. } => match level(levels, cell) {
                Err(_) if Pasted::is_missing(cell, false) => self.missing(),
                read => read,
            },
            Asked::Number(_) if Pasted::is_missing(cell, true) => self.missing(),
            Asked::Number(_) => {
                let number = self.file_number(cell, decimal);
                number.ok_or_else(|| Wrong::NotMeasured(cell.into(), self.range))
            }
        }
    }

    /// The number in a cell, as the file's own are read.
    fn file_number(&self, cell: &str, decimal: Decimal) -> Option<Measured> {
        let number = self.written.number(cell, decimal);
        let number = number.filter(|number| VALUES.contains(f64::from(*number)));
        number.map(Measured::Number)
    }

    /// The value that a script gives; null is a missing one.
    ///
    /// # Errors
    /// Says what is allowed.
    pub fn scripted(&self, value: &Value) -> Result<Measured, Wrong> {
        let written = || match value.as_str() {
            Some(text) => text.to_owned(),
            None => value.to_string(),
        };
        match &self.asked {
            _ if value.is_null() => self.missing(),
            Asked::Level { levels, .. } => level(levels, &written()),
            Asked::Number(_) => {
                let plain = || {
                    let number = value.as_f64().filter(|number| VALUES.contains(*number))?;
                    Some(Measured::Number(number as f32))
                };
                let number = if self.written == Written::Plain {
                    plain()
                } else {
                    self.file_number(&written(), Decimal::Point)
                };
                number.ok_or_else(|| Wrong::NotMeasured(written(), self.range))
            }
        }
    }

    fn missing(&self) -> Result<Measured, Wrong> {
        self.fill.ok_or_else(|| match &self.asked {
            Asked::Number(_) => Wrong::NeedsMeasured(self.range),
            Asked::Level { levels, .. } => Wrong::NeedsCategory(levels.clone()),
        })
    }

    /// What a row of the table has here; nothing where it has no category.
    #[must_use]
    pub fn of(&self, raw: &[f32]) -> Option<Measured> {
        match &self.asked {
            Asked::Number(column) => raw.get(*column).copied().map(Measured::Number),
            Asked::Level { .. } => self.asked.level(raw).map(Measured::Level),
        }
    }

    /// What training samples usually have: the mean, to the digits that tell samples apart, or the category that
    /// most have.
    #[must_use]
    pub fn usual(&self, table: &Table) -> Measured {
        match &self.asked {
            Asked::Number(column) => {
                let values = table.x.column(*column);
                let count = values.len().max(1) as f64;
                let mean = values.map(f64::from).sum::<f64>() / count;
                let [low, high] = self.range.map(f64::from);
                let digits = (0..12).find(|digits| 10_f64.powi(-digits) * 100.0 <= high - low);
                let digits = digits.unwrap_or_default() as usize;
                let written = read_f32(&format!("{mean:.digits$}"));
                Measured::Number(written.unwrap_or_default() + 0.0)
            }
            Asked::Level { levels, .. } => {
                let mut counts = vec![0_usize; levels.len()];
                for row in 0..table.len() {
                    let raw: Vec<f32> = table.x.row(row).collect();
                    if let Some(count) = self.asked.level(&raw).and_then(|at| counts.get_mut(at)) {
                        *count += 1;
                    }
                }
                let most = counts.iter().max();
                let usual = counts.iter().position(|count| Some(count) == most);
                Measured::Level(usual.unwrap_or_default())
            }
        }
    }

    /// Puts a value into a row of the table.
    pub fn put(&self, raw: &mut [f32], value: Measured) {
        match (&self.asked, value) {
            (Asked::Number(column), Measured::Number(number)) => {
                if let Some(place) = raw.get_mut(*column) {
                    *place = number;
                }
            }
            (Asked::Level { .. }, Measured::Level(level)) => self.asked.put_level(raw, level),
            // What is read of a column is of its kind.
            (Asked::Number(_), Measured::Level(_)) | (Asked::Level { .. }, Measured::Number(_)) => {
            }
        }
    }

    /// A value as it is written, and read again.
    #[must_use]
    pub fn written(&self, value: Measured) -> String {
        match value {
            Measured::Number(number) => number.to_string(),
            Measured::Level(level) => self.levels().get(level).cloned().unwrap_or_default(),
        }
    }

    /// Whether no training sample has been like a value.
    #[must_use]
    pub fn beyond(&self, value: Measured) -> Option<Beyond> {
        let [low, high] = self.range;
        match value {
            Measured::Number(number) => {
                (!(low..=high).contains(&number)).then_some(Beyond::Range(self.range))
            }
            Measured::Level(level) => {
                (self.held.get(level) == Some(&false)).then_some(Beyond::Level)
            }
        }
    }
}

/// A row of the table, as wide as that, of a value for each column.
#[must_use]
pub fn row(columns: &[Column], values: &[Measured], width: usize) -> Vec<f32> {
    let mut raw = vec![0.0; width];
    for (column, value) in columns.iter().zip(values) {
        column.put(&mut raw, *value);
    }
    raw
}

/// What takes the place of missing values, for each column that is an input, where they are filled in.
fn fills(data: &DataSpec) -> Vec<Fill> {
    let Some(loaded) = data.file.loaded() else {
        return Vec::new();
    };
    if loaded.reading.missing == Missing::Drop {
        return Vec::new();
    }
    let columns = loaded.sheet.columns.iter().zip(&loaded.reading.roles);
    let inputs = columns.filter(|(_, role)| **role == Role::Input);
    inputs.filter_map(|(column, _)| fill_of(column)).collect()
}

/// The category of that name: as it is written, or else as the only one that differs by capitals alone, or that
/// is the same number.
fn level(levels: &[String], text: &str) -> Result<Measured, Wrong> {
    let only = |same: &dyn Fn(&String) -> bool| {
        let mut found = levels.iter().enumerate().filter(|(_, level)| same(level));
        let first = found.next().map(|(at, _)| at);
        first.filter(|_| found.next().is_none())
    };
    let small = text.to_lowercase();
    let number = read_f32(text);
    let found = only(&|level| level == text)
        .or_else(|| only(&|level| level.to_lowercase() == small))
        .or_else(|| only(&|level| number.is_some() && read_f32(level) == number));
    let found = found.map(Measured::Level);
    found.ok_or_else(|| Wrong::NotACategory(text.into(), levels.to_vec()))
}

/// A name without what differs from one way of writing it to another.
fn plain(name: &str) -> String {
    let letter = |letter| match letter {
        '₀'..='₉' => char::from_digit(letter as u32 - '₀' as u32, 10).unwrap_or(letter),
        '_' => ' ',
        letter => letter,
    };
    name.trim().to_lowercase().chars().map(letter).collect()
}

fn range(values: impl Iterator<Item = f32> + Clone) -> [f32; 2] {
    let low = values.clone().fold(f32::INFINITY, f32::min);
    let high = values.fold(f32::NEG_INFINITY, f32::max);
    if low <= high { [low, high] } else { [0.0; 2] }
}
