//! Values of one's own: what is asked for, a question for each column as it was measured.

use super::{prepared::Prepared, wrong::Span};
use crate::data::{
    DataSpec,
    sheet::{Cells, Role},
};

/// What an input may be. Beyond, single precision has no room for its square.
pub const VALUES: Span = Span::new(-1e15, 1e15);

/// What is asked of a sample's inputs.
#[derive(Clone, Debug, PartialEq)]
pub enum Asked {
    /// A number, by its column in the table.
    Number(usize),
    /// One of the values that a column of a file has: the table's columns that it became, and its values.
    Level {
        /// The column's name.
        name: String,
        /// The first column in the table.
        first: usize,
        /// The values; of two the second has the column, of more each its own.
        levels: Vec<String>,
    },
}

impl Asked {
    /// All that is asked for, in the order of the table's columns. Nobody types the pixels of an image.
    #[must_use]
    pub fn all(data: &DataSpec, prepared: &Prepared) -> Vec<Self> {
        match data.image() {
            Some(_) => Vec::new(),
            None => Self::columns(data, prepared),
        }
    }

    /// What there is to be asked for, the pixels of an image too, in the order of the table's columns.
    #[must_use]
    pub fn columns(data: &DataSpec, prepared: &Prepared) -> Vec<Self> {
        let columns = prepared.train_table.x.ncols();
        // Sets of images have no sheet.
        let loaded = data.file.loaded().filter(|_| !data.dataset.is_images());
        let Some(loaded) = loaded else {
            return (0..columns).map(Self::Number).collect();
        };
        let of_sheet = loaded.sheet.columns.iter().zip(&loaded.reading.roles);
        let mut asked = Vec::new();
        let mut first = 0;
        for (column, _) in of_sheet.filter(|(_, role)| **role == Role::Input) {
            match &column.cells {
                Cells::Categories { levels, .. } => {
                    asked.push(Self::Level {
                        name: column.name.clone(),
                        first,
                        levels: levels.clone(),
                    });
                    first += if levels.len() > 2 { levels.len() } else { 1 };
                }
                Cells::Numbers(_) | Cells::Text { .. } => {
                    asked.push(Self::Number(first));
                    first += 1;
                }
            }
        }
        asked
    }

    /// Which of its values a row has; nothing for a number.
    #[must_use]
    pub fn level(&self, raw: &[f32]) -> Option<usize> {
        let Self::Level { first, levels, .. } = self else {
            return None;
        };
        let on = |at: usize| raw.get(first + at).is_some_and(|value| *value > 0.5);
        match levels.len() {
            0 | 1 => Some(0),
            2 => Some(usize::from(on(0))),
            many => (0..many).find(|&at| on(at)),
        }
    }

    /// Puts one of its values into a row.
    pub fn put_level(&self, raw: &mut [f32], level: usize) {
        let Self::Level { first, levels, .. } = self else {
            return;
        };
        let columns = if levels.len() > 2 { levels.len() } else { 1 };
        for (at, value) in raw.iter_mut().skip(*first).take(columns).enumerate() {
            *value = f32::from(match levels.len() {
                1 => true,
                2 => level == 1,
                _ => level == at,
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::{
        data::{
            DataSpec, Dataset, File, Loaded, Table,
            sheet::{Reading, read_csv},
        },
        lab::{Experiment, Portion, Study},
    };

    fn of(csv: &str) -> (Experiment, Prepared) {
        let sheet = Arc::new(read_csv(csv.as_bytes()).unwrap());
        let reading = Reading::advised(&sheet);
        let loaded = Loaded::new("own", sheet, reading).unwrap();
        let e = Experiment::preset(DataSpec {
            dataset: Dataset::Own,
            file: File::from(loaded),
            train_share: 0.9,
            ..DataSpec::default()
        });
        let prepared = Prepared::new(&e);
        (e, prepared)
    }

    #[test]
    fn categories_are_asked_by_name_and_come_back_as_the_row_they_are() {
        let colours = ["red", "green", "blue"];
        let rows: String = (0..30)
            .map(|at| {
                let size = if at % 2 == 0 { "small" } else { "large" };
                format!(
                    "{},{size},{},{}\n",
                    colours[at % 3],
                    at * 7 % 11,
                    at * 2 % 7
                )
            })
            .collect();
        let (e, prepared) = of(&format!("colour,size,mass,price\n{rows}"));
        let asked = Asked::all(&e.data, &prepared);
        assert_eq!(asked.len(), 3, "{asked:?}");
        for row in 0..9 {
            let raw = Study::Row(Portion::Training, row).raw(&prepared).unwrap();
            let mut typed: Vec<f32> = raw.iter().map(|_| 0.25).collect();
            for question in &asked {
                match question {
                    Asked::Number(column) => typed[*column] = raw[*column],
                    Asked::Level { .. } => {
                        question.put_level(&mut typed, question.level(&raw).unwrap());
                    }
                }
            }
            assert_eq!(typed, raw);
        }
    }

    #[test]
    fn points_are_asked_by_their_columns_and_images_not_at_all() {
        let e = Experiment::default();
        let prepared = Prepared::new(&e);
        let asked = Asked::all(&e.data, &prepared);
        assert_eq!(asked, [Asked::Number(0), Asked::Number(1)]);
    }

    #[test]
    fn a_set_of_images_is_asked_for_its_pixels() {
        let names = (0..10).map(|digit| digit.to_string()).collect();
        let of = (0..14).map(|at| at % 10).collect();
        let table = Table::of_images(vec![7; 14 * 784], [28, 28], of, names);
        let loaded = Loaded::images(Dataset::Mnist, table.unwrap());
        let e = Experiment::preset(DataSpec {
            dataset: Dataset::Mnist,
            file: loaded.into(),
            ..DataSpec::default()
        });
        let prepared = Prepared::new(&e);
        let columns = Asked::columns(&e.data, &prepared);
        assert_eq!(columns, (0..784).map(Asked::Number).collect::<Vec<_>>());
    }
}
