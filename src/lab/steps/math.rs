//! Formulas as trees.

use crate::lab::Spot;

/// What a part of a formula stands for: each has its colour, the same everywhere.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    /// Nothing in particular.
    #[default]
    Plain,
    /// What flows forward: inputs, weighted sums, values.
    Value,
    /// A weight or a bias.
    Weight,
    /// A derivative of the loss.
    Gradient,
    /// The slope of an activation.
    Slope,
    /// What should come out.
    Target,
    /// The learning rate, and what the optimizer makes of the gradient.
    Step,
}

/// What a part of a formula stands for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Mark {
    /// Its kind.
    pub tone: Tone,
    /// Its place in the network, where it has one.
    pub spot: Option<Spot>,
}

impl Mark {
    /// A part of a kind without a place.
    #[must_use]
    pub fn of(tone: Tone) -> Self {
        Self { tone, spot: None }
    }

    /// A part with a place in the network.
    #[must_use]
    pub fn at(tone: Tone, spot: Spot) -> Self {
        Self {
            tone,
            spot: Some(spot),
        }
    }
}

/// A part of a formula.
#[derive(Clone, Debug, PartialEq)]
pub enum Math {
    /// A sign between others: `+`, `=`, `(`.
    Op(&'static str),
    /// A function's name, or words.
    Word(&'static str),
    /// A letter with what is below and above it.
    Symbol {
        /// The letter.
        base: &'static str,
        /// Below.
        low: String,
        /// Above.
        high: String,
        /// What it stands for.
        mark: Mark,
    },
    /// A number.
    Number(f64, Mark),
    /// One over the other.
    Fraction(Vec<Math>, Vec<Math>, Mark),
    /// One to the power of the other.
    Power(Vec<Math>, Vec<Math>),
    /// The square root.
    Root(Vec<Math>),
}

impl Math {
    /// A letter that stands for nothing in the network.
    #[must_use]
    pub fn letter(base: &'static str, tone: Tone) -> Self {
        Self::Symbol {
            base,
            low: String::new(),
            high: String::new(),
            mark: Mark::of(tone),
        }
    }

    /// A number that stands for nothing in the network.
    #[must_use]
    pub fn number(value: impl Into<f64>) -> Self {
        Self::Number(value.into(), Mark::default())
    }

    /// ∂`of`/∂`by`.
    #[must_use]
    pub fn partial(of: &'static str, by: Self, spot: Option<Spot>) -> Self {
        let mark = Mark {
            tone: Tone::Gradient,
            spot,
        };
        let above = vec![Self::Op("∂"), Self::letter(of, Tone::Plain)];
        Self::Fraction(above, vec![Self::Op("∂"), by], mark)
    }
}

/// Parts in parentheses.
#[must_use]
pub fn within(parts: Vec<Math>) -> Vec<Math> {
    let mut all = vec![Math::Op("(")];
    all.extend(parts);
    all.push(Math::Op(")"));
    all
}

/// Parts joined by a sign.
#[must_use]
pub fn joined(parts: impl IntoIterator<Item = Vec<Math>>, sign: &'static str) -> Vec<Math> {
    let mut all = Vec::new();
    for (at, part) in parts.into_iter().enumerate() {
        if at > 0 {
            all.push(Math::Op(sign));
        }
        all.extend(part);
    }
    all
}

/// As many terms of a sum are written out; of more, the first and the last.
const TERMS: usize = 5;

/// A sum of terms, of which the one in focus is always written out.
#[must_use]
pub fn sum(terms: Vec<Vec<Math>>, focus: Option<usize>) -> Vec<Math> {
    let count = terms.len();
    if count <= TERMS {
        return joined(terms, "+");
    }
    let is_shown = |at: usize| at + 3 <= TERMS || at + 1 == count || Some(at) == focus;
    let mut all = Vec::new();
    let mut last = None;
    for (at, term) in terms
        .into_iter()
        .enumerate()
        .filter(|(at, _)| is_shown(*at))
    {
        if last.is_some_and(|last| last + 1 < at) {
            all.push(vec![Math::Op("⋯")]);
        }
        all.push(term);
        last = Some(at);
    }
    joined(all, "+")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(parts: &[Math]) -> Vec<f64> {
        parts
            .iter()
            .filter_map(|part| {
                if let Math::Number(value, _) = part {
                    Some(*value)
                } else {
                    None
                }
            })
            .collect()
    }

    #[test]
    fn long_sums_show_their_ends_and_the_focus() {
        let terms = |count: usize| (0..count).map(|at| vec![Math::number(at as f64)]).collect();
        assert_eq!(numbers(&sum(terms(5), None)), [0.0, 1.0, 2.0, 3.0, 4.0]);
        let long = sum(terms(9), Some(5));
        assert_eq!(numbers(&long), [0.0, 1.0, 2.0, 5.0, 8.0]);
        let gaps = long.iter().filter(|part| **part == Math::Op("⋯")).count();
        assert_eq!(gaps, 2);
    }
}
