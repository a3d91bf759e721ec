//! The steps of the rules of single units: no loss goes back, the error corrects the weights at once.

use super::{
    forward,
    line::Line,
    math::{Mark, Math, Tone, joined},
    scene::Scene,
    schedule,
    stage::Stage,
};
use crate::{
    lab::Spot,
    nn::{Activation, LearningRule},
};

/// What is computed at a stage.
#[must_use]
pub(super) fn lines(scene: &Scene<'_>, stage: Stage) -> Vec<Line> {
    let unit = scene.focus.unit;
    match stage {
        Stage::Forward(layer) => vec![
            forward::weighted_sum(scene, layer, unit),
            forward::value(scene, layer, unit),
        ],
        Stage::Loss => vec![error(scene, unit)],
        Stage::Update if scene.walk.learns(scene.parameter()) => schedule::line(scene.walk)
            .into_iter()
            .chain([correction(scene, unit)])
            .chain(mean(scene))
            .collect(),
        Stage::Update => Vec::new(),
        Stage::Batch | Stage::Output | Stage::Backward(_) | Stage::Inputs => Vec::new(),
    }
}

/// What a rule goes by: what should have come out less what came out, before the threshold or after it;
/// Hebb's the target alone.
fn error(scene: &Scene<'_>, unit: usize) -> Line {
    let (layer, rule) = (scene.last(), scene.walk.settings.rule);
    let (spot, passed) = (Spot::Unit { layer, unit }, scene.passed(layer));
    let value = |value: f32| Math::Number(value.into(), Mark::at(Tone::Value, spot));
    let t = Math::Number(scene.walked().t[unit].into(), Mark::of(Tone::Target));
    let less = |from: Vec<Math>, what: Math| joined([from, vec![what]], "−");
    let (name, formulas) = match rule {
        LearningRule::Hebb => ("target", (vec![scene.t(unit)], vec![t])),
        LearningRule::Delta => {
            let is_coded = scene.dense(layer).activation != Activation::Heaviside;
            // A step from 0 to 1 has its threshold at 0, so the sum is wanted at −1 or 1.
            let wanted = |t: Math| {
                if is_coded {
                    return vec![t];
                }
                let [two, one] = [2.0, 1.0].map(Math::number);
                vec![two, Math::Op("·"), t, Math::Op("−"), one]
            };
            let symbols = less(wanted(scene.t(unit)), scene.z(layer, unit));
            ("error", (symbols, less(wanted(t), value(passed.z[unit]))))
        }
        LearningRule::Perceptron
        | LearningRule::Pocket
        | LearningRule::Averaged
        | LearningRule::Backprop => {
            let symbols = less(vec![scene.t(unit)], scene.a(layer, unit));
            ("error", (symbols, less(vec![t], value(passed.a[unit]))))
        }
    };
    Line::new(
        Math::Word(name),
        formulas,
        -f64::from(passed.delta[unit]),
        Mark::at(Tone::Gradient, spot),
    )
}

/// The mean of all weights that were, which answers under the averaged perceptron.
fn mean(scene: &Scene<'_>) -> Option<Line> {
    let count = scene.walk.memory_after.averaged()?;
    let [before, after] = scene.walk.network();
    let (at, mark) = (
        scene.parameter(),
        Mark::at(Tone::Weight, scene.focus.parameter()),
    );
    let number = |value: f32| Math::Number(value.into(), mark);
    let line = |mean: &dyn Fn() -> Math, w: Math, count: Math| {
        let change = vec![w, Math::Op("−"), mean()];
        let share = Math::Fraction(change, vec![count], Mark::of(Tone::Plain));
        vec![mean(), Math::Op("+"), share]
    };
    let steps = Math::letter("n", Tone::Plain);
    Some(Line::new(
        Math::Word("mean"),
        (
            line(&|| Math::Word("mean"), scene.p(), steps),
            line(
                &|| number(before[at]),
                number(scene.walk.after[at]),
                Math::number(count as f64),
            ),
        ),
        after[at],
        mark,
    ))
}

/// w ← w + η·e·x, where e is what the rule goes by.
fn correction(scene: &Scene<'_>, unit: usize) -> Line {
    let (layer, focus) = (scene.last(), scene.focus);
    let error = error(scene, unit);
    let number = Math::Number(error.result, error.mark);
    let mut symbols = vec![scene.p(), Math::Op("+"), Math::letter("η", Tone::Step)];
    let before = match focus.source {
        Some(source) => scene.w_number(layer, unit, source),
        None => scene.b_number(layer, unit),
    };
    let rate = Math::Number(scene.walk.rate.into(), Mark::of(Tone::Step));
    let mut numbers = vec![before, Math::Op("+"), rate];
    symbols.push(Math::Op("·"));
    if let [alone] = &error.symbols[..] {
        symbols.push(alone.clone());
    } else {
        symbols.extend(super::math::within(error.symbols));
    }
    numbers.extend(joined([Vec::new(), vec![number]], "·"));
    if let Some(source) = focus.source {
        symbols.extend([Math::Op("·"), scene.read(layer, source)]);
        numbers.extend([Math::Op("·"), scene.read_number(layer, source)]);
    }
    super::update::after(scene, (symbols, numbers))
}
