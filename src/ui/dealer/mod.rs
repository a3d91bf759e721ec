//! Work that lies on a table, dealt out to the workers of the pool: so much at a time that each is told of soon, and
//! again to others where a worker dies.
//!
//! | file         | holds |
//! |--------------|-------|
//! | `lots.rs`    | [`Seeds`]: the table of a lottery |
//! | `pairs.rs`   | [`Pairs`]: that of runs with layers that are kept and from scratch |
//! | `runs.rs`    | [`Runs`]: that of a tuner's search |
//! | `controls.rs` | its buttons, how far it has come, and what stopped it |
//! | `dealing.rs` | [`Dealing`]: a dealer of which a panel shows whether it goes on |
//! | `gather.rs`  | [`gathered`]: all of it, for scripts |

mod controls;
mod dealing;
mod gather;
mod lots;
mod pairs;
mod runs;

use std::{
    cell::RefCell,
    rc::{Rc, Weak},
};

use super::pool::{JobNews, Pool, Ticket};
use crate::{
    engine::{Job, job::Done},
    lab::lottery::Outcome,
};

pub use dealing::Dealing;
pub use gather::gathered;
pub use lots::Seeds;
pub use pairs::Pairs;
pub use runs::Runs;

/// What is dealt out.
pub trait Table: 'static {
    /// What a worker holds.
    type Held;
    /// What is told of what has come.
    type News;

    /// What a worker, one of so many, is dealt next where others hold this much; nothing where all is dealt out or
    /// what is held has to come first.
    ///
    /// # Errors
    /// What is wrong with it, in words; nothing is dealt out any more.
    fn next(
        &mut self,
        workers: usize,
        held: &[&Self::Held],
    ) -> Result<Option<(Self::Held, Job)>, String>;

    /// Some of what a worker holds has come.
    fn come(&mut self, held: &mut Self::Held, come: Vec<Outcome>) -> Self::News;

    /// All of it has.
    fn done(&mut self, held: Self::Held, done: Done) -> Self::News;

    /// What has not come of it lies on the table again.
    fn take_back(&mut self, held: Self::Held);

    /// Whether nothing is left, once nothing is held.
    fn is_over(&self) -> bool;
}

/// What is told of a table.
pub enum Dealt<N> {
    /// Something has come.
    Come(N),
    /// All has.
    Over,
    /// It was stopped: workers die again and again, or what was next is wrong; why.
    Failed(String),
}

/// Deals a table out. Dropped, it stops.
pub struct Dealer<T: Table>(Rc<RefCell<Inner<T>>>);

impl<T: Table> Clone for Dealer<T> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

struct Inner<T: Table> {
    table: T,
    pool: Pool,
    tell: Rc<dyn Fn(Dealt<T::News>)>,
    hands: Vec<Hand<T::Held>>,
    dealt: u32,
    /// Workers that have died since something has come.
    deaths: u32,
    goes_on: bool,
}

/// What a worker has.
struct Hand<H> {
    number: u32,
    held: H,
    ticket: Option<Ticket>,
}

/// Workers that die one after another before it is given up.
const DEATHS: u32 = 3;

impl<T: Table> Dealer<T> {
    /// A table of which nothing is dealt out yet.
    pub fn new(table: T, pool: Pool, tell: impl Fn(Dealt<T::News>) + 'static) -> Self {
        Self(Rc::new(RefCell::new(Inner {
            table,
            pool,
            tell: Rc::new(tell),
            hands: Vec::new(),
            dealt: 0,
            deaths: 0,
            goes_on: false,
        })))
    }

    /// What `read` reads off the table.
    pub fn read<R>(&self, read: impl FnOnce(&T) -> R) -> R {
        read(&self.0.borrow().table)
    }

    /// Goes on with what is left.
    pub fn go_on(&self) {
        {
            let mut inner = self.0.borrow_mut();
            (inner.deaths, inner.goes_on) = (0, true);
        }
        deal(&self.0);
    }

    /// Stops at once; what was held lies on the table again.
    pub fn stop(&self) {
        stop(&self.0);
    }
}

impl<T: Table> Inner<T> {
    /// The next hand as a job.
    fn next(&mut self) -> Result<Option<(u32, Job)>, String> {
        let workers = self.pool.most();
        if !self.goes_on || self.hands.len() >= workers {
            return Ok(None);
        }
        let held: Vec<&T::Held> = self.hands.iter().map(|hand| &hand.held).collect();
        let next = self.table.next(workers, &held)?;
        Ok(next.map(|(held, job)| {
            self.dealt += 1;
            self.hands.push(Hand {
                number: self.dealt,
                held,
                ticket: None,
            });
            (self.dealt, job)
        }))
    }

    /// Whether all has come, which is so once.
    fn ends(&mut self) -> bool {
        let ends = self.goes_on && self.hands.is_empty() && self.table.is_over();
        self.goes_on &= !ends;
        ends
    }

    /// Takes a hand from its worker.
    fn put_down(&mut self, number: u32) -> Option<Hand<T::Held>> {
        let at = self.hands.iter().position(|hand| hand.number == number);
        at.map(|at| self.hands.remove(at))
    }
}

/// A ticket that is dropped asks the pool, which may tell of another: never while something is borrowed.
fn stop<T: Table>(inner: &RefCell<Inner<T>>) {
    let tickets: Vec<_> = {
        let mut inner = inner.borrow_mut();
        inner.goes_on = false;
        let hands = std::mem::take(&mut inner.hands);
        let mut take_back = |hand: Hand<T::Held>| {
            inner.table.take_back(hand.held);
            hand.ticket
        };
        hands.into_iter().rev().map(&mut take_back).collect()
    };
    drop(tickets);
}

/// Deals out as much as there are workers for.
fn deal<T: Table>(inner: &Rc<RefCell<Inner<T>>>) {
    loop {
        let (pool, next) = {
            let mut inner = inner.borrow_mut();
            (inner.pool, inner.next())
        };
        let (number, job) = match next {
            Ok(Some(next)) => next,
            Ok(None) => break,
            Err(why) => return fail(inner, why),
        };
        let hearing = Rc::downgrade(inner);
        let ticket = pool.hand_in(job, move |news| hear(&hearing, number, news));
        let mut inner = inner.borrow_mut();
        // Its worker may not even have started.
        let mut hands = inner.hands.iter_mut();
        if let Some(hand) = hands.find(|hand| hand.number == number) {
            hand.ticket = Some(ticket);
        }
    }
    if inner.borrow_mut().ends() {
        tell(inner, Dealt::Over);
    }
}

fn tell<T: Table>(inner: &RefCell<Inner<T>>, dealt: Dealt<T::News>) {
    let tell = inner.borrow().tell.clone();
    tell(dealt);
}

fn fail<T: Table>(inner: &RefCell<Inner<T>>, why: String) {
    stop(inner);
    tell(inner, Dealt::Failed(why));
}

fn hear<T: Table>(inner: &Weak<RefCell<Inner<T>>>, number: u32, news: JobNews) {
    let Some(inner) = inner.upgrade() else {
        return;
    };
    match news {
        JobNews::Share(_) => {}
        JobNews::Come(some) => come(&inner, number, some),
        JobNews::Done(done) => {
            self::done(&inner, number, done);
            deal(&inner);
        }
        JobNews::Died(why) => died(&inner, number, why),
    }
}

fn come<T: Table>(inner: &RefCell<Inner<T>>, number: u32, some: Vec<Outcome>) {
    let news = {
        let mut inner = inner.borrow_mut();
        inner.deaths = 0;
        let Inner { table, hands, .. } = &mut *inner;
        let hand = hands.iter_mut().find(|hand| hand.number == number);
        hand.map(|hand| table.come(&mut hand.held, some))
    };
    if let Some(news) = news {
        tell(inner, Dealt::Come(news));
    }
}

fn done<T: Table>(inner: &RefCell<Inner<T>>, number: u32, done: Done) {
    let (news, ticket) = {
        let mut inner = inner.borrow_mut();
        inner.deaths = 0;
        let Some(hand) = inner.put_down(number) else {
            return;
        };
        (inner.table.done(hand.held, done), hand.ticket)
    };
    drop(ticket);
    tell(inner, Dealt::Come(news));
}

fn died<T: Table>(inner: &Rc<RefCell<Inner<T>>>, number: u32, why: String) {
    let (ticket, gives_up) = {
        let mut inner = inner.borrow_mut();
        let ticket = inner.put_down(number).and_then(|hand| {
            inner.table.take_back(hand.held);
            hand.ticket
        });
        inner.deaths += 1;
        (ticket, inner.deaths >= DEATHS)
    };
    drop(ticket);
    if gives_up {
        fail(inner, why);
    } else {
        deal(inner);
    }
}
