//! A unit's map in its card: what it answers over the plane, the line where its sum is 0, the training
//! samples, and the axes.

use reactive_graph::prelude::*;
use web_sys::HtmlCanvasElement;

use crate::ui::{
    axes::{self, Subject},
    canvas, crowd,
    element::{El, el},
    frame::Frame,
    links,
    look::{Aspect, Neuron},
    marks::{self, Look, Painted},
    page::Page,
    picture::Square,
    run::Run,
    study::ring,
    turn::on_screen,
};
use crate::{
    lab::crowd::looked_for,
    nn::Dense,
    plot::{
        color::{Palette, Theme},
        contour::contour,
        raster::{Raster, Tile},
    },
};

/// The map; over the pixels of an image, the unit's weights alone.
pub fn unit_map(neuron: Neuron) -> El {
    let (page, run) = (Page::get(), Run::get());
    let on_plane = move || run.frame.with(|f| !shows_weights(f, neuron));
    let picture = el("div").class("unit-picture");
    let size = canvas::size_of(&picture);
    let side = move || size.get().map_or(0.0, |[width, _]| width);
    let axes = axes::axes(Subject::Unit, move || if on_plane() { side() } else { 0.0 });
    let map = el("canvas");
    let (canvas, mut raster) = (map.node(), Raster::default());
    on_screen(move || {
        let (theme, side) = (page.theme.get(), side());
        run.frame.with(|frame| {
            if side > 0.0 {
                draw(&canvas, &mut raster, frame, neuron, theme, side);
            }
        });
    });
    let picture = picture
        .child(map)
        .when(on_plane, move || vec![samples(side)]);
    let picture = ring(picture, true, on_plane);
    let key = || {
        let line = el("i").class("dash");
        vec![el("p").class("key").child(line).text("where the sum is 0")]
    };
    el("div")
        .class("unit-map")
        .attr("aria-hidden", "true")
        .live("style", axes::room(axes))
        .child(picture)
        .when(on_plane, move || axes::beside(axes))
        .when(on_plane, key)
}

fn shows_weights(frame: &Frame, neuron: Neuron) -> bool {
    crowd::is_crowd(&frame.experiment)
        || neuron.column == 1 && frame.experiment.data.image().is_some()
}

/// The samples, which stay while the network learns.
fn samples(side: impl Fn() -> f64 + 'static) -> El {
    let (page, run) = (Page::get(), Run::get());
    let marks = el("canvas");
    let canvas: HtmlCanvasElement = marks.node();
    let mut last = Painted::default();
    on_screen(move || {
        let running = run.lab.with(|lab| lab.transport.running);
        let (theme, side) = (page.theme.get(), side());
        run.frame.with(|frame| {
            let look = Look {
                current: frame.snapshot.progress.last_sample.filter(|_| !running),
                picked: None,
                aspect: Aspect::All,
                of_unit: true,
                theme,
                side,
                ratio: canvas::pixel_ratio(),
            };
            if side > 0.0 && !last.shows(frame, look) {
                last = Painted::of(frame, look);
                marks::draw(&canvas, frame, look, None);
            }
        });
    });
    marks
}

fn draw(
    canvas: &HtmlCanvasElement,
    raster: &mut Raster,
    frame: &Frame,
    neuron: Neuron,
    theme: Theme,
    length: f64,
) -> Option<()> {
    let at = neuron.column.checked_sub(1)?;
    let image;
    let shows = match crowd::is_crowd(&frame.experiment) {
        true => {
            image = looked_for(&frame.snapshot.network, at, neuron.unit);
            links::Shows::Weights(&image)
        }
        false => links::shown(frame, at, neuron.unit)?,
    };
    let ratio = canvas::pixel_ratio();
    let side = (length * ratio).round() as usize;
    let palette = Palette::of(theme);
    raster.clear(side, side, palette.ground);
    let tile = Tile::new(side, frame.grid().side, ratio as f32);
    shows.draw(raster, &tile, [0, 0], frame, palette);
    canvas::put_pixels(canvas, raster.rgba(), side as u32)?;
    if shows_weights(frame, neuron) {
        return Some(());
    }
    let context = canvas::context(canvas)?;
    context
        .set_transform(ratio, 0.0, 0.0, ratio, 0.0, 0.0)
        .ok()?;
    context.set_stroke_style_str(&palette.ink.css());
    context.set_line_width(1.5);
    let layer = frame.snapshot.network.layers().get(at)?;
    let sums = sums(frame, at, layer, neuron.unit);
    let lines = if frame.view.is_line() {
        crossings(&sums)
    } else {
        contour(&sums, frame.grid().side, 0.0)
    };
    Square::new(&context, length, theme).lines(lines);
    Some(())
}

/// A unit's weighted sum, bias included, at every place of the view: from the values that come into it
/// there.
fn sums(frame: &Frame, at: usize, layer: &Dense, unit: usize) -> Vec<f32> {
    let network = &frame.snapshot.network;
    let first = match at.checked_sub(1) {
        None => 0,
        Some(before) => network.layers()[before].neurons.start,
    };
    let parameters = network.parameters();
    let kernel = &parameters[layer.kernel.start + unit * layer.inputs..][..layer.inputs];
    let mut sums = vec![parameters[layer.bias.start + unit]; frame.grid().pixels()];
    for (input, weight) in kernel.iter().enumerate() {
        let values = frame.maps().neuron(first + input);
        for (sum, value) in sums.iter_mut().zip(values) {
            *sum += weight * value;
        }
    }
    sums
}

/// Where values along a line change their sign, each as a line across.
fn crossings(values: &[f32]) -> Vec<Vec<[f32; 2]>> {
    let pairs = values.windows(2).enumerate();
    let changes = pairs.filter(|(_, pair)| (pair[0] < 0.0) != (pair[1] < 0.0));
    let place = |(at, pair): (usize, &[f32])| {
        let part = pair[0] / (pair[0] - pair[1]);
        let x = (at as f32 + 0.5 + part) / values.len() as f32;
        vec![[x, 0.0], [x, 1.0]]
    };
    changes.map(place).collect()
}
