//! Several outputs in one picture: regions of classes, and combinations of labels.
//!
//! Values are laid out output after output, each a map as [`Grid`](super::heatmap::Grid) lays it
//! out.

mod borders;
mod regions;

pub use borders::winner_lines;
pub use regions::{region_labels, winners};

use super::color::{CLASS_COLORS, Palette, Rgb, Theme, class_color};

/// What the winner has of its colour at least, so that regions are told apart where the network is
/// unsure.
const WINNERS_SHARE: f32 = 0.3;

/// Paints the plane by the probabilities of `classes` as RGBA pixels into `out`, four bytes a pixel.
///
/// Each class adds its colour by the square of its probability: one that is sure shows in full,
/// several that are not fade into each other and towards the neutral. Of what is missing, the most
/// probable class takes a share. `strength`, 0 to 1, pales the whole. Values are taken in proportion
/// to their sum, those below 0 as 0 and those above 1 as 1. A pixel with a NaN gets the muted colour.
pub fn paint_classes(values: &[f32], classes: usize, theme: Theme, strength: f32, out: &mut [u8]) {
    let palette = Palette::of(theme);
    let (out, _) = out.as_chunks_mut::<4>();
    let layers: Vec<_> = planes(values, classes, out.len())
        .enumerate()
        .map(|(class, plane)| {
            (
                plane,
                Ink::new(palette, class_color(theme, class), strength),
            )
        })
        .collect();
    let blank = Ink::new(palette, palette.neutral, 0.0);
    for (pixel, out) in out.iter_mut().enumerate() {
        let (mut sum, mut squares, mut mixed) = (0.0, 0.0, [0.0; 3]);
        let (mut most, mut winner) = (0.0, &blank);
        for (plane, ink) in &layers {
            let share = within(plane[pixel]);
            let square = share * share;
            sum += share;
            squares += square;
            mixed = ink.over(mixed, square);
            if share > most {
                (most, winner) = (share, ink);
            }
        }
        let scale = if sum > 0.0 { 1.0 / (sum * sum) } else { 0.0 };
        let rest = WINNERS_SHARE * (1.0 - squares * scale);
        let mixed = mixed.map(|channel| channel * scale);
        *out = if sum.is_nan() {
            palette.muted.rgba()
        } else {
            on_neutral(palette, winner.over(mixed, rest))
        };
    }
}

/// Paints the plane by `labels` independent outputs as RGBA pixels into `out`, four bytes a pixel.
///
/// A pixel has the colour of its combination of labels, a number in which bit k is set where output
/// k is above `threshold`: grey for none, otherwise [`class_color`]. It fades towards the neutral
/// as any of its labels comes near the threshold. `strength`, 0 to 1, pales the whole. A pixel with
/// a NaN gets the muted colour. Only the first 32 labels tell combinations apart.
pub fn paint_labels(
    values: &[f32],
    labels: usize,
    threshold: f32,
    theme: Theme,
    strength: f32,
    out: &mut [u8],
) {
    let palette = Palette::of(theme);
    let (out, _) = out.as_chunks_mut::<4>();
    let planes: Vec<_> = planes(values, labels, out.len()).collect();
    let none = Ink::new(palette, palette.muted, NONE_STRENGTH * strength);
    let inks: [_; CLASS_COLORS] =
        std::array::from_fn(|class| Ink::new(palette, class_color(theme, class), strength));
    // How sure a label is, from its distance to the threshold on either side of it.
    let above = 1.0 / (1.0 - threshold).max(LEAST_SIDE);
    let below = -1.0 / threshold.max(LEAST_SIDE);
    for (pixel, out) in out.iter_mut().enumerate() {
        let (mut combination, mut bit, mut sure) = (0u32, 1u32, 1.0);
        for plane in &planes {
            let off = plane[pixel] - threshold;
            let set = off > 0.0;
            combination |= if set { bit } else { 0 };
            bit <<= 1;
            sure *= within(off * if set { above } else { below });
        }
        let ink = match combination {
            0 => &none,
            _ => &inks[combination as usize % CLASS_COLORS],
        };
        let share = WINNERS_SHARE + (1.0 - WINNERS_SHARE) * sure;
        *out = if sure.is_nan() {
            palette.muted.rgba()
        } else {
            on_neutral(palette, ink.over([0.0; 3], share))
        };
    }
}

/// Grey is as strong as this where no label is set.
const NONE_STRENGTH: f32 = 0.5;

/// A threshold at the end of the outputs' range leaves no room on one side.
const LEAST_SIDE: f32 = 1e-6;

/// The maps of the outputs, `pixels` values each.
fn planes(values: &[f32], outputs: usize, pixels: usize) -> impl Iterator<Item = &[f32]> {
    debug_assert_eq!(values.len(), outputs * pixels, "a value for each pixel");
    values.chunks_exact(pixels.max(1)).take(outputs)
}

/// A number between 0 and 1; NaN stays NaN.
#[inline(always)]
fn within(x: f32) -> f32 {
    let x = if x < 0.0 { 0.0 } else { x };
    if x > 1.0 { 1.0 } else { x }
}

/// What a colour adds to the neutral, by channel.
struct Ink([f32; 3]);

impl Ink {
    fn new(palette: &Palette, color: Rgb, strength: f32) -> Self {
        let neutral = floats(palette.neutral);
        let color = floats(color);
        Self(std::array::from_fn(|c| strength * (color[c] - neutral[c])))
    }

    /// Adds a share of the ink.
    #[inline(always)]
    fn over(&self, under: [f32; 3], share: f32) -> [f32; 3] {
        std::array::from_fn(|c| under[c] + share * self.0[c])
    }
}

fn floats(Rgb(r, g, b): Rgb) -> [f32; 3] {
    [r, g, b].map(f32::from)
}

/// A pixel of the neutral with what inks add to it.
#[inline(always)]
fn on_neutral(palette: &Palette, added: [f32; 3]) -> [u8; 4] {
    let neutral = floats(palette.neutral);
    // Rounds; the cast stays within 0 and 255.
    let [r, g, b] = std::array::from_fn(|c| (neutral[c] + added[c] + 0.5) as u8);
    [r, g, b, 255]
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const THEMES: [Theme; 2] = [Theme::Light, Theme::Dark];

    /// One pixel of several classes.
    fn class_pixel(values: &[f32], theme: Theme, strength: f32) -> [u8; 4] {
        let mut out = [0; 4];
        paint_classes(values, values.len(), theme, strength, &mut out);
        out
    }

    /// One pixel of several labels.
    fn label_pixel(values: &[f32], threshold: f32, theme: Theme, strength: f32) -> [u8; 4] {
        let mut out = [0; 4];
        paint_labels(values, values.len(), threshold, theme, strength, &mut out);
        out
    }

    fn off(a: [u8; 4], b: [u8; 4]) -> f32 {
        let channels = a.iter().zip(b);
        let squares = channels.map(|(a, b)| f32::from(a.abs_diff(b)).powi(2));
        squares.sum::<f32>().sqrt()
    }

    #[test]
    fn a_sure_class_has_its_colour_and_doubt_fades() {
        for theme in THEMES {
            let neutral = Palette::of(theme).neutral;
            for class in 0..4 {
                let sure: Vec<_> = (0..4).map(|c| if c == class { 1.0 } else { 0.0 }).collect();
                let color = class_color(theme, class);
                assert_eq!(class_pixel(&sure, theme, 1.0), color.rgba());
                let pale = neutral.mix(color, 0.5).rgba();
                assert!(off(class_pixel(&sure, theme, 0.5), pale) < 2.0);
            }
            let doubts = [
                [1.0, 0.0, 0.0],
                [0.8, 0.1, 0.1],
                [0.5, 0.25, 0.25],
                [0.34, 0.33, 0.33],
            ];
            let vivid = doubts.map(|p| off(class_pixel(&p, theme, 1.0), neutral.rgba()));
            assert!(vivid.is_sorted_by(|a, b| a > b), "{vivid:?}");
        }
    }

    #[test]
    fn a_pixel_without_a_number_is_muted() {
        let muted = Palette::of(Theme::Light).muted.rgba();
        let nan = f32::NAN;
        for values in [[nan, 0.2, 0.8], [0.2, 0.8, nan], [nan; 3]] {
            assert_eq!(class_pixel(&values, Theme::Light, 0.6), muted);
            assert_eq!(label_pixel(&values, 0.5, Theme::Light, 0.6), muted);
        }
    }

    #[test]
    fn each_pixel_takes_its_values_from_every_plane() {
        let values = [
            1.0,
            0.0,
            0.0,
            f32::NAN,
            0.0,
            1.0,
            0.0,
            0.0,
            0.0,
            0.0,
            1.0,
            0.0,
        ];
        let mut out = [0; 16];
        paint_classes(&values, 3, Theme::Dark, 1.0, &mut out);
        let color = |class| class_color(Theme::Dark, class).rgba();
        let muted = Palette::of(Theme::Dark).muted.rgba();
        assert_eq!(
            out.as_chunks::<4>().0,
            [color(0), color(1), color(2), muted]
        );
    }

    #[test]
    fn what_is_no_probability_is_brought_within() {
        let pixel = |values: &[f32]| class_pixel(values, Theme::Light, 1.0);
        assert_eq!(pixel(&[-3.0, 7.0, 0.0]), pixel(&[0.0, 1.0, 0.0]));
        assert_eq!(
            pixel(&[f32::INFINITY, f32::NEG_INFINITY]),
            pixel(&[1.0, 0.0])
        );
        assert_eq!(pixel(&[0.2, 0.2]), pixel(&[0.5, 0.5]));
        assert_eq!(
            pixel(&[0.0, -1.0]),
            Palette::of(Theme::Light).neutral.rgba()
        );
    }

    #[test]
    fn a_combination_of_labels_has_its_colour() {
        for theme in THEMES {
            let pixel = |labels: [f32; 2]| label_pixel(&labels, 0.5, theme, 1.0);
            for (combination, labels) in [(1, [1.0, 0.0]), (2, [0.0, 1.0]), (3, [1.0, 1.0])] {
                assert_eq!(pixel(labels), class_color(theme, combination).rgba());
            }
            let palette = Palette::of(theme);
            let none = palette.neutral.mix(palette.muted, NONE_STRENGTH).rgba();
            assert!(off(pixel([0.0, 0.0]), none) < 2.0);
        }
    }

    #[test]
    fn a_label_is_set_above_its_threshold() {
        let color = |value: f32, threshold| label_pixel(&[value], threshold, Theme::Light, 1.0);
        let blue = |[r, _, b, _]: [u8; 4]| i32::from(b) - i32::from(r);
        for threshold in [0.0, 0.3, 0.9] {
            assert!(blue(color(threshold + 0.01, threshold)) > 20, "{threshold}");
        }
        for threshold in [0.0, 0.3, 0.9, 1.0] {
            assert!(blue(color(threshold, threshold)) < 10, "{threshold}");
        }
        // As sure as can be on its side, whatever the threshold.
        assert_eq!(color(1.0, 0.9), class_color(Theme::Light, 1).rgba());
        assert_eq!(color(0.0, 0.1), color(0.0, 0.9));
    }

    #[test]
    fn many_labels_and_no_pixels_are_fine() {
        let pixel = label_pixel(&[1.0; 40], 0.5, Theme::Light, 1.0);
        assert_eq!(pixel, class_color(Theme::Light, u32::MAX as usize).rgba());
        paint_classes(&[], 3, Theme::Light, 1.0, &mut []);
        paint_labels(&[], 0, 0.5, Theme::Light, 1.0, &mut []);
    }

    proptest! {
        #[test]
        fn the_more_probable_class_dominates(
            values in prop::collection::vec(0.0f32..1.0, 2..=6), a in 0usize..6, b in 0usize..60,
        ) {
            let (a, other) = (a % values.len(), 1 + b % (values.len() - 1));
            let b = (a + other) % values.len();
            let (a, b) = if values[a] > values[b] { (a, b) } else { (b, a) };
            let mut swapped = values.clone();
            swapped.swap(a, b);
            for theme in THEMES {
                let [pixel, other] = [&values, &swapped].map(|p| class_pixel(p, theme, 1.0));
                // What the exchange changes lies along the line from one colour to the other.
                let [from, to] = [b, a].map(|class| class_color(theme, class).rgba());
                let along: f32 = (0..3)
                    .map(|c| {
                        let change = f32::from(pixel[c]) - f32::from(other[c]);
                        change * (f32::from(to[c]) - f32::from(from[c])) / off(from, to)
                    })
                    .sum();
                // Channels are rounded.
                prop_assert!(along > -2.0, "{values:?} in {theme:?}: {along}");
                let clear = values[a] > 0.7 * values.iter().sum::<f32>();
                prop_assert!(!clear || along > 0.5 * off(from, to), "{values:?} in {theme:?}");
            }
        }

        #[test]
        fn every_pixel_is_opaque(
            values in prop::collection::vec(prop_oneof![
                4 => -0.5f32..1.5,
                1 => prop::sample::select(vec![f32::NAN, f32::INFINITY, f32::MAX, f32::MIN]),
            ], 12),
            threshold in -0.5f32..1.5,
        ) {
            for theme in THEMES {
                let mut out = [[0; 16]; 2];
                let [classes, labels] = &mut out;
                paint_classes(&values, 3, theme, 0.6, classes);
                paint_labels(&values, 3, threshold, theme, 0.6, labels);
                let pixels = out.as_flattened().as_chunks::<4>().0;
                prop_assert!(pixels.iter().all(|pixel| pixel[3] == 255));
            }
        }

        #[test]
        fn a_surer_label_is_never_paler(a in 0.5f32..1.0, b in 0.5f32..1.0, other in 0.5f32..1.0) {
            let neutral = Palette::of(Theme::Light).neutral.rgba();
            let vivid = |p: f32| off(label_pixel(&[p, other], 0.5, Theme::Light, 1.0), neutral);
            prop_assert!(vivid(a.max(b)) >= vivid(a.min(b)) - 1.5);
        }
    }
}
