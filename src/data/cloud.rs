//! The shapes of the seeded 2-D sets.
//!
//! A shape takes a class and a place in the unit square \[0, 1)² to a place in the plane, so uniform
//! places in the square fill the class's part of the plane. All of it lies within [`REACH`].

use std::f64::consts::{PI, TAU};

use super::Domain;

/// Maps a class and a place in the unit square to the plane.
pub(super) type Shape = fn(u8, [f64; 2]) -> [f64; 2];

/// The part of the plane that is shown.
pub(super) const DOMAIN: Domain = Domain {
    min: -6.0,
    max: 6.0,
};

/// No point lies farther than this from either axis, until noise moves it.
const REACH: f64 = 5.5;

pub(super) fn xor(class: u8, u: [f64; 2]) -> [f64; 2] {
    checks(2, 0.4, class, u)
}

pub(super) fn checkerboard(class: u8, u: [f64; 2]) -> [f64; 2] {
    checks(4, 0.2, class, u)
}

/// A disc of class 1 within a ring of class 0, both filled evenly.
pub(super) fn circles(class: u8, [u, v]: [f64; 2]) -> [f64; 2] {
    let (inner, outer): (f64, f64) = if class == 1 { (0.0, 2.4) } else { (3.6, 5.2) };
    let squared = inner * inner + u * (outer * outer - inner * inner);
    polar(squared.sqrt(), TAU * v)
}

/// Two normal clouds of standard deviation 1, cut off at three of them so that none is a stray.
pub(super) fn gaussians(class: u8, [u, v]: [f64; 2]) -> [f64; 2] {
    const CUT: f64 = 3.0;
    let centre = if class == 1 { 2.4 } else { -2.4 };
    let within = 1.0 - libm::exp(-CUT * CUT / 2.0);
    let [x, y] = polar((-2.0 * libm::log(1.0 - within * u)).sqrt(), TAU * v);
    [centre + x, centre + y]
}

/// Two Archimedean arms of one and a half turns, half a turn apart.
pub(super) fn spiral(class: u8, [u, _]: [f64; 2]) -> [f64; 2] {
    const TURNS: f64 = 1.5;
    const START: f64 = 0.1;
    // Length along an arm grows about as the square of the radius: the root spreads points evenly.
    let along = (START * START + u * (1.0 - START * START)).sqrt();
    polar(5.3 * along, TAU * TURNS * along + PI * f64::from(class))
}

/// Two half circles, each with its end at the other's centre line.
pub(super) fn moons(class: u8, [u, _]: [f64; 2]) -> [f64; 2] {
    const RADIUS: f64 = 3.4;
    let [x, y] = polar(RADIUS, PI * u);
    let (right, up) = (RADIUS / 2.0, RADIUS / 4.0);
    if class == 1 {
        [x - right, y - up]
    } else {
        [right - x, up - y]
    }
}

/// A board of `cells` × `cells` (an even number), class 1 at its corner of least x₁ and x₂, each
/// cell filled evenly but for a margin.
fn checks(cells: u32, margin: f64, class: u8, [u, v]: [f64; 2]) -> [f64; 2] {
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

fn polar(radius: f64, angle: f64) -> [f64; 2] {
    let (sin, cos) = libm::sincos(angle);
    [radius * cos, radius * sin]
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn place() -> impl Strategy<Value = (u8, [f64; 2])> {
        (0..=1_u8, [0.0..1.0, 0.0..1.0])
    }

    proptest! {
        #[test]
        fn all_shapes_stay_within_reach((class, u) in place()) {
            for shape in [xor, checkerboard, circles, gaussians, spiral, moons] {
                let x = shape(class, u);
                prop_assert!(x.iter().all(|x| x.abs() <= REACH), "{x:?}");
            }
        }

        #[test]
        fn xor_is_the_sign_of_the_product((class, u) in place()) {
            let [x, y] = xor(class, u);
            prop_assert_eq!(x * y > 0.0, class == 1);
            prop_assert!(x.abs().min(y.abs()) > 0.39);
        }

        #[test]
        fn checkerboard_alternates((class, u) in place()) {
            let cell = checkerboard(class, u).map(|x| ((x + REACH) / (REACH / 2.0)).floor());
            prop_assert!(cell.iter().all(|cell| (0.0..4.0).contains(cell)));
            prop_assert_eq!((cell[0] + cell[1]) % 2.0 == 0.0, class == 1);
        }

        #[test]
        fn circles_are_told_apart_by_radius((class, u) in place()) {
            let [x, y] = circles(class, u);
            prop_assert_eq!(x.hypot(y) < 3.0, class == 1);
        }

        #[test]
        fn gaussians_lie_on_either_side_of_a_line((class, u) in place()) {
            let [x, y] = gaussians(class, u);
            prop_assert_eq!(x + y > 0.0, class == 1);
        }

        #[test]
        fn spiral_arms_are_half_a_turn_apart(u in 0.0..1.0) {
            let [x, y] = spiral(0, [u, 0.0]);
            let [across, opposite] = spiral(1, [u, 0.0]);
            prop_assert!((x + across).abs() + (y + opposite).abs() < 1e-9);
        }

        #[test]
        fn moons_keep_their_distance(u in 0.0..1.0, v in 0.0..1.0) {
            let ([a, b], [c, d]) = (moons(0, [u, 0.0]), moons(1, [v, 0.0]));
            prop_assert!((a - c).hypot(b - d) > 1.0);
        }
    }

    #[test]
    fn every_cell_of_the_board_is_reached() {
        let mut cells = Vec::new();
        for class in [0, 1] {
            for u in 0..4 {
                for v in 0..2 {
                    let u = [(f64::from(u) + 0.5) / 4.0, (f64::from(v) + 0.5) / 2.0];
                    cells.push(checkerboard(class, u).map(|x| (x / 2.75).floor() as i32));
                }
            }
        }
        cells.sort();
        cells.dedup();
        assert_eq!(cells.len(), 16);
    }
}
