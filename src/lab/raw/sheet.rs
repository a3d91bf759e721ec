//! Rows with their answers, as a file for other programs.

use super::{
    column::Column,
    pasted::Batch,
    reply::{Meaning, Reply, holding},
};
use crate::{
    data::sheet::write_row,
    lab::{field::FieldError, prepared::Prepared, study::Answer},
    nn::Task,
};

/// The rows of a batch with the replies to those that can be answered, as CSV: each with its line, its values as
/// they were read, the answer, and how probable it is or the outputs themselves. Rows that cannot be answered have
/// what is wrong with them, in a column more.
#[must_use]
pub fn sheet(
    columns: &[Column],
    batch: &Batch,
    replies: &[Reply],
    meaning: Meaning,
    prepared: &Prepared,
) -> String {
    let has_wrong = batch.wrong().next().is_some();
    let mut names = vec!["line".to_owned()];
    names.extend(columns.iter().map(|column| column.name.clone()));
    let heads = heads(meaning, prepared);
    names.extend(heads.iter().cloned());
    names.extend(has_wrong.then(|| "problem".to_owned()));
    let mut csv = String::new();
    put(&mut csv, &names);
    let mut replies = replies.iter();
    for row in &batch.rows {
        let mut cells = vec![row.line.to_string()];
        match &row.values {
            Ok(values) => {
                let values = columns.iter().zip(values);
                cells.extend(values.map(|(column, value)| column.written(*value)));
                let reply = replies.next();
                let told = reply.map_or_else(Vec::new, |reply| told(reply, meaning, prepared));
                cells.extend(told);
                cells.extend(has_wrong.then(String::new));
            }
            Err(wrong) => {
                cells.extend(vec![String::new(); columns.len() + heads.len()]);
                let wrong: Vec<_> = wrong.iter().map(FieldError::to_string).collect();
                cells.push(wrong.join("; "));
            }
        }
        put(&mut csv, &cells);
    }
    csv
}

fn put(csv: &mut String, cells: &[String]) {
    write_row(csv, cells.iter().map(String::as_str));
}

/// What stands above the answers.
fn heads(meaning: Meaning, prepared: &Prepared) -> Vec<String> {
    let names = prepared.names();
    if prepared.task == Task::Regression {
        return names.to_vec();
    }
    let of = match meaning.probabilities(prepared.task, &[0.0]) {
        Some(_) => "probability of",
        None => "output",
    };
    let mut heads = vec!["answer".to_owned()];
    heads.extend(match prepared.task {
        Task::Binary if of == "output" => vec![of.to_owned()],
        Task::Binary | Task::Multiclass | Task::Multilabel | Task::Regression => {
            names.iter().map(|name| format!("{of} {name}")).collect()
        }
    });
    heads
}

fn told(reply: &Reply, meaning: Meaning, prepared: &Prepared) -> Vec<String> {
    let number = |number: f32| match number.is_finite() {
        true => number.to_string(),
        false => String::new(),
    };
    let names = prepared.names();
    let mut cells: Vec<String> = match reply.answers.as_slice() {
        [Answer::Class(class)] => names.get(*class).cloned().into_iter().collect(),
        [Answer::Number(_), ..] => Vec::new(),
        labels => {
            let held: Vec<&str> = holding(labels, names).map(String::as_str).collect();
            vec![held.join(" + ")]
        }
    };
    let numbers = meaning.probabilities(prepared.task, &reply.outputs);
    let numbers = numbers.unwrap_or_else(|| match prepared.task {
        Task::Regression => {
            let outputs = reply.outputs.iter().enumerate();
            outputs
                .map(|(at, &output)| prepared.value(at, output))
                .collect()
        }
        Task::Binary | Task::Multiclass | Task::Multilabel => reply.outputs.clone(),
    });
    cells.extend(numbers.into_iter().map(number));
    cells
}
