//! A line or a plane in the space of a network's parameters, with coordinates.

use serde::{Deserialize, Serialize};

/// A line or plane, by an origin and one or two directions, each laid out as the network's parameters.
///
/// Whatever the parameters, they have coordinates on it: those of the point that is nearest to them. So a
/// run has a path on it, and [`Plane::at`] moves parameters along its directions, through the parameters
/// themselves, wherever they lie.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Plane {
    origin: Vec<f32>,
    directions: Vec<Vec<f32>>,
}

/// Directions whose angle has a smaller squared sine span no plane.
const LEAST_SINE: f64 = 1e-6;

impl Plane {
    /// The line or plane through `origin` along one or two directions; `None` where they are not of as many
    /// numbers, or span none.
    #[must_use]
    pub fn new(origin: Vec<f32>, directions: Vec<Vec<f32>>) -> Option<Self> {
        let plane = Self { origin, directions };
        plane.is_sound().then_some(plane)
    }

    /// Some weights or biases, one or two of `count` parameters by their numbers: the coordinates are their
    /// values.
    #[must_use]
    pub fn of_parameters(count: usize, chosen: &[usize]) -> Option<Self> {
        let unit = |&at: &usize| {
            let mut direction = vec![0.0; count];
            *direction.get_mut(at)? = 1.0;
            Some(direction)
        };
        let directions = chosen.iter().map(unit).collect::<Option<_>>()?;
        Self::new(vec![0.0; count], directions)
    }

    /// Whether it is one, which a message from elsewhere may not be.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        let numbers = self.directions.iter().chain([&self.origin]);
        let fits = |numbers: &Vec<f32>| {
            numbers.len() == self.origin.len() && numbers.iter().all(|n| n.is_finite())
        };
        if !(1..=2).contains(&self.directions.len()) || !numbers.clone().all(fits) {
            return false;
        }
        let [a, b, c] = self.gram();
        a > 0.0 && (self.is_line() || (c > 0.0 && a * c - b * b > LEAST_SINE * a * c))
    }

    /// Whether it is a line.
    #[must_use]
    pub fn is_line(&self) -> bool {
        self.directions.len() < 2
    }

    /// How many numbers a point of it has.
    #[must_use]
    pub fn parameters(&self) -> usize {
        self.origin.len()
    }

    /// The directions, one or two.
    #[must_use]
    pub fn directions(&self) -> &[Vec<f32>] {
        &self.directions
    }

    /// The coordinates of parameters, by the point that is nearest to them; on a line the second is 0.
    #[must_use]
    pub fn place(&self, parameters: &[f32]) -> [f64; 2] {
        let along = |direction: &Vec<f32>| -> f64 {
            let terms = direction.iter().zip(parameters).zip(&self.origin);
            terms
                .map(|((&d, &p), &o)| f64::from(d) * (f64::from(p) - f64::from(o)))
                .sum()
        };
        self.solve(&self.directions.iter().map(along).collect::<Vec<_>>())
    }

    /// The coordinates of a step: how far a change of the parameters leads along each direction.
    #[must_use]
    pub fn step(&self, change: &[f32]) -> [f64; 2] {
        let along = |direction: &Vec<f32>| dot(direction, change);
        self.solve(&self.directions.iter().map(along).collect::<Vec<_>>())
    }

    /// Parameters moved along the directions until their coordinates are these. Where they are already,
    /// nothing moves.
    #[must_use]
    pub fn at(&self, parameters: &[f32], place: [f64; 2]) -> Vec<f32> {
        let now = self.place(parameters);
        let mut moved: Vec<f64> = parameters.iter().copied().map(f64::from).collect();
        for (direction, (to, from)) in self.directions.iter().zip(place.iter().zip(now)) {
            for (moved, &d) in moved.iter_mut().zip(direction) {
                *moved += (to - from) * f64::from(d);
            }
        }
        moved.into_iter().map(|p| p as f32).collect()
    }

    /// The products of the directions: of the first with itself, of both, of the second with itself.
    fn gram(&self) -> [f64; 3] {
        match &self.directions[..] {
            [a, b, ..] => [dot(a, a), dot(a, b), dot(b, b)],
            [a] => [dot(a, a), 0.0, 1.0],
            [] => [0.0, 0.0, 1.0],
        }
    }

    /// The coordinates whose point has these products with the directions.
    fn solve(&self, along: &[f64]) -> [f64; 2] {
        let [a, b, c] = self.gram();
        match along {
            [x, y] => {
                let determinant = a * c - b * b;
                [(c * x - b * y) / determinant, (a * y - b * x) / determinant]
            }
            [x] => [x / a, 0.0],
            _ => [0.0; 2],
        }
    }
}

fn dot(a: &[f32], b: &[f32]) -> f64 {
    let terms = a.iter().zip(b);
    terms.map(|(&a, &b)| f64::from(a) * f64::from(b)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_coordinates_of_weights_are_their_values() {
        let plane = Plane::of_parameters(4, &[2, 0]).unwrap();
        let parameters = [0.1, -7.0, 0.3, 9.5];
        assert_eq!(plane.place(&parameters), [0.3f32, 0.1].map(f64::from));
        assert_eq!(plane.at(&parameters, [2.5, -1.25]), [-1.25, -7.0, 2.5, 9.5]);
        let line = Plane::of_parameters(4, &[3]).unwrap();
        assert!(line.is_line() && !plane.is_line());
        assert_eq!(line.place(&parameters), [9.5, 0.0]);
        assert_eq!(line.at(&parameters, [1.0, 77.0]), [0.1, -7.0, 0.3, 1.0]);
        assert_eq!(line.step(&[1.0, 2.0, 3.0, 4.0]), [4.0, 0.0]);
    }

    #[test]
    fn what_spans_no_plane_is_none() {
        for (origin, directions) in [
            (2, vec![]),
            (2, vec![vec![0.0, 0.0]]),
            (2, vec![vec![1.0, 0.0], vec![-2.0, 0.0]]),
            (2, vec![vec![1.0, 0.0], vec![0.0, 0.0]]),
            (2, vec![vec![1.0, 0.0], vec![0.0, f32::NAN]]),
            (2, vec![vec![1.0, 0.0], vec![0.0]]),
            (3, vec![vec![1.0, 0.0], vec![0.0, 1.0]]),
            (3, vec![vec![1.0, 0.0, 0.0]; 3]),
        ] {
            assert_eq!(Plane::new(vec![0.0; origin], directions), None);
        }
        assert_eq!(Plane::of_parameters(3, &[1, 1]), None);
        assert_eq!(Plane::of_parameters(3, &[1, 3]), None);
        assert_eq!(Plane::of_parameters(0, &[0]), None);
    }

    proptest! {
        /// Whatever the directions and wherever the parameters lie: moved to a place they are there, and
        /// what is at right angles to the plane has stayed.
        #[test]
        fn what_is_moved_to_a_place_is_there(
            numbers in proptest::collection::vec(-3f32..3.0, 4 * 5),
            place in [-5f64..5.0, -5f64..5.0],
        ) {
            let part = |at: usize| numbers[at * 5..][..5].to_vec();
            let Some(plane) = Plane::new(part(0), vec![part(1), part(2)]) else {
                return Ok(());
            };
            let [a, b, c] = plane.gram();
            prop_assume!(a * c - b * b > 0.05 * a * c && a > 0.1 && c > 0.1);
            let moved = plane.at(&part(3), place);
            for (found, wanted) in plane.place(&moved).into_iter().zip(place) {
                prop_assert!((found - wanted).abs() < 1e-4, "{found} {wanted}");
            }
            let back = plane.at(&moved, plane.place(&part(3)));
            for (found, wanted) in back.into_iter().zip(part(3)) {
                prop_assert!((found - wanted).abs() < 1e-4, "{found} {wanted}");
            }
            prop_assert_eq!(plane.at(&part(3), plane.place(&part(3))), part(3));
        }
    }
}
