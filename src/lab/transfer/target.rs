//! What layers may be reused for: samples with the same inputs.

use crate::{
    data::{Classes, DataSpec, Dataset, Drawn, File},
    lab::classes,
    nn::Named,
};

/// Something that layers may be reused for.
#[derive(Clone, Debug, PartialEq)]
pub struct Target {
    /// What it is called in a list.
    pub label: String,
    /// The dataset.
    pub dataset: Dataset,
    /// Which of its classes.
    pub classes: Classes,
    /// By how much its points are turned.
    pub turn: f64,
}

/// Samples that a person has brought.
#[derive(Clone, Debug, Default)]
pub struct Brought {
    /// Points drawn by hand.
    pub drawn: Drawn,
    /// A table.
    pub table: File,
}

impl Brought {
    /// Samples of a dataset, of which these are some.
    #[must_use]
    pub fn data(&self, dataset: Dataset) -> DataSpec {
        let mut data = DataSpec {
            dataset,
            ..DataSpec::default()
        };
        if dataset == Dataset::Drawn {
            data.drawn = self.drawn.clone();
        } else if dataset == Dataset::Own {
            data.file = self.table.clone();
        }
        data
    }
}

/// Degrees by which points are turned where nobody says.
const TURN: f64 = 30.0;

/// Whether the network reads the same of both: the same names of columns, pixels of images of one size, or
/// features of as many coordinates.
#[must_use]
pub fn has_same_inputs(one: &DataSpec, other: &DataSpec) -> bool {
    if one.has_features() || other.has_features() {
        let (is_of_plane, columns) = (one.has_features() && other.has_features(), one.columns());
        return is_of_plane && columns == other.columns();
    }
    if one.dataset == other.dataset && one.file == other.file {
        return true;
    }
    match (one.image(), other.image()) {
        (None, None) => {}
        (one, other) => return one == other,
    }
    let names = |data: &DataSpec| data.whole().inputs.clone();
    one.file.loaded().is_some() && other.file.loaded().is_some() && names(one) == names(other)
}

/// What the layers of a run on these data may be reused for, the nearest first.
#[must_use]
pub fn targets(data: &DataSpec, brought: &Brought) -> Vec<Target> {
    let dataset = data.dataset;
    let label = dataset.label();
    let target = |label: String, dataset: Dataset, classes: Classes, turn: f64| Target {
        label,
        dataset,
        classes,
        turn,
    };
    let mut all = Vec::new();
    if let Some(others) = others(data) {
        let text = classes::text(others, data.class_count());
        let text = format!("{label}, classes {}", text.replace('-', "–"));
        all.push(target(text, dataset, others, data.turn));
    }
    if data.turns() {
        let turn = if data.turn == 0.0 { TURN } else { 0.0 };
        all.push(target(
            format!("{label}, turned"),
            dataset,
            data.classes,
            turn,
        ));
    }
    let suits = |other: &&Dataset| suits(data, &brought.data(**other));
    let sets = Dataset::ALL.iter().filter(suits);
    all.extend(sets.map(|&other| target(other.label().into(), other, Classes::ALL, 0.0)));
    let same = format!(
        "{label}, {}",
        if data.classes.is_all() {
            "the same"
        } else {
            "all classes"
        }
    );
    all.push(target(same, dataset, Classes::ALL, data.turn));
    all
}

/// The classes that do not take part, where there are two or more.
fn others(data: &DataSpec) -> Option<Classes> {
    let count = data.class_count();
    let out: Vec<usize> = (0..count).filter(|&c| !data.classes.contains(c)).collect();
    Classes::of(&out, count)
}

/// Whether another set is there and has the same inputs.
fn suits(data: &DataSpec, to: &DataSpec) -> bool {
    let is_there = if to.dataset == Dataset::Drawn {
        !to.drawn.is_empty()
    } else if to.dataset == Dataset::Own {
        to.file.loaded().is_some()
    } else {
        // Images are fetched when they are chosen, and truth tables have no more than their corners.
        to.image().is_some() || to.has_features() && !to.dataset.is_table()
    };
    to.dataset != data.dataset && is_there && has_same_inputs(data, to)
}
