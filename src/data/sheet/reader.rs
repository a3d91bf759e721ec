//! Bytes of a file, in portions as they come, into a sheet.

use std::mem;

use super::{
    Sheet,
    cell::trim,
    encoding::{Encoding, HEAD},
    error::{CsvError, CsvProblem},
    format::{Asked, Delimiter, Signs},
    records::{MAX_LENGTH, Problem, Records},
    rows::{Outcome, Rows},
    spaces::Spaces,
    survey::survey,
};

/// How many bytes a file may have.
pub const MAX_BYTES: usize = 100_000_000;

/// Reads a table in UTF-8 that comes in portions.
///
/// How it is written is found in its beginning, but for what is asked for: what separates cells, where
/// the table begins, whether its first row holds names, what begins decimals. Columns are of numbers if
/// all their values are, else of categories if there are at most 64 of them, else of texts; dates become
/// numbers. Empty rows are passed over, and whatever else is left out is told by the sheet. The portions
/// make no difference to what is read.
#[derive(Clone, Debug)]
pub struct CsvReader {
    /// What is asked for; nothing for a table that the page itself wrote.
    asked: Option<Asked>,
    /// The first bytes, until there are enough of them.
    head: Vec<u8>,
    records: Option<Records>,
    /// Where cells stand between spaces.
    spaces: Option<Spaces>,
    rows: Rows,
    bytes: usize,
    failed: Option<CsvError>,
}

/// Reads a file in UTF-8 that is there as a whole.
///
/// # Errors
/// As [`CsvReader`].
pub fn read_csv(text: &[u8]) -> Result<Sheet, CsvError> {
    read_as(text, Asked::default())
}

/// The same with something asked for.
///
/// # Errors
/// As [`CsvReader`].
pub fn read_as(text: &[u8], mut asked: Asked) -> Result<Sheet, CsvError> {
    loop {
        match read(CsvReader::new(asked), text)? {
            Outcome::Sheet(sheet) => return Ok(sheet),
            Outcome::Again(better) => asked = better,
        }
    }
}

/// Reads what [`Sheet::to_csv`] has written: commas, points, a row of names, and nothing to be found out.
/// A first row of numbers without quotes counts as values.
///
/// # Errors
/// As [`CsvReader`].
pub fn read_plain(text: &[u8]) -> Result<Sheet, CsvError> {
    match read(CsvReader::plain(), text)? {
        Outcome::Sheet(sheet) => Ok(sheet),
        // Nothing is left open.
        Outcome::Again(_) => Err(CsvError::at_row(1, CsvProblem::Empty)),
    }
}

fn read(mut reader: CsvReader, text: &[u8]) -> Result<Outcome, CsvError> {
    reader.push(text)?;
    reader.finish()
}

impl CsvReader {
    /// A reader to which nothing came yet.
    #[must_use]
    pub fn new(asked: Asked) -> Self {
        Self {
            asked: Some(asked),
            ..Self::plain()
        }
    }

    /// One for what the page itself wrote.
    #[must_use]
    pub fn plain() -> Self {
        Self {
            asked: None,
            head: Vec::new(),
            records: None,
            spaces: None,
            rows: Rows::default(),
            bytes: 0,
            failed: None,
        }
    }

    /// Takes the next bytes, borders wherever they fall.
    ///
    /// # Errors
    /// The first mistake in the file, now and at every call that follows.
    pub fn push(&mut self, bytes: &[u8]) -> Result<(), CsvError> {
        if self.failed.is_none() {
            self.failed = self.take(bytes).err();
        }
        self.failed.clone().map_or(Ok(()), Err)
    }

    /// What comes of the file, when all bytes have come.
    ///
    /// # Errors
    /// The first mistake in the file.
    pub fn finish(mut self) -> Result<Outcome, CsvError> {
        if let Some(error) = self.failed {
            return Err(error);
        }
        if self.records.is_none() {
            self.begin(true)?;
        }
        if let Some(records) = &mut self.records {
            let row = records.row();
            if records.finish().map_err(|p| self.rows.error(row, p))? {
                take_row(records, &mut self.rows)?;
            }
        }
        self.rows.finish(self.asked)
    }

    fn take(&mut self, bytes: &[u8]) -> Result<(), CsvError> {
        let (bytes, over) = bytes.split_at(bytes.len().min(MAX_BYTES - self.bytes));
        self.bytes += bytes.len();
        if self.records.is_some() {
            self.read(bytes)?;
        } else {
            self.wait(bytes)?;
        }
        if over.is_empty() {
            return Ok(());
        }
        let row = self.records.as_ref().map(Records::row);
        Err(CsvError {
            row,
            column: None,
            problem: CsvProblem::TooLarge,
        })
    }

    /// Gathers the first bytes: so many as hold some rows, whatever comes above them.
    fn wait(&mut self, mut bytes: &[u8]) -> Result<(), CsvError> {
        while self.records.is_none() {
            let step = HEAD - self.head.len() % HEAD;
            let (part, rest) = bytes.split_at(bytes.len().min(step));
            self.head.extend_from_slice(part);
            bytes = rest;
            if part.len() < step {
                return Ok(());
            }
            if self.head.len() >= MAX_LENGTH || has_rows(&self.head) {
                self.begin(false)?;
            }
        }
        self.read(bytes)
    }

    /// Looks at the first bytes, which are all of them if `whole`, and reads them.
    fn begin(&mut self, whole: bool) -> Result<(), CsvError> {
        let mut head = mem::take(&mut self.head);
        if let Encoding("utf-16le" | "utf-16be") = Encoding::of(&head)? {
            return Err(CsvError::at_row(1, CsvProblem::Utf16));
        }
        if head.starts_with(b"\xef\xbb\xbf") {
            head.drain(..3);
        }
        let mut start = 0;
        let records = match &self.asked {
            None => Records::new(Signs::default(), 1),
            Some(asked) => {
                let plan = survey(&text_of(&head), asked, whole);
                start = plan.start;
                let signs = plan.signs;
                let spaces = signs.delimiter == Delimiter::Spaces;
                self.spaces = spaces.then(|| Spaces::new(signs.quote));
                let records = Records::new(signs, plan.row);
                self.rows = Rows::new(plan);
                records
            }
        };
        self.records = Some(records);
        self.read(&head[start..])
    }

    fn read(&mut self, bytes: &[u8]) -> Result<(), CsvError> {
        let Some(records) = &mut self.records else {
            return Ok(());
        };
        let single;
        let mut bytes = match &mut self.spaces {
            Some(spaces) => {
                single = spaces.single(bytes);
                single.as_slice()
            }
            None => bytes,
        };
        while !bytes.is_empty() {
            let complete;
            (bytes, complete) = match records.advance(bytes) {
                Ok(progress) => progress,
                Err(problem) => return Err(self.rows.error(records.row(), problem)),
            };
            if complete {
                take_row(records, &mut self.rows)?;
            }
        }
        Ok(())
    }
}

/// Takes the row that is complete.
fn take_row(records: &mut Records, rows: &mut Rows) -> Result<(), CsvError> {
    let row = records.row();
    let mut cells = records
        .cells()
        .map_err(|problem: Problem| rows.error(row, problem))?;
    for cell in &mut cells {
        *cell = trim(cell);
    }
    if cells.iter().any(|cell| !cell.is_empty()) {
        rows.take(row, cells, records)?;
    }
    records.next_row();
    Ok(())
}

/// The bytes as text. What is no UTF-8 is met again, and told, as its row is read: here question marks,
/// as many as bytes, stand for it.
fn text_of(head: &[u8]) -> String {
    let mut text = String::with_capacity(head.len());
    for chunk in head.utf8_chunks() {
        text.push_str(chunk.valid());
        chunk.invalid().iter().for_each(|_| text.push('?'));
    }
    text
}

/// Whether there are lines enough beside comments.
fn has_rows(head: &[u8]) -> bool {
    let lines = head.split(|byte| *byte == b'\n' || *byte == b'\r');
    let rows = lines.filter(|line| {
        !line.is_empty()
            && !line.starts_with(b"#")
            && !line.starts_with(b"%")
            && !line.starts_with(b"@")
    });
    // The last is not whole.
    rows.take(5).count() > 4
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::sheet::{Cells, MAX_ROWS};

    fn names(csv: &str) -> Vec<String> {
        let sheet = read_csv(csv.as_bytes()).unwrap();
        sheet
            .columns
            .into_iter()
            .map(|column| column.name)
            .collect()
    }

    #[test]
    fn numbers_in_the_first_row_are_no_names() {
        assert_eq!(names("1,2\n3,4"), ["column 1", "column 2"]);
        assert_eq!(names("1,NA,3\n3,4,5"), ["column 1", "column 2", "column 3"]);
        assert_eq!(names("1,5;2\n3;4"), ["column 1", "column 2"]);
        assert_eq!(names("1,b\n3,4"), ["1", "b"]);
        assert_eq!(names("NA,?\n3,4"), ["NA", "?"]);
        let sheet = read_csv(b"1,2\n3,4").unwrap();
        assert_eq!((sheet.rows(), sheet.row_number(0)), (2, 1));
    }

    #[test]
    fn every_column_gets_a_name_of_its_own() {
        assert_eq!(names(",0,1\n0,1,2"), ["column 1", "0", "1"]);
        assert_eq!(names("a, a ,a\n1,2,3"), ["a", "a (2)", "a (3)"]);
        assert_eq!(names("a,a (2),a\n1,2,3"), ["a", "a (2)", "a (3)"]);
        assert_eq!(names("column 2,\n1,2"), ["column 2", "column 2 (2)"]);
        assert_eq!(names("\u{feff}\"a\nb\";c\n1;2"), ["a\nb", "c"]);
    }

    #[test]
    fn rows_keep_the_numbers_they_have_in_the_file() {
        let sheet = read_csv(b"\na,b\r\n\r\n1,2\r\n,\r\n\"3\n\",4").unwrap();
        assert_eq!((sheet.row_number(0), sheet.row_number(1)), (4, 6));
        assert_eq!(sheet.columns[0].cells, Cells::Numbers(vec![1.0, 3.0]));
    }

    #[test]
    fn as_much_as_is_allowed_is_read() {
        let sheet = read_csv(&b"1,2\n".repeat(MAX_ROWS)).unwrap();
        assert_eq!(sheet.rows(), MAX_ROWS);
        let wide = vec!["1"; 1000].join(",") + "\n";
        assert_eq!(read_csv(wide.as_bytes()).unwrap().columns.len(), 1000);
    }

    #[test]
    fn a_file_has_an_end() {
        let mut reader = CsvReader::new(Asked::default());
        reader.push(b"a,b\n1,2\n").unwrap();
        reader.bytes = MAX_BYTES - 3;
        assert_eq!(reader.push(b"\n\n\n"), Ok(()));
        let error = reader.push(b"\n").unwrap_err();
        assert_eq!(error.problem, CsvProblem::TooLarge);
        let message = "the file is larger than 100 MB; at most 100 MB can be read";
        assert_eq!(error.to_string(), message);
        assert_eq!(reader.finish(), Err(error));
    }
}
