//! An experiment's data made ready for its network.

use nalgebra::DMatrix;

use super::experiment::Experiment;
use crate::{
    data::{Features, Point, Split, Table},
    nn::{Samples, Target},
};

/// The points of an experiment, and the samples that its network sees of them.
#[derive(Clone, Debug)]
pub struct Prepared {
    /// The points themselves, in training order.
    pub split: Split,
    /// How the classes are coded as targets.
    pub target: Target,
    /// What is trained on.
    pub train: Samples,
    /// What is held back; empty for a truth table.
    pub test: Samples,
}

impl Prepared {
    /// Generates the data of an experiment and computes features and targets.
    #[must_use]
    pub fn new(experiment: &Experiment) -> Self {
        let split = experiment.data.generate();
        let target = experiment
            .shown_loss()
            .target(experiment.output().activation);
        Self {
            train: samples(&split.train, &experiment.features, target),
            test: samples(&split.test, &experiment.features, target),
            split,
            target,
        }
    }
}

fn samples(points: &[Point], features: &Features, target: Target) -> Samples {
    let table = Table::new(points, features);
    let y = table.class.iter().map(|&class| target.of(class));
    Samples::from_rows(&table.x, &DMatrix::from_iterator(points.len(), 1, y))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nn::Activation;

    #[test]
    fn targets_follow_the_output_activation() {
        let loss = crate::nn::Loss::MeanSquaredError;
        let mut experiment = Experiment {
            loss,
            ..Experiment::default()
        };
        experiment.layers[2].activation = Activation::Tanh;
        let prepared = Prepared::new(&experiment);
        let y: Vec<f32> = (0..prepared.train.len())
            .map(|i| prepared.train.y(i)[0])
            .collect();
        let classes = prepared
            .split
            .train
            .iter()
            .map(|p| if p.class == 0 { -1.0 } else { 1.0 });
        assert_eq!(y, classes.collect::<Vec<f32>>());
    }

    #[test]
    fn each_feature_is_an_input() {
        let prepared = Prepared::new(&Experiment::default());
        assert_eq!(prepared.train.x(0), prepared.split.train[0].x);
        assert_eq!(prepared.train.len() + prepared.test.len(), 400);
    }
}
