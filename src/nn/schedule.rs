//! How the learning rate changes while training goes on.
//!
//! A schedule is a function of the epochs done, so that it means the same whatever the batch size,
//! and so that it can be drawn. Batches within an epoch count by their share.

use serde::{Deserialize, Serialize};
use strum::{EnumDiscriminants, EnumMessage, IntoStaticStr, VariantArray};

use super::named::named_by_kind;

/// The learning rate over time, as a share of the one that was set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize, EnumDiscriminants)]
#[strum_discriminants(
    name(ScheduleKind),
    doc = "Which [`Schedule`] it is, without its numbers.",
    derive(Hash, VariantArray, IntoStaticStr, EnumMessage),
    strum(serialize_all = "snake_case")
)]
pub enum Schedule {
    /// It stays.
    #[default]
    #[strum_discriminants(strum(message = "Constant"))]
    Constant,
    /// Times `factor` after every so many epochs (Keras: `ExponentialDecay` with `staircase`).
    #[strum_discriminants(strum(message = "Step"))]
    Step {
        /// Epochs from one fall to the next, above 0.
        epochs: f32,
        /// What is left of it at each fall.
        factor: f32,
    },
    /// Times `factor` in the course of so many epochs, evenly (Keras: `ExponentialDecay`).
    #[strum_discriminants(strum(message = "Exponential"))]
    Exponential {
        /// Epochs in which it falls by the factor, above 0.
        epochs: f32,
        /// What is then left of it.
        factor: f32,
    },
    /// Half a cosine down to 0 (Keras: `CosineDecay`; Loshchilov & Hutter 2017).
    #[strum_discriminants(strum(message = "Cosine"))]
    Cosine {
        /// Epochs until it is 0, above 0; it stays there.
        epochs: f32,
    },
    /// Up and down again, each by half a cosine (Smith 2018): for 30 % of the epochs from a 25th
    /// to the whole, then down to a ten-thousandth.
    #[strum_discriminants(strum(message = "One cycle"))]
    OneCycle {
        /// Epochs of the cycle, above 0; the rate stays at its end.
        epochs: f32,
    },
}

/// Epochs of a schedule unless said otherwise.
const EPOCHS: f32 = 100.0;
/// What is left after a step unless said otherwise.
const FACTOR: f32 = 0.5;

/// Share of a cycle in which the rate rises.
pub const RISE: f64 = 0.3;
/// Share of the rate at the start of a cycle.
pub const CYCLE_START: f64 = 1.0 / 25.0;
/// Share of the rate at the end of a cycle.
pub const CYCLE_END: f64 = 1e-4;

impl Schedule {
    /// The schedule of a kind, over 100 epochs and by a half where it asks for that.
    #[must_use]
    pub const fn usual(kind: ScheduleKind) -> Self {
        let (epochs, factor) = (EPOCHS, FACTOR);
        match kind {
            ScheduleKind::Constant => Self::Constant,
            ScheduleKind::Step => Self::Step { epochs, factor },
            ScheduleKind::Exponential => Self::Exponential { epochs, factor },
            ScheduleKind::Cosine => Self::Cosine { epochs },
            ScheduleKind::OneCycle => Self::OneCycle { epochs },
        }
    }

    /// The learning rate of a step that begins when `epoch` epochs are done; `base` is the one that
    /// was set.
    #[must_use]
    pub fn rate(self, base: f32, epoch: f64) -> f32 {
        let done = |epochs: f32| epoch / f64::from(epochs);
        let share = match self {
            Self::Constant => return base,
            Self::Step { epochs, factor } => {
                libm::pow(f64::from(factor), libm::floor(done(epochs)))
            }
            Self::Exponential { epochs, factor } => libm::pow(f64::from(factor), done(epochs)),
            Self::Cosine { epochs } => between(1.0, 0.0, done(epochs)),
            Self::OneCycle { epochs } => match done(epochs) {
                done if done < RISE => between(CYCLE_START, 1.0, done / RISE),
                done => between(1.0, CYCLE_END, (done - RISE) / (1.0 - RISE)),
            },
        };
        (f64::from(base) * share) as f32
    }
}

named_by_kind!(Schedule, ScheduleKind);

/// From `start` to `end` by half a cosine, and then no further.
fn between(start: f64, end: f64, done: f64) -> f64 {
    let left = 0.5 * (1.0 + libm::cos(std::f64::consts::PI * done.min(1.0)));
    end + (start - end) * left
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn goes(schedule: Schedule, rates: &[(f64, f32)]) {
        for &(epoch, want) in rates {
            let got = schedule.rate(0.1, epoch);
            assert!(
                (got - want).abs() <= 1e-6 * want + 1e-12,
                "{schedule:?} after {epoch}: {got} is not {want}"
            );
        }
    }

    #[test]
    fn as_worked_by_hand() {
        let (epochs, factor) = (10.0, 0.5);
        goes(Schedule::Constant, &[(0.0, 0.1), (1e9, 0.1)]);
        let step = Schedule::Step { epochs, factor };
        goes(
            step,
            &[(0.0, 0.1), (9.99, 0.1), (10.0, 0.05), (35.0, 0.0125)],
        );
        let exponential = Schedule::Exponential { epochs, factor };
        goes(
            exponential,
            &[(0.0, 0.1), (5.0, 0.070_710_68), (20.0, 0.025)],
        );
        let cosine = Schedule::Cosine { epochs };
        goes(cosine, &[(0.0, 0.1), (2.5, 0.085_355_34), (5.0, 0.05)]);
        goes(cosine, &[(10.0, 0.0), (11.0, 0.0)]);
        let cycle = Schedule::OneCycle { epochs };
        goes(cycle, &[(0.0, 0.004), (1.5, 0.052), (3.0, 0.1)]);
        goes(cycle, &[(6.5, 0.050_005), (10.0, 1e-5), (500.0, 1e-5)]);
    }

    #[test]
    fn a_cycle_rises_and_falls() {
        let cycle = Schedule::OneCycle { epochs: 10.0 };
        let rates: Vec<_> = (0..=1000)
            .map(|i| cycle.rate(1.0, f64::from(i) / 100.0))
            .collect();
        assert!(rates[..=300].is_sorted() && rates[300..].is_sorted_by(|a, b| a >= b));
    }

    #[test]
    fn other_numbers_are_the_same_kind() {
        let halved = Schedule::Cosine { epochs: 50.0 };
        assert!(halved.same_kind(Schedule::usual(ScheduleKind::Cosine)));
        assert!(!halved.same_kind(Schedule::Constant));
    }
}
