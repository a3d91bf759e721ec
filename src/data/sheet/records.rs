//! Bytes into rows of cells, in portions of any size.

use csv_core::{ReadFieldResult, Reader, ReaderBuilder};

use super::{error::CsvProblem, format::Signs};

/// How many columns a file may have.
pub const MAX_COLUMNS: usize = 1000;
/// How many bytes a row may have, quotes and delimiters not counted.
pub const MAX_LENGTH: usize = 1 << 20;

/// Finds the rows and their cells. Quotes are taken off; empty rows are counted and passed over.
#[derive(Clone, Debug)]
pub struct Records {
    parser: Reader,
    delimiter: u8,
    place: Place,
    last: u8,
    row: usize,
    /// The cells of the row, one after the other, and room for more.
    text: Vec<u8>,
    filled: usize,
    ends: Vec<usize>,
    quote: u8,
    /// Whether the cell begins with a quote.
    quoted: bool,
    /// Whether those before it in the row did.
    quotes: Vec<bool>,
    /// Whether the file ended without a line break.
    cut: bool,
}

/// Where the next byte stands.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Place {
    RowStart,
    CellStart,
    Cell,
}

/// What is wrong with the row at hand.
#[derive(Debug, PartialEq)]
pub struct Problem {
    /// The cell, counted from 0; none if it is the whole row.
    pub cell: Option<usize>,
    /// What was expected, and what was found.
    pub problem: CsvProblem,
}

impl Problem {
    fn new(cell: Option<usize>, problem: CsvProblem) -> Self {
        Self { cell, problem }
    }
}

impl Records {
    /// Rows of cells with these signs; the first is of that number.
    pub fn new(signs: Signs, row: usize) -> Self {
        let mut parser = ReaderBuilder::new()
            .delimiter(signs.byte)
            .quote(signs.quote)
            .build();
        // An empty line, because a byte order mark in the first bytes would be taken off only if it
        // came in one portion.
        parser.read_field(b"\n", &mut [0]);
        Self {
            parser,
            delimiter: signs.byte,
            place: Place::RowStart,
            last: 0,
            row,
            text: vec![0; 1024],
            filled: 0,
            ends: Vec::new(),
            quote: signs.quote,
            quoted: false,
            quotes: Vec::new(),
            cut: false,
        }
    }

    /// The number of the row at hand; the file's first is 1. Line breaks within quotes begin none.
    pub fn row(&self) -> usize {
        self.row
    }

    /// Takes from `input` up to the end of a row. Gives what is left of it, and whether the row is
    /// complete: its cells are then there until [`next_row`](Self::next_row).
    pub fn advance<'a>(&mut self, mut input: &'a [u8]) -> Result<(&'a [u8], bool), Problem> {
        let mut complete = false;
        while !input.is_empty() && !complete {
            if self.place == Place::Cell {
                (input, complete) = self.read(input)?;
            } else {
                input = self.skip(input);
            }
        }
        Ok((input, complete))
    }

    /// Whether the end of the file completes a row.
    pub fn finish(&mut self) -> Result<bool, Problem> {
        if self.place == Place::RowStart {
            return Ok(false);
        }
        self.cut = true;
        // A line break ends any row, unless it is within quotes.
        match self.advance(b"\n")? {
            (_, true) => Ok(true),
            _ => Err(Problem::new(Some(self.ends.len()), CsvProblem::OpenQuote)),
        }
    }

    /// The cells of the row.
    pub fn cells(&self) -> Result<Vec<&str>, Problem> {
        let mut from = 0;
        let cell = |(index, &end): (usize, &usize)| {
            let bytes = &self.text[from..end];
            from = end;
            decoded(bytes).map_err(|problem| Problem::new(Some(index), problem))
        };
        self.ends.iter().enumerate().map(cell).collect()
    }

    /// Whether a cell of the row is in quotes.
    pub fn is_quoted(&self, cell: usize) -> bool {
        self.quotes.get(cell) == Some(&true)
    }

    /// Whether the file ended within the row, or just behind it without a line break.
    pub fn is_cut(&self) -> bool {
        self.cut
    }

    /// Makes room for the next row.
    pub fn next_row(&mut self) {
        self.row += 1;
        self.filled = 0;
        self.ends.clear();
        self.quotes.clear();
    }

    /// Passes over spaces before a cell, and over empty lines before a row.
    fn skip<'a>(&mut self, input: &'a [u8]) -> &'a [u8] {
        for (place, &byte) in input.iter().enumerate() {
            let between = self.place == Place::RowStart;
            match byte {
                b' ' => {}
                b'\t' if self.delimiter != b'\t' => {}
                b'\n' if between && self.last == b'\r' => {}
                b'\n' | b'\r' if between => self.row += 1,
                _ => {
                    self.place = Place::Cell;
                    self.quoted = byte == self.quote;
                    return &input[place..];
                }
            }
            self.last = byte;
        }
        &[]
    }

    /// Reads on in a cell. Gives the rest, and whether the row ended.
    fn read<'a>(&mut self, input: &'a [u8]) -> Result<(&'a [u8], bool), Problem> {
        self.make_room()?;
        let (result, taken, written) = self.parser.read_field(input, &mut self.text[self.filled..]);
        self.filled += written;
        self.last = input[taken - 1];
        let rest = &input[taken..];
        let ReadFieldResult::Field { record_end } = result else {
            return Ok((rest, false));
        };
        if self.ends.len() == MAX_COLUMNS {
            return Err(Problem::new(None, CsvProblem::TooManyColumns));
        }
        self.ends.push(self.filled);
        self.quotes.push(self.quoted);
        self.place = if record_end {
            Place::RowStart
        } else {
            Place::CellStart
        };
        Ok((rest, record_end))
    }

    fn make_room(&mut self) -> Result<(), Problem> {
        if self.filled < self.text.len() {
            return Ok(());
        }
        if self.filled < MAX_LENGTH {
            self.text.resize(2 * self.filled, 0);
            return Ok(());
        }
        Err(if self.quoted {
            Problem::new(Some(self.ends.len()), CsvProblem::LongQuote)
        } else {
            Problem::new(None, CsvProblem::LongRow)
        })
    }
}

fn decoded(cell: &[u8]) -> Result<&str, CsvProblem> {
    let text = std::str::from_utf8(cell)
        .map_err(|error| CsvProblem::NotUtf8(cell[error.valid_up_to()]))?;
    if cell.contains(&0) {
        return Err(CsvProblem::ZeroByte);
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    type Rows = Vec<(usize, Vec<String>)>;

    fn rows(text: &[u8], portion: usize) -> Result<Rows, Problem> {
        let (mut records, mut rows) = (Records::new(Signs::default(), 1), Vec::new());
        let mut take = |records: &mut Records| {
            let cells = records.cells()?.into_iter().map(String::from).collect();
            rows.push((records.row(), cells));
            records.next_row();
            Ok(())
        };
        for mut input in text.chunks(portion) {
            while !input.is_empty() {
                let (rest, complete) = records.advance(input)?;
                input = rest;
                if complete {
                    take(&mut records)?;
                }
            }
        }
        if records.finish()? {
            take(&mut records)?;
        }
        Ok(rows)
    }

    #[track_caller]
    fn check(text: &str, expected: &[(usize, &[&str])]) {
        for portion in 1..=text.len().max(1) {
            let rows = rows(text.as_bytes(), portion).unwrap();
            assert_eq!(rows.len(), expected.len(), "{rows:?}");
            for ((row, cells), expected) in rows.iter().zip(expected) {
                assert_eq!(
                    (*row, cells.as_slice()),
                    (
                        expected.0,
                        &expected.1.iter().map(|&s| s.to_owned()).collect::<Vec<_>>()[..]
                    )
                );
            }
        }
    }

    #[test]
    fn lines_end_in_three_ways() {
        let expected: [(usize, &[&str]); 2] = [(1, &["a", "b"]), (2, &["c", "d"])];
        for text in ["a,b\nc,d", "a,b\r\nc,d\r\n", "a,b\rc,d\r"] {
            check(text, &expected);
        }
    }

    #[test]
    fn rows_are_counted_as_in_a_spreadsheet() {
        check("", &[]);
        check(" \r\n\t\n", &[]);
        check(
            "\n\n a,b\r\n\r\n  \r\r\nc,d",
            &[(3, &["a", "b"]), (7, &["c", "d"])],
        );
        check(
            "\"a\n\nb\",c\nd,e",
            &[(1, &["a\n\nb", "c"]), (2, &["d", "e"])],
        );
    }

    #[test]
    fn quotes_keep_delimiters_and_double_for_one() {
        check(
            "\"a,b\", \"say \"\"hi\"\"\"\n5\" pipe,\"\"\n",
            &[(1, &["a,b", "say \"hi\""]), (2, &["5\" pipe", ""])],
        );
        check("\"a\"", &[(1, &["a"])]);
        check("a,", &[(1, &["a", ""])]);
        check("a, ", &[(1, &["a", ""])]);
        check(",\n", &[(1, &["", ""])]);
    }

    #[test]
    fn a_quote_must_be_closed() {
        for portion in 1..12 {
            let problem = rows(b"a,b\n1,\"2\n3,4\n", portion).unwrap_err();
            assert_eq!(problem, Problem::new(Some(1), CsvProblem::OpenQuote));
        }
    }

    #[test]
    fn a_row_has_an_end() {
        for (portion, start) in [(1 << 14, ""), (1 << 20, "a,b\n"), (1 << 21, "a,b,")] {
            let text = start.to_owned() + &"x".repeat(MAX_LENGTH + 1);
            let problem = rows(text.as_bytes(), portion).unwrap_err();
            assert_eq!(problem, Problem::new(None, CsvProblem::LongRow));
        }
        let longest = "x".repeat(MAX_LENGTH - 1) + "\n1,2";
        assert_eq!(rows(longest.as_bytes(), 1000).unwrap().len(), 2);
    }

    #[test]
    fn the_bytes_of_a_character_belong_to_one_cell() {
        for portion in 1..5 {
            let problem = rows(b"a\xc3,\xa9b", portion).unwrap_err();
            assert_eq!(problem.cell, Some(0));
        }
        check("é,世\n", &[(1, &["é", "世"])]);
    }
}
