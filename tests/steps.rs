//! The formulas of the six steps are true: what their numbers come to, worked out by themselves, is the
//! number that training has.
#![allow(clippy::unwrap_used, reason = "these are tests")]

mod common;

use common::experiments::small_experiment;
use proptest::prelude::*;
use separable::{
    lab::{
        Experiment, Prepared,
        steps::{Focus, Line, Math, Scene, Stage, lines, stages},
    },
    nn::{
        Activation, Initializer, LayerSpec, LearningRule, Loss, Named, Network, Samples, Schedule,
        Settings, Stride, Trainer, Walk,
    },
};

/// A formula of numbers, read from left to right with the usual precedence. `None` where a part is left out.
struct Reader<'a> {
    parts: &'a [Math],
    at: usize,
}

fn value(parts: &[Math]) -> Option<f64> {
    let mut reader = Reader { parts, at: 0 };
    let value = reader.sum()?;
    // What follows says only where the formula holds.
    let rest = parts.get(reader.at);
    assert!(
        matches!(rest, None | Some(Math::Op(","))),
        "{rest:?} in {parts:?}"
    );
    Some(value)
}

impl Reader<'_> {
    fn takes(&mut self, sign: &str) -> bool {
        let found = matches!(self.parts.get(self.at), Some(Math::Op(op)) if *op == sign);
        self.at += usize::from(found);
        found
    }

    fn sum(&mut self) -> Option<f64> {
        let mut value = if self.takes("−") {
            -self.product()?
        } else {
            self.product()?
        };
        loop {
            if self.takes("+") {
                value += self.product()?;
            } else if self.takes("−") {
                value -= self.product()?;
            } else {
                return Some(value);
            }
        }
    }

    fn product(&mut self) -> Option<f64> {
        let mut value = self.factor()?;
        while self.takes("·") {
            value *= self.factor()?;
        }
        Some(value)
    }

    fn factor(&mut self) -> Option<f64> {
        if self.takes("(") {
            let value = self.sum()?;
            assert!(self.takes(")"), "{:?}", self.parts);
            return Some(value);
        }
        if self.takes("⌊") {
            let value = self.sum()?;
            assert!(self.takes("⌋"), "{:?}", self.parts);
            return Some(value.floor());
        }
        if self.takes("|") {
            let value = self.sum()?;
            assert!(self.takes("|"), "{:?}", self.parts);
            return Some(value.abs());
        }
        let part = self.parts.get(self.at)?.clone();
        self.at += 1;
        match part {
            Math::Number(number, _) => Some(number),
            Math::Fraction(above, below, _) => Some(crate::value(&above)? / crate::value(&below)?),
            Math::Power(base, power) => {
                let power = crate::value(&power)?;
                match &base[..] {
                    [Math::Word("e")] => Some(power.exp()),
                    base => Some(crate::value(base)?.powf(power)),
                }
            }
            Math::Root(of) => Some(crate::value(&of)?.sqrt()),
            Math::Word("π") => Some(std::f64::consts::PI),
            Math::Word(name) => self.call(name),
            Math::Op("⋯") => None,
            other => panic!("{other:?} in {:?}", self.parts),
        }
    }

    fn call(&mut self, name: &str) -> Option<f64> {
        assert!(self.takes("("), "{name} in {:?}", self.parts);
        let first = self.sum()?;
        let value = match name {
            "max" => {
                assert!(self.takes(","));
                first.max(self.sum()?)
            }
            "sign" => (f64::from(first > 0.0)) - f64::from(first < 0.0),
            "step" => f64::from(first >= 0.0),
            "tanh" => first.tanh(),
            "cos" => first.cos(),
            "ln" => first.ln(),
            "σ" => 1.0 / (1.0 + (-first).exp()),
            "Φ" => libm::erfc(-first / std::f64::consts::SQRT_2) / 2.0,
            "φ" => (-first * first / 2.0).exp() / (2.0 * std::f64::consts::PI).sqrt(),
            other => panic!("{other}"),
        };
        assert!(self.takes(")"), "{name} in {:?}", self.parts);
        Some(value)
    }
}

/// The formula with its number `at` a little larger: by what single precision cannot tell.
fn nudged(parts: &[Math], at: &mut usize) -> Vec<Math> {
    let one = |part: &Math, at: &mut usize| match part {
        Math::Number(number, mark) => {
            let is_it = *at == 0;
            *at = at.wrapping_sub(1);
            let factor = if is_it {
                1.0 + f64::from(f32::EPSILON)
            } else {
                1.0
            };
            Math::Number(number * factor, *mark)
        }
        Math::Fraction(above, below, mark) => {
            let above = nudged(above, at);
            Math::Fraction(above, nudged(below, at), *mark)
        }
        Math::Power(base, power) => {
            let base = nudged(base, at);
            Math::Power(base, nudged(power, at))
        }
        Math::Root(of) => Math::Root(nudged(of, at)),
        other => other.clone(),
    };
    parts.iter().map(|part| one(part, at)).collect()
}

/// How many numbers are in a formula.
fn count(parts: &[Math]) -> usize {
    parts
        .iter()
        .map(|part| match part {
            Math::Number(..) => 1,
            Math::Fraction(above, below, _) => count(above) + count(below),
            Math::Power(base, power) => count(base) + count(power),
            Math::Root(of) => count(of),
            Math::Op(_) | Math::Word(_) | Math::Symbol { .. } => 0,
        })
        .sum()
}

/// How far rounding may lead: what the value changes by where each number is nudged.
fn rounding(parts: &[Math], whole: f64) -> f64 {
    (0..count(parts))
        .filter_map(|at| value(&nudged(parts, &mut at.clone())))
        .map(|other| (other - whole).abs())
        // A negative number has no power that is not whole.
        .filter(|change| change.is_finite())
        .sum()
}

/// Whether a line's numbers come to its result, as far as single precision goes. A probability that reached
/// 0 or 1 in single precision has no logarithm, and the trainer goes by the weighted sum there.
fn holds(line: &Line) -> Result<(), TestCaseError> {
    if line.numbers.is_empty() {
        return Ok(());
    }
    let Some(value) = value(&line.numbers) else {
        return Ok(());
    };
    if !value.is_finite() || !line.result.is_finite() {
        return Ok(());
    }
    let near = (value - line.result).abs()
        <= 2e-4 * (value.abs() + line.result.abs())
            + 8.0 * rounding(&line.numbers, value)
            // The trainer's activations are fits, good to a millionth.
            + 1e-6;
    prop_assert!(
        near,
        "{} is not {value}: {:?} = {:?}",
        line.result,
        line.left,
        line.numbers
    );
    Ok(())
}

fn is_finite(walk: &Walk) -> bool {
    let layers = walk.samples.iter().flat_map(|walked| &walked.layers);
    let passed = layers.flat_map(|layer| layer.z.iter().chain(&layer.delta));
    passed
        .chain(&walk.gradient)
        .chain(&walk.after)
        .all(|value| value.is_finite() && value.abs() < 1e6)
}

/// Every line at every stage, for every unit and parameter and every sample.
fn all_hold(network: &Network, walk: &Walk) -> Result<usize, TestCaseError> {
    let perceptron = walk.settings.rule.is_local();
    let mut count = 0;
    for sample in 0..walk.samples.len().min(2) {
        for stage in stages(network.layers().len(), perceptron) {
            let layers = match stage.layer(network.layers().len()) {
                Some(layer) => layer..layer + 1,
                None => 0..network.layers().len(),
            };
            for layer in layers {
                let dense = &network.layers()[layer];
                for unit in 0..dense.units {
                    for source in (0..dense.inputs).map(Some).chain([None]) {
                        let focus = Focus {
                            layer,
                            unit,
                            source,
                        };
                        let scene = Scene {
                            network,
                            walk,
                            sample,
                            focus,
                        };
                        for line in lines(&scene, stage) {
                            holds(&line)?;
                            count += 1;
                        }
                    }
                }
            }
        }
    }
    Ok(count)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn every_formula_comes_to_what_training_has(experiment in small_experiment(), batches in 0u64..8) {
        let prepared = Prepared::new(&experiment);
        let mut trainer = Trainer::new(experiment.network(), prepared.train.clone(), experiment.settings());
        trainer.advance(Stride::Batch, batches);
        let Some(walk) = trainer.walk() else { return Ok(()) };
        if is_finite(&walk) {
            all_hold(trainer.network(), &walk)?;
        }
    }
}

/// A walk of one sample through a small network.
fn walk(
    activation: Activation,
    output: Activation,
    loss: Loss,
    settings: Settings,
) -> (Network, Walk) {
    let specs = [LayerSpec::new(3, activation), LayerSpec::new(2, output)];
    let network = Network::new(2, &specs, Initializer::GlorotUniform, 3);
    let settings = Settings { loss, ..settings };
    let (x, t) = ([0.7, -0.4], [1.0, 0.0]);
    let trainer = Trainer::new(network.clone(), Samples::one(&x, &t), settings);
    let walk = trainer.walk_sample(Some(0), &x, &t);
    (network, walk)
}

#[test]
fn formulas_hold_for_every_activation_and_loss() {
    for &activation in Activation::ALL {
        for &output in Activation::ALL {
            for &loss in Loss::ALL {
                if activation == Activation::Softmax {
                    continue;
                }
                let (network, walk) = walk(activation, output, loss, Settings::default());
                let count = all_hold(&network, &walk)
                    .unwrap_or_else(|e| panic!("{activation:?} {output:?} {loss:?}: {e}"));
                assert!(count > 50);
            }
        }
    }
}

/// Loss, gradient and new weight at the ends of their stages are those of the step, to the last bit.
#[test]
fn the_way_through_the_default_experiment_is_whole() {
    let experiment = Experiment::default();
    let prepared = Prepared::new(&experiment);
    let trainer = Trainer::new(
        experiment.network(),
        prepared.train.clone(),
        experiment.settings(),
    );
    let walk = trainer.walk().unwrap();
    let network = trainer.network();
    let layers = network.layers().len();
    let focus = Focus {
        layer: layers - 1,
        unit: 0,
        source: Some(0),
    };
    let scene = Scene {
        network,
        walk: &walk,
        sample: 0,
        focus,
    };
    let result = |stage| lines(&scene, stage).last().unwrap().result;
    assert_eq!(result(Stage::Loss), walk.loss);
    let parameter = scene.parameter();
    assert_eq!(result(Stage::Output), f64::from(walk.gradient[parameter]));
    assert_eq!(result(Stage::Update), f64::from(walk.after[parameter]));
    assert_ne!(walk.after[parameter], walk.before[parameter]);
}

/// The rate of the step is the schedule's, in every schedule and at every moment of it, for a mini-batch and for
/// one sample; where it stays nothing is said of it.
#[test]
fn the_rate_of_a_schedule_comes_to_the_trainers() {
    let mut experiment = Experiment {
        batch_size: 64,
        ..Experiment::default()
    };
    let prepared = Prepared::new(&experiment);
    for &rule in LearningRule::ALL {
        if rule.is_local() {
            experiment.layers.truncate(1);
            experiment.layers[0] = LayerSpec::new(1, Activation::Heaviside);
            experiment.rule = rule;
        }
        let (epochs, factor) = (2.0, 0.3);
        for schedule in [
            Schedule::Constant,
            Schedule::Step { epochs, factor },
            Schedule::Exponential { epochs, factor },
            Schedule::Cosine { epochs },
            Schedule::OneCycle { epochs },
        ] {
            let settings = Settings {
                schedule,
                learning_rate: 0.05,
                rule,
                ..experiment.settings()
            };
            let mut trainer = Trainer::new(experiment.network(), prepared.train.clone(), settings);
            let mut rates = Vec::new();
            for _ in 0..17 {
                let (x, t) = (prepared.train.x(3), prepared.train.y(3));
                for walk in [trainer.walk().unwrap(), trainer.walk_sample(Some(3), &x, t)] {
                    assert_eq!(walk.rate, trainer.learning_rate());
                    let network = trainer.network();
                    let scene = Scene::new(network, &walk, 0, Focus::default()).unwrap();
                    let shown = lines(&scene, Stage::Update);
                    let is_rate =
                        |line: &&Line| matches!(&line.left[0], Math::Symbol { base: "η", .. });
                    let rate = shown.iter().find(is_rate);
                    assert_eq!(rate.is_some(), schedule != Schedule::Constant);
                    for line in &shown {
                        holds(line).unwrap_or_else(|e| panic!("{schedule:?}: {e}"));
                    }
                    if let Some(line) = rate {
                        let value = value(&line.numbers).unwrap();
                        let want = f64::from(walk.rate);
                        assert!(
                            (value - want).abs() <= 1e-6 * want + 1e-12,
                            "{value} {want}"
                        );
                        rates.push(line.result);
                    }
                }
                let stride = if rule.is_local() { 41 } else { 1 };
                trainer.advance(Stride::Batch, stride);
            }
            rates.dedup();
            assert!(
                schedule == Schedule::Constant || rates.len() > 1,
                "{rates:?}"
            );
        }
    }
}

/// The focus is where something is to be seen: at a weight whose gradient is not 0, where the layer has one.
#[test]
fn the_focus_begins_where_something_is_to_be_seen() {
    let experiment = Experiment::default();
    let network = experiment.network();
    let settings = experiment.settings();
    let mut silent = 0;
    for x in [[0.0, 0.0], [0.0, 2.0], [-1.0, 0.0], [0.5, 3.0]] {
        let trainer = Trainer::new(network.clone(), Samples::one(&x, &[1.0]), settings);
        let walk = trainer.walk_sample(Some(0), &x, &[1.0]);
        let mut focus = Focus::default();
        let layers = network.layers().len();
        for layer in (0..layers).chain((0..layers).rev()) {
            let now = Scene::new(&network, &walk, 0, focus).unwrap();
            focus = now.liveliest(layer);
            assert_eq!(focus.layer, layer);
            let scene = Scene::new(&network, &walk, 0, focus).unwrap();
            assert!(!scene.is_silent());
            silent += usize::from(focus.source.is_none());
            let dense = &network.layers()[layer];
            let all = (0..dense.units).flat_map(|unit| {
                (0..dense.inputs).map(move |source| Focus {
                    layer,
                    unit,
                    source: Some(source),
                })
            });
            let seen = |focus: Focus| {
                Scene::new(&network, &walk, 0, focus)
                    .unwrap()
                    .contribution()
            };
            let most = all.map(|focus| seen(focus).abs()).fold(0.0, f64::max);
            assert!(most == 0.0 || seen(focus) != 0.0, "{focus:?}");
            if layer == 0 && now.focus.layer == 0 {
                assert_eq!(seen(focus).abs(), most.max(seen(focus).abs()));
            }
        }
    }
    // A sample of nothing but 0 makes nothing but 0 of biases that are 0: only these are to be seen, in three
    // layers, there and back.
    assert_eq!(silent, 6);
}

/// Coming from a unit, one goes on along its link; going back, along the weight in focus.
#[test]
fn the_focus_follows_the_signal_and_the_error() {
    let experiment = Experiment::default();
    let network = experiment.network();
    let x = [0.5, 3.0];
    let trainer = Trainer::new(
        network.clone(),
        Samples::one(&x, &[1.0]),
        experiment.settings(),
    );
    let walk = trainer.walk_sample(Some(0), &x, &[1.0]);
    let scene = |focus| Scene::new(&network, &walk, 0, focus).unwrap();
    for unit in 0..network.layers()[0].units {
        let on = scene(Focus {
            layer: 0,
            unit,
            source: Some(1),
        })
        .liveliest(1);
        assert_eq!((on.layer, on.source), (1, Some(unit)));
        let back = scene(Focus {
            layer: 1,
            unit: 0,
            source: Some(unit),
        })
        .liveliest(0);
        assert_eq!((back.layer, back.unit), (0, unit));
    }
}
