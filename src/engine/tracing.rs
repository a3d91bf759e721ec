//! The way of a run through its parameters, gone once more.

use serde::{Deserialize, Serialize};

use super::{course::Course, plan::Data, start::Start};
use crate::{
    lab::{
        Change, Moment,
        landscape::{Path, Step},
    },
    nn::Stride,
};

/// A way that is to be followed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Trace {
    /// The samples the run is trained on.
    pub data: Data,
    /// Where it begins and ends.
    pub start: Start,
    /// What is trained between two points, at least.
    pub stride: Stride,
}

/// A way that is being followed.
#[derive(Clone, Debug)]
pub struct Tracing {
    course: Course,
    path: Path,
    from: Moment,
    to: Moment,
    stride: Stride,
    /// How many events had happened at the last point.
    events: usize,
}

/// Samples times weights between two questions whether to go on: some tenths of a millisecond.
const PORTION: usize = 200_000;

impl Tracing {
    /// Begins; `None` where the moment to begin at is not one of the run.
    pub fn new(trace: &Trace) -> Option<Self> {
        let course = trace.start.course(&trace.data).ok()?;
        let mut tracing = Self {
            path: Path::new(course.network().parameters().len()),
            from: course.moment(),
            to: trace.start.to,
            stride: trace.stride,
            events: course.happened().len(),
            course,
        };
        tracing.keep();
        Some(tracing)
    }

    /// Works while `on` says so; the points of the way once it is at its end.
    pub fn work(&mut self, on: &mut dyn FnMut() -> bool) -> Option<Vec<Step>> {
        let mut left = PORTION;
        while self.course.moment() < self.to {
            let before = self.course.moment();
            // A stride that is longer than a slice goes on with the next.
            let is_near = self.stride_end() >= self.to;
            let came = if is_near {
                self.course.go_to(self.to, on)
            } else {
                self.course.advance(self.stride, 1, on) == 1
            };
            let now = self.course.moment();
            if !came && !self.course.has_ended() {
                return None;
            }
            self.keep();
            if now == before || self.course.has_ended() {
                break;
            }
            let samples = now.shown(self.samples()) - before.shown(self.samples());
            let work = samples as usize * self.course.network().parameters().len();
            left = left.saturating_sub(work.max(1));
            if left == 0 && self.course.moment() < self.to {
                if !on() {
                    return None;
                }
                left = PORTION;
            }
        }
        Some(self.path.steps().to_vec())
    }

    /// How much of it is done, from 0 to 1.
    pub fn share(&self) -> f64 {
        let shown = |moment: Moment| moment.shown(self.samples()) as f64;
        let way = (shown(self.to) - shown(self.from)).max(1.0);
        (shown(self.course.moment()) - shown(self.from)) / way
    }

    fn samples(&self) -> usize {
        self.course.trainer().samples().len()
    }

    /// The moment that a stride ends at, at the latest.
    fn stride_end(&self) -> Moment {
        let now = self.course.moment();
        let position = match self.stride {
            Stride::Sample => now.position + 1,
            Stride::Batch => self.course.trainer().batch_end(),
            Stride::Epoch => self.samples(),
        };
        if position < self.samples() {
            Moment { position, ..now }
        } else {
            Moment {
                epoch: now.epoch.saturating_add(1),
                position: 0,
            }
        }
    }

    fn keep(&mut self) {
        let put = |change: &Change| matches!(change, Change::SetParameters(_));
        let happened = self.course.happened();
        let jumps = happened[self.events..]
            .iter()
            .any(|event| put(&event.change));
        self.events = happened.len();
        self.path.push(Step {
            at: self.course.moment(),
            parameters: self.course.network().parameters().into(),
            jumps,
        });
    }
}
