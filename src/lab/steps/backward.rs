//! Steps 4 and 5: how much of the loss is owed to a unit, and to each of its weights.

use super::{
    activation,
    line::Line,
    loss,
    math::{Mark, Math, Tone, joined, sum, within},
    scene::Scene,
};
use crate::{lab::Spot, nn::Activation};

/// ∂ℓ/∂a, ∂ℓ/∂z and ∂ℓ/∂ of the parameter in focus, and over a batch the mean.
#[must_use]
pub(super) fn lines(scene: &Scene<'_>, layer: usize) -> Vec<Line> {
    let unit = scene.focus.unit;
    let mut lines = if layer == scene.last() {
        of_output(scene, unit)
    } else {
        let value = of_value(scene, layer, unit);
        let error = times_slope(scene, layer, unit, value.result);
        vec![value, error]
    };
    lines.push(of_parameter(scene));
    if scene.count() > 1 {
        lines.push(mean(scene));
    }
    lines
}

/// ∂ℓ/∂ of the input in focus, where the way back ends.
#[must_use]
pub(super) fn of_input(scene: &Scene<'_>) -> Vec<Line> {
    vec![over_links(scene, 0, scene.focus.source.unwrap_or(0), 1.0)]
}

/// ∂ℓ/∂a and ∂ℓ/∂z of an output.
fn of_output(scene: &Scene<'_>, unit: usize) -> Vec<Line> {
    let (layer, settings) = (scene.last(), scene.walk.settings);
    let activation = scene.dense(layer).activation;
    if settings.loss.takes_logits(activation) {
        return vec![of_logit(scene, layer, unit)];
    }
    let value = loss::slope_line(scene);
    let error = if activation == Activation::Softmax {
        of_softmax(scene, layer, unit)
    } else {
        times_slope(scene, layer, unit, value.result)
    };
    vec![value, error]
}

fn error_line(
    scene: &Scene<'_>,
    layer: usize,
    unit: usize,
    formulas: (Vec<Math>, Vec<Math>),
) -> Line {
    Line::new(
        scene.error_name(layer, unit),
        formulas,
        scene.error(layer, unit),
        Mark::at(Tone::Gradient, Spot::Unit { layer, unit }),
    )
}

/// Where loss and activation go together, what both make of the weighted sum: the error itself.
fn of_logit(scene: &Scene<'_>, layer: usize, unit: usize) -> Line {
    let outputs = scene.network.outputs();
    let spot = Spot::Unit { layer, unit };
    let a = Math::Number(
        scene.passed(layer).a[unit].into(),
        Mark::at(Tone::Value, spot),
    );
    let shared = |error: Vec<Math>| match scene.walk.settings.loss.share(outputs) {
        1.0 => error,
        _ => loss::over(outputs, error),
    };
    let less = |held: Option<Vec<Math>>, a: Math, t: Math| {
        let of = held.map(within).into_iter().chain([vec![a]]);
        shared(joined([joined(of, "·"), vec![t]], "−"))
    };
    let symbols = less(
        held(scene, &|k| scene.t(k)),
        scene.a(layer, unit),
        scene.t(unit),
    );
    let target = |k: usize| Math::Number(scene.walked().t[k].into(), Mark::of(Tone::Target));
    let numbers = less(held(scene, &target), a, target(unit));
    error_line(scene, layer, unit, (symbols, numbers))
}

/// The sum of the targets of a softmax, where they are labels of which none or several hold.
fn held(scene: &Scene<'_>, target: &dyn Fn(usize) -> Math) -> Option<Vec<Math>> {
    let t = &scene.walked().t;
    let is_softmax = scene.dense(scene.last()).activation == Activation::Softmax;
    let labels = is_softmax && t.iter().sum::<f32>() != 1.0;
    let terms = || (0..t.len()).map(|k| vec![target(k)]).collect();
    labels.then(|| sum(terms(), Some(scene.focus.unit)))
}

/// ∂ℓ/∂z of a softmax: aⱼ(∂ℓ/∂aⱼ − Σ aₖ ∂ℓ/∂aₖ).
fn of_softmax(scene: &Scene<'_>, layer: usize, unit: usize) -> Line {
    let (passed, loss) = (scene.passed(layer), scene.walk.settings.loss);
    let share = loss.share(passed.a.len());
    let slope = |k: usize| f64::from(loss.slope(passed.a[k], scene.walked().t[k]) * share);
    let spot = |unit: usize| Spot::Unit { layer, unit };
    let name = |k: usize| Math::partial(scene.loss_name(), scene.a(layer, k), Some(spot(k)));
    let gradient = |k: usize| Math::Number(slope(k), Mark::at(Tone::Gradient, spot(k)));
    let number = |k: usize| Math::Number(passed.a[k].into(), Mark::at(Tone::Value, spot(k)));
    let units = 0..passed.a.len();
    let write = |a: &dyn Fn(usize) -> Math, g: &dyn Fn(usize) -> Math| {
        let terms = units.clone().map(|k| joined([vec![a(k)], vec![g(k)]], "·"));
        let mut inner = vec![g(unit), Math::Op("−")];
        inner.extend(within(sum(terms.collect(), Some(unit))));
        joined([vec![a(unit)], within(inner)], "·")
    };
    let symbols = write(&|k| scene.a(layer, k), &name);
    error_line(scene, layer, unit, (symbols, write(&number, &gradient)))
}

/// ∂ℓ/∂z = ∂ℓ/∂a · f′(z), where ∂ℓ/∂a is `value`.
fn times_slope(scene: &Scene<'_>, layer: usize, unit: usize, value: f64) -> Line {
    let (passed, activation) = (scene.passed(layer), scene.dense(layer).activation);
    let spot = Spot::Unit { layer, unit };
    let (at, mark) = (f64::from(passed.z[unit]), Mark::at(Tone::Slope, spot));
    let name = Math::partial(scene.loss_name(), scene.a(layer, unit), Some(spot));
    let (slope, when) =
        activation::slope(activation, scene.z(layer, unit), scene.a(layer, unit), at);
    let number = Math::Number(activation.derivative(at as f32).into(), mark);
    let before = Math::Number(value, Mark::at(Tone::Gradient, spot));
    error_line(
        scene,
        layer,
        unit,
        (
            joined([vec![name], bracketed(slope)], "·"),
            joined([vec![before], vec![number]], "·"),
        ),
    )
    .when(when)
}

/// Parts in parentheses, where there are several.
fn bracketed(parts: Vec<Math>) -> Vec<Math> {
    if parts.len() == 1 {
        parts
    } else {
        within(parts)
    }
}

/// ∂ℓ/∂a of a hidden unit: what the next layer's units pass back.
fn of_value(scene: &Scene<'_>, layer: usize, unit: usize) -> Line {
    let factor = scene.passed(layer).factors.get(unit);
    over_links(
        scene,
        layer + 1,
        unit,
        factor.map_or(1.0, |f| f64::from(*f)),
    )
}

/// What the units of `layer` pass back to a source of theirs, times what dropout multiplied it by.
fn over_links(scene: &Scene<'_>, layer: usize, source: usize, factor: f64) -> Line {
    let units = 0..scene.dense(layer).units;
    let term = |unit: usize| {
        let (w, error) = (scene.w(layer, unit, source), scene.error_name(layer, unit));
        joined([vec![w], vec![error]], "·")
    };
    let number = |unit: usize| {
        let w = scene.w_number(layer, unit, source);
        joined([vec![w], vec![scene.error_number(layer, unit)]], "·")
    };
    let symbols = sum(units.clone().map(term).collect(), None);
    let numbers = sum(units.map(number).collect(), None);
    let scaled = |terms: Vec<Math>| {
        if factor == 1.0 {
            return terms;
        }
        let mark = Mark::at(Tone::Value, Scene::source_spot(layer, source));
        joined([vec![Math::Number(factor, mark)], within(terms)], "·")
    };
    let spot = Scene::source_spot(layer, source);
    Line::new(
        Math::partial(scene.loss_name(), scene.read(layer, source), Some(spot)),
        (scaled(symbols), scaled(numbers)),
        factor * scene.passed_back(layer, source),
        Mark::at(Tone::Gradient, spot),
    )
}

/// ∂ℓ/∂w = ∂ℓ/∂z · what the weight reads; ∂ℓ/∂b = ∂ℓ/∂z.
fn of_parameter(scene: &Scene<'_>) -> Line {
    let focus = scene.focus;
    let (layer, unit) = (focus.layer, focus.unit);
    let (mut symbols, mut numbers) = (
        vec![scene.error_name(layer, unit)],
        vec![scene.error_number(layer, unit)],
    );
    if let Some(source) = focus.source {
        symbols.extend([Math::Op("·"), scene.read(layer, source)]);
        numbers.extend([Math::Op("·"), scene.read_number(layer, source)]);
    }
    let spot = focus.parameter();
    Line::new(
        Math::partial(scene.loss_name(), scene.p(), Some(spot)),
        (symbols, numbers),
        scene.contribution(),
        Mark::at(Tone::Gradient, spot),
    )
}

/// Over the batch: the mean of what its samples contribute.
pub(super) fn mean(scene: &Scene<'_>) -> Line {
    let (count, spot) = (scene.count(), scene.focus.parameter());
    let mark = Mark::at(Tone::Gradient, spot);
    let shares = scene.walk.contributions(scene.network, scene.parameter());
    let each = Math::partial("ℓ", scene.p(), Some(spot));
    let number = |share: &f32| vec![Math::Number(f64::from(*share) * count as f64, mark)];
    let focus = Some(scene.sample);
    let numbers = shares.iter().map(number).collect();
    Line::new(
        Math::partial("L", scene.p(), Some(spot)),
        (
            loss::mean_of(count, each),
            loss::over(count, sum(numbers, focus)),
        ),
        scene.walk.gradient[scene.parameter()],
        mark,
    )
}
