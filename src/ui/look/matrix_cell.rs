//! A cell of a confusion matrix.

/// The samples of one class that were taken for another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MatrixCell {
    /// The label, where there are several matrices.
    pub label: usize,
    /// What the samples are.
    pub truth: usize,
    /// What they were taken for.
    pub predicted: usize,
}
