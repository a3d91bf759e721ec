//! Layers that were trained on one task, reused for another: transfer learning.
//!
//! | file        | holds |
//! |-------------|-------|
//! | `target.rs` | [`targets`]: what the layers may be reused for |
//! | `lesson.rs` | [`Lesson`]: pairs of tasks that come with the page |
//! | `curve.rs`  | [`Curve`]: accuracy against the number of samples, with and without |
//! | `told.rs`   | what scripts ask for, and are told |

mod curve;
mod lesson;
mod target;
mod told;

pub use curve::{Both, Came, Counts, Curve, Way, Worth};
pub use lesson::Lesson;
pub use target::{Brought, Target, targets};
pub use told::{Points, read_curve, read_reuse, wants};

use super::{
    experiment::Experiment,
    field::FieldError,
    prepared::{Encoder, Prepared},
    timeline::{Change, Event, Moment, Recipe},
    wrong::{Span, Unfit, Wrong},
};
use crate::{
    data::DataSpec,
    nn::{Fixed, LayerSpec, LearningRule, Network, Schedule},
};

/// A run at a moment, whose layers are reused.
#[derive(Clone, Debug, PartialEq)]
pub struct Source {
    /// What it learnt.
    pub experiment: Experiment,
    /// The moment.
    pub at: Moment,
    network: Network,
    encoder: Encoder,
}

/// What is made of a source.
#[derive(Clone, Debug, PartialEq)]
pub struct Reuse {
    /// What is to be learnt now.
    pub data: DataSpec,
    /// How many of the lower hidden layers keep their weights; those above start anew.
    pub keep: usize,
    /// Whether those that are kept stay as they are, or are fine-tuned.
    pub freeze: bool,
}

impl Source {
    /// A run at a moment.
    #[must_use]
    pub fn new(e: &Experiment, prepared: &Prepared, network: &Network, at: Moment) -> Self {
        Self {
            experiment: e.clone(),
            at,
            network: network.clone(),
            encoder: prepared.encoder.clone(),
        }
    }

    /// How many layers there are that may be kept.
    #[must_use]
    pub fn hidden(&self) -> usize {
        self.experiment.hidden().len()
    }

    /// Holds what is to be learnt and how many layers are kept against what can be.
    ///
    /// # Errors
    /// Names what does not fit: `to` or `keep`.
    pub fn check(&self, reuse: &Reuse) -> Result<(), FieldError> {
        if self.hidden() == 0 {
            return Err(FieldError::new("keep", Unfit::NoHidden));
        }
        let span = Span::new(1.0, self.hidden() as f64);
        if !span.contains(reuse.keep as f64) {
            let wrong = Wrong::OutOfRange(reuse.keep.to_string(), span);
            return Err(FieldError::new("keep", wrong));
        }
        if !target::has_same_inputs(&self.experiment.data, &reuse.data) {
            let columns = [&self.experiment.data, &reuse.data].map(DataSpec::columns);
            let wrong = Unfit::Inputs(columns[0], columns[1]);
            return Err(FieldError::new("to", wrong));
        }
        Ok(())
    }

    /// The same network from fresh weights, with an output layer that suits what is to be learnt.
    ///
    /// # Errors
    /// Names what does not fit.
    pub fn scratch(&self, reuse: &Reuse) -> Result<Experiment, FieldError> {
        self.check(reuse)?;
        let mut e = self.experiment.fitted_to(reuse.data.clone());
        e.fixed = Fixed::NONE;
        e.rule = LearningRule::Backprop;
        // It was for so many epochs of other samples: of few samples that is hardly a step.
        e.schedule = Schedule::Constant;
        e.layers.iter_mut().for_each(|layer| layer.trainable = true);
        let to = |wrong: FieldError| match wrong.field.strip_prefix("data") {
            Some(rest) => FieldError::new(format!("to{rest}"), wrong.wrong),
            None => wrong,
        };
        e.validate().map_err(to)?;
        Ok(e)
    }

    /// The experiment with the layers that are kept, frozen or not.
    ///
    /// # Errors
    /// Names what does not fit.
    pub fn reused(&self, reuse: &Reuse) -> Result<Experiment, FieldError> {
        let mut e = self.scratch(reuse)?;
        let kept = |layer: &mut LayerSpec| layer.trainable = !reuse.freeze;
        e.layers.iter_mut().take(reuse.keep).for_each(kept);
        Ok(e)
    }

    /// The run that begins with the layers that are kept.
    ///
    /// # Errors
    /// Names what does not fit.
    pub fn recipe(&self, reuse: &Reuse) -> Result<Recipe, FieldError> {
        let experiment = self.reused(reuse)?;
        let encoder = Prepared::new(&experiment).encoder;
        Ok(self.begin(experiment, reuse.keep, &encoder))
    }

    /// The same where what is fitted to the new samples is known.
    #[must_use]
    pub fn begin(&self, experiment: Experiment, keep: usize, encoder: &Encoder) -> Recipe {
        let mut network = experiment.network();
        self.put(&mut network, keep, encoder);
        let put = Event {
            at: Moment::START,
            change: Change::SetParameters(network.parameters().to_vec()),
        };
        Recipe {
            experiment,
            timeline: vec![put],
        }
    }

    /// Puts the weights of the layers that are kept into a network whose inputs are scaled as `encoder` has it.
    ///
    /// The first layer has to answer to a sample as it did, so where the scaling is another, that is worked into
    /// its weights: with z = (x − m) / d before and z′ = (x − m′) / d′ now, w·z = (w d′/d)·z′ + w (m′ − m) / d.
    fn put(&self, network: &mut Network, keep: usize, encoder: &Encoder) {
        let Some(first) = self.network.layers().first() else {
            return;
        };
        let kept = self.network.layers()[..keep].last();
        let end = kept.map_or(0, |layer| layer.bias.end);
        let from = self.network.parameters();
        let into = network.parameters_mut();
        into[..end].copy_from_slice(&from[..end]);
        let scale = |encoder: &Encoder, input: usize| {
            let fitted = encoder.standard.as_ref().and_then(|all| all.get(input));
            fitted.map_or([0.0, 1.0], |&(mean, deviation)| {
                [mean, deviation].map(f64::from)
            })
        };
        if end == 0 || self.encoder.standard == encoder.standard {
            return;
        }
        for unit in 0..first.units {
            let mut bias = f64::from(from[first.bias.start + unit]);
            for input in 0..first.inputs {
                let at = first.kernel.start + unit * first.inputs + input;
                let weight = f64::from(from[at]);
                let [[m, d], [mean, deviation]] = [&self.encoder, encoder].map(|e| scale(e, input));
                into[at] = (weight * deviation / d) as f32;
                bias += weight * (mean - m) / d;
            }
            into[first.bias.start + unit] = bias as f32;
        }
    }
}

#[cfg(test)]
mod tests;
