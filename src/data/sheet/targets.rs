//! What is to be learnt, by the task.

use nalgebra::DMatrix;

use super::{
    Cells, Column, ReadingError,
    column::{present, written},
    error::Read,
    inputs::is_level,
};
use crate::{data::Targets, nn::Task};

/// What is to be learnt of the rows.
///
/// # Errors
/// Names a column that is the same in all of them.
pub fn targets(columns: &[&Column], task: Task, rows: &[usize]) -> Read<Targets> {
    Ok(match (task, columns) {
        (Task::Binary | Task::Multiclass, [column, ..]) => {
            let (names, of) = classes(column, rows);
            if of.iter().all(|&class| class == of[0]) {
                return Err(constant(column, &column.cell(rows[0])));
            }
            Targets::Classes { names, of }
        }
        (Task::Multilabel, _) => Targets::Labels {
            names: columns.iter().map(|column| label_name(column)).collect(),
            on: matrix(columns, rows, holds),
        },
        _ => {
            for column in columns {
                let same = |&row: &usize| number_at(column, row) == number_at(column, rows[0]);
                if rows.iter().all(same) {
                    return Err(constant(column, &column.cell(rows[0])));
                }
            }
            Targets::Values {
                names: columns.iter().map(|column| column.name.clone()).collect(),
                of: matrix(columns, rows, number_at),
            }
        }
    })
}

/// The names of a column's classes, and the class of each row.
fn classes(column: &Column, rows: &[usize]) -> (Vec<String>, Vec<u16>) {
    match &column.cells {
        Cells::Categories { levels, codes } => {
            (levels.clone(), rows.iter().map(|&row| codes[row]).collect())
        }
        Cells::Numbers(values) => {
            let different = different(values);
            let class = |&row: &usize| different.partition_point(|&x| x < values[row]) as u16;
            let of = rows.iter().map(class).collect();
            (different.into_iter().map(written).collect(), of)
        }
        Cells::Text { .. } => (Vec::new(), Vec::new()),
    }
}

/// The different values among few, in ascending order.
fn different(values: &[f32]) -> Vec<f32> {
    let mut different: Vec<f32> = Vec::new();
    for value in present(values) {
        let place = different.partition_point(|&x| x < value);
        if different.get(place) != Some(&value) {
            different.insert(place, value);
        }
    }
    different
}

fn label_name(column: &Column) -> String {
    match &column.cells {
        Cells::Categories { levels, .. } => match levels.last() {
            Some(level) => is_level(&column.name, level),
            None => column.name.clone(),
        },
        Cells::Numbers(_) | Cells::Text { .. } => column.name.clone(),
    }
}

/// Whether a label holds: 1 or 0.
fn holds(column: &Column, row: usize) -> f32 {
    match &column.cells {
        Cells::Categories { codes, .. } => f32::from(codes[row]),
        Cells::Numbers(_) | Cells::Text { .. } => number_at(column, row),
    }
}

fn number_at(column: &Column, row: usize) -> f32 {
    match &column.cells {
        Cells::Numbers(values) => values[row],
        Cells::Categories { .. } | Cells::Text { .. } => f32::NAN,
    }
}

fn matrix(columns: &[&Column], rows: &[usize], at: fn(&Column, usize) -> f32) -> DMatrix<f32> {
    DMatrix::from_fn(rows.len(), columns.len(), |row, column| {
        at(columns[column], rows[row])
    })
}

/// There is nothing to learn of a target that is the same in every row.
pub fn constant(column: &Column, cell: &str) -> ReadingError {
    ReadingError::Constant {
        column: column.name.clone(),
        cell: cell.into(),
        is_number: matches!(column.cells, Cells::Numbers(_)),
    }
}
