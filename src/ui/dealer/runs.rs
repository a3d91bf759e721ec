//! The runs of a tuner's search, one by one. What is tried does not depend on which comes first (`lab::tuner`).

use super::Table;
use crate::{
    engine::{Data, Job, Plan, TrialRun, job::Done},
    lab::{
        Prepared,
        lottery::Outcome,
        tuner::{Next, Search, Tuner},
    },
};

/// A search with its data.
pub struct Runs {
    search: Search,
    data: Data,
    is_over: bool,
}

impl Runs {
    /// A search on these data of which nothing is trained yet.
    pub fn new(tuner: Tuner, prepared: &Prepared) -> Self {
        Self {
            search: Search::new(tuner),
            data: Data::from(prepared),
            is_over: false,
        }
    }

    /// The search as far as it has come.
    pub fn search(&self) -> &Search {
        &self.search
    }

    fn run(&self, (trial, run): (u32, u32)) -> TrialRun {
        let task = self.search.task(trial, run);
        let objective = self.search.tuner.objective;
        TrialRun {
            of: [trial, run],
            data: self.data.clone(),
            fold: task.fold,
            held_back: objective.is_of_validation(),
            accuracy: objective.is_accuracy(),
            plan: Plan::from(&task.experiment),
            from: task.from,
            epochs: task.epochs,
            goes_on: task.goes_on,
        }
    }
}

impl Table for Runs {
    /// A run, or the question where to look next.
    type Held = Option<(u32, u32)>;
    type News = ();

    fn next(
        &mut self,
        _: usize,
        held: &[&Self::Held],
    ) -> Result<Option<(Self::Held, Job)>, String> {
        let left = if held.is_empty() {
            match self.search.step() {
                Next::Train(left) => left,
                Next::Ask(ask) => return Ok(Some((None, Job::Propose(ask)))),
                Next::Over => {
                    self.is_over = true;
                    return Ok(None);
                }
            }
        } else {
            self.search.left()
        };
        let is_free = |of: &(u32, u32)| held.iter().all(|held| **held != Some(*of));
        // While it is asked where to look next nothing is left.
        let free = left.into_iter().find(is_free);
        Ok(free.map(|of| (Some(of), Job::Trial(Box::new(self.run(of))))))
    }

    fn come(&mut self, _: &mut Self::Held, _: Vec<Outcome>) {}

    fn done(&mut self, _: Self::Held, done: Done) {
        match done {
            Done::Tried(trained) => self.search.tell(*trained),
            Done::Proposed(points) => self.search.propose(&points),
            _ => {}
        }
    }

    /// A search knows what of it has not come.
    fn take_back(&mut self, _: Self::Held) {}

    fn is_over(&self) -> bool {
        self.is_over
    }
}
