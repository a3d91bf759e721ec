//! What was found, checked sample by sample.

use serde::{Deserialize, Serialize};

use super::{basis::length, mix::Mix, points::Points};

/// Whether a threshold unit can have all samples right.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Separation {
    /// It can.
    Apart(Margin),
    /// It cannot.
    Meeting(Meeting),
    /// Neither can be proved with the digits at hand: the sides are nearer to each other than rounding.
    Undecided,
}

/// The weights that keep the largest distance from all samples, in the space with a 1 beside the inputs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Margin {
    /// The weights, one per input and the bias last, of length 1.
    pub weights: Vec<f64>,
    /// γ: the least y·(w·x + b) of all samples.
    pub gamma: f64,
    /// R: the greatest length of (x, 1) of all samples.
    pub radius: f64,
    /// The samples at that distance that hold the weights in place.
    pub support: Vec<usize>,
}

/// Where the hulls of both sides meet.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Meeting {
    /// Samples, in their order, with how much of each: those of either side add up to 1.
    pub mix: Vec<(usize, f64)>,
    /// The point that both sides' samples mix to, a number per input.
    pub point: Vec<f64>,
    /// How far the two mixes are apart, as a share of the longest (x, 1); rounding, no more.
    pub residual: f64,
}

/// The greatest [`residual`](Meeting::residual) with which two mixes count as the same point.
pub(super) const TOLERANCE: f64 = 1e-12;

/// Less than this of a sample is rounding.
const NOTHING: f64 = 1e-13;

/// Proves what a mix says.
pub(super) fn prove(points: &Points, mix: &Mix) -> Separation {
    if let Some(margin) = margin(points, mix) {
        return Separation::Apart(margin);
    }
    meeting(points, mix).map_or(Separation::Undecided, Separation::Meeting)
}

/// The margin, where every sample is on its side beyond all doubt of rounding.
fn margin(points: &Points, mix: &Mix) -> Option<Margin> {
    let size = length(&mix.nearest);
    let weights: Vec<f64> = mix.nearest.iter().map(|w| w / size).collect();
    let doubt = 2.0 * (points.dimensions() + 2) as f64 * f64::EPSILON;
    let mut gamma = f64::INFINITY;
    for sample in 0..points.len() {
        let (product, sizes) = points.product(sample, &weights);
        if product.is_nan() || product <= doubt * sizes {
            return None;
        }
        // What is said of γ holds of the true one, which is no smaller.
        gamma = gamma.min(product - doubt * sizes);
    }
    let mut support: Vec<usize> = mix.of.iter().map(|(sample, _)| *sample).collect();
    support.sort_unstable();
    Some(Margin {
        weights,
        gamma,
        radius: points.radius(),
        support,
    })
}

/// The common point, where both sides have one.
fn meeting(points: &Points, mix: &Mix) -> Option<Meeting> {
    let mut mix = mix.of.clone();
    let whole: f64 = mix.iter().map(|(_, amount)| amount).sum();
    mix.retain(|(_, amount)| *amount > NOTHING * whole);
    mix.sort_unstable_by_key(|(sample, _)| *sample);
    let total = |side: bool| -> f64 {
        let of = mix.iter().filter(|(at, _)| points.is_positive(*at) == side);
        of.map(|(_, amount)| amount).sum()
    };
    let totals = [total(false), total(true)];
    if totals.contains(&0.0) {
        return None;
    }
    for (sample, amount) in &mut mix {
        *amount /= totals[usize::from(points.is_positive(*sample))];
    }
    let mean = |side: bool| -> Vec<f64> {
        let mut mean = vec![0.0; points.dimensions() - 1];
        for (sample, amount) in mix.iter().filter(|(at, _)| points.is_positive(*at) == side) {
            mean.iter_mut()
                .zip(points.x(*sample).iter())
                .for_each(|(m, &x)| *m += amount * f64::from(x));
        }
        mean
    };
    let (negative, positive) = (mean(false), mean(true));
    let apart: Vec<f64> = negative.iter().zip(&positive).map(|(a, b)| a - b).collect();
    let residual = length(&apart) / points.radius();
    let point = negative
        .iter()
        .zip(&positive)
        .map(|(a, b)| (a + b) / 2.0)
        .collect();
    (residual <= TOLERANCE).then_some(Meeting {
        mix,
        point,
        residual,
    })
}
