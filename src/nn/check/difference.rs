//! The slope of a loss by one leaf of its tape, from the loss alone.

use crate::tape::{Node, Op, Tape};

/// Steps that are tried, each an eighth of the one before.
const ROUNDS: usize = 7;

/// The slopes of a loss at a place.
#[derive(Clone, Copy, Debug)]
pub(super) struct Found {
    /// Towards smaller values.
    pub left: f64,
    /// Towards larger values.
    pub right: f64,
    /// How far the leaf was moved.
    pub step: f64,
    /// How far the slopes may be off.
    pub error: f64,
    /// Whether the loss jumps.
    pub jumps: bool,
}

/// Moves one leaf of a tape, and puts it back at the end.
pub(super) struct Probe<'t> {
    tape: &'t mut Tape,
    leaf: Node,
    loss: Node,
    at: f64,
    /// What the leaf moves.
    over: Vec<Node>,
    /// What is asked by the branches among them.
    conditions: Vec<Node>,
}

/// One side's slope, and the value that the loss comes to there.
struct Side {
    slope: f64,
    limit: f64,
    step: f64,
}

impl<'t> Probe<'t> {
    pub(super) fn new(tape: &'t mut Tape, leaf: Node, loss: Node) -> Self {
        let over = tape.dependents(leaf);
        let branches = over.iter().filter(|&&node| tape.op(node) == Op::Below);
        let conditions = branches.map(|&node| tape.operands(node)[0]).collect();
        let at = tape.value(leaf);
        Self {
            tape,
            leaf,
            loss,
            at,
            over,
            conditions,
        }
    }

    /// The slopes: by a difference to both sides with a step that stays within all branches, where there is
    /// one; else from each side alone. Steps begin at `step`, and end where the error is well below `enough`.
    pub(super) fn find(&mut self, step: f64, enough: f64) -> Found {
        let here = self.loss_at(0.0);
        let branches = self.branches();
        let mut best: Option<Found> = None;
        let mut previous = None;
        for step in steps(step) {
            let Some((slope, coarse)) = self.central(step, &branches) else {
                continue;
            };
            // The next better formula tells how good this one is; so does the same one with another step.
            let change = |other: f64| (slope - other).abs();
            let off = previous.map_or(change(coarse), |p| change(p).min(change(coarse)));
            let error = off + noise(here, step);
            if best.is_none_or(|best| error < best.error) {
                best = Some(Found {
                    left: slope,
                    right: slope,
                    step,
                    error,
                    jumps: false,
                });
            }
            if error <= 0.125 * enough {
                break;
            }
            previous = Some(slope);
        }
        let found = best.unwrap_or_else(|| self.sides(step, here));
        self.loss_at(0.0);
        found
    }

    fn loss_at(&mut self, moved: f64) -> f64 {
        self.tape.set(self.leaf, self.at + moved);
        self.tape.forward_over(&self.over);
        self.tape.value(self.loss)
    }

    /// Which branches are taken now.
    fn branches(&self) -> Vec<bool> {
        let taken = |&condition: &Node| self.tape.value(condition) < 0.0;
        self.conditions.iter().map(taken).collect()
    }

    /// The loss at a place, if the branches there are these.
    fn within(&mut self, moved: f64, branches: &[bool]) -> Option<f64> {
        let loss = self.loss_at(moved);
        let taken = self
            .conditions
            .iter()
            .map(|&condition| self.tape.value(condition) < 0.0);
        taken.eq(branches.iter().copied()).then_some(loss)
    }

    /// The slope by differences of fourth and of second order, if no edge is in between.
    fn central(&mut self, h: f64, branches: &[bool]) -> Option<(f64, f64)> {
        let [far_left, left, right, far_right] =
            [-2.0, -1.0, 1.0, 2.0].map(|k| self.within(k * h, branches));
        let (near, far) = (right? - left?, far_right? - far_left?);
        Some(((8.0 * near - far) / (12.0 * h), near / (2.0 * h)))
    }

    /// The slopes on both sides of an edge.
    fn sides(&mut self, step: f64, here: f64) -> Found {
        let (left, right) = (self.side(-1.0, step), self.side(1.0, step));
        let step = left.step.min(right.step);
        let resolution = 1e-9 * here.abs().max(1.0);
        let jumps = [left.limit, right.limit]
            .iter()
            .any(|limit| (limit - here).abs() > resolution);
        // The formula of one side has weights that add up to eight times those of both.
        let error = 8.0 * noise(here, step) + 1e-9 * left.slope.abs().max(right.slope.abs());
        Found {
            left: left.slope,
            right: right.slope,
            step,
            error,
            jumps,
        }
    }

    /// One side's slope, by the polynomial through four places that lie within the same branches; where even
    /// the smallest step crosses others, by that.
    fn side(&mut self, sign: f64, step: f64) -> Side {
        let mut found = None;
        for step in steps(step).skip(1) {
            let first = self.loss_at(sign * step);
            let branches = self.branches();
            let others = [2.0, 3.0, 4.0].map(|k| self.within(sign * k * step, &branches));
            let within = others.iter().all(Option::is_some);
            if within || found.is_none() {
                let [second, third, fourth] =
                    [2.0, 3.0, 4.0].map(|k| self.loss_at(sign * k * step));
                let slope = (-26.0 * first + 57.0 * second - 42.0 * third + 11.0 * fourth) / 6.0;
                let limit = 4.0 * first - 6.0 * second + 4.0 * third - fourth;
                found = Some(Side {
                    slope: sign * slope / step,
                    limit,
                    step,
                });
            }
            if within {
                break;
            }
        }
        found.unwrap_or(Side {
            slope: f64::NAN,
            limit: f64::NAN,
            step,
        })
    }
}

fn steps(first: f64) -> impl Iterator<Item = f64> {
    std::iter::successors(Some(first), |step| Some(step / 8.0)).take(ROUNDS)
}

/// What a difference of losses of this size does not know, over the step.
fn noise(loss: f64, step: f64) -> f64 {
    16.0 * f64::EPSILON * loss.abs().max(f64::MIN_POSITIVE) / step
}
