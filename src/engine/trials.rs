//! A run of a tuner's trial: trained to an epoch, looked at after each, and gone on with where a bracket left it.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{
    course::Course,
    plan::{Data, Plan},
};
use crate::{
    lab::{
        Moment,
        tuner::{Best, Fold, Trained},
    },
    nn::{Checkpoint, Evaluation, Measure, Samples},
};

/// A run that is to be trained.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TrialRun {
    /// The trial, and which of its runs.
    pub of: [u32; 2],
    /// The samples.
    pub data: Data,
    /// What of those trained on is held back in place of the test part.
    pub fold: Option<Fold>,
    /// Whether the samples held back are looked at; else those trained on.
    pub held_back: bool,
    /// Whether the accuracy is what counts.
    pub accuracy: bool,
    /// What is trained.
    pub plan: Plan,
    /// Where it goes on from, with the best so far; else it begins.
    pub from: Option<(Checkpoint, Option<Best>)>,
    /// Up to which epoch.
    pub epochs: u64,
    /// Whether it may go on after that, so that a checkpoint is wanted.
    pub goes_on: bool,
}

/// Epochs that are looked at, at most: of longer runs every second, third …
const LOOKS: u64 = 1000;

/// A run that is being trained.
#[derive(Clone, Debug)]
pub struct Trying {
    run: TrialRun,
    course: Course,
    samples: Arc<Samples>,
    task: crate::nn::Task,
    best: Option<Best>,
    measure: Option<Box<Measure>>,
    diverged: bool,
}

impl Trying {
    /// Begins; nothing where the checkpoint is one of another run.
    #[must_use]
    pub fn new(mut run: TrialRun) -> Option<Self> {
        let mut data = std::mem::take(&mut run.data);
        if let Some(fold) = run.fold {
            let part = fold.divide(&data.train);
            (data.train, data.test) = (Arc::new(part.train), Arc::new(part.held));
        }
        let (course, best) = match run.from.take() {
            None => (Course::new(&run.plan, &data, Vec::new()), None),
            Some((checkpoint, best)) => {
                let from = (&checkpoint, 0);
                (
                    Course::restore(&run.plan, &data, Vec::new(), from).ok()?,
                    best,
                )
            }
        };
        let samples = if run.held_back { data.test } else { data.train };
        Some(Self {
            run,
            course,
            samples,
            task: data.task,
            best,
            measure: None,
            diverged: false,
        })
    }

    /// Works while `on` says so; what has come of it once it is done.
    pub fn work(&mut self, on: &mut dyn FnMut() -> bool) -> Option<Trained> {
        while !self.is_done() || self.measure.is_some() {
            if !self.step(on) {
                return None;
            }
        }
        Some(self.trained())
    }

    /// How much of it is done, from 0 to 1.
    #[must_use]
    pub fn share(&self) -> f64 {
        self.course.moment().epoch as f64 / self.run.epochs.max(1) as f64
    }

    fn is_done(&self) -> bool {
        self.diverged || self.course.has_ended() || self.course.moment().epoch >= self.run.epochs
    }

    /// Goes to the next epoch that is looked at, and looks; whether it came so far.
    fn step(&mut self, on: &mut dyn FnMut() -> bool) -> bool {
        if self.measure.is_none() {
            let every = self.run.epochs.div_ceil(LOOKS).max(1);
            let epoch = (self.course.moment().epoch / every + 1) * every;
            let epoch = epoch.min(self.run.epochs);
            if !self.course.go_to(Moment { epoch, position: 0 }, on) {
                return false;
            }
            let network = self.course.network();
            if !network.is_finite() {
                self.diverged = true;
                return true;
            }
            let loss = self.course.trainer().settings().loss;
            let measure = Measure::new(network.clone(), loss, self.task, self.samples.clone());
            self.measure = Some(Box::new(measure));
        }
        let Some(measure) = &mut self.measure else {
            return false;
        };
        if !measure.advance_while(on) {
            return false;
        }
        let worth = measure.evaluation();
        self.measure = None;
        self.look(worth);
        on()
    }

    /// Keeps the network where it is better than all before it.
    fn look(&mut self, worth: Option<Evaluation>) {
        let Some(worth) = worth else { return };
        if !worth.loss.is_finite() {
            self.diverged = true;
            return;
        }
        let accuracy = self.run.accuracy;
        let now = Best {
            epoch: self.course.moment().epoch,
            loss: worth.loss,
            accuracy: worth.accuracy,
            parameters: Vec::new(),
        };
        let is_better = |best: &Best| {
            let (now, best) = (
                [now.cost(accuracy), now.loss],
                [best.cost(accuracy), best.loss],
            );
            now < best
        };
        if self.best.as_ref().is_none_or(is_better) {
            let parameters = self.course.network().parameters().to_vec();
            self.best = Some(Best { parameters, ..now });
        }
    }

    fn trained(&self) -> Trained {
        let goes_on = self.run.goes_on && !self.diverged && !self.course.has_ended();
        Trained {
            trial: self.run.of[0],
            run: self.run.of[1],
            epoch: self.course.moment().epoch,
            diverged: self.diverged,
            best: self.best.clone().filter(|_| !self.diverged),
            checkpoint: goes_on.then(|| self.course.trainer().checkpoint()),
        }
    }
}
