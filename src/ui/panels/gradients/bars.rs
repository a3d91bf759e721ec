//! A histogram, small enough for a cell of a table.

use std::fmt::Write as _;

use crate::{
    lab::flow::BARS,
    ui::element::{El, svg},
};

/// Height of the tallest bar.
const HEIGHT: f32 = 24.0;

/// The histogram of counts that follow from signals; `zero` is where 0 lies, from 0 to 1.
pub fn bars(
    label: impl Fn() -> String + 'static,
    counts: impl Fn() -> [u32; BARS] + 'static,
    zero: impl Fn() -> Option<f32> + 'static,
) -> El {
    let zero = move || {
        let at = zero().map(|share| share * BARS as f32);
        at.map_or_else(String::new, |x| format!("M{x:.1} 0V{HEIGHT}"))
    };
    svg("svg")
        .attr("viewBox", &format!("0 0 {BARS} {HEIGHT}"))
        .attr("preserveAspectRatio", "none")
        .attr("role", "img")
        .live("aria-label", label)
        .child(svg("path").class("zero").live("d", zero))
        .child(svg("path").class("bars").live("d", move || path(&counts())))
}

/// The outline of the bars: the tallest as high as there is room, and one that counts anything is seen.
fn path(counts: &[u32; BARS]) -> String {
    let most = counts.iter().copied().max().unwrap_or_default().max(1) as f32;
    let mut path = String::new();
    for (at, &count) in counts.iter().enumerate().filter(|(_, count)| **count > 0) {
        let height = (HEIGHT * count as f32 / most).max(1.0);
        // Writing to a string cannot fail.
        let _ = write!(path, "M{at} {HEIGHT}v-{height:.1}h1v{height:.1}");
    }
    path
}
