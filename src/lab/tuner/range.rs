//! What a hyperparameter may be, and how it is sampled: as KerasTuner's `Int`, `Float` and `Choice`.

use serde::{Deserialize, Serialize};

/// How numbers are sampled.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Sampling {
    /// All alike.
    #[default]
    Linear,
    /// Each order of magnitude alike.
    Log,
    /// Likewise, but finest near the maximum.
    ReverseLog,
}

impl Sampling {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Linear, Self::Log, Self::ReverseLog];

    /// Its name in KerasTuner.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Linear => "linear",
            Self::Log => "log",
            Self::ReverseLog => "reverse_log",
        }
    }
}

/// Numbers from one to another.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Numbers {
    /// The least.
    pub min: f64,
    /// The largest, which is one of them where steps lead there.
    pub max: f64,
    /// From one to the next: a sum, or with `log` a factor. Without, all numbers between.
    pub step: Option<f64>,
    /// How they are sampled.
    pub sampling: Sampling,
}

/// What a hyperparameter may be. A value is a number, or of a choice the place in its list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Range {
    /// Whole numbers.
    Int(Numbers),
    /// Numbers.
    Float(Numbers),
    /// Some values, as texts.
    Choice(Vec<String>),
}

/// Values that a grid takes of numbers without a step, as KerasTuner.
const GRID: usize = 10;
/// Places of a number that is sampled: more tell nobody anything.
const PLACES: i32 = 3;

impl Numbers {
    /// Numbers from `min` to `max`.
    #[must_use]
    pub fn new(min: f64, max: f64, step: Option<f64>, sampling: Sampling) -> Self {
        Self {
            min,
            max,
            step,
            sampling,
        }
    }

    /// How many there are by steps; nothing of a continuum.
    fn count(self, whole: bool) -> Option<usize> {
        let step = match self.step {
            None if whole && self.sampling == Sampling::Linear => 1.0,
            step => step?,
        };
        let steps = match self.sampling {
            Sampling::Linear => (self.max - self.min) / step,
            // Reverse as KerasTuner: the factor counts from the maximum's side.
            Sampling::Log | Sampling::ReverseLog => {
                libm::log(self.max / self.min) / libm::log(step)
            }
        };
        // A step that leads to the maximum but for rounding leads there.
        Some((steps + 1e-8).floor() as usize + 1)
    }

    fn at(self, index: usize) -> f64 {
        let (min, max) = (self.min, self.max);
        let step = self.step.unwrap_or(1.0);
        match self.sampling {
            Sampling::Linear => min + index as f64 * step,
            Sampling::Log => min * libm::pow(step, index as f64),
            Sampling::ReverseLog => max + min - min * libm::pow(step, index as f64),
        }
    }

    /// The number at a share of the way from `min` to `max`.
    fn between(self, share: f64, max: f64) -> f64 {
        let min = self.min;
        match self.sampling {
            Sampling::Linear => min + share * (max - min),
            Sampling::Log => min * libm::pow(max / min, share),
            Sampling::ReverseLog => max + min - min * libm::pow(max / min, 1.0 - share),
        }
    }

    fn share(self, value: f64, max: f64) -> f64 {
        let min = self.min;
        if max <= min {
            return 0.5;
        }
        match self.sampling {
            Sampling::Linear => (value - min) / (max - min),
            Sampling::Log => libm::log(value / min) / libm::log(max / min),
            Sampling::ReverseLog => {
                1.0 - libm::log((max + min - value) / min) / libm::log(max / min)
            }
        }
    }
}

impl Range {
    /// Its kind, as KerasTuner names it.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Int(_) => "Int",
            Self::Float(_) => "Float",
            Self::Choice(_) => "Choice",
        }
    }

    /// Its numbers; none of a choice.
    #[must_use]
    pub fn numbers(&self) -> Option<Numbers> {
        match self {
            Self::Int(numbers) | Self::Float(numbers) => Some(*numbers),
            Self::Choice(_) => None,
        }
    }

    /// How many values there are; nothing of a continuum.
    #[must_use]
    pub fn count(&self) -> Option<usize> {
        match self {
            Self::Int(numbers) => numbers.count(true),
            Self::Float(numbers) => numbers.count(false),
            Self::Choice(values) => Some(values.len()),
        }
    }

    /// The value for a random number from 0 up to 1, as KerasTuner's `prob_to_value`; of a continuum in three
    /// places.
    #[must_use]
    pub fn sample(&self, random: f64) -> f64 {
        let pick = |count: usize| ((random * count as f64) as usize).min(count.saturating_sub(1));
        match (self, self.count()) {
            (Self::Choice(values), _) => pick(values.len()) as f64,
            (Self::Int(numbers), Some(count)) => numbers.at(pick(count)).round(),
            (Self::Float(numbers), Some(count)) => short(numbers.at(pick(count)), 6),
            (Self::Int(numbers), None) => numbers
                .between(random, numbers.max + 1.0)
                .floor()
                .clamp(numbers.min, numbers.max),
            (Self::Float(numbers), None) => {
                let value = numbers.between(random, numbers.max);
                short(value, PLACES).clamp(numbers.min, numbers.max)
            }
        }
    }

    /// Where a value stands, from 0 to 1; each of several values in the middle of its part, as KerasTuner's
    /// `value_to_prob`.
    #[must_use]
    pub fn share(&self, value: f64) -> f64 {
        let share = match (self, self.count()) {
            (Self::Choice(values), _) => (value + 0.5) / values.len().max(1) as f64,
            (Self::Int(numbers) | Self::Float(numbers), Some(count)) => {
                let near = |a: &usize, b: &usize| {
                    let off = |at: &usize| (numbers.at(*at) - value).abs();
                    off(a).total_cmp(&off(b))
                };
                let at = (0..count).min_by(near).unwrap_or_default();
                (at as f64 + 0.5) / count.max(1) as f64
            }
            (Self::Int(numbers), None) => numbers.share(value + 0.5, numbers.max + 1.0),
            (Self::Float(numbers), None) => numbers.share(value, numbers.max),
        };
        share.clamp(0.0, 1.0)
    }

    /// The values that a grid takes.
    #[must_use]
    pub fn grid(&self) -> Vec<f64> {
        let parts = self.count().unwrap_or(GRID);
        let all = (0..parts).map(|at| self.sample((at as f64 + 0.5) / parts as f64));
        let mut all: Vec<f64> = all.collect();
        all.dedup();
        all
    }

    /// A value as settings read it.
    #[must_use]
    pub fn text(&self, value: f64) -> String {
        match self {
            Self::Choice(values) => values.get(value as usize).cloned().unwrap_or_default(),
            Self::Int(_) => value.to_string(),
            Self::Float(_) => (value as f32).to_string(),
        }
    }
}

/// A number in so many places.
fn short(value: f64, places: i32) -> f64 {
    if value == 0.0 || !value.is_finite() {
        return value;
    }
    let power = places - 1 - libm::log10(value.abs()).floor() as i32;
    let text = format!("{value:.*}", power.clamp(0, 12) as usize);
    text.parse().unwrap_or(value)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn range() -> impl Strategy<Value = Range> {
        let sampling = prop::sample::select(Sampling::ALL.to_vec());
        let numbers = (1u32..100, 0u32..100, sampling, any::<bool>(), any::<bool>());
        numbers.prop_map(|(min, more, sampling, steps, whole)| {
            let step = steps.then_some(if sampling == Sampling::Linear {
                3.0
            } else {
                2.0
            });
            let numbers = Numbers::new(f64::from(min), f64::from(min + more), step, sampling);
            if whole {
                Range::Int(numbers)
            } else {
                Range::Float(numbers)
            }
        })
    }

    proptest! {
        /// What is sampled lies in the range, and where it stands leads back to it.
        #[test]
        fn samples_lie_within_and_shares_lead_back(range in range(), random in 0.0..1.0f64) {
            let Some(Numbers { min, max, .. }) = range.numbers() else { unreachable!() };
            let value = range.sample(random);
            prop_assert!((min..=max).contains(&value), "{value}");
            let back = range.sample(range.share(value));
            let is_near = match range {
                Range::Float(numbers) if numbers.step.is_none() => (back - value).abs() <= 0.02 * value,
                Range::Int(_) | Range::Float(_) | Range::Choice(_) => back == value,
            };
            prop_assert!(is_near, "{value} {back}");
            prop_assert!(range.grid().iter().all(|value| (min..=max).contains(value)));
        }
    }

    #[test]
    fn each_sampling_has_its_middle() {
        let numbers = |sampling| Range::Float(Numbers::new(0.001, 1.0, None, sampling));
        assert_eq!(numbers(Sampling::Linear).sample(0.5), 0.5); // 0.5005 in three places
        assert_eq!(numbers(Sampling::Log).sample(0.5), 0.0316);
        assert_eq!(numbers(Sampling::ReverseLog).sample(0.5), 0.969);
    }

    #[test]
    fn grids_are_keras_tuner_s() {
        let int = |step, sampling| Range::Int(Numbers::new(2.0, 16.0, step, sampling)).grid();
        assert_eq!(int(None, Sampling::Linear).len(), 15);
        assert_eq!(int(Some(4.0), Sampling::Linear), [2.0, 6.0, 10.0, 14.0]);
        assert_eq!(int(Some(2.0), Sampling::Log), [2.0, 4.0, 8.0, 16.0]);
        let float = Range::Float(Numbers::new(0.0, 0.5, Some(0.1), Sampling::Linear));
        assert_eq!(float.grid(), [0.0, 0.1, 0.2, 0.3, 0.4, 0.5]);
        let free = Range::Float(Numbers::new(1e-3, 1.0, None, Sampling::Log));
        assert_eq!(free.grid().len(), 10);
        assert_eq!(free.grid()[0], 0.00141);
        let choice = Range::Choice(vec!["relu".into(), "tanh".into()]);
        assert_eq!(choice.grid(), [0.0, 1.0]);
        assert_eq!(choice.text(1.0), "tanh");
    }
}
