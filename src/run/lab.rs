//! The one place where the state of a run changes.

use std::sync::Arc;

use super::{
    action::{Action, Drive, Effect, News, Opened, Tune},
    branch::Branch,
    history::History,
    notice::{Consequence, Notice, Undone},
    undo::{Past, Undo},
};
use crate::{
    engine::{Ask, Goal, Report},
    lab::{
        Change, Edit, Experiment, FieldError, Moment, Recipe, Speed,
        code::EPOCHS,
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
    /// The run that the last change put an end to, where what has come of it can be compared: until the
    /// next change. After one that let the run go on it has no curves of its own.
    pub before: Option<Arc<Branch>>,
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
            before: None,
            notice: opened.notice,
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

    /// Epochs that a script of the run trains: as many as the run has done, or some where it has hardly begun.
    #[must_use]
    pub fn script_epochs(&self) -> u64 {
        match self.history.now().tip.epoch {
            0 => EPOCHS,
            done => done,
        }
    }

    /// Does one thing at `now` milliseconds. A change that is not allowed leaves everything as it is
    /// and is said in [`problems`](Self::problems).
    pub fn update(&mut self, action: impl Into<Action>, now: f64) -> Vec<Effect> {
        match action.into() {
            Action::Edit(edit) => {
                self.problems.clear();
                self.edit(edit, now, false)
            }
            Action::Repair(edit) => {
                self.problems.clear();
                self.edit(edit, now, true)
            }
            Action::Drive(drive) => {
                self.problems.clear();
                if !matches!(drive, Drive::Tune(_)) {
                    self.undo.part();
                }
                self.drive(drive, now)
            }
            Action::News(news) => self.hear(news),
        }
    }

    fn drive(&mut self, drive: Drive, now: f64) -> Vec<Effect> {
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
            Drive::BeginWith(parameters) => self.begin_with(parameters),
            Drive::Tune(tune) => self.tune(tune, now),
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

    /// Pauses, where it plays.
    fn halt(&mut self) -> Vec<Effect> {
        if self.transport.running {
            self.pause()
        } else {
            Vec::new()
        }
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
        self.notice = Notice::None;
        let mut effects = self.halt();
        if !self.is_at_tip() {
            self.keep(Undone::BranchOff);
        }
        effects.extend(self.leave_past());
        (self.begun, self.diverged, self.stopped) = (true, false, false);
        effects
    }

    /// Goes on from the moment on the screen: as another branch, where that is not the last. The
    /// trainer may stand at such a one, as when the way to the last was ended by a pause.
    fn leave_past(&mut self) -> Vec<Effect> {
        if self.follows && self.is_at_tip() {
            return Vec::new();
        }
        if !self.is_at_tip() {
            self.before = None;
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
        let mut effects = self.halt();
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
        // Who stands at the start may have come back to it from a run that is still there.
        let untouched = self.history.now().tip == Moment::START
            && self.history.left().is_empty()
            && self.recipe().timeline.is_empty();
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
        self.begun_anew(self.experiment.clone())
    }

    /// An experiment at its start. Weights that the run was opened with are where it begins.
    fn begun_anew(&self, experiment: Experiment) -> Recipe {
        let timeline = self.recipe().timeline.iter().take_while(|event| {
            event.at == Moment::START && matches!(event.change, Change::SetParameters(_))
        });
        Recipe {
            experiment,
            timeline: timeline.cloned().collect(),
        }
    }

    fn go_back_to(&mut self, left: usize) -> Vec<Effect> {
        if left >= self.history.left().len() {
            return Vec::new();
        }
        let mut effects = self.halt();
        self.keep(Undone::Return);
        self.before = None;
        self.history.go_back_to(left);
        self.moment = self.history.now().tip;
        self.experiment = self.history.now().experiment(self.moment);
        self.notice = Notice::Returned(self.moment.epoch);
        effects.extend(self.resume());
        effects
    }

    fn set_parameters(&mut self, parameters: Vec<f32>) -> Vec<Effect> {
        self.keep(Undone::SetParameters);
        self.before = None;
        let mut effects = self.leave_past();
        (self.begun, self.diverged, self.stopped) = (true, false, false);
        effects.push(Effect::Ask(Ask::SetParameters(parameters)));
        effects
    }

    fn begin_with(&mut self, parameters: Vec<f32>) -> Vec<Effect> {
        let mut effects = self.halt();
        self.keep(Undone::SetParameters);
        self.before = None;
        let settings = self.experiment.settings();
        if self.moment > Moment::START {
            (self.moment, self.follows) = (Moment::START, false);
            self.experiment = self.history.now().experiment(self.moment);
        }
        self.notice = Notice::None;
        effects.extend(self.leave_past());
        if self.experiment.settings() != settings {
            self.experiment = self.experiment.with_live(&settings);
            effects.push(Effect::Ask(Ask::Adjust(settings)));
        }
        (self.begun, self.diverged, self.stopped) = (true, false, false);
        effects.extend([Effect::Ask(Ask::SetParameters(parameters)), Effect::Link]);
        effects
    }

    fn tune(&mut self, tune: Tune, now: f64) -> Vec<Effect> {
        if !self.undo.tunes_on(&tune, now) {
            self.keep(Undone::Tune);
        }
        self.before = None;
        let mut effects = self.leave_past();
        (self.begun, self.diverged, self.stopped) = (true, false, false);
        effects.push(Effect::Ask(Ask::Tune(tune.changes)));
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
        self.before = None;
        self.notice = opened.notice;
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

    fn edit(&mut self, edit: Edit, now: f64, repairs: bool) -> Vec<Effect> {
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
        let goes_on = goes_on(&self.experiment, &next);
        if !self.undo.joins(&edit, now) {
            self.before = self
                .comparable(&next, goes_on)
                .filter(|_| repairs || !goes_on);
            self.keep(Undone::Edit(edit));
        }
        if goes_on {
            self.adjust(next, edited)
        } else {
            self.restart(next, edited)
        }
    }

    /// The run at hand, to be compared with one of `next`, which goes on or begins again. There is
    /// nothing to compare before it has learnt, nor with a run on other data.
    fn comparable(&self, next: &Experiment, goes_on: bool) -> Option<Arc<Branch>> {
        let (data, other) = (&self.experiment.data, &next.data);
        let alike =
            data.dataset == other.dataset && data.file == other.file && data.drawn == other.drawn;
        let mut curves = self.history.now().curves();
        if goes_on {
            curves.trace = None;
        }
        (alike && self.moment > Moment::START).then(|| curves.into())
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
            self.history = self.begun_anew(self.experiment.clone()).into();
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
        self.before = None;
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
        branch.tip = branch.tip.max(at);
        let (events, is_past) = (branch.events_by(at), at < branch.tip);
        for kept in report.kept {
            self.history.keep(kept, self.samples);
        }
        if !self.follows {
            return Vec::new();
        }
        self.moment = at;
        let mut effects = Vec::new();
        if events != before || is_past {
            let experiment = self.history.now().experiment(at);
            self.experiment = experiment;
            effects.push(Effect::Link);
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        data::{Dataset, Drawn, Feature, Point},
        engine::Ask,
        lab::{Event, Key, Progress, Wrong},
        nn::{Activation, Evaluation, LayerSpec, LearningRule, Loss, Stopped},
        run::Row,
    };

    /// Does one thing, long after the one before it.
    fn act(lab: &mut Lab, action: impl Into<Action>) -> Vec<Effect> {
        lab.undo.part();
        lab.update(action, 0.0)
    }

    fn set(key: Key, text: &str) -> Edit {
        Edit::Set(key, text.into())
    }

    /// A lab that is playing.
    fn playing() -> Lab {
        let mut lab = Lab::default();
        lab.begin();
        lab.update(Drive::Play, 0.0);
        lab
    }

    fn play() -> Effect {
        let (stride, rate) = (Stride::Epoch, Speed::default().rate());
        Effect::Ask(Ask::Play { stride, rate })
    }

    fn pause() -> Effect {
        Effect::Ask(Ask::Pause)
    }

    /// The trainer's word that it has come to an epoch.
    fn report(epoch: u64) -> Report {
        Report {
            samples: 280,
            progress: Progress {
                epoch,
                ..Progress::default()
            },
            ..Report::default()
        }
    }

    fn hear(lab: &mut Lab, report: Report) -> Vec<Effect> {
        lab.update(News::Report(Box::new(report)), 0.0)
    }

    #[test]
    fn what_shapes_the_run_restarts_it_and_says_so() {
        let mut lab = playing();
        hear(&mut lab, report(3));
        let effects = act(&mut lab, Edit::SetUnits(0, 6));
        assert_eq!(effects, [Effect::Start, Effect::Link, play()]);
        assert_eq!(
            lab.notice.to_string(),
            "Layer 1 has 6 units. The run started again from epoch 0."
        );
        assert_eq!(lab.moment, Moment::START);
        assert!(lab.transport.running);
    }

    /// A lab that has learnt for some epochs, and was measured at each.
    fn learnt(epochs: u64) -> Lab {
        let mut lab = playing();
        let worth = Evaluation {
            loss: 0.5,
            accuracy: Some(0.75),
            fit: None,
        };
        for epoch in 0..=epochs {
            hear(&mut lab, report(epoch));
            let row = Row {
                epochs: epoch as f64,
                train: Some(worth),
                test: Some(worth),
                gradients: vec![1.0],
            };
            lab.update(News::Measured(row), 0.0);
        }
        lab
    }

    #[test]
    fn a_change_that_restarts_keeps_the_run_before_it_until_the_next() {
        for edit in [
            Edit::SetUnits(0, 6),
            Edit::AddLayer(0),
            Edit::NewWeights(9),
            Edit::RegenerateData,
            set(Key::Loss, "mean_absolute_error"),
            set(Key::Rule, "perceptron"),
            set(Key::Features, "x1,x2,x1x2"),
        ] {
            let mut lab = learnt(7);
            let was = lab.history.now().clone();
            act(&mut lab, edit.clone());
            let before = lab.before.clone().unwrap();
            assert_eq!(
                (before.length(), &before.trace),
                (7.0, &was.trace),
                "{edit:?}"
            );
            assert_eq!((&before.recipe, before.bytes()), (&was.recipe, 0));
            // Neither learning nor going back to the start is another change.
            for drive in [Drive::Play, Drive::Pause, Drive::Step, Drive::Reset] {
                act(&mut lab, drive);
                assert_eq!(lab.before.as_ref(), Some(&before));
            }
            hear(&mut lab, report(2));
            act(&mut lab, set(Key::LearningRate, "0.5"));
            assert_eq!(lab.before, None);
        }
    }

    #[test]
    fn there_is_no_run_before_on_other_data_or_without_learning() {
        let mut drawing = Drawn::default();
        drawing
            .add(Point {
                x: [1.0, 1.0],
                class: 0,
            })
            .unwrap();
        for edit in [
            Edit::SetDataset(Dataset::Moons),
            Edit::Draw(drawing),
            Edit::SetDataset(Dataset::Sine),
        ] {
            let mut lab = learnt(3);
            act(&mut lab, edit);
            assert_eq!(lab.before, None);
        }
        let mut fresh = Lab::default();
        act(&mut fresh, Edit::SetUnits(0, 6));
        assert_eq!(fresh.before, None);
    }

    #[test]
    fn what_brings_another_run_leaves_none_before() {
        for drive in [
            Drive::Undo,
            Drive::Open(Box::default()),
            Drive::SetParameters(vec![0.0; 35]),
        ] {
            let mut lab = learnt(3);
            act(&mut lab, Edit::SetUnits(0, 6));
            assert!(lab.before.is_some());
            act(&mut lab, drive.clone());
            assert_eq!(lab.before, None, "{drive:?}");
        }
    }

    /// A remedy that lets the run go on leaves the picture to compare with; the curves go on anyway.
    #[test]
    fn a_live_remedy_keeps_the_picture_and_no_curve() {
        let edit = set(Key::LearningRate, "0.5");
        let mut lab = learnt(3);
        act(&mut lab, edit.clone());
        assert_eq!(lab.before, None);
        let mut lab = learnt(3);
        act(&mut lab, Action::Repair(edit));
        assert_eq!(lab.before.unwrap().trace, None);
    }

    /// Numbers that are drawn along a slider are one change.
    #[test]
    fn a_slider_that_is_drawn_keeps_the_run_before_all_of_its_values() {
        let mut lab = learnt(3);
        for noise in ["0.1", "0.2", "0.3"] {
            lab.update(set(Key::Noise, noise), 0.0);
        }
        assert_eq!(lab.before.unwrap().length(), 3.0);
    }

    #[test]
    fn before_the_first_step_nothing_restarts() {
        let mut lab = Lab::default();
        act(&mut lab, Edit::SetUnits(0, 1));
        assert_eq!(lab.notice.to_string(), "Layer 1 has 1 unit.");
        act(&mut lab, set(Key::LearningRate, "0.5"));
        assert_eq!(lab.notice.to_string(), "Learning rate is 0.5.");
        // And what is live before the first step is where the run begins, not something on its way.
        assert_eq!(lab.recipe(), &Recipe::from(lab.experiment.clone()));
    }

    #[test]
    fn live_settings_act_on_the_run_at_hand() {
        for edit in [
            set(Key::LearningRate, "0.5"),
            set(Key::Optimizer, "adam"),
            set(Key::Schedule, "cosine:epochs=50"),
            set(Key::L1, "0.01"),
            set(Key::L2, "0.01"),
            set(Key::Dropout, "0.2"),
            set(Key::Patience, "5"),
            set(Key::BatchSize, "20"),
            Edit::SetTrainable(0, false),
            Edit::SetInner(Key::Optimizer, "momentum", "0.9".into()),
        ] {
            let mut lab = playing();
            hear(&mut lab, report(3));
            let effects = act(&mut lab, edit.clone());
            let adjust = Effect::Ask(Ask::Adjust(lab.experiment.settings()));
            assert_eq!(effects, [adjust, Effect::Link], "{edit:?}");
            assert_ne!(lab.experiment, Experiment::default());
            assert!(lab.transport.running && lab.moment.epoch == 3);
            assert!(lab.notice.to_string().ends_with(" The run goes on."));
        }
    }

    #[test]
    fn what_is_not_allowed_changes_nothing_and_is_named() {
        for (edit, message) in [
            (
                set(Key::LearningRate, "NaN"),
                "Learning rate: must be from 0.000001 to 100, not NaN",
            ),
            (
                set(Key::LearningRate, "abc"),
                "Learning rate: “abc” is not a number from 0.000001 to 100",
            ),
            (
                set(Key::BatchSize, "0"),
                "Batch size: must be from 1 to 50000, not 0",
            ),
            (set(Key::L2, "-1"), "L2: must be from 0 to 10, not -1"),
            (
                set(Key::Dropout, "1"),
                "Dropout: must be from 0 to 0.9, not 1",
            ),
            (
                set(Key::Patience, "0"),
                "Patience: must be from 1 to 100000, not 0",
            ),
            (
                set(Key::Points, "1"),
                "Points: must be from 4 to 5000, not 1",
            ),
            (
                Edit::SetInner(Key::Optimizer, "momentum", "2".into()),
                "Momentum: must be from 0 to 0.9999, not 2",
            ),
            (
                Edit::SetInner(Key::Optimizer, "rho", "0.5".into()),
                "rho: “rho” is not a setting of sgd",
            ),
            (Edit::SetUnits(0, 65), "Units: must be from 1 to 64, not 65"),
            (
                Edit::SetUnits(2, 2),
                "layers[2].units: must be 1: two classes need one output unit",
            ),
            (
                Edit::RemoveLayer(2),
                "Layer: only hidden layers can be removed",
            ),
            (
                Edit::SetActivation(7, Activation::Relu),
                "Layer: must be from 1 to 3, not 8",
            ),
            (
                Edit::SetActivation(0, Activation::Softmax),
                "layers[0].activation: softmax compares the units of an output layer; choose another \
                 here",
            ),
            (
                Edit::SetTrainable(3, false),
                "Layer: must be from 1 to 3, not 4",
            ),
            (
                Edit::SetDataset(Dataset::Iris),
                "data.dataset: the table of “iris” has not been read",
            ),
        ] {
            let mut lab = playing();
            let before = Lab {
                problems: Vec::new(),
                ..lab.clone()
            };
            assert_eq!(lab.update(edit, 0.0), []);
            let told: Vec<_> = lab.problems.iter().map(ToString::to_string).collect();
            assert_eq!(told, [message]);
            let problems = std::mem::take(&mut lab.problems);
            assert_eq!(lab, before, "{problems:?}");
            assert!(!lab.can_undo());
        }
    }

    #[test]
    fn what_was_wrong_is_said_until_the_next_thing_is_done() {
        for next in [
            Action::from(Drive::Pause),
            set(Key::L1, "1").into(),
            News::Settle.into(),
        ] {
            let mut lab = playing();
            lab.update(set(Key::L1, "x"), 0.0);
            assert_eq!(lab.problems.len(), 1);
            hear(&mut lab, report(1));
            assert_eq!(lab.problems.len(), 1);
            lab.update(next, 0.0);
            assert_eq!(lab.problems, []);
        }
    }

    #[test]
    fn the_last_input_stays() {
        let mut lab = Lab::default();
        act(&mut lab, Edit::ToggleFeature(Feature::X1));
        act(&mut lab, Edit::ToggleFeature(Feature::X2));
        assert_eq!(lab.experiment.features.len(), 1);
        assert_eq!(lab.problems, [FieldError::new("Inputs", Wrong::LastInput)]);
    }

    #[test]
    fn the_perceptron_rule_and_its_network_come_together() {
        let mut lab = Lab::default();
        act(&mut lab, set(Key::Rule, "perceptron"));
        assert_eq!(
            lab.experiment.layers,
            [LayerSpec::new(1, Activation::Heaviside)]
        );
        assert!(
            lab.notice
                .to_string()
                .contains("single layer of step units")
        );
        act(&mut lab, Edit::AddLayer(0));
        assert_eq!(lab.experiment.rule, LearningRule::Backprop);
        assert_eq!(
            lab.notice.to_string(),
            "Layer 1 is new. Nothing could learn behind a step, so the network has 1 sigmoid output \
             and learns by binary cross-entropy now, at a learning rate of 0.03."
        );
        act(&mut lab, Drive::Undo);
        act(&mut lab, Edit::SetActivation(0, Activation::Tanh));
        assert_eq!(lab.experiment.rule, LearningRule::Backprop);
        assert!(
            lab.notice.to_string().contains("backprop now"),
            "{}",
            lab.notice
        );
    }

    #[test]
    fn a_ninth_hidden_layer_is_refused() {
        let mut lab = Lab::default();
        for _ in 0..9 {
            act(&mut lab, Edit::AddLayer(99));
        }
        assert_eq!(lab.experiment.hidden().len(), 8);
        assert_eq!(
            lab.problems,
            [FieldError::new("Layers", Wrong::NoMoreLayers)]
        );
    }

    /// Wherever the run stands and whatever was set on its way: the new one has these settings, the former
    /// one can be gone back to, by its branch and by undo.
    #[test]
    fn beginning_with_other_weights_leaves_the_run_as_a_branch() {
        let mut lab = learnt(5);
        act(&mut lab, set(Key::LearningRate, "0.5"));
        hear(&mut lab, report(7));
        let was = lab.clone();
        let effects = act(&mut lab, Drive::BeginWith(vec![0.5; 35]));
        let settings = was.experiment.settings();
        assert_eq!(
            effects,
            [
                pause(),
                Effect::Start,
                Effect::Link,
                Effect::Ask(Ask::Adjust(settings)),
                Effect::Ask(Ask::SetParameters(vec![0.5; 35])),
                Effect::Link,
            ]
        );
        assert_eq!(
            (lab.moment, lab.history.now().tip),
            (Moment::START, Moment::START)
        );
        assert_eq!(lab.experiment, was.experiment);
        assert!(!lab.transport.running && lab.follows());
        assert_eq!(lab.history.left().len(), 1);
        assert_eq!(lab.history.left()[0].tip, was.moment);
        act(&mut lab, Drive::Undo);
        assert_eq!((lab.moment, &lab.experiment), (was.moment, &was.experiment));
        assert_eq!(lab.history, was.history);
        // At the start of a run nothing is left.
        let mut lab = Lab::default();
        lab.begin();
        let effects = act(&mut lab, Drive::BeginWith(vec![0.5; 35]));
        assert_eq!(
            effects,
            [Effect::Ask(Ask::SetParameters(vec![0.5; 35])), Effect::Link]
        );
        assert!(lab.history.left().is_empty() && lab.can_undo());
    }

    #[test]
    fn reset_keeps_seed_and_experiment() {
        let mut lab = playing();
        hear(&mut lab, report(9));
        let before = lab.experiment.clone();
        assert_eq!(
            act(&mut lab, Drive::Reset),
            [pause(), Effect::Start, Effect::Link]
        );
        assert_eq!((&lab.experiment, lab.moment), (&before, Moment::START));
        assert!(!lab.transport.running && !lab.begun);
        assert_eq!(
            lab.notice.to_string(),
            "Back at the initial weights of seed 14."
        );
        // Where nothing was done there is nothing to bring back.
        let mut lab = Lab::default();
        lab.update(Drive::Reset, 0.0);
        assert!(!lab.can_undo());
    }

    #[test]
    fn a_reset_keeps_what_was_changed_on_the_way() {
        let mut lab = playing();
        hear(&mut lab, report(9));
        act(&mut lab, set(Key::LearningRate, "0.5"));
        act(&mut lab, Drive::Reset);
        assert_eq!(lab.experiment.learning_rate, 0.5);
        assert_eq!(lab.recipe(), &Recipe::from(lab.experiment.clone()));
    }

    #[test]
    fn after_divergence_it_can_go_on() {
        let mut lab = playing();
        let diverged = Report {
            diverged: true,
            ..report(3)
        };
        assert_eq!(hear(&mut lab, diverged), []);
        assert!(lab.diverged && !lab.transport.running);
        act(&mut lab, set(Key::LearningRate, "0.003"));
        assert!(!lab.diverged && lab.moment.epoch == 3);
        assert_eq!(act(&mut lab, Drive::Play), [play()]);
        assert!(lab.transport.running);
    }

    /// The alert stands until something is done about it, whatever that is.
    #[test]
    fn whatever_trains_on_after_divergence_clears_the_alert() {
        for drive in [Drive::Step, Drive::Play, Drive::Ready, Drive::Reset] {
            let mut lab = playing();
            let diverged = Report {
                diverged: true,
                ..report(3)
            };
            hear(&mut lab, diverged.clone());
            assert!(lab.diverged);
            act(&mut lab, drive.clone());
            assert!(!lab.diverged, "{drive:?}");
            // And where it diverges again, that is said again.
            hear(&mut lab, diverged);
            assert!(lab.diverged && !lab.transport.running, "{drive:?}");
        }
    }

    #[test]
    fn a_loss_that_is_no_number_goes_back_to_what_was_before() {
        let mut lab = playing();
        hear(&mut lab, report(3));
        assert_eq!(lab.update(News::Diverged, 0.0), [pause(), Effect::Start]);
        assert!(lab.diverged && !lab.transport.running);
        assert_eq!((lab.moment, lab.is_at_tip()), (Moment::START, true));
    }

    #[test]
    fn after_stopping_early_one_can_go_on() {
        let mut lab = playing();
        act(&mut lab, set(Key::Patience, "5"));
        lab.notice = Notice::None;
        let stopped = Report {
            stopped: Some(Stopped {
                epoch: 9,
                best_epoch: 4,
                best_loss: 0.1,
            }),
            ..report(9)
        };
        assert_eq!(hear(&mut lab, stopped), []);
        assert!(lab.stopped && !lab.transport.running);
        assert_eq!(
            lab.notice.to_string(),
            "Stopped at epoch 9: the test loss had not fallen for 5 epochs. The weights of epoch 4, \
             where it was least, are back."
        );
        assert_eq!(act(&mut lab, Drive::Play), [play()]);
        assert!(!lab.stopped && lab.transport.running);
    }

    fn opened(experiment: Experiment) -> Drive {
        Drive::Open(Box::new(Opened {
            recipe: experiment.into(),
            ..Opened::default()
        }))
    }

    #[test]
    fn opening_holds_the_experiment_against_the_rules() {
        let mut lab = playing();
        let before = lab.clone();
        let mut wrong = Experiment::default();
        wrong.layers.truncate(2);
        assert_eq!(lab.update(opened(wrong), 0.0), []);
        assert_eq!(lab.problems[0].field, "layers[1].units");
        assert_eq!(
            (&lab.experiment, lab.can_undo()),
            (&before.experiment, false)
        );
        let mut right = Experiment::default();
        right.data.dataset = Dataset::Moons;
        let effects = lab.update(opened(right), 0.0);
        assert_eq!(effects, [pause(), Effect::Start, Effect::Link]);
        assert_eq!(lab.experiment.data.dataset, Dataset::Moons);
        assert!(lab.problems.is_empty() && !lab.begun && lab.can_undo());
    }

    #[test]
    fn what_was_wrong_in_a_source_is_said_when_it_is_opened() {
        let problem = FieldError::new("lr", Wrong::Missing);
        let opened = Opened {
            problems: vec![problem.clone()],
            ..Opened::default()
        };
        let mut lab = Lab::default();
        lab.update(Drive::Open(Box::new(opened)), 0.0);
        assert_eq!(lab.problems, [problem]);
    }

    #[test]
    fn an_untouched_network_gives_way_to_the_preset_of_other_data() {
        let mut lab = Lab::default();
        act(&mut lab, Edit::SetDataset(Dataset::Spiral3));
        assert!(lab.experiment.is_preset());
        assert_eq!(
            lab.experiment.output(),
            LayerSpec::new(3, Activation::Softmax)
        );
        assert_eq!(lab.experiment.loss, Loss::CategoricalCrossentropy);
        let notice = lab.notice.to_string();
        let end = " The network has 3 softmax outputs and learns by categorical cross-entropy.";
        assert!(
            notice.starts_with("3 arms: ") && notice.ends_with(end),
            "{notice}"
        );
    }

    #[test]
    fn a_network_of_ones_own_keeps_what_fits() {
        let mut lab = Lab::default();
        act(&mut lab, Edit::SetUnits(0, 7));
        act(&mut lab, set(Key::LearningRate, "0.2"));
        act(&mut lab, Edit::SetDataset(Dataset::Moons));
        let e = &lab.experiment;
        assert_eq!((e.layers[0].units, e.loss), (7, Loss::BinaryCrossentropy));
        assert!(!lab.notice.to_string().contains("The network has"));
        act(&mut lab, Edit::SetDataset(Dataset::Sine));
        let e = &lab.experiment;
        assert_eq!((e.layers[0].units, e.learning_rate), (7, 0.2));
        assert_eq!(
            (e.output().activation, e.loss),
            (Activation::Linear, Loss::MeanSquaredError)
        );
        assert_eq!(e.features.iter().collect::<Vec<_>>(), [Feature::X1]);
        act(&mut lab, Edit::UsePreset);
        assert!(lab.experiment.is_preset());
    }

    #[test]
    fn a_setting_that_is_changed_is_named() {
        let inner = |key, name, text: &str| Edit::SetInner(key, name, text.into());
        let mut lab = Lab::default();
        for (edit, text) in [
            (set(Key::Optimizer, "adam"), "The optimizer is Adam."),
            (inner(Key::Optimizer, "beta_1", "0.8"), "Beta 1: 0.8."),
            (
                set(Key::Optimizer, "adam:beta_1=0.8,beta_2=0.9"),
                "Beta 2: 0.9.",
            ),
            (set(Key::Optimizer, "rmsprop"), "The optimizer is RMSprop."),
            (inner(Key::Optimizer, "rho", "0.5"), "Rho: 0.5."),
            (inner(Key::Optimizer, "centered", "true"), "Centred: on."),
            (set(Key::Optimizer, "sgd"), "The optimizer is SGD."),
            (inner(Key::Optimizer, "momentum", "0.9"), "Momentum: 0.9."),
            (inner(Key::Optimizer, "nesterov", "true"), "Nesterov: on."),
            (inner(Key::Optimizer, "nesterov", "false"), "Nesterov: off."),
            (
                set(Key::Schedule, "cosine"),
                "The learning rate’s schedule is cosine.",
            ),
            (inner(Key::Schedule, "epochs", "50"), "Over epochs: 50."),
            (
                set(Key::Patience, "7"),
                "Training stops after 7 epochs without a lower test loss.",
            ),
            (
                set(Key::Patience, "none"),
                "Training goes on until it is paused.",
            ),
            (
                set(Key::TrainShare, "0.25"),
                "25 % of the points are for training.",
            ),
            (set(Key::Initializer, "zeros"), "Kernels start as Zeros."),
            (set(Key::Loss, "huber"), "The loss is huber."),
            (inner(Key::Loss, "delta", "0.5"), "Delta: 0.5."),
            (set(Key::Seed, "7"), "Initial weights of seed 7."),
        ] {
            act(&mut lab, edit);
            assert_eq!(
                (lab.notice.to_string().as_str(), &lab.problems[..]),
                (text, &[][..])
            );
        }
    }

    #[test]
    fn choosing_what_is_chosen_does_nothing() {
        let mut lab = playing();
        let before = lab.clone();
        for edit in [
            Edit::SetUnits(0, 4),
            Edit::SetDataset(Dataset::Xor),
            Edit::SetActivation(0, Activation::Tanh),
            Edit::SetTrainable(0, true),
            Edit::NewWeights(14),
            Edit::UsePreset,
            set(Key::LearningRate, "0.03"),
            set(Key::Optimizer, "sgd"),
        ] {
            assert_eq!(lab.update(edit, 0.0), []);
            assert_eq!(lab, before);
        }
        assert!(!lab.can_undo());
    }

    #[test]
    fn undo_and_redo_say_what_they_did() {
        let mut lab = playing();
        hear(&mut lab, report(3));
        act(&mut lab, set(Key::LearningRate, "0.5"));
        hear(&mut lab, report(5));
        for (drive, text) in [
            (Drive::Undo, "Undone: learning rate. The run is at epoch 3."),
            (Drive::Undo, "There is nothing to undo."),
            (
                Drive::Redo,
                "Done again: learning rate. The run is at epoch 5.",
            ),
            (Drive::Redo, "There is nothing to do again."),
        ] {
            lab.update(drive, 0.0);
            assert_eq!(lab.notice.to_string(), text);
        }
    }

    #[test]
    fn undo_while_playing_pauses() {
        let mut lab = playing();
        hear(&mut lab, report(3));
        act(&mut lab, Edit::SetUnits(0, 6));
        assert!(lab.transport.running);
        assert_eq!(
            lab.update(Drive::Undo, 0.0),
            [pause(), Effect::Start, Effect::Link]
        );
        assert_eq!((lab.transport.running, lab.moment.epoch), (false, 3));
    }

    fn drawn(points: u8) -> Edit {
        let mut drawn = Drawn::default();
        for at in 0..points {
            let x = [f32::from(at), 0.0];
            drawn.add(Point { x, class: 0 }).unwrap();
        }
        Edit::Draw(drawn)
    }

    #[test]
    fn drawn_points_are_undone_stroke_by_stroke() {
        let mut lab = Lab::default();
        for points in 1..=3 {
            lab.update(drawn(points), f64::from(points));
        }
        assert_eq!(lab.notice.to_string(), "3 points.");
        for points in [2, 1] {
            act(&mut lab, Drive::Undo);
            assert_eq!(lab.experiment.data.drawn.len(), points);
        }
        act(&mut lab, Drive::Undo);
        assert_eq!(lab.experiment, Experiment::default());
        assert!(!lab.can_undo());
    }

    /// The browser's Back opens what the address said before; Undo takes that back, and then the
    /// strokes, one by one.
    #[test]
    fn back_and_undo_lose_no_stroke() {
        let mut lab = Lab::default();
        for points in 1..=3 {
            act(&mut lab, drawn(points));
        }
        act(&mut lab, opened(Experiment::default()));
        let mut seen = Vec::new();
        while lab.can_undo() {
            act(&mut lab, Drive::Undo);
            seen.push(lab.experiment.data.drawn.len());
        }
        assert_eq!(seen, [3, 2, 1, 0]);
        assert_eq!(lab.experiment, Experiment::default());
    }

    #[test]
    fn edits_of_the_same_number_within_a_second_are_one_step() {
        let rate = |text| set(Key::LearningRate, text);
        let mut lab = Lab::default();
        for (edit, now) in [
            (rate("0.1"), 0.0),
            (rate("0.2"), 900.0),
            (rate("0.3"), 1800.0),
            // Another setting, and the same one long after.
            (set(Key::L2, "0.1"), 1900.0),
            (set(Key::L1, "0.1"), 1950.0),
            (rate("0.4"), 2000.0),
            (rate("0.5"), 4000.0),
        ] {
            lab.update(edit, now);
        }
        let mut seen = Vec::new();
        while lab.can_undo() {
            lab.update(Drive::Undo, 5000.0);
            let e = &lab.experiment;
            seen.push((e.learning_rate, e.l2, e.l1));
        }
        let expected = [
            (0.4, 0.1, 0.1),
            (0.3, 0.1, 0.1),
            (0.3, 0.1, 0.0),
            (0.3, 0.0, 0.0),
            (0.03, 0.0, 0.0),
        ];
        assert_eq!(seen, expected);
    }

    /// A switch is no slider: each press is a step.
    #[test]
    fn a_switch_within_a_part_is_a_step_of_its_own() {
        let mut lab = Lab::default();
        for on in ["true", "false", "true"] {
            lab.update(Edit::SetInner(Key::Optimizer, "nesterov", on.into()), 0.0);
        }
        let texts = |lab: &Lab| Key::Optimizer.setting().text(&lab.experiment);
        let mut seen = Vec::new();
        while lab.can_undo() {
            lab.update(Drive::Undo, 0.0);
            seen.push(texts(&lab));
        }
        assert_eq!(seen, ["sgd", "sgd:nesterov=true", "sgd"]);
    }

    /// At the start of a run that has gone on, Reset leaves what came after.
    #[test]
    fn a_reset_at_the_start_keeps_the_run_for_undo() {
        let mut lab = playing();
        hear(&mut lab, report(9));
        lab.update(Drive::Seek(Moment::START), 0.0);
        lab.update(Drive::Reset, 0.0);
        assert_eq!(lab.history.now().tip, Moment::START);
        lab.update(Drive::Undo, 0.0);
        assert_eq!(lab.history.now().tip.epoch, 9);
    }

    #[test]
    fn what_comes_between_parts_edits() {
        for between in [Drive::Pause, Drive::Undo, Drive::SetStride(Stride::Batch)] {
            let mut lab = Lab::default();
            lab.update(set(Key::L1, "1"), 0.0);
            lab.update(set(Key::LearningRate, "1"), 0.0);
            lab.update(between.clone(), 0.0);
            let steps = |lab: &Lab| {
                let mut lab = lab.clone();
                (0..)
                    .take_while(|_| {
                        let can = lab.can_undo();
                        lab.update(Drive::Undo, 0.0);
                        can
                    })
                    .count()
            };
            let before = steps(&lab);
            lab.update(set(Key::LearningRate, "2"), 0.0);
            assert_eq!(steps(&lab), before + 1, "{between:?}");
        }
    }

    fn tuned(parameter: usize, value: f32, goes_on: bool) -> Drive {
        Drive::Tune(Tune {
            changes: vec![(parameter, value)],
            goes_on,
        })
    }

    /// A drag is one step however long it takes, and so are presses of an arrow key that follow at once;
    /// another parameter, and what comes in between, begin another.
    #[test]
    fn weights_changed_by_hand_are_undone_drag_by_drag() {
        let mut lab = Lab::default();
        let steps = |lab: &Lab| {
            let mut lab = lab.clone();
            (0..)
                .take_while(|_| {
                    let can = lab.can_undo();
                    lab.update(Drive::Undo, 0.0);
                    can
                })
                .count()
        };
        for (drive, now, expected) in [
            (tuned(3, 0.1, false), 0.0, 1),
            (tuned(3, 0.2, true), 9000.0, 1),
            (tuned(3, 0.3, false), 9500.0, 1),
            (tuned(3, 0.4, false), 20_000.0, 2),
            (tuned(4, 0.4, true), 20_001.0, 3),
            (Drive::Pause, 20_002.0, 3),
            (tuned(4, 0.5, true), 20_003.0, 4),
        ] {
            let effects = lab.update(drive.clone(), now);
            assert_eq!(steps(&lab), expected, "{drive:?}");
            if let Drive::Tune(tune) = drive {
                assert_eq!(effects.last(), Some(&Effect::Ask(Ask::Tune(tune.changes))));
            }
        }
        lab.update(set(Key::LearningRate, "1"), 20_004.0);
        lab.update(tuned(4, 0.6, false), 20_005.0);
        assert_eq!(steps(&lab), 6);
        assert!(lab.begun && !lab.transport.running);
    }

    #[test]
    fn a_new_edit_clears_what_was_undone() {
        let mut lab = Lab::default();
        act(&mut lab, Edit::SetUnits(0, 6));
        act(&mut lab, Drive::Undo);
        assert!(lab.can_redo());
        act(&mut lab, set(Key::L1, "x"));
        act(&mut lab, Edit::SetUnits(0, 4));
        assert!(lab.can_redo(), "what changes nothing clears nothing");
        act(&mut lab, Edit::SetUnits(0, 5));
        assert!(!lab.can_redo());
    }

    /// Whoever ends the way to a moment stands at one of the past.
    #[test]
    fn a_way_that_is_paused_ends_at_a_moment_of_the_past() {
        let mut lab = playing();
        hear(&mut lab, report(3));
        let faster = Event {
            at: Moment {
                epoch: 3,
                position: 0,
            },
            change: Change::Adjust(
                Experiment {
                    learning_rate: 0.5,
                    ..Experiment::default()
                }
                .settings(),
            ),
        };
        hear(
            &mut lab,
            Report {
                happened: vec![faster],
                ..report(9)
            },
        );
        assert_eq!(lab.experiment.learning_rate, 0.5);
        lab.update(Drive::Recover, 0.0);
        lab.update(Drive::Pause, 0.0);
        hear(&mut lab, report(2));
        assert_eq!(
            (lab.moment.epoch, lab.is_at_tip(), lab.follows()),
            (2, false, true)
        );
        assert_eq!(lab.experiment, Experiment::default());
        // Whoever goes on from there leaves the branch, which is kept.
        let effects = lab.update(Drive::Play, 0.0);
        assert_eq!(effects, [Effect::Start, Effect::Link, play()]);
        assert_eq!(lab.history.left()[0].tip.epoch, 9);
        assert_eq!(lab.recipe().timeline, []);
    }

    /// A moment of the past is one for another trainer as well.
    #[test]
    fn a_worker_that_was_lost_in_the_past_goes_on_as_another_branch() {
        let mut lab = playing();
        hear(&mut lab, report(9));
        let moment = Moment {
            epoch: 5,
            position: 0,
        };
        lab.update(Drive::Seek(moment), 0.0);
        lab.update(News::Lost, 0.0);
        assert_eq!(lab.update(Drive::Recover, 0.0), [Effect::Start]);
        assert_eq!(lab.notice.to_string(), "A new worker goes on from epoch 5.");
        let effects = lab.update(set(Key::LearningRate, "0.5"), 0.0);
        let adjust = Effect::Ask(Ask::Adjust(lab.experiment.settings()));
        assert_eq!(effects, [Effect::Start, Effect::Link, adjust, Effect::Link]);
        let tips: Vec<_> = lab.history.left().iter().map(|b| b.tip.epoch).collect();
        assert_eq!((tips, lab.history.now().tip), (vec![9], moment));
    }
}
