//! The signals of one run, and what a person does to it.

use std::{rc::Rc, sync::Arc};

use js_sys::Promise;
use reactive_graph::{
    owner::{LocalStorage, StoredValue, expect_context},
    prelude::*,
    signal::RwSignal,
};
use wasm_bindgen::{JsError, JsValue};

use super::{machine::Machine, moments::Moments};
use crate::{
    engine::Goal,
    lab::{Action, Effect, Experiment, FieldError, Lab, Notice, View},
    nn::Stride,
    ui::{
        client::STOPPED,
        frame::{Ahead, Frame},
        look::{Aspect, Look},
        mounted::Mounted,
    },
};

/// A run: an experiment, the worker that trains it, and the moment of it on the screen. A handle that
/// can be copied; what it stands for belongs to the reactive owner under which it was made.
#[derive(Clone, Copy)]
pub struct Run {
    /// Tells it from the page's other runs.
    pub id: u32,
    /// The experiment and what the person is doing.
    pub lab: RwSignal<Lab>,
    /// The moment on the screen.
    pub frame: RwSignal<Arc<Frame>>,
    /// Losses, scores and gradient sizes since the start.
    pub moments: StoredValue<Moments>,
    /// What is seen of it.
    pub look: Look,
    /// Why training stopped, where the worker failed.
    pub failure: RwSignal<Option<String>>,
    /// Share of its time that the worker spends training.
    pub load: RwSignal<f64>,
    /// How often the experiment has changed so that its link is another.
    pub links: RwSignal<u32>,
    machine: StoredValue<Rc<Machine>, LocalStorage>,
}

impl Run {
    /// A run at its initial weights, with what was wrong in where its experiment came from. Its
    /// worker starts at once.
    pub fn new(id: u32, experiment: Experiment, problems: Vec<FieldError>) -> Self {
        let look = Look::new(Aspect::first(&experiment), experiment.task());
        let lab = Lab {
            experiment,
            problems,
            ..Lab::default()
        };
        let frame = Frame::initial(&lab.experiment, None, None);
        let run = Self {
            id,
            moments: StoredValue::new(Moments::new(&frame)),
            frame: RwSignal::new(Arc::new(frame)),
            lab: RwSignal::new(lab),
            look,
            failure: RwSignal::new(None),
            load: RwSignal::new(0.0),
            links: RwSignal::new(0),
            machine: StoredValue::new_local(Rc::default()),
        };
        run.connect();
        run
    }

    /// The run that is shown here, inside a component.
    pub fn get() -> Self {
        expect_context()
    }

    /// Whether it has not been closed; what belongs to a closed run is gone.
    pub fn is_open(self) -> bool {
        !self.lab.is_disposed()
    }

    /// What drives it; nothing once it is closed.
    pub(super) fn machine(self) -> Option<Rc<Machine>> {
        self.machine.try_get_value()
    }

    /// A part of the lab, for elements that follow it.
    pub fn select<T>(
        self,
        part: impl Fn(&Lab) -> T + Copy + 'static,
    ) -> impl Fn() -> T + Copy + 'static {
        move || self.lab.with(part)
    }

    /// Does one thing.
    pub fn dispatch(self, action: Action) {
        let effects = self.lab.try_update(|lab| lab.update(action));
        for effect in effects.unwrap_or_default() {
            self.perform(effect);
        }
    }

    /// Trains towards a goal, without the lab's stride and speed.
    pub fn request(self, stride: Stride, count: u64, goal: Goal) -> Promise {
        self.lab.update(|lab| lab.begun = true);
        self.ask(stride, count, goal)
            .unwrap_or_else(|| Promise::reject(&JsError::new(STOPPED).into()))
    }

    /// Resolves when the worker has done all it was told so far.
    pub fn settled(self) -> Promise {
        self.ask(Stride::Sample, 0, Goal::default())
            .unwrap_or_else(|| Promise::resolve(&JsValue::UNDEFINED))
    }

    /// Asks the worker; a report that waits for its turn is taken first, for the next one comes after it.
    fn ask(self, stride: Stride, count: u64, goal: Goal) -> Option<Promise> {
        self.take();
        let machine = self.machine()?;
        let client = machine.client.borrow();
        Some(client.as_ref()?.request(stride, count, goal))
    }

    /// Puts parameters in place of the network's.
    pub fn set_parameters(self, parameters: Vec<f32>) {
        self.lab.update(|lab| lab.begun = true);
        self.perform(Effect::SetParameters(parameters));
    }

    /// Computes the data of an experiment that is about to be shown: for many rows that takes long,
    /// and then the page need not do it all at once.
    pub fn prepare(self, experiment: Experiment) {
        if let Some(machine) = self.machine() {
            machine.ahead.set(Some(Ahead::new(experiment)));
        }
    }

    /// Looks at other inputs, or holds them elsewhere.
    pub fn look_at(self, view: View) {
        self.frame
            .update(|frame| *frame = Arc::new(frame.seen(view)));
    }

    /// Says something that has been done.
    pub fn say(self, text: &str) {
        self.lab.update(|lab| lab.notice = Notice(text.into()));
    }

    /// Draws a seed and begins again from its weights.
    pub fn new_weights(self) {
        let seed = getrandom::u32().unwrap_or_else(|_| js_sys::Date::now() as u32);
        // Short enough to be read out to a class.
        self.dispatch(Action::NewWeights(seed % 10_000));
    }

    /// Shows the run by these elements, and by no others any more.
    pub fn mount(self, mounted: Mounted) {
        if let Some(machine) = self.machine() {
            let last = machine.mounted.replace(Some(mounted));
            drop(last);
        }
    }

    /// A name for what may be on the page once for each run: an id, a group of radio buttons.
    pub fn unique(self, name: &str) -> String {
        format!("{name}-{}", self.id)
    }

    /// Closes the unit's card and gives the focus back to the unit.
    pub fn close_unit(self) {
        let find = |machine: Rc<Machine>| machine.mounted.borrow().as_ref()?.find(OPENED_UNIT);
        let unit = self.machine().and_then(find);
        if let Some(unit) = unit {
            // Focus that cannot move stays where it was, which is as good.
            let _ = unit.focus();
        }
        self.look.opened.set(None);
    }

    /// Closes the unit's card, or else marks no samples any more.
    pub fn close_opened(self) {
        if self.look.opened.get_untracked().is_some() {
            self.close_unit();
        } else {
            self.look.picked.set(None);
        }
    }

    /// Ends the run for good: its elements and its worker go, and whoever waits for that is told.
    pub fn end(self) {
        let Some(machine) = self.machine() else {
            return;
        };
        let (mounted, client) = (machine.mounted.take(), machine.client.take());
        drop(mounted);
        if let Some(client) = client {
            client.refuse(CLOSED);
        }
    }
}

/// What scripts are told of a run that is closed.
pub const CLOSED: &str = "the run is closed";

/// The unit whose card is open.
const OPENED_UNIT: &str = "button.unit[aria-expanded=true]";
