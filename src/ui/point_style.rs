//! How samples look on a picture: their colours by what is to be learnt of them.

use crate::{
    data::{Table, Targets},
    plot::{
        color::{Palette, Ramp, Rgb, Theme, class_point},
        marks::{Mark, mark},
    },
};

/// The colour of every sample: its class's, that of its combination of labels, or that of its
/// number `output` on the scale from `low` to `high`.
pub fn colors(table: &Table, output: usize, (low, high): (f32, f32), theme: Theme) -> Vec<Rgb> {
    match &table.targets {
        Targets::Classes { names, of } => of
            .iter()
            .map(|&class| color_of_class(usize::from(class), names.len(), theme))
            .collect(),
        Targets::Labels { on, .. } => (0..on.nrows())
            .map(|row| combination_color(combination(table, row), theme))
            .collect(),
        Targets::Values { of, .. } => {
            let ramp = Ramp::classes(Palette::of(theme), 1.0);
            let half = ((high - low) / 2.0).max(f32::MIN_POSITIVE);
            let middle = (low + high) / 2.0;
            let column = of.column(output);
            let color = |value: &f32| {
                let [r, g, b, _] = ramp.at((value - middle) / half);
                Rgb(r, g, b)
            };
            column.iter().map(color).collect()
        }
    }
}

/// The colour of a class's points: the binary ones where there are two.
pub fn color_of_class(class: usize, classes: usize, theme: Theme) -> Rgb {
    let palette = Palette::of(theme);
    match (classes, class) {
        (..=2, 0) => palette.point_orange,
        (..=2, _) => palette.point_blue,
        _ => class_point(theme, class),
    }
}

/// The labels that hold of a sample, a bit for each.
pub fn combination(table: &Table, row: usize) -> usize {
    let Targets::Labels { on, .. } = &table.targets else {
        return 0;
    };
    let labels = on.row(row);
    let bit = |(k, on): (usize, &f32)| usize::from(*on > 0.5) << k;
    labels.iter().enumerate().map(bit).sum()
}

/// The colour of a combination of labels: muted where none holds.
pub fn combination_color(combination: usize, theme: Theme) -> Rgb {
    match combination {
        0 => Palette::of(theme).muted,
        other => class_point(theme, other),
    }
}

/// The shape of a sample's point; `None` for a glyph.
pub fn shape(table: &Table, row: usize) -> Option<Mark> {
    match &table.targets {
        Targets::Classes { names, of } => mark(usize::from(of[row]), names.len()),
        Targets::Labels { names, .. } => mark(combination(table, row), 1 << names.len().min(4)),
        Targets::Values { .. } => Some(Mark::Circle),
    }
}

/// Least and greatest number of an output, over the samples.
pub fn range_of(table: &Table, output: usize) -> (f32, f32) {
    let Targets::Values { of, .. } = &table.targets else {
        return (0.0, 1.0);
    };
    let column = of.column(output);
    let (low, high) = column
        .iter()
        .fold((f32::INFINITY, f32::NEG_INFINITY), |(low, high), &y| {
            (low.min(y), high.max(y))
        });
    if low < high {
        (low, high)
    } else {
        (low.min(0.0) - 1.0, low.max(0.0) + 1.0)
    }
}
