//! Where everything in a chart lies.

use super::{Axes, ChartStyle, Series};
use crate::{
    rect::Rect,
    scale::{
        Scale, decades, format_power, format_tick, format_tick_up_to, nice_bounds, nice_step, ticks,
    },
};

/// Room left of the plot, for the y axis' labels.
const LEFT: f64 = 58.0;
/// Labels of the y axis are written in full up to steps of ten to this: what there is room for.
const FULL: i32 = 3;
/// Room right of the plot, for the lines' names.
const RIGHT: f64 = 56.0;
/// A line of text takes this times its font's height.
const LINE_HEIGHT: f64 = 1.2;
/// Room for one label of the x axis.
const X_LABEL_WIDTH: f64 = 72.0;

/// Where everything in a chart lies, in the pixels of the size it was made for.
#[derive(Clone, Debug, PartialEq)]
pub struct Geometry {
    /// Where the lines are.
    pub plot: Rect,
    /// From x to pixels.
    pub x: Scale,
    /// From y to pixels.
    pub y: Scale,
    /// The labels of the x axis.
    pub x_ticks: Vec<Tick>,
    /// The labels of the y axis, each with a grid line.
    pub y_ticks: Vec<Tick>,
    /// The lines' names, as many as fit one below the other.
    pub end_labels: Vec<EndLabel>,
    /// What is not above it is drawn at this value; minus infinity on a linear axis.
    floor: f64,
    x_label_y: f64,
}

/// A labelled value of an axis.
#[derive(Clone, Debug, PartialEq)]
pub struct Tick {
    /// The value.
    pub value: f64,
    /// How it is written.
    pub text: String,
    /// Middle of the text along the axis, in pixels: at the value, or just beside it where the
    /// text would otherwise leave the plot.
    pub label_at: f64,
}

/// Where a line's name stands.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct EndLabel {
    /// Index of the line.
    pub series: usize,
    /// Vertical middle of the name, in pixels.
    pub y: f64,
    /// The pixel (x, y) where the line itself ends.
    pub line_end: (f64, f64),
}

impl Geometry {
    /// The pixel of a point, kept inside the plot's height.
    pub fn to_pixel(&self, (x, y): (f64, f64)) -> (f64, f64) {
        let (bottom, top) = self.y.range;
        let y = self.y.to_pixel(y.max(self.floor)).clamp(top, bottom);
        (self.x.to_pixel(x), y)
    }

    /// The values (x, y) under a pixel, when it is in the plot: for a read-out at the pointer.
    pub fn to_value(&self, (x, y): (f64, f64)) -> Option<(f64, f64)> {
        let inside = self.plot.contains([x as f32, y as f32]);
        inside.then(|| (self.x.to_value(x), self.y.to_value(y)))
    }

    /// Vertical middle of the x axis' labels.
    pub(super) fn x_label_y(&self) -> f64 {
        self.x_label_y
    }
}

/// Lays out a chart of `size` pixels, exactly as [`draw_chart`](super::draw_chart) draws it. With
/// the canvas's size in CSS pixels and a `pixel_ratio` of 1, the result is in CSS pixels.
pub fn chart_geometry(
    size: (u32, u32),
    series: &[Series<'_>],
    axes: &Axes<'_>,
    style: &ChartStyle,
) -> Geometry {
    let font = style.px(style.font_px);
    let plot = plot_rect(size, axes, style);
    let (left, right) = (f64::from(plot.x), f64::from(plot.right()));
    let (top, bottom) = (f64::from(plot.y), f64::from(plot.bottom()));

    let x = Scale::linear(x_domain(series, axes), (left, right));
    let lines_that_fit = ((bottom - top) / (1.6 * font)) as usize;
    let y_axis = if axes.log_y {
        log_axis(series, axes, (bottom, top), lines_that_fit)
    } else {
        linear_axis(series, axes, (bottom, top), lines_that_fit)
    };

    let mut geometry = Geometry {
        plot,
        x_ticks: x_ticks(&x, style),
        x,
        y: y_axis.scale,
        y_ticks: y_axis.ticks,
        end_labels: Vec::new(),
        floor: y_axis.floor,
        x_label_y: bottom + style.px(6.0) + font / 2.0,
    };
    geometry.end_labels = end_labels(series, &geometry, LINE_HEIGHT * font);
    geometry
}

fn plot_rect((width, height): (u32, u32), axes: &Axes<'_>, style: &ChartStyle) -> Rect {
    let title = if axes.y_label.is_empty() {
        0.0
    } else {
        1.4 * style.font_px
    };
    let top = style.px(title + style.font_px / 2.0 + 1.0);
    let bottom = style.px(style.font_px + 8.0);
    let (left, right) = (style.px(LEFT), style.px(RIGHT));
    Rect {
        x: left as f32,
        y: top as f32,
        width: (f64::from(width) - left - right).max(1.0) as f32,
        height: (f64::from(height) - top - bottom).max(1.0) as f32,
    }
}

/// From 0, or what is less, to the last x.
fn x_domain(series: &[Series<'_>], axes: &Axes<'_>) -> (f64, f64) {
    let (low, high) = extent(
        series
            .iter()
            .flat_map(|s| [s.points.first(), s.points.last()])
            .flatten()
            .map(|point| point.0),
    )
    .unwrap_or((0.0, 1.0));
    let (low, high) = (
        low.min(0.0),
        axes.x_max.filter(|x| x.is_finite()).unwrap_or(high),
    );
    (low, if high > low { high } else { low + 1.0 })
}

fn x_ticks(x: &Scale, style: &ChartStyle) -> Vec<Tick> {
    let (left, right) = x.range;
    let (low, high) = x.domain;
    let of_label = (high - low) * style.px(X_LABEL_WIDTH) / (right - left);
    let step = nice_step(of_label, 1);
    ticks(low, high, step)
        .into_iter()
        .map(|value| {
            let text = format_tick(value, step);
            // A digit is a little over half as wide as the font is high.
            let half = style.px(0.29 * style.font_px) * text.chars().count() as f64;
            let last = (right + style.px(4.0) - half).max(left);
            Tick {
                value,
                label_at: x.to_pixel(value).min(last),
                text,
            }
        })
        .collect()
}

struct YAxis {
    scale: Scale,
    ticks: Vec<Tick>,
    floor: f64,
}

impl YAxis {
    fn new(scale: Scale, labels: impl Iterator<Item = (f64, String)>, floor: f64) -> Self {
        let ticks = labels
            .map(|(value, text)| Tick {
                value,
                text,
                label_at: scale.to_pixel(value),
            })
            .collect();
        Self {
            scale,
            ticks,
            floor,
        }
    }
}

fn linear_axis(
    series: &[Series<'_>],
    axes: &Axes<'_>,
    range: (f64, f64),
    lines_that_fit: usize,
) -> YAxis {
    let given = axes.y_range.filter(|(low, high)| low < high);
    let (low, high) = given.unwrap_or_else(|| {
        let (low, high) = extent(values(series)).unwrap_or((0.0, 1.0));
        (low.min(0.0), high.max(0.0))
    });
    let layout = |parts| {
        let step = nice_step(high - low, parts);
        (step, given.unwrap_or_else(|| nice_bounds(low, high, step)))
    };
    // Rounding outwards may add up to two grid lines, so try finer steps first.
    let fits = |&(step, (low, high)): &(f64, (f64, f64))| {
        (high - low) / step <= lines_that_fit as f64 + 0.01
    };
    let finest = (1..=5).rev().map(layout).find(fits);
    let (step, (low, high)) = finest.unwrap_or_else(|| layout(1));
    let labels = ticks(low, high, step)
        .into_iter()
        .map(|value| (value, format_tick_up_to(FULL, value, step)));
    YAxis::new(Scale::linear((low, high), range), labels, f64::NEG_INFINITY)
}

fn log_axis(
    series: &[Series<'_>],
    axes: &Axes<'_>,
    range: (f64, f64),
    lines_that_fit: usize,
) -> YAxis {
    let data = extent(values(series).filter(|&value| value > 0.0));
    let given = axes.y_range.filter(|&(low, high)| 0.0 < low && low < high);
    let (first, last) = match (given, data) {
        (Some((low, high)), _) | (None, Some((low, high))) => decades(low, high),
        (None, None) => (-1, 0),
    };
    // One label every so many decades, from the top to the bottom.
    let every = (last - first).unsigned_abs() as usize / (lines_that_fit + 1) + 1;
    let steps = ((last - first) as usize).div_ceil(every);
    let first = (last - (steps * every) as i32).max(-307);
    let power = |exponent: i32| libm::exp10(exponent.into());
    let (low, high) = given.unwrap_or((power(first), power(last)));
    let labels = (first..=last)
        .rev()
        .step_by(every)
        .map(|exponent| (power(exponent), format_power(exponent)))
        .filter(|(value, _)| (low * 0.999..=high * 1.001).contains(value));
    let floor = data.map_or(low, |(least, _)| least);
    YAxis::new(Scale::log((low, high), range), labels, floor)
}

fn values<'a>(series: &'a [Series<'_>]) -> impl Iterator<Item = f64> + 'a {
    series.iter().flat_map(|s| s.points).map(|point| point.1)
}

/// Least and greatest of the finite values.
fn extent(values: impl Iterator<Item = f64>) -> Option<(f64, f64)> {
    values
        .filter(|value| value.is_finite())
        .fold(None, |extent, value| match extent {
            None => Some((value, value)),
            Some((low, high)) => Some((value.min(low), value.max(high))),
        })
}

/// Places the named lines' labels near their ends, `spacing` apart. When there is no room for all,
/// some are left out evenly, the first and last named lines never.
fn end_labels(series: &[Series<'_>], geometry: &Geometry, spacing: f64) -> Vec<EndLabel> {
    // The lowest stays clear of the x axis' labels.
    let (top, bottom) = (
        f64::from(geometry.plot.y),
        f64::from(geometry.plot.bottom()) - 0.3 * spacing,
    );
    let all: Vec<_> = series
        .iter()
        .enumerate()
        .filter(|(_, line)| !line.name.is_empty())
        .filter_map(|(index, line)| {
            let end = line.points.iter().rev().find(|p| p.1.is_finite())?;
            let line_end = geometry.to_pixel(*end);
            Some(EndLabel {
                series: index,
                y: line_end.1,
                line_end,
            })
        })
        .collect();
    let room = ((bottom - top) / spacing).max(0.0) as usize + 1;
    let mut labels = thinned(all, room);
    labels.sort_unstable_by(|a, b| a.line_end.1.total_cmp(&b.line_end.1));
    spread(&mut labels, spacing, (top, bottom));
    labels
}

/// At most `room` of the labels, evenly chosen.
fn thinned(all: Vec<EndLabel>, room: usize) -> Vec<EndLabel> {
    if all.len() <= room {
        return all;
    }
    let gaps = (room - 1).max(1);
    (0..room).map(|i| all[i * (all.len() - 1) / gaps]).collect()
}

/// Moves labels, sorted by their y, apart to `spacing` between `top` and `bottom`.
fn spread(labels: &mut [EndLabel], spacing: f64, (top, bottom): (f64, f64)) {
    let mut least = top;
    for label in labels.iter_mut() {
        label.y = label.y.max(least);
        least = label.y + spacing;
    }
    let mut most = bottom;
    for label in labels.iter_mut().rev() {
        label.y = label.y.min(most);
        most = label.y - spacing;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::color::{Rgb, Theme};
    use approx::assert_abs_diff_eq;
    use proptest::prelude::*;

    const SIZE: (u32, u32) = (368, 128);

    fn series<'a>(points: &'a [(f64, f64)]) -> Series<'a> {
        Series {
            name: "name",
            points,
            color: Rgb(0, 0, 0),
            dash: None,
            width: 1.0,
        }
    }

    fn geometry(lines: &[Series<'_>], axes: &Axes<'_>) -> Geometry {
        chart_geometry(SIZE, lines, axes, &ChartStyle::new(Theme::Light))
    }

    fn texts(ticks: &[Tick]) -> Vec<&str> {
        ticks.iter().map(|tick| tick.text.as_str()).collect()
    }

    const LINEAR: Axes<'_> = Axes {
        x_label: "",
        y_label: "",
        log_y: false,
        y_range: None,
        x_max: None,
    };
    const LOG: Axes<'_> = Axes {
        log_y: true,
        ..LINEAR
    };

    #[test]
    fn a_log_axis_spans_whole_decades() {
        let axis = geometry(&[series(&[(0.0, 0.7), (128.0, 0.021)])], &LOG);
        assert_eq!(texts(&axis.y_ticks), ["1", "0.1", "0.01"]);
        assert_abs_diff_eq!(axis.y.domain.0, 0.01, epsilon = 1e-12);
        assert_eq!(texts(&axis.x_ticks), ["0", "50", "100"]);
    }

    #[test]
    fn many_decades_are_labelled_sparsely() {
        let axis = geometry(&[series(&[(0.0, 1.0), (1.0, 1e-20)])], &LOG);
        assert!((2..=5).contains(&axis.y_ticks.len()));
        assert_eq!(axis.y_ticks[0].text, "1");
        let bottom = axis.y_ticks[axis.y_ticks.len() - 1].label_at;
        assert_abs_diff_eq!(bottom, f64::from(axis.plot.bottom()), epsilon = 1e-3);
    }

    #[test]
    fn a_linear_axis_starts_at_zero_and_ends_on_a_tick() {
        let axis = geometry(&[series(&[(0.0, 0.71), (10.0, 0.3)])], &LINEAR);
        assert_eq!(texts(&axis.y_ticks), ["0", "0.2", "0.4", "0.6", "0.8"]);
        assert_eq!(axis.y.domain.0, 0.0);
        let below = geometry(&[series(&[(0.0, -3.0), (10.0, 1.0)])], &LINEAR);
        assert!(below.y.domain.0 <= -3.0 && below.y.domain.1 >= 1.0);
    }

    #[test]
    fn a_given_range_is_kept_exactly() {
        let axes = Axes {
            y_range: Some((0.0, 1.0)),
            x_max: Some(40.0),
            ..LINEAR
        };
        let axis = geometry(&[series(&[(0.0, 0.4), (3.0, 7.0)])], &axes);
        assert_eq!((axis.y.domain, axis.x.domain), ((0.0, 1.0), (0.0, 40.0)));
        let top = f64::from(axis.plot.y);
        assert_abs_diff_eq!(axis.to_pixel((3.0, 7.0)).1, top);
    }

    #[test]
    fn zeros_on_a_log_axis_are_shown_as_the_least_positive_value() {
        let points = [(0.0, 1.0), (1.0, 0.03), (2.0, 0.0), (3.0, -1.0)];
        let axis = geometry(&[series(&points)], &LOG);
        let [_, least, zero, negative] = points.map(|p| axis.to_pixel(p).1);
        assert_eq!((zero, negative), (least, least));
        assert!(least < f64::from(axis.plot.bottom()), "above the axis");
    }

    /// A start alone says nothing of how long a run is, whatever its length.
    #[test]
    fn an_axis_of_epochs_has_two_labels_or_more() {
        let style = ChartStyle::new(Theme::Light);
        for end in (1..400).map(f64::from).chain([1e3, 47e3, 1e5]) {
            let line = [(0.0, 1.0), (end, 0.1)];
            let axis = chart_geometry((316, 96), &[series(&line)], &LINEAR, &style);
            assert!(axis.x_ticks.len() >= 2, "{end}: {:?}", axis.x_ticks);
        }
    }

    #[test]
    fn text_stands_beside_the_plot_where_lines_never_are() {
        let style = ChartStyle::new(Theme::Light);
        for (axes, size) in [LINEAR, LOG]
            .into_iter()
            .flat_map(|axes| [1.0, 1e-3, 1e2, 1e5, 1e12].map(|size| (axes, size)))
        {
            let points = [(0.0, -2e4 * size), (3.0, 7.0 * size), (1e5, 9e3 * size)];
            let axis = chart_geometry((317, 96), &[series(&points)], &axes, &style);
            let (plot, half) = (axis.plot, style.font_px / 2.0);
            assert!(axis.x_label_y() - half >= f64::from(plot.bottom()));
            for tick in &axis.y_ticks {
                // As wide as a digit: points, commas and raised digits are less.
                let width = 0.58 * style.font_px * tick.text.chars().count() as f64;
                assert!(width <= f64::from(plot.x), "{tick:?}");
            }
            for point in points {
                let (x, y) = axis.to_pixel(point);
                assert!(plot.contains([x as f32, y as f32]), "{point:?}");
            }
        }
    }

    #[test]
    fn margins_do_not_depend_on_the_data() {
        let small = geometry(&[series(&[(0.0, 0.5)])], &LINEAR);
        let large = geometry(&[series(&[(0.0, 5e9), (1e7, 2.0)])], &LINEAR);
        assert_eq!(small.plot, large.plot);
    }

    #[test]
    fn reads_back_the_values_under_the_pointer() {
        let axis = geometry(&[series(&[(0.0, 1.0), (100.0, 0.01)])], &LOG);
        let found = axis.to_value(axis.to_pixel((40.0, 0.1)));
        assert!(found.is_some_and(|(x, y)| (x - 40.0).abs() < 1e-6 && (y - 0.1).abs() < 1e-6));
        assert_eq!(axis.to_value((1.0, 1.0)), None);
    }

    #[test]
    fn names_that_do_not_fit_are_left_out_but_never_the_ends() {
        let points: Vec<_> = (0..30).map(|i| [(0.0, 1.0), (1.0, f64::from(i))]).collect();
        let lines: Vec<_> = points.iter().map(|p| series(p)).collect();
        let labels = geometry(&lines, &LINEAR).end_labels;
        assert!(labels.len() > 3 && labels.len() < 30);
        let shown: Vec<_> = labels.iter().map(|label| label.series).collect();
        assert!(shown.contains(&0) && shown.contains(&29));
    }

    proptest! {
        #[test]
        fn names_never_overlap_and_stay_beside_the_plot(
            ends in prop::collection::vec(prop_oneof![
                -1.0f64..2.0, Just(f64::NAN), Just(0.0), Just(f64::INFINITY), 1e-9f64..1e9,
            ], 0..12),
            log_y: bool,
            height in 60u32..400,
        ) {
            let points: Vec<_> = ends.iter().map(|&y| [(0.0, 0.5), (1.0, y)]).collect();
            let lines: Vec<_> = points.iter().map(|p| series(p)).collect();
            let style = ChartStyle::new(Theme::Light);
            let axes = Axes { log_y, ..LINEAR };
            let axis = chart_geometry((368, height), &lines, &axes, &style);
            let (top, bottom) = (f64::from(axis.plot.y), f64::from(axis.plot.bottom()));
            for label in &axis.end_labels {
                prop_assert!((top - 0.01..=bottom + 0.01).contains(&label.y));
            }
            for pair in axis.end_labels.windows(2) {
                prop_assert!(pair[1].y - pair[0].y >= style.font_px);
            }
        }

        #[test]
        fn axis_labels_never_overlap(
            low in -1e3f64..1e3, extent in 1e-6f64..1e6, last in 1e-3f64..1e6,
            log_y: bool, height in 60u32..400,
        ) {
            let points = [(0.0, low), (last, low + extent)];
            let axes = Axes { log_y, ..LINEAR };
            let style = ChartStyle::new(Theme::Light);
            let axis = chart_geometry((368, height), &[series(&points)], &axes, &style);
            prop_assert!(!axis.y_ticks.is_empty() && !axis.x_ticks.is_empty());
            let apart = |ticks: &[Tick], least: f64| ticks
                .windows(2)
                .all(|pair| (pair[1].label_at - pair[0].label_at).abs() >= least);
            prop_assert!(apart(&axis.y_ticks, style.font_px), "{:?}", axis.y_ticks);
            prop_assert!(apart(&axis.x_ticks, 40.0), "{:?}", axis.x_ticks);
        }
    }
}
