//! Values as they were measured: from what a person gives to what the network reads, and from its outputs to
//! the task's own words.
//!
//! | file         | holds |
//! |--------------|-------|
//! | `column.rs`  | [`Column`]: what a row has to tell, and how it is read where it is typed, pasted or scripted |
//! | `pasted.rs`  | [`Batch`]: rows that are pasted, those that can be read and what is wrong with the others |
//! | `scripted.rs` | [`scripted`]: rows of a script |
//! | `reply.rs`   | [`Reply`]: what the network answers; [`Meaning`]: what its numbers mean |
//! | `sheet.rs`   | [`sheet`]: rows with their answers as CSV |
//! | `fitted.rs`  | [`Fitted`]: what was found of the training samples to prepare all others by |
//! | `ink.rs`     | [`Ink`]: a picture that is drawn |

mod column;
mod fitted;
mod ink;
mod pasted;
mod reply;
mod scripted;
mod sheet;

pub use column::{Beyond, Column, Measured, row};
pub use fitted::Fitted;
pub use ink::Ink;
pub use pasted::{Batch, Row};
pub use reply::{Meaning, Reply, Told, holding, outputs, replies};
pub use scripted::scripted;
pub use sheet::sheet;
