//! How a single layer has fared that learns sample by sample.

use serde::{Deserialize, Serialize};

/// What the convergence theorem (Novikoff 1962) counts, since the weights were last put in place: by a run's
/// start, or by hand. Lists have an item a unit.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Record {
    /// The parameters then, laid out as the network's; none before the first sample.
    pub start: Vec<f32>,
    /// Samples shown.
    pub shown: u64,
    /// Samples that some unit had wrong.
    pub wrong: u64,
    /// How often each unit was wrong.
    pub mistakes: Vec<u64>,
    /// Σ|c| and Σc² over its corrections c, by which inputs are added to its weights.
    pub corrections: Vec<[f64; 2]>,
    /// Samples of the pass at hand that some unit had wrong.
    pub wrong_in_pass: u64,
    /// Passes without a mistake, up to the last one that was completed.
    pub clean_passes: u64,
    /// Whether the pass at hand was seen from its beginning.
    is_whole: bool,
    /// Whether each unit had the last sample right.
    right: Vec<bool>,
}

/// How single units have fared, for who watches them learn.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fared {
    /// What was counted.
    pub record: Record,
    /// The weights that learn, laid out as the network's parameters, where others answer.
    pub working: Option<Vec<f32>>,
}

impl Record {
    /// A record that begins with a pass, or in the midst of one.
    pub(crate) fn new(at_start_of_pass: bool) -> Self {
        Self {
            is_whole: at_start_of_pass,
            ..Self::default()
        }
    }

    /// Notes where the weights begin, if this is the first sample.
    pub(crate) fn begin(&mut self, parameters: &[f32], units: usize) {
        if self.start.is_empty() {
            self.start = parameters.to_vec();
            self.mistakes = vec![0; units];
            self.corrections = vec![[0.0; 2]; units];
            self.right = vec![true; units];
        }
    }

    /// Notes what came of a unit at the sample that is shown.
    pub(crate) fn note(&mut self, unit: usize, is_right: bool, correction: f32) {
        let size = f64::from(correction).abs();
        self.right[unit] = is_right;
        self.mistakes[unit] += u64::from(!is_right);
        self.corrections[unit][0] += size;
        self.corrections[unit][1] += size * size;
    }

    /// The sample was shown to all units.
    pub(crate) fn end_sample(&mut self) {
        let is_wrong = u64::from(self.right.contains(&false));
        self.shown += 1;
        self.wrong += is_wrong;
        self.wrong_in_pass += is_wrong;
    }

    /// All samples were shown.
    pub(crate) fn end_pass(&mut self) {
        if self.wrong_in_pass > 0 {
            self.clean_passes = 0;
        } else if self.is_whole {
            self.clean_passes += 1;
        }
        (self.wrong_in_pass, self.is_whole) = (0, true);
    }

    /// Whether a unit had the last sample right.
    #[must_use]
    pub fn was_right(&self, unit: usize) -> bool {
        self.right.get(unit).is_none_or(|right| *right)
    }

    /// Whether this can be the record of such a layer.
    pub(crate) fn fits(&self, parameters: usize, units: usize) -> bool {
        let begun = self.start.len() == parameters
            && self.mistakes.len() == units
            && self.corrections.len() == units
            && self.right.len() == units;
        begun
            || self.start.is_empty()
                && self.mistakes.is_empty()
                && self.right.is_empty()
                && self.corrections.is_empty()
    }

    /// Bytes on the heap.
    pub(crate) fn size(&self) -> usize {
        size_of_val(&self.start[..])
            + size_of_val(&self.mistakes[..])
            + size_of_val(&self.corrections[..])
            + size_of_val(&self.right[..])
    }
}
