//! The point of the hull of all z that is nearest to 0.
//!
//! With a 1 above each scaled point, that is least squares with weights that are not negative: the mix Au that
//! comes nearest to e₁ = (1, 0, …, 0) (C. L. Lawson & R. J. Hanson, *Solving Least Squares Problems*, 1974,
//! chapter 23). What is left, ρ = e₁ − Au, says all: is it 0, then Σuz = 0 with Σu = 1. Is it not, then its
//! part below the 1, −Σuz, has a negative product with every z. No more than one point more than there
//! are numbers in a point is ever mixed.

use super::{
    basis::{Basis, length},
    double::Double,
    mix::Mix,
    points::Points,
    proof::{Separation, prove},
};
use crate::meter::Meter;

/// A search, which can be cut into portions.
#[derive(Clone, Debug)]
pub struct Search {
    points: Points,
    /// The samples that are mixed, and how much of each.
    mixed: Vec<usize>,
    amounts: Vec<Double>,
    columns: Vec<Vec<f64>>,
    basis: Basis,
    /// Samples that would not be mixed in, though it seemed so: rounding.
    refused: Vec<usize>,
    /// e₁ − Au.
    rest: Vec<f64>,
    scan: Scan,
    rounds: usize,
    is_done: bool,
}

/// How far the samples were looked through for the one that brings the mix nearer most.
#[derive(Clone, Copy, Debug, Default)]
struct Scan {
    next: usize,
    best: Option<(usize, f64)>,
}

/// What is left, where it is no more than rounding leaves.
const NOTHING: f64 = 1e-15;
/// How often an answer is made more exact.
const REFINEMENTS: usize = 4;

impl Search {
    /// Begins.
    #[must_use]
    pub fn new(points: Points) -> Self {
        let mut rest = vec![0.0; points.dimensions() + 1];
        rest[0] = 1.0;
        Self {
            points,
            mixed: Vec::new(),
            amounts: Vec::new(),
            columns: Vec::new(),
            basis: Basis::default(),
            refused: Vec::new(),
            rest,
            scan: Scan::default(),
            rounds: 0,
            is_done: false,
        }
    }

    /// Goes on while `go_on` says so, which is asked every some tenths of a millisecond; what was found once
    /// it is at its end.
    pub fn advance_while(&mut self, go_on: &mut dyn FnMut() -> bool) -> Option<Separation> {
        let mut meter = Meter::new(go_on);
        while !self.is_done {
            if !self.look_through(&mut meter) {
                return None;
            }
            let best = std::mem::take(&mut self.scan).best;
            match best {
                Some((sample, _)) if self.rounds < self.most_rounds() => {
                    self.rounds += 1;
                    self.mix_in(sample, &mut meter);
                }
                _ => self.is_done = true,
            }
            self.is_done |= length(&self.rest) <= NOTHING;
        }
        Some(prove(&self.points, &self.mix()))
    }

    /// Goes on to the end.
    pub fn finish(mut self) -> Separation {
        let found = self.advance_while(&mut || true);
        found.unwrap_or(Separation::Undecided)
    }

    /// A search ends by itself after about as many rounds as a point has numbers; this is for what rounding
    /// might do.
    fn most_rounds(&self) -> usize {
        1000 + 50 * self.points.dimensions()
    }

    /// Looks for the sample that brings the mix nearer most; says whether all were seen.
    fn look_through(&mut self, meter: &mut Meter<'_>) -> bool {
        let dimensions = self.points.dimensions();
        let (first, below) = (self.rest[0], &self.rest[1..]);
        // What rounding may make of a product of this length.
        let doubt = 2.0 * (dimensions + 3) as f64 * f64::EPSILON * length(&self.rest);
        for sample in self.scan.next..self.points.len() {
            let (product, _) = self.points.product(sample, below);
            let gain = first + self.points.scale() * product;
            let is_better = self.scan.best.is_none_or(|(_, best)| gain > best);
            if gain > doubt
                && is_better
                && !self.mixed.contains(&sample)
                && !self.refused.contains(&sample)
            {
                self.scan.best = Some((sample, gain));
            }
            self.scan.next = sample + 1;
            if !meter.spend(dimensions) {
                return false;
            }
        }
        true
    }

    /// Mixes a sample in, and out what is then too much.
    fn mix_in(&mut self, sample: usize, meter: &mut Meter<'_>) {
        let column = self.points.column(sample);
        if !self.basis.push(column.clone()) {
            self.refused.push(sample);
            return;
        }
        self.mixed.push(sample);
        self.columns.push(column);
        self.amounts.push(Double::default());
        let mut is_new = true;
        while !self.mixed.is_empty() {
            let wanted = self.solve();
            meter.spend(wanted.len() * self.rest.len() * (REFINEMENTS + 2));
            if is_new && wanted.last().is_some_and(|last| last.value() <= 0.0) {
                self.drop_out(self.mixed.len() - 1);
                self.refused.push(sample);
                return;
            }
            is_new = false;
            if wanted.iter().all(|amount| amount.value() > 0.0) {
                self.amounts = wanted;
                break;
            }
            self.step_towards(&wanted);
        }
        self.rest = self.left(&self.amounts);
        self.refused.clear();
    }

    /// Goes towards amounts as far as none gets negative, and leaves out what has come to nothing.
    fn step_towards(&mut self, wanted: &[Double]) {
        let share = |now: f64, to: f64| now / (now - to);
        let pairs = self.amounts.iter().zip(wanted).enumerate();
        let shares = pairs
            .filter(|(_, (_, to))| to.value() <= 0.0)
            .map(|(at, (now, to))| (at, share(now.value(), to.value())));
        let least = shares.min_by(|(_, a), (_, b)| a.total_cmp(b));
        let Some((first, share)) = least else {
            return;
        };
        for (now, to) in self.amounts.iter_mut().zip(wanted) {
            let way = to.value() - now.value();
            *now = now.plus(share * way);
        }
        for at in (0..self.mixed.len()).rev() {
            if at == first || self.amounts[at].value() <= 0.0 {
                self.drop_out(at);
            }
        }
    }

    fn drop_out(&mut self, at: usize) {
        self.mixed.remove(at);
        self.amounts.remove(at);
        self.columns.remove(at);
        self.basis.truncate(at);
        for column in &self.columns[at..] {
            // Columns are independent in any order.
            self.basis.push(column.clone());
        }
    }

    /// The amounts with which the columns come nearest to e₁, whatever their signs.
    fn solve(&self) -> Vec<Double> {
        let mut amounts = vec![Double::default(); self.columns.len()];
        for _ in 0..=REFINEMENTS {
            let step = self.basis.solve(&self.left(&amounts));
            for (amount, step) in amounts.iter_mut().zip(step) {
                *amount = amount.plus(step);
            }
        }
        amounts
    }

    /// e₁ − Au.
    fn left(&self, amounts: &[Double]) -> Vec<f64> {
        let row = |row: usize| {
            let start = Double::from(if row == 0 { 1.0 } else { 0.0 });
            let terms = self.columns.iter().zip(amounts);
            let rest = terms.fold(start, |sum, (column, amount)| {
                sum.plus_product(-column[row], *amount)
            });
            rest.value()
        };
        (0..self.rest.len()).map(row).collect()
    }

    /// What came of it.
    fn mix(&self) -> Mix {
        let amounts = self.amounts.iter().map(|amount| amount.value());
        Mix {
            of: self.mixed.iter().copied().zip(amounts).collect(),
            nearest: self.rest[1..].iter().map(|x| -x).collect(),
        }
    }
}
