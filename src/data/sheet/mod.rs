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
//! | `contents.rs` | [`Sheet`], and how it is written |
//! | `error.rs`    | [`CsvError`] and [`ReadingError`]: what is wrong, and where |
//! | `note.rs`     | [`Note`]: what was done to make samples of a sheet |
//! | `reading.rs`  | [`Reading`]: what each column is for, and a guess at it |
//! | `samples.rs`  | [`to_table`]: a sheet read in that way, ready to be learnt from |
//! | `inputs.rs`   | the inputs that columns become |
//! | `targets.rs`  | what is to be learnt, by the task |
//! | `pack.rs`     | a small sheet in a link |

mod builder;
mod cell;
mod column;
mod contents;
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
pub use contents::Sheet;
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
