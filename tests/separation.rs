//! Whether samples can be told apart by a threshold unit, against brute force and against what the samples
//! were made to be; and the two inequalities of the convergence theorem on every step of real runs.

use std::sync::Arc;

use nalgebra::{DMatrix, DVector, Vector3};
use proptest::prelude::*;
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg32;
use separable::{
    data::{Facts, Table, Targets},
    nn::{
        Activation, Initializer, LayerSpec, LearningRule, Loss, Network, Samples, Settings, Stride,
        Trainer,
        separation::{Chase, Cycle, Growth, Margin, Meeting, Points, Search, Separation},
    },
};

type Row = (Vec<f32>, bool);

fn samples(rows: &[Row]) -> Arc<Samples> {
    let inputs = rows.first().map_or(0, |(x, _)| x.len());
    let x = DMatrix::from_fn(rows.len(), inputs, |r, c| rows[r].0[c]);
    let y = DMatrix::from_fn(rows.len(), 1, |r, _| f32::from(u8::from(rows[r].1)));
    Arc::new(Samples::from_rows(&x, &y))
}

fn points(rows: &[Row]) -> Points {
    match Points::of_unit(samples(rows), 0, 0.5) {
        Some(points) => points,
        None => panic!("no points of {rows:?}"),
    }
}

fn found(rows: &[Row]) -> Separation {
    Search::new(points(rows)).finish()
}

fn margin(rows: &[Row]) -> Margin {
    match found(rows) {
        Separation::Apart(margin) => margin,
        other => panic!("{other:?} of {rows:?}"),
    }
}

fn meeting(rows: &[Row]) -> Meeting {
    match found(rows) {
        Separation::Meeting(meeting) => meeting,
        other => panic!("{other:?} of {rows:?}"),
    }
}

/// Checked from the samples alone.
fn holds(rows: &[Row], found: &Separation) -> Result<(), TestCaseError> {
    match found {
        Separation::Apart(margin) => {
            let products = rows.iter().map(|(x, positive)| {
                let sum = x
                    .iter()
                    .zip(&margin.weights)
                    .fold(margin.weights[x.len()], |sum, (&x, w)| {
                        sum + f64::from(x) * w
                    });
                if *positive { sum } else { -sum }
            });
            let least = products.fold(f64::INFINITY, f64::min);
            let rounding = 1e-13 * margin.radius;
            prop_assert!(margin.gamma > 0.0 && (least - margin.gamma).abs() <= rounding);
            let size: f64 = margin.weights.iter().map(|w| w * w).sum();
            prop_assert!((size - 1.0).abs() < 1e-12);
        }
        Separation::Meeting(meeting) => {
            let inputs = rows[0].0.len();
            prop_assert!(
                meeting.mix.len() <= inputs + 2,
                "{} samples",
                meeting.mix.len()
            );
            for side in [false, true] {
                let mix = meeting.mix.iter().filter(|(at, _)| rows[*at].1 == side);
                prop_assert!(mix.clone().all(|(_, amount)| *amount > 0.0));
                let total: f64 = mix.clone().map(|(_, amount)| amount).sum();
                prop_assert!((total - 1.0).abs() < 1e-12, "{total}");
                for input in 0..inputs {
                    let at: f64 = mix
                        .clone()
                        .map(|(row, amount)| amount * f64::from(rows[*row].0[input]))
                        .sum();
                    let largest = rows.iter().map(|(x, _)| x[input].abs()).fold(1.0, f32::max);
                    let off = (at - meeting.point[input]).abs();
                    prop_assert!(off <= 1e-11 * f64::from(largest), "{off}");
                }
            }
        }
        Separation::Undecided => prop_assert!(false, "undecided: {rows:?}"),
    }
    Ok(())
}

/// The distance of the hull of up to a few points z = y(x, 1) from 0, by trying all of up to three of them.
fn by_force(rows: &[Row]) -> f64 {
    let z: Vec<Vector3<f64>> = rows
        .iter()
        .map(|(x, positive)| {
            let z = Vector3::new(x[0].into(), x[1].into(), 1.0);
            if *positive { z } else { -z }
        })
        .collect();
    let mut least = f64::INFINITY;
    for a in &z {
        least = least.min(a.norm());
        for b in &z {
            let way = b - a;
            let t = (-a.dot(&way) / way.norm_squared()).clamp(0.0, 1.0);
            if t.is_finite() {
                least = least.min((a + way * t).norm());
            }
            for c in &z {
                let normal = (b - a).cross(&(c - a));
                if normal.norm() < 1e-9 {
                    continue;
                }
                let foot = normal * (normal.dot(a) / normal.norm_squared());
                let area =
                    |p: &Vector3<f64>, q: &Vector3<f64>| normal.dot(&(p - foot).cross(&(q - foot)));
                if area(a, b) >= 0.0 && area(b, c) >= 0.0 && area(c, a) >= 0.0 {
                    least = least.min(foot.norm());
                }
            }
        }
    }
    least
}

fn facts(rows: &[Row]) -> bool {
    let x = DMatrix::from_fn(rows.len(), 2, |r, c| rows[r].0[c]);
    let table = Table {
        inputs: vec!["x".into(), "y".into()],
        x: x.into(),
        targets: Targets::Classes {
            names: vec!["a".into(), "b".into()],
            of: rows.iter().map(|(_, side)| u16::from(*side)).collect(),
        },
    };
    Facts::of(&table).are_linearly_separable() == Some(true)
}

/// Points on a small grid: many are the same, on one line, or touch.
fn grid() -> impl Strategy<Value = Vec<Row>> {
    let row = (-4..=4i8, -4..=4i8, any::<bool>());
    let rows = prop::collection::vec(row, 1..10);
    rows.prop_map(|rows| {
        let row = |(x, y, side): (i8, i8, bool)| (vec![f32::from(x), f32::from(y)], side);
        rows.into_iter().map(row).collect()
    })
}

/// Points anywhere, so that most sets of them are apart or meet by a little.
fn anywhere() -> impl Strategy<Value = Vec<Row>> {
    let row = (-1.0f32..1.0, -1.0f32..1.0, any::<bool>());
    prop::collection::vec(row, 1..9).prop_map(|rows| {
        rows.into_iter()
            .map(|(x, y, side)| (vec![x, y], side))
            .collect()
    })
}

/// Samples of `inputs` inputs on either side of a plane; the plane's normal and bias come too.
fn apart(inputs: usize, count: usize, gap: f32, rng: &mut Pcg32) -> Vec<Row> {
    let normal: Vec<f32> = (0..inputs).map(|_| rng.random_range(-1.0..1.0)).collect();
    let size = normal.iter().map(|w| w * w).sum::<f32>().sqrt();
    let bias: f32 = rng.random_range(-0.5..0.5);
    (0..count)
        .map(|_| {
            let mut x: Vec<f32> = (0..inputs).map(|_| rng.random_range(-1.0..1.0)).collect();
            let at = x.iter().zip(&normal).map(|(x, w)| x * w).sum::<f32>() / size + bias;
            let push = if at > 0.0 { gap } else { -gap };
            x.iter_mut()
                .zip(&normal)
                .for_each(|(x, w)| *x += push * w / size);
            (x, at > 0.0)
        })
        .collect()
}

/// Samples of which some of either side have the same mean, exactly.
fn meeting_rows(inputs: usize, count: usize, rng: &mut Pcg32) -> Vec<Row> {
    let mut whole = |_| rng.random_range(-64..=64) as f32 / 16.0;
    let pairs = count.div_ceil(4).max(1);
    let middle: Vec<f32> = (0..inputs).map(&mut whole).collect();
    let mut rows = Vec::new();
    for at in 0..2 * pairs {
        let way: Vec<f32> = (0..inputs).map(&mut whole).collect();
        for sign in [-1.0, 1.0] {
            let x = middle.iter().zip(&way).map(|(m, w)| m + sign * w).collect();
            rows.push((x, at % 2 == 0));
        }
    }
    rows
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn on_a_grid_it_is_what_the_hulls_say(rows in grid()) {
        let found = found(&rows);
        holds(&rows, &found)?;
        prop_assert_eq!(matches!(found, Separation::Apart(_)), facts(&rows));
    }

    #[test]
    fn anywhere_it_is_what_the_hulls_say_and_the_margin_is_the_largest(rows in anywhere()) {
        let found = found(&rows);
        holds(&rows, &found)?;
        let force = by_force(&rows);
        match found {
            Separation::Apart(margin) => {
                prop_assert!(facts(&rows));
                prop_assert!((margin.gamma - force).abs() < 1e-7, "{} {force}", margin.gamma);
            }
            Separation::Meeting(_) => prop_assert!(!facts(&rows)),
            Separation::Undecided => prop_assert!(false),
        }
    }

    #[test]
    fn samples_beside_a_plane_are_apart(
        inputs in 1..12usize, count in 1..60usize, gap in 1e-3f32..0.5, seed in any::<u64>(),
    ) {
        let rows = apart(inputs, count, gap, &mut Pcg32::seed_from_u64(seed));
        let found = found(&rows);
        holds(&rows, &found)?;
        prop_assert!(matches!(found, Separation::Apart(_)));
    }

    #[test]
    fn samples_with_a_common_mean_meet(
        inputs in 1..12usize, count in 1..60usize, seed in any::<u64>(),
    ) {
        let rows = meeting_rows(inputs, count, &mut Pcg32::seed_from_u64(seed));
        let found = found(&rows);
        holds(&rows, &found)?;
        prop_assert!(matches!(found, Separation::Meeting(_)));
    }

    #[test]
    fn far_and_near_data_are_told_apart_as_well(
        rows in grid(), shift in -1000..1000i16, power in -12..12i32,
    ) {
        let size = 2f32.powi(power);
        let moved = |x: f32| (x + f32::from(shift)) * size;
        let far: Vec<Row> = rows
            .iter()
            .map(|(x, side)| (x.iter().map(|&x| moved(x)).collect(), *side))
            .collect();
        let found = found(&far);
        holds(&far, &found)?;
        prop_assert_eq!(matches!(found, Separation::Apart(_)), facts(&rows));
    }

    #[test]
    fn cut_anywhere_it_ends_the_same(
        inputs in 1..20usize, count in 100..400usize, seed in any::<u64>(), meets in any::<bool>(),
    ) {
        let mut rng = Pcg32::seed_from_u64(seed);
        let rows = if meets {
            meeting_rows(inputs, count, &mut rng)
        } else {
            apart(inputs, count, 0.05, &mut rng)
        };
        let mut search = Search::new(points(&rows));
        let mut pieces = 0;
        let end = loop {
            pieces += 1;
            prop_assert!(pieces < 100_000);
            if let Some(end) = search.advance_while(&mut || false) {
                break end;
            }
        };
        prop_assert_eq!(end, found(&rows));
    }
}

#[test]
fn a_corridor_as_narrow_as_single_precision_is_found() {
    for at in [0.25f32, 1.0, 3.0, 1000.0] {
        let rows = [(vec![at], false), (vec![at.next_up()], true)];
        assert!(matches!(found(&rows), Separation::Apart(_)), "{at}");
    }
    // Three points of the plane that are on one line but for the last bit.
    let rows = |y: f32| {
        let x = |x, y| vec![x, y];
        [(x(0.0, 0.0), true), (x(1.0, 1.0), true), (x(0.5, y), false)]
    };
    assert!(matches!(found(&rows(0.5)), Separation::Meeting(_)));
    assert!(matches!(
        found(&rows(0.5f32.next_up())),
        Separation::Apart(_)
    ));
}

#[test]
fn xor_meets_in_the_middle_and_and_has_its_margin() {
    let table = |t: [bool; 4]| -> Vec<Row> {
        let inputs = [[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]];
        inputs.into_iter().map(Vec::from).zip(t).collect()
    };
    let xor = meeting(&table([false, true, true, false]));
    assert_eq!(xor.point, [0.5, 0.5]);
    assert_eq!(
        xor.mix.iter().map(|(row, _)| *row).collect::<Vec<_>>(),
        [0, 1, 2, 3]
    );
    assert!(
        xor.mix
            .iter()
            .all(|(_, amount)| (amount - 0.5).abs() < 1e-12)
    );
    let and = table([false, false, false, true]);
    let (found, force) = (margin(&and), by_force(&and));
    assert!((found.gamma - force).abs() < 1e-12);
    assert!((found.radius - 3f64.sqrt()).abs() < 1e-12);
    let [w1, w2, b] = found.weights[..] else {
        panic!()
    };
    assert!(
        (w1 - w2).abs() < 1e-12 && (b + 1.5 * w1).abs() < 1e-9,
        "{found:?}"
    );
}

#[test]
fn one_side_alone_and_one_sample_are_apart() {
    for side in [false, true] {
        let one = margin(&[(vec![3.0, -4.0], side)]);
        assert!((one.gamma - 26f64.sqrt()).abs() < 1e-12 && one.gamma <= one.radius);
        margin(&[
            (vec![1.0, 2.0], side),
            (vec![-1.0, -2.0], side),
            (vec![0.0, 0.0], side),
        ]);
    }
    meeting(&[(vec![1.0], false), (vec![1.0], true)]);
    meeting(&[(vec![1.0], false), (vec![0.0], true), (vec![2.0], true)]);
    assert!(Points::of_unit(samples(&[]), 0, 0.5).is_none());
    assert!(Points::of_unit(samples(&[(vec![f32::NAN], true)]), 0, 0.5).is_none());
    assert!(Points::of_unit(samples(&[(vec![1.0], true)]), 1, 0.5).is_none());
}

#[test]
fn thousands_of_samples_of_a_hundred_inputs_are_searched_in_portions() {
    let mut rng = Pcg32::seed_from_u64(5);
    let rows = apart(100, 3000, 0.1, &mut rng);
    let mut asked = 0;
    let mut search = Search::new(points(&rows));
    let end = search.advance_while(&mut || {
        asked += 1;
        true
    });
    assert!(matches!(end, Some(Separation::Apart(_))));
    assert!(asked > 10, "asked {asked} times");
    let random: Vec<Row> = rows.into_iter().map(|(x, _)| (x, rng.random())).collect();
    assert!(matches!(found(&random), Separation::Meeting(_)));
}

/// A run of the perceptron rule over rows, and where it begins.
struct Run {
    trainer: Trainer,
    start: Vec<f64>,
}

fn run(rows: &[Row], activation: Activation, rate: f32, start: &[f32], seed: u64) -> Run {
    let specs = [LayerSpec::new(1, activation)];
    let mut network = Network::new(rows[0].0.len(), &specs, Initializer::Zeros, 0);
    network.parameters_mut().copy_from_slice(start);
    let coding = Loss::MeanSquaredError.target(activation);
    let x = DMatrix::from_fn(rows.len(), rows[0].0.len(), |r, c| rows[r].0[c]);
    let y = DMatrix::from_fn(rows.len(), 1, |r, _| coding.of(u8::from(rows[r].1)));
    let settings = Settings {
        rule: LearningRule::Perceptron,
        learning_rate: rate,
        seed,
        ..Settings::default()
    };
    Run {
        trainer: Trainer::new(network, Samples::from_rows(&x, &y), settings),
        start: start.iter().map(|&w| w.into()).collect(),
    }
}

impl Run {
    fn weights(&self) -> Vec<f64> {
        let parameters = self.trainer.network().parameters();
        parameters.iter().map(|&w| w.into()).collect()
    }

    /// Shows a sample, and gives the size of the correction.
    fn correction(&mut self) -> f64 {
        let before = self.trainer.network().bias(0)[0];
        self.trainer.advance(Stride::Sample, 1);
        f64::from((self.trainer.network().bias(0)[0] - before).abs())
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    /// Numbers of few binary digits, with which single precision computes without rounding.
    #[test]
    fn mistakes_stay_within_the_bound_and_both_inequalities_hold(
        activation in prop::sample::select(vec![Activation::Heaviside, Activation::Sign]),
        inputs in 1..5usize,
        count in 1..40usize,
        power in -3..3i32,
        start in prop::collection::vec(-32..=32i8, 6),
        seed in any::<u64>(),
    ) {
        let mut rng = Pcg32::seed_from_u64(seed);
        let mut rows = apart(inputs, count, 0.2, &mut rng);
        for (x, _) in &mut rows {
            x.iter_mut().for_each(|x| *x = (*x * 64.0).round() / 64.0);
        }
        let margin = match found(&rows) {
            // Rounding to the grid may have closed the gap.
            Separation::Meeting(_) => return Ok(()),
            found => {
                holds(&rows, &found)?;
                let Separation::Apart(margin) = found else { unreachable!() };
                margin
            }
        };
        let rate = 2f32.powi(power);
        let start: Vec<f32> = start[..=inputs].iter().map(|&w| f32::from(w) / 8.0).collect();
        let mut run = run(&rows, activation, rate, &start, seed);
        let growth = Growth::new(&margin, &run.start).unwrap();
        let largest = if activation == Activation::Sign { 2.0 } else { 1.0 } * f64::from(rate);
        let most = growth.most(rate.into(), largest);
        let (mut sum, mut squares, mut mistakes, mut right) = (0.0, 0.0, 0u32, 0);
        while right < count {
            let size = run.correction();
            if size == 0.0 {
                right += 1;
                continue;
            }
            right = 0;
            mistakes += 1;
            prop_assert!(size >= f64::from(rate) && size <= largest);
            sum += size;
            squares += size * size;
            let weights = run.weights();
            let length = DVector::from_vec(weights.clone()).norm();
            let rounding = 1e-9 * (1.0 + length);
            prop_assert!(margin.along(&weights) >= growth.least(sum) - rounding);
            prop_assert!(length <= growth.greatest(squares) + rounding);
            prop_assert!(f64::from(mistakes) <= most + 1e-9, "{} of {}", mistakes, most);
            // What is left is the same bound, or a narrower one.
            let left = growth.after(sum, squares).most(rate.into(), largest);
            prop_assert!(f64::from(mistakes) + left <= most * (1.0 + 1e-6) + 1e-6);
        }
    }
}

#[test]
fn from_zero_weights_the_bound_is_the_square_of_radius_over_margin() {
    let rows = [
        (vec![0.0, 0.0], false),
        (vec![1.0, 1.0], true),
        (vec![0.0, 1.0], false),
    ];
    let margin = margin(&rows);
    let growth = Growth::new(&margin, &[0.0; 3]).unwrap();
    for rate in [0.01, 1.0, 30.0] {
        assert!((growth.most(rate, rate) - margin.bound()).abs() < 1e-9 * margin.bound());
    }
    assert!(Growth::new(&margin, &[0.0; 2]).is_none());
}

fn chase(rows: &[Row], rate: f32, start: &[f32], fixed: Vec<usize>) -> Chase {
    let specs = [LayerSpec::new(1, Activation::Heaviside)];
    let mut network = Network::new(rows[0].0.len(), &specs, Initializer::Zeros, 0);
    network.parameters_mut().copy_from_slice(start);
    Chase::new(network, samples(rows), 0, rate, fixed)
}

fn xor() -> Vec<Row> {
    let inputs = [[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]];
    let targets = [false, true, true, false];
    inputs.into_iter().map(Vec::from).zip(targets).collect()
}

/// XOR from zero weights at rate 1, worked by hand: the first epoch leads to where the second comes back to.
#[test]
fn xor_goes_round() {
    let cycle = chase(&xor(), 1.0, &[0.0; 3], Vec::new()).finish().unwrap();
    let first = cycle.path.first().cloned();
    assert_eq!(cycle.path.len() as u64, 4 * cycle.epochs + 1);
    assert_eq!(cycle.path.last().cloned(), first);
    // Gone once more by hand.
    let mut w = [0.0f32; 3];
    let epoch = |w: &mut [f32; 3]| {
        for (x, t) in xor() {
            let fires = w[0] * x[0] + w[1] * x[1] + w[2] >= 0.0;
            let c = f32::from(i8::from(t) - i8::from(fires));
            w[0] += c * x[0];
            w[1] += c * x[1];
            w[2] += c;
        }
    };
    (0..cycle.begins).for_each(|_| epoch(&mut w));
    assert_eq!(first.as_deref(), Some(&w[..]));
    let begin = w;
    for at in 1..=cycle.epochs {
        epoch(&mut w);
        assert_eq!(w == begin, at == cycle.epochs, "epoch {at}");
    }
}

/// From the midst of an epoch the rest of it comes first.
#[test]
fn a_cycle_is_found_from_anywhere_in_an_epoch() {
    let whole = chase(&xor(), 1.0, &[0.0; 3], Vec::new()).finish().unwrap();
    let specs = [LayerSpec::new(1, Activation::Heaviside)];
    let mut network = Network::new(2, &specs, Initializer::Zeros, 0);
    // (0, 0) fires, so that the bias is 1 less; (0, 1) then does not, which takes that back.
    network.parameters_mut().copy_from_slice(&[0.0, 1.0, 0.0]);
    let midway = Chase::new(network, samples(&xor()), 2, 1.0, Vec::new()).finish();
    assert_eq!(
        midway,
        Some(Cycle {
            begins: whole.begins.max(1),
            ..whole
        })
    );
}

#[test]
fn what_is_learned_does_not_go_round() {
    let rows = apart(2, 20, 0.2, &mut Pcg32::seed_from_u64(1));
    assert_eq!(chase(&rows, 1.0, &[0.0; 3], Vec::new()).finish(), None);
    let other = Network::new(
        3,
        &[LayerSpec::new(1, Activation::Sign)],
        Initializer::Zeros,
        0,
    );
    assert_eq!(
        Chase::new(other, samples(&xor()), 0, 1.0, Vec::new()).finish(),
        None
    );
}

#[test]
fn what_is_kept_stays_on_the_way_round() {
    let cycle = chase(&xor(), 0.3, &[0.1, 0.2, -0.7], vec![2])
        .finish()
        .unwrap();
    assert!(cycle.path.iter().all(|w| w[2] == -0.7));
}

proptest! {
    /// Wherever it begins and whatever the rate, XOR comes back; cut into portions as well.
    #[test]
    fn xor_goes_round_from_anywhere(
        start in prop::collection::vec(-2.0f32..2.0, 3), rate in 0.01f32..3.0,
    ) {
        let cycle = chase(&xor(), rate, &start, Vec::new()).finish();
        prop_assert!(cycle.is_some());
        let mut pieces = chase(&xor(), rate, &start, Vec::new());
        let end = loop {
            if let Some(end) = pieces.advance_while(&mut || false) {
                break end;
            }
        };
        prop_assert_eq!(end, cycle);
    }
}
