//! Columns of numbers that dates become.

use super::{
    Column,
    builder::{ColumnBuilder, Moments},
    column::written,
    date::{Dates, PARTS, iso},
    form::Form,
    format::Found,
    lacks::Lacks,
    remark::Remark,
};

/// The columns that the moments of one become, with what is said of it.
pub fn columns(name: &str, moments: Moments, dates: Dates, found: &mut Found) -> Vec<Column> {
    let Moments { values, times } = moments;
    if times {
        found.remarks.push(Remark::Hours(name.into()));
        return vec![numbers(name.into(), values.iter().copied())];
    }
    if dates == Dates::Parts {
        return parts(name, &values, found);
    }
    let first = values.iter().copied().fold(f64::INFINITY, f64::min).floor();
    if first.is_finite() {
        found.remarks.push(Remark::Days(name.into(), iso(first)));
    }
    vec![numbers(
        name.into(),
        values.iter().map(|value| value - first),
    )]
}

/// A column for each part that is not the same in all rows; the years if all are.
fn parts(name: &str, values: &[f64], found: &mut Found) -> Vec<Column> {
    let part = |of: fn(f64) -> f64| {
        values
            .iter()
            .map(move |&at| if at.is_nan() { at } else { of(at) })
    };
    let differs = |of: fn(f64) -> f64| {
        let mut present = part(of).filter(|value| !value.is_nan());
        let first = present.next();
        present.any(|value| Some(value) != first)
    };
    let mut telling: Vec<_> = PARTS.iter().filter(|(_, of)| differs(*of)).collect();
    if telling.is_empty() {
        telling.push(&PARTS[0]);
    }
    let names = telling.iter().map(|(part, _)| (*part).to_owned()).collect();
    found.remarks.push(Remark::Parts(name.into(), names));
    telling
        .into_iter()
        .map(|(called, of)| numbers(format!("{name}: {called}"), part(*of)))
        .collect()
}

/// A column of numbers, missing where they are NaN.
fn numbers(name: String, values: impl Iterator<Item = f64>) -> Column {
    let form = Form {
        plain: true,
        ..Form::default()
    };
    let mut column = ColumnBuilder::new(name, form);
    for value in values {
        column.push(&written(value as f32), &mut Lacks::default());
    }
    column.finish(&mut Lacks::default()).0
}
