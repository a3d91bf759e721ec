//! What can be done to a run, and what the world has to do about it.

use super::{
    branch::{Branch, Row},
    notice::Notice,
};
use crate::{
    engine::{Ask, Report},
    lab::{Edit, FieldError, Moment, Recipe, Speed},
    nn::Stride,
};

/// One thing that happens to a run.
#[derive(Clone, Debug, PartialEq)]
pub enum Action {
    /// The experiment is changed.
    Edit(Edit),
    /// It is changed by what the page has offered as a way out.
    Repair(Edit),
    /// The run is commanded.
    Drive(Drive),
    /// Something is to be known of it.
    News(News),
}

/// A command to a run.
#[derive(Clone, Debug, PartialEq)]
pub enum Drive {
    /// Train until paused.
    Play,
    /// Stop training.
    Pause,
    /// Train one stride.
    Step,
    /// Go back one stride.
    StepBack,
    /// Be ready to train from the moment on the screen, for a script that says how far.
    Ready,
    /// Go back to the very same initial weights.
    Reset,
    /// Choose what a stride is.
    SetStride(Stride),
    /// Choose the speed.
    SetSpeed(Speed),
    /// Show a moment of the past.
    Seek(Moment),
    /// Go back to a branch that was left.
    Return(usize),
    /// Put these parameters in place, laid out as the network's.
    SetParameters(Vec<f32>),
    /// Begin the run with these parameters, under the settings that it has now; the one at hand is kept as a
    /// branch that was left.
    BeginWith(Vec<f32>),
    /// Change some of the parameters by hand.
    Tune(Tune),
    /// Put another experiment in place.
    Open(Box<Opened>),
    /// Take the last change back.
    Undo,
    /// Make it again.
    Redo,
    /// Bring a new trainer to where the run was, after the last one was lost.
    Recover,
}

impl Drive {
    /// Whether it moves a run along its way, as one transport may move several.
    #[must_use]
    pub fn is_transport(&self) -> bool {
        match self {
            Self::Play
            | Self::Pause
            | Self::Step
            | Self::StepBack
            | Self::Reset
            | Self::SetStride(_)
            | Self::SetSpeed(_) => true,
            Self::Ready
            | Self::Seek(_)
            | Self::Return(_)
            | Self::SetParameters(_)
            | Self::BeginWith(_)
            | Self::Tune(_)
            | Self::Open(_)
            | Self::Undo
            | Self::Redo
            | Self::Recover => false,
        }
    }
}

/// Values put in place of some of the parameters, whatever the others have come to.
#[derive(Clone, Debug, PartialEq)]
pub struct Tune {
    /// The parameters, by their numbers, with their values.
    pub changes: Vec<(usize, f32)>,
    /// Whether it goes on with the change before, as all that one drag does is one change.
    pub goes_on: bool,
}

/// What is opened: by a link, a file or a script.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Opened {
    /// The experiment it began with, and what happens on its way.
    pub recipe: Recipe,
    /// How far it had come, where that was kept.
    pub branch: Option<Branch>,
    /// What was wrong with its source; it is opened without.
    pub problems: Vec<FieldError>,
    /// What is to be said of its source.
    pub notice: Notice,
    /// The run that it is to be compared with.
    pub beside: Option<Box<Self>>,
}

impl Opened {
    /// What began the run that it is to be compared with.
    #[must_use]
    pub fn recipe_beside(&self) -> Option<&Recipe> {
        self.beside.as_deref().map(|beside| &beside.recipe)
    }
}

/// What is to be known of a run.
#[derive(Clone, Debug, PartialEq)]
pub enum News {
    /// The trainer tells how far it has come.
    Report(Box<Report>),
    /// The moment on the screen has been measured.
    Measured(Row),
    /// The loss of the moment that was to be shown is no finite number.
    Diverged,
    /// The trainer is gone.
    Lost,
    /// Something given from outside is wrong.
    Complain(FieldError),
    /// Something has been done.
    Say(Notice),
    /// The messages about what was wrong have been read.
    Settle,
    /// All messages have been read.
    Dismiss,
}

impl From<Edit> for Action {
    fn from(edit: Edit) -> Self {
        Self::Edit(edit)
    }
}

impl From<Drive> for Action {
    fn from(drive: Drive) -> Self {
        Self::Drive(drive)
    }
}

impl From<News> for Action {
    fn from(news: News) -> Self {
        Self::News(news)
    }
}

/// What has to be done about an action, in order.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Another run is at hand: bring a trainer to the moment on the screen, and show that.
    Start,
    /// Show the moment on the screen.
    Show,
    /// Ask something of the trainer.
    Ask(Ask),
    /// What the link says has changed: write it.
    Link,
}
