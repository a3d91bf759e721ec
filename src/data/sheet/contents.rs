//! What is in a file, and how it is written.

use std::ops::Range;

use super::{Column, Found, number::plain};

/// A table as a file holds it.
#[derive(Clone, Debug, Default)]
pub struct Sheet {
    /// The columns, all of the same length: at least two, or none where images are read without a sheet.
    pub columns: Vec<Column>,
    pub(super) row_numbers: Vec<u32>,
    /// How the file was read.
    pub found: Found,
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

    /// The sheet as a file, with commas. What [`read_plain`](super::read_plain)
    /// reads from it is equal to the sheet.
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
            write_cell(&mut csv, &column.name, plain(&column.name).is_some());
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
                write_cell(csv, &column.cell(row), false);
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

/// Adds a cell and a comma. Names are quoted that would else be taken for values.
fn write_cell(csv: &mut String, cell: &str, quoted: bool) {
    const SPECIAL: &[u8] = b",;\t\"\n\r";
    if quoted || cell.bytes().any(|byte| SPECIAL.contains(&byte)) {
        csv.push('"');
        csv.push_str(&cell.replace('"', "\"\""));
        csv.push('"');
    } else {
        csv.push_str(cell);
    }
    csv.push(',');
}

/// Adds a row to a file with commas.
pub fn write_row<'a>(csv: &mut String, cells: impl IntoIterator<Item = &'a str>) {
    for cell in cells {
        write_cell(csv, cell, false);
    }
    end_row(csv);
}

/// Ends the row after its last comma.
fn end_row(csv: &mut String) {
    csv.pop();
    csv.push('\n');
}

#[cfg(test)]
mod tests {
    use crate::data::sheet::{read_csv, read_plain};

    #[test]
    fn what_is_special_is_quoted() {
        let csv = "a;\"b;\";\"say \"\"hi\"\"\"\n1,5;NA;\"x,y\"\n;;\"-\"\n2;\"\n\";z\n";
        let sheet = read_csv(csv.as_bytes()).unwrap();
        let written = "a,\"b;\",\"say \"\"hi\"\"\"\n1.5,,\"x,y\"\nNA,,\n2,,z\n";
        assert_eq!(sheet.to_csv(), written);
        assert_eq!(read_plain(written.as_bytes()), Ok(sheet));
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
