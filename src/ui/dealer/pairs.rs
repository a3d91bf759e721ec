//! Pairs of runs, with layers that are kept and from scratch: a pair at a time, for each has samples of its own.

use std::{collections::VecDeque, sync::Arc};

use super::Table;
use crate::{
    engine::{Data, Job, Lots, Plan, job::Done},
    lab::{
        lottery::Outcome,
        transfer::{Both, Curve},
    },
};

/// The pairs of a curve that nobody trains.
pub struct Pairs {
    curve: Arc<Curve>,
    left: VecDeque<u32>,
}

impl Pairs {
    /// All pairs of a curve.
    pub fn new(curve: Arc<Curve>) -> Self {
        // A seed of each number of samples first, so that all are told of from the beginning.
        let counts = curve.counts.len() as u32;
        let seeds = 0..curve.seeds;
        let order = seeds.flat_map(|seed| (0..counts).map(move |count| (count, seed)));
        let left = order.map(|(count, seed)| count * curve.seeds + seed);
        Self {
            left: left.collect(),
            curve,
        }
    }
}

fn job(pair: u32, both: Both, epochs: u64) -> Job {
    let lots = [2 * pair, 2 * pair + 1];
    let plans = both.experiments.iter().map(Plan::from);
    Job::Lots(Box::new(Lots {
        data: Data::from(&both.prepared),
        measured: [0, 1].map(|part| both.prepared.measured[part].len()),
        lots: lots.into_iter().zip(plans).collect(),
        begun: vec![(lots[0], both.parameters)],
        epochs,
    }))
}

impl Table for Pairs {
    type Held = u32;
    type News = Vec<Outcome>;

    fn next(&mut self, _: usize, _: &[&u32]) -> Result<Option<(u32, Job)>, String> {
        let Some(&pair) = self.left.front() else {
            return Ok(None);
        };
        let both = self.curve.both(pair).map_err(|wrong| wrong.to_string())?;
        // One that cannot be trained stays, to be tried again.
        self.left.pop_front();
        Ok(Some((pair, job(pair, both, self.curve.epochs))))
    }

    fn come(&mut self, _: &mut u32, come: Vec<Outcome>) -> Vec<Outcome> {
        come
    }

    fn done(&mut self, _: u32, done: Done) -> Vec<Outcome> {
        match done {
            Done::Drawn(come) => come,
            _ => Vec::new(),
        }
    }

    fn take_back(&mut self, held: u32) {
        self.left.push_front(held);
    }

    fn is_over(&self) -> bool {
        self.left.is_empty()
    }
}
