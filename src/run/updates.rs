//! How large a step is beside the weights that it changes, layer by layer, over a run: of the step that comes
//! next at each moment that was looked at, by the trainer that makes it.

use super::lab::Lab;
use crate::{
    engine::{Data, Start},
    lab::{Event, Experiment, Moment, snapshot::size},
};

/// Moments that are looked at in a run, about; of those that are kept no more.
const MANY: usize = 120;
/// Samples times weights that are gone through to a moment, at most: a part of a frame.
const NEAR: u64 = 600_000;

/// What a step is beside the weights, at a moment.
#[derive(Clone, Debug, PartialEq)]
struct Point {
    at: Moment,
    epochs: f64,
    /// The size of the step over the size of the weights, a layer each; NaN where all weights are 0.
    shares: Vec<f64>,
}

/// The moments of a run that were looked at.
#[derive(Clone, Debug, Default)]
pub struct Updates {
    /// What the run began with, and what happened to it, when it was looked at last.
    of: Option<(Experiment, Vec<Event>)>,
    /// In the order of their moments.
    points: Vec<Point>,
}

impl Updates {
    /// Looks at one more moment, if one is due: the one on the screen, where the run rests or has come far
    /// enough since, or else one of the past. Says whether it did.
    pub fn look(&mut self, lab: &Lab, data: &Data, weights: usize) -> bool {
        self.follow(lab);
        let Some(at) = self.due(lab) else {
            return false;
        };
        let start = lab.route_at(at);
        let samples = data.train.len();
        let way = at.shown(samples) - start.at().shown(samples).min(at.shown(samples));

        // What is too far is passed over, and not asked for again.
        let near = way * weights as u64 <= NEAR;
        let shares = near.then(|| shares(&start, data)).flatten();
        let point = Point {
            at,
            epochs: at.epochs(samples),
            shares: shares.unwrap_or_default(),
        };
        let place = self.points.partition_point(|known| known.at < at);
        self.points.insert(place, point);
        true
    }

    /// A layer's shares over the epochs, as far as they are on a logarithmic axis.
    #[must_use]
    pub fn line(&self, layer: usize) -> Vec<(f64, f64)> {
        let share = |point: &Point| Some((point.epochs, *point.shares.get(layer)?));
        let shares = self.points.iter().filter_map(share);
        shares.filter(|(_, share)| *share > 0.0).collect()
    }

    /// The layers' shares at a moment, or at the last before it that was looked at; nothing where none was.
    #[must_use]
    pub fn at(&self, at: Moment) -> &[f64] {
        let after = self.points.partition_point(|point| point.at <= at);
        let found = after.checked_sub(1).map(|last| &self.points[last]);
        found.map_or(&[], |point| &point.shares)
    }

    /// Forgets what is not of the run at hand, or not of its present way.
    fn follow(&mut self, lab: &Lab) {
        let recipe = &lab.history.now().recipe;
        let Some((experiment, timeline)) = &mut self.of else {
            self.of = Some((recipe.experiment.clone(), recipe.timeline.clone()));
            return;
        };
        if *experiment != recipe.experiment {
            *self = Self::default();
            return self.follow(lab);
        }
        if *timeline == recipe.timeline {
            return;
        }
        let pairs = timeline.iter().zip(&recipe.timeline);
        let same = pairs.take_while(|(a, b)| a == b).count();
        let ends = [timeline.get(same), recipe.timeline.get(same)];
        let first = ends.into_iter().flatten().map(|event| event.at).min();
        timeline.clone_from(&recipe.timeline);
        self.points
            .retain(|point| first.is_none_or(|first| point.at < first));
    }

    fn due(&self, lab: &Lab) -> Option<Moment> {
        let knows = |at: Moment| self.points.iter().any(|point| point.at == at);
        let (samples, branch) = (lab.samples(), lab.history.now());
        let now = lab.moment;
        let apart = (branch.length() / MANY as f64).max(1.0);
        let near = |point: &Point| (point.epochs - now.epochs(samples)).abs() < apart;
        let is_far = !self.points.iter().any(near);
        if !knows(now) && (is_far || !lab.transport.running) {
            return Some(now);
        }
        let kept = branch.kept();
        let every = (kept.len() / MANY + 1).next_power_of_two();
        let mut past = kept.iter().step_by(every).map(|kept| kept.at);
        past.find(|at| !knows(*at))
    }
}

/// What the step that comes next is beside the weights.
#[must_use]
pub fn shares(start: &Start, data: &Data) -> Option<Vec<f64>> {
    let mut course = start.course(data).ok()?;
    course.go_to(start.to, &mut || true);
    let trainer = course.trainer();
    let (network, after) = (trainer.network(), trainer.next_parameters()?);
    let before = network.parameters();
    let share = |own: std::ops::Range<usize>| {
        let steps: Vec<f32> = (own.clone()).map(|p| after[p] - before[p]).collect();
        size(&steps) / size(&before[own])
    };
    let layers = network.layers().iter();
    Some(layers.map(|l| share(l.kernel.start..l.bias.end)).collect())
}
