//! How fast to play: from one stride a second to as fast as the machine can.

/// A position of the speed slider.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Speed(u8);

/// Strides a second at each position but the last, which is as fast as possible.
const RATES: [u32; 13] = [1, 2, 3, 5, 10, 20, 30, 50, 100, 200, 500, 1000, 2000];

impl Speed {
    /// The last position: as fast as possible.
    pub const MAX: Self = Self(RATES.len() as u8);

    /// The speed at a position of the slider; beyond the last, the last.
    #[must_use]
    pub fn at(position: u8) -> Self {
        Self(position.min(Self::MAX.0))
    }

    /// The position of the slider.
    #[must_use]
    pub fn position(self) -> u8 {
        self.0
    }

    /// Strides a second, or `None` for as many as possible.
    #[must_use]
    pub fn rate(self) -> Option<u32> {
        RATES.get(usize::from(self.0)).copied()
    }
}

impl Default for Speed {
    /// XOR is learnt in about five seconds.
    fn default() -> Self {
        Self(4)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_rise_to_no_limit() {
        let rates: Vec<_> = (0..Speed::MAX.position())
            .map(|p| Speed::at(p).rate().unwrap())
            .collect();
        assert!(rates.is_sorted() && rates[0] == 1);
        assert_eq!(Speed::MAX.rate(), None);
        assert_eq!(Speed::at(200), Speed::MAX);
    }
}
