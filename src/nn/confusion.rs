//! Which classes are taken for which, and what follows from it.

/// Counts of samples by their true class and the one they were taken for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Confusion {
    classes: usize,
    /// True classes in rows, predicted ones in columns.
    counts: Vec<usize>,
}

impl Confusion {
    /// Counts `pairs` of a true and a predicted class, each below `classes`; others are left out.
    #[must_use]
    pub fn new(classes: usize, pairs: impl Iterator<Item = (usize, usize)>) -> Self {
        let mut counts = vec![0; classes * classes];
        for (truth, predicted) in pairs.filter(|&(t, p)| t < classes && p < classes) {
            counts[truth * classes + predicted] += 1;
        }
        Self { classes, counts }
    }

    /// Number of classes.
    #[must_use]
    pub fn classes(&self) -> usize {
        self.classes
    }

    /// Samples of class `truth` that were taken for `predicted`.
    #[must_use]
    pub fn count(&self, truth: usize, predicted: usize) -> usize {
        self.counts[truth * self.classes + predicted]
    }

    /// Samples of a class.
    #[must_use]
    pub fn support(&self, class: usize) -> usize {
        (0..self.classes).map(|p| self.count(class, p)).sum()
    }

    /// Samples that were taken for a class.
    #[must_use]
    pub fn predicted(&self, class: usize) -> usize {
        (0..self.classes).map(|t| self.count(t, class)).sum()
    }

    /// Share of samples that are decided rightly; 0 without samples.
    #[must_use]
    pub fn accuracy(&self) -> f64 {
        let right = (0..self.classes).map(|c| self.count(c, c)).sum();
        share(right, self.counts.iter().sum())
    }

    /// Share of those taken for a class that are of it; 0 where there are none (scikit-learn:
    /// `zero_division` 0).
    #[must_use]
    pub fn precision(&self, class: usize) -> f64 {
        share(self.count(class, class), self.predicted(class))
    }

    /// Share of a class that is taken for it; 0 where there is none.
    #[must_use]
    pub fn recall(&self, class: usize) -> f64 {
        share(self.count(class, class), self.support(class))
    }

    /// The harmonic mean of precision and recall, 0 where both are.
    #[must_use]
    pub fn f1(&self, class: usize) -> f64 {
        let both = self.support(class) + self.predicted(class);
        share(2 * self.count(class, class), both)
    }
}

fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 {
        return 0.0;
    }
    part as f64 / whole as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_counted_by_hand() {
        let pairs = [
            (0, 0),
            (0, 0),
            (0, 1),
            (1, 1),
            (1, 0),
            (1, 1),
            (1, 1),
            (2, 0),
        ];
        let confusion = Confusion::new(3, pairs.into_iter());
        assert_eq!((confusion.count(0, 1), confusion.count(1, 0)), (1, 1));
        assert_eq!((confusion.support(1), confusion.predicted(0)), (4, 4));
        assert_eq!(confusion.accuracy(), 5.0 / 8.0);
        assert_eq!(
            (confusion.precision(0), confusion.recall(0)),
            (0.5, 2.0 / 3.0)
        );
        assert_eq!(confusion.f1(0), 4.0 / 7.0);
    }

    #[test]
    fn nothing_divided_by_nothing_is_nothing() {
        let confusion = Confusion::new(3, [(0, 0), (0, 2)].into_iter());
        let of = |class| {
            (
                confusion.precision(class),
                confusion.recall(class),
                confusion.f1(class),
            )
        };
        assert_eq!(of(1), (0.0, 0.0, 0.0));
        assert_eq!(of(2), (0.0, 0.0, 0.0));
        assert_eq!(Confusion::new(0, [].into_iter()).accuracy(), 0.0);
    }

    #[test]
    fn unknown_classes_are_left_out() {
        let confusion = Confusion::new(2, [(0, 0), (2, 0), (0, 2)].into_iter());
        assert_eq!((confusion.support(0), confusion.predicted(0)), (1, 1));
    }
}
