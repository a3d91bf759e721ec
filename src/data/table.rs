//! Samples of any task, as they were measured: before features, scaling and coding.

use std::sync::Arc;

use nalgebra::DMatrix;

use super::{Inputs, Point};
use crate::nn::{Images, Task};

/// Rows of inputs and what is to be learnt of each.
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    /// The names of the inputs, a column of [`x`](Self::x) each.
    pub inputs: Vec<String>,
    /// Samples × inputs, in the data's own units.
    pub x: Inputs,
    /// What is to be learnt, a row for each sample.
    pub targets: Targets,
}

/// What is to be learnt of each sample.
#[derive(Clone, Debug, PartialEq)]
pub enum Targets {
    /// One class each: binary with two names, multiclass with more.
    Classes {
        /// The classes' names.
        names: Vec<String>,
        /// The class of each sample, counted from 0.
        of: Vec<u16>,
    },
    /// Labels that hold or not.
    Labels {
        /// The labels' names.
        names: Vec<String>,
        /// Samples × labels, 1 where a label holds and 0 where not.
        on: DMatrix<f32>,
    },
    /// Numbers.
    Values {
        /// The numbers' names.
        names: Vec<String>,
        /// Samples × numbers, in the data's own units.
        of: DMatrix<f32>,
    },
}

impl Targets {
    /// The task that targets of this kind ask for.
    pub fn task(&self) -> Task {
        match self {
            Self::Classes { names, .. } if names.len() <= 2 => Task::Binary,
            Self::Classes { .. } => Task::Multiclass,
            Self::Labels { .. } => Task::Multilabel,
            Self::Values { .. } => Task::Regression,
        }
    }

    /// The names of the classes, labels or numbers.
    pub fn names(&self) -> &[String] {
        match self {
            Self::Classes { names, .. }
            | Self::Labels { names, .. }
            | Self::Values { names, .. } => names,
        }
    }

    /// Output units that learn them: one for two classes, else one for each name.
    pub fn outputs(&self) -> usize {
        match self.task() {
            Task::Binary => 1,
            Task::Multiclass | Task::Multilabel | Task::Regression => self.names().len(),
        }
    }

    /// The targets of some of the samples, in the order of `rows`.
    #[must_use]
    pub fn select(&self, rows: &[u32]) -> Self {
        match self {
            Self::Classes { names, of } => Self::Classes {
                names: names.clone(),
                of: rows.iter().map(|&row| of[row as usize]).collect(),
            },
            Self::Labels { names, on } => Self::Labels {
                names: names.clone(),
                on: select(on, rows),
            },
            Self::Values { names, of } => Self::Values {
                names: names.clone(),
                of: select(of, rows),
            },
        }
    }
}

impl Table {
    /// How many samples there are.
    pub fn len(&self) -> usize {
        self.x.nrows()
    }

    /// Whether there is no sample.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Some of the samples, in the order of `rows`.
    #[must_use]
    pub fn select(&self, rows: &[u32]) -> Self {
        Self {
            inputs: self.inputs.clone(),
            x: self.x.select(rows),
            targets: self.targets.select(rows),
        }
    }

    /// Images, a byte a pixel, row by row of the image and one image after another, in classes of these names.
    /// `None` where there are not as many images of that size as classes, or a class has no name.
    #[must_use]
    pub fn of_images(
        bytes: impl Into<Arc<Vec<u8>>>,
        [rows, columns]: [usize; 2],
        of: Vec<u16>,
        names: Vec<String>,
    ) -> Option<Self> {
        let images = Images::new(bytes, rows * columns)?;
        let named = of.iter().all(|&class| usize::from(class) < names.len());
        (images.len() == of.len() && named).then(|| Self {
            inputs: (0..images.pixels())
                .map(|pixel| format!("p{:02}{:02}", pixel / columns, pixel % columns))
                .collect(),
            x: Inputs::Pixels(images),
            targets: Targets::Classes { names, of },
        })
    }

    /// Points of the plane in classes of these names.
    pub fn of_points(points: &[Point], names: &[&str]) -> Self {
        Self {
            inputs: vec!["x₁".into(), "x₂".into()],
            x: DMatrix::from_fn(points.len(), 2, |row, column| points[row].x[column]).into(),
            targets: Targets::Classes {
                names: names.iter().map(|&name| name.into()).collect(),
                of: points.iter().map(|point| u16::from(point.class)).collect(),
            },
        }
    }
}

fn select(matrix: &DMatrix<f32>, rows: &[u32]) -> DMatrix<f32> {
    DMatrix::from_fn(rows.len(), matrix.ncols(), |row, column| {
        matrix[(rows[row] as usize, column)]
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn points() -> Table {
        let point = |x, class| Point { x, class };
        let points = [
            point([1.0, 2.0], 1),
            point([3.0, -4.0], 0),
            point([0.5, 6.0], 1),
        ];
        Table::of_points(&points, &["orange", "blue"])
    }

    #[test]
    fn a_row_is_a_point() {
        let table = points();
        assert_eq!(
            table.x,
            DMatrix::from_row_slice(3, 2, &[1.0, 2.0, 3.0, -4.0, 0.5, 6.0]).into()
        );
        assert_eq!(
            (table.targets.task(), table.targets.outputs()),
            (Task::Binary, 1)
        );
    }

    #[test]
    fn rows_are_selected_with_their_targets() {
        let table = points().select(&[2, 1]);
        assert_eq!(
            table.x,
            DMatrix::from_row_slice(2, 2, &[0.5, 6.0, 3.0, -4.0]).into()
        );
        let Targets::Classes { of, .. } = table.targets else {
            unreachable!()
        };
        assert_eq!(of, [1, 0]);
    }
}
