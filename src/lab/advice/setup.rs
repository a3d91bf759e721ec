//! What is set so that a run cannot succeed, and what would do instead.

use super::{Advice, Hint, Seen, choose};
use crate::{
    data::Dataset,
    lab::{
        edit::{Edit, Place},
        experiment::Experiment,
        misfit::misfit,
        prepared::Prepared,
        preset,
        settings::Key,
        snapshot::Snapshot,
    },
    nn::{Activation, Dense, Initializer, LearningRule, Loss, Network, Task},
};

/// The first reason why a run cannot succeed as it is set.
pub(super) fn in_the_way(seen: &Seen<'_>) -> Option<Advice> {
    let Seen {
        experiment,
        prepared,
        snapshot,
        ..
    } = *seen;
    nothing_to_learn(experiment, prepared)
        .or_else(|| infinite_loss(snapshot))
        .or_else(|| step_under_backprop(experiment))
        .or_else(|| one_line(experiment, prepared))
        .or_else(|| one_unit(experiment, prepared))
        .or_else(|| mismatched(experiment))
        .or_else(|| out_of_reach(experiment, prepared))
        .or_else(|| twins(experiment, &snapshot.network))
        .or_else(|| all_frozen(experiment))
        .or_else(|| only_linear(experiment, prepared))
}

fn nothing_to_learn(e: &Experiment, prepared: &Prepared) -> Option<Advice> {
    if e.data.dataset == Dataset::Drawn && e.data.drawn.is_empty() {
        return Some(Advice::plain(Hint::NothingDrawn));
    }
    let alike = prepared.facts.are_of_one_class();
    alike.then(|| Advice::plain(Hint::OneClass))
}

/// Targets so large that their errors’ squares are beyond all numbers.
fn infinite_loss(snapshot: &Snapshot) -> Option<Advice> {
    let loss = snapshot.train?.loss;
    let before = snapshot.progress.steps == 0;
    (before && !loss.is_finite()).then(|| Advice::plain(Hint::InfiniteLoss))
}

fn step_under_backprop(e: &Experiment) -> Option<Advice> {
    if e.rule.is_local() {
        return None;
    }
    let at = e.layers.iter().rposition(|l| l.activation.is_step())?;
    // The perceptron rule learns classes, not numbers.
    if e.hidden().is_empty() && e.task() != Task::Regression {
        let rule = choose(Key::Rule, LearningRule::Perceptron);
        return Some(Advice::with(Hint::StepAlone, rule));
    }
    let place = Place::of(e, at);
    let remedy = match place {
        Place::Output => smooth_output(e),
        Place::Hidden(_) => Edit::SetActivation(at, Activation::Tanh),
    };
    Some(Advice::with(Hint::StepIn(place), remedy))
}

/// The output that suits the task, with the loss that there is where that suits it.
fn smooth_output(e: &Experiment) -> Edit {
    let (activation, usual) = preset::output(e.task());
    let suits = preset::suits(e.task(), activation, e.loss);
    Edit::SetOutput(activation, if suits { e.loss } else { usual })
}

fn one_line(e: &Experiment, prepared: &Prepared) -> Option<Advice> {
    if !e.draws_one_line() {
        return None;
    }
    if prepared.facts.are_linearly_separable()? {
        return None;
    }
    Some(Advice::with(
        Hint::OneLine(best_line(prepared)),
        Edit::AddLayer(0),
    ))
}

/// Points up to which it is counted what the best line has right: a remark must not keep the page waiting.
const COUNTED: usize = 300;

/// How many points a line can have right at most, of how many.
fn best_line(prepared: &Prepared) -> Option<(usize, usize)> {
    let points = prepared.train_table.len();
    if points > COUNTED {
        return None;
    }
    prepared.facts.best_line().map(|best| (best, points))
}

/// Layers of a single unit each pass on one weighted sum: as long as none of them turns back, the answer
/// changes at one line.
fn one_unit(e: &Experiment, prepared: &Prepared) -> Option<Advice> {
    let turns = |a| matches!(a, Activation::Gelu | Activation::Swish);
    let hidden = e.hidden();
    let passes_one = !hidden.is_empty() && hidden.iter().all(|l| l.units == 1);
    if !passes_one || !e.tells_places_apart() || e.layers.iter().any(|l| turns(l.activation)) {
        return None;
    }
    if prepared.facts.are_linearly_separable()? {
        return None;
    }
    let hint = Hint::OneUnit(best_line(prepared));
    Some(Advice::with(hint, Edit::SetUnits(0, 3)))
}

fn mismatched(e: &Experiment) -> Option<Advice> {
    if e.rule.is_local() {
        return None;
    }
    let output = e.output().activation;
    let misfit = misfit(e.task(), output, e.loss)?;
    let (activation, loss) = misfit.repair(output);
    let remedy = Edit::SetOutput(activation, loss);
    Some(Advice::with(Hint::Misfit(misfit), remedy))
}

/// Numbers that an output can never give.
fn out_of_reach(e: &Experiment, prepared: &Prepared) -> Option<Advice> {
    let activation = e.output().activation;
    let never_negative = matches!(activation, Activation::Relu | Activation::Softplus);
    let remedy = Edit::SetOutput(Activation::Linear, e.loss);
    (never_negative && prepared.facts.has_negative_targets())
        .then(|| Advice::with(Hint::NeverNegative(activation), remedy))
}

/// Inputs whose sizes are far apart make the loss a narrow valley.
pub(super) fn unscaled(seen: &Seen<'_>) -> Option<Advice> {
    let (e, prepared) = (seen.experiment, seen.prepared);
    if e.standardize || e.data.has_features() {
        return None;
    }
    let [least, most] = prepared.facts.spreads()?;
    let remedy = Edit::Set(Key::Standardize, true.to_string());
    (most.1 > 10.0 * least.1 || most.1 > 20.0)
        .then(|| Advice::with(Hint::Unscaled([least, most]), remedy))
}

fn all_frozen(e: &Experiment) -> Option<Advice> {
    let remedy = Edit::SetTrainable(e.layers.len().saturating_sub(1), true);
    let all = e.layers.iter().all(|l| !l.trainable);
    all.then(|| Advice::with(Hint::AllFrozen, remedy))
}

/// Squares let the few outliers count for more than the many.
pub(super) fn outliers(seen: &Seen<'_>) -> Option<Advice> {
    let e = seen.experiment;
    let squared = e.loss.same_kind(Loss::MeanSquaredError);
    let remedy = Edit::SetOutput(Activation::Linear, Loss::MeanAbsoluteError);
    (e.data.dataset == Dataset::Outliers && squared && e.hidden().is_empty())
        .then(|| Advice::with(Hint::Outliers, remedy))
}

/// Units that have the same weights, those that lead to them and those that lead on, get the same gradient
/// and stay alike; dropout parts them.
fn twins(e: &Experiment, network: &Network) -> Option<Advice> {
    let layers = network.layers();
    let twins = layers.windows(2).enumerate().find_map(|(at, pair)| {
        let [first, second] = alike(network, &pair[0], &pair[1])?;
        Some(Hint::Twins(at + 1, [first + 1, second + 1]))
    });
    let remedy = if matches!(e.initializer, Initializer::Zeros | Initializer::Ones) {
        choose(Key::Initializer, Initializer::GlorotUniform)
    } else {
        Edit::NewWeights(e.seed.wrapping_add(1))
    };
    let hint = twins.filter(|_| e.dropout == 0.0 && e.rule == LearningRule::Backprop)?;
    Some(Advice::with(hint, remedy))
}

/// Two units of a layer that differ in nothing.
fn alike(network: &Network, layer: &Dense, next: &Dense) -> Option<[usize; 2]> {
    let parameters = network.parameters();
    let kernel = &parameters[layer.kernel.clone()];
    let bias = &parameters[layer.bias.clone()];
    let on = &parameters[next.kernel.clone()];
    let row = |unit: usize| &kernel[unit * layer.inputs..][..layer.inputs];
    let ways = |unit: usize| on.iter().skip(unit).step_by(next.inputs.max(1));
    let same = |a: usize, b: usize| bias[a] == bias[b] && row(a) == row(b) && ways(a).eq(ways(b));
    let pairs = (1..layer.units).flat_map(|b| (0..b).map(move |a| [a, b]));
    pairs.into_iter().find(|&[a, b]| same(a, b))
}

fn only_linear(e: &Experiment, prepared: &Prepared) -> Option<Advice> {
    let mut hidden = e.hidden().iter();
    let all = hidden.all(|l| l.activation == Activation::Linear);
    if e.hidden().is_empty() || !all || prepared.facts.are_linearly_separable() != Some(false) {
        return None;
    }
    let remedy = Edit::SetActivation(0, Activation::Tanh);
    Some(Advice::with(Hint::OnlyLinear(false), remedy))
}
