//! How long each layer's steps are beside its weights, looked at as the run goes, while somebody looks at that.

use std::cell::Cell;

use reactive_graph::{
    owner::{LocalStorage, StoredValue},
    prelude::*,
    signal::RwSignal,
};

use super::view::View;
use crate::{
    engine::Data,
    run::Updates,
    ui::{run::Run, turn::on_screen},
};

/// Frames after which a run that goes on is looked at again: a look takes a part of a frame.
const SELDOM: u32 = 8;

/// What was looked at. A handle that can be copied.
#[derive(Clone, Copy)]
pub struct Steps {
    run: Run,
    updates: StoredValue<Updates, LocalStorage>,
    /// Counts the looks, for those who follow them.
    looks: RwSignal<u32>,
}

impl Steps {
    /// Looks at one moment in a frame at most, as long as a view that tells of it is on the screen.
    pub fn new(shown: RwSignal<View>) -> Self {
        let run = Run::get();
        let steps = Self {
            run,
            updates: StoredValue::new_local(Updates::default()),
            looks: RwSignal::new(0),
        };
        let own = run.look.panel.get_untracked();
        let turn = Cell::new(0u32);
        on_screen(move || {
            let is_seen = run.look.panel.get() == own && shown.get() != View::Size;
            run.frame.track();
            // Where the run rests, what is left of its past is looked at frame by frame.
            steps.looks.track();
            let running = run.lab.with(|lab| lab.transport.running);
            turn.set(turn.get().wrapping_add(1));
            if is_seen && (!running || turn.get().is_multiple_of(SELDOM)) {
                steps.look();
            }
        });
        steps
    }

    fn look(self) {
        let (data, weights) = self.run.frame.with_untracked(|f| {
            let weights = f.snapshot.network.parameters().len();
            (Data::from(&*f.prepared), weights)
        });
        let looked = self.run.lab.with_untracked(|lab| {
            let look = |updates: &mut Updates| updates.look(lab, &data, weights);
            self.updates.try_update_value(look).unwrap_or_default()
        });
        if looked {
            self.looks.update(|looks| *looks = looks.wrapping_add(1));
        }
    }

    /// A layer's steps over the epochs.
    pub fn line(self, layer: usize) -> Vec<(f64, f64)> {
        self.looks.track();
        self.updates.with_value(|updates| updates.line(layer))
    }

    /// Whether all that was looked at stays where it is.
    pub fn are_none(self, layers: usize) -> bool {
        let rest = |updates: &Updates| (0..layers).all(|layer| updates.line(layer).is_empty());
        self.looks.get() > 0 && self.updates.with_value(rest)
    }

    /// How long the next step of a layer is beside its weights at the moment on the screen, or while the run
    /// goes on, at one shortly before it.
    pub fn now(self, layer: usize) -> Option<f64> {
        self.looks.track();
        let at = self.run.frame.with(|f| f.snapshot.progress.moment());
        self.updates
            .with_value(|updates| updates.at(at).get(layer).copied())
    }
}
