//! The trials as a table that other programs read: comma-separated values, with points in numbers.

use super::search::{Search, Trial};

/// A row for each trial that has come, by number, under a row with the names.
#[must_use]
pub fn sheet(search: &Search) -> String {
    let names = search.tuner.space.0.iter().map(|h| h.of.name());
    let head = ["trial".to_owned()].into_iter().chain(names);
    let head = head.chain(COLUMNS.map(str::to_owned));
    let rows = search.trials.iter().filter(|t| search.cost(t).is_some());
    let rows = rows.map(|trial| line(row(search, trial).into_iter()));
    [line(head)].into_iter().chain(rows).collect()
}

const COLUMNS: [&str; 7] = [
    "epochs",
    "bracket",
    "objective",
    "score",
    "loss",
    "accuracy",
    "best_epoch",
];

fn row(search: &Search, trial: &Trial) -> Vec<String> {
    let number = |number: Option<f64>| {
        let finite = number.filter(|number| number.is_finite());
        finite.map_or_else(String::new, |number| number.to_string())
    };
    let (_, active) = search
        .tuner
        .space
        .at(&search.tuner.experiment, &trial.point);
    let values = search.tuner.space.0.iter().zip(&trial.point).zip(active);
    let values = values.map(|((h, value), active)| {
        if active {
            h.range.text(*value)
        } else {
            String::new()
        }
    });
    [trial.id.to_string()]
        .into_iter()
        .chain(values)
        .chain([
            trial.epochs.to_string(),
            trial.bracket.map_or_else(String::new, |b| b.to_string()),
            search.tuner.objective.name().into(),
            number(search.score(trial)),
            number(Some(trial.loss())),
            number(trial.accuracy()),
            trial
                .best_epoch()
                .map_or_else(String::new, |e| e.to_string()),
        ])
        .collect()
}

fn line(cells: impl Iterator<Item = String>) -> String {
    let quoted = |cell: String| {
        if cell.contains([',', '"']) {
            format!("\"{}\"", cell.replace('"', "\"\""))
        } else {
            cell
        }
    };
    cells.map(quoted).collect::<Vec<_>>().join(",") + "\r\n"
}
