//! What a network is worth at places of a plane, one after another.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::plane::Plane;
use crate::{
    metrics::{Evaluation, Measure},
    network::Network,
    regularizer::penalty,
    samples::Samples,
    settings::{LearningRule, Settings},
    task::Task,
};

/// A part of a plane, or of a line, and how many places of it are measured.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Window {
    /// Least and greatest coordinate along the first direction.
    pub across: [f64; 2],
    /// Along the second.
    pub up: [f64; 2],
    /// Places along the first direction, and along the second: one on a line. Each stands for the middle of
    /// its part.
    pub sides: [usize; 2],
}

impl Window {
    /// How many places there are.
    #[must_use]
    pub fn places(&self) -> usize {
        self.sides[0].saturating_mul(self.sides[1])
    }

    /// The coordinates of a place by its number: row by row from the top, where the second coordinate is
    /// largest, each from the left.
    #[must_use]
    pub fn place(&self, number: usize) -> [f64; 2] {
        let [columns, rows] = self.sides;
        let middle = |[low, high]: [f64; 2], at: usize, of: usize| {
            low + (high - low) * (at as f64 + 0.5) / of as f64
        };
        let row = rows - 1 - number / columns;
        [
            middle(self.across, number % columns, columns),
            middle(self.up, row, rows),
        ]
    }
}

/// How high the landscape is where a network is worth that much: the loss that is trained with what L1 and L2
/// add to it; under the perceptron rule, which makes no loss small, the share of wrong answers.
#[must_use]
pub fn height(network: &Network, settings: &Settings, worth: &Evaluation) -> f64 {
    match (settings.rule, worth.accuracy) {
        (LearningRule::Perceptron, Some(accuracy)) => 1.0 - accuracy,
        _ => worth.loss + penalty(network, settings),
    }
}

/// A survey of a window, which can be cut into portions: it ends at the same bits.
#[derive(Clone, Debug)]
pub struct Survey {
    plane: Plane,
    window: Window,
    settings: Settings,
    /// The parameters through which the plane is laid.
    through: Vec<f32>,
    measure: Measure,
    heights: Vec<f32>,
}

impl Survey {
    /// Of the plane through the network's parameters, on these samples. `None` where the plane is of other
    /// parameters, the samples of another network, or nothing is to be measured.
    #[must_use]
    pub fn new(
        network: Network,
        plane: Plane,
        window: Window,
        settings: Settings,
        (task, samples): (Task, Arc<Samples>),
    ) -> Option<Self> {
        let through = network.parameters().to_vec();
        let shape = (network.inputs(), network.outputs());
        let fits = plane.is_sound()
            && plane.parameters() == through.len()
            && (samples.inputs(), samples.outputs()) == shape
            && !samples.is_empty()
            && (1..=MOST_PLACES).contains(&window.places())
            && (!plane.is_line() || window.sides[1] == 1);
        let mut survey = fits.then(|| Self {
            measure: Measure::new(network, settings.loss, task, samples),
            plane,
            window,
            settings,
            through,
            heights: Vec::with_capacity(window.places()),
        })?;
        survey.begin();
        Some(survey)
    }

    /// Goes on while `go_on` says so, which is asked every some tenths of a millisecond; says whether all
    /// places are measured.
    pub fn advance_while(&mut self, go_on: &mut dyn FnMut() -> bool) -> bool {
        while !self.is_done() {
            if !self.measure.advance_while(go_on) {
                return false;
            }
            let network = self.measure.network();
            let worth = self.measure.evaluation();
            let height = worth.map_or(f64::NAN, |worth| height(network, &self.settings, &worth));
            self.heights.push(height as f32);
            if self.is_done() {
                break;
            }
            self.begin();
            // A place that is quickly measured does not ask.
            if self.heights.len().is_multiple_of(self.between()) && !go_on() {
                return false;
            }
        }
        true
    }

    /// The heights of the places that are measured, in their order.
    #[must_use]
    pub fn heights(&self) -> &[f32] {
        &self.heights
    }

    /// How much is done, from 0 to 1.
    #[must_use]
    pub fn share(&self) -> f64 {
        self.heights.len() as f64 / self.window.places() as f64
    }

    fn is_done(&self) -> bool {
        self.heights.len() >= self.window.places()
    }

    /// Places between two questions.
    fn between(&self) -> usize {
        (PORTION / self.measure.work().max(1)).max(1)
    }

    fn begin(&mut self) {
        let place = self.window.place(self.heights.len());
        self.measure.begin(&self.plane.at(&self.through, place));
    }
}

/// More are in no picture.
const MOST_PLACES: usize = 1 << 20;

/// Multiplications between two questions: some tenths of a millisecond.
const PORTION: usize = 500_000;
