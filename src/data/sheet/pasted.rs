//! Rows for a table that is known, as a spreadsheet copies them: with or without names above them, and
//! with what is wrong in one of them no matter to the others.

use super::{
    CsvError, Delimiter,
    cell::trim,
    error::CsvProblem,
    format::Signs,
    lines::{delimiter, named},
    missing::{is_missing, is_missing_number},
    number::{Decimal, number},
    reader::MAX_BYTES,
    records::Records,
    rows::{MAX_CELLS, MAX_ROWS},
    seen::{self, Seen},
    spaces::Spaces,
};

/// The lines of a text that are not empty, cell by cell.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Pasted {
    /// The lines.
    pub lines: Vec<Line>,
    delimiter: Delimiter,
}

/// One of them.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// Its number, as a spreadsheet counts: the first is 1.
    pub number: usize,
    /// Its cells, without the spaces around them.
    pub cells: Vec<String>,
}

impl Pasted {
    /// Splits a text into cells, of which a row has `width` where no more are given.
    ///
    /// # Errors
    /// Where a quote is never closed, or there is more than can be read.
    pub fn read(text: &str, width: usize) -> Result<Self, CsvError> {
        let text = text.trim_start_matches('\u{feff}');
        let first = text.split_inclusive('\n').next().unwrap_or_default();
        let sep = named(first);
        let (skipped, text) = match sep {
            Some(_) => (1, &text[first.len()..]),
            None => (0, text),
        };
        if text.len() > MAX_BYTES {
            let problem = CsvProblem::TooLarge;
            return Err(CsvError::at_row(MAX_ROWS, problem));
        }
        let signs = sep.unwrap_or_else(|| Signs::of(between(text, width)));
        let lines = split(text, signs, skipped + 1)?;
        Ok(Self {
            lines,
            delimiter: signs.delimiter,
        })
    }

    /// The sign before the decimals in each of so many columns of the lines from `first` on.
    #[must_use]
    pub fn decimals(&self, first: usize, columns: usize) -> Vec<Decimal> {
        let seen: Vec<Seen> = (0..columns).map(|at| self.see(first, at)).collect();
        let usual = seen::decimal_of(&seen, self.delimiter == Delimiter::Semicolon);
        let decimal = |seen| seen::decimal(seen, usual);
        seen.iter().map(decimal).collect()
    }

    fn see(&self, first: usize, column: usize) -> Seen {
        let mut seen = Seen::default();
        let lines = self.lines.iter().skip(first);
        for cell in lines.filter_map(|line| line.cells.get(column)) {
            if let Some(number) = number(cell, Decimal::Point) {
                seen.number(&number);
            }
        }
        seen
    }

    /// Whether a cell has no value; among numbers more names stand for that.
    #[must_use]
    pub fn is_missing(cell: &str, among_numbers: bool) -> bool {
        is_missing(cell) || among_numbers && is_missing_number(cell)
    }
}

/// What stands between the cells: what makes the evenest rows, or, where those are too narrow, what makes
/// most rows wide enough.
fn between(text: &str, width: usize) -> Delimiter {
    let first = text.trim_start().lines().next().unwrap_or_default();
    let has_names = first.contains(',') && first.starts_with(char::is_alphabetic);
    if width < 2 && !has_names && !text.contains(['\t', ';']) {
        // A comma can only begin decimals.
        return Delimiter::Tab;
    }
    let found = delimiter(text, b'"', true);
    let others = [
        found,
        Delimiter::Tab,
        Delimiter::Semicolon,
        Delimiter::Comma,
        Delimiter::Pipe,
        Delimiter::Spaces,
    ];
    let is_wide = |delimiter: &Delimiter| {
        split(text, Signs::of(*delimiter), 1).is_ok_and(|lines| {
            let wide = lines.iter().filter(|line| line.cells.len() >= width);
            2 * wide.count() > lines.len()
        })
    };
    others.into_iter().find(is_wide).unwrap_or(found)
}

fn split(text: &str, signs: Signs, first: usize) -> Result<Vec<Line>, CsvError> {
    let single;
    let mut input = text.as_bytes();
    if signs.delimiter == Delimiter::Spaces {
        single = Spaces::new(signs.quote).single(input);
        input = &single;
    }
    let mut records = Records::new(signs, first);
    let (mut lines, mut cells) = (Vec::new(), 0);
    while !input.is_empty() {
        let row = records.row();
        let (rest, complete) = records
            .advance(input)
            .map_err(|problem| CsvError::at_row(row, problem.problem))?;
        input = rest;
        if complete {
            take(&mut records, &mut lines, &mut cells)?;
        }
    }
    let row = records.row();
    let last = records.finish();
    if last.map_err(|problem| CsvError::at_row(row, problem.problem))? {
        take(&mut records, &mut lines, &mut cells)?;
    }
    Ok(lines)
}

fn take(records: &mut Records, lines: &mut Vec<Line>, all: &mut usize) -> Result<(), CsvError> {
    let number = records.row();
    let wrong = |problem| CsvError::at_row(number, problem);
    let cells = records.cells().map_err(|p| wrong(p.problem))?;
    let cells: Vec<String> = cells.iter().map(|cell| trim(cell).to_owned()).collect();
    records.next_row();
    if cells.iter().all(String::is_empty) {
        return Ok(());
    }
    *all += cells.len();
    if lines.len() > MAX_ROWS {
        return Err(wrong(CsvProblem::TooManyRows));
    }
    if *all > MAX_CELLS {
        let columns = cells.len();
        return Err(wrong(CsvProblem::TooManyCells { columns }));
    }
    lines.push(Line { number, cells });
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(text: &str, width: usize) -> Vec<(usize, Vec<String>)> {
        let pasted = Pasted::read(text, width).unwrap();
        let lines = pasted.lines.into_iter();
        lines.map(|line| (line.number, line.cells)).collect()
    }

    fn row(number: usize, cells: &[&str]) -> (usize, Vec<String>) {
        (number, cells.iter().map(|&cell| cell.into()).collect())
    }

    #[test]
    fn what_stands_between_cells_is_found_in_a_single_row_too() {
        let expected = [row(1, &["5.1", "3.5", "1.4"])];
        for text in [
            "5.1,3.5,1.4",
            "5.1\t3.5\t1.4\r\n",
            "\u{feff}5.1;3.5;1.4\n\n",
            "5.1 3.5 1.4",
            "5.1 | 3.5 | 1.4\n",
            "  5.1   3.5\t1.4",
        ] {
            assert_eq!(cells(text, 3), expected, "{text:?}");
        }
        assert_eq!(cells("sep=|\n1|2\n", 2), [row(2, &["1", "2"])]);
    }

    #[test]
    fn a_decimal_comma_is_no_border() {
        let text = "5,1\t3,5\n4,9\t3\n";
        assert_eq!(
            cells(text, 2),
            [row(1, &["5,1", "3,5"]), row(2, &["4,9", "3"])]
        );
        let pasted = Pasted::read(text, 2).unwrap();
        assert_eq!(pasted.decimals(0, 2), [Decimal::Comma; 2]);
        assert_eq!(
            cells("0,5\n-1,25\n", 1),
            [row(1, &["0,5"]), row(2, &["-1,25"])]
        );
        assert_eq!(cells("0,5\t1\n", 1), [row(1, &["0,5", "1"])]);
        let points = Pasted::read("1.5;2\n2.5;3\n", 2).unwrap();
        assert_eq!(points.decimals(0, 2), [Decimal::Point; 2]);
    }

    #[test]
    fn rows_of_any_length_stay_and_empty_ones_go() {
        assert_eq!(
            cells("1,2\n\n,\n3\n4,5,6\n", 2),
            [
                row(1, &["1", "2"]),
                row(4, &["3"]),
                row(5, &["4", "5", "6"])
            ]
        );
        assert_eq!(cells(" \n", 2), []);
        assert_eq!(cells("\ta\t\n", 3), [row(1, &["", "a", ""])]);
    }

    #[test]
    fn a_quote_that_is_never_closed_is_told_with_its_line() {
        let error = Pasted::read("1,2\n3,\"4\n", 2).unwrap_err();
        assert_eq!((error.row, error.problem), (Some(2), CsvProblem::OpenQuote));
    }

    #[test]
    fn more_names_are_missing_among_numbers() {
        assert!(Pasted::is_missing("NA", false) && Pasted::is_missing("none", true));
        assert!(!Pasted::is_missing("none", false));
    }
}
