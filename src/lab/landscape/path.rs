//! The way of a run through its parameters, in bounded memory: points far enough apart, and the last.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::lab::Moment;

/// A point of the way.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Step {
    /// When the run was there.
    pub at: Moment,
    /// The network's parameters.
    pub parameters: Arc<[f32]>,
    /// Whether it was put there, not trained.
    pub jumps: bool,
}

/// The way of a run. Its points are about equally far apart in the space of all parameters, so that as many
/// show where it goes fast, at first, as where it hardly moves.
#[derive(Clone, Debug, PartialEq)]
pub struct Path {
    steps: Vec<Step>,
    /// Points are at least so far apart, but the last.
    apart: f64,
    most: usize,
}

impl Default for Path {
    /// A way without a point, of networks of any size.
    fn default() -> Self {
        Self::new(0)
    }
}

/// Points at most.
const MOST: usize = 300;
/// Numbers of all points at most.
const NUMBERS: usize = 2_000_000;
/// Points at least, however large the network.
const LEAST: usize = 24;

impl Path {
    /// A way without a point yet, of networks of so many parameters.
    #[must_use]
    pub fn new(parameters: usize) -> Self {
        Self {
            steps: Vec::new(),
            apart: 0.0,
            most: (NUMBERS / parameters.max(1)).clamp(LEAST, MOST),
        }
    }

    /// The points from the first to the last.
    #[must_use]
    pub fn steps(&self) -> &[Step] {
        &self.steps
    }

    /// The last moment.
    #[must_use]
    pub fn end(&self) -> Option<Moment> {
        self.steps.last().map(|step| step.at)
    }

    /// Adds the newest point. One of the same parameters, of another network or of an earlier moment is none.
    pub fn push(&mut self, step: Step) {
        if let Some(last) = self.steps.last() {
            let is_same = last.parameters == step.parameters;
            if is_same || step.at < last.at || last.parameters.len() != step.parameters.len() {
                return;
            }
        }
        if let [.., before, last] = &self.steps[..]
            && !last.jumps
            && distance(before, last) < self.apart
        {
            self.steps.pop();
        }
        self.steps.push(step);
        if self.steps.len() > self.most {
            self.thin();
        }
    }

    /// Forgets what came after a moment.
    pub fn truncate_after(&mut self, moment: Moment) {
        let until = self.steps.partition_point(|step| step.at <= moment);
        self.steps.truncate(until);
    }

    /// Keeps points that are twice as far apart as would leave all, or farther.
    fn thin(&mut self) {
        let length: f64 = self
            .steps
            .windows(2)
            .map(|pair| distance(&pair[0], &pair[1]))
            .sum();
        let even = 2.0 * length / self.most as f64;
        self.apart = if self.apart > 0.0 {
            (2.0 * self.apart).max(even)
        } else {
            even
        };
        let last = self.steps.len() - 1;
        let mut kept: Vec<Step> = Vec::with_capacity(self.most);
        for (at, step) in self.steps.drain(..).enumerate() {
            let is_far = kept
                .last()
                .is_none_or(|before| step.jumps || distance(before, &step) >= self.apart);
            if is_far || at == last {
                kept.push(step);
            }
        }
        // A way that goes to and fro within a small place has room for every other point.
        if kept.len() > self.most {
            let mut at = 0;
            let last = kept.len() - 1;
            kept.retain(|_| {
                at += 1;
                (at - 1) % 2 == 0 || at - 1 == last
            });
        }
        self.steps = kept;
    }
}

fn distance(a: &Step, b: &Step) -> f64 {
    let squares = a
        .parameters
        .iter()
        .zip(b.parameters.iter())
        .map(|(&a, &b)| {
            let difference = f64::from(a) - f64::from(b);
            difference * difference
        });
    squares.sum::<f64>().sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn step(epoch: u64, parameters: &[f32]) -> Step {
        Step {
            at: Moment { epoch, position: 0 },
            parameters: parameters.into(),
            jumps: false,
        }
    }

    /// A way that goes ever more slowly.
    fn slowing(points: u64) -> Path {
        let mut path = Path::new(2);
        for epoch in 0..points {
            let share = (-0.002 * epoch as f32).exp();
            path.push(step(epoch, &[4.0 * share, share * share]));
        }
        path
    }

    #[test]
    fn a_short_way_is_kept_whole() {
        let path = slowing(200);
        assert_eq!(path.steps().len(), 200);
        assert!(
            path.steps()
                .iter()
                .zip(0..)
                .all(|(step, epoch)| step.at.epoch == epoch)
        );
    }

    #[test]
    fn of_a_long_way_points_are_kept_that_are_about_equally_far_apart() {
        let path = slowing(5000);
        let steps = path.steps();
        assert!((MOST / 5..=MOST).contains(&steps.len()), "{}", steps.len());
        assert_eq!((steps[0].at.epoch, path.end().unwrap().epoch), (0, 4999));
        let gaps: Vec<f64> = steps.windows(2).map(|p| distance(&p[0], &p[1])).collect();
        // All but the last, which ends wherever the run is.
        let (last, gaps) = gaps.split_last().unwrap();
        let (least, most) = gaps
            .iter()
            .fold((f64::MAX, 0f64), |(l, m), &g| (l.min(g), m.max(g)));
        assert!(most < 3.0 * least && *last < most, "{least} {most} {last}");
        // And so most of them are where it went fast.
        assert!(steps[steps.len() / 2].at.epoch < 500);
    }

    #[test]
    fn large_networks_have_fewer_points_and_memory_is_bounded() {
        let mut path = Path::new(40_000);
        for epoch in 0..500 {
            path.push(step(epoch, &vec![epoch as f32; 40_000]));
        }
        assert!((LEAST..=50).contains(&path.steps().len()));
        assert_eq!(path.end().unwrap().epoch, 499);
        // To and fro, never far.
        let mut path = Path::new(1);
        for epoch in 0..5000 {
            path.push(step(epoch, &[(epoch % 2) as f32]));
        }
        assert!(path.steps().len() <= MOST && path.end().unwrap().epoch == 4999);
    }

    #[test]
    fn what_is_put_in_place_stays_a_point() {
        let mut path = Path::new(1);
        for epoch in 0..2000 {
            path.push(Step {
                jumps: epoch == 700,
                ..step(
                    epoch,
                    &[if epoch < 700 {
                        epoch as f32
                    } else {
                        700.0 + epoch as f32
                    }],
                )
            });
        }
        let jumps: Vec<u64> = path
            .steps()
            .iter()
            .filter(|step| step.jumps)
            .map(|step| step.at.epoch)
            .collect();
        assert_eq!(jumps, [700]);
    }

    #[test]
    fn what_is_no_newer_point_is_none() {
        let mut path = Path::new(1);
        for step in [
            step(3, &[1.0]),
            step(4, &[1.0]),
            step(2, &[5.0]),
            step(5, &[5.0, 6.0]),
        ] {
            path.push(step);
        }
        assert_eq!(path.steps(), [step(3, &[1.0])]);
        // At the same moment other weights may be put in place.
        path.push(step(3, &[2.0]));
        path.push(step(9, &[4.0]));
        assert_eq!(path.steps().len(), 3);
        path.truncate_after(Moment {
            epoch: 8,
            position: 5,
        });
        assert_eq!(path.end().unwrap().epoch, 3);
        path.truncate_after(Moment::START);
        assert_eq!(path.end(), None);
    }
}
