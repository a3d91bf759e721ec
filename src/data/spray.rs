//! Points that a spray can puts on the plane.

use rand::RngExt;
use rand_pcg::Pcg32;

use super::{Drawn, DrawnError, Point, cloud::DOMAIN};

/// How far from the middle of the jet points fall, in units of the plane.
const RADIUS: f32 = 0.7;
/// The random numbers of no other part.
const STREAM: u64 = 0x5_b4a7;

/// A can of paint.
#[derive(Clone, Debug)]
pub struct Spray(Pcg32);

impl Spray {
    /// A can whose points depend on the seed alone.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self(Pcg32::new(seed, STREAM))
    }

    /// Puts some points of a class around `centre`, and gives those that fell on the plane.
    ///
    /// # Errors
    /// As [`Drawn::add`]; the points before it stay.
    pub fn puff(
        &mut self,
        drawn: &mut Drawn,
        centre: [f32; 2],
        class: u8,
        count: usize,
    ) -> Result<Vec<Point>, DrawnError> {
        let mut put = Vec::new();
        for _ in 0..count {
            let x = self.near(centre);
            if x.iter().all(|x| (DOMAIN.min..=DOMAIN.max).contains(x)) {
                let point = Point { x, class };
                drawn.add(point)?;
                put.push(point);
            }
        }
        Ok(put)
    }

    /// A place around `centre`, anywhere in the disc as likely.
    fn near(&mut self, centre: [f32; 2]) -> [f32; 2] {
        loop {
            let place = [(); 2].map(|()| self.0.random_range(-1.0..1.0_f32));
            if place[0] * place[0] + place[1] * place[1] <= 1.0 {
                return [0, 1].map(|axis| centre[axis] + RADIUS * place[axis]);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn points_fall_around_the_centre_and_on_the_plane(
            seed in any::<u64>(), x in -6.0..=6.0f32, y in -6.0..=6.0f32, class in 0..6u8,
        ) {
            let mut drawn = Drawn::default();
            let put = Spray::new(seed).puff(&mut drawn, [x, y], class, 20).unwrap();
            prop_assert_eq!(put.len(), drawn.len());
            prop_assert!(!put.is_empty());
            for point in put {
                prop_assert_eq!(point.class, class);
                prop_assert!((point.x[0] - x).hypot(point.x[1] - y) <= RADIUS + 1e-5);
                prop_assert!(point.x.iter().all(|x| x.abs() <= 6.0));
            }
        }
    }

    #[test]
    fn one_seed_always_gives_the_same_points() {
        let of = |seed| {
            let mut drawn = Drawn::default();
            Spray::new(seed).puff(&mut drawn, [0.0; 2], 1, 10).unwrap();
            drawn
        };
        assert_eq!(of(3), of(3));
        assert_ne!(of(3), of(4));
    }

    #[test]
    fn a_full_plane_takes_no_more() {
        let mut drawn = Drawn::decode(&"AAAA".repeat(Drawn::MAX_POINTS - 1)).unwrap();
        assert!(Spray::new(1).puff(&mut drawn, [0.0; 2], 0, 2).is_err());
        assert_eq!(drawn.len(), Drawn::MAX_POINTS);
    }
}
