//! Parallel coordinates: an axis beside another for each quantity, and a line over all of them for each thing.

/// Where the axes are, in pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Parallel {
    /// Width and height.
    pub size: [f64; 2],
    /// How many axes there are.
    pub axes: usize,
}

/// Room left and right, above and below.
const BESIDE: f64 = 44.0;
const ABOVE: f64 = 36.0;
const BELOW: f64 = 24.0;

impl Parallel {
    /// Where an axis stands; one alone in the middle.
    #[must_use]
    pub fn x(&self, axis: usize) -> f64 {
        let width = (self.size[0] - 2.0 * BESIDE).max(1.0);
        if self.axes < 2 {
            return BESIDE + width / 2.0;
        }
        BESIDE + width * axis as f64 / (self.axes - 1) as f64
    }

    /// The upper and the lower end of every axis.
    #[must_use]
    pub fn ends(&self) -> [f64; 2] {
        [ABOVE, (self.size[1] - BELOW).max(ABOVE + 1.0)]
    }

    /// Where a share from 0, below, to 1 stands.
    #[must_use]
    pub fn y(&self, share: f64) -> f64 {
        let [top, bottom] = self.ends();
        bottom - share.clamp(0.0, 1.0) * (bottom - top)
    }

    /// The corners of a line; an axis on which it has no share is passed over.
    #[must_use]
    pub fn line(&self, shares: &[Option<f64>]) -> Vec<[f64; 2]> {
        let all = shares.iter().enumerate();
        all.filter_map(|(axis, share)| Some([self.x(axis), self.y((*share)?)]))
            .collect()
    }

    /// The line that comes nearest to a place, within so many pixels up or down; of equals the last, which is
    /// drawn over the others.
    #[must_use]
    pub fn nearest(&self, lines: &[Vec<[f64; 2]>], at: [f64; 2], reach: f64) -> Option<usize> {
        let off = |line: &Vec<[f64; 2]>| {
            let parts = line.windows(2).filter(|ends| {
                let [from, to] = [ends[0][0], ends[1][0]];
                (from..=to).contains(&at[0])
            });
            let heights = parts.map(|ends| {
                let [[x, y], [to_x, to_y]] = [ends[0], ends[1]];
                let share = if to_x > x {
                    (at[0] - x) / (to_x - x)
                } else {
                    0.0
                };
                (y + share * (to_y - y) - at[1]).abs()
            });
            heights.fold(f64::INFINITY, f64::min)
        };
        let mut best = None;
        for (number, off) in lines.iter().map(off).enumerate() {
            if off <= reach && best.is_none_or(|(_, least)| off <= least) {
                best = Some((number, off));
            }
        }
        best.map(|(number, _)| number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLOT: Parallel = Parallel {
        size: [488.0, 160.0],
        axes: 3,
    };

    #[test]
    fn axes_stand_evenly_and_shares_go_up() {
        assert_eq!([0, 1, 2].map(|axis| PLOT.x(axis)), [44.0, 244.0, 444.0]);
        assert_eq!(
            [0.0, 0.5, 1.0].map(|share| PLOT.y(share)),
            [136.0, 86.0, 36.0]
        );
        let alone = Parallel { axes: 1, ..PLOT };
        assert_eq!(alone.x(0), 244.0);
        let line = PLOT.line(&[Some(0.0), None, Some(1.0)]);
        assert_eq!(line, [[44.0, 136.0], [444.0, 36.0]]);
    }

    #[test]
    fn the_nearest_line_is_found_also_across_an_axis_that_it_passes_over() {
        let lines = [
            PLOT.line(&[Some(0.0), Some(0.0), Some(0.0)]),
            PLOT.line(&[Some(0.0), None, Some(1.0)]),
            PLOT.line(&[Some(1.0), Some(1.0), Some(1.0)]),
        ];
        let near = |at| PLOT.nearest(&lines, at, 10.0);
        assert_eq!(near([244.0, 132.0]), Some(0));
        assert_eq!(near([244.0, 92.0]), Some(1));
        assert_eq!(near([300.0, 42.0]), Some(2));
        assert_eq!(near([244.0, 112.0]), None);
        assert_eq!(near([10.0, 136.0]), None);
        // Where all meet the last is on top.
        assert_eq!(near([444.0, 36.0]), Some(2));
    }
}
