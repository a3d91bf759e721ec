//! Work in the background: plain data in, plain data out, in slices, so that it can be told of and
//! given up at any time. Which worker of the pool does it does not matter.

use serde::{Deserialize, Serialize};

use super::{
    course::Course,
    lots::{Drawing, Lots},
    plan::Data,
    start::Start,
    story::{Story, Telling, Told},
    terrain::Terrain,
    tracing::{Trace, Tracing},
    trials::{TrialRun, Trying},
    walking::On,
    wire::Packed,
};
use crate::{
    lab::{
        self, Moment,
        landscape::Step,
        lottery::Outcome,
        tuner::{Ask, Trained},
    },
    nn::{Checkpoint, Walk, landscape::Survey},
};

/// What is to be done.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Job {
    /// Bring a run to a moment.
    Replay {
        /// The samples it is trained on.
        data: Data,
        /// What is trained, from where and to where.
        start: Box<Start>,
    },
    /// Take the step apart that follows a moment.
    Walk {
        /// The samples that the run is trained on.
        data: Data,
        /// What is trained, from where and to where.
        start: Box<Start>,
        /// What the step is made on.
        on: On,
    },
    /// Measure a part of the loss landscape.
    Landscape(Box<Terrain>),
    /// Follow the way of a run.
    Trace(Box<Trace>),
    /// Train seeds of a lottery.
    Lots(Box<Lots>),
    /// Go a run from its start, as if it were watched.
    Story(Box<Story>),
    /// Train a run of a tuner's trial.
    Trial(Box<TrialRun>),
    /// Find where a tuner looks next.
    Propose(Box<Ask>),
}

impl Job {
    /// Whether it takes long, so that others that somebody waits for come first.
    #[must_use]
    pub fn can_wait(&self) -> bool {
        matches!(self, Self::Lots(_) | Self::Trial(_))
    }
}

/// What has come of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Done {
    /// A run at the moment that was asked for, or as near before as early stopping lets it come.
    Replayed(Box<Replayed>),
    /// The step; none where no more will be made.
    Walked(Option<Box<Walk>>),
    /// The heights of the places of a landscape, in their order.
    Heights(Vec<f32>),
    /// The points of a way.
    Traced(Vec<Step>),
    /// What has come of the last of some seeds.
    Drawn(Vec<Outcome>),
    /// A run as it went.
    Told(Box<Told>),
    /// What has come of a run of a tuner's trial.
    Tried(Box<Trained>),
    /// Where a tuner looks next.
    Proposed(Vec<Vec<f64>>),
    /// It cannot be done: what it goes on from belongs to another network.
    Impossible,
}

/// A run at a moment.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Replayed {
    /// How far it has come.
    pub progress: lab::Progress,
    /// The trainer there.
    pub checkpoint: Checkpoint,
    /// The network's parameters there.
    pub parameters: Vec<f32>,
}

/// What a worker tells of its job.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Progress {
    /// How much of it is done, from 0 to 1.
    Share(f64),
    /// What has come of some seeds, and how much of the job is done.
    Come(Vec<Outcome>, f64),
    /// It is done.
    Done(Done),
}

/// A job that is being done.
#[derive(Clone, Debug)]
pub enum Work {
    /// A replay.
    Replay(Box<Replaying>),
    /// A replay with the step that follows it.
    Walk(Box<(Replaying, Data, On)>),
    /// A survey of a landscape.
    Landscape(Box<Survey>),
    /// The following of a way.
    Trace(Box<Tracing>),
    /// Seeds that are trained.
    Lots(Box<Drawing>),
    /// A run that is gone.
    Story(Box<Telling>),
    /// A run of a trial that is trained.
    Trial(Box<Trying>),
    /// Points that are to be found.
    Propose(Box<Ask>),
    /// Nothing can be done.
    Impossible,
}

impl Work {
    /// Whether it takes long, and nobody waits for it.
    #[must_use]
    pub fn can_wait(&self) -> bool {
        matches!(self, Self::Lots(_) | Self::Trial(_))
    }

    /// Begins a job that came as bytes.
    // Under its own name, by which it comes with the rest of the program (`scripts/lib/late.mjs`).
    #[inline(never)]
    #[must_use]
    pub fn unpack(job: &Packed) -> Self {
        job.open().map_or(Self::Impossible, Self::new)
    }

    /// Gives up what has been begun.
    // Under its own name as well, as what follows.
    #[inline(never)]
    pub fn end(self) {
        drop(self);
    }

    /// Works as [`work`](Self::work), and says as bytes how far that came and whether it is done.
    #[inline(never)]
    pub fn work_packed(&mut self, on: &mut dyn FnMut() -> bool) -> (Packed, bool) {
        let progress = self.work(on);
        let is_done = matches!(progress, Progress::Done(_));
        (Packed::new(&progress), is_done)
    }

    /// Begins a job.
    #[must_use]
    pub fn new(job: Job) -> Self {
        match job {
            Job::Replay { data, start } => Self::Replay(Box::new(Replaying::new(&data, &start))),
            Job::Walk { data, start, on } => {
                let replaying = Replaying::new(&data, &start);
                Self::Walk(Box::new((replaying, data, on)))
            }
            Job::Landscape(terrain) => terrain
                .survey()
                .map_or(Self::Impossible, |survey| Self::Landscape(Box::new(survey))),
            Job::Trace(trace) => Tracing::new(&trace)
                .map_or(Self::Impossible, |tracing| Self::Trace(Box::new(tracing))),
            Job::Lots(lots) => Self::Lots(Box::new(Drawing::new(*lots))),
            Job::Story(story) => Self::Story(Box::new(Telling::new(*story))),
            Job::Trial(run) => {
                Trying::new(*run).map_or(Self::Impossible, |trying| Self::Trial(Box::new(trying)))
            }
            Job::Propose(ask) => Self::Propose(ask),
        }
    }

    /// Works while `on` says so, and tells how far that came.
    pub fn work(&mut self, on: &mut dyn FnMut() -> bool) -> Progress {
        match self {
            Self::Replay(replaying) => match replaying.go_on(on) {
                Ok(course) => Progress::Done(Done::Replayed(Box::new(Replayed {
                    progress: course.progress(),
                    checkpoint: course.trainer().checkpoint(),
                    parameters: course.network().parameters().to_vec(),
                }))),
                Err(progress) => progress,
            },
            Self::Walk(walking) => {
                let (replaying, data, sample) = &mut **walking;
                match replaying.go_on(on) {
                    Ok(course) => {
                        Progress::Done(Done::Walked(sample.walk(course, data).map(Box::new)))
                    }
                    Err(progress) => progress,
                }
            }
            Self::Landscape(survey) => {
                if survey.advance_while(on) {
                    Progress::Done(Done::Heights(survey.heights().to_vec()))
                } else {
                    Progress::Share(survey.share())
                }
            }
            Self::Trace(tracing) => match tracing.work(on) {
                Some(steps) => Progress::Done(Done::Traced(steps)),
                None => Progress::Share(tracing.share()),
            },
            Self::Lots(drawing) => match drawing.work(on) {
                (come, true) => Progress::Done(Done::Drawn(come)),
                (come, false) if come.is_empty() => Progress::Share(drawing.share()),
                (come, false) => Progress::Come(come, drawing.share()),
            },
            Self::Story(telling) => match telling.work(on) {
                Some(told) => Progress::Done(Done::Told(Box::new(told))),
                None => Progress::Share(telling.share()),
            },
            Self::Trial(trying) => match trying.work(on) {
                Some(trained) => Progress::Done(Done::Tried(Box::new(trained))),
                None => Progress::Share(trying.share()),
            },
            Self::Propose(ask) => Progress::Done(Done::Proposed(ask.answer())),
            Self::Impossible => Progress::Done(Done::Impossible),
        }
    }
}

/// A replay that is being done.
#[derive(Clone, Debug)]
pub struct Replaying {
    course: Option<Course>,
    from: f64,
    to: Moment,
}

impl Replaying {
    fn new(data: &Data, start: &Start) -> Self {
        let course = start.course(data).ok();
        let epochs = |course: &Course| epochs(course, course.moment());
        Self {
            from: course.as_ref().map_or(0.0, epochs),
            course,
            to: start.to,
        }
    }

    /// The run once it is there; until then how far it has come.
    fn go_on(&mut self, on: &mut dyn FnMut() -> bool) -> Result<&Course, Progress> {
        let Some(course) = &mut self.course else {
            return Err(Progress::Done(Done::Impossible));
        };
        if course.go_to(self.to, on) {
            return Ok(course);
        }
        let (now, to) = (epochs(course, course.moment()), epochs(course, self.to));
        Err(Progress::Share(
            (now - self.from) / (to - self.from).max(f64::MIN_POSITIVE),
        ))
    }
}

fn epochs(course: &Course, moment: Moment) -> f64 {
    moment.epochs(course.trainer().samples().len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        engine::Plan,
        lab::{Change, Event, Experiment, Prepared},
        nn::{Named, Optimizer, Stride, Trainer},
    };

    fn at(epoch: u64, position: usize) -> Moment {
        Moment { epoch, position }
    }

    fn experiment() -> Experiment {
        Experiment {
            optimizer: Optimizer::from_name("adam").unwrap(),
            dropout: 0.2,
            ..Experiment::default()
        }
    }

    fn trainer(experiment: &Experiment) -> Trainer {
        let prepared = Prepared::new(experiment);
        let (train, test) = (prepared.train.clone(), prepared.test.clone());
        Trainer::with_test(experiment.network(), train, test, experiment.settings())
    }

    /// The way from the start to a moment.
    fn start(experiment: &Experiment, to: Moment) -> Start {
        Start {
            plan: Plan::from(experiment),
            from: None,
            timeline: Vec::new(),
            known: 0,
            to,
        }
    }

    fn job(experiment: &Experiment, start: Start) -> Job {
        Job::Replay {
            data: Data::from(&Prepared::new(experiment)),
            start: Box::new(start),
        }
    }

    /// What comes of a job in one go.
    fn done(job: Job) -> Done {
        match Work::new(job).work(&mut || true) {
            Progress::Done(done) => done,
            other @ (Progress::Share(_) | Progress::Come(..)) => panic!("not done: {other:?}"),
        }
    }

    /// What comes of a job in slices that end at each question, the shares that were told on the way,
    /// and how many there were.
    fn in_slices(mut work: Work) -> (Done, Vec<f64>) {
        let mut shares = Vec::new();
        for _ in 0..100_000 {
            match work.work(&mut || false) {
                Progress::Share(share) | Progress::Come(_, share) => shares.push(share),
                Progress::Done(done) => return (done, shares),
            }
        }
        panic!("never done: {shares:?}");
    }

    #[test]
    fn a_replay_ends_with_the_bits_of_the_trainer() {
        let experiment = experiment();
        for to in [at(0, 0), at(0, 1), at(3, 0), at(7, 123)] {
            let mut trainer = trainer(&experiment);
            trainer.advance(Stride::Sample, to.shown(trainer.samples().len()));
            let Done::Replayed(there) = done(job(&experiment, start(&experiment, to))) else {
                panic!("impossible");
            };
            let Replayed {
                progress,
                checkpoint,
                parameters,
            } = *there;
            assert_eq!((progress.moment(), progress.steps), (to, trainer.steps()));
            assert_eq!(checkpoint, trainer.checkpoint());
            assert_eq!(parameters, trainer.network().parameters());
        }
    }

    #[test]
    fn a_replay_goes_on_from_what_was_kept_and_through_what_happened() {
        let experiment = experiment();
        let slower = Experiment {
            learning_rate: 0.001,
            ..experiment.clone()
        };
        let change = |at, e: &Experiment| Event {
            at,
            change: Change::Adjust(e.settings()),
        };
        let mut trainer = trainer(&experiment);
        trainer.advance(Stride::Epoch, 2);
        trainer.adjust(slower.settings());
        let kept = trainer.checkpoint();
        trainer.advance(Stride::Sample, 280 + 20);
        trainer.adjust(experiment.settings());
        trainer.advance(Stride::Sample, 300);
        let start = Start {
            from: Some((kept, 1)),
            timeline: vec![change(at(2, 0), &slower), change(at(3, 20), &experiment)],
            ..start(&experiment, at(4, 40))
        };
        let whole = done(job(&experiment, start.clone()));
        let Done::Replayed(there) = &whole else {
            panic!("impossible");
        };
        assert_eq!(there.checkpoint, trainer.checkpoint());
        let (pieces, _) = in_slices(Work::new(job(&experiment, start)));
        assert_eq!(pieces, whole);
    }

    /// In slices and at once, as bytes too, it is the step that the trainer is about to make.
    #[test]
    fn the_step_after_a_replay_is_the_trainers_own() {
        let experiment = experiment();
        let prepared = Prepared::new(&experiment);
        for to in [at(0, 0), at(7, 123)] {
            let mut trainer = trainer(&experiment);
            trainer.advance(Stride::Sample, to.shown(trainer.samples().len()));
            let (x, t) = (prepared.train.x(5), prepared.train.y(5));
            for (on, want) in [
                (On::Batch, trainer.walk()),
                (On::Sample(5), Some(trainer.walk_sample(Some(5), &x, t))),
                (
                    On::Values(x.to_vec(), t.to_vec()),
                    Some(trainer.walk_sample(None, &x, t)),
                ),
                (On::Sample(u32::MAX), None),
            ] {
                let job = Job::Walk {
                    data: Data::from(&prepared),
                    start: Box::new(start(&experiment, to)),
                    on,
                };
                let want = Done::Walked(want.map(Box::new));
                assert_eq!(done(job.clone()), want);
                let sent = Packed::new(&job);
                assert_eq!(in_slices(Work::unpack(&sent)).0, want);
                let back: Progress = Packed::new(&Progress::Done(want.clone())).open().unwrap();
                assert_eq!(back, Progress::Done(want));
            }
        }
    }

    #[test]
    fn progress_rises_from_slice_to_slice() {
        let experiment = experiment();
        let job = job(&experiment, start(&experiment, at(60, 100)));
        let (end, shares) = in_slices(Work::new(job.clone()));
        assert!(shares.len() > 3, "{shares:?}");
        assert!(shares.is_sorted() && shares[0] < 0.5);
        assert!(
            shares.iter().all(|share| (0.0..1.0).contains(share)),
            "{shares:?}"
        );
        assert_eq!(end, done(job));
    }

    /// A worker hears of giving up between two slices, so a job must be cut small whatever its data.
    #[test]
    fn a_slice_asks_often_whether_to_go_on() {
        let mut small = experiment();
        small.data.dataset = crate::data::Dataset::XorTable;
        let later = Event {
            at: at(1 << 40, 0),
            change: Change::GoOn,
        };
        for (experiment, epochs) in [(experiment(), 100), (small, 5000)] {
            for timeline in [Vec::new(), vec![later.clone()]] {
                let start = Start {
                    timeline,
                    ..start(&experiment, at(epochs, 0))
                };
                let mut asked = 0;
                let mut work = Work::new(job(&experiment, start));
                let end = work.work(&mut || {
                    asked += 1;
                    true
                });
                assert!(matches!(end, Progress::Done(_)));
                // Samples times weights, there and back, in portions of half a million.
                let samples = Prepared::new(&experiment).train.len() as u64;
                let portions = epochs * samples * 31 * 2 / 500_000;
                assert!(
                    asked >= portions.max(1),
                    "{asked} questions in {portions} portions"
                );
            }
        }
    }

    #[test]
    fn a_job_that_is_given_up_leaves_nothing() {
        let experiment = experiment();
        let job = job(&experiment, start(&experiment, at(100, 0)));
        let mut given_up = Work::new(job.clone());
        assert!(matches!(given_up.work(&mut || false), Progress::Share(_)));
        drop(given_up);
        let (again, _) = in_slices(Work::new(job.clone()));
        assert_eq!(again, done(job));
    }

    #[test]
    fn early_stopping_ends_a_replay_where_it_ended_the_run() {
        let experiment = Experiment {
            patience: Some(2),
            learning_rate: 1.0,
            ..Experiment::default()
        };
        let mut trainer = trainer(&experiment);
        trainer.advance(Stride::Epoch, 1000);
        let stopped = trainer.stopped().unwrap();
        let there = done(job(&experiment, start(&experiment, at(1000, 0))));
        let Done::Replayed(there) = there else {
            panic!("impossible");
        };
        assert_eq!(there.progress.moment(), at(stopped.epoch, 0));
    }

    #[test]
    fn what_belongs_to_another_network_or_data_is_impossible() {
        let other = Experiment {
            layers: crate::lab::Experiment::default().layers[1..].to_vec(),
            ..Experiment::default()
        };
        let mut fewer = Experiment::default();
        fewer.data.points = 100;
        for other in [other, fewer] {
            let start = Start {
                from: Some((trainer(&other).checkpoint(), 0)),
                ..start(&Experiment::default(), at(3, 0))
            };
            let mut work = Work::new(job(&Experiment::default(), start));
            for _ in 0..2 {
                let end = work.work(&mut || true);
                assert_eq!(end, Progress::Done(Done::Impossible));
            }
        }
    }
}
