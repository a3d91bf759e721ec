//! Numbers of twice as many digits as an f64 has: sums of a large part and a small one (T. J. Dekker 1971).

/// A number, in two parts that add up to it.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Double {
    pub high: f64,
    pub low: f64,
}

/// What cuts an f64 into two halves of 26 bits.
const SPLIT: f64 = 134_217_729.0;

fn halves(a: f64) -> (f64, f64) {
    let large = SPLIT * a;
    let high = large - (large - a);
    (high, a - high)
}

impl Double {
    /// A sum of two numbers, with what rounding takes from it.
    fn sum(a: f64, b: f64) -> Self {
        let high = a + b;
        let rest = high - a;
        Self {
            high,
            low: (a - (high - rest)) + (b - rest),
        }
    }

    /// A product of two numbers, likewise.
    fn product(a: f64, b: f64) -> Self {
        let high = a * b;
        let ((a1, a2), (b1, b2)) = (halves(a), halves(b));
        Self {
            high,
            low: a2 * b2 - (((high - a1 * b1) - a2 * b1) - a1 * b2),
        }
    }

    pub fn plus(self, other: f64) -> Self {
        let sum = Self::sum(self.high, other);
        Self::sum(sum.high, sum.low + self.low)
    }

    /// `self` + `a`·`b`.
    pub fn plus_product(self, a: f64, b: Self) -> Self {
        let product = Self::product(a, b.high);
        let sum = Self::sum(self.high, product.high);
        Self::sum(sum.high, sum.low + self.low + product.low + a * b.low)
    }

    pub fn value(self) -> f64 {
        self.high + self.low
    }
}

impl From<f64> for Double {
    fn from(high: f64) -> Self {
        Self { high, low: 0.0 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_rounding_takes_is_kept() {
        let tiny = 2f64.powi(-60);
        let sum = Double::from(1.0).plus(tiny).plus(-1.0);
        assert_eq!(sum.value(), tiny);
        let third = Double::from(1.0 / 3.0);
        let rest = Double::from(1.0).plus_product(-3.0, third);
        assert_eq!(rest.value(), 2f64.powi(-54));
    }
}
