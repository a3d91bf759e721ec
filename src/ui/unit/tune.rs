//! Changing parameters by hand.

use std::rc::Rc;

use reactive_graph::{graph::untrack, prelude::*};

use crate::{
    lab::{Span, Spot},
    run::{Drive, Tune},
    ui::{element::El, number_box::NumberBox, run::Run},
};

/// What an arrow key adds to a weight.
const STEP: f32 = 0.1;

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

/// A field for the weight or bias at a spot, whose value is this and is written so; `flipped` shows it with the other
/// sign, as a bias is a threshold.
pub fn parameter_box(
    name: impl Fn() -> String + 'static,
    spot: impl Fn() -> Spot + 'static,
    value: impl Fn() -> f32 + 'static,
    text: fn(f64) -> String,
    flipped: bool,
) -> El {
    let run = Run::get();
    let limit = f64::from(LIMIT);
    // There is no minus zero.
    let signed = move |value: f32| if flipped { 0.0 - value } else { value };
    let field = NumberBox {
        name: Rc::new(name),
        span: Span::new(-limit, limit),
        step: STEP,
        value: Rc::new(move || signed(value())),
        text,
        put: Rc::new(move |value, goes_on| tune(run, &[(untrack(&spot), signed(value))], goes_on)),
    };
    field.view()
}
