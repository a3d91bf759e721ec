//! Some seeds of a lottery, trained one after another.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{
    course::Course,
    plan::{Data, Plan},
};
use crate::{
    lab::{Change, Event, Moment, lottery::Outcome},
    nn::{Dense, Evaluation, Measure, Samples, evaluate_watched},
};

/// Lots that are to be trained, each from its initial weights.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Lots {
    /// The samples that all of them learn.
    pub data: Data,
    /// How many of them, of those trained on and those held back, are measured.
    pub measured: [usize; 2],
    /// The lots by their numbers, with what is trained.
    pub lots: Vec<(u32, Plan)>,
    /// Parameters that some of them begin with, in place of their initial weights.
    pub begun: Vec<(u32, Vec<f32>)>,
    /// For how long.
    pub epochs: u64,
}

/// Lots that are being trained.
#[derive(Clone, Debug)]
pub struct Drawing {
    data: Data,
    measured: [Arc<Samples>; 2],
    lots: Vec<(u32, Plan)>,
    begun: Vec<(u32, Vec<f32>)>,
    epochs: u64,
    /// How many are done.
    done: usize,
    at_work: Option<AtWork>,
}

/// A lot that is being trained.
#[derive(Clone, Debug)]
struct AtWork {
    lot: u32,
    course: Course,
    /// Tenths of the way that have been gone.
    tenths: u64,
    before: Option<f64>,
    stage: Stage,
}

/// What is being done with it.
#[derive(Clone, Debug)]
enum Stage {
    Training,
    /// Measuring the training loss on the way.
    OnTheWay(Box<Measure>),
    /// Measuring the training samples at the end.
    Train(Box<Measure>),
    /// Measuring those that are held back.
    Test(Option<Evaluation>, Box<Measure>),
}

/// Looks on the way whether all numbers are finite.
const TENTHS: u64 = 10;
/// After that many of them the loss is noted.
const NOTED: u64 = 9;
/// Samples times weights up to which it is looked for units that are silent.
const SILENT_WORK: usize = 4_000_000;

impl Drawing {
    /// Begins.
    #[must_use]
    pub fn new(lots: Lots) -> Self {
        let first = |all: &Arc<Samples>, count: usize| {
            if count < all.len() {
                Arc::new(all.first(count))
            } else {
                all.clone()
            }
        };
        let [train, test] = lots.measured;
        Self {
            measured: [first(&lots.data.train, train), first(&lots.data.test, test)],
            data: lots.data,
            lots: lots.lots,
            begun: lots.begun,
            epochs: lots.epochs,
            done: 0,
            at_work: None,
        }
    }

    /// Works while `on` says so; what has come meanwhile, and whether it is all done.
    pub fn work(&mut self, on: &mut dyn FnMut() -> bool) -> (Vec<Outcome>, bool) {
        let mut come = Vec::new();
        loop {
            let Some(mut at_work) = self.at_work.take().or_else(|| self.next()) else {
                return (come, true);
            };
            match self.go_on(&mut at_work, on) {
                Some(outcome) => {
                    come.push(outcome);
                    self.done += 1;
                }
                None => self.at_work = Some(at_work),
            }
            if !on() {
                let all = self.done == self.lots.len();
                return (come, all);
            }
        }
    }

    /// How much of it is done, from 0 to 1.
    #[must_use]
    pub fn share(&self) -> f64 {
        let part = self.at_work.as_ref().map_or(0.0, |at_work| {
            at_work.course.moment().epoch as f64 / self.epochs.max(1) as f64
        });
        (self.done as f64 + part) / self.lots.len().max(1) as f64
    }

    fn next(&self) -> Option<AtWork> {
        let (lot, plan) = self.lots.get(self.done)?;
        let begun = self.begun.iter().find(|(other, _)| other == lot);
        let put = begun.map(|(_, parameters)| Event {
            at: Moment::START,
            change: Change::SetParameters(parameters.clone()),
        });
        Some(AtWork {
            lot: *lot,
            course: Course::new(plan, &self.data, put.into_iter().collect()),
            tenths: 0,
            before: None,
            stage: Stage::Training,
        })
    }

    /// Goes on with a lot while `on` says so, a part at a time; what has come of it once it is done.
    fn go_on(&self, at_work: &mut AtWork, on: &mut dyn FnMut() -> bool) -> Option<Outcome> {
        let measure = |course: &Course, part: usize| {
            let loss = course.trainer().settings().loss;
            let samples = self.measured[part].clone();
            Box::new(Measure::new(
                course.network().clone(),
                loss,
                self.data.task,
                samples,
            ))
        };
        let course = &mut at_work.course;
        match &mut at_work.stage {
            Stage::Training => {
                let next = at_work.tenths + 1;
                let epoch = tenth(self.epochs, next);
                if !course.go_to(Moment { epoch, position: 0 }, on) {
                    return None;
                }
                at_work.tenths = next;
                let ends = next == TENTHS || course.has_ended() || !course.network().is_finite();
                if ends {
                    at_work.stage = Stage::Train(measure(course, 0));
                } else if next == NOTED {
                    at_work.stage = Stage::OnTheWay(measure(course, 0));
                }
            }
            Stage::OnTheWay(noted) => {
                if noted.advance_while(on) {
                    at_work.before = noted.evaluation().map(|worth| worth.loss);
                    at_work.stage = Stage::Training;
                }
            }
            Stage::Train(measured) => {
                if measured.advance_while(on) {
                    let train = measured.evaluation();
                    at_work.stage = Stage::Test(train, measure(course, 1));
                }
            }
            Stage::Test(train, measured) => {
                if measured.advance_while(on) {
                    let (train, test) = (*train, measured.evaluation());
                    return Some(self.outcome(at_work, train, test));
                }
            }
        }
        None
    }

    fn outcome(
        &self,
        at_work: &AtWork,
        train: Option<Evaluation>,
        test: Option<Evaluation>,
    ) -> Outcome {
        let AtWork { course, before, .. } = at_work;
        let is_finite =
            course.network().is_finite() && train.is_none_or(|worth| worth.loss.is_finite());
        Outcome {
            lot: at_work.lot,
            at: course.moment(),
            stopped: course.trainer().stopped().is_some(),
            diverged: !is_finite,
            train,
            test,
            before: *before,
            silent: self.silent(course),
            parameters: course.network().parameters().to_vec(),
        }
    }

    /// Hidden units that answer 0 to every training sample, where that is quickly known.
    fn silent(&self, course: &Course) -> Option<u32> {
        let (network, samples) = (course.network(), &self.data.train);
        if samples.len() * network.parameters().len() > SILENT_WORK {
            return None;
        }
        let hidden: usize = {
            let (_, layers) = network.layers().split_last()?;
            layers.iter().map(|layer: &Dense| layer.units).sum()
        };
        let mut wakes = vec![false; hidden];
        let loss = course.trainer().settings().loss;
        let _ = evaluate_watched(network, loss, self.data.task, samples, &mut |pass, rows| {
            for (neuron, wakes) in wakes.iter_mut().enumerate().filter(|(_, wakes)| !**wakes) {
                *wakes = pass.neuron(neuron)[..rows]
                    .iter()
                    .any(|value| *value != 0.0);
            }
        });
        Some(wakes.iter().filter(|wakes| !**wakes).count() as u32)
    }
}

/// The epoch at which so many tenths of the way have been gone.
fn tenth(epochs: u64, tenths: u64) -> u64 {
    (u128::from(epochs) * u128::from(tenths) / u128::from(TENTHS)) as u64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        data::{DataSpec, Dataset},
        engine::{
            Job,
            job::{Done, Progress, Work},
        },
        lab::{Experiment, Prepared, Snapshot, lottery::Lottery},
        nn::{Activation, LayerSpec, Loss, Optimizer, Stride, Trainer},
    };

    fn lots(lottery: &Lottery) -> (Prepared, Lots) {
        let prepared = Prepared::new(&lottery.experiment);
        let plan = |lot| (lot, Plan::from(&lottery.experiment_of(lot)));
        let lots = Lots {
            data: Data::from(&prepared),
            measured: [0, 1].map(|part| prepared.measured[part].len()),
            lots: (0..lottery.lots()).map(plan).collect(),
            begun: Vec::new(),
            epochs: lottery.epochs,
        };
        (prepared, lots)
    }

    fn lottery(experiment: Experiment, seeds: u32, epochs: u64) -> Lottery {
        Lottery {
            first: 1,
            experiment,
            seeds,
            epochs,
            sweep: None,
        }
    }

    /// What comes of it as a job, in slices that end at each so many questions.
    fn drawn(lots: Lots, questions: u32) -> Vec<Outcome> {
        let mut work = Work::new(Job::Lots(Box::new(lots)));
        let mut come = Vec::new();
        for _ in 0..1_000_000 {
            let mut left = questions;
            let mut on = || {
                left = left.saturating_sub(1);
                left > 0
            };
            match work.work(&mut on) {
                Progress::Share(share) => assert!((0.0..=1.0).contains(&share)),
                Progress::Come(some, _) => come.extend(some),
                Progress::Done(Done::Drawn(last)) => {
                    come.extend(last);
                    return come;
                }
                Progress::Done(other) => panic!("{other:?}"),
            }
        }
        panic!("never done");
    }

    /// The experiment of the classroom: 2-2-1 units of sigmoid on XOR's table, squared error, full batch.
    fn xor() -> Experiment {
        let mut e = Experiment::preset(DataSpec {
            dataset: Dataset::XorTable,
            ..DataSpec::default()
        });
        e.layers = vec![
            LayerSpec::new(2, Activation::Sigmoid),
            LayerSpec::new(1, Activation::Sigmoid),
        ];
        (e.loss, e.optimizer) = (Loss::MeanSquaredError, Optimizer::default());
        (e.learning_rate, e.batch_size) = (0.5, 4);
        e
    }

    #[test]
    fn every_seed_ends_with_the_bits_of_a_trainer_however_the_way_is_cut() {
        let mut dropping = Experiment {
            dropout: 0.2,
            patience: Some(3),
            learning_rate: 0.3,
            ..Experiment::default()
        };
        dropping.layers[0].activation = Activation::Relu;
        for e in [Experiment::default(), dropping] {
            let lottery = lottery(e, 4, 23);
            let (prepared, lots) = lots(&lottery);
            let whole = drawn(lots.clone(), u32::MAX);
            assert_eq!(whole, drawn(lots, 1));
            assert_eq!(whole.len(), 4);
            for (lot, outcome) in whole.iter().enumerate() {
                let e = lottery.experiment_of(lot as u32);
                let (train, test) = (prepared.train.clone(), prepared.test.clone());
                let mut trainer = Trainer::with_test(e.network(), train, test, e.settings());
                trainer.advance(Stride::Epoch, 23);
                assert_eq!(outcome.parameters, trainer.network().parameters());
                assert_eq!(outcome.at.epoch, trainer.epoch());
                assert_eq!(outcome.stopped, trainer.stopped().is_some());
                let network = trainer.network().clone();
                let shown = Snapshot::new(&e, &prepared, network, Default::default());
                assert_eq!((outcome.train, outcome.test), (shown.train, shown.test));
                let hidden = &shown.silent[..shown.silent.len() - 1];
                assert_eq!(outcome.silent, Some(hidden.iter().sum::<usize>() as u32));
            }
        }
    }

    /// Weights put in place are those that it begins with; the other lots have their own.
    #[test]
    fn a_lot_begins_with_the_parameters_that_are_given() {
        let lottery = lottery(Experiment::default(), 2, 7);
        let (prepared, mut lots) = lots(&lottery);
        let e = lottery.experiment_of(1);
        let mut network = e.network();
        network.parameters_mut().iter_mut().for_each(|p| *p += 0.25);
        lots.begun = vec![(1, network.parameters().to_vec())];
        let (train, test) = (prepared.train.clone(), prepared.test.clone());
        let mut trainer = Trainer::with_test(network, train, test, e.settings());
        trainer.advance(Stride::Epoch, 7);
        let come = drawn(lots.clone(), 3);
        assert_eq!(come[1].parameters, trainer.network().parameters());
        lots.begun.clear();
        let own = drawn(lots, u32::MAX);
        assert_eq!(come[0], own[0]);
        assert_ne!(come[1].parameters, own[1].parameters);
    }

    #[test]
    fn xor_is_solved_by_thirty_of_forty_seeds() {
        let (_, lots) = lots(&lottery(xor(), 40, 20_000));
        let outcomes = drawn(lots, u32::MAX);
        let solved = outcomes.iter().filter(|outcome| outcome.is_solved());
        assert_eq!(solved.count(), 30);
    }

    #[test]
    fn what_leaves_the_finite_numbers_is_told_and_not_gone_on_with() {
        let mut e = Experiment {
            learning_rate: 100.0,
            loss: Loss::MeanSquaredError,
            ..Experiment::default()
        };
        for layer in &mut e.layers {
            layer.activation = Activation::Linear;
        }
        let (_, lots) = lots(&lottery(e, 2, 1000));
        for outcome in drawn(lots, u32::MAX) {
            assert!(outcome.diverged && !outcome.is_solved());
            assert!(outcome.at.epoch <= 100, "{:?}", outcome.at);
        }
    }

    /// A worker hears of giving up between two slices, however long a seed takes.
    #[test]
    fn it_is_asked_often_whether_to_go_on() {
        let (_, lots) = lots(&lottery(Experiment::default(), 2, 1000));
        let mut asked = 0;
        let (come, all) = Drawing::new(lots).work(&mut || {
            asked += 1;
            true
        });
        assert!(all && come.len() == 2);
        assert!(asked > 2 * 1000 * 280 * 31 * 2 / 500_000, "{asked}");
    }
}
