//! What every unit answers to some of the training samples, and whether the network's answer is right.

use std::ops::Range;

use super::{answers::Answers, experiment::Experiment, prepared::Prepared};
use crate::{
    data::{Table, Targets},
    nn::{Network, Pass, Samples, Task, walk_one},
};

/// Samples in rows, units in columns.
#[derive(Clone, Debug, PartialEq)]
pub struct UnitTable {
    /// A row for each sample, in their order.
    pub rows: Vec<UnitRow>,
}

/// A sample with what every unit answers to it.
#[derive(Clone, Debug, PartialEq)]
pub struct UnitRow {
    /// Its number among the training samples.
    pub sample: usize,
    /// What was measured, a value per column of the table.
    pub inputs: Vec<f32>,
    /// What it is, in words; numbers as they are.
    pub truth: String,
    /// What each unit answers, layer by layer.
    pub units: Vec<f32>,
    /// The sum of each before its activation, where they were [asked for](UnitTable::with_sums).
    pub sums: Vec<f32>,
    /// Whether the network's answer is right; nothing where it can be no more than near.
    pub right: Option<bool>,
}

impl UnitTable {
    /// Asks a network about some of the training samples.
    #[must_use]
    pub fn of(network: &Network, prepared: &Prepared, rows: Range<usize>) -> Self {
        let table = &prepared.train_table;
        let rows = rows.start.min(table.len())..rows.end.min(table.len());
        let some = part(&prepared.train, &rows);
        let mut values = Vec::new();
        let mut pass = Pass::new(network, some.len());
        if !some.is_empty() {
            network.neuron_values(&some, &mut pass, &mut values);
        }
        let answers = Answers::new(network, prepared, &some);
        let sampled: Vec<u32> = rows.clone().map(|row| row as u32).collect();
        let targets = table.targets.select(&sampled);
        let units = network.inputs()..network.neurons();
        let row = |(at, sample): (usize, usize)| UnitRow {
            sample,
            inputs: table.x.row(sample).collect(),
            truth: truth(table, sample),
            units: units
                .clone()
                .map(|unit| values[unit * some.len() + at])
                .collect(),
            sums: Vec::new(),
            right: is_right(&answers, prepared, &targets, at),
        };
        Self {
            rows: rows.enumerate().map(row).collect(),
        }
    }

    /// The same with the weighted sums.
    #[must_use]
    pub fn with_sums(mut self, network: &Network, e: &Experiment, prepared: &Prepared) -> Self {
        let samples = &prepared.train;
        for row in &mut self.rows {
            let (x, t) = (samples.x(row.sample), samples.y(row.sample));
            let layers = walk_one(network, e.settings(), &x, t).layers;
            row.sums = layers.into_iter().flat_map(|layer| layer.z).collect();
        }
        self
    }
}

fn part(samples: &Samples, rows: &Range<usize>) -> Samples {
    if rows.is_empty() {
        return Samples::default();
    }
    samples.part(rows)
}

/// What a sample is: its class, the labels that hold, or its numbers.
fn truth(table: &Table, sample: usize) -> String {
    match &table.targets {
        Targets::Classes { names, of } => {
            let name = names.get(usize::from(of[sample]));
            name.cloned().unwrap_or_default()
        }
        Targets::Labels { names, on } => {
            let held = names
                .iter()
                .enumerate()
                .filter(|(at, _)| on[(sample, *at)] > 0.5);
            let held: Vec<_> = held.map(|(_, name)| name.as_str()).collect();
            held.join(", ")
        }
        Targets::Values { of, .. } => {
            let numbers: Vec<_> = of.row(sample).iter().map(ToString::to_string).collect();
            numbers.join(", ")
        }
    }
}

fn is_right(answers: &Answers, prepared: &Prepared, targets: &Targets, row: usize) -> Option<bool> {
    let labels = match prepared.task {
        Task::Regression => return None,
        Task::Multilabel => prepared.names().len(),
        Task::Binary | Task::Multiclass => 1,
    };
    let is = |label: usize| {
        let (truth, answer) = answers.pair(targets, row, label);
        truth == answer
    };
    Some((0..labels).all(is))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        data::{DataSpec, Dataset},
        lab::{Portion, Reading, Snapshot, Study},
        nn::evaluate,
    };

    fn setup(dataset: Dataset) -> (Experiment, Prepared, Network) {
        let e = Experiment::preset(DataSpec {
            dataset,
            ..DataSpec::default()
        });
        let prepared = Prepared::new(&e);
        let network = e.network();
        (e, prepared, network)
    }

    #[test]
    fn as_many_are_right_as_the_accuracy_says() {
        for dataset in [
            Dataset::XorTable,
            Dataset::And,
            Dataset::Xor,
            Dataset::Blobs3,
        ] {
            let (e, prepared, network) = setup(dataset);
            let all = prepared.train.len();
            let table = UnitTable::of(&network, &prepared, 0..all);
            let right = table
                .rows
                .iter()
                .filter(|row| row.right == Some(true))
                .count();
            let shown = evaluate(&network, e.loss, prepared.task, &prepared.train).unwrap();
            assert!((right as f64 / all as f64 - shown.accuracy.unwrap()).abs() < 1e-9);
        }
        let (_, prepared, network) = setup(Dataset::Line);
        assert_eq!(UnitTable::of(&network, &prepared, 3..5).rows[1].right, None);
    }

    #[test]
    fn each_answer_is_the_one_in_the_units_card() {
        let (e, prepared, network) = setup(Dataset::XorTable);
        let snapshot = Snapshot::initial(&e, &prepared);
        let table = UnitTable::of(&network, &prepared, 0..9);
        assert!(table.rows.iter().all(|row| row.sums.is_empty()));
        let table = table.with_sums(&network, &e, &prepared);
        assert_eq!(table.rows.len(), 4);
        for row in &table.rows {
            let study = Study::Row(Portion::Training, row.sample as u32);
            assert_eq!(Some(&row.inputs), study.raw(&prepared).as_ref());
            let mut column = 0;
            for (l, layer) in e.layers.iter().enumerate() {
                for unit in 0..layer.units {
                    let reading =
                        Reading::of(&e, &prepared, &snapshot, Some(&study), (l, unit)).unwrap();
                    assert!((reading.a - row.units[column]).abs() < 1e-6);
                    assert_eq!(reading.z, row.sums[column]);
                    column += 1;
                }
            }
            assert_eq!(row.units.len(), column);
        }
        assert_eq!(UnitTable::of(&network, &prepared, 9..12).rows, []);
    }
}
