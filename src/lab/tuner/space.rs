//! Hyperparameters with their ranges, and the experiments that lie in them.

use serde::{Deserialize, Serialize};

use super::{
    range::{Range, Sampling},
    tuned::Tuned,
};
use crate::lab::{
    experiment::Experiment,
    field::FieldError,
    wrong::{Span, Wrong},
};

/// A hyperparameter: what it acts on, and what it may be.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Hyperparameter {
    /// What it acts on.
    pub of: Tuned,
    /// What it may be.
    pub range: Range,
}

/// A search space. A point of it has a value for each hyperparameter, in their order.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Space(pub Vec<Hyperparameter>);

/// Hyperparameters at most.
const MOST: usize = 18;
/// Values of a choice at most.
const VALUES: usize = 20;
/// The largest step.
const LARGEST_STEP: f64 = 1e6;

impl Space {
    /// The space that is usually searched.
    #[must_use]
    pub fn usual(e: &Experiment, samples: usize) -> Self {
        let known = Tuned::of(e);
        let usual = [
            Tuned::Layers,
            Tuned::Units,
            Tuned::Activation,
            Tuned::Optimizer,
            Tuned::LearningRate,
        ];
        let all = usual.into_iter().filter(|tuned| known.contains(tuned));
        Self(
            all.map(|of| Hyperparameter {
                of,
                range: of.usual_for(e, samples),
            })
            .collect(),
        )
    }

    /// The hyperparameters in the order in which they are put, with their places.
    fn in_order(&self) -> Vec<(usize, &Hyperparameter)> {
        let mut all: Vec<_> = self.0.iter().enumerate().collect();
        all.sort_by_key(|(_, hyperparameter)| hyperparameter.of);
        all
    }

    /// The experiment at a point, and which values have a meaning there.
    #[must_use]
    pub fn at(&self, base: &Experiment, point: &[f64]) -> (Experiment, Vec<bool>) {
        let mut e = base.clone();
        let mut active = vec![false; self.0.len()];
        for (place, hyperparameter) in self.in_order() {
            active[place] = hyperparameter.of.is_active(e.hidden().len());
            if active[place] {
                // Ranges that are not allowed were refused with the tuner.
                let text = hyperparameter.range.text(point[place]);
                let _ = hyperparameter.of.put(&mut e, &text);
            }
        }
        (e, active)
    }

    /// Which values have a meaning at a point of an experiment that has so many hidden layers of its own.
    pub(super) fn active(&self, hidden: usize, point: &[f64]) -> Vec<bool> {
        let all = || self.0.iter().zip(point);
        let layers = all().find(|(h, _)| h.of == Tuned::Layers);
        let layers = layers.and_then(|(h, value)| h.range.text(*value).parse().ok());
        let hidden = layers.unwrap_or(hidden);
        all().map(|(h, _)| h.of.is_active(hidden)).collect()
    }

    /// The point for random numbers from 0 up to 1. What has no meaning there is the first of its range, so that
    /// the same experiment is the same point.
    #[must_use]
    pub fn sample(&self, base: &Experiment, random: &[f64]) -> Vec<f64> {
        let all = self.0.iter().zip(random);
        let mut point: Vec<f64> = all.map(|(h, random)| h.range.sample(*random)).collect();
        let (_, active) = self.at(base, &point);
        for (place, active) in active.into_iter().enumerate() {
            if !active {
                point[place] = self.0[place].range.sample(0.0);
            }
        }
        point
    }

    /// How many points a grid has; as many as can be counted.
    #[must_use]
    pub fn grid(&self) -> u64 {
        let counts = self.0.iter().map(|h| h.range.grid().len() as u64);
        counts.fold(1, u64::saturating_mul)
    }

    /// The point of a grid of that number: the last hyperparameter moves first.
    #[must_use]
    pub fn grid_point(&self, number: u64) -> Vec<f64> {
        let mut left = number;
        let mut point = vec![0.0; self.0.len()];
        for (place, hyperparameter) in self.0.iter().enumerate().rev() {
            let values = hyperparameter.range.grid();
            let count = values.len().max(1) as u64;
            point[place] = values[(left % count) as usize];
            left /= count;
        }
        point
    }

    /// Holds every range against what is allowed.
    ///
    /// # Errors
    /// Names the first field that is wrong, in the words of scripts.
    pub fn validate(&self, e: &Experiment) -> Result<(), FieldError> {
        if !(1..=MOST).contains(&self.0.len()) {
            let found = format!("{} hyperparameters", self.0.len());
            let wrong = Wrong::OutOfRange(found, Span::new(1.0, MOST as f64));
            return Err(FieldError::new("space", wrong));
        }
        let known = Tuned::of(e);
        for (place, hyperparameter) in self.0.iter().enumerate() {
            let of = hyperparameter.of;
            let field = format!("space.{}", of.name());
            if self.0[..place].iter().any(|other| other.of == of) {
                return Err(FieldError::new(field, Wrong::Twice));
            }
            if !known.contains(&of) {
                return Err(FieldError::new(field, Wrong::NoSuchField));
            }
            check(hyperparameter, e)
                .map_err(|(part, wrong)| FieldError::new(format!("{field}.{part}"), wrong))?;
        }
        Ok(())
    }
}

/// What is wrong with a hyperparameter, and in which of its fields.
fn check(hyperparameter: &Hyperparameter, e: &Experiment) -> Result<(), (&'static str, Wrong)> {
    let Hyperparameter { of, range } = hyperparameter;
    let allowed = |text: &str| {
        let mut tried = e.clone();
        of.put(&mut tried, text)?;
        tried.validate().map_err(|error| error.wrong)
    };
    let Some(numbers) = range.numbers() else {
        let Range::Choice(values) = range else {
            return Ok(());
        };
        if !(1..=VALUES).contains(&values.len()) {
            let found = format!("{} values", values.len());
            let wrong = Wrong::OutOfRange(found, Span::new(1.0, VALUES as f64));
            return Err(("values", wrong));
        }
        for value in values {
            allowed(value)
                .map_err(|wrong| ("values", Wrong::Within(value.clone(), Box::new(wrong))))?;
        }
        return Ok(());
    };
    if of.is_named() {
        return Err(("type", Wrong::NotOneOf(range.kind().into(), vec!["Choice"])));
    }
    if of.is_whole() && range.kind() == "Float" {
        return Err((
            "type",
            Wrong::NotOneOf("Float".into(), vec!["Int", "Choice"]),
        ));
    }
    let (min, max) = (numbers.min, numbers.max);
    for (part, number) in [("min", min), ("max", max)] {
        if matches!(range, Range::Int(_)) && number.fract() != 0.0 {
            let span = Span::new(min.floor(), max.ceil());
            return Err((part, Wrong::NotWhole(number.to_string(), span)));
        }
        allowed(&range.text(number)).map_err(|wrong| (part, wrong))?;
    }
    let needs = |part, number: f64, low: f64, high: f64| {
        let span = Span::new(low, high);
        if span.contains(number) {
            return Ok(());
        }
        Err((part, Wrong::OutOfRange(number.to_string(), span)))
    };
    needs("max", max, min, f64::INFINITY)?;
    let is_log = numbers.sampling != Sampling::Linear;
    if is_log {
        needs("min", min, f64::from(f32::MIN_POSITIVE), max)?;
    }
    let Some(step) = numbers.step else {
        return Ok(());
    };
    let least = match (is_log, range) {
        // A factor; of whole numbers a whole one, so that all of them are.
        (true, Range::Int(_)) => 2.0,
        (true, _) => 1.01,
        (false, Range::Int(_)) => 1.0,
        // Of no more steps than a grid can be counted in.
        (false, _) => ((max - min) / 1e4).max(f64::MIN_POSITIVE),
    };
    if matches!(range, Range::Int(_)) && step.fract() != 0.0 {
        return Err((
            "step",
            Wrong::NotWhole(step.to_string(), Span::new(least, LARGEST_STEP)),
        ));
    }
    needs("step", step, least, LARGEST_STEP)
}
