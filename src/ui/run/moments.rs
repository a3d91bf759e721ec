//! How a run has gone so far: losses, scores and gradient sizes over the epochs.

use crate::{nn::Evaluation, plot::series::Trace, ui::frame::Frame};

/// Moments that are kept.
const KEPT: usize = 2000;

/// What is followed over the epochs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Track {
    /// Training loss.
    TrainLoss,
    /// Test loss.
    TestLoss,
    /// Training accuracy, or R² of a regression.
    TrainScore,
    /// Test accuracy, or R² of a regression.
    TestScore,
    /// Gradient size of layer `.0`.
    Gradient(usize),
}

/// What is kept of one moment; the one place that knows in which order.
struct Moment {
    train: Option<Evaluation>,
    test: Option<Evaluation>,
    /// Each layer's gradient size.
    gradients: Vec<f64>,
}

impl Moment {
    fn of(frame: &Frame) -> Self {
        Self {
            train: frame.snapshot.train,
            test: frame.snapshot.test,
            gradients: frame.snapshot.gradient_sizes(),
        }
    }

    fn tracks(&self) -> impl Iterator<Item = Track> + use<> {
        tracks(self.gradients.len())
    }

    /// The value of a track; NaN where there is none.
    fn value(&self, track: Track) -> f32 {
        let loss = |e: Option<Evaluation>| e.map(|e| e.loss);
        let score = |e: Option<Evaluation>| e.and_then(score);
        let value = match track {
            Track::TrainLoss => loss(self.train),
            Track::TestLoss => loss(self.test),
            Track::TrainScore => score(self.train),
            Track::TestScore => score(self.test),
            Track::Gradient(layer) => self.gradients.get(layer).copied(),
        };
        value.map_or(f32::NAN, |value| value as f32)
    }
}

/// All tracks of a network, in the order in which a moment is kept.
fn tracks(layers: usize) -> impl Iterator<Item = Track> {
    [
        Track::TrainLoss,
        Track::TestLoss,
        Track::TrainScore,
        Track::TestScore,
    ]
    .into_iter()
    .chain((0..layers).map(Track::Gradient))
}

/// The moments of a run, evenly thinned where there are very many.
#[derive(Clone, Debug)]
pub struct Moments {
    layers: usize,
    trace: Trace,
}

impl Moments {
    /// Those of a run that begins with `frame`.
    pub fn new(frame: &Frame) -> Self {
        let layers = frame.snapshot.network.layers().len();
        let trace = Trace::new(tracks(layers).count(), KEPT);
        let mut moments = Self { layers, trace };
        moments.push(frame);
        moments
    }

    /// Adds the newest one; later ones are forgotten, as when the run goes on from an earlier state.
    pub fn push(&mut self, frame: &Frame) {
        let moment = Moment::of(frame);
        let values: Vec<f32> = moment.tracks().map(|track| moment.value(track)).collect();
        let epochs = frame.epochs();
        self.trace.truncate_after(epochs);
        self.trace.push(epochs, &values);
    }

    /// How many layers have a gradient size.
    pub fn layers(&self) -> usize {
        self.layers
    }

    /// A track's points (epoch, value), oldest first; nothing for a layer that the network has not.
    pub fn line(&self, track: Track) -> impl Iterator<Item = (f64, f64)> {
        let column = tracks(self.layers).position(|t| t == track);
        column
            .into_iter()
            .flat_map(|column| self.trace.column(column))
    }

    /// The epoch of the moment nearest to `epoch`.
    pub fn nearest(&self, epoch: f64) -> Option<f64> {
        self.trace.nearest(epoch).map(|(at, _)| at)
    }
}

/// How good it is, 1 at best: the accuracy, or R² of a regression.
fn score(evaluation: Evaluation) -> Option<f64> {
    evaluation.accuracy.or(evaluation.fit.map(|fit| fit.r2))
}
