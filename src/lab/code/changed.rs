//! Which lines a change has touched.

use super::Line;

/// The lines of `after`, counted from 0, that are not in `before` at that place: a shortest way from the one to
/// the other leaves them over. Of texts that differ in very many lines it is all between the first and the last.
#[must_use]
pub fn changed(before: &[Line], after: &[Line]) -> Vec<usize> {
    let same = |(a, b): &(&Line, &Line)| a == b;
    let start = before.iter().zip(after).take_while(same).count();
    let (before, rest) = (&before[start..], &after[start..]);
    let end = before
        .iter()
        .rev()
        .zip(rest.iter().rev())
        .take_while(same)
        .count();
    let before = &before[..before.len() - end];
    let rest = &rest[..rest.len() - end];
    if before.len() * rest.len() > MOST {
        return (start..start + rest.len()).collect();
    }
    let kept = common(before, rest);
    let touched = (0..rest.len()).filter(|at| !kept[*at]);
    touched.map(|at| start + at).collect()
}

/// Pairs of lines that are compared at most.
const MOST: usize = 1_000_000;

/// Which lines of `after` are part of a longest common sequence.
fn common(before: &[Line], after: &[Line]) -> Vec<bool> {
    let width = after.len() + 1;
    let mut longest = vec![0u16; (before.len() + 1) * width];
    for i in (0..before.len()).rev() {
        for j in (0..after.len()).rev() {
            longest[i * width + j] = if before[i] == after[j] {
                longest[(i + 1) * width + j + 1].saturating_add(1)
            } else {
                longest[(i + 1) * width + j].max(longest[i * width + j + 1])
            };
        }
    }
    let (mut kept, mut i, mut j) = (vec![false; after.len()], 0, 0);
    while i < before.len() && j < after.len() {
        if before[i] == after[j] {
            kept[j] = true;
            (i, j) = (i + 1, j + 1);
        } else if longest[(i + 1) * width + j] >= longest[i * width + j + 1] {
            i += 1;
        } else {
            j += 1;
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str) -> Vec<Line> {
        let line = |text: &str| Line {
            text: text.into(),
            is_data: false,
        };
        text.split(' ').map(line).collect()
    }

    #[test]
    fn what_is_new_or_other_is_found() {
        for (before, after, want) in [
            ("a b c", "a b c", &[][..]),
            ("a b c", "a x c", &[1]),
            ("a b c", "a b x y c", &[2, 3]),
            ("a b c", "a c", &[]),
            ("a b c d e", "a x c y e", &[1, 3]),
            ("a", "x y", &[0, 1]),
        ] {
            assert_eq!(
                changed(&lines(before), &lines(after)),
                want,
                "{before} → {after}"
            );
        }
    }

    #[test]
    fn much_is_told_as_a_whole() {
        let many = |mark: &str| lines(&format!("a {} z", format!("{mark} ").repeat(1500)));
        assert_eq!(changed(&many("b"), &many("c")).len(), 1500);
    }
}
