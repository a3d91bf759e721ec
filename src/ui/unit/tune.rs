//! Changing parameters by hand.

use reactive_graph::prelude::*;

use crate::{
    lab::Spot,
    run::{Drive, Tune},
    ui::run::Run,
};

/// What a weight or bias may be; beyond, sums of several soon leave single precision.
pub const LIMIT: f32 = 1e6;

/// Puts values in place of weights and biases; `goes_on` says that it is the same change as the last.
pub fn tune(run: Run, values: &[(Spot, f32)], goes_on: bool) {
    let changes: Vec<(usize, f32)> = run.frame.with_untracked(|f| {
        let network = &f.snapshot.network;
        let change = |(spot, value): &(Spot, f32)| Some((spot.parameter(network)?, *value));
        values.iter().filter_map(change).collect()
    });
    if !changes.is_empty() {
        run.dispatch(Drive::Tune(Tune { changes, goes_on }));
    }
}
