//! A person's own table, from a CSV file.
//!
//! | file          | holds |
//! |---------------|-------|
//! | `encoding.rs` | [`Encoding`]: what the bytes of a file are |
//! | `reader.rs`   | [`CsvReader`]: bytes in portions, in the end a [`Sheet`] or a [`CsvError`] |
//! | `format.rs`   | what can be [`Asked`] for of a file, and what is [`Found`] |
//! | `form.rs`     | how the values of a column are written |
//! | `survey.rs`   | what the beginning of a file tells of all of it |
//! | `lines.rs`    | its lines, and what separates their cells |
//! | `header.rs`   | whether the first row holds names |
//! | `arff.rs`     | the declarations of Weka's files |
//! | `remark.rs`   | [`Remark`]: what was assumed and done besides |
//! | `records.rs`  | bytes into rows of cells |
//! | `spaces.rs`   | cells between spaces |
//! | `rows.rs`     | rows into columns |
//! | `cell.rs`     | what a cell holds |
//! | `number.rs`   | numbers as people write them |
//! | `missing.rs`  | what stands for a missing value |
//! | `lacks.rs`    | the missing values of a file |
//! | `date.rs`     | dates and times |
//! | `dated.rs`    | the columns that dates become |
//! | `seen.rs`     | what the cells of a column tell of how they are written |
//! | `builder.rs`  | the kind of a column, found while its cells come in |
//! | `column.rs`   | [`Column`] and its [`Cells`] |
//! | `contents.rs` | [`Sheet`], and how it is written |
//! | `error.rs`    | [`CsvError`] and [`ReadingError`]: what is wrong, and where |
//! | `note.rs`     | [`Note`]: what was done to make samples of a sheet |
//! | `role.rs`     | [`Role`] and [`Missing`] |
//! | `reading.rs`  | [`Reading`]: what each column is for, and guesses at it |
//! | `fewer.rs`    | the columns that tell most, where there are too many |
//! | `samples.rs`  | [`to_table`]: a sheet read in that way, ready to be learnt from |
//! | `inputs.rs`   | the inputs that columns become |
//! | `targets.rs`  | what is to be learnt, by the task |
//! | `pack.rs`     | a small sheet in a link |
//! | `pasted.rs`   | [`Pasted`]: rows for a table that is known, line by line |
//! | `written.rs`  | [`Written`]: how a file writes numbers that the sheet holds otherwise |

mod arff;
mod builder;
mod cell;
mod column;
mod contents;
mod date;
mod dated;
mod encoding;
mod error;
mod fewer;
mod form;
mod format;
mod header;
mod inputs;
mod lacks;
mod lines;
mod missing;
mod note;
mod number;
mod pack;
mod pasted;
mod reader;
mod reading;
mod records;
mod remark;
mod role;
mod rows;
mod samples;
mod seen;
mod spaces;
mod survey;
mod targets;
mod written;

pub use column::{Cells, Column, Texts};
pub use contents::{Sheet, write_row};
pub use date::{Dates, Order};
pub use encoding::{Encoding, HEAD};
pub use error::{CsvError, CsvProblem, LeftOut, ReadingError, ReadingField, Stray};
pub use format::{Asked, Delimiter, Found, Header};
pub use inputs::fill_of;
pub use note::{Fill, Note, OneHot, Why};
pub use number::Decimal;
pub use pack::{MAX_PACKED, PackError, pack, unpack};
pub use pasted::{Line, Pasted};
pub use reader::{CsvReader, read_as, read_csv, read_plain};
pub use reading::{Reading, tasks_that_fit};
pub use remark::Remark;
pub use role::{Missing, Role};
pub use rows::Outcome;
pub use samples::{to_table, used_rows};
pub use seen::Seen;
pub use written::Written;
pub(super) use {
    column::MAX_LEVELS,
    inputs::MAX_INPUTS,
    reader::MAX_BYTES,
    reading::MAX_OUTPUTS,
    records::{MAX_COLUMNS, MAX_LENGTH},
    rows::{MAX_CELLS, MAX_ROWS},
    samples::MIN_ROWS,
};
