//! Workers for jobs in the background: as many as the machine has cores, each started when it is first needed.
//! A job that can wait gives its worker to one that cannot, and goes on after it; those that cannot leave a core
//! to the page, and those that can share the cores out with what trains (`ui::share_out`).

use std::{
    cell::RefCell,
    collections::{HashMap, VecDeque},
    rc::Rc,
};

use reactive_graph::{
    owner::{LocalStorage, StoredValue},
    prelude::*,
};

use super::{cores::Cores, thread::Thread};
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
    /// What of the machine each worker may take, and is told how many there are.
    cores: Cores,
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

    /// Whether it does one now that can wait or cannot.
    fn is_at(&self, can_wait: bool) -> bool {
        if can_wait {
            self.later.is_some()
        } else {
            self.job.is_some()
        }
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
    pub fn new(cores: Cores) -> Self {
        Self {
            inner: StoredValue::new_local(Rc::new(RefCell::new(Inner {
                workers: Vec::new(),
                cores,
                waiting: VecDeque::new(),
                tell: HashMap::new(),
                jobs: 0,
                started: 0,
            }))),
        }
    }

    /// How many workers may do what can wait.
    pub fn most(self) -> usize {
        self.inner.with_value(|inner| inner.borrow().most(true))
    }

    /// Lets each worker take that share of a core for what can wait.
    pub fn set_share(self, share: f64) {
        self.inner.with_value(|inner| {
            for slot in &inner.borrow().workers {
                slot.thread.send(|| ToWorker::Share(share));
            }
        });
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

impl Inner {
    /// How many workers may do what can wait, or what cannot: of the latter one less than there are cores.
    fn most(&self, can_wait: bool) -> usize {
        let cores = self.cores.count;
        let most = if can_wait { cores } else { cores - 1 };
        most.clamp(1, MOST)
    }

    /// The worker for a job, which may have to be started; none while it has to wait.
    fn place(&self, can_wait: bool) -> Option<Place> {
        let at_work = self.workers.iter().filter(|slot| slot.is_at(can_wait));
        if at_work.count() >= self.most(can_wait) {
            return None;
        }
        let free = self.workers.iter().position(|slot| slot.takes(can_wait));
        match free {
            Some(at) => Some(Place::At(at)),
            None => (self.workers.len() < self.most(true)).then_some(Place::New),
        }
    }
}

/// Where a job is done.
enum Place {
    /// By the worker at this place.
    At(usize),
    /// By another one.
    New,
}

impl Drop for Ticket {
    fn drop(&mut self) {
        {
            let mut inner = self.pool.borrow_mut();
            inner.tell.remove(&self.job);
            inner.waiting.retain(|(job, _)| *job != self.job);
            let at_work = inner.workers.iter_mut();
            for slot in at_work.filter(|slot| slot.does(self.job)) {
                slot.thread.send(|| ToWorker::GiveUp(self.job));
                slot.forget(self.job);
            }
        }
        distribute(&self.pool);
    }
}

/// Gives what waits to whoever is free.
fn distribute(pool: &Rc<RefCell<Inner>>) {
    while give(pool) {}
    let (signal, busy) = {
        let inner = pool.borrow();
        let at_work = inner.workers.iter().filter(|slot| slot.is_at(true));
        (inner.cores.jobs, at_work.count())
    };
    // Not while the pool is held: whoever is told may hand something in. The page may be gone.
    if signal.try_get_untracked().is_some_and(|last| last != busy) {
        let _ = signal.try_set(busy);
    }
}

/// Gives one of the jobs that wait to a worker; whether that could be done. Those that somebody waits for come first.
fn give(pool: &Rc<RefCell<Inner>>) -> bool {
    let mut inner = pool.borrow_mut();
    let of = |can_wait: bool| {
        let at = inner
            .waiting
            .iter()
            .position(|(_, job)| job.can_wait() == can_wait)?;
        Some((at, inner.place(can_wait)?, can_wait))
    };
    let Some((waiting, place, can_wait)) = of(false).or_else(|| of(true)) else {
        return false;
    };
    let Some((number, job)) = inner.waiting.remove(waiting) else {
        return false;
    };
    let at = match place {
        Place::At(at) => Some(at),
        Place::New => begin(pool, &mut inner),
    };
    let Some(at) = at else {
        let tell = inner.tell.remove(&number);
        drop(inner);
        if let Some(tell) = tell {
            tell(JobNews::Died(String::new()));
        }
        return true;
    };
    let slot = &mut inner.workers[at];
    if can_wait {
        slot.later = Some(number);
    } else {
        slot.job = Some(number);
    }
    slot.thread
        .send(|| ToWorker::Job(number, Packed::new(&job)));
    true
}

/// Starts another worker; its place, where it can be started.
fn begin(pool: &Rc<RefCell<Inner>>, inner: &mut Inner) -> Option<usize> {
    inner.started += 1;
    let id = inner.started;
    let thread = start(pool, id)?;
    thread.send(|| ToWorker::Share(inner.cores.share.get_untracked()));
    inner.workers.push(Slot {
        id,
        thread,
        job: None,
        later: None,
    });
    Some(inner.workers.len() - 1)
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
