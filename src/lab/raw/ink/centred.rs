//! What is drawn, in the size and the place of MNIST's images: its longer side is 20 pixels, its shape is kept, grey
//! levels come of the edges, and its centre of mass is the middle of 28 × 28 pixels (Y. LeCun, C. Cortes, C. Burges,
//! The MNIST database). The pen is as wide whatever the size of what is drawn, as it is in those images.

/// From one place to another, each from 0 to 1 from the left and the top of the field.
pub type Stroke = [[f32; 2]; 2];

/// Rows and columns of the images that are so made.
const SIZE: [usize; 2] = [28, 28];
/// The longer side of what is drawn.
const BOX: f32 = 20.0;
/// Half the width of the pen.
const PEN: f32 = 1.2;
/// Dots along a side of a pixel.
const FINE: usize = 8;
/// The share of the field to which what is drawn is enlarged at most as if it filled it: a dot stays a dot.
const LEAST: f32 = 0.125;

/// Whether images of that size are centred.
pub fn is_centred(size: [usize; 2]) -> bool {
    size == SIZE
}

/// The values of strokes, a pixel each, row by row: whole numbers from 0 to `full`.
pub fn centred(strokes: &[Stroke], [rows, columns]: [usize; 2], full: f32) -> Vec<f32> {
    let places = || strokes.iter().flatten();
    let ends = [0, 1].map(|axis| {
        let along = places().map(|place| place[axis]);
        (
            along.clone().fold(f32::INFINITY, f32::min),
            along.fold(f32::NEG_INFINITY, f32::max),
        )
    });
    let spans = ends.map(|(low, high)| high - low);
    let scale = (BOX - 2.0 * PEN) / spans[0].max(spans[1]).max(LEAST);
    let middle = [columns, rows].map(|side| side as f32 / 2.0);
    let at = |shift: [f32; 2]| {
        let place = |place: [f32; 2]| {
            [0, 1].map(|axis| {
                let (low, high) = ends[axis];
                (place[axis] - (low + high) / 2.0) * scale + middle[axis] + shift[axis]
            })
        };
        let strokes = strokes.iter().map(|stroke| stroke.map(place));
        Dots::of(strokes, [rows, columns])
    };
    let mass = at([0.0; 2]).mass();
    // What is drawn stays inside whatever its mass does.
    let shift = [0, 1].map(|axis| {
        let room = (middle[axis] - spans[axis] * scale / 2.0 - PEN).max(0.0);
        (middle[axis] - mass[axis]).clamp(-room, room)
    });
    at(shift).values(full)
}

/// Dots that are covered, row by row.
struct Dots {
    size: [usize; 2],
    covered: Vec<bool>,
}

impl Dots {
    fn of(strokes: impl Iterator<Item = Stroke>, size: [usize; 2]) -> Self {
        let mut dots = Self {
            size,
            covered: vec![false; size[0] * size[1] * FINE * FINE],
        };
        for stroke in strokes {
            dots.cover(stroke.map(|place| place.map(|at| at * FINE as f32)));
        }
        dots
    }

    /// Covers the dots that are within the pen's reach of a stroke.
    fn cover(&mut self, [from, to]: Stroke) {
        let reach = PEN * FINE as f32;
        let [height, width] = self.size.map(|pixels| pixels * FINE);
        let along = |axis: usize, end: usize| {
            let (low, high) = (from[axis].min(to[axis]), from[axis].max(to[axis]));
            let first = (low - reach).floor().max(0.0) as usize;
            first..((high + reach).ceil().max(0.0) as usize).min(end)
        };
        let way = [to[0] - from[0], to[1] - from[1]];
        let square = way[0] * way[0] + way[1] * way[1];
        for row in along(1, height) {
            for column in along(0, width) {
                let off = [column as f32 + 0.5 - from[0], row as f32 + 0.5 - from[1]];
                let share = if square > 0.0 {
                    ((off[0] * way[0] + off[1] * way[1]) / square).clamp(0.0, 1.0)
                } else {
                    0.0
                };
                let away = (off[0] - share * way[0]).hypot(off[1] - share * way[1]);
                self.covered[row * width + column] |= away <= reach;
            }
        }
    }

    /// The centre of mass, in pixels from the left and the top; the middle where nothing is covered.
    fn mass(&self) -> [f32; 2] {
        let width = self.size[1] * FINE;
        let (mut count, mut sums) = (0.0_f64, [0.0_f64; 2]);
        for (at, _) in self
            .covered
            .iter()
            .enumerate()
            .filter(|(_, covered)| **covered)
        {
            count += 1.0;
            sums[0] += (at % width) as f64 + 0.5;
            sums[1] += (at / width) as f64 + 0.5;
        }
        if count == 0.0 {
            return [self.size[1], self.size[0]].map(|side| side as f32 / 2.0);
        }
        sums.map(|sum| (sum / count) as f32 / FINE as f32)
    }

    fn values(&self, full: f32) -> Vec<f32> {
        let [rows, columns] = self.size;
        let mut counts = vec![0_u16; rows * columns];
        let width = columns * FINE;
        for (at, _) in self
            .covered
            .iter()
            .enumerate()
            .filter(|(_, covered)| **covered)
        {
            counts[at / width / FINE * columns + at % width / FINE] += 1;
        }
        let share = full / (FINE * FINE) as f32;
        counts
            .into_iter()
            .map(|count| (f32::from(count) * share).round())
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const FULL: f32 = 255.0;

    /// The columns and rows that have ink, first and last.
    fn inked(values: &[f32]) -> [[usize; 2]; 2] {
        let dark = || (0..values.len()).filter(|&at| values[at] > 0.0);
        let ends = |of: fn(usize) -> usize| {
            let all = dark().map(of);
            [all.clone().min().unwrap(), all.max().unwrap()]
        };
        [ends(|at| at % 28), ends(|at| at / 28)]
    }

    fn mass(values: &[f32]) -> [f32; 2] {
        let sum: f32 = values.iter().sum();
        let along = |of: fn(usize) -> usize| {
            let terms = values
                .iter()
                .enumerate()
                .map(|(at, value)| (of(at) as f32 + 0.5) * value);
            terms.sum::<f32>() / sum
        };
        [along(|at| at % 28), along(|at| at / 28)]
    }

    #[test]
    fn a_line_down_is_twenty_pixels_high_in_the_middle() {
        for (left, top, height) in [(0.1, 0.0, 1.0), (0.8, 0.5, 0.3), (0.5, 0.2, 0.2)] {
            let line = [[left, top], [left, top + height]];
            let values = centred(&[line], SIZE, FULL);
            assert_eq!(inked(&values), [[12, 15], [4, 23]], "{left} {top} {height}");
            assert!(values[14 * 28 + 14] > 200.0 && values[14 * 28 + 13] == values[14 * 28 + 14]);
        }
    }

    #[test]
    fn a_dot_stays_a_dot() {
        let values = centred(&[[[0.2, 0.9]; 2]], SIZE, FULL);
        assert_eq!(inked(&values), [[12, 15], [12, 15]]);
        assert!(centred(&[], SIZE, FULL).iter().all(|value| *value == 0.0));
    }

    #[test]
    fn where_and_how_large_it_was_drawn_makes_no_difference() {
        let seven = |size: f32, [x, y]: [f32; 2]| {
            let place = |a: f32, b: f32| [x + a * size, y + b * size];
            let strokes = [
                [place(0.0, 0.0), place(0.7, 0.0)],
                [place(0.7, 0.0), place(0.25, 1.0)],
            ];
            centred(&strokes, SIZE, FULL)
        };
        let one = seven(1.0, [0.0, 0.0]);
        for (size, at) in [(0.5, [0.25, 0.5]), (0.25, [0.75, 0.0])] {
            let apart = one.iter().zip(seven(size, at)).map(|(a, b)| (a - b).abs());
            // A dot at the edge may fall to either side.
            assert!(apart.fold(0.0, f32::max) <= 8.0);
        }
    }

    proptest! {
        #[test]
        fn what_is_drawn_has_the_size_and_the_middle_of_the_others(
            places in prop::collection::vec(prop::array::uniform2(0.0..1.0_f32), 2..12),
        ) {
            let strokes: Vec<_> = places.windows(2).map(|pair| [pair[0], pair[1]]).collect();
            let span = |axis: usize| {
                let along = places.iter().map(|place| place[axis]);
                along.clone().fold(0.0, f32::max) - along.fold(1.0, f32::min)
            };
            prop_assume!(span(0).max(span(1)) > LEAST);
            let values = centred(&strokes, SIZE, FULL);
            prop_assert!(values.iter().all(|v| (0.0..=FULL).contains(v) && v.fract() == 0.0));
            let sides = inked(&values).map(|[first, last]| last - first + 1);
            // A side that begins within a pixel touches one more.
            prop_assert!((20..=21).contains(&sides[0].max(sides[1])), "{:?}", sides);
            let long = usize::from(span(1) > span(0));
            let ratio = span(1 - long) / span(long);
            let short = ratio * (BOX - 2.0 * PEN) + 2.0 * PEN;
            prop_assert!((sides[1 - long] as f32 - short).abs() <= 2.0);
            for (axis, mass) in mass(&values).into_iter().enumerate() {
                let at_edge = inked(&values)[axis];
                let is_held = at_edge[0] == 0 || at_edge[1] == 27;
                prop_assert!((mass - 14.0).abs() <= 0.5 || is_held, "{mass}");
            }
        }
    }
}
