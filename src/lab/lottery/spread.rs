//! How far the losses of a value's seeds lie apart.

use super::{Lottery, Outcome};

/// The losses of some seeds, of which at least one has come. Of one that diverged it is infinite.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spread {
    /// How many have come.
    pub come: usize,
    /// The lowest loss.
    pub least: f64,
    /// The middle one; of an even number the mean of both.
    pub median: f64,
    /// The highest.
    pub greatest: f64,
}

impl Spread {
    /// Of losses; nothing without one.
    #[must_use]
    pub fn of(mut losses: Vec<f64>) -> Option<Self> {
        losses.sort_by(f64::total_cmp);
        let (&least, &greatest) = (losses.first()?, losses.last()?);
        Some(Self {
            come: losses.len(),
            least,
            median: f64::midpoint(losses[(losses.len() - 1) / 2], losses[losses.len() / 2]),
            greatest,
        })
    }

    /// The spread of each value of a lottery, as far as something has come of it.
    #[must_use]
    pub fn all<'a>(
        lottery: &Lottery,
        come: impl Fn(u32) -> Option<&'a Outcome>,
    ) -> Vec<Option<Self>> {
        let of = |value: u32| {
            let lots = value * lottery.seeds..(value + 1) * lottery.seeds;
            Self::of(lots.filter_map(&come).map(Outcome::loss).collect())
        };
        (0..lottery.values()).map(of).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lab::{
        Experiment,
        lottery::{Sweep, Swept, outcome::tests::outcome},
    };

    #[test]
    fn the_middle_lies_between_the_ends() {
        assert_eq!(Spread::of(Vec::new()), None);
        let of = |losses: &[f64]| Spread::of(losses.to_vec()).unwrap();
        let odd = of(&[3.0, 1.0, 2.0]);
        assert_eq!(
            (odd.come, odd.least, odd.median, odd.greatest),
            (3, 1.0, 2.0, 3.0)
        );
        let even = of(&[4.0, 1.0, f64::INFINITY, 2.0]);
        assert_eq!((even.median, even.greatest), (3.0, f64::INFINITY));
        assert_eq!(of(&[1.0, f64::INFINITY]).median, f64::INFINITY);
    }

    #[test]
    fn every_value_has_its_own() {
        let lottery = Lottery {
            experiment: Experiment::default(),
            first: 1,
            seeds: 2,
            epochs: 3,
            sweep: Some(Sweep::listed(Swept::Units, "1 2 3")),
        };
        let come = [
            outcome(0, 0.5, 0.5),
            outcome(1, 0.25, 0.5),
            outcome(4, 0.125, 1.0),
        ];
        let of = |lot: u32| come.iter().find(|outcome| outcome.lot == lot);
        let all = Spread::all(&lottery, of);
        assert_eq!(
            all[0].map(|s| (s.come, s.least, s.greatest)),
            Some((2, 0.25, 0.5))
        );
        assert_eq!(all[1], None);
        assert_eq!(all[2].map(|s| (s.come, s.median)), Some((1, 0.125)));
    }
}
