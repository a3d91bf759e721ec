//! A tuner's search, its runs dealt out to the workers of the pool one by one, and again to others where a worker
//! dies. What is tried does not depend on which comes first (`lab::tuner`).

use std::{
    cell::RefCell,
    rc::{Rc, Weak},
};

use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::{JsCast, JsError, JsValue, closure::Closure};
use wasm_bindgen_futures::JsFuture;
use web_sys::EventTarget;

use super::pool::{JobNews, Pool, Ticket};
use crate::{
    engine::{Data, Job, Plan, TrialRun, job::Done},
    lab::{
        Prepared,
        tuner::{Next, Search, Tuner},
    },
};

/// What is told of a search.
pub enum Heard {
    /// A run has come.
    Come,
    /// All have come.
    Over,
    /// It was stopped, for workers die again and again; why the last did.
    Failed(String),
}

type Tell = Rc<dyn Fn(Heard)>;

/// Deals runs out. Dropped, it stops.
#[derive(Clone)]
pub struct Searcher(Rc<RefCell<Table>>);

struct Table {
    search: Search,
    data: Data,
    pool: Pool,
    tell: Tell,
    hands: Vec<Hand>,
    dealt: u32,
    /// Workers that have died since something has come.
    deaths: u32,
    goes_on: bool,
    is_over: bool,
}

/// What a worker has: a run, or the question where to look next.
struct Hand {
    number: u32,
    of: Option<(u32, u32)>,
    ticket: Option<Ticket>,
}

/// Workers that die one after another before it is given up.
const DEATHS: u32 = 3;

impl Searcher {
    /// A search on these data of which nothing is trained yet.
    pub fn new(
        tuner: Tuner,
        prepared: &Prepared,
        pool: Pool,
        tell: impl Fn(Heard) + 'static,
    ) -> Self {
        Self(Rc::new(RefCell::new(Table {
            search: Search::new(tuner),
            data: Data::from(prepared),
            pool,
            tell: Rc::new(tell),
            hands: Vec::new(),
            dealt: 0,
            deaths: 0,
            goes_on: false,
            is_over: false,
        })))
    }

    /// The search as far as it has come.
    pub fn search(&self) -> Search {
        self.0.borrow().search.clone()
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

/// A search to its end, or until a signal is aborted; and whether it came to its end.
///
/// # Errors
/// When workers die again and again.
pub async fn all(
    tuner: Tuner,
    prepared: &Prepared,
    pool: Pool,
    signal: Option<EventTarget>,
) -> Result<(Search, bool), JsValue> {
    let mut begun = None;
    let mut abort = None;
    let ended = Promise::new(&mut |resolve, reject| {
        let stopping = resolve.clone();
        let tell = move |heard| {
            // Who listens no more is not told.
            let _ = match heard {
                Heard::Come => return,
                Heard::Over => resolve.call0(&JsValue::NULL),
                Heard::Failed(why) => reject.call1(&JsValue::NULL, &JsError::new(&why).into()),
            };
        };
        let searcher = Searcher::new(tuner.clone(), prepared, pool, tell);
        let ends = Closure::<dyn FnMut()>::new({
            let searcher = searcher.clone();
            move || {
                searcher.stop();
                let _ = stopping.call0(&JsValue::NULL);
            }
        });
        let is_aborted = |signal: &EventTarget| {
            let aborted = Reflect::get(signal, &"aborted".into());
            aborted.is_ok_and(|aborted| aborted.is_truthy())
        };
        match &signal {
            Some(signal) if is_aborted(signal) => {
                let call: &Function = ends.as_ref().unchecked_ref();
                let _ = call.call0(&JsValue::NULL);
            }
            Some(signal) => {
                let call = ends.as_ref().unchecked_ref();
                // A signal takes listeners.
                let _ = signal.add_event_listener_with_callback("abort", call);
                searcher.go_on();
            }
            None => searcher.go_on(),
        }
        (begun, abort) = (Some(searcher), Some(ends));
    });
    let ended = JsFuture::from(ended).await;
    if let (Some(signal), Some(ends)) = (&signal, &abort) {
        let call = ends.as_ref().unchecked_ref();
        let _ = signal.remove_event_listener_with_callback("abort", call);
    }
    ended?;
    let searcher = begun.ok_or(JsValue::NULL)?;
    let is_over = searcher.0.borrow().is_over;
    Ok((searcher.search(), is_over))
}

fn stop(table: &RefCell<Table>) {
    let hands = {
        let mut table = table.borrow_mut();
        table.goes_on = false;
        std::mem::take(&mut table.hands)
    };
    // A ticket that is dropped asks the pool, which may tell of another.
    drop(hands);
}

impl Table {
    /// The next job; nothing where all workers are at it, or what they do has to come first.
    fn next(&mut self) -> Option<(u32, Job)> {
        if !self.goes_on || self.is_over || self.hands.len() >= self.pool.most() {
            return None;
        }
        let left = if self.hands.is_empty() {
            match self.search.step() {
                Next::Train(left) => left,
                Next::Ask(ask) => return Some(self.hand(None, Job::Propose(ask))),
                Next::Over => {
                    self.is_over = true;
                    return None;
                }
            }
        } else {
            self.search.left()
        };
        let is_free = |of: &(u32, u32)| self.hands.iter().all(|hand| hand.of != Some(*of));
        // While it is asked where to look next nothing is left.
        let of = left.into_iter().find(is_free)?;
        let job = Job::Trial(Box::new(self.run(of)));
        Some(self.hand(Some(of), job))
    }

    fn hand(&mut self, of: Option<(u32, u32)>, job: Job) -> (u32, Job) {
        self.dealt += 1;
        self.hands.push(Hand {
            number: self.dealt,
            of,
            ticket: None,
        });
        (self.dealt, job)
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

/// Deals out as much as there are workers for.
fn deal(table: &Rc<RefCell<Table>>) {
    loop {
        let (pool, next) = {
            let mut table = table.borrow_mut();
            (table.pool, table.next())
        };
        let Some((number, job)) = next else { break };
        let hearing = Rc::downgrade(table);
        let ticket = pool.hand_in(job, move |news| hear(&hearing, number, news));
        let mut table = table.borrow_mut();
        // Its worker may not even have started.
        let mut hands = table.hands.iter_mut();
        if let Some(hand) = hands.find(|hand| hand.number == number) {
            hand.ticket = Some(ticket);
        }
    }
    let over = {
        let table = table.borrow();
        table.is_over.then(|| table.tell.clone())
    };
    if let Some(tell) = over {
        tell(Heard::Over);
    }
}

fn hear(table: &Weak<RefCell<Table>>, number: u32, news: JobNews) {
    let Some(table) = table.upgrade() else {
        return;
    };
    let tell = table.borrow().tell.clone();
    match news {
        JobNews::Share(_) | JobNews::Come(_) => {}
        JobNews::Done(done) => {
            put_down(&table, number);
            {
                let mut table = table.borrow_mut();
                table.deaths = 0;
                match done {
                    Done::Tried(trained) => table.search.tell(*trained),
                    Done::Proposed(points) => table.search.propose(&points),
                    _ => {}
                }
            }
            tell(Heard::Come);
            deal(&table);
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
                tell(Heard::Failed(why));
            } else {
                deal(&table);
            }
        }
    }
}

/// A hand is done, or its worker has died.
fn put_down(table: &RefCell<Table>, number: u32) {
    let hand = {
        let mut table = table.borrow_mut();
        let at = table.hands.iter().position(|hand| hand.number == number);
        at.map(|at| table.hands.remove(at))
    };
    drop(hand);
}
