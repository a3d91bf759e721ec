//! Part of a set: some of its classes, only so many samples of each for training, and points turned in the plane.

use serde::Serialize;

use super::{Point, Table, Targets};

/// Rows for training, in the order from which training starts, and rows for testing.
pub type Sides = (Vec<u32>, Vec<u32>);

/// Which classes take part, by their numbers from 0 on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Classes(u64);

impl Classes {
    /// All of them.
    pub const ALL: Self = Self(0);
    /// Classes that can be told apart here.
    pub const MOST: usize = u64::BITS as usize;

    /// Those of these numbers, of so many classes; nothing where one is not among them, or there are fewer
    /// than two.
    #[must_use]
    pub fn of(numbers: &[usize], count: usize) -> Option<Self> {
        let known = count.min(Self::MOST);
        if numbers.iter().any(|&number| number >= known) {
            return None;
        }
        let chosen = Self(numbers.iter().fold(0, |all, number| all | 1 << number));
        match chosen.count() {
            0 | 1 => None,
            all if all == count => Some(Self::ALL),
            _ => Some(chosen),
        }
    }

    /// Whether all take part.
    #[must_use]
    pub const fn is_all(self) -> bool {
        self.0 == 0
    }

    /// How many were chosen; 0 where all take part.
    #[must_use]
    pub const fn count(self) -> usize {
        self.0.count_ones() as usize
    }

    /// Whether a class takes part.
    #[must_use]
    pub fn contains(self, class: usize) -> bool {
        self.is_all() || class < Self::MOST && self.0 >> class & 1 == 1
    }

    /// Those of so many classes that take part, in their order.
    pub fn numbers(self, count: usize) -> impl Iterator<Item = usize> {
        (0..count).filter(move |&class| self.contains(class))
    }

    /// Whether all that were chosen are among so many.
    #[must_use]
    pub fn fit(self, count: usize) -> bool {
        self.is_all() || self.count() >= 2 && (count >= Self::MOST || self.0 >> count == 0)
    }

    /// The targets of samples that take part, with the names and numbers of just these classes.
    pub(super) fn only(self, targets: &mut Targets) {
        let Targets::Classes { names, of } = targets else {
            return;
        };
        if self.is_all() {
            return;
        }
        let kept: Vec<usize> = self.numbers(names.len()).collect();
        for class in of {
            let at = kept.iter().position(|&one| one == usize::from(*class));
            *class = at.unwrap_or_default() as u16;
        }
        *names = kept.into_iter().map(|at| names[at].clone()).collect();
    }
}

/// The rows that take part, of those for training and those for testing: the sides are those of the whole
/// set, so none of either goes over to the other, whichever part is taken.
pub(super) fn parted(
    whole: &Table,
    sides: Sides,
    classes: Classes,
    per_class: Option<usize>,
) -> Sides {
    let class = |row: u32| match &whole.targets {
        Targets::Classes { of, .. } => of.get(row as usize).copied().map(usize::from),
        Targets::Labels { .. } | Targets::Values { .. } => None,
    };
    let part = |mut rows: Vec<u32>, most: usize| {
        let mut taken = Vec::new();
        rows.retain(|&row| match class(row) {
            None => true,
            Some(class) if !classes.contains(class) => false,
            Some(class) => {
                taken.resize(taken.len().max(class + 1), 0);
                taken[class] += 1;
                taken[class] <= most
            }
        });
        rows
    };
    let (train, test) = sides;
    let most = per_class.unwrap_or(usize::MAX);
    (part(train, most), part(test, usize::MAX))
}

/// Turns points about the middle of the plane, anticlockwise by so many degrees.
pub(super) fn turn(points: &mut [Point], degrees: f64) {
    let (sin, cos) = libm::sincos(degrees.to_radians());
    for Point { x, .. } in points {
        let [right, up] = x.map(f64::from);
        *x = [right * cos - up * sin, right * sin + up * cos].map(|x| x as f32);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::data::{DataSpec, Dataset};

    fn blobs() -> DataSpec {
        DataSpec {
            dataset: Dataset::Blobs4,
            ..DataSpec::default()
        }
    }

    fn sides(spec: &DataSpec) -> [Table; 2] {
        spec.sides(&spec.table())
    }

    fn classes(table: &Table) -> &[u16] {
        let Targets::Classes { of, .. } = &table.targets else {
            unreachable!()
        };
        of
    }

    fn rows(table: &Table) -> Vec<Vec<u32>> {
        let row = |row| table.x.row(row).map(f32::to_bits).collect();
        (0..table.len()).map(row).collect()
    }

    #[test]
    fn two_at_least_and_only_those_that_there_are() {
        assert_eq!(Classes::of(&[1], 4), None);
        assert_eq!(Classes::of(&[1, 1], 4), None);
        assert_eq!(Classes::of(&[1, 4], 4), None);
        assert_eq!(Classes::of(&[0, 64], 100), None);
        assert_eq!(Classes::of(&[3, 2, 1, 0], 4), Some(Classes::ALL));
        let some = Classes::of(&[3, 1], 4).unwrap();
        assert_eq!(some.numbers(4).collect::<Vec<_>>(), [1, 3]);
        assert!(some.fit(4) && !some.fit(3) && Classes::ALL.fit(0));
    }

    #[test]
    fn targets_have_the_names_of_just_the_classes_that_take_part() {
        let spec = DataSpec {
            classes: Classes::of(&[1, 3], 4).unwrap(),
            ..blobs()
        };
        assert_eq!((spec.task(), spec.outputs()), (crate::nn::Task::Binary, 1));
        for table in sides(&spec) {
            assert_eq!(table.targets.names(), ["top left", "bottom right"]);
            assert_eq!(table.targets.outputs(), spec.outputs());
            assert!(classes(&table).contains(&0) && classes(&table).contains(&1));
            assert!(classes(&table).iter().all(|&class| class < 2));
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]

        /// Whichever part is taken: what is for training, or for testing, is so in the whole set.
        #[test]
        fn parts_keep_to_the_sides_of_the_whole(
            chosen in prop::sample::subsequence(vec![0, 1, 2, 3], 2..=4),
            per_class in prop::option::of(1..60_usize),
            points in 4..300_usize,
            draw in any::<u32>(),
        ) {
            let whole = DataSpec { points, draw, ..blobs() };
            let classes_of = Classes::of(&chosen, 4).unwrap();
            let spec = DataSpec { classes: classes_of, per_class, ..whole.clone() };
            let (all, parts) = (sides(&whole), sides(&spec));
            for (side, (all, part)) in all.iter().zip(&parts).enumerate() {
                let most = per_class.filter(|_| side == 0).unwrap_or(usize::MAX);
                let mut wanted = Vec::new();
                let mut taken = [0; 4];
                for (row, &class) in rows(all).into_iter().zip(classes(all)) {
                    let at = chosen.iter().position(|&one| one == usize::from(class));
                    taken[usize::from(class)] += 1;
                    if let Some(at) = at && taken[usize::from(class)] <= most {
                        wanted.push((row, at as u16));
                    }
                }
                let found: Vec<_> = rows(part).into_iter().zip(classes(part).iter().copied()).collect();
                prop_assert_eq!(found, wanted);
            }
        }

        #[test]
        fn a_turn_keeps_distances_from_the_middle_and_a_whole_one_brings_points_back(
            degrees in -180.0..180.0_f64,
        ) {
            let spec = DataSpec { dataset: Dataset::Moons, ..DataSpec::default() };
            let turned = DataSpec { turn: degrees, ..spec.clone() }.table();
            let plain = spec.table();
            prop_assert_eq!(&turned.targets, &plain.targets);
            let mut back: Vec<Point> = (0..turned.len())
                .map(|row| Point { x: [turned.x[(row, 0)], turned.x[(row, 1)]], class: 0 })
                .collect();
            turn(&mut back, -degrees);
            for (row, point) in back.iter().enumerate() {
                for axis in 0..2 {
                    prop_assert!((point.x[axis] - plain.x[(row, axis)]).abs() < 1e-5);
                }
            }
        }
    }

    #[test]
    fn a_quarter_turn_is_anticlockwise() {
        let mut points = [Point {
            x: [2.0, 1.0],
            class: 1,
        }];
        turn(&mut points, 90.0);
        assert!((points[0].x[0] + 1.0).abs() < 1e-6 && (points[0].x[1] - 2.0).abs() < 1e-6);
    }

    /// Sets that have no classes, and those that are not of the plane, stay whole.
    #[test]
    fn what_has_no_parts_is_whole() {
        for dataset in [Dataset::Labels, Dataset::Bumps, Dataset::XorTable] {
            let spec = DataSpec {
                dataset,
                ..DataSpec::default()
            };
            let part = DataSpec {
                per_class: Some(3).filter(|_| dataset != Dataset::XorTable),
                turn: 30.0,
                ..spec.clone()
            };
            assert_eq!(part.table(), spec.table());
            assert_eq!(sides(&part), sides(&spec), "{dataset:?}");
        }
    }
}
