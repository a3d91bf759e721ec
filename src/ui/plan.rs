//! Where everything of the diagram stands.

use std::sync::Arc;

use reactive_graph::signal::RwSignal;

use super::look::Neuron;
use crate::{
    lab::Spot,
    plot::{
        diagram::{Curve, Diagram, Form, curve_point, layout_with_names, link_path},
        rect::Rect,
    },
};

/// Where everything of the diagram stands.
#[derive(Debug)]
pub struct Plan {
    /// The units.
    pub diagram: Diagram,
    /// The links between them.
    pub links: Vec<Link>,
}

impl Plan {
    /// The plan of columns of so many tiles each in a place of that size, with room for the names of
    /// inputs.
    pub fn new(sizes: &[usize], [width, height]: [f64; 2], names: f32) -> Arc<Self> {
        let (width, height) = (width as f32, height as f32);
        let header = Form::of(sizes.len(), width, names).header();
        let diagram = layout_with_names(sizes, width, height - header, names);
        let links = links(&diagram);
        Arc::new(Self { diagram, links })
    }

    /// Height of the headers, under which the diagram begins.
    pub fn header(&self) -> f32 {
        self.diagram.form.header()
    }

    /// Height of the whole.
    pub fn height(&self) -> f32 {
        self.header() + self.diagram.content.1
    }

    /// The tile of a neuron, where there is one.
    pub fn tile(&self, neuron: Neuron) -> Option<Rect> {
        let column = self.diagram.columns.get(neuron.column)?;
        column.tiles.get(neuron.unit).copied()
    }

    /// The link of a weight.
    pub fn link(&self, spot: Spot) -> Option<Link> {
        self.links.iter().find(|link| link.spot() == spot).copied()
    }

    /// What shows how a neuron comes about: its tile, those of the layer before it, and the links
    /// between.
    pub fn origin(&self, neuron: Neuron) -> Option<Rect> {
        let before = self.diagram.columns.get(neuron.column.checked_sub(1)?)?;
        let tile = self.tile(neuron)?;
        Some(before.tiles.iter().fold(tile, |all, tile| all.around(tile)))
    }
}

/// The plan on the screen.
pub type PlanSignal = RwSignal<Arc<Plan>>;

/// Inputs that have a tile each; more of them share one.
const INPUT_TILES: usize = 12;

/// Tiles that so many inputs have.
pub fn input_tiles(inputs: usize) -> usize {
    if inputs > INPUT_TILES { 1 } else { inputs }
}

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

impl Link {
    /// The weight that it stands for; of inputs that share a tile, the first one's.
    pub fn spot(&self) -> Spot {
        Spot::Weight {
            layer: self.layer,
            unit: self.unit,
            source: self.source,
        }
    }
}

/// Every link of a diagram.
fn links(diagram: &Diagram) -> Vec<Link> {
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

/// Where a link's read-out stands: the middle of its course.
pub fn middle(link: &Link) -> [f32; 2] {
    curve_point(&link.curve, 0.5)
}
