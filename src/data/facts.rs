//! What is true of the samples that are trained on, found once for them all.

use std::sync::OnceLock;

use super::{
    Point, Table, Targets,
    separable::{best_line, linearly_separable},
};

/// Facts about a table. What takes long is found when it is first asked for.
#[derive(Clone, Debug)]
pub struct Facts {
    points: Option<Vec<Point>>,
    is_one_class: bool,
    greatest_share: Option<f32>,
    has_negative_targets: bool,
    spreads: Option<[(usize, f32); 2]>,
    separable: OnceLock<bool>,
    best_line: OnceLock<Option<usize>>,
}

impl Facts {
    /// The facts about a table.
    #[must_use]
    pub fn of(table: &Table) -> Self {
        #[cfg(test)]
        super::separable::calls::add();
        Self {
            points: points(table),
            is_one_class: is_one_class(&table.targets),
            greatest_share: greatest_share(&table.targets),
            has_negative_targets: match &table.targets {
                Targets::Values { of, .. } => of.iter().any(|&value| value < 0.0),
                Targets::Classes { .. } | Targets::Labels { .. } => false,
            },
            spreads: spreads(table),
            separable: OnceLock::new(),
            best_line: OnceLock::new(),
        }
    }

    /// The samples as points of the plane, in their order; none unless there are two inputs and two
    /// classes.
    #[must_use]
    pub fn points(&self) -> Option<&[Point]> {
        self.points.as_deref()
    }

    /// Whether some straight line has all points of each class on a side of its own; none unless there
    /// are [`points`](Self::points).
    #[must_use]
    pub fn are_linearly_separable(&self) -> Option<bool> {
        let points = self.points()?;
        Some(*self.separable.get_or_init(|| linearly_separable(points)))
    }

    /// How many of the points a straight line can have on their right sides at most; none without
    /// [`points`](Self::points) and with more than 1000, for the search takes long.
    #[must_use]
    pub fn best_line(&self) -> Option<usize> {
        let points = self.points()?;
        *self.best_line.get_or_init(|| best_line(points))
    }

    /// Whether there are classes and all samples are of the same one.
    #[must_use]
    pub fn are_of_one_class(&self) -> bool {
        self.is_one_class
    }

    /// The share of right answers of whoever always gives the most frequent one: the class of most
    /// samples, or of each label whether it mostly holds. None for numbers, and without samples.
    #[must_use]
    pub fn greatest_share(&self) -> Option<f32> {
        self.greatest_share
    }

    /// Whether numbers are to be learnt and some of them are below 0.
    #[must_use]
    pub fn has_negative_targets(&self) -> bool {
        self.has_negative_targets
    }

    /// The least and the greatest difference between the ends of an input, in the data's own units, each
    /// with the input's place, of the inputs that are not the same in all samples; none if there is no
    /// such input.
    #[must_use]
    pub fn spreads(&self) -> Option<[(usize, f32); 2]> {
        self.spreads
    }
}

fn points(table: &Table) -> Option<Vec<Point>> {
    let Targets::Classes { names, of } = &table.targets else {
        return None;
    };
    let x = &table.x;
    let point = |(row, &class): (usize, &u16)| Point {
        x: [x[(row, 0)], x[(row, 1)]],
        class: class as u8,
    };
    (x.ncols() == 2 && names.len() <= 2).then(|| of.iter().enumerate().map(point).collect())
}

fn is_one_class(targets: &Targets) -> bool {
    let Targets::Classes { of, .. } = targets else {
        return false;
    };
    let first = of.first();
    first.is_some() && of.iter().all(|class| Some(class) == first)
}

fn greatest_share(targets: &Targets) -> Option<f32> {
    let (right, answers) = match targets {
        Targets::Classes { names, of } => {
            let mut counts = vec![0usize; names.len()];
            for &class in of {
                counts[usize::from(class)] += 1;
            }
            (counts.into_iter().max()?, of.len())
        }
        Targets::Labels { on, .. } => {
            let holding = |column: &[f32]| column.iter().filter(|on| **on > 0.5).count();
            let rows = on.nrows();
            let columns = on.as_slice().chunks(rows.max(1)).map(holding);
            (columns.map(|count| count.max(rows - count)).sum(), on.len())
        }
        Targets::Values { .. } => return None,
    };
    (answers > 0).then(|| right as f32 / answers as f32)
}

fn spreads(table: &Table) -> Option<[(usize, f32); 2]> {
    let spread = |column: usize| {
        let column = table.x.column(column);
        let low = column.clone().fold(f32::INFINITY, f32::min);
        let high = column.fold(f32::NEG_INFINITY, f32::max);
        high - low
    };
    // Pixels have one unit.
    let columns = if table.x.images().is_some() {
        0
    } else {
        table.x.ncols()
    };
    let spreads = (0..columns).map(spread).enumerate();
    let spreads = spreads.filter(|&(_, spread)| spread > 0.0);
    spreads.fold(None, |ends, own| {
        let [least, most] = ends.unwrap_or([own; 2]);
        Some([
            if own.1 < least.1 { own } else { least },
            if own.1 > most.1 { own } else { most },
        ])
    })
}

#[cfg(test)]
mod tests {
    use nalgebra::DMatrix;

    use super::*;
    use crate::data::{DataSpec, Dataset, separable::calls};

    fn facts(dataset: Dataset) -> Facts {
        let spec = DataSpec {
            dataset,
            ..DataSpec::default()
        };
        Facts::of(&spec.table())
    }

    #[test]
    fn what_takes_long_is_found_once_and_only_when_asked_for() {
        let facts = facts(Dataset::XorTable);
        let before = calls::count();
        for _ in 0..3 {
            assert_eq!(facts.are_linearly_separable(), Some(false));
        }
        assert_eq!(calls::count(), before + 1);
        for _ in 0..3 {
            assert_eq!(facts.best_line(), Some(3));
        }
        assert_eq!(calls::count(), before + 2);
    }

    #[test]
    fn points_are_of_two_inputs_and_two_classes() {
        assert_eq!(facts(Dataset::Xor).points().unwrap().len(), 400);
        for dataset in [
            Dataset::Blobs3,
            Dataset::Labels,
            Dataset::Plane,
            Dataset::Line,
        ] {
            let facts = facts(dataset);
            assert_eq!(facts.points(), None, "{dataset:?}");
            assert_eq!(facts.are_linearly_separable(), None, "{dataset:?}");
            assert_eq!(facts.best_line(), None, "{dataset:?}");
        }
    }

    fn table(x: DMatrix<f32>, of: Vec<u16>) -> Table {
        Table {
            inputs: vec![String::new(); x.ncols()],
            x: x.into(),
            targets: Targets::Classes {
                names: vec!["a".into(), "b".into()],
                of,
            },
        }
    }

    #[test]
    fn one_class_is_nothing_to_tell_apart() {
        let of = |of: &[u16]| {
            let x = DMatrix::from_element(of.len(), 2, 0.0);
            Facts::of(&table(x, of.to_vec())).are_of_one_class()
        };
        assert!(of(&[1, 1, 1]));
        assert!(!of(&[1, 0, 1]));
        assert!(!of(&[]));
        assert!(!facts(Dataset::Sine).are_of_one_class());
    }

    #[test]
    fn always_the_most_frequent_answer_has_a_share_right() {
        let of = |of: &[u16]| {
            let x = DMatrix::from_element(of.len(), 2, 0.0);
            Facts::of(&table(x, of.to_vec())).greatest_share()
        };
        assert_eq!(of(&[1, 1, 0, 1]), Some(0.75));
        assert_eq!(of(&[]), None);
        assert_eq!(facts(Dataset::Sine).greatest_share(), None);
        // Of two labels, one holds for one of three samples and the other for two.
        let on = DMatrix::from_column_slice(3, 2, &[1.0, 0.0, 0.0, 1.0, 1.0, 0.0]);
        let names = vec!["a".into(), "b".into()];
        let labels = Table {
            targets: Targets::Labels { names, on },
            ..table(DMatrix::from_element(3, 2, 0.0), Vec::new())
        };
        assert_eq!(Facts::of(&labels).greatest_share(), Some(4.0 / 6.0));
    }

    #[test]
    fn spreads_are_of_the_inputs_that_differ() {
        let x = DMatrix::from_column_slice(2, 3, &[5.0, 5.0, 1.0, -2.0, 0.0, 40.0]);
        assert_eq!(
            Facts::of(&table(x, vec![0, 1])).spreads(),
            Some([(1, 3.0), (2, 40.0)])
        );
        let same = DMatrix::from_element(3, 2, 7.0);
        assert_eq!(Facts::of(&table(same, vec![0, 1, 0])).spreads(), None);
        let none = DMatrix::from_element(0, 2, 0.0);
        assert_eq!(Facts::of(&table(none, Vec::new())).spreads(), None);
    }

    #[test]
    fn only_numbers_are_negative() {
        assert!(facts(Dataset::Sine).has_negative_targets());
        assert!(!facts(Dataset::Xor).has_negative_targets());
        assert!(!facts(Dataset::Labels).has_negative_targets());
    }
}
