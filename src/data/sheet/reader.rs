//! Bytes of a file, in portions as they come, into a sheet.

use std::mem;

use super::{
    Sheet,
    builder::ColumnBuilder,
    cell::{is_missing, number, trim},
    error::{CsvError, CsvProblem},
    head,
    records::{Problem, Records},
};

/// How many rows a file may have, that of the names not counted.
pub const MAX_ROWS: usize = 50_000;
/// How many bytes a file may have.
pub const MAX_BYTES: usize = 100_000_000;

/// Reads a CSV file that comes in portions.
///
/// Cells are separated by commas, semicolons or tabs, whichever give even rows, and may be quoted;
/// with semicolons or tabs a comma may begin the decimals. The first row holds the columns' names,
/// unless all of it is numbers. Columns are of numbers if all their values are, else of categories if
/// there are at most 64 of them, else of texts. Empty cells, NA, N/A, NaN, null, ? and - are missing
/// values; empty rows are passed over. The portions make no difference to what is read.
#[derive(Clone, Debug)]
pub struct CsvReader {
    /// The first bytes, until there are enough of them to tell the delimiter.
    head: Vec<u8>,
    records: Option<Records>,
    rows: Rows,
    bytes: usize,
    failed: Option<CsvError>,
}

/// The rows that are complete.
#[derive(Clone, Debug, Default)]
struct Rows {
    columns: Vec<ColumnBuilder>,
    numbers: Vec<u32>,
    /// The row of the names, if there is one.
    header: Option<usize>,
    decimal_comma: bool,
}

/// Reads a CSV file that is there as a whole.
///
/// # Errors
/// As [`CsvReader`].
pub fn read_csv(text: &[u8]) -> Result<Sheet, CsvError> {
    let mut reader = CsvReader::new();
    reader.push(text)?;
    reader.finish()
}

impl Default for CsvReader {
    fn default() -> Self {
        Self::new()
    }
}

impl CsvReader {
    /// A reader to which nothing came yet.
    #[must_use]
    pub fn new() -> Self {
        Self {
            head: Vec::new(),
            records: None,
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

    /// The sheet, when all bytes have come.
    ///
    /// # Errors
    /// The first mistake in the file.
    pub fn finish(mut self) -> Result<Sheet, CsvError> {
        if let Some(error) = self.failed {
            return Err(error);
        }
        if self.records.is_none() {
            self.begin()?;
        }
        if let Some(records) = &mut self.records {
            let row = records.row();
            if records.finish().map_err(|p| self.rows.error(row, p))? {
                self.rows.take(records)?;
            }
        }
        self.rows.finish()
    }

    fn take(&mut self, bytes: &[u8]) -> Result<(), CsvError> {
        let (bytes, over) = bytes.split_at(bytes.len().min(MAX_BYTES - self.bytes));
        self.bytes += bytes.len();
        if self.records.is_some() {
            self.read(bytes)?;
        } else {
            let wanted = head::LENGTH - self.head.len();
            let (head, rest) = bytes.split_at(bytes.len().min(wanted));
            self.head.extend_from_slice(head);
            if self.head.len() == head::LENGTH {
                self.begin()?;
                self.read(rest)?;
            }
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

    /// Reads the first bytes.
    fn begin(&mut self) -> Result<(), CsvError> {
        let head = mem::take(&mut self.head);
        let text = &head[head::byte_order_mark(&head)?..];
        let delimiter = head::delimiter(text);
        self.rows.decimal_comma = delimiter != b',';
        self.records = Some(Records::new(delimiter));
        self.read(text)
    }

    fn read(&mut self, mut bytes: &[u8]) -> Result<(), CsvError> {
        let Some(records) = &mut self.records else {
            return Ok(());
        };
        while !bytes.is_empty() {
            let complete;
            (bytes, complete) = match records.advance(bytes) {
                Ok(progress) => progress,
                Err(problem) => return Err(self.rows.error(records.row(), problem)),
            };
            if complete {
                self.rows.take(records)?;
            }
        }
        Ok(())
    }
}

impl Rows {
    /// Takes the row that is complete.
    fn take(&mut self, records: &mut Records) -> Result<(), CsvError> {
        let row = records.row();
        let mut cells = records
            .cells()
            .map_err(|problem| self.error(row, problem))?;
        for cell in &mut cells {
            *cell = trim(cell);
        }
        if cells.iter().any(|cell| !cell.is_empty()) {
            self.push(row, &cells)?;
        }
        records.next_row();
        Ok(())
    }

    fn push(&mut self, row: usize, cells: &[&str]) -> Result<(), CsvError> {
        if self.columns.is_empty() {
            self.name_columns(row, cells)?;
            if self.header.is_some() {
                return Ok(());
            }
        }
        if cells.len() != self.columns.len() {
            return Err(CsvError::at_row(row, self.ragged(cells.len())));
        }
        if self.numbers.len() == MAX_ROWS {
            return Err(CsvError::at_row(row, CsvProblem::TooManyRows));
        }
        for (column, cell) in self.columns.iter_mut().zip(cells) {
            column.push(cell);
        }
        self.numbers.push(row as u32);
        Ok(())
    }

    fn ragged(&self, cells: usize) -> CsvProblem {
        CsvProblem::Ragged {
            cells,
            expected: self.columns.len(),
            header: self.header.is_some(),
        }
    }

    /// Names the columns by the first row, or by their places if all of it is numbers.
    fn name_columns(&mut self, row: usize, cells: &[&str]) -> Result<(), CsvError> {
        if cells.len() < 2 {
            return Err(CsvError::at_row(row, CsvProblem::OneColumn));
        }
        self.header = (!self.are_values(cells)).then_some(row);
        for (place, cell) in cells.iter().enumerate() {
            let name = if self.header.is_some() { cell } else { "" };
            let name = self.free_name(name, place);
            let column = ColumnBuilder::new(name, self.decimal_comma);
            self.columns.push(column);
        }
        Ok(())
    }

    /// Whether the first row is no header but numbers, some perhaps missing. An empty cell may well
    /// head a column of row numbers, so it does not count as one.
    fn are_values(&self, cells: &[&str]) -> bool {
        let is_number = |cell: &str| number(cell, self.decimal_comma).is_some();
        let is_value = |cell: &str| is_number(cell) || !cell.is_empty() && is_missing(cell);
        cells.iter().any(|cell| is_number(cell)) && cells.iter().all(|cell| is_value(cell))
    }

    /// A name that no other column has yet.
    fn free_name(&self, name: &str, place: usize) -> String {
        let name = if name.is_empty() {
            numbered(place)
        } else {
            name.into()
        };
        let is_free = |name: &String| self.columns.iter().all(|column| column.name != *name);
        let next = |k| format!("{name} ({k})");
        if is_free(&name) {
            return name;
        }
        (2..).map(next).find(is_free).unwrap_or_default()
    }

    fn finish(self) -> Result<Sheet, CsvError> {
        if self.columns.is_empty() {
            return Err(CsvError::at_row(1, CsvProblem::Empty));
        }
        if let (Some(row), []) = (self.header, self.numbers.as_slice()) {
            return Err(CsvError::at_row(row, CsvProblem::OnlyNames));
        }
        let mut columns = Vec::with_capacity(self.columns.len());
        for column in self.columns {
            let name = column.name.clone();
            columns.push(column.finish().map_err(|infinite| {
                let row = self.numbers[infinite.index] as usize;
                CsvError::at_cell(row, &name, CsvProblem::Infinite(infinite.text))
            })?);
        }
        Ok(Sheet {
            columns,
            row_numbers: self.numbers,
        })
    }

    /// The problem of the row at hand, with the name of its column.
    fn error(&self, row: usize, problem: Problem) -> CsvError {
        let Some(place) = problem.cell else {
            return CsvError::at_row(row, problem.problem);
        };
        let known = self.columns.get(place);
        let name = known.map_or_else(|| numbered(place), |column| column.name.clone());
        CsvError::at_cell(row, &name, problem.problem)
    }
}

fn numbered(place: usize) -> String {
    format!("column {}", place + 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::sheet::Cells;

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
        let wide = vec!["1"; 100].join(",");
        assert_eq!(read_csv(wide.as_bytes()).unwrap().columns.len(), 100);
    }

    #[test]
    fn a_file_has_an_end() {
        let mut reader = CsvReader::new();
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
