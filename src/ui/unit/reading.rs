//! The numbers of a unit at the moment on the screen, computed once for all that shows them.

use std::sync::Arc;

use reactive_graph::{prelude::*, signal::RwSignal};

use crate::{
    lab::Reading,
    ui::{element::follow, look::Neuron, run::Run},
};

/// Nothing while there is no such unit.
pub type ReadingSignal = RwSignal<Option<Arc<Reading>>>;

/// Milliseconds between two means while training runs that take long, and how many samples times weights
/// do so: nobody reads faster.
const PAUSE: f64 = 200.0;
const LONG: usize = 100_000;
/// Samples times weights for which there is a millisecond of pause at least: frames keep most of the time.
const PER_MILLISECOND: f64 = 50_000.0;

/// The milliseconds between two means that take so many samples times weights each.
fn pause(work: usize) -> f64 {
    if work > LONG {
        PAUSE.max(work as f64 / PER_MILLISECOND)
    } else {
        0.0
    }
}

/// The numbers of a unit, as long as the owner lasts.
pub fn reading(neuron: Neuron) -> ReadingSignal {
    let run = Run::get();
    let reading = RwSignal::new(None);
    let mut last = f64::NEG_INFINITY;
    follow(move || {
        let running = run.lab.with(|lab| lab.transport.running);
        let study = run.look.study.get();
        let now = js_sys::Date::now();
        run.frame.with(|f| {
            let work = f.prepared.measured[0].len() * f.snapshot.network.parameters().len();
            if study.is_none() && running && now - last < pause(work) {
                return;
            }
            last = now;
            let at = neuron
                .column
                .checked_sub(1)
                .map(|layer| (layer, neuron.unit));
            let of = |at| {
                let (e, prepared) = (&f.experiment, &f.prepared);
                Reading::of(e, prepared, &f.snapshot, study.as_ref(), at)
            };
            reading.set(at.and_then(of).map(Arc::new));
        });
    });
    reading
}

/// A number of it; 0 where there is none.
pub fn number(reading: ReadingSignal, of: impl Fn(&Reading) -> Option<f32>) -> f32 {
    let read = |reading: &Option<Arc<Reading>>| of(reading.as_ref()?);
    reading.with(read).unwrap_or_default()
}
