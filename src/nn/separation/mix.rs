//! What a search ends with.

/// What a search ends with.
pub(super) struct Mix {
    /// Samples, and how much of each.
    pub of: Vec<(usize, f64)>,
    /// The direction of the point of the hull that is nearest to 0.
    pub nearest: Vec<f64>,
}
