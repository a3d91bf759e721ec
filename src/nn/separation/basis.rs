//! Least squares over columns that come and go: each column in terms of orthonormal ones.

/// Columns, one after another. Each is a mix of the orthonormal ones up to its own.
#[derive(Clone, Debug, Default)]
pub(super) struct Basis {
    orthonormal: Vec<Vec<f64>>,
    /// How much of each orthonormal column a column has.
    parts: Vec<Vec<f64>>,
}

/// A column of which no more than this share is new says nothing that the others do not.
const NEW: f64 = 1e-12;

impl Basis {
    /// Takes a column in; says whether it is independent of those that are there, and leaves it out if not.
    pub fn push(&mut self, mut column: Vec<f64>) -> bool {
        let before = length(&column);
        let mut parts = vec![0.0; self.orthonormal.len()];
        // Once is not enough where little of the column is new.
        for _ in 0..2 {
            for (part, known) in parts.iter_mut().zip(&self.orthonormal) {
                let of = dot(known, &column);
                *part += of;
                add(&mut column, -of, known);
            }
        }
        let rest = length(&column);
        if rest <= NEW * before {
            return false;
        }
        column.iter_mut().for_each(|x| *x /= rest);
        parts.push(rest);
        self.orthonormal.push(column);
        self.parts.push(parts);
        true
    }

    /// Leaves out all columns but the first.
    pub fn truncate(&mut self, columns: usize) {
        self.orthonormal.truncate(columns);
        self.parts.truncate(columns);
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.parts.len()
    }

    /// How much of each column comes nearest to `to`.
    pub fn solve(&self, to: &[f64]) -> Vec<f64> {
        let mut solved: Vec<f64> = self.orthonormal.iter().map(|q| dot(q, to)).collect();
        for column in (0..self.len()).rev() {
            let (above, rest) = solved.split_at_mut(column);
            rest[0] /= self.parts[column][column];
            for (value, part) in above.iter_mut().zip(&self.parts[column]) {
                *value -= part * rest[0];
            }
        }
        solved
    }
}

pub(super) fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

pub(super) fn length(a: &[f64]) -> f64 {
    dot(a, a).sqrt()
}

fn add(to: &mut [f64], times: f64, what: &[f64]) {
    to.iter_mut().zip(what).for_each(|(a, b)| *a += times * b);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mixes_are_found_again() {
        let mut basis = Basis::default();
        assert!(basis.push(vec![1.0, 2.0, 3.0]));
        assert!(basis.push(vec![1.0, 0.0, -1.0]));
        assert!(
            !basis.push(vec![3.0, 2.0, 1.0]),
            "the sum of the first and twice the second"
        );
        let solved = basis.solve(&[-1.0, 4.0, 9.0]);
        assert!(
            (solved[0] - 2.0).abs() < 1e-12 && (solved[1] + 3.0).abs() < 1e-12,
            "{solved:?}"
        );
        basis.truncate(1);
        assert_eq!(basis.len(), 1);
        assert!(basis.push(vec![3.0, 2.0, 1.0]));
    }
}
