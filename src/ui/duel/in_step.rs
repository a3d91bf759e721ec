//! Two that are compared go side by side, however fast each could be: the one that is ahead rests.

use reactive_graph::prelude::*;

use crate::{
    engine::rest::in_step,
    ui::{
        element::{derived, follow},
        page::Page,
        run::Run,
    },
};

/// Keeps a pair in step while both play.
pub fn keep_in_step(page: Page, pair: [Run; 2]) {
    let parts = derived(move || {
        if !page.together.get() || !pair.iter().all(|run| run.plays()) {
            return [1.0; 2];
        }
        let [left, right] = pair.map(|run| run.frame.with(|frame| frame.epochs()));
        [in_step(left, right), in_step(right, left)]
    });
    follow(move || {
        let open = pair
            .iter()
            .zip(parts.get())
            .filter(|(run, _)| run.is_open());
        open.for_each(|(run, part)| run.hold_back(part));
    });
}
