//! What has come of one seed.

use serde::{Deserialize, Serialize};

use crate::{
    lab::{advice::is_solved, timeline::Moment},
    nn::Evaluation,
};

/// What has come of a lot.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Outcome {
    /// Its number.
    pub lot: u32,
    /// How far it has come: as far as was said, unless early stopping ended it or it diverged.
    pub at: Moment,
    /// Whether early stopping ended it.
    pub stopped: bool,
    /// Whether weights or loss have left the finite numbers.
    pub diverged: bool,
    /// What it is worth on the training samples.
    pub train: Option<Evaluation>,
    /// On those that are held back.
    pub test: Option<Evaluation>,
    /// The training loss when nine tenths of the way had been gone.
    pub before: Option<f64>,
    /// Hidden units that answer 0 to every training sample; unknown where there are very many samples.
    pub silent: Option<u32>,
    /// The network's parameters.
    pub parameters: Vec<f32>,
}

/// A loss that has fallen by less than this share over the last tenth of the way has all but come to rest.
const RESTS: f64 = 0.01;

impl Outcome {
    /// Whether it has learnt what it should, as the page says “Solved” of a run.
    #[must_use]
    pub fn is_solved(&self) -> bool {
        let train = self.train.as_ref().filter(|_| !self.diverged);
        train.is_some_and(|train| is_solved(train, self.test.as_ref()))
    }

    /// The training loss, by which outcomes are put in order; infinite of one that diverged.
    #[must_use]
    pub fn loss(&self) -> f64 {
        let loss = self.train.map_or(f64::INFINITY, |train| train.loss);
        if self.diverged || !loss.is_finite() {
            f64::INFINITY
        } else {
            loss
        }
    }

    /// Whether more of the same training would hardly change its loss.
    #[must_use]
    pub fn rests(&self) -> bool {
        let fell = |before: f64| self.loss() > before * (1.0 - RESTS);
        !self.diverged && !self.stopped && self.before.is_some_and(fell)
    }

    /// How many of that many samples are right; nothing of numbers.
    #[must_use]
    pub fn right(&self, samples: usize) -> Option<usize> {
        let accuracy = self.train?.accuracy.filter(|_| !self.diverged)?;
        Some((accuracy * samples as f64).round() as usize)
    }
}

/// What the wall is in order of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    /// The lowest training loss first; what has not come yet is last.
    #[default]
    Loss,
    /// The seeds as they follow each other.
    Seed,
}

/// Lots in order; those that have not come yet stand by their seeds.
#[must_use]
pub fn ordered(
    lots: std::ops::Range<u32>,
    order: Order,
    loss: impl Fn(u32) -> Option<f64>,
) -> Vec<u32> {
    let mut all: Vec<u32> = lots.collect();
    if order == Order::Loss {
        let key = |lot: &u32| loss(*lot).map_or((1, f64::INFINITY), |loss| (0, loss));
        all.sort_by(|a, b| {
            let ((a_waits, a_loss), (b_waits, b_loss)) = (key(a), key(b));
            a_waits.cmp(&b_waits).then(a_loss.total_cmp(&b_loss))
        });
    }
    all
}

#[cfg(test)]
pub mod tests {
    use super::*;
    use crate::nn::Fit;

    /// An outcome of that loss and accuracy.
    pub fn outcome(lot: u32, loss: f64, accuracy: f64) -> Outcome {
        Outcome {
            lot,
            at: Moment {
                epoch: 100,
                position: 0,
            },
            stopped: false,
            diverged: false,
            train: Some(Evaluation {
                loss,
                accuracy: Some(accuracy),
                fit: None,
            }),
            test: None,
            before: Some(loss),
            silent: Some(0),
            parameters: vec![lot as f32],
        }
    }

    #[test]
    fn solved_is_what_the_page_says_of_a_run() {
        assert!(outcome(0, 0.1, 0.98).is_solved());
        assert!(!outcome(0, 0.1, 0.979).is_solved());
        let test = outcome(0, 0.1, 0.9).train;
        let mut learnt_by_heart = outcome(0, 0.01, 1.0);
        learnt_by_heart.test = test;
        assert!(!learnt_by_heart.is_solved());
        let mut numbers = outcome(0, 0.01, 0.0);
        let fit = |r2| Evaluation {
            loss: 0.01,
            accuracy: None,
            fit: Some(Fit {
                mae: 0.1,
                rmse: 0.1,
                r2,
            }),
        };
        numbers.train = Some(fit(0.95));
        assert!(numbers.is_solved());
        numbers.test = Some(fit(0.9));
        assert!(!numbers.is_solved());
        let mut gone = outcome(0, 0.1, 1.0);
        gone.diverged = true;
        assert!(!gone.is_solved() && gone.loss() == f64::INFINITY && gone.right(4).is_none());
    }

    #[test]
    fn a_loss_that_hardly_falls_rests() {
        let mut outcome = outcome(0, 0.5, 0.75);
        assert!(outcome.rests());
        outcome.before = Some(0.6);
        assert!(!outcome.rests());
        outcome.before = None;
        assert!(!outcome.rests());
    }

    #[test]
    fn the_lowest_loss_comes_first_and_what_has_not_come_last() {
        let losses = [Some(0.5), None, Some(f64::INFINITY), Some(0.1), None];
        let loss = |lot: u32| losses[lot as usize];
        assert_eq!(ordered(0..5, Order::Loss, loss), [3, 0, 2, 1, 4]);
        assert_eq!(ordered(0..5, Order::Seed, loss), [0, 1, 2, 3, 4]);
        assert_eq!(ordered(2..5, Order::Loss, loss), [3, 2, 4]);
    }
}
