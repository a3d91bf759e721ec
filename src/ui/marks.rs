//! The samples on the large picture: each class with its colour and shape, training samples filled,
//! test samples hollow.

use std::{f64::consts::TAU, ops::Range, sync::Arc};

use web_sys::HtmlCanvasElement;

use super::{
    canvas,
    frame::Frame,
    look::{Aspect, MatrixCell},
    picture::{Square, curve_color, one, shown_curves, shown_output, window},
    point_style,
};
use crate::{
    data::{CLASS_NAMES, Point, Stroke, Table, Targets},
    lab::{Portion, Prepared, Tally, View},
    plot::{
        color::{Palette, Rgb, Theme},
        fit::FitView,
        heatmap::Grid,
        marks::{Mark, outline},
    },
};

/// What is drawn of the samples beside the samples themselves.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Look {
    /// The training sample shown last, while one steps.
    pub current: Option<u32>,
    /// Samples to be marked: those of a cell of the confusion matrix of one portion.
    pub picked: Option<(MatrixCell, Portion)>,
    /// What the picture shows.
    pub aspect: Aspect,
    /// Whether it is a unit's map: over one input, the numbers to be learnt have no place on it.
    pub of_unit: bool,
    /// Light or dark.
    pub theme: Theme,
    /// Length of the picture in CSS pixels.
    pub side: f64,
    /// Pixels of the screen for each of them.
    pub ratio: f64,
}

/// What was drawn last, if anything was: where nothing of it has changed nothing need be drawn again.
#[derive(Default)]
pub struct Painted(Option<(Arc<Prepared>, Arc<View>, Look)>);

impl Painted {
    /// The samples of a frame, in a look.
    pub fn of(frame: &Frame, look: Look) -> Self {
        Self(Some((frame.prepared.clone(), frame.view.clone(), look)))
    }

    /// Whether it shows these.
    pub fn shows(&self, frame: &Frame, look: Look) -> bool {
        self.0.as_ref().is_some_and(|(prepared, view, drawn)| {
            Arc::ptr_eq(prepared, &frame.prepared) && *view == frame.view && *drawn == look
        })
    }
}

/// Draws the samples, as the stroke that is under way leaves them.
pub fn draw(
    canvas: &HtmlCanvasElement,
    frame: &Frame,
    look: Look,
    stroke: Option<&Stroke>,
) -> Option<()> {
    if look.side <= 0.0 {
        return None;
    }
    let context = canvas::prepare(canvas, look.side, look.side)?;
    let square = Square::new(&context, look.side, look.theme);
    let prepared = &frame.prepared;
    let many = prepared.train_table.len() + prepared.test_table.len();
    let brush = Brush {
        square: &square,
        frame,
        look,
        stroke,
        radius: match (many, look.of_unit) {
            (0..=20, false) => 7.0,
            (21..=800, false) => (look.side / 100.0).clamp(2.5, 3.5),
            (0..=20, true) => 4.0,
            (21..=200, true) => 2.0,
            (_, true) => 1.5,
            (_, false) => 2.0,
        },
        spread: Spread::of(frame, look.aspect, look.of_unit),
    };
    if !look.of_unit {
        brush.part(Portion::Test);
    }
    brush.part(Portion::Training);
    if let Some(stroke) = stroke {
        brush.added(&stroke.added);
    }
    if let Some(row) = look.current.map(|row| row as usize)
        && row < prepared.train_table.len()
    {
        brush.ring(&prepared.train_table, row);
    }
    Some(())
}

/// Samples of each part that are drawn where there are more than a generator makes: more of them
/// would cover the picture and take too long.
const MOST: usize = 1000;
/// As many samples as are all drawn.
const ALL: usize = 5000;

/// Where samples lie on a picture, or on a unit's map.
pub struct Spread<'a> {
    frame: &'a Frame,
    aspect: Aspect,
    of_unit: bool,
    /// Samples of each part that are drawn, at most.
    pub most: usize,
    /// The window of numbers that run up over their one input.
    fit: Option<FitView>,
}

impl<'a> Spread<'a> {
    /// That of the samples of a frame.
    pub fn of(frame: &'a Frame, aspect: Aspect, of_unit: bool) -> Self {
        let prepared = &frame.prepared;
        let many = prepared.train_table.len() + prepared.test_table.len();
        Self {
            frame,
            aspect,
            of_unit,
            most: if many > ALL { MOST } else { ALL },
            fit: (frame.is_fit() && !of_unit).then(|| window(frame)),
        }
    }

    /// The outputs whose numbers are points of their own.
    pub fn outputs(&self) -> Range<usize> {
        if self.fit.is_some() {
            shown_curves(self.frame, self.aspect)
        } else {
            one(shown_output(self.aspect, self.frame))
        }
    }

    /// Where a sample of a table is, 0 to 1 from the left and the top.
    pub fn place(&self, table: &Table, row: usize, output: usize) -> [f32; 2] {
        let number = match &table.targets {
            Targets::Values { of, .. } if self.fit.is_some() => of[(row, output)],
            _ => 0.0,
        };
        self.place_at(|column| table.x[(row, column)], number)
    }

    /// The same for values as measured and the number that they should give.
    pub fn place_of(&self, raw: &[f32], number: f32) -> [f32; 2] {
        self.place_at(
            |column| raw.get(column).copied().unwrap_or_default(),
            number,
        )
    }

    fn place_at(&self, x: impl Fn(usize) -> f32, number: f32) -> [f32; 2] {
        let view = &self.frame.view;
        if let Some(fit) = self.fit {
            return fit.to_unit([x(0), number]);
        }
        let [across, up] = view.domain();
        let grid = Grid {
            x: across,
            y: up,
            side: 1,
            rows: 1,
        };
        if view.is_line() {
            let [share, _] = grid.to_unit([x(0), 0.0]);
            // Those of a unit lie along the axis, clear of its curve.
            return [share, if self.of_unit { 0.97 } else { 0.5 }];
        }
        grid.to_unit(view.axes.map(x))
    }
}

struct Brush<'a> {
    square: &'a Square<'a>,
    frame: &'a Frame,
    look: Look,
    stroke: Option<&'a Stroke>,
    radius: f64,
    spread: Spread<'a>,
}

impl Brush<'_> {
    fn part(&self, portion: Portion) {
        let (table, filled) = (
            portion.of(&self.frame.prepared).0,
            portion == Portion::Training,
        );
        let marked = self.look.picked.map(|(cell, of)| {
            if of == portion {
                self.rows_of(cell, portion)
            } else {
                Vec::new()
            }
        });
        let context = self.square.context;
        for output in self.spread.outputs() {
            let range = point_style::range_of(table, output);
            let colors = point_style::colors(table, output, range, self.look.theme);
            for (row, &color) in colors.iter().enumerate().take(self.spread.most) {
                if self.is_erased(table, row) {
                    continue;
                }
                let is_marked = marked.as_ref().map(|rows| rows.binary_search(&row).is_ok());
                context.set_global_alpha(if is_marked == Some(false) { 0.15 } else { 1.0 });
                let color = self.color(table, row, output, color);
                self.point(table, row, output, color, filled);
                if is_marked == Some(true) {
                    self.ring(table, row);
                }
            }
        }
        context.set_global_alpha(1.0);
    }

    /// Whether the stroke took a sample away.
    fn is_erased(&self, table: &Table, row: usize) -> bool {
        let x = || [0, 1].map(|axis| table.x[(row, axis)]);
        let plane = table.x.ncols() == 2;
        plane && self.stroke.is_some_and(|stroke| stroke.hides(x()))
    }

    /// The points that a stroke put, in the classes that there will be.
    fn added(&self, points: &[Point]) {
        let last = points.iter().map(|point| usize::from(point.class)).max();
        let names = self.frame.prepared.names().len();
        let classes = last.map_or(0, |class| class + 1).max(names);
        let table = Table::of_points(points, &CLASS_NAMES[..classes.min(CLASS_NAMES.len())]);
        for (row, color) in point_style::colors(&table, 0, (0.0, 1.0), self.look.theme)
            .into_iter()
            .enumerate()
        {
            self.point(&table, row, 0, color, true);
        }
    }

    /// The samples of a cell of the confusion matrix.
    fn rows_of(&self, cell: MatrixCell, portion: Portion) -> Vec<usize> {
        let prepared = &self.frame.prepared;
        let tally = Tally::new(&self.frame.snapshot.network, prepared, portion);
        let (table, _) = portion.of(prepared);
        tally.rows(&table.targets, cell.label, cell.truth, cell.predicted)
    }

    /// One class or label alone is told from all the others.
    fn color(&self, table: &Table, row: usize, output: usize, color: Rgb) -> Rgb {
        let palette = self.square.palette;
        let alone = matches!(self.look.aspect, Aspect::Output(_));
        let yes = match &table.targets {
            Targets::Classes { names, of } if names.len() > 2 && alone => {
                usize::from(of[row]) == output
            }
            Targets::Labels { on, .. } if alone => on[(row, output)] > 0.5,
            Targets::Values { .. } if self.spread.fit.is_some() => {
                return match (self.frame.outputs(), output) {
                    (2.., 1..) => palette.point_orange,
                    _ => palette.point_blue,
                };
            }
            _ => return color,
        };
        if yes {
            palette.point_blue
        } else {
            palette.point_orange
        }
    }

    fn point(&self, table: &Table, row: usize, output: usize, color: Rgb, filled: bool) {
        let side = self.square.side;
        let [x, y] = self
            .spread
            .place(table, row, output)
            .map(|u| f64::from(u) * side);
        let paper = self.square.palette.point_paper;
        let (fill, rim) = if filled {
            (color, paper)
        } else {
            (paper, color)
        };
        let context = self.square.context;
        let Some(mark) = point_style::shape(table, row) else {
            self.glyph(table, row, [x, y], color);
            return;
        };
        context.begin_path();
        if mark == Mark::Circle {
            // An arc fails only for a negative radius.
            let _ = context.arc(x, y, self.radius, 0.0, TAU);
        } else {
            let corners = outline(mark, [x as f32, y as f32], self.radius as f32 * 1.1);
            for (i, [x, y]) in corners.into_iter().enumerate() {
                if i == 0 {
                    context.move_to(f64::from(x), f64::from(y));
                } else {
                    context.line_to(f64::from(x), f64::from(y));
                }
            }
            context.close_path();
        }
        context.set_fill_style_str(&fill.css());
        context.fill();
        context.set_stroke_style_str(&rim.css());
        context.set_line_width(match (filled, self.look.of_unit) {
            (_, true) => 0.5,
            (true, _) => 1.0,
            (false, _) => 1.5,
        });
        context.stroke();
    }

    /// The first letter of the class's name, where there are more classes than shapes.
    fn glyph(&self, table: &Table, row: usize, [x, y]: [f64; 2], color: Rgb) {
        let Targets::Classes { names, of } = &table.targets else {
            return;
        };
        let name = names.get(usize::from(of[row]));
        let first = name.and_then(|n| n.chars().next()).unwrap_or('?');
        let context = self.square.context;
        context.set_font("600 11px system-ui, sans-serif");
        context.set_text_align("center");
        context.set_fill_style_str(&color.css());
        // Text that cannot be drawn would only be missing.
        let _ = context.fill_text(&first.to_string(), x, y + 4.0);
    }

    fn ring(&self, table: &Table, row: usize) {
        let side = self.square.side;
        for output in self.spread.outputs() {
            let [x, y] = self
                .spread
                .place(table, row, output)
                .map(|u| f64::from(u) * side);
            let context = self.square.context;
            context.begin_path();
            // An arc fails only for a negative radius.
            let _ = context.arc(x, y, self.radius + 4.0, 0.0, TAU);
            context.set_stroke_style_str(&self.square.palette.ink.css());
            context.set_line_width(2.0);
            context.stroke();
        }
    }
}

/// The CSS colour of the key of number `output`.
pub fn key_color(output: usize, outputs: usize, theme: Theme) -> String {
    curve_color(output, outputs, Palette::of(theme))
}
