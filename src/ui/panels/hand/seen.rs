//! What is worked out only while the panel is seen: one that was opened is kept.

use reactive_graph::{graph::untrack, prelude::*, signal::RwSignal};

use crate::ui::element::follow;

/// A value computed from signals, which stays as it was while it is not seen.
pub fn while_seen<T>(seen: RwSignal<bool>, value: impl Fn() -> T + 'static) -> RwSignal<T>
where
    T: PartialEq + Send + Sync + 'static,
{
    let signal = RwSignal::new(untrack(&value));
    follow(move || {
        if !seen.get() {
            return;
        }
        let now = value();
        if signal.with_untracked(|last| *last != now) {
            signal.set(now);
        }
    });
    signal
}
