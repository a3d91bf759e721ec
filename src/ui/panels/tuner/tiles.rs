//! Pictures of the best trials: what each network answers over the plane.

use std::sync::Arc;

use reactive_graph::prelude::*;
use web_sys::HtmlCanvasElement;

use super::{
    said::{lights, name_text},
    state::Scene,
};
use crate::{
    lab::tuner::by_score,
    plot::color::Theme,
    text::tuner as words,
    ui::{
        canvas,
        element::{El, derived, el, follow},
        look::Aspect,
        page::Page,
        picture,
        turn::Turn,
    },
};

/// Pixels a side of a tile.
const SIDE: f64 = 64.0;
/// How many there are.
const BEST: usize = 12;

/// The tiles, the best first; nothing of data of which no small picture would be true.
pub fn tiles(scene: Scene) -> El {
    let keys = move || {
        let begun = scene.begun.get().filter(|begun| begun.small.is_some());
        let (Some(begun), Some(search)) = (begun, scene.search.get()) else {
            return Vec::new();
        };
        let has_picture = |id: &u32| search.trials[*id as usize].parameters().is_some();
        let best = by_score(&search).into_iter().filter(has_picture);
        best.take(BEST).map(|id| (begun.id, id)).collect()
    };
    el("div")
        .class("tuner-tiles")
        .attr("role", "group")
        .attr("aria-label", "Best trials")
        .each(keys, move |(_, trial): (u32, u32)| vec![tile(scene, trial)])
}

fn tile(scene: Scene, trial: u32) -> El {
    let face = el("canvas").attr("aria-hidden", "true");
    keep_picture(scene, trial, face.node());
    let name = move || name_text(scene, trial);
    let score = move || {
        let search = scene.search.get();
        let found = search
            .as_ref()
            .and_then(|s| Some((s, s.trials.get(trial as usize)?)));
        let score = found.and_then(|(s, trial)| Some((s.tuner.objective, s.score(trial)?)));
        score.map_or_else(String::new, |(objective, score)| {
            words::score(objective, score)
        })
    };
    let button = el("button")
        .class("tuner-tile")
        .live("aria-label", name)
        .live("title", name)
        .maybe("aria-current", move || {
            (scene.loaded.get() == Some(trial)).then_some("true")
        })
        .maybe("data-lit", move || {
            (scene.lit.get() == Some(trial)).then_some("")
        })
        .child(face)
        .child(el("span").live_text(score))
        .click(move || scene.load(trial));
    lights(scene, trial, button)
}

/// Draws the picture of a trial in a frame of its own, whenever its best network or the theme has become another.
fn keep_picture(scene: Scene, trial: u32, canvas: HtmlCanvasElement) {
    let page = Page::get();
    // The network is another one when it was at its best at another epoch.
    let best = derived(move || {
        let search = scene.search.get()?;
        let first = search.trials.get(trial as usize)?.runs.first()?.as_ref()?;
        Some(first.best.as_ref()?.epoch)
    });
    let drawing = canvas.clone();
    let turn = Turn::new(move || {
        let _ = draw(scene, trial, &drawing, page.theme.get_untracked());
    });
    follow(move || {
        best.track();
        page.theme.track();
        turn.ask();
    });
}

fn draw(scene: Scene, trial: u32, canvas: &HtmlCanvasElement, theme: Theme) -> Option<()> {
    let begun = scene.begun.try_get_untracked().flatten()?;
    let search = scene.search.try_get_untracked().flatten()?;
    let small = begun.small.as_ref().filter(|_| canvas.is_connected())?;
    let experiment = Arc::new(search.experiment(trial));
    let parameters = search.trials.get(trial as usize)?.parameters()?;
    let frame = small.frame(&experiment, parameters)?;
    if frame.is_fit() {
        picture::draw_over(canvas, &frame, Aspect::All, theme, SIDE)
    } else {
        picture::draw(
            canvas,
            &canvas::offscreen()?,
            &frame,
            Aspect::All,
            theme,
            SIDE,
        )
    }
}
