//! A person's own data: drawn on the plane or read from a file; and where shipped tables come from.
//!
//! | file               | holds |
//! |--------------------|-------|
//! | `desk.rs`          | [`Desk`](desk::Desk): the table that is being opened |
//! | `panel.rs`         | the ways to own data, in the panel Data |
//! | `ways_in.rs`       | a file that is chosen, dropped or pasted |
//! | `read.rs`          | a file into a sheet, in portions |
//! | `use_table.rs`     | the table that lies open, learnt |
//! | `dialog.rs`        | the dialog with a table's columns |
//! | `opened.rs`        | what its parts share |
//! | `origin.rs`        | in it, how the file was read |
//! | `kept.rs`          | what is kept between visits |
//! | `saved.rs`         | the experiment as a file, and back |
//! | `save_and_open.rs` | the buttons for that |
//! | `model.rs`         | model files of other programs |

pub mod desk;
pub mod dialog;
pub mod kept;
pub mod model;
mod opened;
mod origin;
pub mod panel;
mod read;
pub mod save_and_open;
pub mod saved;
mod use_table;
pub mod ways_in;
