//! A number that tells one table from another, so that a link can say which one it was made with.
//!
//! It is the FNV-1a hash (Fowler, Noll and Vo) of 64 bits over what is learnt: of each column its name
//! and its cells, then the reading's roles, way with missing values and task by their names. Every
//! text comes after the number of its bytes, and numbers are little-endian, so that it is the same on
//! every machine, and for a sheet that was written as CSV and read again. It must stay what it is,
//! because links hold it.

use super::sheet::{Cells, Reading, Sheet};
use crate::nn::Named;

/// The fingerprint of a sheet that is read in a way.
pub(super) fn fingerprint(sheet: &Sheet, reading: &Reading) -> u64 {
    let mut hash = Hash::default();
    hash.count(sheet.columns.len());
    hash.count(sheet.rows());
    for column in &sheet.columns {
        hash.text(&column.name);
        hash.cells(&column.cells, sheet.rows());
    }
    for role in &reading.roles {
        hash.text(role.name());
    }
    hash.text(reading.missing.name());
    hash.text(reading.task.map_or("", |task| task.name()));
    hash.0
}

struct Hash(u64);

impl Default for Hash {
    fn default() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }
}

impl Hash {
    fn bytes(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }

    fn count(&mut self, count: usize) {
        self.bytes(&(count as u64).to_le_bytes());
    }

    fn text(&mut self, text: &str) {
        self.count(text.len());
        self.bytes(text.as_bytes());
    }

    fn cells(&mut self, cells: &Cells, rows: usize) {
        match cells {
            Cells::Numbers(values) => {
                self.bytes(b"n");
                for &value in values {
                    // There are many NaNs, and all of them are a missing value.
                    let value = if value.is_nan() { f32::NAN } else { value };
                    self.bytes(&value.to_bits().to_le_bytes());
                }
            }
            Cells::Categories { levels, codes } => {
                self.bytes(b"c");
                self.count(levels.len());
                for level in levels {
                    self.text(level);
                }
                for code in codes {
                    self.bytes(&code.to_le_bytes());
                }
            }
            Cells::Text { texts, .. } => {
                self.bytes(b"t");
                for row in 0..rows {
                    self.text(texts.get(row));
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::{collection::vec, prelude::*, sample::select};

    use super::*;
    use crate::{
        data::sheet::{Missing, Role, read_csv, read_plain},
        nn::Task,
    };

    fn of(csv: &str) -> u64 {
        let sheet = read_csv(csv.as_bytes()).unwrap();
        fingerprint(&sheet, &Reading::guess(&sheet))
    }

    const TABLE: &str = "size,kind,y\n1.5,a,1\n,b,0\n2,a,1\n3,b,0\n";

    #[test]
    fn it_stays_what_it_was() {
        // Links hold this very number.
        assert_eq!(of(TABLE), 0x32c2_5d1d_00ec_41a3);
    }

    #[test]
    fn how_a_table_is_written_makes_no_difference() {
        for same in [
            "size;kind;y\r\n1,50;a;1\r\nNA;b;0\r\n2;a;1\r\n3;b;0",
            "\"size\",kind,y\n\n1.5,a,1\n?,b,0\n2.0,\"a\",1\n3,b,0\n",
        ] {
            assert_eq!(of(same), of(TABLE), "{same}");
        }
    }

    #[test]
    fn whatever_is_learnt_makes_a_difference() {
        let mut all = vec![
            of(TABLE),
            of(&TABLE.replace("size", "width")),
            of(&TABLE.replace("1.5", "1.6")),
            of(&TABLE.replace("1.5", "")),
            of(&TABLE.replace('a', "c")),
            of(&TABLE.replace(",b,", ",,")),
            of(&(TABLE.to_owned() + "4,a,1\n")),
            of("kind,size,y\na,1.5,1\nb,,0\na,2,1\nb,3,0\n"),
            of("size,kind,y\n1.5,a,1\n,b,0\n3,b,0\n2,a,1\n"),
        ];
        let sheet = read_csv(TABLE.as_bytes()).unwrap();
        let guess = Reading::guess(&sheet);
        let read = |reading: Reading| fingerprint(&sheet, &reading);
        all.push(read(Reading {
            missing: Missing::Mean,
            ..guess.clone()
        }));
        all.push(read(Reading {
            task: Some(Task::Regression),
            ..guess.clone()
        }));
        all.push(read(Reading {
            roles: vec![Role::Input, Role::Ignore, Role::Target],
            ..guess
        }));
        let count = all.len();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), count);
    }

    proptest! {
        #[test]
        fn a_table_that_was_written_and_read_again_is_the_same(
            cells in vec(select(vec!["", "1", "-nan", "2.50", "x", "x,y", "é", "1e-9"]), 12),
            many in any::<bool>(),
        ) {
            let mut csv = "a,b,c\n".to_owned();
            for row in cells.chunks(3) {
                csv += &row.iter().map(|cell| format!("\"{cell}\"")).collect::<Vec<_>>().join(",");
                csv += "\n";
            }
            if many {
                csv.extend((0..70).map(|k| format!("text {k},{k},\n")));
            }
            if let Ok(sheet) = read_csv(csv.as_bytes()) {
                let again = read_plain(sheet.to_csv().as_bytes()).unwrap();
                let reading = Reading::guess(&sheet);
                prop_assert_eq!(fingerprint(&sheet, &reading), fingerprint(&again, &reading));
            }
        }
    }
}
