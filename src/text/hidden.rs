//! What is said of the space of a hidden layer.

use crate::{
    nn::{Activation, Named, Task},
    text::counted,
};

/// What is seen of a layer, and what the next one makes of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Seen {
    /// What is to be learnt.
    pub task: Task,
    /// The layer, from 0.
    pub layer: usize,
    /// How many hidden layers there are.
    pub hidden: usize,
    /// Its units.
    pub units: usize,
    /// Their activation.
    pub activation: Activation,
    /// The activation of the output.
    pub output: Activation,
    /// The units of the next layer.
    pub next: usize,
    /// The names of the axes.
    pub axes: Vec<String>,
    /// What each of them has of the variance, where they are principal directions.
    pub shares: Option<Vec<f64>>,
    /// Answers to training samples that are right, and all.
    pub right: Option<(usize, usize)>,
    /// What one line in the input plane has right at most.
    pub best_line: Option<usize>,
    /// What the best unit of the next hidden layer alone has right, of how many.
    pub best_unit: Option<(usize, usize)>,
    /// Whether a border is drawn as it is where what is left out is at its mean.
    pub is_cut: bool,
    /// The inputs that the other end of the morph shows, where there are more of them.
    pub inputs: Option<([String; 2], usize)>,
}

/// A unit's value as an axis is called: “h₁”.
#[must_use]
pub fn unit(unit: usize) -> String {
    let digits = (unit + 1).to_string();
    let low = |digit: char| {
        let below = '₀' as u32 + digit.to_digit(10).unwrap_or_default();
        char::from_u32(below).unwrap_or(digit)
    };
    std::iter::once('h')
        .chain(digits.chars().map(low))
        .collect()
}

/// A principal direction as an axis is called.
#[must_use]
pub fn direction(at: usize) -> String {
    format!("direction {}", at + 1)
}

/// The axes along the weights of the next unit and beside them.
pub const NEXT: [&str; 2] = ["along its weights", "beside them"];

/// What the next layer makes of the space: the sentence under the picture.
#[must_use]
pub fn verdict(seen: &Seen) -> String {
    if !seen.is_last() {
        return by_units(seen);
    }
    let (place, cut) = (seen.place(), seen.cut());
    let said = match (seen.task, seen.right) {
        (Task::Regression, _) => return format!("{place}, {}.", slope(seen.output)),
        (_, None) => return format!("{place}, {cut} decides."),
        (task, Some((right, of))) => {
            let all = share(right, of);
            match task {
                Task::Multiclass if !seen.output.always_rises() => {
                    format!("{place}, the largest output has {all} training points right.")
                }
                Task::Multiclass => format!(
                    "{place}, straight borders between the classes have {all} training points right."
                ),
                Task::Multilabel => format!(
                    "{place}, {cut} for each label has {all} labels of training points right."
                ),
                Task::Binary | Task::Regression => {
                    format!("{place}, {cut} has {all} training points right.")
                }
            }
        }
    };
    let below = match (seen.best_line, seen.right) {
        (Some(best), Some((right, of))) if best < right.min(of) => {
            format!(" No line in the input plane has more than {best}.")
        }
        (Some(best), Some((right, of))) if best == of && right == of => {
            " A line in the input plane has them all, too.".into()
        }
        (Some(best), Some((_, of))) if best == of => {
            format!(" A line in the input plane could have all {of}.")
        }
        _ => String::new(),
    };
    said + &below
}

/// How an output changes that is a number.
fn slope(output: Activation) -> String {
    if output == Activation::Linear {
        return "the output rises as evenly as on a slope: equal steps of the number are straight and equally far apart"
            .into();
    }
    format!(
        "the output is {} of one weighted sum: steps of the number are straight, but not equally far apart",
        output.label()
    )
}

fn share(right: usize, of: usize) -> String {
    match right == of {
        true => format!("all {of}"),
        false => format!("{right} of {of}"),
    }
}

/// What a hidden layer does with the space of the one before it.
fn by_units(seen: &Seen) -> String {
    let (next, cut) = (seen.layer + 2, seen.cut_of());
    let each = match seen.next {
        1 => format!("Its one unit draws {cut} here"),
        units => format!("Each of its {units} units draws {cut} here"),
    };
    let alone = match seen.best_unit {
        Some((right, of)) if seen.next == 1 => {
            format!(" It has {} training points right.", share(right, of))
        }
        Some((right, of)) => {
            format!(
                " The best of them alone has {} training points right.",
                share(right, of)
            )
        }
        None => String::new(),
    };
    format!("Layer {next} reads this space. {each}, where its sum is 0.{alone}")
}

/// What else has to be known to read the picture, a sentence each.
#[must_use]
pub fn notes(seen: &Seen) -> Vec<String> {
    let mut notes = Vec::new();
    if seen.activation.is_step() {
        let [low, high] = match seen.activation.is_bipolar() {
            true => ["−1", "1"],
            false => ["0", "1"],
        };
        notes.push(format!(
            "A step unit is {low} or {high}: every point is sent to a corner. Its part of the plane is drawn there, small, so that points stand apart."
        ));
    } else if seen.axes.len() == 1 {
        notes.push(
            "One unit makes a line of the plane. Up and down only keeps points apart.".into(),
        );
    }
    if let Some(shares) = &seen.shares {
        let all = shares.iter().sum::<f64>() * 100.0;
        let which = if shares.len() == 2 { "two" } else { "three" };
        notes.push(format!(
            "These {which} principal directions have {all:.0} % of the variance of {}.",
            counted(seen.units, "unit", "units"),
        ));
    }
    if seen.is_cut {
        notes.push("Dashed: where a border is with the other directions at their mean.".into());
    }
    if let Some(([across, up], all)) = &seen.inputs {
        notes.push(format!(
            "Folded up, points lie by {across} and {up}, 2 of {all} inputs, so there is no grid."
        ));
    }
    notes
}

/// What the picture shows, for those who do not see it.
#[must_use]
pub fn description(seen: &Seen, unfold: f64) -> String {
    let layer = match seen.hidden {
        1 => "the hidden layer".to_owned(),
        _ => format!("hidden layer {}", seen.layer + 1),
    };
    let axes = list(&seen.axes);
    let way = match unfold {
        way if way <= 0.0 => "folded up: the input plane".into(),
        way if way >= 1.0 => format!("unfolded, over {axes}"),
        way => format!(
            "{:.0} % unfolded from the input plane to {axes}",
            way * 100.0
        ),
    };
    let keys = match seen.axes.len() {
        3 => " Arrow keys turn it.",
        _ => "",
    };
    format!(
        "The data as {layer} sees them, {way}. {}{keys}",
        verdict(seen)
    )
}

/// “a”, “a and b”, “a, b and c”.
fn list(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

impl Seen {
    fn is_last(&self) -> bool {
        self.layer + 1 == self.hidden
    }

    /// Where the next layer draws its line.
    fn place(&self) -> String {
        match self.units {
            1 => "Along h₁".into(),
            2 => "In the plane of h₁ and h₂".into(),
            3 => "In the space of h₁, h₂ and h₃".into(),
            units => format!("In the space of {units} units"),
        }
    }

    /// What divides a space of so many units.
    fn cut(&self) -> &'static str {
        match self.units {
            1 => "one threshold",
            2 => "one line",
            3 => "one plane",
            _ => "one flat cut",
        }
    }

    fn cut_of(&self) -> &'static str {
        match self.units {
            1 => "a threshold",
            2 => "a line",
            3 => "a plane",
            _ => "a flat cut",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(units: usize) -> Seen {
        Seen {
            task: Task::Binary,
            layer: 0,
            hidden: 1,
            units,
            activation: Activation::Tanh,
            output: Activation::Sigmoid,
            next: 1,
            axes: (0..units.min(3)).map(unit).collect(),
            shares: None,
            right: Some((280, 280)),
            best_line: Some(151),
            best_unit: None,
            is_cut: false,
            inputs: None,
        }
    }

    #[test]
    fn xor_unfolded_is_said_as_it_is() {
        assert_eq!(
            verdict(&seen(2)),
            "In the plane of h₁ and h₂, one line has all 280 training points right. No line in the input plane has more than 151."
        );
        let some = Seen {
            right: Some((120, 280)),
            ..seen(3)
        };
        assert_eq!(
            verdict(&some),
            "In the space of h₁, h₂ and h₃, one plane has 120 of 280 training points right."
        );
        let plain = Seen {
            best_line: Some(280),
            ..seen(1)
        };
        assert!(verdict(&plain).ends_with("A line in the input plane has them all, too."));
        // Before it has learnt, what the line could do is no “too”.
        for right in [0, 140, 279] {
            let early = Seen {
                right: Some((right, 280)),
                ..plain.clone()
            };
            assert!(verdict(&early).ends_with("A line in the input plane could have all 280."));
        }
    }

    #[test]
    fn a_number_rises_evenly_only_where_the_output_is_linear() {
        for output in Activation::ALL.iter().copied() {
            let said = verdict(&Seen {
                task: Task::Regression,
                output,
                ..seen(2)
            });
            let is_linear = output == Activation::Linear;
            assert_eq!(said.contains("evenly as on a slope"), is_linear, "{said}");
            assert_eq!(said.contains("not equally far apart"), !is_linear, "{said}");
            assert!(said.contains(output.label()) || is_linear, "{said}");
        }
    }

    #[test]
    fn borders_between_classes_are_straight_only_where_the_order_of_sums_is_kept() {
        for (output, straight) in [
            (Activation::Softmax, true),
            (Activation::Tanh, true),
            (Activation::Relu, false),
            (Activation::Swish, false),
        ] {
            let said = verdict(&Seen {
                task: Task::Multiclass,
                best_line: None,
                output,
                ..seen(2)
            });
            assert_eq!(said.contains("straight borders"), straight, "{said}");
            assert!(said.contains("all 280 training points right"), "{said}");
        }
    }

    #[test]
    fn a_layer_before_others_is_read_by_the_next() {
        let first = Seen {
            hidden: 2,
            next: 3,
            best_unit: Some((181, 280)),
            ..seen(2)
        };
        assert_eq!(
            verdict(&first),
            "Layer 2 reads this space. Each of its 3 units draws a line here, where its sum is 0. The best of them alone has 181 of 280 training points right."
        );
    }

    #[test]
    fn everything_is_a_sentence() {
        for task in [
            Task::Binary,
            Task::Multiclass,
            Task::Multilabel,
            Task::Regression,
        ] {
            for activation in [Activation::Tanh, Activation::Sign, Activation::Heaviside] {
                for units in [1, 2, 3, 8] {
                    for hidden in [1, 2] {
                        let axes = (0..units.min(2)).map(unit).collect();
                        let one = Seen {
                            task,
                            activation,
                            hidden,
                            axes,
                            is_cut: units > 3,
                            shares: (units > 3).then(|| vec![0.7, 0.2]),
                            inputs: (units > 3).then(|| (["a", "b"].map(String::from), 4)),
                            ..seen(units)
                        };
                        let texts = [
                            verdict(&one),
                            description(&one, 0.0),
                            description(&one, 0.4),
                            description(&one, 1.0),
                        ];
                        for text in texts.into_iter().chain(notes(&one)) {
                            assert!(text.ends_with('.') && !text.contains("  "), "{text:?}");
                        }
                    }
                }
            }
        }
        assert_eq!((unit(0), unit(11)), ("h₁".into(), "h₁₂".into()));
    }
}
