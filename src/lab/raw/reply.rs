//! What a network answers to rows as measured, in the task's own words, and what its numbers mean.

use nalgebra::DMatrix;
use serde::Serialize;

use crate::{
    lab::{answers::Answers, experiment::Experiment, prepared::Prepared, study::Answer},
    nn::{Activation, Loss, Network, Task},
};

/// What a network answers to a row.
#[derive(Clone, Debug, PartialEq)]
pub struct Reply {
    /// The class; whether each label holds; or each number, in its own units.
    pub answers: Vec<Answer>,
    /// The outputs as they are, a value for each unit.
    pub outputs: Vec<f32>,
}

/// A network's outputs for rows of the table: rows × outputs.
#[must_use]
pub fn outputs(network: &Network, prepared: &Prepared, rows: &[Vec<f32>]) -> DMatrix<f32> {
    let columns = prepared.train_table.x.ncols();
    let raw = DMatrix::from_row_iterator(rows.len(), columns, rows.iter().flatten().copied());
    let x = prepared.encoder.encode(&raw);
    // A network that is about to be replaced may read other columns.
    let none = |_| DMatrix::zeros(rows.len(), network.outputs());
    network.predict(&x).unwrap_or_else(none)
}

/// A network's answers to rows of the table.
#[must_use]
pub fn replies(network: &Network, prepared: &Prepared, rows: &[Vec<f32>]) -> Vec<Reply> {
    let outputs = outputs(network, prepared, rows);
    let answers = Answers::of(outputs.clone(), prepared);
    let reply = |row: usize| {
        let outputs: Vec<f32> = outputs.row(row).iter().copied().collect();
        let of_outputs = outputs.iter().enumerate();
        let answers = match prepared.task {
            Task::Binary | Task::Multiclass => vec![Answer::Class(answers.class(row))],
            Task::Multilabel => of_outputs
                .map(|(label, _)| Answer::Holds(answers.holds(row, label)))
                .collect(),
            Task::Regression => of_outputs
                .map(|(at, &output)| Answer::Number(prepared.value(at, output)))
                .collect(),
        };
        Reply { answers, outputs }
    };
    (0..rows.len()).map(reply).collect()
}

/// What the outputs of a network mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meaning {
    /// How probable each class is; together they are 1.
    Classes,
    /// How probable each class or label is by itself.
    Each,
    /// Yes or no, and nothing between.
    Step,
    /// On which side of 0, and how far in margins of the hinge loss.
    Margin,
    /// From 0 to 1, but learnt by a loss that makes no probability of it.
    Share,
    /// On which side of the threshold, or which is the largest.
    Side,
    /// The number that is to be learnt.
    Number,
}

impl Meaning {
    /// What the outputs of an experiment's network mean.
    #[must_use]
    pub fn of(e: &Experiment, task: Task) -> Self {
        let (output, loss) = (e.output().activation, e.shown_loss());
        let learns_probability = !e.rule.is_local() && is_proper(loss, output);
        match (task, output) {
            (Task::Regression, _) => Self::Number,
            (_, Activation::Heaviside | Activation::Sign) => Self::Step,
            (Task::Binary, Activation::Sigmoid) if learns_probability => Self::Classes,
            (Task::Multiclass, Activation::Softmax) if learns_probability => Self::Classes,
            (Task::Multiclass | Task::Multilabel, Activation::Sigmoid) if learns_probability => {
                Self::Each
            }
            (_, Activation::Sigmoid | Activation::Softmax) => Self::Share,
            (Task::Binary | Task::Multilabel, _) if loss == Loss::Hinge && !e.rule.is_local() => {
                Self::Margin
            }
            _ => Self::Side,
        }
    }

    /// How probable each class or label is, in the order of their names; nothing where outputs do not say.
    #[must_use]
    pub fn probabilities(self, task: Task, outputs: &[f32]) -> Option<Vec<f32>> {
        match (self, task, outputs) {
            (Self::Classes, Task::Binary, [yes, ..]) => Some(vec![1.0 - yes, *yes]),
            (Self::Classes | Self::Each, _, all) => Some(all.to_vec()),
            _ => None,
        }
    }
}

/// Whether what a loss makes smallest is the probability itself: then it may be read as one. Absolute errors are
/// smallest at 0 or 1, and so are Huber's as far as they are absolute.
fn is_proper(loss: Loss, output: Activation) -> bool {
    match loss {
        Loss::BinaryCrossentropy | Loss::MeanSquaredError => true,
        Loss::Huber { delta } => delta >= 1.0,
        Loss::CategoricalCrossentropy => output == Activation::Softmax,
        Loss::MeanAbsoluteError | Loss::Hinge => false,
    }
}

/// A reply, as scripts have it.
#[derive(Serialize)]
pub struct Told {
    answer: Value,
    probabilities: Option<Vec<f32>>,
    outputs: Vec<f32>,
}

/// An answer as plain data: the name of a class, the labels that hold, or numbers.
#[derive(Serialize)]
#[serde(untagged)]
enum Value {
    Class(String),
    Labels(Vec<String>),
    Number(f32),
    Numbers(Vec<f32>),
}

impl Told {
    /// A reply with its names.
    #[must_use]
    pub fn new(reply: &Reply, meaning: Meaning, prepared: &Prepared) -> Self {
        let names = prepared.names();
        let numbers = || {
            let numbers = reply.answers.iter().map(|answer| match answer {
                Answer::Number(number) => *number,
                Answer::Class(_) | Answer::Holds(_) => f32::NAN,
            });
            numbers.collect::<Vec<_>>()
        };
        let answer = match reply.answers.as_slice() {
            [Answer::Class(class)] => Value::Class(names.get(*class).cloned().unwrap_or_default()),
            [Answer::Number(number)] => Value::Number(*number),
            [Answer::Number(_), ..] => Value::Numbers(numbers()),
            labels => Value::Labels(holding(labels, names).cloned().collect()),
        };
        Self {
            answer,
            probabilities: meaning.probabilities(prepared.task, &reply.outputs),
            outputs: reply.outputs.clone(),
        }
    }
}

/// The names of the labels that hold.
pub fn holding<'a>(answers: &[Answer], names: &'a [String]) -> impl Iterator<Item = &'a String> {
    let holds = |answer: &Answer| *answer == Answer::Holds(true);
    let held: Vec<bool> = answers.iter().map(holds).collect();
    let names = names.iter().zip(held).filter(|(_, holds)| *holds);
    names.map(|(name, _)| name)
}
