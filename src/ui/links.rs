//! The links, tiles and biases of the diagram, drawn on its canvas.

use web_sys::HtmlCanvasElement;

use super::{
    canvas,
    frame::Frame,
    look::{Neuron, Shown},
    plan::{Link, input_tiles, middle},
};
use crate::{
    lab::{Spot, Study},
    nn::{Activation, Dense},
    plot::{
        color::{Palette, Ramp, Rgb, Theme},
        diagram::{Diagram, bias_radius, link_opacity, link_width},
        heatmap::symmetric_range,
        raster::{Coloring, Course, Raster, Tile},
        rect::Rect,
    },
};

/// What the links show, laid out as the parameters.
pub fn values(frame: &Frame, shown: Shown) -> &[f32] {
    match shown {
        Shown::Weights => frame.snapshot.network.parameters(),
        Shown::Gradients => frame.snapshot.gradient.whole(),
    }
}

/// What a link shows of values laid out as the parameters, and whether it stands for all inputs
/// together: then it is the root of the sum of their squares.
pub fn value(values: &[f32], layer: &Dense, link: &Link) -> Option<(f32, bool)> {
    let start = layer.kernel.start + link.unit * layer.inputs;
    let column = values.get(start..start + layer.inputs)?;
    if link.layer == 0 && input_tiles(layer.inputs) < layer.inputs {
        let squares: f32 = column.iter().map(|w| w * w).sum();
        return Some((squares.sqrt(), true));
    }
    column.get(link.source).map(|&weight| (weight, false))
}

/// What a tile shows.
#[derive(Clone, Copy)]
pub enum Shows<'a> {
    /// A neuron's value over the view, in the colours of its activation.
    Map(usize, Option<Activation>),
    /// A unit's weights, where the inputs are the pixels of an image.
    Weights(&'a [f32]),
    /// An image.
    Image(&'a [f32]),
}

/// What the tile of a unit shows: its weights where the inputs are the pixels of an image, else its
/// map.
pub fn shown(frame: &Frame, layer: usize, unit: usize) -> Option<Shows<'_>> {
    let network = &frame.snapshot.network;
    let dense = network.layers().get(layer)?;
    if layer == 0 && frame.experiment.data.image().is_some() {
        let start = dense.kernel.start + unit * dense.inputs;
        let weights = network.parameters().get(start..start + dense.inputs)?;
        return Some(Shows::Weights(weights));
    }
    let neuron = dense.neurons.start + unit;
    (unit < dense.units).then_some(Shows::Map(neuron, Some(dense.activation)))
}

impl Shows<'_> {
    /// Draws it on a tile.
    pub fn draw(
        self,
        raster: &mut Raster,
        shape: &Tile,
        corner: [usize; 2],
        frame: &Frame,
        palette: &Palette,
    ) {
        let data = &frame.experiment.data;
        let columns = data.image().map_or(1, |[_, columns]| columns);
        let classes = Ramp::classes(palette, 1.0);
        let coloring = |ramp, (centre, half)| Coloring {
            ramp,
            centre,
            half,
            ground: palette.ground,
        };
        match self {
            Self::Map(neuron, activation) => {
                let values = frame.maps().neuron(neuron);
                let coloring = coloring(&classes, range(&activation, values));
                if frame.view.is_line() {
                    let (ink, hairline) = (palette.ink, palette.hairline);
                    raster.curve_tile(shape, corner, values, coloring, ink, hairline);
                } else {
                    raster.tile(shape, corner, values, coloring);
                }
            }
            Self::Weights(values) => {
                let ramp = Ramp::weights(palette);
                let coloring = coloring(&ramp, (0.0, symmetric_range(values)));
                raster.image_tile(shape, corner, values, columns, coloring);
            }
            Self::Image(values) => {
                let coloring = coloring(&classes, (0.0, data.full_ink().unwrap_or(1.0)));
                raster.image_tile(shape, corner, values, columns, coloring);
            }
        }
    }
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
    /// What is pointed at.
    pub lit: Option<Spot>,
    /// The unit whose card is open or that has the focus.
    pub opened: Option<Neuron>,
    /// The sample that is studied.
    pub study: Option<Study>,
    /// The layer whose links are at work, while one walks through a step: the others stand back.
    pub at_work: Option<usize>,
    /// Light or dark.
    pub theme: Theme,
    /// What draws tiles and biases, at so many of the screen's pixels for each CSS pixel, where they are not drawn
    /// as usual.
    pub units: Option<fn(&Self, &mut Raster, f32)>,
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
        let (diagram, grid) = (scene.diagram, scene.frame.grid().side);
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
        match self.units {
            Some(draw) => draw(self, &mut board.raster, ratio),
            None => {
                self.draw_tiles(board, ratio);
                self.draw_biases(board, ratio);
            }
        }
        self.draw_fixed(board, ratio);
        canvas::put_pixels(canvas, board.raster.rgba(), width as u32)
    }

    /// Its colours.
    pub fn palette(&self) -> &'static Palette {
        Palette::of(self.theme)
    }

    /// What the links show, laid out as the parameters.
    pub fn values(&self) -> &[f32] {
        values(self.frame, self.shown)
    }

    /// The colour of a value's sign.
    pub fn color(&self, value: f32) -> Rgb {
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
        for (link, course) in self.links.iter().zip(&board.courses) {
            let Some(layer) = layers.get(link.layer) else {
                continue;
            };
            let Some((value, together)) = value(values, layer, link) else {
                continue;
            };
            let lit = self.lit == Some(link.spot()) || self.touches_opened(link);
            let fade = if (self.lit_link() || self.opened.is_some()) && !lit {
                0.35
            } else {
                1.0
            };
            let fade = match self.at_work {
                Some(layer) if layer != link.layer => 0.25,
                _ => fade,
            };
            let width = link_width(value, largest, self.links.len()) + if lit { 1.0 } else { 0.0 };
            let opacity = link_opacity(value, largest, self.links.len()) * fade;
            let opacity = if together { opacity * 0.4 } else { opacity };
            // All inputs together have a size, but no sign.
            let color = if together {
                self.palette().muted
            } else {
                self.color(value)
            };
            board.raster.stroke(course, width * ratio, color, opacity);
        }
    }

    /// A weight that is frozen has a pin on its link, a bias one in its dot.
    fn draw_fixed(&self, board: &mut Board, ratio: f32) {
        let palette = self.palette();
        for place in self.frame.experiment.fixed.places() {
            let at = match place.source {
                Some(source) => {
                    let stands_for = |link: &&Link| {
                        (link.layer, link.unit, link.source) == (place.layer, place.unit, source)
                    };
                    self.links.iter().find(stands_for).map(middle)
                }
                None => {
                    let column = self.diagram.columns.get(place.layer + 1);
                    let tile = column.and_then(|column| column.tiles.get(place.unit));
                    tile.map(|tile| [tile.x + 1.0, tile.bottom() - 1.0])
                }
            };
            let Some(centre) = at.map(|at| at.map(|x| x * ratio)) else {
                continue;
            };
            for (radius, color) in [(4.5, palette.ground), (3.0, palette.ink)] {
                board.raster.disc(centre, radius * ratio, color);
            }
        }
    }

    fn lit_link(&self) -> bool {
        matches!(self.lit, Some(Spot::Weight { .. }))
    }

    fn touches_opened(&self, link: &Link) -> bool {
        self.opened
            .is_some_and(|n| n.column == link.layer + 1 && n.unit == link.unit)
    }

    fn draw_tiles(&self, board: &mut Board, ratio: f32) {
        let Some(shape) = &board.tile else {
            return;
        };
        for (tile, shows) in self.tiles() {
            let corner = [tile.x, tile.y].map(|x| (x * ratio).round() as usize);
            shows.draw(&mut board.raster, shape, corner, self.frame, self.palette());
        }
    }

    /// Every tile with what it shows.
    fn tiles(&self) -> Vec<(Rect, Shows<'_>)> {
        let network = &self.frame.snapshot.network;
        let images = self.frame.experiment.data.image().is_some();
        let (inputs, rest) = self.diagram.columns.split_at(1);
        let inputs = inputs.iter().flat_map(|c| &c.tiles).enumerate();
        let mut tiles: Vec<_> = inputs
            .map(|(at, tile)| match images {
                true => (*tile, Shows::Image(&self.frame.view.held)),
                false => (*tile, Shows::Map(at, None)),
            })
            .collect();
        for (l, column) in rest.iter().take(network.layers().len()).enumerate() {
            let shows = (0..column.tiles.len()).filter_map(|unit| shown(self.frame, l, unit));
            tiles.extend(column.tiles.iter().copied().zip(shows));
        }
        tiles
    }

    /// A bias is a dot on its unit's corner: its colour is the sign, its area the size. One of 0 has no
    /// sign.
    fn draw_biases(&self, board: &mut Board, ratio: f32) {
        let (values, palette) = (self.values(), self.palette());
        let largest = largest(values);
        let layers = self.frame.snapshot.network.layers();
        for (l, (layer, column)) in layers.iter().zip(&self.diagram.columns[1..]).enumerate() {
            for (unit, (tile, &value)) in
                (column.tiles.iter().zip(&values[layer.bias.clone()])).enumerate()
            {
                let lit = self.lit == Some(Spot::Bias { layer: l, unit });
                let radius = bias_radius(value, largest, tile.width) + if lit { 2.0 } else { 0.0 };
                let color = match value {
                    0.0 => palette.muted,
                    _ => self.color(value),
                };
                let centre = [tile.x + 1.0, tile.bottom() - 1.0].map(|x| x * ratio);
                for (radius, color) in [(radius + 1.5, palette.ground), (radius, color)] {
                    board.raster.disc(centre, radius * ratio, color);
                }
            }
        }
    }
}

/// The largest size among values; never 0, so that it can divide.
pub fn largest(values: &[f32]) -> f32 {
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
