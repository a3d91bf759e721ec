//! Formulas that are written twice: with names, and with numbers.

use super::math::{Mark, Math, Tone};

/// A name with its number.
#[derive(Clone)]
pub(super) struct Named {
    pub name: Math,
    pub value: f64,
    pub mark: Mark,
}

impl Named {
    pub(super) fn new(base: &'static str, value: impl Into<f64>, tone: Tone) -> Self {
        let mark = Mark::of(tone);
        Self {
            name: Math::letter(base, tone),
            value: value.into(),
            mark,
        }
    }

    pub(super) fn low(base: &'static str, low: &str, value: impl Into<f64>, tone: Tone) -> Self {
        let mark = Mark::of(tone);
        Self {
            name: Math::Symbol {
                base,
                low: low.into(),
                high: String::new(),
                mark,
            },
            value: value.into(),
            mark,
        }
    }

    pub(super) fn number(&self) -> Math {
        Math::Number(self.value, self.mark)
    }
}

/// How a formula writes what has a name and a number.
pub(super) type Write<'w> = &'w dyn Fn(&Named) -> Math;

/// Writes a formula twice: with names, and with numbers.
pub(super) fn both(of: impl Fn(Write<'_>) -> Vec<Math>) -> (Vec<Math>, Vec<Math>) {
    (of(&|n| n.name.clone()), of(&Named::number))
}
