//! A landscape of heights: its levels, spaced by factors where heights are of many sizes, and its colours.

use super::{
    color::Ramp,
    scale::{Scale, format_short, nice_bounds, nice_step, ticks},
};

/// How heights become colours and where contour lines run.
#[derive(Clone, Debug, PartialEq)]
pub struct Relief {
    low: f64,
    high: f64,
    is_log: bool,
}

/// Where the highest is so many times the lowest, levels are spaced by factors.
const MANY: f64 = 12.0;
/// Powers of ten below the highest that are told apart.
const DECADES: f64 = 5.0;
/// Heights beyond this share of all have the same colour, where they are so many times as high.
const SHARE: f64 = 0.9;
const TOWERS: f64 = 30.0;
/// Levels at most, by equal steps.
const LEVELS: usize = 12;
/// Powers of ten that have levels between them.
const FINE_DECADES: f64 = 3.2;
const FINEST_DECADES: f64 = 2.4;
/// A scale is kept as long as heights take this share of it.
const KEPT: f64 = 0.6;

impl Relief {
    /// Of heights, of which there may be some that are no numbers; `None` where there is no other.
    pub fn of(heights: &[f32]) -> Option<Self> {
        let mut finite: Vec<f32> = heights.iter().copied().filter(|h| h.is_finite()).collect();
        let extent = |(low, high): (f32, f32), &h: &f32| (low.min(h), high.max(h));
        let (low, mut high) = finite
            .iter()
            .fold((f32::INFINITY, f32::NEG_INFINITY), extent);
        if finite.is_empty() {
            return None;
        }
        let at = ((finite.len() - 1) as f64 * SHARE) as usize;
        let (_, &mut usual, _) = finite.select_nth_unstable_by(at, f32::total_cmp);
        if f64::from(high) > TOWERS * f64::from(usual) && usual > low {
            high = usual;
        }
        Some(Self::between(low.into(), high.into()))
    }

    fn between(low: f64, high: f64) -> Self {
        if low > 0.0 && high > MANY * low {
            let low = low.max(high / libm::exp10(DECADES));
            return Self {
                low: digit_below(low),
                high: digit_above(high),
                is_log: true,
            };
        }
        let size = low.abs().max(high.abs());
        // What is flat has a level, if but one.
        let (low, high) = if high - low > 1e-6 * size {
            (low, high)
        } else {
            (low - 0.05 * size.max(1e-3), high + 0.05 * size.max(1e-3))
        };
        let (low, high) = nice_bounds(low, high, nice_step(high - low, LEVELS));
        Self {
            low,
            high,
            is_log: false,
        }
    }

    /// This scale, or the `last` one where that serves as well: colours do not change at every step.
    pub fn steady(self, last: Option<&Self>) -> Self {
        let serves = |last: &&Self| {
            let span = |of: &Self| last.share(of.high) - last.share(of.low);
            last.is_log == self.is_log
                && last.low <= self.low
                && last.high >= self.high
                && span(&self) >= KEPT
        };
        last.filter(serves).cloned().unwrap_or(self)
    }

    /// The heights at both ends of the colours.
    pub fn ends(&self) -> [f64; 2] {
        [self.low, self.high]
    }

    /// Where a height is between the ends: from 0 to 1, beyond them the same as at them. NaN stays NaN.
    pub fn share(&self, height: f64) -> f64 {
        let ends = (self.low, self.high);
        let height = if height.is_nan() {
            height
        } else {
            height.clamp(ends.0, ends.1)
        };
        let scale = match self.is_log {
            true => Scale::log(ends, (0.0, 1.0)),
            false => Scale::linear(ends, (0.0, 1.0)),
        };
        scale.to_pixel(height)
    }

    /// The heights of the contour lines, from the lowest.
    pub fn levels(&self) -> Vec<f64> {
        if !self.is_log {
            let step = nice_step(self.high - self.low, LEVELS);
            return ticks(self.low, self.high, step);
        }
        let decades = libm::log10(self.high / self.low);
        let digits: &[f64] = if decades <= FINEST_DECADES {
            &[1.0, 1.5, 2.0, 3.0, 5.0, 7.0]
        } else if decades <= FINE_DECADES {
            &[1.0, 2.0, 5.0]
        } else {
            &[1.0, 3.0]
        };
        let first = libm::floor(libm::log10(self.low) + 1e-9) as i32;
        let last = libm::ceil(libm::log10(self.high) - 1e-9) as i32;
        let all = (first..=last)
            .flat_map(|power| digits.iter().map(move |d| d * libm::exp10(power.into())));
        let within = |level: &f64| (self.low * 0.999..=self.high * 1.001).contains(level);
        all.filter(within).collect()
    }

    /// Numbers beside the colours, so many at most: each with where it stands, from 0 to 1.
    pub fn marks(&self, most: usize) -> Vec<(String, f64)> {
        let levels = self.levels();
        let every = levels.len().div_ceil(most.max(1)).max(1);
        let mark = |level: &f64| (format_short(*level), self.share(*level));
        levels.iter().step_by(every).map(mark).collect()
    }

    /// Paints heights as RGBA pixels into `out`, four bytes a height.
    pub fn paint(&self, heights: &[f32], ramp: &Ramp, out: &mut [u8]) {
        debug_assert_eq!(out.len(), 4 * heights.len(), "four bytes a height");
        let (pixels, _) = out.as_chunks_mut::<4>();
        for (pixel, &height) in pixels.iter_mut().zip(heights) {
            // What grew beyond all numbers is as high as can be.
            let height = if height == f32::INFINITY {
                self.high
            } else {
                height.into()
            };
            *pixel = ramp.at((2.0 * self.share(height) - 1.0) as f32);
        }
    }
}

/// The largest of 1, 2 and 5 times a power of ten that is not above a height.
fn digit_below(height: f64) -> f64 {
    let power = libm::exp10(libm::floor(libm::log10(height) + 1e-9));
    let digit = [5.0, 2.0]
        .into_iter()
        .find(|d| d * power <= height * (1.0 + 1e-9));
    digit.unwrap_or(1.0) * power
}

/// The least that is not below.
fn digit_above(height: f64) -> f64 {
    let power = libm::exp10(libm::floor(libm::log10(height) + 1e-9));
    let digit = [1.0, 2.0, 5.0]
        .into_iter()
        .find(|d| d * power >= height * (1.0 - 1e-9));
    digit.unwrap_or(10.0) * power
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::color::Theme;
    use proptest::prelude::*;

    #[test]
    fn heights_of_many_sizes_have_levels_by_factors() {
        let relief = Relief::of(&[0.011, 0.2, 1.4, 1.9]).unwrap();
        assert_eq!(relief.ends(), [0.01, 2.0]);
        let few = Relief::of(&[0.0021, 0.2, 1.4, 1.9]).unwrap();
        let levels: Vec<String> = few.levels().into_iter().map(format_short).collect();
        assert_eq!(levels[..4], ["0.002", "0.005", "0.01", "0.02"]);
        let levels: Vec<String> = relief.levels().into_iter().map(format_short).collect();
        assert_eq!(
            levels,
            [
                "0.01", "0.015", "0.02", "0.03", "0.05", "0.07", "0.1", "0.15", "0.2", "0.3",
                "0.5", "0.7", "1", "1.5", "2"
            ]
        );
        assert!((relief.share(0.1414) - 0.5).abs() < 1e-3);
        let relief = Relief::of(&[1e-9, 0.5]).unwrap();
        assert!(relief.levels().len() <= 14, "{:?}", relief.levels());
        assert_eq!(relief.ends()[1], 0.5);
    }

    #[test]
    fn others_have_levels_by_equal_steps() {
        let relief = Relief::of(&[0.21, 0.5, 0.69]).unwrap();
        assert_eq!(relief.ends().map(format_short), ["0.2", "0.7"]);
        assert_eq!(relief.levels().len(), 11);
        // Shares of wrong answers.
        let relief = Relief::of(&[0.0, 0.25, 1.0]).unwrap();
        assert_eq!(relief.ends(), [0.0, 1.0]);
        // A plain has a level above and below.
        let [low, high] = Relief::of(&[0.693; 9]).unwrap().ends();
        assert!(low < 0.693 && high > 0.693);
        let [low, high] = Relief::of(&[0.0; 9]).unwrap().ends();
        assert!(low < high);
    }

    #[test]
    fn towers_do_not_hide_the_valley() {
        let mut heights: Vec<f32> = (1..=95).map(|h| h as f32).collect();
        heights.extend([1e20, f32::INFINITY, f32::NAN, 3e30]);
        let [low, high] = Relief::of(&heights).unwrap().ends();
        assert_eq!((low, high), (1.0, 100.0));
        assert_eq!(Relief::of(&[f32::NAN, f32::INFINITY]), None);
        assert_eq!(Relief::of(&[]), None);
    }

    #[test]
    fn colours_stay_while_they_serve() {
        let first = Relief::of(&[0.011, 1.9]).unwrap();
        let next = Relief::of(&[0.03, 1.8]).unwrap();
        assert_eq!(next.clone().steady(Some(&first)), first);
        assert_eq!(next.clone().steady(None), next);
        for other in [
            Relief::of(&[0.001, 1.9]),
            Relief::of(&[0.5, 0.9]),
            Relief::of(&[0.7, 1.9]),
        ] {
            let other = other.unwrap();
            assert_eq!(other.clone().steady(Some(&first)), other);
        }
    }

    #[test]
    fn low_is_pale_and_high_is_dark_and_what_is_no_number_stands_apart() {
        for theme in [Theme::Light, Theme::Dark] {
            let ramp = Ramp::losses(theme);
            let relief = Relief::of(&[0.0, 1.0]).unwrap();
            let mut out = [0; 16];
            relief.paint(&[0.0, 1.0, f32::INFINITY, f32::NAN], &ramp, &mut out);
            let (pixels, _) = out.as_chunks::<4>();
            assert_eq!(pixels[0], ramp.at(-1.0));
            assert_eq!(pixels[1], ramp.at(1.0));
            assert_eq!(pixels[2], pixels[1]);
            assert!(!pixels[..2].contains(&pixels[3]));
        }
    }

    proptest! {
        #[test]
        fn any_heights_are_within_few_levels(heights in proptest::collection::vec(prop_oneof![
            -1e3f32..1e3, 0f32..1e-6, Just(0.0), Just(f32::MAX), Just(f32::NAN),
        ], 1..50)) {
            if let Some(relief) = Relief::of(&heights) {
                let [low, high] = relief.ends();
                prop_assert!(low < high);
                let levels = relief.levels();
                prop_assert!((1..=20).contains(&levels.len()), "{levels:?}");
                prop_assert!(levels.is_sorted());
                for (_, at) in relief.marks(5) {
                    prop_assert!((-0.01..=1.01).contains(&at));
                }
                prop_assert!(relief.marks(5).len() <= 5);
                for height in heights.iter().filter(|h| !h.is_nan()) {
                    prop_assert!((0.0..=1.0).contains(&relief.share(f64::from(*height))));
                }
            }
        }
    }
}
