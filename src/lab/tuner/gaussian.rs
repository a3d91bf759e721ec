//! A Gaussian process with the Matérn 5/2 kernel, whose length scales and noise make what was seen most likely
//! (C. E. Rasmussen, C. K. I. Williams, "Gaussian Processes for Machine Learning", 2006, equations 2.23–2.30, 4.17
//! and 5.8), given what is likely beforehand: of a few points alone any could be explained by scales so short that
//! nothing is told of what lies between them (J. Snoek, H. Larochelle, R. P. Adams, "Practical Bayesian Optimization
//! of Machine Learning Algorithms", 2012). Expected improvement as D. R. Jones, M. Schonlau, W. J. Welch, "Efficient
//! Global Optimization of Expensive Black-Box Functions", 1998, equation 15.

use nalgebra::{Cholesky, DMatrix, DVector, Dyn};

/// A process that has seen some values.
#[derive(Clone, Debug)]
pub(super) struct Process {
    points: Vec<Vec<f64>>,
    /// By what each coordinate is divided.
    scales: Vec<f64>,
    /// What is expected where nothing is near.
    mean: f64,
    factor: Cholesky<f64, Dyn>,
    /// What the values weigh: the inverse of their covariance times what they are above the mean.
    weights: DVector<f64>,
}

/// Logarithms of the length scales, in sides of the cube, and of the noise's variance, where values have 1: mean and
/// deviation of what is likely beforehand.
const SCALE: (f64, f64) = (0.2, 0.7);
const NOISE: (f64, f64) = (-3.0, 1.5);
/// Logarithms between which they stay: beyond, the covariance is near to singular.
const SCALES: (f64, f64) = (-4.0, 3.0);
const NOISES: (f64, f64) = (-9.0, 0.7);
/// By what logarithms move at first.
const STRIDE: f64 = 0.7;
/// How often each is moved, and how far in one direction at once.
const PASSES: usize = 6;
const STRIDES: usize = 4;

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

/// How likely logarithms of the length scales, and last of the noise, are beforehand: the logarithm, but for what is
/// the same for all.
fn prior(logs: &[f64]) -> f64 {
    let Some((noise, scales)) = logs.split_last() else {
        return 0.0;
    };
    let of = |log: f64, (mean, deviation): (f64, f64)| {
        let z = (log - mean) / deviation;
        -0.5 * z * z
    };
    scales.iter().map(|log| of(*log, SCALE)).sum::<f64>() + of(*noise, NOISE)
}

impl Process {
    /// A process that has seen `values`, of mean about 0 and variance about 1, at `points`, whose coordinates belong
    /// to `groups`, each with a length scale of its own. Nothing where the numbers are too bad for that.
    pub fn fit(points: &[Vec<f64>], values: &[f64], groups: &[usize]) -> Option<Self> {
        let count = groups.iter().max().map_or(0, |last| last + 1);
        let of = |logs: &[f64]| {
            let scales = groups.iter().map(|group| libm::exp(logs[*group]));
            Self::new(points, values, scales.collect(), libm::exp(logs[count]))
        };
        let likely = |logs: &[f64]| {
            of(logs).map_or(f64::NEG_INFINITY, |process| {
                process.likelihood(values) + prior(logs)
            })
        };
        let mut logs = vec![SCALE.0; count];
        logs.push(NOISE.0);
        climb(&mut logs, likely);
        of(&logs)
    }

    fn new(points: &[Vec<f64>], values: &[f64], scales: Vec<f64>, noise: f64) -> Option<Self> {
        let n = points.len();
        let covariance = DMatrix::from_fn(n, n, |a, b| {
            let own = if a == b { noise } else { 0.0 };
            matern(squared(&points[a], &points[b], &scales)) + own
        });
        let factor = Cholesky::new(covariance)?;
        let values = DVector::from_column_slice(values);
        // The likeliest, if it is a normal number itself.
        let ones = factor.solve(&DVector::from_element(n, 1.0));
        let mean = ones.dot(&values) / (ones.sum() + 1.0);
        let weights = factor.solve(&values.add_scalar(-mean));
        Some(Self {
            points: points.to_vec(),
            scales,
            mean,
            factor,
            weights,
        })
    }

    /// How likely the values are: the logarithm, but for what is the same for all.
    fn likelihood(&self, values: &[f64]) -> f64 {
        let all = values.iter().zip(self.weights.iter());
        let fit: f64 = all
            .map(|(value, weight)| (value - self.mean) * weight)
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
        let mean = self.mean + near.dot(&self.weights);
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

/// Moves one number after another, up and down, as long as that is better; by less once none can be moved (R. Hooke,
/// T. A. Jeeves, "Direct Search Solution of Numerical and Statistical Problems", 1961).
fn climb(logs: &mut [f64], worth: impl Fn(&[f64]) -> f64) {
    let (last, mut stride, mut best) = (logs.len() - 1, STRIDE, worth(logs));
    for _ in 0..PASSES {
        let before = best;
        for place in 0..logs.len() {
            // The noise matters by its orders of magnitude.
            let (by, (low, high)) = if place == last {
                (2.0 * stride, NOISES)
            } else {
                (stride, SCALES)
            };
            for by in [by, -by] {
                for _ in 0..STRIDES {
                    let from = logs[place];
                    logs[place] = (from + by).clamp(low, high);
                    let now = worth(logs);
                    if now > best {
                        best = now;
                    } else {
                        logs[place] = from;
                        break;
                    }
                }
            }
        }
        if best <= before {
            stride /= 2.0;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// scikit-learn's GaussianProcessRegressor with 1.0 * Matern(length_scale=[0.4, 0.8], nu=2.5), alpha=0.01, no
    /// optimizer, at the point (0.3, 0.6): the mean with ConstantKernel(1.0) added, for the mean that is not known,
    /// the deviation without.
    #[test]
    fn means_and_deviations_are_those_of_scikit_learn() {
        let points = [[0.1, 0.2], [0.4, 0.9], [0.7, 0.3], [0.9, 0.8]].map(|p| p.to_vec());
        let values = [1.0, -0.5, 0.25, -0.75];
        let process = Process::new(&points, &values, vec![0.4, 0.8], 0.01).unwrap();
        let (mean, deviation) = process.at(&[0.3, 0.6]);
        approx::assert_relative_eq!(mean, SKLEARN.0, max_relative = 1e-6);
        approx::assert_relative_eq!(deviation, SKLEARN.1, max_relative = 1e-6);
    }

    const SKLEARN: (f64, f64) = (0.154_771_743_690_738_54, 0.364_975_790_533_934_6);

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
