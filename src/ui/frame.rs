//! What is on the screen at one moment: a snapshot, its data and every neuron's map.

use std::sync::Arc;

use nalgebra::DMatrix;

use crate::{
    data::{Domain, Features},
    lab::{Experiment, Prepared, Progress, Snapshot},
    nn::{Activation, Network, Pass, Samples},
    plot::heatmap::Grid,
};

/// The values of all neurons over the input plane.
#[derive(Clone, Debug)]
pub struct Maps {
    /// The pixels.
    pub grid: Grid,
    values: Vec<f32>,
}

impl Maps {
    /// A neuron's values, a pixel each.
    pub fn neuron(&self, neuron: usize) -> &[f32] {
        let pixels = self.grid.side * self.grid.side;
        &self.values[neuron * pixels..][..pixels]
    }
}

/// The pixels of the plane as samples, kept while plane, features and resolution stay.
#[derive(Clone, Debug)]
pub struct Plane {
    grid: Grid,
    features: Features,
    samples: Samples,
}

/// Pixels a side of every map: fewer where there are many neurons, so that drawing keeps up with
/// the screen.
fn side(neurons: usize) -> usize {
    match neurons {
        0..40 => 100,
        40..72 => 80,
        _ => 56,
    }
}

impl Plane {
    fn new(domain: Domain, features: &Features, neurons: usize) -> Self {
        let side = side(neurons);
        let grid = Grid {
            domain: (domain.min, domain.max),
            side,
        };
        let mut x = DMatrix::zeros(side * side, features.len());
        for (row, point) in grid.points().enumerate() {
            for (column, feature) in features.iter().enumerate() {
                x[(row, column)] = feature.value(point);
            }
        }
        let samples = Samples::from_rows(&x, &DMatrix::zeros(side * side, 0));
        Self {
            grid,
            features: features.clone(),
            samples,
        }
    }

    fn maps(&self, network: &Network) -> Maps {
        let mut values = Vec::new();
        let mut pass = Pass::new(network, self.samples.len());
        network.neuron_values(&self.samples, &mut pass, &mut values);
        Maps {
            grid: self.grid,
            values,
        }
    }

    fn fits(&self, domain: Domain, features: &Features, neurons: usize) -> bool {
        let grid = Grid {
            domain: (domain.min, domain.max),
            side: side(neurons),
        };
        self.grid == grid && self.features == *features
    }
}

/// All that one moment's pictures need.
#[derive(Clone, Debug)]
pub struct Frame {
    /// The experiment.
    pub experiment: Arc<Experiment>,
    /// Its data.
    pub prepared: Arc<Prepared>,
    /// The network and what it is worth.
    pub snapshot: Snapshot,
    /// Every neuron's map.
    pub maps: Maps,
    /// The weighted sums of an output that is a step: its answers alone would show the boundary
    /// only to the nearest pixel.
    sums: Option<Maps>,
    plane: Arc<Plane>,
}

impl Frame {
    /// The experiment before its first step.
    pub fn initial(experiment: &Experiment, last: Option<&Self>) -> Self {
        let prepared = last
            .filter(|f| f.experiment.data == experiment.data)
            .filter(|f| f.experiment.features == experiment.features)
            .filter(|f| f.prepared.target == target(experiment))
            .map_or_else(
                || Arc::new(Prepared::new(experiment)),
                |f| f.prepared.clone(),
            );
        let network = experiment.network();
        let (domain, features) = (experiment.data.domain(), &experiment.features);
        let plane = last
            .map(|f| &f.plane)
            .filter(|p| p.fits(domain, features, network.neurons()))
            .cloned()
            .unwrap_or_else(|| Arc::new(Plane::new(domain, features, network.neurons())));
        let experiment = Arc::new(experiment.clone());
        Self::build(experiment, prepared, plane, network, Progress::default())
    }

    /// The same run with other parameters; `None` when their number does not fit.
    pub fn advanced(&self, parameters: &[f32], progress: Progress) -> Option<Self> {
        let mut network = self.snapshot.network.clone();
        if network.parameters().len() != parameters.len() {
            return None;
        }
        network.parameters_mut().copy_from_slice(parameters);
        let (experiment, prepared) = (self.experiment.clone(), self.prepared.clone());
        Some(Self::build(
            experiment,
            prepared,
            self.plane.clone(),
            network,
            progress,
        ))
    }

    fn build(
        experiment: Arc<Experiment>,
        prepared: Arc<Prepared>,
        plane: Arc<Plane>,
        network: Network,
        progress: Progress,
    ) -> Self {
        let maps = plane.maps(&network);
        let stepped = experiment.output().activation.is_step();
        let sums = stepped.then(|| plane.maps(&network.with_output(Activation::Linear)));
        let snapshot = Snapshot::new(&experiment, &prepared, network, progress);
        Self {
            experiment,
            prepared,
            snapshot,
            maps,
            sums,
            plane,
        }
    }

    /// The values whose contour at a level is the boundary between the classes.
    pub fn boundary(&self) -> (&[f32], f32) {
        let output = self.snapshot.network.neurons() - 1;
        match &self.sums {
            Some(sums) => (sums.neuron(output), 0.0),
            None => (self.maps.neuron(output), self.prepared.target.threshold()),
        }
    }

    /// Whether the network's answers and so its loss are finite numbers.
    pub fn is_finite(&self) -> bool {
        self.snapshot
            .train
            .is_none_or(|train| train.loss.is_finite())
    }

    /// Epochs done, with the share of the one at hand.
    pub fn epochs(&self) -> f64 {
        self.snapshot.progress.epochs(self.prepared.train.len())
    }
}

fn target(experiment: &Experiment) -> crate::nn::Target {
    experiment
        .shown_loss()
        .target(experiment.output().activation)
}
