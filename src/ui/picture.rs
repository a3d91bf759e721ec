//! The large picture: the network's answer over the inputs that the view shows, for every task.

use std::ops::Range;

use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement};

use super::{canvas, frame::Frame, links::range, look::Aspect, point_style::range_of};
use crate::{
    data::Targets,
    nn::Task,
    plot::{
        blend::{paint_classes, paint_labels, region_labels, winner_lines, winners},
        color::{Palette, Ramp, SURFACE_STRENGTH, Theme},
        contour::contour,
        fit::FitView,
        heatmap::{paint, paint_sides},
        scale::{nice_step, ticks},
    },
};

/// A picture of `side` CSS pixels, from 0 to 1 to the right and down.
pub struct Square<'a> {
    /// What it is drawn on.
    pub context: &'a CanvasRenderingContext2d,
    /// Its length in CSS pixels.
    pub side: f64,
    /// Its colours.
    pub palette: &'static Palette,
    /// Light or dark.
    pub theme: Theme,
    /// Whether all lines are dashed alike, as those of a run before a change are.
    pub dashed: bool,
}

impl<'a> Square<'a> {
    /// All of a canvas's `context`.
    pub fn new(context: &'a CanvasRenderingContext2d, side: f64, theme: Theme) -> Self {
        Self {
            context,
            side,
            palette: Palette::of(theme),
            theme,
            dashed: false,
        }
    }
}

/// The output whose numbers are shown: the only one, or the one chosen.
pub fn shown_output(aspect: Aspect, frame: &Frame) -> usize {
    match aspect {
        Aspect::Output(output) => output.min(frame.outputs() - 1),
        Aspect::All | Aspect::Confusion => 0,
    }
}

/// The window of a regression with one input, in the data's own units.
pub fn window(frame: &Frame) -> FitView {
    let [x, _] = frame.view.domain();
    let tables = [&frame.prepared.train_table, &frame.prepared.test_table];
    let values = tables.into_iter().filter_map(|table| match &table.targets {
        Targets::Values { of, .. } => Some(of.iter().copied()),
        _ => None,
    });
    FitView {
        x,
        ..FitView::around([x.0, x.1].into_iter(), values.flatten())
    }
}

/// The middle and half the range of an output's colours: its activation's bounds, or the range of the
/// numbers that it learns.
pub fn output_range(frame: &Frame, output: usize) -> (f32, f32) {
    let (network, prepared) = (&frame.snapshot.network, &frame.prepared);
    if prepared.task == Task::Regression {
        let (low, high) = range_of(&prepared.train_table, output);
        let [low, high] = [low, high].map(|number| prepared.encoded(output, number));
        return ((low + high) / 2.0, (high - low) / 2.0);
    }
    range(&Some(network.output_activation()), frame.output(output))
}

/// Pixels a side of each of a map's, where it has two colours: their edge would be seen to be rough.
const FINE: usize = 4;

/// Whether the picture has two colours and none between: that of a single output that is a step.
pub fn is_two_sided(frame: &Frame, aspect: Aspect) -> bool {
    let all = match (frame.prepared.task, aspect) {
        (Task::Regression, _) | (_, Aspect::Confusion) => return false,
        (Task::Multiclass | Task::Multilabel, Aspect::All) => true,
        _ => false,
    };
    !all && !frame.view.is_line() && frame.experiment.output().activation.is_step()
}

/// Draws the network's answer on `canvas`; `pixels` holds its map.
pub fn draw(
    canvas: &HtmlCanvasElement,
    pixels: &HtmlCanvasElement,
    frame: &Frame,
    aspect: Aspect,
    theme: Theme,
    side: f64,
) -> Option<()> {
    if side <= 0.0 {
        return None;
    }
    let context = canvas::prepare(canvas, side, side)?;
    let square = Square::new(&context, side, theme);
    if frame.is_fit() {
        let view = window(frame);
        for output in shown_curves(frame, aspect) {
            square.residuals(frame, output, view);
        }
        return Some(());
    }
    let fine = if is_two_sided(frame, aspect) { FINE } else { 1 };
    let mut rgba = vec![0; 4 * frame.grid().pixels() * fine * fine];
    square.paint(frame, aspect, &mut rgba);
    canvas::put_pixels(pixels, &rgba, (frame.grid().side * fine) as u32)?;
    context.set_image_smoothing_enabled(true);
    context
        .draw_image_with_html_canvas_element_and_dw_and_dh(pixels, 0.0, 0.0, side, side)
        .ok()?;
    if frame.grid().rows > 1 {
        square.borders(frame, aspect);
    }
    Some(())
}

impl Square<'_> {
    fn paint(&self, frame: &Frame, aspect: Aspect, rgba: &mut [u8]) {
        let outputs = frame.outputs();
        match (frame.prepared.task, aspect) {
            (Task::Multiclass, Aspect::All) => {
                // Outputs that are no shares still win by being largest.
                paint_classes(
                    frame.all_outputs(),
                    outputs,
                    self.theme,
                    SURFACE_STRENGTH,
                    rgba,
                );
            }
            (Task::Multilabel, Aspect::All) => paint_labels(
                frame.all_outputs(),
                outputs,
                frame.prepared.target.threshold(),
                self.theme,
                SURFACE_STRENGTH,
                rgba,
            ),
            (_, aspect) => {
                let output = shown_output(aspect, frame);
                let ramp = Ramp::classes(self.palette, SURFACE_STRENGTH);
                if is_two_sided(frame, aspect) {
                    let (values, level) = frame.boundary(output);
                    let size = (frame.grid().side, FINE);
                    paint_sides(values, size, level, &ramp, rgba);
                    return;
                }
                let (centre, half) = output_range(frame, output);
                paint(frame.output(output), centre, half, &ramp, rgba);
            }
        }
    }

    /// The lines at which the answer changes: between classes, at a label's threshold, or at numbers
    /// that are easily read.
    fn borders(&self, frame: &Frame, aspect: Aspect) {
        let cells = frame.grid().side;
        let output = shown_output(aspect, frame);
        self.context.set_stroke_style_str(&self.palette.ink.css());
        self.context.set_line_join("round");
        self.context.set_line_width(1.5);
        match (frame.prepared.task, aspect) {
            (Task::Multiclass, Aspect::All) => {
                let (values, classes) = (frame.all_outputs(), frame.outputs());
                self.lines(winner_lines(values, classes, cells));
            }
            (Task::Multilabel, Aspect::All) => {
                for label in 0..frame.outputs() {
                    // Each label's line is dashed in its own way.
                    self.dash(label);
                    let (values, level) = frame.boundary(label);
                    self.lines(contour(values, cells, level));
                }
                self.dash(0);
            }
            (Task::Regression, _) => self.levels(frame, output),
            _ => {
                let (values, level) = frame.boundary(output);
                self.lines(contour(values, cells, level));
            }
        }
    }

    fn dash(&self, at: usize) {
        let dashes = js_sys::Array::new();
        if at > 0 || self.dashed {
            let dash = 10.0 / if self.dashed { 2.0 } else { at as f64 };
            dashes.push(&dash.into());
            dashes.push(&4.0.into());
        }
        // What is no list of lengths would be left out.
        let _ = self.context.set_line_dash(&dashes);
    }

    /// Contours of a number.
    fn levels(&self, frame: &Frame, output: usize) {
        let (low, high) = range_of(&frame.prepared.train_table, output);
        let (low, high) = (f64::from(low), f64::from(high));
        self.context.set_global_alpha(0.5);
        self.context.set_line_width(1.0);
        for value in ticks(low, high, nice_step(high - low, 6)) {
            let level = frame.prepared.encoded(output, value as f32);
            self.lines(contour(frame.output(output), frame.grid().side, level));
        }
        self.context.set_global_alpha(1.0);
    }

    /// The names of the classes, each deep in its region.
    fn names(&self, frame: &Frame) {
        let classes = frame.outputs();
        let winners = winners(frame.all_outputs(), classes);
        let places = region_labels(&winners, classes, frame.grid().side);
        self.context.set_font("600 14px system-ui, sans-serif");
        self.context.set_text_align("center");
        self.context.set_fill_style_str(&self.palette.ink.css());
        self.context
            .set_stroke_style_str(&self.palette.ground.css());
        self.context.set_line_width(3.0);
        for (name, place) in frame.prepared.names().iter().zip(places) {
            let Some([x, y]) = place.map(|p| p.map(|u| f64::from(u) * self.side)) else {
                continue;
            };
            let half = 4.0 * name.chars().count() as f64;
            let x = x.clamp(half + 4.0, (self.side - half - 4.0).max(half + 4.0));
            let y = y.clamp(18.0, (self.side - 12.0).max(18.0)) + 5.0;
            self.context.set_global_alpha(0.7);
            // Text that cannot be drawn would only be missing.
            let _ = self.context.stroke_text(name, x, y);
            self.context.set_global_alpha(1.0);
            let _ = self.context.fill_text(name, x, y);
        }
    }

    /// Strokes lines through places, 0 to 1.
    pub fn lines(&self, lines: Vec<Vec<[f32; 2]>>) {
        self.context.begin_path();
        for line in lines {
            self.trace(line.into_iter());
        }
        self.context.stroke();
    }

    /// Adds a line through places, 0 to 1, to the path.
    fn trace(&self, places: impl Iterator<Item = [f32; 2]>) {
        for (i, place) in places.enumerate() {
            let [x, y] = place.map(|u| f64::from(u) * self.side);
            if i == 0 {
                self.context.move_to(x, y);
            } else {
                self.context.line_to(x, y);
            }
        }
    }

    /// The curve of each number over its one input.
    fn curves(&self, frame: &Frame, aspect: Aspect, view: FitView) {
        for output in shown_curves(frame, aspect) {
            let color = curve_color(output, frame.outputs(), self.palette);
            self.context.set_stroke_style_str(&color);
            self.context.set_line_width(2.5);
            self.context.set_line_join("round");
            self.context.begin_path();
            let values = frame.output(output).iter().zip(frame.grid().points());
            self.trace(
                values
                    .map(|(&value, [x, _])| view.to_unit([x, frame.prepared.value(output, value)])),
            );
            self.context.stroke();
        }
    }

    /// How far each training point is off.
    fn residuals(&self, frame: &Frame, output: usize, view: FitView) {
        let table = &frame.prepared.train_table;
        let Targets::Values { of, .. } = &table.targets else {
            return;
        };
        self.context.set_stroke_style_str(&self.palette.muted.css());
        self.context.set_global_alpha(0.55);
        self.context.set_line_width(1.0);
        self.context.begin_path();
        let values = frame.output(output);
        for (x, &y) in table.x.column(0).zip(of.column(output).iter()) {
            let answer = frame.prepared.value(output, value_along(values, view, x));
            self.trace([[x, y], [x, answer]].into_iter().map(|p| view.to_unit(p)));
        }
        self.context.stroke();
        self.context.set_global_alpha(1.0);
    }
}

/// The outputs that have a curve in the picture.
pub fn shown_curves(frame: &Frame, aspect: Aspect) -> Range<usize> {
    match aspect {
        Aspect::Output(_) => one(shown_output(aspect, frame)),
        Aspect::All | Aspect::Confusion => 0..frame.outputs(),
    }
}

/// An output alone.
pub fn one(output: usize) -> Range<usize> {
    output..output + 1
}

/// The colour of a number's curve and points, where several share a picture.
pub fn curve_color(output: usize, outputs: usize, palette: &Palette) -> String {
    let color = match (outputs, output) {
        (1, _) => palette.ink,
        (_, 0) => palette.point_blue,
        _ => palette.point_orange,
    };
    color.css()
}

/// Draws what stands over the points: the classes' names, each in its region, or the curves.
pub fn draw_over(
    canvas: &HtmlCanvasElement,
    frame: &Frame,
    aspect: Aspect,
    theme: Theme,
    side: f64,
) -> Option<()> {
    if side <= 0.0 {
        return None;
    }
    let context = canvas::prepare(canvas, side, side)?;
    let square = Square::new(&context, side, theme);
    match (frame.prepared.task, aspect) {
        (Task::Regression, _) if frame.view.is_line() => {
            square.curves(frame, aspect, window(frame));
        }
        (Task::Multiclass, Aspect::All) if !frame.view.is_line() => square.names(frame),
        _ => {}
    }
    Some(())
}

/// Draws the lines of a run before a change, in the window that the run at hand has.
pub fn draw_before(
    canvas: &HtmlCanvasElement,
    before: &Frame,
    view: FitView,
    aspect: Aspect,
    theme: Theme,
    side: f64,
) -> Option<()> {
    let context = canvas::prepare(canvas, side, side)?;
    let square = Square {
        dashed: true,
        ..Square::new(&context, side, theme)
    };
    square.dash(1);
    if before.is_fit() {
        square.curves(before, aspect, view);
    } else if before.grid().rows > 1 {
        square.borders(before, aspect);
    }
    Some(())
}

/// The value at `x` among those along the window, straight between two places.
pub fn value_along(values: &[f32], view: FitView, x: f32) -> f32 {
    let last = values.len() - 1;
    let [share, _] = view.to_unit([x, 0.0]);
    let place = (share * values.len() as f32 - 0.5).clamp(0.0, last as f32);
    let (left, part) = (place as usize, place.fract());
    values[left] + (values[(left + 1).min(last)] - values[left]) * part
}
