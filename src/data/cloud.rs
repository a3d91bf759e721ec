//! Of what the seeded 2-D sets of classes and of labels are made.
//!
//! A shape takes a class and a place in the unit square \[0, 1)² to a place in the plane, so uniform
//! places in the square fill the class's part of the plane. All of it lies within [`REACH`]. Which
//! shape a dataset has stands in its row of the gallery; here are the pieces of shapes.

use std::f64::consts::{PI, TAU};

use super::Domain;

/// Maps a class and a place in the unit square to the plane.
pub(super) type Shape = fn(u8, [f64; 2]) -> [f64; 2];

/// Which of two labels hold at a place of the plane.
pub(super) type Hold = fn([f64; 2]) -> [bool; 2];

/// The part of the plane that is shown.
pub(super) const DOMAIN: Domain = Domain {
    min: -6.0,
    max: 6.0,
};

/// No point lies farther than this from either axis, until noise moves it.
const REACH: f64 = 5.5;

/// A place anywhere within reach.
pub(super) fn anywhere(u: [f64; 2]) -> [f64; 2] {
    u.map(|u| (2.0 * u - 1.0) * REACH)
}

/// Which of two labels hold at a place: each within a disc of its own.
///
/// A disc is a quarter of what is within reach, and their overlap a sixteenth: to know one label says
/// nothing about the other.
pub(super) fn two_discs([x, y]: [f64; 2]) -> [bool; 2] {
    const RADIUS: f64 = 3.103;
    const ASIDE: f64 = 1.3927;
    let within = |centre: f64| {
        let [right, up] = [x - centre, y + centre];
        right * right + up * up < RADIUS * RADIUS
    };
    [within(-ASIDE), within(ASIDE)]
}

/// One of two half circles, each with its end at the other's centre line.
pub(super) fn half_circle(radius: f64, class: u8, [u, _]: [f64; 2]) -> [f64; 2] {
    let [x, y] = polar(radius, PI * u);
    let (right, up) = (radius / 2.0, radius / 4.0);
    if class == 1 {
        [x - right, y - up]
    } else {
        [right - x, up - y]
    }
}

/// A board of `cells` × `cells` (an even number), class 1 at its corner of least x₁ and x₂, each
/// cell filled evenly but for a margin.
pub(super) fn checks(cells: u32, margin: f64, class: u8, [u, v]: [f64; 2]) -> [f64; 2] {
    let size = 2.0 * REACH / f64::from(cells);
    let at = |cell: f64, within: f64| cell * size - REACH + margin + within * (size - 2.0 * margin);
    // Across goes any cell; up goes every second one, as the class and the column have it.
    let across = u * f64::from(cells);
    let up = v * f64::from(cells / 2);
    let odd = (across.floor() + f64::from(class) + 1.0) % 2.0;
    [
        at(across.floor(), across.fract()),
        at(2.0 * up.floor() + odd, up.fract()),
    ]
}

/// A normal cloud at `turn` of a turn, and so narrow that clouds a little apart do not meet.
pub(super) fn blob(distance: f64, turn: f64, u: [f64; 2]) -> [f64; 2] {
    normal(polar(distance, TAU * turn), 0.8, u)
}

/// A normal cloud, cut off at three standard deviations so that no point is a stray.
pub(super) fn normal([right, up]: [f64; 2], deviation: f64, [u, v]: [f64; 2]) -> [f64; 2] {
    const CUT: f64 = 3.0;
    let within = 1.0 - libm::exp(-CUT * CUT / 2.0);
    let [x, y] = polar(
        deviation * (-2.0 * libm::log(1.0 - within * u)).sqrt(),
        TAU * v,
    );
    [right + x, up + y]
}

/// A ring between two radii, filled evenly.
pub(super) fn ring(inner: f64, outer: f64, [u, v]: [f64; 2]) -> [f64; 2] {
    let squared = inner * inner + u * (outer * outer - inner * inner);
    polar(squared.sqrt(), TAU * v)
}

/// An Archimedean arm that winds outwards, turned by `angle`.
pub(super) fn arm(turns: f64, angle: f64, [u, _]: [f64; 2]) -> [f64; 2] {
    const START: f64 = 0.1;
    // Length along an arm grows about as the square of the radius: the root spreads points evenly.
    let along = (START * START + u * (1.0 - START * START)).sqrt();
    polar(5.3 * along, TAU * turns * along + angle)
}

fn polar(radius: f64, angle: f64) -> [f64; 2] {
    let (sin, cos) = libm::sincos(angle);
    [radius * cos, radius * sin]
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{
        data::{Dataset, entry::Source},
        nn::Named,
    };

    /// A dataset's shape and the number of its classes.
    fn cloud(dataset: Dataset) -> Option<(Shape, u8)> {
        let Source::Cloud(shape, names) = dataset.source() else {
            return None;
        };
        Some((shape, names.len() as u8))
    }

    fn shape(dataset: Dataset, class: u8, u: [f64; 2]) -> [f64; 2] {
        let (shape, classes) = cloud(dataset).unwrap();
        assert!(class < classes);
        shape(class, u)
    }

    fn place() -> impl Strategy<Value = (u8, [f64; 2])> {
        (0..=1_u8, [0.0..1.0, 0.0..1.0])
    }

    proptest! {
        #[test]
        fn all_shapes_stay_within_reach(class in any::<u8>(), u in [0.0..1.0, 0.0..1.0]) {
            for &dataset in Dataset::ALL {
                if let Some((shape, classes)) = cloud(dataset) {
                    let x = shape(class % classes, u);
                    prop_assert!(x.iter().all(|x| x.abs() <= REACH), "{dataset:?} {x:?}");
                }
            }
            prop_assert!(anywhere(u).iter().all(|x| x.abs() <= REACH));
        }

        #[test]
        fn blobs_are_nearest_to_their_own_centre(class in 0..4_u8, u in [0.0..1.0, 0.0..1.0]) {
            for (dataset, classes) in [(Dataset::Blobs3, 3), (Dataset::Blobs4, 4)] {
                let class = class % classes;
                let [x, y] = shape(dataset, class, u);
                // The innermost of the unit square is a cloud's very centre.
                let to = |other| {
                    let [a, b] = shape(dataset, other, [0.0, 0.0]);
                    (a - x).hypot(b - y)
                };
                let nearest = (0..classes).min_by(|&a, &b| to(a).total_cmp(&to(b)));
                prop_assert_eq!(nearest, Some(class));
            }
        }

        #[test]
        fn rings_are_told_apart_by_radius(class in 0..3_u8, u in [0.0..1.0, 0.0..1.0]) {
            let [x, y] = shape(Dataset::Rings, class, u);
            let radius = x.hypot(y);
            prop_assert_eq!(u8::from(radius > 2.0) + u8::from(radius > 4.0), class);
        }

        #[test]
        fn three_arms_are_a_third_of_a_turn_apart(class in 0..3_u8, u in 0.0..1.0) {
            let [x, y] = shape(Dataset::Spiral3, class, [u, 0.0]);
            let [ahead, up] = shape(Dataset::Spiral3, (class + 1) % 3, [u, 0.0]);
            let radius = x.hypot(y);
            prop_assert!((radius - ahead.hypot(up)).abs() < 1e-9);
            prop_assert!((x * ahead + y * up + radius * radius / 2.0).abs() < 1e-9);
        }

        #[test]
        fn xor_is_the_sign_of_the_product((class, u) in place()) {
            let [x, y] = shape(Dataset::Xor, class, u);
            prop_assert_eq!(x * y > 0.0, class == 1);
            prop_assert!(x.abs().min(y.abs()) > 0.39);
        }

        #[test]
        fn checkerboard_alternates((class, u) in place()) {
            let cell = shape(Dataset::Checkerboard, class, u).map(|x| ((x + REACH) / (REACH / 2.0)).floor());
            prop_assert!(cell.iter().all(|cell| (0.0..4.0).contains(cell)));
            prop_assert_eq!((cell[0] + cell[1]) % 2.0 == 0.0, class == 1);
        }

        #[test]
        fn circles_are_told_apart_by_radius((class, u) in place()) {
            let [x, y] = shape(Dataset::Circles, class, u);
            prop_assert_eq!(x.hypot(y) < 3.0, class == 1);
        }

        #[test]
        fn gaussians_lie_on_either_side_of_a_line((class, u) in place()) {
            let [x, y] = shape(Dataset::Gaussians, class, u);
            prop_assert_eq!(x + y > 0.0, class == 1);
        }

        #[test]
        fn spiral_arms_are_half_a_turn_apart(u in 0.0..1.0) {
            let [x, y] = shape(Dataset::Spiral, 0, [u, 0.0]);
            let [across, opposite] = shape(Dataset::Spiral, 1, [u, 0.0]);
            prop_assert!((x + across).abs() + (y + opposite).abs() < 1e-9);
        }

        #[test]
        fn moons_keep_their_distance(u in 0.0..1.0, v in 0.0..1.0) {
            let ([a, b], [c, d]) = (shape(Dataset::Moons, 0, [u, 0.0]), shape(Dataset::Moons, 1, [v, 0.0]));
            prop_assert!((a - c).hypot(b - d) > 1.0);
        }
    }

    #[test]
    fn labels_are_independent() {
        let mut counts = [[0.0; 2]; 2];
        for across in 0..500 {
            for up in 0..500 {
                let u = [across, up].map(|at| (f64::from(at) + 0.5) / 500.0);
                let [spam, urgent] = two_discs(anywhere(u));
                counts[usize::from(spam)][usize::from(urgent)] += 1.0 / 250_000.0;
            }
        }
        let [[neither, urgent], [spam, both]] = counts;
        for (share, expected) in [(neither, 9.0), (urgent, 3.0), (spam, 3.0), (both, 1.0)] {
            approx::assert_abs_diff_eq!(share, expected / 16.0, epsilon = 1e-3);
        }
    }

    #[test]
    fn every_cell_of_the_board_is_reached() {
        let mut cells = Vec::new();
        for class in [0, 1] {
            for u in 0..4 {
                for v in 0..2 {
                    let u = [(f64::from(u) + 0.5) / 4.0, (f64::from(v) + 0.5) / 2.0];
                    cells.push(
                        shape(Dataset::Checkerboard, class, u).map(|x| (x / 2.75).floor() as i32),
                    );
                }
            }
        }
        cells.sort();
        cells.dedup();
        assert_eq!(cells.len(), 16);
    }
}
