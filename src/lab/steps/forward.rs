//! Step 2: a unit's weighted sum and its value.

use super::{
    activation,
    line::Line,
    math::{Mark, Math, Tone, joined, sum},
    scene::Scene,
};
use crate::lab::Spot;

/// The weighted sum and the value of the unit in focus, and what dropout makes of it.
#[must_use]
pub(super) fn lines(scene: &Scene<'_>, layer: usize) -> Vec<Line> {
    let unit = scene.focus.unit;
    let mut lines = vec![weighted_sum(scene, layer, unit), value(scene, layer, unit)];
    lines.extend(dropped(scene, layer, unit));
    lines
}

pub(super) fn weighted_sum(scene: &Scene<'_>, layer: usize, unit: usize) -> Line {
    let term = |source: usize| {
        let (w, x) = (scene.w(layer, unit, source), scene.read(layer, source));
        joined([vec![w], vec![x]], "·")
    };
    let number = |source: usize| {
        let w = scene.w_number(layer, unit, source);
        joined([vec![w], vec![scene.read_number(layer, source)]], "·")
    };
    let inputs = scene.dense(layer).inputs;
    let (mut terms, mut numbers): (Vec<_>, Vec<_>) = (0..inputs)
        .map(|source| (term(source), number(source)))
        .unzip();
    terms.push(vec![scene.b(layer, unit)]);
    numbers.push(vec![scene.b_number(layer, unit)]);
    let focus = scene.focus.source;
    Line::new(
        scene.z(layer, unit),
        (sum(terms, focus), sum(numbers, focus)),
        scene.passed(layer).z[unit],
        Mark::at(Tone::Value, Spot::Unit { layer, unit }),
    )
}

pub(super) fn value(scene: &Scene<'_>, layer: usize, unit: usize) -> Line {
    let (passed, activation) = (scene.passed(layer), scene.dense(layer).activation);
    let mark = Mark::at(Tone::Value, Spot::Unit { layer, unit });
    let at = f64::from(passed.z[unit]);
    let units = 0..passed.z.len();
    let names = units.clone().map(|unit| scene.z(layer, unit)).collect();
    let values = units
        .map(|unit| Math::Number(passed.z[unit].into(), mark))
        .collect();
    let (symbols, when) = activation::value(activation, scene.z(layer, unit), at, names);
    let (numbers, _) = activation::value(activation, Math::Number(at, mark), at, values);
    Line::new(
        scene.a(layer, unit),
        (symbols, numbers),
        passed.a[unit],
        mark,
    )
    .when(when)
}

/// What the next layer reads of a unit in place of its value, where dropout is at work.
fn dropped(scene: &Scene<'_>, layer: usize, unit: usize) -> Option<Line> {
    let passed = scene.passed(layer);
    let factor = f64::from(*passed.factors.get(unit)?);
    let mark = Mark::at(Tone::Value, Spot::Unit { layer, unit });
    let dropout = f64::from(scene.walk.settings.dropout);
    let one = || Math::number(1.0);
    let share = |p: Math| Math::Fraction(vec![one()], vec![one(), Math::Op("−"), p], mark);
    let (symbol, number) = if factor == 0.0 {
        (Math::number(0.0), Math::number(0.0))
    } else {
        (
            share(Math::letter("p", Tone::Plain)),
            share(Math::number(dropout)),
        )
    };
    let a = Math::Number(passed.a[unit].into(), mark);
    Some(Line::new(
        scene.handed_on(layer, unit),
        (
            joined([vec![scene.a(layer, unit)], vec![symbol]], "·"),
            joined([vec![a], vec![number]], "·"),
        ),
        passed.output(unit),
        mark,
    ))
}
