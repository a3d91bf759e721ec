//! One thing that is computed.

use super::math::{Mark, Math};

/// What is computed, in symbols and with its numbers.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// What it is.
    pub left: Vec<Math>,
    /// How it comes about, in symbols.
    pub symbols: Vec<Math>,
    /// The same with numbers; empty where the result says it all.
    pub numbers: Vec<Math>,
    /// What comes out.
    pub result: f64,
    /// What that stands for.
    pub mark: Mark,
    /// Where the formula holds, if not everywhere.
    pub when: Option<&'static str>,
}

impl Line {
    /// What one symbol is.
    #[must_use]
    pub fn new(
        left: Math,
        (symbols, numbers): (Vec<Math>, Vec<Math>),
        result: impl Into<f64>,
        mark: Mark,
    ) -> Self {
        Self {
            left: vec![left],
            symbols,
            numbers,
            result: result.into(),
            mark,
            when: None,
        }
    }

    /// The same, which holds only there.
    #[must_use]
    pub(super) fn when(self, when: Option<&'static str>) -> Self {
        Self { when, ..self }
    }
}
