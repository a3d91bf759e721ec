//! Which points: the specification of the data, and the points it stands for.

use std::{f64::consts::TAU, iter, ops::RangeInclusive};

use rand::{Rng, RngExt};
use rand_pcg::Pcg32;
use serde::{Deserialize, Serialize};

use super::{Coding, Dataset, Domain, Point, cloud, dataset::Source};

/// Which points to learn from: plain data that, with the same values, gives the same points.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct DataSpec {
    /// The shape of the classes.
    pub dataset: Dataset,
    /// The input values of a truth table; other sets take no notice of it.
    pub coding: Coding,
    /// How many points, for training and for testing together. Truth tables always have four.
    pub points: usize,
    /// The standard deviation of each point's displacement along either axis, as a share of the
    /// half-width of the plane. Truth tables have none.
    pub noise: f64,
    /// The share of the points that is for training. All of a truth table is.
    pub train_share: f64,
    /// Which random sample.
    pub draw: u32,
}

/// The points to train on and those to test with.
#[derive(Clone, Debug, PartialEq)]
pub struct Split {
    /// In the order from which training starts; at least one point.
    pub train: Vec<Point>,
    /// Never trained on; at least one point, but none with a truth table.
    pub test: Vec<Point>,
}

/// What is drawn at random. Each has a random sequence of its own, so that none disturbs another.
#[derive(Clone, Copy)]
enum Stream {
    Position = 0x706f_7369,
    Displacement = 0x6469_7370,
    Split = 0x7370_6c69,
}

impl Default for DataSpec {
    fn default() -> Self {
        Self {
            dataset: Dataset::Xor,
            coding: Coding::Binary,
            points: 400,
            noise: 0.04,
            train_share: 0.7,
            draw: 1,
        }
    }
}

impl DataSpec {
    /// The values that [`points`](Self::points) may have.
    pub const POINTS: RangeInclusive<usize> = 4..=5000;
    /// The values that [`noise`](Self::noise) may have.
    pub const NOISE: RangeInclusive<f64> = 0.0..=0.5;
    /// The values that [`train_share`](Self::train_share) may have.
    pub const TRAIN_SHARE: RangeInclusive<f64> = 0.1..=0.9;

    /// Draws the points and splits them.
    ///
    /// Points keep their place when `points` grows, and move smoothly with `noise`; a point that is
    /// for training stays so when `train_share` grows. Values outside their ranges are taken as the
    /// nearest within.
    pub fn generate(&self) -> Split {
        match self.dataset.source() {
            Source::Table(outputs) => Split {
                train: self.rows(outputs),
                test: Vec::new(),
            },
            Source::Cloud(shape) => self.split(self.sample(shape).take(self.count()).collect()),
        }
    }

    /// The square of the plane that the maps show.
    pub fn domain(&self) -> Domain {
        if self.dataset.is_table() {
            self.coding.domain()
        } else {
            cloud::DOMAIN
        }
    }

    fn count(&self) -> usize {
        self.points
            .clamp(*Self::POINTS.start(), *Self::POINTS.end())
    }

    fn random(&self, stream: Stream) -> Pcg32 {
        Pcg32::new(u64::from(self.draw), stream as u64)
    }

    /// The rows of a truth table, from 00 to 11.
    fn rows(&self, outputs: [u8; 4]) -> Vec<Point> {
        let [off, on] = self.coding.values();
        iter::zip([[off, off], [off, on], [on, off], [on, on]], outputs)
            .map(|(x, class)| Point { x, class })
            .collect()
    }

    /// An endless sequence of points, the classes in turn. The clean position alone decides the
    /// class, so noise carries points over the border and never changes a label.
    fn sample(&self, shape: cloud::Shape) -> impl Iterator<Item = Point> {
        let mut position = self.random(Stream::Position);
        let mut displacement = self.random(Stream::Displacement);
        let noise = self.noise.clamp(*Self::NOISE.start(), *Self::NOISE.end());
        let deviation = noise * f64::from(cloud::DOMAIN.half_width());
        [0, 1].into_iter().cycle().map(move |class| {
            let [x, y] = shape(class, position.random());
            let [right, up] = normal_pair(&mut displacement);
            Point {
                x: [(x + deviation * right) as f32, (y + deviation * up) as f32],
                class,
            }
        })
    }

    /// Shuffles the points by a random key each, and takes the first for training.
    fn split(&self, points: Vec<Point>) -> Split {
        let mut random = self.random(Stream::Split);
        let share = self
            .train_share
            .clamp(*Self::TRAIN_SHARE.start(), *Self::TRAIN_SHARE.end());
        let for_training = (share * points.len() as f64).round() as usize;
        let mut keyed: Vec<_> = points
            .into_iter()
            .map(|point| (random.next_u64(), point))
            .collect();
        keyed.sort_unstable_by_key(|&(key, _)| key);
        let mut train: Vec<_> = keyed.into_iter().map(|(_, point)| point).collect();
        let test = train.split_off(for_training.clamp(1, train.len() - 1));
        Split { train, test }
    }
}

/// A few points of `dataset` under the other settings of `spec`, for a thumbnail: the first of those
/// that [`DataSpec::generate`] draws, or all four rows of a truth table.
pub fn preview(dataset: Dataset, spec: &DataSpec) -> Vec<Point> {
    const LIMIT: usize = 120;
    match dataset.source() {
        Source::Table(outputs) => spec.rows(outputs),
        Source::Cloud(shape) => spec.sample(shape).take(spec.count().min(LIMIT)).collect(),
    }
}

/// Two independent standard normal numbers (Box and Muller, 1958).
fn normal_pair(random: &mut impl Rng) -> [f64; 2] {
    let [u, v]: [f64; 2] = random.random();
    // 1 − u is never 0, of which there is no logarithm.
    let radius = (-2.0 * libm::log(1.0 - u)).sqrt();
    let (sin, cos) = libm::sincos(TAU * v);
    [radius * cos, radius * sin]
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn clouds() -> impl Strategy<Value = DataSpec> {
        let clouds: Vec<_> = Dataset::ALL
            .into_iter()
            .filter(|set| !set.is_table())
            .collect();
        (
            prop::sample::select(clouds),
            4..=300_usize,
            DataSpec::NOISE,
            DataSpec::TRAIN_SHARE,
            any::<u32>(),
        )
            .prop_map(|(dataset, points, noise, train_share, draw)| DataSpec {
                dataset,
                coding: Coding::Binary,
                points,
                noise,
                train_share,
                draw,
            })
    }

    fn all(split: &Split) -> Vec<Point> {
        [split.train.as_slice(), &split.test].concat()
    }

    fn bits(point: &Point) -> ([u32; 2], u8) {
        (point.x.map(f32::to_bits), point.class)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn the_same_specification_gives_the_same_points(spec in clouds()) {
            prop_assert_eq!(spec.generate(), spec.clone().generate());
        }

        #[test]
        fn another_draw_gives_other_points(spec in clouds(), draw in any::<u32>()) {
            prop_assume!(draw != spec.draw);
            let other = DataSpec { draw, ..spec.clone() };
            prop_assert_ne!(spec.generate(), other.generate());
        }

        #[test]
        fn classes_are_balanced(spec in clouds()) {
            let points = all(&spec.generate());
            let blue = points.iter().filter(|point| point.class == 1).count();
            prop_assert_eq!(points.len(), spec.points);
            prop_assert_eq!(blue, spec.points / 2);
        }

        #[test]
        fn the_split_has_the_share_asked_for(spec in clouds()) {
            let Split { train, test } = spec.generate();
            let rounded = (spec.train_share * spec.points as f64).round() as usize;
            prop_assert_eq!(train.len(), rounded.clamp(1, spec.points - 1));
            prop_assert_eq!(train.len() + test.len(), spec.points);
        }

        #[test]
        fn more_points_leave_the_others_where_they_were(spec in clouds(), more in 1..100_usize) {
            let larger = DataSpec { points: spec.points + more, ..spec.clone() };
            let mut expected: Vec<_> = all(&spec.generate()).iter().map(bits).collect();
            let Source::Cloud(shape) = spec.dataset.source() else { unreachable!() };
            let mut first: Vec<_> = larger.sample(shape).take(spec.points).map(|p| bits(&p)).collect();
            let among: Vec<_> = all(&larger.generate()).iter().map(bits).collect();
            prop_assert!(first.iter().all(|point| among.contains(point)));
            expected.sort();
            first.sort();
            prop_assert_eq!(first, expected);
        }

        #[test]
        fn more_for_training_takes_from_the_test_points_only(spec in clouds()) {
            let most = DataSpec { train_share: 0.9, ..spec.clone() };
            let (some, most) = (spec.generate(), most.generate());
            prop_assert!(most.train.starts_with(&some.train));
        }

        #[test]
        fn noise_moves_points_in_proportion_and_keeps_labels_and_split(spec in clouds()) {
            let at = |noise| DataSpec { noise, ..spec.clone() }.generate();
            let (clean, some, twice) = (at(0.0), at(0.1), at(0.2));
            prop_assert_eq!(some.train.len(), clean.train.len());
            let (clean, some, twice) = (all(&clean), all(&some), all(&twice));
            for ((clean, some), twice) in clean.iter().zip(&some).zip(&twice) {
                prop_assert_eq!([some.class, twice.class], [clean.class; 2]);
                for axis in 0..2 {
                    let once = some.x[axis] - clean.x[axis];
                    prop_assert!((twice.x[axis] - clean.x[axis] - 2.0 * once).abs() < 1e-4);
                }
            }
            prop_assert_ne!(clean, some);
        }

        #[test]
        fn a_thumbnail_shows_the_first_points(spec in clouds()) {
            let shown = preview(spec.dataset, &spec);
            let points = all(&spec.generate());
            prop_assert_eq!(shown.len(), spec.points.min(120));
            prop_assert!(shown.iter().all(|point| points.contains(point)));
        }

        #[test]
        fn values_out_of_range_are_taken_as_the_nearest(
            mut spec in clouds(),
            points in prop::sample::select(vec![0, 1, 3]),
        ) {
            spec.points = points;
            spec.noise = -1.0;
            spec.train_share = 7.0;
            let nearest = DataSpec { points: 4, noise: 0.0, train_share: 0.9, ..spec.clone() };
            prop_assert_eq!(spec.generate(), nearest.generate());
        }
    }

    #[test]
    fn noise_has_the_deviation_asked_for() {
        let spec = |noise| DataSpec {
            points: 5000,
            noise,
            ..DataSpec::default()
        };
        let (clean, noisy) = (all(&spec(0.0).generate()), all(&spec(0.1).generate()));
        let moved: Vec<_> = clean
            .iter()
            .zip(&noisy)
            .flat_map(|(from, to)| [to.x[0] - from.x[0], to.x[1] - from.x[1]])
            .collect();
        let count = moved.len() as f32;
        let mean = moved.iter().sum::<f32>() / count;
        let variance = moved.iter().map(|x| (x - mean).powi(2)).sum::<f32>() / count;
        assert!(mean.abs() < 0.02, "{mean}");
        assert!((variance.sqrt() - 0.6).abs() < 0.02, "{variance}");
    }

    #[test]
    fn displacements_do_not_follow_positions() {
        let spec = |noise| DataSpec {
            points: 5000,
            noise,
            ..DataSpec::default()
        };
        let (clean, noisy) = (all(&spec(0.0).generate()), all(&spec(0.1).generate()));
        for axis in 0..2 {
            let product: f32 = clean
                .iter()
                .zip(&noisy)
                .map(|(from, to)| from.x[axis] * (to.x[axis] - from.x[axis]))
                .sum();
            // Independent factors of deviations 3.1 and 0.6: a standard error of 0.026.
            assert!((product / 5000.0).abs() < 0.1, "{product}");
        }
    }

    #[test]
    fn a_table_is_its_four_rows_whatever_the_rest() {
        let spec = DataSpec {
            dataset: Dataset::Nand,
            coding: Coding::Bipolar,
            points: 900,
            noise: 0.5,
            train_share: 0.1,
            draw: 12,
        };
        let rows = [
            ([-1.0, -1.0], 1),
            ([-1.0, 1.0], 1),
            ([1.0, -1.0], 1),
            ([1.0, 1.0], 0),
        ];
        let rows = rows.map(|(x, class)| Point { x, class });
        assert_eq!(spec.generate().train, rows);
        assert_eq!(spec.generate().test, []);
        assert_eq!(preview(Dataset::Nand, &spec), rows);
    }

    #[test]
    fn tables_compute_their_functions() {
        type Function = fn(bool, bool) -> bool;
        let functions: [(Dataset, Function); 4] = [
            (Dataset::XorTable, |a, b| a != b),
            (Dataset::And, |a, b| a && b),
            (Dataset::Or, |a, b| a || b),
            (Dataset::Nand, |a, b| !(a && b)),
        ];
        for (dataset, function) in functions {
            for point in preview(dataset, &DataSpec::default()) {
                let [a, b] = point.x.map(|x| x == 1.0);
                assert_eq!(point.class == 1, function(a, b), "{dataset:?} {point:?}");
            }
        }
    }

    #[test]
    fn json_may_leave_fields_out_but_not_add_any() {
        let spec: DataSpec = serde_json::from_str(r#"{"dataset": "moons", "draw": 3}"#).unwrap();
        let expected = DataSpec {
            dataset: Dataset::Moons,
            draw: 3,
            ..DataSpec::default()
        };
        assert_eq!(spec, expected);
        let error = serde_json::from_str::<DataSpec>(r#"{"nose": 0.1}"#).unwrap_err();
        assert!(error.to_string().contains("nose"), "{error}");
    }

    #[test]
    fn the_sample_stays_what_it_was() {
        // A link promises these very points: a change here breaks those already shared.
        for (dataset, second, first_trained) in [
            (
                Dataset::Xor,
                [-3.8784618, -3.8259573],
                [-2.0273392, 1.6721141],
            ),
            (
                Dataset::Circles,
                [0.63229674, 1.235873],
                [-0.38199034, 4.0036077],
            ),
            (
                Dataset::Gaussians,
                [2.835497, 3.3795269],
                [-2.1625252, -1.6439506],
            ),
            (
                Dataset::Spiral,
                [1.9737356, 0.9275814],
                [1.4668721, -2.7004957],
            ),
            (
                Dataset::Moons,
                [1.6140333, 0.945936],
                [-0.032570265, -1.8498974],
            ),
            (
                Dataset::Checkerboard,
                [-4.0784616, -4.025957],
                [-1.8273392, -4.027886],
            ),
        ] {
            let spec = DataSpec {
                dataset,
                ..DataSpec::default()
            };
            assert_eq!(preview(dataset, &spec)[1].x, second, "{dataset:?}");
            assert_eq!(spec.generate().train[0].x, first_trained, "{dataset:?}");
        }
    }
}
