//! Pictures as pure functions of plain values: they know neither the browser nor the page's state.

pub mod chart;
pub mod color;
pub mod contour;
pub mod diagram;
pub mod heatmap;
pub mod raster;
pub mod rect;
pub mod scale;
pub mod series;
