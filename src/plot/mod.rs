//! Pictures as pure functions of plain values: they know neither the browser nor the page's state.

pub mod axis;
pub mod bars;
pub mod beside;
pub mod blend;
pub mod chart;
pub mod color;
pub mod confusion;
pub mod contour;
pub mod crowd;
pub mod diagram;
pub mod fit;
pub mod heatmap;
pub mod hidden;
pub mod marks;
mod net;
pub mod parallel;
pub mod raster;
pub mod rect;
pub mod relief;
pub mod scale;
pub mod schedule;
pub mod series;
pub mod thin;
pub mod wall;
pub mod zoom;
