//! Samples drawn at random, one after the other: a longer run of them begins with the shorter.

use std::f64::consts::TAU;

use nalgebra::DMatrix;
use rand::{Rng, RngExt};
use rand_pcg::Pcg32;

use super::{Point, Table, Targets, cloud, function::Function};

/// What is drawn at random. Each has a random sequence of its own, so that none disturbs another.
#[derive(Clone, Copy)]
pub(super) enum Stream {
    Position = 0x706f_7369,
    Displacement = 0x6469_7370,
    Split = 0x7370_6c69,
    Gross = 0x6772_6f73,
}

impl Stream {
    pub fn of(self, draw: u32) -> Pcg32 {
        Pcg32::new(u64::from(draw), self as u64)
    }
}

/// Which samples: the random sequences, how far noise moves a sample and how many there are.
#[derive(Clone, Copy)]
pub(super) struct Sampling {
    pub draw: u32,
    pub noise: f64,
    pub count: usize,
}

impl Sampling {
    /// Points in this number of classes, which come in turn. The clean position alone decides the
    /// class, so noise carries points over the border and never changes a class.
    pub fn points(self, shape: cloud::Shape, classes: u8) -> Vec<Point> {
        let mut position = Stream::Position.of(self.draw);
        let mut displacement = self.displacement();
        let classes = (0..classes).cycle().take(self.count);
        classes
            .map(|class| {
                let clean = shape(class, position.random());
                Point {
                    x: displacement.moved(clean),
                    class,
                }
            })
            .collect()
    }

    /// Points all over the plane. As with classes, it is the clean position that decides the labels.
    pub fn labels(self, hold: cloud::Hold, labels: [&str; 2]) -> Table {
        let mut position = Stream::Position.of(self.draw);
        let mut displacement = self.displacement();
        let rows: Vec<_> = (0..self.count)
            .map(|_| {
                let clean = cloud::anywhere(position.random());
                (displacement.moved(clean), hold(clean))
            })
            .collect();
        Table {
            inputs: names(&["x₁", "x₂"]),
            x: DMatrix::from_fn(self.count, 2, |row, column| rows[row].0[column]).into(),
            targets: Targets::Labels {
                names: names(&labels),
                on: DMatrix::from_fn(self.count, 2, |row, label| f32::from(rows[row].1[label])),
            },
        }
    }

    /// Inputs from all over the domain; noise moves the targets, never the inputs.
    pub fn function(self, function: &Function) -> Table {
        let mut position = Stream::Position.of(self.draw);
        let mut displacement = Stream::Displacement.of(self.draw);
        let mut gross = function.gross.then(|| Gross::new(self.draw));
        let deviation = self.noise * function.unit;
        let rows: Vec<_> = (0..self.count)
            .map(|_| {
                let x = input(position.random());
                let [y, z] = (function.value)(x.map(f64::from));
                let [first, second] = normal_pair(&mut displacement);
                let error = gross.as_mut().map_or(0.0, |gross| gross.error(x[0]));
                let y = y + deviation * first + error;
                (x, [y as f32, (z + deviation * second) as f32])
            })
            .collect();
        let (inputs, targets) = (function.inputs, function.targets);
        Table {
            inputs: names(&["x₁", "x₂"][..inputs]),
            x: DMatrix::from_fn(self.count, inputs, |row, column| rows[row].0[column]).into(),
            targets: Targets::Values {
                names: names(targets),
                of: DMatrix::from_fn(self.count, targets.len(), |row, target| rows[row].1[target]),
            },
        }
    }

    fn displacement(self) -> Displacement {
        Displacement {
            random: Stream::Displacement.of(self.draw),
            deviation: self.noise * f64::from(cloud::DOMAIN.half_width()),
        }
    }
}

/// Moves points of the plane by noise.
struct Displacement {
    random: Pcg32,
    deviation: f64,
}

impl Displacement {
    fn moved(&mut self, [x, y]: [f64; 2]) -> [f32; 2] {
        let [right, up] = normal_pair(&mut self.random);
        let deviation = self.deviation;
        [(x + deviation * right) as f32, (y + deviation * up) as f32]
    }
}

/// Gross errors: every sixth of the samples right of the middle is 4 to 6 too low.
///
/// All on one side and downwards, they turn the line of least squares, by about a fifth of
/// [`LINE_SLOPE`](super::LINE_SLOPE). They are so few that the line of least absolute errors, which
/// is about where half of the samples lie above it, stays.
struct Gross {
    random: Pcg32,
    right: usize,
}

impl Gross {
    fn new(draw: u32) -> Self {
        Self {
            random: Stream::Gross.of(draw),
            right: 0,
        }
    }

    fn error(&mut self, x: f32) -> f64 {
        if x <= 0.0 {
            return 0.0;
        }
        self.right += 1;
        if self.right.is_multiple_of(6) {
            -4.0 - 2.0 * self.random.random::<f64>()
        } else {
            0.0
        }
    }
}

/// A place anywhere in the domain.
fn input(u: [f64; 2]) -> [f32; 2] {
    let [min, max] = [cloud::DOMAIN.min, cloud::DOMAIN.max].map(f64::from);
    u.map(|u| (min + u * (max - min)) as f32)
}

fn names(names: &[&str]) -> Vec<String> {
    names.iter().map(|&name| name.into()).collect()
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
    use crate::data::{DataSpec, Dataset, LINE_INTERCEPT, LINE_SLOPE, Targets};

    /// Inputs and targets of one column each.
    fn columns(spec: &DataSpec, rows: &[u32]) -> Vec<[f64; 2]> {
        let table = spec.table().select(rows);
        let Targets::Values { of, .. } = table.targets else {
            unreachable!()
        };
        let pair = |(x, &y): (f32, &f32)| [x, y].map(f64::from);
        table.x.iter().zip(of.iter()).map(pair).collect()
    }

    fn whole(dataset: Dataset, noise: f64) -> Vec<[f64; 2]> {
        let spec = DataSpec {
            dataset,
            points: 5000,
            noise,
            ..DataSpec::default()
        };
        columns(&spec, &(0..5000).collect::<Vec<_>>())
    }

    /// The slope of the line with the least sum of squared errors.
    fn least_squares(points: &[[f64; 2]]) -> f64 {
        let count = points.len() as f64;
        let mean = |of: usize| points.iter().map(|point| point[of]).sum::<f64>() / count;
        let (x_mean, y_mean) = (mean(0), mean(1));
        let [mut products, mut squares] = [0.0, 0.0];
        for [x, y] in points {
            products += (x - x_mean) * (y - y_mean);
            squares += (x - x_mean) * (x - x_mean);
        }
        products / squares
    }

    /// The slope of the line with the least sum of absolute errors. For a slope the best intercept is
    /// a median, and the sum that is left is convex in the slope.
    fn least_absolute(points: &[[f64; 2]]) -> f64 {
        let cost = |slope: f64| {
            let mut left: Vec<_> = points.iter().map(|[x, y]| y - slope * x).collect();
            left.sort_unstable_by(f64::total_cmp);
            let median = left[left.len() / 2];
            left.iter().map(|y| (y - median).abs()).sum::<f64>()
        };
        let (mut low, mut high) = (-3.0, 3.0);
        for _ in 0..60 {
            let (a, b) = (low + (high - low) / 3.0, high - (high - low) / 3.0);
            if cost(a) < cost(b) {
                high = b;
            } else {
                low = a;
            }
        }
        (low + high) / 2.0
    }

    /// How far off the true slope the two fits to the training samples are, as shares of it.
    fn misses(points: usize, noise: f64, draw: u32) -> [f64; 2] {
        let spec = DataSpec {
            dataset: Dataset::Outliers,
            points,
            noise,
            draw,
            ..DataSpec::default()
        };
        let train = columns(&spec, &spec.split(points).0);
        [least_squares(&train), least_absolute(&train)]
            .map(|slope| (slope / LINE_SLOPE - 1.0).abs())
    }

    #[test]
    fn outliers_turn_the_line_of_least_squares_only() {
        let noise = DataSpec::default().noise;
        for points in [200, 400, 1000] {
            for draw in 1..=12 {
                let [squares, absolute] = misses(points, noise, draw);
                assert!((0.1..0.35).contains(&squares), "{points} {draw}: {squares}");
                assert!(absolute < 0.02, "{points} {draw}: {absolute}");
            }
        }
        let [squares, absolute] = misses(400, noise, 1);
        assert!((0.15..0.3).contains(&squares), "{squares}");
        assert!(absolute < 0.02, "{absolute}");
    }

    #[test]
    fn gross_errors_stay_without_noise() {
        for draw in 1..=5 {
            let [squares, absolute] = misses(400, 0.0, draw);
            assert!(squares > 0.1, "{draw}: {squares}");
            assert!(absolute < 1e-4, "{draw}: {absolute}");
        }
    }

    #[test]
    fn one_in_six_on_the_right_is_far_too_low() {
        let line = |x: f64| LINE_SLOPE * x + LINE_INTERCEPT;
        let points = whole(Dataset::Outliers, 0.0);
        let right = points.iter().filter(|[x, _]| *x > 0.0).count();
        let mut gross = 0;
        for [x, y] in points {
            let error = y - line(x);
            if error.abs() > 1e-6 {
                assert!(x > 0.0 && (-6.0..=-4.0).contains(&error), "{x} {error}");
                gross += 1;
            }
        }
        assert_eq!(gross, right / 6);
    }

    #[test]
    fn the_line_has_its_slope_and_intercept() {
        for [x, y] in whole(Dataset::Line, 0.0) {
            approx::assert_abs_diff_eq!(y, LINE_SLOPE * x + LINE_INTERCEPT, epsilon = 1e-6);
        }
    }

    #[test]
    fn noise_of_targets_has_the_deviation_asked_for() {
        for (dataset, expected) in [(Dataset::Line, 0.2), (Dataset::Sine, 0.1)] {
            let (clean, noisy) = (whole(dataset, 0.0), whole(dataset, 0.1));
            let moved = clean.iter().zip(&noisy).map(|(from, to)| to[1] - from[1]);
            let [mut sum, mut squares, mut with_x] = [0.0; 3];
            for (error, [x, _]) in moved.zip(&clean) {
                sum += error / 5000.0;
                squares += error * error / 5000.0;
                with_x += error * x / 5000.0;
            }
            assert!(sum.abs() < 0.05 * expected, "{sum}");
            assert!((squares.sqrt() / expected - 1.0).abs() < 0.04, "{squares}");
            // Independent factors of deviations 3.5 and `expected`: a standard error of 5 %.
            assert!(with_x.abs() < 0.25 * expected, "{with_x}");
        }
    }

    #[test]
    fn the_errors_of_two_targets_are_independent() {
        let spec = |noise| DataSpec {
            dataset: Dataset::TwoWaves,
            points: 5000,
            noise,
            ..DataSpec::default()
        };
        let values = |noise| {
            let Targets::Values { of, .. } = spec(noise).table().targets else {
                unreachable!()
            };
            of
        };
        let errors = values(0.1) - values(0.0);
        let product = errors.column(0).dot(&errors.column(1)) / 5000.0;
        // Both of deviation 0.1: a standard error of 0.00014.
        assert!(product.abs() < 7e-4, "{product}");
        for column in errors.column_iter() {
            let deviation = (column.norm_squared() / 5000.0).sqrt();
            assert!((deviation - 0.1).abs() < 0.005, "{deviation}");
        }
    }

    #[test]
    fn labels_hold_together_now_and_then() {
        for draw in 1..=10 {
            let spec = DataSpec {
                dataset: Dataset::Labels,
                draw,
                ..DataSpec::default()
            };
            let Targets::Labels { on, .. } = spec.table().targets else {
                unreachable!()
            };
            let mut counts = [0; 4];
            for row in on.row_iter() {
                counts[(2.0 * row[0] + row[1]) as usize] += 1;
            }
            let [neither, urgent, spam, both] = counts;
            // Expected are 225, 75, 75 and 25, with deviations of 10, 8, 8 and 5.
            assert!((185..265).contains(&neither), "{counts:?}");
            assert!((43..107).contains(&urgent), "{counts:?}");
            assert!((43..107).contains(&spam), "{counts:?}");
            assert!((8..45).contains(&both), "{counts:?}");
        }
    }
}
