//! The steps of the perceptron rule: no loss goes back, the error corrects the weights at once.

use super::{
    forward,
    line::Line,
    math::{Mark, Math, Tone, joined},
    scene::Scene,
    stage::Stage,
};
use crate::lab::Spot;

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
        Stage::Update if scene.walk.learns(scene.parameter()) => vec![correction(scene, unit)],
        Stage::Update => Vec::new(),
        Stage::Batch | Stage::Output | Stage::Backward(_) | Stage::Inputs => Vec::new(),
    }
}

/// What should have come out less what came out.
fn error(scene: &Scene<'_>, unit: usize) -> Line {
    let layer = scene.last();
    let spot = Spot::Unit { layer, unit };
    let a = Math::Number(
        scene.passed(layer).a[unit].into(),
        Mark::at(Tone::Value, spot),
    );
    let t = Math::Number(scene.walked().t[unit].into(), Mark::of(Tone::Target));
    Line::new(
        Math::Word("error"),
        (
            vec![scene.t(unit), Math::Op("−"), scene.a(layer, unit)],
            vec![t, Math::Op("−"), a],
        ),
        -f64::from(scene.passed(layer).delta[unit]),
        Mark::at(Tone::Gradient, spot),
    )
}

/// w ← w + η·(t − ŷ)·x.
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
    symbols.extend(super::math::within(error.symbols));
    numbers.extend(joined([Vec::new(), vec![number]], "·"));
    if let Some(source) = focus.source {
        symbols.extend([Math::Op("·"), scene.read(layer, source)]);
        numbers.extend([Math::Op("·"), scene.read_number(layer, source)]);
    }
    super::update::after(scene, (symbols, numbers))
}
