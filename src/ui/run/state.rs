//! The signals of one run, and what a person does to it.

use std::sync::Arc;

use js_sys::{Function, Promise};
use reactive_graph::{
    owner::{LocalStorage, StoredValue, expect_context},
    prelude::*,
    signal::RwSignal,
};
use wasm_bindgen::{JsError, JsValue};

use crate::{
    engine::{Ask, Goal, Job, Report},
    lab::{Edit, Experiment, Portion, Prepared, View},
    nn::Stride,
    run::{Action, Branch, Drive, Effect, Lab, News, Notice, Opened},
    ui::{
        client::{Client, STOPPED},
        cores::Cores,
        frame::{Ahead, Frame},
        look::{Aspect, Look},
        mounted::Mounted,
        pool::{JobNews, Pool, Ticket},
        turn::Turn,
    },
};

/// A run that was ended, and the last picture of it.
pub type Before = (Arc<Branch>, Option<Arc<Frame>>);

/// A run: an experiment, the worker that trains it, and the moment of it on the screen. A handle that
/// can be copied; what it stands for belongs to the reactive owner under which it was made.
#[derive(Clone, Copy)]
pub struct Run {
    /// Tells it from the page's other runs.
    pub id: u32,
    /// The experiment, what the person is doing, and the run's past.
    pub lab: RwSignal<Lab>,
    /// The moment on the screen.
    pub frame: RwSignal<Arc<Frame>>,
    /// The run that the last change put an end to, with the last picture of it, unless its data are very
    /// large.
    pub before: RwSignal<Option<Before>>,
    /// What is seen of it.
    pub look: Look,
    /// Why training stopped, where the worker failed.
    pub failure: RwSignal<Option<String>>,
    /// Share of its time that the worker spends training.
    pub load: RwSignal<f64>,
    /// How much of the way to the moment that is to be shown has been gone, while it is being gone.
    pub arriving: RwSignal<Option<f64>>,
    /// Who waits for that moment.
    arrivals: StoredValue<Vec<Function>, LocalStorage>,
    /// How often the experiment has changed so that its link is another.
    pub links: RwSignal<u32>,
    /// How often a trainer has been set to work: reports of an earlier time are stale.
    pub(super) begun: StoredValue<u32>,
    /// The samples that the worker has.
    pub(super) sent: StoredValue<Option<Arc<Prepared>>>,
    pub(super) client: StoredValue<Option<Client>, LocalStorage>,
    /// The report that waits for its turn.
    pub(super) report: StoredValue<Option<Box<Report>>>,
    pub(super) turn: StoredValue<Option<Turn>, LocalStorage>,
    /// What was computed ahead for the next start.
    pub(super) ahead: StoredValue<Option<Ahead>>,
    /// What of the machine its worker may take.
    pub(super) cores: Cores,
    /// How much of that it takes, where it is held back.
    pub(super) part: StoredValue<f64>,
    /// Where moments are computed that take long.
    pub(super) pool: Pool,
    /// The moment that is being computed there.
    pub(super) replay: StoredValue<Option<Ticket>, LocalStorage>,
    /// How often data have been chosen.
    pub(super) wishes: StoredValue<u32>,
    /// Where it is shown.
    mounted: StoredValue<Option<Mounted>, LocalStorage>,
}

impl Run {
    /// A run as it was opened. It is to be [connected](Self::connect) and then to [begin](Self::begin).
    pub fn new(id: u32, opened: Opened, cores: Cores, pool: Pool) -> Self {
        let lab = Lab::new(opened);
        let look = Look::new(Aspect::first(&lab.experiment), lab.experiment.task());
        let frame = Frame::initial(&lab.experiment, lab.recipe().begins_with(), None, None);
        let run = Self {
            id,
            frame: RwSignal::new(Arc::new(frame)),
            lab: RwSignal::new(lab),
            before: RwSignal::new(None),
            look,
            failure: RwSignal::new(None),
            load: RwSignal::new(0.0),
            arriving: RwSignal::new(None),
            arrivals: StoredValue::new_local(Vec::new()),
            links: RwSignal::new(0),
            begun: StoredValue::new(0),
            sent: StoredValue::new(None),
            client: StoredValue::new_local(None),
            report: StoredValue::new(None),
            turn: StoredValue::new_local(None),
            ahead: StoredValue::new(None),
            cores,
            part: StoredValue::new(1.0),
            pool,
            replay: StoredValue::new_local(None),
            wishes: StoredValue::new(0),
            mounted: StoredValue::new_local(None),
        };
        run.turn.set_value(Some(Turn::new(move || run.take())));
        run
    }

    /// Hands a job in to the pool's workers; `tell` hears of it until the ticket is dropped.
    pub fn hand_in(self, job: Job, tell: impl Fn(JobNews) + 'static) -> Ticket {
        self.pool.hand_in(job, tell)
    }

    /// The run that is shown here, inside a component.
    pub fn get() -> Self {
        expect_context()
    }

    /// Whether the large picture shows the space of a hidden layer.
    pub fn is_in_hidden_space(self) -> bool {
        self.look.hidden.get() && self.frame.with(|f| !f.experiment.hidden().is_empty())
    }

    /// Whether it has not been closed; what belongs to a closed run is gone.
    pub fn is_open(self) -> bool {
        !self.lab.is_disposed()
    }

    /// Whether it is open and plays.
    pub fn plays(self) -> bool {
        self.is_open() && self.lab.with(|lab| lab.transport.running)
    }

    /// Which course its trainer is on: another number after each time that it was set to work anew.
    pub fn course(self) -> u32 {
        self.begun.get_value()
    }

    /// Where work in the background is handed in.
    pub fn pool(self) -> Pool {
        self.pool
    }

    /// A part of the lab, for elements that follow it.
    pub fn select<T>(
        self,
        part: impl Fn(&Lab) -> T + Copy + 'static,
    ) -> impl Fn() -> T + Copy + 'static {
        move || self.lab.with(part)
    }

    /// Something of the branch at hand, as it is now.
    pub fn branch<T>(self, part: impl FnOnce(&Branch) -> T) -> T {
        self.lab.with_untracked(|lab| part(lab.history.now()))
    }

    /// Does one thing.
    pub fn dispatch(self, action: impl Into<Action>) {
        let (action, now) = (action.into(), js_sys::Date::now());
        let effects = match action {
            // Told many times a second: whoever follows the lab hears of it only when there is
            // something to follow.
            Action::News(News::Report(_) | News::Measured(_)) => self.hear(action, now),
            Action::Edit(_) | Action::Repair(_) | Action::Drive(_) | Action::News(_) => {
                self.lab.try_update(|lab| lab.update(action, now))
            }
        };
        self.keep_before();
        for effect in effects.unwrap_or_default() {
            self.perform(effect);
        }
    }

    /// Keeps the picture on the screen as the last one of the run that has just been ended, as long as
    /// the lab compares with that.
    fn keep_before(self) {
        let Some(before) = self.lab.try_with_untracked(|lab| lab.before.clone()) else {
            return;
        };
        let known = self.before.with_untracked(|known| match (known, &before) {
            (Some((known, _)), Some(before)) => Arc::ptr_eq(known, before),
            (known, before) => known.is_none() && before.is_none(),
        });
        if !known {
            let frame = self.frame.get_untracked();
            let is_small = Portion::Training.left_out(&frame.prepared).is_none();
            let picture = is_small.then_some(frame);
            self.before.set(before.map(|branch| (branch, picture)));
        }
    }

    fn hear(self, action: Action, now: f64) -> Option<Vec<Effect>> {
        let (effects, changed) = self.lab.try_update_untracked(|lab| {
            let before = lab.face();
            let effects = lab.update(action, now);
            (effects, lab.face() != before)
        })?;
        if changed {
            self.lab.notify();
        }
        Some(effects)
    }

    /// Drives another run as this one is driven: at the same stride and speed, playing or not.
    pub fn lead(self, other: Self) {
        let transport = self.lab.with_untracked(|lab| lab.transport);
        other.dispatch(Drive::SetStride(transport.stride));
        other.dispatch(Drive::SetSpeed(transport.speed));
        other.dispatch(if transport.running {
            Drive::Play
        } else {
            Drive::Pause
        });
    }

    /// Trains towards a goal, without the lab's stride and speed.
    pub fn request(self, stride: Stride, count: u64, goal: Goal) -> Promise {
        self.dispatch(Drive::Ready);
        let advance = Ask::Advance {
            stride,
            count,
            goal,
        };
        self.ask(advance)
            .unwrap_or_else(|| Promise::reject(&JsError::new(STOPPED).into()))
    }

    /// Resolves when the worker has done all it was told so far.
    pub fn settled(self) -> Promise {
        let nothing = Ask::Advance {
            stride: Stride::Sample,
            count: 0,
            goal: Goal::default(),
        };
        self.ask(nothing)
            .unwrap_or_else(|| Promise::resolve(&JsValue::UNDEFINED))
    }

    /// Resolves when the moment that the lab is at is on the screen.
    pub fn arrived(self) -> Promise {
        if self.lab.with_untracked(Lab::follows) {
            return self.settled();
        }
        if self.arriving.with_untracked(Option::is_none) {
            return Promise::resolve(&JsValue::UNDEFINED);
        }
        Promise::new(&mut |resolve, _| {
            self.arrivals.update_value(|waiting| waiting.push(resolve));
        })
    }

    /// The moment that the lab is at is on the screen, or cannot be gone to: who waits for it is told.
    pub(super) fn arrive(self) {
        self.arriving.set(None);
        self.tell_arrivals();
    }

    fn tell_arrivals(self) {
        let waiting = self.arrivals.try_update_value(std::mem::take);
        for resolve in waiting.into_iter().flatten() {
            // Who listens no more is not told.
            let _ = resolve.call0(&JsValue::NULL);
        }
    }

    /// Asks the worker; a report that waits for its turn is taken first, for the next one comes after it.
    fn ask(self, ask: Ask) -> Option<Promise> {
        self.take();
        let run = self.begun.get_value();
        self.client
            .with_value(|client| Some(client.as_ref()?.ask(run, ask)))
    }

    /// Computes the data of an experiment that is about to be shown: for many rows that takes long,
    /// and then the page need not do it all at once.
    pub fn prepare(self, experiment: Experiment) {
        self.ahead.set_value(Some(Ahead::new(experiment)));
    }

    /// Looks at other inputs, or holds them elsewhere.
    pub fn look_at(self, view: View) {
        self.frame
            .update(|frame| *frame = Arc::new(frame.seen(view)));
    }

    /// Says something that has been done.
    pub fn say(self, notice: Notice) {
        self.dispatch(News::Say(notice));
    }

    /// Draws a seed and begins again from its weights.
    pub fn new_weights(self) {
        let seed = getrandom::u32().unwrap_or_else(|_| js_sys::Date::now() as u32);
        // Short enough to be read out to a class.
        self.dispatch(Edit::NewWeights(seed % 10_000));
    }

    /// Shows the run by these elements, and by no others any more.
    pub fn mount(self, mounted: Mounted) {
        let last = self.mounted.try_update_value(|now| now.replace(mounted));
        // Not before: what goes belongs to the very store that is being changed.
        drop(last);
    }

    /// A name for what may be on the page once for each run: an id, a group of radio buttons.
    pub fn unique(self, name: &str) -> String {
        format!("{name}-{}", self.id)
    }

    /// Closes the unit's card and gives the focus back to the unit.
    pub fn close_unit(self) {
        let unit = self
            .mounted
            .with_value(|mounted| mounted.as_ref()?.find(OPENED_UNIT));
        if let Some(unit) = unit {
            // Focus that cannot move stays where it was, which is as good.
            let _ = unit.focus();
        }
        self.look.opened.set(None);
    }

    /// Closes the walk through a training step, and gives the focus back to what opens it.
    pub fn close_walk(self) {
        let opener = self
            .mounted
            .with_value(|mounted| mounted.as_ref()?.find(WALK_OPENER));
        self.look.walking.close();
        if let Some(opener) = opener {
            // Focus that cannot move stays where it was, which is as good.
            let _ = opener.focus();
        }
    }

    /// Closes the unit's card, or else marks and studies no samples any more.
    pub fn close_opened(self) {
        if self.look.opened.get_untracked().is_some() {
            self.close_unit();
        } else if self.look.walking.stage.get_untracked().is_some() {
            self.close_walk();
        } else {
            self.look.picked.set(None);
            self.look.study.set(None);
        }
    }

    /// Ends the run for good: its elements and its worker go, and whoever waits for that is told.
    pub fn end(self) {
        drop(self.mounted.try_update_value(Option::take));
        drop(self.replay.try_update_value(Option::take));
        let client = self.client.try_update_value(Option::take).flatten();
        if let Some(client) = client {
            client.refuse(CLOSED);
        }
        self.tell_arrivals();
    }
}

/// What scripts are told of a run that is closed.
pub const CLOSED: &str = "the run is closed";

/// What opens the walk.
const WALK_OPENER: &str = ".walk-opener";

/// The unit whose card is open.
const OPENED_UNIT: &str = "button.unit[aria-expanded=true]";
