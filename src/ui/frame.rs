//! What is on the screen at one moment: a snapshot, its data and every neuron's map. What is costly and
//! may not be asked for, as the maps of a run that nobody looks at, is computed when it first is.

mod small;

use std::sync::{Arc, OnceLock};

use nalgebra::DMatrix;

use crate::{
    engine::{Report, Shown},
    lab::{
        Experiment, Flow, Portion, Prepared, Progress, Snapshot, View,
        prepared::{LOOKED_AT, is_large},
    },
    nn::{Activation, Fared, LayerSpec, Network, Pass, Samples, Task},
    plot::heatmap::Grid,
    run::Row,
};

pub use small::Small;

/// The values of all neurons over the inputs that the view shows.
#[derive(Clone, Debug)]
pub struct Maps {
    pixels: usize,
    values: Vec<f32>,
}

impl Maps {
    /// A neuron's values, a pixel each.
    pub fn neuron(&self, neuron: usize) -> &[f32] {
        self.neurons(neuron, 1)
    }

    /// The values of neurons that follow each other.
    pub fn neurons(&self, first: usize, count: usize) -> &[f32] {
        let pixels = self.pixels;
        &self.values[first * pixels..][..count * pixels]
    }
}

/// The pixels of the view as samples, which are computed when they are first asked for and kept while view, inputs
/// and resolution stay.
#[derive(Clone, Debug)]
pub struct Plane {
    grid: Grid,
    view: Arc<View>,
    prepared: Arc<Prepared>,
    samples: OnceLock<Samples>,
}

/// Pixels a side of every map: fewer where there are many neurons, so that drawing keeps up with
/// the screen.
fn side(neurons: usize) -> usize {
    match neurons {
        0..40 => 100,
        40..72 => 80,
        72..300 => 56,
        _ => 40,
    }
}

/// Places along a view that is a line.
const PLACES: usize = 240;

fn grid(view: &View, neurons: usize) -> Grid {
    let [x, y] = view.domain();
    if view.is_line() {
        return Grid {
            x,
            y,
            side: PLACES,
            rows: 1,
        };
    }
    let side = side(neurons);
    Grid {
        x,
        y,
        side,
        rows: side,
    }
}

impl Plane {
    fn new(view: &Arc<View>, prepared: &Arc<Prepared>, grid: Grid) -> Self {
        Self {
            grid,
            view: view.clone(),
            prepared: prepared.clone(),
            samples: OnceLock::new(),
        }
    }

    fn samples(&self) -> &Samples {
        self.samples.get_or_init(|| {
            let (view, pixels) = (&self.view, self.grid.pixels());
            let columns = view.held.len();
            let mut raw = DMatrix::from_fn(pixels, columns, |_, column| view.held[column]);
            for (row, [x, y]) in self.grid.points().enumerate() {
                // Where there is one input, the second axis is the first.
                raw[(row, view.axes[1])] = y;
                raw[(row, view.axes[0])] = x;
            }
            let x = self.prepared.encoder.encode(&raw);
            Samples::from_rows(&x, &DMatrix::zeros(pixels, 0))
        })
    }

    fn maps(&self, network: &Network) -> Maps {
        let (samples, mut values) = (self.samples(), Vec::new());
        let mut pass = Pass::new(network, samples.len());
        network.neuron_values(samples, &mut pass, &mut values);
        Maps {
            pixels: self.grid.pixels(),
            values,
        }
    }
}

/// The axes and held values of `last`, over the ranges of other samples of the same columns.
fn looking_alike(last: &View, fresh: &View) -> View {
    View {
        ranges: fresh.ranges.clone(),
        ..last.clone()
    }
}

/// All that one moment's pictures need.
#[derive(Clone, Debug)]
pub struct Frame {
    /// The experiment.
    pub experiment: Arc<Experiment>,
    /// Its data.
    pub prepared: Arc<Prepared>,
    /// What the maps show.
    pub view: Arc<View>,
    /// The network and what it is worth.
    pub snapshot: Snapshot,
    /// What happened as the last sample was shown, where that is told.
    pub shown: Option<Arc<Shown>>,
    /// How single units have fared, where they learn for themselves; none before the first sample.
    pub fared: Option<Arc<Fared>>,
    plane: Arc<Plane>,
    maps: Arc<OnceLock<Maps>>,
    sums: Arc<OnceLock<Maps>>,
}

/// The data of an experiment that is about to be shown.
pub struct Ahead {
    experiment: Experiment,
    prepared: Arc<Prepared>,
    view: Arc<View>,
}

impl Ahead {
    /// Computes them.
    pub fn new(experiment: Experiment) -> Self {
        let prepared = Arc::new(Prepared::new(&experiment));
        let view = Arc::new(View::new(&experiment.data, &prepared));
        Self {
            experiment,
            prepared,
            view,
        }
    }
}

impl Frame {
    /// The experiment before its first step, with the weights that it is `given` or else its own: what of `last` or
    /// of what was computed `ahead` serves it is not computed again.
    pub fn initial(
        experiment: &Experiment,
        given: Option<&[f32]>,
        last: Option<&Self>,
        ahead: Option<Ahead>,
    ) -> Self {
        let ahead = ahead.filter(|a| Prepared::serves(&a.experiment, experiment));
        let prepared = last
            .filter(|f| Prepared::serves(&f.experiment, experiment))
            .map(|f| f.prepared.clone())
            .or(ahead.as_ref().map(|a| a.prepared.clone()))
            .unwrap_or_else(|| Arc::new(Prepared::new(experiment)));
        let view = match last {
            Some(last) if Arc::ptr_eq(&last.prepared, &prepared) => last.view.clone(),
            _ => {
                let fresh = ahead.map(|a| a.view);
                let fresh =
                    fresh.unwrap_or_else(|| Arc::new(View::new(&experiment.data, &prepared)));
                match last.filter(|last| last.has_columns_of(experiment, &prepared)) {
                    Some(last) => Arc::new(looking_alike(&last.view, &fresh)),
                    None => fresh,
                }
            }
        };
        let drawn = experiment.network();
        let network = given.and_then(|given| drawn.clone().with_parameters(given));
        let network = network.unwrap_or(drawn);
        let grid = grid(&view, network.neurons());
        let plane = last
            .filter(|f| Arc::ptr_eq(&f.prepared, &prepared) && f.view == view)
            .map(|f| &f.plane)
            .filter(|p| p.grid == grid)
            .cloned()
            .unwrap_or_else(|| Arc::new(Plane::new(&view, &prepared, grid)));
        let experiment = Arc::new(experiment.clone());
        let snapshot = Snapshot::new(&experiment, &prepared, network, Progress::default());
        Self::build(experiment, prepared, view, plane, snapshot)
    }

    /// Whether an experiment's data have the same columns, of the same table.
    fn has_columns_of(&self, experiment: &Experiment, prepared: &Prepared) -> bool {
        let (data, other) = (&self.experiment.data, &experiment.data);
        data.dataset == other.dataset
            && data.file == other.file
            && self.prepared.train_table.inputs == prepared.train_table.inputs
    }

    /// The same run with other parameters; `None` when their number does not fit.
    pub fn advanced(&self, parameters: &[f32], progress: Progress) -> Option<Self> {
        let network = self.snapshot.network.clone().with_parameters(parameters)?;
        let (experiment, prepared) = (self.experiment.clone(), self.prepared.clone());
        let snapshot = Snapshot::new(&experiment, &prepared, network, progress);
        let (view, plane) = (self.view.clone(), self.plane.clone());
        Some(Self::build(experiment, prepared, view, plane, snapshot))
    }

    /// How many answers the numbers of a part of the samples are of, and how many there are.
    pub fn answers(&self, portion: Portion) -> [usize; 2] {
        let measured = portion.answers(&self.prepared);
        let [rows, all] = portion.rows(&self.prepared);
        let one = measured / rows.max(1);
        let rows = if self.is_large() {
            LOOKED_AT.min(all)
        } else {
            rows
        };
        [rows * one, all * one]
    }

    /// Whether the network is too large to be measured for every picture.
    pub fn is_large(&self) -> bool {
        let parameters = self.snapshot.network.parameters().len();
        is_large(self.prepared.train.len(), parameters)
    }

    /// The same run as a report tells of it; `None` when it tells of another network.
    pub fn reported(&self, report: &Report) -> Option<Self> {
        let next = match self.of_large(report) {
            Some(next) => next,
            None => self.advanced(&report.parameters, report.progress)?,
        };
        Some(next.telling(report.shown.clone(), report.fared.clone()))
    }

    /// The same run with other parameters of a large network, of which the worker says what it was worth lately.
    fn of_large(&self, report: &Report) -> Option<Self> {
        let network = self.is_large().then(|| self.snapshot.network.clone())?;
        let network = network.with_parameters(&report.parameters)?;
        let worth = report.worth.clone();
        let worth = worth.unwrap_or_else(|| self.snapshot.worth());
        let (experiment, prepared) = (self.experiment.clone(), self.prepared.clone());
        let progress = report.progress;
        let snapshot = Snapshot::large(&experiment, &prepared, network, progress, worth);
        let (view, plane) = (self.view.clone(), self.plane.clone());
        Some(Self::build(experiment, prepared, view, plane, snapshot))
    }

    /// The same with what happened as the last sample was shown, and how single units have fared.
    pub fn telling(self, shown: Option<Shown>, fared: Option<Fared>) -> Self {
        let (shown, fared) = (shown.map(Arc::new), fared.map(Arc::new));
        Self {
            shown,
            fared,
            ..self
        }
    }

    /// The same moment under settings that do not begin another run. Of what is measured they change
    /// the penalty, and which layers learn.
    pub fn adjusted(&self, experiment: Experiment) -> Self {
        let what = |e: &Experiment| (e.loss, e.rule, LayerSpec::frozen(&e.layers), e.fixed);
        let is_same = what(&self.experiment) == what(&experiment);
        let snapshot = self.snapshot.clone();
        let snapshot = if is_same {
            snapshot.penalised(&experiment.settings())
        } else if self.is_large() {
            let worth = snapshot.worth();
            let (network, progress) = (snapshot.network, snapshot.progress);
            Snapshot::large(&experiment, &self.prepared, network, progress, worth)
        } else {
            let (network, progress) = (snapshot.network, snapshot.progress);
            Snapshot::new(&experiment, &self.prepared, network, progress)
        };
        Self {
            experiment: Arc::new(experiment),
            snapshot,
            ..self.clone()
        }
    }

    /// The same moment, looked at otherwise.
    pub fn seen(&self, view: View) -> Self {
        let grid = grid(&view, self.snapshot.network.neurons());
        let view = Arc::new(view);
        let plane = Arc::new(Plane::new(&view, &self.prepared, grid));
        let (experiment, prepared) = (self.experiment.clone(), self.prepared.clone());
        let snapshot = self.snapshot.clone();
        Self {
            shown: self.shown.clone(),
            fared: self.fared.clone(),
            ..Self::build(experiment, prepared, view, plane, snapshot)
        }
    }

    fn build(
        experiment: Arc<Experiment>,
        prepared: Arc<Prepared>,
        view: Arc<View>,
        plane: Arc<Plane>,
        snapshot: Snapshot,
    ) -> Self {
        Self {
            experiment,
            prepared,
            view,
            snapshot,
            shown: None,
            fared: None,
            plane,
            maps: Arc::default(),
            sums: Arc::default(),
        }
    }

    /// Every neuron's map.
    pub fn maps(&self) -> &Maps {
        self.maps
            .get_or_init(|| self.plane.maps(&self.snapshot.network))
    }

    /// The pixels of every map.
    pub fn grid(&self) -> Grid {
        self.plane.grid
    }

    /// The weighted sums of an output that is a step: its answers alone would show the boundary only to
    /// the nearest pixel.
    fn sums(&self) -> Option<&Maps> {
        let sums = || {
            let network = &self.snapshot.network;
            self.plane.maps(&network.with_output(Activation::Linear))
        };
        let stepped = self.experiment.output().activation.is_step();
        stepped.then(|| self.sums.get_or_init(sums))
    }

    /// Whether the picture is that of numbers over their one input: curves through points.
    pub fn is_fit(&self) -> bool {
        self.view.is_line() && self.prepared.task == Task::Regression
    }

    /// How many outputs there are.
    pub fn outputs(&self) -> usize {
        self.snapshot.network.outputs()
    }

    /// The map of an output.
    pub fn output(&self, output: usize) -> &[f32] {
        self.maps().neuron(self.first_output() + output)
    }

    /// The maps of all outputs, one after another.
    pub fn all_outputs(&self) -> &[f32] {
        self.maps().neurons(self.first_output(), self.outputs())
    }

    fn first_output(&self) -> usize {
        self.snapshot.network.neurons() - self.outputs()
    }

    /// The values whose contour at a level is where an output changes its mind: from the level on it
    /// is class 1. A threshold itself is of class 0, but a step of 0 answers 1.
    pub fn boundary(&self, output: usize) -> (&[f32], f32) {
        match self.sums() {
            Some(sums) => {
                let is_heaviside = self.experiment.output().activation == Activation::Heaviside;
                let level = if is_heaviside { 0.0 } else { 0f32.next_up() };
                (sums.neuron(self.first_output() + output), level)
            }
            None => {
                let threshold = self.prepared.target.threshold();
                (self.output(output), threshold.next_up())
            }
        }
    }

    /// Whether training leaves units out.
    pub fn drops(&self) -> bool {
        let e = &self.experiment;
        e.dropout > 0.0 && !e.rule.is_local() && !e.hidden().is_empty()
    }

    /// Whether the network's answers and so its loss are finite numbers.
    pub fn is_finite(&self) -> bool {
        self.snapshot
            .train
            .is_none_or(|train| train.loss.is_finite())
    }

    /// Whether an experiment is of the same network on the same data.
    pub fn is_of(&self, experiment: &Experiment) -> bool {
        let layers = |e: &Experiment| {
            let layers = e.layers.iter();
            layers.map(|l| (l.units, l.activation)).collect::<Vec<_>>()
        };
        Prepared::serves(&self.experiment, experiment)
            && layers(&self.experiment) == layers(experiment)
    }

    /// What the moment is worth, for the charts.
    pub fn row(&self) -> Row {
        let snapshot = &self.snapshot;
        Row {
            epochs: snapshot.measured.epochs(self.prepared.train.len()),
            train: snapshot.train,
            test: snapshot.test,
            gradients: snapshot.measured_sizes(),
        }
    }

    /// How values and gradients flow through the network.
    pub fn flow(&self) -> Flow {
        let (network, loss) = (&self.snapshot.network, self.experiment.shown_loss());
        Flow::new(network, loss, &self.prepared.measured[0])
    }

    /// Epochs done, with the share of the one at hand.
    pub fn epochs(&self) -> f64 {
        self.snapshot.progress.epochs(self.prepared.train.len())
    }
}
