//! Colours: the tokens of both themes, and the scales that turn numbers into colours.
//!
//! One scale per meaning: classes and outputs run orange–blue, weights purple–green, gradients
//! brown–teal; all three diverge from the theme's neutral. Layers run from pink to maroon, losses from
//! the theme's ground to a muted slate.

#[cfg(test)]
pub(crate) mod measure;

use colorous::PURPLE_RED;

/// The page's two themes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Theme {
    /// Dark ink on a light ground.
    #[default]
    Light,
    /// Light ink on a dark ground.
    Dark,
}

/// A colour: red, green and blue in sRGB, 0 to 255.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Rgb(pub u8, pub u8, pub u8);

impl Rgb {
    /// The colour as CSS writes it: `#rrggbb`.
    pub fn css(self) -> String {
        format!("#{:02x}{:02x}{:02x}", self.0, self.1, self.2)
    }

    /// The colour a share `t` (0 to 1) of the way to `other`, straight through sRGB.
    pub fn mix(self, other: Self, t: f32) -> Self {
        let t = t.clamp(0.0, 1.0);
        let channel = |a: u8, b: u8| (f32::from(a) * (1.0 - t) + f32::from(b) * t).round() as u8;
        Self(
            channel(self.0, other.0),
            channel(self.1, other.1),
            channel(self.2, other.2),
        )
    }

    /// The colour as one opaque RGBA pixel.
    pub fn rgba(self) -> [u8; 4] {
        [self.0, self.1, self.2, 255]
    }

    const fn hex(rgb: u32) -> Self {
        Self((rgb >> 16) as u8, (rgb >> 8) as u8, rgb as u8)
    }
}

impl From<colorous::Color> for Rgb {
    fn from(color: colorous::Color) -> Self {
        Self(color.r, color.g, color.b)
    }
}

/// A theme's named colours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Palette {
    /// What everything stands on.
    pub ground: Rgb,
    /// Text and the boundary line.
    pub ink: Rgb,
    /// Secondary text; also values that are not a number.
    pub muted: Rgb,
    /// Rules and grid lines.
    pub hairline: Rgb,
    /// What can be pressed.
    pub accent: Rgb,
    /// The middle of every diverging scale, a shade off the ground so that a map shows on it.
    pub neutral: Rgb,
    /// The positive class and high outputs.
    pub blue: Rgb,
    /// The negative class and low outputs.
    pub orange: Rgb,
    /// Positive weights (green).
    pub positive: Rgb,
    /// Negative weights (purple).
    pub negative: Rgb,
    /// Negative gradients (brown).
    pub gradient_negative: Rgb,
    /// Positive gradients (teal).
    pub gradient_positive: Rgb,
    /// A point of the positive class: stands out from the surface below it.
    pub point_blue: Rgb,
    /// A point of the negative class: stands out from the surface below it.
    pub point_orange: Rgb,
    /// The rim of filled points and the inside of hollow ones.
    pub point_paper: Rgb,
}

static LIGHT: Palette = Palette {
    ground: Rgb::hex(0xfcfcfa),
    ink: Rgb::hex(0x1c2130),
    muted: Rgb::hex(0x6a7080),
    hairline: Rgb::hex(0xe5e4de),
    accent: Rgb::hex(0x3a53c5),
    neutral: Rgb::hex(0xf8f6f2),
    blue: Rgb::hex(0x3a7cc4),
    orange: Rgb::hex(0xe88c34),
    positive: Rgb::hex(0x248246),
    negative: Rgb::hex(0x7a3ea0),
    gradient_negative: Rgb::hex(0x8c510a),
    gradient_positive: Rgb::hex(0x0b675f),
    point_blue: Rgb::hex(0x245f9f),
    point_orange: Rgb::hex(0xc8640f),
    point_paper: Rgb::hex(0xfdfcfa),
};

static DARK: Palette = Palette {
    ground: Rgb::hex(0x14161c),
    ink: Rgb::hex(0xe9e8e3),
    muted: Rgb::hex(0x9aa0ae),
    hairline: Rgb::hex(0x2a2e38),
    accent: Rgb::hex(0x8ea2ff),
    neutral: Rgb::hex(0x22242a),
    blue: Rgb::hex(0x468cd7),
    orange: Rgb::hex(0xde8230),
    positive: Rgb::hex(0x54b06e),
    negative: Rgb::hex(0xaa78cd),
    gradient_negative: Rgb::hex(0xcd9b52),
    gradient_positive: Rgb::hex(0x5ab2a8),
    point_blue: Rgb::hex(0x5fa8ee),
    point_orange: Rgb::hex(0xf0a050),
    point_paper: Rgb::hex(0x16181e),
};

impl Palette {
    /// The colours of `theme`.
    pub fn of(theme: Theme) -> &'static Self {
        match theme {
            Theme::Light => &LIGHT,
            Theme::Dark => &DARK,
        }
    }
}

/// How vivid the decision surface is, so that its points stand out; unit tiles are at 1.
pub const SURFACE_STRENGTH: f32 = 0.58;

/// The colours of losses from the lowest to the highest, about as far apart in lightness each.
const LIGHT_LOSSES: [Rgb; 5] = [
    Rgb::hex(0xfbf6e6),
    Rgb::hex(0xd8d5cc),
    Rgb::hex(0xa3a7b1),
    Rgb::hex(0x6d748a),
    Rgb::hex(0x3f465e),
];
const DARK_LOSSES: [Rgb; 5] = [
    Rgb::hex(0x11131a),
    Rgb::hex(0x272c3b),
    Rgb::hex(0x454d63),
    Rgb::hex(0x6c748b),
    Rgb::hex(0x9ba1b0),
];

/// A colour scale as a table: entry 0 stands for −1, 127 for 0, 254 for 1, and the last
/// for what is not a number. Most diverge from the middle.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ramp([[u8; 4]; 256]);

impl Ramp {
    /// Where the scale has its middle; the table is symmetric about it.
    const CENTRE: usize = 127;
    const NOT_A_NUMBER: usize = 255;

    /// Classes, outputs and activations: orange through neutral to blue. A `strength` below 1
    /// pales both ends towards the neutral, for a surface that carries points
    /// ([`SURFACE_STRENGTH`]).
    pub fn classes(palette: &Palette, strength: f32) -> Self {
        Self::diverging(palette, palette.orange, palette.blue, strength)
    }

    /// Weights: purple through neutral to green.
    pub fn weights(palette: &Palette) -> Self {
        Self::diverging(palette, palette.negative, palette.positive, 1.0)
    }

    /// Gradients: brown through neutral to teal.
    pub fn gradients(palette: &Palette) -> Self {
        Self::diverging(
            palette,
            palette.gradient_negative,
            palette.gradient_positive,
            1.0,
        )
    }

    /// Losses: from near the ground, where they are low, to a muted slate; −1 stands for the lowest.
    pub fn losses(theme: Theme) -> Self {
        let stops = match theme {
            Theme::Light => LIGHT_LOSSES,
            Theme::Dark => DARK_LOSSES,
        };
        let parts = (stops.len() - 1) as f32;
        let colour = |index: usize| {
            let at = index.min(2 * Self::CENTRE) as f32 / (2 * Self::CENTRE) as f32 * parts;
            let before = (at as usize).min(stops.len() - 2);
            stops[before]
                .mix(stops[before + 1], at - before as f32)
                .rgba()
        };
        let mut table = std::array::from_fn(colour);
        table[Self::NOT_A_NUMBER] = Palette::of(theme).hairline.rgba();
        Self(table)
    }

    /// The colour of `t`, −1 to 1; beyond the ends it stays at them. NaN has a colour of its own,
    /// which is never the neutral.
    #[inline]
    pub fn at(&self, t: f32) -> [u8; 4] {
        let index = if t.is_nan() {
            Self::NOT_A_NUMBER
        } else {
            (t.clamp(-1.0, 1.0) * 127.0 + 127.5) as usize
        };
        self.0[index & 255]
    }

    fn diverging(palette: &Palette, low: Rgb, high: Rgb, strength: f32) -> Self {
        let colour = |index: usize| {
            let share = index.abs_diff(Self::CENTRE) as f32 / Self::CENTRE as f32;
            let end = if index < Self::CENTRE { low } else { high };
            palette.neutral.mix(end, share * strength).rgba()
        };
        let mut table = std::array::from_fn(colour);
        table[Self::NOT_A_NUMBER] = palette.muted.rgba();
        Self(table)
    }
}

/// How many classes have a colour of their own; beyond them the colours repeat.
pub const CLASS_COLORS: usize = 10;

/// A region's colour and that of its points.
///
/// Orange, blue, green, magenta and red come from M. Okabe and K. Ito, "Color Universal Design" (2008),
/// moved in lightness until they are told apart on their ground. Violet stands for their yellow, which
/// is none as a point on a light ground and leaves no contrast to text on a dark one: the first six are
/// of the same name in both themes. By ΔE*ab, in full vision,
/// protanopia, deuteranopia and tritanopia alike, the first four regions differ by 25 and the first
/// six by 21, the first six in full vision by 42; their points by 24, 20 and 40.
type ClassColor = (Rgb, Rgb);

const LIGHT_CLASSES: [ClassColor; CLASS_COLORS] = [
    (Rgb::hex(0xe88c34), Rgb::hex(0xc8640f)),
    (Rgb::hex(0x3a7cc4), Rgb::hex(0x245f9f)),
    (Rgb::hex(0x74d6a4), Rgb::hex(0x0aa06e)),
    (Rgb::hex(0x873b76), Rgb::hex(0x6b2a58)),
    (Rgb::hex(0xc03038), Rgb::hex(0xd71a44)),
    (Rgb::hex(0x4034b4), Rgb::hex(0x5430b2)),
    (Rgb::hex(0xf0d839), Rgb::hex(0x504a04)),
    (Rgb::hex(0x6b552e), Rgb::hex(0x46371c)),
    (Rgb::hex(0x7fd0ee), Rgb::hex(0x0f8fb4)),
    (Rgb::hex(0x7d9a3a), Rgb::hex(0x54700f)),
];

const DARK_CLASSES: [ClassColor; CLASS_COLORS] = [
    (Rgb::hex(0xde8230), Rgb::hex(0xf0a050)),
    (Rgb::hex(0x468cd7), Rgb::hex(0x5fa8ee)),
    (Rgb::hex(0x86a06c), Rgb::hex(0xc4e8b0)),
    (Rgb::hex(0x93387e), Rgb::hex(0xc84c9e)),
    (Rgb::hex(0xb02830), Rgb::hex(0xf0605c)),
    (Rgb::hex(0x4f46c0), Rgb::hex(0x8674ff)),
    (Rgb::hex(0xc08ca5), Rgb::hex(0xf0c0d8)),
    (Rgb::hex(0x7a6420), Rgb::hex(0xd0b84a)),
    (Rgb::hex(0x1f8f8a), Rgb::hex(0x5ad0c4)),
    (Rgb::hex(0x7c5236), Rgb::hex(0xc89878)),
];

fn class_colors(theme: Theme, class: usize) -> ClassColor {
    let colors = match theme {
        Theme::Light => &LIGHT_CLASSES,
        Theme::Dark => &DARK_CLASSES,
    };
    colors[class % CLASS_COLORS]
}

/// The colour of a class's region in pictures of several classes or combinations of labels. Class 0
/// is orange and class 1 blue, as where there are but two; from [`CLASS_COLORS`] on they repeat.
pub fn class_color(theme: Theme, class: usize) -> Rgb {
    class_colors(theme, class).0
}

/// The colour of a class's points, which stand out from the paler surface.
pub fn class_point(theme: Theme, class: usize) -> Rgb {
    class_colors(theme, class).1
}

/// Line colours for `n` layers in order, from pale for the first to deep for the output: the scale
/// from pink to maroon, which stands for nothing else on the page. Told apart up to 9.
pub fn layer_colors(theme: Theme, n: usize) -> Vec<Rgb> {
    // Places on the scale that are equally far apart to the eye, where it shows on the ground.
    const LIGHT: [f64; 9] = [0.478, 0.55, 0.612, 0.662, 0.72, 0.79, 0.87, 0.94, 1.0];
    const DARK: [f64; 9] = [
        0.235, 0.298, 0.384, 0.482, 0.547, 0.609, 0.656, 0.707, 0.769,
    ];
    let places = match theme {
        Theme::Light => LIGHT,
        Theme::Dark => DARK,
    };
    let last = places.len() - 1;
    (0..n)
        .map(|layer| {
            let at = (last * layer) as f64 / (n.max(2) - 1) as f64;
            let (below, part) = (at as usize, at.fract());
            let above = places[(below + 1).min(last)];
            PURPLE_RED
                .eval_continuous(places[below] + (above - places[below]) * part)
                .into()
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{measure::*, *};
    use colorous::BROWN_GREEN;

    const THEMES: [Theme; 2] = [Theme::Light, Theme::Dark];

    fn colour([r, g, b, alpha]: [u8; 4]) -> Rgb {
        assert_eq!(alpha, 255);
        Rgb(r, g, b)
    }

    fn ramps(palette: &Palette) -> [Ramp; 4] {
        [
            Ramp::classes(palette, 1.0),
            Ramp::classes(palette, SURFACE_STRENGTH),
            Ramp::weights(palette),
            Ramp::gradients(palette),
        ]
    }

    #[test]
    fn css_and_mix() {
        let (a, b) = (Rgb(0, 16, 255), Rgb(255, 16, 0));
        assert_eq!(a.css(), "#0010ff");
        assert_eq!(a.mix(b, 0.0), a);
        assert_eq!(a.mix(b, 1.0), b);
        assert_eq!(a.mix(b, 0.5), Rgb(128, 16, 128));
        assert_eq!(a.mix(b, 7.0), b);
    }

    #[test]
    fn the_measures_agree_with_known_values() {
        let (black, white) = (Rgb(0, 0, 0), Rgb(255, 255, 255));
        assert!((contrast(black, white) - 21.0).abs() < 1e-9);
        assert!((contrast(white, Rgb(0x76, 0x76, 0x76)) - 4.54).abs() < 0.01);
        let red = lab(Rgb(255, 0, 0), &FULL_VISION);
        for (found, known) in red.iter().zip([53.24, 80.09, 67.20]) {
            assert!((found - known).abs() < 0.05, "{red:?}");
        }
        for vision in &VISIONS {
            assert!(difference(white, Rgb(254, 255, 255), vision) < 1.0);
            assert!(lab(white, vision)[0] > 99.9, "white stays white");
        }
    }

    #[test]
    fn text_can_be_read() {
        for palette in THEMES.map(Palette::of) {
            for text in [palette.ink, palette.muted, palette.accent] {
                let ratio = contrast(text, palette.ground);
                assert!(ratio >= 4.5, "{} is at {ratio:.2}", text.css());
            }
        }
    }

    #[test]
    fn links_and_boundary_show() {
        for palette in THEMES.map(Palette::of) {
            for line in [
                palette.positive,
                palette.negative,
                palette.gradient_positive,
                palette.gradient_negative,
            ] {
                assert!(contrast(line, palette.ground) >= 3.0, "{}", line.css());
            }
            assert!(contrast(palette.ink, palette.neutral) >= 7.0);
        }
    }

    #[test]
    fn points_and_labels_stand_out_from_the_surface() {
        for palette in THEMES.map(Palette::of) {
            let surface = Ramp::classes(palette, SURFACE_STRENGTH);
            for (point, t) in [(palette.point_blue, 1.0), (palette.point_orange, -1.0)] {
                let below = colour(surface.at(t));
                assert!(contrast(palette.ink, below) >= 4.5, "axis labels");
                assert!(least_difference(point, below) > 20.0);
                assert!(contrast(point, palette.point_paper) >= 3.0);
            }
            assert!(least_difference(palette.point_blue, palette.point_orange) > 50.0);
        }
    }

    #[test]
    fn every_scale_keeps_its_ends_apart_for_every_vision() {
        for palette in THEMES.map(Palette::of) {
            for (index, ramp) in ramps(palette).iter().enumerate() {
                let [low, middle, high] = [-1.0, 0.0, 1.0].map(|t| colour(ramp.at(t)));
                for (a, b, least) in [(low, high, 40.0), (low, middle, 25.0), (middle, high, 25.0)]
                {
                    let apart = least_difference(a, b);
                    assert!(apart > least, "ramp {index}: {a:?} {b:?} only {apart:.0}");
                }
            }
        }
    }

    #[test]
    fn a_scale_passes_through_the_neutral_and_stops_at_its_ends() {
        let palette = Palette::of(Theme::Light);
        let ramp = Ramp::classes(palette, 1.0);
        assert_eq!(ramp.at(0.0), palette.neutral.rgba());
        assert_eq!(ramp.at(-1.0), palette.orange.rgba());
        assert_eq!(ramp.at(1.0), palette.blue.rgba());
        assert_eq!(ramp.at(f32::NEG_INFINITY), ramp.at(-1.0));
        assert_eq!(ramp.at(f32::INFINITY), ramp.at(1.0));
        let pale = Ramp::classes(palette, 0.5);
        assert_eq!(pale.at(1.0), palette.neutral.mix(palette.blue, 0.5).rgba());
    }

    #[test]
    fn what_is_not_a_number_looks_like_no_number() {
        for palette in THEMES.map(Palette::of) {
            for ramp in ramps(palette) {
                let none = colour(ramp.at(f32::NAN));
                let nearest = ramp.0[..255]
                    .iter()
                    .map(|&entry| difference(colour(entry), none, &FULL_VISION))
                    .fold(f64::INFINITY, f64::min);
                assert!(nearest > 10.0, "only {nearest:.1}");
            }
        }
    }

    /// The least difference of any two of `colors` seen with `vision`.
    fn closest(colors: &[Rgb], vision: &[[f64; 3]; 3]) -> f64 {
        let pairs = (0..colors.len()).flat_map(|i| (0..i).map(move |j| (i, j)));
        pairs
            .map(|(i, j)| difference(colors[i], colors[j], vision))
            .fold(f64::INFINITY, f64::min)
    }

    fn closest_for_any(colors: &[Rgb]) -> f64 {
        let seen = VISIONS.iter().map(|vision| closest(colors, vision));
        seen.fold(f64::INFINITY, f64::min)
    }

    #[test]
    fn two_classes_look_as_in_the_binary_picture_and_ten_repeat() {
        for theme in THEMES {
            let palette = Palette::of(theme);
            assert_eq!(class_color(theme, 0), palette.orange);
            assert_eq!(class_color(theme, 1), palette.blue);
            assert_eq!(class_point(theme, 0), palette.point_orange);
            assert_eq!(class_point(theme, 1), palette.point_blue);
            assert_eq!(class_color(theme, 12), class_color(theme, 2));
            assert_eq!(class_point(theme, 29), class_point(theme, 9));
        }
    }

    #[test]
    fn classes_are_told_apart() {
        for theme in THEMES {
            let regions: Vec<_> = (0..10).map(|class| class_color(theme, class)).collect();
            let points: Vec<_> = (0..10).map(|class| class_point(theme, class)).collect();
            for (name, found, least) in [
                ("first four regions", closest_for_any(&regions[..4]), 25.0),
                ("first six regions", closest_for_any(&regions[..6]), 21.0),
                (
                    "first six regions in full",
                    closest(&regions[..6], &FULL_VISION),
                    42.0,
                ),
                ("all regions in full", closest(&regions, &FULL_VISION), 20.0),
                ("first four points", closest_for_any(&points[..4]), 24.0),
                ("first six points", closest_for_any(&points[..6]), 20.0),
                (
                    "first six points in full",
                    closest(&points[..6], &FULL_VISION),
                    40.0,
                ),
                ("all points in full", closest(&points, &FULL_VISION), 20.0),
            ] {
                assert!(found >= least, "{theme:?}, {name}: {found:.1}");
            }
        }
    }

    #[test]
    fn regions_paled_for_their_points_are_still_told_apart() {
        for theme in THEMES {
            let neutral = Palette::of(theme).neutral;
            let pale = |class| neutral.mix(class_color(theme, class), SURFACE_STRENGTH);
            let regions: Vec<_> = (0..6).map(pale).collect();
            let (four, six) = (closest_for_any(&regions[..4]), closest_for_any(&regions));
            assert!(
                four >= 14.0 && six >= 13.5,
                "{theme:?}: {four:.1} and {six:.1}"
            );
        }
    }

    #[test]
    fn points_and_names_stand_out_from_their_class() {
        for theme in THEMES {
            let palette = Palette::of(theme);
            for class in 0..CLASS_COLORS {
                let (region, point) = (class_color(theme, class), class_point(theme, class));
                let below = palette.neutral.mix(region, SURFACE_STRENGTH);
                assert!(
                    contrast(palette.ink, below) >= 4.5,
                    "{theme:?}, the name of {class}"
                );
                assert!(
                    contrast(point, palette.point_paper) >= 3.0,
                    "{theme:?}, rim of {class}"
                );
                let apart = least_difference(point, below);
                assert!(apart > 20.0, "{theme:?}, point of {class}: {apart:.1}");
                let apart = least_difference(region, palette.neutral);
                assert!(apart > 20.0, "{theme:?}, region of {class}: {apart:.1}");
            }
        }
    }

    #[test]
    fn gradients_use_the_published_scale() {
        for palette in THEMES.map(Palette::of) {
            for end in [palette.gradient_negative, palette.gradient_positive] {
                let off = (0..=200)
                    .map(|i| BROWN_GREEN.eval_rational(i, 201).into())
                    .map(|published| difference(end, published, &FULL_VISION))
                    .fold(f64::INFINITY, f64::min);
                assert!(off < 3.0, "{} is {off:.1} off", end.css());
            }
        }
    }

    #[test]
    fn layers_show_on_the_ground_and_differ() {
        for theme in THEMES {
            let ground = Palette::of(theme).ground;
            assert!(layer_colors(theme, 0).is_empty());
            for n in 1..=9 {
                let colors = layer_colors(theme, n);
                assert_eq!(colors.len(), n);
                for (i, &a) in colors.iter().enumerate() {
                    let ratio = contrast(a, ground);
                    assert!(ratio >= 3.0, "{theme:?} {n} {}: {ratio:.2}", a.css());
                    for &b in &colors[..i] {
                        let apart = least_difference(a, b);
                        // Neighbours are dashed otherwise as well, which many need most.
                        let least = if n < 8 { 7.0 } else { 6.0 };
                        assert!(apart > least, "{theme:?} {n} {a:?} {b:?}: {apart:.1}");
                    }
                }
            }
        }
    }

    #[test]
    fn layers_run_from_pale_to_deep() {
        for theme in THEMES {
            for n in 2..=9 {
                let colors = layer_colors(theme, n);
                let lightness = colors.iter().map(|&color| lab(color, &FULL_VISION)[0]);
                let lightness: Vec<_> = lightness.collect();
                assert!(lightness.is_sorted_by(|a, b| a > b), "{n}: {lightness:?}");
            }
        }
    }

    #[test]
    fn the_colours_of_layers_mean_nothing_else() {
        for theme in THEMES {
            let palette = Palette::of(theme);
            let losses = [palette.ink, palette.muted];
            let classes = [
                palette.orange,
                palette.blue,
                palette.point_orange,
                palette.point_blue,
            ];
            let weights = [palette.positive, palette.negative];
            let gradients = [palette.gradient_positive, palette.gradient_negative];
            let mut taken = [&losses[..], &classes, &weights, &gradients].concat();
            taken.push(palette.accent);
            let many = (0..CLASS_COLORS)
                .flat_map(|class| [class_color(theme, class), class_point(theme, class)]);
            for n in 1..=9 {
                for layer in layer_colors(theme, n) {
                    let apart = |&other: &Rgb| difference(layer, other, &FULL_VISION);
                    let nearest = taken.iter().map(apart).fold(f64::INFINITY, f64::min);
                    assert!(
                        nearest > 13.0,
                        "{theme:?} {n} {}: {nearest:.1}",
                        layer.css()
                    );
                    let nearest = many
                        .clone()
                        .map(|c| apart(&c))
                        .fold(f64::INFINITY, f64::min);
                    assert!(nearest > 6.0, "{theme:?} {n} {}: {nearest:.1}", layer.css());
                }
            }
        }
    }
}
