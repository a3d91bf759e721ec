//! A run from its start to a moment, with what it was worth on the way and moments that it can go on from: as
//! it would have been, had it been watched.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{
    course::Course,
    kept::{Gathered, Kept},
    plan::{Data, Plan},
};
use crate::{
    lab::{
        Moment,
        snapshot::{Gradient, sizes},
    },
    nn::{Evaluation, Samples, evaluate},
};

/// A run that is to be gone.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Story {
    /// The samples that it is trained on.
    pub data: Data,
    /// How many of them, of those trained on and those held back, are measured.
    pub measured: [usize; 2],
    /// What is trained, from its initial weights.
    pub plan: Plan,
    /// For how long.
    pub epochs: u64,
}

/// A run that has been gone.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Told {
    /// What it was worth, from its start to the last moment at which that was a finite number.
    pub worth: Vec<Worth>,
    /// Moments that it can go on from, up to that one.
    pub kept: Vec<Kept>,
}

/// What a run was worth at a moment.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Worth {
    /// When.
    pub at: Moment,
    /// On the training samples.
    pub train: Option<Evaluation>,
    /// On those that are held back.
    pub test: Option<Evaluation>,
    /// The size of each layer's gradient.
    pub gradients: Vec<f64>,
}

/// A run that is being gone.
#[derive(Clone, Debug)]
pub struct Telling {
    course: Course,
    data: Data,
    measured: [Arc<Samples>; 2],
    epochs: u64,
    gathered: Gathered,
    /// The part of the way that is gone next.
    part: u64,
    told: Told,
}

/// Moments of the way that are measured, at most.
const PARTS: u64 = 100;

impl Telling {
    /// Begins.
    #[must_use]
    pub fn new(story: Story) -> Self {
        let Story {
            data,
            measured: [train, test],
            plan,
            epochs,
        } = story;
        let mut telling = Self {
            course: Course::new(&plan, &data, Vec::new()),
            measured: [
                Arc::new(data.train.first(train.min(data.train.len()))),
                Arc::new(data.test.first(test.min(data.test.len()))),
            ],
            data,
            epochs,
            gathered: Gathered::default(),
            part: 1,
            told: Told::default(),
        };
        telling.measure();
        telling
    }

    /// Works while `on` says so; the run once it is at its end.
    pub fn work(&mut self, on: &mut dyn FnMut() -> bool) -> Option<Told> {
        let parts = self.epochs.min(PARTS);
        while self.part <= parts {
            let epoch = u128::from(self.epochs) * u128::from(self.part) / u128::from(parts);
            let to = Moment {
                epoch: epoch as u64,
                position: 0,
            };
            if !self.course.go_to(to, on) {
                return None;
            }
            self.part += 1;
            if !self.measure() || self.course.has_ended() {
                self.part = parts + 1;
            } else if self.part <= parts && !on() {
                return None;
            }
        }
        Some(std::mem::take(&mut self.told))
    }

    /// How much of it is done, from 0 to 1.
    #[must_use]
    pub fn share(&self) -> f64 {
        self.course.moment().epoch as f64 / self.epochs.max(1) as f64
    }

    /// Notes what the run is worth now, and keeps the moment; whether that is a finite number.
    fn measure(&mut self) -> bool {
        let (network, settings) = (self.course.network(), self.course.trainer().settings());
        let [train, test] = &self.measured;
        let worth = |samples| evaluate(network, settings.loss, self.data.task, samples);
        let gradient = Gradient::new(network, &settings, train);
        let worth = Worth {
            at: self.course.moment(),
            train: worth(train),
            test: worth(test),
            gradients: sizes(network, gradient.whole()),
        };
        let is_finite =
            network.is_finite() && worth.train.is_none_or(|train| train.loss.is_finite());
        if is_finite {
            self.told.worth.push(worth);
            self.gathered.keep(&self.course);
            self.told.kept.extend(self.gathered.take());
        }
        is_finite
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        lab::{Experiment, Prepared, Snapshot},
        nn::{Stride, Trainer},
    };

    fn story(e: &Experiment, epochs: u64) -> (Prepared, Story) {
        let prepared = Prepared::new(e);
        let story = Story {
            data: Data::from(&prepared),
            measured: [0, 1].map(|part| prepared.measured[part].len()),
            plan: Plan::from(e),
            epochs,
        };
        (prepared, story)
    }

    #[test]
    fn a_run_is_told_as_it_would_have_been_watched() {
        let e = Experiment {
            dropout: 0.1,
            l2: 0.01,
            ..Experiment::default()
        };
        let (prepared, story) = story(&e, 250);
        let told = Telling::new(story.clone()).work(&mut || true).unwrap();
        let mut pieces = Telling::new(story);
        let mut slices = 0;
        let same = loop {
            slices += 1;
            if let Some(told) = pieces.work(&mut || false) {
                break told;
            }
        };
        assert_eq!(told, same);
        assert!(slices >= 100, "{slices}");
        assert_eq!((told.worth.len(), told.kept.len()), (101, 101));
        let (train, test) = (prepared.train.clone(), prepared.test.clone());
        let mut trainer = Trainer::with_test(e.network(), train, test, e.settings());
        for (worth, kept) in told.worth.iter().zip(&told.kept) {
            trainer.advance(Stride::Epoch, worth.at.epoch - trainer.epoch());
            assert_eq!(
                (kept.at, kept.checkpoint.clone()),
                (worth.at, trainer.checkpoint())
            );
            let network = trainer.network().clone();
            let shown = Snapshot::new(&e, &prepared, network, Default::default());
            assert_eq!((worth.train, worth.test), (shown.train, shown.test));
            assert_eq!(worth.gradients, shown.sizes(shown.gradient.whole()));
        }
        assert_eq!(trainer.epoch(), 250);
    }

    #[test]
    fn early_stopping_and_divergence_end_it() {
        let stopping = Experiment {
            patience: Some(2),
            learning_rate: 1.0,
            ..Experiment::default()
        };
        let (_, story_) = story(&stopping, 1000);
        let told = Telling::new(story_).work(&mut || true).unwrap();
        let last = told.worth.last().unwrap().at;
        assert!(last.epoch < 1000 && told.kept.last().unwrap().at == last);
        let mut linear = Experiment {
            learning_rate: 100.0,
            loss: crate::nn::Loss::MeanSquaredError,
            ..Experiment::default()
        };
        for layer in &mut linear.layers {
            layer.activation = crate::nn::Activation::Linear;
        }
        let (_, story_) = story(&linear, 1000);
        let told = Telling::new(story_).work(&mut || true).unwrap();
        assert!(!told.worth.is_empty() && told.worth.len() < 100);
        let finite = |worth: &Worth| worth.train.unwrap().loss.is_finite();
        assert!(told.worth.iter().all(finite));
    }
}
