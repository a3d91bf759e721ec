//! What goes wrong on the way, by what was measured: a rate too high or too low, batches too small,
//! over-fitting, weights that are held, gradients that vanish, units that are flat or silent, answers at chance
//! level, a loss that rests.

use std::sync::Arc;

use super::{
    Advice, Amiss, Hint, Past, Seen,
    amiss::Missed,
    choose,
    past::{LATELY, Then, mean, middle},
};
use crate::{
    lab::{
        edit::{Edit, Place},
        experiment::Experiment,
        flow::{Flow, LayerFlow},
        settings::Key,
        snapshot::size,
    },
    nn::{Activation, Initializer, Loss, Optimizer, Task, evaluate},
};

/// How values and gradients flow, asked for where something seems amiss.
type Flowing<'a> = &'a dyn Fn() -> Arc<Flow>;

/// What goes wrong first of all. What was said before stands with its numbers while it is still so, so that
/// the sentence can be read: they are measured anew when the run has come about twice as far. Not in line, so
/// that all this can come late.
#[inline(never)]
pub(super) fn diagnosis(seen: &Seen<'_>, past: &Past, flow: Flowing<'_>) -> Option<Advice> {
    let advice = first_of_all(seen, past, flow)?;
    let now = past.last().map_or(0.0, |then| then.epochs);
    let hint = match (seen.said, advice.hint) {
        (Some((Hint::Amiss(said), since)), Hint::Amiss(found))
            if found.is_still(&said) && (since..2.0 * since + 20.0).contains(&now) =>
        {
            Hint::Amiss(said)
        }
        (_, found) => found,
    };
    Some(Advice { hint, ..advice })
}

fn first_of_all(seen: &Seen<'_>, past: &Past, flow: Flowing<'_>) -> Option<Advice> {
    jitters(seen, past, flow)
        .or_else(|| rises(seen, past))
        .or_else(|| rate_too_high(seen, past))
        .or_else(|| over_fits(seen, past))
        .or_else(|| only_linear(seen, past))
        .or_else(|| held(seen, past))
        .or_else(|| vanishes(seen, past, flow))
        .or_else(|| saturated(seen, past, flow))
        .or_else(|| silent(seen, flow))
        .or_else(|| too_slow(seen, past))
        .or_else(|| chance(seen, past))
        .or_else(|| stuck(seen, past))
        .or_else(|| squares_fall(seen, past))
}

fn amiss(amiss: Amiss, remedies: Vec<Edit>) -> Advice {
    Advice {
        hint: Hint::Amiss(amiss),
        remedies,
    }
}

/// Whether what was said last is of a kind that is amiss.
fn says(seen: &Seen<'_>, is_it: fn(&Amiss) -> bool) -> bool {
    matches!(&seen.said, Some((Hint::Amiss(said), _)) if is_it(said))
}

/// The bound from which on something is said, and the looser one at which it still is.
fn bound(seen: &Seen<'_>, is_it: fn(&Amiss) -> bool, first: f64, then: f64) -> f64 {
    if says(seen, is_it) { then } else { first }
}

/// The least and the greatest training loss of some moments, in the order in which they came.
fn extent(moments: &[Then]) -> [f32; 2] {
    let by = |a: &&Then, b: &&Then| a.train.total_cmp(&b.train);
    let ends = [moments.iter().min_by(by), moments.iter().max_by(by)];
    ends.map(|then| then.map_or(0.0, |then| then.train as f32))
}

/// A loss that rises as much as it falls, by leaps, while most of the time something is wrong.
fn rate_too_high(seen: &Seen<'_>, past: &Past) -> Option<Advice> {
    let e = seen.experiment;
    let lately = past.lately(LATELY)?;
    if e.rule.is_local() || middle(lately, |m| m.score) >= 0.98 {
        return None;
    }
    let said = |amiss: &Amiss| matches!(amiss, Amiss::Jumps(_));
    let (leaps, share) = (bound(seen, said, 3.5, 1.0), bound(seen, said, 0.5, 0.2));
    // Once it is said, a loss that has risen and calms down there is no other complaint.
    let stays = says(seen, said) && past.has_risen();
    (past.jumps(share) >= leaps || stays)
        .then(|| amiss(Amiss::Jumps(extent(lately)), smaller_rate(e)))
}

/// A tenth of the learning rate, where that is allowed.
fn smaller_rate(e: &Experiment) -> Vec<Edit> {
    rate(e.learning_rate / 10.0).into_iter().collect()
}

/// A loss that is well above what it was at first without jumping, and no penalty that could have raised it.
fn rises(seen: &Seen<'_>, past: &Past) -> Option<Advice> {
    let e = seen.experiment;
    let penalised = e.l1 + e.l2 > 0.0 || e.dropout > 0.0;
    let said = |amiss: &Amiss| matches!(amiss, Amiss::Rises(_));
    let climbs = past.climbs() || past.jumps(0.2) < bound(seen, said, 0.5, 1.0);
    let known = past.lately(LATELY).is_some() && climbs;
    if e.rule.is_local() || penalised || !known {
        return None;
    }
    if past.rise() <= bound(seen, said, 1.1, 1.02) {
        return None;
    }
    let now = middle(past.latest(8), |then| then.train);
    let first = past.0.first()?.train;
    let numbers = [first, now].map(|loss| loss as f32);
    let finite = numbers.iter().all(|loss| loss.is_finite());
    finite.then(|| amiss(Amiss::Rises(numbers), smaller_rate(e)))
}

/// Batches of a few of many samples, at most.
const FEW: usize = 8;
/// A batch that suits most tasks.
const USUAL_BATCH: usize = 32;

/// A loss that goes up and down without getting on, by steps that are far more chance than slope.
fn jitters(seen: &Seen<'_>, past: &Past, flow: Flowing<'_>) -> Option<Advice> {
    let (e, samples) = (seen.experiment, seen.prepared.train.len());
    let lately = past.lately(LATELY)?;
    let few = e.batch_size <= FEW && e.batch_size * FEW <= samples;
    if e.rule.is_local() || !few || middle(lately, |m| m.score) >= 0.95 {
        return None;
    }
    let said = |amiss: &Amiss| matches!(amiss, Amiss::Jitters(..));
    if past.jumps(bound(seen, said, 0.7, 0.2)) < bound(seen, said, 0.8, 0.2) {
        return None;
    }
    let times = flow().noise / e.batch_size as f64;
    let batch = USUAL_BATCH.min(samples);
    let larger = Edit::Set(Key::BatchSize, batch.to_string());
    (times >= bound(seen, said, 5.0, 2.0)).then(|| {
        let found = Amiss::Jitters(e.batch_size, times.sqrt() as f32, extent(lately));
        amiss(found, [vec![larger], smaller_rate(e)].concat())
    })
}

/// The edit that sets a rate, written as people would; none that is not allowed.
fn rate(rate: f32) -> Option<Edit> {
    let text = format!("{rate:.1e}").parse::<f32>().ok()?.to_string();
    let mut e = Experiment::default();
    let allowed = Key::LearningRate.setting().set(&mut e, &text).is_ok();
    allowed.then_some(Edit::Set(Key::LearningRate, text))
}

/// Samples that are held back, at least, to say that the test loss rises.
const HELD_BACK: usize = 5;

/// A test loss that has long been least, while the training loss goes on falling.
fn over_fits(seen: &Seen<'_>, past: &Past) -> Option<Advice> {
    let (least, now) = (past.least_test_loss()?, past.last()?);
    let lately = past.latest(8);
    let (test, train) = (middle(lately, |m| m.test), middle(lately, |m| m.train));
    let said = |amiss: &Amiss| matches!(amiss, Amiss::Overfits(..));
    let rise = bound(seen, said, 1.2, 1.05);
    let fall = bound(seen, said, 0.9, 1.0);
    let over_fits = seen.prepared.test.len() >= HELD_BACK
        && test >= least.test * rise
        && test >= 1.3 * train
        && train < least.train * fall
        && now.epochs - least.epochs >= (past.epochs() / 10.0).max(5.0);
    let numbers = [least.test, test, train].map(|loss| loss as f32);
    over_fits.then(|| {
        let remedy = against_over_fitting(seen.experiment);
        let found = Amiss::Overfits(least.epochs as u64, numbers);
        amiss(found, remedy.into_iter().collect())
    })
}

/// More points where they can be had, else L2, else a stop in time.
fn against_over_fitting(e: &Experiment) -> Option<Edit> {
    const MORE: usize = 400;
    if e.data.dataset.is_generated() && !e.is_table() && e.data.points < MORE {
        return Some(Edit::Set(Key::Points, MORE.to_string()));
    }
    if e.l2 == 0.0 {
        return Some(Edit::Set(Key::L2, "0.003".into()));
    }
    e.patience
        .is_none()
        .then(|| Edit::Set(Key::Patience, "10".into()))
}

/// Numbers that a plane cannot meet, behind layers that are together one.
fn only_linear(seen: &Seen<'_>, past: &Past) -> Option<Advice> {
    let e = seen.experiment;
    let linear = e.layers.iter().all(|l| l.activation == Activation::Linear);
    let misses = past.last().is_some_and(|now| now.score < 0.9);
    let numbers = e.task() == Task::Regression && !e.hidden().is_empty();
    (numbers && linear && misses && past.epochs() >= 10.0).then(|| {
        let remedy = Edit::SetActivation(0, Activation::Tanh);
        Advice::with(Hint::OnlyLinear(true), remedy)
    })
}

/// L1 and L2 together from which on they may well be what keeps weights at 0.
const STRONG: f32 = 0.001;
/// A weight that is hardly one.
const TINY: f32 = 0.05;

/// A penalty that keeps the weights from what the loss asks for: both pull as much, against each other, and
/// the penalty has grown larger than the loss; or the weights are next to nothing.
fn held(seen: &Seen<'_>, past: &Past) -> Option<Advice> {
    let (e, snapshot) = (seen.experiment, seen.snapshot);
    let (of_loss, of_penalty) = (snapshot.gradient.of_loss(), snapshot.gradient.of_penalty()?);
    let score = past.last()?.score;
    if past.epochs() < 10.0 || score >= 0.9 {
        return None;
    }
    let network = &snapshot.network;
    let kernels = network
        .layers()
        .iter()
        .map(|l| &network.parameters()[l.kernel.clone()]);
    let largest = kernels.flatten().fold(0.0f32, |most, w| most.max(w.abs()));
    let [loss, penalty] = [of_loss, of_penalty].map(size);
    let product: f64 = of_loss
        .iter()
        .zip(of_penalty)
        .map(|(l, p)| f64::from(l * p))
        .sum();
    let said = |amiss: &Amiss| matches!(amiss, Amiss::Held(_));
    let against = product < -bound(seen, said, 0.5, 0.3) * loss * penalty;
    let outweighs = snapshot.penalty >= bound(seen, said, 1.0, 0.7) * past.last()?.train;
    let gone = largest < TINY && e.l1 + e.l2 > STRONG && is_at_chance(seen, past);
    (gone || against && outweighs).then(|| {
        let found = Amiss::Held([penalty as f32, loss as f32, largest]);
        amiss(found, vec![without_penalty(e)])
    })
}

/// The penalty that is the larger one goes.
fn without_penalty(e: &Experiment) -> Edit {
    let key = if e.l2 > e.l1 { Key::L2 } else { Key::L1 };
    Edit::Set(key, "0".into())
}

/// A network at chance level of whose gradient hardly anything reaches the first layers.
fn vanishes(seen: &Seen<'_>, past: &Past, flow: Flowing<'_>) -> Option<Advice> {
    let e = seen.experiment;
    let share = bound(
        seen,
        |amiss| matches!(amiss, Amiss::Vanishes(..)),
        1e-3,
        1e-2,
    );
    let held = e.l1 + e.l2 > STRONG;
    if e.hidden().len() < 2 || held || past.epochs() < 20.0 || !is_at_chance(seen, past) {
        return None;
    }
    // Steps that are too long drive units to where they are flat as well; then the loss jumps, or rises.
    if past.jumps(0.2) >= 1.0 || past.has_risen() || past.rise() > 1.02 {
        return None;
    }
    let snapshot = seen.snapshot;
    let sizes = snapshot.sizes(snapshot.gradient.of_loss());
    let learning = sizes.iter().zip(&e.layers).enumerate();
    let mut learning = learning.filter(|(_, (_, l))| l.trainable);
    let ((at, (&first, _)), (_, (&last, _))) = (learning.next()?, learning.next_back()?);
    let flat = e.hidden().iter().any(|l| l.activation.bounds().is_some());
    let remedy = if flat {
        Edit::SetHidden(Activation::Relu)
    } else {
        Edit::RemoveLayer(0)
    };
    let found = Amiss::Vanishes(at + 1, [first, last].map(|size| size as f32));
    let is_gone = first > 0.0 && first < share * last;
    // Units that are saturated are another reason.
    let is_deep = is_gone && flow().layers.iter().all(|layer| layer.saturated < 0.5);
    is_deep.then(|| amiss(found, vec![remedy]))
}

/// A hidden layer whose units are flat for nearly all points, while the answers are wrong.
fn saturated(seen: &Seen<'_>, past: &Past, flow: Flowing<'_>) -> Option<Advice> {
    let e = seen.experiment;
    let bounded = |a: Activation| a.bounds().is_some() && !a.is_step();
    let may = e.hidden().iter().any(|l| bounded(l.activation));
    let said = |amiss: &Amiss| matches!(amiss, Amiss::Saturated(..));
    let early = past.epochs() < bound(seen, said, 20.0, 10.0);
    if !may || early || mean(past.last_half(), |m| m.score) >= bound(seen, said, 0.9, 0.95) {
        return None;
    }
    // Where the loss gets on, or leaps, it is not this that keeps it.
    if past.falls_by() > bound(seen, said, 0.05, 0.2)
        || past.jumps(0.2) >= bound(seen, said, 0.5, 1.0)
        || past.has_risen()
    {
        return None;
    }
    let flow = flow();
    let layers = flow.layers.iter().take(e.hidden().len()).enumerate();
    // The layer of which it is said is the first to be looked at.
    let of = match seen.said {
        Some((Hint::Amiss(Amiss::Saturated(place, ..)), _)) => Some(place),
        _ => None,
    };
    let known = |at: usize| of == Some(Place::of(e, at));
    let share = |at: usize| if known(at) { 0.5 } else { 0.8 };
    let is_flat =
        |(at, l): &(usize, &LayerFlow)| bounded(l.activation) && l.saturated >= share(*at);
    let flat: Vec<_> = layers.filter(is_flat).collect();
    let said = flat.iter().find(|(at, _)| known(*at));
    let &(at, layer) = said.or(flat.first())?;
    let glorot = choose(Key::Initializer, Initializer::GlorotUniform);
    let large = e.initializer == Initializer::StandardNormal || e.initializer == Initializer::Ones;
    let other = Edit::NewWeights(e.seed.wrapping_add(1));
    let remedies = vec![
        if large { glorot } else { other },
        Edit::SetActivation(at, Activation::LeakyRelu),
    ];
    let found = Amiss::Saturated(Place::of(e, at), layer.activation, layer.saturated);
    Some(amiss(found, remedies))
}

/// Hidden ReLU units that answer 0 to every training point get no gradient any more.
fn silent(seen: &Seen<'_>, flow: Flowing<'_>) -> Option<Advice> {
    let (e, snapshot) = (seen.experiment, seen.snapshot);
    let relu = |at: &usize| e.layers[*at].activation == Activation::Relu;
    let silent = |at: usize| snapshot.silent.get(at).copied().unwrap_or_default();
    let layers = (0..e.hidden().len()).filter(relu);
    let count = layers.clone().map(silent).sum();
    let at = layers.into_iter().find(|at| silent(*at) > 0)?;
    let unit = snapshot.first_silent[at]?;
    let flow = flow();
    let known = flow.samples == seen.prepared.measured[0].len();
    let z = flow.layers.get(at).and_then(|layer| layer.units.get(unit));
    let z = z.map(|unit| unit.z[1]).filter(|z| known && *z <= 0.0);
    let found = Amiss::Silent(at + 1, unit + 1, z, count);
    let leaky = Edit::SetActivation(at, Activation::LeakyRelu);
    Some(amiss(found, vec![leaky]))
}

/// The score of always the same answer: the share of the most frequent class, or R² 0.
fn chance_level(seen: &Seen<'_>) -> f64 {
    let share = seen.prepared.facts.greatest_share();
    share.map_or(0.0, f64::from)
}

/// Whether the training samples have on the whole been decided as by always the same answer, for the
/// last half of what was measured.
fn is_at_chance(seen: &Seen<'_>, past: &Past) -> bool {
    let said = |amiss: &Amiss| {
        matches!(
            amiss,
            Amiss::Chance(..) | Amiss::Vanishes(..) | Amiss::Held(_) | Amiss::Slow(..)
        )
    };
    let level = chance_level(seen) + bound(seen, said, 0.02, 0.08);
    mean(past.last_half(), |m| m.score) <= level
}

/// Epochs after which a loss that falls evenly should have come somewhere.
const MANY: f64 = 40.0;

/// A loss that falls at every look, by about as much in the second half as in the first, and yet hardly: a
/// longer step would come further.
fn too_slow(seen: &Seen<'_>, past: &Past) -> Option<Advice> {
    let e = seen.experiment;
    let (first, last) = (past.0.first()?, past.last()?);
    let said = |amiss: &Amiss| matches!(amiss, Amiss::Slow(..));
    if e.rule.is_local() || past.epochs() < bound(seen, said, MANY, MANY / 2.0) {
        return None;
    }
    let half = past.last_half().first()?.train;
    let (fall, later) = (first.train - last.train, half - last.train);
    let evenly = later >= bound(seen, said, 0.35, 0.2) * fall && past.falls();
    let hardly = fall > 0.0 && fall < bound(seen, said, 0.05, 0.15) * first.train;
    if !evenly || !hardly || last.score >= 0.9 || rate(e.learning_rate * 10.0).is_none() {
        return None;
    }
    if !says(seen, said) && !comes_further(seen) {
        return None;
    }
    let numbers = [first.train, last.train].map(|loss| loss as f32);
    let remedies = rate(e.learning_rate * 10.0).into_iter().collect();
    Some(amiss(Amiss::Slow(numbers, past.epochs() as u64), remedies))
}

/// Whether an update ten times as long as those that are made lowers the loss.
fn comes_further(seen: &Seen<'_>) -> bool {
    let (e, snapshot, samples) = (seen.experiment, seen.snapshot, &seen.prepared.measured[0]);
    let mut network = snapshot.network.clone();
    let slope = snapshot.gradient.whole();
    let plain = e.optimizer.same_kind(Optimizer::default());
    // Optimizers that give each weight a rate of its own move all by about the rate.
    let step = |slope: f32| if plain { slope } else { sign(slope) };
    for (weight, slope) in network.parameters_mut().iter_mut().zip(slope) {
        *weight -= 10.0 * e.learning_rate * step(*slope);
    }
    let there = evaluate(&network, e.loss, seen.prepared.task, samples);
    let (Some(here), Some(there)) = (snapshot.train, there) else {
        return false;
    };
    there.loss < here.loss
}

fn sign(value: f32) -> f32 {
    if value == 0.0 { 0.0 } else { value.signum() }
}

/// A network that for long has been no better than always the same answer, and comes no nearer.
fn chance(seen: &Seen<'_>, past: &Past) -> Option<Advice> {
    let said = |amiss: &Amiss| matches!(amiss, Amiss::Chance(..));
    let epochs = bound(seen, said, MANY, 20.0);
    let half = past.last_half();
    let (earlier, later) = half.split_at(half.len() / 2);
    let (before, after) = (mean(earlier, |m| m.train), mean(later, |m| m.train));
    let falls = before - after > before * bound(seen, said, 0.01, 0.03);
    if past.epochs() < epochs || earlier.is_empty() || falls || !is_at_chance(seen, past) {
        return None;
    }
    let share = seen.prepared.facts.greatest_share();
    let share = share.map(|share| (100.0 * share).round() as u8);
    let found = Amiss::Chance(share, after as f32);
    Some(amiss(found, vec![out_of_chance(seen)]))
}

/// What keeps the weights from learning goes first, then all that differs from the network with which
/// the data are met, then the initial weights.
fn out_of_chance(seen: &Seen<'_>) -> Edit {
    let e = seen.experiment;
    if e.l1 + e.l2 > STRONG {
        return without_penalty(e);
    }
    if e.dropout > 0.5 {
        return Edit::Set(Key::Dropout, "0".into());
    }
    if e.is_preset() {
        Edit::NewWeights(e.seed.wrapping_add(1))
    } else {
        Edit::UsePreset
    }
}

/// A network with hidden units whose loss has come to rest where the gradient is next to nothing, while more
/// than a tenth is wrong.
fn stuck(seen: &Seen<'_>, past: &Past) -> Option<Advice> {
    let (e, snapshot) = (seen.experiment, seen.snapshot);
    let said = |amiss: &Amiss| matches!(amiss, Amiss::Stuck(..));
    let half = past.last_half();
    let (from, last) = (half.first()?, past.last()?);
    let long = past.epochs() >= bound(seen, said, 100.0, 60.0);
    let rests = past.falls_by().abs() < bound(seen, said, 0.01, 0.05)
        && past.jumps(0.2) < bound(seen, said, 0.5, 1.0);
    if e.rule.is_local() || e.hidden().is_empty() || !long || !rests {
        return None;
    }
    let best = half.iter().fold(0.0f64, |most, then| most.max(then.score));
    if best > bound(seen, said, 0.9, 0.97) {
        return None;
    }
    let gradient = size(snapshot.gradient.whole());
    let weights = size(snapshot.network.parameters());
    // To move all weights by their own size would change the loss by this, were it as steep all the way.
    if gradient * weights > bound(seen, said, 0.1, 10.0) * last.train {
        return None;
    }
    let numbers = [last.train, gradient].map(|number| number as f32);
    let missed = if e.task() == Task::Regression {
        Missed::Numbers(best as f32)
    } else {
        let of = seen.prepared.measured[0].len();
        Missed::Wrong(of - (best * of as f64).round() as usize, of)
    };
    let found = Amiss::Stuck(numbers, (last.epochs - from.epochs) as u64, missed);
    Some(amiss(found, ways_out(e)))
}

/// Other initial weights, and one more unit in the last hidden layer.
fn ways_out(e: &Experiment) -> Vec<Edit> {
    let at = e.hidden().len() - 1;
    let units = e.layers[at].units + 1;
    let more = (units as f64 <= e.units().high).then_some(Edit::SetUnits(at, units));
    let mut ways = vec![Edit::NewWeights(e.seed.wrapping_add(1))];
    ways.extend(more);
    ways
}

/// R² that falls while a loss does that counts no squares.
fn squares_fall(seen: &Seen<'_>, past: &Past) -> Option<Advice> {
    let e = seen.experiment;
    let squared = e.loss.same_kind(Loss::MeanSquaredError);
    if e.task() != Task::Regression || squared {
        return None;
    }
    let (best, lately) = (past.best_score()?, past.lately(8)?);
    let (score, loss) = (middle(lately, |m| m.score), middle(lately, |m| m.train));
    let fall = bound(
        seen,
        |amiss| matches!(amiss, Amiss::SquaresFall(_)),
        0.02,
        0.01,
    );
    let falls = best.score - score >= fall && loss <= best.train;
    let numbers = [best.score, score].map(|r2| r2 as f32);
    falls.then(|| amiss(Amiss::SquaresFall(numbers), Vec::new()))
}
