//! What can be taken back, and made again.

use super::{history::History, notice::Undone};
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
}

/// Steps back that are kept, at most.
const STEPS: usize = 100;
/// Bytes that the runs behind them may take together.
const BUDGET: usize = 64 << 20;
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
        let before = self.last.replace((edit.clone(), now));
        self.can_undo()
            && before.is_some_and(|(last, at)| edit.continues(&last) && now - at < ONE_STEP)
    }

    /// Makes the next edit a step of its own.
    pub fn part(&mut self) {
        self.last = None;
    }

    /// Keeps what was before an action; what was undone before cannot be made again any more.
    pub fn keep(&mut self, past: Past) {
        self.forward.clear();
        self.back.push(past);
        if self.back.len() > STEPS {
            self.back.remove(0);
        }
        hold(&mut self.back, BUDGET);
    }

    /// Goes a step back from `now`.
    pub fn back(&mut self, now: impl FnOnce(Undone) -> Past) -> Option<Past> {
        self.part();
        let past = self.back.pop()?;
        self.forward.push(now(past.done.clone()));
        Some(past)
    }

    /// Goes a step forward from `now`.
    pub fn forward(&mut self, now: impl FnOnce(Undone) -> Past) -> Option<Past> {
        self.part();
        let next = self.forward.pop()?;
        self.back.push(now(next.done.clone()));
        Some(next)
    }
}

/// Gives up moments of the runs, the oldest first, until they take no more than so many bytes. From
/// its start each can still be repeated.
fn hold(past: &mut [Past], budget: usize) {
    let total = |past: &[Past]| past.iter().map(|p| p.history.bytes()).sum::<usize>();
    for at in 0..past.len() {
        let over = total(past).saturating_sub(budget);
        if over == 0 {
            return;
        }
        let history = &mut past[at].history;
        history.hold(history.bytes().saturating_sub(over));
    }
}
