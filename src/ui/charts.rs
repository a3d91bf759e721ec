//! Loss and gradient size over time, by plotters on canvases. Dragging along a chart goes through the
//! run's past.

use std::{cell::Cell, rc::Rc, sync::Arc};

use plotters::prelude::IntoDrawingArea;
use plotters_canvas::CanvasBackend;
use reactive_graph::{
    graph::untrack, owner::StoredValue, prelude::*, signal::RwSignal, traits::Track as _,
};
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlCanvasElement, PointerEvent};

use super::{
    canvas,
    element::{El, derived, el},
    fields::{switch, toggle},
    history::history,
    page::Page,
    run::Run,
    scrub::{FORMER, Place, Scrub},
    turn::on_screen,
};
use crate::{
    lab::Portion,
    nn::{Named, Task},
    plot::{
        chart::{Axes, ChartStyle, Series, chart_geometry, draw_chart},
        color::{Palette, Rgb, Theme, layer_colors},
        scale::{Scale, format_value, nice_bounds, nice_step},
    },
    run::{Branch, History, Lab, Track},
};

/// A line with its points.
struct Line {
    name: String,
    points: Vec<(f64, f64)>,
    color: Rgb,
    dash: Option<(f32, f32)>,
    width: f32,
    /// How it is read out.
    read: Read,
}

/// How a line is read out under the pointer.
#[derive(Clone, Copy, PartialEq)]
enum Read {
    /// Its value.
    Value,
    /// Of so many answers, how many a percentage is.
    Percent(usize),
    /// Not at all: it is of a branch that was left.
    Former,
}

impl Line {
    fn series(&self, named: bool) -> Series<'_> {
        Series {
            name: if named { &self.name } else { "" },
            points: &self.points,
            color: self.color,
            dash: self.dash,
            width: self.width,
        }
    }

    /// What tells it from the same line at another time: points only come at its end.
    fn state(&self) -> (usize, Option<[u64; 2]>) {
        let last = self.points.last();
        (
            self.points.len(),
            last.map(|(x, y)| [x, y].map(|v| v.to_bits())),
        )
    }
}

/// The axes of a chart, as signals change.
type OnAxes = Box<dyn Fn() -> Axes<'static>>;
/// What a chart shows, as signals change.
type Lines = Box<dyn Fn(&Lab) -> Vec<Line>>;

/// What the chart of the progress shows.
#[derive(Clone, Copy, PartialEq)]
enum Shows {
    /// The loss that is made small.
    Loss,
    /// Under the perceptron rule, which makes none small: how many of a hundred answers are wrong.
    Wrong,
    /// Accuracies, or R² of a regression.
    Score,
}

impl Shows {
    fn points(self, branch: &Branch, portion: Portion) -> Vec<(f64, f64)> {
        let (loss, score) = match portion {
            Portion::Training => (Track::TrainLoss, Track::TrainScore),
            Portion::Test => (Track::TestLoss, Track::TestScore),
        };
        let scores = branch.line(score);
        match self {
            Self::Loss => branch.line(loss).collect(),
            Self::Wrong => scores
                .map(|(at, score)| (at, 100.0 * (1.0 - score)))
                .collect(),
            Self::Score => scores.collect(),
        }
    }

    /// Whether it can be told of a run that was before another one.
    fn is_of(self, branch: &Branch) -> bool {
        self != Self::Loss || !branch.recipe.experiment.counts_wrong()
    }
}

/// The chart of training and test loss, or of the scores: accuracies, or R² of a regression. Under the
/// perceptron rule it has the wrong answers in place of a loss.
pub fn progress_chart() -> Vec<El> {
    let (page, run) = (Page::get(), Run::get());
    let (scored, log) = (RwSignal::new(false), RwSignal::new(true));
    let counts = derived(move || run.lab.with(|lab| lab.experiment.counts_wrong()));
    let shows = move || match (scored.get(), counts.get()) {
        (true, _) => Shows::Score,
        (false, true) => Shows::Wrong,
        (false, false) => Shows::Loss,
    };
    let axes = move || Axes {
        x_label: "epoch",
        log_y: log.get() && shows() == Shows::Loss,
        y_range: scored.get().then(|| (run.branch(lowest_score), 1.0)),
        ..Axes::default()
    };
    let lines = move |lab: &Lab| {
        let (theme, shows) = (page.theme.get(), shows());
        let mut lines = before(lab, shows, theme);
        if shows != Shows::Score {
            lines.extend(former(&lab.history, shows, theme));
        }
        let read = move |portion: Portion| match shows {
            Shows::Wrong => {
                Read::Percent(run.frame.with_untracked(|f| portion.answers(&f.prepared)))
            }
            Shows::Loss | Shows::Score => Read::Value,
        };
        lines.extend(pair(lab.history.now(), shows, theme, read));
        lines
    };
    let option = |signal: RwSignal<bool>, to, text| {
        toggle(text, move || signal.get() == to, move || signal.set(to))
    };
    let regression = derived(move || run.frame.with(|f| f.prepared.task == Task::Regression));
    let score = move || if regression.get() { "R²" } else { "Accuracy" };
    let metrics = vec![
        option(scored, false, "").live_text(move || if counts.get() { "% wrong" } else { "Loss" }),
        option(scored, true, "").live_text(score),
    ];
    let scales = move || {
        let scales = vec![option(log, true, "Log"), option(log, false, "Linear")];
        vec![switch("Loss axis", scales)]
    };
    let head = el("div")
        .class("chart-head")
        .child(switch("Chart", metrics))
        .when(move || shows() == Shows::Loss, scales);
    let label = move || {
        let shown = match shows() {
            Shows::Loss => "Loss",
            Shows::Wrong => "Share of wrong answers",
            Shows::Score => score(),
        };
        format!("{shown} of the training and the test samples over epochs")
    };
    vec![
        head,
        chart(
            "chart progress-chart",
            Box::new(label),
            Box::new(axes),
            Box::new(lines),
        ),
        history(),
    ]
}

/// The training samples' losses of two runs in one chart, or, where they make different ones small, how many
/// of a hundred answers are wrong; of numbers R².
pub fn duel_chart(pair: [Run; 2]) -> El {
    let page = Page::get();
    let shows = derived(move || {
        let is_open = pair.iter().all(|run| run.is_open());
        let of = |run: Run| {
            run.lab.with(|lab| {
                let e = &lab.experiment;
                (!e.rule.is_local()).then(|| (e.loss.label(), e.task()))
            })
        };
        let [left, right] = pair.map(|run| if is_open { of(run) } else { None });
        let is_of_numbers = |of: Option<(_, Task)>| of.is_some_and(|(_, t)| t == Task::Regression);
        match (left, right) {
            (Some(_), Some(_)) if left == right => Shows::Loss,
            _ if is_of_numbers(left) || is_of_numbers(right) => Shows::Score,
            _ => Shows::Wrong,
        }
    });
    let axes = move || Axes {
        x_label: "epoch",
        log_y: shows.get() == Shows::Loss,
        x_max: pair[1]
            .is_open()
            .then(|| pair[1].branch(|b| b.line(Track::TrainLoss).last().map_or(0.0, |(at, _)| at))),
        ..Axes::default()
    };
    let lines = move |_: &Lab| {
        let palette = Palette::of(page.theme.get());
        let looks = [(palette.ink, None), (palette.blue, Some((7.0, 3.0)))];
        let both = pair.into_iter().zip(["left", "right"]).zip(looks);
        both.filter(|((run, _), _)| run.is_open())
            .map(|((run, name), (color, dash))| {
                run.frame.track();
                Line {
                    name: name.into(),
                    points: run.branch(|branch| shows.get().points(branch, Portion::Training)),
                    color,
                    dash,
                    width: 2.0,
                    read: Read::Value,
                }
            })
            .collect()
    };
    let name = move || match shows.get() {
        Shows::Loss => "Loss",
        Shows::Wrong => "% wrong",
        Shows::Score => "R²",
    };
    let label = move || {
        format!(
            "{} of both runs on the training samples over epochs",
            name()
        )
    };
    el("div")
        .child(el("h3").live_text(move || format!("{}, training samples", name())))
        .child(chart(
            "chart progress-chart",
            Box::new(label),
            Box::new(axes),
            Box::new(lines),
        ))
}

/// A chart of something of each layer, on a logarithmic axis over the epochs.
pub fn layer_chart(
    label: impl Fn() -> String + 'static,
    points: impl Fn(&Branch, usize) -> Vec<(f64, f64)> + Copy + 'static,
) -> El {
    let page = Page::get();
    let axes = || Axes {
        x_label: "epoch",
        log_y: true,
        ..Axes::default()
    };
    let lines = move |lab: &Lab| of_layers(lab.history.now(), page.theme.get(), points);
    let label = Box::new(label);
    chart(
        "chart gradient-chart",
        label,
        Box::new(axes),
        Box::new(lines),
    )
}

/// The layers with their lines, always in their order.
pub fn layer_keys() -> El {
    let (page, run) = (Page::get(), Run::get());
    let layers = move || run.frame.with(|f| f.snapshot.network.layers().len());
    let now = move || (page.theme.get(), layers());
    let key = |(layer, color): (usize, Rgb), last: bool| {
        let line = el("i")
            .class(if is_dashed(layer) {
                "dash broken"
            } else {
                "dash"
            })
            .attr("style", &format!("border-color: {}", color.css()));
        let name = if last {
            "output".into()
        } else {
            (layer + 1).to_string()
        };
        el("span").class("key").child(line).text(&name)
    };
    el("span")
        .class("keys-line")
        .anew(now, move |(theme, layers)| {
            let colors = layer_colors(theme, layers).into_iter().enumerate();
            colors
                .map(|layer| key(layer, layer.0 + 1 == layers))
                .collect()
        })
}

/// Every other layer's line is dashed, so that neighbours differ by more than their colour.
fn is_dashed(layer: usize) -> bool {
    layer % 2 == 1
}

/// Where the axis of scores begins: at 0, or as far below as R² has been.
fn lowest_score(branch: &Branch) -> f64 {
    let tracks = [Track::TrainScore, Track::TestScore].into_iter();
    let scores = tracks.flat_map(|track| branch.line(track));
    let low = scores
        .map(|(_, score)| score)
        .filter(|score| score.is_finite())
        .fold(0.0, f64::min);
    nice_bounds(low, 1.0, nice_step(1.0 - low, 3)).0
}

fn pair(branch: &Branch, shows: Shows, theme: Theme, read: impl Fn(Portion) -> Read) -> Vec<Line> {
    let palette = Palette::of(theme);
    let line = |name: &str, portion, color, dash| Line {
        name: name.into(),
        points: shows.points(branch, portion),
        color,
        dash,
        width: 1.5,
        read: read(portion),
    };
    vec![
        line("train", Portion::Training, palette.ink, None),
        line("test", Portion::Test, palette.muted, Some((4.0, 3.0))),
    ]
}

/// The training samples' curve of the run that the last change put an end to.
fn before(lab: &Lab, shows: Shows, theme: Theme) -> Vec<Line> {
    let comparable = lab.before.iter().filter(|before| shows.is_of(before));
    comparable
        .map(|before| faint(before, "before", shows, theme))
        .collect()
}

fn of_layers(
    branch: &Branch,
    theme: Theme,
    points: impl Fn(&Branch, usize) -> Vec<(f64, f64)>,
) -> Vec<Line> {
    let layers = branch.layers();
    let colors = layer_colors(theme, layers);
    let name = |layer: usize| {
        if layer + 1 == layers {
            "output".into()
        } else {
            format!("layer {}", layer + 1)
        }
    };
    let lines = colors.into_iter().enumerate().map(|(layer, color)| Line {
        name: name(layer),
        points: points(branch, layer),
        color,
        dash: is_dashed(layer).then_some((7.0, 3.0)),
        width: 1.5,
        read: Read::Value,
    });
    lines.collect()
}

/// Points that a curve in the background is drawn with, at most.
const ROUGH: usize = 400;

/// The training samples' curves of the branches that were left last, faint behind those of now.
fn former(history: &History, shows: Shows, theme: Theme) -> Vec<Line> {
    let left = history.left();
    let last = left.len().saturating_sub(1);
    let drawn = left
        .iter()
        .enumerate()
        .skip(left.len().saturating_sub(FORMER));
    let line = |(at, branch): (usize, &Arc<Branch>)| {
        let name = if at == last { "former" } else { "" };
        faint(branch, name, shows, theme)
    };
    drawn.map(line).collect()
}

/// The training samples' curve of a run that is not the one at hand.
fn faint(branch: &Branch, name: &str, shows: Shows, theme: Theme) -> Line {
    let palette = Palette::of(theme);
    let all = shows.points(branch, Portion::Training);
    let every = all.len() / ROUGH + 1;
    let mut points: Vec<_> = all.iter().copied().step_by(every).collect();
    if points.last() != all.last() {
        points.extend(all.last());
    }
    Line {
        name: name.into(),
        points,
        color: palette.muted.mix(palette.ground, 0.4),
        dash: None,
        width: 1.0,
        read: Read::Former,
    }
}

/// Of one type for all charts: each would be code of its own.
fn chart(class: &str, label: Box<dyn Fn() -> String>, axes: OnAxes, lines: Lines) -> El {
    let (page, run) = (Page::get(), Run::get());
    let place = Place::signal();
    let given = StoredValue::new_local((axes, lines));
    let axes = move || {
        let given = given.with_value(|(axes, _)| axes());
        let furthest = place.with(|p| p.furthest);
        Axes {
            x_max: Some(given.x_max.map_or(furthest, |x| x.max(furthest))),
            ..given
        }
    };
    let outer = el("div").class(class);
    let picture = el("canvas").attr("role", "img").live("aria-label", label);
    let (size, canvas) = (canvas::size_of(&outer), picture.node());
    let current = move || {
        let lines = |lab: &Lab| given.with_value(|(_, lines)| lines(lab));
        let mut lines = run.lab.with_untracked(lines);
        // The run before a change may have gone further than is seen of it.
        let furthest = place.with(|p| p.furthest);
        let former = lines.iter_mut().filter(|line| line.read == Read::Former);
        former.for_each(|line| line.points.retain(|(at, _)| *at <= furthest));
        lines
    };
    // Lines that change too fast to follow are drawn at every other moment.
    let (mut turn, mut drawn) = (0u32, None);
    let may_draw = canvas::first_turn();
    on_screen(move || {
        let [width, height] = size.get().unwrap_or_default();
        run.frame.track();
        let running = run.lab.with(|lab| lab.transport.running);
        turn = turn.wrapping_add(1);
        if !may_draw(width > 0.0) || width == 0.0 || running && turn % 2 == 1 {
            return;
        }
        let (lines, axes, theme) = (current(), axes(), page.theme.get());
        // Moments of the past leave the lines as they are.
        let states: Vec<_> = lines.iter().map(Line::state).collect();
        let state = Some((states, axes, theme, [width, height, canvas::pixel_ratio()]));
        if drawn != state {
            draw(
                &canvas,
                (width, height),
                &lines,
                axes,
                ChartStyle::new(theme),
            );
            drawn = state;
        }
    });
    let pointer = RwSignal::new(None);
    let moved = move |event: Event| {
        let event = event.unchecked_ref::<PointerEvent>();
        pointer.set(Some([event.offset_x(), event.offset_y()].map(f64::from)));
    };
    let read = derived(move || {
        let ([x, _], size) = (pointer.get()?, size.get()?);
        run.frame.track();
        let style = ChartStyle::new(page.theme.get());
        read(run, style, &current(), &axes(), size, x)
    });
    let text = move || read.with(|r| r.as_ref().map(|(text, _)| text.clone()).unwrap_or_default());
    let at = |x: f64| format!("left: {x}px");
    let style = move || read.with(|r| r.as_ref().map(|(_, x)| at(*x)).unwrap_or_default());
    let epochs = move || epoch_axis(size.get().unwrap_or_default(), &axes());
    let now = move || at(epochs().to_pixel(place.with(Place::epochs)));
    let past = derived(move || place.with(Place::is_past));
    dragged(outer, move || untrack(epochs))
        .on("pointermove", moved)
        .on("pointerdown", moved)
        .on("pointerleave", move |_| pointer.set(None))
        .child(picture)
        .when(
            move || past.get(),
            move || vec![el("i").class("chart-line chart-now").live("style", now)],
        )
        .when(
            move || read.with(Option::is_some),
            move || {
                let line = el("i").class("chart-line").live("style", style);
                vec![line, el("span").class("chart-readout").live_text(text)]
            },
        )
}

/// Pixels that the pointer moves before it drags.
const SLACK: f64 = 3.0;

/// Lets a pointer that is pressed and moved along a chart go through the run's past.
fn dragged(chart: El, epochs: impl Fn() -> Scale + 'static) -> El {
    let scrub = Scrub::new();
    // Where the pointer was pressed, and whether it has been dragged since.
    let pressed = Rc::new(Cell::new(None::<(f64, bool)>));
    let (began, ended) = (pressed.clone(), pressed.clone());
    let node: Element = chart.node();
    let drag = move |event: Event| {
        let event = event.unchecked_ref::<PointerEvent>();
        let Some((from, was_dragged)) = pressed.get() else {
            return;
        };
        let x = f64::from(event.offset_x());
        let is_dragged = was_dragged || (x - from).abs() > SLACK;
        if is_dragged && !was_dragged {
            // A pointer that cannot be held is followed as long as it is over the chart.
            let _ = node.set_pointer_capture(event.pointer_id());
        }
        pressed.set(Some((from, is_dragged)));
        if is_dragged {
            let epochs = epochs();
            let slack = (epochs.to_value(1.0) - epochs.to_value(0.0)) / 2.0;
            scrub.to(epochs.to_value(x), slack);
        }
    };
    chart
        .on("pointerdown", move |event| {
            let event = event.unchecked_ref::<PointerEvent>();
            if event.button() == 0 {
                began.set(Some((f64::from(event.offset_x()), false)));
            }
        })
        .on("pointermove", drag)
        .on("lostpointercapture", {
            let ended = ended.clone();
            move |_| ended.set(None)
        })
        .on("pointerleave", {
            let ended = ended.clone();
            move |_| ended.set(None)
        })
        .on("pointerup", move |_| ended.set(None))
}

/// From epochs to the pixels of a chart.
fn epoch_axis([width, height]: [f64; 2], axes: &Axes<'_>) -> Scale {
    let style = ChartStyle::new(Theme::Light);
    chart_geometry((width as u32, height as u32), &[], axes, &style).x
}

/// What lines have at the moment nearest to a pixel, and the pixel of that moment.
fn read(
    run: Run,
    style: ChartStyle,
    lines: &[Line],
    axes: &Axes<'_>,
    [width, height]: [f64; 2],
    x: f64,
) -> Option<(String, f64)> {
    let series: Vec<_> = lines.iter().map(|line| line.series(true)).collect();
    let geometry = chart_geometry((width as u32, height as u32), &series, axes, &style);
    let (left, right) = (geometry.plot.x, geometry.plot.right());
    let epoch = geometry
        .x
        .to_value(x.clamp(f64::from(left), f64::from(right)));
    let at = run.branch(|branch| branch.nearest(epoch))?;
    let value = |line: &Line| {
        let (_, value) = line.points.iter().find(|p| p.0 == at && p.1.is_finite())?;
        let value = match line.read {
            Read::Value => format_value(*value),
            Read::Percent(of) => format!("{:.0} of {of}", value / 100.0 * of as f64),
            Read::Former => return None,
        };
        Some(format!("{} {value}", line.name))
    };
    let values: Vec<_> = lines.iter().filter_map(value).collect();
    let text = format!("epoch {at:.0}: {}", values.join(" · "));
    Some((text, geometry.x.to_pixel(at)))
}

/// Lines that have their names beside them however low the chart is.
const FEW: usize = 5;
/// Height of a name beside its line.
const NAME: f64 = 17.0;

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
    // Names of which some would be left out stand in the legend alone.
    let named = lines.len() < FEW || height > NAME * (lines.len() + 2) as f64;
    let series: Vec<_> = lines.iter().map(|line| line.series(named)).collect();
    let style = ChartStyle {
        pixel_ratio: ratio,
        font_family: "system-ui, sans-serif",
        ..style
    };
    draw_chart(&area, &series, &axes, &style).ok()
}
