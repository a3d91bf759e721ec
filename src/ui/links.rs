//! The links and tiles of the diagram, drawn on its canvas.

use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement};

use super::{
    canvas,
    frame::Frame,
    store::{Neuron, Shown},
};
use crate::{
    nn::{Activation, Dense},
    plot::{
        color::{Palette, Ramp, Rgb, Theme},
        diagram::{Curve, Diagram, curve_point, link_opacity, link_path, link_width},
        heatmap::{paint, symmetric_range},
        rect::Rect,
    },
};

/// One link of the diagram.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Link {
    /// The layer that it leads into, from 0.
    pub layer: usize,
    /// The unit or input it comes from.
    pub source: usize,
    /// The unit it leads to.
    pub unit: usize,
    /// Its course.
    pub curve: Curve,
}

/// Every link of a diagram.
pub fn links(diagram: &Diagram) -> Vec<Link> {
    let mut links = Vec::new();
    for (layer, pair) in diagram.columns.windows(2).enumerate() {
        for (unit, to) in pair[1].tiles.iter().enumerate() {
            for (source, from) in pair[0].tiles.iter().enumerate() {
                links.push(Link {
                    layer,
                    source,
                    unit,
                    curve: link_path(*from, *to),
                });
            }
        }
    }
    links
}

/// The place of a link's weight among the parameters.
pub fn parameter(layer: &Dense, source: usize, unit: usize) -> usize {
    layer.kernel.start + unit * layer.inputs + source
}

/// All that the canvas of the diagram shows.
pub struct Scene<'a> {
    /// The moment.
    pub frame: &'a Frame,
    /// Where things stand.
    pub diagram: &'a Diagram,
    /// Every link.
    pub links: &'a [Link],
    /// What links show.
    pub shown: Shown,
    /// The link under the pointer.
    pub lit: Option<usize>,
    /// The unit whose card is open or that has the focus.
    pub opened: Option<Neuron>,
    /// Light or dark.
    pub theme: Theme,
}

impl Scene<'_> {
    /// Draws the scene; `atlas` is a canvas off the page that holds the tiles' pixels.
    pub fn draw(&self, canvas: &HtmlCanvasElement, atlas: &HtmlCanvasElement) -> Option<()> {
        let (width, height) = self.diagram.content;
        let context = canvas::prepare(canvas, f64::from(width), f64::from(height))?;
        self.draw_links(&context);
        self.draw_tiles(&context, atlas)?;
        self.draw_biases(&context);
        context.set_global_alpha(1.0);
        Some(())
    }

    fn palette(&self) -> &'static Palette {
        Palette::of(self.theme)
    }

    /// What the links show, laid out as the parameters.
    fn values(&self) -> &[f32] {
        match self.shown {
            Shown::Weights => self.frame.snapshot.network.parameters(),
            Shown::Gradients => &self.frame.snapshot.gradient,
        }
    }

    fn color(&self, value: f32) -> Rgb {
        let palette = self.palette();
        match (self.shown, value < 0.0) {
            (Shown::Weights, false) => palette.positive,
            (Shown::Weights, true) => palette.negative,
            (Shown::Gradients, false) => palette.gradient_positive,
            (Shown::Gradients, true) => palette.gradient_negative,
        }
    }

    fn draw_links(&self, context: &CanvasRenderingContext2d) {
        let (values, layers) = (self.values(), self.frame.snapshot.network.layers());
        let largest = largest(values);
        context.set_line_cap("butt");
        for (index, link) in self.links.iter().enumerate() {
            let Some(layer) = layers.get(link.layer) else {
                continue;
            };
            let value = values[parameter(layer, link.source, link.unit)];
            let lit = self.lit == Some(index) || self.touches_opened(link);
            let fade = if (self.lit.is_some() || self.opened.is_some()) && !lit {
                0.35
            } else {
                1.0
            };
            context.set_global_alpha(f64::from(link_opacity(value, largest) * fade));
            context.set_stroke_style_str(&self.color(value).css());
            context.set_line_width(
                f64::from(link_width(value, largest)) + if lit { 1.0 } else { 0.0 },
            );
            let [start, a, b, end] = link.curve.map(|p| p.map(f64::from));
            context.begin_path();
            context.move_to(start[0], start[1]);
            context.bezier_curve_to(a[0], a[1], b[0], b[1], end[0], end[1]);
            context.stroke();
        }
        context.set_global_alpha(1.0);
    }

    fn touches_opened(&self, link: &Link) -> bool {
        self.opened
            .is_some_and(|n| n.column == link.layer + 1 && n.unit == link.unit)
    }

    fn draw_tiles(
        &self,
        context: &CanvasRenderingContext2d,
        atlas: &HtmlCanvasElement,
    ) -> Option<()> {
        let side = self.frame.maps.grid.side;
        let tiles: Vec<&Rect> = self.diagram.columns.iter().flat_map(|c| &c.tiles).collect();
        let ramp = Ramp::classes(self.palette(), 1.0);
        let mut pixels = vec![0u8; tiles.len() * side * side * 4];
        for (neuron, out) in pixels.chunks_exact_mut(side * side * 4).enumerate() {
            let values = self.frame.maps.neuron(neuron);
            let (centre, half) = range(
                &self
                    .frame
                    .snapshot
                    .network
                    .layers()
                    .iter()
                    .find(|l| l.neurons.contains(&neuron))
                    .map(|l| l.activation),
                values,
            );
            paint(values, centre, half, &ramp, out);
        }
        canvas::put_pixels(atlas, &pixels, side as u32)?;
        context.set_image_smoothing_enabled(true);
        for (neuron, tile) in tiles.into_iter().enumerate() {
            draw_tile(context, atlas, neuron, side as f64, tile);
            self.outline(context, tile);
        }
        Some(())
    }

    fn outline(&self, context: &CanvasRenderingContext2d, tile: &Rect) {
        context.set_stroke_style_str(&self.palette().ground.css());
        context.set_line_width(1.5);
        rounded(context, tile);
        context.stroke();
    }

    /// A bias is a dot on its unit's corner: its colour is the sign, its fill the size.
    fn draw_biases(&self, context: &CanvasRenderingContext2d) {
        let (values, ground) = (self.values(), self.palette().ground);
        let largest = largest(values);
        for (layer, column) in self
            .frame
            .snapshot
            .network
            .layers()
            .iter()
            .zip(&self.diagram.columns[1..])
        {
            for (tile, &value) in column.tiles.iter().zip(&values[layer.bias.clone()]) {
                let share = (value.abs() / largest).clamp(0.0, 1.0).sqrt();
                let radius = f64::from(2.5 + 3.5 * share);
                context.set_fill_style_str(&self.color(value).css());
                context.set_stroke_style_str(&ground.css());
                context.set_line_width(1.5);
                context.begin_path();
                // An arc fails only for a negative radius.
                let _ = context.arc(
                    f64::from(tile.x) + 1.0,
                    f64::from(tile.bottom()) - 1.0,
                    radius,
                    0.0,
                    std::f64::consts::TAU,
                );
                context.fill();
                context.stroke();
            }
        }
    }
}

/// The largest size among values; never 0, so that it can divide.
fn largest(values: &[f32]) -> f32 {
    values
        .iter()
        .map(|v| v.abs())
        .filter(|v| v.is_finite())
        .fold(1e-12, f32::max)
}

/// The middle and half the range of a neuron's colours: its activation's bounds, or for an input or
/// an unbounded activation what is there.
pub fn range(activation: &Option<Activation>, values: &[f32]) -> (f32, f32) {
    match activation.and_then(Activation::bounds) {
        Some((low, high)) => ((low + high) / 2.0, (high - low) / 2.0),
        None => (0.0, symmetric_range(values)),
    }
}

fn draw_tile(
    context: &CanvasRenderingContext2d,
    atlas: &HtmlCanvasElement,
    neuron: usize,
    side: f64,
    tile: &Rect,
) {
    context.save();
    rounded(context, tile);
    context.clip();
    // Drawing fails only for a canvas without pixels.
    let _ = context.draw_image_with_html_canvas_element_and_sw_and_sh_and_dx_and_dy_and_dw_and_dh(
        atlas,
        0.0,
        neuron as f64 * side,
        side,
        side,
        f64::from(tile.x),
        f64::from(tile.y),
        f64::from(tile.width),
        f64::from(tile.height),
    );
    context.restore();
}

fn rounded(context: &CanvasRenderingContext2d, tile: &Rect) {
    let [x, y, w, h] = [tile.x, tile.y, tile.width, tile.height].map(f64::from);
    context.begin_path();
    // A rounded rectangle fails only for a negative radius.
    let _ = context.round_rect_with_f64(x, y, w, h, 4.0);
}

/// Where a link's read-out stands: the middle of its course.
pub fn middle(link: &Link) -> [f32; 2] {
    curve_point(&link.curve, 0.5)
}
