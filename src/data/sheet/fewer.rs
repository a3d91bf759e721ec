//! Those columns that tell most of the target, where there are more than can be inputs.

use super::{
    Cells, Column, Reading, Role, Sheet,
    column::NO_LEVEL,
    inputs::{MAX_INPUTS, width},
    reading::{classes, of_role},
};

impl Reading {
    /// The same with no more inputs than a network may have: those columns that tell most of the target,
    /// found over the first rows.
    #[must_use]
    pub fn with_fewer_inputs(&self, sheet: &Sheet) -> Self {
        let target = of_role(sheet, &self.roles, Role::Target).next();
        let columns = sheet.columns.iter().zip(&self.roles).enumerate();
        let inputs = columns.filter(|(_, (_, role))| **role == Role::Input);
        let tells = |column| target.map_or(0.0, |target| tells(column, target));
        let mut inputs: Vec<_> = inputs
            .map(|(at, (column, _))| (at, tells(column)))
            .collect();
        inputs.sort_by(|a, b| b.1.total_cmp(&a.1));
        let (mut fewer, mut left) = (self.clone(), MAX_INPUTS);
        for (at, _) in inputs {
            match left.checked_sub(width(&sheet.columns[at])) {
                Some(rest) => left = rest,
                None => fewer.roles[at] = Role::Ignore,
            }
        }
        fewer
    }
}

/// How much a column tells of a target, from 0 to 1: the share of the variance of one that the other
/// explains, by groups where one of them has few values, else by a line.
fn tells(column: &Column, target: &Column) -> f64 {
    /// Rows that are looked at.
    const ROWS: usize = 2000;
    let value = |column: &Column, row: usize| match &column.cells {
        Cells::Numbers(values) => f64::from(values[row]),
        Cells::Categories { codes, .. } if codes[row] != NO_LEVEL => f64::from(codes[row]),
        Cells::Categories { .. } | Cells::Text { .. } => f64::NAN,
    };
    let rows =
        (0..column.cells.len().min(ROWS)).map(|row| (value(column, row), value(target, row)));
    let rows: Vec<(f64, f64)> = rows.filter(|(x, y)| !x.is_nan() && !y.is_nan()).collect();
    let swapped = || rows.iter().map(|&(x, y)| (y, x)).collect::<Vec<_>>();
    match (&column.cells, classes(target)) {
        (_, Some(_)) => explained(&swapped()),
        (Cells::Categories { .. }, None) => explained(&rows),
        _ => correlation(&rows),
    }
}

/// The share of the variance of the second that lies between groups of equal firsts.
fn explained(rows: &[(f64, f64)]) -> f64 {
    let mut groups: Vec<(f64, f64, f64)> = Vec::new();
    let (mut sum, mut squares) = (0.0, 0.0);
    for &(x, y) in rows {
        match groups.iter_mut().find(|group| group.0 == x) {
            Some((_, count, total)) => (*count, *total) = (*count + 1.0, *total + y),
            None => groups.push((x, 1.0, y)),
        }
        (sum, squares) = (sum + y, squares + y * y);
    }
    let usual = sum * sum / rows.len() as f64;
    let between: f64 = groups
        .iter()
        .map(|(_, count, total)| total * total / count)
        .sum();
    share(between - usual, squares - usual)
}

/// The share of the variance that a line explains.
fn correlation(rows: &[(f64, f64)]) -> f64 {
    let count = rows.len() as f64;
    let sum = |of: fn((f64, f64)) -> f64| rows.iter().copied().map(of).sum::<f64>();
    let (x, y) = (sum(|(x, _)| x) / count, sum(|(_, y)| y) / count);
    let (mut xx, mut xy, mut yy) = (0.0, 0.0, 0.0);
    for (a, b) in rows {
        (xx, xy, yy) = (
            xx + (a - x).powi(2),
            xy + (a - x) * (b - y),
            yy + (b - y).powi(2),
        );
    }
    share(xy * xy, xx * yy)
}

fn share(part: f64, whole: f64) -> f64 {
    if whole > 0.0 { part / whole } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::sheet::{read_csv, to_table};

    /// 200 columns of which three tell of the target: a number, a category and one that follows it.
    fn wide(target: fn(usize) -> String) -> Sheet {
        let head: Vec<_> = (0..200).map(|at| format!("c{at}")).collect();
        let mut csv = head.join(",") + ",y\n";
        for row in 0..60 {
            for at in 0..200 {
                csv += &match at {
                    0..100 => "7".to_owned(),
                    150 => format!("{}.5", row % 2 * 10 + row % 3),
                    180 => ["u", "v"][row % 2].into(),
                    _ => ((row * (at + 3) * 7919) % 211).to_string(),
                };
                csv.push(',');
            }
            csv += &(target(row) + "\n");
        }
        read_csv(csv.as_bytes()).unwrap()
    }

    #[test]
    fn what_tells_most_is_kept() {
        let targets: [fn(usize) -> String; 2] = [
            |row| (row % 2).to_string(),
            |row| format!("{}.25", row % 2 * 40 + row),
        ];
        for target in targets {
            let sheet = wide(target);
            let mut reading = Reading::guess(&sheet);
            reading.roles[..200].fill(Role::Input);
            assert!(to_table(&sheet, &reading).is_err());
            let fewer = reading.with_fewer_inputs(&sheet);
            let inputs = fewer
                .roles
                .iter()
                .filter(|role| **role == Role::Input)
                .count();
            assert_eq!(inputs, MAX_INPUTS);
            assert_eq!(
                (fewer.roles[150], fewer.roles[180]),
                (Role::Input, Role::Input)
            );
            assert!(
                fewer.roles[100..200]
                    .iter()
                    .all(|role| *role == Role::Input)
            );
            assert!(to_table(&sheet, &fewer).is_ok());
        }
    }
}
