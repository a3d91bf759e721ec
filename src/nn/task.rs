//! What a network's outputs are asked for.

use serde::{Deserialize, Serialize};

/// The four kinds of network that the course teaches.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Task {
    /// One of two classes: one output, on one side of its threshold or the other.
    #[default]
    Binary,
    /// Labels that hold or not, independently of each other: an output each.
    Multilabel,
    /// One of several classes: an output each, of which the largest decides.
    Multiclass,
    /// Numbers: an output each.
    Regression,
}

impl Task {
    /// Every task, in the order in which the page offers them.
    pub const ALL: [Self; 4] = [
        Self::Binary,
        Self::Multiclass,
        Self::Multilabel,
        Self::Regression,
    ];

    /// The name in links, files and scripts.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Binary => "binary",
            Self::Multilabel => "multilabel",
            Self::Multiclass => "multiclass",
            Self::Regression => "regression",
        }
    }

    /// The task of that [`name`](Self::name).
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|task| task.name() == name)
    }

    /// The name that people read.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Binary => "Two classes",
            Self::Multilabel => "Several labels",
            Self::Multiclass => "Several classes",
            Self::Regression => "Regression",
        }
    }
}
