//! The shape of a point, to be put on many places between the pixels.

use crate::marks::{Mark, outline};

/// How much of each pixel a shape covers, wherever between pixels its middle is.
#[derive(Clone, Debug, PartialEq)]
pub struct Stamp {
    /// Pixels along each side, one more than the shape takes: it is moved by less than one.
    side: usize,
    /// What is covered of each pixel, 0 to 255, one after another for each place within a pixel.
    covers: Vec<u8>,
}

/// Places of each pixel that are looked at, along each side.
const FINE: usize = 4;
/// Places within a pixel that a shape's middle can be at, along each side.
const STEPS: usize = 4;

impl Stamp {
    /// A mark, in pixels of the screen.
    #[must_use]
    pub fn of(mark: Mark, radius: f32) -> Self {
        let side = 2 * (libm::ceilf(1.6 * radius) as usize) + 1;
        let middle = side as f32 / 2.0;
        let corners = outline(mark, [middle; 2], radius);
        let cover = |pixel: usize| {
            let at = |fine: usize| (fine as f32 + 0.5) / FINE as f32;
            let places = (0..FINE * FINE).map(|place| {
                [
                    (pixel % side) as f32 + at(place % FINE),
                    (pixel / side) as f32 + at(place / FINE),
                ]
            });
            let inside = places.filter(|place| is_inside(&corners, *place)).count();
            (inside * 255 / (FINE * FINE)) as u8
        };
        Self::of_cover(side, &(0..side * side).map(cover).collect::<Vec<_>>())
    }

    /// A picture of `side` pixels a side, by how much it covers of each, 0 to 255.
    #[must_use]
    pub fn of_cover(side: usize, cover: &[u8]) -> Self {
        if cover.len() != side * side {
            return Self {
                side: 0,
                covers: Vec::new(),
            };
        }
        let pixel = |x: usize, y: usize| {
            // One beyond the left or the top is none.
            let is_on = (1..=side).contains(&x) && (1..=side).contains(&y);
            if is_on {
                f32::from(cover[(y - 1) * side + x - 1])
            } else {
                0.0
            }
        };
        let mut covers = Vec::with_capacity(STEPS * STEPS * (side + 1) * (side + 1));
        for step in 0..STEPS * STEPS {
            let [right, down] = [step % STEPS, step / STEPS].map(|step| step as f32 / STEPS as f32);
            for y in 0..=side {
                for x in 0..=side {
                    let row = |y: usize| pixel(x, y) * right + pixel(x + 1, y) * (1.0 - right);
                    covers.push((row(y) * down + row(y + 1) * (1.0 - down) + 0.5) as u8);
                }
            }
        }
        Self {
            side: side + 1,
            covers,
        }
    }

    /// The shape with its middle at a place: the column and the row of its first pixel, how many there are along each
    /// side, and how much it covers of each.
    pub(super) fn at(&self, place: [f32; 2]) -> ([isize; 2], usize, &[u8]) {
        let half = (self.side.max(1) - 1) as f32 / 2.0;
        // From its first pixel on, in steps.
        let steps = place.map(|x| libm::floorf((x - half) * STEPS as f32 + 0.5) as isize);
        let first = steps.map(|step| step.div_euclid(STEPS as isize));
        let [right, down] = steps.map(|step| step.rem_euclid(STEPS as isize) as usize);
        let size = self.side * self.side;
        let start = (down * STEPS + right) * size;
        let cover = self.covers.get(start..start + size).unwrap_or_default();
        (first, self.side, cover)
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

    /// What is covered, and the middle of it.
    fn covered(stamp: &Stamp, place: [f32; 2]) -> (f32, [f32; 2]) {
        let ([left, top], side, cover) = stamp.at(place);
        let (mut area, mut middle) = (0.0, [0.0; 2]);
        for (at, &cover) in cover.iter().enumerate() {
            let share = f32::from(cover) / 255.0;
            area += share;
            middle[0] += share * (left as f32 + (at % side) as f32 + 0.5);
            middle[1] += share * (top as f32 + (at / side) as f32 + 0.5);
        }
        (area, middle.map(|x| x / area))
    }

    #[test]
    fn a_stamp_covers_the_area_of_its_mark_around_its_place() {
        for mark in [Mark::Circle, Mark::Square, Mark::Triangle, Mark::Cross] {
            let stamp = Stamp::of(mark, 5.0);
            for place in [
                [20.0, 30.0],
                [20.5, 30.5],
                [20.3, 29.9],
                [-3.2, -7.7],
                [0.1, 0.9],
            ] {
                let (area, middle) = covered(&stamp, place);
                let wanted = 25.0 * std::f32::consts::PI;
                assert!((area / wanted - 1.0).abs() < 0.04, "{mark:?}: {area}");
                for (found, at) in middle.into_iter().zip(place) {
                    assert!(
                        (found - at).abs() < 0.2,
                        "{mark:?} at {place:?}: {middle:?}"
                    );
                }
            }
        }
    }

    #[test]
    fn a_picture_of_another_size_is_none() {
        let dot = Stamp::of_cover(1, &[255]);
        assert_eq!(covered(&dot, [4.5, 7.5]), (1.0, [4.5, 7.5]));
        let none = Stamp::of_cover(3, &[255]);
        assert!(none.at([4.0, 4.0]).2.is_empty());
    }
}
