//! What is known of a table that comes with the page. `www/data/README.md` has more on their sources;
//! `scripts/data/tables.py` wrote their files.

use crate::nn::Task;

/// Where a table comes from, to be shown beside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Credit {
    /// Who measured or published it, and when.
    pub source: &'static str,
    /// On what terms it is passed on.
    pub licence: &'static str,
}

/// A table in a file with a line of column names.
#[derive(Clone, Copy)]
pub(super) struct Shipped {
    /// Beside the page.
    pub file: &'static str,
    pub credit: Credit,
    pub task: Task,
    /// Output units that fit the task: one for each class, but one for two.
    pub outputs: usize,
    /// The columns to be learnt.
    pub targets: &'static [&'static str],
    /// Columns that are neither learnt nor learnt from.
    pub ignored: &'static [&'static str],
    /// What the inputs are, where they are an image.
    pub image: Option<Image>,
    /// Whether the file holds packed images rather than a table.
    pub packed: bool,
}

impl Shipped {
    /// Images as MNIST has them: ten classes, 28 × 28 pixels from 0 to 255.
    pub const fn images(
        file: &'static str,
        credit: Credit,
        target: &'static [&'static str],
    ) -> Self {
        Self {
            file,
            credit,
            task: Task::Multiclass,
            outputs: 10,
            targets: target,
            ignored: &[],
            image: Some(Image {
                size: [28, 28],
                ink: 255.0,
            }),
            packed: true,
        }
    }
}

/// What inputs are that are the pixels of an image, row by row.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Image {
    /// Rows × columns of pixels.
    pub size: [usize; 2],
    /// The value of full ink; 0 is blank.
    pub ink: f32,
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::{data::Dataset, nn::Named};

    /// Every table that comes with the page and is no set of images.
    fn tables() -> impl Iterator<Item = (Dataset, Shipped)> {
        let sets = Dataset::ALL.iter();
        let tables = sets.filter_map(|&dataset| Some((dataset, dataset.shipped()?)));
        tables.filter(|(_, table)| !table.packed)
    }

    fn table(dataset: Dataset) -> Shipped {
        dataset.shipped().unwrap()
    }

    /// The lines of a table's file, split at the commas: no field has one within.
    fn cells(table: &Shipped) -> Vec<Vec<String>> {
        let path = format!("{}/www/{}", env!("CARGO_MANIFEST_DIR"), table.file);
        let text = std::fs::read_to_string(path).unwrap();
        assert!(!text.contains(['"', '\r']));
        let split = |line: &str| line.split(',').map(str::to_owned).collect();
        text.lines().map(split).collect()
    }

    fn column(cells: &[Vec<String>], name: &str) -> Vec<String> {
        let at = cells[0].iter().position(|cell| cell == name).unwrap();
        cells[1..].iter().map(|row| row[at].clone()).collect()
    }

    /// Rows and columns of each file, as its source has them.
    const SIZES: [(Dataset, [usize; 2]); 6] = [
        (Dataset::Iris, [150, 5]),
        (Dataset::Penguins, [344, 8]),
        (Dataset::Wine, [178, 14]),
        (Dataset::BreastCancer, [569, 31]),
        (Dataset::Diabetes, [442, 11]),
        (Dataset::Digits, [1797, 65]),
    ];

    #[test]
    fn files_are_whole() {
        for (dataset, table) in tables() {
            let cells = cells(&table);
            let found = [cells.len() - 1, cells[0].len()];
            let size = SIZES.iter().find(|(known, _)| *known == dataset);
            assert_eq!(size, Some(&(dataset, found)), "{}", table.file);
            assert!(cells.iter().all(|row| row.len() == found[1]));
            let names: BTreeSet<_> = cells[0].iter().collect();
            assert_eq!(names.len(), found[1]);
        }
    }

    #[test]
    fn an_image_has_an_input_for_each_pixel() {
        let images: Vec<_> = tables()
            .filter(|(_, table)| table.image.is_some())
            .collect();
        assert!(!images.is_empty());
        for (_, table) in images {
            let Image { size, ink } = table.image.unwrap();
            let cells = cells(&table);
            let is_pixel = |name: &&String| !table.targets.contains(&name.as_str());
            let pixels: Vec<_> = cells[0].iter().filter(is_pixel).collect();
            assert_eq!(pixels.len(), size[0] * size[1]);
            let values = pixels.iter().flat_map(|name| column(&cells, name));
            let values: Vec<f32> = values.map(|value| value.parse().unwrap()).collect();
            assert_eq!(values.iter().copied().fold(0.0, f32::max), ink);
            assert!(values.iter().all(|value| *value >= 0.0));
        }
    }

    #[test]
    fn columns_with_a_role_are_there() {
        for (_, table) in tables() {
            let cells = cells(&table);
            for name in table.targets.iter().chain(table.ignored) {
                assert!(cells[0].iter().any(|cell| cell == name), "{name}");
            }
            let classes: BTreeSet<_> = column(&cells, table.targets[0]).into_iter().collect();
            match table.task {
                Task::Binary => assert_eq!((classes.len(), table.outputs), (2, 1)),
                Task::Multiclass => assert_eq!(classes.len(), table.outputs),
                Task::Multilabel | Task::Regression => {
                    assert_eq!(table.targets.len(), table.outputs);
                }
            }
        }
    }

    #[test]
    fn inputs_are_numbers_but_for_the_penguins_sex() {
        for (dataset, table) in tables() {
            let cells = cells(&table);
            let no_input = |name: &str| {
                table.targets.contains(&name) || table.ignored.contains(&name) || name == "sex"
            };
            let inputs: Vec<_> = cells[0].iter().filter(|name| !no_input(name)).collect();
            let mut missing = 0;
            for value in inputs.iter().flat_map(|name| column(&cells, name)) {
                missing += usize::from(value.is_empty());
                assert!(value.is_empty() || value.parse::<f32>().is_ok(), "{value}");
            }
            let penguins = dataset == Dataset::Penguins;
            assert_eq!(missing, if penguins { 8 } else { 0 }, "{}", table.file);
        }
        let sexes = column(&cells(&table(Dataset::Penguins)), "sex");
        assert_eq!(sexes.iter().filter(|sex| sex.is_empty()).count(), 11);
    }

    #[test]
    fn means_are_those_of_the_sources() {
        // Means of the packages' own arrays.
        for (dataset, name, mean) in [
            (Dataset::Iris, "petal_length_cm", 3.758),
            (Dataset::Wine, "proline", 746.893),
            (Dataset::BreastCancer, "mean_radius", 14.1273),
            (Dataset::Diabetes, "progression", 152.133),
            (Dataset::Digits, "p33", 8.8214),
        ] {
            let values: Vec<f64> = column(&cells(&table(dataset)), name)
                .iter()
                .map(|value| value.parse().unwrap())
                .collect();
            let found = values.iter().sum::<f64>() / values.len() as f64;
            approx::assert_relative_eq!(found, mean, max_relative = 1e-4);
        }
    }
}
