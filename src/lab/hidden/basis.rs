//! The axes of the picture: up to three of a layer's units, or the directions in which its values are spread
//! out most.

use nalgebra::{DMatrix, DVector, SymmetricEigen};

/// What the axes are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Axes {
    /// These units, one for each axis.
    Units(Vec<usize>),
    /// So many principal directions.
    Principal(usize),
    /// The direction in which the next layer's only unit looks, and of those at right angles to it the principal one.
    Next,
}

/// Axes through the space of a layer's values: one to three directions at right angles, of length 1.
#[derive(Clone, Debug, PartialEq)]
pub struct Basis {
    /// Where they begin, a value for each unit: what is not along an axis is held there.
    pub origin: Vec<f32>,
    /// The directions.
    pub directions: Vec<Vec<f32>>,
    /// What each has of the sum of squared distances from the mean; 0 each where all samples are the same.
    pub shares: Vec<f64>,
    is_of_units: bool,
}

impl Basis {
    /// The axes through the values of so many units at samples, a row for each unit; `next` has the weights of the next
    /// layer's first unit. Directions that `last` has too keep its order and its signs, so that nothing flips from one
    /// moment to the next.
    #[must_use]
    pub fn new(
        axes: &Axes,
        values: &[f32],
        units: usize,
        next: &[f32],
        last: Option<&Self>,
    ) -> Self {
        match axes {
            Axes::Units(chosen) => Self::of_units(chosen, values, units),
            Axes::Principal(count) => {
                let mean = means(values, units);
                let spread = covariance(values, units, &mean);
                Self::principal(*count, mean, spread, last)
            }
            Axes::Next => Self::towards(next, values, units, last),
        }
    }

    fn towards(next: &[f32], values: &[f32], units: usize, last: Option<&Self>) -> Self {
        let mean = means(values, units);
        let spread = covariance(values, units, &mean);
        let weight = |unit: usize| next.get(unit).copied().unwrap_or_default();
        let weights = DVector::from_fn(units, |unit, _| f64::from(weight(unit)));
        let length = weights.norm();
        if length <= 0.0 || !length.is_finite() {
            return Self::principal(2, mean, spread, last);
        }
        let along = weights / length;
        let total = spread.trace();
        let share = (along.transpose() * &spread * &along)[(0, 0)] / total;
        // What of the spread is at right angles.
        let rest = DMatrix::identity(units, units) - &along * along.transpose();
        let beside = last.map(|last| Self {
            directions: last.directions.iter().skip(1).cloned().collect(),
            ..last.clone()
        });
        let mut found = Self::principal(1, mean, &rest * spread * &rest, beside.as_ref());
        let first = found.shares.first_mut();
        // Its share is one of all, as the other's.
        first
            .into_iter()
            .for_each(|of| *of = or_none(*of * (1.0 - share)));
        found.shares.insert(0, or_none(share));
        let along = along.iter().map(|&entry| entry as f32).collect();
        found.directions.insert(0, along);
        found
    }

    fn of_units(chosen: &[usize], values: &[f32], units: usize) -> Self {
        let mean = means(values, units);
        let spread = covariance(values, units, &mean);
        let total = spread.trace();
        let axis = |&unit: &usize| (0..units).map(|u| f32::from(u8::from(u == unit))).collect();
        let share = |&unit: &usize| spread.get((unit, unit)).map_or(0.0, |of| of / total);
        let origin = mean.iter().enumerate().map(|(unit, mean)| {
            // What a unit's axis shows are its own values.
            if chosen.contains(&unit) {
                0.0
            } else {
                *mean as f32
            }
        });
        Self {
            origin: origin.collect(),
            directions: chosen.iter().map(axis).collect(),
            shares: chosen.iter().map(share).map(or_none).collect(),
            is_of_units: true,
        }
    }

    /// Principal component analysis (K. Pearson 1901): the eigenvectors of the covariance matrix of the centred
    /// values with the largest eigenvalues. Of the two signs, that in which the largest entry is positive.
    fn principal(count: usize, mean: Vec<f64>, spread: DMatrix<f64>, last: Option<&Self>) -> Self {
        let (units, total) = (mean.len(), spread.trace());
        let mut found: Vec<(f64, Vec<f32>)> = if total.is_finite() {
            let eigen = SymmetricEigen::new(spread);
            let direction = |at: usize| {
                let column = eigen.eigenvectors.column(at);
                let largest = column
                    .iter()
                    .fold(0.0f64, |a, &b| if b.abs() > a.abs() { b } else { a });
                let sign = if largest < 0.0 { -1.0 } else { 1.0 };
                let entries = column.iter().map(|x| (x * sign) as f32);
                (eigen.eigenvalues[at].max(0.0) / total, entries.collect())
            };
            (0..units).map(direction).collect()
        } else {
            let axis = |unit| (0..units).map(|u| f32::from(u8::from(u == unit))).collect();
            (0..units).map(|unit| (0.0, axis(unit))).collect()
        };
        found.sort_unstable_by(|(a, _), (b, _)| b.total_cmp(a));
        found.truncate(count);
        let known = last.filter(|last| !last.is_of_units && last.origin.len() == units);
        if let Some(last) = known {
            align(&mut found, &last.directions);
        }
        let (shares, directions) = found.into_iter().unzip();
        let shares: Vec<f64> = shares;
        Self {
            origin: mean.into_iter().map(|mean| mean as f32).collect(),
            directions,
            shares: shares.into_iter().map(or_none).collect(),
            is_of_units: false,
        }
    }

    /// How many axes there are.
    #[must_use]
    pub fn dims(&self) -> usize {
        self.directions.len()
    }

    /// Whether nothing of the space is left out.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.directions.len() == self.origin.len()
    }

    /// Whether the axes are units.
    #[must_use]
    pub fn is_of_units(&self) -> bool {
        self.is_of_units
    }

    /// Where values, a row for each unit, lie along the axes; 0 along those that there are not.
    #[must_use]
    pub fn places(&self, values: &[f32]) -> Vec<[f32; 3]> {
        let count = values.len() / self.origin.len().max(1);
        let mut places = vec![[0.0; 3]; count];
        if count == 0 {
            return places;
        }
        for (axis, direction) in self.directions.iter().enumerate() {
            for ((row, &along), &origin) in
                values.chunks_exact(count).zip(direction).zip(&self.origin)
            {
                if along != 0.0 {
                    for (place, value) in places.iter_mut().zip(row) {
                        place[axis] += along * (value - origin);
                    }
                }
            }
        }
        places
    }
}

/// Nothing is no share of nothing.
fn or_none(share: f64) -> f64 {
    if share.is_finite() { share } else { 0.0 }
}

/// Puts directions into the order of the last ones, and turns them to their side: each of those takes the
/// one that is most like it.
fn align(found: &mut [(f64, Vec<f32>)], last: &[Vec<f32>]) {
    for (at, before) in last.iter().enumerate().take(found.len()) {
        let like =
            |direction: &[f32]| -> f32 { direction.iter().zip(before).map(|(a, b)| a * b).sum() };
        let best = (at..found.len())
            .max_by(|&a, &b| like(&found[a].1).abs().total_cmp(&like(&found[b].1).abs()));
        found.swap(at, best.unwrap_or(at));
        if like(&found[at].1) < 0.0 {
            found[at].1.iter_mut().for_each(|entry| *entry = -*entry);
        }
    }
}

fn means(values: &[f32], units: usize) -> Vec<f64> {
    let count = values.len() / units.max(1);
    let mean = |unit: usize| {
        let row = &values[unit * count..][..count];
        row.iter().map(|&v| f64::from(v)).sum::<f64>() / count.max(1) as f64
    };
    (0..units).map(mean).collect()
}

fn covariance(values: &[f32], units: usize, mean: &[f64]) -> DMatrix<f64> {
    let count = values.len() / units.max(1);
    let centred: Vec<f64> = values
        .iter()
        .enumerate()
        .map(|(at, &value)| f64::from(value) - mean[at / count.max(1)])
        .collect();
    let row = |unit: usize| &centred[unit * count..][..count];
    let mut matrix = DMatrix::zeros(units, units);
    for a in 0..units {
        for b in 0..=a {
            let product: f64 = row(a).iter().zip(row(b)).map(|(x, y)| x * y).sum();
            matrix[(a, b)] = product / count.max(1) as f64;
            matrix[(b, a)] = matrix[(a, b)];
        }
    }
    matrix
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Values of so many units at samples, spread out along directions of their own.
    fn cloud() -> impl Strategy<Value = (usize, Vec<f32>)> {
        (2usize..7, 8usize..40).prop_flat_map(|(units, count)| {
            prop::collection::vec(-1.0f32..1.0, units * count).prop_map(move |mut values| {
                for (at, value) in values.iter_mut().enumerate() {
                    *value *= 1.0 + 2.0 * (at / count) as f32;
                }
                (units, values)
            })
        })
    }

    fn variance(places: &[[f32; 3]], axis: usize) -> f64 {
        let of = || places.iter().map(|place| f64::from(place[axis]));
        let mean = of().sum::<f64>() / places.len() as f64;
        of().map(|x| (x - mean) * (x - mean)).sum::<f64>() / places.len() as f64
    }

    proptest! {
        #[test]
        fn principal_directions_have_the_variance_that_they_say((units, values) in cloud()) {
            let count = 3.min(units);
            let basis = Basis::new(&Axes::Principal(count), &values, units, &[], None);
            let places = basis.places(&values);
            let mean = means(&values, units);
            let spread = covariance(&values, units, &mean);
            // By the characteristic equation, not by the solver that found them: C·d = λ·d.
            for axis in 0..count {
                let direction = &basis.directions[axis];
                let value = basis.shares[axis] * spread.trace();
                prop_assert!((variance(&places, axis) - value).abs() < 1e-3 * spread.trace());
                for unit in 0..units {
                    let product: f64 = (0..units).map(|u| spread[(unit, u)] * f64::from(direction[u])).sum();
                    prop_assert!((product - value * f64::from(direction[unit])).abs() < 1e-3 * spread.trace());
                }
                let length: f32 = direction.iter().map(|d| d * d).sum();
                prop_assert!((length - 1.0).abs() < 1e-4);
            }
            // None has more than the one before, and no other direction has more than the first.
            prop_assert!(basis.shares.windows(2).all(|pair| pair[0] >= pair[1]));
            for unit in 0..units {
                prop_assert!(spread[(unit, unit)] <= basis.shares[0] * spread.trace() * (1.0 + 1e-6));
            }
        }

        #[test]
        fn directions_never_flip_from_one_moment_to_the_next(
            (units, values) in cloud(), steps in prop::collection::vec(-0.02f32..0.02, 10),
        ) {
            let mut now = values;
            let mut last = Basis::new(&Axes::Principal(2), &now, units, &[], None);
            for step in steps {
                for (at, value) in now.iter_mut().enumerate() {
                    *value += step * ((at * 7919) % 13) as f32 / 13.0;
                }
                let next = Basis::new(&Axes::Principal(2), &now, units, &[], Some(&last));
                for axis in 0..2 {
                    let product: f32 = next.directions[axis].iter().zip(&last.directions[axis]).map(|(a, b)| a * b).sum();
                    prop_assert!(product >= 0.0, "a sign flipped");
                }
                // Whatever the last moment was, the same directions are found.
                let fresh = Basis::new(&Axes::Principal(2), &now, units, &[], None);
                for direction in &next.directions {
                    let is_one = fresh.directions.iter().any(|other| {
                        let product: f32 = direction.iter().zip(other).map(|(a, b)| a * b).sum();
                        product.abs() > 0.999
                    });
                    prop_assert!(is_one);
                }
                last = next;
            }
        }
    }

    proptest! {
        #[test]
        fn in_the_direction_of_the_next_unit_its_sum_is_seen_whole(
            (units, values) in cloud(), weights in prop::collection::vec(-2.0f32..2.0, 7),
        ) {
            let next = &weights[..units];
            let length = next.iter().map(|w| w * w).sum::<f32>().sqrt();
            prop_assume!(length > 0.1);
            let basis = Basis::new(&Axes::Next, &values, units, next, None);
            let count = values.len() / units;
            let dot = |a: &[f32], b: &[f32]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f32>();
            for (sample, place) in basis.places(&values).into_iter().enumerate() {
                let h: Vec<f32> = (0..units).map(|unit| values[unit * count + sample]).collect();
                let sum = dot(next, &h);
                prop_assert!((place[0] * length + dot(next, &basis.origin) - sum).abs() < 1e-3);
            }
            prop_assert!(dot(&basis.directions[0], &basis.directions[1]).abs() < 1e-3);
            let all = variance(&basis.places(&values), 1);
            // No other direction beside it has more.
            let mean = means(&values, units);
            let spread = covariance(&values, units, &mean);
            prop_assert!((all - basis.shares[1] * spread.trace()).abs() < 1e-3 * spread.trace());
            for unit in 0..units {
                let mut other: Vec<f32> = (0..units).map(|u| f32::from(u8::from(u == unit))).collect();
                let along = dot(&other, &basis.directions[0]);
                other.iter_mut().zip(&basis.directions[0]).for_each(|(o, d)| *o -= along * d);
                let size = dot(&other, &other);
                let of: f64 = (0..units).flat_map(|a| (0..units).map(move |b| (a, b)))
                    .map(|(a, b)| f64::from(other[a] * other[b]) * spread[(a, b)]).sum();
                prop_assert!(of <= all * f64::from(size) + 1e-3 * spread.trace());
            }
        }
    }

    #[test]
    fn two_directions_that_change_ranks_keep_their_places() {
        let values =
            |first: f32, second: f32| vec![first, -first, 0.0, 0.0, 0.0, 0.0, second, -second];
        let before = Basis::new(&Axes::Principal(2), &values(2.0, 1.0), 2, &[], None);
        let after = Basis::new(
            &Axes::Principal(2),
            &values(1.0, 2.0),
            2,
            &[],
            Some(&before),
        );
        assert_eq!(after.directions, before.directions);
        assert!(after.shares[0] < after.shares[1]);
        let fresh = Basis::new(&Axes::Principal(2), &values(1.0, 2.0), 2, &[], None);
        assert_ne!(fresh.directions, before.directions);
    }

    #[test]
    fn units_are_axes_and_the_others_are_held_at_their_mean() {
        let values = [1.0, 3.0, 10.0, 20.0, -1.0, -5.0];
        let basis = Basis::new(&Axes::Units(vec![2, 0]), &values, 3, &[], None);
        assert_eq!(basis.places(&values), [[-1.0, 1.0, 0.0], [-5.0, 3.0, 0.0]]);
        assert_eq!(basis.origin, [0.0, 15.0, 0.0]);
        assert!(!basis.is_whole());
        assert!(Basis::new(&Axes::Units(vec![0, 1, 2]), &values, 3, &[], None).is_whole());
    }

    #[test]
    fn without_samples_or_numbers_there_are_axes_still() {
        for values in [
            vec![],
            vec![f32::NAN; 6],
            vec![f32::INFINITY; 6],
            vec![0.5; 6],
        ] {
            for axes in [Axes::Principal(2), Axes::Units(vec![0, 1]), Axes::Next] {
                let basis = Basis::new(&axes, &values, 3, &[], None);
                assert_eq!(basis.dims(), 2);
                assert!(
                    basis
                        .directions
                        .iter()
                        .flatten()
                        .all(|entry| entry.is_finite())
                );
                assert!(basis.shares.iter().all(|share| share.is_finite()));
            }
        }
    }
}
