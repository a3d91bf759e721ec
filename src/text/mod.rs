//! Every message that people read, worded in one place, apart from the logic that finds it.
//!
//! The logic makes typed values ([`Wrong`](crate::lab::Wrong), [`Notice`](crate::run::Notice),
//! [`Hint`](crate::lab::Hint)); here they become English sentences, one file for each kind.

#![deny(clippy::wildcard_enum_match_arm)]

mod amiss;
pub mod approximation;
pub mod challenge;
pub mod code;
pub mod depth;
pub mod duel;
pub mod expression;
pub mod gradients;
pub mod hidden;
pub mod hint;
pub mod landscape;
pub mod linear;
pub mod lottery;
pub mod mistakes;
pub mod neuron;
mod notice;
pub mod perceptron;
pub mod reply;
mod share;
mod spot;
mod step;
pub mod transfer;
pub mod tuner;
pub mod walk;
pub mod wrong;

pub use share::travels;
pub use spot::{layer_name, layer_title, source_name, spot};
pub use step::{longest_step, step};

use crate::plot::scale::grouped;

/// “1 unit”, “3 units”.
#[must_use]
pub fn counted(count: usize, one: &str, many: &str) -> String {
    match count {
        1 => format!("1 {one}"),
        count => format!("{} {many}", grouped(count as f64)),
    }
}

/// The same with a capital first letter.
#[must_use]
pub fn capital(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|letter| letter.to_ascii_uppercase());
    first.into_iter().chain(letters).collect()
}
