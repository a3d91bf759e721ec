//! The shape of a point, to be put on many places between the pixels.

use crate::marks::{Mark, outline};

/// How much of each pixel a shape covers, around its middle.
#[derive(Clone, Debug, PartialEq)]
pub struct Stamp {
    side: usize,
    cover: Vec<f32>,
}

/// Places of each pixel that are looked at, along each side.
const FINE: usize = 4;

impl Stamp {
    /// A mark, in pixels of the screen.
    #[must_use]
    pub fn of(mark: Mark, radius: f32) -> Self {
        let reach = libm::ceilf(1.6 * radius) as usize + 1;
        let side = 2 * reach + 1;
        let middle = side as f32 / 2.0;
        let corners = outline(mark, [middle; 2], radius);
        let cover = (0..side * side).map(|pixel| {
            let at = |fine: usize| (fine as f32 + 0.5) / FINE as f32;
            let places = (0..FINE * FINE).map(|place| {
                [
                    (pixel % side) as f32 + at(place % FINE),
                    (pixel / side) as f32 + at(place / FINE),
                ]
            });
            let inside = places.filter(|place| is_inside(&corners, *place)).count();
            inside as f32 / (FINE * FINE) as f32
        });
        Self {
            side,
            cover: cover.collect(),
        }
    }

    /// A picture of `side` pixels a side, by how much it covers each, 0 to 255.
    #[must_use]
    pub fn of_cover(side: usize, cover: impl Iterator<Item = u8>) -> Self {
        let cover: Vec<f32> = cover.map(|cover| f32::from(cover) / 255.0).collect();
        Self {
            side: if cover.len() == side * side { side } else { 0 },
            cover,
        }
    }

    /// Pixels from the middle to the edge.
    pub(super) fn reach(&self) -> f32 {
        self.side as f32 / 2.0
    }

    /// How much is covered at a place, from the shape's middle.
    #[inline]
    pub(super) fn at(&self, [x, y]: [f32; 2]) -> f32 {
        let [x, y] = [x, y].map(|x| x + self.reach() - 0.5);
        let (left, top) = (libm::floorf(x), libm::floorf(y));
        let (right, down) = (x - left, y - top);
        let pixel = |column: f32, row: f32| {
            let (column, row) = (column as isize, row as isize);
            let is_on = (0..self.side as isize).contains(&column);
            match usize::try_from(row) {
                Ok(row) if is_on => {
                    let at = row * self.side + column as usize;
                    self.cover.get(at).copied().unwrap_or_default()
                }
                _ => 0.0,
            }
        };
        let row = |row: f32| pixel(left, row) * (1.0 - right) + pixel(left + 1.0, row) * right;
        row(top) * (1.0 - down) + row(top + 1.0) * down
    }
}

fn is_inside(corners: &[[f32; 2]], [x, y]: [f32; 2]) -> bool {
    let mut inside = false;
    for (at, &[ax, ay]) in corners.iter().enumerate() {
        let [bx, by] = corners[(at + 1) % corners.len()];
        if (ay > y) != (by > y) && x < (bx - ax) * (y - ay) / (by - ay) + ax {
            inside = !inside;
        }
    }
    inside
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stamp_covers_the_area_of_its_mark() {
        for mark in [Mark::Circle, Mark::Square, Mark::Triangle, Mark::Cross] {
            let stamp = Stamp::of(mark, 5.0);
            let area: f32 = stamp.cover.iter().sum();
            assert!(
                (area / (25.0 * std::f32::consts::PI) - 1.0).abs() < 0.04,
                "{mark:?}: {area}"
            );
            assert_eq!(stamp.at([0.0, 0.0]), 1.0);
            assert_eq!(stamp.at([60.0, 0.0]), 0.0);
        }
    }

    #[test]
    fn between_pixels_it_covers_as_much() {
        let stamp = Stamp::of(Mark::Circle, 4.0);
        let area = |shift: f32| -> f32 {
            (-12..12)
                .flat_map(|x| (-12..12).map(move |y| (x, y)))
                .map(|(x, y)| stamp.at([x as f32 + shift, y as f32 + shift / 2.0]))
                .sum()
        };
        assert!((area(0.0) - area(0.3)).abs() < 0.1);
    }

    #[test]
    fn a_picture_of_another_size_is_none() {
        assert_eq!(
            Stamp::of_cover(2, [255, 255, 0, 0].into_iter()).at([-0.5, -0.5]),
            1.0
        );
        assert_eq!(Stamp::of_cover(3, [255].into_iter()).at([0.0, 0.0]), 0.0);
    }
}
