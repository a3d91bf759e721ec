//! Which part of the inputs' space the maps show.

use super::prepared::Prepared;
use crate::data::{DataSpec, Table, Targets};

/// Two of the inputs span the maps; the others are held where they are.
#[derive(Clone, Debug, PartialEq)]
pub struct View {
    /// The columns of the table that run to the right and up; the same twice where there is one.
    pub axes: [usize; 2],
    /// The value of each column where it is not an axis, in its own units.
    pub held: Vec<f32>,
    /// Least and greatest value that each column is shown with.
    pub ranges: Vec<(f32, f32)>,
}

/// What is beyond the samples on each side of a map, as a share of their range.
const MARGIN: f32 = 0.08;

impl View {
    /// The view that tells most: the two inputs that have most to do with the targets, the others
    /// at their mean.
    #[must_use]
    pub fn new(data: &DataSpec, prepared: &Prepared) -> Self {
        Self::of(data, &prepared.train_table)
    }

    /// The same for some of the samples.
    #[must_use]
    pub fn of(data: &DataSpec, table: &Table) -> Self {
        // Many images are like a few of them.
        if table.x.images().is_some() && table.len() > TELLING {
            return Self::of(data, &beginning(table));
        }
        let columns = || (0..table.x.ncols()).map(|column| table.x.column(column));
        let ranges = if data.has_features() {
            let domain = data.domain();
            vec![(domain.min, domain.max); data.columns()]
        } else {
            columns().map(range).collect()
        };
        Self {
            axes: telling(table),
            held: columns().map(mean).collect(),
            ranges,
        }
    }

    /// Whether the maps run along one input only.
    #[must_use]
    pub fn is_line(&self) -> bool {
        self.held.len() == 1
    }

    /// The columns that are held.
    pub fn others(&self) -> impl Iterator<Item = usize> + '_ {
        (0..self.held.len()).filter(|column| !self.axes.contains(column))
    }

    /// Least and greatest value along each axis.
    #[must_use]
    pub fn domain(&self) -> [(f32, f32); 2] {
        self.axes
            .map(|a| self.ranges.get(a).copied().unwrap_or((0.0, 1.0)))
    }

    /// Lets an axis run along another column; the other axis gives way.
    #[must_use]
    pub fn with_axis(&self, axis: usize, column: usize) -> Self {
        let mut next = self.clone();
        if next.axes[1 - axis] == column {
            next.axes.swap(0, 1);
        } else {
            next.axes[axis] = column;
        }
        next
    }
}

fn mean(values: impl ExactSizeIterator<Item = f32>) -> f32 {
    let count = values.len().max(1) as f64;
    (values.map(f64::from).sum::<f64>() / count) as f32
}

fn range(values: impl Iterator<Item = f32>) -> (f32, f32) {
    let (low, high) = values.fold((f32::INFINITY, f32::NEG_INFINITY), |(low, high), x| {
        (low.min(x), high.max(x))
    });
    match high - low {
        span if span > 0.0 => (low - MARGIN * span, high + MARGIN * span),
        0.0 => (low - 1.0, high + 1.0),
        _ => (0.0, 1.0),
    }
}

/// Rows that are asked for what tells most.
const TELLING: usize = 2000;

fn beginning(table: &Table) -> Table {
    let few: Vec<u32> = (0..table.len().min(TELLING) as u32).collect();
    table.select(&few)
}

/// The two columns that have most to do with the targets, in their order in the table.
fn telling(table: &Table) -> [usize; 2] {
    let columns = table.x.ncols();
    if columns <= 2 || table.is_empty() {
        return [0, columns.saturating_sub(1).min(1)];
    }
    // A part of a large table tells as much.
    let table = &beginning(table);
    let mut by_worth: Vec<_> = (0..columns).map(|c| (worth(table, c), c)).collect();
    by_worth.sort_by(|(a, _), (b, _)| b.total_cmp(a));
    let mut axes = [by_worth[0].1, by_worth[1].1];
    axes.sort_unstable();
    axes
}

/// The share of a column's variance that goes with the targets: between classes, or squared
/// correlation with the numbers; the largest of all targets.
fn worth(table: &Table, column: usize) -> f64 {
    let x: Vec<f64> = table.x.column(column).map(f64::from).collect();
    match &table.targets {
        Targets::Classes { names, of } => {
            let groups = of.iter().map(|&class| usize::from(class));
            between(&x, groups, names.len())
        }
        Targets::Labels { on, .. } => {
            let labels = on.column_iter();
            labels
                .map(|label| between(&x, label.iter().map(|&on| on as usize), 2))
                .fold(0.0, f64::max)
        }
        Targets::Values { of, .. } => of
            .column_iter()
            .map(|y| correlation(&x, y.iter().map(|&y| f64::from(y))).powi(2))
            .fold(0.0, f64::max),
    }
}

fn between(x: &[f64], group: impl Iterator<Item = usize>, groups: usize) -> f64 {
    let mut sums = vec![(0.0, 0.0); groups];
    for (x, group) in x.iter().zip(group) {
        sums[group].0 += 1.0;
        sums[group].1 += x;
    }
    let mean = x.iter().sum::<f64>() / x.len() as f64;
    let total: f64 = x.iter().map(|x| (x - mean) * (x - mean)).sum();
    let part = sums.iter().filter(|(count, _)| *count > 0.0);
    let explained: f64 = part
        .map(|(count, sum)| count * (sum / count - mean) * (sum / count - mean))
        .sum();
    if total > 0.0 { explained / total } else { 0.0 }
}

fn correlation(x: &[f64], y: impl Iterator<Item = f64> + Clone) -> f64 {
    let count = x.len() as f64;
    let (mean_x, mean_y) = (
        x.iter().sum::<f64>() / count,
        y.clone().sum::<f64>() / count,
    );
    let (mut both, mut of_x, mut of_y) = (0.0, 0.0, 0.0);
    for (x, y) in x.iter().zip(y) {
        let (x, y) = (x - mean_x, y - mean_y);
        both += x * y;
        of_x += x * x;
        of_y += y * y;
    }
    let size = (of_x * of_y).sqrt();
    if size > 0.0 { both / size } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use nalgebra::DMatrix;

    use super::*;

    fn table(targets: Targets) -> Table {
        // The second column says nothing, the third tells the classes apart, the first a little.
        let x = [
            [0.0, 5.0, 1.0],
            [1.0, 5.0, 1.1],
            [1.0, 5.0, 3.0],
            [2.0, 5.0, 3.1],
        ];
        Table {
            inputs: ["a", "b", "c"].map(String::from).to_vec(),
            x: DMatrix::from_fn(4, 3, |row, column| x[row][column]).into(),
            targets,
        }
    }

    #[test]
    fn the_axes_are_the_inputs_that_tell_most() {
        let classes = table(Targets::Classes {
            names: vec!["no".into(), "yes".into()],
            of: vec![0, 0, 1, 1],
        });
        assert_eq!(telling(&classes), [0, 2]);
        assert!(worth(&classes, 2) > worth(&classes, 0));
        assert_eq!(worth(&classes, 1), 0.0);
        let values = table(Targets::Values {
            names: vec!["y".into()],
            of: DMatrix::from_column_slice(4, 1, &[-1.0, -1.0, 1.0, 1.0]),
        });
        assert_eq!(telling(&values), [0, 2]);
    }

    #[test]
    fn an_axis_that_is_taken_changes_places() {
        let view = View {
            axes: [0, 2],
            held: vec![0.0; 3],
            ranges: vec![(0.0, 1.0); 3],
        };
        assert_eq!(view.with_axis(0, 1).axes, [1, 2]);
        assert_eq!(view.with_axis(0, 2).axes, [2, 0]);
        assert_eq!(view.others().collect::<Vec<_>>(), [1]);
    }

    #[test]
    fn a_range_has_room_around_the_samples_and_is_never_empty() {
        assert_eq!(range([0.0, 100.0].into_iter()), (-8.0, 108.0));
        assert_eq!(range([3.0].into_iter()), (2.0, 4.0));
        assert_eq!(range([].into_iter()), (0.0, 1.0));
    }
}
