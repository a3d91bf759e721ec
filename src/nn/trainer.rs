//! Training: mini-batch after mini-batch, epoch after epoch, repeatable to the last bit.

use std::sync::Arc;

use rand::seq::SliceRandom;
use rand_pcg::Pcg32;
use serde::{Deserialize, Serialize};

use super::{
    loss::Loss,
    network::Network,
    optimizer::{Optimizer, OptimizerState},
    pass::Pass,
    perceptron,
};

pub use super::pass::Samples;

/// How weights learn from errors.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LearningRule {
    /// Gradient descent by backpropagation (Rumelhart, Hinton & Williams 1986).
    Backprop,
    /// The [perceptron rule](super::perceptron), sample by sample, without a loss.
    Perceptron,
}

impl LearningRule {
    /// Both rules.
    pub const ALL: [Self; 2] = [Self::Backprop, Self::Perceptron];

    /// The name in links, files and scripts.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Backprop => "backprop",
            Self::Perceptron => "perceptron",
        }
    }

    /// The rule of that [`name`](Self::name).
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|r| r.name() == name)
    }

    /// The name that people read.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Backprop => "Backprop",
            Self::Perceptron => "Perceptron rule",
        }
    }
}

/// What a trainer needs to know beside network and data.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Settings {
    /// How weights learn from errors.
    pub rule: LearningRule,
    /// What backprop makes small.
    pub loss: Loss,
    /// How backprop's gradient becomes a step.
    pub optimizer: Optimizer,
    /// Length of a step (Keras: `learning_rate`).
    pub learning_rate: f32,
    /// Samples per step of backprop; the last batch of an epoch may be smaller.
    pub batch_size: usize,
    /// Decides the order of samples.
    pub seed: u64,
}

/// How far to go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Stride {
    /// One sample is shown.
    Sample,
    /// To the end of the batch at hand: one step of the optimizer.
    Batch,
    /// To the end of the epoch at hand.
    Epoch,
}

/// A network in training: the one place where weights change.
///
/// Where training has come to depends on the start and on how many samples were shown since, never
/// on how the showing was cut into calls: weights change only when a batch is complete.
#[derive(Clone, Debug)]
pub struct Trainer {
    network: Network,
    /// Shared, so that a copy of the trainer costs no copy of the data.
    samples: Arc<Samples>,
    settings: Settings,
    order: Vec<u32>,
    rng: Pcg32,
    epoch: u64,
    /// Samples shown in this epoch.
    position: usize,
    /// Where in `order` the batch at hand begins.
    batch_start: usize,
    last_sample: Option<u32>,
    steps: u64,
    state: OptimizerState,
    gradient: Vec<f32>,
    pass: Pass,
}

/// The random stream that orders samples.
const STREAM_ORDER: u64 = 0x6f72_6465;

impl Trainer {
    /// A trainer at epoch 0. Without samples it stays there.
    #[must_use]
    pub fn new(network: Network, samples: Samples, settings: Settings) -> Self {
        let mut trainer = Self {
            order: (0..samples.len() as u32).collect(),
            rng: Pcg32::new(settings.seed, STREAM_ORDER),
            epoch: 0,
            position: 0,
            batch_start: 0,
            last_sample: None,
            steps: 0,
            state: OptimizerState::default(),
            gradient: vec![0.0; network.parameters().len()],
            pass: Pass::new(&network, settings.batch_size.min(samples.len())),
            network,
            samples: Arc::new(samples),
            settings,
        };
        trainer.order.shuffle(&mut trainer.rng);
        trainer
    }

    /// The network as it is now.
    #[must_use]
    pub fn network(&self) -> &Network {
        &self.network
    }

    /// Puts other parameters in place and forgets the optimizer's memory.
    ///
    /// # Errors
    /// When their number differs from the network's.
    pub fn set_parameters(&mut self, parameters: &[f32]) -> Result<(), super::network::ShapeError> {
        let (expected, found) = (self.network.parameters().len(), parameters.len());
        if expected != found {
            return Err(super::network::ShapeError { expected, found });
        }
        self.network.parameters_mut().copy_from_slice(parameters);
        self.state = OptimizerState::default();
        Ok(())
    }

    /// The samples trained on.
    #[must_use]
    pub fn samples(&self) -> &Samples {
        &self.samples
    }

    /// The settings in force.
    #[must_use]
    pub fn settings(&self) -> Settings {
        self.settings
    }

    /// Changes learning rate, batch size or optimizer from the next step on. Rule, loss and seed
    /// belong to a run as a whole and stay as they are.
    pub fn adjust(&mut self, learning_rate: f32, batch_size: usize, optimizer: Optimizer) {
        let settings = Settings {
            learning_rate,
            batch_size,
            optimizer,
            ..self.settings
        };
        if batch_size != self.settings.batch_size {
            self.pass = Pass::new(&self.network, batch_size.min(self.samples.len()));
        }
        self.settings = settings;
    }

    /// Whole epochs done.
    #[must_use]
    pub fn epoch(&self) -> u64 {
        self.epoch
    }

    /// Samples shown in the epoch at hand.
    #[must_use]
    pub fn position(&self) -> usize {
        self.position
    }

    /// How often the weights were updated; under the perceptron rule, samples shown.
    #[must_use]
    pub fn steps(&self) -> u64 {
        self.steps
    }

    /// Steps in an epoch.
    #[must_use]
    pub fn batches(&self) -> usize {
        self.samples.len().div_ceil(self.samples_per_step()).max(1)
    }

    /// The number of the sample shown last; none before the first.
    #[must_use]
    pub fn last_sample(&self) -> Option<u32> {
        self.last_sample
    }

    /// Goes `count` strides further.
    pub fn advance(&mut self, stride: Stride, count: u64) {
        if self.samples.is_empty() {
            return;
        }
        for _ in 0..count {
            match stride {
                Stride::Sample => self.show(1),
                Stride::Batch => self.show(self.batch_end() - self.position),
                Stride::Epoch => self.finish_epoch(),
            }
        }
    }

    fn finish_epoch(&mut self) {
        let epoch = self.epoch;
        while self.epoch == epoch {
            self.show(self.batch_end() - self.position);
        }
    }

    fn samples_per_step(&self) -> usize {
        match self.settings.rule {
            LearningRule::Backprop => self.settings.batch_size.max(1),
            LearningRule::Perceptron => 1,
        }
    }

    /// Where the batch at hand ends, in `order`. A batch that was made smaller after more samples
    /// were shown ends with the next one.
    fn batch_end(&self) -> usize {
        (self.batch_start + self.samples_per_step())
            .max(self.position + 1)
            .min(self.order.len())
    }

    /// Shows samples up to the end of the batch at hand, and learns when it is complete.
    #[inline]
    fn show(&mut self, count: usize) {
        let end = self.batch_end();
        self.position += count;
        if self.position == end {
            self.learn(end);
            self.batch_start = end;
            self.steps += 1;
        }
        self.last_sample = Some(self.order[self.position - 1]);
        if self.position == self.order.len() {
            self.epoch += 1;
            (self.position, self.batch_start) = (0, 0);
            self.order.shuffle(&mut self.rng);
        }
    }

    fn learn(&mut self, end: usize) {
        let batch = &self.order[self.batch_start..end];
        let Settings {
            rule,
            loss,
            optimizer,
            learning_rate,
            ..
        } = self.settings;
        match rule {
            LearningRule::Backprop => {
                let gradient = &mut self.gradient;
                self.pass
                    .gradient(&self.network, loss, &self.samples, batch, gradient);
                let parameters = self.network.parameters_mut();
                optimizer.step(parameters, gradient, learning_rate, &mut self.state);
            }
            LearningRule::Perceptron => {
                for &sample in batch {
                    let (x, t) = (
                        self.samples.x(sample as usize),
                        self.samples.y(sample as usize),
                    );
                    perceptron::learn(&mut self.network, x, t, learning_rate);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use nalgebra::DMatrix;

    use super::*;
    use crate::{Activation, Initializer, LayerSpec, evaluate};

    fn xor() -> Samples {
        let x = DMatrix::from_row_slice(4, 2, &[0.0, 0.0, 0.0, 1.0, 1.0, 0.0, 1.0, 1.0]);
        Samples::from_rows(&x, &DMatrix::from_column_slice(4, 1, &[0.0, 1.0, 1.0, 0.0]))
    }

    fn settings(batch_size: usize) -> Settings {
        Settings {
            rule: LearningRule::Backprop,
            loss: Loss::BinaryCrossentropy,
            optimizer: Optimizer::default(),
            learning_rate: 0.5,
            batch_size,
            seed: 3,
        }
    }

    fn trainer(batch_size: usize) -> Trainer {
        let specs = [
            LayerSpec {
                units: 4,
                activation: Activation::Tanh,
            },
            LayerSpec {
                units: 1,
                activation: Activation::Sigmoid,
            },
        ];
        let network = Network::new(2, &specs, Initializer::GlorotUniform, 1);
        Trainer::new(network, xor(), settings(batch_size))
    }

    #[test]
    fn learns_xor() {
        let mut trainer = trainer(4);
        trainer.advance(Stride::Epoch, 2000);
        let e = evaluate(trainer.network(), Loss::BinaryCrossentropy, &xor()).unwrap();
        assert!(e.accuracy == 1.0 && e.loss < 0.05, "{e:?}");
    }

    #[test]
    fn strides_meet() {
        let (mut epochs, mut batches, mut samples) = (trainer(3), trainer(3), trainer(3));
        epochs.advance(Stride::Epoch, 5);
        batches.advance(Stride::Batch, 10);
        samples.advance(Stride::Sample, 20);
        assert_eq!(epochs.network(), batches.network());
        assert_eq!(epochs.network(), samples.network());
        assert_eq!(
            (epochs.epoch(), samples.epoch(), samples.steps()),
            (5, 5, 10)
        );
    }

    #[test]
    fn weights_wait_for_the_end_of_the_batch() {
        let mut trainer = trainer(3);
        let before = trainer.network().clone();
        trainer.advance(Stride::Sample, 2);
        assert_eq!(trainer.network(), &before);
        assert!(trainer.last_sample().is_some());
        trainer.advance(Stride::Batch, 1);
        assert_ne!(trainer.network(), &before);
        assert_eq!(trainer.position(), 3);
    }

    #[test]
    fn the_sample_shown_last_is_known_at_the_end_of_an_epoch_too() {
        let mut trainer = trainer(1);
        assert_eq!(trainer.last_sample(), None);
        let shown = [(); 4].map(|()| {
            trainer.advance(Stride::Sample, 1);
            trainer.last_sample()
        });
        assert_eq!((trainer.epoch(), trainer.position()), (1, 0));
        assert!((0..4).all(|sample| shown.contains(&Some(sample))));
    }

    #[test]
    fn a_smaller_batch_in_mid_batch_loses_no_sample() {
        let mut trainer = trainer(4);
        trainer.advance(Stride::Sample, 3);
        trainer.adjust(0.1, 2, Optimizer::default());
        trainer.advance(Stride::Batch, 1);
        assert_eq!(
            (trainer.epoch(), trainer.position(), trainer.steps()),
            (1, 0, 1)
        );
    }

    #[test]
    fn without_samples_nothing_happens() {
        let none = Samples::from_rows(&DMatrix::zeros(0, 2), &DMatrix::zeros(0, 1));
        let mut trainer = Trainer::new(trainer(4).network().clone(), none, settings(4));
        trainer.advance(Stride::Epoch, 3);
        assert_eq!(trainer.epoch(), 0);
    }
}
