//! The one place where the state of a run changes.

use super::{
    action::{Action, Drive, Effect, News, Opened},
    branch::{Branch, Kept},
    history::History,
    notice::{Consequence, Notice, Undone},
    undo::{Past, Undo},
};
use crate::{
    engine::{Ask, Goal, Report},
    lab::{
        Change, Edit, Event, Experiment, FieldError, Moment, Recipe, Speed,
        edit::{Edited, goes_on},
    },
    nn::Stride,
};

/// How the run is driven.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Transport {
    /// Whether it trains until paused.
    pub running: bool,
    /// What one step is.
    pub stride: Stride,
    /// How fast to play.
    pub speed: Speed,
}

/// A run with everything a person can do to it.
#[derive(Clone, Debug, PartialEq)]
pub struct Lab {
    /// The experiment as it is at the moment on the screen.
    pub experiment: Experiment,
    /// How the run is driven.
    pub transport: Transport,
    /// Whether training stopped because weights or losses left the finite numbers.
    pub diverged: bool,
    /// Whether early stopping ended the run.
    pub stopped: bool,
    /// Whether anything was trained since the start of the run.
    pub begun: bool,
    /// The run until now.
    pub history: History,
    /// The moment on the screen.
    pub moment: Moment,
    /// What the last action did.
    pub notice: Notice,
    /// What was wrong with what was given; the lab went on without it.
    pub problems: Vec<FieldError>,
    /// Training samples of an epoch, as the trainer tells.
    samples: usize,
    /// Whether the trainer stands at the moment on the screen, or is on its way there.
    follows: bool,
    undo: Undo,
}

/// What of a lab panels follow; see [`Lab::face`].
#[derive(Clone, Debug, PartialEq)]
pub struct Face {
    experiment: Experiment,
    running: bool,
    ended: (bool, bool),
    notice: Notice,
    problems: usize,
    samples: usize,
}

impl Default for Lab {
    fn default() -> Self {
        Self::new(Opened::default())
    }
}

impl Lab {
    /// A run that has been opened.
    #[must_use]
    pub fn new(opened: Opened) -> Self {
        let branch = opened.branch.unwrap_or_else(|| Branch::new(opened.recipe));
        let moment = branch.tip;
        Self {
            experiment: branch.experiment(moment),
            transport: Transport {
                running: false,
                stride: Stride::Epoch,
                speed: Speed::default(),
            },
            diverged: false,
            stopped: false,
            begun: moment > Moment::START,
            history: branch.into(),
            moment,
            notice: Notice::None,
            problems: opened.problems,
            samples: 0,
            follows: false,
            undo: Undo::default(),
        }
    }

    /// What has to be done first of all: a trainer is brought to where the run is.
    pub fn begin(&mut self) -> Vec<Effect> {
        self.follows = true;
        vec![Effect::Start]
    }

    /// Whether there is a step to undo.
    #[must_use]
    pub fn can_undo(&self) -> bool {
        self.undo.can_undo()
    }

    /// Whether there is a step that was undone.
    #[must_use]
    pub fn can_redo(&self) -> bool {
        self.undo.can_redo()
    }

    /// Whether the moment on the screen is the furthest that the run has come to.
    #[must_use]
    pub fn is_at_tip(&self) -> bool {
        self.moment >= self.history.now().tip
    }

    /// Whether the trainer stands at the moment on the screen, or is on its way there.
    #[must_use]
    pub fn follows(&self) -> bool {
        self.follows
    }

    /// Whether the trainer's newest moment is the one on the screen.
    #[must_use]
    pub fn shows(&self, at: Moment) -> bool {
        self.follows && self.moment == at
    }

    /// What of the lab panels follow, and a report may change.
    #[must_use]
    pub fn face(&self) -> Face {
        Face {
            experiment: self.experiment.clone(),
            running: self.transport.running,
            ended: (self.diverged, self.stopped),
            notice: self.notice.clone(),
            problems: self.problems.len(),
            samples: self.samples,
        }
    }

    /// Training samples of an epoch; 0 before the trainer has told.
    #[must_use]
    pub fn samples(&self) -> usize {
        self.samples
    }

    /// What has to be known to repeat the run as far as it is shown.
    #[must_use]
    pub fn recipe(&self) -> &Recipe {
        &self.history.now().recipe
    }

    /// Does one thing at `now` milliseconds. A change that is not allowed leaves everything as it is
    /// and is said in [`problems`](Self::problems).
    pub fn update(&mut self, action: impl Into<Action>, now: f64) -> Vec<Effect> {
        match action.into() {
            Action::Edit(edit) => {
                self.problems.clear();
                self.edit(edit, now)
            }
            Action::Drive(drive) => {
                self.problems.clear();
                self.undo.part();
                self.drive(drive)
            }
            Action::News(news) => self.hear(news),
        }
    }

    fn drive(&mut self, drive: Drive) -> Vec<Effect> {
        match drive {
            Drive::Play => self.play(),
            Drive::Pause => self.pause(),
            Drive::Step => self.step(),
            Drive::StepBack => self.step_back(),
            Drive::Ready => self.ready(),
            Drive::Reset => self.reset(),
            Drive::SetStride(stride) => self.pace(|transport| transport.stride = stride),
            Drive::SetSpeed(speed) => self.pace(|transport| transport.speed = speed),
            Drive::Seek(moment) => self.seek(moment),
            Drive::Return(left) => self.go_back_to(left),
            Drive::SetParameters(parameters) => self.set_parameters(parameters),
            Drive::Open(opened) => self.open(*opened),
            Drive::Undo => self.undo(),
            Drive::Redo => self.redo(),
            Drive::Recover => self.recover(),
        }
    }

    fn hear(&mut self, news: News) -> Vec<Effect> {
        match news {
            News::Report(report) => return self.report(*report),
            News::Measured(row) => {
                if self.is_at_tip() {
                    self.history.now_mut().measured(&row);
                }
            }
            News::Diverged => return self.diverge(),
            News::Lost => self.transport.running = false,
            News::Complain(problem) => self.problems.push(problem),
            News::Say(notice) => self.notice = notice,
            News::Settle => self.problems.clear(),
            News::Dismiss => {
                self.problems.clear();
                self.notice = Notice::None;
            }
        }
        Vec::new()
    }

    // Driving.

    fn play(&mut self) -> Vec<Effect> {
        let mut effects = self.ready();
        self.transport.running = true;
        effects.push(self.ask_to_play());
        effects
    }

    fn ask_to_play(&self) -> Effect {
        let Transport { stride, speed, .. } = self.transport;
        let rate = speed.rate();
        Effect::Ask(Ask::Play { stride, rate })
    }

    fn pause(&mut self) -> Vec<Effect> {
        self.transport.running = false;
        vec![Effect::Ask(Ask::Pause)]
    }

    fn step(&mut self) -> Vec<Effect> {
        let mut effects = self.ready();
        let advance = Ask::Advance {
            stride: self.transport.stride,
            count: 1,
            goal: Goal::default(),
        };
        effects.push(Effect::Ask(advance));
        effects
    }

    /// Brings the trainer to the moment on the screen, so that it can go on from there.
    fn ready(&mut self) -> Vec<Effect> {
        let mut effects = Vec::new();
        self.notice = Notice::None;
        if self.transport.running {
            effects.extend(self.pause());
        }
        if !self.follows && !self.is_at_tip() {
            self.keep(Undone::BranchOff);
        }
        effects.extend(self.leave_past());
        (self.begun, self.diverged, self.stopped) = (true, false, false);
        effects
    }

    /// Goes on from the moment on the screen: as another branch, where that is not the last.
    fn leave_past(&mut self) -> Vec<Effect> {
        if self.follows {
            return Vec::new();
        }
        if !self.is_at_tip() {
            self.history.branch_off(self.moment, self.samples);
            self.notice = Notice::BranchedOff(self.moment);
        }
        self.follows = true;
        vec![Effect::Start, Effect::Link]
    }

    fn step_back(&mut self) -> Vec<Effect> {
        let mut effects = self.pause();
        let before = self.stride_before(self.moment);
        effects.extend(self.seek(before));
        effects
    }

    /// Shows a moment of the branch at hand.
    fn seek(&mut self, moment: Moment) -> Vec<Effect> {
        let mut effects = Vec::new();
        if self.transport.running {
            effects.extend(self.pause());
        }
        let moment = moment.min(self.history.now().tip);
        if moment == self.moment {
            return effects;
        }
        self.moment = moment;
        self.experiment = self.history.now().experiment(moment);
        (self.follows, self.diverged, self.stopped) = (false, false, false);
        self.notice = Notice::None;
        effects.push(Effect::Show);
        effects
    }

    fn pace(&mut self, set: impl FnOnce(&mut Transport)) -> Vec<Effect> {
        set(&mut self.transport);
        if self.transport.running {
            vec![self.ask_to_play()]
        } else {
            Vec::new()
        }
    }

    fn reset(&mut self) -> Vec<Effect> {
        let mut effects = self.pause();
        let untouched = self.moment == Moment::START && self.recipe().timeline.is_empty();
        if !untouched {
            self.keep(Undone::Reset);
        }
        let recipe = self.repeated();
        self.experiment = recipe.until(0);
        self.notice = Notice::Reset(self.experiment.seed);
        effects.extend(self.start(recipe));
        effects
    }

    /// The run from its start: with what was foreseen, unless it was changed on the way; then with
    /// the settings that it has now.
    fn repeated(&self) -> Recipe {
        let now = self.history.now();
        if now.foreseen {
            return now.recipe.clone();
        }
        // Weights that a run was opened with are where it begins.
        let given = now.recipe.timeline.iter().take_while(|event| {
            event.at == Moment::START && matches!(event.change, Change::SetParameters(_))
        });
        let timeline: Vec<Event> = given.cloned().collect();
        Recipe {
            experiment: self.experiment.clone(),
            timeline,
        }
    }

    fn go_back_to(&mut self, left: usize) -> Vec<Effect> {
        let mut effects = Vec::new();
        if left >= self.history.left().len() {
            return effects;
        }
        if self.transport.running {
            effects.extend(self.pause());
        }
        self.keep(Undone::Return);
        self.history.go_back_to(left);
        self.moment = self.history.now().tip;
        self.experiment = self.history.now().experiment(self.moment);
        self.notice = Notice::Returned(self.moment.epoch);
        effects.extend(self.resume());
        effects
    }

    fn set_parameters(&mut self, parameters: Vec<f32>) -> Vec<Effect> {
        self.keep(Undone::SetParameters);
        let mut effects = self.leave_past();
        (self.begun, self.diverged, self.stopped) = (true, false, false);
        effects.push(Effect::Ask(Ask::SetParameters(parameters)));
        effects
    }

    fn open(&mut self, opened: Opened) -> Vec<Effect> {
        let branch = opened.branch.unwrap_or_else(|| Branch::new(opened.recipe));
        let experiment = branch.experiment(branch.tip);
        self.problems = opened.problems;
        if let Err(problem) = experiment.validate() {
            self.problems.push(problem);
            return Vec::new();
        }
        let mut effects = self.pause();
        self.keep(Undone::Open);
        self.notice = Notice::None;
        (self.moment, self.experiment) = (branch.tip, experiment);
        self.history = branch.into();
        self.begun = self.moment > Moment::START;
        effects.extend(self.resume());
        effects
    }

    /// A run from its start.
    fn start(&mut self, recipe: Recipe) -> Vec<Effect> {
        self.history = recipe.into();
        self.moment = Moment::START;
        self.begun = self.transport.running;
        let mut effects = self.resume();
        if self.transport.running {
            effects.push(self.ask_to_play());
        }
        effects
    }

    /// Another run, branch or moment is at hand: the trainer has to be brought there.
    fn resume(&mut self) -> Vec<Effect> {
        (self.follows, self.diverged, self.stopped) = (true, false, false);
        vec![Effect::Start, Effect::Link]
    }

    /// After the trainer was lost: another one is brought to where the run was.
    fn recover(&mut self) -> Vec<Effect> {
        self.notice = Notice::Recovered(self.moment.epoch);
        self.follows = true;
        vec![Effect::Start]
    }

    // Editing.

    fn edit(&mut self, edit: Edit, now: f64) -> Vec<Effect> {
        let mut next = self.experiment.clone();
        let result = edit.clone().apply(&mut next);
        let edited = match result.and_then(|edited| next.validate().map(|()| edited)) {
            Ok(edited) => edited,
            Err(problem) => {
                self.problems.push(problem);
                return Vec::new();
            }
        };
        if next == self.experiment {
            return Vec::new();
        }
        if !self.undo.joins(&edit, now) {
            self.keep(Undone::Edit(edit));
        }
        if goes_on(&self.experiment, &next) {
            self.adjust(next, edited)
        } else {
            self.restart(next, edited)
        }
    }

    fn adjust(&mut self, next: Experiment, edited: Edited) -> Vec<Effect> {
        let consequence = if self.begun {
            Consequence::GoesOn
        } else {
            Consequence::Nothing
        };
        let settings = next.settings();
        if !self.begun {
            // Before the first step there is no other beginning than this.
            self.experiment = next;
            self.notice = Notice::Edited(edited, consequence);
            self.history = Recipe::from(self.experiment.clone()).into();
            return self.resume();
        }
        let mut effects = self.leave_past();
        (self.stopped, self.diverged) = (false, false);
        self.experiment = next;
        self.notice = Notice::Edited(edited, consequence);
        effects.extend([Effect::Ask(Ask::Adjust(settings)), Effect::Link]);
        effects
    }

    fn restart(&mut self, next: Experiment, edited: Edited) -> Vec<Effect> {
        let consequence = if self.begun {
            Consequence::Restarted
        } else {
            Consequence::Nothing
        };
        self.notice = Notice::Edited(edited, consequence);
        self.experiment = next.clone();
        self.start(next.into())
    }

    // Undoing.

    fn keep(&mut self, done: Undone) {
        let past = self.past(done);
        self.undo.keep(past);
    }

    fn past(&self, done: Undone) -> Past {
        Past {
            experiment: self.experiment.clone(),
            history: self.history.clone(),
            moment: self.moment,
            begun: self.begun,
            done,
        }
    }

    fn undo(&mut self) -> Vec<Effect> {
        let mut undo = std::mem::take(&mut self.undo);
        let past = undo.back(|done| self.past(done));
        self.undo = undo;
        match past {
            Some(past) => self.bring_back(past, Notice::Undone),
            None => {
                self.notice = Notice::NothingToUndo;
                Vec::new()
            }
        }
    }

    fn redo(&mut self) -> Vec<Effect> {
        let mut undo = std::mem::take(&mut self.undo);
        let next = undo.forward(|done| self.past(done));
        self.undo = undo;
        match next {
            Some(next) => self.bring_back(next, Notice::Redone),
            None => {
                self.notice = Notice::NothingToRedo;
                Vec::new()
            }
        }
    }

    fn bring_back(&mut self, past: Past, notice: fn(Undone, u64) -> Notice) -> Vec<Effect> {
        let mut effects = self.pause();
        self.notice = notice(past.done, past.moment.epoch);
        self.experiment = past.experiment;
        (self.history, self.moment, self.begun) = (past.history, past.moment, past.begun);
        if self.is_at_tip() {
            effects.extend(self.resume());
        } else {
            // A moment of the past stays one: whoever goes on from there leaves the branch.
            (self.follows, self.diverged, self.stopped) = (false, false, false);
            effects.extend([Effect::Show, Effect::Link]);
        }
        effects
    }

    // Hearing of the trainer.

    fn report(&mut self, report: Report) -> Vec<Effect> {
        self.samples = report.samples;
        if report.arriving {
            return Vec::new();
        }
        let at = report.progress.moment();
        let before = self.history.now().happened;
        let branch = self.history.now_mut();
        for event in report.happened {
            branch.happen(event);
        }
        let events = branch.happened;
        branch.tip = branch.tip.max(at);
        if let Some(checkpoint) = report.checkpoint {
            let kept = Kept {
                at,
                events,
                checkpoint,
            };
            self.history.keep(kept, self.samples);
        }
        if !self.follows {
            return Vec::new();
        }
        self.moment = at;
        let mut effects = Vec::new();
        if events != before {
            let experiment = self.history.now().experiment(at);
            if experiment != self.experiment {
                self.experiment = experiment;
                effects.push(Effect::Link);
            }
        }
        if report.diverged && !self.diverged {
            (self.transport.running, self.diverged) = (false, true);
        }
        if let Some(stopped) = report.stopped
            && !self.stopped
        {
            (self.transport.running, self.stopped) = (false, true);
            // Who has just brought this moment back is told that instead.
            if self.notice == Notice::None {
                self.notice = Notice::StoppedEarly {
                    epoch: stopped.epoch,
                    best: stopped.best_epoch,
                    patience: self.experiment.patience.unwrap_or_default(),
                };
            }
        }
        effects
    }

    /// The loss at the newest moment is no number any more: what was before is shown.
    fn diverge(&mut self) -> Vec<Effect> {
        let mut effects = self.pause();
        self.diverged = true;
        let before = self.history.now().before(self.stride_before(self.moment));
        let at = before.map_or(Moment::START, |kept| kept.at);
        self.history.now_mut().cut(at, self.samples);
        self.moment = at;
        self.follows = true;
        effects.push(Effect::Start);
        effects
    }
}
