//! How much is measured for a map: so much that it is done soon, on however large a network and data.

use std::sync::Arc;

use crate::nn::Samples;

/// How long one wants to wait for a map.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effort {
    /// A glimpse, as while the network learns.
    Quick,
    /// As fine as is seen.
    Fine,
}

/// Samples times weights of a map: some hundredths of a second, or some seconds at most.
const QUICK: usize = 20_000_000;
const FINE: usize = 3_000_000_000;

/// Places a side of a map; on a line, places.
const SIDES: [usize; 2] = [15, 101];
const QUICK_SIDE: usize = 45;
const PLACES: [usize; 2] = [61, 401];

/// Samples at least, where there are so many.
const LEAST: usize = 64;

/// The samples that a landscape is measured on, and the number of weights of its network.
#[derive(Clone, Debug, PartialEq)]
pub struct Ground {
    /// The samples: all, or the first of them.
    pub samples: Arc<Samples>,
    /// How many there are in all.
    pub all: usize,
    parameters: usize,
}

impl Ground {
    /// Of these samples, so many that a map of them is done within seconds; `all` is the number of the training
    /// samples.
    #[must_use]
    pub fn new(measured: &Arc<Samples>, all: usize, parameters: usize) -> Self {
        let places = SIDES[1] * SIDES[1];
        let room = FINE / (places * parameters.max(1));
        let rows = room.max(LEAST);
        let samples = if rows < measured.len() {
            Arc::new(measured.first(rows))
        } else {
            measured.clone()
        };
        Self {
            samples,
            all,
            parameters,
        }
    }

    /// Whether some of the samples are left out.
    #[must_use]
    pub fn is_part(&self) -> bool {
        self.samples.len() < self.all
    }

    /// How many places are measured across and up.
    #[must_use]
    pub fn sides(&self, effort: Effort, is_line: bool) -> [usize; 2] {
        let work = (self.samples.len() * self.parameters).max(1);
        let room = match effort {
            Effort::Quick => QUICK,
            Effort::Fine => FINE,
        } / work;
        if is_line {
            return [room.clamp(PLACES[0], PLACES[1]), 1];
        }
        let most = match effort {
            Effort::Quick => QUICK_SIDE,
            Effort::Fine => SIDES[1],
        };
        [room.isqrt().clamp(SIDES[0], most); 2]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use nalgebra::DMatrix;

    fn ground(samples: usize, parameters: usize) -> Ground {
        let (x, y) = (DMatrix::zeros(samples, 2), DMatrix::zeros(samples, 1));
        Ground::new(&Arc::new(Samples::from_rows(&x, &y)), samples, parameters)
    }

    #[test]
    fn a_small_network_is_measured_on_all_samples_as_finely_as_is_seen() {
        let ground = ground(280, 31);
        assert!(!ground.is_part());
        assert_eq!(ground.sides(Effort::Fine, false), [101, 101]);
        assert_eq!(ground.sides(Effort::Quick, false), [45, 45]);
        assert_eq!(ground.sides(Effort::Quick, true), [401, 1]);
    }

    #[test]
    fn the_effort_is_bounded_for_all() {
        for (samples, parameters) in [(1, 1), (50_000, 9), (1257, 2410), (50_000, 40_000)] {
            let ground = ground(samples, parameters);
            assert!(ground.samples.len() >= samples.min(LEAST));
            for is_line in [false, true] {
                for effort in [Effort::Quick, Effort::Fine] {
                    let [columns, rows] = ground.sides(effort, is_line);
                    let work = columns * rows * ground.samples.len() * parameters;
                    // The least of each is taken whatever it costs.
                    assert!(
                        columns >= 15 && work <= 3_000_000_000,
                        "{samples} {parameters} {work}"
                    );
                }
            }
        }
        assert!(ground(50_000, 2410).is_part());
    }
}
