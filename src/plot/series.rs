//! What a chart shows over time, in bounded memory.

/// A series of rows over a growing `x` (epochs), each with the same number of values (a column
/// each). When it is full, every other row is dropped and from then on only every second of the
/// rows that would have been kept is, so rows stay evenly spaced. The newest row is always there.
#[derive(Clone, Debug, PartialEq)]
pub struct Trace {
    columns: usize,
    capacity: usize,
    xs: Vec<f64>,
    /// Row by row.
    values: Vec<f32>,
    /// Of this many rows pushed, one is kept.
    stride: usize,
    /// Rows pushed since the last that is kept; the newest row is shown in their place.
    since_kept: usize,
}

impl Trace {
    /// An empty series of at most `capacity` rows (at least 4) of `columns` values.
    pub fn new(columns: usize, capacity: usize) -> Self {
        Self {
            columns,
            capacity: capacity.max(4),
            xs: Vec::new(),
            values: Vec::new(),
            stride: 1,
            since_kept: 0,
        }
    }

    /// Values a row.
    pub fn columns(&self) -> usize {
        self.columns
    }

    /// Rows held.
    pub fn len(&self) -> usize {
        self.xs.len()
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.xs.is_empty()
    }

    /// Adds the newest row. `x` must not be less than the last; a row at the same `x` replaces the
    /// last. Values that are missing become NaN, those in excess are ignored.
    pub fn push(&mut self, x: f64, values: &[f32]) {
        if self.xs.last() == Some(&x) {
            self.drop_last();
            self.append(x, values);
            return;
        }
        if self.since_kept > 0 {
            self.drop_last();
        } else if self.len() == self.capacity {
            self.thin();
        }
        self.append(x, values);
        // The first row of all is kept whatever the stride.
        self.since_kept = if self.len() == 1 {
            0
        } else {
            (self.since_kept + 1) % self.stride
        };
    }

    /// Column `index` as points (x, value), oldest first; nothing when there is no such column.
    pub fn column(&self, index: usize) -> impl Iterator<Item = (f64, f64)> {
        let rows = self.values.chunks_exact(self.columns.max(1));
        self.xs
            .iter()
            .zip(rows)
            .filter_map(move |(&x, row)| Some((x, f64::from(*row.get(index)?))))
    }

    /// Every row with its x, oldest first.
    pub fn rows(&self) -> impl Iterator<Item = (f64, &[f32])> {
        (0..self.len()).filter_map(|index| self.row(index))
    }

    /// The newest row.
    pub fn last(&self) -> Option<(f64, &[f32])> {
        self.row(self.len().checked_sub(1)?)
    }

    /// The row whose x is nearest to `x`.
    pub fn nearest(&self, x: f64) -> Option<(f64, &[f32])> {
        let after = self.xs.partition_point(|&known| known < x);
        let candidates = [after.checked_sub(1), Some(after)];
        candidates
            .into_iter()
            .flatten()
            .filter_map(|index| self.row(index))
            .min_by(|a, b| (a.0 - x).abs().total_cmp(&(b.0 - x).abs()))
    }

    /// Forgets all rows.
    pub fn clear(&mut self) {
        *self = Self::new(self.columns, self.capacity);
    }

    /// Forgets the rows after `x`, as when a run goes on from an earlier state.
    pub fn truncate_after(&mut self, x: f64) {
        let kept = self.xs.partition_point(|&known| known <= x);
        if kept < self.len() {
            self.xs.truncate(kept);
            self.values.truncate(kept * self.columns);
            self.since_kept = 0;
        }
    }

    fn row(&self, index: usize) -> Option<(f64, &[f32])> {
        let x = *self.xs.get(index)?;
        Some((x, &self.values[index * self.columns..][..self.columns]))
    }

    fn append(&mut self, x: f64, values: &[f32]) {
        let padding = std::iter::repeat(f32::NAN);
        self.xs.push(x);
        self.values
            .extend(values.iter().copied().chain(padding).take(self.columns));
    }

    fn drop_last(&mut self) {
        self.xs.pop();
        self.values.truncate(self.xs.len() * self.columns);
    }

    /// Keeps rows 0, 2, 4, … and doubles the stride.
    fn thin(&mut self) {
        if self.len().is_multiple_of(2) {
            self.drop_last();
            self.since_kept = self.stride;
        }
        self.xs = self.xs.iter().copied().step_by(2).collect();
        if self.columns > 0 {
            let rows = self.values.chunks_exact(self.columns).step_by(2);
            self.values = rows.flatten().copied().collect();
        }
        self.stride *= 2;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn counted(rows: usize, capacity: usize) -> Trace {
        let mut trace = Trace::new(2, capacity);
        for i in 0..rows {
            trace.push(i as f64, &[i as f32, -(i as f32)]);
        }
        trace
    }

    fn xs(trace: &Trace) -> Vec<f64> {
        trace.column(0).map(|(x, _)| x).collect()
    }

    #[test]
    fn holds_all_rows_until_full_then_every_other() {
        assert_eq!(xs(&counted(8, 8)), [0., 1., 2., 3., 4., 5., 6., 7.]);
        assert_eq!(xs(&counted(9, 8)), [0., 2., 4., 6., 8.]);
        assert_eq!(xs(&counted(10, 8)), [0., 2., 4., 6., 8., 9.]);
        assert_eq!(xs(&counted(11, 8)), [0., 2., 4., 6., 8., 10.]);
        assert_eq!(xs(&counted(17, 8)), [0., 4., 8., 12., 16.]);
        assert_eq!(xs(&counted(8, 5)), [0., 2., 4., 6., 7.]);
    }

    #[test]
    fn columns_carry_their_own_values() {
        let trace = counted(100, 8);
        assert!(trace.column(0).all(|(x, y)| x == y));
        assert!(trace.column(1).all(|(x, y)| x == -y));
        assert_eq!(trace.column(2).count(), 0);
    }

    #[test]
    fn a_row_at_the_same_x_replaces_the_last() {
        let mut trace = counted(3, 8);
        trace.push(2.0, &[7.0]);
        assert_eq!(trace.len(), 3);
        assert!(trace.last().is_some_and(|(x, row)| {
            // A missing value is not a number.
            x == 2.0 && row[0] == 7.0 && row[1].is_nan()
        }));
        trace.push(3.0, &[1.0, 2.0, 3.0]);
        assert_eq!(trace.last(), Some((3.0, &[1.0, 2.0][..])));
    }

    #[test]
    fn nearest_row() {
        let trace = counted(5, 8);
        for (x, found) in [(-3.0, 0.0), (1.4, 1.0), (1.6, 2.0), (2.0, 2.0), (99.0, 4.0)] {
            assert_eq!(trace.nearest(x).map(|row| row.0), Some(found));
        }
        assert_eq!(Trace::new(1, 8).nearest(0.0), None);
    }

    #[test]
    fn forgets_what_is_after_or_all() {
        let mut trace = counted(40, 8);
        let stride = trace.stride;
        trace.truncate_after(17.0);
        assert_eq!(trace.last().map(|row| row.0), Some(16.0));
        for i in 17..40 {
            trace.push(f64::from(i), &[0.0, 0.0]);
        }
        assert_eq!(trace.stride, stride);
        assert_eq!(trace, {
            let mut other = counted(40, 8);
            other.values.clone_from(&trace.values);
            other
        });
        trace.clear();
        assert!(trace.is_empty());
        assert_eq!(trace, Trace::new(2, 8));
    }

    #[test]
    fn no_columns_is_no_trouble() {
        let mut trace = Trace::new(0, 4);
        (0..9).for_each(|i| trace.push(f64::from(i), &[]));
        assert_eq!(trace.last(), Some((8.0, &[][..])));
        assert_eq!(trace.column(0).count(), 0);
    }

    proptest! {
        #[test]
        fn bounded_even_and_up_to_date(rows in 1usize..3000, capacity in 0usize..70) {
            let trace = counted(rows, capacity);
            prop_assert!(trace.len() <= capacity.max(4));
            prop_assert!(rows < capacity || 2 * trace.len() >= capacity.max(4) - 1);
            let xs = xs(&trace);
            prop_assert_eq!(xs[0], 0.0);
            prop_assert_eq!(xs[xs.len() - 1], (rows - 1) as f64);
            let spacing = trace.stride as f64;
            // Only the newest row may be nearer to the one before.
            let regular = &xs[..xs.len() - 1];
            prop_assert!(regular.windows(2).all(|pair| pair[1] - pair[0] == spacing));
        }
    }
}
