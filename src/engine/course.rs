//! A trainer on its way through what happens to it.

use crate::{
    lab::{Change, Event, Moment, Progress},
    nn::{Checkpoint, CheckpointError, Network, Settings, Stride, Trainer},
};

use super::plan::{Data, Plan};

/// A trainer with the timeline of its run: what is foreseen happens at its moment, bit for bit the
/// same however training is cut into pieces.
#[derive(Clone, Debug)]
pub struct Course {
    trainer: Trainer,
    timeline: Vec<Event>,
    /// How many of the events have happened.
    happened: usize,
}

impl Course {
    /// A run from its initial weights.
    #[must_use]
    pub fn new(plan: &Plan, data: &Data, timeline: Vec<Event>) -> Self {
        let network = plan.network(data.train.inputs());
        let (train, test) = (data.train.clone(), data.test.clone());
        let trainer = Trainer::with_test(network, train, test, plan.settings);
        let mut course = Self {
            trainer,
            timeline,
            happened: 0,
        };
        course.happen();
        course
    }

    /// A run from a moment that was kept, after so many events.
    ///
    /// # Errors
    /// When the moment is not one of this run.
    pub fn restore(
        plan: &Plan,
        data: &Data,
        timeline: Vec<Event>,
        (checkpoint, happened): (&Checkpoint, usize),
    ) -> Result<Self, CheckpointError> {
        let network = plan.network(data.train.inputs());
        let (train, test) = (data.train.clone(), data.test.clone());
        let trainer = Trainer::restore(network, train, test, checkpoint)?;
        let mut course = Self {
            trainer,
            happened: happened.min(timeline.len()),
            timeline,
        };
        course.happen();
        Ok(course)
    }

    /// The trainer as it is now.
    #[must_use]
    pub fn trainer(&self) -> &Trainer {
        &self.trainer
    }

    /// The network as it is now.
    #[must_use]
    pub fn network(&self) -> &Network {
        self.trainer.network()
    }

    /// The events that have happened, in order.
    #[must_use]
    pub fn happened(&self) -> &[Event] {
        &self.timeline[..self.happened]
    }

    /// The moment it has come to.
    #[must_use]
    pub fn moment(&self) -> Moment {
        Moment {
            epoch: self.trainer.epoch(),
            position: self.trainer.position(),
        }
    }

    /// How far it has come.
    #[must_use]
    pub fn progress(&self) -> Progress {
        Progress {
            epoch: self.trainer.epoch(),
            position: self.trainer.position(),
            steps: self.trainer.steps(),
            last_sample: self.trainer.last_sample(),
        }
    }

    /// Whether it trains no further: early stopping has ended it, or there is nothing to train on.
    #[must_use]
    pub fn has_ended(&self) -> bool {
        self.trainer.stopped().is_some() || self.trainer.samples().is_empty()
    }

    /// Goes up to `count` strides while `on` says so, which is asked every so often; says how many
    /// were completed. A stride that was not is gone on with the next time.
    pub fn advance(&mut self, stride: Stride, count: u64, on: &mut dyn FnMut() -> bool) -> u64 {
        let mut done = 0;
        while done < count && !self.has_ended() {
            let completed = match self.limit(stride) {
                None => {
                    // Nothing is foreseen, so the trainer may go as far as it likes.
                    done += self.trainer.advance_while(stride, count - done, on);
                    break;
                }
                Some(limit) if limit.ends_stride => self.trainer.advance_while(stride, 1, on) == 1,
                Some(limit) => {
                    let went = self
                        .trainer
                        .advance_while(Stride::Sample, limit.samples, on);
                    if went < limit.samples {
                        break;
                    }
                    self.happen();
                    continue;
                }
            };
            if !completed {
                break;
            }
            self.happen();
            done += 1;
            // The trainer asks of each call by itself, and may not have come to that in a short one.
            if !on() {
                break;
            }
        }
        done
    }

    /// Goes to a moment while `on` says so; says whether it has arrived, or can get no further.
    pub fn go_to(&mut self, to: Moment, on: &mut dyn FnMut() -> bool) -> bool {
        // An epoch has no moment after its last sample.
        let to = Moment {
            position: to.position.min(self.trainer.samples().len()),
            ..to
        };
        while self.moment() < to && !self.has_ended() {
            let now = self.moment();
            // All that is left in one call, so that `on` is asked however short an epoch is.
            let (stride, count) = if to.epoch > now.epoch {
                (Stride::Epoch, to.epoch - now.epoch)
            } else {
                (Stride::Sample, (to.position - now.position) as u64)
            };
            if self.advance(stride, count, on) < count && self.moment() < to {
                return self.has_ended();
            }
        }
        true
    }

    /// Changes the settings from here on; what was foreseen is no more.
    pub fn adjust(&mut self, settings: Settings) {
        self.change(Change::Adjust(settings));
    }

    /// Puts parameters in place; what was foreseen is no more. Those of another network change nothing.
    pub fn set_parameters(&mut self, parameters: Vec<f32>) {
        if parameters.len() == self.network().parameters().len() {
            self.change(Change::SetParameters(parameters));
        }
    }

    /// Puts values in place of some of the parameters, by their numbers; what was foreseen is no more. What
    /// the network does not have is left out.
    pub fn tune(&mut self, changes: &[(usize, f32)]) {
        let mut parameters = self.network().parameters().to_vec();
        for &(at, value) in changes {
            if let Some(parameter) = parameters.get_mut(at) {
                *parameter = value;
            }
        }
        self.set_parameters(parameters);
    }

    /// Lets a run that was stopped early go on.
    pub fn go_on(&mut self) {
        if self.trainer.stopped().is_some() {
            self.change(Change::GoOn);
        }
    }

    fn change(&mut self, change: Change) {
        let at = self.moment();
        self.timeline.truncate(self.happened);
        self.timeline.push(Event { at, change });
        self.happen();
    }

    /// Lets everything happen that is due.
    fn happen(&mut self) {
        let now = self.moment();
        while let Some(event) = self.timeline.get(self.happened)
            && event.at <= now
        {
            match &event.change {
                Change::Adjust(settings) => self.trainer.adjust(*settings),
                Change::GoOn => self.trainer.go_on(),
                // A timeline of another network leaves this one as it is.
                Change::SetParameters(parameters) => {
                    let _ = self.trainer.set_parameters(parameters);
                }
            }
            self.happened += 1;
        }
    }

    /// What the next event allows of a stride: nothing said where none is foreseen.
    fn limit(&self, stride: Stride) -> Option<Limit> {
        let next = self.timeline.get(self.happened)?.at;
        let now = self.moment();
        if next.epoch > now.epoch {
            return Some(Limit {
                ends_stride: true,
                samples: 0,
            });
        }
        let samples = next.position.saturating_sub(now.position);
        let end = match stride {
            Stride::Sample => now.position + 1,
            Stride::Batch => self.trainer.batch_end(),
            Stride::Epoch => self.trainer.samples().len(),
        };
        Some(Limit {
            ends_stride: end <= next.position,
            samples: samples as u64,
        })
    }
}

/// How far a stride may go.
struct Limit {
    /// Whether the stride ends before or with the next event.
    ends_stride: bool,
    /// Samples until the event.
    samples: u64,
}
