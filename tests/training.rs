//! Training does what its settings say, and only that: the same weights bit for bit however it is
//! cut into calls, every sample once an epoch, every batch by its own size, what is frozen left
//! alone, and an end when the test loss has not fallen for long enough.

#![allow(clippy::unwrap_used, reason = "these are tests")]

use nalgebra::DMatrix;
use proptest::prelude::*;
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg32;
use separable::nn::{
    Activation, Checkpoint, CheckpointError, Fixed, Initializer, LayerSpec, LearningRule, Loss,
    Named, Network, Optimizer, OptimizerKind, Pass, Place, Samples, Schedule, Settings, Stopped,
    Stride, Task, Trainer, evaluate,
};

/// `count` samples of two inputs and one target: 0 or 1.
fn samples(count: usize) -> Samples {
    samples_of(7, count)
}

fn samples_of(seed: u64, count: usize) -> Samples {
    let mut rng = Pcg32::seed_from_u64(seed);
    let x = DMatrix::from_fn(count, 2, |_, _| rng.random_range(-1.0f32..1.0));
    let y = DMatrix::from_fn(count, 1, |_, _| f32::from(rng.random_range(0..2u8)));
    Samples::from_rows(&x, &y)
}

fn network(layers: &[(usize, Activation)]) -> Network {
    let spec = |&(units, activation)| LayerSpec::new(units, activation);
    let specs: Vec<_> = layers.iter().map(spec).collect();
    Network::new(2, &specs, Initializer::GlorotUniform, 1)
}

fn settings(rule: LearningRule, momentum: f32, batch_size: usize, seed: u64) -> Settings {
    Settings {
        rule,
        loss: Loss::MeanSquaredError,
        optimizer: Optimizer::Sgd {
            momentum,
            nesterov: false,
        },
        learning_rate: 0.1,
        batch_size,
        seed,
        ..Settings::default()
    }
}

/// A single linear unit, whose training is easily written down.
fn linear_trainer(count: usize, momentum: f32, batch_size: usize, seed: u64) -> Trainer {
    let settings = settings(LearningRule::Backprop, momentum, batch_size, seed);
    let network = network(&[(1, Activation::Linear)]);
    Trainer::new(network, samples(count), settings)
}

/// Every optimizer, and those that have momentum with it.
fn optimizers() -> Vec<Optimizer> {
    let mut all = Optimizer::ALL.to_vec();
    let momentum = 0.9;
    all.extend([false, true].map(|nesterov| Optimizer::Sgd { momentum, nesterov }));
    all.push(Optimizer::Rmsprop {
        rho: 0.8,
        momentum: 0.5,
        epsilon: 1e-7,
        centered: true,
    });
    all
}

/// Every schedule, over so few epochs that they pass.
fn schedules() -> Vec<Schedule> {
    let (epochs, factor) = (3.0, 0.5);
    let soon = |&schedule: &Schedule| match schedule {
        Schedule::Constant => Schedule::Constant,
        Schedule::Step { .. } => Schedule::Step { epochs, factor },
        Schedule::Exponential { .. } => Schedule::Exponential { epochs, factor },
        Schedule::Cosine { .. } => Schedule::Cosine { epochs },
        Schedule::OneCycle { .. } => Schedule::OneCycle { epochs },
    };
    Schedule::ALL.iter().map(soon).collect()
}

prop_compose! {
    fn any_settings()(
        rule in prop::sample::select(LearningRule::ALL),
        optimizer in prop::sample::select(optimizers()),
        schedule in prop::sample::select(schedules()),
        batch_size in 1..=50usize,
        seed in any::<u64>(),
        (l1, l2, dropout) in prop::sample::select(vec![
            (0.0, 0.0, 0.0), (0.01, 0.0, 0.5), (0.0, 0.01, 0.2), (0.01, 0.02, 0.0),
        ]),
        frozen in 0..4u32,
        patience in prop::option::of(0..4u32),
        loss in prop::sample::select(Loss::ALL),
        shuffle in any::<bool>(),
    ) -> Settings {
        Settings {
            loss,
            shuffle,
            optimizer,
            schedule,
            l1,
            l2,
            dropout,
            frozen,
            patience,
            ..settings(rule, 0.0, batch_size, seed)
        }
    }
}

fn network_of(rule: LearningRule) -> Network {
    match rule {
        LearningRule::Backprop => network(&[(3, Activation::Tanh), (1, Activation::Sigmoid)]),
        _ => network(&[(1, Activation::Heaviside)]),
    }
}

/// What a trainer begins with: so many samples, and so many held back.
#[derive(Clone, Copy, Debug)]
struct Start {
    settings: Settings,
    count: usize,
    held_back: usize,
}

impl Start {
    fn network(self) -> Network {
        network_of(self.settings.rule)
    }

    fn samples(self) -> [Samples; 2] {
        [samples(self.count), samples_of(8, self.held_back)]
    }

    fn trainer(self) -> Trainer {
        let [train, test] = self.samples();
        Trainer::with_test(self.network(), train, test, self.settings)
    }

    fn restore(self, checkpoint: &Checkpoint) -> Result<Trainer, CheckpointError> {
        let [train, test] = self.samples();
        Trainer::restore(self.network(), train, test, checkpoint)
    }
}

prop_compose! {
    fn any_start()(
        settings in any_settings(),
        count in 1..=40usize,
        held_back in 0..=20usize,
    ) -> Start {
        Start { settings, count, held_back }
    }
}

fn any_trainer() -> impl Strategy<Value = Trainer> {
    any_start().prop_map(Start::trainer)
}

/// Strides, or other settings.
#[derive(Clone, Debug)]
enum Move {
    Advance(Stride, u64),
    Adjust(Settings),
    GoOn,
}

impl Move {
    fn of(&self, trainer: &mut Trainer) {
        match *self {
            Self::Advance(stride, count) => trainer.advance(stride, count),
            Self::Adjust(settings) => trainer.adjust(settings),
            Self::GoOn => trainer.go_on(),
        }
    }
}

fn any_moves() -> impl Strategy<Value = Vec<Move>> {
    let stride = prop::sample::select(Stride::ALL);
    let one = prop_oneof![
        4 => (stride, 0..5u64).prop_map(|(stride, count)| Move::Advance(stride, count)),
        1 => any_settings().prop_map(Move::Adjust),
        1 => Just(Move::GoOn),
    ];
    prop::collection::vec(one, 0..8)
}

fn any_calls() -> impl Strategy<Value = Vec<(Stride, u64)>> {
    let stride = prop::sample::select(Stride::ALL);
    prop::collection::vec((stride, 0..5u64), 0..12)
}

fn bits(trainer: &Trainer) -> Vec<u32> {
    let parameters = trainer.network().parameters().iter();
    parameters.map(|p| p.to_bits()).collect()
}

/// A trainer's checkpoint as bytes, in which what is no number is equal to itself too.
fn moment(trainer: &Trainer) -> Vec<u8> {
    postcard::to_allocvec(&trainer.checkpoint()).unwrap()
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
        prop_assert_eq!(cut.stopped(), whole.stopped());
        prop_assert_eq!(cut.learning_rate(), whole.learning_rate());
    }

    #[test]
    fn a_restored_run_goes_on_as_if_it_had_never_stopped(
        start in any_start(),
        before in any_moves(),
        after in any_moves(),
    ) {
        let mut whole = start.trainer();
        before.iter().for_each(|step| step.of(&mut whole));
        let checkpoint = whole.checkpoint();
        let bytes = moment(&whole);
        // No more in memory than twice what is sent, but for what has a fixed size.
        prop_assert!((bytes.len() / 2..2 * bytes.len() + 800).contains(&checkpoint.size()));
        let read: Checkpoint = postcard::from_bytes(&bytes).unwrap();
        let mut restored = start.restore(&read).unwrap();
        prop_assert_eq!(moment(&restored), bytes);
        for step in after {
            step.of(&mut whole);
            step.of(&mut restored);
            prop_assert_eq!(moment(&restored), moment(&whole));
            prop_assert_eq!(format!("{:?}", restored.stopped()), format!("{:?}", whole.stopped()));
            prop_assert_eq!(restored.learning_rate().to_bits(), whole.learning_rate().to_bits());
        }
    }

    /// Whatever a file says, it is read, refused, or trains on; it never panics.
    #[test]
    fn a_broken_checkpoint_is_refused_or_trains(
        start in any_start(),
        before in any_moves(),
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4),
        cut in any::<prop::sample::Index>(),
    ) {
        let mut trainer = start.trainer();
        before.iter().for_each(|step| step.of(&mut trainer));
        let mut bytes = moment(&trainer);
        let short = &bytes[..cut.index(bytes.len())];
        prop_assert!(postcard::from_bytes::<Checkpoint>(short).is_err());
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        if let Ok(checkpoint) = postcard::from_bytes::<Checkpoint>(&bytes)
            && let Ok(mut trainer) = start.restore(&checkpoint)
        {
            for &stride in Stride::ALL {
                trainer.advance(stride, 2);
            }
        }
    }

    #[test]
    fn every_epoch_shows_every_sample_once(mut trainer in any_trainer()) {
        trainer.adjust(Settings { patience: None, ..trainer.settings() });
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
        schedule in prop::sample::select(schedules()),
        (l1, l2) in prop::sample::select(vec![(0.0, 0.0), (0.125, 0.0), (0.0, 0.25)]),
        count in 1..=30usize,
        batch_size in 1..=35usize,
        seed in any::<u64>(),
    ) {
        let mut trainer = linear_trainer(count, momentum, batch_size, seed);
        trainer.adjust(Settings { schedule, l1, l2, ..trainer.settings() });
        let mut reference = Reference::of(&trainer);
        for epoch in 0..5 {
            let order = order_of_epoch(&mut trainer);
            for (b, batch) in order.chunks(batch_size).enumerate() {
                let done = f64::from(epoch) + (b * batch_size) as f64 / count as f64;
                reference.rate = f64::from(schedule.rate(0.1, done));
                reference.step(trainer.samples(), batch);
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

/// Gradient descent on the mean of (w·x + b − t)² and l1·Σ|w| + l2·Σw², in f64.
struct Reference {
    parameters: [f64; 3],
    velocity: [f64; 3],
    rate: f64,
    momentum: f64,
    penalty: (f64, f64),
}

impl Reference {
    fn of(trainer: &Trainer) -> Self {
        let parameters = trainer.network().parameters();
        let settings = trainer.settings();
        Self {
            parameters: [0, 1, 2].map(|p| f64::from(parameters[p])),
            velocity: [0.0; 3],
            rate: f64::from(settings.learning_rate),
            momentum: f64::from(settings.optimizer.momentum()),
            penalty: (f64::from(settings.l1), f64::from(settings.l2)),
        }
    }

    fn step(&mut self, samples: &Samples, batch: &[u32]) {
        let ([w0, w1, b], (l1, l2)) = (self.parameters, self.penalty);
        let pull = |w: f64| l1 * w.signum() + 2.0 * l2 * w;
        let mut gradient = [pull(w0), pull(w1), 0.0];
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
            self.velocity[p] = self.momentum * self.velocity[p] - self.rate * gradient;
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
    trainer.adjust(Settings {
        learning_rate: 0.0,
        ..trainer.settings()
    });
    let before = bits(&trainer);
    trainer.advance(Stride::Epoch, 1);
    assert_eq!(bits(&trainer), before);
}

/// What is adjusted in mid-batch holds for the batch at hand, whatever it is.
#[test]
fn every_adjusted_setting_holds_from_the_next_step_on() {
    let start = deep_trainer(Settings::default(), 12);
    let now = start.settings();
    let changed = [
        Settings {
            optimizer: Optimizer::usual(OptimizerKind::Adam),
            ..now
        },
        Settings {
            learning_rate: 0.5,
            ..now
        },
        Settings {
            schedule: Schedule::OneCycle { epochs: 10.0 },
            ..now
        },
        Settings { l1: 0.1, ..now },
        Settings { l2: 0.1, ..now },
        Settings {
            dropout: 0.5,
            ..now
        },
        Settings { frozen: 1, ..now },
    ];
    let after_a_step = |settings, shown| {
        let mut trainer = start.clone();
        trainer.advance(Stride::Sample, shown);
        trainer.adjust(settings);
        trainer.advance(Stride::Batch, 1);
        bits(&trainer)
    };
    for settings in changed {
        assert_eq!(after_a_step(settings, 5), after_a_step(settings, 0));
        assert_ne!(
            after_a_step(settings, 5),
            after_a_step(now, 5),
            "{settings:?}"
        );
    }
}

#[test]
fn rule_loss_and_seed_of_a_run_stay() {
    let mut trainer = deep_trainer(Settings::default(), 12);
    let before = trainer.settings();
    trainer.adjust(Settings {
        rule: LearningRule::Perceptron,
        loss: Loss::Hinge,
        seed: 99,
        ..before
    });
    assert_eq!(trainer.settings(), before);
}

/// Three layers, the middle one wide enough to have something to leave out.
fn deep_trainer(settings: Settings, count: usize) -> Trainer {
    let layers = [
        (4, Activation::Tanh),
        (5, Activation::Relu),
        (1, Activation::Sigmoid),
    ];
    Trainer::new(network(&layers), samples(count), settings)
}

#[test]
fn frozen_layers_stay_to_the_bit_and_the_others_learn() {
    for optimizer in optimizers() {
        for frozen in 0..8 {
            let mut trainer = deep_trainer(
                Settings {
                    optimizer,
                    frozen,
                    l1: 0.01,
                    l2: 0.01,
                    dropout: 0.2,
                    batch_size: 5,
                    ..Settings::default()
                },
                23,
            );
            let before = trainer.network().clone();
            trainer.advance(Stride::Epoch, 3);
            let after = trainer.network();
            for (l, layer) in before.layers().iter().enumerate() {
                let is_frozen = frozen & (1 << l) != 0;
                let stays = before.kernel(l) == after.kernel(l);
                assert_eq!(stays, is_frozen, "kernel {l}, {frozen:03b}, {optimizer:?}");
                let stays = before.bias(l) == after.bias(l);
                assert_eq!(stays, is_frozen, "bias {l}, {frozen:03b}, {optimizer:?}");
                assert_eq!(layer, &after.layers()[l]);
            }
        }
    }
}

/// Momentum gathered before freezing must not move a layer after it.
#[test]
fn a_layer_frozen_in_mid_run_stops_at_once() {
    for optimizer in optimizers() {
        let settings = Settings {
            optimizer,
            batch_size: 5,
            ..Settings::default()
        };
        let mut trainer = deep_trainer(settings, 23);
        trainer.advance(Stride::Epoch, 2);
        let before = trainer.network().clone();
        trainer.adjust(Settings {
            frozen: 0b010,
            ..settings
        });
        trainer.advance(Stride::Epoch, 2);
        let after = trainer.network();
        assert_eq!(before.kernel(1), after.kernel(1), "{optimizer:?}");
        assert_eq!(before.bias(1), after.bias(1), "{optimizer:?}");
        assert_ne!(before.kernel(0), after.kernel(0), "{optimizer:?}");
    }
}

#[test]
fn a_frozen_perceptron_does_not_learn() {
    let rule = LearningRule::Perceptron;
    let network = network_of(rule);
    let train = |frozen| {
        let settings = Settings {
            frozen,
            ..settings(rule, 0.0, 1, 3)
        };
        let mut trainer = Trainer::new(network.clone(), samples(20), settings);
        trainer.advance(Stride::Epoch, 2);
        bits(&trainer)
    };
    let before: Vec<_> = network.parameters().iter().map(|p| p.to_bits()).collect();
    assert_eq!(train(1), before);
    assert_ne!(train(0), before);
    assert_ne!(train(2), before);
}

/// Any parameters of the deep trainer's network, up to all but one.
fn some_places() -> impl Strategy<Value = Fixed> {
    let network = deep_trainer(Settings::default(), 1).network().clone();
    let all: Vec<Place> = (network.layers().iter().enumerate())
        .flat_map(|(layer, dense)| {
            let sources = (0..dense.inputs).map(Some).chain([None]);
            let units = 0..dense.units;
            let sources: Vec<_> = sources.collect();
            units.flat_map(move |unit| {
                let place = move |source| Place {
                    layer,
                    unit,
                    source,
                };
                sources.clone().into_iter().map(place)
            })
        })
        .collect();
    let most = all.len() - 1;
    prop::sample::subsequence(all, 0..=most).prop_map(|places| Fixed::new(places).unwrap())
}

proptest! {
    /// Whatever trains, and whatever was gathered before: what is fixed keeps its bits, and another one
    /// moves.
    #[test]
    fn single_parameters_stay_to_the_bit_and_the_others_learn(
        fixed in some_places(),
        optimizer in prop::sample::select(optimizers()),
        (l1, l2) in prop::sample::select(vec![(0.0, 0.0), (0.01, 0.0), (0.0, 0.01), (0.02, 0.03)]),
        dropout in prop::sample::select(vec![0.0, 0.2]),
        frozen in 0..2u32,
        at_once in any::<bool>(),
    ) {
        let free = Settings {
            optimizer,
            l1,
            l2,
            dropout,
            frozen,
            batch_size: 5,
            ..Settings::default()
        };
        let held = Settings { fixed, ..free };
        let mut trainer = deep_trainer(if at_once { held } else { free }, 23);
        if !at_once {
            trainer.advance(Stride::Batch, 7);
            trainer.adjust(held);
        }
        let before = bits(&trainer);
        trainer.advance(Stride::Epoch, 3);
        let (after, kept) = (bits(&trainer), fixed.parameters(trainer.network()));
        for &at in &kept {
            prop_assert_eq!(before[at], after[at]);
        }
        let learns = |at: &usize| !kept.contains(at) && (frozen == 0 || *at >= 12);
        let moved = (0..before.len()).filter(learns).any(|at| before[at] != after[at]);
        prop_assert!(moved || !(0..before.len()).any(|at| learns(&at)));
        // A step taken apart says the same.
        let walk = trainer.walk().unwrap();
        for at in kept {
            prop_assert!(!walk.learns(at));
            prop_assert_eq!(walk.before[at].to_bits(), walk.after[at].to_bits());
        }
    }
}

#[test]
fn single_weights_of_a_perceptron_stay() {
    let rule = LearningRule::Perceptron;
    for source in [Some(0), Some(1), None] {
        let place = Place {
            layer: 0,
            unit: 0,
            source,
        };
        let settings = Settings {
            fixed: Fixed::new([place]).unwrap(),
            ..settings(rule, 0.0, 1, 3)
        };
        let mut trainer = Trainer::new(network_of(rule), samples(20), settings);
        let before = bits(&trainer);
        trainer.advance(Stride::Epoch, 2);
        let after = bits(&trainer);
        for (at, (before, after)) in before.iter().zip(&after).enumerate() {
            assert_eq!(before == after, at == source.unwrap_or(2), "{place:?}");
        }
    }
}

#[test]
fn the_rate_in_force_follows_the_schedule_batch_by_batch() {
    for schedule in schedules() {
        let settings = Settings {
            schedule,
            batch_size: 5,
            ..Settings::default()
        };
        let mut trainer = deep_trainer(settings, 23);
        for step in 0..25 {
            let done = f64::from(step / 5) + f64::from(step % 5 * 5) / 23.0;
            assert_eq!(trainer.learning_rate(), schedule.rate(0.01, done));
            // It is the batch that counts, not how much of it was shown.
            trainer.advance(Stride::Sample, 1);
            assert_eq!(trainer.learning_rate(), schedule.rate(0.01, done));
            trainer.advance(Stride::Batch, 1);
        }
    }
}

/// Dropout has a random stream of its own: it leaves the order of samples alone, and what the seed
/// draws is drawn again.
#[test]
fn dropout_is_repeatable_and_leaves_the_order_alone() {
    let train = |dropout, seed| {
        let settings = Settings {
            dropout,
            seed,
            batch_size: 4,
            ..Settings::default()
        };
        let mut trainer = deep_trainer(settings, 20);
        let orders = [(); 3].map(|()| order_of_epoch(&mut trainer));
        (bits(&trainer), orders)
    };
    assert_eq!(train(0.4, 6), train(0.4, 6));
    let (plain, dropped) = (train(0.0, 6), train(0.4, 6));
    assert_ne!(plain.0, dropped.0);
    assert_eq!(plain.1, dropped.1);
}

/// A network that overfits: many units, few samples, labels that mean nothing.
fn overfitting(patience: Option<u32>, optimizer: Optimizer) -> Trainer {
    let settings = Settings {
        optimizer,
        patience,
        batch_size: 6,
        learning_rate: 0.05,
        ..Settings::default()
    };
    let network = network(&[(12, Activation::Tanh), (1, Activation::Sigmoid)]);
    Trainer::with_test(network, samples(20), samples_of(8, 30), settings)
}

fn test_loss(trainer: &Trainer) -> f64 {
    let (loss, test) = (trainer.settings().loss, samples_of(8, 30));
    let e = evaluate(trainer.network(), loss, Task::Binary, &test);
    e.map_or(f64::NAN, |e| e.loss)
}

/// Early stopping as it is written down, on a trainer without it.
fn stopped_by_hand(patience: u32, optimizer: Optimizer) -> (Stopped, Vec<u32>) {
    let mut trainer = overfitting(None, optimizer);
    let (mut best_epoch, mut best_loss, mut best) = (0, f64::INFINITY, Vec::new());
    loop {
        trainer.advance(Stride::Epoch, 1);
        let (epoch, loss) = (trainer.epoch(), test_loss(&trainer));
        if loss < best_loss {
            (best_epoch, best_loss, best) = (epoch, loss, bits(&trainer));
        } else if epoch - best_epoch == u64::from(patience) {
            let stopped = Stopped {
                epoch,
                best_epoch,
                best_loss,
            };
            return (stopped, best);
        }
    }
}

#[test]
fn early_stopping_ends_at_the_best_weights() {
    for optimizer in optimizers() {
        for patience in [1, 4, 15] {
            let mut trainer = overfitting(Some(patience), optimizer);
            assert_eq!(trainer.stopped(), None);
            trainer.advance(Stride::Epoch, 20_000);
            let (want, best) = stopped_by_hand(patience, optimizer);
            assert_eq!(trainer.stopped(), Some(want), "{optimizer:?}");
            assert_eq!((trainer.epoch(), trainer.position()), (want.epoch, 0));
            assert_eq!(bits(&trainer), best);
            assert_eq!(test_loss(&trainer), want.best_loss);
        }
    }
}

#[test]
fn a_stopped_run_waits_until_something_changes() {
    let optimizer = Optimizer::usual(OptimizerKind::Adam);
    let mut trainer = overfitting(Some(3), optimizer);
    trainer.advance(Stride::Epoch, u64::MAX);
    let (stopped, at_rest) = (trainer.stopped().unwrap(), bits(&trainer));
    for &stride in Stride::ALL {
        trainer.advance(stride, 10);
    }
    trainer.adjust(trainer.settings());
    trainer.advance(Stride::Epoch, 10);
    assert_eq!((bits(&trainer), trainer.epoch()), (at_rest, stopped.epoch));
    assert_eq!(trainer.stopped(), Some(stopped));

    let mut patient = trainer.clone();
    patient.adjust(Settings {
        patience: Some(8),
        ..trainer.settings()
    });
    assert_eq!(patient.stopped(), None);
    patient.advance(Stride::Epoch, 8);
    assert_eq!(patient.epoch(), stopped.epoch + 8);

    let mut endless = trainer.clone();
    endless.adjust(Settings {
        patience: None,
        ..trainer.settings()
    });
    endless.advance(Stride::Epoch, 50);
    assert_eq!(
        (endless.stopped(), endless.epoch()),
        (None, stopped.epoch + 50)
    );

    let parameters = trainer.network().parameters().to_vec();
    trainer.set_parameters(&parameters).unwrap();
    assert_eq!(trainer.stopped(), None);
    trainer.advance(Stride::Epoch, 1);
    assert_eq!(trainer.epoch(), stopped.epoch + 1);
}

#[test]
fn without_test_samples_patience_has_no_end() {
    let settings = Settings {
        patience: Some(1),
        ..Settings::default()
    };
    let mut trainer = deep_trainer(settings, 6);
    trainer.advance(Stride::Epoch, 500);
    assert_eq!((trainer.stopped(), trainer.epoch()), (None, 500));
}

#[test]
fn a_stopped_run_that_is_told_to_goes_on_with_all_its_patience() {
    for optimizer in optimizers() {
        let mut trainer = overfitting(Some(3), optimizer);
        trainer.advance(Stride::Epoch, u64::MAX);
        let (first, settings) = (trainer.stopped().unwrap(), trainer.settings());
        trainer.go_on();
        assert_eq!((trainer.stopped(), trainer.settings()), (None, settings));
        trainer.advance(Stride::Epoch, 2);
        assert_eq!(
            (trainer.stopped(), trainer.epoch()),
            (None, first.epoch + 2)
        );
        trainer.advance(Stride::Epoch, u64::MAX);
        // What was best so far still counts.
        let second = trainer.stopped().unwrap();
        assert!(second.epoch >= first.epoch + 3);
        assert!(second.best_loss <= first.best_loss);
        assert_eq!(test_loss(&trainer), second.best_loss);
    }
}

/// Steps so long that the test loss is never again as low as it was: the weights to go back to are
/// the best of those steps, not those from before.
#[test]
fn what_was_best_under_other_settings_does_not_come_back() {
    for optimizer in optimizers() {
        let mut trainer = overfitting(Some(3), optimizer);
        trainer.advance(Stride::Epoch, u64::MAX);
        let (before, weights) = (trainer.stopped().unwrap(), bits(&trainer));
        trainer.adjust(Settings {
            learning_rate: 2.0,
            ..trainer.settings()
        });
        trainer.advance(Stride::Epoch, u64::MAX);
        let stopped = trainer.stopped().unwrap();
        assert!(
            stopped.best_epoch > before.epoch,
            "{optimizer:?}: {stopped:?}"
        );
        assert_ne!(bits(&trainer), weights, "{optimizer:?}");
        assert_eq!(test_loss(&trainer), stopped.best_loss);
    }
}

#[test]
fn a_checkpoint_of_something_else_is_refused() {
    let start = Start {
        settings: Settings {
            optimizer: Optimizer::usual(OptimizerKind::Adam),
            patience: Some(3),
            ..Settings::default()
        },
        count: 20,
        held_back: 8,
    };
    let mut trainer = start.trainer();
    trainer.advance(Stride::Epoch, 2);
    let checkpoint = trainer.checkpoint();
    let error = |network: Network, train: Samples, test: Samples| {
        Trainer::restore(network, train, test, &checkpoint).err()
    };
    let (network, [train, test]) = (start.network(), start.samples());
    assert_eq!(error(network.clone(), train.clone(), test.clone()), None);
    let (expected, found) = (3, network.parameters().len());
    let other = network_of(LearningRule::Perceptron);
    let wrong = CheckpointError::Parameters { expected, found };
    assert_eq!(error(other, train.clone(), test.clone()), Some(wrong));
    let fewer = error(network.clone(), samples(19), test.clone());
    assert_eq!(fewer, Some(CheckpointError::Order));
    let wide = Samples::from_rows(&DMatrix::zeros(20, 3), &DMatrix::zeros(20, 1));
    let shape = Some(CheckpointError::Shape);
    assert_eq!(error(network.clone(), wide.clone(), test), shape);
    assert_eq!(error(network, train, wide), shape);
    assert!(
        CheckpointError::Order
            .to_string()
            .contains("every training sample")
    );
}

/// However many samples a batch or a test set has, it is asked often whether to go on, and at once
/// obeyed.
#[test]
fn a_slice_of_work_is_short_however_large_the_data() {
    let specs = [
        LayerSpec::new(32, Activation::Tanh),
        LayerSpec::new(1, Activation::Sigmoid),
    ];
    let network = Network::new(40, &specs, Initializer::GlorotUniform, 1);
    let many = |count: usize| {
        let x = DMatrix::from_fn(count, 40, |r, c| ((r * 31 + c) % 17) as f32 / 8.0 - 1.0);
        Samples::from_rows(
            &x,
            &DMatrix::from_fn(count, 1, |r, _| f32::from(u8::from(r % 3 == 0))),
        )
    };
    let settings = Settings {
        batch_size: 4000,
        patience: Some(9),
        ..Settings::default()
    };
    let mut cut = Trainer::with_test(network, many(4000), many(3000), settings);
    let mut whole = cut.clone();
    let mut asked = 0;
    whole.advance_while(Stride::Epoch, 1, &mut || {
        asked += 1;
        true
    });
    // 4000 forward and twice back, 3000 forward, and never more than a million products between.
    let products = (3 * 4000 + 3000) * whole.network().parameters().len();
    assert!(asked > products / 1_000_000, "{asked} times");
    let mut calls = 1;
    while cut.advance_while(Stride::Epoch, 1, &mut || false) == 0 {
        calls += 1;
    }
    assert_eq!(calls, asked + 1);
    assert_eq!(cut.checkpoint(), whole.checkpoint());
}
