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

/// What the upper chart shows.
#[derive(Clone, Copy, PartialEq)]
enum Metric {
    Loss,
    Accuracy,
}

/// The chart of training and test loss, or of the accuracies.
#[component]
pub fn ProgressChart() -> impl IntoView {
    let metric = RwSignal::new(Metric::Loss);
    let log = RwSignal::new(true);
    let axes = Signal::derive(move || match metric.get() {
        Metric::Loss => Axes {
            x_label: "epoch",
            log_y: log.get(),
            ..Axes::default()
        },
        Metric::Accuracy => Axes {
            x_label: "epoch",
            y_range: Some((0.0, 1.0)),
            ..Axes::default()
        },
    });
    let lines = move |store, trace: &Trace| match metric.get() {
        Metric::Loss => pair(store, trace, Track::TrainLoss, Track::TestLoss),
        Metric::Accuracy => pair(store, trace, Track::TrainAccuracy, Track::TestAccuracy),
    };
    view! {
        <div class="chart-head">
            <div class="switch" role="group" aria-label="Chart">
                <Toggle signal=metric to=Metric::Loss text="Loss"/>
                <Toggle signal=metric to=Metric::Accuracy text="Accuracy"/>
            </div>
            <Show when=move || metric.get() == Metric::Loss>
                <div class="switch" role="group" aria-label="Loss axis">
                    <Toggle signal=log to=true text="Log"/>
                    <Toggle signal=log to=false text="Linear"/>
                </div>
            </Show>
        </div>
        <Chart class="progress-chart" label="Training and test loss or accuracy over epochs" axes=axes lines=lines/>
    }
}

#[component]
fn Toggle<T>(signal: RwSignal<T>, to: T, text: &'static str) -> impl IntoView
where
    T: Copy + PartialEq + Send + Sync + 'static,
{
    view! {
        <button aria-pressed=move || (signal.get() == to).to_string() on:click=move |_| signal.set(to)>
            {text}
        </button>
    }
}

/// The chart of each layer's gradient size.
#[component]
pub fn GradientChart() -> impl IntoView {
    view! {
        <div class="chart-head"><h3>"Gradient size by layer"</h3></div>
        <Chart class="gradient-chart" label="Gradient size of each layer over epochs"
            axes=Signal::stored(Axes { x_label: "epoch", log_y: true, ..Axes::default() }) lines=gradients/>
    }
}

fn pair(store: Store, trace: &Trace, train: Track, test: Track) -> Vec<Line> {
    let palette = Palette::of(store.theme.get());
    let line = |name: &str, track: Track, color, dash| Line {
        name: name.into(),
        points: trace.column(track.column()).collect(),
        color,
        dash,
        width: 1.5,
    };
    vec![
        line("train", train, palette.ink, None),
        line("test", test, palette.muted, Some((4.0, 3.0))),
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
    axes: Signal<Axes<'static>>,
    lines: impl Fn(Store, &Trace) -> Vec<Line> + Copy + Send + Sync + 'static,
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
            draw(&canvas, (width, height), &current(), axes.get(), style);
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
        let axes = axes.get();
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
