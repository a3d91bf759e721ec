//! What goes wrong on the way, by what was measured: a rate too high, over-fitting, gradients that
//! vanish, units that are silent, answers at chance level.

use super::{
    Advice, Hint, Past, Seen,
    past::{LATELY, mean, middle},
};
use crate::{
    lab::{edit::Edit, experiment::Experiment, settings::Key},
    nn::{Activation, LearningRule, Loss, Task},
};

/// What goes wrong first of all.
pub(super) fn diagnosis(seen: &Seen<'_>, past: &Past) -> Option<Advice> {
    rate_too_high(seen, past)
        .or_else(|| over_fits(seen, past))
        .or_else(|| only_linear(seen, past))
        .or_else(|| vanishes(seen, past))
        .or_else(|| silent(seen))
        .or_else(|| chance(seen, past))
        .or_else(|| squares_fall(seen, past))
}

/// A loss that rises as much as it falls, by leaps, while most of the time something is wrong.
fn rate_too_high(seen: &Seen<'_>, past: &Past) -> Option<Advice> {
    let e = seen.experiment;
    if e.rule == LearningRule::Perceptron || middle(past.lately(LATELY)?, |m| m.score) >= 0.98 {
        return None;
    }
    let said = |hint| hint == Hint::Jumps;
    let (leaps, share) = (seen.bound(said, 3.5, 1.0), seen.bound(said, 0.5, 0.2));
    let smaller = rate(e.learning_rate / 10.0);
    (past.jumps(share) >= leaps).then(|| Advice {
        hint: Hint::Jumps,
        remedy: smaller,
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
    let said = |hint| matches!(hint, Hint::Overfits(_));
    let rise = seen.bound(said, 1.2, 1.05);
    let fall = seen.bound(said, 0.9, 1.0);
    let over_fits = seen.prepared.test.len() >= HELD_BACK
        && test >= least.test * rise
        && test >= 1.3 * train
        && train < least.train * fall
        && now.epochs - least.epochs >= (past.epochs() / 10.0).max(5.0);
    over_fits.then(|| Advice {
        hint: Hint::Overfits(least.epochs as u64),
        remedy: against_over_fitting(seen.experiment),
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

/// A network at chance level of whose gradient hardly anything reaches the first layers.
fn vanishes(seen: &Seen<'_>, past: &Past) -> Option<Advice> {
    let e = seen.experiment;
    let share = seen.bound(|hint| hint == Hint::Vanishes, 1e-3, 1e-2);
    let held = e.l1 + e.l2 > STRONG;
    if e.hidden().len() < 2 || held || past.epochs() < 20.0 || !is_at_chance(seen, past) {
        return None;
    }
    // Steps that are too long drive units to where they are flat as well; then the loss jumps, or rises.
    if past.jumps(0.2) >= 1.0 || past.has_risen() {
        return None;
    }
    let snapshot = seen.snapshot;
    let sizes = snapshot.sizes(snapshot.gradient.of_loss());
    let mut learning = sizes.iter().zip(&e.layers).filter(|(_, l)| l.trainable);
    let (first, last) = (*learning.next()?.0, *learning.next_back()?.0);
    let flat = e.hidden().iter().any(|l| l.activation.bounds().is_some());
    let remedy = if flat {
        Edit::SetHidden(Activation::Relu)
    } else {
        Edit::RemoveLayer(0)
    };
    (first > 0.0 && first < share * last).then(|| Advice::with(Hint::Vanishes, remedy))
}

/// Hidden ReLU units that answer 0 to every training point get no gradient any more.
fn silent(seen: &Seen<'_>) -> Option<Advice> {
    let e = seen.experiment;
    let layers = e.hidden().iter().zip(&seen.snapshot.silent);
    let mut layers = layers
        .enumerate()
        .filter(|(_, (l, silent))| l.activation == Activation::Relu && **silent > 0);
    let (first, (_, count)) = layers.next()?;
    let count = count + layers.map(|(_, (_, silent))| silent).sum::<usize>();
    let remedy = Edit::SetActivation(first, Activation::LeakyRelu);
    Some(Advice::with(Hint::Silent(count), remedy))
}

/// The score of always the same answer: the share of the most frequent class, or R² 0.
fn chance_level(seen: &Seen<'_>) -> f64 {
    let share = seen.prepared.facts.greatest_share();
    share.map_or(0.0, f64::from)
}

/// Whether the training samples have on the whole been decided as by always the same answer, for the
/// last half of what was measured.
fn is_at_chance(seen: &Seen<'_>, past: &Past) -> bool {
    let said = |hint| matches!(hint, Hint::Chance(_) | Hint::Vanishes);
    let level = chance_level(seen) + seen.bound(said, 0.02, 0.08);
    mean(past.last_half(), |m| m.score) <= level
}

/// A network that for long has been no better than always the same answer, and comes no nearer.
fn chance(seen: &Seen<'_>, past: &Past) -> Option<Advice> {
    let said = |hint| matches!(hint, Hint::Chance(_));
    let epochs = seen.bound(said, 40.0, 20.0);
    let half = past.last_half();
    let (earlier, later) = half.split_at(half.len() / 2);
    let (before, after) = (mean(earlier, |m| m.train), mean(later, |m| m.train));
    let falls = before - after > before * seen.bound(said, 0.01, 0.03);
    if past.epochs() < epochs || earlier.is_empty() || falls || !is_at_chance(seen, past) {
        return None;
    }
    let share = seen.prepared.facts.greatest_share();
    let share = share.map(|share| (100.0 * share).round() as u8);
    Some(Advice::with(Hint::Chance(share), out_of_chance(seen)))
}

/// What keeps the weights from learning goes first, then all that differs from the network with which
/// the data are met, then the initial weights.
fn out_of_chance(seen: &Seen<'_>) -> Edit {
    let e = seen.experiment;
    if e.l1 + e.l2 > STRONG {
        let key = if e.l2 > e.l1 { Key::L2 } else { Key::L1 };
        return Edit::Set(key, "0".into());
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

/// R² that falls while a loss does that counts no squares.
fn squares_fall(seen: &Seen<'_>, past: &Past) -> Option<Advice> {
    let e = seen.experiment;
    let squared = e.loss.same_kind(Loss::MeanSquaredError);
    if e.task() != Task::Regression || squared {
        return None;
    }
    let (best, lately) = (past.best_score()?, past.lately(8)?);
    let (score, loss) = (middle(lately, |m| m.score), middle(lately, |m| m.train));
    let fall = seen.bound(|hint| hint == Hint::SquaresFall, 0.02, 0.01);
    let falls = best.score - score >= fall && loss <= best.train;
    falls.then(|| Advice::plain(Hint::SquaresFall))
}
