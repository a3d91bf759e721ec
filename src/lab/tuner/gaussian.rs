//! A Gaussian process with the Matérn 5/2 kernel, whose length scales and noise make what was seen most likely
//! (C. E. Rasmussen, C. K. I. Williams, "Gaussian Processes for Machine Learning", 2006, equations 2.23–2.30 and
//! 4.17), and expected improvement (D. R. Jones, M. Schonlau, W. J. Welch, "Efficient Global Optimization of
//! Expensive Black-Box Functions", 1998, equation 15).

use nalgebra::{Cholesky, DMatrix, DVector, Dyn};

/// A process that has seen some values.
#[derive(Clone, Debug)]
pub(super) struct Process {
    points: Vec<Vec<f64>>,
    /// By what each coordinate is divided.
    scales: Vec<f64>,
    factor: Cholesky<f64, Dyn>,
    /// What the values weigh: the inverse of their covariance times them.
    weights: DVector<f64>,
}

/// Length scales that are tried, in sides of the cube.
const SCALES: [f64; 6] = [0.1, 0.2, 0.4, 0.8, 1.6, 3.2];
/// Variances of the noise that are tried; values have variance 1.
const NOISES: [f64; 4] = [1e-3, 1e-2, 1e-1, 0.3];
/// How often each length scale is looked at.
const PASSES: usize = 2;

/// √5 r of the Matérn kernel: exp(−√5 r)(1 + √5 r + 5 r²/3), with r² the squared distance.
fn matern(squared: f64) -> f64 {
    let root = (5.0 * squared).sqrt();
    libm::exp(-root) * (1.0 + root + root * root / 3.0)
}

fn squared(a: &[f64], b: &[f64], scales: &[f64]) -> f64 {
    let all = a.iter().zip(b).zip(scales);
    all.map(|((a, b), scale)| {
        let off = (a - b) / scale;
        off * off
    })
    .sum()
}

impl Process {
    /// A process that has seen `values`, of mean 0 and variance about 1, at `points`, whose coordinates belong to
    /// `groups`, each with a length scale of its own. Nothing where the numbers are too bad for that.
    pub fn fit(points: &[Vec<f64>], values: &[f64], groups: &[usize]) -> Option<Self> {
        let count = groups.iter().max().map_or(0, |last| last + 1);
        let (mut of_group, mut noise) = (vec![0.8; count], 1e-2);
        let spread = |of_group: &[f64]| -> Vec<f64> {
            groups.iter().map(|group| of_group[*group]).collect()
        };
        let likelihood = |of_group: &[f64], noise: f64| {
            let process = Self::new(points, values, spread(of_group), noise);
            process.map_or(f64::NEG_INFINITY, |p| p.likelihood(values))
        };
        let mut best = likelihood(&of_group, noise);
        for _ in 0..PASSES {
            for candidate in NOISES {
                let now = likelihood(&of_group, candidate);
                if now > best {
                    (best, noise) = (now, candidate);
                }
            }
            for group in 0..count {
                for candidate in SCALES {
                    let mut tried = of_group.clone();
                    tried[group] = candidate;
                    let now = likelihood(&tried, noise);
                    if now > best {
                        (best, of_group) = (now, tried);
                    }
                }
            }
        }
        Self::new(points, values, spread(&of_group), noise)
    }

    fn new(points: &[Vec<f64>], values: &[f64], scales: Vec<f64>, noise: f64) -> Option<Self> {
        let n = points.len();
        let covariance = DMatrix::from_fn(n, n, |a, b| {
            let own = if a == b { noise } else { 0.0 };
            matern(squared(&points[a], &points[b], &scales)) + own
        });
        let factor = Cholesky::new(covariance)?;
        let weights = factor.solve(&DVector::from_column_slice(values));
        Some(Self {
            points: points.to_vec(),
            scales,
            factor,
            weights,
        })
    }

    /// How likely the values are: the logarithm, but for what is the same for all.
    fn likelihood(&self, values: &[f64]) -> f64 {
        let fit: f64 = values
            .iter()
            .zip(self.weights.iter())
            .map(|(v, w)| v * w)
            .sum();
        let diagonal = self.factor.l_dirty().diagonal();
        let volume: f64 = diagonal.iter().map(|d| libm::log(*d)).sum();
        -0.5 * fit - volume
    }

    /// Mean and deviation of the value at a point.
    pub fn at(&self, point: &[f64]) -> (f64, f64) {
        let near = self.points.iter();
        let near = near.map(|p| matern(squared(p, point, &self.scales)));
        let near = DVector::from_iterator(self.points.len(), near);
        let mean = near.dot(&self.weights);
        let known = self.factor.l_dirty().solve_lower_triangular(&near);
        let known = known.map_or(0.0, |known| known.norm_squared());
        (mean, (1.0 - known).max(1e-12).sqrt())
    }

    /// By how much the value at a point is expected to fall below the least.
    pub fn improvement(&self, point: &[f64], least: f64) -> f64 {
        let (mean, deviation) = self.at(point);
        let z = (least - mean) / deviation;
        let density = libm::exp(-0.5 * z * z) / std::f64::consts::TAU.sqrt();
        let below = 0.5 * libm::erfc(-z / std::f64::consts::SQRT_2);
        (least - mean) * below + deviation * density
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// scikit-learn's GaussianProcessRegressor with 1.0 * Matern(length_scale=[0.4, 0.8], nu=2.5), alpha=0.01, no
    /// optimizer, at the point (0.3, 0.6).
    #[test]
    fn means_and_deviations_are_those_of_scikit_learn() {
        let points = [[0.1, 0.2], [0.4, 0.9], [0.7, 0.3], [0.9, 0.8]].map(|p| p.to_vec());
        let values = [1.0, -0.5, 0.25, -0.75];
        let process = Process::new(&points, &values, vec![0.4, 0.8], 0.01).unwrap();
        let (mean, deviation) = process.at(&[0.3, 0.6]);
        approx::assert_relative_eq!(mean, SKLEARN.0, max_relative = 1e-6);
        approx::assert_relative_eq!(deviation, SKLEARN.1, max_relative = 1e-6);
    }

    const SKLEARN: (f64, f64) = (0.157_618_321_729_574_52, 0.364_975_790_533_934_6);

    #[test]
    fn what_was_seen_is_met_and_what_matters_has_the_shorter_scale() {
        let points: Vec<Vec<f64>> = (0..30)
            .map(|n| vec![f64::from(n % 6) / 5.0, f64::from(n * 7 % 30) / 29.0])
            .collect();
        let of = |p: &[f64]| (6.0 * p[0]).sin();
        let values: Vec<f64> = points.iter().map(|p| of(p)).collect();
        let process = Process::fit(&points, &values, &[0, 1]).unwrap();
        assert!(
            process.scales[0] < process.scales[1],
            "{:?}",
            process.scales
        );
        for point in &points {
            assert!((process.at(point).0 - of(point)).abs() < 0.05);
        }
        // Where less is expected, or less is known, there is more to be gained.
        let low = process.improvement(&[0.8, 0.5], -0.9);
        let high = process.improvement(&[0.2, 0.5], -0.9);
        assert!(low > high && high >= 0.0, "{low} {high}");
    }
}
