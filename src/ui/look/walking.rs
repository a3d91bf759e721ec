//! The walk through a training step.

use std::sync::Arc;

use reactive_graph::{prelude::*, signal::RwSignal};

use crate::{
    lab::{
        Moment, Prepared, Study,
        steps::{Focus, Stage, stages},
    },
    nn::Walk,
    run::TooLarge,
};

/// What a walk was worked out for.
#[derive(Clone, Debug)]
pub struct Ground {
    /// The run's data.
    pub data: Arc<Prepared>,
    /// The moment before the step.
    pub moment: Moment,
    /// The sample it is made on; none for the next mini-batch.
    pub study: Option<Study>,
}

/// The signals of the walk through a training step.
#[derive(Clone, Copy)]
pub struct Walking {
    /// The stage, by its number, while one walks.
    pub stage: RwSignal<Option<usize>>,
    /// The step, once it is worked out, and what for.
    pub walk: RwSignal<Option<(Arc<Walk>, Ground)>>,
    /// Why it is not worked out: it would be too much.
    pub too_large: RwSignal<Option<TooLarge>>,
    /// Which of its samples is followed.
    pub sample: RwSignal<usize>,
    /// The unit and the parameter in focus.
    pub focus: RwSignal<Focus>,
    /// Whether it goes from stage to stage by itself.
    pub plays: RwSignal<bool>,
    /// Whether the step has been made.
    pub made: RwSignal<Made>,
}

/// Whether the step that is walked has been made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Made {
    /// It has not.
    No,
    /// The trainer has been asked to.
    Asked,
    /// It has.
    Yes,
}

impl Walking {
    /// Nobody walks.
    pub fn new() -> Self {
        Self {
            stage: RwSignal::new(None),
            walk: RwSignal::new(None),
            too_large: RwSignal::new(None),
            sample: RwSignal::new(0),
            focus: RwSignal::new(Focus {
                source: Some(0),
                ..Focus::default()
            }),
            plays: RwSignal::new(false),
            made: RwSignal::new(Made::No),
        }
    }

    /// Whether the walk is open.
    pub fn is_open(self) -> bool {
        self.stage.with(Option::is_some)
    }

    /// Walks no more; the run stays where it is.
    pub fn close(self) {
        self.plays.set(false);
        self.made.set(Made::No);
        self.stage.set(None);
        self.walk.set(None);
    }

    /// Forgets the step that was worked out; one walks on once another is.
    pub fn forget(self) {
        if self.walk.with_untracked(Option::is_some) {
            self.walk.set(None);
        }
        self.plays.set(false);
        self.made.set(Made::No);
    }

    /// Every stage of the step that is walked.
    pub fn stages(self) -> Vec<Stage> {
        self.walk.with(|walk| {
            walk.as_ref().map_or_else(Vec::new, |(walk, _)| {
                let layers = walk.samples.first().map_or(0, |w| w.layers.len());
                stages(layers, walk.settings.rule.is_local())
            })
        })
    }

    /// The stage at hand.
    pub fn at(self) -> Option<Stage> {
        let stage = self.stage.get()?;
        self.stages().get(stage).copied()
    }
}
