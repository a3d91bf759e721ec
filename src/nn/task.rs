//! What a network's outputs are asked for.

use serde::{Deserialize, Serialize};
use strum::{EnumMessage, IntoStaticStr, VariantArray};

/// The four kinds of network that the course teaches.
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
pub enum Task {
    /// One of two classes: one output, on one side of its threshold or the other.
    #[default]
    #[strum(message = "Two classes")]
    Binary,
    /// One of several classes: an output each, of which the largest decides.
    #[strum(message = "Several classes")]
    Multiclass,
    /// Labels that hold or not, independently of each other: an output each.
    #[strum(message = "Several labels")]
    Multilabel,
    /// Numbers: an output each.
    #[strum(message = "Regression")]
    Regression,
}
