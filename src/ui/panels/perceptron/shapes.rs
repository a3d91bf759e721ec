//! What pictures are drawn of, in the pixels of a square picture.

use std::fmt::Write as _;

use crate::{
    lab::perceptron::{Square, Straight, nearest_turn},
    ui::element::{El, svg},
};

/// A drawing of a square of that side, which follows it.
pub fn drawing(
    side: impl Fn() -> f64 + Copy + 'static,
    label: impl Fn() -> String + 'static,
) -> El {
    let length = move || side().max(1.0).to_string();
    svg("svg")
        .attr("role", "img")
        .attr("class", "perceptron-plane")
        .live("width", length)
        .live("height", length)
        .live("viewBox", move || format!("0 0 {0} {0}", side().max(1.0)))
        .live("aria-label", label)
}

/// Lines through pixels; closed where `closed`.
pub fn path(points: impl IntoIterator<Item = [f64; 2]>, closed: bool) -> String {
    let mut text = String::new();
    for (at, [x, y]) in points.into_iter().enumerate() {
        let _ = write!(text, "{}{x:.1} {y:.1}", if at == 0 { 'M' } else { 'L' });
    }
    if closed && !text.is_empty() {
        text.push('Z');
    }
    text
}

/// A text of a picture, by the classes and the place that it has.
pub type Mark = (&'static str, [f64; 2], String);

/// The text.
pub fn mark((class, [x, y], text): Mark) -> El {
    svg("text")
        .attr("class", class)
        .attr("x", &format!("{x:.1}"))
        .attr("y", &format!("{y:.1}"))
        .text(&text)
}

/// A dot at each pixel, for a line with round ends.
pub fn dots(points: impl IntoIterator<Item = [f64; 2]>) -> String {
    let mut text = String::new();
    for [x, y] in points {
        let _ = write!(text, "M{x:.1} {y:.1}h0");
    }
    text
}

/// A circle around each pixel.
pub fn rings(points: impl IntoIterator<Item = [f64; 2]>, radius: f64) -> String {
    let mut text = String::new();
    for [x, y] in points {
        let (from, wide) = (x - radius, 2.0 * radius);
        let _ = write!(
            text,
            "M{from:.1} {y:.1}a{radius} {radius} 0 1 0 {wide} 0a{radius} {radius} 0 1 0-{wide} 0"
        );
    }
    text
}

/// Length of an arrow's head.
const HEAD: f64 = 10.0;

/// An arrow with its head; nothing where it has no length.
pub fn arrow(from: [f64; 2], to: [f64; 2]) -> String {
    let [dx, dy] = [to[0] - from[0], to[1] - from[1]];
    let length = libm::hypot(dx, dy);
    if !length.is_finite() || length < 1.0 {
        return String::new();
    }
    let [ux, uy] = [dx / length, dy / length];
    let head = HEAD.min(length);
    let wing = |side: f64| {
        [
            to[0] - head * ux - side * 0.5 * head * uy,
            to[1] - head * uy + side * 0.5 * head * ux,
        ]
    };
    path([from, to], false) + &path([wing(1.0), to, wing(-1.0)], false)
}

/// Where the name of an arrow stands: beside its middle.
pub fn beside(from: [f64; 2], to: [f64; 2], away: f64) -> [f64; 2] {
    let [dx, dy] = [to[0] - from[0], to[1] - from[1]];
    let length = libm::hypot(dx, dy).max(1.0);
    [
        (from[0] + to[0]) / 2.0 - away * dy / length,
        (from[1] + to[1]) / 2.0 + away * dx / length,
    ]
}

/// Where a line is on the picture, as a style: the line's own drawing has its positive side to the right. `last` is the
/// angle that it had, which it turns from the short way.
pub fn laid(line: Straight, square: &Square, side: f64, last: &mut Option<f64>) -> String {
    let [x, y] = square.pixel(line.foot, side);
    let angle = last.map_or(line.angle, |last| nearest_turn(last, line.angle));
    *last = Some(angle);
    // Pixels count downwards.
    format!(
        "transform: translate({x:.2}px, {y:.2}px) rotate({:.4}rad)",
        -angle
    )
}
