//! The worker's side of a run: commands in, training in slices, reports out. Knows no browser, only
//! a clock that it is given, so it is tested natively.

use std::collections::VecDeque;

use super::{
    course::Course,
    kept::Gathered,
    look::Look,
    pace::Pace,
    plan::Data,
    protocol::{Ask, Command, Goal, Outcome, Reply, Report},
    shown::{Showing, Shown},
    start::Start,
};
use crate::{
    lab::{Event, Moment, Progress, Worth, prepared::is_large},
    nn::{Measure, Stride, Task},
};

/// How long a slice of training lasts, in milliseconds: long enough that what is between two
/// slices hardly counts, short enough that a pause is felt at once.
pub const SLICE: f64 = 8.0;
/// How often the clock is asked for before a moment may be kept.
const LOOKS: u32 = 2;
/// Milliseconds after which a report that waits for a frame of the screen is followed by another: where
/// nothing is drawn, as in a hidden tab, no frame comes.
const UNSEEN: f64 = 200.0;
/// Milliseconds between two reports of a large network in training: the page takes a while to read and draw each, and is
/// to answer a hand at once meanwhile.
const SELDOM: f64 = 100.0;
/// Reports that the page has not taken, at most.
const UNTAKEN: u8 = 2;
/// Samples a second up to which each is told of: faster than this nobody reads.
const READ: f64 = 10.0;
/// The share of a slice that looking at a large network takes while it trains.
const LOOKING: f64 = 0.1;
/// The same until there is a first number, which a person waits for.
const LOOKING_FIRST: f64 = 0.35;

/// What the session is at.
#[derive(Clone, Debug)]
enum Mode {
    Idle,
    Full(Stride),
    Paced { stride: Stride, pace: Pace },
}

/// A request to train towards a goal.
#[derive(Clone, Debug)]
struct Request {
    id: u32,
    stride: Stride,
    left: u64,
    goal: Goal,
    /// The epoch whose end the goal was last looked for at, and how far that look has come.
    look: Option<(u64, Measure)>,
}

/// A run in training.
#[derive(Clone, Debug)]
struct Run {
    id: u32,
    course: Course,
    task: Task,
    /// The moment to come to before anything else is done.
    to: Option<Moment>,
    /// The run at the last report, to which it goes back when it diverges.
    told: Course,
    /// Moments that the page has not been told of.
    gathered: Gathered,
    /// How many events the page knows of.
    known: usize,
    diverged: bool,
    /// The sample that is being shown, where it is told of.
    showing: Option<Showing>,
    /// What happened with the last one.
    shown: Option<Shown>,
    /// What the network was worth when it was last looked at, where it is large.
    worth: Option<Worth>,
    /// A look that has been begun.
    look: Option<Look>,
}

/// All that the worker holds.
#[derive(Clone, Debug)]
pub struct Session {
    data: Data,
    run: Option<Run>,
    mode: Mode,
    /// What came while the run was on its way to where it begins.
    later: VecDeque<Command>,
    requests: VecDeque<Request>,
    replies: Vec<Reply>,
    /// Whether there is news that no report has told.
    news: bool,
    /// Reports that the page has not taken.
    untaken: u8,
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
            later: VecDeque::new(),
            requests: VecDeque::new(),
            replies: Vec::new(),
            news: false,
            untaken: 0,
            busy: 0.0,
            last_report: now,
        }
    }

    /// Takes a command at `now` milliseconds.
    pub fn handle(&mut self, command: Command, now: f64) {
        let Command { run, id, ask } = command;
        match ask {
            Ask::Taken => self.untaken = self.untaken.saturating_sub(1),
            Ask::Data(data) => self.data = data,
            Ask::Start(start) => self.start(run, *start),
            Ask::Adjust(_)
            | Ask::Play { .. }
            | Ask::Pause
            | Ask::Advance { .. }
            | Ask::SetParameters(_)
            | Ask::Tune(_) => self.hand_on(Command { run, id, ask }, now),
        }
    }

    /// What is meant for the run at hand, once that is where it begins.
    fn hand_on(&mut self, command: Command, now: f64) {
        let is_at_hand = self.run.as_ref().is_some_and(|run| run.id == command.run);
        if !is_at_hand {
            self.reply(command.id, Outcome::Over);
        } else if self.is_on_its_way() && command.ask != Ask::Pause {
            // A pause ends the way there.
            self.later.push_back(command);
        } else {
            self.carry_out(command.id, command.ask, now);
        }
    }

    fn carry_out(&mut self, id: u32, ask: Ask, now: f64) {
        match ask {
            Ask::Adjust(settings) => self.change(id, |course| course.adjust(settings)),
            Ask::SetParameters(parameters) => {
                self.put(id, |course| course.set_parameters(parameters));
            }
            Ask::Tune(changes) => self.put(id, |course| course.tune(&changes)),
            Ask::Play { stride, rate } => {
                self.go_on();
                self.play(stride, rate, now);
                self.reply(id, Outcome::Done);
            }
            Ask::Pause => {
                self.pause();
                self.reply(id, Outcome::Done);
            }
            Ask::Advance {
                stride,
                count,
                goal,
            } => {
                if count > 0 {
                    self.go_on();
                }
                self.requests.push_back(Request {
                    id,
                    stride,
                    left: count,
                    goal,
                    look: None,
                });
                self.end_requests_of_an_ended_run();
            }
            Ask::Taken | Ask::Data(_) | Ask::Start(_) => {}
        }
    }

    fn reply(&mut self, id: u32, outcome: Outcome) {
        if id > 0 {
            self.replies.push(Reply { id, outcome });
        }
        self.news = true;
    }

    /// Puts parameters in place.
    fn put(&mut self, id: u32, change: impl FnOnce(&mut Course)) {
        self.change(id, change);
        if let Some(run) = &mut self.run {
            run.shown = None;
            (run.worth, run.look) = (None, None);
            run.look_for_divergence();
        }
    }

    fn change(&mut self, id: u32, change: impl FnOnce(&mut Course)) {
        if let Some(run) = &mut self.run {
            change(&mut run.course);
            run.diverged = false;
        }
        self.reply(id, Outcome::Done);
    }

    fn is_on_its_way(&self) -> bool {
        self.run.as_ref().is_some_and(|run| run.to.is_some())
    }

    fn start(&mut self, id: u32, start: Start) {
        self.give_up(Outcome::Over);
        self.mode = Mode::Idle;
        // What is kept of another network than this can only be repeated from its start.
        let course = start
            .course(&self.data)
            .unwrap_or_else(|_| start.anew(&self.data));
        self.run = Some(Run {
            id,
            told: course.clone(),
            gathered: Gathered::default(),
            known: start.known,
            to: (course.moment() < start.to).then_some(start.to),
            course,
            task: self.data.task,
            diverged: false,
            showing: None,
            shown: None,
            worth: None,
            look: None,
        });
        self.news = true;
    }

    /// Training that is asked for goes on after early stopping, and after divergence.
    fn go_on(&mut self) {
        if let Some(run) = &mut self.run {
            run.diverged = false;
            run.course.go_on();
        }
    }

    fn play(&mut self, stride: Stride, rate: Option<u32>, now: f64) {
        let steps = self.steps_per_stride(stride);
        self.mode = match (rate.map(f64::from), &self.mode) {
            (None, _) => Mode::Full(stride),
            // A slider that is drawn says it many times: what is due stays due.
            (Some(rate), Mode::Paced { stride: same, pace }) if *same == stride => {
                let mut pace = *pace;
                pace.set_rate(rate);
                Mode::Paced { stride, pace }
            }
            (Some(rate), _) => Mode::Paced {
                stride,
                pace: Pace::new(rate, steps, now),
            },
        };
    }

    /// Epochs at a given rate are trained batch by batch, so that the pictures move evenly.
    fn steps_per_stride(&self, stride: Stride) -> f64 {
        match (stride, &self.run) {
            (Stride::Epoch, Some(run)) => run.course.trainer().batches() as f64,
            (Stride::Epoch, None) | (Stride::Sample | Stride::Batch, _) => 1.0,
        }
    }

    fn pause(&mut self) {
        self.mode = Mode::Idle;
        self.give_up(Outcome::Paused);
        if let Some(run) = &mut self.run {
            run.to = None;
        }
    }

    /// Whoever asked for something that will not be done must hear of it.
    fn give_up(&mut self, outcome: Outcome) {
        let later = std::mem::take(&mut self.later).into_iter().map(|c| c.id);
        let requests = std::mem::take(&mut self.requests).into_iter().map(|r| r.id);
        for id in requests.chain(later).collect::<Vec<_>>() {
            self.reply(id, outcome);
        }
    }

    fn end_requests_of_an_ended_run(&mut self) {
        let Some(outcome) = self.run.as_ref().and_then(Run::ended) else {
            return;
        };
        self.mode = Mode::Idle;
        for request in std::mem::take(&mut self.requests) {
            self.reply(request.id, outcome);
        }
    }

    /// Milliseconds until there is something to do: 0 for now, `None` for nothing to do.
    #[must_use]
    pub fn wait(&self) -> Option<f64> {
        if self.is_to_look() {
            return Some(0.0);
        }
        self.until_training()
    }

    /// Milliseconds until there is something to train.
    fn until_training(&self) -> Option<f64> {
        let run = self.run.as_ref()?;
        if run.to.is_some() || !self.requests.is_empty() {
            return Some(0.0);
        }
        match &self.mode {
            Mode::Idle => None,
            Mode::Full(_) => Some(0.0),
            Mode::Paced { pace, .. } => Some(pace.wait()),
        }
    }

    /// Trains for a slice of time by the given clock (milliseconds).
    pub fn work(&mut self, clock: &dyn Fn() -> f64) {
        let start = clock();
        let before = self.progress();
        self.look(start, clock);
        loop {
            let mut looks = 0;
            let mut on = || {
                looks += 1;
                looks < LOOKS && clock() < start + SLICE
            };
            let more = self.work_a_piece(start, &mut on);
            if let Some(run) = self.run.as_mut().filter(|run| run.to.is_none()) {
                run.gathered.look(&run.course);
            }
            if !more || clock() >= start + SLICE {
                break;
            }
        }
        self.after_work(before != self.progress(), start);
        self.busy += clock() - start;
    }

    /// Looks at what a large network is worth: for a share of the slice while there is something to train.
    fn look(&mut self, start: f64, clock: &dyn Fn() -> f64) {
        if !self.is_to_look() {
            return;
        }
        let is_due = self.until_training().is_some_and(|wait| wait < 1.0);
        let Some(run) = &mut self.run else {
            return;
        };
        let is_first = run.worth.as_ref().is_none_or(|worth| worth.at.steps == 0);
        let share = match (is_due, is_first) {
            (false, _) => 1.0,
            (true, true) => LOOKING_FIRST,
            (true, false) => LOOKING,
        };
        let mut look = (run.look.take()).unwrap_or_else(|| Look::new(&run.course, &self.data));
        match look.go_on(&mut || clock() < start + share * SLICE) {
            None => run.look = Some(look),
            worth => {
                run.worth = worth;
                self.news = true;
            }
        }
    }

    /// Whether a large network has not been looked at as it is now.
    fn is_to_look(&self) -> bool {
        self.is_large()
            && self.run.as_ref().is_some_and(|run| {
                let is_of_now = |worth: &Worth| worth.at == run.course.progress();
                run.to.is_none() && !run.worth.as_ref().is_some_and(is_of_now)
            })
    }

    /// Whether the network is too large for the page to measure it for each picture.
    fn is_large(&self) -> bool {
        self.run.as_ref().is_some_and(|run| {
            let trainer = run.course.trainer();
            let parameters = trainer.network().parameters().len();
            is_large(trainer.samples().len(), parameters)
        })
    }

    /// Works while `on` says so; whether there is more to do at once.
    fn work_a_piece(&mut self, now: f64, on: &mut dyn FnMut() -> bool) -> bool {
        let Some(run) = &mut self.run else {
            return false;
        };
        if let Some(to) = run.to {
            let arrived = run.course.go_to(to, on);
            if arrived {
                run.to = None;
                self.news = true;
            }
            return !arrived;
        }
        let Some(request) = self.requests.front_mut() else {
            return self.train(now, on);
        };
        let Some(outcome) = run.pursue(request, on) else {
            return run.ended().is_none();
        };
        let id = request.id;
        self.requests.pop_front();
        self.reply(id, outcome);
        false
    }

    fn progress(&self) -> Progress {
        let course = self.run.as_ref().map(|run| run.course.progress());
        course.unwrap_or_default()
    }

    /// Plays; whether there is more to do at once.
    fn train(&mut self, now: f64, on: &mut dyn FnMut() -> bool) -> bool {
        // Another batch size is another number of steps in an epoch.
        let steps = match &self.mode {
            Mode::Paced { stride, .. } => self.steps_per_stride(*stride),
            Mode::Idle | Mode::Full(_) => 1.0,
        };
        let Some(run) = &mut self.run else {
            return false;
        };
        match &mut self.mode {
            Mode::Idle => false,
            Mode::Full(stride) => {
                run.course.advance(*stride, u64::MAX, on);
                run.ended().is_none()
            }
            Mode::Paced { stride, pace } => {
                pace.set_steps(steps);
                let step = match stride {
                    Stride::Epoch => Stride::Batch,
                    Stride::Sample | Stride::Batch => *stride,
                };
                let due = pace.due(now);
                let done = match step {
                    Stride::Sample if pace.rate() <= READ => run.show(due, on),
                    Stride::Sample | Stride::Batch | Stride::Epoch => {
                        run.course.advance(step, due, on)
                    }
                };
                pace.done(done);
                done < due && run.ended().is_none()
            }
        }
    }

    fn after_work(&mut self, moved: bool, now: f64) {
        if let Some(run) = &mut self.run {
            run.look_for_divergence();
        }
        self.news |= moved;
        self.end_requests_of_an_ended_run();
        if !self.is_on_its_way() {
            while let Some(Command { id, ask, .. }) = self.later.pop_front() {
                self.carry_out(id, ask, now);
            }
        }
    }

    /// Milliseconds until there is something to do or to tell at `now`: `None` until something comes.
    #[must_use]
    pub fn rest(&self, now: f64) -> Option<f64> {
        let tells = self.news && self.untaken < UNTAKEN && self.run.is_some();
        let tell = tells.then(|| self.silence(now));
        self.wait().into_iter().chain(tell).reduce(f64::min)
    }

    /// Milliseconds for which a report has to wait: an answer need not, nor one that follows no other, else the page
    /// has time to draw the last one.
    fn silence(&self, now: f64) -> f64 {
        let least = if !self.replies.is_empty() {
            0.0
        } else if self.untaken > 0 {
            UNSEEN
        } else if self.is_large() && self.until_training().is_some() {
            SELDOM
        } else {
            0.0
        };
        (least - (now - self.last_report)).max(0.0)
    }

    /// The report that is due, if there is news, and the page has taken the last one or somebody waits.
    pub fn report(&mut self, now: f64) -> Option<Report> {
        if !self.news || self.untaken == UNTAKEN || self.silence(now) > 0.0 {
            return None;
        }
        // Who is answered at rest wants to know what the moment is worth.
        if !self.replies.is_empty() && self.until_training().is_none() && self.is_to_look() {
            return None;
        }
        // At rest, or when something is answered, the page must know the moment itself.
        let rests = self.wait().is_none() || !self.replies.is_empty();
        let run = self.run.as_mut()?;
        let arriving = run.to.is_some();
        if rests && !arriving {
            run.gathered.keep(&run.course);
        }
        let elapsed = (now - self.last_report).max(1e-3);
        let report = Report {
            run: run.id,
            samples: run.course.trainer().samples().len(),
            progress: run.course.progress(),
            arriving,
            replies: std::mem::take(&mut self.replies),
            happened: run.tell(),
            diverged: run.diverged,
            stopped: run.course.trainer().stopped(),
            load: (self.busy / elapsed).min(1.0),
            parameters: run.course.network().parameters().to_vec(),
            kept: run.gathered.take(),
            shown: run.told_of(),
            fared: run.course.trainer().fared(),
            worth: run.worth.clone(),
        };
        if !arriving {
            run.told = run.course.clone();
        }
        self.untaken += 1;
        (self.news, self.busy, self.last_report) = (false, 0.0, now);
        Some(report)
    }
}

impl Run {
    /// How the run has ended, if it trains no further.
    fn ended(&self) -> Option<Outcome> {
        let course = &self.course;
        if self.diverged {
            Some(Outcome::Diverged)
        } else if course.trainer().stopped().is_some() {
            Some(Outcome::Stopped)
        } else {
            course.has_ended().then_some(Outcome::Done)
        }
    }

    /// Works on a request while `on` says so; says how it has ended, if it has.
    fn pursue(&mut self, request: &mut Request, on: &mut dyn FnMut() -> bool) -> Option<Outcome> {
        if request.goal.is_empty() {
            request.left -= match request.stride {
                Stride::Sample => self.show(request.left, on),
                stride @ (Stride::Batch | Stride::Epoch) => {
                    self.course.advance(stride, request.left, on)
                }
            };
            return (request.left == 0).then_some(Outcome::Done);
        }
        loop {
            if self.reached(request, on)? {
                return Some(Outcome::Reached);
            }
            if request.left == 0 {
                return Some(Outcome::Done);
            }
            let epoch = self.course.moment().epoch;
            while request.left > 0 && self.course.moment().epoch == epoch {
                if self.course.advance(request.stride, 1, on) == 0 {
                    return None;
                }
                request.left -= 1;
                // One stride may be too short for the trainer to ask.
                if !on() {
                    return None;
                }
            }
        }
    }

    /// Shows up to so many samples while `on` says so, and tells of the last; says how many were shown.
    fn show(&mut self, count: u64, on: &mut dyn FnMut() -> bool) -> u64 {
        let before = count.saturating_sub(1);
        let mut done = self.course.advance(Stride::Sample, before, on);
        if done == before && count > 0 {
            let begun = self.showing.take();
            let showing = begun.filter(|s| s.is_next(&self.course));
            let showing = showing.or_else(|| Showing::new(&self.course));
            if self.course.advance(Stride::Sample, 1, on) == 1 {
                done += 1;
                self.shown = showing.and_then(|s| s.done(&self.course));
            } else {
                self.showing = showing;
            }
        }
        done
    }

    /// What is to be told of the moment at hand.
    fn told_of(&self) -> Option<Shown> {
        let at = self.course.moment();
        self.shown.clone().filter(|shown| shown.at == at)
    }

    /// Looks for the goal after each epoch; nothing is said while that is not finished.
    fn reached(&self, request: &mut Request, on: &mut dyn FnMut() -> bool) -> Option<bool> {
        let (epoch, trainer) = (self.course.moment().epoch, self.course.trainer());
        let begin = || (epoch, trainer.measure(self.task));
        let look = request.look.get_or_insert_with(begin);
        if look.0 != epoch {
            *look = begin();
        }
        if !look.1.advance_while(on) {
            return None;
        }
        let Some(now) = look.1.evaluation() else {
            return Some(true);
        };
        let Goal { loss, accuracy } = request.goal;
        let low_enough = loss.is_some_and(|loss| now.loss <= loss);
        let right_enough = accuracy.zip(now.accuracy).is_some_and(|(a, now)| now >= a);
        Some(low_enough || right_enough || !now.loss.is_finite())
    }

    /// What has happened that the page does not know of.
    fn tell(&mut self) -> Vec<Event> {
        let happened = self.course.happened();
        let news = happened.get(self.known..).unwrap_or_default().to_vec();
        self.known = self.known.max(happened.len());
        news
    }

    /// Goes back to the last moment that was told where weights have left the finite numbers; the
    /// settings stay as they are now.
    fn look_for_divergence(&mut self) {
        if self.course.network().is_finite() {
            return;
        }
        let settings = self.course.trainer().settings();
        self.course = self.told.clone();
        self.gathered.forget();
        self.known = self.known.min(self.course.happened().len());
        if self.course.trainer().settings() != settings {
            self.course.adjust(settings);
        }
        (self.diverged, self.to) = (true, None);
    }
}

#[cfg(test)]
mod tests {
    use std::{cell::Cell, sync::Arc};

    use nalgebra::DMatrix;

    use super::*;
    use crate::{
        engine::Plan,
        lab::{
            Experiment, Prepared,
            prepared::measured_rows,
            snapshot::{Gradient, sizes},
        },
        nn::{Activation, LayerSpec, Samples},
    };

    /// However a step by a sample is cut into slices, the page is told what happened with it, and is
    /// told it again with the next report, as with the one that answers a pause.
    #[test]
    fn a_step_by_a_sample_is_told_and_one_by_a_batch_is_not() {
        let mut session = started(&Experiment::default());
        for (count, position) in [(1, 1), (1, 2), (8, 10)] {
            let (report, outcome) = advance(&mut session, Stride::Sample, count, Goal::default());
            assert_eq!(outcome, Outcome::Done);
            let shown = report.shown.unwrap();
            assert_eq!((shown.at.position, shown.at.epoch), (position, 0));
            assert_eq!(
                (shown.left, shown.changes.is_some()),
                (10 - position, position == 10)
            );
        }
        ask(&mut session, Ask::Pause);
        ask(&mut session, Ask::Taken);
        assert!(session.report(0.0).unwrap().shown.is_some());
        let (report, _) = advance(&mut session, Stride::Batch, 1, Goal::default());
        assert_eq!((report.progress.position, report.shown), (20, None));
        let (report, _) = advance(&mut session, Stride::Sample, 0, Goal::default());
        assert_eq!(report.shown, None);
        // Weights that are put in place are no doing of the sample's.
        advance(&mut session, Stride::Sample, 1, Goal::default());
        let parameters = Experiment::default().network().parameters().to_vec();
        ask(&mut session, Ask::SetParameters(parameters));
        ask(&mut session, Ask::Taken);
        assert_eq!(session.report(0.0).unwrap().shown, None);
    }

    #[test]
    fn samples_that_come_one_by_one_are_told_and_faster_ones_are_not() {
        for (rate, told) in [
            (Some(1), true),
            (Some(10), true),
            (Some(20), false),
            (None, false),
        ] {
            let mut session = started(&Experiment::default());
            ask(&mut session, play(Stride::Sample, rate));
            ask(&mut session, Ask::Taken);
            let clock = ticking();
            while session.progress().position == 0 {
                session.work(&clock);
            }
            let report = session.report(0.0).unwrap();
            assert_eq!(report.shown.is_some(), told, "{rate:?}");
        }
    }

    /// A clock that moves on by a millisecond whenever it is read.
    fn ticking() -> impl Fn() -> f64 {
        let now = Cell::new(0.0);
        move || {
            now.set(now.get() + 1.0);
            now.get()
        }
    }

    fn ask(session: &mut Session, ask: Ask) {
        session.handle(Command { run: 1, id: 0, ask }, 0.0);
    }

    fn begin(session: &mut Session, experiment: &Experiment, data: Data) {
        ask(session, Ask::Data(data));
        let start = Start {
            plan: Plan::from(experiment),
            from: None,
            timeline: Vec::new(),
            known: 0,
            to: Moment::START,
        };
        ask(session, Ask::Start(Box::new(start)));
    }

    fn started(experiment: &Experiment) -> Session {
        let mut session = Session::new(0.0);
        let data = Data::from(&Prepared::new(experiment));
        begin(&mut session, experiment, data);
        session
    }

    fn play(stride: Stride, rate: Option<u32>) -> Ask {
        Ask::Play { stride, rate }
    }

    fn advance(session: &mut Session, stride: Stride, count: u64, goal: Goal) -> (Report, Outcome) {
        ask(session, Ask::Taken);
        let ask_for = Ask::Advance {
            stride,
            count,
            goal,
        };
        let command = Command {
            run: 1,
            id: 9,
            ask: ask_for,
        };
        session.handle(command, 0.0);
        let clock = ticking();
        for _ in 0..100_000 {
            session.work(&clock);
            ask(session, Ask::Taken);
            if let Some(report) = session.report(0.0)
                && let Some(reply) = report.replies.iter().find(|reply| reply.id == 9)
            {
                let outcome = reply.outcome;
                return (report, outcome);
            }
        }
        panic!("the request was never done");
    }

    /// Linear layers at a rate at which their weights soon leave the finite numbers.
    fn diverging() -> Experiment {
        let mut experiment = Experiment {
            loss: crate::nn::Loss::MeanSquaredError,
            learning_rate: 50.0,
            ..Experiment::default()
        };
        for layer in &mut experiment.layers {
            layer.activation = Activation::Linear;
        }
        experiment
    }

    #[test]
    fn the_first_report_tells_of_the_initial_weights() {
        let experiment = Experiment::default();
        let report = started(&experiment).report(0.0).unwrap();
        assert_eq!(report.parameters, experiment.network().parameters());
        assert_eq!((report.run, report.progress.epoch), (1, 0));
        assert_eq!(report.kept.len(), 1);
    }

    #[test]
    fn a_report_waits_until_the_last_one_is_taken() {
        let mut session = started(&Experiment::default());
        assert!(session.report(0.0).is_some());
        ask(&mut session, play(Stride::Epoch, None));
        session.work(&ticking());
        assert_eq!(session.report(0.0), None);
        ask(&mut session, Ask::Taken);
        assert!(session.report(0.0).unwrap().progress.epoch > 0);
    }

    /// As in a hidden tab, where reports wait for a frame that does not come: the second tells the page
    /// that the first has to be taken, and more than two are never on their way.
    #[test]
    fn what_is_not_drawn_is_told_of_as_well_but_seldom() {
        let mut session = started(&Experiment::default());
        session.report(0.0).unwrap();
        ask(&mut session, play(Stride::Epoch, None));
        session.work(&ticking());
        assert_eq!(session.rest(0.0), Some(0.0));
        assert_eq!(session.report(UNSEEN - 1.0), None);
        let second = session.report(UNSEEN).unwrap();
        assert!(second.progress.epoch > 0);
        session.work(&ticking());
        assert_eq!(session.report(10.0 * UNSEEN), None);
        ask(&mut session, Ask::Taken);
        assert_eq!(session.report(2.0 * UNSEEN - 1.0), None);
        let third = session.report(2.0 * UNSEEN).unwrap();
        assert!(third.progress.epoch > second.progress.epoch);
    }

    /// Nobody trains any more, and yet the page hears of the end.
    #[test]
    fn the_last_news_is_told_although_nothing_is_drawn() {
        let mut session = started(&Experiment::default());
        session.report(0.0).unwrap();
        ask(&mut session, play(Stride::Epoch, None));
        session.work(&ticking());
        ask(&mut session, Ask::Pause);
        assert_eq!(
            (session.wait(), session.rest(50.0)),
            (None, Some(UNSEEN - 50.0))
        );
        assert!(session.report(UNSEEN).is_some());
        // And then there is silence.
        for _ in 0..2 {
            assert_eq!((session.rest(1e9), session.report(1e9)), (None, None));
            ask(&mut session, Ask::Taken);
        }
    }

    #[test]
    fn an_answer_waits_for_no_frame() {
        let mut session = started(&Experiment::default());
        session.report(0.0).unwrap();
        let advance = |id| Command {
            run: 1,
            id,
            ask: Ask::Advance {
                stride: Stride::Epoch,
                count: 1,
                goal: Goal::default(),
            },
        };
        session.handle(advance(1), 0.0);
        session.work(&ticking());
        assert_eq!(session.report(0.0).unwrap().replies[0].id, 1);
        // Two are on their way: the next answers come together.
        for id in [2, 3] {
            session.handle(advance(id), 0.0);
            session.work(&ticking());
            assert_eq!(session.report(0.0), None);
        }
        ask(&mut session, Ask::Taken);
        let ids: Vec<_> = session
            .report(0.0)
            .unwrap()
            .replies
            .iter()
            .map(|r| r.id)
            .collect();
        assert_eq!(ids, [2, 3]);
    }

    #[test]
    fn slices_do_not_change_the_result() {
        let experiment = Experiment::default();
        let none = Goal::default();
        let (whole, _) = advance(&mut started(&experiment), Stride::Epoch, 40, none);
        let mut pieces = started(&experiment);
        for count in [1, 9, 30] {
            advance(&mut pieces, Stride::Epoch, count, none);
        }
        let (pieces, _) = advance(&mut pieces, Stride::Batch, 0, none);
        assert_eq!(whole.parameters, pieces.parameters);
        assert_eq!(whole.progress.epoch, 40);
    }

    /// A network that is too large for the page to measure it for each picture, with its data.
    fn large() -> (Experiment, Data) {
        let samples = |rows| {
            let x = DMatrix::from_fn(rows, 2, |row, column| ((row * 7 + column * 3) % 11) as f32);
            let y = DMatrix::from_fn(rows, 1, |row, _| (row % 2) as f32);
            Arc::new(Samples::from_rows(&x, &y))
        };
        let mut experiment = Experiment {
            batch_size: 500,
            ..Experiment::default()
        };
        experiment.layers = [64, 64, 1]
            .map(|units| LayerSpec::new(units, Activation::Sigmoid))
            .into();
        let data = Data {
            task: Task::Binary,
            train: samples(500_000),
            test: samples(200),
        };
        (experiment, data)
    }

    #[test]
    fn a_large_network_is_told_of_seldom_while_it_trains() {
        let (experiment, data) = large();
        let mut session = Session::new(0.0);
        begin(&mut session, &experiment, data);
        let clock = ticking();
        ask(&mut session, play(Stride::Epoch, None));
        let told = |session: &mut Session, now: f64| {
            let before = session.progress().steps;
            while session.progress().steps == before {
                session.work(&clock);
            }
            let report = session.report(now);
            ask(session, Ask::Taken);
            report.is_some()
        };
        let times = [1000.0, 1000.0 + SELDOM - 1.0, 1000.0 + SELDOM];
        assert_eq!(
            times.map(|now| told(&mut session, now)),
            [true, false, true]
        );
        // Who has paused it is answered.
        ask(&mut session, Ask::Pause);
        assert!(session.report(1001.0 + SELDOM).is_some());
    }

    /// At rest what a large network is worth belongs to the moment, and whoever asked to rest hears it; meanwhile
    /// training loses no more than a share.
    #[test]
    fn a_large_network_is_looked_at_beside_its_training() {
        let (experiment, data) = large();
        let (train, test) = (data.train.clone(), data.test.clone());
        let mut session = Session::new(0.0);
        begin(&mut session, &experiment, data);
        let clock = ticking();
        let settle = |session: &mut Session| {
            while session.wait().is_some() {
                session.work(&clock);
            }
            ask(session, Ask::Taken);
            let report = session.report(1e9).unwrap();
            ask(session, Ask::Taken);
            let mut network = experiment.network();
            network.parameters_mut().copy_from_slice(&report.parameters);
            let worth = report.worth.clone().unwrap();
            assert_eq!(worth.at, report.progress);
            let rows = train.first(measured_rows(2));
            let gradient = Gradient::new(&network, &experiment.settings(), &rows);
            let whole = sizes(&network, gradient.whole());
            assert_eq!(worth.gradients.len(), whole.len());
            for (found, size) in worth.gradients.iter().zip(whole) {
                assert!(
                    (found - size).abs() <= 1e-4 * size && size > 0.0,
                    "{found} {size}"
                );
            }
            for (found, samples) in [
                (worth.train, train.first(10_000)),
                (worth.test, test.first(200)),
            ] {
                let loss = experiment.loss;
                assert_eq!(
                    found,
                    crate::nn::evaluate(&network, loss, Task::Binary, &samples)
                );
            }
            report
        };
        assert_eq!(settle(&mut session).progress.steps, 0);
        ask(&mut session, play(Stride::Epoch, None));
        while session.progress().steps < 100 {
            session.work(&clock);
        }
        let id = 7;
        session.handle(
            Command {
                run: 1,
                id,
                ask: Ask::Pause,
            },
            0.0,
        );
        assert_eq!(session.report(1e9), None);
        let report = settle(&mut session);
        let outcome = Outcome::Done;
        assert_eq!(report.replies, [Reply { id, outcome }]);
        let other = vec![0.125; report.parameters.len()];
        ask(&mut session, Ask::SetParameters(other));
        assert_eq!(settle(&mut session).progress, report.progress);
    }

    /// However large the data and the batches are, the clock is read so often that a slice ends in
    /// time: one that is over at its second reading has done hardly anything.
    #[test]
    fn a_slice_ends_in_time_however_large_the_data() {
        let number = |row: usize, column: usize| ((row * 7 + column * 3) % 11) as f32;
        let samples = |rows| {
            let x = DMatrix::from_fn(rows, 40, number);
            let y = DMatrix::from_fn(rows, 1, |row, _| (row % 2) as f32);
            Arc::new(Samples::from_rows(&x, &y))
        };
        let mut experiment = Experiment {
            batch_size: 50_000,
            patience: Some(3),
            ..Experiment::default()
        };
        experiment.layers = [32, 32, 32, 1]
            .map(|units| LayerSpec::new(units, Activation::Sigmoid))
            .into();
        let data = Data {
            task: Task::Binary,
            train: samples(5000),
            test: samples(5000),
        };
        let mut session = Session::new(0.0);
        begin(&mut session, &experiment, data);
        ask(&mut session, play(Stride::Epoch, None));
        let (reads, mut slices) = (Cell::new(0), 0);
        while session.progress().epoch == 0 {
            reads.set(0);
            session.work(&|| {
                reads.set(reads.get() + 1);
                f64::from(reads.get()) * SLICE
            });
            assert!(reads.get() <= 4, "{}", reads.get());
            slices += 1;
        }
        // 5,000 samples of some 3,500 weights, there and back.
        assert!(slices > 50, "{slices}");
    }

    /// Four samples of a truth table are too little for a trainer to ask of the time: a slice ends
    /// all the same, whatever it is about.
    #[test]
    fn a_slice_ends_in_time_however_small_the_data() {
        let mut experiment = Experiment::default();
        experiment.data.dataset = crate::data::Dataset::XorTable;
        let data = Data::from(&Prepared::new(&experiment));
        let at = |epoch| Moment { epoch, position: 0 };
        let later = Event {
            at: at(1 << 40),
            change: crate::lab::Change::GoOn,
        };
        let none = Goal::default();
        let goal = Goal {
            loss: Some(0.0),
            ..none
        };
        for (timeline, to, goal) in [
            (vec![], at(1 << 40), none),
            (vec![later.clone()], at(1 << 41), none),
            (vec![], at(0), none),
            (vec![later], at(0), none),
            (vec![], at(0), goal),
        ] {
            for stride in [Stride::Sample, Stride::Batch, Stride::Epoch] {
                let mut session = Session::new(0.0);
                ask(&mut session, Ask::Data(data.clone()));
                let start = Start {
                    plan: Plan::from(&experiment),
                    from: None,
                    timeline: timeline.clone(),
                    known: 0,
                    to,
                };
                ask(&mut session, Ask::Start(Box::new(start)));
                let count = u64::MAX;
                let advance = Ask::Advance {
                    stride,
                    count,
                    goal,
                };
                ask(&mut session, advance);
                let reads = Cell::new(0);
                for _ in 0..10 {
                    reads.set(0);
                    session.work(&|| {
                        reads.set(reads.get() + 1);
                        f64::from(reads.get()) * SLICE
                    });
                    assert!(reads.get() <= 4, "{} reads", reads.get());
                }
                let samples = session.progress().epoch * 4;
                assert!(samples < 200_000, "{samples} samples in ten portions");
            }
        }
    }

    #[test]
    fn early_stopping_ends_requests_and_is_told() {
        let experiment = Experiment {
            patience: Some(3),
            learning_rate: 1.0,
            ..Experiment::default()
        };
        let mut session = started(&experiment);
        let none = Goal::default();
        let (report, outcome) = advance(&mut session, Stride::Epoch, 100_000, none);
        let stopped = report.stopped.unwrap();
        assert_eq!(outcome, Outcome::Stopped);
        assert_eq!(report.progress.epoch, stopped.epoch);
        assert_eq!(stopped.epoch - stopped.best_epoch, 3);
        assert_eq!(session.wait(), None);
        // Who asks for more gets it.
        let (report, _) = advance(&mut session, Stride::Epoch, 2, none);
        assert_eq!(report.stopped, None);
        assert_eq!(report.progress.epoch, stopped.epoch + 2);
        assert_eq!(report.happened.len(), 1);
    }

    #[test]
    fn a_goal_ends_training_early() {
        let goal = Goal {
            accuracy: Some(0.9),
            ..Goal::default()
        };
        let mut session = started(&Experiment::default());
        let (report, outcome) = advance(&mut session, Stride::Epoch, 5000, goal);
        assert_eq!(outcome, Outcome::Reached);
        assert!((1..5000).contains(&report.progress.epoch));
    }

    #[test]
    fn a_paced_session_waits_its_turn() {
        let mut session = started(&Experiment::default());
        ask(&mut session, play(Stride::Batch, Some(2)));
        session.work(&|| 0.0);
        assert_eq!(session.wait(), Some(500.0));
        ask(&mut session, Ask::Pause);
        assert_eq!(session.wait(), None);
    }

    #[test]
    fn epochs_at_a_rate_go_evenly_whatever_the_batch() {
        for batch_size in [10, 280] {
            let mut session = started(&Experiment::default());
            ask(&mut session, play(Stride::Epoch, Some(1)));
            let other = Experiment {
                batch_size,
                ..Experiment::default()
            };
            ask(&mut session, Ask::Adjust(other.settings()));
            for tenth in 1..=25 {
                session.work(&|| f64::from(tenth) * 100.0);
            }
            let epochs = session.progress().epochs(280);
            assert!((1.9..=3.1).contains(&epochs), "{epochs} at {batch_size}");
        }
    }

    #[test]
    fn a_pause_gives_requests_up() {
        let mut session = started(&Experiment::default());
        let command = |id, ask| Command { run: 1, id, ask };
        let forever = Ask::Advance {
            stride: Stride::Epoch,
            count: u64::MAX,
            goal: Goal::default(),
        };
        session.handle(command(3, forever), 0.0);
        session.work(&ticking());
        session.handle(command(4, Ask::Pause), 0.0);
        let report = session.report(0.0).unwrap();
        let reply = |id, outcome| Reply { id, outcome };
        let replies = [reply(3, Outcome::Paused), reply(4, Outcome::Done)];
        assert_eq!(report.replies, replies);
        assert_eq!(session.wait(), None);
    }

    #[test]
    fn commands_for_a_run_that_is_over_do_nothing_and_are_answered() {
        let mut session = started(&Experiment::default());
        let before = session.progress();
        let parameters = vec![0.0; 31];
        let stale = Command {
            run: 7,
            id: 5,
            ask: Ask::SetParameters(parameters),
        };
        session.handle(stale, 0.0);
        let report = session.report(0.0).unwrap();
        assert_eq!(report.replies[0].outcome, Outcome::Over);
        let untouched = Experiment::default().network();
        assert_eq!(report.parameters, untouched.parameters());
        assert_eq!(session.progress(), before);
    }

    #[test]
    fn requests_end_when_the_run_diverges() {
        let mut session = started(&diverging());
        for _ in 0..2 {
            let (report, outcome) = advance(&mut session, Stride::Epoch, 100_000, Goal::default());
            assert!(report.diverged);
            assert_eq!(outcome, Outcome::Diverged);
            assert_eq!(session.wait(), None);
        }
    }

    #[test]
    fn divergence_is_told_and_other_settings_go_on() {
        let experiment = diverging();
        let mut session = started(&experiment);
        session.report(0.0).unwrap();
        ask(&mut session, Ask::Taken);
        let faster = Experiment {
            learning_rate: 60.0,
            ..experiment.clone()
        };
        ask(&mut session, Ask::Adjust(faster.settings()));
        ask(&mut session, play(Stride::Epoch, None));
        session.work(&ticking());
        let report = session.report(0.0).unwrap();
        assert!(report.diverged);
        // The last moment that was told is where it stands, with the settings of now.
        assert_eq!(report.progress, Progress::default());
        assert_eq!(report.parameters, experiment.network().parameters());
        assert_eq!(report.happened.len(), 1);
        assert_eq!(session.wait(), None);
        let settings = session.run.as_ref().unwrap().course.trainer().settings();
        assert_eq!(settings.learning_rate, 60.0);
    }
}
