//! Where a run stands in its past, and going elsewhere in it faster than the screen is drawn.

use reactive_graph::{
    owner::{LocalStorage, StoredValue},
    prelude::*,
    signal::RwSignal,
};

use super::{element::derived, run::Run, turn::Turn};
use crate::{lab::Moment, run::Drive};

/// Where a run stands in its past.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Place {
    /// The moment on the screen, or on its way there.
    pub now: Moment,
    /// The newest moment of the branch at hand.
    pub tip: Moment,
    /// Training samples of an epoch.
    samples: usize,
    /// Epochs that the longest curve of the charts spans.
    pub furthest: f64,
}

/// Epochs that are seen of the run before a change while the one at hand has not come far.
const AT_FIRST: f64 = 100.0;

/// Branches that were left and are still drawn, the latest ones.
pub const FORMER: usize = 3;

impl Place {
    /// Where the run of the context stands, as it goes on.
    pub fn signal() -> RwSignal<Self> {
        let run = Run::get();
        derived(move || {
            run.frame.track();
            run.lab.with(|lab| {
                let (samples, tip) = (lab.samples(), lab.history.now().tip);
                let former = lab.history.left().iter().rev().take(FORMER);
                let ends = former.map(|branch| branch.tip).chain([tip]);
                let ends = ends.map(|end| end.epochs(samples));
                // The run before a change stretches the axis no further than the one at hand can be seen
                // to grow. Where it had no loss, the chart of the loss does not show it.
                let before = lab.before.as_ref().filter(|before| {
                    lab.experiment.counts_wrong() || !before.recipe.experiment.counts_wrong()
                });
                let before = before.map_or(0.0, |before| before.length());
                let before = before.min((4.0 * tip.epochs(samples)).max(AT_FIRST));
                Self {
                    now: lab.moment,
                    tip,
                    samples,
                    furthest: ends.fold(before, f64::max),
                }
            })
        })
    }

    /// Whether the moment on the screen is not the newest.
    pub fn is_past(&self) -> bool {
        self.now < self.tip
    }

    /// Epochs of the moment on the screen.
    pub fn epochs(&self) -> f64 {
        self.now.epochs(self.samples)
    }

    /// Epochs of the newest moment.
    pub fn length(&self) -> f64 {
        self.tip.epochs(self.samples)
    }
}

/// Goes to moments of a run, to the latest that was asked for at each frame of the screen. A handle
/// that can be copied.
#[derive(Clone, Copy)]
pub struct Scrub {
    wanted: StoredValue<Option<[f64; 2]>>,
    turn: StoredValue<Turn, LocalStorage>,
}

impl Scrub {
    /// Through the past of the run of the context.
    pub fn new() -> Self {
        let run = Run::get();
        let wanted = StoredValue::new(None::<[f64; 2]>);
        let go = move || {
            let wanted = wanted.try_update_value(Option::take).flatten();
            if let Some([epochs, slack]) = wanted.filter(|_| run.is_open()) {
                let moment = run.lab.with_untracked(|lab| lab.nearest(epochs, slack));
                run.dispatch(Drive::Seek(moment));
            }
        };
        let turn = StoredValue::new_local(Turn::new(go));
        Self { wanted, turn }
    }

    /// Asks for the moment nearest to so many epochs, which may be off by `slack` epochs: what a
    /// pixel spans.
    pub fn to(self, epochs: f64, slack: f64) {
        self.wanted.set_value(Some([epochs, slack]));
        self.turn.with_value(Turn::ask);
    }
}
