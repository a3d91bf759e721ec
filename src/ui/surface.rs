//! The decision surface: the network's answer over the plane, with the points and the boundary.

use std::{f64::consts::TAU, sync::Arc};

use reactive_graph::{graph::untrack, prelude::*, signal::RwSignal};
use wasm_bindgen::JsCast;
use web_sys::{CanvasRenderingContext2d, Event, HtmlCanvasElement, KeyboardEvent, PointerEvent};

use super::{
    canvas,
    element::{El, el, follow},
    frame::Frame,
    links::range,
    store::Store,
};
use crate::{
    data::Point,
    lab::Prepared,
    plot::{
        color::{Palette, Ramp, SURFACE_STRENGTH, Theme},
        contour::contour,
        heatmap::{Grid, paint},
        scale::{format_short, nice_step, ticks},
    },
};

/// The surface with its head, its points and its read-out.
pub fn surface() -> Vec<El> {
    let head = el("div")
        .class("panel-head")
        .child(el("h2").text("Output"))
        .child(legend());
    let probe = RwSignal::new(None);
    let frame = el("div")
        .class("surface")
        .attr("role", "img")
        .attr("tabindex", "0")
        .attr(
            "aria-label",
            "Decision surface: the network’s answer over the plane. Arrow keys read it out.",
        );
    let size = canvas::size_of(&frame);
    let side = move || size.get().map_or(0.0, |[width, _]| width);
    let moved = move |event: Event| {
        let event = event.unchecked_ref::<PointerEvent>();
        let side = untrack(side);
        if side > 0.0 {
            probe.set(Some(
                [event.offset_x(), event.offset_y()].map(|x| f64::from(x) / side),
            ));
        }
    };
    let cross = move || {
        let [x, y] = probe.get().unwrap_or_default();
        format!("left: {}%; top: {}%", x * 100.0, y * 100.0)
    };
    let frame = frame
        .on("pointermove", moved)
        .on("pointerdown", moved)
        .on("pointerleave", move |_| probe.set(None))
        .on("keydown", move |event| press(probe, &event))
        .child(map(side))
        .child(marks(side))
        .when(
            move || probe.get().is_some(),
            move || vec![el("i").class("probe").live("style", cross)],
        );
    vec![head, frame, readout(probe)]
}

/// A place on the surface, 0 to 1 from the left and the top.
type Probe = RwSignal<Option<[f64; 2]>>;

/// Moves the probe by an arrow key.
fn press(probe: Probe, event: &Event) {
    let step = match event.unchecked_ref::<KeyboardEvent>().key().as_str() {
        "ArrowLeft" => [-0.02, 0.0],
        "ArrowRight" => [0.02, 0.0],
        "ArrowUp" => [0.0, -0.02],
        "ArrowDown" => [0.0, 0.02],
        _ => return,
    };
    event.prevent_default();
    let [x, y] = probe.get_untracked().unwrap_or([0.5, 0.5]);
    probe.set(Some([
        (x + step[0]).clamp(0.0, 1.0),
        (y + step[1]).clamp(0.0, 1.0),
    ]));
}

/// The network's answer and its boundary.
fn map(side: impl Fn() -> f64 + 'static) -> El {
    let store = Store::get();
    let map = el("canvas");
    let (canvas, pixels) = (map.node(), canvas::offscreen());
    follow(move || {
        let (theme, side) = (store.theme.get(), side());
        store.frame.with(|frame| {
            if let Some(pixels) = &pixels {
                draw_map(&canvas, pixels, frame, theme, side);
            }
        });
    });
    map
}

/// The points, which stay while the network learns and so are drawn apart from its map.
fn marks(side: impl Fn() -> f64 + 'static) -> El {
    let store = Store::get();
    let marks = el("canvas");
    let canvas = marks.node();
    let mut last = None::<(Arc<Prepared>, _)>;
    follow(move || {
        let running = store.lab.with(|lab| lab.running);
        let (theme, side) = (store.theme.get(), side());
        store.frame.with(|frame| {
            let current = frame.snapshot.progress.last_sample.filter(|_| !running);
            let (data, view) = (&frame.prepared, (current, theme, side));
            let same = |(d, v): &(Arc<Prepared>, _)| Arc::ptr_eq(d, data) && *v == view;
            if !last.as_ref().is_some_and(same) {
                last = Some((data.clone(), view));
                draw_points(&canvas, frame, current, theme, side);
            }
        });
    });
    marks
}

/// The ends of the output's colours.
fn legend() -> El {
    let store = Store::get();
    let end = move |sign: f32| {
        store.frame.with(|f| {
            let (centre, half) = output_range(f);
            format_short(f64::from(centre + sign * half))
        })
    };
    el("span")
        .class("legend classes")
        .attr(
            "title",
            "The network’s answer: orange for class 0, blue for class 1",
        )
        .live_text(move || end(-1.0))
        .child(el("i"))
        .live_text(move || end(1.0))
}

/// The place under the pointer and the network's answer there; without one, what the points mean.
fn readout(probe: Probe) -> El {
    let store = Store::get();
    let text = move || {
        let Some(at) = probe.get() else {
            return String::new();
        };
        store.frame.with(|f| {
            let at = at.map(|share| share as f32);
            let [x1, x2] = f.maps.grid.from_unit(at);
            let output = value_at(f, at);
            let class = if f.prepared.target.class(output) == 1 {
                "blue"
            } else {
                "orange"
            };
            format!(
                "x₁ {} · x₂ {} · output {} ({class})",
                fixed(x1),
                fixed(x2),
                fixed(output),
            )
        })
    };
    let live = move || vec![el("span").attr("aria-live", "polite").live_text(text)];
    let key = |mark, text| {
        el("span")
            .class("key")
            .child(el("i").class(mark))
            .text(text)
    };
    let keys = move || {
        vec![
            key("dot filled", "training"),
            key("dot hollow", "test"),
            key("dash", "boundary"),
        ]
    };
    let ringed = move || {
        let idle = probe.get().is_none() && store.lab.with(|lab| !lab.running);
        idle && store
            .frame
            .with(|f| f.snapshot.progress.last_sample.is_some())
    };
    let ring = move || vec![key("dot ring", "latest")];
    el("p")
        .class("surface-readout")
        .when(move || probe.get().is_some(), live)
        .when(move || probe.get().is_none(), keys)
        .when(ringed, ring)
}

fn fixed(value: f32) -> String {
    format!("{value:.2}").replace('-', "−")
}

fn output_range(frame: &Frame) -> (f32, f32) {
    let network = &frame.snapshot.network;
    range(
        &Some(network.output_activation()),
        frame.maps.neuron(network.neurons() - 1),
    )
}

/// The map's value at a place, 0 to 1 from the left and the top.
fn value_at(frame: &Frame, [left, top]: [f32; 2]) -> f32 {
    let side = frame.maps.grid.side;
    let cell = |share: f32| ((share * side as f32) as usize).min(side - 1);
    let values = frame.maps.neuron(frame.snapshot.network.neurons() - 1);
    values[cell(top) * side + cell(left)]
}

fn draw_map(
    canvas: &HtmlCanvasElement,
    pixels: &HtmlCanvasElement,
    frame: &Frame,
    theme: Theme,
    side: f64,
) -> Option<()> {
    let palette = Palette::of(theme);
    let Grid { side: cells, .. } = frame.maps.grid;
    let values = frame.maps.neuron(frame.snapshot.network.neurons() - 1);
    let (centre, half) = output_range(frame);
    let mut rgba = vec![0; values.len() * 4];
    paint(
        values,
        centre,
        half,
        &Ramp::classes(palette, SURFACE_STRENGTH),
        &mut rgba,
    );
    canvas::put_pixels(pixels, &rgba, cells as u32)?;
    let context = canvas::prepare(canvas, side, side)?;
    context.set_image_smoothing_enabled(true);
    context
        .draw_image_with_html_canvas_element_and_dw_and_dh(pixels, 0.0, 0.0, side, side)
        .ok()?;
    context.set_stroke_style_str(&palette.ink.css());
    context.set_line_width(1.5);
    context.set_line_join("round");
    context.begin_path();
    let (edges, level) = frame.boundary();
    for line in contour(edges, cells, level) {
        for (i, [x, y]) in line.into_iter().enumerate() {
            let (x, y) = (f64::from(x) * side, f64::from(y) * side);
            if i == 0 {
                context.move_to(x, y)
            } else {
                context.line_to(x, y)
            }
        }
    }
    context.stroke();
    Some(())
}

fn draw_points(
    canvas: &HtmlCanvasElement,
    frame: &Frame,
    current: Option<u32>,
    theme: Theme,
    side: f64,
) -> Option<()> {
    let context = canvas::prepare(canvas, side, side)?;
    let (palette, grid) = (Palette::of(theme), frame.maps.grid);
    draw_axes(&context, grid, palette, side);
    let split = &frame.prepared.split;
    let many = split.train.len() + split.test.len();
    let radius = match many {
        0..=20 => 7.0,
        21..=800 => (side / 100.0).clamp(2.5, 3.5),
        _ => 2.0,
    };
    let brush = Brush {
        context: &context,
        grid,
        palette,
        side,
        radius,
    };
    split
        .test
        .iter()
        .for_each(|point| brush.point(point, false));
    split
        .train
        .iter()
        .for_each(|point| brush.point(point, true));
    if let Some(point) = current.and_then(|i| split.train.get(i as usize)) {
        brush.ring(point);
    }
    Some(())
}

struct Brush<'a> {
    context: &'a CanvasRenderingContext2d,
    grid: Grid,
    palette: &'static Palette,
    side: f64,
    radius: f64,
}

impl Brush<'_> {
    fn circle(&self, point: &Point, radius: f64) {
        let [x, y] = self.grid.to_unit(point.x).map(|u| f64::from(u) * self.side);
        self.context.begin_path();
        // An arc fails only for a negative radius.
        let _ = self.context.arc(x, y, radius, 0.0, TAU);
    }

    /// Training points are filled with a pale rim, test points pale with a coloured rim.
    fn point(&self, point: &Point, filled: bool) {
        let Palette {
            point_blue,
            point_orange,
            point_paper,
            ..
        } = self.palette;
        let color = if point.class == 0 {
            point_orange
        } else {
            point_blue
        };
        let (fill, rim) = if filled {
            (color, point_paper)
        } else {
            (point_paper, color)
        };
        self.circle(point, self.radius);
        self.context.set_fill_style_str(&fill.css());
        self.context.fill();
        self.context.set_stroke_style_str(&rim.css());
        self.context.set_line_width(if filled { 1.0 } else { 1.5 });
        self.context.stroke();
    }

    /// The sample shown last, while one steps.
    fn ring(&self, point: &Point) {
        self.circle(point, self.radius + 5.0);
        self.context.set_stroke_style_str(&self.palette.ink.css());
        self.context.set_line_width(2.0);
        self.context.stroke();
    }
}

fn draw_axes(context: &CanvasRenderingContext2d, grid: Grid, palette: &Palette, side: f64) {
    let (low, high) = (f64::from(grid.domain.0), f64::from(grid.domain.1));
    let step = nice_step(high - low, 6);
    context.set_font("14px system-ui, sans-serif");
    context.set_fill_style_str(&palette.ink.css());
    context.set_global_alpha(0.75);
    let place = |value: f64| (value - low) / (high - low) * side;
    for value in ticks(low, high, step) {
        let text = format_short(value);
        let at = place(value);
        if !(0.12..0.88).contains(&(at / side)) {
            continue;
        }
        context.set_text_align("center");
        // Text that cannot be drawn would only be missing.
        let _ = context.fill_text(&text, at, side - 6.0);
        context.set_text_align("left");
        let _ = context.fill_text(&text, 6.0, side - at + 5.0);
    }
    context.set_text_align("right");
    let _ = context.fill_text("x₁", side - 6.0, side - 6.0);
    context.set_text_align("left");
    let _ = context.fill_text("x₂", 6.0, 16.0);
    context.set_global_alpha(1.0);
}
