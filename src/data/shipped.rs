//! The tables that come with the page. `www/data/README.md` has more on their sources;
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
}

pub(super) static IRIS: Shipped = Shipped {
    file: "data/iris.csv",
    credit: Credit {
        source: "R. A. Fisher, 1936, by way of scikit-learn",
        licence: "CC BY 4.0",
    },
    task: Task::Multiclass,
    outputs: 3,
    targets: &["species"],
    ignored: &[],
};

/// The island rules out a species or two by itself, and the year is no property of a bird.
pub(super) static PENGUINS: Shipped = Shipped {
    file: "data/penguins.csv",
    credit: Credit {
        source: "Gorman, Williams and Fraser, 2014, by way of palmerpenguins",
        licence: "CC0 1.0",
    },
    ignored: &["island", "year"],
    ..IRIS
};

pub(super) static WINE: Shipped = Shipped {
    file: "data/wine.csv",
    credit: Credit {
        source: "Aeberhard and Forina, 1992, UCI, by way of scikit-learn",
        licence: "CC BY 4.0",
    },
    targets: &["cultivar"],
    ..IRIS
};

pub(super) static BREAST_CANCER: Shipped = Shipped {
    file: "data/breast_cancer.csv",
    credit: Credit {
        source: "Wolberg, Street and Mangasarian, 1995, UCI, by way of scikit-learn",
        licence: "CC BY 4.0",
    },
    task: Task::Binary,
    outputs: 1,
    targets: &["diagnosis"],
    ignored: &[],
};

pub(super) static DIABETES: Shipped = Shipped {
    file: "data/diabetes.csv",
    credit: Credit {
        source: "Efron, Hastie, Johnstone and Tibshirani, 2004, by way of scikit-learn",
        licence: "BSD 3-Clause, as part of scikit-learn",
    },
    task: Task::Regression,
    outputs: 1,
    targets: &["progression"],
    ignored: &[],
};

pub(super) static DIGITS: Shipped = Shipped {
    file: "data/digits.csv",
    credit: Credit {
        source: "Alpaydin and Kaynak, 1998, UCI, by way of scikit-learn",
        licence: "CC BY 4.0",
    },
    outputs: 10,
    targets: &["digit"],
    ..IRIS
};

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

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

    #[test]
    fn files_are_whole() {
        for (table, rows, columns) in [
            (&IRIS, 150, 5),
            (&PENGUINS, 344, 8),
            (&WINE, 178, 14),
            (&BREAST_CANCER, 569, 31),
            (&DIABETES, 442, 11),
            (&DIGITS, 1797, 65),
        ] {
            let cells = cells(table);
            assert_eq!(cells.len(), 1 + rows, "{}", table.file);
            assert!(cells.iter().all(|row| row.len() == columns));
            let names: BTreeSet<_> = cells[0].iter().collect();
            assert_eq!(names.len(), columns);
        }
    }

    #[test]
    fn columns_with_a_role_are_there() {
        for table in [&IRIS, &PENGUINS, &WINE, &BREAST_CANCER, &DIABETES, &DIGITS] {
            let cells = cells(table);
            for name in table.targets.iter().chain(table.ignored) {
                assert!(cells[0].iter().any(|cell| cell == name), "{name}");
            }
            let classes: BTreeSet<_> = column(&cells, table.targets[0]).into_iter().collect();
            match table.task {
                Task::Binary => assert_eq!((classes.len(), table.outputs), (2, 1)),
                Task::Multiclass => assert_eq!(classes.len(), table.outputs),
                _ => assert_eq!(table.targets.len(), table.outputs),
            }
        }
    }

    #[test]
    fn inputs_are_numbers_but_for_the_penguins_sex() {
        for table in [&IRIS, &PENGUINS, &WINE, &BREAST_CANCER, &DIABETES, &DIGITS] {
            let cells = cells(table);
            let no_input = |name: &str| {
                table.targets.contains(&name) || table.ignored.contains(&name) || name == "sex"
            };
            let inputs: Vec<_> = cells[0].iter().filter(|name| !no_input(name)).collect();
            let mut missing = 0;
            for value in inputs.iter().flat_map(|name| column(&cells, name)) {
                missing += usize::from(value.is_empty());
                assert!(value.is_empty() || value.parse::<f32>().is_ok(), "{value}");
            }
            let penguins = table.file == PENGUINS.file;
            assert_eq!(missing, if penguins { 8 } else { 0 }, "{}", table.file);
        }
        let sexes = column(&cells(&PENGUINS), "sex");
        assert_eq!(sexes.iter().filter(|sex| sex.is_empty()).count(), 11);
    }

    #[test]
    fn means_are_those_of_the_sources() {
        // Means of the packages' own arrays.
        for (table, name, mean) in [
            (&IRIS, "petal_length_cm", 3.758),
            (&WINE, "proline", 746.893),
            (&BREAST_CANCER, "mean_radius", 14.1273),
            (&DIABETES, "progression", 152.133),
            (&DIGITS, "p33", 8.8214),
        ] {
            let values: Vec<f64> = column(&cells(table), name)
                .iter()
                .map(|value| value.parse().unwrap())
                .collect();
            let found = values.iter().sum::<f64>() / values.len() as f64;
            approx::assert_relative_eq!(found, mean, max_relative = 1e-4);
        }
    }
}
