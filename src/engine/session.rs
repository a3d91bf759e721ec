//! The worker's side: commands in, training in slices, reports out. Knows no browser, only a clock
//! that it is given, so it is tested natively.

use super::{
    pace::Pace,
    protocol::{Command, Data, Goal, Report},
};
use crate::{
    lab::{Experiment, Progress},
    nn::{Loss, Stride, Task, Trainer, evaluate},
};

/// How long a slice of training lasts, in milliseconds: long enough that what is between two
/// slices hardly counts, short enough that a pause is felt at once.
pub const SLICE: f64 = 8.0;
/// The clock is read after so many multiplications or so: often enough to end a slice in time.
const WORK_BETWEEN_LOOKS: usize = 200_000;

/// What the session is at.
#[derive(Clone, Debug)]
enum Mode {
    Idle,
    Full(Stride),
    Paced(Stride, Pace),
}

/// A request to train towards a goal.
#[derive(Clone, Copy, Debug)]
struct Request {
    id: u32,
    stride: Stride,
    left: u64,
    goal: Goal,
}

/// A run in training.
#[derive(Clone, Debug)]
struct Run {
    id: u32,
    trainer: Trainer,
    loss: Loss,
    task: Task,
    /// The run at the last report, to which it goes back when it diverges.
    told: Trainer,
    diverged: bool,
}

/// All that the worker holds.
#[derive(Clone, Debug)]
pub struct Session {
    data: Data,
    run: Option<Run>,
    mode: Mode,
    requests: Vec<Request>,
    done: Vec<u32>,
    /// Whether there is news that no report has told.
    news: bool,
    /// Whether the page still has a report to take.
    waiting: bool,
    busy: f64,
    last_report: f64,
}

impl Session {
    /// A session without a run, at `now` milliseconds.
    #[must_use]
    pub fn new(now: f64) -> Self {
        Self {
            data: Data::default(),
            run: None,
            mode: Mode::Idle,
            requests: Vec::new(),
            done: Vec::new(),
            news: false,
            waiting: false,
            busy: 0.0,
            last_report: now,
        }
    }

    /// Takes a command at `now` milliseconds.
    pub fn handle(&mut self, command: Command, now: f64) {
        match command {
            Command::Data(data) => self.data = data,
            Command::Start { run, experiment } => self.start(run, &experiment),
            Command::Adjust { experiment } => {
                if let Some(run) = &mut self.run {
                    run.trainer.adjust(experiment.settings());
                }
            }
            Command::Play { stride, rate } => self.play(stride, rate, now),
            Command::Pause => {
                self.mode = Mode::Idle;
                self.news = true;
            }
            Command::Advance {
                id,
                stride,
                count,
                goal,
            } => {
                self.requests.push(Request {
                    id,
                    stride,
                    left: count,
                    goal,
                });
                self.end_requests_of_an_ended_run();
            }
            Command::SetParameters { parameters } => self.set_parameters(&parameters),
            Command::Taken => self.waiting = false,
        }
    }

    fn start(&mut self, id: u32, experiment: &Experiment) {
        let Data { task, train, test } = self.data.clone();
        let network = experiment.network_of(train.inputs());
        let trainer = Trainer::with_test(network, train, test, experiment.settings());
        let loss = experiment.shown_loss();
        self.run = Some(Run {
            id,
            told: trainer.clone(),
            trainer,
            loss,
            task,
            diverged: false,
        });
        self.mode = Mode::Idle;
        self.drop_requests();
        self.news = true;
    }

    /// Epochs at a given rate are trained batch by batch, so that the pictures move evenly.
    fn play(&mut self, stride: Stride, rate: Option<u32>, now: f64) {
        self.mode = match (rate, stride) {
            (None, _) => Mode::Full(stride),
            (Some(rate), Stride::Epoch) => {
                let batches = self.run.as_ref().map_or(1, |run| run.trainer.batches());
                let rate = f64::from(rate) * batches as f64;
                Mode::Paced(Stride::Batch, Pace::new(rate, now))
            }
            (Some(rate), _) => Mode::Paced(stride, Pace::new(f64::from(rate), now)),
        };
    }

    fn set_parameters(&mut self, parameters: &[f32]) {
        if let Some(run) = &mut self.run
            && run.trainer.set_parameters(parameters).is_ok()
        {
            run.look_for_divergence();
            self.news = true;
        }
    }

    /// Requests of a run that is over are done, as far as they came.
    fn drop_requests(&mut self) {
        self.done
            .extend(self.requests.drain(..).map(|request| request.id));
    }

    /// Whoever asked must hear of it; the run itself waits for other parameters.
    fn end_requests_of_an_ended_run(&mut self) {
        if self.run.as_ref().is_none_or(Run::has_ended) {
            self.drop_requests();
            self.news = true;
        }
    }

    /// Milliseconds until there is something to train: 0 for now, `None` for nothing to do.
    #[must_use]
    pub fn wait(&self) -> Option<f64> {
        if self.run.as_ref().is_none_or(Run::has_ended) {
            return None;
        }
        match &self.mode {
            _ if !self.requests.is_empty() => Some(0.0),
            Mode::Idle => None,
            Mode::Full(_) => Some(0.0),
            Mode::Paced(_, pace) => Some(pace.wait()),
        }
    }

    /// Trains for a slice of time by the given clock (milliseconds).
    pub fn work(&mut self, clock: &dyn Fn() -> f64) {
        let start = clock();
        let Some(run) = self.run.as_mut().filter(|run| !run.has_ended()) else {
            return;
        };
        let steps = run.progress();
        if let Some(request) = self.requests.first_mut() {
            if run.pursue(request, clock, start + SLICE) {
                self.done.push(request.id);
                self.requests.remove(0);
                self.news = true;
            }
        } else {
            match &mut self.mode {
                Mode::Idle => {}
                Mode::Full(stride) => {
                    let (stride, forever) = (*stride, u64::MAX);
                    run.advance(stride, forever, clock, start + SLICE);
                }
                Mode::Paced(stride, pace) => {
                    let due = pace.due(start);
                    let done = run.advance(*stride, due, clock, start + SLICE);
                    pace.done(done);
                }
            }
        }
        run.look_for_divergence();
        self.news |= run.progress() != steps;
        self.end_requests_of_an_ended_run();
        self.busy += clock() - start;
    }

    /// The report that is due, if the page has taken the last one and there is news.
    pub fn report(&mut self, now: f64) -> Option<Report> {
        if self.waiting || !self.news {
            return None;
        }
        let run = self.run.as_mut()?;
        run.told = run.trainer.clone();
        let elapsed = (now - self.last_report).max(1e-3);
        let report = Report {
            run: run.id,
            progress: run.progress(),
            done: std::mem::take(&mut self.done),
            diverged: run.diverged,
            stopped: run.trainer.stopped().map(|at| (at.epoch, at.best_epoch)),
            load: (self.busy / elapsed).min(1.0),
            parameters: run.trainer.network().parameters().to_vec(),
        };
        (self.news, self.waiting, self.busy, self.last_report) = (false, true, 0.0, now);
        Some(report)
    }
}

impl Run {
    /// Whether it trains no further: weights left the finite numbers, or it stopped early.
    fn has_ended(&self) -> bool {
        self.diverged || self.trainer.stopped().is_some()
    }

    fn progress(&self) -> Progress {
        Progress {
            epoch: self.trainer.epoch(),
            position: self.trainer.position(),
            steps: self.trainer.steps(),
            last_sample: self.trainer.last_sample(),
        }
    }

    /// Goes up to `count` strides, ending when the clock passes `deadline`; says how many it went.
    fn advance(
        &mut self,
        stride: Stride,
        count: u64,
        clock: &dyn Fn() -> f64,
        deadline: f64,
    ) -> u64 {
        let chunk = self.strides_between_looks(stride);
        let mut done = 0;
        while done < count {
            let strides = chunk.min(count - done);
            self.trainer.advance(stride, strides);
            done += strides;
            if clock() >= deadline || self.trainer.stopped().is_some() {
                break;
            }
        }
        done
    }

    /// Strides that take well under a millisecond.
    fn strides_between_looks(&self, stride: Stride) -> u64 {
        let samples = match stride {
            Stride::Sample => 1,
            Stride::Batch => self.trainer.settings().batch_size,
            Stride::Epoch => self.trainer.samples().len(),
        };
        let work = samples.max(1) * self.trainer.network().parameters().len();
        (WORK_BETWEEN_LOOKS / work).max(1) as u64
    }

    /// Works on a request until the deadline; says whether it is done.
    fn pursue(&mut self, request: &mut Request, clock: &dyn Fn() -> f64, deadline: f64) -> bool {
        if request.goal.is_empty() {
            request.left -= self.advance(request.stride, request.left, clock, deadline);
            return request.left == 0;
        }
        while request.left > 0 && !self.has_ended() && !self.reached(request.goal) {
            let epoch = self.trainer.epoch();
            while request.left > 0 && self.trainer.epoch() == epoch {
                self.trainer.advance(request.stride, 1);
                request.left -= 1;
            }
            if clock() >= deadline {
                return request.left == 0 || self.reached(request.goal);
            }
        }
        true
    }

    fn reached(&self, goal: Goal) -> bool {
        let trainer = &self.trainer;
        evaluate(trainer.network(), self.loss, self.task, trainer.samples()).is_none_or(|now| {
            goal.loss.is_some_and(|loss| now.loss <= loss)
                || goal
                    .accuracy
                    .zip(now.accuracy)
                    .is_some_and(|(accuracy, now)| now >= accuracy)
                || !now.loss.is_finite()
        })
    }

    fn look_for_divergence(&mut self) {
        self.diverged = !self.trainer.network().is_finite();
        if self.diverged {
            let now = self.trainer.settings();
            self.trainer = self.told.clone();
            self.trainer.adjust(now);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;
    use crate::lab::Prepared;

    /// A clock that moves on by a millisecond whenever it is read.
    fn ticking() -> impl Fn() -> f64 {
        let now = Cell::new(0.0);
        move || {
            now.set(now.get() + 1.0);
            now.get()
        }
    }

    fn started(experiment: &Experiment) -> Session {
        let mut session = Session::new(0.0);
        let data = Data::from(&Prepared::new(experiment));
        session.handle(Command::Data(data), 0.0);
        let experiment = Box::new(experiment.clone());
        session.handle(Command::Start { run: 1, experiment }, 0.0);
        session
    }

    fn advance(session: &mut Session, stride: Stride, count: u64, goal: Goal) -> Report {
        session.handle(Command::Taken, 0.0);
        session.handle(
            Command::Advance {
                id: 9,
                stride,
                count,
                goal,
            },
            0.0,
        );
        let clock = ticking();
        for _ in 0..100_000 {
            session.work(&clock);
            session.handle(Command::Taken, 0.0);
            if let Some(report) = session.report(0.0)
                && report.done.contains(&9)
            {
                return report;
            }
        }
        panic!("the request was never done");
    }

    #[test]
    fn the_first_report_tells_of_the_initial_weights() {
        let experiment = Experiment::default();
        let report = started(&experiment).report(0.0).unwrap();
        assert_eq!(report.parameters, experiment.network().parameters());
        assert_eq!((report.run, report.progress.epoch), (1, 0));
    }

    #[test]
    fn a_report_waits_until_the_last_one_is_taken() {
        let mut session = started(&Experiment::default());
        assert!(session.report(0.0).is_some());
        session.handle(
            Command::Play {
                stride: Stride::Epoch,
                rate: None,
            },
            0.0,
        );
        session.work(&ticking());
        assert_eq!(session.report(0.0), None);
        session.handle(Command::Taken, 0.0);
        assert!(session.report(0.0).unwrap().progress.epoch > 0);
    }

    #[test]
    fn slices_do_not_change_the_result() {
        let experiment = Experiment::default();
        let whole = advance(
            &mut started(&experiment),
            Stride::Epoch,
            40,
            Goal::default(),
        );
        let mut pieces = started(&experiment);
        for count in [1, 9, 30] {
            advance(&mut pieces, Stride::Epoch, count, Goal::default());
        }
        let pieces = advance(&mut pieces, Stride::Batch, 0, Goal::default());
        assert_eq!(whole.parameters, pieces.parameters);
        assert_eq!(whole.progress.epoch, 40);
    }

    #[test]
    fn early_stopping_ends_requests_and_is_told() {
        let experiment = Experiment {
            patience: Some(3),
            learning_rate: 1.0,
            ..Experiment::default()
        };
        let mut session = started(&experiment);
        let report = advance(&mut session, Stride::Epoch, 100_000, Goal::default());
        let (epoch, best) = report.stopped.unwrap();
        assert_eq!((report.progress.epoch, epoch - best), (epoch, 3));
        assert_eq!(session.wait(), None);
        // Another patience lets it go on.
        let experiment = Box::new(Experiment {
            patience: None,
            ..experiment
        });
        session.handle(Command::Adjust { experiment }, 0.0);
        let report = advance(&mut session, Stride::Epoch, 2, Goal::default());
        assert_eq!((report.stopped, report.progress.epoch), (None, epoch + 2));
    }

    #[test]
    fn a_goal_ends_training_early() {
        let goal = Goal {
            accuracy: Some(0.9),
            ..Goal::default()
        };
        let mut session = started(&Experiment::default());
        let report = advance(&mut session, Stride::Epoch, 5000, goal);
        assert!(
            (1..5000).contains(&report.progress.epoch),
            "{:?}",
            report.progress
        );
    }

    #[test]
    fn a_paced_session_waits_its_turn() {
        let mut session = started(&Experiment::default());
        session.handle(
            Command::Play {
                stride: Stride::Batch,
                rate: Some(2),
            },
            0.0,
        );
        session.work(&|| 0.0);
        assert_eq!(session.wait(), Some(500.0));
        session.handle(Command::Pause, 0.0);
        assert_eq!(session.wait(), None);
    }

    #[test]
    fn epochs_at_a_rate_go_evenly() {
        let mut session = started(&Experiment::default());
        session.handle(
            Command::Play {
                stride: Stride::Epoch,
                rate: Some(1),
            },
            0.0,
        );
        for tenth in 1..=5 {
            session.work(&|| f64::from(tenth) * 100.0);
        }
        let position = session.report(0.0).unwrap().progress.position;
        assert!(
            (130..=160).contains(&position),
            "half of 280 samples, not {position}"
        );
    }

    #[test]
    fn requests_end_when_the_run_diverges() {
        let mut experiment = Experiment {
            loss: Loss::MeanSquaredError,
            learning_rate: 50.0,
            ..Experiment::default()
        };
        for layer in &mut experiment.layers {
            layer.activation = crate::nn::Activation::Linear;
        }
        let mut session = started(&experiment);
        let report = advance(&mut session, Stride::Epoch, 100_000, Goal::default());
        assert!(report.diverged);
        // So do those that come later.
        let report = advance(&mut session, Stride::Sample, 0, Goal::default());
        assert!(report.diverged);
    }

    #[test]
    fn divergence_is_told_and_finite_weights_go_on() {
        let loss = Loss::MeanSquaredError;
        let mut experiment = Experiment {
            loss,
            ..Experiment::default()
        };
        for layer in &mut experiment.layers {
            layer.activation = crate::nn::Activation::Linear;
        }
        experiment.learning_rate = 50.0;
        let mut session = started(&experiment);
        session.report(0.0).unwrap();
        session.handle(Command::Taken, 0.0);
        let faster = Box::new(Experiment {
            learning_rate: 60.0,
            ..experiment.clone()
        });
        session.handle(Command::Adjust { experiment: faster }, 0.0);
        session.handle(
            Command::Play {
                stride: Stride::Epoch,
                rate: None,
            },
            0.0,
        );
        session.work(&ticking());
        let report = session.report(0.0).unwrap();
        assert!(report.diverged);
        // The last moment that was told is where it stands.
        assert_eq!(report.progress, Progress::default());
        assert_eq!(report.parameters, experiment.network().parameters());
        assert_eq!(session.wait(), None);
        let settings = session.run.as_ref().unwrap().trainer.settings();
        assert_eq!(settings.learning_rate, 60.0);
        let parameters = experiment.network().parameters().to_vec();
        session.handle(Command::SetParameters { parameters }, 0.0);
        assert_eq!(session.wait(), Some(0.0));
    }
}
