//! Why the perceptron rule comes to an end where some weights have all samples right (A. B. J. Novikoff 1962).
//!
//! A correction by c > 0 at a sample adds c·z to the weights w. Along w*, the weights of length 1 that keep
//! the distance γ, that adds at least cγ: w*·w ≥ w*·w₀ + γΣc. And as the sample was wrong, w·z ≤ 0, |w|² grows
//! by no more than c²R²: |w|² ≤ |w₀|² + R²Σc². As w*·w ≤ |w|, the first cannot outgrow the root of the second;
//! but it grows as the number of mistakes, and the other as its root.

use serde::{Deserialize, Serialize};

use super::proof::Margin;

/// The two bounds, from where the weights began.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Growth {
    /// γ.
    pub gamma: f64,
    /// R.
    pub radius: f64,
    /// w*·w₀.
    pub along: f64,
    /// |w₀|.
    pub length: f64,
}

impl Growth {
    /// From weights `start`, the bias last. `None` where they are not as many as the margin's.
    #[must_use]
    pub fn new(margin: &Margin, start: &[f64]) -> Option<Self> {
        (start.len() == margin.weights.len()).then(|| Self {
            gamma: margin.gamma,
            radius: margin.radius,
            along: along(margin, start),
            length: start.iter().map(|w| w * w).sum::<f64>().sqrt(),
        })
    }

    /// The least that w*·w can be after corrections of that sum.
    #[must_use]
    pub fn least(&self, sum: f64) -> f64 {
        self.along + self.gamma * sum
    }

    /// The greatest that |w| can be after corrections of that sum of squares.
    #[must_use]
    pub fn greatest(&self, squares: f64) -> f64 {
        (self.length.powi(2) + self.radius.powi(2) * squares).sqrt()
    }

    /// The same after corrections of that sum and that sum of squares, as if the weights began there.
    #[must_use]
    pub fn after(&self, sum: f64, squares: f64) -> Self {
        Self {
            along: self.least(sum),
            length: self.greatest(squares),
            ..*self
        }
    }

    /// The greatest that Σc can get with corrections from `smallest` to `largest`, and how many these are at
    /// most: (w*·w₀ + γΣc)² ≤ |w₀|² + R²Σc² with Σc² ≤ `largest`·Σc.
    ///
    /// From w₀ = 0 with corrections that are all the same it is (R/γ)².
    #[must_use]
    pub fn most(&self, smallest: f64, largest: f64) -> f64 {
        let (square, half) = (
            self.gamma.powi(2),
            self.radius.powi(2) * largest / 2.0 - self.along * self.gamma,
        );
        let rest = self.length.powi(2) - self.along.powi(2);
        let sum = (half + (half.powi(2) + square * rest.max(0.0)).sqrt()) / square;
        (sum / smallest).max(0.0)
    }
}

/// w*·w.
#[must_use]
pub(super) fn along(margin: &Margin, weights: &[f64]) -> f64 {
    margin.weights.iter().zip(weights).map(|(a, b)| a * b).sum()
}

impl Margin {
    /// w*·w of weights, the bias last.
    #[must_use]
    pub fn along(&self, weights: &[f64]) -> f64 {
        along(self, weights)
    }

    /// (R/γ)².
    #[must_use]
    pub fn bound(&self) -> f64 {
        (self.radius / self.gamma).powi(2)
    }
}
