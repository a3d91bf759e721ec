//! Where a run has come to, with what it is worth there.

use serde::{Deserialize, Serialize};

use super::{experiment::Experiment, prepared::Prepared, timeline::Moment};
use crate::nn::{Evaluation, LearningRule, Network, Pass, evaluate, penalty};

/// How far a run has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    /// Whole epochs done.
    pub epoch: u64,
    /// Samples shown in the epoch at hand.
    pub position: usize,
    /// Updates of the weights.
    pub steps: u64,
    /// The training sample shown last in this epoch.
    pub last_sample: Option<u32>,
}

impl Progress {
    /// When that is.
    #[must_use]
    pub fn moment(&self) -> Moment {
        Moment {
            epoch: self.epoch,
            position: self.position,
        }
    }

    /// Epochs done, with the share of the one at hand.
    #[must_use]
    pub fn epochs(&self, samples: usize) -> f64 {
        self.moment().epochs(samples)
    }
}

/// A network at one moment of its training. All pictures and numbers of the page come from here.
#[derive(Clone, Debug)]
pub struct Snapshot {
    /// How far the run has come.
    pub progress: Progress,
    /// The network there.
    pub network: Network,
    /// Its worth on the training data.
    pub train: Option<Evaluation>,
    /// Its worth on the test data, where there are any.
    pub test: Option<Evaluation>,
    /// What L1 and L2 add to the loss.
    pub penalty: f64,
    /// The gradient of the mean training loss, laid out as the network's parameters; all zero under
    /// the perceptron rule, which uses none.
    pub gradient: Vec<f32>,
}

impl Snapshot {
    /// Measures a network on its experiment's data.
    #[must_use]
    pub fn new(
        experiment: &Experiment,
        prepared: &Prepared,
        network: Network,
        progress: Progress,
    ) -> Self {
        let (loss, task) = (experiment.shown_loss(), prepared.task);
        let [train, test] = &prepared.measured;
        Self {
            progress,
            train: evaluate(&network, loss, task, train),
            test: evaluate(&network, loss, task, test),
            penalty: penalty(&network, experiment.l1, experiment.l2),
            gradient: gradient(experiment, prepared, &network),
            network,
        }
    }

    /// The experiment before its first step.
    #[must_use]
    pub fn initial(experiment: &Experiment, prepared: &Prepared) -> Self {
        Self::new(
            experiment,
            prepared,
            experiment.network(),
            Progress::default(),
        )
    }

    /// The size (root of the sum of squares) of each layer's gradient, kernel and bias together.
    #[must_use]
    pub fn gradient_sizes(&self) -> Vec<f64> {
        let square = |g: &f32| f64::from(*g) * f64::from(*g);
        let layers = self.network.layers().iter();
        layers
            .map(|l| {
                self.gradient[l.kernel.start..l.bias.end]
                    .iter()
                    .map(square)
                    .sum::<f64>()
                    .sqrt()
            })
            .collect()
    }
}

fn gradient(experiment: &Experiment, prepared: &Prepared, network: &Network) -> Vec<f32> {
    let mut gradient = vec![0.0; network.parameters().len()];
    let train = &prepared.measured[0];
    if experiment.rule == LearningRule::Backprop && !train.is_empty() {
        let all: Vec<u32> = (0..train.len() as u32).collect();
        let mut pass = Pass::new(network, all.len());
        pass.gradient(network, experiment.loss, train, &all, &mut gradient);
    }
    gradient
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fresh_network_is_measured() {
        let experiment = Experiment::default();
        let prepared = Prepared::new(&experiment);
        let snapshot = Snapshot::initial(&experiment, &prepared);
        assert!(snapshot.train.unwrap().loss > 0.3);
        assert!(snapshot.test.is_some());
        let sizes = snapshot.gradient_sizes();
        assert!(sizes.len() == 3 && sizes.iter().all(|s| *s > 0.0));
    }
}
