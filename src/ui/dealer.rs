//! A lottery's seeds, dealt out to the workers of the pool: so many at a time that each is told of soon and
//! none waits for another, and again to others where a worker dies.

use std::{
    cell::RefCell,
    collections::VecDeque,
    rc::{Rc, Weak},
    sync::Arc,
};

use js_sys::Promise;
use wasm_bindgen::{JsError, JsValue};
use wasm_bindgen_futures::JsFuture;

use super::pool::{JobNews, Pool, Ticket};
use crate::{
    engine::{Data, Job, Lots, Plan, job::Done},
    lab::{
        Prepared,
        lottery::{Lottery, Outcome},
    },
};

/// What is told of a lottery.
pub enum Dealt {
    /// What has come of some seeds.
    Come(Vec<Outcome>),
    /// All have come.
    Over,
    /// It was stopped, for workers die again and again; why the last did.
    Failed(String),
}

/// Who is told.
pub type Tell = Rc<dyn Fn(Dealt)>;

/// Deals seeds out. Dropped, it stops.
#[derive(Clone)]
pub struct Dealer(Rc<RefCell<Table>>);

struct Table {
    lottery: Arc<Lottery>,
    data: Data,
    measured: [usize; 2],
    pool: Pool,
    tell: Tell,
    /// Lots that nobody trains.
    left: VecDeque<u32>,
    hands: Vec<Hand>,
    dealt: u32,
    /// Workers that have died since something has come.
    deaths: u32,
    /// Whether it goes on.
    goes_on: bool,
}

/// Lots that a worker trains.
struct Hand {
    number: u32,
    lots: Vec<u32>,
    ticket: Option<Ticket>,
}

/// Workers that die one after another before it is given up.
pub const DEATHS: u32 = 3;
/// Samples times weights that are dealt out at once, where there are several workers: about a second.
const HAND: u64 = 300_000_000;

impl Dealer {
    /// A lottery on these data of which nothing is trained yet.
    pub fn new(
        lottery: Arc<Lottery>,
        prepared: &Prepared,
        pool: Pool,
        tell: impl Fn(Dealt) + 'static,
    ) -> Self {
        // A seed of each value first, so that all values are told of from the beginning.
        let seeds = 0..lottery.seeds;
        let order = seeds.flat_map(|seed| (0..lottery.values()).map(move |value| (seed, value)));
        let left = order.map(|(seed, value)| value * lottery.seeds + seed);
        Self(Rc::new(RefCell::new(Table {
            left: left.collect(),
            lottery,
            data: Data::from(prepared),
            measured: [0, 1].map(|part| prepared.measured[part].len()),
            pool,
            tell: Rc::new(tell),
            hands: Vec::new(),
            dealt: 0,
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

    /// Stops at once; what was being trained is left, and begins anew with [`go_on`](Self::go_on).
    pub fn stop(&self) {
        stop(&self.0);
    }
}

/// Trains all seeds of a lottery; what has come of them.
///
/// # Errors
/// When workers die again and again.
pub async fn all(
    lottery: Arc<Lottery>,
    prepared: &Prepared,
    pool: Pool,
) -> Result<Vec<Outcome>, JsValue> {
    let begin = |tell: Box<dyn Fn(Dealt)>| {
        let begun = Dealer::new(lottery, prepared, pool, tell);
        begun.go_on();
        begun
    };
    gathered(begin).await
}

/// All that comes of what `begin` begins, which is kept until it is over.
///
/// # Errors
/// When workers die again and again.
pub async fn gathered<D>(
    begin: impl FnOnce(Box<dyn Fn(Dealt)>) -> D,
) -> Result<Vec<Outcome>, JsValue> {
    let come = Rc::new(RefCell::new(Vec::new()));
    let (mut begin, mut begun) = (Some(begin), None);
    let over = Promise::new(&mut |resolve, reject| {
        let coming = come.clone();
        let tell = move |dealt| {
            // Who listens no more is not told.
            let _ = match dealt {
                Dealt::Come(some) => {
                    coming.borrow_mut().extend(some);
                    return;
                }
                Dealt::Over => resolve.call0(&JsValue::NULL),
                Dealt::Failed(why) => reject.call1(&JsValue::NULL, &JsError::new(&why).into()),
            };
        };
        begun = begin.take().map(|begin| begin(Box::new(tell)));
    });
    JsFuture::from(over).await?;
    drop(begun);
    Ok(come.take())
}

fn stop(table: &RefCell<Table>) {
    let hands = {
        let mut table = table.borrow_mut();
        table.goes_on = false;
        let hands = std::mem::take(&mut table.hands);
        for hand in hands.iter().rev() {
            table.take_back(&hand.lots);
        }
        hands
    };
    // A ticket that is dropped asks the pool, which may tell of another.
    drop(hands);
}

impl Table {
    fn take_back(&mut self, lots: &[u32]) {
        lots.iter().rev().for_each(|lot| self.left.push_front(*lot));
    }

    /// How many lots are dealt out next. A single worker gets all: nobody waits for it.
    fn count(&self) -> usize {
        let workers = self.pool.most();
        if workers == 1 {
            return self.left.len();
        }
        let weights = self.lottery.experiment.network_of(self.data.train.inputs());
        let work =
            self.data.train.len() as u64 * weights.parameters().len() as u64 * self.lottery.epochs;
        let room = (HAND / work.max(1)).clamp(1, 256) as usize;
        room.min(self.left.len().div_ceil(2 * workers))
    }

    /// The next hand as a job.
    fn next(&mut self) -> Option<(u32, Job)> {
        if !self.goes_on || self.hands.len() >= self.pool.most() || self.left.is_empty() {
            return None;
        }
        let count = self.count().max(1);
        let lots: Vec<u32> = self.left.drain(..count.min(self.left.len())).collect();
        self.dealt += 1;
        let plan = |lot: &u32| (*lot, Plan::from(&self.lottery.experiment_of(*lot)));
        let job = Job::Lots(Box::new(Lots {
            data: self.data.clone(),
            measured: self.measured,
            lots: lots.iter().map(plan).collect(),
            begun: Vec::new(),
            epochs: self.lottery.epochs,
        }));
        self.hands.push(Hand {
            number: self.dealt,
            lots,
            ticket: None,
        });
        Some((self.dealt, job))
    }

    /// Takes note of what has come.
    fn come(&mut self, number: u32, outcomes: &[Outcome]) {
        if !outcomes.is_empty() {
            self.deaths = 0;
        }
        for hand in self.hands.iter_mut().filter(|hand| hand.number == number) {
            hand.lots
                .retain(|lot| outcomes.iter().all(|outcome| outcome.lot != *lot));
        }
    }
}

/// Deals out as much as there are workers for.
fn deal(table: &Rc<RefCell<Table>>) {
    loop {
        let (pool, next) = {
            let mut table = table.borrow_mut();
            (table.pool, table.next())
        };
        let Some((number, job)) = next else {
            return;
        };
        let hearing = Rc::downgrade(table);
        let ticket = pool.hand_in(job, move |news| hear(&hearing, number, news));
        let mut table = table.borrow_mut();
        // Its worker may not even have started.
        let mut hands = table.hands.iter_mut();
        if let Some(hand) = hands.find(|hand| hand.number == number) {
            hand.ticket = Some(ticket);
        }
    }
}

fn hear(table: &Weak<RefCell<Table>>, number: u32, news: JobNews) {
    let Some(table) = table.upgrade() else {
        return;
    };
    let tell = table.borrow().tell.clone();
    match news {
        JobNews::Share(_) => {}
        JobNews::Come(come) => {
            table.borrow_mut().come(number, &come);
            tell(Dealt::Come(come));
        }
        JobNews::Done(done) => {
            if let Done::Drawn(come) = done {
                table.borrow_mut().come(number, &come);
                tell(Dealt::Come(come));
            }
            put_down(&table, number);
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
            put_down(&table, number);
            let gives_up = {
                let mut table = table.borrow_mut();
                table.deaths += 1;
                table.deaths >= DEATHS
            };
            if gives_up {
                stop(&table);
                tell(Dealt::Failed(why));
            } else {
                deal(&table);
            }
        }
    }
}

/// A hand is done, or its worker has died: what of it has not come is left.
fn put_down(table: &RefCell<Table>, number: u32) {
    let hand = {
        let mut table = table.borrow_mut();
        let at = table.hands.iter().position(|hand| hand.number == number);
        let hand = at.map(|at| table.hands.remove(at));
        if let Some(hand) = &hand {
            table.take_back(&hand.lots);
        }
        hand
    };
    drop(hand);
}
