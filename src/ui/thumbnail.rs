//! The small pictures of the gallery: the very samples, as many as can be told apart at this size.

use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement};

use super::{canvas, library::Library, point_style};
use crate::{
    data::{DataSpec, Dataset, Table, Targets, preview},
    lab::View,
    plot::{
        color::{Palette, Theme},
        fit::FitView,
        heatmap::Grid,
        scale::Scale as Axis,
    },
};

/// Side of a thumbnail in CSS pixels.
const SIDE: f64 = 56.0;

/// Rows of a file that are shown.
const ROWS: u32 = 120;

/// Draws what the dataset of `spec` looks like; nothing while its file has not been read.
pub fn draw(
    canvas: &HtmlCanvasElement,
    library: Library,
    spec: &DataSpec,
    theme: Theme,
) -> Option<()> {
    let context = canvas::prepare(canvas, SIDE, SIDE)?;
    if spec.image().is_some() {
        return draw_first_image(&context, library, spec, theme);
    }
    let (table, view) = samples(library, spec)?;
    if view.is_line() {
        draw_curve(&context, &table, theme);
    } else {
        draw_plane(&context, &table, &view, spec.dataset.is_table(), theme);
    }
    Some(())
}

fn samples(library: Library, spec: &DataSpec) -> Option<(Table, View)> {
    if spec.dataset.is_generated() {
        let table = preview(spec.dataset, spec);
        let view = View::of(spec, &table);
        return Some((table, view));
    }
    let file = library.known(spec.dataset);
    let drawn = Some(&spec.drawn).filter(|drawn| !drawn.is_empty());
    let spec = DataSpec {
        file: file.unwrap_or_default(),
        // Other datasets have no drawn points; those of the last drawing come back with it.
        drawn: drawn.cloned().unwrap_or_else(|| library.drawing()),
        ..spec.clone()
    };
    if spec.dataset != Dataset::Drawn {
        spec.file.loaded()?;
    }
    let whole = spec.whole();
    let rows: Vec<u32> = spec
        .split(whole.len())
        .0
        .into_iter()
        .take(ROWS as usize)
        .collect();
    let table = whole.select(&rows);
    // The few rows tell what to look at; to ask all of a large table would take too long.
    let view = View::of(&spec, &table);
    Some((table, view))
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
        let place = view.axes.map(|axis| table.x[(row, axis)]);
        context.set_fill_style_str(&color.css());
        dot(context, grid.to_unit(place), radius);
    }
}

/// One input: each number over it.
fn draw_curve(context: &CanvasRenderingContext2d, table: &Table, theme: Theme) {
    let Targets::Values { of, .. } = &table.targets else {
        return;
    };
    let fit = FitView::around(table.x.iter().copied(), of.iter().copied());
    let palette = Palette::of(theme);
    for (output, column) in of.column_iter().enumerate() {
        let color = [palette.point_blue, palette.point_orange][output % 2];
        context.set_fill_style_str(&color.css());
        for (x, y) in table.x.iter().zip(column.iter()) {
            dot(context, fit.to_unit([*x, *y]), 1.5);
        }
    }
}

/// The first of the images, pixel by pixel.
fn draw_first_image(
    context: &CanvasRenderingContext2d,
    library: Library,
    spec: &DataSpec,
    theme: Theme,
) -> Option<()> {
    let file = library.known(spec.dataset)?;
    draw_image(context, spec, &file.loaded()?.table, 0, SIDE, theme)
}

/// A sample that is an image, dark where there is ink, in a square of `side`; nothing of other data.
pub fn draw_image(
    context: &CanvasRenderingContext2d,
    spec: &DataSpec,
    table: &Table,
    row: usize,
    side: f64,
    theme: Theme,
) -> Option<()> {
    let ([rows, columns], ink) = (spec.image()?, spec.full_ink()?);
    let palette = Palette::of(theme);
    let shade = Axis::linear((0.0, f64::from(ink)), (0.0, 1.0));
    let [width, height] = [columns, rows].map(|cells| side / cells as f64);
    for at in 0..(rows * columns).min(table.x.ncols()) {
        let share = shade.to_pixel(f64::from(table.x[(row, at)]));
        context.set_fill_style_str(&palette.neutral.mix(palette.ink, share as f32).css());
        let [x, y] = [
            (at % columns) as f64 * width,
            (at / columns) as f64 * height,
        ];
        context.fill_rect(x, y, width + 0.5, height + 0.5);
    }
    Some(())
}
