//! A field that is not as it must be.

use std::fmt;

use super::wrong::Wrong;

/// A field with what is wrong with it.
#[derive(Clone, Debug, PartialEq)]
pub struct FieldError {
    /// The field, by the name that the person used: a label of the page, a key of a link, a path of
    /// a script or file.
    pub field: String,
    /// What is wrong.
    pub wrong: Wrong,
}

impl FieldError {
    /// An error in `field`.
    #[must_use]
    pub fn new(field: impl Into<String>, wrong: impl Into<Wrong>) -> Self {
        Self {
            field: field.into(),
            wrong: wrong.into(),
        }
    }

    /// The same, as a field of another.
    #[must_use]
    pub fn within(self, whole: &str) -> Self {
        Self::new(format!("{whole}.{}", self.field), self.wrong)
    }

    /// What is allowed, in words.
    #[must_use]
    pub fn message(&self) -> String {
        self.wrong.to_string()
    }
}

impl fmt::Display for FieldError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.field, self.wrong)
    }
}

impl std::error::Error for FieldError {}
