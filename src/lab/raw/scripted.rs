//! Rows of a script, as measured.

use serde_json::Value;

use super::column::{Column, Measured};
use crate::lab::{
    field::FieldError,
    json,
    wrong::{Counted, Wrong},
};

/// Rows of values: each a list in the order of the columns, or an object by their names; `null`, or a name that
/// is not there, is a missing value.
///
/// # Errors
/// Names the row and the column of the first value that is not allowed.
pub fn scripted(columns: &[Column], rows: &Value) -> Result<Vec<Vec<Measured>>, FieldError> {
    let rows = json::list("rows", rows)?.iter().enumerate();
    rows.map(|(at, row)| one(columns, &format!("rows[{at}]"), row))
        .collect()
}

fn one(columns: &[Column], path: &str, row: &Value) -> Result<Vec<Measured>, FieldError> {
    let values: Vec<&Value> = match row.as_object() {
        Some(fields) => {
            let known = |name: &String| columns.iter().any(|column| column.is_called(name));
            if let Some(other) = fields.keys().find(|name| !known(name)) {
                let names = columns.iter().map(|column| column.name.clone()).collect();
                let wrong = Wrong::NoSuchColumn(names);
                return Err(FieldError::new(format!("{path}.{other}"), wrong));
            }
            let value = |column: &Column| {
                let mut named = fields.iter().filter(|(name, _)| column.is_called(name));
                named.next().map_or(&Value::Null, |(_, value)| value)
            };
            columns.iter().map(value).collect()
        }
        None => {
            let list = json::list(path, row)?;
            if list.len() != columns.len() {
                let wrong = Wrong::Count(Counted::Values, columns.len(), list.len());
                return Err(FieldError::new(path, wrong));
            }
            list.iter().collect()
        }
    };
    let read = |(column, value): (&Column, &Value)| {
        let wrong = |wrong| FieldError::new(format!("{path}.{}", column.name), wrong);
        column.scripted(value).map_err(wrong)
    };
    columns.iter().zip(values).map(read).collect()
}
