//! Workers for jobs in the background: as many as the machine has cores to spare, each started when it
//! is first needed. A job that can wait gives its worker to one that cannot, and goes on after it.

use std::{
    cell::RefCell,
    collections::{HashMap, VecDeque},
    rc::Rc,
};

use reactive_graph::owner::{LocalStorage, StoredValue};
use reactive_graph::prelude::*;

use super::{browser::window, thread::Thread};
use crate::engine::{
    FromWorker, Job, Packed, ToWorker,
    job::{Done, Progress},
};
use crate::lab::lottery::Outcome;

/// What is told of a job.
pub enum JobNews {
    /// How much of it is done, from 0 to 1.
    Share(f64),
    /// What has come of some seeds of a lottery.
    Come(Vec<Outcome>),
    /// It is done.
    Done(Done),
    /// The worker that did it has died, for this reason. Whoever wants the job done hands it in again.
    Died(String),
}

type Tell = Rc<dyn Fn(JobNews)>;

/// The pool. A handle that can be copied.
#[derive(Clone, Copy)]
pub struct Pool {
    inner: StoredValue<Rc<RefCell<Inner>>, LocalStorage>,
}

struct Inner {
    workers: Vec<Slot>,
    /// Workers at most.
    most: usize,
    waiting: VecDeque<(u32, Job)>,
    tell: HashMap<u32, Tell>,
    jobs: u32,
    started: u32,
}

/// A worker and the jobs that it does.
struct Slot {
    id: u32,
    thread: Thread,
    /// The one that somebody waits for.
    job: Option<u32>,
    /// The one that can wait, which rests meanwhile.
    later: Option<u32>,
}

impl Slot {
    fn does(&self, job: u32) -> bool {
        self.job == Some(job) || self.later == Some(job)
    }

    /// Whether it takes a job now: of two that can wait one alone.
    fn takes(&self, can_wait: bool) -> bool {
        self.job.is_none() && !(can_wait && self.later.is_some())
    }

    fn forget(&mut self, job: u32) {
        for held in [&mut self.job, &mut self.later] {
            held.take_if(|held| *held == job);
        }
    }
}

/// A job that was handed in. Dropped, it is given up.
pub struct Ticket {
    pool: Rc<RefCell<Inner>>,
    job: u32,
}

impl Pool {
    /// A pool without workers.
    pub fn new() -> Self {
        let cores = window().navigator().hardware_concurrency() as usize;
        Self {
            inner: StoredValue::new_local(Rc::new(RefCell::new(Inner {
                workers: Vec::new(),
                // One trains, and one draws.
                most: cores.saturating_sub(1).clamp(1, MOST),
                waiting: VecDeque::new(),
                tell: HashMap::new(),
                jobs: 0,
                started: 0,
            }))),
        }
    }

    /// How many workers there may be.
    pub fn most(self) -> usize {
        self.inner.with_value(|inner| inner.borrow().most)
    }

    /// Hands a job in; `tell` hears of it until the ticket is dropped.
    pub fn hand_in(self, job: Job, tell: impl Fn(JobNews) + 'static) -> Ticket {
        let pool = self.inner.get_value();
        let number = {
            let mut inner = pool.borrow_mut();
            inner.jobs += 1;
            let number = inner.jobs;
            inner.tell.insert(number, Rc::new(tell));
            inner.waiting.push_back((number, job));
            number
        };
        distribute(&pool);
        Ticket { pool, job: number }
    }
}

/// Workers at most, whatever the machine: each holds data of its own.
const MOST: usize = 8;

impl Drop for Ticket {
    fn drop(&mut self) {
        {
            let mut inner = self.pool.borrow_mut();
            inner.tell.remove(&self.job);
            inner.waiting.retain(|(job, _)| *job != self.job);
            let at_work = inner.workers.iter_mut();
            for slot in at_work.filter(|slot| slot.does(self.job)) {
                slot.thread.send(&ToWorker::GiveUp(self.job));
                slot.forget(self.job);
            }
        }
        distribute(&self.pool);
    }
}

/// Gives what waits to whoever is free.
fn distribute(pool: &Rc<RefCell<Inner>>) {
    loop {
        let mut inner = pool.borrow_mut();
        // Jobs that somebody waits for come first.
        let urgent = inner.waiting.iter().position(|(_, job)| !job.can_wait());
        let Some((number, job)) = inner.waiting.remove(urgent.unwrap_or_default()) else {
            return;
        };
        let can_wait = job.can_wait();
        let free = inner.workers.iter().position(|slot| slot.takes(can_wait));
        let at = match free {
            Some(at) => at,
            None if inner.workers.len() >= inner.most => {
                inner.waiting.push_front((number, job));
                return;
            }
            None => {
                inner.started += 1;
                let id = inner.started;
                match start(pool, id) {
                    Some(thread) => {
                        inner.workers.push(Slot {
                            id,
                            thread,
                            job: None,
                            later: None,
                        });
                        inner.workers.len() - 1
                    }
                    None => {
                        let tell = inner.tell.remove(&number);
                        drop(inner);
                        if let Some(tell) = tell {
                            tell(JobNews::Died(String::new()));
                        }
                        continue;
                    }
                }
            }
        };
        let slot = &mut inner.workers[at];
        if can_wait {
            slot.later = Some(number);
        } else {
            slot.job = Some(number);
        }
        slot.thread.send(&ToWorker::Job(number, Packed::new(&job)));
    }
}

fn start(pool: &Rc<RefCell<Inner>>, id: u32) -> Option<Thread> {
    // The pool owns its workers; they must not own the pool.
    let (hearing, failing) = (Rc::downgrade(pool), Rc::downgrade(pool));
    let hear = move |message| {
        if let (Some(pool), FromWorker::Progress(job, progress)) = (hearing.upgrade(), message)
            && let Some(progress) = progress.open()
        {
            hear(&pool, id, job, progress);
        }
    };
    let fail = move |why| {
        if let Some(pool) = failing.upgrade() {
            // A worker cannot be dropped from inside its own event.
            wasm_bindgen_futures::spawn_local(async move { bury(&pool, id, why) });
        }
    };
    Thread::start(hear, fail).ok()
}

fn hear(pool: &Rc<RefCell<Inner>>, worker: u32, job: u32, progress: Progress) {
    let mut inner = pool.borrow_mut();
    let (tell, news) = match progress {
        Progress::Share(share) => (inner.tell.get(&job).cloned(), JobNews::Share(share)),
        Progress::Come(come, _) => (inner.tell.get(&job).cloned(), JobNews::Come(come)),
        Progress::Done(done) => {
            let slots = inner.workers.iter_mut();
            for slot in slots.filter(|slot| slot.id == worker) {
                slot.forget(job);
            }
            (inner.tell.remove(&job), JobNews::Done(done))
        }
    };
    drop(inner);
    if let Some(tell) = tell {
        tell(news);
    }
    distribute(pool);
}

/// After a worker has died: whoever waits for its job is told, and what waits goes to others.
fn bury(pool: &Rc<RefCell<Inner>>, worker: u32, why: String) {
    let dead = {
        let mut inner = pool.borrow_mut();
        let at = inner.workers.iter().position(|slot| slot.id == worker);
        at.map(|at| inner.workers.remove(at))
    };
    let jobs = dead.map_or([None, None], |slot| [slot.job, slot.later]);
    for job in jobs.into_iter().flatten() {
        let tell = pool.borrow_mut().tell.remove(&job);
        if let Some(tell) = tell {
            tell(JobNews::Died(why.clone()));
        }
    }
    distribute(pool);
}
