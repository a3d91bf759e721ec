//! What is looked at: the samples, and the nodes of a grid over the input plane.

use std::sync::Arc;

use nalgebra::DMatrix;

use crate::{
    data::Table,
    lab::{prepared::Prepared, tally::Portion, view::View},
    nn::Samples,
};

/// Nodes along each side of the input plane, its edges among them.
pub const NODES: usize = 73;
/// Nodes along a single input.
pub const PLACES: usize = 289;

/// Samples of an experiment, and the input plane as samples.
#[derive(Clone, Debug)]
pub struct Ground {
    prepared: Arc<Prepared>,
    view: Arc<View>,
    /// The training samples that are looked at, and the test samples.
    pub samples: [Samples; 2],
    /// The nodes of the input plane, row by row from its lower left; those of the line where there is one
    /// input; none where two inputs are not all.
    pub nodes: Samples,
}

impl Ground {
    /// That of an experiment's data, with at most so many samples of each part.
    #[must_use]
    pub fn new(prepared: &Arc<Prepared>, view: &Arc<View>, most: usize) -> Self {
        let samples = |at: usize| {
            let all = &prepared.measured[at];
            all.first(most.min(all.len()))
        };
        Self {
            samples: [samples(0), samples(1)],
            nodes: nodes(prepared, view),
            prepared: prepared.clone(),
            view: view.clone(),
        }
    }

    /// Whether it is of these data, looked at so.
    #[must_use]
    pub fn is_of(&self, prepared: &Arc<Prepared>, view: &Arc<View>) -> bool {
        Arc::ptr_eq(&self.prepared, prepared) && self.view == *view
    }

    /// How many rows of nodes there are: none, one along a single input, or as many as in each row.
    #[must_use]
    pub fn rows(&self) -> usize {
        match self.view.held.len() {
            1 => 1,
            2 => NODES,
            _ => 0,
        }
    }

    /// Where the samples of a part lie on the input plane, from −1 to 1 to the right and up; in the middle
    /// of it where there is one input.
    #[must_use]
    pub fn flat(&self, portion: Portion) -> Vec<[f32; 2]> {
        let (table, at): (&Table, usize) = match portion {
            Portion::Training => (&self.prepared.train_table, 0),
            Portion::Test => (&self.prepared.test_table, 1),
        };
        let rows = 0..self.samples[at].len();
        rows.map(|row| self.place(|column| table.x[(row, column)]))
            .collect()
    }

    /// The same for values as measured.
    #[must_use]
    pub fn flat_of(&self, raw: &[f32]) -> [f32; 2] {
        self.place(|column| raw.get(column).copied().unwrap_or_default())
    }

    /// The same for the nodes.
    #[must_use]
    pub fn flat_nodes(&self) -> Vec<[f32; 2]> {
        match self.rows() {
            0 => Vec::new(),
            1 => (0..PLACES).map(|at| [share(at, PLACES), 0.0]).collect(),
            _ => {
                let row = |row| (0..NODES).map(move |at| [share(at, NODES), share(row, NODES)]);
                (0..NODES).flat_map(row).collect()
            }
        }
    }

    fn place(&self, x: impl Fn(usize) -> f32) -> [f32; 2] {
        let [across, up] = self.view.axes;
        let [first, second] = self.view.domain();
        let along = |(low, high): (f32, f32), x: f32| (x - low) / (high - low) * 2.0 - 1.0;
        let up = match self.view.is_line() {
            true => 0.0,
            false => along(second, x(up)),
        };
        [along(first, x(across)), up]
    }
}

/// Where the node of that number is among so many, from −1 to 1.
fn share(at: usize, of: usize) -> f32 {
    at as f32 / (of - 1) as f32 * 2.0 - 1.0
}

fn nodes(prepared: &Prepared, view: &View) -> Samples {
    let [(x, x_end), (y, y_end)] = view.domain();
    let along = |low: f32, high: f32, at: f32| low + (at + 1.0) / 2.0 * (high - low);
    let raw = match view.held.len() {
        1 => DMatrix::from_fn(PLACES, 1, |at, _| along(x, x_end, share(at, PLACES))),
        2 => DMatrix::from_fn(NODES * NODES, 2, |node, column| {
            if column == view.axes[0] {
                along(x, x_end, share(node % NODES, NODES))
            } else {
                along(y, y_end, share(node / NODES, NODES))
            }
        }),
        columns => DMatrix::zeros(0, columns),
    };
    Samples::from_rows(
        &prepared.encoder.encode(&raw),
        &DMatrix::zeros(raw.nrows(), 0),
    )
}
