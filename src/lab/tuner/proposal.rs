//! Where Bayesian optimization looks next.

use rand::RngExt;
use rand_pcg::Pcg32;
use serde::{Deserialize, Serialize};

use super::{gaussian::Process, range::Range, space::Space};

/// What was tried so far, and how many points are to be tried next.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Ask {
    /// What is searched over.
    pub space: Space,
    /// The points that were tried, each with what is made small; infinite of what diverged.
    pub tried: Vec<(Vec<f64>, f64)>,
    /// How many are wanted.
    pub count: usize,
    /// Hidden layers of what is trained, where the space has no others.
    pub hidden: usize,
    /// Decides among which points is chosen.
    pub seed: u32,
}

/// Points at random among which the best is looked for.
const CANDIDATES: usize = 600;
/// Points around each of the best that were tried.
const NEAR: usize = 60;
/// How many of the best, of those that were tried and of candidates, are looked around.
const BEST: usize = 3;
/// How often a coordinate of a candidate is moved, and by how much at first and at last.
const MOVES: usize = 40;
const REACH: (f64, f64) = (0.2, 0.02);
/// The largest coordinate.
const LAST: f64 = 1.0 - 1e-9;
/// The random stream of candidates, with the number of points that were tried.
const STREAM: u64 = 0x6761_7573;

impl Ask {
    /// The next points, as random numbers for [`Space::sample`], first to last: each is that of largest expected
    /// improvement, once those before it have turned out as expected (the kriging believer of D. Ginsbourger,
    /// R. Le Riche, L. Carraro, 2010).
    #[must_use]
    pub fn answer(&self) -> Vec<Vec<f64>> {
        let mut rng = Pcg32::new(self.seed.into(), STREAM + ((self.tried.len() as u64) << 32));
        let mut points: Vec<Vec<f64>> = self.tried.iter().map(|(p, _)| self.place(p)).collect();
        let mut values = standardised(self.tried.iter().map(|(_, cost)| *cost));
        let groups = self.groups();
        let mut next = Vec::new();
        for _ in 0..self.count {
            let process = Process::fit(&points, &values, &groups);
            let least = values.iter().copied().fold(f64::INFINITY, f64::min);
            let worth = |random: &[f64]| {
                let point = self.place(&self.point(random));
                match &process {
                    _ if points.contains(&point) => -1.0,
                    Some(process) => process.improvement(&point, least),
                    None => 0.0,
                }
            };
            let chosen = self.best(worth, &mut rng);
            let place = self.place(&self.point(&chosen));
            let believed = process.map_or(0.0, |process| process.at(&place).0);
            points.push(place);
            values.push(believed);
            next.push(chosen);
        }
        next
    }

    /// The candidate that is worth most, once the best have been moved to where they are worth more.
    fn best(&self, worth: impl Fn(&[f64]) -> f64, rng: &mut Pcg32) -> Vec<f64> {
        let candidates = self.candidates(rng).into_iter();
        let mut all: Vec<_> = candidates.map(|random| (worth(&random), random)).collect();
        all.sort_by(|a, b| b.0.total_cmp(&a.0));
        all.truncate(BEST);
        for (most, random) in &mut all {
            let mut reach = REACH.0;
            for _ in 0..MOVES {
                let moved = moved(random, reach, rng);
                let now = worth(&moved);
                if now > *most {
                    (*most, *random) = (now, moved);
                } else {
                    reach = (0.95 * reach).max(REACH.1);
                }
            }
        }
        all.sort_by(|a, b| b.0.total_cmp(&a.0));
        all.swap_remove(0).1
    }

    fn point(&self, random: &[f64]) -> Vec<f64> {
        let all = self.space.0.iter().zip(random);
        all.map(|(h, random)| h.range.sample(*random)).collect()
    }

    /// A point in the cube: a coordinate for each number, and for a choice of names one for each name, so that
    /// any two of them are 1 apart. What has no meaning at a point is in the middle of its range, whatever its value.
    fn place(&self, point: &[f64]) -> Vec<f64> {
        let mut place = Vec::new();
        let active = self.space.active(self.hidden, point);
        for ((hyperparameter, value), active) in self.space.0.iter().zip(point).zip(active) {
            match &hyperparameter.range {
                Range::Choice(values) if hyperparameter.of.is_named() => {
                    let on = |at: usize| {
                        if active && at == *value as usize {
                            0.5f64.sqrt()
                        } else {
                            0.0
                        }
                    };
                    place.extend((0..values.len()).map(on));
                }
                range @ (Range::Choice(_) | Range::Int(_) | Range::Float(_)) => {
                    place.push(if active { range.share(*value) } else { 0.5 });
                }
            }
        }
        place
    }

    /// Of each coordinate the number of its hyperparameter.
    fn groups(&self) -> Vec<usize> {
        let all = self.space.0.iter().enumerate();
        all.flat_map(|(group, hyperparameter)| {
            let count = match &hyperparameter.range {
                Range::Choice(values) if hyperparameter.of.is_named() => values.len(),
                Range::Int(_) | Range::Float(_) | Range::Choice(_) => 1,
            };
            std::iter::repeat_n(group, count)
        })
        .collect()
    }

    fn candidates(&self, rng: &mut Pcg32) -> Vec<Vec<f64>> {
        let width = self.space.0.len();
        let mut all: Vec<Vec<f64>> = (0..CANDIDATES)
            .map(|_| (0..width).map(|_| rng.random()).collect())
            .collect();
        let mut best: Vec<&(Vec<f64>, f64)> = self.tried.iter().collect();
        best.sort_by(|a, b| a.1.total_cmp(&b.1));
        for (point, _) in best.into_iter().take(BEST) {
            let from: Vec<f64> = self
                .space
                .0
                .iter()
                .zip(point)
                .map(|(h, v)| h.range.share(*v))
                .collect();
            for _ in 0..NEAR {
                // Each coordinate moves a little, or one in four anywhere.
                let step = |at: &f64| {
                    let (moves, to): (f64, f64) = (rng.random(), rng.random());
                    if moves < 0.25 {
                        to
                    } else {
                        at + REACH.0 * (to - 0.5)
                    }
                };
                let near = from.iter().map(step);
                all.push(near.map(|at: f64| at.clamp(0.0, LAST)).collect());
            }
        }
        all
    }
}

/// One coordinate moves a little, or three times in ten anywhere.
fn moved(random: &[f64], reach: f64, rng: &mut Pcg32) -> Vec<f64> {
    let mut moved = random.to_vec();
    let place = rng.random_range(0..moved.len() as u32) as usize;
    let (jumps, to): (f64, f64) = (rng.random(), rng.random());
    moved[place] = if jumps < 0.3 {
        to
    } else {
        (moved[place] + reach * (to - 0.5)).clamp(0.0, LAST)
    };
    moved
}

/// Costs with mean 0 and variance 1 by their ranks: how far apart the bad ones lie says nothing of the good.
fn standardised(costs: impl Iterator<Item = f64>) -> Vec<f64> {
    let costs: Vec<f64> = costs.collect();
    let count = costs.len() as f64;
    let rank = |cost: f64| {
        let below = costs.iter().filter(|other| **other < cost).count();
        let alike = costs
            .iter()
            .filter(|other| other.total_cmp(&cost).is_eq())
            .count();
        (below as f64 + alike as f64 / 2.0) / count
    };
    costs.iter().map(|cost| quantile(rank(*cost))).collect()
}

/// Where a standard normal number lies below which a share of all are (M. Abramowitz, I. A. Stegun, "Handbook of
/// Mathematical Functions", 26.2.23, within 4.5e-4).
fn quantile(share: f64) -> f64 {
    let tail = share.min(1.0 - share).max(1e-12);
    let t = (-2.0 * libm::log(tail)).sqrt();
    let (above, below) = (
        2.515_517 + t * (0.802_853 + t * 0.010_328),
        1.0 + t * (1.432_788 + t * (0.189_269 + t * 0.001_308)),
    );
    let size = t - above / below;
    if share < 0.5 { -size } else { size }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lab::tuner::{Hyperparameter, Numbers, Sampling, Tuned};

    #[test]
    fn quantiles_are_those_of_the_normal_distribution() {
        for (share, want) in [(0.5, 0.0), (0.975, 1.959_964), (0.1, -1.281_552)] {
            assert!((quantile(share) - want).abs() < 1e-3, "{share}");
        }
    }

    /// A valley in the learning rate, with one optimizer better than the other: found in a few rounds.
    #[test]
    fn it_goes_to_where_less_is_expected() {
        let rate = Numbers::new(1e-4, 1.0, None, Sampling::Log);
        let names = ["sgd", "adam", "rmsprop"].map(str::to_owned).to_vec();
        let space = Space(vec![
            Hyperparameter {
                of: Tuned::LearningRate,
                range: Range::Float(rate),
            },
            Hyperparameter {
                of: Tuned::Optimizer,
                range: Range::Choice(names),
            },
        ]);
        let cost = |p: &[f64]| {
            let off = libm::log10(p[0]) + 1.5;
            off * off + if p[1] == 1.0 { 0.0 } else { 1.0 }
        };
        let mut rng = Pcg32::new(1, 1);
        let mut tried: Vec<(Vec<f64>, f64)> = (0..6)
            .map(|_| {
                let random: Vec<f64> = (0..2).map(|_| rng.random()).collect();
                let point: Vec<f64> = space
                    .0
                    .iter()
                    .zip(&random)
                    .map(|(h, r)| h.range.sample(*r))
                    .collect();
                let cost = cost(&point);
                (point, cost)
            })
            .collect();
        for _ in 0..8 {
            let ask = Ask {
                space: space.clone(),
                tried: tried.clone(),
                count: 2,
                hidden: 1,
                seed: 5,
            };
            let next = ask.answer();
            assert_eq!(next, ask.answer());
            assert_eq!(next.len(), 2);
            for random in next {
                let point = ask.point(&random);
                let cost = cost(&point);
                tried.push((point, cost));
            }
        }
        let best = tried
            .iter()
            .map(|(_, cost)| *cost)
            .fold(f64::INFINITY, f64::min);
        assert!(best < 0.02, "{best}");
    }

    /// How many units a layer has that is not there makes no difference.
    #[test]
    fn what_has_no_meaning_stands_in_the_middle() {
        let numbers = |min, max| Range::Int(Numbers::new(min, max, None, Sampling::Linear));
        let of = |of, range| Hyperparameter { of, range };
        let space = Space(vec![
            of(Tuned::Layers, numbers(1.0, 2.0)),
            of(Tuned::UnitsOf(2), numbers(1.0, 10.0)),
        ]);
        let ask = |space: Space| Ask {
            space,
            tried: Vec::new(),
            count: 1,
            hidden: 1,
            seed: 1,
        };
        let place = |point: &[f64]| ask(space.clone()).place(point);
        assert_eq!(place(&[1.0, 1.0]), place(&[1.0, 10.0]));
        assert_eq!(place(&[1.0, 1.0])[1], 0.5);
        assert_ne!(place(&[2.0, 1.0]), place(&[2.0, 10.0]));
        let alone = Space(vec![space.0[1].clone()]);
        assert_eq!(ask(alone).place(&[10.0]), [0.5]);
    }
}
