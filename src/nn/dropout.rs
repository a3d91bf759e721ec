//! Units left out at random while training (Srivastava et al. 2014).

use rand::Rng;
use rand_pcg::Pcg32;

/// The random stream of dropout.
const STREAM_DROPOUT: u64 = 0x6472_6f70;

/// Draws which hidden units are left out of which sample. The others are scaled up, as Keras does
/// it, so that the next layer's weighted sums stay the same on average.
#[derive(Clone, Debug)]
pub struct Dropout {
    rng: Pcg32,
    rate: f32,
    /// Draws below this leave a unit out.
    threshold: u32,
    /// What the others are multiplied by.
    scale: f32,
}

/// Numbers that a draw can be.
const DRAWS: f64 = 4_294_967_296.0;

impl Dropout {
    /// Leaves units out with probability `rate`, from 0 to below 1 (Keras: `rate`).
    #[must_use]
    pub fn new(rate: f32, seed: u64) -> Self {
        let mut dropout = Self {
            rng: Pcg32::new(seed, STREAM_DROPOUT),
            rate: 0.0,
            threshold: 0,
            scale: 1.0,
        };
        dropout.set_rate(rate);
        dropout
    }

    /// The probability with which units are left out.
    #[must_use]
    pub fn rate(&self) -> f32 {
        self.rate
    }

    /// Goes on with another probability.
    pub fn set_rate(&mut self, rate: f32) {
        self.rate = rate;
        self.threshold = (f64::from(rate) * DRAWS) as u32;
        self.scale = 1.0 / (1.0 - rate);
    }

    /// The state of its random stream.
    pub(crate) fn rng(&self) -> &Pcg32 {
        &self.rng
    }

    /// Goes on with another state of the random stream.
    pub(crate) fn set_rng(&mut self, rng: Pcg32) {
        self.rng = rng;
    }

    /// What the next unit's value is multiplied by: 0, or 1/(1 − rate).
    ///
    /// [`Pass::gradient_with_dropout`](super::Pass::gradient_with_dropout) asks for every hidden
    /// unit of the first sample, in the network's order, then for those of the next.
    #[inline]
    pub fn factor(&mut self) -> f32 {
        let stays = self.rng.next_u32() >= self.threshold;
        f32::from(u8::from(stays)) * self.scale
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rate_is_the_share_left_out_and_the_mean_stays() {
        for rate in [0.0, 0.2, 0.5, 0.9] {
            let mut dropout = Dropout::new(rate, 3);
            let count = 40_000;
            let factors: Vec<_> = (0..count).map(|_| dropout.factor()).collect();
            let out = factors.iter().filter(|f| **f == 0.0).count();
            let share = out as f32 / count as f32;
            assert!((share - rate).abs() < 0.01, "{share} of {rate}");
            let mean = factors.iter().sum::<f32>() / count as f32;
            assert!((mean - 1.0).abs() < 0.05, "{mean} at {rate}");
        }
    }

    #[test]
    fn the_seed_decides() {
        let draw = |seed| {
            let mut dropout = Dropout::new(0.5, seed);
            [(); 64].map(|()| dropout.factor())
        };
        assert_eq!(draw(1), draw(1));
        assert_ne!(draw(1), draw(2));
    }
}
