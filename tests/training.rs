//! Training does what its settings say, and only that: the same weights bit for bit however it is
//! cut into calls, every sample once an epoch, every batch by its own size.

use nalgebra::DMatrix;
use proptest::prelude::*;
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg32;
use separable::nn::{
    Activation, Initializer, LayerSpec, LearningRule, Loss, Network, Optimizer, Pass, Samples,
    Settings, Stride, Trainer,
};

/// `count` samples of two inputs and one target: 0 or 1.
fn samples(count: usize) -> Samples {
    let mut rng = Pcg32::seed_from_u64(7);
    let x = DMatrix::from_fn(count, 2, |_, _| rng.random_range(-1.0f32..1.0));
    let y = DMatrix::from_fn(count, 1, |_, _| f32::from(rng.random_range(0..2u8)));
    Samples::from_rows(&x, &y)
}

fn network(layers: &[(usize, Activation)]) -> Network {
    let spec = |&(units, activation)| LayerSpec { units, activation };
    let specs: Vec<_> = layers.iter().map(spec).collect();
    Network::new(2, &specs, Initializer::GlorotUniform, 1)
}

fn settings(rule: LearningRule, momentum: f32, batch_size: usize, seed: u64) -> Settings {
    Settings {
        rule,
        loss: Loss::MeanSquaredError,
        optimizer: Optimizer::Sgd { momentum },
        learning_rate: 0.1,
        batch_size,
        seed,
    }
}

/// A single linear unit, whose training is easily written down.
fn linear_trainer(count: usize, momentum: f32, batch_size: usize, seed: u64) -> Trainer {
    let settings = settings(LearningRule::Backprop, momentum, batch_size, seed);
    let network = network(&[(1, Activation::Linear)]);
    Trainer::new(network, samples(count), settings)
}

fn any_trainer() -> impl Strategy<Value = Trainer> {
    let rule = prop::sample::select(LearningRule::ALL.to_vec());
    let momentum = prop::sample::select(vec![0.0, 0.9]);
    (rule, momentum, 1..=40usize, 1..=50usize, any::<u64>()).prop_map(
        |(rule, momentum, count, batch_size, seed)| {
            let network = match rule {
                LearningRule::Backprop => {
                    network(&[(3, Activation::Tanh), (1, Activation::Sigmoid)])
                }
                LearningRule::Perceptron => network(&[(1, Activation::Heaviside)]),
            };
            let settings = settings(rule, momentum, batch_size, seed);
            Trainer::new(network, samples(count), settings)
        },
    )
}

fn any_calls() -> impl Strategy<Value = Vec<(Stride, u64)>> {
    let stride = prop::sample::select(vec![Stride::Sample, Stride::Batch, Stride::Epoch]);
    prop::collection::vec((stride, 0..5u64), 0..12)
}

fn bits(trainer: &Trainer) -> Vec<u32> {
    let parameters = trainer.network().parameters().iter();
    parameters.map(|p| p.to_bits()).collect()
}

proptest! {
    #[test]
    fn calls_do_not_change_the_result(start in any_trainer(), calls in any_calls()) {
        let (mut cut, mut whole) = (start.clone(), start);
        for (stride, count) in calls {
            cut.advance(stride, count);
        }
        let shown = cut.epoch() * cut.samples().len() as u64 + cut.position() as u64;
        whole.advance(Stride::Sample, shown);
        let state = |t: &Trainer| (t.epoch(), t.position(), t.steps(), t.last_sample(), bits(t));
        prop_assert_eq!(state(&cut), state(&whole));
    }

    #[test]
    fn every_epoch_shows_every_sample_once(mut trainer in any_trainer()) {
        let count = trainer.samples().len();
        for _ in 0..3 {
            let mut shown = order_of_epoch(&mut trainer);
            shown.sort_unstable();
            prop_assert_eq!(shown, (0..count as u32).collect::<Vec<_>>());
        }
    }

    #[test]
    fn linear_regression_goes_as_written_down(
        momentum in prop::sample::select(vec![0.0f32, 0.5]),
        count in 1..=30usize,
        batch_size in 1..=35usize,
        seed in any::<u64>(),
    ) {
        let mut trainer = linear_trainer(count, momentum, batch_size, seed);
        let mut reference = Reference::of(&trainer);
        for _ in 0..5 {
            let order = order_of_epoch(&mut trainer);
            for batch in order.chunks(batch_size) {
                reference.step(trainer.samples(), batch, f64::from(momentum));
            }
            for (got, want) in trainer.network().parameters().iter().zip(reference.parameters) {
                prop_assert!((f64::from(*got) - want).abs() < 1e-5, "{got} is not {want}");
            }
        }
    }
}

/// Trains for an epoch and gives the samples in the order in which they were shown.
fn order_of_epoch(trainer: &mut Trainer) -> Vec<u32> {
    (0..trainer.samples().len())
        .filter_map(|_| {
            trainer.advance(Stride::Sample, 1);
            trainer.last_sample()
        })
        .collect()
}

/// Gradient descent on the mean of (w·x + b − t)², in f64.
struct Reference {
    parameters: [f64; 3],
    velocity: [f64; 3],
}

impl Reference {
    fn of(trainer: &Trainer) -> Self {
        let parameters = trainer.network().parameters();
        Self {
            parameters: [0, 1, 2].map(|p| f64::from(parameters[p])),
            velocity: [0.0; 3],
        }
    }

    fn step(&mut self, samples: &Samples, batch: &[u32], momentum: f64) {
        let [w0, w1, b] = self.parameters;
        let mut gradient = [0.0; 3];
        for &s in batch {
            let [x0, x1] = [0, 1].map(|i| f64::from(samples.x(s as usize)[i]));
            let error = w0 * x0 + w1 * x1 + b - f64::from(samples.y(s as usize)[0]);
            let share = 2.0 * error / batch.len() as f64;
            gradient = [
                gradient[0] + share * x0,
                gradient[1] + share * x1,
                gradient[2] + share,
            ];
        }
        for (p, gradient) in gradient.into_iter().enumerate() {
            self.velocity[p] = momentum * self.velocity[p] - f64::from(0.1f32) * gradient;
            self.parameters[p] += self.velocity[p];
        }
    }
}

/// Five samples in batches of three: the second batch has two, and its mean is over two.
#[test]
fn the_last_smaller_batch_has_its_own_size() {
    let mut trainer = linear_trainer(5, 0.0, 3, 2);
    let order = order_of_epoch(&mut trainer.clone());
    trainer.advance(Stride::Batch, 1);
    let before = trainer.network().clone();
    trainer.advance(Stride::Batch, 1);
    assert_eq!((trainer.epoch(), trainer.steps()), (1, 2));

    let mut gradient = [0.0; 3];
    let (last, loss) = (&order[3..], Loss::MeanSquaredError);
    Pass::new(&before, 2).gradient(&before, loss, trainer.samples(), last, &mut gradient);
    let stepped = before.parameters().iter().zip(gradient);
    let want: Vec<_> = stepped.map(|(p, g)| p - 0.1 * g).collect();
    assert_eq!(trainer.network().parameters(), want);
}

#[test]
fn the_seed_decides_the_order_and_each_epoch_has_its_own() {
    let orders = |seed| {
        let mut trainer = linear_trainer(20, 0.0, 4, seed);
        [(); 3].map(|()| order_of_epoch(&mut trainer))
    };
    let [first, second, third] = orders(5);
    assert!(first != second && second != third && first != third);
    assert_eq!(orders(5), [first.clone(), second, third]);
    assert_ne!(orders(6)[0], first);
}

#[test]
fn an_adjusted_rate_holds_from_the_next_step_on() {
    let mut trainer = linear_trainer(4, 0.0, 2, 5);
    trainer.advance(Stride::Sample, 1);
    trainer.adjust(0.0, 2, Optimizer::default());
    let before = bits(&trainer);
    trainer.advance(Stride::Epoch, 1);
    assert_eq!(bits(&trainer), before);
}
