//! What has come of all seeds, in numbers.

use super::outcome::Outcome;

/// How many of some outcomes are solved, and what the others are.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Count {
    /// How many have come.
    pub come: usize,
    /// How many of them are solved.
    pub solved: usize,
    /// The middle of the training losses, where one has come.
    pub median: Option<f64>,
    /// Those that are not solved.
    pub others: Others,
}

/// Outcomes that are not solved.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Others {
    /// How many.
    pub all: usize,
    /// How many of them have left the finite numbers.
    pub diverged: usize,
    /// How many early stopping has ended.
    pub stopped: usize,
    /// How many have all but come to rest: more of the same training would hardly change them.
    pub rest: usize,
    /// How often which number of samples is right, the most frequent first; nothing where samples are many
    /// or numbers.
    pub right: Vec<(usize, usize)>,
    /// How many of them have a hidden unit that answers 0 to every training sample, and how many of the
    /// solved have; nothing where that is not known.
    pub silent: Option<[usize; 2]>,
}

/// Samples up to which one counts how many are right: a truth table.
const FEW: usize = 16;

impl Count {
    /// Counts; `samples` are those of the training data.
    #[must_use]
    pub fn of<'a>(outcomes: impl Iterator<Item = &'a Outcome>, samples: usize) -> Self {
        let all: Vec<&Outcome> = outcomes.collect();
        let (solved, others): (Vec<&Outcome>, Vec<_>) = all.iter().partition(|o| o.is_solved());
        let mut losses: Vec<f64> = all.iter().map(|outcome| outcome.loss()).collect();
        losses.sort_by(f64::total_cmp);
        Self {
            come: all.len(),
            solved: solved.len(),
            median: losses.get(losses.len().saturating_sub(1) / 2).copied(),
            others: Others::of(&solved, &others, samples),
        }
    }

    /// The share that is solved; nothing before one has come.
    #[must_use]
    pub fn share(&self) -> Option<f64> {
        (self.come > 0).then(|| self.solved as f64 / self.come as f64)
    }

    /// Where the share of all seeds there are lies, in 19 of 20 cases.
    #[must_use]
    pub fn interval(&self) -> Option<Interval> {
        (self.come > 0).then(|| wilson(self.solved, self.come))
    }
}

impl Others {
    fn of(solved: &[&Outcome], others: &[&Outcome], samples: usize) -> Self {
        let has_silent = |all: &[&Outcome]| {
            let of = |o: &&Outcome| o.silent.map(|silent| silent > 0);
            let known: Option<Vec<bool>> = all.iter().map(of).collect();
            known.map(|known| known.into_iter().filter(|has| *has).count())
        };
        let silent = has_silent(others).zip(has_silent(solved));
        Self {
            all: others.len(),
            diverged: others.iter().filter(|outcome| outcome.diverged).count(),
            stopped: others.iter().filter(|outcome| outcome.stopped).count(),
            rest: others.iter().filter(|outcome| outcome.rests()).count(),
            right: if samples <= FEW {
                frequencies(others.iter().filter_map(|outcome| outcome.right(samples)))
            } else {
                Vec::new()
            },
            silent: silent.map(|(others, solved)| [others, solved]),
        }
    }
}

/// How often each number comes, the most frequent first, of equals the larger number.
fn frequencies(numbers: impl Iterator<Item = usize>) -> Vec<(usize, usize)> {
    let mut counts: Vec<(usize, usize)> = Vec::new();
    for number in numbers {
        match counts.iter_mut().find(|(known, _)| *known == number) {
            Some((_, count)) => *count += 1,
            None => counts.push((number, 1)),
        }
    }
    counts.sort_by_key(|&(number, count)| (std::cmp::Reverse(count), std::cmp::Reverse(number)));
    counts
}

/// Two shares between which another one lies.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    /// The lower.
    pub low: f64,
    /// The upper.
    pub high: f64,
}

/// So many deviations a normal variable strays at most in 19 of 20 cases.
const DEVIATIONS: f64 = 1.959_963_984_540_054;

/// Wilson's interval: of a share of which `hits` of `of` were seen, where it lies with a confidence of
/// 95 %.
#[must_use]
pub fn wilson(hits: usize, of: usize) -> Interval {
    let (n, z2) = (of.max(1) as f64, DEVIATIONS * DEVIATIONS);
    let share = hits as f64 / n;
    let middle = share + z2 / (2.0 * n);
    let spread = DEVIATIONS * (share * (1.0 - share) / n + z2 / (4.0 * n * n)).sqrt();
    let whole = 1.0 + z2 / n;
    Interval {
        low: ((middle - spread) / whole).max(0.0),
        high: ((middle + spread) / whole).min(1.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lab::lottery::outcome::tests::outcome;

    /// By hand: both ends are the roots p of (p̂ − p)² = z² p (1 − p) / n.
    #[test]
    fn wilson_s_interval_ends_where_its_equation_holds() {
        for (hits, of) in [
            (0, 1),
            (1, 1),
            (0, 50),
            (31, 50),
            (50, 50),
            (499, 500),
            (3, 7),
        ] {
            let Interval { low, high } = wilson(hits, of);
            let share = hits as f64 / of as f64;
            assert!(0.0 <= low && low <= share + 1e-12 && share <= high + 1e-12 && high <= 1.0);
            for end in [low, high] {
                let left = (share - end).powi(2);
                let right = DEVIATIONS.powi(2) * end * (1.0 - end) / of as f64;
                assert!((left - right).abs() < 1e-12, "{hits} of {of}: {end}");
            }
        }
        // As R's prop.test(31, 50, correct = FALSE) has it.
        let Interval { low, high } = wilson(31, 50);
        assert!(
            (low - 0.4815).abs() < 5e-4 && (high - 0.7414).abs() < 5e-4,
            "{low} {high}"
        );
    }

    #[test]
    fn the_others_are_told_apart_by_what_they_get_right() {
        let mut all = vec![
            outcome(0, 0.01, 1.0),
            outcome(1, 0.2, 0.75),
            outcome(2, 0.3, 0.5),
            outcome(3, 0.2, 0.75),
            outcome(4, 0.01, 1.0),
        ];
        all[1].silent = Some(1);
        all[2].before = Some(0.5);
        all.push(Outcome {
            diverged: true,
            ..outcome(5, f64::NAN, 0.5)
        });
        let count = Count::of(all.iter(), 4);
        assert_eq!((count.come, count.solved), (6, 2));
        assert_eq!(count.median, Some(0.2));
        let others = &count.others;
        assert_eq!((others.all, others.diverged, others.rest), (4, 1, 2));
        assert_eq!(others.right, [(3, 2), (2, 1)]);
        assert_eq!(others.silent, Some([1, 0]));
        assert!(Count::of(all.iter(), 280).others.right.is_empty());
        all[0].silent = None;
        assert_eq!(Count::of(all.iter(), 4).others.silent, None);
    }

    #[test]
    fn nothing_is_said_of_none() {
        let none = Count::of([].iter(), 4);
        assert_eq!(
            (none.share(), none.interval(), none.median),
            (None, None, None)
        );
    }
}
