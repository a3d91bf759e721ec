//! Where a run has come to, with what it is worth there.

use std::sync::{Arc, OnceLock};

use serde::{Deserialize, Serialize};

use super::{
    experiment::Experiment,
    prepared::{LOOKED_AT, Prepared, first, is_large},
    timeline::Moment,
};
use crate::nn::{
    Dense, Evaluation, LearningRule, Network, Pass, Samples, Settings, evaluate, evaluate_watched,
    penalty, penalty_gradient,
};

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
    /// How far the run had come when its worth was measured: of a large network that may be a little past.
    pub measured: Progress,
    /// Its worth on the training data.
    pub train: Option<Evaluation>,
    /// Its worth on the test data, where there are any.
    pub test: Option<Evaluation>,
    /// What L1 and L2 add to the loss.
    pub penalty: f64,
    /// Units of each layer that answer 0 to every training sample.
    pub silent: Vec<usize>,
    /// The first of them in each layer.
    pub first_silent: Vec<Option<usize>>,
    /// What the weights learn by.
    pub gradient: Gradient,
    /// The size of each layer's gradient when it was [measured](Self::measured), of a large network; none before.
    lately: Vec<f64>,
}

/// What a large network was worth at a moment, which may be a little past.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Worth {
    /// The moment.
    pub at: Progress,
    /// Its worth on the first of the training samples.
    pub train: Option<Evaluation>,
    /// On the first of the test samples.
    pub test: Option<Evaluation>,
    /// The size of each layer's gradient; none where it was not looked at.
    pub gradients: Vec<f64>,
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
        let (settings, task) = (experiment.settings(), prepared.task);
        if is_large(prepared.train.len(), network.parameters().len()) {
            let worth = |all: &Arc<Samples>| {
                evaluate(&network, settings.loss, task, &first(all, LOOKED_AT))
            };
            let worth = Worth {
                at: progress,
                train: worth(&prepared.train),
                test: worth(&prepared.test),
                gradients: Vec::new(),
            };
            return Self::large(experiment, prepared, network, progress, worth);
        }
        let [train, test] = &prepared.measured;
        let mut wakes = vec![false; network.neurons()];
        let worth = evaluate_watched(&network, settings.loss, task, train, &mut |pass, rows| {
            for (neuron, wakes) in wakes.iter_mut().enumerate().filter(|(_, wakes)| !**wakes) {
                *wakes = pass.neuron(neuron)[..rows]
                    .iter()
                    .any(|value| *value != 0.0);
            }
        });
        let sleeps = |l: &Dense| wakes[l.neurons.clone()].iter().filter(|w| !**w).count();
        let first = |l: &Dense| wakes[l.neurons.clone()].iter().position(|w| !*w);
        Self {
            progress,
            measured: progress,
            train: worth,
            test: evaluate(&network, settings.loss, task, test),
            penalty: penalty(&network, &settings),
            silent: network.layers().iter().map(sleeps).collect(),
            first_silent: network.layers().iter().map(first).collect(),
            gradient: Gradient::new(&network, &settings, train),
            lately: Vec::new(),
            network,
        }
    }

    /// A large network with what it was worth at a moment. Its gradient is computed when it is first asked for, and
    /// no unit is said to be silent.
    #[must_use]
    pub fn large(
        experiment: &Experiment,
        prepared: &Prepared,
        network: Network,
        progress: Progress,
        worth: Worth,
    ) -> Self {
        let settings = experiment.settings();
        Self {
            progress,
            measured: worth.at,
            train: worth.train,
            test: worth.test,
            lately: worth.gradients,
            penalty: penalty(&network, &settings),
            silent: vec![0; network.layers().len()],
            first_silent: vec![None; network.layers().len()],
            gradient: Gradient::later(network.clone(), settings, prepared.measured[0].clone()),
            network,
        }
    }

    /// A network of which nothing is measured, for its picture alone.
    #[must_use]
    pub fn unmeasured(network: Network, progress: Progress) -> Self {
        Self {
            progress,
            measured: progress,
            network,
            train: None,
            test: None,
            penalty: 0.0,
            silent: Vec::new(),
            first_silent: Vec::new(),
            gradient: Gradient::of_parts(Vec::new(), Vec::new()),
            lately: Vec::new(),
        }
    }

    /// What a large network was worth when it was measured last.
    #[must_use]
    pub fn worth(&self) -> Worth {
        Worth {
            at: self.measured,
            train: self.train,
            test: self.test,
            gradients: self.lately.clone(),
        }
    }

    /// The size of each layer's gradient when the network was measured; not a number where it was not looked at.
    #[must_use]
    pub fn measured_sizes(&self) -> Vec<f64> {
        if !self.gradient.is_later() {
            return self.sizes(self.gradient.whole());
        }
        let layers = 0..self.network.layers().len();
        layers
            .map(|l| self.lately.get(l).copied().unwrap_or(f64::NAN))
            .collect()
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

    /// The same moment under settings that change nothing of the loss and let the same layers learn.
    #[must_use]
    pub fn penalised(mut self, settings: &Settings) -> Self {
        self.penalty = penalty(&self.network, settings);
        self.gradient = self.gradient.penalised(&self.network, settings);
        self
    }

    /// The size (root of the sum of squares) of each layer's part of a gradient, kernel and bias
    /// together.
    #[must_use]
    pub fn sizes(&self, gradient: &[f32]) -> Vec<f64> {
        sizes(&self.network, gradient)
    }
}

/// The size of each layer's part of a gradient of a network.
#[must_use]
pub fn sizes(network: &Network, gradient: &[f32]) -> Vec<f64> {
    let part = |l: &Dense| gradient.get(l.kernel.start..l.bias.end);
    let layers = network.layers().iter();
    layers.map(|l| size(part(l).unwrap_or_default())).collect()
}

/// The gradient that training follows, laid out as the network's parameters: of the mean training
/// loss and the penalty together, 0 where nothing learns by it: what is frozen, and under the
/// perceptron rule. It is that of the whole network, without dropout.
#[derive(Clone, Debug)]
pub struct Gradient {
    parts: OnceLock<Parts>,
    /// Of what it is computed, where that waits until it is asked for.
    of: Option<Box<(Network, Settings, Arc<Samples>)>>,
}

#[derive(Clone, Debug)]
struct Parts {
    loss: Vec<f32>,
    penalty: Vec<f32>,
    /// Empty where there is no penalty.
    both: Vec<f32>,
}

impl Gradient {
    /// That of a network on these samples.
    #[must_use]
    pub fn new(network: &Network, settings: &Settings, train: &Samples) -> Self {
        Self::of_mean(
            Self::of_loss_alone(network, settings, train),
            network,
            settings,
        )
    }

    /// That of a network of which the mean loss has this gradient.
    #[must_use]
    pub fn of_mean(loss: Vec<f32>, network: &Network, settings: &Settings) -> Self {
        Self {
            parts: OnceLock::from(Self::followed(loss, network, settings)),
            of: None,
        }
    }

    /// The same, computed when it is first asked for.
    fn later(network: Network, settings: Settings, train: Arc<Samples>) -> Self {
        Self {
            parts: OnceLock::new(),
            of: Some(Box::new((network, settings, train))),
        }
    }

    /// The same under settings that change nothing of the loss.
    fn penalised(self, network: &Network, settings: &Settings) -> Self {
        match (self.of, self.parts.into_inner()) {
            (Some(of), _) => Self::later(of.0, *settings, of.2),
            (None, parts) => {
                let loss = parts.map_or_else(Vec::new, |parts| parts.loss);
                Self::of_parts(loss, penalty_gradient(network, settings))
            }
        }
    }

    /// That of the loss alone, over all samples; 0 under a rule that has none.
    fn of_loss_alone(network: &Network, settings: &Settings, train: &Samples) -> Vec<f32> {
        let mut loss = vec![0.0; network.parameters().len()];
        if settings.rule == LearningRule::Backprop && !train.is_empty() {
            let all: Vec<u32> = (0..train.len() as u32).collect();
            let mut pass = Pass::new(network, all.len());
            pass.gradient(network, settings.loss, train, &all, &mut loss);
        }
        loss
    }

    /// The same with 0 where nothing learns by it, and the penalty's part.
    fn followed(mut loss: Vec<f32>, network: &Network, settings: &Settings) -> Parts {
        for (l, layer) in network.layers().iter().enumerate() {
            if !settings.learns(l) {
                loss[layer.kernel.start..layer.bias.end].fill(0.0);
            }
        }
        for at in settings.fixed.parameters(network) {
            loss[at] = 0.0;
        }
        Parts::new(loss, penalty_gradient(network, settings))
    }

    fn of_parts(loss: Vec<f32>, penalty: Vec<f32>) -> Self {
        Self {
            parts: OnceLock::from(Parts::new(loss, penalty)),
            of: None,
        }
    }

    fn parts(&self) -> &Parts {
        self.parts.get_or_init(|| match self.of.as_deref() {
            Some((network, settings, train)) => {
                let loss = Self::of_loss_alone(network, settings, train);
                Self::followed(loss, network, settings)
            }
            None => Parts::new(Vec::new(), Vec::new()),
        })
    }

    /// Whether a penalty has a part in it.
    #[must_use]
    pub fn has_penalty(&self) -> bool {
        match &self.of {
            Some(of) => of.1.l1 > 0.0 || of.1.l2 > 0.0,
            None => self.of_penalty().is_some(),
        }
    }

    /// Whether it waits until it is asked for.
    #[must_use]
    pub fn is_later(&self) -> bool {
        self.of.is_some()
    }

    /// All of it.
    #[must_use]
    pub fn whole(&self) -> &[f32] {
        let parts = self.parts();
        if parts.penalty.is_empty() {
            &parts.loss
        } else {
            &parts.both
        }
    }

    /// The loss's part.
    #[must_use]
    pub fn of_loss(&self) -> &[f32] {
        &self.parts().loss
    }

    /// The penalty's part, where there is one.
    #[must_use]
    pub fn of_penalty(&self) -> Option<&[f32]> {
        let penalty = &self.parts().penalty;
        (!penalty.is_empty()).then_some(penalty)
    }
}

impl Parts {
    fn new(loss: Vec<f32>, penalty: Vec<f32>) -> Self {
        let both = loss.iter().zip(&penalty).map(|(l, p)| l + p).collect();
        Self {
            loss,
            penalty,
            both,
        }
    }
}

/// The root of the sum of squares.
#[must_use]
pub fn size(values: &[f32]) -> f64 {
    let squares = values
        .iter()
        .map(|&value| f64::from(value) * f64::from(value));
    squares.sum::<f64>().sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        data::Dataset,
        lab::{Edit, Key},
        nn::{Activation, Stride, Trainer},
    };

    #[test]
    fn a_fresh_network_is_measured() {
        let experiment = Experiment::default();
        let prepared = Prepared::new(&experiment);
        let snapshot = Snapshot::initial(&experiment, &prepared);
        assert!(snapshot.train.unwrap().loss > 0.3);
        assert!(snapshot.test.is_some());
        let sizes = snapshot.sizes(snapshot.gradient.whole());
        assert!(sizes.len() == 3 && sizes.iter().all(|s| *s > 0.0));
        assert_eq!(snapshot.silent, [0, 0, 0]);
    }

    /// Experiments in which something is added to the loss, left out of it or kept from learning.
    fn penalised() -> Vec<Experiment> {
        let with = |l1, l2, frozen: &[usize]| {
            let mut e = Experiment {
                batch_size: 50_000,
                l1,
                l2,
                ..Experiment::default()
            };
            for &layer in frozen {
                e.layers[layer].trainable = false;
            }
            e
        };
        vec![
            with(0.0, 0.0, &[]),
            with(0.02, 0.0, &[]),
            with(0.0, 0.1, &[]),
            with(0.03, 0.05, &[1]),
            with(0.0, 0.0, &[0, 2]),
            with(0.03, 0.05, &[0, 1, 2]),
            {
                let mut e = with(0.03, 0.05, &[1]);
                Key::Fixed
                    .setting()
                    .set(&mut e, "1.1.2,1.3.b,3.1.1")
                    .unwrap();
                e
            },
        ]
    }

    /// Plain gradient descent over one batch of all samples goes by the rate times the gradient.
    #[test]
    fn the_gradient_is_the_one_that_trains() {
        for e in penalised() {
            let prepared = Prepared::new(&e);
            let snapshot = Snapshot::initial(&e, &prepared);
            let mut trainer = Trainer::new(e.network(), prepared.train.clone(), e.settings());
            trainer.advance(Stride::Epoch, 1);
            let before = snapshot.network.parameters();
            let steps = before.iter().zip(trainer.network().parameters());
            for ((before, after), g) in steps.zip(snapshot.gradient.whole()) {
                let step = (before - after) / e.learning_rate;
                // Weights around 1 are known to 1e-7, their difference is divided by 0.03.
                assert!((step - g).abs() < 1e-5, "{step} instead of {g}");
            }
        }
    }

    /// Both parts against central differences of what they are the gradients of.
    #[test]
    fn the_parts_are_the_slopes_of_loss_and_penalty() {
        const REACH: f32 = 1.0 / 128.0;
        for e in penalised() {
            let prepared = Prepared::new(&e);
            let snapshot = Snapshot::initial(&e, &prepared);
            let (settings, train) = (e.settings(), &prepared.measured[0]);
            let worth = |at: usize, by: f32| {
                let mut network = e.network();
                network.parameters_mut()[at] += by;
                let loss = evaluate(&network, settings.loss, prepared.task, train)
                    .unwrap()
                    .loss;
                [loss, penalty(&network, &settings)]
            };
            let layer_of = |at: usize| {
                let layers = snapshot.network.layers();
                layers
                    .iter()
                    .position(|l| (l.kernel.start..l.bias.end).contains(&at))
            };
            let of_penalty = snapshot.gradient.of_penalty();
            let fixed = settings.fixed.parameters(&snapshot.network);
            for at in 0..snapshot.network.parameters().len() {
                let learns = settings.learns(layer_of(at).unwrap()) && !fixed.contains(&at);
                let (up, down) = (worth(at, REACH), worth(at, -REACH));
                let slope = |part: usize| (up[part] - down[part]) / f64::from(2.0 * REACH);
                let own = [
                    snapshot.gradient.of_loss()[at],
                    of_penalty.map_or(0.0, |p| p[at]),
                ];
                for part in [0, 1] {
                    let want = if learns { slope(part) } else { 0.0 };
                    let got = f64::from(own[part]);
                    assert!(
                        (got - want).abs() < 1e-4,
                        "{part} of {at}: {got}, not {want}"
                    );
                }
                assert_eq!(snapshot.gradient.whole()[at], own[0] + own[1]);
            }
        }
    }

    #[test]
    fn another_penalty_leaves_the_part_of_the_loss() {
        let (before, after) = (Experiment::default(), penalised().swap_remove(2));
        let prepared = Prepared::new(&before);
        let changed = Snapshot::initial(&before, &prepared).penalised(&after.settings());
        let fresh = Snapshot::initial(&after, &prepared);
        assert_eq!(changed.gradient.whole(), fresh.gradient.whole());
        assert_eq!(changed.gradient.of_penalty(), fresh.gradient.of_penalty());
        assert_eq!(changed.penalty, fresh.penalty);
        let back = changed.penalised(&before.settings());
        assert_eq!(
            back.gradient.whole(),
            Snapshot::initial(&before, &prepared).gradient.whole()
        );
        assert_eq!((back.penalty, back.gradient.of_penalty()), (0.0, None));
    }

    #[test]
    fn nothing_learns_by_a_gradient_under_the_perceptron_rule() {
        let mut e = Experiment::default();
        for edit in [
            Edit::SetDataset(Dataset::And),
            Edit::Set(Key::Rule, "perceptron".into()),
        ] {
            edit.apply(&mut e).unwrap();
        }
        (e.l1, e.l2) = (0.5, 0.5);
        let snapshot = Snapshot::initial(&e, &Prepared::new(&e));
        assert!(snapshot.gradient.whole().iter().all(|g| *g == 0.0));
        assert_eq!(
            (snapshot.penalty, snapshot.gradient.of_penalty()),
            (0.0, None)
        );
    }

    /// A unit is silent that no training sample wakes, wherever its samples stand among the tiles.
    #[test]
    fn silent_units_answer_no_sample() {
        let mut e = Experiment::default();
        e.layers[0].activation = Activation::Relu;
        let prepared = Prepared::new(&e);
        let mut network = e.network();
        let layer = network.layers()[0].clone();
        let parameters = network.parameters_mut();
        parameters[layer.kernel.clone()].fill(0.0);
        parameters[layer.bias.clone()].copy_from_slice(&[-1.0, 1.0, -0.5, 0.0]);
        let silent = |network: &Network| {
            Snapshot::new(&e, &prepared, network.clone(), Progress::default()).silent
        };
        assert_eq!(silent(&network), [3, 0, 0]);
        // The first unit is woken by the sample furthest to the right alone.
        let mut across: Vec<f32> = (0..prepared.train.len())
            .map(|s| prepared.train.x(s)[0])
            .collect();
        across.sort_by(f32::total_cmp);
        let [.., before, last] = across[..] else {
            unreachable!()
        };
        let parameters = network.parameters_mut();
        parameters[layer.kernel.start] = 1.0;
        parameters[layer.bias.start] = -(before + last) / 2.0;
        assert_eq!(silent(&network), [2, 0, 0]);
    }
}
