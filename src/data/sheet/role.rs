//! What a column is for, and what becomes of rows with gaps.

use serde::{Deserialize, Serialize};
use strum::{EnumMessage, IntoStaticStr, VariantArray};

/// What a column is for.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Hash,
    Serialize,
    Deserialize,
    VariantArray,
    IntoStaticStr,
    EnumMessage,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Role {
    /// The network sees it.
    #[strum(message = "Input")]
    Input,
    /// It is to be learnt.
    #[strum(message = "Target")]
    Target,
    /// It is left out.
    #[strum(message = "Ignore")]
    Ignore,
}

/// What becomes of rows in which an input is missing. One without its target is always left out.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Eq,
    Hash,
    Serialize,
    Deserialize,
    VariantArray,
    IntoStaticStr,
    EnumMessage,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Missing {
    /// They are left out.
    #[default]
    #[strum(message = "Leave those rows out")]
    Drop,
    /// They get the column's mean, of categories the most frequent.
    #[strum(message = "Fill in the mean")]
    Mean,
}
