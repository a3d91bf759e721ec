//! The perceptron convergence theorem, and where it ends.
//!
//! Let every sample, with a 1 appended for the bias, have length at most R and lie on its side of
//! some plane through the origin at a distance of at least γ. From zero weights, whatever the order
//! of samples, a perceptron then errs at most (R/γ)² times (Novikoff 1962). The proof, for
//! corrections of sizes s: along the plane's normal the weights grow by at least γ·Σs, while their
//! squared length grows by at most R²·Σs², since no correction happens on the right side. Hence
//! (Σs)²/Σs² ≤ (R/γ)², and the left side is the number of errors where all corrections are equal.
//! A threshold unit with targets 0 and 1 always corrects by 1. One with targets −1 and 1 corrects
//! by 2, save where z = 0 and its answer 0 is only 1 away: as it does on the first sample.

use nalgebra::{DMatrix, Vector3};
use proptest::prelude::*;
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg32;
use separable::nn::{
    Activation, Initializer, LayerSpec, LearningRule, Loss, Network, Optimizer, Samples, Settings,
    Stride, Task, Trainer, evaluate,
};

/// One unit with zero weights, learning by the perceptron rule at rate 1.
fn trainer(activation: Activation, points: &[([f32; 2], u8)], seed: u64) -> Trainer {
    let specs = [LayerSpec::new(1, activation)];
    let network = Network::new(2, &specs, Initializer::Zeros, 0);
    let loss = Loss::MeanSquaredError;
    let coding = loss.target(activation);
    let settings = Settings {
        rule: LearningRule::Perceptron,
        loss,
        optimizer: Optimizer::default(),
        learning_rate: 1.0,
        batch_size: 1,
        seed,
        ..Settings::default()
    };
    let x = DMatrix::from_fn(points.len(), 2, |r, c| points[r].0[c]);
    let y = DMatrix::from_fn(points.len(), 1, |r, _| coding.of(points[r].1));
    Trainer::new(network, Samples::from_rows(&x, &y), settings)
}

/// Shows one sample and gives the size of the correction: the bias's change.
fn correction(trainer: &mut Trainer) -> f64 {
    let before = trainer.network().bias(0)[0];
    trainer.advance(Stride::Sample, 1);
    f64::from((trainer.network().bias(0)[0] - before).abs())
}

/// Points from −2 to 2 on a grid of 1/32, so that f32 computes with them without rounding, on
/// either side of a random line and at least `margin` away from it. Gives (R/γ)² too.
fn separable_points(count: usize, margin: f64, seed: u64) -> (Vec<([f32; 2], u8)>, f64) {
    let mut rng = Pcg32::seed_from_u64(seed);
    let mut uniform = || rng.random_range(-1.0..1.0);
    let normal = Vector3::new(uniform(), uniform(), 0.5 * uniform()).normalize();
    let (mut points, mut radius, mut nearest) = (Vec::new(), 0.0f64, f64::INFINITY);
    while points.len() < count {
        let x = [(); 2].map(|()| rng.random_range(-64..=64) as f32 / 32.0);
        let extended = Vector3::new(f64::from(x[0]), f64::from(x[1]), 1.0);
        let distance = normal.dot(&extended);
        if distance.abs() >= margin {
            points.push((x, u8::from(distance > 0.0)));
            radius = radius.max(extended.norm());
            nearest = nearest.min(distance.abs());
        }
    }
    (points, (radius / nearest).powi(2))
}

const STEPS: [Activation; 2] = [Activation::Heaviside, Activation::Sign];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn separable_points_are_learned_within_the_bound(
        activation in prop::sample::select(STEPS.to_vec()),
        count in 1..=60usize,
        margin in 0.05..0.4f64,
        seed in any::<u64>(),
    ) {
        let (points, bound) = separable_points(count, margin, seed);
        let mut trainer = trainer(activation, &points, seed);
        let (mut sum, mut squares) = (0.0, 0.0);
        loop {
            let mut corrected = false;
            for _ in 0..count {
                let size = correction(&mut trainer);
                corrected |= size > 0.0;
                sum += size;
                squares += size * size;
                prop_assert!(sum * sum <= bound * squares, "{sum}² > {bound}·{squares}");
            }
            if !corrected {
                break;
            }
        }
        let (loss, task) = (Loss::MeanSquaredError, Task::Binary);
        let e = evaluate(trainer.network(), loss, task, trainer.samples());
        prop_assert_eq!(e.and_then(|e| e.accuracy), Some(1.0));
    }
}

#[test]
fn corrections_are_1_for_heaviside_and_2_for_sign() {
    let (points, bound) = separable_points(40, 0.1, 9);
    for (activation, size) in STEPS.into_iter().zip([1.0, 2.0]) {
        let mut trainer = trainer(activation, &points, 1);
        correction(&mut trainer);
        let later: Vec<_> = (0..2000).map(|_| correction(&mut trainer)).collect();
        let errors = later.iter().filter(|&&s| s > 0.0).count();
        assert!(
            later.iter().all(|&s| s == 0.0 || s == size),
            "{activation:?}"
        );
        assert!(errors > 0 && errors as f64 <= bound, "{errors} of {bound}");
    }
}

#[test]
fn xor_is_never_learned() {
    let xor = [
        ([0.0, 0.0], 0),
        ([0.0, 1.0], 1),
        ([1.0, 0.0], 1),
        ([1.0, 1.0], 0),
    ];
    for activation in STEPS {
        let mut trainer = trainer(activation, &xor, 4);
        for epoch in 0..250 {
            let mut corrected = false;
            for _ in 0..4 {
                corrected |= correction(&mut trainer) > 0.0;
                let (loss, task) = (Loss::MeanSquaredError, Task::Binary);
                let e = evaluate(trainer.network(), loss, task, trainer.samples()).unwrap();
                assert!(e.accuracy.unwrap() <= 0.75, "{activation:?}: {e:?}");
            }
            assert!(corrected, "{activation:?} came to rest in epoch {epoch}");
        }
    }
}
