//! Training: mini-batch after mini-batch, epoch after epoch, repeatable to the last bit.

use std::{ops::Range, sync::Arc};

use rand::seq::SliceRandom;
use rand_pcg::Pcg32;

use super::{
    dropout::Dropout,
    memory::OptimizerState,
    metrics::mean_loss,
    network::{Dense, Network, ShapeError},
    pass::Pass,
    perceptron, regularizer,
    samples::Samples,
    schedule::Schedule,
    settings::{LearningRule, Settings, Stride},
    stopping::{Stopped, Watch},
};

/// A network in training: the one place where weights change.
///
/// Where training has come to depends on the start and on how many samples were shown since, never
/// on how the showing was cut into calls: weights change only when a batch is complete.
#[derive(Clone, Debug)]
pub struct Trainer {
    network: Network,
    /// Shared, so that a copy of the trainer costs no copy of the data.
    samples: Arc<Samples>,
    /// What early stopping looks at.
    test: Arc<Samples>,
    settings: Settings,
    /// Parameters that learn.
    learning: Vec<Range<usize>>,
    /// Kernels that learn.
    kernels: Vec<Range<usize>>,
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
    dropout: Dropout,
    watch: Watch,
    gradient: Vec<f32>,
    pass: Pass,
}

/// The random stream that orders samples.
const STREAM_ORDER: u64 = 0x6f72_6465;

impl Trainer {
    /// A trainer at epoch 0. Without samples it stays there.
    #[must_use]
    pub fn new(network: Network, train: impl Into<Arc<Samples>>, settings: Settings) -> Self {
        Self::with_test(network, train, Samples::default(), settings)
    }

    /// The same with samples that are held back: with [`patience`](Settings::patience), training
    /// stops when their loss does not fall any more, and goes back to the best weights. Without any
    /// of them, patience has no end.
    #[must_use]
    pub fn with_test(
        network: Network,
        train: impl Into<Arc<Samples>>,
        test: impl Into<Arc<Samples>>,
        settings: Settings,
    ) -> Self {
        let (train, test): (Arc<Samples>, Arc<Samples>) = (train.into(), test.into());
        let mut trainer = Self {
            order: (0..train.len() as u32).collect(),
            rng: Pcg32::new(settings.seed, STREAM_ORDER),
            epoch: 0,
            position: 0,
            batch_start: 0,
            last_sample: None,
            steps: 0,
            state: OptimizerState::default(),
            learning: settings.learning(&network, whole),
            kernels: settings.learning(&network, |layer| layer.kernel.clone()),
            dropout: Dropout::new(settings.dropout, settings.seed),
            watch: Watch::default(),
            gradient: vec![0.0; network.parameters().len()],
            pass: Pass::new(&network, settings.batch_size.min(train.len())),
            network,
            samples: train,
            test,
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

    /// Puts other parameters in place and forgets the optimizer's memory and what early stopping
    /// has seen: a run that was stopped goes on.
    ///
    /// # Errors
    /// When their number differs from the network's.
    pub fn set_parameters(&mut self, parameters: &[f32]) -> Result<(), ShapeError> {
        let (expected, found) = (self.network.parameters().len(), parameters.len());
        if expected != found {
            return Err(ShapeError { expected, found });
        }
        self.network.parameters_mut().copy_from_slice(parameters);
        self.state = OptimizerState::default();
        self.watch = Watch::default();
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

    /// Changes settings from the next step on. Rule, loss and seed belong to a run as a whole and
    /// stay as they are.
    ///
    /// A change lets a run that was stopped go on from its best weights, and gives early stopping
    /// all its patience again. Other frozen layers make the optimizer start afresh, as compiling a
    /// Keras model again does; what it starts afresh from otherwise,
    /// [`OptimizerState`] says.
    pub fn adjust(&mut self, settings: Settings) {
        let before = self.settings;
        let settings = Settings {
            rule: before.rule,
            loss: before.loss,
            seed: before.seed,
            ..settings
        };
        if settings == before {
            return;
        }
        if settings.batch_size != before.batch_size {
            self.pass = Pass::new(&self.network, settings.batch_size.min(self.samples.len()));
        }
        if settings.frozen != before.frozen {
            self.learning = settings.learning(&self.network, whole);
            self.kernels = settings.learning(&self.network, |layer| layer.kernel.clone());
            self.state = OptimizerState::default();
        }
        self.dropout.set_rate(settings.dropout);
        match settings.patience {
            Some(_) => self.watch.go_on(),
            None => self.watch = Watch::default(),
        }
        self.settings = settings;
    }

    /// Whether and how early stopping has ended the run: until a change of settings or parameters
    /// lets it go on, it stays where it is.
    #[must_use]
    pub fn stopped(&self) -> Option<Stopped> {
        self.watch.stopped
    }

    /// The learning rate of the next step.
    #[must_use]
    pub fn learning_rate(&self) -> f32 {
        let Settings {
            schedule,
            learning_rate,
            ..
        } = self.settings;
        // A step of a small network takes no longer than some divisions.
        if schedule == Schedule::Constant {
            return learning_rate;
        }
        let share = self.batch_start as f64 / self.samples.len().max(1) as f64;
        schedule.rate(learning_rate, self.epoch as f64 + share)
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

    /// Goes `count` strides further, or as far as early stopping lets it.
    pub fn advance(&mut self, stride: Stride, count: u64) {
        if self.samples.is_empty() {
            return;
        }
        for _ in 0..count {
            if self.watch.stopped.is_some() {
                return;
            }
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
            self.look_at_test();
        }
    }

    fn look_at_test(&mut self) {
        let Some(patience) = self.settings.patience.filter(|_| !self.test.is_empty()) else {
            return;
        };
        let loss = self.settings.loss;
        let loss = mean_loss(&mut self.pass, &self.network, loss, &self.test);
        let parameters = self.network.parameters();
        if let Some(best) = self.watch.look(self.epoch, loss, parameters, patience) {
            self.network.parameters_mut().copy_from_slice(best);
            self.state = OptimizerState::default();
        }
    }

    fn learn(&mut self, end: usize) {
        let rate = self.learning_rate();
        match self.settings.rule {
            LearningRule::Backprop => {
                self.find_gradient(end);
                let parameters = self.network.parameters_mut();
                let Settings { optimizer, .. } = self.settings;
                let (gradient, state) = (&self.gradient, &mut self.state);
                optimizer.step(parameters, gradient, &self.learning, rate, state);
            }
            LearningRule::Perceptron if self.learning.is_empty() => {}
            LearningRule::Perceptron => {
                for &sample in &self.order[self.batch_start..end] {
                    let sample = sample as usize;
                    let (x, t) = (self.samples.x(sample), self.samples.y(sample));
                    perceptron::learn(&mut self.network, x, t, rate);
                }
            }
        }
    }

    /// The gradient of the batch's loss and the penalty beside it.
    fn find_gradient(&mut self, end: usize) {
        let batch = &self.order[self.batch_start..end];
        let Settings {
            loss,
            l1,
            l2,
            dropout,
            ..
        } = self.settings;
        let (network, samples, gradient) = (&self.network, &self.samples, &mut self.gradient);
        if dropout == 0.0 {
            self.pass.gradient(network, loss, samples, batch, gradient);
        } else {
            let dropout = &mut self.dropout;
            self.pass
                .gradient_with_dropout(network, loss, samples, batch, dropout, gradient);
        }
        regularizer::add_slope(network.parameters(), &self.kernels, (l1, l2), gradient);
    }
}

/// All parameters of a layer.
fn whole(layer: &Dense) -> Range<usize> {
    layer.kernel.start..layer.bias.end
}

#[cfg(test)]
mod tests {
    use nalgebra::DMatrix;

    use super::*;
    use crate::{Activation, Initializer, LayerSpec, Loss, Optimizer, Task, evaluate};

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
            ..Settings::default()
        }
    }

    fn trainer(batch_size: usize) -> Trainer {
        let specs = [
            LayerSpec::new(4, Activation::Tanh),
            LayerSpec::new(1, Activation::Sigmoid),
        ];
        let network = Network::new(2, &specs, Initializer::GlorotUniform, 1);
        Trainer::new(network, xor(), settings(batch_size))
    }

    #[test]
    fn learns_xor() {
        let mut trainer = trainer(4);
        trainer.advance(Stride::Epoch, 2000);
        let loss = Loss::BinaryCrossentropy;
        let e = evaluate(trainer.network(), loss, Task::Binary, &xor()).unwrap();
        assert!(e.accuracy == Some(1.0) && e.loss < 0.05, "{e:?}");
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
        trainer.adjust(settings(2));
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
