//! The trials of a search, round by round.

use std::sync::Arc;

use rand::RngExt;
use rand_pcg::Pcg32;

use super::{
    folds::Fold,
    hyperband::{Rung, rungs},
    plan::{Algorithm, Tuner},
    proposal::Ask,
    trained::{Best, Trained},
};
use crate::{lab::experiment::Experiment, nn::Checkpoint};

/// A point that is tried.
#[derive(Clone, Debug, PartialEq)]
pub struct Trial {
    /// Its number, from 0.
    pub id: u32,
    /// Its values, in the order of the space.
    pub point: Vec<f64>,
    /// For how many epochs it has been or is being trained.
    pub epochs: u64,
    /// Hyperband's bracket.
    pub bracket: Option<u32>,
    /// What has come of each of its runs: executions, and of each the folds.
    pub runs: Vec<Option<Arc<Trained>>>,
}

/// What is to be done next.
#[derive(Clone, Debug, PartialEq)]
pub enum Next {
    /// Runs of trials are to be trained, in any order: trial and run.
    Train(Vec<(u32, u32)>),
    /// Points are to be found, for [`Search::propose`].
    Ask(Box<Ask>),
    /// Everything has come.
    Over,
}

/// A run as it is to be trained.
#[derive(Clone, Debug, PartialEq)]
pub struct Task {
    /// What is trained.
    pub experiment: Experiment,
    /// What of the training samples is held back; nothing where the test part is looked at.
    pub fold: Option<Fold>,
    /// Where it goes on from, with the best so far.
    pub from: Option<(Checkpoint, Option<Best>)>,
    /// Up to which epoch.
    pub epochs: u64,
    /// Whether it may have to go on after that.
    pub goes_on: bool,
}

/// A search that has begun.
#[derive(Clone, Debug)]
pub struct Search {
    /// How is searched.
    pub tuner: Tuner,
    /// What has been or is being tried, by number.
    pub trials: Vec<Trial>,
    /// The trials of the round.
    round: Vec<u32>,
    /// Hyperband's rounds, all times through.
    rungs: Vec<Rung>,
    /// Rounds that have begun.
    rounds: usize,
    /// Points that were drawn.
    drawn: u64,
    /// Whether the space has no more points.
    is_over: bool,
}

/// The random stream of points, with their number.
const STREAM: u64 = 0x7475_6e65;
/// How often a point is drawn anew that was tried already (KerasTuner: `max_collisions`).
const COLLISIONS: u32 = 20;
/// Parameters of a network of which a picture is drawn, at most.
const PICTURED: usize = 20_000;
/// Points that Bayesian optimization tries in a round: as many as workers that are usual.
const ROUND: u32 = 2;
/// Points at random before a process is asked: it knows beforehand how values may lie, and needs few.
const FIRST: u32 = 4;

impl Search {
    /// Begins.
    #[must_use]
    pub fn new(tuner: Tuner) -> Self {
        let one = match tuner.algorithm {
            Algorithm::Hyperband => rungs(tuner.epochs, tuner.factor),
            Algorithm::RandomSearch | Algorithm::GridSearch | Algorithm::BayesianOptimization => {
                Vec::new()
            }
        };
        let rungs = one.repeat(tuner.iterations as usize);
        Self {
            tuner,
            trials: Vec::new(),
            round: Vec::new(),
            rungs,
            rounds: 0,
            drawn: 0,
            is_over: false,
        }
    }

    /// What is to be done, once all that was has come.
    pub fn step(&mut self) -> Next {
        let left = self.left();
        if !left.is_empty() {
            return Next::Train(left);
        }
        let tuner = &self.tuner;
        let is_flat = tuner.algorithm != Algorithm::Hyperband;
        let most = tuner.max_trials.saturating_sub(self.trials.len() as u32);
        match tuner.algorithm {
            Algorithm::Hyperband => self.climb(),
            _ if most == 0 || self.is_over => self.round.clear(),
            Algorithm::RandomSearch if self.rounds == 0 => self.draw(most, None),
            Algorithm::GridSearch if self.rounds == 0 => {
                let points = (0..u64::from(tuner.trials())).map(|n| tuner.space.grid_point(n));
                let points: Vec<_> = points.collect();
                self.add(points, None);
            }
            Algorithm::RandomSearch | Algorithm::GridSearch => self.round.clear(),
            Algorithm::BayesianOptimization if self.rounds == 0 => {
                self.draw(FIRST.min(most), None);
            }
            Algorithm::BayesianOptimization => {
                return Next::Ask(Box::new(Ask {
                    space: tuner.space.clone(),
                    tried: self.tried(),
                    count: ROUND.min(most) as usize,
                    hidden: tuner.experiment.hidden().len(),
                    seed: tuner.seed,
                }));
            }
        }
        if is_flat {
            self.rounds += 1;
        }
        match self.left() {
            left if left.is_empty() => Next::Over,
            left => Next::Train(left),
        }
    }

    /// Begins a round with the points that were found: random numbers for [`Space::sample`](super::Space::sample).
    /// In place of those that were tried already others are drawn.
    pub fn propose(&mut self, points: &[Vec<f64>]) {
        let (space, base) = (&self.tuner.space, &self.tuner.experiment);
        let mut new: Vec<Vec<f64>> = Vec::new();
        for point in points.iter().map(|point| space.sample(base, point)) {
            if !new.contains(&point) && !self.is_known(&point) {
                new.push(point);
            }
        }
        let new = self.filled(new, points.len());
        self.is_over = new.is_empty();
        self.add(new, None);
    }

    /// Takes note of what has come of a run.
    pub fn tell(&mut self, mut trained: Trained) {
        // Of hundreds of runs they would take gigabytes.
        if let Some(best) = &mut trained.best
            && (trained.run > 0 || best.parameters.len() > PICTURED)
        {
            best.parameters = Vec::new();
        }
        let trial = self.trials.get_mut(trained.trial as usize);
        if let Some(place) = trial.and_then(|trial| trial.runs.get_mut(trained.run as usize)) {
            *place = Some(Arc::new(trained));
        }
    }

    /// The runs of the round that have not come.
    #[must_use]
    pub fn left(&self) -> Vec<(u32, u32)> {
        let of = |id: &u32| {
            let trial = &self.trials[*id as usize];
            let runs = trial.runs.iter().enumerate();
            let left = runs.filter(|(_, run)| trial.waits_for(run.as_ref()));
            left.map(|(run, _)| (*id, run as u32)).collect::<Vec<_>>()
        };
        self.round.iter().flat_map(of).collect()
    }

    /// A run as it is to be trained.
    #[must_use]
    pub fn task(&self, trial: u32, run: u32) -> Task {
        let tuner = &self.tuner;
        let of = &self.trials[trial as usize];
        let folds = tuner.folds.max(1);
        let mut experiment = self.experiment(trial);
        experiment.seed = experiment.seed.wrapping_add(run / folds);
        let held = of.runs[run as usize].as_ref();
        let from = held.and_then(|held| Some((held.checkpoint.clone()?, held.best.clone())));
        Task {
            fold: (tuner.folds > 0).then_some(Fold {
                at: run % folds,
                of: folds,
                seed: tuner.seed,
                standardize: experiment.standardize,
            }),
            experiment,
            from,
            epochs: of.epochs,
            goes_on: tuner.algorithm == Algorithm::Hyperband && of.epochs < tuner.epochs,
        }
    }

    /// The experiment of a trial.
    #[must_use]
    pub fn experiment(&self, trial: u32) -> Experiment {
        let point = &self.trials[trial as usize].point;
        self.tuner.space.at(&self.tuner.experiment, point).0
    }

    /// What is made small of a trial, as far as it has come: the mean over its runs; infinite where one diverged.
    #[must_use]
    pub fn cost(&self, trial: &Trial) -> Option<f64> {
        trial.cost(self.tuner.objective.is_accuracy())
    }

    /// The score of a trial, as its objective has it.
    #[must_use]
    pub fn score(&self, trial: &Trial) -> Option<f64> {
        let accuracy = self.tuner.objective.is_accuracy();
        let cost = self.cost(trial)?;
        Some(if accuracy { 1.0 - cost } else { cost })
    }

    /// Epochs that have been trained, over all runs.
    #[must_use]
    pub fn epochs(&self) -> u64 {
        let runs = self
            .trials
            .iter()
            .flat_map(|trial| trial.runs.iter().flatten());
        runs.map(|run| run.epoch).sum()
    }

    /// The best trial that has come.
    #[must_use]
    pub fn best(&self) -> Option<u32> {
        let first = by_score(self).into_iter().next()?;
        self.cost(&self.trials[first as usize])
            .filter(|cost| cost.is_finite())
            .map(|_| first)
    }

    fn tried(&self) -> Vec<(Vec<f64>, f64)> {
        let of = |trial: &Trial| {
            let cost = self.cost(trial).unwrap_or(f64::INFINITY);
            (trial.point.clone(), cost)
        };
        self.trials.iter().map(of).collect()
    }

    /// Hyperband's next round in which something is to be trained: all of one may have ended early.
    fn climb(&mut self) {
        while self.left().is_empty() {
            let Some(&rung) = self.rungs.get(self.rounds) else {
                self.round.clear();
                return;
            };
            self.climb_to(rung);
            self.rounds += 1;
        }
    }

    fn climb_to(&mut self, rung: Rung) {
        if rung.is_first {
            self.draw(rung.size, Some(rung));
            return;
        }
        let mut last = std::mem::take(&mut self.round);
        self.sort(&mut last);
        for id in last.split_off(last.len().min(rung.size as usize)) {
            self.let_go(id);
        }
        for id in &last {
            self.trials[*id as usize].epochs = rung.epochs;
        }
        self.round = last;
    }

    /// Trials in order, the best first.
    fn sort(&self, trials: &mut [u32]) {
        let key = |id: &u32| {
            let trial = &self.trials[*id as usize];
            (self.cost(trial).unwrap_or(f64::INFINITY), trial.loss(), *id)
        };
        trials.sort_by(|a, b| {
            let (a, b) = (key(a), key(b));
            a.0.total_cmp(&b.0)
                .then(a.1.total_cmp(&b.1))
                .then(a.2.cmp(&b.2))
        });
    }

    /// What will not go on needs no checkpoint.
    fn let_go(&mut self, id: u32) {
        for run in self.trials[id as usize].runs.iter_mut().flatten() {
            Arc::make_mut(run).checkpoint = None;
        }
    }

    /// Begins a round with so many new points at random, fewer where the space has no more.
    fn draw(&mut self, count: u32, rung: Option<Rung>) {
        let points = self.filled(Vec::new(), count as usize);
        self.add(points, rung);
    }

    /// Points with new ones at random, until they are so many or the space has no more.
    fn filled(&mut self, mut points: Vec<Vec<f64>>, count: usize) -> Vec<Vec<f64>> {
        let mut collisions = 0;
        while points.len() < count && collisions < COLLISIONS {
            let mut rng = Pcg32::new(self.tuner.seed.into(), STREAM + (self.drawn << 32));
            self.drawn += 1;
            let width = self.tuner.space.0.len();
            let random: Vec<f64> = (0..width).map(|_| rng.random()).collect();
            let point = self.tuner.space.sample(&self.tuner.experiment, &random);
            if points.contains(&point) || self.is_known(&point) {
                collisions += 1;
            } else {
                points.push(point);
                collisions = 0;
            }
        }
        points
    }

    fn is_known(&self, point: &[f64]) -> bool {
        self.trials.iter().any(|trial| trial.point == point)
    }

    /// Begins a round with these points.
    fn add(&mut self, points: Vec<Vec<f64>>, rung: Option<Rung>) {
        let from = self.trials.len() as u32;
        let runs = self.tuner.runs() as usize;
        let epochs = rung.map_or(self.tuner.epochs, |rung| rung.epochs);
        for (point, id) in points.into_iter().zip(from..) {
            self.trials.push(Trial {
                id,
                point,
                epochs,
                bracket: rung.map(|rung| rung.bracket),
                runs: vec![None; runs],
            });
        }
        self.round = (from..self.trials.len() as u32).collect();
    }
}

/// The trials that have come, the best first, and after them the others by number.
#[must_use]
pub fn by_score(search: &Search) -> Vec<u32> {
    let ids = search.trials.iter().map(|trial| trial.id);
    let (mut come, waiting): (Vec<u32>, Vec<u32>) =
        ids.partition(|id| search.cost(&search.trials[*id as usize]).is_some());
    search.sort(&mut come);
    come.into_iter().chain(waiting).collect()
}

impl Trial {
    /// Whether a run of it is still to be trained.
    fn waits_for(&self, run: Option<&Arc<Trained>>) -> bool {
        run.is_none_or(|run| run.epoch < self.epochs && run.checkpoint.is_some())
    }

    /// Whether all of it has come.
    #[must_use]
    pub fn is_done(&self) -> bool {
        !self.runs.iter().any(|run| self.waits_for(run.as_ref()))
    }

    /// The mean over the runs, once all have come a first time.
    fn cost(&self, accuracy: bool) -> Option<f64> {
        self.mean(&|best| best.cost(accuracy))
    }

    /// The mean loss of its runs at their best; infinite where there is none.
    #[must_use]
    pub fn loss(&self) -> f64 {
        self.mean(&|best| best.loss).unwrap_or(f64::INFINITY)
    }

    /// The mean accuracy of its runs at their best.
    #[must_use]
    pub fn accuracy(&self) -> Option<f64> {
        self.runs.iter().flatten().next()?.best.as_ref()?.accuracy?;
        self.mean(&|best| best.accuracy.unwrap_or_default())
    }

    /// After how many epochs its runs were at their best, in the mean.
    #[must_use]
    pub fn best_epoch(&self) -> Option<u64> {
        let mean = self.mean(&|best| best.epoch as f64)?;
        mean.is_finite().then(|| mean.round() as u64)
    }

    /// Whether weights or loss of a run have left the finite numbers.
    #[must_use]
    pub fn diverged(&self) -> bool {
        self.runs.iter().flatten().any(|run| run.diverged)
    }

    /// The parameters of its first run at its best, where they are few enough to be kept.
    #[must_use]
    pub fn parameters(&self) -> Option<&[f32]> {
        let best = self.runs.first()?.as_ref()?.best.as_ref()?;
        Some(&best.parameters[..]).filter(|parameters| !parameters.is_empty())
    }

    fn mean(&self, of: &dyn Fn(&Best) -> f64) -> Option<f64> {
        let mut sum = 0.0;
        for run in &self.runs {
            sum += run.as_ref()?.best.as_ref().map_or(f64::INFINITY, of);
        }
        Some(sum / self.runs.len() as f64)
    }
}
