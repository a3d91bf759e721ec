//! The page's state: the lab, the moment on the screen, and what only the page knows.

use std::{cell::RefCell, sync::Arc};

use js_sys::Promise;
use reactive_graph::{
    owner::{LocalStorage, StoredValue, expect_context},
    prelude::*,
    signal::RwSignal,
};
use wasm_bindgen::{JsCast, JsError, closure::Closure};

use super::{
    address,
    browser::{document, window},
    client::{Client, Listener, STOPPED},
    frame::Frame,
    theme,
};
use crate::{
    engine::{Command, Data, Goal, Report},
    lab::{Action, Effect, Experiment, FieldError, Lab, Notice, Portion, Prepared, Snapshot, View},
    nn::{Evaluation, Stride, Task},
    plot::{color::Theme, series::Trace},
};

/// What the links of the diagram show.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Shown {
    /// The kernel's weights.
    #[default]
    Weights,
    /// The loss's derivative by each weight.
    Gradients,
}

/// What the large picture shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Aspect {
    /// All outputs in one picture.
    #[default]
    All,
    /// One output alone.
    Output(usize),
    /// Which classes are taken for which.
    Confusion,
}

/// A cell of a confusion matrix: the samples of one class that were taken for another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cell {
    /// The label, where there are several matrices.
    pub label: usize,
    /// What the samples are.
    pub truth: usize,
    /// What they were taken for.
    pub predicted: usize,
}

/// What drawing on the plane does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pen {
    /// Puts points of a class.
    Class(u8),
    /// Takes points away.
    Eraser,
}

/// A neuron of the diagram: its column (0 is the inputs) and its place in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Neuron {
    /// 0 for inputs, then the layers.
    pub column: usize,
    /// From the top.
    pub unit: usize,
}

/// The page's signals. Components get it from the context and send it actions.
#[derive(Clone, Copy)]
pub struct Store {
    /// The experiment and what the person is doing.
    pub lab: RwSignal<Lab>,
    /// The moment on the screen.
    pub frame: RwSignal<Arc<Frame>>,
    /// Losses, accuracies and gradient sizes since the start of the run; see [`Track`].
    pub trace: StoredValue<Trace>,
    /// Light or dark.
    pub theme: RwSignal<Theme>,
    /// What links show.
    pub shown: RwSignal<Shown>,
    /// What the large picture shows.
    pub aspect: RwSignal<Aspect>,
    /// The cell of the confusion matrix whose samples are marked.
    pub picked: RwSignal<Option<Cell>>,
    /// Which samples the confusion matrix counts.
    pub portion: RwSignal<Portion>,
    /// What drawing on the plane does.
    pub pen: RwSignal<Pen>,
    /// The part of the gallery that is shown.
    pub gallery: RwSignal<Task>,
    /// The unit whose card is open.
    pub opened: RwSignal<Option<Neuron>>,
    /// Whether the list of keys is open.
    pub help: RwSignal<bool>,
    /// The link to show for copying by hand, where the browser does not copy.
    pub share: RwSignal<Option<String>>,
    /// Why training stopped, where the worker failed.
    pub failure: RwSignal<Option<String>>,
    /// Share of its time that the worker spends training.
    pub load: RwSignal<f64>,
    run: StoredValue<u32>,
    /// The samples that the worker has.
    sent: StoredValue<Option<Arc<Prepared>>>,
    client: StoredValue<Option<Client>, LocalStorage>,
}

/// The columns of [`Store::trace`]; the layers' gradient sizes follow.
#[derive(Clone, Copy)]
pub enum Track {
    /// Training loss.
    TrainLoss,
    /// Test loss.
    TestLoss,
    /// Training accuracy, or R² of a regression.
    TrainScore,
    /// Test accuracy, or R² of a regression.
    TestScore,
    /// Gradient size of layer `.0`.
    Gradient(usize),
}

impl Track {
    /// The column's number.
    pub fn column(self) -> usize {
        match self {
            Self::TrainLoss => 0,
            Self::TestLoss => 1,
            Self::TrainScore => 2,
            Self::TestScore => 3,
            Self::Gradient(layer) => 4 + layer,
        }
    }
}

/// Moments that a trace keeps.
const TRACE: usize = 2000;

thread_local! {
    /// The report that waits for the next frame.
    static NEXT: RefCell<Option<Report>> = const { RefCell::new(None) };
}

impl Store {
    /// The page's state at the start: the experiment of the address, with what was wrong in it.
    pub fn new(experiment: Experiment, problems: Vec<FieldError>) -> Self {
        let task = experiment.task();
        let aspect = first_aspect(&experiment);
        let lab = Lab {
            experiment,
            problems,
            ..Lab::default()
        };
        let frame = Frame::initial(&lab.experiment, None);
        let store = Self {
            trace: StoredValue::new(fresh_trace(&frame)),
            frame: RwSignal::new(Arc::new(frame)),
            lab: RwSignal::new(lab),
            theme: RwSignal::new(theme::preferred()),
            shown: RwSignal::new(Shown::default()),
            aspect: RwSignal::new(aspect),
            picked: RwSignal::new(None),
            portion: RwSignal::new(Portion::default()),
            pen: RwSignal::new(Pen::Class(1)),
            gallery: RwSignal::new(task),
            opened: RwSignal::new(None),
            help: RwSignal::new(false),
            share: RwSignal::new(None),
            failure: RwSignal::new(None),
            load: RwSignal::new(0.0),
            run: StoredValue::new(0),
            sent: StoredValue::new(None),
            client: StoredValue::new_local(None),
        };
        store.connect();
        store
    }

    /// The page's state, inside a component.
    pub fn get() -> Self {
        expect_context()
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
        let effects = self
            .lab
            .try_update(|lab| lab.update(action))
            .unwrap_or_default();
        for effect in effects {
            self.perform(effect);
        }
    }

    /// Trains towards a goal, without the lab's stride and speed.
    pub fn request(self, stride: Stride, count: u64, goal: Goal) -> Promise {
        self.lab.update(|lab| lab.begun = true);
        self.client.with_value(|client| match client {
            Some(client) => client.request(stride, count, goal),
            None => Promise::reject(&JsError::new(STOPPED).into()),
        })
    }

    /// Resolves when the worker has done all it was told so far.
    pub fn settled(self) -> Promise {
        self.client.with_value(|client| match client {
            Some(client) => client.request(Stride::Sample, 0, Goal::default()),
            None => Promise::resolve(&wasm_bindgen::JsValue::UNDEFINED),
        })
    }

    /// Puts parameters in place of the network's.
    pub fn set_parameters(self, parameters: Vec<f32>) {
        self.lab.update(|lab| lab.begun = true);
        self.perform(Effect::SetParameters(parameters));
    }

    /// Closes the unit's card and gives the focus back to the unit.
    pub fn close_unit(self) {
        let unit = document().query_selector("button.unit[aria-expanded=true]");
        let unit = unit.ok().flatten();
        if let Some(unit) = unit.and_then(|u| u.dyn_into::<web_sys::HtmlElement>().ok()) {
            // Focus that cannot move stays where it was, which is as good.
            let _ = unit.focus();
        }
        self.opened.set(None);
    }

    /// Closes the unit's card, or else marks no samples any more.
    pub fn close(self) {
        if self.opened.get_untracked().is_some() {
            self.close_unit();
        } else {
            self.picked.set(None);
        }
    }

    /// Looks at other inputs, or holds them elsewhere.
    pub fn look(self, view: View) {
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

    /// Starts another worker after one failed, from the weights on the screen.
    pub fn reconnect(self) {
        let parameters = self
            .frame
            .with(|f| f.snapshot.network.parameters().to_vec());
        self.failure.set(None);
        self.connect();
        self.perform(Effect::SetParameters(parameters));
    }

    fn connect(self) {
        self.sent.set_value(None);
        match Client::start(self) {
            Ok(client) => {
                self.client.set_value(Some(client));
                self.send_start();
            }
            Err(_) => self.failed("this browser cannot start module workers".into()),
        }
    }

    fn send(self, command: &Command) {
        self.client.with_value(|client| {
            if let Some(client) = client {
                client.send(command);
            }
        });
    }

    fn send_start(self) {
        let run = self.run.with_value(|run| run + 1);
        self.run.set_value(run);
        let prepared = self.frame.with_untracked(|f| f.prepared.clone());
        let known = |sent: &Option<Arc<Prepared>>| {
            sent.as_ref()
                .is_some_and(|sent| Arc::ptr_eq(sent, &prepared))
        };
        if !self.sent.with_value(known) {
            self.send(&Command::Data(Data::from(&*prepared)));
            self.sent.set_value(Some(prepared));
        }
        let experiment = Box::new(self.lab.with_untracked(|lab| lab.experiment.clone()));
        self.send(&Command::Start { run, experiment });
    }

    fn perform(self, effect: Effect) {
        match effect {
            Effect::Start => self.begin(),
            Effect::Adjust => self.adjust(),
            Effect::Play if self.failure.with_untracked(Option::is_some) => {
                self.lab.update(|lab| lab.running = false);
            }
            Effect::Play => {
                let (stride, speed) = self.lab.with_untracked(|lab| (lab.stride, lab.speed));
                self.send(&Command::Play {
                    stride,
                    rate: speed.rate(),
                });
            }
            Effect::Pause => self.send(&Command::Pause),
            Effect::Advance(stride) => self.send(&Command::Advance {
                // Nobody waits for it.
                id: 0,
                stride,
                count: 1,
                goal: Goal::default(),
            }),
            Effect::SetParameters(parameters) => self.send(&Command::SetParameters { parameters }),
            Effect::Link => self
                .lab
                .with_untracked(|lab| address::write(&lab.experiment)),
        }
    }

    /// Shows the new run's first moment at once; the worker's reports follow.
    fn begin(self) {
        let experiment = self.lab.with_untracked(|lab| lab.experiment.clone());
        let frame = self
            .frame
            .with_untracked(|last| Frame::initial(&experiment, Some(last)));
        self.trace.set_value(fresh_trace(&frame));
        self.settle_picture(&frame);
        self.opened.update(|opened| {
            *opened = opened.filter(|n| exists(*n, &experiment));
        });
        self.frame.set(Arc::new(frame));
        self.send_start();
    }

    /// The large picture shows what the new data have.
    fn settle_picture(self, frame: &Frame) {
        let other = self.frame.with_untracked(|last| {
            last.prepared.names() != frame.prepared.names()
                || last.experiment.data.dataset != frame.experiment.data.dataset
        });
        if other {
            self.aspect.set(first_aspect(&frame.experiment));
            self.picked.set(None);
            self.gallery.set(frame.prepared.task);
        }
    }

    fn adjust(self) {
        let experiment = self.lab.with_untracked(|lab| lab.experiment.clone());
        self.send(&Command::Adjust {
            experiment: Box::new(experiment.clone()),
        });
        self.frame
            .update(|frame| *frame = Arc::new(frame.adjusted(experiment)));
    }

    /// Shows the newest report, once per frame of the screen.
    fn show(self) {
        let Some(report) = NEXT.with_borrow_mut(Option::take) else {
            return;
        };
        if report.run == self.run.get_value() {
            self.show_report(&report);
        }
        self.client.with_value(|client| {
            if let Some(client) = client {
                client.taken();
                client.settle(&report.done);
            }
        });
    }

    fn show_report(self, report: &Report) {
        let next = self
            .frame
            .with_untracked(|frame| frame.advanced(&report.parameters, report.progress));
        let Some(frame) = next else {
            return;
        };
        self.load.set(report.load);
        if report.diverged || !frame.is_finite() {
            self.go_back();
            return;
        }
        let (epochs, row) = (frame.epochs(), trace_row(&frame.snapshot));
        self.trace.update_value(|trace| {
            trace.truncate_after(epochs);
            trace.push(epochs, &row);
        });
        self.frame.set(Arc::new(frame));
        if let Some((epoch, best)) = report.stopped
            && !self.lab.with_untracked(|lab| lab.stopped)
        {
            self.dispatch(Action::StopEarly(epoch, best));
        }
    }

    /// After weights or losses left the finite numbers: the moment on the screen is the last one
    /// before, and training can go on from there.
    fn go_back(self) {
        if !self.lab.with_untracked(|lab| lab.diverged) {
            self.dispatch(Action::Diverge);
        }
        let parameters = self
            .frame
            .with_untracked(|f| f.snapshot.network.parameters().to_vec());
        self.perform(Effect::SetParameters(parameters));
    }
}

impl Listener for Store {
    fn report(&self, report: Report) {
        let store = *self;
        let waiting = NEXT.with_borrow_mut(|next| next.replace(report).is_some());
        if !waiting {
            let show = Closure::once_into_js(move || store.show());
            let _ = window().request_animation_frame(show.unchecked_ref());
        }
    }

    fn failed(&self, why: String) {
        let store = *self;
        // The client cannot be dropped from inside its own event.
        wasm_bindgen_futures::spawn_local(async move {
            store.client.set_value(None);
            store.lab.update(|lab| lab.running = false);
            store.failure.set(Some(why));
        });
    }
}

/// What tells most at first: of images no two pixels do.
fn first_aspect(experiment: &Experiment) -> Aspect {
    match experiment.data.image() {
        Some(_) => Aspect::Confusion,
        None => Aspect::All,
    }
}

fn exists(neuron: Neuron, experiment: &Experiment) -> bool {
    let Neuron { column, unit } = neuron;
    let layer = column.checked_sub(1).and_then(|l| experiment.layers.get(l));
    layer.is_some_and(|layer| unit < layer.units)
}

fn fresh_trace(frame: &Frame) -> Trace {
    let row = trace_row(&frame.snapshot);
    let mut trace = Trace::new(row.len(), TRACE);
    trace.push(0.0, &row);
    trace
}

fn trace_row(snapshot: &Snapshot) -> Vec<f32> {
    let loss = |e: Option<Evaluation>| e.map_or(f32::NAN, |e| e.loss as f32);
    let score = |e: Option<Evaluation>| e.and_then(score).map_or(f32::NAN, |s| s as f32);
    let (train, test) = (snapshot.train, snapshot.test);
    let mut row = vec![loss(train), loss(test), score(train), score(test)];
    row.extend(snapshot.gradient_sizes().iter().map(|&size| size as f32));
    row
}

/// How good it is, 1 at best: the accuracy, or R² of a regression.
pub fn score(evaluation: Evaluation) -> Option<f64> {
    evaluation.accuracy.or(evaluation.fit.map(|fit| fit.r2))
}
