//! What the panel Perceptron says.

use crate::{
    lab::perceptron::Update,
    nn::{
        LearningRule,
        separation::{Cycle, Growth, Margin, Meeting},
    },
    plot::scale::{format_digits, format_value, grouped},
    text::counted,
};

/// What the panel is for, where the experiment is another.
pub const PURPOSE: &str = "Watch threshold units learn sample by sample, each for itself, and see why they come to rest where a \
     line separates the classes, and never do where none can.";

/// A number as it is written here.
#[must_use]
pub fn number(value: f64) -> String {
    format_digits(value, 4)
}

/// Whether the sample is right, and what it does to the weights.
#[must_use]
pub fn verdict(update: &Update, rule: LearningRule, name: &str) -> String {
    let (y, t) = (number(update.y), number(update.t));
    let answer = if update.is_right() {
        format!("{name} is right: the answer is {y}, as it should be.")
    } else {
        format!("{name} is wrong: the answer is {y} and should be {t}.")
    };
    format!("{answer} {}", effect(update, rule))
}

fn effect(update: &Update, rule: LearningRule) -> String {
    if !update.moves() {
        return "The weights stay as they are.".into();
    }
    let to = if update.error > 0.0 {
        "towards it"
    } else {
        "away from it"
    };
    match rule {
        LearningRule::Perceptron | LearningRule::Pocket | LearningRule::Averaged => {
            format!("The weights move {to}, and the line turns.")
        }
        LearningRule::Delta => format!(
            "The delta rule looks at the sum before the step, which is {}: the weights move {to}.",
            number(update.z)
        ),
        LearningRule::Hebb => {
            format!("Hebb’s rule asks for the target alone, right or wrong: the weights move {to}.")
        }
        LearningRule::Backprop => String::new(),
    }
}

/// What a rule's error is called.
#[must_use]
pub fn error_name(rule: LearningRule) -> &'static str {
    match rule {
        LearningRule::Delta => "d − z",
        LearningRule::Hebb => "t",
        LearningRule::Perceptron
        | LearningRule::Pocket
        | LearningRule::Averaged
        | LearningRule::Backprop => "t − ŷ",
    }
}

/// A number below the line.
#[must_use]
pub fn subscript(number: usize) -> String {
    let low = |digit: char| {
        let digit = digit.to_digit(10).unwrap_or_default();
        char::from_u32(0x2080 + digit).unwrap_or(' ')
    };
    number.to_string().chars().map(low).collect()
}

/// What a sample is called in a row: its inputs where they are few, else its number.
#[must_use]
pub fn called(sample: usize, x: &[f32]) -> String {
    if x.len() > 3 {
        return format!("Sample {}", sample + 1);
    }
    let inputs: Vec<String> = x.iter().map(|&x| format_digits(x.into(), 3)).collect();
    format!("({})", inputs.join(", "))
}

/// What γ and R are, and the bound that follows.
#[must_use]
pub fn margin(margin: &Margin) -> String {
    format!(
        "A line separates them. With a 1 beside the inputs, the best weights of length 1 keep every sample at least \
         γ = {} away; the farthest sample is R = {} from 0.",
        number(margin.gamma),
        number(margin.radius)
    )
}

/// A number of mistakes that is not exceeded, as it is said.
#[must_use]
pub fn whole(most: f64) -> String {
    let most = libm::floor(most);
    if most < 1e15 {
        grouped(most)
    } else {
        format_value(most)
    }
}

/// The mistakes so far beside the most that there can be.
#[must_use]
pub fn mistakes(mistakes: u64, most: f64) -> String {
    let so_far = match mistakes {
        1 => "1 mistake so far".into(),
        count => format!("{} mistakes so far", grouped(count as f64)),
    };
    if most.is_finite() {
        format!("{so_far}, and never more than {}.", whole(most))
    } else {
        format!("{so_far}. While the learning rate falls, no number is the most.")
    }
}

/// How the bound comes about: from zero weights by constant corrections it is (R/γ)².
#[must_use]
pub fn bound(growth: &Growth, is_constant: bool) -> String {
    let ratio = number((growth.radius / growth.gamma).powi(2));
    if growth.length == 0.0 && is_constant {
        format!("(R/γ)² = {ratio}")
    } else if growth.length == 0.0 {
        format!("(R/γ)² = {ratio}; corrections of two sizes allow twice as many")
    } else {
        format!("(R/γ)² = {ratio} from weights of 0; from where these began, other")
    }
}

/// Why it must stop.
pub const WHY_IT_STOPS: &str = "Each mistake takes the weights at least a step cγ further along w*: w*·w grows in a straight line. \
     But it makes |w|² larger by at most c²R², so |w| grows only as a square root. A part is never longer than the \
     whole, w*·w ≤ |w|: before the lines cross, the mistakes must have come to an end.";

/// Where the hulls meet.
#[must_use]
pub fn meeting(meeting: &Meeting, rows: usize) -> String {
    let point: Vec<String> = meeting.point.iter().map(|&x| number(x)).collect();
    let at = if point.len() <= 6 {
        format!(" ({})", point.join(", "))
    } else {
        String::new()
    };
    format!(
        "No line separates them, and this proves it: the point{at} lies between samples of either side. A line would have \
         to have it on both sides at once. It takes {} of the {} samples to see that.",
        meeting.mix.len(),
        grouped(rows as f64)
    )
}

/// What the contradiction is.
pub const CONTRADICTION: &str = "The two sums on the left are the same number. It cannot be on both sides of 0: there are no such weights.";

/// Neither can be proved.
pub const UNDECIDED: &str = "The classes are nearer to each other than single precision can tell: whether a line separates them is not decided here.";

/// How the weights go round.
#[must_use]
pub fn cycle(cycle: &Cycle, samples: usize) -> String {
    let round = counted(cycle.epochs as usize, "epoch", "epochs");
    let begins = match cycle.begins {
        0 => "The weights go round".to_owned(),
        1 => "From the next epoch on the weights go round".to_owned(),
        begins => format!(
            "In {} epochs the weights begin to go round",
            grouped(begins as f64)
        ),
    };
    format!(
        "{begins}: after {round}, {} samples, the very same weights are back, and all repeats itself.",
        grouped(cycle.epochs.saturating_mul(samples as u64) as f64)
    )
}

/// Where the order is another in each epoch.
pub const SHUFFLED: &str = "With the samples shuffled the same weights may come back, but what follows them is another order: the weights \
     wander within bounds, and never come to rest. In the table’s order they go round in a cycle.";

/// Where a line separates the samples.
pub const AT_REST: &str = "A line separates these samples, so the weights come to rest: after the last mistake nothing moves them.";

/// Where the rate falls.
pub const FALLING_RATE: &str = "While the learning rate falls, no weights come back exactly: each round is smaller than the last. At a constant \
     rate they go round in a cycle.";

/// Where some weights do not learn.
pub const FROZEN: &str = "Some weights are frozen. The theorem speaks of weights that all learn: with fewer of them a line may be out of reach.";

/// Where no cycle was found.
pub const NO_CYCLE: &str = "The weights stay within bounds (Block and Levin 1970), but so far ahead as was looked the same ones did \
     not come back.";

/// Where the theorems say nothing.
#[must_use]
pub fn not_covered(rule: LearningRule) -> &'static str {
    match rule {
        LearningRule::Delta => {
            "The theorem speaks of the perceptron rule. The delta rule makes the squared error of the sums small instead: \
             it comes near its best weights on any data, even where they have not all samples right."
        }
        LearningRule::Hebb => {
            "The theorem speaks of the perceptron rule. Hebb’s rule never looks at the answer, so its weights grow without \
             end, whether samples are right or wrong."
        }
        LearningRule::Perceptron
        | LearningRule::Pocket
        | LearningRule::Averaged
        | LearningRule::Backprop => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn update(error: f64) -> Update {
        Update {
            sample: Some(0),
            x: vec![1.0],
            t: 1.0,
            z: 0.5,
            y: 1.0 - error,
            rate: 1.0,
            error,
            before: vec![0.0, 0.0],
            after: vec![error, error],
        }
    }

    #[test]
    fn verdicts_name_the_answer_and_the_way() {
        let said = |error| verdict(&update(error), LearningRule::Perceptron, "Sample 1");
        assert_eq!(
            said(1.0),
            "Sample 1 is wrong: the answer is 0 and should be 1. The weights move towards it, and the line turns."
        );
        assert_eq!(
            said(0.0),
            "Sample 1 is right: the answer is 1, as it should be. The weights stay as they are."
        );
    }

    #[test]
    fn counts_have_their_thousands_apart() {
        assert!(mistakes(1_234_567, f64::NAN).starts_with("1,234,567 mistakes so far."));
        assert_eq!(
            mistakes(1, 51.000_001),
            "1 mistake so far, and never more than 51."
        );
    }

    #[test]
    fn cycles_say_when_they_begin() {
        let of = |begins| Cycle {
            begins,
            epochs: 6,
            path: Vec::new(),
        };
        assert!(cycle(&of(0), 4).starts_with("The weights go round: after 6 epochs, 24 samples,"));
        assert!(cycle(&of(3), 4).starts_with("In 3 epochs"));
    }
}
