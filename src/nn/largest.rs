//! Which of several outputs is taken as the answer.

/// The place of the largest value, the first of several that are equally large (as NumPy's `argmax`); of none, 0.
pub fn largest(values: impl IntoIterator<Item = f32>) -> usize {
    let mut values = values.into_iter().enumerate();
    let first = values.next().unwrap_or_default();
    let larger = |best: (usize, f32), next: (usize, f32)| if next.1 > best.1 { next } else { best };
    values.fold(first, larger).0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_of_the_largest_is_taken() {
        for (values, at) in [
            (&[][..], 0),
            (&[-1.0], 0),
            (&[0.2, 0.5, 0.3], 1),
            (&[0.5, 0.5, 0.0], 0),
            (&[0.1, 0.4, 0.4], 1),
            (&[-0.0, 0.0], 0),
        ] {
            assert_eq!(largest(values.iter().copied()), at, "{values:?}");
        }
    }
}
