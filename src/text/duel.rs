//! Who is ahead in a duel, in what, and by how much.

use crate::{
    plot::scale::{format_short, grouped},
    run::duel::Standing,
};

/// What is to be said before either has learnt anything.
pub const BEFORE: &str = "Play drives both: they learn the same samples, at the same pace.";

/// A sentence or two about where two runs stand that are called so; losses are told where both make the same
/// one small.
#[must_use]
pub fn verdict(titles: &[String; 2], pair: &[Standing; 2], same_loss: bool) -> String {
    let epoch = pair[0].epochs;
    if epoch == 0.0 {
        return BEFORE.into();
    }
    let training = match (pair[0].right, pair[1].right) {
        (Some(left), Some(right)) => of_classes(titles, pair, [left, right]),
        _ => of_numbers(titles, pair),
    };
    // What counts in the end comes first.
    let tests = pair[0].test.zip(pair[1].test);
    let mut said = tests.map_or_else(String::new, |(left, right)| {
        of_tests(titles, [left, right], pair[0].right.is_some()) + " In training: "
    });
    said.push_str(&training);
    // A smaller loss is no merit where the tests say otherwise.
    let decides = tests.is_some_and(|(left, right)| (left - right).abs() >= CLEAR);
    if same_loss && !decides {
        said.push(' ');
        said.push_str(&of_losses(titles, [pair[0].loss, pair[1].loss]));
    }
    said
}

/// How far apart test scores are that decide.
const CLEAR: f64 = 0.01;

fn of_classes(titles: &[String; 2], pair: &[Standing; 2], right: [[usize; 2]; 2]) -> String {
    let of = count(right[0][1]);
    match (pair[0].all_since, pair[1].all_since) {
        (Some(left), Some(right)) if left == right => {
            format!("Both have all {of} since epoch {}.", whole(left))
        }
        (Some(left), Some(right)) => {
            let (first, other) = if left < right { (0, 1) } else { (1, 0) };
            let since = [left, right].map(whole);
            format!(
                "{} has all {of} since epoch {}, {} since epoch {}.",
                titles[first], since[first], titles[other], since[other]
            )
        }
        (None, None) => share(titles, pair, right),
        (Some(_), None) => solved(titles, pair, right, 0),
        (None, Some(_)) => solved(titles, pair, right, 1),
    }
}

/// One has all, the other has not.
fn solved(
    titles: &[String; 2],
    pair: &[Standing; 2],
    right: [[usize; 2]; 2],
    who: usize,
) -> String {
    let other = 1 - who;
    let since = pair[who].all_since.map(whole).unwrap_or_default();
    let (best, [now, of]) = (count(pair[other].best), right[other].map(count));
    let best = if pair[other].best > right[other][0] {
        format!("; at best it had {best}")
    } else {
        ", and never had more".into()
    };
    format!(
        "{} has all {of} since epoch {since}. {} has {now} of {of}{best}.",
        titles[who], titles[other]
    )
}

fn share(titles: &[String; 2], pair: &[Standing; 2], right: [[usize; 2]; 2]) -> String {
    let at = whole(pair[0].epochs);
    let [[left, of], [other, _]] = right;
    let of = count(of);
    if left == other {
        let left = count(left);
        return format!("At epoch {at} both have {left} of {of} right.");
    }
    let (ahead, behind) = if left > other { (0, 1) } else { (1, 0) };
    format!(
        "At epoch {at} {} is ahead: {} of {of} right, {} more than {}.",
        titles[ahead],
        count(right[ahead][0]),
        count(right[ahead][0] - right[behind][0]),
        titles[behind]
    )
}

fn count(count: usize) -> String {
    grouped(count as f64)
}

/// Whole epochs.
fn whole(epochs: f64) -> String {
    format!("{epochs:.0}", epochs = epochs.floor())
}

fn of_numbers(titles: &[String; 2], pair: &[Standing; 2]) -> String {
    let at = whole(pair[0].epochs);
    let fits = [0, 1].map(|who| {
        pair[who]
            .fit
            .map(|fit| format!("{fit:.3}"))
            .unwrap_or_default()
    });
    format!(
        "At epoch {at} R² is {} for {} and {} for {}.",
        fits[0], titles[0], fits[1], titles[1]
    )
}

/// What is measured where there are very many samples of a kind.
#[must_use]
pub fn of_the_first(rows: usize, kind: &str) -> String {
    let rows = grouped(rows as f64);
    format!(" Measured on the first {rows} {kind} samples.")
}

/// What counts in the end: samples that neither was trained on.
fn of_tests(titles: &[String; 2], scores: [f64; 2], are_classes: bool) -> String {
    let [left, right] = scores.map(|score| {
        if are_classes {
            format!("{:.1} %", 100.0 * score)
        } else {
            format!("{score:.3}")
        }
    });
    let [one, other] = titles;
    match (are_classes, left == right) {
        (true, true) => format!("On test samples both are right in {left}."),
        (true, false) => {
            format!("On test samples {one} is right in {left}, {other} in {right}.")
        }
        (false, _) => format!("On test samples R² is {left} for {one} and {right} for {other}."),
    }
}

/// Losses this near are called the same.
const SAME: f64 = 1.05;

fn of_losses(titles: &[String; 2], losses: [f64; 2]) -> String {
    let (ahead, ratio) = if losses[0] <= losses[1] {
        (0, losses[1] / losses[0])
    } else {
        (1, losses[0] / losses[1])
    };
    if !ratio.is_finite() {
        return format!(
            "Losses: {} and {}.",
            format_short(losses[0]),
            format_short(losses[1])
        );
    }
    if ratio < SAME {
        return format!(
            "Their losses are the same within 5 %, {}.",
            format_short(losses[ahead])
        );
    }
    let times = if ratio < 10.0 {
        format!("{ratio:.1}")
    } else {
        format!("{ratio:.0}")
    };
    format!(
        "The loss of {} is {times} times smaller: {} against {}.",
        titles[ahead],
        format_short(losses[ahead]),
        format_short(losses[1 - ahead])
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn standing(right: usize, best: usize, all_since: Option<f64>, loss: f64) -> Standing {
        Standing {
            epochs: 300.0,
            right: Some([right, 4]),
            best,
            all_since,
            fit: None,
            loss,
            test: None,
        }
    }

    #[test]
    fn what_was_held_back_is_told() {
        let side = |loss, test| Standing {
            test: Some(test),
            ..standing(4, 4, Some(9.0), loss)
        };
        let training = "In training: Both have all 4 since epoch 9.";
        let losses = " The loss of MLP is 4.0 times smaller: 0.1 against 0.4.";
        for (tests, want, losses) in [
            (
                [0.733, 0.7531],
                "On test samples Perceptron is right in 73.3 %, MLP in 75.3 %.",
                "",
            ),
            (
                [0.5, 0.50001],
                "On test samples both are right in 50.0 %.",
                losses,
            ),
        ] {
            let told = said(side(0.4, tests[0]), side(0.1, tests[1]), true);
            assert_eq!(told, format!("{want} {training}{losses}"));
        }
        let fit = |test| Standing {
            right: None,
            fit: Some(0.9),
            ..side(0.1, test)
        };
        let told = said(fit(0.5), fit(-0.25), false);
        assert!(
            told.starts_with("On test samples R² is 0.500 for Perceptron and -0.250 for MLP."),
            "{told}"
        );
    }

    fn said(left: Standing, right: Standing, same_loss: bool) -> String {
        verdict(
            &["Perceptron".into(), "MLP".into()],
            &[left, right],
            same_loss,
        )
    }

    #[test]
    fn the_one_that_has_all_is_told_with_when() {
        let told = said(
            standing(2, 3, None, 0.4),
            standing(4, 4, Some(212.0), 0.1),
            false,
        );
        assert_eq!(
            told,
            "MLP has all 4 since epoch 212. Perceptron has 2 of 4; at best it had 3."
        );
        let told = said(
            standing(4, 4, Some(5.0), 0.4),
            standing(3, 3, None, 0.1),
            false,
        );
        assert_eq!(
            told,
            "Perceptron has all 4 since epoch 5. MLP has 3 of 4, and never had more."
        );
    }

    #[test]
    fn both_are_told_where_both_have_all() {
        let told = said(
            standing(4, 4, Some(9.0), 0.4),
            standing(4, 4, Some(7.0), 0.1),
            true,
        );
        assert_eq!(
            told,
            "MLP has all 4 since epoch 7, Perceptron since epoch 9. The loss of MLP is 4.0 times smaller: 0.1 against 0.4."
        );
    }

    #[test]
    fn who_is_ahead_is_told_by_how_much() {
        let told = said(standing(3, 3, None, 0.4), standing(1, 2, None, 0.41), true);
        assert_eq!(
            told,
            "At epoch 300 Perceptron is ahead: 3 of 4 right, 2 more than MLP. Their losses are the same within 5 %, 0.4."
        );
        let told = said(standing(2, 3, None, 0.0), standing(2, 2, None, 0.3), true);
        assert_eq!(
            told,
            "At epoch 300 both have 2 of 4 right. Losses: 0 and 0.3."
        );
    }

    #[test]
    fn numbers_are_told_by_their_fit() {
        let side = |fit| Standing {
            right: None,
            fit: Some(fit),
            ..standing(0, 0, None, 0.2)
        };
        let told = said(side(0.95), side(0.5), false);
        assert_eq!(
            told,
            "At epoch 300 R² is 0.950 for Perceptron and 0.500 for MLP."
        );
    }
}
