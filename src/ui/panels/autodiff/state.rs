//! What is open and looked at, and the scene that follows from it: computed for what is on the screen, once in
//! a frame.

use std::{cell::RefCell, sync::Arc};

use reactive_graph::{prelude::*, signal::RwSignal};

use crate::{
    lab::{
        Portion, Study,
        expression::{Counts, Expression, Folded, Group, Item, Layout, Moment, Refused, refused},
    },
    nn::{Activation, Loss, Named, Network},
    plot::zoom::Zoom,
    text::expression,
    ui::{
        element::{derived, follow},
        frame::Frame,
        run::Run,
        turn::on_screen,
    },
};

/// A handle that can be copied.
#[derive(Clone, Copy)]
pub struct State {
    pub run: Run,
    /// The groups that are open.
    pub open: RwSignal<Vec<Group>>,
    /// Steps of the passes that are done; all where none is said.
    pub step: RwSignal<Option<usize>>,
    /// The node under the pointer.
    pub hovered: RwSignal<Option<usize>>,
    /// The node that Tab reaches.
    pub focus: RwSignal<usize>,
    /// Whether it has the focus.
    pub focused: RwSignal<bool>,
    /// The group whose node is to take the focus when it is there.
    pub refocus: RwSignal<Option<Group>>,
    pub zoom: RwSignal<Zoom>,
    /// Whether a person has chosen what is seen of the graph; else all of it is, whatever its size.
    pub chosen: RwSignal<bool>,
    /// What is drawn; another one only where another network or other groups are seen.
    pub picture: RwSignal<Option<Arc<Picture>>>,
    /// The same with its numbers.
    pub scene: RwSignal<Option<Scene>>,
    pub refused: RwSignal<Option<Refused>>,
}

/// What is drawn, and its numbers at the moment on the screen.
#[derive(Clone)]
pub struct Scene {
    pub picture: Arc<Picture>,
    pub expression: Arc<Expression>,
}

/// What is drawn, whatever the numbers are.
#[derive(Debug, PartialEq)]
pub struct Picture {
    pub folded: Folded,
    pub layout: Layout,
    pub counts: Counts,
    pub activations: Vec<Activation>,
    shape: Shape,
    open: Vec<Group>,
}

/// What the graph follows from, apart from numbers.
#[derive(Clone, Debug, PartialEq)]
struct Shape {
    layers: Vec<(usize, usize, Activation)>,
    loss: Loss,
}

impl Shape {
    fn of(frame: &Frame) -> Self {
        let layers = frame.snapshot.network.layers().iter();
        Self {
            layers: layers
                .map(|layer| (layer.inputs, layer.units, layer.activation))
                .collect(),
            loss: frame.experiment.loss,
        }
    }
}

impl Picture {
    fn new(expression: &Expression, shape: Shape, open: &[Group]) -> Self {
        let folded = Folded::new(expression, open);
        Self {
            layout: Layout::new(&folded),
            counts: expression.counts(),
            activations: shape.layers.iter().map(|layer| layer.2).collect(),
            open: open.to_vec(),
            shape,
            folded,
        }
    }
}

impl Scene {
    /// What is written on a node.
    pub fn name(&self, item: &Item) -> String {
        match item.group {
            Some(Group::Loss) if item.folded => "loss".into(),
            Some(_) | None => expression::name(&self.expression, item),
        }
    }

    /// What is written below: the operation, or a folded unit's activation.
    pub fn sign(&self, item: &Item) -> &'static str {
        match item.group {
            Some(Group::Unit { layer, .. }) if item.folded => self
                .picture
                .activations
                .get(layer)
                .map_or("", |activation| activation.label()),
            Some(_) | None => expression::sign(&self.expression, item),
        }
    }
}

/// The groups that are open, and the sample that is studied.
type Asked = (Vec<Group>, Option<Study>);

/// Milliseconds between two looks while a run trains: numbers that change faster cannot be read, and the
/// browser would paint all of them.
const OFTEN: f64 = 200.0;

/// Whether it is time to look again: at once where something else is asked or nothing trains.
fn due(run: Run) -> impl Fn(&Asked) -> bool {
    let running = run.select(|lab| lab.transport.running);
    let last: RefCell<Option<(f64, Asked)>> = RefCell::new(None);
    move |asked| {
        let (running, now) = (running(), js_sys::Date::now());
        let mut last = last.borrow_mut();
        let waits = |(then, what): &(f64, Asked)| running && what == asked && now - then < OFTEN;
        if last.as_ref().is_some_and(waits) {
            return false;
        }
        *last = Some((now, asked.clone()));
        true
    }
}

impl State {
    /// For the run of the context; `size` is that of the panel, which has none while it is not seen.
    pub fn new(size: RwSignal<Option<[f64; 2]>>) -> Self {
        let state = Self {
            run: Run::get(),
            open: RwSignal::new(Vec::new()),
            step: RwSignal::new(None),
            hovered: RwSignal::new(None),
            focus: RwSignal::new(0),
            focused: RwSignal::new(false),
            refocus: RwSignal::new(None),
            zoom: RwSignal::new(Zoom::default()),
            chosen: RwSignal::new(false),
            picture: RwSignal::new(None),
            scene: RwSignal::new(None),
            refused: RwSignal::new(None),
        };
        let seen = derived(move || {
            size.get()
                .is_some_and(|[width, height]| width > 0.0 && height > 0.0)
        });
        let is_due = due(state.run);
        on_screen(move || {
            if !seen.get() {
                return;
            }
            let asked = (state.open.get(), state.run.look.study.get());
            if is_due(&asked) {
                state.look(asked);
            } else {
                state.run.frame.track();
            }
        });
        // What is pointed at is nothing once it is gone.
        follow(move || {
            state.picture.track();
            state.hovered.set(None);
        });
        state
    }

    /// Computes the scene of the moment on the screen.
    fn look(self, (open, study): Asked) {
        let found = self
            .run
            .frame
            .with(|frame| self.scene_of(frame, &open, study.as_ref()));
        let (scene, why) = match found {
            Ok(scene) => (Some(scene), None),
            Err(why) => (None, Some(why)),
        };
        let picture = scene.as_ref().map(|scene| scene.picture.clone());
        self.refused.set(why);
        self.scene.set(scene);
        let known = self
            .picture
            .with_untracked(|known| match (known, &picture) {
                (Some(known), Some(picture)) => Arc::ptr_eq(known, picture),
                (None, None) => true,
                (Some(_), None) | (None, Some(_)) => false,
            });
        if !known {
            // Another network's graph is seen anew.
            let is_same = self
                .picture
                .with_untracked(|known| match (known, &picture) {
                    (Some(known), Some(picture)) => known.shape == picture.shape,
                    (Some(_) | None, _) => false,
                });
            if !is_same {
                self.chosen.set(false);
            }
            self.picture.set(picture);
        }
    }

    fn scene_of(
        self,
        frame: &Frame,
        open: &[Group],
        study: Option<&Study>,
    ) -> Result<Scene, Refused> {
        let network: &Network = &frame.snapshot.network;
        if let Some(why) = refused(network, frame.experiment.rule, open) {
            return Err(why);
        }
        let first = Study::Row(Portion::Training, 0);
        let sample = study.unwrap_or(&first).sample(&frame.prepared);
        let (x, t) = sample.ok_or(Refused::NoSample)?;
        let expression = Expression::new(network, frame.experiment.loss, &x, &t);
        let shape = Shape::of(frame);
        let known = self.picture.with_untracked(|picture| {
            let picture = picture.as_ref()?;
            (picture.shape == shape && picture.open == open).then(|| picture.clone())
        });
        let picture = known.unwrap_or_else(|| Arc::new(Picture::new(&expression, shape, open)));
        Ok(Scene {
            picture,
            expression: Arc::new(expression),
        })
    }

    /// Reads something of the scene.
    pub fn with<T>(self, part: impl FnOnce(&Scene) -> Option<T>) -> Option<T> {
        self.scene.with(|scene| part(scene.as_ref()?))
    }

    /// Steps that both passes take.
    pub fn steps(self) -> usize {
        self.with(|scene| Some(scene.picture.folded.steps()))
            .unwrap_or_default()
    }

    /// Steps that are done.
    pub fn done(self) -> usize {
        let all = self.steps();
        self.step.get().map_or(all, |step| step.min(all))
    }

    /// Goes to a step.
    pub fn go_to(self, step: usize) {
        self.step.set(Some(step));
    }

    /// The node that was computed last, while one steps through.
    pub fn active(self) -> Option<usize> {
        let step = self.step.get()?;
        match self.with(|scene| {
            Some(
                scene
                    .picture
                    .folded
                    .at(step.min(scene.picture.folded.steps())),
            )
        })? {
            Moment::Start => None,
            Moment::Forward(item) | Moment::Backward(item) => Some(item),
        }
    }

    /// The node that is told about: under the pointer or the focus, else the one computed last, else the loss.
    pub fn looked_at(self) -> Option<usize> {
        let focused = || self.focused.get().then(|| self.focus.get());
        let last = || self.with(|scene| scene.picture.folded.items.len().checked_sub(1));
        self.hovered
            .get()
            .or_else(focused)
            .or_else(|| self.active())
            .or_else(last)
    }

    /// Whether any group is open.
    pub fn has_open(self) -> bool {
        self.open.with(|open| !open.is_empty())
    }

    /// Opens a group, or folds it.
    pub fn toggle(self, group: Group) {
        self.refocus.set(Some(group));
        self.open
            .update(|open| match open.iter().position(|other| *other == group) {
                Some(at) => drop(open.remove(at)),
                None => open.push(group),
            });
    }
}
