//! What can be taken back, and made again.

use super::{action::Tune, history::History, notice::Undone};
use crate::lab::{Edit, Experiment, Moment};

/// Everything that an action changes and that is brought back when it is undone.
#[derive(Clone, Debug, PartialEq)]
pub struct Past {
    /// The experiment at the moment on the screen.
    pub experiment: Experiment,
    /// The run until then.
    pub history: History,
    /// The moment on the screen.
    pub moment: Moment,
    /// Whether anything was trained.
    pub begun: bool,
    /// What was done then.
    pub done: Undone,
}

/// Steps back and steps forward.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Undo {
    back: Vec<Past>,
    forward: Vec<Past>,
    /// The last edit and when it came, in milliseconds.
    last: Option<(Edit, f64)>,
    /// The parameters that were changed by hand last, and when.
    tuned: Option<(Vec<usize>, f64)>,
}

/// Steps back that are kept, at most.
const STEPS: usize = 100;
/// Bytes that the runs behind them may take together.
const BUDGET: usize = 32 << 20;
/// Edits of one kind that follow each other within so many milliseconds are one step.
const ONE_STEP: f64 = 1000.0;

impl Undo {
    /// Whether there is a step back.
    #[must_use]
    pub fn can_undo(&self) -> bool {
        !self.back.is_empty()
    }

    /// Whether there is a step forward.
    #[must_use]
    pub fn can_redo(&self) -> bool {
        !self.forward.is_empty()
    }

    /// Whether an edit at `now` milliseconds belongs to the step before it.
    pub fn joins(&mut self, edit: &Edit, now: f64) -> bool {
        self.tuned = None;
        let before = self.last.replace((edit.clone(), now));
        self.can_undo()
            && before.is_some_and(|(last, at)| edit.continues(&last) && now - at < ONE_STEP)
    }

    /// Whether a change of parameters at `now` milliseconds belongs to the step before it: it goes on with
    /// the same ones, or comes soon after.
    pub fn tunes_on(&mut self, tune: &Tune, now: f64) -> bool {
        self.last = None;
        let parameters = tune.changes.iter().map(|(at, _)| *at).collect();
        let before = self.tuned.replace((parameters, now));
        let goes_on = |(last, at): (Vec<usize>, f64)| {
            let same = tune.changes.iter().map(|(at, _)| at).eq(&last);
            same && (tune.goes_on || now - at < ONE_STEP)
        };
        self.can_undo() && before.is_some_and(goes_on)
    }

    /// Makes the next edit a step of its own.
    pub fn part(&mut self) {
        (self.last, self.tuned) = (None, None);
    }

    /// Keeps what was before an action; what was undone before cannot be made again any more.
    pub fn keep(&mut self, past: Past) {
        self.forward.clear();
        self.back.push(past);
        if self.back.len() > STEPS {
            self.back.remove(0);
        }
        self.hold();
    }

    /// Gives up moments of the runs that are kept, those furthest from now first, until they take no
    /// more than there is room for. From its start each can still be repeated.
    fn hold(&mut self) {
        let all = || self.forward.iter().chain(&self.back);
        let mut total = all().map(|past| past.history.bytes()).sum::<usize>();
        for past in self.forward.iter_mut().chain(&mut self.back) {
            let over = total.saturating_sub(BUDGET);
            if over == 0 {
                return;
            }
            let before = past.history.bytes();
            past.history.hold(before.saturating_sub(over));
            total -= before - past.history.bytes();
        }
    }

    /// Goes a step back from `now`.
    pub fn back(&mut self, now: impl FnOnce(Undone) -> Past) -> Option<Past> {
        self.part();
        let past = self.back.pop()?;
        self.forward.push(now(past.done.clone()));
        self.hold();
        Some(past)
    }

    /// Goes a step forward from `now`.
    pub fn forward(&mut self, now: impl FnOnce(Undone) -> Past) -> Option<Past> {
        self.part();
        let next = self.forward.pop()?;
        self.back.push(now(next.done.clone()));
        self.hold();
        Some(next)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        engine::Kept,
        lab::{Experiment, Prepared, Recipe},
        nn::{Activation, Checkpoint, LayerSpec, Trainer},
    };

    /// A moment of a network of thousands of weights.
    fn checkpoint() -> (Recipe, Checkpoint) {
        let mut experiment = Experiment::default();
        let hidden = vec![LayerSpec::new(32, Activation::Tanh); 8];
        experiment.layers.splice(..2, hidden);
        let trainer = Trainer::new(
            experiment.network(),
            Prepared::new(&experiment).train.clone(),
            experiment.settings(),
        );
        (experiment.into(), trainer.checkpoint())
    }

    /// A run of so many moments.
    fn history((recipe, checkpoint): &(Recipe, Checkpoint), moments: u64) -> History {
        let mut history = History::from(recipe.clone());
        for epoch in 0..moments {
            let at = Moment { epoch, position: 0 };
            let kept = Kept {
                at,
                events: 0,
                checkpoint: checkpoint.clone(),
            };
            history.keep(kept, 280);
            history.now_mut().tip = at;
        }
        history
    }

    fn past(history: &History, done: Undone) -> Past {
        Past {
            experiment: history.now().recipe.experiment.clone(),
            history: history.clone(),
            moment: history.now().tip,
            begun: true,
            done,
        }
    }

    fn bytes(undo: &Undo) -> usize {
        let all = undo.back.iter().chain(&undo.forward);
        all.map(|past| past.history.bytes()).sum()
    }

    #[test]
    fn many_large_runs_take_no_more_than_there_is_room_for() {
        let history = history(&checkpoint(), 400);
        assert!((8 << 20..BUDGET).contains(&history.bytes()));
        let mut undo = Undo::default();
        for step in 0..2 * STEPS {
            undo.keep(past(&history, Undone::Reset));
            assert!(bytes(&undo) <= BUDGET, "{} after {step}", bytes(&undo));
        }
        assert_eq!(undo.back.len(), STEPS);
        // The oldest have given up their moments, the newest are whole.
        assert_eq!(undo.back[0].history.bytes(), 0);
        assert_eq!(undo.back[STEPS - 1].history, history);
        // And every one can still be repeated.
        let repeats = |past: &Past| {
            let now = past.history.now();
            (now.recipe == history.now().recipe) && past.moment == now.tip
        };
        assert!(undo.back.iter().all(repeats));
    }

    /// Whoever undoes, trains for long and undoes again leaves large runs on the other side.
    #[test]
    fn runs_that_were_undone_count_as_well() {
        let checkpoint = checkpoint();
        let (small, large) = (history(&checkpoint, 1), history(&checkpoint, 700));
        let mut undo = Undo::default();
        for _ in 0..20 {
            undo.keep(past(&small, Undone::Reset));
        }
        for _ in 0..20 {
            undo.back(|done| past(&large, done)).unwrap();
            assert!(bytes(&undo) <= BUDGET, "{}", bytes(&undo));
        }
        for _ in 0..20 {
            undo.forward(|done| past(&large, done)).unwrap();
            assert!(bytes(&undo) <= BUDGET, "{}", bytes(&undo));
        }
        assert!(!undo.can_redo());
    }

    #[test]
    fn only_so_many_steps_are_kept() {
        let history = History::default();
        let mut undo = Undo::default();
        for seed in 0..STEPS as u32 + 50 {
            undo.keep(past(&history, Undone::Edit(Edit::NewWeights(seed))));
        }
        let mut seen = Vec::new();
        while let Some(past) = undo.back(|done| past(&history, done)) {
            let Undone::Edit(Edit::NewWeights(seed)) = past.done else {
                panic!("{:?}", past.done);
            };
            seen.push(seed);
        }
        assert_eq!(seen, (50..150).rev().collect::<Vec<_>>());
    }
}
