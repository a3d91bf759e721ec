//! How kernels start. Biases start at zero, as in Keras.

use rand::{Rng, RngExt};
use rand_pcg::Pcg32;
use serde::{Deserialize, Serialize};

/// A distribution for the initial kernel, scaled by its fan-in (inputs) and fan-out (units).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Initializer {
    /// Uniform, variance 2/(fan-in + fan-out) (Glorot & Bengio 2010). Keras's default.
    GlorotUniform,
    /// Truncated normal, variance 2/(fan-in + fan-out).
    GlorotNormal,
    /// Uniform, variance 2/fan-in (He et al. 2015).
    HeUniform,
    /// Truncated normal, variance 2/fan-in.
    HeNormal,
    /// Uniform, variance 1/fan-in (LeCun et al. 1998).
    LecunUniform,
    /// Truncated normal, variance 1/fan-in.
    LecunNormal,
    /// Uniform from −0.05 to 0.05, whatever the shape.
    RandomUniform,
    /// All zero: every unit of a layer then stays the same as the others.
    Zeros,
}

/// Standard deviation of a standard normal cut off at ±2.
const TRUNCATED_DEVIATION: f32 = 0.879_625_7;

impl Initializer {
    /// Every initializer.
    pub const ALL: [Self; 8] = [
        Self::GlorotUniform,
        Self::GlorotNormal,
        Self::HeUniform,
        Self::HeNormal,
        Self::LecunUniform,
        Self::LecunNormal,
        Self::RandomUniform,
        Self::Zeros,
    ];

    /// The name in links, files and scripts.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::GlorotUniform => "glorot_uniform",
            Self::GlorotNormal => "glorot_normal",
            Self::HeUniform => "he_uniform",
            Self::HeNormal => "he_normal",
            Self::LecunUniform => "lecun_uniform",
            Self::LecunNormal => "lecun_normal",
            Self::RandomUniform => "random_uniform",
            Self::Zeros => "zeros",
        }
    }

    /// The initializer of that [`name`](Self::name).
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|i| i.name() == name)
    }

    /// The name that people read.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::GlorotUniform => "Glorot uniform",
            Self::GlorotNormal => "Glorot normal",
            Self::HeUniform => "He uniform",
            Self::HeNormal => "He normal",
            Self::LecunUniform => "LeCun uniform",
            Self::LecunNormal => "LeCun normal",
            Self::RandomUniform => "Uniform ±0.05",
            Self::Zeros => "Zeros",
        }
    }

    /// Fills a kernel of `inputs × units` weights.
    pub fn fill(self, kernel: &mut [f32], inputs: usize, units: usize, rng: &mut Pcg32) {
        let deviation = libm::sqrtf(self.variance(inputs as f32, units as f32));
        for weight in kernel {
            *weight = match self {
                Self::Zeros => 0.0,
                Self::RandomUniform => 0.05 * uniform(rng),
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
            Self::RandomUniform => 0.05 * 0.05 / 3.0,
            Self::Zeros => 0.0,
        }
    }
}

/// From −1 to 1.
fn uniform(rng: &mut impl Rng) -> f32 {
    2.0 * rng.random::<f32>() - 1.0
}

/// A standard normal (Box–Muller), drawn again while outside ±2.
fn truncated_normal(rng: &mut impl Rng) -> f32 {
    loop {
        let radius = libm::sqrtf(-2.0 * libm::logf(1.0 - rng.random::<f32>()));
        let normal = radius * libm::cosf(std::f32::consts::TAU * rng.random::<f32>());
        if normal.abs() < 2.0 {
            return normal;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variance_is_as_published() {
        let (inputs, units) = (120, 80);
        for initializer in Initializer::ALL {
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
    fn names_lead_back() {
        for initializer in Initializer::ALL {
            assert_eq!(
                Initializer::from_name(initializer.name()),
                Some(initializer)
            );
        }
    }
}
