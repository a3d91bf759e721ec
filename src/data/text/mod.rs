//! What people read of data, apart from the logic that finds it: every error and note in words.
//!
//! | file         | says |
//! |--------------|------|
//! | `csv.rs`     | what is wrong with a file |
//! | `reading.rs` | why a sheet cannot be read in a way, what was done to read it, and what came of it |
//! | `remark.rs`  | what was assumed and done while a file was read |
//! | `images.rs`  | what is wrong with a set of images |
//! | `points.rs`  | what is wrong with drawn points, features and packed tables |
//! | `words.rs`   | parts of messages |
//!
//! Nothing else imports this but its `words`, and nothing decides by a text. Names are no messages:
//! those of datasets stand in the gallery, those of columns and classes in the tables.

mod csv;
mod images;
mod points;
mod reading;
mod remark;
pub mod words;
