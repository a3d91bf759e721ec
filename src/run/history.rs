//! The past of a run, in bounded memory: the branch at hand, and those that were left.

use std::sync::Arc;

use super::branch::Branch;
use crate::{
    engine::Kept,
    lab::{Moment, Recipe},
};

/// Bytes that the moments of a run may take.
pub const BUDGET: usize = 24 << 20;
/// Branches that were left and are kept, at most.
const LEFT: usize = 7;

/// The branch at hand, and those that were left, the latest last.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct History {
    now: Arc<Branch>,
    left: Vec<Arc<Branch>>,
}

impl From<Branch> for History {
    fn from(branch: Branch) -> Self {
        Self {
            now: Arc::new(branch),
            left: Vec::new(),
        }
    }
}

impl From<Recipe> for History {
    fn from(recipe: Recipe) -> Self {
        Branch::new(recipe).into()
    }
}

impl History {
    /// The branch at hand.
    #[must_use]
    pub fn now(&self) -> &Branch {
        &self.now
    }

    /// The branch at hand, to be gone on with.
    pub fn now_mut(&mut self) -> &mut Branch {
        Arc::make_mut(&mut self.now)
    }

    /// The branches that were left, the latest last.
    #[must_use]
    pub fn left(&self) -> &[Arc<Branch>] {
        &self.left
    }

    /// Keeps a moment of the branch at hand, and gives up others where there is no more room.
    pub fn keep(&mut self, kept: Kept, samples: usize) {
        self.now_mut().keep(kept, samples);
        self.give_up(BUDGET, true);
    }

    /// Goes on from a moment of the branch at hand, which is kept beside as one that was left.
    pub fn branch_off(&mut self, at: Moment, samples: usize) {
        let branch = Arc::new(self.now.branch(at, samples));
        let left = std::mem::replace(&mut self.now, branch);
        self.leave(left);
    }

    /// Goes back to a branch that was left; says whether there is one of that number.
    pub fn go_back_to(&mut self, left: usize) -> bool {
        if left >= self.left.len() {
            return false;
        }
        let branch = self.left.remove(left);
        let now = std::mem::replace(&mut self.now, branch);
        self.leave(now);
        true
    }

    fn leave(&mut self, branch: Arc<Branch>) {
        self.left.push(branch);
        if self.left.len() > LEFT {
            self.left.remove(0);
        }
    }

    /// Bytes of all moments; those that branches share are counted once for each.
    #[must_use]
    pub fn bytes(&self) -> usize {
        let left = self.left.iter().map(|branch| branch.bytes());
        left.sum::<usize>() + self.now.bytes()
    }

    /// Gives up moments, evenly, until the others take no more than so many bytes.
    pub fn hold(&mut self, budget: usize) {
        self.give_up(budget, false);
    }

    /// The same; with `newest` the newest of the branch at hand stays, however large it is: the run goes on from it.
    fn give_up(&mut self, budget: usize, newest: bool) {
        while self.bytes() > budget {
            let now = (!newest || self.now.kept().len() > 1).then_some(&mut self.now);
            let largest = self.left.iter_mut().chain(now);
            let largest = largest.max_by_key(|branch| branch.bytes());
            let Some(branch) = largest.filter(|branch| branch.bytes() > 0) else {
                return;
            };
            let branch = Arc::make_mut(branch);
            if !branch.thin() {
                branch.forget();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nn::Trainer;

    /// A branch that is kept after each of so many samples.
    fn history(moments: usize) -> (History, usize) {
        let experiment = crate::lab::Experiment::default();
        let trainer = Trainer::new(
            experiment.network(),
            crate::lab::Prepared::new(&experiment).train,
            experiment.settings(),
        );
        let checkpoint = trainer.checkpoint();
        let bytes = checkpoint.size() + size_of::<Kept>();
        let mut history = History::from(Recipe::from(experiment));
        for position in 0..moments {
            let at = Moment { epoch: 0, position };
            let checkpoint = checkpoint.clone();
            let kept = Kept {
                at,
                events: 0,
                checkpoint,
            };
            history.keep(kept, 1000);
            history.now_mut().tip = at;
        }
        (history, bytes)
    }

    fn positions(branch: &Branch) -> Vec<usize> {
        branch.kept().iter().map(|kept| kept.at.position).collect()
    }

    #[test]
    fn moments_are_given_up_evenly_and_the_newest_stays() {
        let (mut history, bytes) = history(33);
        history.hold(bytes * 17);
        assert_eq!(
            positions(history.now()),
            (0..33).step_by(2).collect::<Vec<_>>()
        );
        history.hold(bytes * 16);
        assert_eq!(
            positions(history.now()),
            (0..33).step_by(4).collect::<Vec<_>>()
        );
        assert!(history.bytes() <= bytes * 16);
        history.hold(0);
        assert_eq!(history.bytes(), 0);
    }

    #[test]
    fn the_moment_before_another_is_found() {
        let (mut history, bytes) = history(33);
        history.hold(bytes * 10);
        let at = |position| Moment { epoch: 0, position };
        let before = |position| history.now().before(at(position)).unwrap().at;
        assert_eq!(before(0), at(0));
        assert_eq!(before(7), at(4));
        assert_eq!(before(40), at(32));
    }

    #[test]
    fn a_branch_leaves_the_former_one_whole() {
        let (mut history, _) = history(9);
        let at = Moment {
            epoch: 0,
            position: 4,
        };
        let former = history.now().clone();
        history.branch_off(at, 1000);
        assert_eq!(positions(history.now()), [0, 1, 2, 3, 4]);
        assert_eq!((history.now().tip, history.now().from), (at, Some(at)));
        assert_eq!(*history.left()[0], former);
        assert!(history.go_back_to(0) && !history.go_back_to(5));
        assert_eq!(*history.now(), former);
        assert_eq!(history.left().len(), 1);
    }

    #[test]
    fn only_so_many_branches_are_kept() {
        let (mut history, _) = history(3);
        for _ in 0..20 {
            history.branch_off(Moment::START, 1000);
        }
        assert_eq!(history.left().len(), LEFT);
    }

    /// One moment of a network of eight layers of 512 units is larger than all that there is room for.
    #[test]
    fn the_newest_moment_of_the_branch_at_hand_stays_however_large_it_is() {
        let (mut history, bytes) = history(9);
        for left in 0..3 {
            history.branch_off(
                Moment {
                    epoch: 0,
                    position: 6 - left,
                },
                1000,
            );
        }
        for room in [bytes / 2, bytes, bytes * 3 / 2] {
            history.give_up(room, true);
            let tip = history.now().kept().last().map(|kept| kept.at);
            assert_eq!(tip.map(|at| at.position), Some(4), "{room}");
            assert!(history.bytes() <= room.max(bytes));
        }
        history.hold(bytes / 2);
        assert_eq!(history.bytes(), 0);
    }
}
