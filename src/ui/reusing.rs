//! Pairs of runs, with layers that are kept and from scratch, dealt out to the workers of the pool: a pair at a time,
//! for each has samples of its own, and again to others where a worker dies.

use std::{
    cell::RefCell,
    collections::VecDeque,
    rc::{Rc, Weak},
    sync::Arc,
};

use wasm_bindgen::JsValue;

use super::{
    dealer::{DEATHS, Dealt, Tell, gathered},
    pool::{JobNews, Pool, Ticket},
};
use crate::{
    engine::{Data, Job, Lots, Plan, job::Done},
    lab::{
        FieldError,
        lottery::Outcome,
        transfer::{Both, Curve},
    },
};

/// Deals pairs out. Dropped, it stops.
#[derive(Clone)]
pub struct Reusing(Rc<RefCell<Table>>);

struct Table {
    curve: Arc<Curve>,
    pool: Pool,
    tell: Tell,
    /// Pairs that nobody trains.
    left: VecDeque<u32>,
    /// Those that workers train.
    hands: Vec<(u32, Option<Ticket>)>,
    /// Workers that have died since something has come.
    deaths: u32,
    goes_on: bool,
}

impl Reusing {
    /// A curve of which nothing is trained yet.
    pub fn new(curve: Arc<Curve>, pool: Pool, tell: impl Fn(Dealt) + 'static) -> Self {
        // A seed of each number of samples first, so that all are told of from the beginning.
        let counts = curve.counts.len() as u32;
        let seeds = 0..curve.seeds;
        let order = seeds.flat_map(|seed| (0..counts).map(move |count| (count, seed)));
        let left = order
            .map(|(count, seed)| count * curve.seeds + seed)
            .collect();
        Self(Rc::new(RefCell::new(Table {
            curve,
            pool,
            tell: Rc::new(tell),
            left,
            hands: Vec::new(),
            deaths: 0,
            goes_on: false,
        })))
    }

    /// Goes on with what is left.
    pub fn go_on(&self) {
        {
            let mut table = self.0.borrow_mut();
            (table.deaths, table.goes_on) = (0, true);
        }
        deal(&self.0);
    }

    /// Stops at once; what was being trained is left.
    pub fn stop(&self) {
        stop(&self.0);
    }
}

/// Trains all pairs of a curve; what has come of them.
///
/// # Errors
/// When workers die again and again.
pub async fn all(curve: Arc<Curve>, pool: Pool) -> Result<Vec<Outcome>, JsValue> {
    let begin = |tell: Box<dyn Fn(Dealt)>| {
        let begun = Reusing::new(curve, pool, tell);
        begun.go_on();
        begun
    };
    gathered(begin).await
}

fn stop(table: &RefCell<Table>) {
    let hands = {
        let mut table = table.borrow_mut();
        table.goes_on = false;
        let hands = std::mem::take(&mut table.hands);
        for (pair, _) in hands.iter().rev() {
            table.left.push_front(*pair);
        }
        hands
    };
    // A ticket that is dropped asks the pool, which may tell of another.
    drop(hands);
}

impl Table {
    /// The next pair as a job.
    fn next(&mut self) -> Option<Result<(u32, Job), FieldError>> {
        if !self.goes_on || self.hands.len() >= self.pool.most() {
            return None;
        }
        let pair = self.left.pop_front()?;
        Some(self.curve.both(pair).map(|both| {
            self.hands.push((pair, None));
            (pair, job(pair, both, self.curve.epochs))
        }))
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

/// Deals out as much as there are workers for.
fn deal(table: &Rc<RefCell<Table>>) {
    loop {
        let (pool, next) = {
            let mut table = table.borrow_mut();
            (table.pool, table.next())
        };
        let (pair, job) = match next {
            None => return,
            Some(Ok(dealt)) => dealt,
            Some(Err(wrong)) => return fail(table, wrong.to_string()),
        };
        let hearing = Rc::downgrade(table);
        let ticket = pool.hand_in(job, move |news| hear(&hearing, pair, news));
        let mut table = table.borrow_mut();
        // Its worker may not even have started.
        if let Some(hand) = table.hands.iter_mut().find(|(at, _)| *at == pair) {
            hand.1 = Some(ticket);
        }
    }
}

fn fail(table: &RefCell<Table>, why: String) {
    stop(table);
    let tell = table.borrow().tell.clone();
    tell(Dealt::Failed(why));
}

fn hear(table: &Weak<RefCell<Table>>, pair: u32, news: JobNews) {
    let Some(table) = table.upgrade() else {
        return;
    };
    let tell = table.borrow().tell.clone();
    match news {
        JobNews::Share(_) => {}
        JobNews::Come(come) => tell(Dealt::Come(come)),
        JobNews::Done(done) => {
            put_down(&table, pair);
            if let Done::Drawn(come) = done {
                table.borrow_mut().deaths = 0;
                tell(Dealt::Come(come));
            }
            deal(&table);
            let is_over = {
                let table = table.borrow();
                table.hands.is_empty() && table.left.is_empty()
            };
            if is_over {
                tell(Dealt::Over);
            }
        }
        JobNews::Died(why) => {
            put_down(&table, pair);
            let gives_up = {
                let mut table = table.borrow_mut();
                table.left.push_front(pair);
                table.deaths += 1;
                table.deaths >= DEATHS
            };
            if gives_up {
                fail(&table, why);
            } else {
                deal(&table);
            }
        }
    }
}

/// A pair is in no hand any more.
fn put_down(table: &RefCell<Table>, pair: u32) {
    let hand = {
        let mut table = table.borrow_mut();
        let at = table.hands.iter().position(|(other, _)| *other == pair);
        at.map(|at| table.hands.remove(at))
    };
    drop(hand);
}
