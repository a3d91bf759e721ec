//! What a large network is worth, found by the worker beside its training: the page would be too busy with it.

use std::sync::Arc;

use super::{course::Course, plan::Data};
use crate::{
    lab::{
        Progress, Worth,
        prepared::{LOOKED_AT, first, measured_rows},
        snapshot::{Gradient, sizes},
    },
    nn::{LearningRule, Measure, Network, Pass, Samples, Settings},
};

/// A look that has been begun.
#[derive(Clone, Debug)]
pub(super) struct Look {
    at: Progress,
    parts: [Measure; 2],
    slope: Slope,
}

impl Look {
    /// Begins a look at the moment at hand.
    pub fn new(course: &Course, data: &Data) -> Self {
        let trainer = course.trainer();
        let loss = trainer.settings().loss;
        let part = |samples: &Arc<_>| {
            let few = first(samples, LOOKED_AT);
            Measure::new(trainer.network().clone(), loss, data.task, few)
        };
        Self {
            at: course.progress(),
            parts: [part(&data.train), part(&data.test)],
            slope: Slope::new(trainer.network(), trainer.settings(), &data.train),
        }
    }

    /// Goes on while `on` says so; gives what came of it once all was seen.
    pub fn go_on(&mut self, on: &mut dyn FnMut() -> bool) -> Option<Worth> {
        for part in &mut self.parts {
            if !part.advance_while(on) {
                return None;
            }
        }
        if !self.slope.advance_while(on) {
            return None;
        }
        let [train, test] = &self.parts;
        Some(Worth {
            at: self.at,
            train: train.evaluation(),
            test: test.evaluation(),
            gradients: self.slope.sizes(),
        })
    }
}

/// The gradient over the samples by which the page computes it, a few at a time.
#[derive(Clone, Debug)]
struct Slope {
    network: Network,
    settings: Settings,
    samples: Arc<Samples>,
    /// How many of them are in the mean.
    done: usize,
    mean: Vec<f32>,
    /// That of the last few.
    part: Vec<f32>,
    pass: Pass,
}

/// Samples that go together.
const FEW: usize = 32;

impl Slope {
    fn new(network: &Network, settings: Settings, train: &Arc<Samples>) -> Self {
        let samples = first(train, measured_rows(train.inputs()));
        let none = vec![0.0; network.parameters().len()];
        Self {
            // Under a rule of single units there is none.
            done: if settings.rule == LearningRule::Backprop {
                0
            } else {
                samples.len()
            },
            pass: Pass::new(network, FEW),
            network: network.clone(),
            settings,
            samples,
            mean: none.clone(),
            part: none,
        }
    }

    /// Goes on while `on` says so; whether all was seen.
    fn advance_while(&mut self, on: &mut dyn FnMut() -> bool) -> bool {
        let all = self.samples.len();
        while self.done < all {
            if !on() {
                return false;
            }
            let few: Vec<u32> = (self.done..all).take(FEW).map(|at| at as u32).collect();
            let loss = self.settings.loss;
            self.pass
                .gradient(&self.network, loss, &self.samples, &few, &mut self.part);
            let share = few.len() as f32 / all as f32;
            for (mean, part) in self.mean.iter_mut().zip(&self.part) {
                *mean += share * part;
            }
            self.done += few.len();
        }
        true
    }

    /// The size of each layer's part.
    fn sizes(&self) -> Vec<f64> {
        let gradient = Gradient::of_mean(self.mean.clone(), &self.network, &self.settings);
        sizes(&self.network, gradient.whole())
    }
}
