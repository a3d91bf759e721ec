//! How kernels start. Biases start at zero, as in Keras.

use rand::{Rng, RngExt};
use rand_pcg::Pcg32;
use serde::{Deserialize, Serialize};
use strum::{EnumMessage, IntoStaticStr, VariantArray};

/// A distribution for the initial kernel, scaled by its fan-in (inputs) and fan-out (units).
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Hash,
    Serialize,
    Deserialize,
    VariantArray,
    IntoStaticStr,
    EnumMessage,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Initializer {
    /// Uniform, variance 2/(fan-in + fan-out) (Glorot & Bengio 2010). Keras's default.
    #[strum(message = "Glorot uniform")]
    GlorotUniform,
    /// Truncated normal, variance 2/(fan-in + fan-out).
    #[strum(message = "Glorot normal")]
    GlorotNormal,
    /// Uniform, variance 2/fan-in (He et al. 2015).
    #[strum(message = "He uniform")]
    HeUniform,
    /// Truncated normal, variance 2/fan-in.
    #[strum(message = "He normal")]
    HeNormal,
    /// Uniform, variance 1/fan-in (LeCun et al. 1998).
    #[strum(message = "LeCun uniform")]
    LecunUniform,
    /// Truncated normal, variance 1/fan-in.
    #[strum(message = "LeCun normal")]
    LecunNormal,
    /// Uniform from −0.05 to 0.05, whatever the shape.
    #[strum(message = "Uniform ±0.05")]
    RandomUniform,
    /// Normal 0.05, whatever the shape.
    #[strum(message = "Normal 0.05")]
    RandomNormal,
    /// Normal 0.05, drawn again while outside ±0.1.
    #[strum(message = "Truncated 0.05")]
    TruncatedNormal,
    /// Columns (or rows, if there are fewer of them) of length 1 at right angles to each other
    /// (Saxe et al. 2014).
    #[strum(message = "Orthogonal")]
    Orthogonal,
    /// All zero: every unit of a layer then stays the same as the others.
    #[strum(message = "Zeros")]
    Zeros,
    /// All one, with the same consequence.
    #[strum(message = "Ones")]
    Ones,
    /// Normal 1, whatever the shape: far too large for all but small layers.
    #[strum(message = "Normal 1")]
    StandardNormal,
}

/// Deviation of the normal distributions that know no shape, and reach of the uniform one.
const SPREAD: f32 = 0.05;
/// Standard deviation of a standard normal cut off at ±2.
const TRUNCATED_DEVIATION: f32 = 0.879_625_7;

impl Initializer {
    /// Fills a kernel of `inputs × units` weights.
    pub fn fill(self, kernel: &mut [f32], inputs: usize, units: usize, rng: &mut Pcg32) {
        if self == Self::Orthogonal {
            return orthogonal(kernel, inputs, units, rng);
        }
        let deviation = libm::sqrtf(self.variance(inputs as f32, units as f32));
        for weight in kernel {
            *weight = match self {
                Self::Zeros | Self::Orthogonal => 0.0,
                Self::Ones => 1.0,
                Self::RandomUniform => SPREAD * uniform(rng),
                Self::RandomNormal => SPREAD * normal(rng),
                Self::StandardNormal => normal(rng),
                Self::TruncatedNormal => SPREAD * truncated_normal(rng),
                Self::GlorotUniform | Self::HeUniform | Self::LecunUniform => {
                    deviation * libm::sqrtf(3.0) * uniform(rng)
                }
                Self::GlorotNormal | Self::HeNormal | Self::LecunNormal => {
                    deviation / TRUNCATED_DEVIATION * truncated_normal(rng)
                }
            };
        }
    }

    fn variance(self, fan_in: f32, fan_out: f32) -> f32 {
        match self {
            Self::GlorotUniform | Self::GlorotNormal => 2.0 / (fan_in + fan_out),
            Self::HeUniform | Self::HeNormal => 2.0 / fan_in,
            Self::LecunUniform | Self::LecunNormal => 1.0 / fan_in,
            Self::RandomUniform => SPREAD * SPREAD / 3.0,
            Self::RandomNormal => SPREAD * SPREAD,
            Self::StandardNormal => 1.0,
            Self::TruncatedNormal => SPREAD * SPREAD * TRUNCATED_DEVIATION * TRUNCATED_DEVIATION,
            Self::Orthogonal => 1.0 / fan_in.max(fan_out),
            Self::Zeros | Self::Ones => 0.0,
        }
    }
}

/// From −1 to 1.
fn uniform(rng: &mut impl Rng) -> f32 {
    2.0 * rng.random::<f32>() - 1.0
}

/// A standard normal (Box–Muller).
pub(crate) fn normal(rng: &mut impl Rng) -> f32 {
    let radius = libm::sqrtf(-2.0 * libm::logf(1.0 - rng.random::<f32>()));
    radius * libm::cosf(std::f32::consts::TAU * rng.random::<f32>())
}

/// A standard normal, drawn again while outside ±2.
fn truncated_normal(rng: &mut impl Rng) -> f32 {
    loop {
        let normal = normal(rng);
        if normal.abs() < 2.0 {
            return normal;
        }
    }
}

/// The longer side's vectors, as many as the shorter side has. Orthogonalising normal vectors one
/// after another is a QR decomposition whose R has a positive diagonal, which makes all directions
/// equally likely (Mezzadri 2007).
fn orthogonal(kernel: &mut [f32], inputs: usize, units: usize, rng: &mut impl Rng) {
    let (long, short) = (inputs.max(units), inputs.min(units));
    let mut vectors: Vec<Vec<f64>> = Vec::with_capacity(short);
    while vectors.len() < short {
        let drawn = (0..long).map(|_| f64::from(normal(rng))).collect();
        vectors.extend(unit_across(&vectors, drawn));
    }
    for (unit, column) in kernel.chunks_exact_mut(inputs.max(1)).enumerate() {
        for (input, weight) in column.iter_mut().enumerate() {
            let of = |vector: usize, part: usize| vectors[vector][part] as f32;
            *weight = if inputs < units {
                of(input, unit)
            } else {
                of(unit, input)
            };
        }
    }
}

/// What of a vector stands at right angles to the others, made as long as 1; none where hardly
/// anything is left. Taken out twice, so that rounding leaves no trace (Giraud et al. 2005).
fn unit_across(others: &[Vec<f64>], mut vector: Vec<f64>) -> Option<Vec<f64>> {
    let dot = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
    for other in others.iter().chain(others) {
        let along = dot(&vector, other);
        vector
            .iter_mut()
            .zip(other)
            .for_each(|(v, o)| *v -= along * o);
    }
    let length = libm::sqrt(dot(&vector, &vector));
    vector.iter_mut().for_each(|v| *v /= length);
    (length > 1e-3).then_some(vector)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Named;

    #[test]
    fn variance_is_as_published() {
        let (inputs, units) = (120, 80);
        let random = |i: &Initializer| *i != Initializer::Ones;
        for &initializer in Initializer::ALL.iter().filter(|i| random(i)) {
            let mut kernel = vec![9.0; inputs * units];
            initializer.fill(&mut kernel, inputs, units, &mut Pcg32::new(3, 1));
            let n = kernel.len() as f32;
            let mean = kernel.iter().sum::<f32>() / n;
            let variance = kernel.iter().map(|w| (w - mean).powi(2)).sum::<f32>() / n;
            let want = initializer.variance(inputs as f32, units as f32);
            assert!(
                mean.abs() <= 0.05 * want.sqrt(),
                "{initializer:?} mean {mean}"
            );
            assert!(
                (variance - want).abs() <= 0.04 * want,
                "{initializer:?}: {variance} {want}"
            );
        }
    }

    #[test]
    fn the_same_seed_gives_the_same_kernel() {
        let draw = |seed| {
            let mut kernel = [0.0; 12];
            Initializer::HeNormal.fill(&mut kernel, 3, 4, &mut Pcg32::new(seed, 1));
            kernel
        };
        assert_eq!(draw(7), draw(7));
        assert_ne!(draw(7), draw(8));
    }

    #[test]
    fn ones_are_ones() {
        let mut kernel = [0.0; 6];
        Initializer::Ones.fill(&mut kernel, 2, 3, &mut Pcg32::new(3, 1));
        assert_eq!(kernel, [1.0; 6]);
    }

    #[test]
    fn orthogonal_kernels_are_so_by_columns_or_by_rows() {
        for (inputs, units) in [(1, 1), (4, 4), (32, 32), (9, 3), (3, 9), (1, 5), (64, 10)] {
            let mut kernel = vec![9.0; inputs * units];
            Initializer::Orthogonal.fill(&mut kernel, inputs, units, &mut Pcg32::new(8, 1));
            let kernel = nalgebra::DMatrix::from_vec(inputs, units, kernel);
            let product = if inputs < units {
                &kernel * kernel.transpose()
            } else {
                kernel.transpose() * &kernel
            };
            let unit = nalgebra::DMatrix::identity(product.nrows(), product.ncols());
            let off = (product - unit).amax();
            assert!(off < 1e-6, "{inputs} × {units}: {off}");
        }
    }

    /// A single weight is 1 or −1, each as likely as the other.
    #[test]
    fn orthogonal_kernels_point_anywhere() {
        let mut rng = Pcg32::new(8, 1);
        let positive = (0..1000).filter(|_| {
            let mut kernel = [0.0];
            Initializer::Orthogonal.fill(&mut kernel, 1, 1, &mut rng);
            kernel[0] > 0.0
        });
        assert!((450..550).contains(&positive.count()));
    }
}
