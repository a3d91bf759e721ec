//! A hyperparameter as a person types it.

use super::{
    range::{Numbers, Range, Sampling},
    space::{Hyperparameter, Space},
    tuned::Tuned,
};
use crate::{
    data::decimal::read_f64,
    lab::{
        experiment::Experiment,
        field::FieldError,
        wrong::{Span, Wrong},
    },
};

/// A row of the search space, as it is typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Typed {
    /// What it acts on.
    pub of: Tuned,
    /// `Int`, `Float` or `Choice`.
    pub kind: &'static str,
    /// The least, the largest and the step, which may be empty.
    pub numbers: [String; 3],
    /// How numbers are sampled.
    pub sampling: Sampling,
    /// The values of a choice, between spaces or commas.
    pub values: String,
}

/// The names of the numbers.
pub const NUMBERS: [&str; 3] = ["Min", "Max", "Step"];

impl Typed {
    /// A hyperparameter as it would be typed. What it has not is as usual.
    #[must_use]
    pub fn new(hyperparameter: &Hyperparameter, samples: usize) -> Self {
        let Hyperparameter { of, range } = hyperparameter;
        let usual = of.usual(samples);
        let numbers = range.numbers().or(usual.numbers());
        let numbers = numbers.unwrap_or(Numbers::new(1.0, 64.0, None, Sampling::Linear));
        let choice = [range, &usual].into_iter().find_map(|range| match range {
            Range::Choice(values) => Some(values.clone()),
            Range::Int(_) | Range::Float(_) => None,
        });
        let choice = choice.unwrap_or_else(|| {
            let grid = usual.grid();
            let some = grid.iter().step_by(grid.len().div_ceil(4));
            some.map(|value| usual.text(*value)).collect()
        });
        Self {
            of: *of,
            kind: range.kind(),
            numbers: [
                numbers.min.to_string(),
                numbers.max.to_string(),
                numbers
                    .step
                    .map_or_else(String::new, |step| step.to_string()),
            ],
            sampling: numbers.sampling,
            values: choice.join(" "),
        }
    }

    /// One as it is usual.
    #[must_use]
    pub fn usual(of: Tuned, samples: usize) -> Self {
        let range = of.usual(samples);
        Self::new(&Hyperparameter { of, range }, samples)
    }

    /// The kinds that it may have.
    #[must_use]
    pub fn kinds(&self) -> &'static [&'static str] {
        match self.of {
            of if of.is_named() => &["Choice"],
            of if of.is_whole() => &["Int", "Choice"],
            _ => &["Float", "Choice"],
        }
    }

    /// What is typed.
    ///
    /// # Errors
    /// Names the field that is no number.
    pub fn read(&self) -> Result<Hyperparameter, FieldError> {
        let number = |at: usize| {
            let text = self.numbers[at].trim();
            let wrong = || {
                let field = format!("space.{}.{}", self.of.name(), NUMBERS[at].to_lowercase());
                let span = Span::new(0.0, f64::INFINITY);
                FieldError::new(field, Wrong::NotANumber(text.into(), span))
            };
            read_f64(text).ok_or_else(wrong)
        };
        let range = match self.kind {
            "Choice" => {
                let values = self.values.split([' ', ',', ';', '\n', '\t']);
                let values = values.filter(|value| !value.is_empty());
                Range::Choice(values.map(str::to_owned).collect())
            }
            kind => {
                let step = (!self.numbers[2].trim().is_empty()).then(|| number(2));
                let numbers =
                    Numbers::new(number(0)?, number(1)?, step.transpose()?, self.sampling);
                match kind {
                    "Int" => Range::Int(numbers),
                    _ => Range::Float(numbers),
                }
            }
        };
        Ok(Hyperparameter { of: self.of, range })
    }
}

/// The space that rows are.
///
/// # Errors
/// Names the first field that is wrong.
pub fn space(rows: &[Typed], e: &Experiment) -> Result<Space, FieldError> {
    let all: Result<Vec<_>, _> = rows.iter().map(Typed::read).collect();
    let space = Space(all?);
    space.validate(e)?;
    Ok(space)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_is_usual_is_typed_and_read_again() {
        let e = Experiment::default();
        let rows: Vec<Typed> = Tuned::of(&e)
            .into_iter()
            .map(|of| Typed::usual(of, 280))
            .collect();
        let space = space(&rows, &e).unwrap();
        for (hyperparameter, row) in space.0.iter().zip(&rows) {
            assert_eq!(hyperparameter.range, hyperparameter.of.usual(280));
            for kind in row.kinds() {
                let other = Typed {
                    kind,
                    ..row.clone()
                };
                let read = Space(vec![other.read().unwrap()]);
                assert_eq!(read.validate(&e), Ok(()), "{kind} {:?}", row.of);
                assert_eq!(read.0[0].range.kind(), *kind);
            }
        }
    }

    #[test]
    fn what_is_wrong_is_named() {
        let e = Experiment::default();
        let told = |of: Tuned, change: &dyn Fn(&mut Typed)| {
            let mut row = Typed::usual(of, 280);
            change(&mut row);
            space(&[row], &e).unwrap_err().to_string()
        };
        let number =
            |at: usize, text: &'static str| move |row: &mut Typed| row.numbers[at] = text.into();
        type Case<'a> = (Tuned, &'a dyn Fn(&mut Typed), &'a str);
        let cases: [Case<'_>; 9] = [
            (
                Tuned::Units,
                &number(0, "two"),
                "space.units.min: “two” is not a number",
            ),
            (
                Tuned::Units,
                &number(1, "5000"),
                "space.units.max: must be from 1 to ",
            ),
            (Tuned::Units, &number(0, "1.5"), "space.units.min: "),
            (
                Tuned::Units,
                &number(1, "1"),
                "space.units.max: must be from 2, not 1",
            ),
            (Tuned::Units, &number(2, "0.5"), "space.units.step: "),
            (
                Tuned::LearningRate,
                &number(0, "0"),
                "space.learning_rate.min: ",
            ),
            (Tuned::L2, &number(0, "0"), "space.l2.min: "),
            (
                Tuned::Optimizer,
                &|row| row.values = "sgd adamm".into(),
                "space.optimizer.values: adamm: ",
            ),
            (
                Tuned::Activation,
                &|row| row.values = String::new(),
                "space.activation.values: must be from 1 to 20, not 0 values",
            ),
        ];
        for (of, change, want) in cases {
            let told = told(of, change);
            assert!(told.starts_with(want), "{told}");
        }
        assert!(
            space(&[], &e)
                .unwrap_err()
                .to_string()
                .starts_with("space: must be")
        );
        let twice = [Typed::usual(Tuned::Units, 9), Typed::usual(Tuned::Units, 9)];
        assert!(
            space(&twice, &e)
                .unwrap_err()
                .to_string()
                .starts_with("space.units: ")
        );
    }
}
