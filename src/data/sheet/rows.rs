//! The rows of a file, one after the other, into columns.

use super::{
    Sheet,
    builder::{ColumnBuilder, Infinite},
    date::Order,
    dated,
    error::{CsvError, CsvProblem},
    form::{Form, Large},
    format::{Asked, Delimiter, Found, Header},
    header::is_value,
    lacks::Lacks,
    lines::COMMENTS,
    missing::is_missing_plain,
    number::plain,
    records::{Problem, Records},
    remark::Remark,
    seen::{self, Seen},
    survey::Plan,
};

/// How many rows a file may have, that of the names not counted.
pub const MAX_ROWS: usize = 50_000;
/// How many cells they may have.
pub const MAX_CELLS: usize = 10_000_000;

/// What comes of a file.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// What is in it.
    Sheet(Sheet),
    /// It has to be read once more, with this asked for: what came later is written otherwise than its
    /// beginning seemed to be.
    Again(Asked),
}

/// The rows that are complete.
#[derive(Clone, Debug, Default)]
pub struct Rows {
    columns: Vec<ColumnBuilder>,
    numbers: Vec<u32>,
    /// Whether the file names the columns.
    named: bool,
    /// The number of that row, or of the first of all.
    first: Option<usize>,
    /// Rows of names and units that are still to come.
    skip: usize,
    /// Whether a dot ends each row.
    dots: bool,
    found: Found,
    lacks: Lacks,
    /// Lines of comments, and whether there may be more.
    comments: usize,
    has_comments: bool,
    uneven: Uneven,
}

/// Rows with another number of cells than there are columns.
#[derive(Clone, Debug, Default)]
struct Uneven {
    count: usize,
    /// The number of the first, and its text.
    first: Option<(usize, String)>,
    /// Whether the file ends within the last of them.
    cut: bool,
    /// Those among them that are no single line of text, and what is wrong with the first.
    rows: usize,
    error: Option<CsvError>,
}

impl Rows {
    /// None yet of a table that is read as planned.
    pub fn new(plan: Plan) -> Self {
        let mut rows = Self {
            skip: plan.skip,
            named: plan.found.header != Header::Values,
            dots: plan.dots,
            lacks: Lacks::new(&plan.found.missing),
            comments: plan.comments,
            has_comments: plan.has_comments,
            found: plan.found,
            ..Self::default()
        };
        for (name, form) in plan.columns {
            rows.add_column(&name, form);
        }
        rows
    }

    /// Takes the cells of a row in which there is something.
    pub fn take(
        &mut self,
        row: usize,
        mut cells: Vec<&str>,
        records: &Records,
    ) -> Result<(), CsvError> {
        self.first.get_or_insert(row);
        if self.skip > 0 {
            self.skip -= 1;
            return Ok(());
        }
        if self.columns.is_empty() && self.name_columns(&cells, records)? {
            return Ok(());
        }
        let width = self.columns.len();
        while cells.len() > width && cells.last().is_some_and(|cell| cell.is_empty()) {
            cells.pop();
        }
        if cells[0].starts_with('{') && self.found.remarks.contains(&Remark::Declared) {
            return Err(CsvError::at_row(row, CsvProblem::Sparse));
        }
        let is_comment = COMMENTS.iter().any(|mark| cells[0].starts_with(mark));
        if is_comment && (self.has_comments || cells.len() != width) {
            self.comments += 1;
            return Ok(());
        }
        if cells.len() != width {
            return self.pass_over(row, &cells, records.is_cut());
        }
        if self.dots
            && let Some(last) = cells.last_mut()
        {
            *last = last.strip_suffix('.').unwrap_or(last);
        }
        self.push(row, &cells)
    }

    fn push(&mut self, row: usize, cells: &[&str]) -> Result<(), CsvError> {
        if self.numbers.len() == MAX_ROWS {
            return Err(CsvError::at_row(row, CsvProblem::TooManyRows));
        }
        if (self.numbers.len() + 1) * self.columns.len() > MAX_CELLS {
            let columns = self.columns.len();
            return Err(CsvError::at_row(row, CsvProblem::TooManyCells { columns }));
        }
        for (column, cell) in self.columns.iter_mut().zip(cells) {
            column.push(cell, &mut self.lacks);
        }
        self.numbers.push(row as u32);
        Ok(())
    }

    /// Leaves out a row with too few or too many cells.
    fn pass_over(&mut self, row: usize, cells: &[&str], ends: bool) -> Result<(), CsvError> {
        let uneven = &mut self.uneven;
        uneven.count += 1;
        uneven.first.get_or_insert_with(|| (row, cells.join(" ")));
        // A line of text is no row of the table, such as a source below it.
        if cells.len() > 1 || is_value(cells[0]) {
            uneven.rows += 1;
            if uneven.error.is_none() {
                let problem = CsvProblem::Ragged {
                    cells: cells.len(),
                    expected: self.columns.len(),
                    header: self.named,
                };
                uneven.error = Some(CsvError::at_row(row, problem));
            }
        }
        self.uneven.cut = ends && cells.len() < self.columns.len();
        // Of very many it need not be found out how many there are.
        if self.uneven.rows.is_multiple_of(1000) {
            self.check()
        } else {
            Ok(())
        }
    }

    /// Refuses a file in which more than a few rows have another number of cells. A last one that was
    /// cut short, as by a program that was stopped, does not count.
    fn check(&self) -> Result<(), CsvError> {
        let cut = self.uneven.cut && !self.numbers.is_empty();
        let rows = self.uneven.rows.saturating_sub(usize::from(cut));
        match &self.uneven.error {
            Some(error) if rows * 20 > self.numbers.len() => Err(error.clone()),
            _ => Ok(()),
        }
    }

    /// Names the columns by the first row, or by their places if all of it is numbers without quotes;
    /// whether it was names.
    fn name_columns(&mut self, cells: &[&str], records: &Records) -> Result<bool, CsvError> {
        if cells.len() < 2 {
            return Err(CsvError::at_row(records.row(), CsvProblem::OneColumn));
        }
        let is_number =
            |(at, cell): (usize, &&str)| plain(cell).is_some() && !records.is_quoted(at);
        let is_value = |cell: (usize, &&str)| {
            is_number(cell) || !cell.1.is_empty() && is_missing_plain(cell.1)
        };
        let all = || cells.iter().enumerate();
        self.named = !(all().any(is_number) && all().all(is_value));
        for cell in cells {
            let form = Form {
                plain: true,
                ..Form::default()
            };
            self.add_column(if self.named { cell } else { "" }, form);
        }
        Ok(self.named)
    }

    /// Adds a column, under a name that no other has yet.
    fn add_column(&mut self, name: &str, form: Form) {
        let name = if name.is_empty() {
            numbered(self.columns.len())
        } else {
            name.into()
        };
        let is_free = |name: &String| self.columns.iter().all(|column| column.name != *name);
        let next = |k| format!("{name} ({k})");
        let name = if is_free(&name) {
            name
        } else {
            (2..).map(next).find(is_free).unwrap_or_default()
        };
        self.columns.push(ColumnBuilder::new(name, form));
    }

    /// What comes of the rows.
    pub fn finish(mut self, asked: Option<Asked>) -> Result<Outcome, CsvError> {
        if self.columns.is_empty() {
            return Err(CsvError::at_row(self.first.unwrap_or(1), CsvProblem::Empty));
        }
        if self.numbers.is_empty() && self.uneven.error.is_none() {
            return Err(CsvError::at_row(
                self.first.unwrap_or(1),
                CsvProblem::OnlyNames,
            ));
        }
        self.check()?;
        if let Some(asked) = &asked
            && let Some(better) = self.better(asked)
        {
            return Ok(Outcome::Again(better));
        }
        self.tell();
        if asked.as_ref().is_some_and(|asked| asked.decimal.is_none()) {
            let open = open(&self.columns, self.found.delimiter);
            self.found.remarks.extend(open);
        }
        let (dates, order) =
            asked.map_or_else(Default::default, |a| (a.dates.unwrap_or_default(), a.order));
        self.found.order = self.order(order);
        let (mut columns, mut infinite) = (Vec::with_capacity(self.columns.len()), Vec::new());
        for mut builder in std::mem::take(&mut self.columns) {
            if let Some(moments) = builder.take_moments() {
                columns.extend(dated::columns(
                    &builder.name,
                    moments,
                    dates,
                    &mut self.found,
                ));
                continue;
            }
            let (column, others) = builder.finish(&mut self.lacks);
            infinite.extend(others.map(|others| (column.name.clone(), others)));
            columns.push(column);
        }
        self.found.remarks.extend(self.infinite(infinite));
        if self.lacks.cells > 0 {
            let Lacks { cells, names, .. } = self.lacks;
            self.found.remarks.push(Remark::Missing(cells, names));
        }
        Ok(Outcome::Sheet(Sheet {
            columns,
            row_numbers: self.numbers,
            found: self.found,
        }))
    }

    /// Tells of numbers without bounds in columns: how many, and where the first is.
    fn infinite(&self, columns: Vec<(String, Infinite)>) -> Option<Remark> {
        let count = columns.iter().map(|(_, infinite)| infinite.count).sum();
        let first = columns
            .into_iter()
            .min_by_key(|(_, infinite)| infinite.index);
        first.map(|(column, infinite)| {
            let row = self.numbers[infinite.index] as usize;
            Remark::Infinite(count, row, column, infinite.text)
        })
    }

    /// What would have to be asked for, if the columns were read otherwise than all their cells tell.
    fn better(&self, asked: &Asked) -> Option<Asked> {
        let seen: Vec<Seen> = self.columns.iter().map(seen_of).collect();
        let semicolons = self.found.delimiter == Delimiter::Semicolon;
        let usual = asked
            .decimal
            .unwrap_or_else(|| seen::decimal_of(&seen, semicolons));
        let is_wrong = |column: &ColumnBuilder| {
            let seen = &column.seen;
            let decimal = asked.decimal.unwrap_or_else(|| seen::decimal(seen, usual));
            let other =
                |order| asked.order.is_none() && seen.order().is_some_and(|told| told != order);
            seen_of(column).large != column.form.large
                || seen.is_open() && decimal != column.form.decimal
                || column
                    .form
                    .dates
                    .is_some_and(|order| seen.no_dates || other(order))
        };
        (asked.seen.is_empty() && self.columns.iter().any(is_wrong)).then(|| Asked {
            seen,
            ..asked.clone()
        })
    }

    /// What comes first of day and month, where the dates leave it open.
    fn order(&self, asked: Option<Order>) -> Option<Order> {
        let open = |column: &&ColumnBuilder| {
            column.seen.open_date && (asked.is_some() || column.seen.order().is_none())
        };
        self.columns
            .iter()
            .find(open)
            .and_then(|column| column.form.dates)
    }

    /// Tells what was assumed and left out.
    fn tell(&mut self) {
        let remarks = &mut self.found.remarks;
        if self.comments > 0 {
            remarks.push(Remark::Comments(self.comments));
        }
        if let Some((row, text)) = self.uneven.first.take() {
            remarks.push(Remark::Uneven(self.uneven.count, row, text));
        }
        if self.dots {
            remarks.push(Remark::Dots);
        }
        for column in self
            .columns
            .iter()
            .filter(|column| !column.form.unit.is_empty())
        {
            remarks.push(Remark::Unit(column.name.clone(), column.form.unit.clone()));
        }
        let all = |is: fn(&Seen) -> bool| {
            let mut columns = self.columns.iter().filter(|column| is(&column.seen));
            let first = columns.next()?;
            Some((first.name.clone(), 1 + columns.count()))
        };
        remarks
            .extend(all(|seen| seen.grouped).map(|(name, count)| Remark::Thousands(name, count)));
        let rounded = |column: &&ColumnBuilder| {
            column.seen.rounded && column.form.large == Large::Rounded && column.is_numbers()
        };
        let mut columns = self.columns.iter().filter(rounded);
        if let Some(first) = columns.next() {
            let merged = self.columns.iter().filter(rounded).any(|c| c.seen.merged);
            let count = 1 + columns.count();
            remarks.push(Remark::Rounded(first.name.clone(), count, merged));
        }
        for column in &self.columns {
            if let Large::From(base) = column.form.large {
                remarks.push(Remark::From(column.name.clone(), base));
            }
        }
        remarks.extend(all(|seen| seen.signs).map(|(name, count)| Remark::Signs(name, count)));
    }

    /// The problem of the row at hand, with the name of its column.
    pub fn error(&self, row: usize, problem: Problem) -> CsvError {
        let Some(place) = problem.cell else {
            return CsvError::at_row(row, problem.problem);
        };
        let known = self.columns.get(place);
        let name = known.map_or_else(|| numbered(place), |column| column.name.clone());
        CsvError::at_cell(row, &name, problem.problem)
    }
}

/// Tells of a decimal sign that the whole file leaves open, where commas do not separate the cells: those
/// who have them there write a point before decimals.
fn open(columns: &[ColumnBuilder], delimiter: Delimiter) -> Option<Remark> {
    let told = columns.iter().any(|column| column.seen.decimal().is_some());
    if told || delimiter == Delimiter::Comma {
        return None;
    }
    let is_open = |column: &&ColumnBuilder| {
        column.is_numbers() && column.seen.open() == Some(column.form.decimal)
    };
    let mut open = columns.iter().filter(is_open);
    let first = open.next()?;
    let (name, sign) = (first.name.clone(), first.form.decimal);
    Some(Remark::Open(name, 1 + open.count(), sign))
}

/// What was seen of a column, and what is to become of large numbers in it that get equal.
fn seen_of(column: &ColumnBuilder) -> Seen {
    let large = match column.seen.base() {
        _ if !column.seen.merged => column.form.large,
        _ if !column.is_numbers() => Large::Apart,
        Some(base) => Large::From(base),
        None => Large::Rounded,
    };
    let mut seen = column.seen;
    seen.large = large;
    seen
}

fn numbered(place: usize) -> String {
    format!("column {}", place + 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::sheet::format::Signs;

    #[test]
    fn so_many_cells_are_too_many() {
        let mut rows = Rows::new(Plan {
            columns: vec![(String::new(), Form::default()); 1000],
            ..Plan::default()
        });
        let records = Records::new(Signs::default(), 1);
        rows.numbers = vec![1; 9_999];
        assert_eq!(rows.take(10_000, vec!["1"; 1000], &records), Ok(()));
        let error = rows.take(10_001, vec!["1"; 1000], &records).unwrap_err();
        let message = "row 10001: more than 10 million cells; of 1,000 columns at most 10,000 rows can be read";
        assert_eq!(error.to_string(), message);
    }
}
