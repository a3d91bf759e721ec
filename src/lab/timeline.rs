//! What happened to a run on its way: with the experiment it began with, all that is needed to repeat
//! it.

use serde::{Deserialize, Serialize};

use super::experiment::Experiment;
use crate::nn::Settings;

/// A moment of a run: whole epochs done, and samples shown in the epoch at hand.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub struct Moment {
    /// Whole epochs done.
    pub epoch: u64,
    /// Samples shown in the epoch at hand.
    pub position: usize,
}

impl Moment {
    /// The start of a run.
    pub const START: Self = Self {
        epoch: 0,
        position: 0,
    };

    /// Epochs done, with the share of the one at hand, for so many training samples.
    #[must_use]
    pub fn epochs(self, samples: usize) -> f64 {
        self.epoch as f64 + self.position as f64 / samples.max(1) as f64
    }

    /// Samples shown since the start, of so many training samples an epoch.
    #[must_use]
    pub fn shown(self, samples: usize) -> u64 {
        let epochs = self.epoch.saturating_mul(samples as u64);
        epochs.saturating_add(self.position as u64)
    }

    /// The moment a sample earlier, of so many training samples an epoch; none before the start.
    #[must_use]
    pub fn before(self, samples: usize) -> Option<Self> {
        let Self { epoch, position } = self;
        match position.checked_sub(1) {
            Some(position) => Some(Self { epoch, position }),
            None => Some(Self {
                epoch: epoch.checked_sub(1)?,
                position: samples.checked_sub(1)?,
            }),
        }
    }
}

/// Something that changed a run on its way.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Change {
    /// Other settings held from here on.
    Adjust(Settings),
    /// Training went on after early stopping.
    GoOn,
    /// Other parameters were put in place.
    SetParameters(Vec<f32>),
}

/// A change and when it came.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Event {
    /// When.
    pub at: Moment,
    /// What.
    pub change: Change,
}

/// The experiment that a run began with, and what happened to it since: whoever repeats both gets
/// the same weights, bit for bit.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Recipe {
    /// The experiment at the start.
    pub experiment: Experiment,
    /// What happened since, in order.
    pub timeline: Vec<Event>,
}

impl Recipe {
    /// The experiment as it is after all that happened.
    #[must_use]
    pub fn last(&self) -> Experiment {
        self.until(self.timeline.len())
    }

    /// The experiment as it is after the first so many events.
    #[must_use]
    pub fn until(&self, events: usize) -> Experiment {
        match self.adjusted_by(events) {
            Some(settings) => self.experiment.with_live(settings),
            None => self.experiment.clone(),
        }
    }

    /// The settings that hold after so many events.
    #[must_use]
    pub fn settings_by(&self, events: usize) -> Settings {
        let adjusted = self.adjusted_by(events).copied();
        adjusted.unwrap_or_else(|| self.experiment.settings())
    }

    /// What the settings were changed to last within so many events.
    fn adjusted_by(&self, events: usize) -> Option<&Settings> {
        let happened = self.timeline.iter().take(events).rev();
        let mut adjusted = happened.filter_map(|event| match &event.change {
            Change::Adjust(settings) => Some(settings),
            Change::GoOn | Change::SetParameters(_) => None,
        });
        adjusted.next()
    }

    /// The parameters that the run begins with, where others than the seed's were put in place.
    #[must_use]
    pub fn begins_with(&self) -> Option<&[f32]> {
        let first = self.timeline.iter().take_while(|e| e.at == Moment::START);
        let given = first.filter_map(|event| match &event.change {
            Change::SetParameters(parameters) => Some(&parameters[..]),
            Change::GoOn | Change::Adjust(_) => None,
        });
        given.last()
    }

    /// Whether parameters were put in place by hand.
    #[must_use]
    pub fn has_parameters(&self) -> bool {
        let changes = self.timeline.iter().map(|event| &event.change);
        changes
            .into_iter()
            .any(|change| matches!(change, Change::SetParameters(_)))
    }
}

impl From<Experiment> for Recipe {
    fn from(experiment: Experiment) -> Self {
        Self {
            experiment,
            timeline: Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_moment_a_sample_earlier_is_in_the_epoch_before_at_an_epochs_start() {
        let at = |epoch, position| Moment { epoch, position };
        for (now, before) in [
            (at(2, 5), at(2, 4)),
            (at(2, 0), at(1, 6)),
            (at(0, 1), at(0, 0)),
        ] {
            assert_eq!(now.before(7), Some(before));
        }
        assert_eq!(Moment::START.before(7), None);
        assert_eq!(at(3, 0).before(0), None);
    }

    #[test]
    fn an_experiment_follows_from_what_happened() {
        let experiment = Experiment::default();
        let faster = Experiment {
            learning_rate: 0.5,
            ..experiment.clone()
        };
        let at = Moment {
            epoch: 3,
            position: 0,
        };
        let event = |change| Event { at, change };
        let recipe = Recipe {
            experiment: experiment.clone(),
            timeline: vec![
                event(Change::Adjust(faster.settings())),
                event(Change::GoOn),
            ],
        };
        assert_eq!(recipe.until(0), experiment);
        assert_eq!(recipe.until(1), faster);
        assert_eq!(recipe.last(), faster);
        assert!(!recipe.has_parameters());
    }

    #[test]
    fn moments_go_in_order() {
        let at = |epoch, position| Moment { epoch, position };
        assert!(Moment::START < at(0, 1) && at(0, 9) < at(1, 0));
        assert_eq!((at(2, 5).shown(10), at(2, 5).epochs(10)), (25, 2.5));
        assert_eq!(at(u64::MAX, 5).shown(10), u64::MAX);
    }
}
