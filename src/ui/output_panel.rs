//! The output: decision surface or confusion matrix, losses, scores, gradient sizes.

use super::{
    charts::{gradient_chart, progress_chart},
    element::{El, el},
    numbers::numbers,
    surface::surface,
};

/// The region Output.
pub fn output_panel() -> El {
    el("section")
        .class("output")
        .attr("aria-label", "Output")
        .children(surface())
        .children(numbers())
        .children(progress_chart())
        .children(gradient_chart())
}
