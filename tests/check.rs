//! Gradients checked by differences of the loss: what training computes passes over every activation and
//! loss, on kinks and jumps too, and what is wrong by a thousandth does not.
#![cfg(not(feature = "broken-derivative"))]
#![allow(clippy::unwrap_used, reason = "these are tests")]

mod common;

use common::nets::{layers, losses, targets};
use nalgebra::DMatrix;
use proptest::prelude::*;
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg32;
use separable::nn::{
    Activation, Initializer, LayerSpec, LearningRule, Loss, Named, Network, Samples, Settings,
    Trainer, Walk,
    check::{Checked, Checker, Unchecked, Verdict, check, check_all, samples_at_once},
};

/// A network, its data and how it is trained.
#[derive(Clone, Debug)]
struct Case {
    network: Network,
    samples: Samples,
    settings: Settings,
}

/// How far inputs and weights lie from what is usual.
#[derive(Clone, Copy, Debug)]
struct Scale {
    inputs: f32,
    weights: f32,
}

const USUAL: Scale = Scale {
    inputs: 1.0,
    weights: 1.0,
};

impl Case {
    fn new(
        inputs: usize,
        specs: &[LayerSpec],
        loss: Loss,
        count: usize,
        scale: Scale,
        seed: u64,
    ) -> Self {
        let mut rng = Pcg32::seed_from_u64(seed);
        let mut network = Network::new(inputs, specs, Initializer::LecunUniform, seed);
        for layer in network.layers().to_vec() {
            network.parameters_mut()[layer.bias].fill_with(|| rng.random_range(-0.5..0.5));
        }
        network
            .parameters_mut()
            .iter_mut()
            .for_each(|p| *p *= scale.weights);
        let x = DMatrix::from_fn(count, inputs, |_, _| {
            scale.inputs * rng.random_range(-1.0f32..1.0)
        });
        let y = targets(&network, loss, count, &mut rng);
        let settings = Settings {
            loss,
            batch_size: count,
            ..Settings::default()
        };
        Self {
            network,
            samples: Samples::from_rows(&x, &y),
            settings,
        }
    }

    fn walk(&self) -> Walk {
        Trainer::new(self.network.clone(), self.samples.clone(), self.settings)
            .walk()
            .unwrap()
    }

    fn all(&self) -> Vec<Checked> {
        Checker::new(&self.network, &self.walk())
            .unwrap()
            .all()
            .collect()
    }
}

/// Outputs with the losses that a person can choose for them.
fn ends() -> Vec<(Activation, Loss)> {
    let all = Activation::ALL.iter().copied();
    all.flat_map(|a| losses().into_iter().map(move |l| (a, l)))
        .collect()
}

fn hidden_activations() -> Vec<Activation> {
    let all = Activation::ALL.iter().copied();
    all.filter(|a| *a != Activation::Softmax).collect()
}

fn wrong(all: &[Checked]) -> Vec<&Checked> {
    all.iter()
        .filter(|checked| !checked.verdict.agrees())
        .collect()
}

prop_compose! {
    fn any_case()(
        inputs in 1..=4usize,
        hidden in prop::collection::vec((1..=6usize, prop::sample::select(hidden_activations())), 0..=3),
        outputs in 1..=3usize,
        (activation, loss) in prop::sample::select(ends()),
        count in 1..=10usize,
        dropout in prop::sample::select(vec![0.0f32, 0.0, 0.5]),
        inputs_scale in prop::sample::select(vec![1.0f32, 1.0, 1e-3, 1e3]),
        weights_scale in prop::sample::select(vec![1.0f32, 1.0, 0.0, 10.0]),
        seed in any::<u64>(),
    ) -> Case {
        let mut specs = layers(&hidden);
        specs.push(LayerSpec::new(outputs, activation));
        let scale = Scale { inputs: inputs_scale, weights: weights_scale };
        let case = Case::new(inputs, &specs, loss, count, scale, seed);
        Case { settings: Settings { dropout, ..case.settings }, ..case }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn every_gradient_that_training_computes_passes(case in any_case()) {
        let all = case.all();
        prop_assert!(wrong(&all).is_empty(), "{:#?}", wrong(&all));
        let summary = check_all(&case.network, &case.walk()).unwrap();
        prop_assert_eq!((summary.agree, summary.of), (all.len(), case.network.parameters().len()));
    }
}

/// Every combination, whatever the random ones came upon.
fn every_case() -> impl Iterator<Item = Case> {
    hidden_activations().into_iter().flat_map(|hidden| {
        ends().into_iter().map(move |(output, loss)| {
            Case::new(2, &layers(&[(3, hidden), (2, output)]), loss, 4, USUAL, 7)
        })
    })
}

#[test]
fn every_hidden_activation_output_and_loss_passes() {
    let mut count = 0;
    for case in every_case() {
        let all = case.all();
        assert!(
            wrong(&all).is_empty(),
            "{:?} {:#?}",
            case.network.layers(),
            wrong(&all)
        );
        count += 1;
    }
    assert_eq!(count, 12 * 13 * 8);
}

/// The measure is not so wide that everything passes: what is wrong by a thousandth is found, but for a few
/// components that are left of larger ones which cancel, and what is wrong by a hundredth always.
#[test]
fn a_component_that_is_wrong_is_found() {
    let (mut found, mut of) = (0, 0);
    for case in every_case() {
        let (network, walk) = (&case.network, case.walk());
        let largest = walk
            .gradient
            .iter()
            .fold(0.0f32, |most, g| most.max(g.abs()));
        let differs = |at: usize, factor: f32| {
            let mut wrong = walk.clone();
            wrong.gradient[at] *= factor;
            check(network, &wrong, at).unwrap().verdict == Verdict::Differs
        };
        for checked in case.all() {
            let at = checked.parameter;
            if checked.verdict == Verdict::Agrees && walk.gradient[at].abs() > 0.05 * largest {
                of += 1;
                found += usize::from(differs(at, 1.001));
                assert!(differs(at, 0.99), "{checked:?}");
            }
        }
    }
    assert!(of > 5000 && found * 500 > of * 499, "{found} of {of}");
}

/// A network of one input, one unit and one output whose weighted sum is exactly 0.
fn on_the_edge(hidden: Activation, loss: Loss) -> Case {
    let specs = layers(&[(1, hidden), (1, Activation::Linear)]);
    let mut case = Case::new(1, &specs, loss, 1, USUAL, 1);
    // w, b, w and b: z = 0.5·1 − 0.5.
    case.network
        .parameters_mut()
        .copy_from_slice(&[0.5, -0.5, 2.0, 0.25]);
    let one = DMatrix::from_element(1, 1, 1.0);
    case.samples = Samples::from_rows(&one, &DMatrix::from_element(1, 1, 3.0));
    case
}

#[test]
fn on_a_kink_the_slopes_of_both_sides_are_told() {
    // a = 0, the error is 0.25 − 3: ∂L/∂a = 2·(−2.75)·2 = −11.
    let checked = on_the_edge(Activation::Relu, Loss::MeanSquaredError).all();
    for checked in &checked[..2] {
        let Verdict::Kink { left, right } = checked.verdict else {
            panic!("{checked:?}");
        };
        assert!(
            left.abs() < 1e-6 && (right + 11.0).abs() < 1e-6,
            "{checked:?}"
        );
        assert_eq!((checked.gradient, checked.deviation), (0.0, 0.0));
    }
    assert_eq!(checked[3].verdict, Verdict::Agrees);
    let leaky = on_the_edge(Activation::LeakyRelu, Loss::MeanSquaredError).all()[1];
    assert!(matches!(leaky.verdict, Verdict::Kink { .. }), "{leaky:?}");
    // Smooth where both sides meet.
    for smooth in [Activation::Elu, Activation::Softplus, Activation::Gelu] {
        let all = on_the_edge(smooth, Loss::MeanSquaredError).all();
        assert!(
            all.iter().all(|checked| checked.verdict == Verdict::Agrees),
            "{smooth:?} {all:#?}"
        );
    }
}

#[test]
fn a_gradient_that_is_on_neither_side_of_a_kink_is_wrong() {
    let case = on_the_edge(Activation::Relu, Loss::MeanSquaredError);
    let mut walk = case.walk();
    walk.gradient[0] = 0.1;
    assert_eq!(
        check(&case.network, &walk, 0).unwrap().verdict,
        Verdict::Differs
    );
    walk.gradient[0] = -5.0;
    assert!(check(&case.network, &walk, 0).unwrap().verdict.agrees());
}

#[test]
fn an_output_that_is_right_is_a_kink_of_the_absolute_error() {
    let mut case = on_the_edge(Activation::Linear, Loss::MeanAbsoluteError);
    case.network
        .parameters_mut()
        .copy_from_slice(&[0.5, 0.25, 2.0, 1.5]);
    let bias = case.all()[3];
    assert_eq!(bias.gradient, 0.0);
    let Verdict::Kink { left, right } = bias.verdict else {
        panic!("{bias:?}");
    };
    assert!((left + 1.0).abs() < 1e-6 && (right - 1.0).abs() < 1e-6);
    assert!(bias.difference.abs() < 1e-6);
}

#[test]
fn steps_are_flat_and_jump_on_their_edge() {
    for step in [Activation::Heaviside, Activation::Sign] {
        let on_edge = on_the_edge(step, Loss::MeanSquaredError).all();
        for checked in &on_edge[..2] {
            assert!(
                matches!(checked.verdict, Verdict::Jumps { .. }),
                "{step:?} {checked:?}"
            );
            assert_eq!((checked.gradient, checked.deviation < 1e-6), (0.0, true));
        }
        assert_eq!(on_edge[3].verdict, Verdict::Agrees);
        let mut beside = on_the_edge(step, Loss::MeanSquaredError);
        for bias in [-0.5 + 1e-6, -0.5 - 1e-6, 0.7] {
            beside.network.parameters_mut()[1] = bias;
            let all = beside.all();
            assert!(
                all[..2]
                    .iter()
                    .all(|checked| checked.verdict == Verdict::Flat),
                "{step:?} {all:#?}"
            );
        }
    }
}

#[test]
fn the_worst_is_the_one_that_is_wrong() {
    let case = Case::new(
        2,
        &layers(&[(3, Activation::Tanh), (1, Activation::Linear)]),
        Loss::MeanSquaredError,
        5,
        USUAL,
        2,
    );
    let right = check_all(&case.network, &case.walk()).unwrap();
    assert_eq!((right.agree, right.of), (13, 13));
    assert!(right.worst.unwrap().deviation < 1e-5);
    let mut walk = case.walk();
    walk.gradient[4] += 0.01;
    let summary = check_all(&case.network, &walk).unwrap();
    let worst = summary.worst.unwrap();
    assert_eq!((summary.agree, summary.of, worst.parameter), (12, 13, 4));
    assert!((worst.deviation - 0.01).abs() < 1e-5);
}

#[test]
fn the_perceptron_rule_has_no_gradient_to_check() {
    let case = Case::new(
        2,
        &layers(&[(1, Activation::Heaviside)]),
        Loss::MeanSquaredError,
        5,
        USUAL,
        2,
    );
    let case = Case {
        settings: Settings {
            rule: LearningRule::Perceptron,
            ..case.settings
        },
        ..case
    };
    assert_eq!(
        check_all(&case.network, &case.walk()),
        Err(Unchecked::PerceptronRule)
    );
}

#[test]
fn what_is_too_large_is_refused_before_it_is_built() {
    let case = Case::new(
        100,
        &layers(&[(100, Activation::Tanh), (1, Activation::Linear)]),
        Loss::MeanSquaredError,
        60,
        USUAL,
        2,
    );
    let refused = check(&case.network, &case.walk(), 0);
    assert!(matches!(refused, Err(Unchecked::TooLarge { operations, most }) if operations > most));
}

#[test]
fn numbers_beyond_all_bounds_are_told_as_such() {
    let mut case = on_the_edge(Activation::Linear, Loss::MeanSquaredError);
    case.network.parameters_mut().fill(1e25);
    let all = case.all();
    assert!(
        all.iter()
            .all(|checked| checked.verdict == Verdict::Overflows),
        "{all:#?}"
    );
}

/// What can be checked at once is bounded for every network that the page may have, and is something for each.
#[test]
fn how_much_is_checked_at_once_follows_from_the_network() {
    let of = |units: &[usize], inputs| {
        let specs: Vec<_> = units
            .iter()
            .map(|&u| LayerSpec::new(u, Activation::Tanh))
            .collect();
        samples_at_once(&Network::new(inputs, &specs, Initializer::GlorotUniform, 1))
    };
    let (small, digits, largest) = (of(&[8, 8, 1], 2), of(&[32, 10], 64), of(&[32; 9], 64));
    assert!(small > 1000, "{small}");
    assert!((10..100).contains(&digits), "{digits}");
    assert!(largest >= 1, "{largest}");
    assert!(small > digits && digits > largest);
}
