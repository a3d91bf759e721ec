//! What a network answers to values of one's own, and how sure it is.

use crate::{
    lab::{
        Answer, Experiment, Prepared, Snapshot,
        raw::{Beyond, Meaning, Reply, holding},
    },
    nn::{Named, Task},
    plot::scale::{format_digits, format_short, format_value},
};

/// The answer: the class, the labels that hold, or the numbers with their names.
#[must_use]
pub fn answer(reply: &Reply, prepared: &Prepared) -> String {
    let names = prepared.names();
    match reply.answers.as_slice() {
        [Answer::Class(class)] => names.get(*class).cloned().unwrap_or_default(),
        [Answer::Number(_), ..] => {
            let numbers = reply.answers.iter().zip(names);
            let numbers = numbers.filter_map(|(answer, name)| match answer {
                Answer::Number(number) => {
                    let name = name.replace('_', " ");
                    Some(format!("{name} {}", format_value(f64::from(*number))))
                }
                Answer::Class(_) | Answer::Holds(_) => None,
            });
            numbers.collect::<Vec<_>>().join(", ")
        }
        labels => {
            let held: Vec<&str> = holding(labels, names).map(String::as_str).collect();
            match held.as_slice() {
                [] => "none of the labels".into(),
                held => held.join(" and "),
            }
        }
    }
}

/// A class, a label or a number of a reply.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// Its name.
    pub name: String,
    /// How probable it is, 0 to 1; nothing where that is not known.
    pub share: Option<f32>,
    /// The probability, or the output.
    pub text: String,
    /// Whether it is what the answer says.
    pub chosen: bool,
}

/// What a reply says of each class, label or number; nothing where the answer has said all.
#[must_use]
pub fn lines(meaning: Meaning, reply: &Reply, prepared: &Prepared) -> Vec<Line> {
    let shares = meaning.probabilities(prepared.task, &reply.outputs);
    let are_told = match prepared.task {
        Task::Binary => shares.is_some(),
        Task::Multiclass | Task::Multilabel => true,
        Task::Regression => false,
    };
    if !are_told {
        return Vec::new();
    }
    let chosen = |at: usize| match reply.answers.as_slice() {
        [Answer::Class(class)] => *class == at,
        labels => labels.get(at) == Some(&Answer::Holds(true)),
    };
    let line = |(at, name): (usize, &String)| {
        let share = shares.as_ref().and_then(|shares| shares.get(at)).copied();
        let output = reply.outputs.get(at).copied().unwrap_or(f32::NAN);
        let text = match share {
            Some(share) => percent(share),
            None => format_value(f64::from(output)),
        };
        Line {
            name: name.clone(),
            share,
            text,
            chosen: chosen(at),
        }
    };
    prepared.names().iter().enumerate().map(line).collect()
}

/// How sure a reply is, or why its numbers do not say so; a sentence or two.
#[must_use]
pub fn sure(e: &Experiment, prepared: &Prepared, snapshot: &Snapshot, reply: &Reply) -> String {
    let task = prepared.task;
    let meaning = Meaning::of(e, task);
    let output = format_value(f64::from(
        reply.outputs.first().copied().unwrap_or(f32::NAN),
    ));
    let threshold = format_short(f64::from(prepared.target.threshold()));
    let [off, on] = [0, 1].map(|at| prepared.names().get(at).map_or("", String::as_str));
    let largest = "The class of the largest output is the answer.";
    match (meaning, task) {
        (Meaning::Classes, _) => {
            let shares = meaning.probabilities(task, &reply.outputs).unwrap_or_default();
            let largest = shares.into_iter().fold(0.0, f32::max);
            format!("{} sure.", percent(largest)).replace("> ", "Over ")
        }
        (Meaning::Each, Task::Multilabel) => {
            "Each label has a probability of its own, and holds from 50 % on.".into()
        }
        (Meaning::Each, _) => format!(
            "{largest} Each class has a probability of its own; together they need not be 100 %."
        ),
        (Meaning::Step, Task::Multiclass) => format!(
            "{largest} Steps say yes or no, and not how sure; of several that say yes the first is taken."
        ),
        (Meaning::Step, _) => "A step says yes or no, and not how sure.".into(),
        (Meaning::Margin, Task::Binary) => format!(
            "Output {output}: above 0 it means {on}, below {off}. From 1 and −1 on the hinge loss asks for \
             no more. It is no probability."
        ),
        (Meaning::Margin, _) => {
            "A label holds where its output is above 0; from 1 and −1 on the hinge loss asks for no more. \
             Outputs are no probabilities."
                .into()
        }
        (Meaning::Share, Task::Binary) => format!(
            "Output {output}: above {threshold} it means {on}. {} does not make a probability of it.",
            e.loss.label()
        ),
        (Meaning::Share, Task::Multiclass) => format!(
            "{largest} {} does not make probabilities of the outputs.",
            e.loss.label()
        ),
        (Meaning::Share, _) => format!(
            "A label holds where its output is above {threshold}. These outputs are no probabilities of \
             labels that do not know of each other."
        ),
        (Meaning::Side, Task::Binary) => format!(
            "Output {output}: above {threshold} it means {on}, else {off}. How far away it is says how \
             clear that is, but it is no probability."
        ),
        (Meaning::Side, Task::Multiclass) => format!("{largest} Outputs are no probabilities."),
        (Meaning::Side, _) => format!(
            "A label holds where its output is above {threshold}. Outputs are no probabilities."
        ),
        (Meaning::Number, _) => format!("A number has no probability.{}", off_by(prepared, snapshot)),
    }
}

/// How far numbers are off, in their own units; nothing where they are not measured or in several units.
fn off_by(prepared: &Prepared, snapshot: &Snapshot) -> String {
    let (measured, which) = match (snapshot.test, snapshot.train) {
        (Some(test), _) => (test, "test"),
        (None, Some(train)) => (train, "training"),
        (None, None) => return String::new(),
    };
    let factors = || prepared.scales.iter().map(|scale| scale.factor);
    let factor = factors().next().unwrap_or(1.0);
    match measured.fit {
        Some(fit) if factors().all(|other| other == factor) => {
            let off = format_value(fit.mae * f64::from(factor));
            format!(" Over the {which} samples answers are off by {off} in the mean.")
        }
        _ => String::new(),
    }
}

/// A share in percent; what is not quite all or nothing does not look so.
#[must_use]
pub fn percent(share: f32) -> String {
    let percent = f64::from(share) * 100.0;
    match percent {
        _ if percent.is_nan() => "not a number".into(),
        _ if percent > 99.9 && percent < 100.0 => "> 99.9 %".into(),
        _ if percent < 0.1 && percent > 0.0 => "< 0.1 %".into(),
        _ => format!("{percent:.1} %"),
    }
}

/// What has to be said of a value that no training sample is like.
#[must_use]
pub fn beyond(beyond: Beyond) -> String {
    match beyond {
        Beyond::Range(range) => {
            let [low, high] = range.map(|end| format_digits(f64::from(end), 4));
            format!("beyond what it has learnt from: {low} to {high}")
        }
        Beyond::Level => "no training sample has it".into(),
    }
}
