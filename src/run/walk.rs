//! The training step that comes next at the moment on the screen, taken apart.

use super::lab::Lab;
use crate::{
    engine::{Data, On, walk_from},
    nn::{Settings, Walk},
};

/// Samples times weights of the largest step that is taken apart: all that it leaves is kept.
pub const MOST_WORK: u64 = 20_000_000;

/// A step that is too large to be taken apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooLarge {
    /// Its samples.
    pub samples: usize,
    /// The network's weights and biases.
    pub weights: usize,
}

impl TooLarge {
    /// Says whether a step is, of so many training samples and through so many weights.
    #[must_use]
    pub fn of(on: &On, settings: &Settings, training: usize, weights: usize) -> Option<Self> {
        let samples = on.samples(settings, training);
        let step = Self { samples, weights };
        (step.work() > MOST_WORK).then_some(step)
    }

    fn work(self) -> u64 {
        (self.samples as u64).saturating_mul(self.weights as u64)
    }
}

impl Lab {
    /// The next step from the moment on the screen, by the trainer that makes it; `data` are the run's.
    /// `None` where no more will be made: after early stopping, without samples, at weights that the
    /// experiment cannot have. A sample has to be one of the data, and values of the network's shape.
    #[must_use]
    pub fn walk(&self, data: &Data, on: &On) -> Option<Walk> {
        walk_from(&self.route(), data, on)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nn::LearningRule;

    #[test]
    fn a_step_is_as_large_as_its_samples_and_weights() {
        let of = |batch_size, rule, on: &On| {
            let settings = Settings {
                batch_size,
                rule,
                ..Settings::default()
            };
            TooLarge::of(on, &settings, 60_000, 10_000)
        };
        let backprop = LearningRule::Backprop;
        assert_eq!(of(2_000, backprop, &On::Batch), None);
        let (samples, weights) = (2_001, 10_000);
        assert_eq!(
            of(2_001, backprop, &On::Batch),
            Some(TooLarge { samples, weights })
        );
        // A batch has no more samples than there are.
        let all = of(usize::MAX, backprop, &On::Batch);
        assert_eq!(all.map(|step| step.samples), Some(60_000));
        assert_eq!(of(2_001, LearningRule::Perceptron, &On::Batch), None);
        assert_eq!(of(2_001, backprop, &On::Sample(3)), None);
        assert_eq!(
            of(2_001, backprop, &On::Values(Vec::new(), Vec::new())),
            None
        );
    }
}
