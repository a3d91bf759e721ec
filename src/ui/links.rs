//! The links, tiles and biases of the diagram, drawn on its canvas.

use web_sys::HtmlCanvasElement;

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
        heatmap::symmetric_range,
        raster::{Coloring, Course, Raster, Tile},
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

/// What the scene is drawn on, kept from one moment to the next.
#[derive(Default)]
pub struct Board {
    raster: Raster,
    courses: Vec<Course>,
    tile: Option<Tile>,
    /// What courses and tile were made for.
    made_for: Option<(Diagram, usize, f32)>,
}

impl Board {
    /// Makes everything anew that depends on where things stand.
    fn fit(&mut self, scene: &Scene<'_>, ratio: f32) {
        let (diagram, grid) = (scene.diagram, scene.frame.maps.grid.side);
        let fits = |(d, g, r): &(Diagram, usize, f32)| d == diagram && *g == grid && *r == ratio;
        if self.made_for.as_ref().is_some_and(fits) {
            return;
        }
        let courses = scene.links.iter();
        self.courses = courses.map(|l| Course::new(&l.curve, ratio)).collect();
        self.tile = Some(Tile::new(
            (diagram.tile * ratio).round() as usize,
            grid,
            ratio,
        ));
        self.made_for = Some((diagram.clone(), grid, ratio));
    }
}

impl Scene<'_> {
    /// Draws the scene.
    pub fn draw(&self, canvas: &HtmlCanvasElement, board: &mut Board) -> Option<()> {
        let ratio = canvas::pixel_ratio() as f32;
        board.fit(self, ratio);
        let (width, height) = self.diagram.content;
        let [width, height] = [width, height].map(|side| (side * ratio).round() as usize);
        board.raster.clear(width, height, self.palette().ground);
        self.draw_links(board, ratio);
        self.draw_tiles(board, ratio);
        self.draw_biases(board, ratio);
        canvas::put_pixels(canvas, board.raster.rgba(), width as u32)
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

    fn draw_links(&self, board: &mut Board, ratio: f32) {
        let (values, layers) = (self.values(), self.frame.snapshot.network.layers());
        let largest = largest(values);
        for (index, (link, course)) in self.links.iter().zip(&board.courses).enumerate() {
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
            let width = link_width(value, largest) + if lit { 1.0 } else { 0.0 };
            let opacity = link_opacity(value, largest) * fade;
            let color = self.color(value);
            board.raster.stroke(course, width * ratio, color, opacity);
        }
    }

    fn touches_opened(&self, link: &Link) -> bool {
        self.opened
            .is_some_and(|n| n.column == link.layer + 1 && n.unit == link.unit)
    }

    fn draw_tiles(&self, board: &mut Board, ratio: f32) {
        let Some(shape) = &board.tile else {
            return;
        };
        let (ramp, ground) = (Ramp::classes(self.palette(), 1.0), self.palette().ground);
        let layers = self.frame.snapshot.network.layers();
        let activations = std::iter::once(None).chain(layers.iter().map(|l| Some(l.activation)));
        let columns = self.diagram.columns.iter().zip(activations);
        let tiles =
            columns.flat_map(|(c, activation)| c.tiles.iter().map(move |t| (t, activation)));
        for (neuron, (tile, activation)) in tiles.enumerate() {
            let values = self.frame.maps.neuron(neuron);
            let (centre, half) = range(&activation, values);
            let coloring = Coloring {
                ramp: &ramp,
                centre,
                half,
                ground,
            };
            let corner = [tile.x, tile.y].map(|x| (x * ratio).round() as usize);
            board.raster.tile(shape, corner, values, coloring);
        }
    }

    /// A bias is a dot on its unit's corner: its colour is the sign, its fill the size.
    fn draw_biases(&self, board: &mut Board, ratio: f32) {
        let (values, ground) = (self.values(), self.palette().ground);
        let largest = largest(values);
        let layers = self.frame.snapshot.network.layers();
        for (layer, column) in layers.iter().zip(&self.diagram.columns[1..]) {
            for (tile, &value) in column.tiles.iter().zip(&values[layer.bias.clone()]) {
                let share = (value.abs() / largest).clamp(0.0, 1.0).sqrt();
                let radius = 2.5 + 3.5 * share;
                let centre = [tile.x + 1.0, tile.bottom() - 1.0].map(|x| x * ratio);
                for (radius, color) in [(radius + 0.75, ground), (radius - 0.75, self.color(value))]
                {
                    board.raster.disc(centre, radius * ratio, color);
                }
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

/// Where a link's read-out stands: the middle of its course.
pub fn middle(link: &Link) -> [f32; 2] {
    curve_point(&link.curve, 0.5)
}
