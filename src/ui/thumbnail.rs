//! The small pictures of the gallery: the very samples, as many as can be told apart at this size.

use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement};

use super::{canvas, library::Library, point_style};
use crate::{
    data::{DataSpec, Dataset, Table, Targets},
    lab::{Glimpse, View},
    nn::Task,
    plot::{
        color::{Palette, Theme},
        fit::FitView,
        heatmap::Grid,
        scale::Scale as Axis,
    },
};

/// Side of a thumbnail in CSS pixels.
const SIDE: f64 = 56.0;

/// Draws what the dataset of `spec` looks like; nothing where there is no sample yet.
pub fn draw(
    canvas: &HtmlCanvasElement,
    library: Library,
    spec: &DataSpec,
    theme: Theme,
) -> Option<()> {
    // What large images look like stands in the styles.
    if spec.dataset.is_images() {
        return None;
    }
    let context = canvas::prepare(canvas, SIDE, SIDE)?;
    let Glimpse { table, view } = glimpse(library, spec)?;
    if spec.image().is_some() {
        let mut pixels = table.x.row(0);
        return draw_image(&context, spec, &mut pixels, SIDE, theme);
    }
    if view.is_line() && spec.dataset.task() == Task::Regression {
        draw_curve(&context, &table, theme);
    } else {
        draw_plane(&context, &table, &view, spec.dataset.is_table(), theme);
    }
    Some(())
}

/// Of a table that has not been read, what is stored of it.
fn glimpse(library: Library, spec: &DataSpec) -> Option<Glimpse> {
    if spec.dataset.is_generated() {
        return Some(Glimpse::of(spec));
    }
    let file = library.known(spec.dataset);
    let file = file.filter(|file| file.loaded().is_some());
    if file.is_none() && spec.dataset != Dataset::Drawn {
        return Glimpse::stored(spec.dataset);
    }
    let drawn = Some(&spec.drawn).filter(|drawn| !drawn.is_empty());
    Some(Glimpse::of(&DataSpec {
        file: file.unwrap_or_default(),
        // Other datasets have no drawn points; those of the last drawing come back with it.
        drawn: drawn.cloned().unwrap_or_else(|| library.drawing()),
        ..spec.clone()
    }))
}

fn dot(context: &CanvasRenderingContext2d, [x, y]: [f32; 2], radius: f64) {
    context.begin_path();
    // An arc fails only for a negative radius.
    let _ = context.arc(
        f64::from(x) * SIDE,
        f64::from(y) * SIDE,
        radius,
        0.0,
        std::f64::consts::TAU,
    );
    context.fill();
}

fn draw_plane(
    context: &CanvasRenderingContext2d,
    table: &Table,
    view: &View,
    large: bool,
    theme: Theme,
) {
    let [x, y] = view.domain();
    let grid = Grid {
        x,
        y,
        side: 1,
        rows: 1,
    };
    let radius = if large { 4.5 } else { 1.5 };
    let colors = point_style::colors(table, 0, point_style::range_of(table, 0), theme);
    for (row, color) in colors.iter().enumerate() {
        let mut place = view.axes.map(|axis| table.x[(row, axis)]);
        if view.is_line() {
            place[1] = (y.0 + y.1) / 2.0;
        }
        context.set_fill_style_str(&color.css());
        dot(context, grid.to_unit(place), radius);
    }
}

/// One input: each number over it.
fn draw_curve(context: &CanvasRenderingContext2d, table: &Table, theme: Theme) {
    let Targets::Values { of, .. } = &table.targets else {
        return;
    };
    let fit = FitView::around(table.x.iter(), of.iter().copied());
    let palette = Palette::of(theme);
    for (output, column) in of.column_iter().enumerate() {
        let color = [palette.point_blue, palette.point_orange][output % 2];
        context.set_fill_style_str(&color.css());
        for (x, y) in table.x.iter().zip(column.iter()) {
            dot(context, fit.to_unit([x, *y]), 1.5);
        }
    }
}

/// A sample that is an image, dark where there is ink, in a square of `side`, of its values as measured;
/// nothing of other data.
pub fn draw_image(
    context: &CanvasRenderingContext2d,
    spec: &DataSpec,
    values: &mut dyn Iterator<Item = f32>,
    side: f64,
    theme: Theme,
) -> Option<()> {
    let ([rows, columns], ink) = (spec.image()?, spec.full_ink()?);
    let palette = Palette::of(theme);
    let shade = Axis::linear((0.0, f64::from(ink)), (0.0, 1.0));
    let [width, height] = [columns, rows].map(|cells| side / cells as f64);
    for (at, value) in (0..rows * columns).zip(values) {
        let share = shade.to_pixel(f64::from(value));
        context.set_fill_style_str(&palette.neutral.mix(palette.ink, share as f32).css());
        let [x, y] = [
            (at % columns) as f64 * width,
            (at / columns) as f64 * height,
        ];
        context.fill_rect(x, y, width + 0.5, height + 0.5);
    }
    Some(())
}
