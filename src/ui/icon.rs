//! Small drawings in the text.

use super::element::{El, svg};

/// A drawing of `side` pixels on a grid of `cells`; decoration only.
pub fn icon(cells: u32, side: u32) -> El {
    let side = side.to_string();
    svg("svg")
        .attr("viewBox", &format!("0 0 {cells} {cells}"))
        .attr("width", &side)
        .attr("height", &side)
        .attr("aria-hidden", "true")
}

/// A shape of an icon as a line in the text's color.
pub fn outline(shape: El) -> El {
    shape
        .attr("fill", "none")
        .attr("stroke", "currentColor")
        .attr("stroke-width", "1.5")
}
