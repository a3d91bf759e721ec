//! Rows that are pasted: by the names above them, or in the order of the columns or of the whole table.

use super::column::{Column, Measured};
use crate::{
    data::{
        DataSpec,
        sheet::{Decimal, Line, Pasted},
    },
    lab::{
        field::FieldError,
        own_values::Asked,
        wrong::{Counted, Wrong},
    },
};

/// Rows that are pasted.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Batch {
    /// The rows, in their order.
    pub rows: Vec<Row>,
    /// Whether the first line was taken for names.
    pub named: bool,
    /// Columns that are passed over, by their names.
    pub passed_over: Vec<String>,
}

/// A row that is pasted.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// The number of its line.
    pub line: usize,
    /// A value for each column, or all that is wrong.
    pub values: Result<Vec<Measured>, Vec<FieldError>>,
}

impl Batch {
    /// Reads a text.
    ///
    /// # Errors
    /// Where nothing of it can be read: it is no table, or has not the columns that are needed.
    pub fn read(text: &str, columns: &[Column], data: &DataSpec) -> Result<Self, FieldError> {
        let whole = |wrong: Wrong| FieldError::new("Rows", wrong);
        let pasted = Pasted::read(text, columns.len()).map_err(|e| whole(e.into()))?;
        let Some(first) = pasted.lines.first() else {
            return Ok(Self::default());
        };
        let named = columns
            .iter()
            .any(|c| first.cells.iter().any(|cell| c.is_called(cell)));
        let mut batch = Self {
            named: named || pasted.lines.len() > 1 && are_names(first, columns),
            ..Self::default()
        };
        let skipped = usize::from(batch.named);
        let width = pasted.lines.iter().map(|line| line.cells.len()).max();
        let decimals = pasted.decimals(skipped, width.unwrap_or_default());
        let place = if named {
            let places = by_name(first, columns).map_err(whole)?;
            let other = |(at, _): &(usize, &String)| !places.contains(&Some(*at));
            let others = first.cells.iter().enumerate().filter(other);
            batch.passed_over = others.map(|(_, name)| name.clone()).collect();
            Places::Named(places, first.cells.len())
        } else {
            Places::in_order(data, columns)
        };
        let lines = pasted.lines.iter().skip(skipped);
        batch.rows = lines
            .map(|line| row(line, columns, &place, &decimals))
            .collect();
        Ok(batch)
    }

    /// The rows that can be answered, with their lines.
    pub fn good(&self) -> impl Iterator<Item = (usize, &[Measured])> {
        let rows = self.rows.iter();
        rows.filter_map(|row| Some((row.line, row.values.as_deref().ok()?)))
    }

    /// All that is wrong, line by line.
    pub fn wrong(&self) -> impl Iterator<Item = &FieldError> {
        let rows = self.rows.iter();
        rows.filter_map(|row| row.values.as_ref().err()).flatten()
    }
}

/// In which cells of a line the columns stand.
enum Places {
    /// By the names in the first line, which has so many cells; a column that is filled in may be missing.
    Named(Vec<Option<usize>>, usize),
    /// In their order, so many; or with all columns of a file, where a line has as many.
    InOrder(usize, Option<Whole>),
}

/// The place of each column among all of a file, and how many those are.
struct Whole {
    places: Vec<usize>,
    width: usize,
}

impl Places {
    /// The cells of a line that has so many, or how many it should have.
    fn of(&self, cells: usize) -> Result<Vec<Option<usize>>, usize> {
        match self {
            // Empty cells at the end of a line may be left out.
            Self::Named(places, width) if cells <= *width => Ok(places.clone()),
            Self::Named(_, width) => Err(*width),
            Self::InOrder(width, _) if cells == *width => Ok((0..*width).map(Some).collect()),
            Self::InOrder(_, Some(whole)) if cells == whole.width => {
                Ok(whole.places.iter().copied().map(Some).collect())
            }
            Self::InOrder(width, _) => Err(*width),
        }
    }

    /// Without names above the columns.
    fn in_order(data: &DataSpec, columns: &[Column]) -> Self {
        let whole = data.file.loaded().and_then(|loaded| {
            let all = &loaded.sheet.columns;
            let place = |column: &Column| all.iter().position(|c| c.name == column.name);
            Some(Whole {
                places: columns.iter().map(place).collect::<Option<_>>()?,
                width: all.len(),
            })
        });
        Self::InOrder(columns.len(), whole)
    }
}

/// Where the columns stand by their names.
fn by_name(first: &Line, columns: &[Column]) -> Result<Vec<Option<usize>>, Wrong> {
    let place = |column: &Column| first.cells.iter().position(|cell| column.is_called(cell));
    let places: Vec<_> = columns.iter().map(place).collect();
    let lacks = columns.iter().zip(&places);
    let lacks = lacks.filter(|(column, place)| place.is_none() && column.fill.is_none());
    let lacks: Vec<_> = lacks.map(|(column, _)| column.name.clone()).collect();
    if lacks.is_empty() {
        Ok(places)
    } else {
        Err(Wrong::LacksColumns(lacks))
    }
}

/// Whether a line is one of names that are not known: there is a text where each number should be.
fn are_names(first: &Line, columns: &[Column]) -> bool {
    if first.cells.len() != columns.len() {
        return false;
    }
    let cells = columns.iter().zip(&first.cells);
    let numbers = cells.filter(|(column, _)| matches!(column.asked, Asked::Number(_)));
    let is_text = |(column, cell): (&Column, &String)| {
        !Pasted::is_missing(cell, true) && column.pasted(cell, Decimal::Point).is_err()
    };
    let texts: Vec<bool> = numbers.map(is_text).collect();
    !texts.is_empty() && texts.into_iter().all(|is_text| is_text)
}

fn row(line: &Line, columns: &[Column], places: &Places, decimals: &[Decimal]) -> Row {
    let number = line.number;
    let cells = match places.of(line.cells.len()) {
        Ok(cells) => cells,
        Err(width) => {
            let wrong = Wrong::Count(Counted::Values, width, line.cells.len());
            let wrong = FieldError::new(format!("Line {number}"), wrong);
            return Row {
                line: number,
                values: Err(vec![wrong]),
            };
        }
    };
    let (mut values, mut wrong) = (Vec::new(), Vec::new());
    for (column, at) in columns.iter().zip(cells) {
        let cell = at
            .and_then(|at| line.cells.get(at))
            .map_or("", String::as_str);
        let decimal = at.and_then(|at| decimals.get(at)).copied();
        match column.pasted(cell, decimal.unwrap_or_default()) {
            Ok(value) => values.push(value),
            Err(problem) => {
                let place = format!("Line {number}, {}", column.label());
                wrong.push(FieldError::new(place, problem));
            }
        }
    }
    Row {
        line: number,
        values: if wrong.is_empty() {
            Ok(values)
        } else {
            Err(wrong)
        },
    }
}
