//! The decision surface: the network's answer over the plane, with the points and the boundary.

use std::{cell::RefCell, f64::consts::TAU};

use leptos::{ev, html, prelude::*};
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement};

use super::{canvas, frame::Frame, links::range, store::Store};
use crate::{
    data::Point,
    plot::{
        color::{Palette, Ramp, SURFACE_STRENGTH, Theme},
        contour::contour,
        heatmap::{Grid, paint},
        scale::{format_tick, format_value, nice_step, ticks},
    },
};

/// The surface with its head, its points and its read-out.
#[component]
pub fn Surface() -> impl IntoView {
    let store = Store::get();
    let (map, marks) = (
        NodeRef::<html::Canvas>::new(),
        NodeRef::<html::Canvas>::new(),
    );
    let frame_node = NodeRef::<html::Div>::new();
    let size = canvas::size_of(frame_node);
    let pixels = StoredValue::new_local(RefCell::new(canvas::offscreen()));
    Effect::new(move |_| {
        let (Some(canvas), side) = (map.get(), size.get().0) else {
            return;
        };
        let theme = store.theme.get();
        store.frame.with(|frame| {
            pixels.with_value(|pixels| {
                if let Some(pixels) = &*pixels.borrow() {
                    draw_map(&canvas, pixels, frame, theme, side);
                }
            });
        });
    });
    // The points stay while the network learns, so they are drawn apart from its map.
    let points = Memo::new(move |_| store.frame.with(|f| PointsKey(f.prepared.clone())));
    let current = Memo::new(move |_| {
        let running = store.lab.with(|lab| lab.running);
        store
            .frame
            .with(|f| f.snapshot.progress.last_sample.filter(|_| !running))
    });
    Effect::new(move |_| {
        let (Some(canvas), side) = (marks.get(), size.get().0) else {
            return;
        };
        points.track();
        let (theme, current) = (store.theme.get(), current.get());
        store
            .frame
            .with_untracked(|frame| draw_points(&canvas, frame, current, theme, side));
    });

    let probe = RwSignal::new(None::<[f32; 2]>);
    let moved = move |event: ev::PointerEvent| {
        let side = size.get_untracked().0 as f32;
        if side > 0.0 {
            probe.set(Some([
                event.offset_x() as f32 / side,
                event.offset_y() as f32 / side,
            ]));
        }
    };
    let keyed = move |event: ev::KeyboardEvent| {
        let step = match event.key().as_str() {
            "ArrowLeft" => [-0.02, 0.0],
            "ArrowRight" => [0.02, 0.0],
            "ArrowUp" => [0.0, -0.02],
            "ArrowDown" => [0.0, 0.02],
            _ => return,
        };
        event.prevent_default();
        probe.update(|at| {
            let [x, y] = at.unwrap_or([0.5, 0.5]);
            *at = Some([(x + step[0]).clamp(0.0, 1.0), (y + step[1]).clamp(0.0, 1.0)]);
        });
    };
    let cross = move || {
        probe.get().map(|[x, y]| {
            let style = format!("left: {}%; top: {}%", x * 100.0, y * 100.0);
            view! { <i class="probe" style=style></i> }
        })
    };
    view! {
        <div class="panel-head">
            <h2>"Output"</h2>
            <OutputLegend/>
        </div>
        <div class="surface" node_ref=frame_node role="img" tabindex="0"
            aria-label="Decision surface: the network’s answer over the plane. Arrow keys read it out."
            on:pointermove=moved on:pointerdown=moved on:pointerleave=move |_| probe.set(None)
            on:keydown=keyed>
            <canvas node_ref=map></canvas>
            <canvas node_ref=marks></canvas>
            {cross}
        </div>
        <Readout probe=probe/>
    }
}

/// Tells prepared data apart by where they are kept.
#[derive(Clone)]
struct PointsKey(std::sync::Arc<crate::lab::Prepared>);

impl PartialEq for PointsKey {
    fn eq(&self, other: &Self) -> bool {
        std::sync::Arc::ptr_eq(&self.0, &other.0)
    }
}

/// The ends of the output's colours.
#[component]
fn OutputLegend() -> impl IntoView {
    let store = Store::get();
    let ends = Memo::new(move |_| {
        store.frame.with(|f| {
            let (centre, half) = output_range(f);
            [centre - half, centre + half].map(|end| format_value(f64::from(end)))
        })
    });
    view! {
        <span class="legend classes" title="The network’s answer: orange for class 0, blue for class 1">
            {move || ends.get()[0].clone()}<i></i>{move || ends.get()[1].clone()}
        </span>
    }
}

/// The place under the pointer and the network's answer there; without one, what the points mean.
#[component]
fn Readout(probe: RwSignal<Option<[f32; 2]>>) -> impl IntoView {
    let store = Store::get();
    let text = move || {
        probe.get().map(|at| {
            store.frame.with(|f| {
                let grid = f.maps.grid;
                let [x1, x2] = grid.from_unit(at);
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
        })
    };
    view! {
        <p class="surface-readout">
            {move || match text() {
                Some(text) => view! { <span aria-live="polite">{text}</span> }.into_any(),
                None => view! {
                    <span class="key"><i class="dot filled"></i>"training"</span>
                    <span class="key"><i class="dot hollow"></i>"test"</span>
                    <span class="key"><i class="dash"></i>"boundary"</span>
                }.into_any(),
            }}
        </p>
    }
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
        let text = format_tick(value, step);
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
