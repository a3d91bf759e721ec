//! The background of a confusion matrix's cells.

use super::color::{Palette, Rgb, Theme};

/// The background of a cell with a `share`, 0 to 1, of its row's samples: from the ground to a tint
/// of the accent for the `right` ones, on the diagonal, and to a tint of the colour of errors for
/// the others. Text in ink stays readable on it.
pub fn count_shade(share: f32, theme: Theme, right: bool) -> Rgb {
    let palette = Palette::of(theme);
    let tint = match (right, theme) {
        (true, _) => palette.accent,
        (false, Theme::Light) => Rgb(0xa3, 0x26, 0x2b),
        (false, Theme::Dark) => Rgb(0xff, 0x9d, 0x98),
    };
    let most = match theme {
        Theme::Light => 0.42,
        Theme::Dark => 0.38,
    };
    // A root, so that the few that went wrong are seen as well.
    let share = if share > 0.0 { share.min(1.0) } else { 0.0 };
    palette.ground.mix(tint, most * share.sqrt())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::color::measure::{FULL_VISION, contrast, difference, least_difference};
    use proptest::prelude::*;

    const THEMES: [Theme; 2] = [Theme::Light, Theme::Dark];

    #[test]
    fn nothing_leaves_the_ground() {
        for theme in THEMES {
            for share in [0.0, -1.0, f32::NAN] {
                assert_eq!(count_shade(share, theme, true), Palette::of(theme).ground);
            }
            assert_eq!(
                count_shade(7.0, theme, false),
                count_shade(1.0, theme, false)
            );
        }
    }

    #[test]
    fn right_and_wrong_and_none_are_told_apart() {
        for theme in THEMES {
            let [right, wrong] = [true, false].map(|right| count_shade(1.0, theme, right));
            let ground = Palette::of(theme).ground;
            for (a, b) in [(right, wrong), (right, ground), (wrong, ground)] {
                let apart = least_difference(a, b);
                assert!(apart > 15.0, "{theme:?} {a:?} {b:?}: {apart:.1}");
            }
            let few = count_shade(0.02, theme, false);
            assert!(difference(few, ground, &FULL_VISION) > 4.0, "{theme:?}");
        }
    }

    proptest! {
        #[test]
        fn text_can_be_read_on_every_shade(share in 0.0f32..=1.0, right: bool) {
            for theme in THEMES {
                let ratio = contrast(Palette::of(theme).ink, count_shade(share, theme, right));
                prop_assert!(ratio >= 4.5, "{theme:?}: {ratio:.2}");
            }
        }

        #[test]
        fn more_is_never_paler(a in 0.0f32..=1.0, b in 0.0f32..=1.0, right: bool) {
            for theme in THEMES {
                let ground = Palette::of(theme).ground;
                let off = |share| {
                    difference(count_shade(share, theme, right), ground, &FULL_VISION)
                };
                // Channels are rounded.
                prop_assert!(off(a.max(b)) >= off(a.min(b)) - 0.5);
            }
        }
    }
}
