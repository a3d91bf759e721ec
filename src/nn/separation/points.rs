//! Samples on two sides as points z = y·(x, 1).

use std::{borrow::Cow, sync::Arc};

use crate::samples::Samples;

/// Samples, and on which side each is.
#[derive(Clone, Debug)]
pub struct Points {
    samples: Arc<Samples>,
    positive: Vec<bool>,
    radius: f64,
    scale: f64,
}

impl Points {
    /// Samples of which those are to be on the positive side. `None` without samples, where there are not as
    /// many sides as samples, and where an input is no finite number.
    #[must_use]
    pub fn new(samples: Arc<Samples>, positive: Vec<bool>) -> Option<Self> {
        let fits = !samples.is_empty() && positive.len() == samples.len();
        let square = |sample: usize| {
            let x = samples.x(sample);
            let squares = x.iter().map(|&x| f64::from(x).powi(2));
            1.0 + squares.sum::<f64>()
        };
        let radius = (0..samples.len()).map(square).fold(0.0, f64::max).sqrt();
        let sound = samples.x_columns().iter().all(|x| x.is_finite());
        (fits && sound).then(|| Self {
            positive,
            radius,
            // Of a power of two nothing is lost.
            scale: libm::exp2(-libm::ceil(libm::log2(radius))),
            samples,
        })
    }

    /// The samples that are on the positive side of a unit that has them right: those whose target is above
    /// the middle of `targets`, its least and its greatest.
    #[must_use]
    pub fn of_unit(samples: Arc<Samples>, unit: usize, middle: f32) -> Option<Self> {
        if unit >= samples.outputs() {
            return None;
        }
        let positive = (0..samples.len()).map(|sample| samples.y(sample)[unit] > middle);
        let positive = positive.collect();
        Self::new(samples, positive)
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.positive.len()
    }

    /// Whether there is none, which is never so.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.positive.is_empty()
    }

    /// Numbers of a point: one per input, and one for the bias.
    #[must_use]
    pub fn dimensions(&self) -> usize {
        self.samples.inputs() + 1
    }

    /// The length of the longest.
    #[must_use]
    pub fn radius(&self) -> f64 {
        self.radius
    }

    /// Whether a sample is on the positive side.
    #[must_use]
    pub fn is_positive(&self, sample: usize) -> bool {
        self.positive[sample]
    }

    /// The inputs of a sample.
    #[must_use]
    pub fn x(&self, sample: usize) -> Cow<'_, [f32]> {
        self.samples.x(sample)
    }

    /// y: 1 on the positive side, −1 on the other.
    pub(super) fn side(&self, sample: usize) -> f64 {
        if self.positive[sample] { 1.0 } else { -1.0 }
    }

    /// What the points are multiplied by, so that none is longer than 1.
    pub(super) fn scale(&self) -> f64 {
        self.scale
    }

    /// The scaled point below a 1: what the search mixes.
    pub(super) fn column(&self, sample: usize) -> Vec<f64> {
        let size = self.side(sample) * self.scale;
        let x = self.x(sample);
        let inputs = x.iter().map(|&x| size * f64::from(x));
        std::iter::once(1.0)
            .chain(inputs)
            .chain(std::iter::once(size))
            .collect()
    }

    /// w·z of the point itself, and the sum of the sizes of its terms. `w` has the bias last.
    pub(super) fn product(&self, sample: usize, w: &[f64]) -> (f64, f64) {
        let x = self.x(sample);
        let terms = x.iter().zip(w);
        let bias = w.last().copied().unwrap_or_default();
        let (sum, sizes) = terms.fold((bias, bias.abs()), |(sum, sizes), (&x, w)| {
            let term = f64::from(x) * w;
            (sum + term, sizes + term.abs())
        });
        (self.side(sample) * sum, sizes)
    }
}
