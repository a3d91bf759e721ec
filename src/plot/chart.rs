//! Line charts over time, drawn by `plotters` on any of its backends: a canvas in the page, SVG in
//! tests.
//!
//! A chart never measures text: its margins are fixed, so nothing moves when a label grows.

mod geometry;
mod lines;

use plotters::{
    coord::Shift,
    drawing::{DrawingArea, DrawingAreaErrorKind},
    element::{Circle, DashedPathElement, PathElement, Rectangle},
    prelude::DrawingBackend,
    style::{
        Color, FontDesc, FontFamily, FontStyle, RGBColor, ShapeStyle, TextStyle,
        text_anchor::{HPos, Pos, VPos},
    },
};

use super::color::{Palette, Rgb, Theme};
pub use geometry::{EndLabel, Geometry, Tick, chart_geometry};

/// One line of a chart. Lengths are in CSS pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Series<'a> {
    /// Stands at the line's right end; empty for none.
    pub name: &'a str,
    /// Points (x, y) by growing x. A y that is not finite leaves a gap.
    pub points: &'a [(f64, f64)],
    /// The line's colour.
    pub color: Rgb,
    /// Lengths of dashes and of the gaps between them; a whole line without.
    pub dash: Option<(f32, f32)>,
    /// The line's width.
    pub width: f32,
}

/// What the axes say and span.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Axes<'a> {
    /// Stands right of the x axis, e.g. "epoch"; keep it under 7 letters.
    pub x_label: &'a str,
    /// Stands above the chart, e.g. "gradient size by layer"; empty for none, and no room for it.
    pub y_label: &'a str,
    /// Whether y is logarithmic. Values that are not positive are then shown as the least positive
    /// one.
    pub log_y: bool,
    /// The exact range of y; otherwise the data's, rounded outwards to nice values (a logarithmic
    /// axis: to powers of ten). A linear axis includes 0.
    pub y_range: Option<(f64, f64)>,
    /// Where x ends; otherwise at the data's last x.
    pub x_max: Option<f64>,
}

/// How a chart looks.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ChartStyle {
    /// The theme, which gives ground, ink and grid.
    pub theme: Theme,
    /// Height of the text in CSS pixels.
    pub font_px: f64,
    /// CSS font family.
    pub font_family: &'static str,
    /// The backend's pixels for each CSS pixel. Backends draw at whole pixels, so a canvas should
    /// have at least 2 for its lines to be smooth.
    pub pixel_ratio: f64,
}

impl ChartStyle {
    /// The usual style: 14 px text, one backend pixel a CSS pixel.
    pub fn new(theme: Theme) -> Self {
        Self {
            theme,
            font_px: 14.0,
            font_family: "sans-serif",
            pixel_ratio: 1.0,
        }
    }

    /// Backend pixels of a length in CSS pixels.
    fn px(&self, css: f64) -> f64 {
        css * self.pixel_ratio
    }
}

/// Draws a chart over all of `area`, as [`chart_geometry`] of the area's size lays it out.
///
/// # Errors
/// What the backend reports.
pub fn draw_chart<DB: DrawingBackend>(
    area: &DrawingArea<DB, Shift>,
    series: &[Series<'_>],
    axes: &Axes<'_>,
    style: &ChartStyle,
) -> Result<(), DrawingAreaErrorKind<DB::ErrorType>> {
    let geometry = chart_geometry(area.dim_in_pixel(), series, axes, style);
    let chart = Chart {
        area,
        geometry: &geometry,
        style,
        palette: Palette::of(style.theme),
    };
    area.fill(&rgb(chart.palette.ground))?;
    chart.axes(axes)?;
    for line in series {
        chart.line(line)?;
    }
    chart.end_labels(series)
}

/// The colour of a line's name: the line's own, drawn towards the ink so that it can be read.
fn label_color(line: Rgb, palette: &Palette) -> Rgb {
    line.mix(palette.ink, 0.35)
}

fn rgb(color: Rgb) -> RGBColor {
    RGBColor(color.0, color.1, color.2)
}

struct Chart<'a, DB: DrawingBackend> {
    area: &'a DrawingArea<DB, Shift>,
    geometry: &'a Geometry,
    style: &'a ChartStyle,
    palette: &'static Palette,
}

type Drawn<DB> = Result<(), DrawingAreaErrorKind<<DB as DrawingBackend>::ErrorType>>;

impl<DB: DrawingBackend> Chart<'_, DB> {
    fn axes(&self, axes: &Axes<'_>) -> Drawn<DB> {
        let plot = self.geometry.plot;
        let (left, right) = (f64::from(plot.x), f64::from(plot.right()));
        let muted = self.palette.muted;
        for tick in &self.geometry.y_ticks {
            let y = self.geometry.y.to_pixel(tick.value);
            self.rule(left, right, y)?;
            self.text(&tick.text, left - self.style.px(6.0), y, HPos::Right, muted)?;
        }
        let below = self.geometry.x_label_y();
        for tick in &self.geometry.x_ticks {
            self.text(&tick.text, tick.label_at, below, HPos::Center, muted)?;
        }
        let (width, _) = self.area.dim_in_pixel();
        self.text(axes.x_label, width.into(), below, HPos::Right, muted)?;
        let above = self.style.px(self.style.font_px / 2.0 + 2.0);
        self.text(axes.y_label, 0.0, above, HPos::Left, muted)
    }

    /// A horizontal hairline, as a filled rectangle so that it is sharp at any pixel ratio.
    fn rule(&self, left: f64, right: f64, y: f64) -> Drawn<DB> {
        let thick = self.style.px(1.0).round().max(1.0);
        let top = (y - thick / 2.0).floor();
        let corners = [at(left, top), at(right, top + thick)];
        self.area.draw(&Rectangle::new(
            corners,
            rgb(self.palette.hairline).filled(),
        ))
    }

    fn line(&self, series: &Series<'_>) -> Drawn<DB> {
        let width = self.style.px(series.width.into()).round().max(1.0) as u32;
        let color = rgb(series.color);
        let stroke = ShapeStyle {
            color: color.to_rgba(),
            filled: false,
            stroke_width: width,
        };
        for run in lines::runs(series.points, self.geometry) {
            match (&run[..], series.dash) {
                (&[point], _) => self
                    .area
                    .draw(&Circle::new(point, width + 1, color.filled()))?,
                (_, Some((on, off))) if lines::can_be_dashed(&run, self.geometry) => {
                    let [on, off] = [on, off].map(|css| self.style.px(css.into()).round() as i32);
                    self.area
                        .draw(&DashedPathElement::new(run, on.max(1), off.max(1), stroke))?;
                }
                _ => self.area.draw(&PathElement::new(run, stroke))?,
            }
        }
        Ok(())
    }

    /// The lines' names, each led to from its line's end where that is beside it.
    fn end_labels(&self, series: &[Series<'_>]) -> Drawn<DB> {
        let right = f64::from(self.geometry.plot.right());
        let text_at = right + self.style.px(8.0);
        let hairline = self.style.px(1.0).round().max(1.0) as u32;
        let thin = |line: &Series<'_>| rgb(line.color).stroke_width(hairline);
        for label in &self.geometry.end_labels {
            let Some(line) = series.get(label.series) else {
                continue;
            };
            let (end_x, end_y) = label.line_end;
            if end_x > right - self.style.px(2.0) {
                let leader = [
                    at(right + self.style.px(1.0), end_y),
                    at(text_at - self.style.px(2.0), label.y),
                ];
                self.area.draw(&PathElement::new(leader, thin(line)))?;
            }
            let color = label_color(line.color, self.palette);
            self.text(line.name, text_at, label.y, HPos::Left, color)?;
        }
        Ok(())
    }

    fn text(&self, text: &str, x: f64, y: f64, side: HPos, color: Rgb) -> Drawn<DB> {
        if text.is_empty() {
            return Ok(());
        }
        let (size, color) = (self.style.px(self.style.font_px), rgb(color));
        let family = FontFamily::Name(self.style.font_family);
        let style = TextStyle::from(FontDesc::new(family, size, FontStyle::Normal))
            .color(&color)
            .pos(Pos::new(side, VPos::Center));
        self.area.draw_text(text, &style, at(x, y))
    }
}

fn at(x: f64, y: f64) -> (i32, i32) {
    (x.round() as i32, y.round() as i32)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::color::layer_colors;
    use plotters::prelude::{IntoDrawingArea, SVGBackend};

    fn svg(series: &[Series<'_>], axes: &Axes<'_>, style: &ChartStyle) -> String {
        let mut text = String::new();
        {
            let area = SVGBackend::with_string(&mut text, (360, 140)).into_drawing_area();
            let drawn = draw_chart(&area, series, axes, style).and_then(|()| area.present());
            assert!(drawn.is_ok(), "{drawn:?}");
        }
        text
    }

    fn series<'a>(name: &'a str, points: &'a [(f64, f64)]) -> Series<'a> {
        Series {
            name,
            points,
            color: Rgb(28, 33, 48),
            dash: None,
            width: 1.5,
        }
    }

    const LOG: Axes<'_> = Axes {
        x_label: "epoch",
        y_label: "",
        log_y: true,
        y_range: None,
        x_max: None,
    };

    #[test]
    fn draws_grid_lines_names_and_labels() {
        let points = [(0.0, 1.0), (50.0, 0.2), (100.0, 0.02)];
        let text = svg(
            &[series("train", &points)],
            &LOG,
            &ChartStyle::new(Theme::Light),
        );
        for label in ["train", "epoch", "0.01", "0.1", "1", "0", "100"] {
            assert!(
                text.contains(&format!(">\n{label}\n<")),
                "no {label} in {text}"
            );
        }
        assert_eq!(text.matches("#E5E4DE").count(), 3, "a hairline a decade");
        assert_eq!(
            text.matches("<polyline").count(),
            2,
            "the line and its leader"
        );
    }

    #[test]
    fn a_gap_parts_the_line_and_a_lone_point_is_a_dot() {
        let points = [(0.0, 1.0), (1.0, 0.5), (2.0, f64::NAN), (3.0, 0.3)];
        let text = svg(&[series("", &points)], &LOG, &ChartStyle::new(Theme::Dark));
        assert_eq!(text.matches("<polyline").count(), 1);
        assert_eq!(text.matches("<circle").count(), 1);
    }

    #[test]
    fn dashes_are_drawn_only_where_they_can_be_read() {
        let calm: Vec<_> = (0..300).map(|i| (f64::from(i), 0.5)).collect();
        let wild: Vec<_> = (0..300)
            .map(|i| (f64::from(i), if i % 2 == 0 { 0.1 } else { 1.0 }))
            .collect();
        let pieces = |points: &[(f64, f64)]| {
            let dashed = Series {
                dash: Some((4.0, 3.0)),
                ..series("", points)
            };
            svg(&[dashed], &LOG, &ChartStyle::new(Theme::Light))
                .matches("<polyline")
                .count()
        };
        assert!((30..60).contains(&pieces(&calm)));
        assert_eq!(pieces(&wild), 1);
    }

    #[test]
    fn odd_data_draw_without_trouble() {
        let huge: Vec<_> = (0..10)
            .map(|i| (f64::from(i), 1e300 * f64::from(i)))
            .collect();
        let cases: [&[(f64, f64)]; 7] = [
            &[],
            &[(0.0, 0.0)],
            &[(5.0, 0.3)],
            &[(0.0, 2.0), (1.0, 2.0)],
            &[(0.0, -1.0), (1.0, -3.0)],
            &[(0.0, f64::NAN), (1.0, f64::INFINITY)],
            &huge,
        ];
        for points in cases {
            for log_y in [true, false] {
                let axes = Axes { log_y, ..LOG };
                let text = svg(
                    &[series("train", points)],
                    &axes,
                    &ChartStyle::new(Theme::Dark),
                );
                assert!(!text.contains("NaN") && !text.contains("inf"));
            }
        }
    }

    #[test]
    fn the_pixel_ratio_scales_everything() {
        let points = [(0.0, 1.0), (100.0, 0.1)];
        let once = ChartStyle::new(Theme::Light);
        let twice = ChartStyle {
            pixel_ratio: 2.0,
            ..once
        };
        let lines = [series("train", &points)];
        let small = chart_geometry((360, 140), &lines, &LOG, &once);
        let large = chart_geometry((720, 280), &lines, &LOG, &twice);
        assert_eq!(large.plot.width, 2.0 * small.plot.width);
        assert_eq!(large.y.range.1, 2.0 * small.y.range.1);
        assert_eq!(large.end_labels[0].y, 2.0 * small.end_labels[0].y);
        let texts = |g: &Geometry| g.x_ticks.iter().map(|t| t.text.clone()).collect::<Vec<_>>();
        assert_eq!(texts(&large), texts(&small));
    }

    #[test]
    fn names_can_be_read() {
        let luminance = |Rgb(r, g, b): Rgb| {
            let linear = |c: u8| (f64::from(c) / 255.0).powf(2.2);
            0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b) + 0.05
        };
        for theme in [Theme::Light, Theme::Dark] {
            let palette = Palette::of(theme);
            for line in layer_colors(theme, 9) {
                let (a, b) = (
                    luminance(label_color(line, palette)),
                    luminance(palette.ground),
                );
                assert!(a.max(b) / a.min(b) > 4.5, "{theme:?} {line:?}");
            }
        }
    }
}
