//! A table that was read from a file: shipped with the page, or a person's own.

use std::sync::{Arc, OnceLock};

use serde::{Serialize, Serializer, ser::SerializeStruct};

use super::{
    Dataset, Table,
    fingerprint::fingerprint,
    sheet::{Missing, Note, Reading, ReadingError, Role, Sheet, to_table},
};
use crate::nn::{Named, Task};

/// A sheet, how it is read, and the table that this makes.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// What the file is called.
    pub name: String,
    /// Whether it comes with the page, so that its name is enough to have it again.
    pub shipped: bool,
    /// What is in the file.
    pub sheet: Arc<Sheet>,
    /// The role of each column, and what becomes of missing values.
    pub reading: Reading,
    /// The samples.
    pub table: Table,
    /// What was done on the way.
    pub notes: Vec<Note>,
    fingerprint: OnceLock<u64>,
}

/// The table and its notes follow from the sheet and its reading.
impl PartialEq for Loaded {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
            && self.shipped == other.shipped
            && self.reading == other.reading
            && self.sheet == other.sheet
    }
}

/// What there is to learn from and to be learnt, in numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Summary {
    /// How many inputs there are.
    pub inputs: usize,
    /// What kind of targets there are.
    pub task: Task,
    /// How many classes, labels or numbers there are.
    pub targets: usize,
    /// How many samples there are.
    pub rows: usize,
}

impl Loaded {
    /// Reads a sheet.
    ///
    /// # Errors
    /// Names the column that cannot be what it is said to be.
    pub fn new(
        name: impl Into<String>,
        sheet: Arc<Sheet>,
        reading: Reading,
    ) -> Result<Self, ReadingError> {
        let (table, notes) = to_table(&sheet, &reading)?;
        Ok(Self {
            name: name.into(),
            shipped: false,
            sheet,
            reading,
            table,
            notes,
            fingerprint: OnceLock::new(),
        })
    }

    /// What there is to learn from and to be learnt.
    #[must_use]
    pub fn summary(&self) -> Summary {
        let targets = &self.table.targets;
        Summary {
            inputs: self.table.inputs.len(),
            task: targets.task(),
            targets: targets.names().len(),
            rows: self.table.len(),
        }
    }

    /// A number that tells this table, read in this way, from any other, whatever the file is called
    /// and however it is written; the same on every machine and for good, so that links can hold it.
    ///
    /// It is worked out once, from every cell.
    #[must_use]
    pub fn fingerprint(&self) -> u64 {
        *self
            .fingerprint
            .get_or_init(|| fingerprint(&self.sheet, &self.reading))
    }

    /// The images of a dataset that come with the page: there is no sheet behind them.
    #[must_use]
    pub fn images(dataset: Dataset, table: Table) -> Self {
        Self {
            name: dataset.label().into(),
            shipped: true,
            sheet: Arc::default(),
            reading: Reading {
                roles: Vec::new(),
                task: Some(dataset.task()),
                missing: Missing::Drop,
            },
            table,
            notes: Vec::new(),
            fingerprint: OnceLock::new(),
        }
    }

    /// Reads the file of a dataset that comes with the page.
    ///
    /// # Errors
    /// When it is not the file that it should be.
    pub fn shipped(dataset: Dataset, sheet: Sheet) -> Result<Self, ReadingError> {
        let role = |name: &str| {
            if dataset.target_columns().contains(&name) {
                Role::Target
            } else if dataset.ignored_columns().contains(&name) {
                Role::Ignore
            } else {
                Role::Input
            }
        };
        let reading = Reading {
            roles: sheet.columns.iter().map(|c| role(&c.name)).collect(),
            task: Some(dataset.task()),
            missing: Missing::Drop,
        };
        Ok(Self {
            shipped: true,
            ..Self::new(dataset.label(), Arc::new(sheet), reading)?
        })
    }
}

/// The file of an experiment's data: none for generated sets.
#[derive(Clone, Debug, Default)]
pub struct File(pub Option<Arc<Loaded>>);

impl File {
    /// What was read, where there is something.
    pub fn loaded(&self) -> Option<&Loaded> {
        self.0.as_deref()
    }

    /// Whether nothing has to be said of it: there is none, or it comes with the page.
    pub fn is_known(&self) -> bool {
        self.loaded().is_none_or(|loaded| loaded.shipped)
    }
}

impl From<Loaded> for File {
    fn from(loaded: Loaded) -> Self {
        Self(Some(Arc::new(loaded)))
    }
}

impl PartialEq for File {
    fn eq(&self, other: &Self) -> bool {
        match (&self.0, &other.0) {
            (None, None) => true,
            // A large table is compared only when it is not the very same.
            (Some(a), Some(b)) => Arc::ptr_eq(a, b) || a == b,
            _ => false,
        }
    }
}

impl Serialize for File {
    /// As scripts and saved files have it: the sheet as CSV, and how it is read.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Some(loaded) = self.loaded() else {
            return serializer.serialize_none();
        };
        let reading = &loaded.reading;
        let roles: Vec<_> = reading.roles.iter().map(|role| role.name()).collect();
        let mut fields = serializer.serialize_struct("File", 6)?;
        fields.serialize_field("name", &loaded.name)?;
        fields.serialize_field("csv", &loaded.sheet.to_csv())?;
        fields.serialize_field("plain", &true)?;
        fields.serialize_field("roles", &roles)?;
        fields.serialize_field("missing", reading.missing.name())?;
        fields.serialize_field("task", &reading.task)?;
        fields.end()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::sheet::read_csv;

    #[test]
    fn the_name_is_no_part_of_the_fingerprint_and_the_reading_is() {
        let sheet = Arc::new(read_csv(b"a,b\n1.5,0\n2,1\n3,0\n4,1\n").unwrap());
        let guess = Reading::guess(&sheet);
        let load = |name: &str, reading: &Reading| {
            Loaded::new(name, sheet.clone(), reading.clone()).unwrap()
        };
        let (one, renamed) = (load("one", &guess), load("other", &guess));
        assert_eq!(one.fingerprint(), renamed.fingerprint());
        assert_eq!(one, load("one", &guess));
        assert_ne!(one, renamed);
        let regression = Reading {
            task: Some(Task::Regression),
            ..guess
        };
        let other = load("one", &regression);
        assert_ne!(one.fingerprint(), other.fingerprint());
        assert_ne!(one, other);
    }

    #[test]
    fn a_table_is_summed_up() {
        let of = |csv: &str| {
            let sheet = Arc::new(read_csv(csv.as_bytes()).unwrap());
            let reading = Reading::guess(&sheet);
            let loaded = Loaded::new("t", sheet, reading).unwrap();
            loaded.summary().to_string()
        };
        assert_eq!(
            of("a,b\n1.5,x\n2,y\n3,z\n4,x\n"),
            "1 input → 3 classes, 4 rows"
        );
        assert_eq!(
            of("a,c,b\n1.5,2,0.1\n2,1,0.2\n3,0,0.3\n4,8,0.5\n7,3,0.7\n"),
            "2 inputs → 1 number, 5 rows"
        );
    }
}
