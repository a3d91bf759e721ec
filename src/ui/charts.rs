//! Loss and gradient size over time, by plotters on canvases.

use leptos::{ev, html, prelude::*, reactive::traits::Track as _};
use plotters::prelude::IntoDrawingArea;
use plotters_canvas::CanvasBackend;
use web_sys::HtmlCanvasElement;

use super::{
    canvas,
    store::{Store, Track},
};
use crate::plot::{
    chart::{Axes, ChartStyle, Series, chart_geometry, draw_chart},
    color::{Palette, layer_colors},
    scale::format_value,
    series::Trace,
};

/// A line with its points.
struct Line {
    name: String,
    points: Vec<(f64, f64)>,
    color: crate::plot::color::Rgb,
    dash: Option<(f32, f32)>,
    width: f32,
}

impl Line {
    fn series(&self) -> Series<'_> {
        Series {
            name: &self.name,
            points: &self.points,
            color: self.color,
            dash: self.dash,
            width: self.width,
        }
    }
}

/// The chart of training and test loss, with its switch between linear and logarithmic.
#[component]
pub fn LossChart() -> impl IntoView {
    let log = RwSignal::new(true);
    let button = move |to: bool, text: &'static str| {
        view! {
            <button aria-pressed=move || (log.get() == to).to_string() on:click=move |_| log.set(to)>{text}</button>
        }
    };
    view! {
        <div class="chart-head">
            <h3>"Loss"</h3>
            <div class="switch" role="group" aria-label="Loss axis">
                {button(true, "Log")}
                {button(false, "Linear")}
            </div>
        </div>
        <Chart class="loss-chart" label="Training and test loss over epochs" log=log.into() lines=losses/>
    }
}

/// The chart of each layer's gradient size.
#[component]
pub fn GradientChart() -> impl IntoView {
    view! {
        <div class="chart-head"><h3>"Gradient size by layer"</h3></div>
        <Chart class="gradient-chart" label="Gradient size of each layer over epochs"
            log=Signal::stored(true) lines=gradients/>
    }
}

fn losses(store: Store, trace: &Trace) -> Vec<Line> {
    let palette = Palette::of(store.theme.get());
    let line = |name: &str, track: Track, color, dash| Line {
        name: name.into(),
        points: trace.column(track.column()).collect(),
        color,
        dash,
        width: 1.5,
    };
    vec![
        line("train", Track::TrainLoss, palette.ink, None),
        line("test", Track::TestLoss, palette.muted, Some((4.0, 3.0))),
    ]
}

fn gradients(store: Store, trace: &Trace) -> Vec<Line> {
    let layers = trace.columns() - Track::Gradient(0).column();
    let colors = layer_colors(store.theme.get(), layers);
    let name = |layer: usize| {
        if layer + 1 == layers {
            "output".into()
        } else {
            format!("layer {}", layer + 1)
        }
    };
    let lines = colors.into_iter().enumerate().map(|(layer, color)| Line {
        name: name(layer),
        points: trace.column(Track::Gradient(layer).column()).collect(),
        color,
        dash: None,
        width: 1.5,
    });
    lines.collect()
}

#[component]
fn Chart(
    class: &'static str,
    label: &'static str,
    log: Signal<bool>,
    lines: fn(Store, &Trace) -> Vec<Line>,
) -> impl IntoView {
    let store = Store::get();
    let (outer, node) = (NodeRef::<html::Div>::new(), NodeRef::<html::Canvas>::new());
    let size = canvas::size_of(outer);
    let current = move || store.trace.with_value(|trace| lines(store, trace));
    // Lines that change too fast to follow are drawn at every other moment.
    let turn = StoredValue::new(0u32);
    Effect::new(move |_| {
        let (Some(canvas), (width, height)) = (node.get(), size.get()) else {
            return;
        };
        store.frame.track();
        let running = store.lab.with(|lab| lab.running);
        turn.update_value(|turn| *turn += 1);
        if width > 0.0 && !(running && turn.get_value() % 2 == 1) {
            let style = ChartStyle::new(store.theme.get());
            draw(&canvas, (width, height), &current(), axes(log.get()), style);
        }
    });
    let pointer = RwSignal::new(None::<f64>);
    let moved = move |event: ev::PointerEvent| pointer.set(Some(f64::from(event.offset_x())));
    let read = move || {
        let x = pointer.get()?;
        store.frame.track();
        let lines = current();
        let series: Vec<_> = lines.iter().map(Line::series).collect();
        let (width, height) = size.get();
        let style = ChartStyle::new(store.theme.get());
        let axes = axes(log.get());
        let geometry = chart_geometry((width as u32, height as u32), &series, &axes, &style);
        let epoch = geometry
            .x
            .to_value(x.clamp(f64::from(geometry.plot.x), f64::from(geometry.plot.right())));
        store.trace.with_value(|trace| {
            let at = trace.nearest(epoch)?.0;
            let value = |line: &Line| {
                let y = line
                    .points
                    .iter()
                    .find(|p| p.0 == at)
                    .map(|p| p.1)
                    .filter(|y| y.is_finite())?;
                Some(format!("{} {}", line.name, format_value(y)))
            };
            let values: Vec<_> = lines.iter().filter_map(value).collect();
            let place = geometry.x.to_pixel(at);
            Some((format!("epoch {at:.0}: {}", values.join(" · ")), place))
        })
    };
    view! {
        <div class=format!("chart {class}") node_ref=outer on:pointermove=moved on:pointerdown=moved
            on:pointerleave=move |_| pointer.set(None)>
            <canvas node_ref=node role="img" aria-label=label></canvas>
            {move || read().map(|(text, x)| view! {
                <i class="chart-line" style=format!("left: {x}px")></i>
                <span class="chart-readout">{text}</span>
            })}
        </div>
    }
}

fn axes(log_y: bool) -> Axes<'static> {
    Axes {
        x_label: "epoch",
        log_y,
        ..Axes::default()
    }
}

fn draw(
    canvas: &HtmlCanvasElement,
    (width, height): (f64, f64),
    lines: &[Line],
    axes: Axes<'_>,
    style: ChartStyle,
) -> Option<()> {
    // Plotters draws at whole pixels; two of them for each of the screen's make lines smooth.
    let ratio = canvas::pixel_ratio().max(2.0);
    canvas::fit(canvas, (width * ratio) as u32, (height * ratio) as u32);
    canvas::context(canvas)?.set_line_join("round");
    let area = CanvasBackend::with_canvas_object(canvas.clone())?.into_drawing_area();
    let series: Vec<_> = lines.iter().map(Line::series).collect();
    let style = ChartStyle {
        pixel_ratio: ratio,
        font_family: "system-ui, sans-serif",
        ..style
    };
    draw_chart(&area, &series, &axes, &style).ok()
}
