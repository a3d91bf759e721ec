//! What one sample does to the weights of one unit.

use super::unit::weights;
use crate::nn::{Network, Walk};

/// A unit's step at a sample, as vectors: the weights, what is added to them, and what comes out. Each has the
/// bias last.
#[derive(Clone, Debug, PartialEq)]
pub struct Update {
    /// The sample's number among those trained on; none for values that were typed.
    pub sample: Option<u32>,
    /// What the unit reads.
    pub x: Vec<f64>,
    /// What it should answer.
    pub t: f64,
    /// Its weighted sum.
    pub z: f64,
    /// Its answer.
    pub y: f64,
    /// The learning rate.
    pub rate: f64,
    /// The rule's error e: t − y under the perceptron's.
    pub error: f64,
    /// The weights before.
    pub before: Vec<f64>,
    /// The weights after.
    pub after: Vec<f64>,
}

impl Update {
    /// Of a step of a network of this shape; none of a network of several layers, or without that unit.
    #[must_use]
    pub fn of(network: &Network, walk: &Walk, unit: usize) -> Option<Self> {
        let walked = walk.samples.first()?;
        let layer = walked.layers.first()?;
        Some(Self {
            before: weights(network, &walk.before, unit)?,
            after: weights(network, &walk.after, unit)?,
            sample: walked.sample,
            x: walked.x.iter().map(|&x| x.into()).collect(),
            t: f64::from(*walked.t.get(unit)?),
            z: f64::from(*layer.z.get(unit)?),
            y: f64::from(*layer.a.get(unit)?),
            rate: walk.rate.into(),
            error: -f64::from(*layer.delta.get(unit)?),
        })
    }

    /// Whether the unit answers as it should.
    #[must_use]
    pub fn is_right(&self) -> bool {
        self.y == self.t
    }

    /// Whether a weight changes.
    #[must_use]
    pub fn moves(&self) -> bool {
        self.before != self.after
    }

    /// What is added to each weight.
    #[must_use]
    pub fn added(&self) -> Vec<f64> {
        let pairs = self.after.iter().zip(&self.before);
        // As single precision has it: the difference of two of its numbers may have digits of neither.
        pairs
            .map(|(after, before)| f64::from((after - before) as f32))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        lab::{Experiment, Prepared, link},
        nn::Trainer,
    };

    fn update(link: &str, shown: u64) -> Update {
        let (recipe, problems) = link::read(link, &|_| None);
        assert!(problems.is_empty(), "{problems:?}");
        let e: Experiment = recipe.experiment;
        let prepared = Prepared::new(&e);
        let mut trainer = Trainer::new(e.network(), prepared.train, e.settings());
        trainer.advance(crate::nn::Stride::Sample, shown);
        let walk = trainer.walk().unwrap();
        Update::of(trainer.network(), &walk, 0).unwrap()
    }

    const AND: &str = "data=and&net=2-1h&rule=perceptron&lr=1&init=zeros&shuffle=false";

    /// In the table's order from zero weights: (0, 0) fires, as a sum of 0 does, and should not.
    #[test]
    fn a_wrong_answer_moves_the_weights() {
        let first = update(AND, 0);
        assert_eq!(
            (first.sample, first.z, first.y, first.t),
            (Some(0), 0.0, 1.0, 0.0)
        );
        assert_eq!(first.error, -1.0);
        assert_eq!(first.added(), [0.0, 0.0, -1.0]);
        assert!(first.moves() && !first.is_right());
        let second = update(AND, 1);
        assert_eq!((second.z, second.y, second.t), (-1.0, 0.0, 0.0));
        assert!(second.is_right() && !second.moves());
        assert_eq!(second.before, second.after);
    }
}
