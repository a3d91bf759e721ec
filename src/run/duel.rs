//! Where two runs stand, at the last moment that both have come to.

use super::branch::{Branch, Track};

/// Where a run of a duel stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Standing {
    /// Epochs done there.
    pub epochs: f64,
    /// Answers on training samples that are right, of how many are counted; of numbers none.
    pub right: Option<[usize; 2]>,
    /// The most that were right so far.
    pub best: usize,
    /// Since when all have been right.
    pub all_since: Option<f64>,
    /// R² of a regression.
    pub fit: Option<f64>,
    /// The training loss.
    pub loss: f64,
    /// Accuracy or R² on the samples that are held back, where some are.
    pub test: Option<f64>,
}

/// Where both stand. `answers` are those that are counted of each, of classes; nothing before both have been measured.
#[must_use]
pub fn standings(pair: [&Branch; 2], answers: [Option<usize>; 2]) -> Option<[Standing; 2]> {
    let last = |branch: &Branch| branch.trace.as_ref()?.last().map(|(at, _)| at);
    let common = last(pair[0])?.min(last(pair[1])?);
    Some([0, 1].map(|side| standing(pair[side], common, answers[side])))
}

fn standing(branch: &Branch, common: f64, answers: Option<usize>) -> Standing {
    let until = |track| {
        let line = branch.line(track).take_while(move |(at, _)| *at <= common);
        line.filter(|(_, value)| value.is_finite())
    };
    let scores: Vec<(f64, f64)> = until(Track::TrainScore).collect();
    let now = scores.last().map(|(_, score)| *score);
    let count = |score: f64, of: usize| (score * of as f64).round() as usize;
    let first_of_last = scores
        .iter()
        .rev()
        .take_while(|(_, score)| *score >= 1.0)
        .last();
    Standing {
        epochs: common,
        right: answers.zip(now).map(|(of, score)| [count(score, of), of]),
        best: answers.map_or(0, |of| {
            let best = scores.iter().map(|(_, score)| *score).fold(0.0, f64::max);
            count(best, of)
        }),
        all_since: first_of_last
            .filter(|_| answers.is_some())
            .map(|(at, _)| *at),
        fit: now.filter(|_| answers.is_none()),
        loss: until(Track::TrainLoss)
            .last()
            .map_or(f64::NAN, |(_, loss)| loss),
        test: until(Track::TestScore).last().map(|(_, score)| score),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plot::series::Trace;

    fn branch(rows: &[(f64, f32, f32)]) -> Branch {
        let mut trace = Trace::new(5, 100);
        for &(at, loss, score) in rows {
            trace.push(at, &[loss, f32::NAN, score, score / 2.0]);
        }
        let mut branch = Branch::default();
        branch.trace = Some(trace);
        branch
    }

    #[test]
    fn both_are_seen_at_the_moment_that_both_have_come_to() {
        let left = branch(&[
            (0.0, 0.7, 0.5),
            (1.0, 0.6, 0.75),
            (2.0, 0.5, 0.5),
            (9.0, 0.1, 1.0),
        ]);
        let right = branch(&[(0.0, 0.7, 0.5), (1.0, 0.2, 1.0), (2.0, 0.1, 1.0)]);
        let [left, right] = standings([&left, &right], [Some(4); 2]).unwrap();
        assert_eq!(
            (left.epochs, left.right, left.best, left.all_since),
            (2.0, Some([2, 4]), 3, None)
        );
        assert_eq!((right.right, right.all_since), (Some([4, 4]), Some(1.0)));
        assert!((right.loss - 0.1).abs() < 1e-6);
        assert_eq!((left.test, right.test), (Some(0.25), Some(0.5)));
        assert_eq!(
            standings([&Branch::default(), &Branch::default()], [Some(4); 2]),
            None
        );
    }

    #[test]
    fn what_was_solved_and_lost_again_counts_anew() {
        let run = branch(&[
            (0.0, 1.0, 1.0),
            (1.0, 1.0, 0.75),
            (2.0, 1.0, 1.0),
            (3.0, 1.0, 1.0),
        ]);
        let [one, _] = standings([&run, &run], [Some(4); 2]).unwrap();
        assert_eq!(one.all_since, Some(2.0));
    }
}
