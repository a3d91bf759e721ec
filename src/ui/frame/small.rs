//! Small pictures of other networks on the data at hand.

use std::sync::Arc;

use super::{Frame, Plane};
use crate::{
    lab::{Experiment, Prepared, Progress, Snapshot, View},
    plot::heatmap::Grid,
};

/// Pixels a side of a small picture's map.
const SIDE: usize = 40;
/// Places along one that is a line.
const PLACES: usize = 80;

/// What the small pictures of networks on the same data share.
#[derive(Clone, Debug)]
pub struct Small {
    prepared: Arc<Prepared>,
    view: Arc<View>,
    plane: Arc<Plane>,
}

impl Small {
    /// Pictures of what a frame looks at.
    pub fn of(frame: &Frame) -> Self {
        let (prepared, view) = (frame.prepared.clone(), frame.view.clone());
        let [x, y] = view.domain();
        let (side, rows) = if view.is_line() {
            (PLACES, 1)
        } else {
            (SIDE, SIDE)
        };
        let plane = Plane::new(&view, &prepared, Grid { x, y, side, rows });
        Self {
            prepared,
            view,
            plane: Arc::new(plane),
        }
    }

    /// The frame of a network with these parameters, in which nothing is measured; `None` when their number
    /// does not fit.
    pub fn frame(&self, experiment: &Arc<Experiment>, parameters: &[f32]) -> Option<Frame> {
        let network = experiment.network_of(self.prepared.train.inputs());
        let network = network.with_parameters(parameters)?;
        let snapshot = Snapshot::unmeasured(network, Progress::default());
        let (experiment, prepared) = (experiment.clone(), self.prepared.clone());
        let (view, plane) = (self.view.clone(), self.plane.clone());
        Some(Frame::build(experiment, prepared, view, plane, snapshot))
    }

    /// Multiplications that the picture of a network with so many parameters takes.
    pub fn work(&self, parameters: usize) -> usize {
        self.plane.grid.pixels() * parameters
    }
}
