//! What is said of a trial wherever it is shown, and what lights it up there.

use std::sync::Arc;

use reactive_graph::prelude::*;

use super::state::Scene;
use crate::{
    lab::tuner::{Search, Trial},
    text::tuner as words,
    ui::element::El,
};

/// What is shown of a trial, as it comes.
pub fn of<T: Default>(scene: Scene, trial: u32, of: impl Fn(&Arc<Search>, &Trial) -> T) -> T {
    scene.search.with(|search| {
        let search = search.as_ref();
        let found = search.and_then(|search| Some((search, search.trials.get(trial as usize)?)));
        found.map_or_else(T::default, |(search, trial)| of(search, trial))
    })
}

/// What a trial is called.
#[inline(never)]
pub fn name_text(scene: Scene, trial: u32) -> String {
    of(scene, trial, |search, trial| words::trial(search, trial))
}

/// What lights a trial up wherever it is shown, while an element has the pointer or the focus.
pub fn lights(scene: Scene, trial: u32, element: El) -> El {
    let off = move || {
        if scene.lit.get_untracked() == Some(trial) {
            scene.lit.set(None);
        }
    };
    element
        .on("pointerenter", move |_| scene.lit.set(Some(trial)))
        .on("pointerleave", move |_| off())
        .on("focusin", move |_| scene.lit.set(Some(trial)))
        .on("focusout", move |_| off())
}
