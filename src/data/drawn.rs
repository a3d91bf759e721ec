//! Points that a person drew on the plane.

use std::error;

use serde::{Deserialize, Serialize};

use super::{Point, Table};

/// The names of the classes that can be drawn, by their colours.
pub const CLASS_NAMES: [&str; 6] = ["orange", "blue", "green", "magenta", "red", "violet"];

/// Points on a grid of hundredths within −6 and 6, in the order in which they were drawn.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Drawn {
    marks: Vec<Mark>,
}

/// A point of the grid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Mark {
    /// The coordinates in hundredths.
    at: [i16; 2],
    class: u8,
}

/// Why a point cannot be put on the plane, or a text is none of drawn points.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DrawnError {
    /// A coordinate is beyond the plane, or no number.
    OffThePlane,
    /// The class is none of [`CLASS_NAMES`].
    NoSuchClass,
    /// There would be more than [`Drawn::MAX_POINTS`].
    TooMany,
    /// The text is none that [`Drawn::encode`] gives.
    NoCode,
}

impl error::Error for DrawnError {}

/// Grid lines in a unit.
const LINES: f32 = 100.0;
/// The last grid line on either side of 0.
const EDGE: i16 = 600;
/// How many grid lines there are.
const SIDE: u32 = 2 * EDGE as u32 + 1;
/// The digits of the code, all of which links carry as they are.
const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
/// How many digits tell a point: 64⁴ is more than 1201 · 1201 · 6.
const CODE_LENGTH: usize = 4;

impl Drawn {
    /// How many points may be drawn.
    pub const MAX_POINTS: usize = 2000;

    /// How many points there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.marks.len()
    }

    /// Whether there is no point.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.marks.is_empty()
    }

    /// The points, in the order in which they were drawn.
    pub fn points(&self) -> impl Iterator<Item = Point> {
        self.marks.iter().map(|mark| mark.point())
    }

    /// Adds a point, moved to the nearest place on the grid.
    ///
    /// # Errors
    /// If it is off the plane, of no class that there is, or one too many.
    pub fn add(&mut self, point: Point) -> Result<(), DrawnError> {
        self.push(Mark::new(point)?)
    }

    /// Takes away the points that are no further than `radius` from `centre`.
    pub fn erase(&mut self, centre: [f32; 2], radius: f32) {
        self.marks.retain(|mark| {
            let [x, y] = mark.point().x;
            let [right, up] = [x - centre[0], y - centre[1]];
            right * right + up * up > radius * radius
        });
    }

    /// The points as a text of letters, digits, `-` and `_`: four for each.
    #[must_use]
    pub fn encode(&self) -> String {
        let digits = |mark: &Mark| {
            let code = mark.code();
            [18, 12, 6, 0].map(|shift| char::from(DIGITS[(code >> shift & 63) as usize]))
        };
        self.marks.iter().flat_map(digits).collect()
    }

    /// The points of such a text.
    ///
    /// # Errors
    /// If the text is none of drawn points, or of too many.
    pub fn decode(text: &str) -> Result<Self, DrawnError> {
        let mut drawn = Self::default();
        for code in text.as_bytes().chunks(CODE_LENGTH) {
            let mark = Mark::from_digits(code);
            drawn.push(mark.ok_or(DrawnError::NoCode)?)?;
        }
        Ok(drawn)
    }

    /// The points as samples: of two classes if the first two suffice, else of all up to the last
    /// that is used.
    #[must_use]
    pub fn to_table(&self) -> Table {
        let last = self.marks.iter().map(|mark| mark.class).max();
        let classes = usize::from(last.unwrap_or(0)) + 1;
        let points: Vec<_> = self.points().collect();
        Table::of_points(&points, &CLASS_NAMES[..classes.max(2)])
    }

    fn push(&mut self, mark: Mark) -> Result<(), DrawnError> {
        if self.len() == Self::MAX_POINTS {
            return Err(DrawnError::TooMany);
        }
        self.marks.push(mark);
        Ok(())
    }
}

impl Mark {
    fn new(point: Point) -> Result<Self, DrawnError> {
        let at = point.x.map(|x| (x * LINES).round());
        let edge = f32::from(EDGE);
        if !at.iter().all(|x| (-edge..=edge).contains(x)) {
            return Err(DrawnError::OffThePlane);
        }
        if usize::from(point.class) >= CLASS_NAMES.len() {
            return Err(DrawnError::NoSuchClass);
        }
        Ok(Self {
            at: at.map(|x| x as i16),
            class: point.class,
        })
    }

    fn point(self) -> Point {
        Point {
            x: self.at.map(|x| f32::from(x) / LINES),
            class: self.class,
        }
    }

    fn code(self) -> u32 {
        let [x, y] = self.at.map(|x| (x + EDGE) as u32);
        (u32::from(self.class) * SIDE + x) * SIDE + y
    }

    fn from_digits(digits: &[u8]) -> Option<Self> {
        if digits.len() != CODE_LENGTH {
            return None;
        }
        let code = digits.iter().try_fold(0, |code, digit| {
            let value = DIGITS.iter().position(|d| d == digit)?;
            Some(64 * code + value as u32)
        })?;
        let line = |line: u32| (line % SIDE) as i16 - EDGE;
        let class = code / SIDE / SIDE;
        (class < CLASS_NAMES.len() as u32).then_some(Self {
            at: [line(code / SIDE), line(code)],
            class: class as u8,
        })
    }
}

impl From<Drawn> for String {
    fn from(drawn: Drawn) -> Self {
        drawn.encode()
    }
}

impl TryFrom<String> for Drawn {
    type Error = DrawnError;

    fn try_from(text: String) -> Result<Self, DrawnError> {
        Self::decode(&text)
    }
}

#[cfg(test)]
mod tests {
    use proptest::{collection::vec, prelude::*};

    use super::*;
    use crate::{data::Targets, nn::Task};

    fn point(x: f32, y: f32, class: u8) -> Point {
        Point { x: [x, y], class }
    }

    fn drawn(points: &[Point]) -> Drawn {
        let mut drawn = Drawn::default();
        for &point in points {
            drawn.add(point).unwrap();
        }
        drawn
    }

    fn any_point() -> impl Strategy<Value = Point> {
        let x = || -6.0..=6.0_f32;
        (x(), x(), 0..6_u8).prop_map(|(x, y, class)| point(x, y, class))
    }

    proptest! {
        #[test]
        fn the_code_restores_every_point(points in vec(any_point(), 0..50)) {
            let drawn = drawn(&points);
            let code = drawn.encode();
            prop_assert_eq!(code.len(), 4 * points.len());
            let plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
            prop_assert!(code.chars().all(plain), "{}", code);
            prop_assert_eq!(Drawn::decode(&code), Ok(drawn.clone()));
            let json = serde_json::to_value(&drawn).unwrap();
            prop_assert_eq!(&json, &code);
            prop_assert_eq!(serde_json::from_value::<Drawn>(json).unwrap(), drawn);
        }

        #[test]
        fn a_point_moves_to_the_grid_and_stays(point in any_point()) {
            let first = drawn(&[point]);
            let moved = first.points().next().unwrap();
            prop_assert_eq!(moved.class, point.class);
            for (from, to) in point.x.into_iter().zip(moved.x) {
                prop_assert!((from - to).abs() < 0.00501, "{} {}", from, to);
            }
            prop_assert_eq!(drawn(&[moved]), first);
        }

        #[test]
        fn any_text_is_points_or_a_message(text in "[A-Za-z0-9_-]{0,20}|\\PC{0,20}") {
            if let Ok(drawn) = Drawn::decode(&text) {
                prop_assert_eq!(drawn.encode(), text);
            }
        }

        #[test]
        fn erasing_leaves_the_points_outside(
            points in vec(any_point(), 0..50),
            centre in any_point(),
            radius in 0.0..4.0_f32,
        ) {
            let distance = |p: &Point| {
                let [x, y] = [0, 1].map(|axis| f64::from(p.x[axis]) - f64::from(centre.x[axis]));
                (x * x + y * y).sqrt() - f64::from(radius)
            };
            // Rounding decides of points on the very edge.
            prop_assume!(drawn(&points).points().all(|p| distance(&p).abs() > 1e-5));
            let mut left = drawn(&points);
            left.erase(centre.x, radius);
            let is_outside = |p: &Point| distance(p) > 0.0;
            let expected: Vec<_> = drawn(&points).points().filter(is_outside).collect();
            prop_assert_eq!(left.points().collect::<Vec<_>>(), expected);
        }
    }

    #[test]
    fn the_code_stays_what_it_was() {
        // A link promises these very points.
        let points = [
            point(-6.0, -6.0, 0),
            point(6.0, 6.0, 5),
            point(0.5, -1.25, 2),
        ];
        assert_eq!(drawn(&points).encode(), "AAAAhA5FN_AH");
    }

    #[test]
    fn points_have_their_bounds() {
        let mut drawn = Drawn::default();
        for bad in [
            point(6.01, 0.0, 0),
            point(0.0, -7.0, 0),
            point(f32::NAN, 0.0, 0),
            point(0.0, f32::INFINITY, 0),
        ] {
            let error = drawn.add(bad).unwrap_err();
            assert_eq!(error.to_string(), "points lie between −6 and 6");
        }
        assert_eq!(
            drawn.add(point(0.0, 0.0, 6)).unwrap_err().to_string(),
            "a class is one of orange, blue, green, magenta, red, violet"
        );
        assert!(drawn.is_empty());
    }

    #[test]
    fn there_are_at_most_two_thousand() {
        let most = "AAAA".repeat(Drawn::MAX_POINTS);
        let mut drawn = Drawn::decode(&most).unwrap();
        let message = "at most 2000 points can be drawn";
        let error = drawn.add(point(0.0, 0.0, 0)).unwrap_err();
        assert_eq!(error.to_string(), message);
        assert_eq!(drawn.len(), Drawn::MAX_POINTS);
        assert_eq!(Drawn::decode(&(most + "AAAA")), Err(error));
    }

    #[test]
    fn what_is_no_code_is_refused() {
        for text in ["A", "AAAAA", "AAA+", "____", "hA5G", "éé"] {
            let message = "is no list of drawn points: four letters or digits for each";
            let error = Drawn::decode(text).unwrap_err();
            assert_eq!(error.to_string(), message, "{text}");
        }
    }

    #[test]
    fn the_classes_that_are_used_make_the_task() {
        let table = |classes: &[u8]| {
            let points: Vec<_> = classes
                .iter()
                .map(|&class| point(1.0, -2.0, class))
                .collect();
            drawn(&points).to_table()
        };
        for (classes, names) in [
            (&[] as &[u8], &CLASS_NAMES[..2]),
            (&[0], &CLASS_NAMES[..2]),
            (&[1, 1], &CLASS_NAMES[..2]),
            (&[0, 2], &CLASS_NAMES[..3]),
            (&[5], &CLASS_NAMES[..6]),
        ] {
            let Targets::Classes { names: read, of } = table(classes).targets else {
                unreachable!()
            };
            assert_eq!(read, names);
            assert_eq!(
                of,
                classes.iter().map(|&c| u16::from(c)).collect::<Vec<_>>()
            );
        }
        assert_eq!(table(&[0, 1]).targets.task(), Task::Binary);
        assert_eq!(table(&[0, 2]).targets.task(), Task::Multiclass);
        assert_eq!(table(&[1]).x.iter().collect::<Vec<_>>(), [1.0, -2.0]);
    }
}
