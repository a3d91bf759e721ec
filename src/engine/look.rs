//! What a large network is worth, found by the worker beside its training: the page would be too busy with it.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{course::Course, plan::Data};
use crate::{
    lab::{
        Progress,
        prepared::{LOOKED_AT, first},
    },
    nn::{Evaluation, Measure},
};

/// What a network was worth at a moment, which may be a little past.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Worth {
    /// The moment.
    pub at: Progress,
    /// Its worth on the first of the training samples.
    pub train: Option<Evaluation>,
    /// On the first of the test samples.
    pub test: Option<Evaluation>,
}

/// A look that has been begun.
#[derive(Clone, Debug)]
pub(super) struct Look {
    at: Progress,
    parts: [Measure; 2],
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
        }
    }

    /// Goes on while `on` says so; gives what came of it once all was seen.
    pub fn go_on(&mut self, on: &mut dyn FnMut() -> bool) -> Option<Worth> {
        for part in &mut self.parts {
            if !part.advance_while(on) {
                return None;
            }
        }
        let [train, test] = &self.parts;
        Some(Worth {
            at: self.at,
            train: train.evaluation(),
            test: test.evaluation(),
        })
    }
}
