//! What the panel shows.

use std::sync::Arc;

use reactive_graph::{prelude::*, signal::RwSignal};

use crate::{
    lab::{
        Prepared, Study,
        perceptron::{Update, weights},
    },
    nn::{
        Fared, LearningRule, Walk,
        separation::{Cycle, Margin, Points, Separation},
    },
    ui::{
        element::{derived, follow},
        frame::Frame,
        run::Run,
    },
};

/// What of the units is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum View {
    /// What the next sample does.
    Update,
    /// Why it comes to an end, or cannot.
    Theorem,
    /// The weights in their own space.
    Weights,
}

impl View {
    pub const ALL: [Self; 3] = [Self::Update, Self::Theorem, Self::Weights];

    pub fn label(self) -> &'static str {
        match self {
            Self::Update => "One update",
            Self::Theorem => "Theorem",
            Self::Weights => "Weight space",
        }
    }
}

/// What is proved of a unit's samples, and the samples on their sides.
#[derive(Clone, Debug, PartialEq)]
pub struct Proof {
    pub unit: usize,
    pub found: Separation,
}

/// Where the weights were after so many mistakes of each unit.
#[derive(Clone, Debug, PartialEq)]
pub struct Seen {
    pub mistakes: Vec<u64>,
    pub parameters: Vec<f32>,
}

/// Whether and how the weights go round.
#[derive(Clone, Debug, PartialEq)]
pub enum Round {
    /// It is looked for.
    Sought,
    /// They do.
    Found(Arc<Cycle>),
    /// It was not found.
    None,
    /// Nothing of the kind can be said: another order each epoch, another rate, another rule.
    Unknown,
}

/// The signals of the panel. A handle that can be copied.
#[derive(Clone, Copy)]
pub struct Scene {
    pub run: Run,
    pub view: RwSignal<View>,
    /// The unit that is studied.
    pub unit: RwSignal<usize>,
    /// How many there are.
    pub units: RwSignal<usize>,
    /// Whether the network reads two inputs.
    pub has_plane: RwSignal<bool>,
    /// The size of the picture in CSS pixels; nothing of one that is not seen.
    pub size: RwSignal<Option<[f64; 2]>>,
    /// The data of the run.
    pub data: RwSignal<Data>,
    /// The step that comes next, where it is known.
    pub next: RwSignal<Option<Arc<Walk>>>,
    /// What is proved of the studied unit's samples, once it is.
    pub proof: RwSignal<Option<Arc<Proof>>>,
    pub round: RwSignal<Round>,
    /// The weights on the way here, as far as they were seen.
    pub trace: RwSignal<Arc<Vec<Seen>>>,
}

/// The data of a run, the same as long as they are not prepared anew.
#[derive(Clone)]
pub struct Data(pub Arc<Prepared>);

impl PartialEq for Data {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl Scene {
    /// A panel that shows the first unit, with a picture of that size.
    pub fn new(size: RwSignal<Option<[f64; 2]>>) -> Self {
        let run = Run::get();
        let unit = RwSignal::new(0);
        let units = derived(move || run.frame.with(|f| f.snapshot.network.outputs()));
        follow(move || {
            let last = units.get().saturating_sub(1);
            if unit.get_untracked() > last {
                unit.set(last);
            }
        });
        Self {
            run,
            view: RwSignal::new(View::Update),
            unit,
            units,
            has_plane: derived(move || run.frame.with(|f| f.snapshot.network.inputs() == 2)),
            size,
            data: derived(move || run.frame.with(|f| Data(f.prepared.clone()))),
            next: RwSignal::new(None),
            proof: RwSignal::new(None),
            round: RwSignal::new(Round::Unknown),
            trace: RwSignal::default(),
        }
    }

    /// The side of the picture, in CSS pixels.
    pub fn side(self) -> f64 {
        let size = self.size.get().unwrap_or_default();
        size[0].min(size[1])
    }

    pub fn rule(self) -> LearningRule {
        self.run.frame.with(|f| f.experiment.rule)
    }

    /// Whether some weights do not learn.
    pub fn frozen(self) -> bool {
        self.run.frame.with(|f| {
            let settings = f.experiment.settings();
            !settings.learns(0) || !settings.fixed.parameters(&f.snapshot.network).is_empty()
        })
    }

    /// The training sample that is studied, where one is.
    pub fn studied(self) -> Option<u32> {
        let samples = self.run.frame.with(|f| f.prepared.train.len());
        let study = self.run.look.study.get();
        let row = study.as_ref().and_then(Study::training_row);
        row.filter(|row| (*row as usize) < samples)
    }

    /// The weights that learn, of a unit, at the moment on the screen; the bias last.
    pub fn weights(self, unit: usize) -> Option<Vec<f64>> {
        self.run
            .frame
            .with(|f| weights(&f.snapshot.network, learning(f), unit))
    }

    /// What the next sample does to the studied unit.
    pub fn update(self) -> Option<Update> {
        let unit = self.unit.get();
        self.next.with(|walk| {
            let walk = walk.as_ref()?;
            let network = |f: &Arc<Frame>| Update::of(&f.snapshot.network, walk, unit);
            self.run.frame.with_untracked(network)
        })
    }

    /// The proof of the studied unit's samples.
    pub fn found(self) -> Option<Arc<Proof>> {
        let unit = self.unit.get();
        self.proof.get().filter(|proof| proof.unit == unit)
    }

    /// The margin, where a line separates the studied unit's samples.
    pub fn margin(self) -> Option<Margin> {
        match &self.found()?.found {
            Separation::Apart(margin) => Some(margin.clone()),
            Separation::Meeting(_) | Separation::Undecided => None,
        }
    }

    /// The studied unit's samples, each on its side.
    pub fn points(self) -> Option<Points> {
        let unit = self.unit.get();
        crate::lab::perceptron::points(&self.data.get().0, unit)
    }

    /// How the units have fared.
    pub fn fared(self) -> Option<Arc<Fared>> {
        self.run.frame.with(|f| f.fared.clone())
    }
}

/// The parameters that learn.
pub fn learning(frame: &Frame) -> &[f32] {
    let working = frame
        .fared
        .as_ref()
        .and_then(|fared| fared.working.as_deref());
    working.unwrap_or(frame.snapshot.network.parameters())
}
