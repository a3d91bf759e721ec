//! A person's own table, from a CSV file.
//!
//! | file          | holds |
//! |---------------|-------|
//! | `reader.rs`   | [`CsvReader`]: bytes in portions, in the end a [`Sheet`] or a [`CsvError`] |
//! | `head.rs`     | what the first bytes tell: encoding, delimiter |
//! | `records.rs`  | bytes into rows of cells |
//! | `cell.rs`     | what is a number, what is missing |
//! | `builder.rs`  | the kind of a column, found while its cells come in |
//! | `column.rs`   | [`Column`] and its [`Cells`] |
//! | `error.rs`    | [`CsvError`] and [`ReadingError`]: what is wrong, and where |
//! | `note.rs`     | [`Note`]: what was done to make samples of a sheet |
//! | `reading.rs`  | [`Reading`]: what each column is for, and a guess at it |
//! | `samples.rs`  | [`to_table`]: a sheet read in that way, ready to be learnt from |
//! | `inputs.rs`   | the inputs that columns become |
//! | `targets.rs`  | what is to be learnt, by the task |
//! | `pack.rs`     | a small sheet in a link |

use std::ops::Range;

mod builder;
mod cell;
mod column;
mod error;
mod head;
mod inputs;
mod note;
mod pack;
mod reader;
mod reading;
mod records;
mod samples;
mod targets;

pub use column::{Cells, Column, Texts};
pub use error::{CsvError, CsvProblem, LeftOut, ReadingError, ReadingField, Stray};
pub use note::{Encoding, Fill, Note};
pub use pack::{MAX_PACKED, PackError, pack, unpack};
pub use reader::{CsvReader, read_csv};
pub use reading::{Missing, Reading, Role, tasks_that_fit};
pub use samples::to_table;
pub(super) use {
    column::MAX_LEVELS,
    reader::{MAX_BYTES, MAX_ROWS},
    reading::MAX_OUTPUTS,
    records::{MAX_COLUMNS, MAX_LENGTH},
    samples::{MAX_INPUTS, MIN_ROWS},
};

/// A table as a file holds it.
#[derive(Clone, Debug)]
pub struct Sheet {
    /// The columns, at least two, all of the same length.
    pub columns: Vec<Column>,
    row_numbers: Vec<u32>,
}

impl Sheet {
    /// How many rows there are, that of the names not counted.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.row_numbers.len()
    }

    /// The number by which a spreadsheet names a row of its file; `row` counts from 0.
    #[must_use]
    pub fn row_number(&self, row: usize) -> usize {
        self.row_numbers[row] as usize
    }

    /// The sheet as a file, with commas. What is read from it is equal to the sheet.
    #[must_use]
    pub fn to_csv(&self) -> String {
        let mut csv = self.names_to_csv();
        self.rows_to_csv(0..self.rows(), &mut csv);
        csv
    }

    /// The first row of [`to_csv`](Self::to_csv).
    #[must_use]
    pub fn names_to_csv(&self) -> String {
        let mut csv = String::new();
        for column in &self.columns {
            write_cell(&mut csv, &column.name);
        }
        end_row(&mut csv);
        csv
    }

    /// Adds some of the rows of [`to_csv`](Self::to_csv), so that a large sheet can be written in
    /// portions.
    pub fn rows_to_csv(&self, rows: Range<usize>, csv: &mut String) {
        for row in rows {
            let start = csv.len();
            for column in &self.columns {
                write_cell(csv, &column.cell(row));
            }
            end_row(csv);
            // Readers pass over a row of nothing.
            if csv[start..]
                .bytes()
                .all(|byte| byte == b',' || byte == b'\n')
            {
                csv.insert_str(start, "NA");
            }
        }
    }
}

/// Sheets are equal if their columns are, wherever the rows stood in their files.
impl PartialEq for Sheet {
    fn eq(&self, other: &Self) -> bool {
        self.columns == other.columns
    }
}

/// Adds a cell and a comma.
fn write_cell(csv: &mut String, cell: &str) {
    const SPECIAL: &[u8] = b",;\t\"\n\r";
    if cell.bytes().any(|byte| SPECIAL.contains(&byte)) {
        csv.push('"');
        csv.push_str(&cell.replace('"', "\"\""));
        csv.push('"');
    } else {
        csv.push_str(cell);
    }
    csv.push(',');
}

/// Ends the row after its last comma.
fn end_row(csv: &mut String) {
    csv.pop();
    csv.push('\n');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_special_is_quoted() {
        let csv = "a;\"b;\";\"say \"\"hi\"\"\"\n1,5;NA;\"x,y\"\n;;\"-\"\n2;\"\n\";z\n";
        let sheet = read_csv(csv.as_bytes()).unwrap();
        let written = "a,\"b;\",\"say \"\"hi\"\"\"\n1.5,,\"x,y\"\nNA,,\n2,,z\n";
        assert_eq!(sheet.to_csv(), written);
        assert_eq!(read_csv(written.as_bytes()), Ok(sheet));
    }

    #[test]
    fn portions_make_the_whole() {
        let sheet = read_csv(b"a,b\n1,x\n2,y\n3,x\n").unwrap();
        let mut csv = sheet.names_to_csv();
        sheet.rows_to_csv(0..2, &mut csv);
        sheet.rows_to_csv(2..3, &mut csv);
        assert_eq!(csv, "a,b\n1,x\n2,y\n3,x\n");
        assert_eq!(sheet.to_csv(), csv);
    }
}
