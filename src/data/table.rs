//! Points as the matrix training works on.

use nalgebra::DMatrix;

use super::{Features, Point};

/// The features and classes of a list of points.
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    /// Samples × features, column-major: each feature is contiguous over the samples.
    pub x: DMatrix<f32>,
    /// The class of each sample, 0 or 1.
    pub class: Vec<u8>,
}

impl Table {
    /// The `features` of each of `points`, in their order.
    pub fn new(points: &[Point], features: &Features) -> Self {
        let columns = features
            .iter()
            .flat_map(|feature| points.iter().map(move |point| feature.value(point.x)));
        Self {
            x: DMatrix::from_iterator(points.len(), features.len(), columns),
            class: points.iter().map(|point| point.class).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::Feature;

    #[test]
    fn a_row_is_a_point_and_a_column_a_feature() {
        let points = [
            Point {
                x: [1.0, 2.0],
                class: 1,
            },
            Point {
                x: [3.0, -4.0],
                class: 0,
            },
            Point {
                x: [0.5, 6.0],
                class: 1,
            },
        ];
        let features = Features::try_from(vec![Feature::X1X2, Feature::X1]).unwrap();
        let table = Table::new(&points, &features);
        assert_eq!(
            table.x,
            DMatrix::from_row_slice(3, 2, &[2.0, 1.0, -12.0, 3.0, 3.0, 0.5])
        );
        assert_eq!(table.class, [1, 0, 1]);
    }

    #[test]
    fn no_points_make_no_rows() {
        let table = Table::new(&[], &Features::default());
        assert_eq!(table.x.shape(), (0, 2));
    }
}
