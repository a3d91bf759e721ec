//! What a run is worth, once that is something: the samples that are right, and by what.

use super::{Advice, By, Hint, Past, Proof, Seen};
use crate::{
    data::Dataset,
    nn::{Activation, Evaluation, Loss, Task},
};

/// Samples that are held back, at least, to say how the network does with others.
const ENOUGH: usize = 20;

/// Whether nearly everything has been learnt.
pub(super) fn learnt(seen: &Seen<'_>) -> Option<Advice> {
    if !seen.has_begun() {
        return None;
    }
    if seen.prepared.task == Task::Regression {
        return fits(seen);
    }
    let stands = |hint| matches!(hint, Hint::Solved(..) | Hint::TooFewHeldBack(_));
    let least = seen.bound(stands, RIGHT, 0.96);
    let accuracy = |e: Option<Evaluation>| e.and_then(|e| e.accuracy);
    let train = accuracy(seen.snapshot.train).filter(|a| *a >= least)?;
    // A point that is right at one moment may be wrong at the next.
    if !seen.said.is_some_and(|(said, _)| stands(said)) && !(seen.past)().rests(least) {
        return None;
    }
    let held_back = seen.prepared.test.len();
    let proof = match accuracy(seen.snapshot.test) {
        None if train == 1.0 => Proof::All(seen.prepared.train.len()),
        None => Proof::NearlyAll,
        Some(test) if test < least => return None,
        Some(_) if held_back < ENOUGH => {
            return Some(Advice::plain(Hint::TooFewHeldBack(held_back)));
        }
        Some(_) => Proof::HeldBack,
    };
    Some(Advice::plain(Hint::Solved(by(seen), proof)))
}

/// By what two classes of points are told apart; of others no more is known.
fn by(seen: &Seen<'_>) -> By {
    let e = seen.experiment;
    if e.task() != Task::Binary || e.data.columns() != 2 {
        return By::Network;
    }
    match e.hidden().first().map(|l| l.units) {
        None if e.draws_one_line() => By::Line,
        None => By::Inputs,
        Some(1) if e.hidden().len() == 1 => By::OneUnit,
        Some(_) => at_work(seen).map_or(By::Network, |(units, of)| By::Edges(units, of)),
    }
}

/// The share of the samples, of those held back as well, that is right where a network has learnt.
const RIGHT: f64 = 0.98;
/// R² where it has learnt numbers.
const MET: f64 = 0.95;

/// Whether a network of that worth has learnt what it should, training samples and those held back.
#[must_use]
pub fn is_solved(train: &Evaluation, test: Option<&Evaluation>) -> bool {
    let reaches = |worth: &Evaluation| match (worth.accuracy, worth.fit) {
        (Some(accuracy), _) => accuracy >= RIGHT,
        (None, Some(fit)) => fit.r2 >= MET,
        (None, None) => false,
    };
    reaches(train) && test.is_none_or(reaches)
}

/// Numbers that are met, training samples and others: R² of 0.95 to begin with, above 0.9 from then on.
fn fits(seen: &Seen<'_>) -> Option<Advice> {
    let least = seen.bound(|hint| matches!(hint, Hint::Fits(..)), MET, 0.9);
    let r2 = |e: Option<Evaluation>| Some(e?.fit?.r2);
    let (train, test) = (r2(seen.snapshot.train)?, r2(seen.snapshot.test));
    let held_back = test.is_some() && seen.prepared.test.len() >= ENOUGH;
    let meets = train >= least && test.is_none_or(|r2| r2 >= least);
    meets.then(|| Advice::plain(Hint::Fits(at_work(seen), held_back)))
}

/// Samples that are looked at to see which units are at work, at most.
const LOOKED_AT: usize = 500;

/// How many units of layer 1 have their edge among the points, of how many: with points on both sides,
/// where the weighted sum is below 0 and above it. None where there is no such layer, or where its
/// units draw no straight edges in the picture.
fn at_work(seen: &Seen<'_>) -> Option<(usize, usize)> {
    let (e, network) = (seen.experiment, &seen.snapshot.network);
    let bent = e.hidden().first()?.activation != Activation::Linear;
    let layer = network.layers().first()?;
    if !bent || !e.reads_no_more_than_places() || e.data.columns() > 2 {
        return None;
    }
    let parameters = network.parameters();
    let kernel = parameters[layer.kernel.clone()].chunks_exact(layer.inputs.max(1));
    let units = kernel.zip(&parameters[layer.bias.clone()]);
    let samples = &seen.prepared.measured[0];
    let rows = || (0..samples.len().min(LOOKED_AT)).map(|row| samples.x(row));
    let is_among = |(weights, bias): (&[f32], &f32)| {
        let sum = |x: &[f32]| x.iter().zip(weights).map(|(x, w)| x * w).sum::<f32>() + bias;
        rows().any(|x| sum(&x) < 0.0) && rows().any(|x| sum(&x) > 0.0)
    };
    let at_work = units.filter(|unit| is_among(*unit)).count();
    (at_work > 0).then_some((at_work, layer.units))
}

/// Absolute error that has let a few outliers go.
pub(super) fn lets_go(seen: &Seen<'_>, past: &Past) -> Option<Advice> {
    let e = seen.experiment;
    let absolute = e.loss.same_kind(Loss::MeanAbsoluteError);
    let [first, .., last] = past.last_half() else {
        return None;
    };
    let settled = past.epochs() >= 10.0
        && last.train >= first.train * seen.bound(|h| h == Hint::LetsGo, 0.95, 0.8);
    (e.data.dataset == Dataset::Outliers && absolute && e.hidden().is_empty() && settled)
        .then(|| Advice::plain(Hint::LetsGo))
}
