//! How colours are seen: contrast, and differences in full and in deficient colour vision.

use super::Rgb;

fn linear(Rgb(r, g, b): Rgb) -> [f64; 3] {
    [r, g, b].map(|channel| {
        let c = f64::from(channel) / 255.0;
        if c <= 0.04045 {
            c / 12.92
        } else {
            ((c + 0.055) / 1.055).powf(2.4)
        }
    })
}

fn product(matrix: &[[f64; 3]; 3], v: [f64; 3]) -> [f64; 3] {
    matrix.map(|row| row[0] * v[0] + row[1] * v[1] + row[2] * v[2])
}

/// WCAG 2.2, "contrast ratio".
pub fn contrast(a: Rgb, b: Rgb) -> f64 {
    let luminance = |c| {
        let [r, g, b] = linear(c);
        0.2126 * r + 0.7152 * g + 0.0722 * b
    };
    let (a, b) = (luminance(a) + 0.05, luminance(b) + 0.05);
    a.max(b) / a.min(b)
}

pub const FULL_VISION: [[f64; 3]; 3] = [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]];

/// Full protanopia, deuteranopia and tritanopia (severity 1) in linear RGB: G. M. Machado,
/// M. M. Oliveira, L. A. F. Fernandes, "A Physiologically-based Model for Simulation of Color
/// Vision Deficiency", IEEE TVCG 15(6), 2009. First, full vision.
pub const VISIONS: [[[f64; 3]; 3]; 4] = [
    FULL_VISION,
    [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
    [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
    ],
];

/// CIE L*a*b* (D65) of a colour as seen with `vision`.
pub fn lab(colour: Rgb, vision: &[[f64; 3]; 3]) -> [f64; 3] {
    const TO_XYZ: [[f64; 3]; 3] = [
        [0.4124564, 0.3575761, 0.1804375],
        [0.2126729, 0.7151522, 0.0721750],
        [0.0193339, 0.1191920, 0.9503041],
    ];
    const WHITE: [f64; 3] = [0.95047, 1.0, 1.08883];
    let seen = product(vision, linear(colour)).map(|c| c.clamp(0.0, 1.0));
    let xyz = product(&TO_XYZ, seen);
    let [x, y, z] = std::array::from_fn(|i| {
        let t: f64 = xyz[i] / WHITE[i];
        if t > 216.0 / 24389.0 {
            t.cbrt()
        } else {
            (24389.0 / 27.0 * t + 16.0) / 116.0
        }
    });
    [116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z)]
}

/// The colour difference ΔE*ab (CIE 1976); about 2.3 is just noticeable.
pub fn difference(a: Rgb, b: Rgb, vision: &[[f64; 3]; 3]) -> f64 {
    let (a, b) = (lab(a, vision), lab(b, vision));
    a.iter()
        .zip(b)
        .map(|(a, b)| (a - b).powi(2))
        .sum::<f64>()
        .sqrt()
}

pub fn least_difference(a: Rgb, b: Rgb) -> f64 {
    VISIONS
        .iter()
        .map(|vision| difference(a, b, vision))
        .fold(f64::INFINITY, f64::min)
}
