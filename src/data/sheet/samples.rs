//! A sheet read as samples: inputs, and what is to be learnt of each.

use nalgebra::DMatrix;

use super::{
    Cells, Column, Missing, Reading, ReadingError, Role, Sheet,
    error::{LeftOut, Read, Stray},
    inputs::{Inputs, MAX_INPUTS, width},
    note::Note,
    reading::{MAX_OUTPUTS, has_values, of_role, tasks_that_fit, why_not},
    targets::{constant, targets},
};
use crate::{data::Table, nn::Task};

/// How few rows are too few: at least two to train on and two to test with.
pub const MIN_ROWS: usize = 4;

/// The samples of a sheet, and what was done to get them.
///
/// Numbers become an input each. Categories become an input for each value, 1 where it holds and
/// else 0; of two values the second gets one. Classes are in the order in which categories first
/// appear, or in that of their numbers.
///
/// # Errors
/// Names a column and what is expected of it; or says what the columns lack together: an input, a
/// target, a task that fits, at most 128 inputs and 16 outputs, at least four rows.
pub fn to_table(sheet: &Sheet, reading: &Reading) -> Read<(Table, Vec<Note>)> {
    let chosen = Chosen::new(sheet, reading)?;
    let task = chosen.task(reading.task)?;
    let mut notes = Vec::new();
    let rows = chosen.rows(reading.missing, &mut notes)?;
    ignored(sheet, &reading.roles, &mut notes);
    let mut inputs = Inputs::default();
    for column in &chosen.inputs {
        inputs.add(sheet, column, &rows, &mut notes);
    }
    let table = Table {
        x: DMatrix::from_vec(rows.len(), inputs.names.len(), inputs.x).into(),
        inputs: inputs.names,
        targets: targets(&chosen.targets, task, &rows)?,
    };
    Ok((table, notes))
}

/// The rows of a sheet that [`to_table`] makes samples of, in their order; none where it cannot.
#[must_use]
pub fn used_rows(sheet: &Sheet, reading: &Reading) -> Vec<usize> {
    let rows = |chosen: Chosen<'_>| chosen.rows(reading.missing, &mut Vec::new());
    Chosen::new(sheet, reading)
        .and_then(rows)
        .unwrap_or_default()
}

/// Says which columns are left out, by the reason.
fn ignored(sheet: &Sheet, roles: &[Role], notes: &mut Vec<Note>) {
    /// Names that are told of many.
    const TOLD: usize = 8;
    let start = notes.len();
    for column in of_role(sheet, roles, Role::Ignore) {
        let reason = why_not(column);
        let known = notes[start..].iter_mut().find_map(|note| match note {
            Note::Ignored {
                columns,
                count,
                why,
            } if *why == reason => Some((columns, count)),
            Note::LeftOut(_)
            | Note::Ignored { .. }
            | Note::Encoded { .. }
            | Note::Filled { .. } => None,
        });
        match known {
            Some((columns, count)) => {
                *count += 1;
                if columns.len() < TOLD {
                    columns.push(column.name.clone());
                }
            }
            None => notes.push(Note::Ignored {
                columns: vec![column.name.clone()],
                count: 1,
                why: reason,
            }),
        }
    }
}

/// The columns that are used.
struct Chosen<'a> {
    sheet: &'a Sheet,
    roles: &'a [Role],
    inputs: Vec<&'a Column>,
    targets: Vec<&'a Column>,
}

impl<'a> Chosen<'a> {
    fn new(sheet: &'a Sheet, reading: &'a Reading) -> Read<Self> {
        let roles = reading.roles.as_slice();
        if roles.len() != sheet.columns.len() {
            return Err(ReadingError::Roles {
                roles: roles.len(),
                columns: sheet.columns.len(),
            });
        }
        let of = |role| of_role(sheet, roles, role).collect();
        let chosen = Self {
            sheet,
            roles,
            inputs: of(Role::Input),
            targets: of(Role::Target),
        };
        chosen.check()?;
        Ok(chosen)
    }

    fn check(&self) -> Read<()> {
        if self.targets.is_empty() {
            return Err(ReadingError::NoTarget);
        }
        if self.inputs.is_empty() {
            return Err(ReadingError::NoInput);
        }
        for column in self.targets.iter().chain(&self.inputs) {
            if matches!(column.cells, Cells::Text { .. }) {
                return Err(ReadingError::NotANumber(stray(self.sheet, column)));
            }
            if !has_values(column) {
                return Err(ReadingError::NoValues(column.name.clone()));
            }
        }
        let inputs: usize = self.inputs.iter().map(|column| width(column)).sum();
        if inputs > MAX_INPUTS {
            let widest = self.inputs.iter().rev().max_by_key(|column| width(column));
            let widest = widest.filter(|column| width(column) > 1);
            let widest = widest.map(|column| (column.name.clone(), width(column)));
            return Err(ReadingError::TooManyInputs { inputs, widest });
        }
        Ok(())
    }

    /// The task asked for, or else the likeliest.
    fn task(&self, asked: Option<Task>) -> Read<Task> {
        let fitting = tasks_that_fit(self.sheet, self.roles);
        let Some(&likeliest) = fitting.first() else {
            return Err(self.misfit());
        };
        match asked {
            None => Ok(likeliest),
            Some(task) if fitting.contains(&task) => Ok(task),
            Some(Task::Regression) => {
                let stray = self.first_stray().map(ReadingError::NotANumber);
                Err(stray.unwrap_or(ReadingError::NotNumbers))
            }
            Some(asked) => Err(ReadingError::Task { asked, fitting }),
        }
    }

    /// Why no task fits the targets.
    fn misfit(&self) -> ReadingError {
        let count = self.targets.len();
        if count > MAX_OUTPUTS {
            return ReadingError::TooManyTargets(count);
        }
        match self.targets.as_slice() {
            [column] => match &column.cells {
                Cells::Categories { levels, .. } if levels.len() > 1 => {
                    ReadingError::TooManyClasses {
                        column: column.name.clone(),
                        classes: levels.len(),
                    }
                }
                Cells::Numbers(_) | Cells::Categories { .. } | Cells::Text { .. } => {
                    constant(column, &column.cell(0))
                }
            },
            _ => ReadingError::Mixed(self.first_stray()),
        }
    }

    /// The first text of the first target that has one.
    fn first_stray(&self) -> Option<Stray> {
        let is_text = |column: &&&Column| column.first_text().is_some();
        let column = self.targets.iter().find(is_text)?;
        Some(stray(self.sheet, column))
    }

    /// The rows that are used.
    fn rows(&self, missing: Missing, notes: &mut Vec<Note>) -> Read<Vec<usize>> {
        let inputs = match missing {
            Missing::Drop => self.inputs.as_slice(),
            Missing::Mean => [].as_slice(),
        };
        let needed: Vec<_> = self
            .targets
            .iter()
            .chain(inputs)
            .filter(|column| column.missing() > 0)
            .collect();
        let is_complete = |row: &usize| !needed.iter().any(|column| column.is_missing(*row));
        let rows: Vec<_> = (0..self.sheet.rows()).filter(is_complete).collect();
        let out = LeftOut {
            rows: self.sheet.rows() - rows.len(),
            missing,
        };
        let out = (out.rows > 0).then_some(out);
        if rows.len() < MIN_ROWS {
            let left = rows.len();
            return Err(ReadingError::TooFewRows { left, out });
        }
        notes.extend(out.map(Note::LeftOut));
        Ok(rows)
    }
}

/// The first cell that is no number, where one was expected.
fn stray(sheet: &Sheet, column: &Column) -> Stray {
    let row = column.first_text().unwrap_or(0);
    let numbers_before = (0..row).any(|row| !column.is_missing(row));
    Stray {
        row: sheet.row_number(row),
        column: column.name.clone(),
        found: column.cell(row).into_owned(),
        or_categories: matches!(column.cells, Cells::Text { .. }) && !numbers_before,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::{Targets, sheet::read_csv};

    fn read(csv: &str, task: Option<Task>, missing: Missing) -> (Table, Vec<String>) {
        let sheet = read_csv(csv.as_bytes()).unwrap();
        let reading = Reading {
            task,
            missing,
            ..Reading::guess(&sheet)
        };
        let (table, notes) = to_table(&sheet, &reading).unwrap();
        (table, notes.iter().map(Note::to_string).collect())
    }

    fn labels(csv: &str, task: Option<Task>) -> Targets {
        let sheet = read_csv(csv.as_bytes()).unwrap();
        let reading = Reading {
            roles: vec![Role::Input, Role::Target, Role::Target],
            task,
            missing: Missing::Drop,
        };
        to_table(&sheet, &reading).unwrap().0.targets
    }

    fn names(names: &[&str]) -> Vec<String> {
        names.iter().map(|&name| name.into()).collect()
    }

    const BIRDS: &str = "bill,island,sex,species\n\
        39,Biscoe,male,Adelie\n\
        45,Dream,,Gentoo\n\
        ,Dream,female,Adelie\n\
        42,Torgersen,male,Adelie\n\
        46,,female,Gentoo\n\
        40,Biscoe,male,\n\
        44,Biscoe,female,Gentoo\n\
        36,Dream,male,Gentoo\n";

    #[test]
    fn rows_with_missing_values_are_left_out() {
        let (table, notes) = read(BIRDS, None, Missing::Drop);
        let inputs = [
            "bill",
            "island = Biscoe",
            "island = Dream",
            "island = Torgersen",
            "sex = female",
        ];
        assert_eq!(table.inputs, inputs);
        let rows = [
            [39.0, 1.0, 0.0, 0.0, 0.0],
            [42.0, 0.0, 0.0, 1.0, 0.0],
            [44.0, 1.0, 0.0, 0.0, 1.0],
            [36.0, 0.0, 1.0, 0.0, 0.0],
        ];
        assert_eq!(
            table.x,
            DMatrix::from_row_slice(4, 5, &rows.concat()).into()
        );
        let targets = Targets::Classes {
            names: names(&["Adelie", "Gentoo"]),
            of: vec![0, 0, 1, 1],
        };
        assert_eq!(table.targets, targets);
        assert_eq!(
            notes,
            [
                "4 rows with missing values were left out.",
                "“island” became 3 inputs, one for each value.",
                "“sex” became one input, 0 for male and 1 for female.",
            ]
        );
    }

    #[test]
    fn missing_inputs_are_filled_but_missing_targets_are_not() {
        let (table, notes) = read(BIRDS, None, Missing::Mean);
        assert_eq!(table.len(), 7);
        let mean = 292.0 / 7.0;
        assert_eq!(
            table.x.column(0).collect::<Vec<_>>(),
            [39.0, 45.0, mean, 42.0, 46.0, 44.0, 36.0]
        );
        // Biscoe and Dream are equally frequent; Biscoe comes first.
        assert_eq!(
            table.x.column(1).collect::<Vec<_>>(),
            [1.0, 0.0, 0.0, 0.0, 1.0, 1.0, 0.0]
        );
        assert_eq!(
            table.x.column(4).collect::<Vec<_>>(),
            [0.0, 0.0, 1.0, 0.0, 1.0, 1.0, 0.0]
        );
        assert_eq!(
            notes,
            [
                "1 row without a target was left out.",
                "1 missing value of “bill” was filled with the mean, 41.714287.",
                "“island” became 3 inputs, one for each value.",
                "1 missing value of “island” was filled with the most frequent, Biscoe.",
                "“sex” became one input, 0 for male and 1 for female.",
                "1 missing value of “sex” was filled with the most frequent, male.",
            ]
        );
    }

    #[test]
    fn a_text_among_few_numbers_is_told() {
        let csv = "age,only,y\n30,a,1\n\n31,a,2\nabc,a,3\n30,a,4\n30,a,4\n";
        let (table, notes) = read(csv, None, Missing::Drop);
        let inputs = ["age = 30", "age = 31", "age = abc", "only = a"];
        assert_eq!(table.inputs, inputs);
        assert_eq!(table.x.column(3).collect::<Vec<_>>(), [1.0; 5]);
        assert_eq!(
            notes,
            [
                "“age” became 3 inputs, one for each value: not all are numbers, row 5 has “abc”.",
                "“only” became one input, 1 for a.",
            ]
        );
    }

    #[test]
    fn few_whole_numbers_are_classes_or_values() {
        let csv = "x,y\n5,3\n6,1\n5,10\n6,3\n";
        let (table, notes) = read(csv, None, Missing::Drop);
        let targets = Targets::Classes {
            names: names(&["1", "3", "10"]),
            of: vec![1, 0, 2, 1],
        };
        assert_eq!((table.targets, notes), (targets, vec![]));
        let (table, _) = read(csv, Some(Task::Regression), Missing::Drop);
        let targets = Targets::Values {
            names: names(&["y"]),
            of: DMatrix::from_column_slice(4, 1, &[3.0, 1.0, 10.0, 3.0]),
        };
        assert_eq!(table.targets, targets);
    }

    #[test]
    fn several_targets_are_labels_or_values() {
        let csv = "x,spam,urgent\n5,0,no\n6,1,no\n7,1,yes\n8,0,yes\n";
        let on = DMatrix::from_column_slice(4, 2, &[0.0, 1.0, 1.0, 0.0, 0.0, 0.0, 1.0, 1.0]);
        let expected = Targets::Labels {
            names: names(&["spam", "urgent = yes"]),
            on: on.clone(),
        };
        assert_eq!(labels(csv, None), expected);
        let numbers = csv.replace("no", "0").replace("yes", "1");
        let expected = Targets::Values {
            names: names(&["spam", "urgent"]),
            of: on,
        };
        assert_eq!(labels(&numbers, Some(Task::Regression)), expected);
    }
}
