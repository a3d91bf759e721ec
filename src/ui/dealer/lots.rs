//! A lottery's seeds: so many at a time that each is told of soon and none waits for another.

use std::{collections::VecDeque, sync::Arc};

use super::Table;
use crate::{
    engine::{Data, Job, Lots, Plan, job::Done},
    lab::{
        Prepared,
        lottery::{Lottery, Outcome},
    },
};

/// The seeds of a lottery that nobody trains.
pub struct Seeds {
    lottery: Arc<Lottery>,
    data: Data,
    measured: [usize; 2],
    left: VecDeque<u32>,
}

/// Samples times weights that are dealt out at once, where there are several workers: about a second.
const HAND: u64 = 300_000_000;

impl Seeds {
    /// All seeds of a lottery on these data.
    pub fn new(lottery: Arc<Lottery>, prepared: &Prepared) -> Self {
        // A seed of each value first, so that all values are told of from the beginning.
        let seeds = 0..lottery.seeds;
        let order = seeds.flat_map(|seed| (0..lottery.values()).map(move |value| (seed, value)));
        let left = order.map(|(seed, value)| value * lottery.seeds + seed);
        Self {
            left: left.collect(),
            lottery,
            data: Data::from(prepared),
            measured: [0, 1].map(|part| prepared.measured[part].len()),
        }
    }

    /// How many are dealt out next. A single worker gets all: nobody waits for it.
    fn count(&self, workers: usize) -> usize {
        if workers == 1 {
            return self.left.len();
        }
        let weights = self.lottery.experiment.network_of(self.data.train.inputs());
        let work =
            self.data.train.len() as u64 * weights.parameters().len() as u64 * self.lottery.epochs;
        let room = (HAND / work.max(1)).clamp(1, 256) as usize;
        room.min(self.left.len().div_ceil(2 * workers))
    }
}

impl Table for Seeds {
    type Held = Vec<u32>;
    type News = Vec<Outcome>;

    fn next(&mut self, workers: usize, _: &[&Vec<u32>]) -> Result<Option<(Vec<u32>, Job)>, String> {
        let lots: Vec<u32> = self.left.drain(..self.count(workers)).collect();
        if lots.is_empty() {
            return Ok(None);
        }
        let plan = |lot: &u32| (*lot, Plan::from(&self.lottery.experiment_of(*lot)));
        let job = Job::Lots(Box::new(Lots {
            data: self.data.clone(),
            measured: self.measured,
            lots: lots.iter().map(plan).collect(),
            begun: Vec::new(),
            epochs: self.lottery.epochs,
        }));
        Ok(Some((lots, job)))
    }

    fn come(&mut self, held: &mut Vec<u32>, come: Vec<Outcome>) -> Vec<Outcome> {
        held.retain(|lot| come.iter().all(|outcome| outcome.lot != *lot));
        come
    }

    fn done(&mut self, mut held: Vec<u32>, done: Done) -> Vec<Outcome> {
        let come = match done {
            Done::Drawn(come) => self.come(&mut held, come),
            _ => Vec::new(),
        };
        self.take_back(held);
        come
    }

    fn take_back(&mut self, held: Vec<u32>) {
        held.iter().rev().for_each(|lot| self.left.push_front(*lot));
    }

    fn is_over(&self) -> bool {
        self.left.is_empty()
    }
}
