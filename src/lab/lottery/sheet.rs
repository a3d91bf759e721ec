//! A lottery as a table that other programs read: comma-separated values, with points in numbers.

use super::{Lottery, outcome::Outcome};
use crate::nn::Named;

/// A row for each lot that has come, in the order of values and seeds, under a row with the names.
#[must_use]
pub fn sheet<'a>(lottery: &Lottery, outcomes: impl Iterator<Item = &'a Outcome>) -> String {
    let mut names = vec!["seed"];
    names.extend(lottery.sweep.as_ref().map(|sweep| sweep.of.name()));
    names.extend(COLUMNS);
    let mut all: Vec<&Outcome> = outcomes.collect();
    all.sort_by_key(|outcome| outcome.lot);
    let head = line(names.into_iter().map(str::to_owned));
    let rows = all.into_iter().map(|outcome| line(row(lottery, outcome)));
    [head].into_iter().chain(rows).collect()
}

const COLUMNS: [&str; 9] = [
    "epochs",
    "solved",
    "diverged",
    "training_loss",
    "test_loss",
    "training_accuracy",
    "test_accuracy",
    "training_r2",
    "test_r2",
];

fn row(lottery: &Lottery, outcome: &Outcome) -> impl Iterator<Item = String> {
    let number = |number: Option<f64>| {
        let finite = number.filter(|number| number.is_finite());
        finite.map_or_else(String::new, |number| number.to_string())
    };
    let value = lottery.sweep.as_ref().map(|sweep| {
        let value = sweep.values.get(lottery.value(outcome.lot));
        value.cloned().unwrap_or_default()
    });
    let (train, test) = (outcome.train, outcome.test);
    [lottery.seed(outcome.lot).to_string()]
        .into_iter()
        .chain(value)
        .chain([
            outcome.at.epoch.to_string(),
            outcome.is_solved().to_string(),
            outcome.diverged.to_string(),
            number(train.map(|e| e.loss)),
            number(test.map(|e| e.loss)),
            number(train.and_then(|e| e.accuracy)),
            number(test.and_then(|e| e.accuracy)),
            number(train.and_then(|e| e.fit).map(|fit| fit.r2)),
            number(test.and_then(|e| e.fit).map(|fit| fit.r2)),
        ])
}

fn line(cells: impl Iterator<Item = String>) -> String {
    let cells: Vec<String> = cells.map(|cell| quoted(&cell)).collect();
    cells.join(",") + "\r\n"
}

/// A cell as RFC 4180 has it.
fn quoted(cell: &str) -> String {
    if cell.contains([',', '"', '\r', '\n']) {
        format!("\"{}\"", cell.replace('"', "\"\""))
    } else {
        cell.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lab::{
        Experiment,
        lottery::{Sweep, Swept, outcome::tests::outcome},
    };

    fn lottery(sweep: Option<Sweep>) -> Lottery {
        Lottery {
            experiment: Experiment::default(),
            first: 10,
            seeds: 2,
            epochs: 100,
            sweep,
        }
    }

    #[test]
    fn each_seed_has_its_row_whatever_came_first() {
        let mut gone = outcome(0, f64::NAN, 0.5);
        gone.diverged = true;
        let text = sheet(&lottery(None), [outcome(1, 0.125, 1.0), gone].iter());
        assert_eq!(
            text,
            "seed,epochs,solved,diverged,training_loss,test_loss,training_accuracy,test_accuracy,training_r2,\
             test_r2\r\n\
             10,100,false,true,,,0.5,,,\r\n\
             11,100,true,false,0.125,,1,,,\r\n"
        );
    }

    #[test]
    fn a_swept_value_has_its_column() {
        let sweep = Sweep {
            of: Swept::Optimizer,
            values: vec!["sgd:momentum=0.9,nesterov=true".into(), "adam".into()],
        };
        let lottery = lottery(Some(sweep));
        let text = sheet(
            &lottery,
            [outcome(3, 0.5, 1.0), outcome(0, 0.5, 1.0)].iter(),
        );
        let rows: Vec<&str> = text.lines().collect();
        assert!(rows[0].starts_with("seed,optimizer,epochs,"));
        assert!(rows[1].starts_with("10,\"sgd:momentum=0.9,nesterov=true\",100,"));
        assert!(rows[2].starts_with("11,adam,100,"));
        assert_eq!(rows.len(), 3);
    }
}
