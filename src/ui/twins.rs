//! What equal initial weights do: the first two units of layer 1, which stay the same as each other.

use reactive_graph::prelude::*;
use web_sys::HtmlCanvasElement;

use super::{
    canvas,
    element::{El, el},
    frame::Frame,
    links::range,
    page::Page,
    run::Run,
    turn::on_screen,
};
use crate::{
    nn::Initializer,
    plot::{
        color::{Palette, Ramp, Theme},
        heatmap::paint,
    },
};

/// The warning picture, where all weights start equal and there are two units to show it.
pub fn twins() -> El {
    let run = Run::get();
    let shown = run.select(|lab| {
        let e = &lab.experiment;
        let equal = matches!(e.initializer, Initializer::Zeros | Initializer::Ones);
        equal && e.hidden().first().is_some_and(|l| l.units > 1) && e.data.columns() > 1
    });
    el("div").class("twins").when(shown, || {
        let equals = el("span").class("twins-equal").text("=");
        vec![
            unit(0),
            equals,
            unit(1),
            el("span")
                .class("hint")
                .text("units 1 and 2 of layer 1, now"),
        ]
    })
}

fn unit(at: usize) -> El {
    let (page, run) = (Page::get(), Run::get());
    let map = el("canvas")
        .class("twin")
        .attr("role", "img")
        .attr("aria-label", &format!("Map of unit {} of layer 1", at + 1));
    let canvas = map.node();
    on_screen(move || {
        let theme = page.theme.get();
        run.frame.with(|frame| draw(&canvas, frame, at, theme));
    });
    map
}

fn draw(canvas: &HtmlCanvasElement, frame: &Frame, at: usize, theme: Theme) -> Option<()> {
    let layer = frame.snapshot.network.layers().first()?;
    let neuron = layer.neurons.start + at.min(layer.units - 1);
    let values = frame.maps().neuron(neuron);
    let (centre, half) = range(&Some(layer.activation), values);
    let mut pixels = vec![0; values.len() * 4];
    let ramp = Ramp::classes(Palette::of(theme), 1.0);
    paint(values, centre, half, &ramp, &mut pixels);
    canvas::put_pixels(canvas, &pixels, frame.grid().side as u32)
}
